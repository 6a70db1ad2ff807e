"""What the shared steps ask of the person who takes them. The same forms check the API's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.models import User
from bureau.roles import Role
from licensing.models import Delivery
from licensing.steps.grounds import NotAcceptedGround


def long_text() -> forms.Textarea:
    """A box of four lines."""
    return forms.Textarea(attrs={"rows": 4})


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class StaffChoice(forms.ModelChoiceField):
    """A member of staff, shown with the office."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and office."""
        return f"{obj} · {obj.office}" if obj.office else str(obj)


def staff_holding(*roles: Role) -> Any:
    """Who holds one of the roles, with their office, in the order of a list to choose from."""
    return User.objects.holding(*roles).select_related("office").order_by("office__code", "display_name")


class NoteForm(forms.Form):
    """A note for the file."""

    note = forms.CharField(label=_("Note"), widget=long_text(), max_length=2000, required=False)


class ReasonForm(forms.Form):
    """A step that needs a reason."""

    reason = forms.CharField(label=_("Reason"), widget=long_text(), max_length=1000)


class AssignForm(forms.Form):
    """Who reviews it."""

    handler = StaffChoice(label=_("Reviewer"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_holding(Role.CLERK, Role.OFFICER)  # type: ignore[attr-defined]


class NotAcceptedForm(forms.Form):
    """The ground of the law, why it applies, and where to go instead."""

    ground = forms.ChoiceField(label=_("Ground"), choices=NotAcceptedGround.choices)
    explanation = forms.CharField(
        label=_("Explanation for the applicant"), widget=long_text(), max_length=1000, help_text=_("Goes into the notice.")
    )
    authority = forms.CharField(
        label=_("Authority to apply to instead"),
        max_length=200,
        required=False,
        help_text=_("Required when it is not within our powers: its name, and its phone if you know it."),
    )

    def clean(self) -> dict[str, Any]:
        """Who sends somebody away says where to (行政许可法 32 para. 1 item 2)."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("ground") == NotAcceptedGround.NOT_OUR_REMIT and not data.get("authority"):
            self.add_error("authority", _("Name the authority the applicant should turn to."))
        return data


class WithdrawForm(forms.Form):
    """The applicant takes the application back."""

    reason = forms.CharField(label=_("Reason (not required)"), max_length=500, required=False)


class DeliverForm(forms.Form):
    """How the result reached the applicant, and who took it."""

    mode = forms.ChoiceField(label=_("Way of delivery"), choices=Delivery.choices)
    receiver = forms.CharField(label=_("Received by"), max_length=60, required=False, help_text=_("Required when collected at the window."))
    tracking_number = forms.CharField(label=_("Postal number"), max_length=40, required=False)
    agreed = forms.BooleanField(
        label=_("The applicant agreed to electronic delivery"),
        required=False,
        help_text=_("Not needed when it was chosen in the application."),
    )

    def clean(self) -> dict[str, Any]:
        """Each way has its proof."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("mode") == Delivery.COLLECT and not data.get("receiver"):
            self.add_error("receiver", _("Write down who received it."))
        if data.get("mode") == Delivery.POST and not data.get("tracking_number"):
            self.add_error("tracking_number", _("Write down the postal number."))
        return data
