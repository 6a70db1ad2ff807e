"""Likely doubles: found on save and in bulk by the same sum, explained, and decided by a person only once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from enterprises.models import DuplicatePair, Enterprise
from enterprises.register.doubles import find_doubles, is_one_edit_apart, record_doubles
from enterprises.register.merging import tell_apart
from tests.factories.enterprises import AT, ContactFactory, EnterpriseFactory, valid_code

NAME = "淮安市鑫源食品有限公司"
LIKE = {"legal_representative": "李强", "phone": "0517-85900001", "address": "淮城镇 1 号", "township": "huaicheng"}
NOTHING_ELSE = {"legal_representative": "", "phone": "", "address": "", "township": ""}


def pair(first, second):
    """Two rows with only what the case says in common."""
    one = EnterpriseFactory(**{**NOTHING_ELSE, **first})
    return one, EnterpriseFactory(**{**NOTHING_ELSE, **second})


CASES = [
    # what the one says, what the other says, likeness (0: not shown), grounds
    ("region and form apart", {"name": NAME}, {"name": "鑫源食品有限责任公司"}, 70, ["core"]),
    (
        "everything the same",
        {"name": NAME, **LIKE},
        {
            "name": "鑫源食品有限公司",
            "legal_representative": "李强",
            "phone": "0517-85900001",
            "address": "淮城镇 1 号",
            "township": "huaicheng",
        },
        100,
        ["core", "representative", "phone", "address"],
    ),
    ("two towns, nothing more", {"name": "老张小吃店", "township": "boli"}, {"name": "老张小吃店", "township": "fanji"}, 0, []),
    (
        "two towns, one owner",
        {"name": "老张小吃店", "township": "boli", "legal_representative": "张三"},
        {"name": "老张小吃店", "township": "fanji", "legal_representative": "张三"},
        65,
        ["core", "representative", "township"],
    ),
    ("another name", {"name": NAME}, {"name": "淮安市东方机械有限公司"}, 0, []),
    (
        "same representative only",
        {"name": NAME, "legal_representative": "李强"},
        {"name": "东方机械厂", "legal_representative": "李强"},
        0,
        [],
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second", "score", "grounds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_likeness_is_the_same_one_by_one_and_in_bulk(first, second, score, grounds):
    one, other = pair(first, second)
    found = find_doubles(one)
    assert [(like.other, like.score, list(like.grounds)) for like in found] == ([(other, score, grounds)] if score else [])

    assert record_doubles([one.pk, other.pk], at=AT) == (1 if score else 0)
    assert [(row.first, row.second, row.score, row.grounds) for row in DuplicatePair.objects.all()] == (
        [(one, other, score, grounds)] if score else []
    )


@pytest.mark.django_db
def test_the_same_organisation_under_two_codes():
    """The 9 characters inside the code are the organisation: two codes around one number are one enterprise."""

    code = valid_code(77)
    body = f"93{code[2:17]}"
    one = EnterpriseFactory(code=code, name="甲厂", **NOTHING_ELSE)
    other = EnterpriseFactory(code=body + str(uscc.calc_check_digit(body)), name="乙合作社", **NOTHING_ELSE)
    assert [(like.other, like.score, like.grounds) for like in find_doubles(one)] == [(other, 95, ("organisation",))]
    assert record_doubles([other.pk], at=AT) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typo", ["鑫源食品加工", "鑫元食品加工厂", "鑫源食品加工厂厂", "鑫源食品家工厂"])
def test_one_character_apart_needs_one_thing_more(typo):
    one = EnterpriseFactory(name="鑫源食品加工厂", **{**NOTHING_ELSE, "legal_representative": "李强"})
    near = EnterpriseFactory(name=typo, **{**NOTHING_ELSE, "legal_representative": "李强"})
    EnterpriseFactory(name=typo, **{**NOTHING_ELSE, "legal_representative": "王五"})
    assert [(like.other, like.score) for like in find_doubles(one)] == [(near, 70)]
    assert record_doubles([one.pk], at=AT, near=True) == 1
    assert record_doubles([one.pk], at=AT, near=True) == 0, "known pairs are not counted again"


@pytest.mark.django_db
def test_a_shared_contact_counts_as_the_same_phone():
    one, other = pair({"name": "鑫源食品加工厂"}, {"name": "鑫元食品加工厂"})
    assert find_doubles(one) == []
    ContactFactory(enterprise=one, phone="13951780009")
    ContactFactory(enterprise=other, phone="139 5178 0009")
    assert [(like.other, like.grounds) for like in find_doubles(one)] == [(other, ("near", "phone"))]


@pytest.mark.django_db
def test_a_name_everybody_bears_says_nothing():
    rows = [EnterpriseFactory(name="便民超市", **NOTHING_ELSE) for _ in range(23)]
    assert find_doubles(rows[0]) == []
    assert record_doubles([row.pk for row in rows], at=AT) == 0


@pytest.mark.django_db
def test_an_entry_not_saved_yet_is_compared_too():
    known = EnterpriseFactory(name=NAME, **NOTHING_ELSE)
    typed = Enterprise(code=valid_code(4711), name="鑫源食品有限公司")
    assert [like.other for like in find_doubles(typed)] == [known]


@pytest.mark.django_db
def test_a_merged_entry_is_nobodys_double():
    one, other = pair({"name": NAME}, {"name": "鑫源食品有限责任公司"})
    Enterprise.objects.filter(pk=other.pk).update(merged_into=EnterpriseFactory(name="别的公司"))
    assert find_doubles(one) == []
    assert record_doubles([one.pk], at=AT) == 0


@pytest.mark.django_db
def test_what_was_decided_stays_decided(clerk):
    one, other = pair({"name": NAME}, {"name": "鑫源食品有限责任公司"})
    record_doubles([one.pk], at=AT)
    decision = DuplicatePair.objects.get()
    assert tell_apart(decision, by=clerk, at=AT)
    assert not tell_apart(decision, by=clerk, at=AT + timedelta(hours=1)), "decided once"
    assert record_doubles([one.pk, other.pk], at=AT, near=True) == 0
    decision.refresh_from_db()
    assert (decision.state, decision.decided_by, decision.decided_at) == ("distinct", clerk, AT)


@pytest.mark.django_db
def test_bulk_is_one_statement():
    rows = [EnterpriseFactory(name=f"第{n}机械厂", **NOTHING_ELSE) for n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        record_doubles([row.pk for row in rows], at=AT)
    assert len(queries) == 1


TEXT = st.text(alphabet="鑫源食品厂", max_size=6)


@given(TEXT, TEXT)
def test_one_edit_apart_as_the_definition_has_it(one, other):
    alphabet = "鑫源食品厂"
    edits = {one[:i] + one[i + 1 :] for i in range(len(one))}
    edits |= {one[:i] + letter + one[i + 1 :] for i in range(len(one)) for letter in alphabet}
    edits |= {one[:i] + letter + one[i:] for i in range(len(one) + 1) for letter in alphabet}
    assert is_one_edit_apart(one, other) == (other in edits - {one})


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_list_explains_and_the_page_decides(as_clerk):
    one, _other = pair({"name": NAME}, {"name": "鑫源食品有限责任公司"})
    record_doubles([one.pk], at=AT)
    page = as_clerk.get(reverse("enterprises:doubles")).content.decode()
    assert NAME in page and "70" in page
    found = DuplicatePair.objects.get()
    as_clerk.post(reverse("enterprises:double-apart", args=[found.pk]))
    found.refresh_from_db()
    assert found.state == "distinct"
    assert NAME not in as_clerk.get(reverse("enterprises:doubles")).content.decode()


@pytest.mark.django_db
def test_merging_needs_a_choice_and_a_reason(as_clerk):
    one, _other = pair({"name": NAME}, {"name": "鑫源食品有限责任公司"})
    record_doubles([one.pk], at=AT)
    address = reverse("enterprises:double", args=[DuplicatePair.objects.get().pk])
    assert as_clerk.post(address, {"keep": "first"}).status_code == 200
    assert as_clerk.post(address, {"keep": "neither", "reason": "同一执照"}).status_code == 200
    assert Enterprise.objects.filter(merged_into__isnull=False).count() == 0
