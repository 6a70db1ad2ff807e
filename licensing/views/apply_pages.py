"""The pages of an application, shared by the desk and the browser: choosing, filling in, reviewing; and the same as JSON for scripts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau import drafts, spam
from bureau.baskets import Basket
from bureau.sealing import mask_name, mask_phone
from licensing.applications import intake, materials, typed
from licensing.applications.intake import Answer, Page
from licensing.applications.papers import paper_boxes, paper_rows
from licensing.guides.answers import answer_rows, mask_personal
from licensing.models import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Around the form: base template, where it is sent, where one goes back to; `resume_url` of the draft's code in a browser."""

    base: str
    action: str
    back: str
    draft_url: str = ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def private(response: HttpResponse) -> HttpResponse:
    """What somebody typed is kept by no cache."""
    response["Cache-Control"] = "no-store, private"
    return response


def choose_page(request: HttpRequest, item: Any, frame: Frame, **context: Any) -> HttpResponse:
    """How one may ask for this item, and, where it is about a certificate, which."""
    version, guide, content = item
    values = {"frame": frame, "version": version, "guide": guide, "content": content, **context}
    return render(request, "licensing/apply_choose.html", values)


def show(request: HttpRequest, answer: Answer, frame: Frame, **context: Any) -> HttpResponseBase:
    """The form or its review."""
    if wants_json(request):
        return _as_json(request, answer, frame)
    template = "licensing/apply_review.html" if answer.page is Page.REVIEW else "licensing/apply_form.html"
    values = _review_context(answer) if answer.page is Page.REVIEW else _form_context(answer)
    response = render(request, template, {**_common(answer, frame), **values, **context}, status=answer.status)
    if answer.retry_after:
        response["Retry-After"] = str(answer.retry_after)
    return private(response)


def _common(answer: Answer, frame: Frame) -> dict[str, Any]:
    return {
        "frame": frame,
        "place": answer.place,
        "content": answer.place.content,
        "answer": answer,
        "token": answer.basket.token if answer.basket else "",
        "problems": answer.problems,
        "honeypot": spam.HONEYPOT,
        "is_person_possible": "person" in answer.place.content.applicants,
    }


def _form_context(answer: Answer) -> dict[str, Any]:
    place = answer.place
    proof = {} if place.is_desk else spam.proof_context(timezone.now(), answer.proof)
    return {"papers": boxes_of(answer), "forms": intake.bound_forms(answer), "sections": answer.guide.sections, **proof}


def boxes_of(answer: Answer) -> Any:
    """The papers with their files."""
    files = materials.files_of(answer.basket.key if answer.basket else None)
    again = answer.typed.getlist(typed.AGAIN)
    return paper_boxes(answer.place, files, refusals=answer.refusals, missing=answer.missing, again=again)


def _review_context(answer: Answer) -> dict[str, Any]:
    """Everything in words, once more, and in hidden fields for the sending."""
    place, wanted = answer.place, intake.wanted_of(answer)
    files = [*materials.files_of(wanted.basket), *answer.along.values()]
    asked = place.content.materials_for(place.request, wanted.answers)
    on_file = materials.on_file(asked, is_known=not wanted.applicant.is_person)
    return {
        "sections": answer_rows(place.content, place.request, wanted.plain, mask_personal(place.content, wanted.personal)),
        "papers": paper_rows(place, files, wanted.answers, on_file=on_file),
        "applicant": applicant_rows(answer),
        "delivery": str(Delivery(wanted.delivery).label),
        "delivery_address": wanted.delivery_address,
        "hidden": [
            *typed.pairs(answer.typed),
            ("submission_key", str(answer.key)),
            ("draft", answer.basket.token if answer.basket else ""),
        ],
        "proof": answer.proof,
    }


def applicant_rows(answer: Answer) -> list[tuple[str, str]]:
    """Who applies and who signs, for the review; a person's name and number as masks on a page others may look at."""
    who = intake.applicant_of(answer)
    name = mask_name(who.name) if who.is_person else who.name
    rows = [
        (_("Applicant"), name),
        (_("Unified social credit code"), who.enterprise_code),
        (_("Handled by"), who.agent_name),
        (_("Phone number"), mask_phone(who.phone)),
    ]
    return [(label, value) for label, value in rows if value]


# --- for the script ---------------------------------------------------------------------------------------------------------
def _as_json(request: HttpRequest, answer: Answer, frame: Frame) -> JsonResponse:
    """The papers as they stand now and the token of the basket; after a saving also when it was and the code that opens it again."""
    body: dict[str, Any] = {"token": answer.basket.token if answer.basket else "", "error": " ".join(answer.problems)}
    if answer.page is Page.SAVED:
        at = date_format(timezone.localtime(), "H:i")
        body["saved"] = _("Saved at %(time)s.") % {"time": at}
        if not answer.place.is_desk and answer.basket and answer.basket.draft:
            body |= {"code": drafts.resume_code(answer.basket.draft), "url": frame.draft_url}
    else:
        body["papers"] = _papers_html(request, boxes_of(answer))
    return _json(body, status=answer.status if answer.problems else 200)


def papers_json(request: HttpRequest, papers: Any, basket: Basket | None, *, problems: list[str]) -> JsonResponse:
    """The papers alone; what was refused stands with each of them."""
    body = {"token": basket.token if basket else "", "error": " ".join(problems), "papers": _papers_html(request, papers)}
    return _json(body, status=200)


def _papers_html(request: HttpRequest, papers: Any) -> str:
    return render_to_string("licensing/apply_papers.html", {"papers": papers}, request=request)


def _json(body: dict[str, Any], *, status: int) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
