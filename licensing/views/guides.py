"""Guides for their administrator: the list, a draft as a whole, its preview, publishing, throwing away, and the history."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bureau.access import StaffRequest, staff
from bureau.errors import BureauError
from bureau.roles import Role
from licensing.guides import selectors, services, wording
from licensing.guides.content import GuideContent, InvalidGuide, read_structure
from licensing.guides.differences import Difference, differences
from licensing.guides.editing import ROW_KINDS
from licensing.guides.editing_forms import PublishForm
from licensing.guides.forms import guide_form
from licensing.guides.page import guide_context
from licensing.models import Guide, PowerItem


@require_GET
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_list(request: HttpRequest) -> HttpResponse:
    """Every item one applies for, and where its guide stands."""
    return render(request, "licensing/staff_guides.html", {"rows": selectors.items_with_guides(timezone.localdate())})


@require_GET
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of an item by its parts, what stands against it, and the history; or the offer to start one."""
    item = item_or_404(code)
    draft = selectors.draft_of(item.code)
    return render(
        request,
        "licensing/staff_guide_edit.html",
        {
            **heading(item.code),
            "draft": draft,
            "parts": _parts(draft.content) if draft else [],
            "faults": services.faults_of(draft.content, today=timezone.localdate()) if draft else [],
            "versions": selectors.versions_of(item.code),
        },
    )


@require_POST
@staff(Role.ADMINISTRATOR)
def guide_start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft from the published version."""
    item = item_or_404(code)
    services.start_draft(item.code, by=cast(StaffRequest, request).user, at=timezone.now())
    messages.success(request, _("A draft was started. Nothing changes for applicants until it is published."))
    return redirect("licensing:guide-edit", item.code)


@require_GET
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as the public page will show it, its form for each way of applying, and what differs."""
    draft = draft_or_404(code)
    faults = services.faults_of(draft.content, today=timezone.localdate())
    context = {**heading(draft.item.code), "draft": draft, "faults": faults, "differences": _differences(draft)}
    if not faults:
        context |= _as_published(request, draft)
    return render(request, "licensing/staff_guide_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff(Role.ADMINISTRATOR)
def guide_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what changed, show the differences once more, publish."""
    draft, now, refused = draft_or_404(code), timezone.now(), ""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, note = cast(StaffRequest, request).user, form.cleaned_data["note"]
        try:
            published = services.publish(
                draft.item.code, version=sent_version(request), note=note, by=user, at=now, today=timezone.localdate(now)
            )
        except BureauError as error:
            refused = str(error)
        else:
            messages.success(request, _("Published as version %(number)d.") % {"number": published.number})
            return redirect("licensing:guide-edit", draft.item.code)
    context = {**heading(draft.item.code), "draft": draft, "form": form, "refused": refused, "differences": _differences(draft)}
    context["faults"] = services.faults_of(draft.content, today=timezone.localdate(now))
    return render(request, "licensing/staff_guide_publish.html", context, status=409 if refused else 422 if form.errors else 200)


@require_POST
@staff(Role.ADMINISTRATOR)
def guide_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away; the button has asked."""
    draft = draft_or_404(code)
    try:
        services.discard(draft.item.code, version=sent_version(request), by=cast(StaffRequest, request).user)
    except BureauError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft was discarded. The published guide is as it was."))
    return redirect("licensing:guide-edit", draft.item.code)


@require_GET
@never_cache
@staff()
def guide_version(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """Any version as readers see or saw it: a matter keeps the version of its day, so all staff may look it up."""
    try:
        guide = selectors.guide_of(code, edition)
        context = guide_context(guide, language=get_language() or "")
    except (Guide.DoesNotExist, InvalidGuide) as error:
        raise Http404 from error
    return render(request, "licensing/staff_guide_version.html", {**heading(guide.item.code), "guide": guide, **context})


def item_or_404(code: str) -> PowerItem:
    """The item of the address. Raises Http404."""
    item = PowerItem.objects.filter(code=code).first()
    if item is None:
        raise Http404
    return item


def draft_or_404(code: str) -> Guide:
    """The draft of the item in the address. Raises Http404."""
    draft = selectors.draft_of(code)
    if draft is None:
        raise Http404
    return draft


def sent_version(request: HttpRequest) -> int:
    """The version of the draft the person was looking at; a missing or forged number is no version at all."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def heading(item_code: str) -> dict[str, Any]:
    """What every page of an item's guide shows above: code and name."""
    return {"code": item_code, "item_name": selectors.item_name(item_code, timezone.localdate())}


def _parts(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of a guide in order, each with how many rows it has."""
    return [
        {"key": key, "label": label, "count": len(content.get(key, [])) if key in ROW_KINDS else None}
        for key, label in wording.PARTS.items()
    ]


def _differences(draft: Guide) -> list[Difference] | None:
    """What differs from the published version; None where there is none yet."""
    try:
        published = selectors.published_guide(draft.item.code)
        return differences(selectors.content_of(published), read_structure(draft.content))
    except (Guide.DoesNotExist, InvalidGuide):
        return None


def _as_published(request: HttpRequest, draft: Guide) -> dict[str, Any]:
    """The page and the form of one way of applying, the first unless another is asked for."""
    content: GuideContent = selectors.content_of(draft)
    asked = content.request_spec(request.GET.get("request", "")) or content.requests[0]
    return {
        **guide_context(draft, language=get_language() or ""),
        "form": guide_form(content, asked.request),
        "requests": content.requests,
        "asked": asked,
    }
