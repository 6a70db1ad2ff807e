"""What somebody asked the lists of measures and of held things for, read from the address and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bureau.filters import read_slug, read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.seek import Order
from licensing.models import HeldThing, MeasureCase
from licensing.seizures.states import MeasureState

ENDS = ("0", "3", "7", "15")
NEWEST, ENDING = Order("opened_at", descending=True), Order("due_on")
BY_PLACE = Order("place")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFilter(ListFilter):
    """One list of measures. Empty means "any". `ends`: terms that end within so many days or are over, the nearest first."""

    q: str = ""
    act: str = ""
    state: str = ""
    item: str = ""
    ends: str = ""

    @property
    def order(self) -> Order:
        """Newest first, unless it is asked what ends."""
        return ENDING if self.ends else NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFilter(ListFilter):
    """One list of what is held today. `q`: words of the name, the mark, or the place."""

    q: str = ""
    storage: str = ""


MEASURE_READERS: Mapping[str, Reader] = {
    "act": one_of(*MeasureCase.Act.values),
    "state": one_of(*MeasureState.values),
    "item": lambda text: read_slug(text) or (text if text.startswith("QZ-") and len(text) < 8 else None),
    "ends": one_of(*ENDS),
}
STORE_READERS: Mapping[str, Reader] = {"storage": one_of(*HeldThing.Storage.values)}


def read_measures(parameters: Mapping[str, str]) -> MeasureFilter:
    """The list an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, MEASURE_READERS)
    return replace(MeasureFilter(q=read_words(parameters), **values), problems=tuple(problems))


def read_store(parameters: Mapping[str, str]) -> StoreFilter:
    """The same for the store."""
    values, problems = read_parameters(parameters, STORE_READERS)
    return replace(StoreFilter(q=read_words(parameters), **values), problems=tuple(problems))
