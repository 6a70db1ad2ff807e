"""Forms of the imports: choosing a file, saying what its columns mean, taking the result over."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.imports.columns import ColumnShown, twice_mapped, unmapped
from enterprises.imports.fields import FIELDS, KIND_LABELS, field_label
from enterprises.imports.limits import HEADER_DEPTH
from enterprises.models import ImportRow

ACCEPT = ".xlsx,.xlsm,.xls,.et,.ods,.csv,.tsv,.txt"


class UploadForm(forms.Form):
    """What the rows are, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the table"), choices=list(KIND_LABELS.items()), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy("Excel (.xlsx, .xls), .ods, .csv or .txt; at most 20 MB and 200,000 rows."),
        allow_empty_file=True,
    )


class PlaceForm(forms.Form):
    """Which sheet, and where its headers stand; both empty: find them."""

    sheet = forms.CharField(label=gettext_lazy("Sheet"), required=False, max_length=100)
    header_row = forms.IntegerField(label=gettext_lazy("Row with the headers"), required=False, min_value=1, max_value=HEADER_DEPTH * 10)

    def __init__(self, *args: Any, sheets: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(sheets) > 1:
            self.fields["sheet"].widget = forms.Select(choices=[(name, name) for name in sheets])
        else:
            self.fields["sheet"].widget = forms.HiddenInput()


class ColumnsForm(forms.Form):
    """One choice for each column. Two columns on one field, and a missing field no row can be without, are refused."""

    def __init__(self, *args: Any, kind: str, columns: Sequence[ColumnShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.columns = kind, columns
        offered = [("", _("— not used —")), *((field.name, _field_choice(field.label, needed=field.required)) for field in FIELDS[kind])]
        for column in columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=f"{column.letter} {column.header}".strip(), choices=offered, required=False, initial=column.field
            )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError naming every clash and every missing field."""
        cleaned = super().clean() or {}
        problems = [
            _("Columns %(columns)s are both taken for “%(field)s”: choose one.")
            % {"columns": ", ".join(columns), "field": field_label(name, kind=self.kind)}
            for name, columns in twice_mapped(self.mapping)
        ]
        missing, _wanted = unmapped(self.kind, self.mapping)
        problems += [
            _("No column is taken for “%(field)s”; without it no row can be recognised.") % {"field": one.label} for one in missing
        ]
        if problems:
            raise forms.ValidationError(problems)
        return cleaned

    @property
    def mapping(self) -> dict[str, str]:
        """Column number (as text) to field, as the person chose."""
        chosen = {str(column.place): self.cleaned_data.get(f"column_{column.place}", "") for column in self.columns}
        return {place: name for place, name in chosen.items() if name}

    @cached_property
    def rows(self) -> list[tuple[ColumnShown, forms.BoundField]]:
        """Columns beside their choice."""
        return [(column, self[f"column_{column.place}"]) for column in self.columns]


def _field_choice(label: object, *, needed: bool) -> str:
    return f"{label} *" if needed else str(label)


class ApplyForm(forms.Form):
    """Taking over; rows that were refused are left out only if somebody says so."""

    without_refused = forms.BooleanField(label=gettext_lazy("Leave the refused rows out and take over only the others"), required=False)


class ResultFilter(forms.Form):
    """Which rows of the result are shown."""

    NOTED = "noted"
    show = forms.ChoiceField(required=False, choices=[*ImportRow.Verdict.choices, (NOTED, gettext_lazy("With a remark"))])
