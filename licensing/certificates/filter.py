"""What somebody asked the register of certificates for, read from the address and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bureau.filters import read_slug, read_words
from bureau.list_filter import ListFilter, Reader, one_of, read_parameters
from bureau.seek import Order
from licensing.models import IssuedCertificate

ENDS = ("30", "90")
NEWEST, ENDING = Order("issued_on", descending=True), Order("valid_to")


@dataclass(frozen=True, slots=True)
class CertificateFilter(ListFilter):
    """One list of certificates. Empty means "any". `ends`: standing ones that run out within so many days, the nearest first."""

    q: str = ""
    item: str = ""
    status: str = ""
    ends: str = ""

    @property
    def order(self) -> Order:
        """Newest first, unless it is asked what runs out."""
        return ENDING if self.ends else NEWEST


READERS: Mapping[str, Reader] = {
    "item": read_slug,
    "status": one_of(*IssuedCertificate.Status.values),
    "ends": one_of(*ENDS),
}


def read_filter(parameters: Mapping[str, str]) -> CertificateFilter:
    """The filter an address asks for. What cannot be understood is left out, and said in `problems`."""
    values, problems = read_parameters(parameters, READERS)
    return replace(CertificateFilter(q=read_words(parameters), **values), problems=tuple(problems))
