"""What becomes of a form that arrived: shown again with everything typed, saved as a draft, shown for review, or sent. Nothing typed is
ever lost here. The same for the desk and for a browser; a browser proves besides that it is no automatic program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau import drafts, spam
from bureau.attachments import AttachmentRefused
from bureau.baskets import Basket, basket_from, new_basket
from bureau.models import Channel
from bureau.roles import Role
from licensing.applications import materials, services, typed
from licensing.applications.checking import check
from licensing.applications.forms import ANSWER, ApplicantForm, DeliveryForm, DeskApplicantForm
from licensing.applications.place import PURPOSE, Place
from licensing.applications.wanted import Applicant, ApplicationRefused, Wanted
from licensing.guides.answers import mask_personal
from licensing.guides.forms import GuideForm, Kept, guide_form
from licensing.models import ApplicantType, MaterialFile
from licensing.processes import process_of

PAPER = "paper-"


class Page(StrEnum):
    """What the sender sees next."""

    FORM = "form"
    REVIEW = "review"
    SAVED = "saved"
    SENT = "sent"


@dataclass(slots=True)
class Answer:
    """The page to show, with the forms as typed. `refusals` by material code; `problems` are sentences about the whole."""

    page: Page
    place: Place
    guide: GuideForm
    applicant: ApplicantForm | DeskApplicantForm
    delivery: DeliveryForm
    basket: Basket | None = None
    key: UUID = field(default_factory=uuid4)
    status: int = 200
    problems: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    # Papers of earlier applications that go along though they are not copied yet, by code; and what a renewal still needs, in words.
    along: Mapping[str, MaterialFile] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    proof: dict[str, str] = field(default_factory=dict)
    retry_after: int = 0
    typed: QueryDict = field(default_factory=QueryDict)
    number: str = ""
    case_id: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sent it: `address` (of the network) where a proof is asked for, empty on the desk."""

    language: str
    address: str = ""


def show_form(place: Place, data: QueryDict, *, basket: Basket | None = None, **changes: Any) -> Answer:
    """The forms with what was typed so far in them, nothing checked, nothing marked wrong. No data: what is known already."""
    start = data or typed.from_answers(place.known)
    guide = guide_form(place.content, place.request, data=start, complete=False, kept=_kept(place), prefix=ANSWER)
    applicant = _applicant_form(place, None, initial={**contact_of(place), **typed.unchecked(_applicant_form(place, None), data)})
    delivery = DeliveryForm(initial=typed.unchecked(DeliveryForm(), data))
    return Answer(Page.FORM, place, guide, applicant, delivery, basket, key=_key(data), typed=typed.kept(start), **changes)


def _kept(place: Place) -> dict[str, Kept]:
    """Personal answers of last time with what the page may show of them."""
    masks = mask_personal(place.content, place.kept)
    return {code: Kept(place.kept[code], words) for code, words in masks.items()}


def contact_of(place: Place) -> dict[str, str]:
    """Whom the bureau calls, to begin with: whoever is signed in."""
    user = place.user
    return {"agent_name": str(user), "phone": user.phone, "email": user.email} if user is not None else {}


def _applicant_form(place: Place, data: Any, **options: Any) -> ApplicantForm | DeskApplicantForm:
    return DeskApplicantForm(data, **options) if place.is_desk else ApplicantForm(data, content=place.content, **options)


def _key(data: Mapping[str, Any]) -> UUID:
    """The key by which this form makes one case; a damaged one is replaced, which the sender could not mend."""
    try:
        return UUID(str(data.get("submission_key", ""))[:36])
    except ValueError:
        return uuid4()


# --- one POST ------------------------------------------------------------------------------------------------------------
def receive(
    place: Place, data: QueryDict, files: "MultiValueDict[str, UploadedFile]", *, sender: Sender, genuine: bool, at: datetime
) -> Answer:
    """Decide what becomes of one POST. `genuine` is False when its CSRF token is missing or old: then it is only shown again."""
    basket = basket_from(data.get("draft"))
    if not genuine:
        words = _("The page had been open for too long. Nothing is lost: please press the button again.")
        return show_form(place, data, basket=basket, status=403, problems=[words])
    basket, refusals = take_papers(place, files, basket, at=at)
    step = data.get("step", "")
    if "remove" in data or "reuse" in data:
        basket, more = _move_paper(place, data, basket, at=at)
        return show_form(place, data, basket=basket, refusals=more, status=422 if more else 200)
    if step == "save":
        return _save(place, data, basket, refusals, at=at)
    if step in {"review", "send"}:
        data, basket, refusals = _take_along(place, data, basket, refusals, at=at)
    if step in {"review", "send"} and not refusals:
        return checked_form(place, data, basket, sender=sender, at=at)
    return show_form(place, data, basket=basket, refusals=refusals, status=422 if refusals else 200)


