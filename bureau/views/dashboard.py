"""The manager's dashboard page."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau import dashboard as figures
from bureau.access import StaffRequest, staff
from bureau.roles import Role
from bureau.workflow import workflows

LONGEST = 366
DEFAULT_DAYS = 30


class PeriodForm(forms.Form):
    """From, until, and which kind of matter."""

    since = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("All kinds")), *((flow.kind, flow.label) for flow in workflows())]

    def clean(self) -> dict[str, Any]:
        """Fill what was left out; refuse a period that ends before it starts or is longer than a year."""
        data: dict[str, Any] = super().clean() or {}
        until = data.get("until") or self.today
        since = data.get("since") or until - timedelta(days=DEFAULT_DAYS - 1)
        if since > until:
            self.add_error("since", _("The period ends before it starts."))
        elif (until - since).days >= LONGEST:
            self.add_error("since", _("Choose at most one year."))
        return {**data, "since": since, "until": until}

    def period(self) -> figures.Period:
        """The chosen period; the last thirty days when the choice was not understood."""
        if self.is_valid():
            return figures.Period(self.cleaned_data["since"], self.cleaned_data["until"], self.cleaned_data["kind"])
        return figures.Period(self.today - timedelta(days=DEFAULT_DAYS - 1), self.today)


@staff(Role.MANAGER, Role.SUPERVISOR, Role.APPROVER, Role.ADMINISTRATOR)
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """Figures of a period and lights of today."""
    today = timezone.localdate()
    form = PeriodForm(request.GET or {}, today=today)
    period = form.period()
    context = {
        "form": form,
        "period": period,
        "stats": figures.stats(period, today),
        "charts": figures.charts(period, today),
        "panels": [{"template": panel.template, "context": panel.build(period)} for panel in figures.panels()],
        "ranges": [(days, today - timedelta(days=days - 1)) for days in (7, 30, 90)],
        "today": today,
        "user": cast(StaffRequest, request).user,
    }
    return render(request, "bureau/staff_dashboard.html", context)
