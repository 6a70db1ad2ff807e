"""A permit granted long ago, for the journey of its renewal: applied for, checked on site, granted and delivered through the real services.

Run by `prepare` before the product starts, with moments of 2025: the first year of the catalogue. Five years would not fit in there, so the
term of the certificate is moved forward at the end, in both places that hold it.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bureau.models import Case, Channel, User
from bureau.roles import Role
from bureau.workflow import Actor, perform
from enterprises.holdings import services as holdings
from enterprises.models import Certificate, Enterprise
from licensing.applications import materials, services
from licensing.applications.wanted import Applicant, Wanted
from licensing.models import Application, IssuedCertificate
from licensing.permit import checks

ITEM = "XK-02"
# A plain Monday morning, and the days of the certificate that are left today.
STARTED = datetime(2025, 6, 9, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAYS_LEFT = 100
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PAPERS = {
    "assessment-report": "建标报告.pdf",
    "trace-certificates": "检定证书.pdf",
    "stability-records": "稳定性考核记录.pdf",
    "sample-certificates": "模拟证书.pdf",
    "staff-proof": "人员能力证明.pdf",
    "rules": "管理制度.pdf",
}
PLAIN: dict[str, Any] = {
    "standard_kind": "enterprise-highest",
    "standard_name": "精密压力表标准装置",
    "measuring_range": "（0～60）MPa",
    "uncertainty_class": "0.25级",
    "verified_parameters": "一般压力表，（0～60）MPa，1.6级，JJG 52",
    "main_instruments": "精密压力表｜YB-150｜20180117｜某仪表厂｜0.25级",
    "built_on": "2024-11-05",
    "trial_months": 6,
    "scope_of_service": "internal",
    "traced_to": "淮安市计量测试所",
    "trace_certificate_number": "YL2025-00317",
    "traced_on": "2025-05-12",
    "traced_until": "2035-05-11",
    "stability_checked": "yes",
    "place": "一号楼计量室 102",
    "temperature": "（20±3）℃",
    "humidity": "不大于75%",
    "staff_count": 2,
    "management_rules": ["post", "use", "traceability"],
}
KEEPER = {"keeper_name": "周敏", "keeper_phone": "13951780011", "staff_certificates": "周敏｜JLZ-0317｜压力"}


def grant_standard(enterprise: Enterprise, *, owner: User, today: date) -> IssuedCertificate:
    """A metrology standard certificate of this enterprise that ends in a hundred days. Raises what the services raise."""
    application = _apply(enterprise, owner)
    _check_and_grant(application)
    certificate = IssuedCertificate.objects.get(case=application)
    assert certificate.source_id is not None
    last = today + timedelta(days=DAYS_LEFT)
    row = Certificate.objects.get(pk=certificate.source_id)
    clerk = User.objects.get(username="clerk")
    holdings.correct_holding(row, by=clerk, at=STARTED + timedelta(days=10), version=row.version, expires_on=last)
    IssuedCertificate.objects.filter(pk=certificate.pk).update(valid_to=last)
    return certificate


def _apply(enterprise: Enterprise, owner: User) -> Application:
    """Sent from the desk with all papers."""
    basket = uuid4()
    for code, name in PAPERS.items():
        file = SimpleUploadedFile(name, PDF + code.encode(), content_type="application/pdf")
        materials.attach(basket, code, file, at=STARTED, by=owner)
    applicant = Applicant(
        name=enterprise.name,
        enterprise_code=enterprise.code,
        address=enterprise.address,
        phone=owner.phone,
        agent_name=owner.display_name,
    )
    wish = Wanted(item_code=ITEM, applicant=applicant, plain=PLAIN, personal=KEEPER, basket=basket)
    opened = services.submit(
        wish,
        by=owner,
        actor_role=Role.ENTERPRISE,
        channel=Channel.WEB,
        language="zh-hans",
        submission_key=uuid4(),
        at=STARTED,
    )
    return Application.objects.get(pk=opened.case_id)


def _check_and_grant(application: Application) -> None:
    """One step a day, each by whoever takes it."""
    window, officer, second, head = (User.objects.get(username=name) for name in ("window", "officer", "officer2", "approver"))
    on_site = STARTED + timedelta(days=3)
    _take(application, "accept", window, day=0)
    _take(application, "assign", window, day=1, handler=officer)
    _take(application, "plan-check", officer, day=1, planned_for=on_site, place=PLAIN["place"], officers=[officer, second])
    _sign(application, officer, second, at=on_site)
    _take(application, "record-check", officer, day=4)
    _take(application, "finish-review", officer, day=4, opinion="grant", opinion_text="材料齐全，现场考核合格。")
    _take(application, "grant", head, day=7)
    _take(application, "deliver", window, day=8, mode="download", receiver="", tracking_number="", agreed=True)


def _take(case: Case, name: str, user: User, *, day: int, **data: Any) -> None:
    perform(case.pk, name, actor=Actor.of(user), at=STARTED + timedelta(days=day, hours=2), data=data)


def _sign(application: Application, officer: User, second: User, *, at: datetime) -> None:
    """The record of the check: everything in order, signed by the enterprise, confirmed by both officers."""
    check = checks.last_check(application.pk)
    assert check is not None
    record = checks.Record(
        results={line["code"]: ("yes", "") for line in check.items},
        found="装置运行正常，数据可靠。",
        conclusion="passed",
        rectify_by=None,
        witness="李建国 厂长",
        witness_refused=False,
    )
    row = checks.write_record(check, record, by=officer, at=at, version=check.version)
    picture = BytesIO()
    Image.new("RGB", (120, 60), "white").save(picture, "PNG")
    signature = SimpleUploadedFile("signature.png", picture.getvalue(), content_type="image/png")
    checks.add_photo(row, signature, caption="", is_signature=True, by=officer, at=at)
    for one in (officer, second):
        checks.confirm(row, by=one, at=at, version=row.version)
