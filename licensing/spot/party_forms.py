"""What the party itself writes: defence, waivers, a request; consent to electronic service; proof that something was put right."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.models import User
from licensing.evidence.forms import FilesForm
from licensing.penalties import team
from licensing.steps.forms import long_text


class DefenceForm(forms.Form):
    """Statement and defence (行政处罚法 45)."""

    text = forms.CharField(label=_("Your statement and defence"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20000)


class WaiveForm(forms.Form):
    """A right given up expressly (62)."""

    confirmed = forms.BooleanField(label=_("I give up this right expressly. I know that it cannot be taken back."))
    text = forms.CharField(label=_("Remark"), widget=long_text(), max_length=1000, required=False)


class AskHearingForm(forms.Form):
    """A hearing (63, 64)."""

    text = forms.CharField(label=_("Reasons (not required)"), widget=long_text(), max_length=4000, required=False)


class OfficerByName(forms.ModelChoiceField):
    """One of the officers who investigate, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name; neither office nor account."""
        return str(obj.display_name)


class PartyRecusalForm(forms.Form):
    """An officer should step aside (行政处罚法 43 para. 2): one of those who showed the party their certificates (55), and why."""

    of = OfficerByName(label=_("Officer who should step aside"), queryset=User.objects.none())
    ground = forms.CharField(
        label=_("Your reasons"),
        widget=long_text(),
        max_length=1000,
        help_text=_("A direct interest in the case, or another relation that may affect fairness."),
    )

    def __init__(self, *args: Any, officers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(pk__in=[one.pk for one in officers]).order_by("display_name", "pk")
        self.fields["of"].queryset = rows  # type: ignore[attr-defined]


def recusal_form(case: Any) -> Callable[..., forms.Form]:
    """The form with the investigating officers of this case. One query."""
    return partial(PartyRecusalForm, officers=team.investigators(case))


class ConsentForm(forms.Form):
    """Consent to electronic service, confirmed (61 para. 2)."""

    address = forms.CharField(label=_("E-mail address or mobile number at which you want to be served"), max_length=120)
    confirmed = forms.BooleanField(
        label=_("I agree that decisions and other papers of this matter are served on me at this address electronically.")
    )


class ProofForm(FilesForm):
    """Files that show what was put right, or other papers for the officers."""

    note = forms.CharField(label=_("What the files show"), max_length=500, required=False)
