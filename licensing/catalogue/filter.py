"""What somebody asked the catalogue for, read from the address and written back to it. The parameters' names are a contract for links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from bureau.filters import read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from licensing.catalogue.subjects import SUBJECTS
from licensing.models import ItemBasis, PowerKind

LONGEST_LAW = ItemBasis._meta.get_field("law").max_length or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFilter(ListFilter):
    """One list of items; empty means "any". `law` is the full name of a law."""

    # The kinds are tabs of the page, not filters one would look for.
    NOT_COUNTED: ClassVar[frozenset[str]] = frozenset({"kind", "q"})

    q: str = ""
    kind: str = ""
    subject: str = ""
    law: str = ""


def _law(text: str) -> str | None:
    return text if len(text) <= LONGEST_LAW and "\0" not in text else None


READERS: Mapping[str, Reader] = {"kind": one_of(*PowerKind.values), "subject": one_of(*SUBJECTS), "law": _law}


def read_filter(parameters: Mapping[str, str]) -> CatalogueFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    return replace(CatalogueFilter(q=read_words(parameters), **values), problems=tuple(problems))
