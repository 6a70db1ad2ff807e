"""The pages of the room: proposing, inventory, store, labels, lists and files; who sees what; how many queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing.models import MeasureCase
from licensing.seizures import lists
from licensing.seizures.filter import MeasureFilter, StoreFilter, read_measures
from licensing.seizures.selectors import measures_of
from tests.factories.bureau import OfficerFactory, UserFactory
from tests.factories.penalties import NOON, penalty_case
from tests.factories.seizures import in_force, line_values, measure_item, proposed, step
from tests.people import approver, officer, second_officer, signed_in, supervisor

pytestmark = pytest.mark.django_db


def text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def stranger():
    user = UserFactory(username="strange-officer", display_name="外人", roles=["officer"], at_inspection=True)
    return OfficerFactory(user=user, certificate_number="苏08040077").user


class TestProposing:
    def test_from_a_penalty_case(self, client):
        measure_item()
        case = penalty_case()
        url = f"{reverse('licensing:measure-new')}?penalty={case.number}"
        page = signed_in(client, officer()).get(url)
        assert case.number in text(page) and 'name="party_name"' not in text(page)
        answer = client.post(url, {"act": "seal", "item_code": "QZ-01", "place": "工业路 8 号", "reason": "抽查不合格。"})
        measure = MeasureCase.objects.get()
        assert answer.url == reverse("licensing:measure-things", args=[measure.number])
        assert measure.penalty_id == case.pk and list(measures_of(case)) == [measure]

    def test_before_there_is_a_case(self, client):
        measure_item()
        data = {
            "act": "seize",
            "item_code": "QZ-01",
            "place": "工业路 8 号",
            "reason": "有严重质量问题。",
            "is_urgent": "on",
            "party_type": "sole",
            "party_name": "某五金店",
            "second_officer": second_officer().pk,
        }
        signed_in(client, officer()).post(reverse("licensing:measure-new"), data)
        measure = MeasureCase.objects.get()
        assert measure.is_urgent and measure.party_name == "某五金店" and measure.members.count() == 2

    def test_sent_twice_it_is_one(self, client):
        measure_item()
        url = f"{reverse('licensing:measure-new')}?penalty={penalty_case().number}"
        key = "11111111-1111-4111-8111-111111111111"
        data = {"act": "seal", "item_code": "QZ-01", "place": "工业路 8 号", "reason": "不合格。", "submission_key": key}
        signed_in(client, officer())
        assert client.post(url, data).url == client.post(url, data).url
        assert MeasureCase.objects.count() == 1

    def test_a_refusal_is_said_and_nothing_typed_is_lost(self, client):
        measure_item("QZ-06", act="查封")
        url = f"{reverse('licensing:measure-new')}?penalty={penalty_case().number}"
        signed_in(client, officer())
        answer = client.post(url, {"act": "seize", "item_code": "QZ-06", "place": "工业路 8 号", "reason": "不合格。"})
        assert answer.status_code == 422 and "第十六条" in text(answer) and "工业路 8 号" in text(answer)
        assert client.post(url, {"act": "seize", "place": "a", "reason": "b"}).status_code == 422

    def test_not_for_a_case_of_another_team(self, client):
        url = f"{reverse('licensing:measure-new')}?penalty={penalty_case().number}"
        assert signed_in(client, stranger()).get(url).status_code == 404


class TestInventory:
    def test_a_line_is_written_corrected_and_taken_out(self, client):
        measure = proposed(lines=0)
        url = reverse("licensing:measure-things", args=[measure.number])
        signed_in(client, officer())
        values = {name: value for name, value in line_values().items() if value != ""}
        client.post(url, values)
        line = reverse("licensing:measure-thing", args=[measure.number, 1])
        assert "电热水壶" in text(client.get(url)) and client.get(line).status_code == 200
        client.post(line, {**values, "quantity": "7", "version": 1})
        assert measure.things.get().quantity == 7
        stale = client.post(line, {**values, "quantity": "8", "version": 1})
        assert stale.status_code == 409 and measure.things.get().quantity == 7
        assert client.post(url, {**values, "quantity": "0"}).status_code == 422
        client.post(reverse("licensing:measure-thing-remove", args=[measure.number, 1]))
        assert not measure.things.exists()

    def test_moved_split_and_labelled_while_held(self, client):
        measure = in_force()
        signed_in(client, officer())
        args = [measure.number, 1]
        move = {"storage": "entrusted", "place": "冷库", "custodian": "某仓储公司", "reason": "冷藏"}
        client.post(reverse("licensing:measure-thing-move", args=args), move)
        client.post(reverse("licensing:measure-thing-split", args=args), {"quantity": "40"})
        assert [line.quantity for line in measure.things.order_by("number")] == [60, 40]
        refused = client.post(reverse("licensing:measure-thing-split", args=args), {"quantity": "60"})
        assert refused.status_code == 422
        page = text(client.get(reverse("licensing:measure-thing", args=args)))
        assert "冷藏" in page and 'name="specification"' not in page
        labels = text(client.get(reverse("licensing:measure-labels", args=[measure.number])))
        assert labels.count("data:image/svg+xml") == 2

    def test_another_team_finds_nothing(self, client):
        measure = in_force()
        signed_in(client, stranger())
        for name, args in (("measure-things", []), ("measure-labels", []), ("measure-thing", [1])):
            assert client.get(reverse(f"licensing:{name}", args=[measure.number, *args])).status_code == 404
        assert client.post(reverse("licensing:measure-thing-remove", args=[measure.number, 1])).status_code == 404

    def test_a_head_reads_but_does_not_write(self, client):
        measure = proposed()
        url = reverse("licensing:measure-things", args=[measure.number])
        signed_in(client, approver())
        assert 'name="custodian"' not in text(client.get(url))
        values = {name: value for name, value in line_values().items() if value != ""}
        assert client.post(url, values).status_code == 409 and measure.things.count() == 1


class TestCasePages:
    def test_the_measure_on_its_own_page_and_on_that_of_its_case(self, client):
        measure = in_force()
        own = text(signed_in(client, officer()).get(reverse("bureau:case", args=[measure.number])))
        assert "电热水壶 1" in own and "QZ-01" in own
        case = text(client.get(reverse("bureau:case", args=[measure.penalty.number])))
        assert measure.number in case and reverse("licensing:measure-new") in case

    def test_the_step_is_taken_on_its_page(self, client):
        measure = proposed()
        step(measure, "approve", approver())
        measure.refresh_from_db()
        now = timezone.localtime()
        data = {
            "version": measure.version,
            "carried_out_at": now.strftime("%Y-%m-%dT%H:%M"),
            "presence": "party",
            "rights_told": "on",
            "is_related": "on",
            "not_sealed_elsewhere": "on",
        }
        url = reverse("bureau:case-action", args=[measure.number, "carry-out"])
        assert signed_in(client, officer()).post(url, {**data, "is_related": ""}).status_code == 422
        answer = client.post(url, data)
        measure.refresh_from_db()
        assert answer.status_code == 302 and measure.state == "in-force"


class TestLists:
    def test_each_filter_finds_its_rows(self):
        held = in_force()
        hold = in_force(act="hold", penalty=held.penalty)
        today = NOON.date()

        def found(**fields) -> set[str]:
            page = lists.measure_page(MeasureFilter(**fields), supervisor(), today=today)
            return {row.measure.number for row in page.rows}

        assert found() == {held.number, hold.number}
        assert found(act="hold") == found(ends="15") == {hold.number}
        assert found(item="QZ-01") == {held.number}
        assert found(state="proposed") == set()
        assert found(q="工业路") == {held.number, hold.number}
        assert found(q=held.number.lower()) == {held.number}

    def test_only_what_the_reader_may_see(self):
        in_force()
        today = NOON.date()
        for reader, number in ((officer(), 1), (approver(), 1), (stranger(), 0)):
            assert len(lists.measure_page(MeasureFilter(), reader, today=today).rows) == number
            assert len(lists.store_page(StoreFilter(), reader).rows) == number

    def test_what_must_be_released_is_red(self):
        measure = in_force()
        step(measure, "expire", None, at=NOON + timedelta(days=31))
        row = lists.measure_page(MeasureFilter(), supervisor(), today=NOON.date()).rows[0]
        assert row.must_release and row.light == "red"

    def test_the_store_holds_what_is_held_today_and_finds_it_by_name_mark_and_place(self):
        measure = in_force(lines=3)
        measure.things.filter(number=2).update(mark="SN7")
        step(measure, "release", approver(), ground="unrelated", receiver="李建国", lines=[1])
        proposed(penalty=penalty_case())

        def found(**fields) -> list[int]:
            return [line.number for line in lists.store_page(StoreFilter(**fields), supervisor()).rows]

        assert found() == [2, 3]
        assert found(q="sn 7") == [2]
        assert found(q="水壶 3") == [3]
        assert found(q="A 区") == [2, 3] and found(q="B 区") == [] and found(storage="on-site") == []

    def test_one_query_however_long(self, django_assert_num_queries):
        in_force(lines=4)
        reader = supervisor()
        with django_assert_num_queries(1):
            lists.measure_page(MeasureFilter(), reader, today=NOON.date())
        with django_assert_num_queries(1):
            assert len(lists.store_page(StoreFilter(), reader).rows) == 4

    def test_the_store_is_paged_without_counting(self, client, monkeypatch):
        monkeypatch.setattr(lists, "PAGE_SIZE", 2)
        in_force(lines=3)
        first = lists.store_page(StoreFilter(), supervisor())
        second = lists.store_page(StoreFilter(), supervisor(), after=first.after)
        assert [line.number for line in (*first.rows, *second.rows)] == [1, 2, 3]

    def test_pages_and_files(self, client, django_assert_max_num_queries):
        measure = in_force(lines=3)
        signed_in(client, officer())
        for name in ("measures", "measure-store"):
            with django_assert_max_num_queries(25):
                assert measure.number in text(client.get(reverse(f"licensing:{name}")))
            nothing = client.get(reverse(f"licensing:{name}"), {"q": "没有的"})
            assert measure.number not in text(nothing)
        assert measure.number in text(client.get(reverse("licensing:measures-csv")))
        assert text(client.get(reverse("licensing:measure-store-csv"))).count("罚没仓库") == 3

    def test_what_is_not_understood_is_said(self):
        assert read_measures({"state": "nowhere", "ends": "15", "item": "QZ-05"}).problems
        assert read_measures({"item": "QZ-05"}).item == "QZ-05"
