"""What somebody applies for, as values: the same whether it was typed on the desk, in a browser or at the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bureau.errors import BureauError
from bureau.models import User
from licensing.models import ApplicantType, Delivery, IssuedCertificate, JointVisit, Request

# Items one asks for about a certificate of another item: QT-02 changes or cancels a use registration (特种设备安全法 34, 47, 48).
CERTIFICATE_ITEMS: Mapping[str, str] = {"QT-02": "XK-01"}


class ApplicationRefused(BureauError):
    """The application cannot be taken as it is. `missing` lists every reason, in the reader's language."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies, in plain; it is sealed when the case is opened.

    `name` is that of the enterprise or the person; `agent_*` is who handles it for them (行政许可法 29). `identity_number` is a person's,
    where the guide asks for it.
    """

    type: str = ApplicantType.ENTERPRISE
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    identity_number: str = ""
    enterprise_code: str = ""
    agent_name: str = ""
    agent_phone: str = ""

    @property
    def is_person(self) -> bool:
        """A natural person, whose name is nowhere kept in plain."""
        return self.type == ApplicantType.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One application, complete: `plain` and `personal` are the answers as `GuideForm.split()` gave them, checked by the form."""

    item_code: str
    applicant: Applicant
    request: str = Request.NEW
    plain: Mapping[str, Any]
    personal: Mapping[str, Any]
    basket: UUID | None = None
    certificate: IssuedCertificate | None = None
    # What was typed where nobody could choose: known or not, the answer must be the same.
    certificate_number: str = ""
    delivery: str = Delivery.DOWNLOAD
    delivery_address: str = ""
    visit: JointVisit | None = None
    taken_by: User | None = None
    # Papers the clerk at the window has looked at, whatever was found of them: they count as dealt with, though no file lies here.
    seen: frozenset[str] = frozenset()

    @property
    def answers(self) -> dict[str, Any]:
        """All answers together, for conditions that look at either sort."""
        return {**self.plain, **self.personal}


def certificate_item(item_code: str) -> str:
    """The item whose certificate an application for this item is about."""
    return CERTIFICATE_ITEMS.get(item_code, item_code)
