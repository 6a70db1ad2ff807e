"""What the party itself writes: defence, waivers, a request; consent to electronic service; proof that something was put right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.evidence.forms import FilesForm
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


class ConsentForm(forms.Form):
    """Consent to electronic service, confirmed (61 para. 2)."""

    address = forms.CharField(label=_("E-mail address or mobile number at which you want to be served"), max_length=120)
    confirmed = forms.BooleanField(
        label=_("I agree that decisions and other papers of this matter are served on me at this address electronically.")
    )


class ProofForm(FilesForm):
    """Files that show what was put right, or other papers for the officers."""

    note = forms.CharField(label=_("What the files show"), max_length=500, required=False)
