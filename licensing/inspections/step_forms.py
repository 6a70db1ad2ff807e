"""What each step of an inspection asks of the person who takes it. The same forms check the API's data."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.models import User
from licensing.inspections import samples

LONG = forms.Textarea(attrs={"rows": 4})
REPORT = forms.Textarea(attrs={"rows": 6})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SIGNED, NOT_SIGNED = "signed", "not-signed"
SIGNATURES = (
    (SIGNED, gettext_lazy("Both officers and the enterprise signed")),
    (NOT_SIGNED, gettext_lazy("The enterprise did not sign; both officers noted it")),
)
IN_PERSON, BY_POST, ELECTRONIC = "in-person", "post", "electronic"
SERVICE = ((IN_PERSON, gettext_lazy("In person")), (BY_POST, gettext_lazy("By post")), (ELECTRONIC, gettext_lazy("Electronically")))


class NoteForm(forms.Form):
    """A note for the file."""

    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, max_length=2000, required=False)


class FreshForm(forms.Form):
    """Never filled with what an earlier step wrote under the same name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": None})


class FindingForm(FreshForm):
    """What was found, in words."""

    finding = forms.CharField(label=gettext_lazy("What was found"), widget=LONG, max_length=2000)


class ReplaceForm(forms.Form):
    """Who cannot go, and why; who comes is not chosen."""

    officer = forms.ModelChoiceField(label=gettext_lazy("Officer who cannot go"), queryset=User.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Recusal, illness, transfer. The next officer of the ranked list takes the place; nobody chooses."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Also of officers who left the role since they were drawn: those above all have to be replaced.
        users = User.objects.filter(officer__isnull=False).order_by("display_name", "pk")
        self.fields["officer"].queryset = users  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """The sampling record: what was taken, from where, how much (产品质量法 15)."""

    STOCK = "stock"
    MARKET = "market"

    place = forms.ChoiceField(
        label=gettext_lazy("Taken at random from"),
        choices=(
            (STOCK, gettext_lazy("Stock for sale in the finished goods store")),
            (MARKET, gettext_lazy("Goods for sale on the market")),
        ),
    )
    product = forms.CharField(label=gettext_lazy("Product"), max_length=80)
    model = forms.CharField(label=gettext_lazy("Model or specification"), max_length=80)
    batch = forms.CharField(label=gettext_lazy("Batch number or date of production"), max_length=60)
    producer = forms.CharField(label=gettext_lazy("Producer"), max_length=120)
    base_quantity = forms.DecimalField(label=gettext_lazy("Quantity in stock"), min_value=0, max_digits=12, decimal_places=3)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity taken, with the reserve sample"),
        min_value=0,
        max_digits=12,
        decimal_places=3,
        help_text=gettext_lazy("Not more than testing reasonably needs (Product Quality Law, article 15)."),
    )
    reserve = forms.DecimalField(label=gettext_lazy("Of it reserve sample"), min_value=0, max_digits=12, decimal_places=3)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=12)
    seal_number = forms.CharField(label=gettext_lazy("Number of the sealed sample"), max_length=60)
    price = forms.DecimalField(
        label=gettext_lazy("Price paid for the sample (yuan)"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=gettext_lazy("Testing costs the enterprise nothing (article 15)."),
    )
    signed = forms.ChoiceField(label=gettext_lazy("Signatures"), choices=SIGNATURES)
    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """No more is taken than there is, and the reserve is part of it."""
        data: dict[str, Any] = super().clean() or {}
        base, taken, reserve = data.get("base_quantity"), data.get("quantity"), data.get("reserve")
        if taken is not None and taken <= 0:
            self.add_error("quantity", _("A sample was taken, so this is more than nothing."))
        if base is not None and taken is not None and taken > base:
            self.add_error("quantity", _("More cannot be taken than there is in stock."))
        if reserve is not None and taken is not None and reserve > taken:
            self.add_error("reserve", _("The reserve is part of what was taken."))
        return data


class LaboratoryForm(forms.Form):
    """Where the sample goes."""

    laboratory = forms.CharField(label=gettext_lazy("Laboratory"), max_length=100)
    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, max_length=1000, required=False)


VERDICTS = ((samples.PASS, gettext_lazy("Passed")), (samples.FAIL, gettext_lazy("Failed")))


class ReportForm(forms.Form):
    """The report of a laboratory."""

    report_number = forms.CharField(label=gettext_lazy("Number of the report"), max_length=60)
    items = forms.CharField(
        label=gettext_lazy("Tested items"),
        widget=REPORT,
        max_length=6000,
        help_text=gettext_lazy("One item a line: item; standard value; measured value; 合格 or 不合格."),
    )
    conclusion = forms.ChoiceField(label=gettext_lazy("Conclusion of the report"), choices=VERDICTS)
    serious = forms.BooleanField(label=gettext_lazy("Serious quality problem: a lead for a penalty case (article 17)"), required=False)

    def clean_items(self) -> list[dict[str, Any]]:
        """The lines as they are kept."""
        try:
            found = samples.read_lines(self.cleaned_data["items"])
        except samples.UnreadableLine as error:
            raise forms.ValidationError(
                _("Line %(number)d was not understood. Write: item; standard value; measured value; 合格 or 不合格."),
                params={"number": error.number},
            ) from error
        return samples.kept(found)

    def clean(self) -> dict[str, Any]:
        """The conclusion follows from the lines."""
        data: dict[str, Any] = super().clean() or {}
        if "items" in data and "conclusion" in data:
            has_failed = any(not line["passed"] for line in data["items"])
            if has_failed != (data["conclusion"] == samples.FAIL):
                self.add_error("conclusion", _("The conclusion does not fit the tested items."))
        if data.get("serious") and data.get("conclusion") == samples.PASS:
            self.add_error("serious", _("A sample that passed has no serious problem."))
        return data


class RetestReportForm(FreshForm, ReportForm):
    """The report of the re-test, with the laboratory that made it."""

    laboratory = forms.CharField(label=gettext_lazy("Laboratory of the re-test"), max_length=100)
    field_order = ("laboratory",)


class ServiceForm(forms.Form):
    """How and when the enterprise received the letter: fifteen days run from then."""

    received_on = forms.DateField(
        label=gettext_lazy("Received by the enterprise on"),
        widget=DAY,
        help_text=gettext_lazy("The fifteen days for a re-test are counted from this day."),
    )
    how = forms.ChoiceField(label=gettext_lazy("How it was delivered"), choices=SERVICE)


class AskRetestForm(forms.Form):
    """The enterprise disagrees with the result."""

    reason = forms.CharField(label=gettext_lazy("Why you disagree with the result"), widget=LONG, max_length=1000)


class RetestOnPaperForm(forms.Form):
    """A request for a re-test that came on paper."""

    asked_on = forms.DateField(label=gettext_lazy("Request received on"), widget=DAY)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=LONG, max_length=1000)


class OrderForm(forms.Form):
    """What is to be put right, until when."""

    demands = forms.CharField(label=gettext_lazy("What is to be put right"), widget=LONG, max_length=2000)
    rectify_by = forms.DateField(label=gettext_lazy("To be put right by"), widget=DAY)


class RectificationForm(forms.Form):
    """What the enterprise has done."""

    report = forms.CharField(label=gettext_lazy("What was done to put it right"), widget=REPORT, max_length=4000)
