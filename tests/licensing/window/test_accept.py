"""One screen: received, accepted, sent back, refused, decided at once; nothing half done when a gate is closed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from bureau.models import Case, Channel, Document, Draft, Event
from enterprises.reference_data import load_with_reference_data
from licensing.models import Application, IssuedCertificate, MaterialCheck, MaterialFile
from licensing.permit.states import PermitState
from licensing.processes import process_of
from licensing.window import accepting
from tests import people
from tests.factories import licensing as make
from tests.licensing.applications.handing_in import paper
from tests.licensing.filings import scenes
from tests.licensing.window.conftest import REQUESTS

pytestmark = pytest.mark.django_db


def form(visitor: Any, step: str, **changes: Any) -> dict[str, Any]:
    return {
        "request": "new",
        "submission_key": str(uuid4()),
        "enterprise": visitor.code,
        "applicant-type": "enterprise",
        "applicant-name": visitor.name,
        "applicant-enterprise_code": visitor.code,
        "applicant-phone": "13812341234",
        "answer-equipment_name": "桥式起重机",
        "finding-inspection-report": "original",
        "delivery-delivery": "collect",
        "step": step,
        **changes,
    }


def send(client: Any, visitor: Any, step: str, **changes: Any) -> Any:
    return client.post(reverse("licensing:window-accept", args=["XK-02"]), form(visitor, step, **changes))


def test_the_screen_knows_the_enterprise(at_window, guide, enterprise):
    page = at_window.get(reverse("licensing:window-accept", args=["XK-02"]), {"enterprise": enterprise.code})
    words = page.content.decode()
    assert page.status_code == 200
    assert enterprise.name in words and enterprise.code in words
    assert 'value="decide"' in words and 'value="accept"' in words


def test_received_for_the_applicant_with_a_slip_and_the_findings(at_window, clerk, guide, enterprise):
    answer = send(at_window, enterprise, "receive")
    case = Application.objects.defer("search").get()
    assert answer.url == reverse("licensing:window-taken", args=[case.number])
    assert (case.channel, case.taken_by, case.filed_by, case.state) == (Channel.WINDOW, clerk, None, PermitState.SUBMITTED)
    assert MaterialCheck.objects.get(application=case, code="inspection-report").finding == "original"
    assert list(Document.objects.values_list("template", flat=True)) == ["application-receipt"]
    page = at_window.get(answer.url)
    assert page.status_code == 200 and case.number in page.content.decode()


def test_accepted_at_once_and_sent_twice_is_one_matter(at_window, guide, enterprise):
    key = str(uuid4())
    first = send(at_window, enterprise, "accept", submission_key=key)
    second = send(at_window, enterprise, "accept", submission_key=key)
    assert first.url == second.url
    case = Application.objects.defer("search").get()
    assert case.state == PermitState.ACCEPTED and case.accepted_on
    assert set(Document.objects.values_list("template", flat=True)) == {"application-receipt", "acceptance-notice"}


def test_a_paper_nobody_looked_at_is_named_and_nothing_is_taken(at_window, guide, enterprise):
    answer = send(at_window, enterprise, "receive", **{"finding-inspection-report": ""})
    assert answer.status_code == 422 and "检验报告" in answer.content.decode()
    assert not Case.objects.exists()


def test_correction_notice_on_the_spot_lists_what_was_marked(at_window, guide, enterprise):
    send(at_window, enterprise, "correction", **{"finding-inspection-report": "wrong", "remark-inspection-report": "缺少检验机构印章"})
    case = Application.objects.defer("search").get()
    assert case.state == PermitState.CORRECTION
    assert [(one["code"], one["remark"]) for one in case.correction_asked] == [("inspection-report", "缺少检验机构印章")]
    assert "correction-notice" in Document.objects.values_list("template", flat=True)


def test_a_missing_paper_needs_no_remark_and_a_notice_needs_a_fault(at_window, guide, enterprise):
    assert send(at_window, enterprise, "correction").status_code == 422
    send(at_window, enterprise, "correction", **{"finding-inspection-report": "missing"})
    assert Application.objects.defer("search").get().correction_asked[0]["remark"] == "未提交"


def test_decided_at_once_and_taken_along(at_window, guide, enterprise):
    answer = send(at_window, enterprise, "decide", receiver="马经理")
    case = Application.objects.defer("search").get()
    assert answer.status_code == 302
    assert (case.state, case.delivered_to) == (PermitState.DELIVERED, "马经理")
    assert list(Event.objects.filter(case=case).order_by("pk").values_list("action", flat=True))[-2:] == ["decide-at-once", "deliver"]
    assert case.closed_at is not None


def test_a_closed_gate_leaves_nothing_behind(at_window, guide, enterprise):
    answer = send(at_window, enterprise, "decide", receiver="马经理", **{"finding-inspection-report": "missing"})
    assert answer.status_code == 422 and "检验报告" in answer.content.decode()
    assert not Case.objects.exists() and not Document.objects.exists() and not MaterialCheck.objects.exists()
    send(at_window, enterprise, "receive")
    assert Case.objects.get().number.endswith("000001"), "the number was given back"


def test_nobody_named_takes_nothing_along(at_window, guide, enterprise):
    assert send(at_window, enterprise, "decide").status_code == 422
    assert not Case.objects.exists()


def test_refused_with_the_ground(at_window, guide, enterprise):
    assert send(at_window, enterprise, "refuse").status_code == 422
    ground = {"refusal-ground": "32-1-2", "refusal-explanation": "不属于本局职权", "refusal-authority": "淮安市住房和城乡建设局"}
    send(at_window, enterprise, "refuse", **ground)
    assert Application.objects.defer("search").get().state == PermitState.NOT_ACCEPTED


def test_name_and_code_are_those_of_the_register(at_window, guide, enterprise):
    send(at_window, enterprise, "receive", **{"applicant-name": "另一家公司", "applicant-enterprise_code": "91320803MA1W0KJT6E"})
    case = Application.objects.defer("search").get()
    assert (case.applicant_name, case.enterprise_code) == (enterprise.name, enterprise.code)


def test_a_person_without_an_enterprise(at_window, guide, enterprise):
    fields = {"enterprise": "", "applicant-type": "person", "applicant-name": "李建国", "applicant-identity_number": "320803198506154511"}
    send(at_window, enterprise, "receive", **fields)
    case = Application.objects.defer("search").get()
    assert (case.applicant_type, case.applicant_name, case.enterprise_code) == ("person", "李**", "")
    assert case.person_index is not None


def test_a_scan_counts_as_electronic(at_window, guide, enterprise):
    send(at_window, enterprise, "receive", **{"finding-inspection-report": "", "paper-inspection-report": paper()})
    assert MaterialCheck.objects.get(code="inspection-report").finding == "electronic"
    assert MaterialFile.objects.get().application_id == Application.objects.values_list("pk", flat=True).get()


def test_the_draft_saves_itself_and_opens_again_for_its_clerk_only(at_window, client, guide, enterprise):
    fields = form(enterprise, "save", **{"remark-inspection-report": "待补"})
    answer = at_window.post(reverse("licensing:window-accept", args=["XK-02"]), fields, headers={"Accept": "application/json"})
    assert answer.json()["saved"] and answer.json()["token"]
    draft = Draft.objects.get(purpose="window")
    page = at_window.get(reverse("licensing:window-accept", args=["XK-02"]), {"draft": str(draft.pk)}).content.decode()
    assert "桥式起重机" in page and "待补" in page and enterprise.name in page
    at_window.post(reverse("licensing:window-accept", args=["XK-02"]), {**fields, "step": "receive", "draft": answer.json()["token"]})
    draft.refresh_from_db()
    assert draft.submitted_number == Case.objects.get().number
    at_window.post(reverse("licensing:window-draft-discard", args=[draft.pk]))
    assert Draft.objects.filter(pk=draft.pk).exists(), "what was sent is not deleted"


def test_another_clerks_draft_stays_shut(client, guide, enterprise, at_window):
    at_window.post(reverse("licensing:window-accept", args=["XK-02"]), form(enterprise, "save"))
    draft = Draft.objects.get(purpose="window")
    other = people.signed_in(client, people.clerk())
    page = other.get(reverse("licensing:window-accept", args=["XK-02"]), {"draft": str(draft.pk)})
    assert "桥式起重机" not in page.content.decode()
    other.post(reverse("licensing:window-draft-discard", args=[draft.pk]))
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_an_item_nobody_applies_for_is_not_found(at_window, guide):
    assert at_window.get(reverse("licensing:window-accept", args=["CF-001"])).status_code == 404


def test_the_screen_asks_a_bounded_number_of_queries(at_window, guide, enterprise, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        at_window.get(reverse("licensing:window-accept", args=["XK-02"]), {"enterprise": enterprise.code})


def test_a_damaged_key_still_makes_one_matter(at_window, guide, enterprise):
    send(at_window, enterprise, "receive", submission_key="nonsense")
    assert isinstance(Case.objects.get().submission_key, UUID)


def test_a_lost_certificate_is_replaced_on_the_spot(at_window, wordings, office, enterprise):
    make.guide("XK-01")
    case = make.application("XK-01", enterprise_code=enterprise.code, applicant_name=enterprise.name, office=office)
    old = make.certificate(case)
    url = reverse("licensing:window-accept", args=["XK-01"])
    assert 'value="decide"' in at_window.get(url, {"certificate": old.number, "request": "reissue"}).content.decode()
    fields = form(enterprise, "decide", request="reissue", certificate=old.number, receiver="马经理")
    answer = at_window.post(url, fields)
    new = IssuedCertificate.objects.exclude(pk=old.pk).get()
    assert answer.status_code == 302 and (new.replaces, new.valid_to) == (old, old.valid_to)
    assert new.number in at_window.get(answer.url).content.decode()
    assert Application.objects.get(pk=new.case_id).state == PermitState.DELIVERED


# --- filings and notices on the spot -------------------------------------------------------------------------------------------
@pytest.fixture
def filing_guide(guide):
    """QT-03, filed on the spot; kinds of instrument as shipped."""
    load_with_reference_data([])
    make.item("QT-03", name="强制检定的工作计量器具登记备案", kind="other")
    return make.guide("QT-03", **scenes.content(scenes.LIST_ASKED, requests=REQUESTS))


def file_at_once(client: Any, visitor: Any, **changes: Any) -> Any:
    given = {"filing_kind": "initial", "listed_count": "1", "instrument_count": "1", "main_use": ["trade"], **scenes.SCALE}
    answers = {f"answer-{name}": value for name, value in given.items()}
    fields = {**form(visitor, "decide", receiver="马经理"), **answers, "finding-paper": "original", **changes}
    return client.post(reverse("licensing:window-accept", args=["QT-03"]), fields)


def test_instruments_are_filed_on_the_spot_with_the_body_that_verifies_them(at_window, filing_guide, enterprise):
    page = at_window.get(reverse("licensing:window-accept", args=["QT-03"]), {"enterprise": enterprise.code}).content.decode()
    assert 'value="decide"' in page and 'name="at-once-body"' in page
    answer = file_at_once(at_window, enterprise, **{"at-once-body": "淮安市计量测试所"})
    assert answer.status_code == 302
    case = Application.objects.defer("search").get()
    assert case.state == "filed"
    assert Event.objects.filter(case=case).order_by("-pk").values_list("action", flat=True)[0] == "file-at-once"
    assert "instrument-filing-receipt" in Document.objects.values_list("template", flat=True)


def test_without_the_body_nothing_is_filed_and_the_screen_says_so(at_window, filing_guide, enterprise):
    answer = file_at_once(at_window, enterprise)
    assert answer.status_code == 422 and answer.context["screen"].at_once.errors
    assert not Case.objects.exists()


def test_what_goes_with_a_decision_on_the_spot_hinders_no_other_button(at_window, filing_guide, enterprise):
    assert file_at_once(at_window, enterprise, step="receive").status_code == 302
    assert Application.objects.defer("search").get().state == "submitted"


@pytest.mark.parametrize(("code", "step"), [("QT-01", "receive"), ("QT-02", "decide-at-once"), ("QT-03", "file-at-once")])
def test_every_filing_has_its_step_on_the_spot_at_the_window(code, step):
    assert accepting.step_of(process_of(code).workflow, accepting.Action.DECIDE).name == step
    assert accepting.Action.DECIDE in accepting.actions(code, on_the_spot=True)
    assert accepting.Action.DECIDE not in accepting.actions(code, on_the_spot=False)
