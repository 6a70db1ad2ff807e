"""Publicity: what must not be put before the public, nor by whom (市场监督管理行政处罚信息公示规定)."""

from datetime import date

from licensing.models import PenaltyCase, Publication
from licensing.publicity import early, services
from licensing.publicity.ground import PublicationRefused
from tests.factories.penalties import penalty_case
from tests.licensing.procedure.scenes import days
from tests.licensing.publicity import scenes
from tests.licensing.unlawful.row import Row
from tests.people import approver, officer

LATER = days(20)
RULES = "《市场监督管理行政处罚信息公示规定》"


def publish(row: Publication) -> None:
    services.publish(row, by=approver(), at=LATER, version=row.version)


def warning_alone() -> Publication:
    row = scenes.prepared()
    PenaltyCase.objects.filter(pk=row.case_id).update(sanctions=["警告"], fine=0, confiscation=0)
    return row


def undecided() -> Publication:
    """A row no service would have written."""
    return Publication.objects.create(case=penalty_case(), publish_by=date(2026, 12, 31))


def unserved() -> Publication:
    return Publication.objects.get(case_id=scenes.decided().pk)


def investigated_by_the_head() -> Publication:
    row = scenes.prepared()
    row.case.members.create(user=approver(), part="officer", since=days(0), until=days(1))
    return row


def revoked() -> Publication:
    row = scenes.prepared()
    row.case.remedies.create(
        kind="reconsideration",
        body="区政府",
        began_on=date(2026, 12, 8),
        ended_on=date(2026, 12, 10),
        result="revoked",
        entered_by=officer(),
    )
    return row


def ask_early(row: Publication) -> None:
    early.ask(row, grounds="已改正", asked_on=LATER.date(), declared=False, by=approver(), at=LATER, version=row.version)


ROWS = [
    Row(
        "a warning alone published", warning_alone, publish, PublicationRefused, "A warning alone is not published", f"{RULES}第二条第二款"
    ),
    Row("published before the decision", undecided, publish, PublicationRefused, "there is nothing to publish", f"{RULES}第二条"),
    Row("published before service", unserved, publish, PublicationRefused, "not served yet", f"{RULES}第八条"),
    Row(
        "published by an officer",
        scenes.prepared,
        lambda row: services.publish(row, by=officer(), at=LATER, version=row.version),
        PublicationRefused,
        "Only a head or the supervisor",
        f"{RULES}第十六条",
    ),
    Row("published by who investigated", investigated_by_the_head, publish, PublicationRefused, "You investigated", f"{RULES}第十六条"),
    Row("a revoked decision published", revoked, publish, PublicationRefused, "revoked or found unlawful", f"{RULES}第十一条"),
    Row(
        "ended early while the fine is unpaid",
        scenes.published,
        ask_early,
        PublicationRefused,
        "not paid in full",
        f"{RULES}第十四条第一款第一项",
    ),
]
