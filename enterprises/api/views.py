"""The addresses of the register's API: parse, permit, read what the screens read, answer."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from bureau.api.errors import CONTENT_TYPE
from bureau.api.permissions import StaffDoor
from bureau.api.serializers import ProblemSerializer
from bureau.seek import Order, read_slice
from enterprises.access import memberships_of
from enterprises.api import serializers
from enterprises.api.doors import EnterpriseDoor, MemberDoor
from enterprises.api.paging import MARKS, PAGE_SIZE, check_query, page_body, read_marks
from enterprises.models import SOURCES, Enterprise
from enterprises.obligations.filter import OWN, read_filter
from enterprises.obligations.selectors import obligation_page
from enterprises.obligations.story import FACTS
from enterprises.register import selectors
from enterprises.register.filter import READERS as REGISTER_READERS
from enterprises.register.filter import read_filter as read_register_filter

ONLY_READ = ("get", "head")
# Nobody acts for more enterprises than a hand can count; an accountant's office comes nowhere near.
MOST_MEMBERSHIPS = 500
BY_ENTRY = Order("id")


def _problems(*statuses: int) -> dict[tuple[int, str], Any]:
    return {(status, CONTENT_TYPE): ProblemSerializer for status in statuses}


def _parameters(*names: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(name, OpenApiTypes.STR) for name in (*names, *MARKS)]


class EnterpriseList(StaffDoor):
    """The register by its filters."""

    http_method_names = ONLY_READ

    @extend_schema(
        operation_id="enterprise_list",
        parameters=_parameters("q", *REGISTER_READERS),
        responses={200: serializers.EnterprisePageSerializer, **_problems(400, 401, 403)},
    )
    def get(self, request: Any) -> Response:
        """One page: `q` takes a code or its beginning, an organisation code, or parts of names of at least two characters."""
        wanted = read_register_filter(request.query_params)
        check_query(request, ("q", *REGISTER_READERS), wanted.problems)
        page, taken_for = selectors.enterprise_page(wanted, request.user, size=PAGE_SIZE, **read_marks(request))
        body = page_body(request, page, wanted, taken_for=taken_for)
        return Response(serializers.EnterprisePageSerializer(body).data)


class EnterpriseObligations(StaffDoor):
    """The obligations of one enterprise, for staff."""

    http_method_names = ONLY_READ

    @extend_schema(
        operation_id="enterprise_obligations",
        parameters=_parameters(*sorted(OWN)),
        responses={200: serializers.ObligationPageSerializer, **_problems(400, 401, 403, 404)},
    )
    def get(self, request: Any, code: str) -> Response:
        """One page of a list: `tab` is `open` (default), `late`, `coming` or `ended`. A merged code answers for what it was merged into."""
        return _obligations(request, selectors.stands_for(get_object_or_404(Enterprise, code=code)))


class DeskList(EnterpriseDoor):
    """The enterprises the reader acts for."""

    http_method_names = ONLY_READ

    @extend_schema(operation_id="desk_list", responses={200: serializers.MembershipSerializer(many=True), **_problems(401, 403)})
    def get(self, request: Any) -> Response:
        """All of them by name, with what the reader may do there."""
        return Response(serializers.MembershipSerializer(memberships_of(request.user)[:MOST_MEMBERSHIPS], many=True).data)


class DeskObligations(MemberDoor):
    """The obligations of one's own enterprise."""

    http_method_names = ONLY_READ

    @extend_schema(
        operation_id="desk_obligations",
        parameters=_parameters(*sorted(OWN)),
        responses={200: serializers.ObligationPageSerializer, **_problems(400, 401, 403, 404)},
    )
    def get(self, request: Any, code: str) -> Response:
        """One page of a list: `tab` is `open` (default), `late`, `coming` or `ended`."""
        return _obligations(request, self.enterprise)


class DeskHoldings(MemberDoor):
    """What one's own enterprise has that falls due."""

    http_method_names = ONLY_READ

    @extend_schema(
        operation_id="desk_holdings",
        parameters=[OpenApiParameter("kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(SOURCES)), *_parameters()],
        responses={200: serializers.HoldingPageSerializer, **_problems(400, 401, 403, 404)},
    )
    def get(self, request: Any, code: str, kind: str) -> Response:
        """One page of a sort (equipment, instrument, certificate, standard, person) in the order of entry."""
        model = SOURCES.get(kind)
        if model is None:
            raise Http404
        check_query(request, ())
        page = read_slice(model.objects.filter(enterprise=self.enterprise), BY_ENTRY, size=PAGE_SIZE, **read_marks(request))
        # A certificate's or instrument's kind is a code of the reference tables.
        fields = [*(("kind",) if kind in ("instrument", "certificate") else ()), *FACTS[model]]
        return Response(serializers.HoldingPageSerializer(page_body(request, page), context={"fields": fields}).data)


def _obligations(request: Any, enterprise: Enterprise) -> Response:
    wanted, today = read_filter(request.query_params, names=OWN), timezone.localdate()
    check_query(request, OWN, wanted.problems)
    page = obligation_page(wanted, today=today, enterprise=enterprise, size=PAGE_SIZE, **read_marks(request))
    body = page_body(request, page, wanted)
    return Response(serializers.ObligationPageSerializer(body, context={"today": today}).data)
