"""The addresses of the API: parse, permit, call what the screens call, answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from bureau import selectors
from bureau.api import serializers
from bureau.api.errors import CONTENT_TYPE
from bureau.api.permissions import PublicDoor, StaffDoor
from bureau.api.step_forms import EmptyForm, read_body
from bureau.calendar import current_calendar
from bureau.errors import TransitionRefused
from bureau.filters import READERS, DocketFilter, read_filter
from bureau.keyset import Cursor, Page, read_cursor
from bureau.models import Case, ClockRule
from bureau.views.case import visible_case
from bureau.workflow import Actor, is_allowed, offers, perform, specific, workflow_for, workflows

PAGE_SIZE = 50
ONLY_READ = ("get", "head")
LIST_PARAMETERS = ("q", *READERS, "after", "before")


def _problems(*statuses: int) -> dict[tuple[int, str], Any]:
    return {(status, CONTENT_TYPE): serializers.ProblemSerializer for status in statuses}


class CaseList(StaffDoor):
    """Matters by the filters of the workbench."""

    http_method_names = ONLY_READ

    @extend_schema(
        operation_id="case_list",
        parameters=[OpenApiParameter(name, OpenApiTypes.STR) for name in LIST_PARAMETERS],
        responses={200: serializers.CasePageSerializer, **_problems(400, 401, 403)},
    )
    def get(self, request: Any) -> Response:
        """One page. What cannot be understood is refused: a filter left out would answer another question."""
        wanted, today = _wanted(request), timezone.localdate()
        cursor = _cursor(request, wanted)
        page, taken_for = selectors.matter_page(wanted, request.user, today, cursor=cursor, size=PAGE_SIZE)
        if cursor and not cursor.back and not page.before:
            # The screen goes back to the first page when nothing follows any more; a program would go round in circles.
            page = Page([])
        body = {
            "next": _address(request, wanted, after=page.after),
            "previous": _address(request, wanted, before=page.before),
            "taken_for": taken_for,
            "results": page.rows,
        }
        return Response(serializers.CasePageSerializer(body, context={"today": today}).data)


def _wanted(request: Any) -> DocketFilter:
    given = request.query_params
    unknown = [name for name in given if name not in (*LIST_PARAMETERS, "format")]
    wanted = read_filter(given)
    problems = [_("There is no filter “%(name)s”.") % {"name": name[:40]} for name in unknown] + list(wanted.problems)
    if problems:
        raise ValidationError({"query": problems})
    return wanted


def _cursor(request: Any, wanted: DocketFilter) -> Cursor | None:
    back = "before" in request.query_params
    text = request.query_params.get("before" if back else "after", "")
    cursor = read_cursor(text, order=wanted.order, back=back)
    if text and cursor is None:
        raise ValidationError({"query": [_("The page mark was not understood. Begin again without it.")]})
    return cursor


def _address(request: HttpRequest, wanted: DocketFilter, **mark: str) -> str | None:
    return request.build_absolute_uri(f"{reverse('api:case-list')}?{wanted.query(**mark)}") if any(mark.values()) else None


def _case(request: Any, number: str) -> Case:
    """The case of that number if this reader may see it. Raises Http404."""
    return visible_case(request, number)


class CaseDetail(StaffDoor):
    """One matter."""

    http_method_names = ONLY_READ

    @extend_schema(operation_id="case", responses={200: serializers.CaseSerializer, **_problems(401, 403, 404)})
    def get(self, request: Any, number: str) -> Response:
        """Root fields, clocks that explain themselves, and the steps offered to this reader."""
        case = _case(request, number)
        context = {
            "today": timezone.localdate(),
            "calendar": current_calendar(),
            "flow": workflow_for(case.kind),
            "offers": offers(specific(case), Actor.of(request.user), timezone.now()),
        }
        return Response(serializers.CaseSerializer(case, context=context).data)


class CaseStep(StaffDoor):
    """Taking a step."""

    http_method_names = ("post",)

    @extend_schema(
        operation_id="case_step",
        request={"application/json": {"type": "object", "required": ["version"], "properties": {"version": {"type": "integer"}}}},
        responses={200: serializers.TakenSerializer, **_problems(400, 401, 403, 404, 409, 413)},
    )
    def post(self, request: Any, number: str, transition: str) -> Response:
        """The body is what the step's `schema` says: its form's data and the version read. The engine judges as it does on screen."""
        case = _case(request, number)
        actor = Actor.of(request.user)
        step = workflow_for(case.kind).transition(transition)
        if not is_allowed(actor, case, step):
            # Before the form is read: who may not take the step need not learn what it asks.
            raise TransitionRefused(_("Your role may not take the step “%(step)s” on this matter.") % {"step": step.label})
        version, data = read_body(request.data, step.form or EmptyForm)
        event = perform(case.pk, step.name, actor=actor, at=timezone.now(), data=data, version=version)
        taken = {
            "number": case.number,
            # The engine took the step from exactly this version and moved on by one.
            "version": version + 1,
            **{name: getattr(event, name) for name in ("action", "from_state", "to_state", "at")},
            "url": reverse("api:case", args=[case.number]),
        }
        return Response(serializers.TakenSerializer(taken).data)


class WorkflowList(PublicDoor):
    """The process tables."""

    http_method_names = ONLY_READ

    @extend_schema(operation_id="workflow_list", responses=serializers.WorkflowSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Every kind of matter with its states and steps, as the engine itself reads them."""
        return Response(serializers.WorkflowSerializer(workflows(), many=True).data)


class ClockRuleList(PublicDoor):
    """The periods the law sets."""

    http_method_names = ONLY_READ

    @extend_schema(operation_id="clock_rule_list", responses=serializers.ClockRuleSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Every rule that is or was in force, by code and date."""
        return Response(serializers.ClockRuleSerializer(ClockRule.objects.order_by("code", "valid_from"), many=True).data)


class Schema(StaffDoor, SpectacularJSONAPIView):
    """The OpenAPI document of these addresses."""

    http_method_names = ONLY_READ
