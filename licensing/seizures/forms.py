"""What the steps of a measure ask of the person who takes them, and the forms of the inventory. The same forms check the API's data."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import HeldThing, MeasureCase, PartyType
from licensing.steps.forms import MomentInput, NoteForm, ReasonForm, long_text

__all__ = ["NoteForm", "ReasonForm"]
MOST_DAYS = 45


class Ground(models.TextChoices):
    """Why a measure is released (行政强制法 28)."""

    NO_VIOLATION = "no-violation", gettext_lazy("The party did not violate the law (行政强制法第二十八条第一项)")
    UNRELATED = "unrelated", gettext_lazy("The things have nothing to do with the act (行政强制法第二十八条第二项)")
    DECIDED = "decided", gettext_lazy("Decided, and no longer needed (行政强制法第二十八条第三项)")
    EXPIRED = "expired", gettext_lazy("The term is over (行政强制法第二十八条第四项)")
    NOT_APPROVED = "not-approved", gettext_lazy("The head did not approve afterwards (行政强制法第十九条)")
    OTHER = "other", gettext_lazy("Not needed any more for another reason (行政强制法第二十八条第五项)")


class Presence(models.TextChoices):
    """Who was there (行政强制法 18 no. 4, 9)."""

    PARTY = "party", gettext_lazy("The party was there")
    WITNESS = "witness", gettext_lazy("The party did not come; a witness was invited")


def read_lines(typed: str) -> list[int]:
    """Numbers of lines, each once; empty for all that is held. Raises ValidationError."""
    words = [word.strip() for word in typed.replace("，", ",").replace("、", ",").split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
        raise forms.ValidationError(_("Write numbers, separated by commas."))
    return sorted({int(word) for word in words})


class _LinesForm(forms.Form):
    """Which lines of the inventory."""

    lines = forms.CharField(
        label=gettext_lazy("Lines of the inventory"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Their numbers, such as “1, 3”. Left empty: everything that is still held."),
    )

    def clean_lines(self) -> list[int]:
        """The numbers."""
        return read_lines(self.cleaned_data["lines"])


class ApproveForm(forms.Form):
    """The head's approval, with a remark."""

    opinion = forms.CharField(label=gettext_lazy("Opinion of the head"), widget=long_text(), max_length=1000, required=False)


class CarryOutForm(forms.Form):
    """What the law wants done on the spot (行政强制法 18, 23, 24)."""

    carried_out_at = forms.DateTimeField(label=gettext_lazy("Carried out at"), widget=MomentInput())
    presence = forms.ChoiceField(label=gettext_lazy("Who was there"), choices=Presence.choices)
    witness = forms.CharField(label=gettext_lazy("Witness (position only)"), max_length=60, required=False)
    rights_told = forms.BooleanField(
        label=gettext_lazy("Certificates were shown; reasons, basis, rights and remedies were told (行政强制法第十八条第三项、第五项)")
    )
    statement = forms.CharField(
        label=gettext_lazy("What the party stated"),
        widget=long_text(),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("The party was heard (行政强制法第十八条第六项). Left empty: it said nothing."),
    )
    is_related = forms.BooleanField(
        label=gettext_lazy("Everything listed has to do with the act, and nothing is a necessity of life (行政强制法第二十三条第一款)")
    )
    not_sealed_elsewhere = forms.BooleanField(label=gettext_lazy("No other authority has sealed it already (行政强制法第二十三条第二款)"))

    def clean(self) -> dict[str, Any]:
        """Without the party somebody else must have been there."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("presence") == Presence.WITNESS and not data.get("witness"):
            self.add_error("witness", _("Name the witness: the party was not there (行政强制法第十八条第九项)."))
        return data


class HoldForm(CarryOutForm):
    """The same on the spot for evidence."""

    not_sealed_elsewhere = None  # type: ignore[assignment]


class ExtendForm(ReasonForm):
    """The head's extension; its reasons are told to the party (行政强制法 25 para. 2)."""

    days = forms.IntegerField(
        label=gettext_lazy("Days of the extension"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("Left empty: as many as the law allows, 30, for food 45."),
    )


class ReleaseForm(_LinesForm):
    """Which things are given back, on which ground, to whom."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Ground.choices)
    receiver = forms.CharField(label=gettext_lazy("Handed back to"), max_length=60)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000, required=False)


class ReleaseHeldForm(_LinesForm):
    """Which evidence is given back, to whom."""

    receiver = forms.CharField(label=gettext_lazy("Handed back to"), max_length=60)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000)


class ConfiscateForm(_LinesForm):
    """Which things are confiscated by the decision."""

    reason = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)


class Way(models.TextChoices):
    """How things that cannot wait are disposed of."""

    DESTROYED = HeldThing.Disposition.DESTROYED.value, gettext_lazy("Destroyed as a law demands (行政强制法第二十七条)")
    SOLD = HeldThing.Disposition.SOLD.value, gettext_lazy("Fresh or perishable: sold, the money is kept (行政强制法第二十八条第二款)")


class DisposeForm(_LinesForm):
    """Destruction or sale, and what came in."""

    way = forms.ChoiceField(label=gettext_lazy("How they are disposed of"), choices=Way.choices)
    citation = forms.CharField(
        label=gettext_lazy("Article that demands the destruction"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Needed for a destruction: law or administrative regulation, and its article."),
    )
    proceeds = forms.DecimalField(label=gettext_lazy("Money received (yuan)"), min_value=0, max_digits=14, decimal_places=2, required=False)
    present = forms.CharField(label=gettext_lazy("Who was present (position only)"), max_length=60)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=long_text(), max_length=1000)

    def clean(self) -> dict[str, Any]:
        """A destruction names its law, a sale its money."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") == Way.DESTROYED and not data.get("citation"):
            self.add_error("citation", _("Name the law and the article that demand it."))
        if data.get("way") == Way.SOLD and data.get("proceeds") is None:
            self.add_error("proceeds", _("Write down the money received."))
        return data


