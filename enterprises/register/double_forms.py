"""What a person decides about two rows that may be the same enterprise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise

FIRST, SECOND = "first", "second"


class MergeForm(forms.Form):
    """Which of the two rows stays, and why they are one."""

    keep = forms.ChoiceField(label=_("Which entry stays"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why they are the same enterprise"),
        max_length=200,
        help_text=_("Stays in the history of both, for instance “same licence seen”."),
    )

    def __init__(self, *args: object, first: Enterprise, second: Enterprise, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(FIRST, f"{first.name} · {first.code}"), (SECOND, f"{second.name} · {second.code}")]
        keep = self.fields["keep"]
        assert isinstance(keep, forms.ChoiceField)  # noqa: S101 -- for the type checker
        keep.choices = choices
        self.both = {FIRST: (first, second), SECOND: (second, first)}

    def kept_and_dropped(self) -> tuple[Enterprise, Enterprise]:
        """The row that stays and the one merged into it, after validation."""
        return self.both[self.cleaned_data["keep"]]


class UndoForm(forms.Form):
    """A tick, so that a merge is not undone by one stray click."""

    sure = forms.BooleanField(label=_("Yes, take the merge back: what moved goes home again"))
