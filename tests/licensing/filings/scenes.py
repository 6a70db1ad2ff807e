"""Notices, changes and filings on their way: small guides in the words of the shipped ones, machines, lists."""

from django.core.files.base import ContentFile

from bureau.models import Attachment
from bureau.workflow import Actor
from licensing.certificates import services
from licensing.models import Application, MaterialFile
from tests.factories import licensing
from tests.factories.enterprises import EnterpriseFactory
from tests.licensing.permit import story
from tests.licensing.permit.story import clerk, clock, do, head, office, on, reviewer, running

__all__ = ["NAME", "clerk", "clock", "do", "fields", "head", "on", "reviewer", "running"]

NAME = "淮安市鑫源机械有限公司"
NOTHING = {"name": "凭证", "kind": "", "letter": "", "series": ""}


def fields(**types):
    """Questions of a guide by code and type, none of them required."""
    return [{"code": code, "label": code, "type": kind, "required": False} for code, kind in types.items()]


def choice(code, **labels):
    return {
        "code": code,
        "label": code,
        "type": "choice",
        "required": False,
        "choices": [{"value": value.replace("_", "-"), "label": label} for value, label in labels.items()],
    }


def content(asked, *, requests=None, materials=None, **changes):
    return {
        "result": NOTHING,
        "sections": [],
        "fields": asked,
        "checklist": [],
        "requests": requests or [{"request": "new", "label": "办理", "on_the_spot": True}],
        "materials": materials if materials is not None else [{"code": "paper", "name": "证明材料"}],
        **changes,
    }


WORKS_ASKED = [
    choice("works_kind", install="安装", alteration="改造", major_repair="重大修理", repair="一般修理"),
    *fields(
        works_content="textarea",
        planned_start="date",
        planned_end="date",
        supervision_required="yes-no",
        equipment_name="text",
        equipment_code="text",
        registration_number="text",
        user_name="text",
        user_code="uscc",
        location="text",
        on_building_site="yes-no",
        licence_until="date",
    ),
]
WORKS = {
    "works_kind": "alteration",
    "works_content": "更换曳引机",
    "planned_start": "2026-11-25",
    "planned_end": "2026-12-20",
    "supervision_required": True,
    "equipment_name": "乘客电梯",
    "user_name": "淮安市楚州区人民商场",
    "location": "一号楼",
    "on_building_site": False,
    "licence_until": "2028-06-30",
}
CHANGE_ASKED = [
    choice("change_kind", alteration="改造、修理后变更", move="移装", name="使用单位更名", transfer="过户", inspection="检验信息更正"),
    choice("cancel_reason", hazard="存在严重事故隐患", scrap_rule="达到报废条件", own_decision="不再使用", moved_out="移出本区"),
    *fields(
        registration_number="text",
        equipment_name="text",
        equipment_category="text",
        equipment_code="text",
        location="text",
        former_user_code="uscc",
        former_name="text",
        inspected_on="date",
        next_inspection_on="date",
    ),
]
CHANGE_REQUESTS = [
    {"request": "change", "label": "使用登记变更", "decision_clock": "permit-decision-special-equipment"},
    {"request": "cancellation", "label": "使用登记注销", "decision_clock": "permit-decision-special-equipment", "on_the_spot": True},
]
CERTIFIED = ("equipment_category", "equipment_name", "equipment_code", "product_number", "location")


def application(code, asked, answers, *, complete=True, guide=None, **more) -> Application:
    """Received by the approval office; `complete`: the paper it needs lies at the window."""
    case = licensing.application(code, office=office(), content=content(asked, **(guide or {})), answers=answers, **more)
    if complete:
        story.hand_in(case, code="paper")
    return case


def works(**answers):
    more = {key: answers.pop(key) for key in ("at", "complete") if key in answers}
    return application("QT-01", WORKS_ASKED, {**WORKS, **answers}, guide={"safety": True}, **more)


