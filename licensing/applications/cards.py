"""An application on screen: for staff on the case page, for the enterprise on its desk, for whoever follows it by number and query code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bureau.models import Attachment, Party, User
from bureau.roles import Role
from bureau.sealing import UnsealError
from enterprises.models import Enterprise, Membership
from licensing.applications import asked
from licensing.applications.correcting import is_open_to_correction
from licensing.applications.sealed import personal_answers
from licensing.guides.answers import AnswerSection, answer_rows, mask_personal
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of
from licensing.models import Application, MaterialCheck, MaterialFile

# Who notes what was found of a paper.
CHECKERS = frozenset({Role.CLERK, Role.OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper: its files (replaced ones apart), what the window found, what the notice said of it."""

    code: str
    name: str
    required: bool
    files: list[Attachment]
    replaced: list[Attachment]
    check: MaterialCheck | None
    is_on_file: bool
    remark: str

    @property
    def is_there(self) -> bool:
        """Handed in, found at the window, or on file."""
        found = self.check is not None and self.check.finding not in {"missing", "wrong"}
        return bool(self.files) or found or self.is_on_file


def answers_in_words(application: Application, content: GuideContent) -> list[AnswerSection]:
    """The answers by section, personal ones masked. No query."""
    try:
        personal = mask_personal(content, personal_answers(application))
    except UnsealError:
        # The key is gone: the rest of the page must still open.
        personal = {}
    return answer_rows(content, application.request, application.answers, personal)


def paper_lines(application: Application, content: GuideContent) -> list[PaperLine]:
    """Every paper asked for in this matter, and those handed in besides. Three queries at most."""
    files = list(MaterialFile.objects.filter(application=application).select_related("attachment").order_by("pk"))
    checks = {row.code: row for row in MaterialCheck.objects.filter(application=application).select_related("checked_by")}
    specs = list(content.materials_for(application.request, application.answers))
    present = {row.code for row in files}
    specs += [one for one in content.materials if one not in specs and one.code in present]
    waived = any(one.waived_when_on_file for one in specs) and Enterprise.objects.filter(code=application.enterprise_code).exists()
    remarks = asked.remarks_of(application, asked.MATERIAL)
    return [
        PaperLine(
            code=spec.code,
            name=spec.name,
            required=spec.required,
            files=[row.attachment for row in files if row.code == spec.code and not row.superseded],
            replaced=[row.attachment for row in files if row.code == spec.code and row.superseded],
            check=checks.get(spec.code),
            is_on_file=spec.waived_when_on_file and waived,
            remark=remarks.get(spec.code, ""),
        )
        for spec in specs
    ]


def common(application: Application) -> dict[str, Any]:
    """What all three pages show."""
    content = content_of(application.guide)
    request = content.request_spec(application.request)
    return {
        "application": application,
        "request": request.label if request else "",
        "certificate": application.certificate,
        "sections": answers_in_words(application, content),
        "papers": paper_lines(application, content),
    }


def staff_card(application: Application, reader: User) -> Mapping[str, Any]:
    """Everything handed in, with the form for the findings. Ten queries at most."""
    sealed = bool(application.sealed_answers)
    party = Party.objects.filter(case_id=application.pk, part=Party.Part.APPLICANT).first()
    visit = application.visit
    others = list(visit.applications.exclude(pk=application.pk).only("number", "title")[:20]) if visit else []
    return {
        **common(application),
        "applicant": party,
        "has_sealed": sealed and party is not None,
        "address_is_sealed": bool(application.delivery_address),
        "visit": visit,
        "others": others,
        "guide_number": application.guide.number,
        "taken_by": application.taken_by,
        "findings": MaterialCheck.Finding.choices,
        "may_check": application.is_open and reader.has_role(*CHECKERS),
        "correct_url": reverse("licensing:staff-correct", args=[application.number]) if _may_correct(application, reader) else "",
        "check_url": reverse("licensing:material-check", args=[application.number]),
        "reveal_url": reverse("licensing:answers-reveal", args=[application.number]),
    }


def _may_correct(application: Application, reader: User) -> bool:
    """The window takes in what an applicant brings after a notice."""
    return is_open_to_correction(application) and reader.has_role(Role.CLERK)


def desk_card(application: Application, membership: Membership) -> Mapping[str, Any]:
    """What the enterprise handed in, and the way to the corrections while they are asked for."""
    url = ""
    if is_open_to_correction(application) and membership.part != Membership.Part.READER:
        url = reverse("licensing:desk-correct", args=[membership.enterprise.code, application.number])
    return {**common(application), "correct_url": url, "asked": application.correction_asked if url else []}


def follow_card(application: Application) -> Mapping[str, Any]:
    """The same for whoever follows it by number and query code."""
    url = reverse("licensing:correct", args=[application.number]) if is_open_to_correction(application) else ""
    return {**common(application), "correct_url": url, "asked": application.correction_asked if url else []}
