"""Small forms of the staff's side that belong to no step of a workflow."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bureau.handover import MAX_BULK
from bureau.models import User
from bureau.reveals import MIN_REASON
from bureau.roles import STAFF_ROLES


class PersonChoice(forms.ModelChoiceField):
    """A member of staff, shown with the office."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and office."""
        return f"{obj} · {obj.office}" if obj.office else str(obj)


def staff_members() -> "QuerySet[User]":
    """Active members of staff by office."""
    return User.objects.holding(*STAFF_ROLES).select_related("office").order_by("office__code", "display_name", "pk")


class BulkAssignForm(forms.Form):
    """Whom the ticked matters go to, and why."""

    handler = PersonChoice(label=_("Give the ticked matters to"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Ids of their own: the list around this form has fields of the same names.
        kwargs.setdefault("auto_id", "bulk-%s")
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_members()  # type: ignore[attr-defined]


def read_ticked(values: list[str]) -> list[tuple[str, int]]:
    """The ticked rows as (number, version seen); what is no such pair is dropped, and at most 100 are taken."""
    pairs = [value.rpartition(":") for value in values[:MAX_BULK]]
    return [(number, int(version)) for number, _mark, version in pairs if number and version.isascii() and version.isdigit()]


class RevealForm(forms.Form):
    """Which sealed fields, and why."""

    fields_wanted = forms.MultipleChoiceField(label=_("What you need to see"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, min_length=MIN_REASON, help_text=_("Your name, the time and this reason are logged for good.")
    )

    def __init__(self, *args: Any, openable: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_wanted"].choices = openable  # type: ignore[attr-defined]


class SaveViewForm(forms.Form):
    """A name for the filters on screen."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)


class HandoverChoiceForm(forms.Form):
    """Who gives and who takes. People without access any more may give: that is the usual reason for a hand-over."""

    giver = PersonChoice(label=_("All open matters of"), queryset=User.objects.none())
    taker = PersonChoice(label=_("go to"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_cases = User.objects.filter(cases_in_hand__closed_at__isnull=True, cases_in_hand__isnull=False)
        givers = User.objects.filter(pk__in=with_cases.values("pk")).select_related("office").order_by("office__code", "display_name", "pk")
        self.fields["giver"].queryset = givers  # type: ignore[attr-defined]
        self.fields["taker"].queryset = staff_members()  # type: ignore[attr-defined]


class HandoverForm(HandoverChoiceForm):
    """The hand-over itself; `expected` is the number of matters the preview showed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
