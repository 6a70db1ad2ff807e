"""What the pages about messages take in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.selectors import Show


class MessageFilter(forms.Form):
    """Which messages, and where in the list; anything unreadable shows the default."""

    show = forms.ChoiceField(label=_("Show"), choices=Show.choices, required=False)
    case = forms.CharField(label=_("Case number"), max_length=32, required=False)


class Position(forms.Form):
    """Where in a list to go on: older than, or newer than."""

    before = forms.IntegerField(min_value=1, required=False)
    after = forms.IntegerField(min_value=0, required=False)


class AnyNumbers(forms.TypedMultipleChoiceField):
    """Numbers without a list of allowed ones: what may be done to which message is the service's question."""

    def valid_value(self, value: Any) -> bool:
        """Whether it can be an id."""
        return str(value).isdecimal() and len(str(value)) < 19


class Chosen(forms.Form):
    """Message ids ticked in a list."""

    ids = AnyNumbers(coerce=int)


class ReadMark(forms.Form):
    """One inbox message and whether it counts as read."""

    message = forms.IntegerField(min_value=1)
    unread = forms.BooleanField(required=False)
