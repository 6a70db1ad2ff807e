"""Chinese words of the official forms: sums in capitals, moments, and the names the law gives to what the tables keep as codes.

Papers are Chinese whatever language the officer's screen shows, so these words do not come from the interface's catalogue.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from bureau.letters import chinese_date
from licensing.models import (
    CaseOpinion,
    CaseTransfer,
    Charge,
    DiscretionTier,
    Evidence,
    Examination,
    HeldThing,
    Instalment,
    MeasureCase,
    PartyStatement,
    PaymentRelief,
    PenaltyCase,
    Recusal,
    Remedy,
    ServiceAttempt,
)
from licensing.models.penalty import PartyType

DIGITS, PLACES, GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿", "万亿")
GROUP = 10_000

PARTY_TYPES: Mapping[str, str] = {PartyType.UNIT: "单位", PartyType.SOLE: "个体工商户", PartyType.CITIZEN: "公民"}
SOURCES: Mapping[str, str] = {
    PenaltyCase.Source.REPORT: "举报",
    PenaltyCase.Source.COMPLAINT: "投诉",
    PenaltyCase.Source.INSPECTION: "监督检查",
    PenaltyCase.Source.SAMPLING: "监督抽查不合格",
    PenaltyCase.Source.TRANSFER: "其他机关移送",
    PenaltyCase.Source.SUPERIOR: "上级交办",
    PenaltyCase.Source.OWN: "依职权发现",
}
STAGES: Mapping[str, str] = {
    CaseOpinion.Stage.FILING: "立案意见",
    CaseOpinion.Stage.INVESTIGATION: "调查终结意见",
    CaseOpinion.Stage.REVIEW: "案件审核意见",
    CaseOpinion.Stage.LEGAL: "法制审核意见",
    CaseOpinion.Stage.DEFENCE: "陈述申辩复核意见",
    CaseOpinion.Stage.DISCUSSION: "集体讨论意见",
    CaseOpinion.Stage.DECISION: "负责人决定",
    CaseOpinion.Stage.MEASURE: "强制措施审批意见",
    CaseOpinion.Stage.CLOSING: "结案意见",
}
VERDICTS: Mapping[str, str] = {
    CaseOpinion.Verdict.AGREE: "同意",
    CaseOpinion.Verdict.CHANGE: "修改后同意",
    CaseOpinion.Verdict.REFUSE: "不同意",
}
DEFENCE_VERDICTS: Mapping[str, str] = {
    CaseOpinion.Verdict.AGREE: "对陈述、申辩不予采纳",
    CaseOpinion.Verdict.CHANGE: "对陈述、申辩予以采纳",
    CaseOpinion.Verdict.REFUSE: "对陈述、申辩不予采纳",
}
EVIDENCE: Mapping[str, str] = {
    Evidence.Kind.DOCUMENT: "书证",
    Evidence.Kind.OBJECT: "物证",
    Evidence.Kind.MEDIA: "视听资料",
    Evidence.Kind.ELECTRONIC: "电子数据",
    Evidence.Kind.WITNESS: "证人证言",
    Evidence.Kind.PARTY: "当事人的陈述",
    Evidence.Kind.EXPERT: "鉴定意见",
    Evidence.Kind.SITE: "勘验笔录、现场笔录",
}
TIERS: Mapping[str, str] = {
    DiscretionTier.Code.WAIVED: "不予行政处罚",
    DiscretionTier.Code.MITIGATED: "减轻行政处罚",
    DiscretionTier.Code.LIGHT: "从轻行政处罚",
    DiscretionTier.Code.ORDINARY: "一般行政处罚",
    DiscretionTier.Code.HEAVY: "从重行政处罚",
}
APPLIED: Mapping[str, str] = {
    Charge.Applied.AT_DECISION: "适用作出决定时的规定",
    Charge.Applied.AT_ACT: "违法行为发生时的规定处罚较轻，从其规定（行政处罚法第三十七条）",
}
STATEMENTS: Mapping[str, str] = {
    PartyStatement.Kind.DEFENCE: "陈述、申辩",
    PartyStatement.Kind.DEFENCE_WAIVER: "放弃陈述、申辩",
    PartyStatement.Kind.HEARING_REQUEST: "要求听证",
    PartyStatement.Kind.HEARING_WAIVER: "放弃听证",
    PartyStatement.Kind.ELECTRONIC_CONSENT: "同意电子送达",
}
WAYS: Mapping[str, str] = {
    ServiceAttempt.Way.DIRECT: "直接送达",
    ServiceAttempt.Way.LEFT: "留置送达",
    ServiceAttempt.Way.POST: "邮寄送达",
    ServiceAttempt.Way.ELECTRONIC: "电子送达",
    ServiceAttempt.Way.ENTRUSTED: "委托送达",
    ServiceAttempt.Way.ANNOUNCEMENT: "公告送达",
}
OUTCOMES: Mapping[str, str] = {
    ServiceAttempt.Outcome.PENDING: "送达中",
    ServiceAttempt.Outcome.SERVED: "已送达",
    ServiceAttempt.Outcome.FAILED: "未送达",
}
EXAMINATIONS: Mapping[str, str] = {
    Examination.Kind.SAMPLING: "抽样取证",
    Examination.Kind.TESTING: "检测、检验",
    Examination.Kind.APPRAISAL: "技术鉴定",
}
# Of the sample: the keys of `Examination.sample` in the order of the record.
ACTS: Mapping[str, str] = {MeasureCase.Act.SEAL: "查封", MeasureCase.Act.SEIZE: "扣押", MeasureCase.Act.HOLD: "先行登记保存"}
STORAGE: Mapping[str, str] = {
    HeldThing.Storage.ON_SITE: "就地查封",
    HeldThing.Storage.BUREAU: "本局保管",
    HeldThing.Storage.ENTRUSTED: "委托第三人保管",
}
DISPOSITIONS: Mapping[str, str] = {
    HeldThing.Disposition.HELD: "保存（查封、扣押）中",
    HeldThing.Disposition.RELEASED: "解除并退还",
    HeldThing.Disposition.CONFISCATED: "没收",
    HeldThing.Disposition.DESTROYED: "销毁",
    HeldThing.Disposition.SOLD: "变卖，保存（上缴）价款",
    HeldThing.Disposition.TRANSFERRED: "移送其他机关",
    HeldThing.Disposition.SEIZED: "转为行政强制措施",
}
TRANSFERS: Mapping[str, str] = {
    CaseTransfer.To.POLICE: "公安机关（涉嫌犯罪）",
    CaseTransfer.To.AUTHORITY: "有管辖权的机关",
    CaseTransfer.To.SUPERIOR: "上级机关",
    CaseTransfer.To.DISCIPLINE: "纪检监察机关",
}
ASKED_BY: Mapping[str, str] = {Recusal.AskedBy.SELF: "本人", Recusal.AskedBy.PARTY: "当事人", Recusal.AskedBy.BUREAU: "本局"}
PAYS: Mapping[str, str] = {Instalment.Of.FINE: "罚款", Instalment.Of.CONFISCATION: "没收违法所得", Instalment.Of.LATE_FEE: "加处罚款"}
RELIEFS: Mapping[str, str] = {PaymentRelief.Kind.DEFERRAL: "延期缴纳", PaymentRelief.Kind.INSTALMENTS: "分期缴纳"}
REMEDIES: Mapping[str, str] = {Remedy.Kind.RECONSIDERATION: "行政复议", Remedy.Kind.SUIT: "行政诉讼"}
RESULTS: Mapping[str, str] = {
    Remedy.Result.UPHELD: "维持",
    Remedy.Result.CHANGED: "变更",
    Remedy.Result.REVOKED: "撤销",
    Remedy.Result.UNLAWFUL: "确认违法或者无效",
    Remedy.Result.WITHDRAWN: "撤回申请（起诉）",
    Remedy.Result.DISMISSED: "驳回或者不予受理",
}


def moment(at: datetime | None) -> str:
    """2026年5月8日9时30分, in Shanghai; empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{chinese_date(local.date())}{local.hour}时{local.minute:02d}分"