def take_papers(
    place: Place, files: "MultiValueDict[str, UploadedFile]", basket: Basket | None, *, at: datetime
) -> tuple[Basket | None, dict[str, list[str]]]:
    """Put the files that came into the basket, each under its material; what was refused, by material. One bad file costs no other."""
    refusals: dict[str, list[str]] = {}
    for spec in place.content.materials:
        for upload in files.getlist(f"{PAPER}{spec.code}"):
            basket = basket or new_basket()
            try:
                materials.attach(basket.key, spec.code, upload, at=at, by=place.user, formats=spec.formats)
            except AttachmentRefused as refusal:
                refusals.setdefault(spec.code, []).append(str(refusal))
    return basket, refusals


def _move_paper(place: Place, data: QueryDict, basket: Basket | None, *, at: datetime) -> tuple[Basket | None, dict[str, list[str]]]:
    """Take one file out again, or hand an earlier one in again."""
    raw = data.get("remove", "")[:18]
    if raw.isdecimal() and basket is not None:
        materials.detach(basket.key, int(raw))
    code = data.get("reuse", "")
    earlier = materials.earlier_files([code], place.applicant).get(code) if code else None
    if earlier is None:
        return basket, {}
    basket = basket or new_basket()
    try:
        materials.reuse(basket.key, code, earlier, at=at, by=place.user)
    except AttachmentRefused as refusal:
        return basket, {code: [str(refusal)]}
    return basket, {}


def _take_along(
    place: Place, data: QueryDict, basket: Basket | None, refusals: dict[str, list[str]], *, at: datetime
) -> tuple[QueryDict, Basket | None, dict[str, list[str]]]:
    """Copy the ticked papers of earlier applications into the basket: only now, so that reading a page stores nothing.

    A form that was received already needs none. What cannot be copied is said at its paper; the ticks are gone either way.
    """
    codes = data.getlist(typed.AGAIN)
    if not codes or services.received_before(_key(data)) is not None:
        return data, basket, refusals
    basket, refused = basket or new_basket(), dict(refusals)
    for code, row in materials.earlier_files(codes, place.applicant).items():
        try:
            materials.reuse(basket.key, code, row, at=at, by=place.user)
        except AttachmentRefused as refusal:
            refused[code] = [*refused.get(code, []), str(refusal)]
    data = data.copy()
    data.pop(typed.AGAIN)
    return data, basket, refused


def save_draft(place: Place, data: QueryDict, basket: Basket | None, *, at: datetime) -> Basket:
    """Keep what was typed; on the desk under the person's account. Raises drafts.DraftGone if it was sent already."""
    fields = typed.as_fields(data)
    return drafts.save(fields, basket, at=at, purpose=PURPOSE, owner=place.user, subject=place.subject)


def _save(place: Place, data: QueryDict, basket: Basket | None, refusals: dict[str, list[str]], *, at: datetime) -> Answer:
    try:
        saved = save_draft(place, data, basket, at=at)
    except drafts.DraftGone:
        return show_form(place, data, status=409, problems=[_("This form was sent already. Look under your matters.")])
    answer = show_form(place, data, basket=saved, refusals=refusals)
    answer.page = Page.SAVED
    return answer


def checked_form(
    place: Place,
    data: QueryDict,
    basket: Basket | None,
    *,
    sender: Sender,
    at: datetime,
    along: Mapping[str, MaterialFile] | None = None,
) -> Answer:
    """The forms with everything that is wrong with them; sound ones are shown for review or sent.

    `along`: papers that would be copied if it were sent, for a look at the form before anything is.
    """
    guide = guide_form(place.content, place.request, data=data, today=timezone.localdate(at), kept=_kept(place), prefix=ANSWER)
    answer = Answer(
        Page.FORM, place, guide, _applicant_form(place, data), DeliveryForm(data), basket, key=_key(data), typed=typed.kept(data)
    )
    answer.along = along or {}
    proof = None if place.is_desk else spam.proof_in(data, at)
    if data.get(spam.HONEYPOT):
        answer.problems.append(_("The field “Leave this empty” must stay empty."))
    sound = all([form.is_valid() for form in bound_forms(answer)])
    if sound:
        _look_for_reasons(answer, at)
        if proof is None and not place.is_desk:
            answer.problems.append(_("Please answer the small sum at the end of the form. It keeps automatic programs out."))
    answer.proof = spam.kept_proof(data) if proof else {}
    if data.get("step") == "send" and answer.problems and _was_received(answer):
        return answer
    if not sound or answer.problems:
        answer.status = 422
        return answer
    if data.get("step") == "send":
        return _send(answer, data, proof, sender=sender, at=at)
    answer.page = Page.REVIEW
    return answer


