"""Many at once: everything is stored once, and the numbers run from 1 without gaps or doubles."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bureau.models import Clock, Message, NumberCounter
from licensing.applications.wanted import ApplicationRefused
from licensing.models import Application, MaterialFile
from tests.factories import licensing as make
from tests.licensing.applications.handing_in import send, wanted

pytestmark = pytest.mark.django_db(transaction=True)
SENT, DIFFERENT, AT_ONCE = 40, 30, 12


def _sending(wish, key):
    try:
        return send(wish, key=key)
    except ApplicationRefused as refusal:
        return refusal
    finally:
        connection.close()


def test_forty_at_once_with_repeated_keys(guide, membership):
    wishes = {key: wanted(membership) for key in range(1, DIFFERENT + 1)}
    keys = [1 + turn % DIFFERENT for turn in range(SENT)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda key: _sending(wishes[key], key), keys))
    assert sum(one.created for one in found) == DIFFERENT, "every repeated key found the first one"
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"XK20261123{serial:06d}" for serial in range(1, DIFFERENT + 1)]
    assert {one.number for one in found} == set(numbers)
    assert NumberCounter.objects.get(kind="case-XK").last == DIFFERENT
    assert MaterialFile.objects.filter(application__isnull=False).count() == DIFFERENT
    assert Clock.objects.count() == Message.objects.count() == DIFFERENT


def test_refusals_among_them_leave_no_gap(guide, membership):
    wishes = {key: wanted(membership, **({"basket": None} if key % 3 == 0 else {})) for key in range(1, 19)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda key: _sending(wishes[key], key), wishes))
    taken = [one for one in found if not isinstance(one, ApplicationRefused)]
    assert len(taken) == 12
    assert sorted(int(one.number[-6:]) for one in taken) == list(range(1, 13))


def test_two_windows_about_one_certificate_open_one_matter(guide, membership):
    own = make.certificate(make.application(enterprise_code=membership.enterprise.code))
    wishes = [wanted(membership, request="renewal", certificate=own) for _turn in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(_sending, wishes, range(1, 7)))
    assert len([one for one in found if isinstance(one, ApplicationRefused)]) == 5
    assert Application.objects.filter(certificate=own, request="renewal").count() == 1
