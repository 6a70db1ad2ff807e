"""What the steps of lead, filing and team ask of the person who takes them. The same forms check the API's data."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import User
from bureau.roles import Role
from licensing.models import CaseTransfer, Recusal
from licensing.steps.forms import DayInput, NoteForm, ReasonForm, StaffChoice, long_text, staff_holding

__all__ = ["NoteForm", "ReasonForm"]
LONGEST_LIST = 200


class NotFiledGround(models.TextChoices):
    """Why no case is filed."""

    NO_FACTS = "no-facts", gettext_lazy("No facts of a violation")
    MINOR = "minor", gettext_lazy("Minor, put right in time, no harm (行政处罚法第三十三条)")
    OVER = "over", gettext_lazy("Limitation is over (行政处罚法第三十六条)")
    NOT_OURS = "not-ours", gettext_lazy("Not within our jurisdiction (行政处罚法第二十二条)")
    OTHER = "other", gettext_lazy("Other lawful ground")


class SuspendGround(models.TextChoices):
    """Why the investigation cannot go on for now. The list is that of the procedure rules, which the corpus lacks."""

    OTHER_CASE = "other-case", gettext_lazy("Depends on a judgment or decision in another case")
    LEGAL_QUESTION = "legal-question", gettext_lazy("A question of law was put to the competent authority")
    FORCE_MAJEURE = "force-majeure", gettext_lazy("Force majeure")
    MISSING_PARTY = "missing-party", gettext_lazy("The party cannot be found")
    OTHER = "other", gettext_lazy("Other lawful ground")


class DismissGround(models.TextChoices):
    """Why it ends without a decision. The list is that of the procedure rules, which the corpus lacks."""

    PARTY_GONE = "party-gone", gettext_lazy("The party died or was wound up and nobody succeeds it")
    NOT_ESTABLISHED = "not-established", gettext_lazy("The facts cannot be established (行政处罚法第四十条)")
    OVER = "over", gettext_lazy("Limitation is over (行政处罚法第三十六条)")
    OTHER = "other", gettext_lazy("Other lawful ground")


class JoinGround(models.TextChoices):
    """Why two cases become one."""

    SAME_PARTY = "same-party", gettext_lazy("Same party")
    CONNECTED = "connected", gettext_lazy("Connected acts")


class FileForm(forms.Form):
    """The head's decision to file, with its reasons."""

    reasons = forms.CharField(label=gettext_lazy("Reasons for filing"), widget=long_text(), max_length=2000)


class NotFileForm(forms.Form):
    """The head's decision not to file."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=NotFiledGround.choices)
    reasons = forms.CharField(label=gettext_lazy("Reasons for not filing"), widget=long_text(), max_length=2000)


class SuspendForm(forms.Form):
    """Why the investigation rests."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=SuspendGround.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000)


class DismissForm(forms.Form):
    """Why the investigation ends."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=DismissGround.choices)
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=long_text(), max_length=2000)


class OfficerChoice(StaffChoice):
    """An officer, shown with office and certificate."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, office, certificate number."""
        return f"{super().label_from_instance(obj)} · {obj.officer.certificate_number}"


def officers() -> Any:
    """Officers who hold a certificate, valid or not: the step says whose is not."""
    return staff_holding(Role.OFFICER).filter(officer__isnull=False).select_related("officer")


