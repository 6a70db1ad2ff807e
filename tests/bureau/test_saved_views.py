"""Saved views: one's own filters under a name."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.models import SavedView

pytestmark = pytest.mark.django_db
SAVE, DESK = reverse("bureau:saved-view-save"), reverse("bureau:workbench")


def save(client, name="我的红灯", query="tab=all&light=red"):
    return client.post(SAVE, {"name": name, "query": query}, follow=True)


def test_a_view_is_saved_and_leads_back_to_its_filters(as_clerk, clerk):
    page = save(as_clerk)
    view = SavedView.objects.get(user=clerk)
    assert (view.name, view.query) == ("我的红灯", "tab=all&light=red")
    assert f'href="{DESK}?tab=all&amp;light=red"' in page.content.decode()


def test_the_same_name_again_replaces_the_filters(as_clerk, clerk):
    save(as_clerk)
    save(as_clerk, query="tab=late")
    assert SavedView.objects.get(user=clerk).query == "tab=late"


def test_only_parameters_of_the_workbench_are_kept(as_clerk, clerk):
    save(as_clerk, query="tab=all&next=//evil.example&light=purple&kind=report&page=7&office=javascript:1")
    assert SavedView.objects.get(user=clerk).query == "tab=all&kind=report"


def test_a_view_needs_a_name(as_clerk):
    page = save(as_clerk, name="  ")
    assert not SavedView.objects.exists()
    assert len(list(page.context["messages"])) == 1


def test_at_most_twenty_but_the_twentieth_may_still_be_changed(as_clerk, clerk):
    SavedView.objects.bulk_create(SavedView(user=clerk, name=f"n{n}", query="tab=all", created_at=timezone.now()) for n in range(20))
    save(as_clerk, name="一个太多")
    assert SavedView.objects.filter(user=clerk).count() == 20
    save(as_clerk, name="n7", query="tab=late")
    assert SavedView.objects.get(user=clerk, name="n7").query == "tab=late"


def test_views_are_private(as_clerk, as_second_clerk):
    save(as_clerk)
    view = SavedView.objects.get()
    assert "我的红灯" not in as_second_clerk.get(DESK).content.decode()
    assert as_second_clerk.post(reverse("bureau:saved-view-delete", args=[view.pk])).status_code == 404
    assert as_clerk.get(reverse("bureau:saved-view-delete", args=[view.pk])).status_code == 405
    as_clerk.post(reverse("bureau:saved-view-delete", args=[view.pk]))
    assert not SavedView.objects.exists()
