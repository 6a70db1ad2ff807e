"""Staff: records made on site or in an interview, written on a phone line by line, read back, signed on the screen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bureau.access import staff
from bureau.attachments import open_attachment
from bureau.errors import BureauError, StaleCase
from bureau.models import Attachment, Case, User
from licensing.evidence import questions, records, reveals, selectors, signing
from licensing.evidence.admission import READERS, takes_evidence
from licensing.evidence.forms import OpenForm
from licensing.evidence.record_forms import RecordForm, RecordPhotoForm, RefuseForm, SignForm, StartForm
from licensing.models import FieldRecord, RecordSignature
from licensing.penalties import team
from licensing.views.evidence import user_of

Part = RecordSignature.Part


def _colleagues(case: Case, user: User) -> list[User]:
    """Who may make a record together with this person: for a hearing its recorder or chair are members as well."""
    return [
        row.user for row in team.team_of(case) if row.user_id != user.pk and row.part in (*team.INVESTIGATING_PARTS, "chair", "recorder")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(*READERS)
def record_new(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a record."""
    case, user, now = selectors.find_case(number, user_of(request)), user_of(request), timezone.now()
    colleagues = _colleagues(case, user)
    if request.method == "POST":
        form = StartForm(request.POST, colleagues=colleagues)
        if form.is_valid():
            try:
                row = records.start_record(case.pk, **form.cleaned_data, officer=user, by=user, at=now)
            except BureauError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("licensing:record", case.number, selectors.turn_of(row))
    else:
        initial = {"began_at": timezone.localtime(now), "second": colleagues[0] if len(colleagues) == 1 else None}
        form = StartForm(colleagues=colleagues, initial=initial)
    context = {"case": case, "form": form, "may_write": takes_evidence(case) and case.has_member(user)}
    return render(request, "licensing/staff_record_new.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, case: Case, row: FieldRecord, turn: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    user = user_of(request)
    signatures = list(row.signatures.select_related("drawing", "user"))
    is_author = user.pk in (row.officer_id, row.second_officer_id)
    may_sign = is_author and row.closed_at is None and takes_evidence(case)
    digest = signing.text_digest(row)
    context = {
        "case": case,
        "record": row,
        "turn": turn,
        "rights": questions.rights_of(row.kind),
        "signatures": signatures,
        "lines": records.texts_of(row),
        "photos": records.photos_of(row),
        "may_write": may_sign and not signatures,
        "may_sign": may_sign,
        "lacks": signing.faults_of_text(row),
        "missing": [] if row.closed_at else signing.missing_signatures(row),
        "form": forms.get("form") or RecordForm(row),
        "photo_form": RecordPhotoForm(auto_id="photo-%s"),
        "sign_form": forms.get("sign_form") or _sign_form(user, row, initial={"digest": digest}),
        "refuse_form": forms.get("refuse_form") or RefuseForm(auto_id="refuse-%s", initial={"digest": digest}),
        "has_refused": any(one.part == Part.PARTY for one in signatures),
    }
    return render(request, "licensing/staff_record.html", context, status=status)


def _sign_form(user: User, row: FieldRecord, *args: Any, **kwargs: Any) -> SignForm:
    return SignForm(*args, reader=user, open_parts=signing.open_parts(row, user), auto_id="sign-%s", **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@staff(*READERS)
def record(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The record; a POST keeps what was typed. The page's script saves as one goes and reads the answer as JSON."""
    case = selectors.find_case(number, user_of(request))
    row = selectors.record_of(case, turn)
    if request.method != "POST":
        return _page(request, case, row, turn)
    form, is_script = RecordForm(row, request.POST), "application/json" in request.headers.get("Accept", "")
    if not form.is_valid():
        words = "；".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": words}, status=422) if is_script else _page(request, case, row, turn, form=form, status=422)
    try:
        kept = records.write_record(row, form.draft(), by=user_of(request), at=timezone.now(), version=form.cleaned_data["version"])
    except BureauError as refusal:
        if is_script:
            return JsonResponse({"error": str(refusal)}, status=409)
        form.add_error(None, str(refusal))
        # What was typed stays, with the version of now: sending it again counts.
        form.data = {**request.POST.dict(), "version": str(selectors.record_of(case, turn).version)}
        return _page(request, case, row, turn, form=form, status=409)
    if is_script:
        return JsonResponse({"version": kept.version})
    messages.success(request, _("The record was saved."))
    return redirect("licensing:record", case.number, turn)


@require_POST
@staff(*READERS)
def record_photo(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """Add a photo to the record."""
    case = selectors.find_case(number, user_of(request))
    row, form = selectors.record_of(case, turn), RecordPhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a photo and say what it shows."))
        return redirect("licensing:record", case.number, turn)
    try:
        records.add_photo(row, form.upload, caption=form.cleaned_data["caption"], by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The photo was added."))
    return redirect("licensing:record", case.number, turn)


@require_safe
@staff(*READERS)
def record_picture(request: HttpRequest, number: str, turn: int, pk: int) -> HttpResponseBase:
    """A photo or the drawing of a signature of this record."""
    case = selectors.find_case(number, user_of(request))
    row = selectors.record_of(case, turn)
    known = {line["file"] for line in records.photos_of(row)} | set(row.signatures.values_list("drawing_id", flat=True))
    return open_attachment(get_object_or_404(Attachment, pk=pk if pk in known else None, case=case))


@require_POST
@staff(*READERS)
def record_sign(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """One signature under the text as it stood on the screen."""
    case = selectors.find_case(number, user_of(request))
    row = selectors.record_of(case, turn)
    form = _sign_form(user_of(request), row, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, row, turn, sign_form=form, status=422)
    data = form.cleaned_data
    try:
        signed = signing.sign(
            row,
            data["part"],
            form.upload,
            by=user_of(request),
            at=timezone.now(),
            digest=data["digest"],
            name=data["name"],
            read_back=data["read_back"],
        )
    except BureauError as refusal:
        form.add_error(None, _stale_words(refusal))
        return _page(request, case, row, turn, sign_form=form, status=409)
    return _signed(request, case, signed, turn)


@require_POST
@staff(*READERS)
def record_refuse(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """Note that the person does not sign."""
    case = selectors.find_case(number, user_of(request))
    row, form = selectors.record_of(case, turn), RefuseForm(request.POST, auto_id="refuse-%s")
    if not form.is_valid():
        return _page(request, case, row, turn, refuse_form=form, status=422)
    try:
        signed = signing.refuse(row, **form.cleaned_data, by=user_of(request), at=timezone.now())
    except BureauError as refusal:
        form.add_error(None, _stale_words(refusal))
        return _page(request, case, row, turn, refuse_form=form, status=409)
    return _signed(request, case, signed, turn)


def _stale_words(refusal: BureauError) -> str:
    if isinstance(refusal, StaleCase):
        return _("The text was changed after it was shown to you: read it again, then sign.")
    return str(refusal)


def _signed(request: HttpRequest, case: Case, row: FieldRecord, turn: int) -> HttpResponse:
    done = _("The record is complete and closed; its paper was issued.") if row.closed_at else _("The signature is on record.")
    messages.success(request, done)
    return redirect("licensing:record", case.number, turn)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("reason")
@staff(*READERS)
def record_person(request: HttpRequest, number: str, turn: int) -> HttpResponse:
    """The person of a record in full: reason first, logged, shown once."""
    case = selectors.find_case(number, user_of(request))
    row, form, shown = selectors.record_of(case, turn), OpenForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        try:
            shown = reveals.reveal_person(row, user=user_of(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except BureauError as refusal:
            form.add_error(None, str(refusal))
    context = {"case": case, "record": row, "turn": turn, "form": form, "shown": shown}
    return render(request, "licensing/staff_record_person.html", context, status=422 if form.errors else 200)
