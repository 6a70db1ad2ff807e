"""Putting right what the correction notice asked for: the form with only those questions and papers open, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from bureau.baskets import Basket, basket_from
from bureau.models import User
from licensing.applications import asked, materials
from licensing.applications.forms import ANSWER
from licensing.applications.intake import take_papers
from licensing.applications.papers import PaperBox, paper_boxes
from licensing.applications.place import Place
from licensing.applications.sealed import personal_answers
from licensing.guides.forms import GuideForm, guide_form
from licensing.guides.selectors import content_of
from licensing.models import Application

STEP = "correct"


@dataclass(slots=True)
class Correcting:
    """The page: forms and papers that are open. `done` holds what the step takes once everything is in order."""

    application: Application
    place: Place
    guide: GuideForm
    papers: list[PaperBox]
    remarks: dict[str, str]
    basket: Basket | None = None
    problems: list[str] = field(default_factory=list)
    done: dict[str, Any] | None = None

    @property
    def status(self) -> int:
        """What the answer of a POST is."""
        return 422 if self.problems or self.guide.errors else 200


def application_of(case_id: int) -> Application:
    """The application of a case with its guide. Raises Application.DoesNotExist."""
    found: Application = Application.objects.select_related("guide", "item_version__item", "certificate").defer("search").get(pk=case_id)
    return found


def is_open_to_correction(application: Application) -> bool:
    """Whether a notice is waiting for its answer."""
    return application.state == "correction" and bool(application.correction_asked)


def show(application: Application, *, user: User | None = None, basket: Basket | None = None, data: QueryDict | None = None) -> Correcting:
    """The page with what was answered before in it; sealed answers are typed anew."""
    return _page(application, user, basket, guide=_form(application, data=data, complete=False), refusals={}, missing=())


def receive(
    application: Application, data: QueryDict, files: "MultiValueDict[str, UploadedFile]", *, user: User | None, at: datetime
) -> Correcting:
    """One POST: take files in or out, or check everything; then `done` is what the step "correct" takes."""
    place, basket = _place(application, user), basket_from(data.get("draft"))
    basket, refusals = take_papers(place, files, basket, at=at)
    raw = data.get("remove", "")[:18]
    if raw.isdecimal() and basket is not None:
        materials.detach(basket.key, int(raw))
    if data.get("step") != "send" or refusals or raw:
        form = _form(application, data=data, complete=False)
        return _page(application, user, basket, guide=form, refusals=refusals, missing=())
    guide = _form(application, data=data, complete=True, today=timezone.localdate(at))
    present = {row.code for row in materials.files_of(basket.key if basket else None)}
    missing = asked.material_codes(application) - present
    page = _page(application, user, basket, guide=guide, refusals={}, missing=missing)
    if missing:
        page.problems.append(_("A paper that was asked for is missing. It is marked below."))
    if guide.is_valid() and not page.problems:
        answers = guide.split()
        page.done = {"plain": answers.plain, "personal": answers.personal, "basket": basket.key if basket else None}
    return page


def _form(application: Application, *, data: QueryDict | None, complete: bool, **options: Any) -> GuideForm:
    content = content_of(application.guide)
    known = {**application.answers, **{code: "" for code in personal_answers(application)}}
    return guide_form(
        content,
        application.request,
        data=data,
        initial=known,
        only=asked.field_codes(application),
        complete=complete or data is None,
        prefix=ANSWER,
        **options,
    )


def _place(application: Application, user: User | None) -> Place:
    return Place(
        version=application.item_version,
        guide=application.guide,
        content=content_of(application.guide),
        request=application.request,
        certificate=application.certificate,
        user=user,
    )


def _page(
    application: Application, user: User | None, basket: Basket | None, *, guide: GuideForm, refusals: dict[str, list[str]], missing: Any
) -> Correcting:
    place = _place(application, user)
    papers = paper_boxes(
        place,
        materials.files_of(basket.key if basket else None),
        refusals=refusals,
        missing=missing,
        only=asked.material_codes(application),
        remarks=asked.remarks_of(application, asked.MATERIAL),
    )
    remarks = asked.remarks_of(application, asked.FIELD)
    problems = [words for several in refusals.values() for words in several]
    return Correcting(application, place, guide, papers, remarks, basket, problems)
