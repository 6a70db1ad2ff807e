"""Which matters, papers and files an enterprise reads on its desk, and the steps it takes there: nothing about it, nothing of another."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from bureau.models import Attachment, Case, Document, Event
from bureau.roles import Role
from enterprises.desk import matter_page as desk_matter_page
from enterprises.desk import matters as desk_matters
from enterprises.desk.matters import visible_matters
from enterprises.models import Enterprise, RegisterCorrection
from tests import people
from tests.desk_door import ask, member_client, page
from tests.factories.bureau import UserFactory
from tests.factories.docket import ComplaintFactory, ReportFactory
from tests.factories.enterprises import (
    AT,
    EnterpriseFactory,
    MembershipFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "district")]

TODAY = timezone.localdate()
PAGES = ["desk-home", "desk-holdings", "desk-matters", "desk-documents", "desk-profile"]


# --- which matters ----------------------------------------------------------------------------------------------------
def test_nothing_is_visible_of_a_kind_nobody_registered(membership, monkeypatch):
    correction = ask(membership)
    assert list(visible_matters(membership)) == [Case.objects.get(pk=correction.pk)]
    monkeypatch.setattr(desk_matters, "_kinds", {})
    assert list(visible_matters(membership)) == []


@pytest.fixture
def against(membership):
    """A complaint and a report against the enterprise, with a letter and a file the complainant handed in."""
    cases = [ComplaintFactory(), ReportFactory()]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(enterprise_code=membership.enterprise.code)
    for serial, case in enumerate(cases):
        letter(case, serial)
        handed_in(case)
    return cases


def letter(case, serial, **given):
    facts = {
        "case_id": case.pk,
        "template": "letter",
        "title": "告知书",
        "number": f"楚市监〔2026〕{serial}号",
        "check_code": f"CODE-{serial}",
    }
    return Document.objects.create(**{**facts, "issued_at": AT, **given})


def handed_in(case, **given):
    facts = {"case_id": case.pk, "name": "凭证.txt", "content_type": "text/plain", "size": 2, "sha256": "0" * 64, "uploaded_at": AT}
    return Attachment.objects.create(**{**facts, "file": ContentFile(b"ok", name=f"{uuid4()}.txt"), "from_citizen": True, **given})


def test_a_complaint_or_report_against_the_enterprise_is_nowhere_on_its_desk(as_owner, code, against):
    for name in PAGES:
        shown = as_owner.get(page(name, code)).content.decode()
        assert not any(case.number in shown or case.title in shown for case in against)
        assert "告知书" not in shown
    for case in against:
        paper, file = Document.objects.get(case_id=case.pk), Attachment.objects.get(case_id=case.pk)
        for address in (
            page("desk-matter", code, number=case.number),
            page("desk-document", code, pk=paper.pk),
            page("desk-file", code, number=case.number, pk=file.pk),
        ):
            assert as_owner.get(address).status_code == 404
        assert as_owner.post(page("desk-matter-step", code, number=case.number, name="withdraw")).status_code == 404
        assert Case.objects.get(pk=case.pk).state == "submitted"
    assert as_owner.get(page("desk-matters", code), {"q": against[0].number}).context["rows"] == []


def test_another_enterprises_matter_its_papers_and_files_do_not_exist(as_owner, code):
    other = MembershipFactory(enterprise=EnterpriseFactory(), user=UserFactory(username="other", roles=[Role.ENTERPRISE.value]))
    foreign = ask(other)
    paper, file = letter(foreign, 7), handed_in(foreign)
    for address in (
        page("desk-matter", code, number=foreign.number),
        page("desk-document", code, pk=paper.pk),
        page("desk-file", code, number=foreign.number, pk=file.pk),
        page("desk-matter", other.enterprise.code, number=foreign.number),
        page("desk-document", other.enterprise.code, pk=paper.pk),
    ):
        assert as_owner.get(address).status_code == 404
    assert as_owner.post(page("desk-matter-step", code, number=foreign.number, name="withdraw")).status_code == 404
    assert RegisterCorrection.objects.get().state == "submitted"


def test_a_kind_may_be_visible_to_some_members_only(membership, monkeypatch):
    monkeypatch.setattr(desk_matters, "_kinds", {})
    desk_matters.register("register-correction", visible=lambda one: Q() if one.part == "owner" else None)
    ask(membership)
    reader = MembershipFactory(enterprise=membership.enterprise, user=people.clerk(), part="reader")
    assert visible_matters(membership).count() == 1 and visible_matters(reader).count() == 0


def test_matters_of_a_merged_entry_stay_with_the_family(membership):
    correction = ask(membership)
    kept = MembershipFactory(enterprise=EnterpriseFactory(), user=UserFactory(username="kept", roles=[Role.ENTERPRISE.value]))
    Enterprise.objects.filter(pk=membership.enterprise_id).update(merged_into=kept.enterprise)
    assert [case.number for case in visible_matters(kept)] == [correction.number]


# --- the list and the matter ------------------------------------------------------------------------------------------
def test_the_list_is_searched_filtered_and_paged(as_owner, membership, code, monkeypatch):
    made = [ask(membership, key=key) for key in range(1, 6)]
    Case.objects.filter(pk=made[0].pk).update(closed_at=AT)
    rows = as_owner.get(page("desk-matters", code)).context["rows"]
    assert [row.number for row in rows] == [one.number for one in reversed(made)]
    closed = as_owner.get(page("desk-matters", code), {"status": "closed"}).context["rows"]
    assert [row.number for row in closed] == [made[0].number]
    found = as_owner.get(page("desk-matters", code), {"q": made[2].number}).context["rows"]
    assert [row.number for row in found] == [made[2].number]
    words = as_owner.get(page("desk-matters", code), {"q": "换发执照"}).context["rows"]
    assert len(words) == 5
    assert "没有符合条件的事项" in as_owner.get(page("desk-matters", code), {"q": "挖掘机"}).content.decode()
    monkeypatch.setattr(desk_matter_page, "PAGE_SIZE", 3)
    first = as_owner.get(page("desk-matters", code)).context
    second = as_owner.get(page("desk-matters", code), {"after": first["page"].after}).context
    assert [len(first["rows"]), len(second["rows"])] == [3, 2]


def test_a_matter_says_where_it_stands_and_by_when_and_names_no_staff(as_owner, membership, code):
    correction = ask(membership)
    clerk = people.clerk()
    Event.objects.create(
        case_id=correction.pk, action="hand-over", actor=clerk, actor_role="clerk", at=AT, note="内部意见", audience="staff"
    )
    Event.objects.create(
        case_id=correction.pk, action="hand-over", actor=clerk, actor_role="clerk", at=AT, note="不写给企业", audience="public"
    )
    Case.objects.filter(pk=correction.pk).update(handler=clerk)
    paper, secret = letter(correction, 1), letter(correction, 2, for_citizen=False, title="内部审批表")
    file = handed_in(correction)
    handed_in(correction, name="内部.txt", from_citizen=False)
    shown = as_owner.get(page("desk-matter", code, number=correction.number)).content.decode()
    assert "申请已收到，登记信息尚未改动。" in shown and "2026年11月30日" in shown and "贵企业" in shown
    assert page("desk-document", code, pk=paper.pk) in shown and page("desk-file", code, number=correction.number, pk=file.pk) in shown
    for hidden in ("王秀兰", "内部意见", "不写给企业", "内部审批表", "内部.txt"):
        assert hidden not in shown
    assert as_owner.get(page("desk-document", code, pk=secret.pk)).status_code == 404


def test_a_matter_costs_a_fixed_number_of_queries(as_owner, membership, code, django_assert_max_num_queries):
    correction = ask(membership)
    for serial in range(10):
        letter(correction, serial)
        handed_in(correction)
    with django_assert_max_num_queries(18):
        as_owner.get(page("desk-matter", code, number=correction.number))


def test_an_agent_withdraws_and_a_reader_does_not(membership, code):
    correction = ask(membership)
    address = page("desk-matter-step", code, number=correction.number, name="withdraw")
    reader = member_client(membership, "reader", "colleague")
    assert "撤回申请" not in reader.get(page("desk-matter", code, number=correction.number)).content.decode()
    assert reader.post(address, {"version": 1}).status_code == 403
    agent = member_client(membership, "agent", "second-colleague")
    assert "撤回申请" in agent.get(page("desk-matter", code, number=correction.number)).content.decode()
    assert agent.post(address, {"version": 1}).status_code == 302
    assert RegisterCorrection.objects.get().state == "withdrawn"


@pytest.mark.parametrize("name", ["confirm", "refuse", "nonsense"])
def test_the_enterprise_cannot_take_the_bureaus_steps(as_owner, membership, code, name):
    correction = ask(membership)
    response = as_owner.post(page("desk-matter-step", code, number=correction.number, name=name), {"reason": "x", "version": 1})
    assert response.status_code == 409
    assert RegisterCorrection.objects.get().state == "submitted"


def test_a_stale_page_loses_nothing_and_changes_nothing(as_owner, membership, code):
    correction = ask(membership)
    Case.objects.filter(pk=correction.pk).update(version=2)
    response = as_owner.post(page("desk-matter-step", code, number=correction.number, name="withdraw"), {"reason": "写错了", "version": 1})
    assert response.status_code == 409 and "写错了" in response.content.decode()
    assert RegisterCorrection.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["desk-matters", "desk-documents", "desk-profile"])
def test_lists_cost_the_same_however_long_and_count_nothing(as_owner, membership, code, name, django_assert_max_num_queries):
    for serial in range(8):
        letter(ask(membership, key=serial + 1), serial)
    with django_assert_max_num_queries(11) as queries:
        as_owner.get(page(name, code))
    assert not any("COUNT(" in one["sql"] and "bureau_case" in one["sql"] for one in queries.captured_queries)


def test_documents_list_what_was_written_for_the_enterprise(as_owner, membership, code):
    correction = ask(membership)
    letter(correction, 1, title="更正告知书")
    letter(correction, 2, title="内部审批表", for_citizen=False)
    shown = as_owner.get(page("desk-documents", code)).content.decode()
    assert "更正告知书" in shown and "内部审批表" not in shown


def test_an_own_file_comes_back(as_owner, membership, code):
    correction = ask(membership)
    response = as_owner.get(page("desk-file", code, number=correction.number, pk=handed_in(correction).pk))
    assert response.status_code == 200 and b"".join(response.streaming_content) == b"ok"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