class TransferThingsForm(_LinesForm):
    """Which things go to the other authority."""

    body = forms.CharField(label=gettext_lazy("Name of the authority"), max_length=120)
    receiver = forms.CharField(label=gettext_lazy("Received by (position only)"), max_length=60)


class ItemChoice(forms.ModelChoiceField):
    """An item of the catalogue with what it allows."""

    def label_from_instance(self, obj: Any) -> str:
        """Code, act, target."""
        measure = obj.measure or {}
        return f"{obj.item.code} {measure.get('act', '')}：{measure.get('target', '')}"


class SeizeForm(_LinesForm):
    """Things held as evidence become the object of a measure."""

    act = forms.ChoiceField(
        label=gettext_lazy("Measure taken"),
        choices=[(MeasureCase.Act.SEAL, gettext_lazy("Sealing")), (MeasureCase.Act.SEIZE, gettext_lazy("Seizure"))],
    )
    item_code = forms.CharField(label=gettext_lazy("Power item"), max_length=12, help_text=gettext_lazy("Its code, such as QZ-05."))
    reason = forms.CharField(label=gettext_lazy("Facts and reasons"), widget=long_text(), max_length=2000)

    def clean_item_code(self) -> str:
        """As the catalogue writes it."""
        return str(self.cleaned_data["item_code"]).strip().upper()


class ProposeForm(forms.Form):
    """A proposal: what, under which item, where, why. The party is asked for only without a penalty case."""

    act = forms.ChoiceField(label=gettext_lazy("Measure taken"), choices=MeasureCase.Act.choices)
    item_code = forms.ChoiceField(
        label=gettext_lazy("Power item"), required=False, help_text=gettext_lazy("Not for the registration of evidence.")
    )
    place = forms.CharField(label=gettext_lazy("Place of the measure"), max_length=200)
    reason = forms.CharField(label=gettext_lazy("Facts and reasons"), widget=long_text(), max_length=2000)
    is_urgent = forms.BooleanField(
        label=gettext_lazy("Urgent: carried out on the spot, reported and approved within 24 hours (行政强制法第十九条)"), required=False
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item_code"].choices = [("", "—")] + [  # type: ignore[attr-defined]
            (one.item.code, f"{one.item.code} {one.measure['act']}：{one.measure['target']}") for one in versions
        ]

    def clean(self) -> dict[str, Any]:
        """Sealing and seizure rest on an item that allows them (行政强制法 16); evidence does not."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("act") == MeasureCase.Act.HOLD:
            data["item_code"] = ""
        elif data.get("act") and not data.get("item_code"):
            self.add_error("item_code", _("Choose the item of the catalogue the measure rests on (行政强制法第十六条)."))
        return data


class ProposeAloneForm(ProposeForm):
    """The same before a penalty case is open: with the party and a second officer."""

    party_type = forms.ChoiceField(label=gettext_lazy("Kind of party"), choices=PartyType.choices)
    party_name = forms.CharField(label=gettext_lazy("Party"), max_length=120)
    enterprise_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=18, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)


class ThingForm(forms.ModelForm):
    """One line of the inventory."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = HeldThing
        fields = ("name", "specification", "mark", "quantity", "unit", "unit_value", "condition", "storage", "place", "custodian")
        # Said as one says it of a thing; the words of the table also mean other things.
        labels: ClassVar = {
            "name": gettext_lazy("Name of the thing"),
            "condition": gettext_lazy("Condition of the thing"),
            "storage": gettext_lazy("Storage"),
            "place": gettext_lazy("Where it is kept"),
        }

    def clean_quantity(self) -> Any:
        """More than nothing."""
        quantity = self.cleaned_data["quantity"]
        if quantity <= 0:
            raise forms.ValidationError(_("The quantity is more than nothing."))
        return quantity


class MoveForm(forms.Form):
    """Where a line is kept from now on."""

    storage = forms.ChoiceField(label=gettext_lazy("Storage"), choices=HeldThing.Storage.choices)
    place = forms.CharField(label=gettext_lazy("Where it is kept"), max_length=200)
    custodian = forms.CharField(label=gettext_lazy("Custodian"), max_length=120)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class SplitThingForm(forms.Form):
    """How much of a line becomes a line of its own."""

    quantity = forms.DecimalField(label=gettext_lazy("Quantity of the part"), max_digits=14, decimal_places=3, min_value=0)
