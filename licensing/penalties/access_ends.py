"""Access that was granted until a day ends after it. The day stands in the event that granted it: a member's row knows no future."""

from datetime import date, datetime

from bureau.models import CaseMember, Event
from bureau.workflow import Actor, perform

TIME_IS_OVER = "查阅期限届满"
BATCH = 200


def end_past(today: date, *, at: datetime) -> int:
    """End every granted access whose last day has passed; how many. Called once a day, safe twice."""
    standing = CaseMember.objects.standing().filter(part=CaseMember.Part.GRANTED).select_related("user", "case")
    ended = 0
    for row in standing.order_by("pk").iterator(chunk_size=BATCH):
        grants = Event.objects.filter(case_id=row.case_id, action="grant-access", data__member=row.pk)
        last = grants.values_list("data__ends_on", flat=True).first()
        if last and date.fromisoformat(str(last)) < today:
            perform(row.case_id, "end-access", actor=Actor.system(), at=at, data={"person": row.user, "reason": TIME_IS_OVER})
            ended += 1
    return ended
