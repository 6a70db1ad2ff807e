"""Applications as tests hand them in: a paper, a basket, a complete wish, sending it."""

from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from bureau.docket import Opened
from bureau.models import Channel
from bureau.roles import Role
from enterprises.models import Membership
from licensing.applications import materials, services
from licensing.applications.wanted import Applicant, Wanted
from tests.factories import licensing as make

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ANSWERS = {"equipment_name": "桥式起重机"}
IDENTITY_NUMBER = "320803198506154511"


def paper(name: str = "检验报告.pdf", *, text: str = "") -> SimpleUploadedFile:
    """A small PDF; another `text` makes another file."""
    return SimpleUploadedFile(name, PDF + text.encode(), content_type="application/pdf")


def basket_with(*codes: str) -> UUID:
    """A basket with one paper for each material."""
    basket = uuid4()
    for code in codes:
        materials.attach(basket, code, paper(f"{code}.pdf", text=code), at=make.RECEIVED_AT)
    return basket


def wanted(membership: Membership, **changes: Any) -> Wanted:
    """A complete application of the enterprise for XK-01, with its inspection report."""
    enterprise = membership.enterprise
    applicant = Applicant(
        name=enterprise.name, enterprise_code=enterprise.code, phone="13812341234", address="翔宇大道 18 号", agent_name="马经理"
    )
    fields: dict[str, Any] = {"item_code": "XK-01", "applicant": applicant, "plain": ANSWERS, "personal": {}, "basket": None, **changes}
    if "basket" not in changes:
        fields["basket"] = basket_with("inspection-report")
    return Wanted(**fields)


def send(wish: Wanted, *, key: int = 1, by: Any = None, role: Role = Role.CITIZEN, at: Any = make.RECEIVED_AT) -> Opened:
    """Submit it."""
    return services.submit(wish, by=by, actor_role=role, channel=Channel.WEB, language="zh-hans", submission_key=UUID(int=key), at=at)
