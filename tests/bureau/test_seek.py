"""Paging by marks: forwards and back over the whole list, whatever the order, without a row lost or shown twice."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bureau.models import Officer
from bureau.seek import Order, read_slice
from tests.factories.bureau import OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db

ORDERS = [
    Order("id"),
    Order("id", descending=True),
    Order("certificate_expires_on"),
    Order("certificate_expires_on", descending=True),
    Order("certificate_number", descending=True),
]


@pytest.fixture
def officers():
    """Seven, of whom several share a date: the mark must tell equals apart."""
    day = date(2030, 1, 1)
    return [
        OfficerFactory(
            user=UserFactory(username=f"officer-{n}"),
            certificate_number=f"苏{n}~{n % 2}",
            certificate_expires_on=day + timedelta(days=n // 3),
        )
        for n in range(7)
    ]


def walk(order, size):
    """All pages forwards, then all pages back from the last."""
    rows = Officer.objects.all()
    page = read_slice(rows, order, size=size)
    forwards = [page]
    while page.after:
        page = read_slice(rows, order, after=page.after, size=size)
        forwards.append(page)
    back = [page]
    while page.before:
        page = read_slice(rows, order, before=page.before, size=size)
        back.append(page)
    return forwards, back[::-1]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_every_row_once_in_order_both_ways(officers, order, size):
    expected = [row.pk for row in Officer.objects.order_by(*order.columns())]
    forwards, back = walk(order, size)
    assert [row.pk for page in forwards for row in page.rows] == expected
    assert [row.pk for page in back for row in page.rows] == expected
    assert forwards[0].before == "" and forwards[-1].after == ""


@pytest.mark.parametrize("mark", ["", "x", "~", "2030-01-01~", "~5", "2030-13-01~5", "2030-01-01~٣", "2030-01-01~" + "9" * 30])
def test_a_damaged_mark_shows_the_first_page(officers, mark):
    order = Order("certificate_expires_on")
    assert read_slice(Officer.objects.all(), order, after=mark, size=3) == read_slice(Officer.objects.all(), order, size=3)


def test_what_the_page_began_with_may_be_gone(officers):
    order = Order("id")
    mark = read_slice(Officer.objects.all(), order, size=6).after
    Officer.objects.filter(pk=officers[-1].pk).delete()
    assert len(read_slice(Officer.objects.all(), order, after=mark, size=6).rows) == 6


def test_a_page_is_one_query(officers):
    with CaptureQueriesContext(connection) as queries:
        read_slice(Officer.objects.all(), Order("id"), size=2)
    assert len(queries) == 1
