"""A penalty case on its way from the report to the decision, for the tests of this folder."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bureau import clocks
from bureau.models import CaseMember, Document
from bureau.workflow import Actor, perform
from licensing.fines.loading import load_discretion
from licensing.models import Evidence
from licensing.procedure import serving
from tests import people
from tests.factories import penalties

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 9, 30, tzinfo=SHANGHAI)
# A fine from which a unit is told of its right to a hearing, under an item that provides for it.
HEARD = {"fine": "120000.00", "most": 200000}


def days(count, hours=0):
    return AT + timedelta(days=count, hours=hours)


def case(state="investigating", *, fine="10000.00", most=20000, clock=True, item=None, **fields):
    load_discretion()
    row = penalties.penalty_case(state, **fields)
    version = item or penalties.penalty_item(f"CF-{most}", fines=[{"type": "amount", "min": 2000, "max": most, "when": "", "may": False}])
    penalties.charge(row, version, fine=Decimal(fine), high=Decimal(most), values={})
    CaseMember.objects.create(case=row, user=people.reviewer(), part="reviewer", since=row.opened_at)
    evidence(row)
    if clock:
        clocks.start_clock(case_id=row.pk, code="penalty-decision", on=row.filed_on, rules_as_of=row.filed_on)
    return row


def evidence(row):
    """One piece that stands in the ledger: without evidence nothing is found."""
    both = {"collected_by": people.officer(), "witnessed_by": people.second_officer()}
    told = {"kind": "site", "title": "现场照片", "proves": "涉案批次产品存放于成品库", "origin": "现场拍摄", "holder": "稽查大队"}
    return Evidence.objects.create(case=row, number=1, obtained_at=AT, entered_at=AT, **told, **both)


def do(row, name, user, at, **data):
    actor = user if isinstance(user, Actor) else Actor.of(user)
    event = perform(row.pk, name, actor=actor, at=at, data=data)
    row.refresh_from_db()
    return event


def finish(row, at=AT):
    do(row, "finish-investigation", people.officer(), at, text="查明事实。", proposal="penalty", reviewer=people.reviewer())


def review(row, at=AT, **changes):
    do(row, "review", people.reviewer(), at, **{"verdict": "agree", "text": "同意。", **changes})


def notify(row, at=AT):
    do(row, "notify", people.approver(), at)


def serve(row, code, at, way="direct"):
    paper = Document.objects.filter(case_id=row.pk, template=code).latest("pk")
    attempt = serving.record_attempt(paper, way=way, by=people.officer(), at=at, receiver="李建国", relation="法定代表人")
    serving.succeed(attempt, on=at.astimezone(SHANGHAI).date(), by=people.officer(), at=at)
    row.refresh_from_db()
    return attempt


def told(**fields):
    """The notice is approved on 24 November 2026 and waits to be served."""
    row = case(**fields)
    finish(row)
    review(row)
    notify(row)
    return row


def noticed(**fields):
    """Told and served on 24 November 2026."""
    row = told(**fields)
    serve(row, "penalty-notice", AT)
    return row


def deciding(**fields):
    """Nothing was said in time; 3 December."""
    row = noticed(**fields)
    do(row, "lapse-notice", Actor.system(), days(9))
    return row


DECIDED = {"decision_text": "事实清楚，证据确凿。"}
HEADS_MET = [{"name": "吴志远", "post": "局长"}, {"name": "郑海燕", "post": "副局长"}, {"name": "王强", "post": "副局长"}]


def weigh(row, at):
    """Legal review passed and the heads' discussion on record."""
    do(row, "legal-review", people.reviewer(), at, verdict="agree", text="同意。")
    record = {"place": "三楼", "chair": "吴志远", "recorder": "周文静", "opinions": "同意", "conclusion": "罚款"}
    do(row, "discuss", people.approver(), at, held_at=at, attended=HEADS_MET, **record)
