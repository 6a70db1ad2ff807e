"""Items, guides, applications and certificates for tests: small, made directly, with fixed values. The shipped catalogue is not needed."""

import itertools
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bureau import docket
from bureau.clock_rules import load_rules
from bureau.models import ClockRule, Party
from licensing.models import Application, Guide, IssuedCertificate, ItemVersion, PowerItem
from licensing.processes import process_of

RECEIVED_AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FROM = date(2020, 1, 1)
_serials = itertools.count(1)

CONTENT: dict[str, Any] = {
    "summary": "特种设备使用单位办理使用登记。",
    "applicants": ["enterprise", "person"],
    "who": "在本区使用特种设备的单位。",
    "conditions": ["特种设备经监督检验或者定期检验合格。"],
    "requests": [
        {"request": "new", "label": "首次登记", "decision_clock": "permit-decision-special-equipment", "needs_check": True},
        {"request": "renewal", "label": "延续", "window_days": 30},
        {"request": "reissue", "label": "补发", "on_the_spot": True},
    ],
    "sections": ["设备情况"],
    "fields": [
        {"code": "equipment_name", "label": "设备名称", "type": "text", "section": "设备情况", "prefill": "equipment.name"},
        {"code": "in_use_since", "label": "投入使用日期", "type": "date", "section": "设备情况", "required": False, "lies": "past"},
    ],
    "materials": [
        {"code": "inspection-report", "name": "检验报告"},
        {"code": "business-licence", "name": "营业执照", "waived_when_on_file": True, "required": False},
    ],
    "checklist": [{"code": "mark", "text": "登记标志置于显著位置"}],
    "steps": [{"title": "申请", "text": "网上或者窗口提交申请。"}],
    "fee": "不收费",
    "result": {
        "name": "特种设备使用登记证",
        "kind": "equipment-registration",
        "letter": "equipment-registration-certificate",
        "series": "equipment-registration-certificate",
        "validity_months": 48,
        "facts": ["equipment_name"],
    },
}


def item(code: str = "XK-01", *, name: str = "特种设备使用登记", kind: str = "permit") -> ItemVersion:
    """The version in force of an item; the same code again gives the same one."""
    known, _created = PowerItem.objects.get_or_create(code=code, defaults={"kind": kind})
    version = ItemVersion.objects.filter(item=known, valid_to__isnull=True).first()
    return version or ItemVersion.objects.create(item=known, number=1, kind=kind, name=name, valid_from=FROM, loaded_at=RECEIVED_AT)


def guide(code: str = "XK-01", **changes: Any) -> Guide:
    """The published guide of an item; `changes` replace parts of its content."""
    known = Guide.objects.filter(item__code=code, state=Guide.State.PUBLISHED).first()
    return known or Guide.objects.create(
        item=item(code).item,
        number=1,
        state=Guide.State.PUBLISHED,
        content={**CONTENT, **changes},
        edited_at=RECEIVED_AT,
        published_at=RECEIVED_AT,
    )


def application(code: str = "XK-01", *, at: datetime = RECEIVED_AT, content: dict[str, Any] | None = None, **fields: Any) -> Application:
    """An application just received through the docket, with its clocks and its applicant (13812341234). `fields` go to the row."""
    if not ClockRule.objects.exists():
        load_rules()
    process = process_of(code)
    values: dict[str, Any] = {
        "kind": process.kind,
        "title": "淮安市鑫源机械有限公司：特种设备使用登记",
        "item_version": item(code),
        "guide": guide(code, **(content or {})),
        "applicant_type": "enterprise",
        "applicant_name": "淮安市鑫源机械有限公司",
        "enterprise_code": "91320803MA1MXYJX0B",
        "category": code,
        "answers": {"equipment_name": "桥式起重机"},
        "submission_key": UUID(int=(0xBEEF << 64) + next(_serials)),
        **fields,
    }
    opened = docket.open_case(
        Application(**values),
        prefix=process.prefix,
        search=(values["applicant_name"], values["enterprise_code"]),
        at=at,
        parties=[Party.sealed(Party.Part.APPLICANT, name="李建国", phone="13812341234")],
        clock_codes=process.opening_clocks,
        without_gaps=True,
    )
    return Application.objects.get(pk=opened.case_id)


def certificate(case: Application | None = None, **fields: Any) -> IssuedCertificate:
    """A valid certificate; `case` is the application that led to it (one is made if none is given)."""
    number = next(_serials)
    case = case or application()
    values: dict[str, Any] = {
        "item": case.item_version.item,
        "kind": "equipment-registration",
        "title": "特种设备使用登记证",
        "number": f"起17苏H{number:05d}(26)",
        "enterprise_code": case.enterprise_code,
        "holder_name": case.applicant_name,
        "facts": {"equipment_name": "桥式起重机"},
        "issued_on": date(2026, 11, 23),
        "valid_from": date(2026, 11, 23),
        "valid_to": date(2030, 11, 22),
        "status_since": date(2026, 11, 23),
        "case": case,
        "updated_at": RECEIVED_AT,
        **fields,
    }
    return IssuedCertificate.objects.create(**values)
