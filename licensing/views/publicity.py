"""Publication of penalties for staff: what waits, one publication with its preview, the steps taken on it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bureau.access import StaffRequest, staff
from bureau.calendar import current_calendar
from bureau.errors import BureauError
from bureau.models import Party, User
from bureau.reveals import reveal
from bureau.roles import Role
from licensing.models import Publication
from licensing.penalties import team
from licensing.publicity import content, early, ground, scope, selectors, services
from licensing.publicity import forms as asked

READERS = (Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)
WRITERS = (Role.OFFICER, Role.APPROVER, Role.SUPERVISOR)
State = Publication.State
TABS = (
    (selectors.WAITING, gettext_lazy("To be published")),
    (selectors.WITHDRAW, gettext_lazy("To be withdrawn")),
    (selectors.SHOWN, gettext_lazy("Open to the public")),
    (selectors.OVER, gettext_lazy("Ended or withdrawn")),
)
# The step's word in the address: what it asks, and the service that takes it.
STEPS: Mapping[str, tuple[type[asked.VersionedForm], Callable[..., Publication]]] = {
    "leave-out": (asked.WordsForm, services.leave_out),
    "put-back": (asked.PlaceForm, services.put_back),
    "publish": (asked.PublishForm, services.publish),
    "keep-back": (asked.WhyForm, services.keep_back),
    "correct": (asked.WhyForm, services.correct),
    "withdraw": (asked.WhyForm, services.withdraw),
    "early-ask": (asked.EarlyAskForm, early.ask),
    "early-decide": (asked.EarlyDecideForm, early.decide),
}


@staff(*READERS)
@never_cache
@require_safe
def publications(request: StaffRequest) -> HttpResponse:
    """What waits for publication or withdrawal, soonest first; what is published or over, newest first."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in selectors.TABS else selectors.WAITING
    marks = {"before": request.GET.get("before", ""), "after": request.GET.get("after", "")}
    page = selectors.staff_page(tab, request.user, today=timezone.localdate(), calendar=current_calendar(), **marks)
    return render(request, "licensing/staff_publications.html", {"page": page, "tab": tab, "tabs": TABS})


@staff(*READERS)
@never_cache
@require_safe
def publication(request: StaffRequest, number: str) -> HttpResponse:
    """One publication: what the public reads or will read, and what can be done with it."""
    return _page(request, selectors.staff_one(request.user, number))


@staff(*READERS)
@never_cache
@require_POST
def compare(request: StaffRequest, number: str) -> HttpResponse:
    """The decision as it was served beside what is published; names and addresses are opened, so it is logged with its reason."""
    row, form = selectors.staff_one(request.user, number), asked.CompareForm(request.POST)
    if row.case.decision_document is None:
        raise Http404
    if not form.is_valid():
        return _page(request, row, compare_form=form, status=422)
    party = Party.objects.filter(case_id=row.case_id, part=Party.Part.RESPONDENT).order_by("pk").first()
    try:
        if party is not None:
            fields = ("name", "phone", "address")
            reveal(party, user=request.user, fields=fields, reason=form.cleaned_data["reason"], at=timezone.now())
    except BureauError as error:
        form.add_error("reason", str(error))
        return _page(request, row, compare_form=form, status=422)
    return render(request, "licensing/staff_publication_compare.html", {"row": row, "case": row.case, "pairs": content.comparison(row)})


@staff(*WRITERS)
@require_POST
def step(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Take one step on a publication; what is wrong with it is said on the page, with what was typed."""
    if act not in STEPS:
        raise Http404
    row = selectors.staff_one(request.user, number)
    form_class, take = STEPS[act]
    form = form_class(request.POST, auto_id=f"{act}-%s")
    if form.is_valid():
        try:
            take(row, **form.values(), by=request.user, at=timezone.now())
        except BureauError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect("licensing:publication", number)
    return _page(request, selectors.staff_one(request.user, number), failed=(act, form), status=422)


def _page(
    request: HttpRequest,
    row: Publication,
    *,
    failed: tuple[str, forms.Form] | None = None,
    compare_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    offered: dict[str, forms.Form] = _offered(row, user) if isinstance(user, User) else {}
    if failed is not None and failed[0].replace("-", "_") in offered:
        offered[failed[0].replace("-", "_")] = failed[1]
    due_on = selectors.due_on(row)
    context: dict[str, Any] = {
        "row": row,
        "case": row.case,
        "forms": offered,
        "failed": failed[1] if failed else None,
        "failed_act": failed[0] if failed else "",
        "paragraphs": row.text.splitlines(),
        "compare_form": compare_form or (asked.CompareForm() if row.case.decision_document_id else None),
        "due_on": due_on,
        "light": selectors.light_of(due_on, today, current_calendar()),
        "is_elsewhere": scope.is_elsewhere(row.case),
        "is_unserved": row.case.served_on is None,
        "early_faults": early.faults(row, on=today) if row.state == State.PUBLISHED else [],
        "marked": list(enumerate(row.redactions)),
    }
    return render(request, "licensing/staff_publication.html", context, status=status)


def _offered(row: Publication, user: User) -> dict[str, forms.Form]:
    """The forms of the steps this person may take now, by the word in the address."""
    is_ours = team.is_investigator(row.case, user)
    approves = user.has_role(*ground.APPROVERS) and not team.was_investigator(row.case, user)
    acts: list[str] = []
    if row.state == State.PREPARING:
        acts = [*(("leave-out", "put-back") if is_ours else ()), *(("publish", "keep-back") if approves else ())]
    elif row.state == State.PUBLISHED:
        waits = row.early_asked_on is not None and row.early_granted is None
        acts = [*(("leave-out",) if is_ours else ()), *(("correct", "withdraw") if approves else ())]
        acts += ["early-decide"] if waits and approves else []
        acts += ["early-ask"] if not waits and (is_ours or approves) else []
    return {act.replace("-", "_"): STEPS[act][0](initial={"version": row.version}, auto_id=f"{act}-%s") for act in acts}
