"""The slip that says what was received, from whom and by when it is answered: one a matter."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bureau import letters
from bureau.documents import issue_document
from bureau.letters import LetterKind
from bureau.models import Case, Clock, Document, Party, User
from bureau.numbering import register_prefix
from licensing.applications import materials
from licensing.guides.selectors import content_of
from licensing.models import Application

TEMPLATE = "application-receipt"
SLIP = LetterKind(
    TEMPLATE,
    "申请材料接收凭证",
    TEMPLATE,
    TEMPLATE,
    requires=frozenset({"addressee", "item", "received_on"}),
    optional=frozenset({"request", "materials", "answer_by", "agent"}),
)


def register() -> None:
    """Make the letter and its number series known."""
    register_prefix(TEMPLATE, "许收")
    letters.register(SLIP)


@transaction.atomic
def issue_slip(case_id: int, *, by: User | None, at: datetime) -> Document:
    """The slip of an application, issued now if it has none.

    In a transaction of its own, after that of the application: its number is gap-free too. Raises Application.DoesNotExist.
    """
    Case.objects.select_for_update().only("pk").get(pk=case_id)
    issued = Document.objects.filter(case_id=case_id, template=TEMPLATE).first()
    if issued is not None:
        return issued
    application = Application.objects.select_related("guide", "item_version").defer("search").get(pk=case_id)
    return issue_document(application, TEMPLATE, _facts(application), by=by, at=at)


def _facts(application: Application) -> dict[str, Any]:
    content = content_of(application.guide)
    request = content.request_spec(application.request)
    names = {one.code: one.name for one in content.materials}
    codes = dict.fromkeys(row.code for row in materials.files_of(application))
    clock = Clock.objects.running().filter(case_id=application.pk).order_by("due_on").first()
    return {
        "case_number": application.number,
        "addressee": _name(application),
        "item": application.item_version.name,
        "request": request.label if request else "",
        "received_on": timezone.localdate(application.opened_at),
        "materials": [names[code] for code in codes if code in names],
        "answer_by": clock.due_on if clock else "",
    }


def _name(application: Application) -> str:
    """A letter is addressed to the person by the full name."""
    if application.enterprise_code:
        return application.applicant_name
    party = Party.objects.filter(case_id=application.pk, part=Party.Part.APPLICANT).first()
    return party.name.open() if party and party.name else application.applicant_name
