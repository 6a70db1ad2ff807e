"""The record of an on-site check as a form: one answer for each line of the checklist, made for a thumb."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import SiteCheck
from licensing.permit.checks import Record
from licensing.steps.forms import DayInput, long_text

RESULTS = [("yes", gettext_lazy("In order")), ("no", gettext_lazy("Not in order")), ("n/a", gettext_lazy("Does not apply"))]


class CheckForm(forms.Form):
    """Built from the checklist the check was planned with. Nothing is required to save: the record is filled in as one goes."""

    found = forms.CharField(label=gettext_lazy("What else was found"), widget=long_text(), max_length=4000, required=False)
    conclusion = forms.ChoiceField(
        label=gettext_lazy("Conclusion"), choices=SiteCheck.Conclusion.choices, widget=forms.RadioSelect, required=False
    )
    rectify_by = forms.DateField(label=gettext_lazy("To be put right by"), widget=DayInput(), required=False)
    witness = forms.CharField(label=gettext_lazy("Present for the checked side (name, position)"), max_length=60, required=False)
    witness_refused = forms.BooleanField(label=gettext_lazy("Refused to sign"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, check: SiteCheck, data: Any = None) -> None:
        initial = {name: getattr(check, name) for name in ("found", "conclusion", "rectify_by", "witness", "witness_refused", "version")}
        super().__init__(data, initial=initial)
        self.check = check
        for place, row in enumerate(check.items):
            self.fields[f"result-{place}"] = forms.ChoiceField(
                label=row["text"], choices=RESULTS, widget=forms.RadioSelect, required=False, initial=row.get("result", "")
            )
            self.fields[f"remark-{place}"] = forms.CharField(
                label=_("Remark"), max_length=300, required=False, initial=row.get("remark", "")
            )

    def lines(self) -> list[dict[str, Any]]:
        """Each line of the checklist with its two fields, for the template."""
        return [
            {"row": row, "number": place + 1, "result": self[f"result-{place}"], "remark": self[f"remark-{place}"]}
            for place, row in enumerate(self.check.items)
        ]

    def rest(self) -> list[forms.BoundField]:
        """What follows the checklist."""
        return [self[name] for name in ("found", "conclusion", "rectify_by", "witness", "witness_refused")]

    def record(self) -> Record:
        """What was typed."""
        data = self.cleaned_data
        results = {row["code"]: (data[f"result-{place}"], data[f"remark-{place}"].strip()) for place, row in enumerate(self.check.items)}
        return Record(
            results=results,
            found=data["found"],
            conclusion=data["conclusion"],
            rectify_by=data["rectify_by"],
            witness=data["witness"],
            witness_refused=data["witness_refused"],
        )


class PhotoForm(forms.Form):
    """A photo, or the signature drawn on the screen; without JavaScript a scan of the paper that was signed."""

    file = forms.FileField(
        label=gettext_lazy("Photo or scan"), widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"})
    )
    caption = forms.CharField(label=gettext_lazy("What it shows"), max_length=120, required=False)
    is_signature = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def upload(self) -> UploadedFile:
        """The file sent."""
        upload: UploadedFile = self.cleaned_data["file"]
        return upload
