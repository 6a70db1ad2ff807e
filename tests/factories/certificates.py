"""Guides small enough to read, applications granted under them, and what came of it: for tests of certificates."""

from datetime import datetime
from typing import Any

from bureau import documents
from bureau.models import Document, User
from enterprises.models import SOURCES
from licensing.certificates import services
from licensing.models import Application, IssuedCertificate
from tests.factories import licensing as make

AT = make.RECEIVED_AT
EQUIPMENT: dict[str, Any] = {
    "fields": [
        {"code": "equipment_category", "label": "设备种类", "type": "choice", "choices": [{"value": "crane", "label": "起重机械"}]},
        *(
            {"code": code, "label": code, "type": "text"}
            for code in ("equipment_name", "equipment_code", "product_number", "maker", "location")
        ),
        *({"code": code, "label": code, "type": "date"} for code in ("in_use_since", "inspected_on", "next_inspection_on")),
        {"code": "safety_manager_name", "label": "安全管理人员", "type": "text", "personal": True},
    ],
    "sections": [],
    "result": {
        "name": "特种设备使用登记证",
        "kind": "equipment-registration",
        "letter": "equipment-registration-certificate",
        "series": "equipment-registration-certificate",
        "facts": ["equipment_category", "equipment_name", "equipment_code", "safety_manager_name"],
        "holding": "equipment",
    },
}
CRANE = {
    "equipment_category": "crane",
    "equipment_name": "桥式起重机",
    "equipment_code": "41703208032026000001",
    "product_number": "QD-2026-15",
    "maker": "河南某起重机有限公司",
    "location": "一号车间",
    "in_use_since": "2026-11-20",
    "inspected_on": "2026-11-10",
    "next_inspection_on": "2028-11-09",
}
STANDARD: dict[str, Any] = {
    "fields": [{"code": "standard_name", "label": "计量标准名称", "type": "text"}, {"code": "place", "label": "地点", "type": "text"}],
    "sections": [],
    "result": {
        "name": "计量标准考核证书",
        "kind": "metrology-standard",
        "letter": "metrology-standard-certificate",
        "series": "metrology-standard-certificate",
        "validity_months": 60,
        "facts": ["standard_name", "place"],
        "holding": "certificate",
        "holding_kind": "metrology-standard",
    },
}
OPERATOR: dict[str, Any] = {
    "fields": [
        {"code": "identity_number", "label": "身份证号码", "type": "identity-number", "personal": True},
        {"code": "work_item", "label": "作业项目", "type": "choice", "choices": [{"value": "q1", "label": "起重机指挥"}]},
        {"code": "employer_name", "label": "聘用单位", "type": "text"},
        {"code": "employer_code", "label": "代码", "type": "uscc"},
    ],
    "sections": [],
    "result": {
        "name": "特种设备安全管理和作业人员证",
        "kind": "operator-certificate",
        "letter": "operator-certificate",
        "series": "operator-certificate",
        "validity_months": 48,
        "facts": ["work_item", "employer_name", "employer_code"],
        "holding": "person",
    },
}
IDENTITY = "320803199001011234"


def ask(item: str, content: dict[str, Any], answers: dict[str, Any], **fields: Any) -> Application:
    return make.application(item, content=content, answers=answers, **fields)


def settle(case: Application, head: User | None, *, at: datetime = AT, deemed: bool = False) -> IssuedCertificate | None:
    return services.settle_request(case, by=None if deemed else head, at=at, deemed=deemed)


def again(old: IssuedCertificate, request: str, *, at: datetime = AT, **fields: Any) -> Application:
    """A later request about a certificate, by the same applicant, under the same guide."""
    first = Application.objects.get(pk=old.case_id)
    values = {
        "guide": first.guide,
        "request": request,
        "certificate": old,
        "applicant_type": first.applicant_type,
        "applicant_name": first.applicant_name,
        "enterprise_code": first.enterprise_code,
        "person_index": first.person_index,
        "answers": {},
        **fields,
    }
    return make.application(first.item_version.item.code, at=at, **values)


def source_of(certificate: IssuedCertificate) -> Any:
    return SOURCES[certificate.source_type].objects.get(pk=certificate.source_id)


def paper_of(certificate: IssuedCertificate) -> bytes:
    documents.render(certificate.document_id)
    with Document.objects.get(pk=certificate.document_id).file.open("rb") as file:
        return file.read()
