"""Editing the parts of a draft: texts, lists, rows, the whole as JSON. Every save names the version it was made from."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.guides import editing, selectors, services, wording
from licensing.guides.differences import title_of
from licensing.guides.editing_forms import JsonForm, PartForm, json_text, lists_form, result_form, row_form, texts_form
from licensing.models import Guide
from licensing.views.guides import heading, sent_version

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])
SINGLE: Mapping[str, tuple[Callable[..., PartForm], Iterable[str]]] = {
    "texts": (texts_form, editing.TEXTS),
    "lists": (lists_form, editing.LISTS),
    "result": (result_form, ("result",)),
}
MOVES = {"up": -1, "down": 1}


@READ_AND_WRITE
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """A part that is one form; or the rows of a part, each to be edited, moved or taken out."""
    draft = _draft(request, code)
    if part in editing.ROW_KINDS:
        return _rows_page(request, draft, part)
    if part not in SINGLE:
        raise Http404
    make, names = SINGLE[part]
    form = make(draft.content, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, draft, form, title=wording.PARTS[part])
    values = {"result": form.values()} if part == "result" else form.values()
    refused = _saved(request, draft, editing.with_values(draft.content, values, names))
    if refused:
        return _form_page(request, draft, form, title=wording.PARTS[part], refused=refused)
    return redirect("licensing:guide-edit", draft.item.code)


@READ_AND_WRITE
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_row_new(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Add a row at the end of a part."""
    draft = _draft_with_rows(request, code, part)
    form = row_form(part, draft.content, request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _saved(request, draft, editing.with_row(draft.content, part, form.values()))
        if not refused:
            return redirect("licensing:guide-part", draft.item.code, part)
        return _form_page(request, draft, form, title=wording.PARTS[part], part=part, refused=refused)
    return _form_page(request, draft, form, title=wording.PARTS[part], part=part)


@READ_AND_WRITE
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_row(request: HttpRequest, code: str, part: str, position: int) -> HttpResponse:
    """Change one row. It is found again by what it was, wherever it has moved to meanwhile."""
    draft = _draft_with_rows(request, code, part)
    rows = editing.rows_of(draft.content, part)
    if request.method != "POST":
        if position >= len(rows):
            raise Http404
        form = row_form(part, draft.content, row=rows[position])
        return _form_page(request, draft, form, title=title_of(rows[position]), part=part, token=editing.token_of(rows[position]))
    token = request.POST.get("token", "")
    form = row_form(part, draft.content, request.POST)
    title = wording.PARTS[part]
    if not form.is_valid():
        return _form_page(request, draft, form, title=title, part=part, token=token)
    place = editing.find_row(draft.content, part, position, token)
    if place is None:
        refused = _(
            "Somebody changed this row or took it out meanwhile. Your text is kept below; open the row anew to see what it says now."
        )
    else:
        refused = _saved(request, draft, editing.with_row(draft.content, part, form.values(), position=place))
    if refused:
        return _form_page(request, draft, form, title=title, part=part, token=token, refused=refused)
    return redirect("licensing:guide-part", draft.item.code, part)


@require_POST
@staff(Role.ADMINISTRATOR)
def guide_row_change(request: HttpRequest, code: str, part: str, position: int) -> HttpResponse:
    """Move a row up or down, or take it out; the button has asked."""
    draft = _draft_with_rows(request, code, part)
    action = request.POST.get("action", "")
    if position >= len(editing.rows_of(draft.content, part)) or action not in {*MOVES, "remove"}:
        raise Http404
    if action == "remove":
        changed = editing.without_row(draft.content, part, position)
    else:
        changed = editing.with_row_moved(draft.content, part, position, by=MOVES[action])
    refused = _saved(request, draft, changed)
    if refused:
        messages.error(request, refused)
    return redirect("licensing:guide-part", draft.item.code, part)


@READ_AND_WRITE
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_json(request: HttpRequest, code: str) -> HttpResponse:
    """The whole content as JSON, for what the forms are too slow for."""
    draft = _draft(request, code)
    form = JsonForm(request.POST or None, initial={"content": json_text(draft.content)})
    title = _("Advanced: the whole content as JSON")
    if request.method == "POST" and form.is_valid():
        refused = _saved(request, draft, form.cleaned_data["content"])
        if not refused:
            return redirect("licensing:guide-edit", draft.item.code)
        return _form_page(request, draft, form, title=title, refused=refused)
    return _form_page(request, draft, form, title=title)


def _draft(request: HttpRequest, code: str) -> Guide:
    """The draft. Where it was published or thrown away while somebody was typing, the published version stands in so that the text is kept:
    saving will be refused.
    """
    draft = selectors.draft_of(code)
    if draft is None and request.method == "POST":
        draft = Guide.objects.select_related("item").filter(item__code=code, state=Guide.State.PUBLISHED).first()
    if draft is None:
        raise Http404
    return draft


def _draft_with_rows(request: HttpRequest, code: str, part: str) -> Guide:
    if part not in editing.ROW_KINDS:
        raise Http404
    return _draft(request, code)


def _saved(request: HttpRequest, draft: Guide, content: Mapping[str, Any]) -> str:
    """Save the draft. What stands against it comes back as a sentence; empty when it is saved."""
    user = cast(StaffRequest, request).user
    try:
        services.save_draft(draft.item.code, content, version=sent_version(request), by=user, at=timezone.now())
    except BureauError as error:
        return str(error)
    messages.success(request, _("Saved in the draft."))
    return ""


def _rows_page(request: HttpRequest, draft: Guide, part: str) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    rows = editing.rows_of(draft.content, part)
    last = len(rows) - 1
    shown = [
        {
            "position": place,
            "title": title_of(row),
            "code": row.get("code") or row.get("request", ""),
            "facts": _facts(row),
            "moves": [(move, words) for move, words, may in _moves(place, last) if may],
        }
        for place, row in enumerate(rows)
    ]
    context = {**heading(draft.item.code), "draft": draft, "part": part, "title": wording.PARTS[part], "rows": shown}
    return render(request, "licensing/staff_guide_rows.html", context)


def _moves(place: int, last: int) -> list[tuple[str, str, bool]]:
    return [("up", _("Move up"), place > 0), ("down", _("Move down"), place < last)]


def _facts(row: Mapping[str, Any]) -> str:
    """The second line of a row: what tells it from others at a glance."""
    said = [wording.TYPES.get(row.get("type", "")), wording.MATERIAL_KINDS.get(row.get("kind", "")), row.get("section")]
    said += [row.get("decision_clock"), row.get("basis"), row.get("text") if "title" in row else ""]
    return " · ".join(str(one) for one in said if one)


def _form_page(
    request: HttpRequest, draft: Guide, form: forms.Form, *, title: Any, part: str = "", token: str = "", refused: str = ""
) -> HttpResponse:
    """The form of a part or row with what was typed. After a refusal it carries the newest version, so that it can be sent again."""
    if refused:
        draft = selectors.draft_of(draft.item.code) or draft
    context = {**heading(draft.item.code), "draft": draft, "form": form, "title": title, "part": part, "token": token, "refused": refused}
    context["part_title"] = wording.PARTS.get(part, "")
    status = 409 if refused else 422 if form.is_bound and form.errors else 200
    return render(request, "licensing/staff_guide_part.html", context, status=status)
