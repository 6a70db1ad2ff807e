"""The forms of a record: beginning it, writing it line by line, photos, signatures, a refusal."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import User
from licensing.evidence.questions import question_sets
from licensing.evidence.records import MOST_LINES, Draft, photos_of, texts_of
from licensing.models import FieldRecord, RecordSignature
from licensing.steps.forms import MomentInput, StaffChoice, long_text

BLANK_LINES = 3
LINE_LENGTH = 4000
PICTURES = "image/jpeg,image/png,image/webp"


class StartForm(forms.Form):
    """A record is begun: which, where, when, with whom, by which questions. `colleagues` are the other officers of the team."""

    kind = forms.ChoiceField(label=gettext_lazy("Which record"), choices=FieldRecord.Kind.choices)
    place = forms.CharField(label=gettext_lazy("Place of the record"), max_length=200)
    began_at = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput())
    second = StaffChoice(label=gettext_lazy("Second officer"), queryset=User.objects.none())
    questions = forms.ChoiceField(label=gettext_lazy("Standard questions"), required=False)

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = User.objects.filter(pk__in=[one.pk for one in colleagues]).select_related("office").order_by("pk")
        self.fields["second"].queryset = choices  # type: ignore[attr-defined]
        sets = [(one.code, one.label) for one in question_sets()]
        self.fields["questions"].choices = [("", _("None: an empty record")), *sets]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """The text of a record. Nothing is required to save: it is written as one goes.

    Sealed data is never sent back to the screen: an empty name or number keeps what is there.
    """

    rights_told = forms.BooleanField(label=gettext_lazy("Both certificates were shown, and the rights above were told"), required=False)
    place = forms.CharField(label=gettext_lazy("Place of the record"), max_length=200)
    began_at = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput())
    person = forms.CharField(
        label=gettext_lazy("Name of the person"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    person_part = forms.CharField(label=gettext_lazy("Position, or what the person is to the case"), max_length=60, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_LINES + 50, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, record: FieldRecord, data: Any = None) -> None:
        texts = texts_of(record)
        initial = {name: getattr(record, name) for name in ("rights_told", "place", "began_at", "person_part", "version")}
        rows = _sent_rows(data) if data is not None else len(texts) + BLANK_LINES
        super().__init__(data, initial={**initial, "rows": rows})
        self.row_count = rows
        is_site = record.kind == FieldRecord.Kind.SITE
        self.ask_label = _("What is looked at") if is_site else _("Question asked")
        self.answer_label = _("What was found") if is_site else _("Answer given")
        if record.person_mask:
            self.fields["person"].help_text = _("Kept: %(mask)s. Type it again only to change it.") % {"mask": record.person_mask}
        if record.identity_number:
            self.fields["identity_number"].help_text = _("Kept sealed. Type it again only to change it.")
        for place in range(rows):
            kept = texts[place] if place < len(texts) else {"ask": "", "answer": ""}
            self.fields[f"ask-{place}"] = _line_field(self.ask_label, kept["ask"], rows=2)
            self.fields[f"answer-{place}"] = _line_field(self.answer_label, kept["answer"], rows=3)
        for place, photo in enumerate(photos_of(record)):
            self.fields[f"remove-{place}"] = forms.BooleanField(label=_("Take out: %(photo)s") % {"photo": photo["ask"]}, required=False)
        self.photo_count = len(photos_of(record))

    def head(self) -> list[forms.BoundField]:
        """What stands before the lines."""
        return [self[name] for name in ("rights_told", "place", "began_at", "person", "person_part", "identity_number")]

    def lines(self) -> list[dict[str, Any]]:
        """Each line with its two fields, for the template."""
        return [{"number": place + 1, "ask": self[f"ask-{place}"], "answer": self[f"answer-{place}"]} for place in range(self.row_count)]

    def removals(self) -> list[forms.BoundField]:
        """A tick for each photo to take it out again."""
        return [self[f"remove-{place}"] for place in range(self.photo_count)]

    def draft(self) -> Draft:
        """What was typed."""
        data = self.cleaned_data
        return Draft(
            place=data["place"],
            began_at=data["began_at"],
            person=data["person"].strip(),
            person_part=data["person_part"].strip(),
            identity_number=data["identity_number"].strip(),
            rights_told=data["rights_told"],
            lines=[(data[f"ask-{place}"], data[f"answer-{place}"]) for place in range(self.row_count)],
            removed=frozenset(place for place in range(self.photo_count) if data[f"remove-{place}"]),
        )


def _sent_rows(data: Any) -> int:
    """How many lines the page sent; a script may have added some."""
    sent = data.get("rows", "")
    return min(int(sent), MOST_LINES + 50) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def _line_field(label: str, initial: str, *, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, initial=initial, required=False, max_length=LINE_LENGTH, widget=widget)


class RecordPhotoForm(forms.Form):
    """A photo as a line of the record."""

    file = forms.FileField(
        label=gettext_lazy("Take a photo"), widget=forms.ClearableFileInput(attrs={"accept": PICTURES, "capture": "environment"})
    )
    caption = forms.CharField(label=gettext_lazy("What it shows"), max_length=120)

    @property
    def upload(self) -> UploadedFile:
        """The file sent."""
        upload: UploadedFile = self.cleaned_data["file"]
        return upload


class SignForm(forms.Form):
    """One signature: drawn on the screen, or a photo of the signed paper. `open_parts` are those who may still sign."""

    part = forms.ChoiceField(label=gettext_lazy("Who signs"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the witness"), max_length=60, required=False, help_text=gettext_lazy("Only when a witness signs.")
    )
    read_back = forms.BooleanField(
        label=gettext_lazy("The record was read by or to whoever signs, and they found it correct"), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("Photo or scan of the signature"), widget=forms.ClearableFileInput(attrs={"accept": PICTURES})
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, reader: User, open_parts: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = RecordSignature.Part
        words = {
            part.PARTY: part.PARTY.label,
            part.OFFICER: _("Officer: %(name)s (you)") % {"name": reader},
            part.WITNESS: part.WITNESS.label,
        }
        choices = [(one.value, label) for one, label in words.items() if one in open_parts]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]

    @property
    def upload(self) -> UploadedFile:
        """The picture sent."""
        upload: UploadedFile = self.cleaned_data["file"]
        return upload


class RefuseForm(forms.Form):
    """The person does not sign."""

    reason = forms.CharField(label=gettext_lazy("Reason of the refusal"), max_length=200, widget=long_text())
    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Somebody who was there; left empty, both officers attest the refusal with their own signatures."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
