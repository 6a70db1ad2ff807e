"""What the steps of a case said stands on its papers, in the right place and in whole sentences."""

import io
from datetime import timedelta

import pypdf
import pytest

from bureau import documents
from bureau.workflow import Actor
from licensing.models import PartyStatement, PenaltyCase
from licensing.papers.sources import source_of
from licensing.penalties.states import PenaltyState
from licensing.procedure import statements
from tests import people
from tests.factories.penalties import NOON, penalty_case, penalty_item
from tests.licensing.papers.whole_case import whole_case
from tests.licensing.procedure import scenes

pytestmark = pytest.mark.django_db

PLAN = {"place": "三楼会议室", "held_for": scenes.days(20)}


def printed(code, case):
    pdf = documents.preview_document(case, code, source_of(code, case), at=NOON)
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def heard():
    """Told of the right, asked for, notified and held."""
    case = scenes.case()
    scenes.finish(case)
    scenes.review(case)
    scenes.notify(case)
    PenaltyCase.objects.filter(pk=case.pk).update(hearing_offered=True)
    scenes.serve(case, "penalty-notice", scenes.AT)
    statements.ask_hearing(case, actor=Actor.citizen(), at=scenes.days(1))
    scenes.do(case, "notify-hearing", people.approver(), scenes.days(1), chair=people.reviewer(), recorder=people.supervisor(), **PLAN)
    scenes.serve(case, "penalty-hearing-notice", scenes.days(2))
    held = {"outcome": "held", "held_at": PLAN["held_for"], "record": "各方到场。", "signed": True, "report": "建议减轻。"}
    scenes.do(case, "hold-hearing", people.reviewer(), PLAN["held_for"] + timedelta(hours=3), **held)
    return case


def test_the_report_of_a_hearing_holds_its_record_and_what_the_chair_thinks():
    text = printed("hearing-report", heard())
    assert "二、听证情况各方到场。三、主持人意见建议减轻。" in text


def test_the_decision_says_that_the_party_was_heard_and_ends_each_sentence_once():
    case = whole_case()
    PartyStatement.objects.filter(case_id=case.pk, kind="defence").update(finding="情况属实。")
    text = printed("penalty-decision", case)
    assert "举行听证，听取了当事人的申辩和质证。" in text
    assert "请求从轻。本局复核认为：予以采纳：情况属实。" in text
    assert "。。" not in text


def test_who_looked_into_a_defence_did_not_agree_with_it():
    case = scenes.noticed()
    statements.declare(case, "defence", actor=Actor.citizen(), at=scenes.days(1), text="已召回。")
    scenes.do(case, "find-defence", people.officer(), scenes.days(9), adopted="no", text="召回属实，不再从轻。")
    text = printed("defence-finding", case)
    assert "对陈述、申辩不予采纳。召回属实，不再从轻。" in text
    assert "同意。" not in text


def test_the_filing_names_what_the_act_may_fall_under_before_anything_is_charged():
    penalty_item()
    case = penalty_case(PenaltyState.VERIFYING, category="CF-901")
    assert source_of("filing-approval", case)["basis_list"] == ["《中华人民共和国产品质量法》第四十九条"]


def test_the_sections_of_the_investigation_report_are_numbered_without_a_gap():
    text = printed("investigation-report", scenes.case())
    assert "五、采取的措施（未采取查封、扣押或者先行登记保存措施）六、" in text
