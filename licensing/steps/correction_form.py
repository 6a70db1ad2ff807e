"""The one correction notice (行政许可法 32 para. 1 item 4): every question and every paper of the guide with room for what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.guides.content import applies
from licensing.guides.selectors import content_of
from licensing.models import Application
from licensing.steps.forms import long_text

FIELD, MATERIAL = "field", "material"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a notice asks for, as `Application.correction_asked` keeps it."""

    kind: str
    code: str
    label: str
    remark: str

    def as_row(self) -> dict[str, str]:
        """Plain JSON."""
        return asdict(self)


def correctable(case: Application) -> Iterator[tuple[str, str, str]]:
    """Everything of the guide that can be asked for again: (kind, code, label), papers first."""
    content = content_of(case.guide)
    for paper in content.materials_for(case.request, case.answers):
        yield MATERIAL, paper.code, paper.name
    for question in content.fields_for(case.request):
        if not applies(question.when, case.answers):
            continue
        yield FIELD, question.code, question.label


def asked_of(case: Application, remarks: Mapping[tuple[str, str], str]) -> list[Asked]:
    """The things with a remark, in the guide's order."""
    return [Asked(kind, code, label, remarks[kind, code].strip()) for kind, code, label in correctable(case) if remarks.get((kind, code))]


class CorrectionNoticeForm(forms.Form):
    """Shows one line for each question and paper of the matter its hidden number names.

    Where no matter is known (the API), `items` takes them as lines of "code: what is wrong". Cleaned: `remarks` by (kind, code), `text`.
    """

    number = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    items = forms.CharField(
        label=gettext_lazy("What is to be corrected"),
        widget=long_text(),
        max_length=6000,
        required=False,
        help_text=gettext_lazy("One line each: code of the question or paper, a colon, what is wrong."),
    )
    text = forms.CharField(
        label=gettext_lazy("General remark"),
        widget=long_text(),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("The applicant reads this. The law allows one notice only: list everything."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str(self.data.get("number") or self.initial.get("number") or "")
        found = Application.objects.select_related("guide").defer("search").filter(number=number).first() if number else None
        self.places = [(kind, code) for kind, code, _label in self._add_lines(found)]

    def _add_lines(self, case: Application | None) -> list[tuple[str, str, str]]:
        if case is None:
            return []
        lines = list(correctable(case))
        del self.fields["items"]
        for kind, code, label in lines:
            shown = _("Paper: %(name)s") if kind == MATERIAL else _("Question: %(name)s")
            self.fields[f"{kind}-{code}"] = forms.CharField(
                label=shown % {"name": label},
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("Empty: in order")}),
            )
        self.order_fields(["number", *(f"{kind}-{code}" for kind, code, _label in lines), "text"])
        return lines

    def clean(self) -> dict[str, Any]:
        """At least one thing must be asked for: the applicant can correct nothing else."""
        data: dict[str, Any] = super().clean() or {}
        remarks = {place: data[name] for place in self.places if data.get(name := f"{place[0]}-{place[1]}")}
        for line in (data.get("items") or "").replace("：", ":").splitlines():
            code, _colon, remark = line.partition(":")
            if remark.strip():
                remarks[MATERIAL, code.strip()] = remarks[FIELD, code.strip()] = remark.strip()
        if not remarks and not self.errors:
            raise forms.ValidationError(_("Say of at least one paper or question what is to be corrected."))
        return {**data, "remarks": remarks}


class CorrectionAgainForm(CorrectionNoticeForm):
    """A second notice, which the law does not foresee: only with the head's reason on record."""

    reason = forms.CharField(
        label=gettext_lazy("Why a second notice is unavoidable"),
        widget=long_text(),
        max_length=500,
        help_text=gettext_lazy("Stays on record. Article 32 has the applicant told once, of everything."),
    )