def yuan(amount: Decimal) -> str:
    """12,000.00元."""
    return f"{amount:,.2f}元"


def money(amount: Decimal) -> str:
    """人民币壹万贰仟元整（¥12,000.00）: in capitals and figures, so that neither can be changed."""
    return f"人民币{capitals(amount)}（¥{amount:,.2f}）"


def capitals(amount: Decimal) -> str:
    """A sum of money in the capital numerals of Chinese bills. Not negative, below 10^16 yuan."""
    cents = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    whole, tenth, cent = cents // 100, cents // 10 % 10, cents % 10
    text = _whole(whole) + "元" if whole or not cents else ""
    if not tenth and not cent:
        return text + "整"
    if tenth:
        return text + DIGITS[tenth] + "角" + (DIGITS[cent] + "分" if cent else "整")
    return text + ("零" if whole else "") + DIGITS[cent] + "分"


def _whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    parts, place = [], 0
    while number:
        number, group = divmod(number, GROUP)
        parts.append((group, place))
        place += 1
    text = ""
    for group, place in reversed(parts):
        if not group:
            continue
        # A gap is read as one zero: 壹万零伍元.
        text += (DIGITS[0] if text and group < GROUP // 10 else "") + _group(group) + GROUPS[place]
    return text


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if gap and text else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return text
