"""What becomes of a form that arrived: shown again with everything typed, shown for review, or sent. Nothing typed is ever lost here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau import drafts, outbox, spam
from bureau.baskets import Basket, basket_from, new_basket, remove_file, take_in
from complaints import catalogue, services
from complaints.public_forms import SubmissionForm, typed


class Page(StrEnum):
    """What the sender sees next."""

    FORM = "form"
    REVIEW = "review"
    RECEIPT = "receipt"


@dataclass(slots=True)
class Answer:
    """The page to show, with the form as typed. `proof` keeps a good proof for the next try; `number` and `again` are for the receipt."""

    page: Page
    form: SubmissionForm
    basket: Basket | None = None
    status: int = 200
    notice: str = ""
    retry_after: int = 0
    proof: dict[str, str] = field(default_factory=dict)
    number: str = ""
    again: bool = False


Fields = Mapping[str, Any]


def receive(data: Fields, files: Sequence[UploadedFile], *, genuine: bool, address: str, at: datetime, language: str) -> Answer:
    """Decide what becomes of one POST. `genuine` is False when its CSRF token is missing or old: then it is only shown again."""
    basket = basket_from(data.get("draft"))
    if not genuine:
        return _as_typed(
            data, basket, status=403, notice=_("The page had been open for too long. Nothing is lost: please press the button again.")
        )
    refusals: list[str] = []
    if files:
        basket = basket or new_basket()
        refusals = take_in(files, basket, at=at)
    if "remove" in data or data.get("step") == "change":
        wanted = data.get("remove", "")[:18]
        if basket and wanted.isdecimal():
            remove_file(basket, int(wanted))
        return _as_typed(data, basket)
    form, proof = _checked(data, refusals, at)
    if proof is None or not form.is_valid():
        return Answer(Page.FORM, form.offer(), basket, status=422, proof=spam.kept_proof(data) if proof else {})
    if data.get("step") == "review":
        return Answer(Page.REVIEW, form.offer(), basket, proof=spam.kept_proof(data))
    verdict = spam.admit(proof, address=address, submission_key=form.key)
    return _send(form, basket, at=at, language=language) if verdict.admitted else _refused(data, basket, verdict, at)


def _checked(data: Fields, refusals: Sequence[str], at: datetime) -> tuple[SubmissionForm, spam.Proof | None]:
    """The form with everything that is wrong with it, refused files and a missing proof included."""
    form, proof = SubmissionForm(data), spam.proof_in(data, at)
    for refusal in refusals:
        form.add_error("files", refusal)
    if proof is None and form.is_valid():
        form.add_error(None, _("Please answer the small sum at the end of the form. It keeps automatic programs out."))
    return form, proof


def _as_typed(data: Fields, basket: Basket | None, *, status: int = 200, notice: str = "", retry_after: int = 0) -> Answer:
    """The form with everything in it, nothing checked, nothing marked wrong."""
    form = SubmissionForm(initial=typed(data)).offer()
    return Answer(Page.FORM, form, basket, status=status, notice=notice, retry_after=retry_after)


def _refused(data: Fields, basket: Basket | None, verdict: spam.Verdict, at: datetime) -> Answer:
    if not verdict.retry_after:
        return _as_typed(data, basket, status=422, notice=_("This page had been used once already. Nothing is lost: please send it again."))
    when = timezone.localtime(at + timedelta(seconds=verdict.retry_after + 59))
    words = _(
        "Too many submissions came from your network in the last hour. Your form is kept on this page: send it again after %(time)s, "
        "or save it as a draft. In urgent matters call 12365."
    )
    notice = words % {"time": date_format(when, "H:i")}
    answer = _as_typed(data, basket, status=429, notice=notice, retry_after=verdict.retry_after)
    answer.proof = spam.kept_proof(data)
    return answer


def _send(form: SubmissionForm, basket: Basket | None, *, at: datetime, language: str) -> Answer:
    """Open the case: one statement; a second one only if a draft has to be closed."""
    opened = services.submit(
        form.cleaned_data["kind"],
        form.facts(),
        form.person(),
        at=at,
        submission_key=form.key,
        language=language,
        basket=basket.key if basket else None,
        office_id=catalogue.offered().desk,
    )
    if basket and basket.draft:
        drafts.mark_sent(basket.draft, opened.number)
    if opened.created:
        outbox.wake_delivery()
    return Answer(Page.RECEIPT, form, basket, status=302, number=opened.number, again=not opened.created)


def review_rows(form: SubmissionForm) -> list[tuple[str, Any]]:
    """What was entered, for a last look: label and words."""
    data = form.cleaned_data
    names = [*form.facts(), *([] if form.is_anonymous_report else [name for name, value in form.person().items() if value])]
    words = {
        "category": catalogue.category_words(data["category"]),
        "township": catalogue.township_words(data["township"]),
    }
    rows = [(str(form.fields["kind"].label), _kind_words(data["kind"]))]
    rows += [(str(form.fields[name].label), words.get(name, data[name])) for name in names]
    if form.is_anonymous_report:
        rows.append((_("Contact"), _("Anonymous: no contact data are kept.")))
    return rows


def _kind_words(kind: str) -> str:
    return str({"complaint": _("Complaint"), "report": _("Report"), "consultation": _("Consultation")}[kind])
