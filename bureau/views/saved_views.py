"""Filters of the workbench one wants back: saved under a name, deleted again."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bureau.access import StaffRequest, staff
from bureau.filters import read_filter
from bureau.models import SavedView
from bureau.staff_forms import SaveViewForm

MAX_VIEWS = 20


@require_POST
@staff()
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters on screen; a name used before gets the new filters."""
    user = cast(StaffRequest, request).user
    # Read and written anew, so that only parameters of the workbench are ever kept.
    query = read_filter(QueryDict(request.POST.get("query", "")[:1000])).query()
    back = redirect(f"{reverse('bureau:workbench')}?{query}")
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 40 characters."))
        return back
    name = form.cleaned_data["name"]
    mine = SavedView.objects.filter(user=user)
    if mine.exclude(name=name).count() >= MAX_VIEWS:
        messages.error(request, _("You have %(count)d saved views already: delete one first.") % {"count": MAX_VIEWS})
        return back
    SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query[:500]}, create_defaults=_new(query))
    messages.success(request, _("The view “%(name)s” was saved.") % {"name": name})
    return back


def _new(query: str) -> dict[str, object]:
    return {"query": query[:500], "created_at": timezone.now()}


@require_POST
@staff()
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views."""
    view = get_object_or_404(SavedView, pk=pk, user=cast(StaffRequest, request).user)
    view.delete()
    messages.success(request, _("The view “%(name)s” was deleted.") % {"name": view.name})
    return redirect("bureau:workbench")
