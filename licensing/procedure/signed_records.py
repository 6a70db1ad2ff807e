"""Records signed on screen that a step takes over: the hearing (行政处罚法 64 item 8), a statement taken down by officers (45, 55)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bureau.errors import GateClosed
from bureau.models import Event
from licensing.models import FieldRecord, RecordSignature

Kind = FieldRecord.Kind
# A hearing that begins late is still the one notified; another day is another hearing.
SAME_DAY = timedelta(hours=12)


def of_hearing(case_id: int, held_for: datetime) -> FieldRecord | None:
    """The closed record of the hearing notified for that time, the last where there are several. One query."""
    rows = FieldRecord.objects.filter(case_id=case_id, kind=Kind.HEARING, closed_at__isnull=False)
    return rows.filter(began_at__gte=held_for - SAME_DAY, began_at__lte=held_for + SAME_DAY).order_by("-pk").first()


def of_statement(case_id: int, turn: int | None) -> FieldRecord | None:
    """The `turn`-th record of the case (from 1, as its page numbers them), if one was named.

    Raises GateClosed when it is no record of a statement, is not signed by all yet, or was handed in before.
    """
    if turn is None:
        return None
    row = FieldRecord.objects.filter(case_id=case_id).order_by("pk")[turn - 1 : turn].first() if turn > 0 else None
    if row is None or row.kind != Kind.STATEMENT:
        raise GateClosed([_("Record %(number)d is no record of a statement and defence (行政处罚法第四十五条).") % {"number": turn}])
    if row.closed_at is None:
        raise GateClosed([_("Record %(number)d has not been signed by all yet (行政处罚法第五十五条).") % {"number": turn}])
    if Event.objects.filter(case_id=case_id, action="state-defence", data__field_record=row.pk).exists():
        raise GateClosed([_("Record %(number)d was handed in already (行政处罚法第四十五条).") % {"number": turn}])
    return row


def statements_to_hand_in(case_id: int) -> list[tuple[int, FieldRecord]]:
    """(number, record) of each signed statement nobody has handed in as a defence yet. Two queries."""
    used = set(Event.objects.filter(case_id=case_id, action="state-defence").values_list("data__field_record", flat=True))
    rows = enumerate(FieldRecord.objects.filter(case_id=case_id).order_by("pk"), start=1)
    return [(turn, row) for turn, row in rows if row.kind == Kind.STATEMENT and row.closed_at is not None and row.pk not in used]


def words_of(record: FieldRecord) -> str:
    """What was said, line by line, without the photos."""
    lines = [line for line in record.lines if not line.get("file")]
    return "\n".join(" ".join(filter(None, [line.get("ask", ""), line.get("answer", "")])) for line in lines)


def refusal_of(record: FieldRecord) -> str:
    """Why the party did not sign; empty when it signed. One query."""
    rows = record.signatures.filter(part=RecordSignature.Part.PARTY, refused=True)
    return rows.values_list("refusal_reason", flat=True).first() or ""
