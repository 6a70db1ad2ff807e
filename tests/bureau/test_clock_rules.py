"""The rules of law as data: what ships, what is refused, which one applies on a day."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau import clock_rules, clocks
from bureau.calendar import forget_calendar
from bureau.clock_rules import InvalidRules, forget_rules, load_rules, read_rules, rule_in_force
from bureau.models.time import ClockRule

SHIPPED = {(rule.code, rule.valid_from): rule for rule in read_rules()}


def shipped(code):
    """A rule as the product ships it; the newest one."""
    return SHIPPED[code, max(day for one, day in SHIPPED if one == code)]


class TestShippedRules:
    def test_lengths_of_the_table_in_the_design(self):
        expected = {
            "complaint-acceptance": (7, "wd"), "complaint-mediation": (60, "cd"), "complaint-termination-notice": (7, "wd"),
            "complaint-lead-verification": (15, "wd"), "complaint-jurisdiction": (7, "wd"), "report-verification": (15, "wd"),
            "report-filing-notice": (5, "wd"), "permit-correction": (5, "wd"), "permit-decision": (20, "wd"),
            "permit-decision-special-equipment": (30, "cd"), "permit-delivery": (10, "wd"), "penalty-decision": (90, "cd"),
            "penalty-evidence-hold": (7, "wd"), "penalty-payment": (15, "cd"), "penalty-publicity": (20, "wd"),
            "penalty-service": (7, "wd"), "penalty-statement": (5, "wd"), "measure-seizure": (30, "cd"), "measure-demand": (10, "wd"),
            "remedy-reconsideration": (60, "cd"), "remedy-suit": (6, "months"),
        }  # fmt: skip
        assert {code: (shipped(code).days, shipped(code).unit) for code in expected} == expected

    def test_penalty_law_counts_two_three_five_and_seven_in_working_days_and_nothing_else(self):
        for rule in SHIPPED.values():
            if rule.citation.startswith("《行政处罚法》") and rule.unit in ("wd", "cd"):
                assert (rule.unit == "wd") == (rule.days in {2, 3, 5, 7}), rule.code

    def test_coercion_law_counts_up_to_ten_days_in_working_days(self):
        for rule in SHIPPED.values():
            if rule.citation.startswith("《行政强制法》") and rule.unit in ("wd", "cd"):
                assert (rule.unit == "wd") == (rule.days <= 10), rule.code

    def test_secondary_sources_are_marked_and_say_why(self):
        doubtful = {code for (code, _from), rule in SHIPPED.items() if not rule.confirmed}
        ours = {
            *("register-correction", "inspection-recheck", "works-notice-receipt", "instrument-filing", "dispute-acceptance"),
            *("dispute-settlement", "petition-acceptance", "petition-answer", "petition-settlement"),
        }
        assert doubtful == ours | {
            *("report-verification", "penalty-statement", "penalty-decision", "penalty-service-announcement", "remedy-suit"),
        }
        assert all(rule.note for rule in SHIPPED.values() if not rule.confirmed)

    def test_every_confirmed_statutory_rule_quotes_its_article(self):
        assert [rule.code for rule in SHIPPED.values() if rule.confirmed and not rule.internal and not rule.statute] == []

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"unit": "weeks"}, "unit"),
            ({"days": -1}, "days"),
            ({"valid_from": "2026-13-01"}, "month"),
            ({"extension_by": "approver"}, "approver without an extension"),
            ({"before": True, "pausable": True}, "neither be paused"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_a_bad_rule_is_refused(self, tmp_path, change, complaint):
        entry = {
            "code": "x",
            "label": "某期限",
            "start_event": "某日",
            "days": 5,
            "unit": "wd",
            "citation": "某法",
            "valid_from": "2020-01-01",
        }
        path = tmp_path / "rules.json"
        path.write_text(json.dumps({"rules": [entry]}), encoding="utf-8")
        assert len(read_rules(path)) == 1
        path.write_text(json.dumps({"rules": [entry | change]}), encoding="utf-8")
        with pytest.raises(InvalidRules, match=complaint):
            read_rules(path)

    def test_two_rules_in_force_at_once_are_refused(self, tmp_path):
        entry = {"code": "x", "label": "某", "start_event": "某日", "days": 5, "unit": "wd", "citation": "某法", "valid_from": "2020-01-01"}
        path = tmp_path / "rules.json"
        path.write_text(json.dumps({"rules": [entry | {"valid_to": "2026-04-16"}, entry | {"valid_from": "2026-04-15"}]}), encoding="utf-8")
        with pytest.raises(InvalidRules, match="at the same time"):
            read_rules(path)


@pytest.fixture
def rules(db):
    forget_rules()
    forget_calendar()
    load_rules()
    yield
    forget_rules()
    forget_calendar()


@pytest.mark.usefixtures("rules")
class TestRulesInForce:
    def test_the_law_of_the_receipt_day_applies(self):
        old, new = date(2026, 4, 14), date(2026, 4, 15)
        assert rule_in_force("complaint-mediation", old).days == 45
        assert rule_in_force("complaint-mediation", new).days == 60

    def test_an_unknown_code_and_a_day_before_the_law_are_refused(self):
        with pytest.raises(clocks.UnknownClock):
            rule_in_force("no-such-clock", date(2026, 5, 6))
        with pytest.raises(clocks.UnknownClock):
            rule_in_force("penalty-decision", date(2000, 1, 1))

    def test_loading_twice_doubles_nothing_and_repairs_a_changed_row(self):
        before = ClockRule.objects.count()
        rule = ClockRule.objects.get(code="permit-delivery")
        ClockRule.objects.filter(pk=rule.pk).update(days=99)
        load_rules()
        assert ClockRule.objects.count() == before == len(SHIPPED)
        rule.refresh_from_db()
        assert rule.days == 10

    def test_a_rule_the_bureau_keeps_itself_survives_loading(self):
        ClockRule.objects.filter(code="consultation-answer-5").update(days=3, local=True)
        load_rules()
        assert rule_in_force("consultation-answer-5", date(2026, 5, 6)).days == 3

    def test_saving_a_rule_is_seen_at_once(self):
        assert rule_in_force("consultation-answer-5", date(2026, 5, 6)).days == 5
        rule = ClockRule.objects.get(code="consultation-answer-5")
        rule.days = 4
        rule.save()
        assert rule_in_force("consultation-answer-5", date(2026, 5, 6)).days == 4

    def test_a_rule_changed_elsewhere_is_seen_after_a_minute(self, monkeypatch):
        rule_in_force("consultation-answer-5", date(2026, 5, 6))
        ClockRule.objects.filter(code="consultation-answer-5").update(days=4)
        assert rule_in_force("consultation-answer-5", date(2026, 5, 6)).days == 5
        later = clock_rules.time.monotonic() + 61
        monkeypatch.setattr(clock_rules.time, "monotonic", lambda: later)
        assert rule_in_force("consultation-answer-5", date(2026, 5, 6)).days == 4

    def test_only_an_internal_clock_can_be_switched_off(self):
        ClockRule.objects.filter(code="report-filing-notice", internal=True).update(enabled=False)
        forget_rules()
        assert not clocks.is_switched_on("report-filing-notice", date(2026, 5, 6))
        with pytest.raises(IntegrityError), transaction.atomic():
            ClockRule.objects.filter(code="permit-decision").update(enabled=False)

    def test_an_overlapping_rule_is_refused_by_clean(self):
        rule = ClockRule.objects.get(code="permit-decision")
        rule.pk, rule.valid_from = None, date(2026, 1, 1)
        with pytest.raises(ValidationError, match=r"in force during that time|期间"):
            rule.clean()

    def test_values_of_a_new_clock_need_no_database_once_warm(self, django_assert_num_queries):
        clocks.clock_values("complaint-acceptance", date(2026, 5, 6), date(2026, 5, 6))
        with django_assert_num_queries(0):
            values = clocks.clock_values("complaint-acceptance", date(2026, 5, 6), date(2026, 5, 6))
        assert (values["due_on"], values["yellow_on"]) == (date(2026, 5, 14), date(2026, 5, 12))
