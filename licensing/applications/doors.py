"""Where an obligation can be done on the desk at once: renewing the certificate that ends, registering the equipment that is not.

Filled into `enterprises.obligations.doors`, which knows nothing of permits.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from enterprises.models import SOURCES, Enterprise, Obligation, SpecialEquipment
from licensing.models import Application, Guide, IssuedCertificate, Request
from licensing.processes import find_process

RENEW = "renew"
FIRST_REGISTRATION = "equipment-registration"
REGISTRATION_ITEM = "XK-01"


def obligation_link(obligation: Obligation, enterprise: Enterprise) -> str | None:
    """The page of the desk on which this obligation can be done; None if there is none. Three queries at most."""
    return obligation_links([obligation], enterprise).get(obligation.pk)


def obligation_links(obligations: Sequence[Obligation], enterprise: Enterprise) -> Mapping[int, str]:
    """The same for a page of a list, by primary key, in as many queries as for one."""
    return {**_registrations(obligations, enterprise), **_renewals(obligations, enterprise)}


def _registrations(obligations: Sequence[Obligation], enterprise: Enterprise) -> dict[int, str]:
    wanted = [one for one in obligations if one.kind.code == FIRST_REGISTRATION]
    if not wanted or find_process(REGISTRATION_ITEM) is None or not _is_published(REGISTRATION_ITEM):
        return {}
    own = SpecialEquipment.objects.filter(enterprise=enterprise, pk__in=[one.source_id for one in wanted]).values_list("pk", flat=True)
    there, start = set(own), reverse("licensing:desk-apply", args=[enterprise.code, REGISTRATION_ITEM])
    return {one.pk: f"{start}?request={Request.NEW}&equipment={one.source_id}" for one in wanted if one.source_id in there}


def _is_published(item: str) -> bool:
    return Guide.objects.filter(item__code=item, state=Guide.State.PUBLISHED).exists()


def _renewals(obligations: Sequence[Obligation], enterprise: Enterprise) -> dict[int, str]:
    """Obligations to renew what a standing certificate of this bureau stands behind."""
    wanted = [one for one in obligations if one.action == RENEW and one.source_type in SOURCES]
    if not wanted:
        return {}
    rows = IssuedCertificate.objects.standing().filter(
        source_type__in={one.source_type for one in wanted}, source_id__in={one.source_id for one in wanted}
    )
    numbers = {(kind, pk): number for kind, pk, number in rows.values_list("source_type", "source_id", "number")}
    return {
        one.pk: reverse("licensing:desk-renew", args=[enterprise.code, numbers[one.source_type, one.source_id]])
        for one in wanted
        if one.enterprise_id == enterprise.pk and (one.source_type, one.source_id) in numbers
    }


def open_renewals(obligations: Sequence[Obligation], enterprise: Enterprise) -> Mapping[int, str]:
    """By primary key the number of the open application that renews what an obligation is about. One query at most."""
    wanted = [one for one in obligations if one.action == RENEW and one.source_type in SOURCES and one.enterprise_id == enterprise.pk]
    if not wanted:
        return {}
    rows = Application.objects.filter(
        enterprise_code=enterprise.code,
        request=Request.RENEWAL,
        closed_at__isnull=True,
        certificate__source_type__in={one.source_type for one in wanted},
        certificate__source_id__in={one.source_id for one in wanted},
    )
    numbers = {(kind, pk): number for kind, pk, number in rows.values_list("certificate__source_type", "certificate__source_id", "number")}
    return {one.pk: numbers[one.source_type, one.source_id] for one in wanted if (one.source_type, one.source_id) in numbers}
