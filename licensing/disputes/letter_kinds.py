"""The letters of disputes and petitions: what each is called, counted as, rests on and must state."""

from collections.abc import Mapping
from dataclasses import replace

from bureau.letters import CONSUMER_REMEDIES
from licensing.filings.letter_kinds import REMEDIES, RETURNED, letter

METROLOGY_LAW = "《中华人民共和国计量法》"
METROLOGY_RULES = "《中华人民共和国计量法实施细则》"
QUALITY_LAW = "《中华人民共和国产品质量法》"
# 产品质量法 47: the ways that are left where no agreement was reached.
CIVIL_REMEDIES = (
    "依照《中华人民共和国产品质量法》第四十七条，不愿通过协商、调解解决或者协商、调解不成的，可以根据双方达成的仲裁协议向仲裁机构申请仲裁；"
    "没有达成仲裁协议或者仲裁协议无效的，可以直接向人民法院起诉。"
)
APPEAL = (
    "如对本仲裁检定不服，可以在接到本通知书之日起15日内，依照《中华人民共和国计量法实施细则》第三十六条，向上一级人民政府计量行政部门申诉。"
    "上一级人民政府计量行政部门进行的仲裁检定为终局仲裁检定。"
)

PREFIXES: Mapping[str, str] = {
    "dispute-acceptance": "计纠受",
    "dispute-return": "计纠补",
    "dispute-refusal": "计纠不受",
    "arbitration-order": "计仲检",
    "arbitration-award": "计仲",
    "mediation-record": "计调",
    "petition-acceptance": "质诉受",
    "petition-return": "质诉补",
    "petition-refusal": "质诉不受",
    "petition-mediation-record": "质诉调",
    "petition-reply": "质诉复",
    "petition-termination": "质诉终",
}
SIDES = "respondent"
DISPUTE_LETTERS = (
    letter(
        "dispute-acceptance",
        "计量纠纷受理通知书",
        METROLOGY_RULES + "第三十四条",
        f"accepted_on matter {SIDES}",
        "settle_by wish kept_duty mediation_note",
    ),
    letter(
        "dispute-return",
        "计量纠纷申请材料补正告知书",
        METROLOGY_RULES + "第三十四条",
        "asked",
        "remark ground_text authority explanation",
        template=RETURNED,
    ),
    letter(
        "dispute-refusal",
        "计量纠纷不予受理通知书",
        METROLOGY_RULES + "第三十四条",
        "ground_text explanation matter",
        f"authority {SIDES}",
        remedies=REMEDIES,
    ),
    # To the verification body, not to the applicant.
    replace(
        letter(
            "arbitration-order",
            "仲裁检定委托书",
            METROLOGY_LAW + "第二十一条、" + METROLOGY_RULES + "第三十四条",
            "applicant instrument sealed_on verify_by respondent",
            "instrument_number instrument_model location seal_note quantity_difference",
        ),
        for_citizen=False,
    ),
    letter(
        "arbitration-award",
        "仲裁检定通知书",
        METROLOGY_LAW + "第二十一条、" + METROLOGY_RULES + "第三十四条",
        "instrument respondent body verified_on reading award",
        "instrument_number sealed_on",
        remedies=(APPEAL,),
    ),
    letter(
        "mediation-record",
        "计量纠纷调解书",
        METROLOGY_RULES + "第三十四条",
        f"{SIDES} matter agreement",
        "facts_text wish mediated_on mediator recovered",
    ),
    letter(
        "petition-acceptance",
        "产品质量申诉受理通知书",
        QUALITY_LAW + "第二十二条",
        f"accepted_on matter {SIDES}",
        "settle_by wish kept_duty mediation_note",
    ),
    letter(
        "petition-return",
        "产品质量申诉材料补正告知书",
        QUALITY_LAW + "第二十二条",
        "asked",
        "remark ground_text authority explanation",
        template=RETURNED,
    ),
    letter(
        "petition-refusal",
        "产品质量申诉不予受理通知书",
        QUALITY_LAW + "第二十二条",
        "ground_text explanation matter",
        f"authority {SIDES}",
        template="dispute-refusal",
        remedies=(CONSUMER_REMEDIES, *REMEDIES),
    ),
    letter(
        "petition-mediation-record",
        "产品质量申诉调解书",
        QUALITY_LAW + "第四十七条",
        f"{SIDES} matter agreement",
        "facts_text wish mediated_on mediator recovered",
        template="mediation-record",
    ),
    letter(
        "petition-reply",
        "产品质量申诉处理答复书",
        QUALITY_LAW + "第二十二条",
        f"{SIDES} matter outcome_text",
        "accepted_on answer test_body test_result recovered",
    ),
    letter(
        "petition-termination",
        "产品质量申诉终止调解告知书",
        QUALITY_LAW + "第四十七条",
        f"{SIDES} matter ground_text explanation",
        "accepted_on answer test_body test_result",
        remedies=(CIVIL_REMEDIES, CONSUMER_REMEDIES),
    ),
)
