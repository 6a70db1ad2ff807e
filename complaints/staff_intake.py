"""Taking a matter in at the desk: by phone, at the window, from a letter or another platform. The citizen's own service opens it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.case_page import open_matters_of
from bureau.docket import Opened
from bureau.models import Case, Channel, User
from bureau.phones import PhoneField
from bureau.roles import Role
from bureau.sealing import blind_index
from bureau.workflow import Actor, perform
from complaints import catalogue, services
from complaints.forms import HandlerChoice, staff_members
from complaints.public_forms import CONTACT, EARLIEST, FACTS, KINDS, STATEMENT_MAX, CodeField, PlainText

# Whoever may take a step on a new matter may also take it in.
TAKERS = (Role.CLERK, Role.SEAT, Role.OFFICER, Role.SUPERVISOR)
CHANNELS = [(channel.value, channel.label) for channel in Channel if channel is not Channel.WEB]
# Beyond these an incomplete matter is taken in all the same: the engine will not let it be accepted until the rest is there.
MUST: Mapping[str, tuple[str, ...]] = {"complaint": ("name", "phone", "subject_name"), "report": ("subject_name",), "consultation": ()}


class StaffIntakeForm(forms.Form):
    """What the caller says, in the order in which it is asked: the phone number first."""

    phone = PhoneField(
        label=gettext_lazy("Caller's phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=CHANNELS)
    external_number = forms.CharField(
        label=gettext_lazy("Number elsewhere"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Of the 12315 or 12345 work order, or of the letter."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    name = forms.CharField(label=gettext_lazy("Caller's name"), required=False, max_length=60)
    address = forms.CharField(
        label=gettext_lazy("Caller's address"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A complaint can be accepted only with name, phone and address (article 10)."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=200)
    statement = PlainText(
        label=gettext_lazy("What happened"), min_length=5, max_length=STATEMENT_MAX, widget=forms.Textarea(attrs={"rows": 6})
    )
    wish = forms.CharField(label=gettext_lazy("What the caller asks for"), required=False, max_length=500)
    amount = forms.DecimalField(label=gettext_lazy("Money in dispute (yuan)"), required=False, min_value=0, max_digits=12, decimal_places=2)
    occurred_on = forms.DateField(label=gettext_lazy("When it happened"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    category = CodeField(label=gettext_lazy("Category"), known=catalogue.is_category, required=False)
    subject_name = forms.CharField(label=gettext_lazy("Name of the business"), required=False, max_length=120)
    subject_address = forms.CharField(label=gettext_lazy("Address of the business"), required=False, max_length=200)
    township = CodeField(label=gettext_lazy("Township"), known=catalogue.is_township, required=False)
    handler = HandlerChoice(label=gettext_lazy("Handler"), queryset=User.objects.none(), required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_members()  # type: ignore[attr-defined]
        self.fields["category"].widget.choices = [("", _("Not sure")), *catalogue.category_choices()]
        self.fields["township"].widget.choices = [("", _("Not sure")), *catalogue.township_choices()]

    def clean(self) -> dict[str, Any]:
        """What the kind needs to be taken in at all."""
        data: dict[str, Any] = super().clean() or {}
        for field in MUST.get(data.get("kind", ""), ()):
            if not data.get(field) and field not in self.errors:
                self.add_error(field, _("Ask for this: the matter cannot be handled without it."))
        day = data.get("occurred_on")
        if day is not None and not EARLIEST <= day <= timezone.localdate():
            self.add_error("occurred_on", _("This day lies in the future or too far back."))
        self.errors.pop("submission_key", None)
        data["submission_key"] = data.get("submission_key") or uuid4()
        return data


def matters_of_caller(phone: str, user: User) -> list[Case]:
    """Open matters of whoever calls from this number, as far as the seat may see them; none for an empty number."""
    index = blind_index(phone)
    return open_matters_of([index], user) if index else []


@transaction.atomic
def take_in(data: Mapping[str, Any], *, user: User, at: datetime, language: str) -> Opened:
    """Open the matter from the cleaned form and put it into the named hands. Sent twice, it is one matter."""
    kind, key = data["kind"], data["submission_key"]
    opened = services.submit(
        kind,
        {name: data[name] for name in FACTS[kind]},
        {name: data[name] for name in CONTACT},
        at=at,
        submission_key=key if isinstance(key, UUID) else UUID(str(key)),
        language=language,
        channel=Channel(data["channel"]),
        office_id=user.office_id or catalogue.offered().desk,
        actor=user,
        actor_role=next((role for role in TAKERS if user.has_role(role)), Role.CLERK),
    )
    if not opened.created:
        return opened
    actor = Actor.of(user)
    if data.get("external_number"):
        note = _("Number elsewhere: %(number)s (%(channel)s)") % {
            "number": data["external_number"],
            "channel": Channel(data["channel"]).label,
        }
        perform(opened.case_id, "note", actor=actor, at=at, data={"note": note})
    if data.get("handler"):
        perform(opened.case_id, "assign", actor=actor, at=at, data={"handler": data["handler"], "reason": ""})
    return opened
