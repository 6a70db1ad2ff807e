"""What must be there before a shared step: each predicate returns the missing thing in the reader's language, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.day_words import day_words
from bureau.models import Clock
from bureau.workflow import Act
from enterprises.models import Enterprise
from licensing.applications import materials
from licensing.applications.bars import bars_against
from licensing.guides.selectors import content_of
from licensing.models import Application, MaterialCheck, MaterialFile

HANDED_IN = frozenset(
    {MaterialCheck.Finding.ORIGINAL, MaterialCheck.Finding.COPY, MaterialCheck.Finding.ELECTRONIC, MaterialCheck.Finding.ON_FILE}
)
ACCEPTANCE = "permit-acceptance"


def materials_in_order(act: Act) -> str | None:
    """Every required paper is there and none was found missing or wrong (行政许可法 32 para. 1 item 5)."""
    faults = faulty_materials(act.case)
    if not faults:
        return None
    return _("These papers are missing or not in order: %(papers)s. Ask for them in one notice.") % {"papers": "、".join(faults)}


def faulty_materials(case: Application) -> list[str]:
    """Names of the papers that stand against acceptance, in the guide's order. At most three queries."""
    findings = dict(MaterialCheck.objects.filter(application_id=case.pk).values_list("code", "finding"))
    there = set(MaterialFile.objects.filter(application_id=case.pk, superseded=False).values_list("code", flat=True))
    there |= {code for code, finding in findings.items() if finding in HANDED_IN}
    found_wrong = {code for code, finding in findings.items() if finding not in HANDED_IN}
    content = content_of(case.guide)
    asked = content.materials_for(case.request, case.answers)
    on_file = materials.on_file(asked, is_known=is_in_register(case)) if any(one.waived_when_on_file for one in asked) else set()
    missing = {one.code for one in materials.missing(content, case.request, case.answers, there, on_file)}
    return [one.name for one in asked if one.code in missing | found_wrong]


def is_in_register(case: Application) -> bool:
    """Whether the bureau has the enterprise's own facts on file and does not ask for them again. One query."""
    return bool(case.enterprise_code) and Enterprise.objects.filter(code=case.enterprise_code).exists()


def applicant_is_not_barred(act: Act) -> str | None:
    """Nobody applies again while articles 78 and 79 bar them; both concern matters of safety alone."""
    case, today = act.case, timezone.localdate(act.at)
    if not content_of(case.guide).safety:
        return None
    bars = bars_against(
        item_code=case.item_version.item.code, enterprise_code=case.enterprise_code, person_index=case.person_index, today=today
    )
    if not bars:
        return None
    until = day_words(max(bar.until for bar in bars))
    return _("The applicant is barred from this permit until %(day)s (articles 78 and 79): do not accept it.") % {"day": until}


def no_notice_sent_yet(act: Act) -> str | None:
    """Once, of everything (行政许可法 32 para. 1 item 4)."""
    if act.case.corrections == 0:
        return None
    return _("A correction notice has been sent already; the law allows one. Only the head may order another, with the reason on record.")


def notice_sent_before(act: Act) -> str | None:
    """The exception needs its rule: the first notice is the ordinary step."""
    return None if act.case.corrections else _("No correction notice has been sent yet: use the ordinary one.")


def comes_from_its_own_page(act: Act) -> str | None:
    """Only the page of the correction knows form and files; elsewhere the step is shown with this sentence instead of a button."""
    if "plain" in act.data:
        return None
    return _("Corrections are handed in on their own page, where the questions and papers asked for are open.")


def silence_has_lasted(act: Act) -> str | None:
    """Five working days are over and the applicant was told nothing (行政许可法 32 para. 1 item 4)."""
    clock = Clock.objects.running().filter(case_id=act.case.pk, code=ACCEPTANCE).first()
    if clock is not None and clock.due_on < timezone.localdate(act.at):
        return None
    return _("The time for deciding on acceptance is not over.")


def is_handler(act: Act) -> str | None:
    """The opinion is that of whoever has the matter in hand."""
    user = act.actor.user
    if user is not None and act.case.handler_id == user.pk:
        return None
    return _("Only whoever has this matter in hand may do this; assign it first.")