class _OfficerForm(forms.Form):
    """One officer, with a reason."""

    officer = OfficerChoice(label=gettext_lazy("Officer"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers()  # type: ignore[attr-defined]


class AddOfficerForm(_OfficerForm):
    """Who joins the team."""


class RemoveOfficerForm(_OfficerForm):
    """Who leaves the team."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Also those who have left the role or the house since.
        everybody = User.objects.filter(officer__isnull=False).select_related("officer", "office").order_by("display_name", "pk")
        self.fields["officer"].queryset = everybody  # type: ignore[attr-defined]


class ReplaceLeadForm(_OfficerForm):
    """Who takes the case over, and whether the former one stays on the team."""

    stays = forms.BooleanField(label=gettext_lazy("The former officer in charge stays on the team"), required=False)


def staff_inside() -> Any:
    """Who may belong to a case in any part."""
    return staff_holding(Role.CLERK, Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)


class AskRecusalForm(forms.Form):
    """Who should step aside, and why (行政处罚法 43)."""

    of = StaffChoice(label=gettext_lazy("Who should step aside"), queryset=User.objects.none())
    asked_by = forms.ChoiceField(label=gettext_lazy("Asked by"), choices=Recusal.AskedBy.choices)
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        widget=long_text(),
        max_length=1000,
        help_text=gettext_lazy("A direct interest in the case, or another relation that may affect fairness."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = staff_inside()  # type: ignore[attr-defined]


class DecideRecusalForm(forms.Form):
    """The head's decision on a recusal; whoever is replaced needs a successor when fewer than two would be left."""

    of = StaffChoice(label=gettext_lazy("Who should step aside"), queryset=User.objects.none())
    granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Steps aside")), ("no", gettext_lazy("Need not step aside"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=gettext_lazy("Reasons"), widget=long_text(), max_length=1000)
    replacement = OfficerChoice(
        label=gettext_lazy("Officer who takes the place"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Needed when the officer in charge steps aside, or fewer than two officers would be left."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        concerned = Recusal.objects.filter(decided_at__isnull=True).values("of_id")
        self.fields["of"].queryset = User.objects.filter(pk__in=concerned).select_related("office")  # type: ignore[attr-defined]
        self.fields["replacement"].queryset = officers()  # type: ignore[attr-defined]


class GrantAccessForm(forms.Form):
    """Who may read the case without belonging to the team, why, and until when."""

    person = StaffChoice(label=gettext_lazy("Member of staff"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("Stands in the timeline of the case."))
    ends_on = forms.DateField(label=gettext_lazy("Last day of the access"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_inside()  # type: ignore[attr-defined]


class EndAccessForm(forms.Form):
    """Whose access ends."""

    person = StaffChoice(label=gettext_lazy("Member of staff"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(is_active=True).select_related("office").order_by("display_name", "pk")  # type: ignore[attr-defined]


class TransferForm(forms.Form):
    """To whom the case goes, why, and what goes along (行政处罚法 27)."""

    to = forms.ChoiceField(label=gettext_lazy("Transferred to"), choices=CaseTransfer.To.choices)
    body = forms.CharField(label=gettext_lazy("Name of the authority"), max_length=120)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=2000)
    papers = forms.CharField(
        label=gettext_lazy("List of papers"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
        help_text=gettext_lazy("One a line: name, then a space and the number of pages, such as “现场笔录 4”."),
    )

    def clean_papers(self) -> list[dict[str, Any]]:
        """Each line as name and pages. What goes along must be listed: evidence is handed over with its list (27 para. 2)."""
        lines = [line.strip() for line in self.cleaned_data["papers"].splitlines() if line.strip()]
        if len(lines) > LONGEST_LIST:
            raise forms.ValidationError(_("At most %(number)d lines.") % {"number": LONGEST_LIST})
        return [_paper(line) for line in lines]


def _paper(line: str) -> dict[str, Any]:
    name, _space, pages = line.replace("\u3000", " ").rpartition(" ")
    if not name.strip() or not (pages.isascii() and pages.isdigit()) or not 0 < int(pages) < 10_000:
        raise forms.ValidationError(_("“%(line)s”: write the name, a space, and the number of pages.") % {"line": line[:40]})
    return {"name": name.strip()[:200], "pages": int(pages)}


class TransferAnswerForm(forms.Form):
    """What the other authority answered."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("Took the case over")), ("no", gettext_lazy("Did not take it over"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answered_on = forms.DateField(label=gettext_lazy("Answered on"), widget=DayInput())
    answer = forms.CharField(label=gettext_lazy("What it says"), widget=long_text(), max_length=2000)


class JoinForm(forms.Form):
    """With which case, and why."""

    main = forms.CharField(label=gettext_lazy("Number of the case it is joined with"), max_length=32)
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=JoinGround.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000)


class SplitForm(forms.Form):
    """Which acts become a case of their own."""

    acts = forms.CharField(
        label=gettext_lazy("Numbers of the acts"),
        max_length=60,
        help_text=gettext_lazy("As they stand in the list of charges, such as “2, 3”. At least one act stays."),
    )
    new_title = forms.CharField(label=gettext_lazy("Title of the new case"), max_length=200)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000)

    def clean_acts(self) -> list[int]:
        """The numbers, each once."""
        words = self.cleaned_data["acts"].replace("，", ",").replace("、", ",").split(",")
        if not all(word.strip().isascii() and word.strip().isdigit() and len(word.strip()) < 4 for word in words):
            raise forms.ValidationError(_("Write numbers, separated by commas."))
        return sorted({int(word) for word in words})


class CorrectionForm(forms.Form):
    """What is to be put right, and by when (行政处罚法 28)."""

    correction = forms.CharField(label=gettext_lazy("What must be put right"), widget=long_text(), max_length=2000)
    correct_by = forms.DateField(
        label=gettext_lazy("By"), widget=DayInput(), required=False, help_text=gettext_lazy("Left empty: at once.")
    )
