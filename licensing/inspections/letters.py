"""The facts that go into the letters of an inspection, and the kinds of letter themselves. Letters are Chinese only."""

from datetime import date
from typing import Any

from bureau.letters import ADMINISTRATIVE_REMEDIES, LetterKind
from bureau.workflow import Act
from licensing.inspections import samples, step_forms
from licensing.inspections.officers import standing_officers
from licensing.models import Inspection

QUALITY_15 = "《中华人民共和国产品质量法》第十五条"
QUALITY_17 = "《中华人民共和国产品质量法》第十七条"
RETEST_REMEDY = (
    "对抽查检验的结果有异议的，可以自收到检验结果之日起十五日内，依照《中华人民共和国产品质量法》第十五条，"
    "向本局或者上级市场监督管理部门申请复检。"
)
NUMBERS = {
    "inspection-notice": "检通",
    "sampling-record": "抽样",
    "sampling-result": "抽检",
    "retest-result": "复检",
    "rectification-order": "责改",
    "standard-check-result": "标检",
}


def _kind(code: str, title: str, requires: set[str], optional: set[str], **more: Any) -> LetterKind:
    return LetterKind(code, title, code, code, requires=frozenset(requires), optional=frozenset(optional), **more)


KINDS = (
    _kind("inspection-notice", "随机抽查通知书", {"addressee", "officers", "what"}, {"plan", "plan_basis", "standard", "law"}),
    _kind(
        "sampling-record",
        "产品质量监督抽查抽样单",
        {"addressee", "officers", "product", "finding_kind"},
        {"sample", "finding", "plan", "signatures"},
        basis=((date.min, QUALITY_15),),
    ),
    _kind(
        "sampling-result",
        "产品质量监督抽查结果告知书",
        {"addressee", "product", "conclusion", "report_number", "items"},
        {"laboratory", "batch", "producer"},
        basis=((date.min, QUALITY_15),),
        remedies=(RETEST_REMEDY,),
    ),
    _kind(
        "retest-result",
        "复检结论告知书",
        {"addressee", "product", "conclusion", "report_number", "items", "laboratory"},
        {"batch", "asked_on", "first_conclusion"},
        basis=((date.min, QUALITY_15),),
    ),
    _kind(
        "rectification-order",
        "责令限期改正通知书",
        {"addressee", "facts_found", "demands", "rectify_by", "law"},
        {"follow"},
        remedies=(ADMINISTRATIVE_REMEDIES,),
    ),
    _kind(
        "standard-check-result",
        "企业执行标准公开情况检查结果告知书",
        {"addressee", "conclusion", "checked"},
        {"standard", "finding"},
        basis=((date.min, "《中华人民共和国标准化法》第二十七条"),),
    ),
)


def common_facts(act: Act) -> dict[str, Any]:
    """What every letter of an inspection may say: the enterprise, its officers with certificate numbers, the plan."""
    case: Inspection = act.case
    return {
        "addressee": case.enterprise_name,
        "officers": [f"{row.officer}（执法证号：{row.certificate_number}）" for row in standing_officers(case.pk)],
        "plan": f"{case.plan.title}（{case.plan.number}）" if case.plan.title else case.plan.number,
        "plan_basis": case.plan.basis,
        "product": case.product,
    }


def _verdict(conclusion: str) -> str:
    return "合格" if conclusion == samples.PASS else "不合格"


def _sample_rows(sample: dict[str, Any]) -> list[str]:
    """The sampling record line by line."""
    unit = sample.get("unit", "")
    place = "企业成品仓库内的待销产品" if sample.get("place") == step_forms.SampleForm.STOCK else "市场上的待销产品"
    return [
        f"抽样地点：{place}",
        f"规格型号：{sample.get('model', '')}",
        f"批号或者生产日期：{sample.get('batch', '')}",
        f"生产者：{sample.get('producer', '')}",
        f"抽样基数：{sample.get('base_quantity', '')}{unit}",
        f"抽样数量：{sample.get('quantity', '')}{unit}（其中备用样品{sample.get('reserve', '')}{unit}）",
        f"封样编号：{sample.get('seal_number', '')}",
        f"样品购买价款：{sample.get('price', '')}元；不向被检查人收取检验费用",
    ]


def _sampling_record(act: Act) -> dict[str, Any]:
    case: Inspection = act.case
    kinds = {"take-sample": "已抽取样品", "record-no-product": "现场无可抽样品", "record-refusal": "被检查人拒绝抽样"}
    signed = case.sample.get("signed") == step_forms.SIGNED
    taken = act.transition.name == "take-sample"
    return {
        "finding_kind": kinds[act.transition.name],
        "sample": _sample_rows(case.sample) if taken else [],
        "finding": case.finding if not taken else case.sample.get("note", ""),
        "signatures": "抽样人员和被检查人均已签字确认" if signed else "被检查人未签字，由两名抽样人员注明情况并签字",
    }


def _report_facts(case: Inspection, report: dict[str, Any]) -> dict[str, Any]:
    return {
        "conclusion": _verdict(report["conclusion"]),
        "report_number": report["report_number"],
        "items": [line.words() for line in samples.lines_of(report)],
        "batch": case.sample.get("batch", ""),
    }


def sampling_letter(act: Act, letter: str) -> dict[str, Any]:
    """Source of a letter about a sampling inspection. Only the effect has run when this is asked, so the case says what is new."""
    case: Inspection = act.case
    source = common_facts(act)
    if letter == "inspection-notice":
        return source | {"what": f"{case.product}产品质量监督抽查", "law": QUALITY_15}
    if letter == "sampling-record":
        return source | _sampling_record(act)
    if letter == "sampling-result":
        told = {"laboratory": case.laboratory, "producer": case.sample.get("producer", "")}
        return source | _report_facts(case, case.sample["test"]) | told
    if letter == "retest-result":
        retest = case.sample["retest"]
        first = _verdict(case.sample["test"]["conclusion"])
        more = {"laboratory": retest["laboratory"], "asked_on": case.retest_asked_on, "first_conclusion": first}
        return source | _report_facts(case, retest) | more
    return source | order_facts(
        act,
        found=f"经监督抽查，你单位的{samples.publication(case)}。",
        law=QUALITY_17,
        follow="逾期不改正的，由省级以上人民政府市场监督管理部门予以公告；公告后经复查仍不合格的，责令停业，限期整顿。",
    )


def order_facts(act: Act, *, found: str, law: str, follow: str) -> dict[str, Any]:
    """What an order to put something right says."""
    return {"facts_found": found, "demands": act.data["demands"], "rectify_by": act.data["rectify_by"], "law": law, "follow": follow}