def change(request="change", *, at=None, complete=True, certificate=None, enterprise_code=None, **answers):
    more = {"at": at} if at else {}
    if enterprise_code:
        more["enterprise_code"] = enterprise_code
    guide = {"requests": CHANGE_REQUESTS, "safety": True}
    return application("QT-02", CHANGE_ASKED, answers, complete=complete, guide=guide, request=request, certificate=certificate, **more)


def registered(*, at=None, owner=None, **facts):
    """A machine registered through the portal: its certificate, and the row of the register behind it."""
    owner = owner or EnterpriseFactory(code="91320803MA1MXYJX0B", name=NAME)
    answers = {
        "equipment_category": "crane",
        "equipment_name": "桥式起重机",
        "equipment_code": "4110320803000001",
        "product_number": "QD-01",
        "location": "一号车间",
        **facts,
    }
    guide = {
        "fields": fields(**dict.fromkeys(CERTIFIED, "text")),
        "sections": [],
        "result": {**licensing.CONTENT["result"], "validity_months": 0, "facts": list(CERTIFIED), "holding": "equipment"},
    }
    case = licensing.application(
        "XK-01", office=office(), content=guide, answers=answers, enterprise_code=owner.code, at=at or on("2026-10-12")
    )
    return services.issue(case, by=clerk(), at=case.opened_at)


def reviewed(case, *, opinion="grant"):
    """Accepted, reviewed, waiting for the head; the moment it was."""
    return story.reviewed(case, opinion=opinion)


def grant(case, **data):
    at = reviewed(case)
    return do(case, "grant", head(), at, **data)


def window():
    return Actor.of(clerk())


# --- instruments ---------------------------------------------------------------------------------------------------------
LIST_ASKED = [
    choice("filing_kind", initial="首次备案", added="新增器具", changed="变化", removed="停用、报废"),
    choice("listed_count", file="上传清单", **{"1": "1台", "2": "2台"}),
    *fields(instrument_count="integer", main_use="choices", use_place="text"),
    *fields(
        **{
            f"instrument_{place}_{name}": kind
            for place in (1, 2)
            for name, kind in {
                "kind": "text",
                "name": "text",
                "model": "text",
                "serial_number": "text",
                "use": "text",
                "location": "text",
                "verified_on": "date",
                "verified_until": "date",
            }.items()
        }
    ),
]
LIST_ASKED = [{**one, "choices": [{"value": "trade", "label": "贸易结算"}]} if one["code"] == "main_use" else one for one in LIST_ASKED]
SCALE = {
    "instrument_1_kind": "scale",
    "instrument_1_name": "电子秤",
    "instrument_1_model": "ACS-30",
    "instrument_1_serial_number": "S-1001",
    "instrument_1_use": "trade",
    "instrument_1_location": "一号柜台",
    "instrument_1_verified_on": "2026-03-02",
    "instrument_1_verified_until": "2027-03-01",
}
LIST_PAPERS = [{"code": "paper", "name": "证明材料"}, {"code": "instrument-list", "name": "器具清单", "required": False}]


def filing(*, at=None, complete=True, enterprise=True, **answers):
    if enterprise:
        EnterpriseFactory(code="91320803MA1MXYJX0B", name=NAME)
    given = {"filing_kind": "initial", "listed_count": "1", "instrument_count": 1, "main_use": ["trade"], "use_place": "翔宇大道 18 号"}
    more = {"at": at} if at else {}
    guide = {"materials": LIST_PAPERS}
    return application("QT-03", LIST_ASKED, {**given, **answers}, complete=complete, guide=guide, **more)


def with_table(case, content: bytes, *, name="清单.csv"):
    """The table handed in as list of instruments."""
    attachment = Attachment(
        case_id=case.pk, name=name, content_type="text/csv", size=len(content), sha256="", uploaded_at=case.opened_at, from_citizen=True
    )
    attachment.file.save(name, ContentFile(content), save=False)
    attachment.save()
    return MaterialFile.objects.create(application=case, code="instrument-list", attachment=attachment)
