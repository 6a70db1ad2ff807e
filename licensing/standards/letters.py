"""The facts of the letters about a check of declared standards."""

from typing import Any

from bureau.workflow import Act
from licensing.inspections.letters import common_facts, order_facts
from licensing.standards.checklist import LAW, answers_of, articles_of, checked_lines, defects


def standard_letter(act: Act, letter: str) -> dict[str, Any]:
    """Source of a letter about a check of declared standards."""
    case = act.case
    source = common_facts(act)
    standard = f"{case.standard.number}《{case.standard.title}》" if case.standard else ""
    if letter == "inspection-notice":
        return source | {"what": "企业执行标准自我声明公开情况监督检查", "standard": standard, "law": LAW + "第二十七条、第三十二条"}
    answers = answers_of(case.sample)
    found = defects(answers)
    if letter == "standard-check-result":
        verdict = "不符合规定" if found else "符合规定"
        return source | {"conclusion": verdict, "checked": checked_lines(answers), "standard": standard, "finding": case.finding}
    words = "、".join(question.defect for question in found)
    about = f"（标准：{standard}）" if standard else ""
    return source | order_facts(
        act,
        found=f"经检查，你单位{about}存在下列情形：{words}。{case.finding}",
        law=articles_of(found),
        follow="逾期不改正的，依法在标准信息公共服务平台上公示，或者由省级以上人民政府市场监督管理部门依法处理。",
    )
