"""Summary and text of a publication, taken from the decision as it was issued (市场监督管理行政处罚信息公示规定 4, 6, 7).

The paragraphs follow the paper. Officers are not named: the decision itself does not name them.
"""

from collections.abc import Iterable
from typing import Any

from bureau.documents import letter_text
from bureau.models import Document, Party
from licensing.evidence.records import opened
from licensing.models import FieldRecord, PenaltyCase, Publication, ServiceAttempt
from licensing.models.penalty import PartyType
from licensing.papers.facts import basis_of, charges_of
from licensing.publicity.redaction import Piece, Rules, pieces, public_name, redact

PHONE_ROW = "联系电话"
DISCUSSED = "本案经本局负责人集体讨论决定。"
# As the paper says it (行政处罚法 66, 67, 72).
OWED = (
    "罚没款应当自收到本决定书之日起十五日内，凭本局出具的《罚没款缴款通知书》所载缴款编号，到指定的银行或者通过电子支付系统缴纳"
    "（《中华人民共和国行政处罚法》第六十七条）。到期不缴纳罚款的，依照《中华人民共和国行政处罚法》第七十二条第一款第一项的规定，"
    "每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额；逾期不履行的，本局将依法申请人民法院强制执行。"
)
NOT_OWED = "当事人应当自收到本决定书之日起履行本决定。"


def rules_of(publication: Publication) -> Rules:
    """Names and addresses of every natural person the case knows, and the words marked by officers. Three queries; opens sealed columns."""
    case = publication.case
    people = list(Party.objects.filter(case_id=case.pk))
    is_person = case.party_type != PartyType.UNIT
    names = [case.legal_representative]
    addresses = []
    for one in people:
        is_unit = one.part == Party.Part.RESPONDENT and not is_person
        # The name of a shop is the name it is registered under; the person behind it is the legal representative.
        is_named = not is_unit and not (one.part == Party.Part.RESPONDENT and case.party_type == PartyType.SOLE)
        names += [opened(one.name)] if is_named else []
        addresses += [] if is_unit else [opened(one.address)]
    names += _opened(FieldRecord.objects.filter(case_id=case.pk).values_list("person", flat=True))
    names += _opened(ServiceAttempt.objects.filter(case_id=case.pk).values_list("receiver", flat=True))
    own = case.party_name if case.party_type != PartyType.CITIZEN else ""
    return Rules(
        names=tuple(dict.fromkeys(name for name in names if name and name != own)),
        addresses=tuple(dict.fromkeys(address for address in addresses if address)),
        words=tuple(one["words"] for one in publication.redactions),
    )


def _opened(values: Iterable[Any]) -> list[str]:
    return [opened(value) for value in values]


def paragraphs(document: Document | None) -> list[str]:
    """The decision as paragraphs, unredacted, in the order of the paper; none of a case without one. Raises UnsealError."""
    if document is None:
        return []
    letter = letter_text(document)
    facts: dict[str, Any] = letter["facts"]
    found = [letter["title"], letter["number"]]
    found += [f"{row[0]}：{row[1]}" for row in _rows(facts, "party_rows") if row[0] != PHONE_ROW]
    filed = f"于{facts['filed_on']}" if facts.get("filed_on") else ""
    found.append(f"本局{filed}对当事人“{facts.get('cause', '')}”立案调查，现已调查终结。")
    found += ["一、违法事实", facts.get("facts_text", "")]
    found += [f"违法行为{row[0]}：{row[1].rstrip('。；')}；{row[2]}；{row[3]}；{row[4]}" for row in _rows(facts, "charge_rows")]
    found += ["二、证据", *_lines(facts, "evidence")]
    found.append("三、告知、陈述申辩和听证情况")
    if facts.get("noticed_on"):
        found.append(f"本局于{facts['noticed_on']}向当事人送达《行政处罚告知书》。")
    found += [_statement(row) for row in _rows(facts, "statements")] or [facts.get("no_defence", "")]
    found += ["四、理由、依据和裁量", facts.get("reasons", ""), *_lines(facts, "basis_list"), *_lines(facts, "discretion")]
    found += [
        DISCUSSED if facts.get("discussed") else "",
        f"上级机关决定：{facts['upper_decision']}" if facts.get("upper_decision") else "",
    ]
    found += ["五、行政处罚决定", f"依照{letter.get('basis', '')}的规定，本局决定对当事人作出如下行政处罚：", *_lines(facts, "penalties")]
    if facts.get("correction"):
        found.append(f"同时责令当事人{facts.get('correct_by', '')}改正：{facts['correction']}")
    found += ["六、履行方式和期限", OWED if facts.get("owed") else NOT_OWED]
    found += ["七、救济途径和期限", *[str(one) for one in letter.get("remedies", [])], letter["bureau"], letter["issued_on"]]
    return [one.strip() for one in found if one and one.strip()]


def _rows(facts: dict[str, Any], name: str) -> list[list[str]]:
    return [row for row in facts.get(name) or [] if isinstance(row, list)]


def _lines(facts: dict[str, Any], name: str) -> list[str]:
    return [str(line) for line in facts.get(name) or []]


def _statement(row: list[str]) -> str:
    said = f"当事人于{row[1]}{row[0]}：{row[2]}"
    return f"{said}。本局复核认为：{row[3]}" if len(row) > 3 and row[3] else said


def comparison(publication: Publication) -> list[list[Piece]]:
    """Each paragraph cut into pieces as they were and as they are shown. Four queries; opens sealed data, so the caller logs it."""
    rules = rules_of(publication)
    return [pieces(one, rules) for one in paragraphs(publication.case.decision_document)]


def public_text(publication: Publication) -> str:
    """The whole text as published, one paragraph a line."""
    return "\n".join("".join(piece.shown for piece in cut) for cut in comparison(publication))


def summary_of(publication: Publication) -> dict[str, Any]:
    """The fields of article 4 para. 3, redacted: number, party, kind of act, penalty, authority, day; and what the lists filter by."""
    case, document, rules = publication.case, publication.case.decision_document, rules_of(publication)
    charges = charges_of(case)
    letter: dict[str, Any] = letter_text(document) if document else {"facts": {}, "bureau": ""}
    is_person = case.party_type == PartyType.CITIZEN
    return {
        "number": document.number if document else "",
        "party": public_name(_party_name(case)) if is_person else redact(case.party_name, Rules(words=rules.words)),
        "party_type": case.party_type,
        "code": "" if is_person else case.enterprise_code,
        "representative": public_name(case.legal_representative),
        "acts": [redact(act, rules) for act in dict.fromkeys(one.item_version.act or one.item_version.name for one in charges)],
        "items": list(dict.fromkeys(one.item_version.item.code for one in charges)),
        "basis": basis_of(charges),
        "laws": list(dict.fromkeys(basis.law for one in charges for basis in one.item_version.bases.all())),
        "penalties": [redact(line, rules) for line in _lines(letter["facts"], "penalties")],
        "bureau": letter["bureau"],
        "decided_on": case.decided_on.isoformat() if case.decided_on else "",
    }


def _party_name(case: PenaltyCase) -> str:
    party = Party.objects.filter(case_id=case.pk, part=Party.Part.RESPONDENT).order_by("pk").first()
    return (opened(party.name) if party else "") or case.party_name
