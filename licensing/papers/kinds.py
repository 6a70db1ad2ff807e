"""The official forms of penalty and measure: what each is called, and how it is counted."""

from collections.abc import Mapping

from bureau.letters import LetterKind

# Code of the letter: title, and what stands in front of its number.
FORMS: Mapping[str, tuple[str, str]] = {
    "filing-approval": ("立案审批表", "罚立审"),
    "not-filed-approval": ("不予立案审批表", "罚不立"),
    "recusal-decision": ("回避决定书", "罚避"),
    "penalty-extension": ("延长案件办理期限审批表", "罚延"),
    "interview-notice": ("询问通知书", "罚询通"),
    "interview-record": ("询问笔录", "罚询"),
    "site-record": ("现场笔录", "罚场"),
    "evidence-list": ("证据目录", "罚证"),
    "sampling-evidence-record": ("抽样取证记录", "罚抽"),
    "testing-notice": ("检测检验检疫鉴定期间告知书", "罚检告"),
    "testing-result-notice": ("检测检验检疫鉴定结果告知书", "罚检果"),
    "hold-notice": ("先行登记保存证据通知书", "罚保"),
    "hold-disposal": ("先行登记保存证据处理通知书", "罚保处"),
    "measure-approval": ("行政强制措施审批表", "强审"),
    "measure-decision": ("实施行政强制措施决定书", "强"),
    "measure-inventory": ("场所、设施、财物清单", "强单"),
    "measure-extension": ("延长行政强制措施期限决定书", "强延"),
    "measure-release": ("解除行政强制措施决定书", "强解"),
    "goods-disposal": ("涉案物品处理记录", "罚物"),
    "correction-order": ("责令改正通知书", "罚改"),
    "investigation-report": ("案件调查终结报告", "罚调"),
    "case-review": ("案件审核意见书", "罚审"),
    "legal-review": ("法制审核意见书", "罚法"),
    "penalty-notice": ("行政处罚告知书", "罚告"),
    "statement-record": ("陈述申辩笔录", "罚辩"),
    "defence-finding": ("陈述申辩复核意见书", "罚核"),
    "penalty-hearing-notice": ("行政处罚听证通知书", "罚听通"),
    "hearing-record": ("听证笔录", "罚听"),
    "hearing-report": ("听证报告", "罚听报"),
    "discussion-record": ("案件集体讨论记录", "罚议"),
    "penalty-decision": ("行政处罚决定书", "罚"),
    "no-penalty-decision": ("不予行政处罚决定书", "不罚"),
    "spot-decision": ("当场行政处罚决定书", "当罚"),
    "case-ended": ("终止调查（撤销案件）决定书", "罚终"),
    "address-confirmation": ("送达地址确认书", "罚址"),
    "service-receipt": ("送达回证", "罚送"),
    "service-announcement": ("送达公告", "罚公"),
    "payment-notice": ("罚没款缴款通知书", "罚缴"),
    "relief-decision": ("延期（分期）缴纳罚款决定书", "罚缓"),
    "late-fee-decision": ("加处罚款决定书", "罚加"),
    "payment-demand": ("行政处罚决定履行催告书", "罚催"),
    "court-application": ("行政处罚强制执行申请书", "罚申"),
    "case-transfer": ("案件移送函", "罚移"),
    "police-transfer": ("涉嫌犯罪案件移送书", "罚移公"),
    "closing-report": ("结案审批表", "罚结"),
}
PREFIXES: Mapping[str, str] = {code: words for code, (_title, words) in FORMS.items()}
LETTER_KINDS = tuple(LetterKind(code, title, code, "letter", requires=frozenset({"paragraphs"})) for code, (title, _words) in FORMS.items())
