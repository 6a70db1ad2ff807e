"""The forms of the ledger: a piece with its files, a move, an exclusion, a reason to open what is sealed, dates of an examination."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bureau.attachments import ACCEPT
from bureau.models import User
from bureau.reveals import MIN_REASON
from enterprises.accounts.forms import ManyFiles
from licensing.evidence.ledger import Piece
from licensing.evidence.step_forms import EndExaminationForm
from licensing.models import Evidence
from licensing.steps.forms import DayInput, MomentInput, StaffChoice, long_text

MOST_FILES = 20


class ManyFilesField(forms.FileField):
    """Several files in one field; each is judged by the house's rules for uploads when it is taken in."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file sent. Raises ValidationError for one that is no upload."""
        sent = data if isinstance(data, list) else [data] if data else []
        return [upload for upload in (super(ManyFilesField, self).clean(one, None) for one in sent) if upload]


class FilesForm(forms.Form):
    """Files from the device, and a photo straight from its camera."""

    uploaded = ManyFilesField(
        label=_("Files"), required=False, widget=ManyFiles(attrs={"accept": ACCEPT}), help_text=_("Photos, video, sound, scans.")
    )
    photo = forms.FileField(
        label=_("Take a photo"),
        required=False,
        # Opens the camera of a phone at once; elsewhere it is a field like the other.
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def uploads(self) -> list[UploadedFile]:
        """Everything sent, in order."""
        data = self.cleaned_data
        return [*([data["photo"]] if data["photo"] else []), *data["uploaded"]][:MOST_FILES]


class EvidenceForm(FilesForm):
    """A piece of evidence. `officers` are the investigators of the case."""

    kind = forms.ChoiceField(label=_("Kind (Administrative Penalty Law, article 46)"), choices=Evidence.Kind.choices)
    title = forms.CharField(label=_("Name of the piece"), max_length=200)
    proves = forms.CharField(label=_("What it proves"), widget=long_text(), max_length=2000)
    origin = forms.CharField(
        label=_("Where it comes from"), max_length=200, help_text=_("Who provided it, where it was found or recorded.")
    )
    holder = forms.CharField(label=_("Who holds it"), max_length=120)
    obtained_at = forms.DateTimeField(label=_("Obtained"), widget=MomentInput())
    place = forms.CharField(label=_("Place of taking"), max_length=200, required=False)
    pages = forms.IntegerField(label=_("Number of pages"), min_value=1, max_value=9999, initial=1)
    is_copy = forms.BooleanField(label=_("A copy, compared with the original and found the same"), required=False)
    collected_by = StaffChoice(label=_("Collected by"), queryset=User.objects.none())
    witnessed_by = StaffChoice(label=_("Together with"), queryset=User.objects.none())

    field_order = (
        "kind", "title", "proves", "origin", "holder", "obtained_at", "place", "pages", "is_copy", "collected_by", "witnessed_by",
        "photo", "uploaded",
    )  # fmt: skip

    def __init__(self, *args: Any, officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = User.objects.filter(pk__in=[one.pk for one in officers]).select_related("office").order_by("pk")
        for name in ("collected_by", "witnessed_by"):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    def piece(self) -> Piece:
        """The piece as the service takes it."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in FilesForm.base_fields}
        return Piece(**data)


class MoveForm(forms.Form):
    """A link of the chain of custody."""

    giver = forms.CharField(label=_("Handed over by"), max_length=120)
    taker = forms.CharField(label=_("Received by"), max_length=120)
    place = forms.CharField(label=_("Place of custody"), max_length=200)
    moved_at = forms.DateTimeField(label=_("At"), widget=MomentInput())
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ExcludeForm(forms.Form):
    """Why a piece counts no more."""

    reason = forms.CharField(label=_("Why it is excluded"), max_length=300, widget=long_text())


class OpenForm(forms.Form):
    """Why something sealed is opened."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, min_length=MIN_REASON, help_text=_("Your name, the time and this reason are logged for good.")
    )


class ResultForm(EndExaminationForm):
    """The result on the page of the examinations: the report comes along as a file."""

    report = forms.FileField(label=_("Report (file)"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Its number stands in the address.
        del self.fields["examination"]


class ToldForm(forms.Form):
    """The day the party received a notice."""

    on = forms.DateField(label=_("Received by the party on"), widget=DayInput())
    result = forms.BooleanField(required=False, widget=forms.HiddenInput)


class RetestForm(forms.Form):
    """The party wants another test."""

    on = forms.DateField(label=_("Asked on"), widget=DayInput())
    note = forms.CharField(label=_("What was asked, and what came of it"), widget=long_text(), max_length=300)
