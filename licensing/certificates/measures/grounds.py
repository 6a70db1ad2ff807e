"""On what a measure against a certificate may rest: each ground with the words of the law its letters print.

The Administrative Licensing Law knows no suspension: it needs a special law, which whoever proposes it must name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from licensing.models import CertificateMeasure

Measure = CertificateMeasure.Measure
LAW = "《中华人民共和国行政许可法》"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground: for which measure, the article, its words. `needs_citation`: the article is of another law and must be named."""

    code: str
    measure: str
    article: str
    words: str
    needs_citation: bool = False

    @property
    def label(self) -> str:
        """As it stands in a list to choose from, in the register and in letters."""
        return f"{self.words}（{self.article}）" if self.article else self.words


def _ground(code: str, measure: str, article: str, words: str, *, needs_citation: bool = False) -> Ground:
    return Ground(code=code, measure=measure, article=f"{LAW}{article}" if article else "", words=words, needs_citation=needs_citation)


FRAUD = "fraud"
_ALL = (
    _ground("special-law", Measure.SUSPEND, "", "依照有关法律、法规的专门规定暂停", needs_citation=True),
    _ground("lift", Measure.LIFT, "", "暂停的情形已经消除"),
    _ground("69-1-1", Measure.REVOKE, "第六十九条第一款第一项", "行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定"),
    _ground("69-1-2", Measure.REVOKE, "第六十九条第一款第二项", "超越法定职权作出准予行政许可决定"),
    _ground("69-1-3", Measure.REVOKE, "第六十九条第一款第三项", "违反法定程序作出准予行政许可决定"),
    _ground("69-1-4", Measure.REVOKE, "第六十九条第一款第四项", "对不具备申请资格或者不符合法定条件的申请人准予行政许可"),
    _ground("69-1-5", Measure.REVOKE, "第六十九条第一款第五项", "依法可以撤销行政许可的其他情形", needs_citation=True),
    _ground(FRAUD, Measure.REVOKE, "第六十九条第二款", "被许可人以欺骗、贿赂等不正当手段取得行政许可"),
    _ground("8-law", Measure.WITHDRAW, "第八条第二款", "行政许可所依据的法律、法规、规章修改或者废止"),
    _ground("8-facts", Measure.WITHDRAW, "第八条第二款", "准予行政许可所依据的客观情况发生重大变化"),
    _ground("70-1", Measure.CANCEL, "第七十条第一项", "行政许可有效期届满未延续"),
    _ground("70-2", Measure.CANCEL, "第七十条第二项", "赋予公民特定资格的行政许可，该公民死亡或者丧失行为能力"),
    _ground("70-3", Measure.CANCEL, "第七十条第三项", "法人或者其他组织依法终止"),
    _ground("70-4", Measure.CANCEL, "第七十条第四项", "行政许可依法被撤销、撤回，或者行政许可证件依法被吊销"),
    _ground("70-5", Measure.CANCEL, "第七十条第五项", "因不可抗力导致行政许可事项无法实施"),
    _ground("70-6", Measure.CANCEL, "第七十条第六项", "法律、法规规定的应当注销行政许可的其他情形", needs_citation=True),
)
GROUNDS: Mapping[str, Ground] = {one.code: one for one in _ALL}
# What the holder may claim, printed in the decision (行政许可法 8 para. 2, 69 para. 4).
CLAIMS: Mapping[str, str] = {
    Measure.WITHDRAW: f"由此造成财产损失的，依照{LAW}第八条第二款依法给予补偿。",
    Measure.REVOKE: f"合法权益因此受到损害的，依照{LAW}第六十九条第四款依法给予赔偿。",
    FRAUD: f"依照{LAW}第六十九条第四款，基于该行政许可取得的利益不受保护。",
}


# 注销 is a term of the law; elsewhere "cancel" only calls something off.
CANCEL_WORDS = pgettext_lazy("certificate", "Cancel")


def measure_words(measure: str) -> str | Promise:
    """The statutory term for a measure."""
    return CANCEL_WORDS if measure == Measure.CANCEL else Measure(measure).label


def grounds_for(measure: str) -> Iterable[Ground]:
    """The grounds a measure may rest on."""
    return (one for one in _ALL if one.measure == measure)


def claim_of(measure: str, ground: str) -> str:
    """The sentence on compensation; empty where the law gives none."""
    return CLAIMS.get(ground) or CLAIMS.get(measure, "")
