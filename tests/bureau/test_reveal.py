"""Opening sealed personal data: only with a reason, always logged, never cached, not without end."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from bureau import reveals
from bureau.models import Party, Reveal
from tests.factories.docket import ComplaintFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(clerk):
    case = ComplaintFactory(office=clerk.office, handler=clerk)
    return Party.objects.select_related("case").get(case_id=case.pk)


def url(party):
    return reverse("bureau:case-reveal", args=[party.case.number, party.pk])


def ask(client, party, **data):
    return client.post(url(party), {"fields_wanted": ["phone"], "reason": "通知调解时间", **data})


def test_with_a_reason_the_fields_asked_for_are_shown_once_and_logged(as_clerk, clerk, party):
    answer = ask(as_clerk, party)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "13812341234" in text
    assert "西门街" not in text, "only what was asked for"
    assert "no-store" in answer["Cache-Control"]
    row = Reveal.objects.get()
    assert (row.party, row.user, row.fields, row.reason) == (party, clerk, "phone", "通知调解时间")
    assert "13812341234" not in as_clerk.get(url(party)).content.decode()


def test_asking_by_get_shows_and_logs_nothing(as_clerk, party):
    answer = as_clerk.get(url(party), {"fields_wanted": "phone", "reason": "通知调解时间"})
    assert "13812341234" not in answer.content.decode()
    assert not Reveal.objects.exists()


@pytest.mark.parametrize(
    "data", [{"reason": ""}, {"reason": "因为"}, {"reason": "    a    "}, {"fields_wanted": []}, {"fields_wanted": ["x"]}]
)
def test_without_a_reason_or_a_field_nothing_opens(as_clerk, party, data):
    answer = ask(as_clerk, party, **data)
    assert answer.status_code == 422
    assert "13812341234" not in answer.content.decode()
    assert not Reveal.objects.exists()


def test_who_may_not_see_the_case_may_not_open_the_person(as_clerk_elsewhere, party):
    assert ask(as_clerk_elsewhere, party).status_code == 404
    assert not Reveal.objects.exists()


def test_a_person_is_opened_only_through_their_own_case(as_clerk, clerk, party):
    other = ComplaintFactory(office=clerk.office)
    answer = as_clerk.post(
        reverse("bureau:case-reveal", args=[other.number, party.pk]), {"fields_wanted": ["phone"], "reason": "通知调解时间"}
    )
    assert answer.status_code == 404


def test_an_anonymous_reporter_has_nothing_to_open(as_clerk, clerk):
    case = ReportFactory(office=clerk.office, anonymous=True)
    nobody = Party.objects.select_related("case").get(case_id=case.pk)
    assert as_clerk.get(url(nobody)).status_code == 200
    assert ask(as_clerk, nobody).status_code == 422
    assert not Reveal.objects.exists()


def test_too_many_in_an_hour_are_refused(as_clerk, party, monkeypatch):
    monkeypatch.setattr(reveals, "PER_HOUR", 2)
    assert [ask(as_clerk, party).status_code for _ in range(3)] == [200, 200, 429]
    assert Reveal.objects.count() == 2


def test_the_log_cannot_be_changed_or_deleted(clerk, party):
    reveals.reveal(party, user=clerk, fields=["name"], reason="核对身份信息", at=timezone.now())
    with pytest.raises(InternalError), transaction.atomic():
        Reveal.objects.update(reason="别的")
    with pytest.raises(InternalError), transaction.atomic():
        Reveal.objects.all()._raw_delete("default")
    assert Reveal.objects.get().reason == "核对身份信息"
