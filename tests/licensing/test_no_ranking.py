"""Nothing ranks officers or offices by the fines they impose (行政处罚法 74: fines have nothing to do with how anybody is judged)."""

import importlib
import pkgutil
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import licensing
from bureau.models.tally import Measure, TallyFields
from bureau.seek import Order
from licensing.execution.levies import create_levy
from tests.factories.docket import RECEIVED_AT
from tests.factories.penalties import penalty_case, penalty_item
from tests.people import approver, officer, second_officer, signed_in

MONEY = re.compile(r"fine|amount|confisc|levy|paid_sum|money|yuan|total")
RANKING = re.compile(r"rank|league|top-|leader|score|best-")
TRIES = ("sort=fine", "sort=-fine", "order=fine", "tab=fine", "sort=handler", "group=officer")


def _patterns(resolver, prefix=""):
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.name or ""


def test_no_address_ranks():
    found = [(route, name) for route, name in _patterns(get_resolver()) if RANKING.search(route) or RANKING.search(name)]
    assert found == []


def test_no_list_of_the_house_is_sorted_by_money():
    orders = {}
    for module in pkgutil.walk_packages(licensing.__path__, "licensing."):
        if ".migrations" in module.name or ".management" in module.name:
            continue
        names = vars(importlib.import_module(module.name))
        orders |= {f"{module.name}.{name}": value for name, value in names.items() if isinstance(value, Order)}
    assert len(orders) >= 5, "the lists of this floor are sorted by an Order"
    assert {name for name, order in orders.items() if MONEY.search(order.column)} == set()


def test_the_figures_of_the_house_know_neither_fines_nor_officers():
    assert not [one for one in Measure.values if MONEY.search(one) or "penalt" in one]
    columns = {field.name for field in TallyFields._meta.get_fields()}
    assert not columns & {"handler", "handler_id", "officer", "user", "user_id"}


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["licensing:penalties", "licensing:payments"])
def test_nothing_typed_into_the_address_sorts_by_fine(client, page):
    teams = ([officer(), second_officer()], [second_officer(), officer()], [officer(), second_officer()])
    for place, (sum_, team) in enumerate(zip(("5000", "90000", "20"), teams, strict=True)):
        day = RECEIVED_AT + timedelta(days=place)
        fields = {"fine": Decimal(sum_), "decision": "penalty", "decided_on": day.date(), "served_on": day.date(), "opened_at": day}
        create_levy(penalty_case("executing", officers=team, item=penalty_item(), **fields), served_on=day.date(), at=day)
    signed_in(client, approver())
    plain = _numbers(client, reverse(page))
    assert len(plain) == 3
    for typed in TRIES:
        assert _numbers(client, f"{reverse(page)}?{typed}") == plain, typed


def _numbers(client, address):
    """The numbers of the cases on the page, in reading order."""
    response = client.get(address)
    assert response.status_code == 200
    return list(dict.fromkeys(re.findall(r"AJ2026\d+", response.content.decode())))