def _was_received(answer: Answer) -> bool:
    """Whether this very form was sent before: its papers belong to the case by now and seem to be missing, which is no fault."""
    earlier = services.received_before(answer.key)
    if earlier is None:
        return False
    answer.page, answer.problems, answer.again = Page.SENT, [], True
    answer.number, answer.case_id = earlier.number, earlier.case_id
    return True


def _look_for_reasons(answer: Answer, at: datetime) -> None:
    """Whatever stands against the application is said before it is sent, and marked at the paper it is about."""
    place, wanted = answer.place, replace(wanted_of(answer), seen=frozenset(answer.along))
    checked = check(wanted, place.content, process_of(place.code), today=timezone.localdate(at))
    answer.problems += checked.reasons
    asked = place.content.materials_for(place.request, wanted.answers)
    on_file = materials.on_file(asked, is_known=not wanted.applicant.is_person)
    present = {row.code for row in checked.files} | wanted.seen
    answer.missing = frozenset(one.code for one in materials.missing(place.content, place.request, wanted.answers, present, on_file))


def applicant_of(answer: Answer) -> Applicant:
    """Who applies, by forms that were found valid."""
    enterprise, data = answer.place.enterprise, answer.applicant.cleaned_data
    if enterprise is None:
        return Applicant(**data)
    return Applicant(
        type=ApplicantType.ENTERPRISE,
        name=enterprise.name,
        enterprise_code=enterprise.code,
        address=enterprise.address,
        phone=data["phone"],
        email=data["email"],
        agent_name=data["agent_name"],
    )


def wanted_of(answer: Answer) -> Wanted:
    """The application, by forms that were found valid."""
    place, answers = answer.place, answer.guide.split()
    return Wanted(
        item_code=place.code,
        request=place.request,
        applicant=applicant_of(answer),
        plain=answers.plain,
        personal=answers.personal,
        basket=answer.basket.key if answer.basket else None,
        certificate=place.certificate,
        certificate_number=place.certificate_number,
        **answer.delivery.cleaned_data,
    )


# --- sending --------------------------------------------------------------------------------------------------------------
def _send(answer: Answer, data: QueryDict, proof: spam.Proof | None, *, sender: Sender, at: datetime) -> Answer:
    if not data.get("truthful"):
        answer.page, answer.status = Page.REVIEW, 422
        answer.problems.append(_("Confirm that what you state is true; without that we cannot take the application."))
        return answer
    verdict = spam.admit(proof, address=sender.address, submission_key=answer.key) if proof is not None else spam.ADMITTED
    if not verdict.admitted:
        return _held_back(answer, verdict, at)
    place = answer.place
    try:
        opened = services.submit(
            wanted_of(answer),
            by=place.user,
            actor_role=Role.ENTERPRISE if place.is_desk else Role.CITIZEN,
            channel=Channel.WEB,
            language=sender.language,
            submission_key=answer.key,
            at=at,
        )
    except ApplicationRefused as refusal:
        answer.status, answer.problems = 422, refusal.missing
        return answer
    answer.page, answer.number, answer.case_id, answer.again = Page.SENT, opened.number, opened.case_id, not opened.created
    return answer


def _held_back(answer: Answer, verdict: spam.Verdict, at: datetime) -> Answer:
    """Too many from one network, or a proof used twice: everything is kept on the page."""
    if not verdict.retry_after:
        answer.status, answer.proof = 422, {}
        answer.problems.append(_("This page had been used once already. Nothing is lost: please send it again."))
        return answer
    when = timezone.localtime(at + timedelta(seconds=verdict.retry_after + 59))
    words = _(
        "Too many submissions came from your network in the last hour. Your form is kept on this page: send it again after %(time)s, "
        "or save it as a draft. In urgent matters call 12365."
    )
    answer.status, answer.retry_after = 429, verdict.retry_after
    answer.problems.append(words % {"time": date_format(when, "H:i")})
    return answer


def bound_forms(answer: Answer) -> list[forms.Form]:
    """The forms whose errors the page sums up."""
    return [answer.applicant, answer.guide, answer.delivery]
