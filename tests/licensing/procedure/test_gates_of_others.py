"""What evidence, records and recusals of the other rooms hold up: the report, the decision, the defence (行政处罚法 43, 45, 46, 55)."""

import pytest

from bureau.errors import GateClosed
from bureau.models import Document, Event
from bureau.workflow import Actor
from licensing.models import Evidence, PartyStatement, Recusal
from tests import people
from tests.factories.bureau import UserFactory
from tests.licensing.evidence import pieces
from tests.licensing.procedure import scenes
from tests.licensing.procedure.scenes import AT, DECIDED, days, do

pytestmark = pytest.mark.django_db
REPORT = {"text": "查明事实。", "proposal": "penalty"}
ENDINGS = {
    "decide": DECIDED,
    "decide-no-penalty": {**DECIDED, "ground": "33-1"},
    "decide-not-established": DECIDED,
}


def refused(case, name, user, at, article, **data):
    with pytest.raises(GateClosed) as refusal:
        do(case, name, user, at, **data)
    assert any(article in reason for reason in refusal.value.missing), refusal.value.missing


def test_no_report_without_evidence_that_stands():
    case = scenes.case()
    Evidence.objects.filter(case=case).update(excluded_at=AT, excluded_by=people.officer(), excluded_reason="取证程序违法")
    refused(case, "finish-investigation", people.officer(), AT, "第四十六条", **REPORT, reviewer=people.reviewer())


def test_no_report_while_a_record_is_half_signed():
    case = scenes.case()
    row = pieces.written(case)
    scenes_report = {**REPORT, "reviewer": people.reviewer()}
    pieces.sign(row, "party")
    refused(case, "finish-investigation", people.officer(), AT, "第五十五条", **scenes_report)
    pieces.sign(row, by=people.officer())
    pieces.sign(row, by=people.second_officer())
    do(case, "finish-investigation", people.officer(), AT, **scenes_report)
    assert case.state == "reviewing"


@pytest.mark.parametrize("name", sorted(ENDINGS))
def test_nothing_is_decided_while_a_recusal_waits(name):
    case = scenes.deciding()
    waiting = Recusal.objects.create(
        case=case, of=people.officer(), asked_by=Recusal.AskedBy.values[0], ground="与当事人系亲属", asked_at=days(9)
    )
    refused(case, name, people.approver(), days(10), "第四十三条", **ENDINGS[name])
    waiting.granted, waiting.decided_at, waiting.decided_by = False, days(10), people.approver()
    waiting.save()
    do(case, name, people.approver(), days(10, 1), **ENDINGS[name])
    assert case.state in {"decided", "dismissed"}


def test_a_head_asked_to_step_aside_decides_nothing():
    case = scenes.deciding()
    head = UserFactory(username="second-head", roles=["approver"])
    Recusal.objects.create(case=case, of=head, asked_by=Recusal.AskedBy.values[0], ground="与当事人有利害关系", asked_at=days(9))
    with pytest.raises(GateClosed) as refusal:
        do(case, "decide", head, days(10), **DECIDED)
    assert len([reason for reason in refusal.value.missing if "第四十三条" in reason]) == 2, "one waits, and it is their own"


def statement_record(case):
    """The second record of the case: what the party said in its defence, taken down and signed two days after the notice."""
    pieces.signed(case)
    began = days(2)
    row = pieces.record(case, "statement", began_at=began, at=days(2, 1))
    said = pieces.draft(began_at=began, lines=[("你对告知的事实有何意见？", "数量应为 80 件。")])
    row = pieces.records.write_record(row, said, by=people.officer(), at=days(2, 1), version=row.version)
    return row


def test_a_signed_record_of_the_defence_is_taken_over_once():
    case = scenes.noticed()
    row = statement_record(case)
    refused(case, "state-defence", people.officer(), days(2, 2), "第五十五条", record=2)
    refused(case, "state-defence", people.officer(), days(2, 2), "第四十五条", record=1)
    refused(case, "state-defence", people.officer(), days(2, 2), "第四十五条", record=7)
    pieces.sign(row, "party", at=days(2, 1))
    pieces.sign(row, by=people.officer(), at=days(2, 1))
    pieces.sign(row, by=people.second_officer(), at=days(2, 1))
    event = do(case, "state-defence", people.officer(), days(3), record=2)
    said = PartyStatement.objects.get(case_id=case.pk)
    assert (said.kind, said.form, said.received_on) == ("defence", "oral", days(2).date())
    assert "数量应为 80 件。" in said.text
    assert event.data["field_record"] == row.pk
    assert Document.objects.filter(case_id=case.pk, template="statement-record").count() == 1
    refused(case, "state-defence", people.officer(), days(3), "第四十五条", record=2)


def test_the_party_names_no_record_and_no_other_day():
    case = scenes.noticed()
    refused(case, "state-defence", Actor.citizen(), days(1), "第四十五条", record=1)
    do(case, "state-defence", Actor.citizen(), days(2), text="数量有误。", form="written", received_on=days(1).date())
    said = PartyStatement.objects.get(case_id=case.pk)
    assert (said.form, said.received_on, said.received_by) == ("online", days(2).date(), None)
    assert "field_record" not in Event.objects.get(case_id=case.pk, action="state-defence").data
