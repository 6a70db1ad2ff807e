"""Deny by default, and addresses no row can have."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from bureau.access import AccessMiddleware, public

pytestmark = pytest.mark.django_db


def plain(request):
    return HttpResponse("in")


def test_a_view_that_says_nothing_stays_shut():
    with pytest.raises(PermissionDenied):
        AccessMiddleware(plain).process_view(RequestFactory().get("/anything/"), plain, (), {})


def test_a_public_view_is_open():
    @public
    def open_page(request):
        return HttpResponse("in")

    assert AccessMiddleware(plain).process_view(RequestFactory().get("/anything/"), open_page, (), {}) is None


def test_a_null_byte_is_no_address():
    request = RequestFactory().get("/")
    request.path_info = "/staff/cases/TS\0/"
    with pytest.raises(Http404):
        AccessMiddleware(plain).process_view(request, public(plain), (), {})


@pytest.mark.parametrize("path", ["/staff/cases/TS%00/", "/verify/%00/", "/f/TS%00/", "/api/cases/TS%00/"])
def test_a_null_byte_in_any_address_is_not_found(as_clerk, path):
    assert as_clerk.get(path).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "received_to=9999-12-31", "closed_to=9999-12-31", "received_from=0001-01-01"])
def test_no_filter_of_the_list_breaks_it(as_clerk, query):
    assert as_clerk.get(f"/staff/?tab=all&{query}").status_code == 200


def test_a_program_whose_session_ran_out_gets_401_as_data(as_clerk):
    session = as_clerk.session
    session["seen_at"] = 1
    session.save()
    response = as_clerk.post("/api/cases/TS1/accept/", data="{}", content_type="application/json")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
