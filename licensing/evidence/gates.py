"""What must be there before a step about examinations, and gates of this room for others: what is missing with its article, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.workflow import Act
from licensing.evidence.signing import missing_signatures
from licensing.models import Evidence, Examination, FieldRecord


def period_is_definite(act: Act) -> str | None:
    """The time of a test is definite and told in writing (行政强制法 25 para. 3). Looks at what was typed; a sampling has no time."""
    if not act.data or act.data.get("kind") == Examination.Kind.SAMPLING:
        return None
    expected = act.data.get("expected_on")
    if expected is None:
        return _("Say until when the test is expected: its time must be definite and told to the party (行政强制法第二十五条第三款).")
    if expected < timezone.localdate(act.at):
        return _("The test cannot be expected to end before it begins (行政强制法第二十五条第三款).")
    return None


def sample_is_described(act: Act) -> str | None:
    """A sample taken as evidence is recorded with quantity and seal (行政处罚法 56)."""
    if not act.data or act.data.get("kind") != Examination.Kind.SAMPLING:
        return None
    if all(act.data.get(name) for name in ("quantity", "seal_number", "place")):
        return None
    return _("A sampling record names place, quantity and seal number of the sample (行政处罚法第五十六条).")


def examination_runs(act: Act) -> str | None:
    """There is a test whose result is waited for."""
    if Examination.objects.filter(case_id=act.case.pk, ended_on__isnull=True).exists():
        return None
    return _("No test is under way in this case.")


# --- for the rooms that go on with the case --------------------------------------------------------------------------------
def evidence_stands(act: Act) -> str | None:
    """No finding without evidence that counts (行政处罚法 40, 46)."""
    if Evidence.objects.filter(case_id=act.case.pk, excluded_at__isnull=True).exists():
        return None
    return _("No evidence stands in the ledger: without it nothing is found (行政处罚法第四十条、第四十六条).")


def records_are_signed(act: Act) -> str | None:
    """A record that was begun to be signed is signed by all (行政处罚法 55). Drafts nobody signed are no records."""
    rows = FieldRecord.objects.filter(case_id=act.case.pk, closed_at__isnull=True, signatures__isnull=False).distinct()
    for row in rows.select_related("officer", "second_officer").prefetch_related("signatures"):
        missing = " ".join(missing_signatures(row))
        return _("A record is not signed by all (行政处罚法第五十五条): %(missing)s") % {"missing": missing}
    return None
