"""Where somebody stands who fills in a form: which item and guide, asked for how, about which certificate, for which enterprise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from bureau.models import User
from enterprises.models import Enterprise, SpecialEquipment
from enterprises.register.family import family_of
from licensing.applications import prefill
from licensing.applications.bars import same_applicant
from licensing.applications.wanted import certificate_item
from licensing.catalogue.selectors import item_in_force
from licensing.guides.content import GuideContent
from licensing.guides.selectors import content_of, published_guide
from licensing.models import Guide, IssuedCertificate, ItemVersion, Request
from licensing.processes import find_process

PURPOSE = "application"
SUBJECT_LENGTH = 80


class NothingToApplyFor(LookupError):
    """No such item, nobody applies for it, or it has no published guide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One form being filled in. `enterprise` and `user` only on the desk; `known` are the answers it begins with.

    `kept`: personal answers given last time about the same certificate; in plain, so nothing but their masks goes into a page.
    """

    version: ItemVersion
    guide: Guide
    content: GuideContent
    request: str
    certificate: IssuedCertificate | None = None
    certificate_number: str = ""
    enterprise: Enterprise | None = None
    user: User | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def code(self) -> str:
        """The item's code."""
        return self.version.item.code

    @property
    def is_desk(self) -> bool:
        """Whether somebody of an enterprise fills it in on its desk."""
        return self.enterprise is not None

    @property
    def request_label(self) -> str:
        """What is asked for, in the guide's words."""
        spec = self.content.request_spec(self.request)
        return spec.label if spec else ""

    @property
    def needs_certificate(self) -> bool:
        """Whether this way of applying is about a certificate one holds."""
        return self.request != Request.NEW and bool(self.content.result.kind)

    @property
    def may_name_certificate(self) -> bool:
        """Whether a certificate can be named at all (a change of registration may be about one from before this portal)."""
        return self.needs_certificate or self.code != certificate_item(self.code)

    @property
    def subject(self) -> str:
        """What a draft of it is about: "<code>:<item>:<request>[:<certificate number>]"."""
        parts = [self.enterprise.code if self.enterprise else "", self.code, self.request]
        return ":".join([*parts, *([self.certificate_number] if self.certificate_number else [])])[:SUBJECT_LENGTH]

    @property
    def applicant(self) -> Q | None:
        """Finds the enterprise's earlier applications; nothing for a browser, where nobody has proved who they are."""
        return same_applicant(enterprise_code=self.enterprise.code, person_index=None) if self.enterprise else None


def read_item(code: str, *, today: date) -> tuple[ItemVersion, Guide, GuideContent]:
    """Item, published guide and its content. Raises NothingToApplyFor. Two queries."""
    if find_process(code) is None:
        raise NothingToApplyFor(code)
    try:
        version, guide = item_in_force(code, today), published_guide(code)
    except (ItemVersion.DoesNotExist, Guide.DoesNotExist) as error:
        raise NothingToApplyFor(code) from error
    return version, guide, content_of(guide)


def own_certificates(enterprise: Enterprise, item_code: str) -> list[IssuedCertificate]:
    """Standing certificates an application of this item may be about, newest first. Two queries at most."""
    codes = family_of(enterprise).codes
    rows = IssuedCertificate.objects.standing().filter(enterprise_code__in=codes, item__code=certificate_item(item_code))
    return list(rows.select_related("item").order_by("-issued_on", "-id")[:100])


def own_certificate(enterprise: Enterprise, number: str) -> IssuedCertificate | None:
    """A standing certificate of this enterprise by its number."""
    rows = IssuedCertificate.objects.standing().filter(enterprise_code__in=family_of(enterprise).codes, number=number)
    return rows.select_related("item").first()


def public_place(item: tuple[ItemVersion, Guide, GuideContent], request: str, *, certificate_number: str = "") -> Place:
    """The form in a browser. What is behind a typed certificate number is shown to nobody before it is found to be the applicant's own."""
    version, guide, content = item
    number = certificate_number.strip()[:60]
    found = IssuedCertificate.objects.select_related("item").filter(number=number).first() if number else None
    return Place(version=version, guide=guide, content=content, request=request, certificate=found, certificate_number=number)


def desk_place(
    item: tuple[ItemVersion, Guide, GuideContent],
    request: str,
    *,
    enterprise: Enterprise,
    user: User,
    certificate: IssuedCertificate | None = None,
    equipment: SpecialEquipment | None = None,
) -> Place:
    """The form on the desk, with everything known filled in. Three queries at most."""
    version, guide, content = item
    holding = equipment or (prefill.holding_behind(certificate, enterprise) if certificate else None)
    known = prefill.sources(enterprise=enterprise, holding=holding, certificate=certificate, user=user)
    applicant = same_applicant(enterprise_code=enterprise.code, person_index=None)
    earlier = prefill.earlier_answers(version.item.code, applicant)
    renewed = certificate if request == Request.RENEWAL else None
    return Place(
        version=version,
        guide=guide,
        content=content,
        request=request,
        certificate=certificate,
        certificate_number=certificate.number if certificate else "",
        enterprise=enterprise,
        user=user,
        known=prefill.known_answers(content, request, known, earlier=earlier),
        kept=prefill.personal_before(renewed, applicant) if renewed else {},
    )
