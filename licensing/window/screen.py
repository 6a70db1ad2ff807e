"""The one screen on which a clerk takes an application in: forms as typed, papers with findings, what the chosen button needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from licensing.applications import intake, materials, typed
from licensing.applications.forms import ANSWER, DeliveryForm, WindowApplicantForm
from licensing.applications.intake import Answer, Sender
from licensing.applications.papers import paper_boxes
from licensing.applications.place import Place
from licensing.applications.wanted import Applicant, Wanted
from licensing.guides.content import GuideContent
from licensing.guides.forms import guide_form
from licensing.models import ApplicantType, Delivery
from licensing.processes import process_of
from licensing.steps.forms import NotAcceptedForm
from licensing.window import findings
from licensing.window.accepting import Action, Handed, step_of
from licensing.window.findings import Line
from licensing.window.place import known_applicant

REFUSAL, AT_ONCE = "refusal", "at-once"


@dataclass(slots=True, kw_only=True)
class Screen:
    """Everything the page shows. `problems`: sentences about the whole; `status` of the answer."""

    place: Place
    answer: Answer
    applicant: WindowApplicantForm
    refusal: NotAcceptedForm
    # What a decision on the spot asks for; None where the item has none, or asks nothing.
    at_once: forms.Form | None = None
    lines: list[Line]
    data: QueryDict
    problems: list[str] = field(default_factory=list)
    status: int = 200

    @property
    def forms(self) -> list[forms.Form]:
        """The forms whose errors are summed up at the top."""
        return [self.applicant, self.answer.guide, self.answer.delivery, self.refusal, *([self.at_once] if self.at_once else [])]

    @property
    def at_once_asks(self) -> bool:
        """Whether a decision on the spot cannot do without an answer here."""
        return self.at_once is not None and any(one.required for one in self.at_once.fields.values())

    @property
    def token(self) -> str:
        """Of the basket with the scans."""
        return self.answer.basket.token if self.answer.basket else ""


def show(
    place: Place, data: QueryDict, files: "MultiValueDict[str, UploadedFile] | None" = None, *, at: datetime, basket: Any = None
) -> Screen:
    """The screen with what was typed, nothing checked. Files that came go into the basket; one may be taken out or used again."""
    if files is None:
        answer = intake.show_form(place, data, basket=basket)
    else:
        # The intake knows what to do with files; the buttons of the window it does not know, so they are kept from it.
        without = data.copy()
        without.pop("step", None)
        answer = intake.receive(place, without, files, sender=Sender(language=""), genuine=True, at=at)
    applicant = WindowApplicantForm(content=place.content)
    applicant.initial = {**known_applicant(place.enterprise), **typed.unchecked(applicant, data)}
    return Screen(
        place=place,
        answer=answer,
        applicant=applicant,
        refusal=_refusal(None, data),
        at_once=at_once_form(place, None, data),
        lines=_lines(answer, data),
        data=data,
        status=answer.status,
    )


def _refusal(bound: QueryDict | None, data: QueryDict) -> NotAcceptedForm:
    form = NotAcceptedForm(bound, prefix=REFUSAL, use_required_attribute=False)
    form.initial = typed.unchecked(form, data)
    return form


def at_once_form(place: Place, bound: QueryDict | None, data: QueryDict) -> forms.Form | None:
    """The form of the step that decides on the spot, where the guide says this is decided so."""
    spec = place.content.request_spec(place.request)
    step = step_of(process_of(place.code).workflow, Action.DECIDE) if spec and spec.on_the_spot else None
    if step is None or step.form is None:
        return None
    form = step.form(bound, prefix=AT_ONCE, use_required_attribute=False)
    form.initial = typed.unchecked(form, data)
    return form


def _lines(answer: Answer, data: QueryDict) -> list[Line]:
    rows = materials.files_of(answer.basket.key if answer.basket else None)
    return findings.lines(paper_boxes(answer.place, rows, refusals=answer.refusals, missing=answer.missing), data)


def check(screen: Screen, action: Action, *, at: datetime) -> Handed | None:
    """What the button was pressed on; None if something typed is wrong, which the screen then shows."""
    place, data = screen.place, screen.data
    screen.answer.guide = guide_form(place.content, place.request, data=data, today=timezone.localdate(at), prefix=ANSWER)
    screen.applicant, screen.answer.delivery = applicant_form(data, place.content, place.enterprise), DeliveryForm(data)
    if action is Action.REFUSE:
        screen.refusal = _refusal(data, data)
    if action is Action.DECIDE:
        screen.at_once = at_once_form(place, data, data)
    bound = [one for one in screen.forms if one.is_bound]
    if not all([form.is_valid() for form in bound]) or screen.status != 200:
        screen.status = 422
        return None
    return _handed(screen, action)


def _handed(screen: Screen, action: Action) -> Handed | None:
    place, answers = screen.place, screen.answer.guide.split()
    wanted = Wanted(
        item_code=place.code,
        request=place.request,
        applicant=applicant_of(screen.applicant, place.enterprise),
        plain=answers.plain,
        personal=answers.personal,
        basket=screen.answer.basket.key if screen.answer.basket else None,
        certificate=place.certificate,
        certificate_number=place.certificate_number,
        taken_by=place.user,
        **screen.answer.delivery.cleaned_data,
    )
    found = findings.findings(screen.lines, place.content.materials_for(place.request, wanted.answers))
    screen.problems += _complaints(action, found, wanted, screen.data)
    if screen.problems:
        screen.status = 422
        return None
    data: Mapping[str, Any] = screen.refusal.cleaned_data if action is Action.REFUSE else {}
    if action is Action.DECIDE and screen.at_once is not None:
        data = screen.at_once.cleaned_data
    if action is Action.CORRECTION:
        data = {"text": screen.data.get("correction_text", "").strip()[:1000]}
    return Handed(
        wanted=replace(wanted, seen=frozenset(found)),
        findings=found,
        action=action,
        data=data,
        receiver=screen.data.get("receiver", "").strip()[:60],
    )


def _complaints(action: Action, found: findings.Findings, wanted: Wanted, data: QueryDict) -> list[str]:
    """What the button itself needs."""
    if action is Action.CORRECTION and not findings.faults(found):
        return [_("Mark at least one paper as missing or not in order: the notice lists those.")]
    takes_along = action is Action.DECIDE and wanted.delivery == Delivery.COLLECT
    return [_("Write down who received it.")] if takes_along and not data.get("receiver", "").strip() else []


def applicant_form(data: QueryDict, content: GuideContent, enterprise: Enterprise | None) -> WindowApplicantForm:
    """Bound; name and code of an enterprise from the register are the register's, whatever was typed."""
    changed = data.copy()
    for name, value in known_applicant(enterprise).items():
        if name != "address":
            changed[f"applicant-{name}"] = value
    return WindowApplicantForm(changed, content=content)


def applicant_of(form: WindowApplicantForm, enterprise: Enterprise | None) -> Applicant:
    """Who applies, by a form that was found valid."""
    applicant = form.applicant()
    if enterprise is None:
        return applicant
    return replace(applicant, type=ApplicantType.ENTERPRISE, name=enterprise.name, enterprise_code=enterprise.code)
