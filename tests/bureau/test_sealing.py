"""Personal data at rest: sealed, found by blind index, shown masked, keys can be changed."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from bureau.models import Party
from bureau.sealing import Sealed, UnsealError, blind_index, mask_name, mask_phone, seal, unseal
from tests.factories.docket import ComplaintFactory

KEY_1 = "1:" + base64.b64encode(b"a" * 32).decode()
KEY_2 = "2:" + base64.b64encode(b"b" * 32).decode()


def test_what_is_sealed_opens_and_never_looks_twice_the_same():
    first, second = seal("张三"), seal("张三")
    assert unseal(first) == unseal(second) == "张三"
    assert first != second
    assert "张三".encode() not in first


def test_a_changed_byte_is_noticed():
    token = bytearray(seal("13812341234"))
    token[-1] ^= 1
    with pytest.raises(UnsealError):
        unseal(bytes(token))


def test_an_old_key_still_opens_after_a_new_one_came(settings):
    settings.SEALING_KEYS = [KEY_1]
    old = seal("淮城镇")
    settings.SEALING_KEYS = [KEY_1, KEY_2]
    assert unseal(old) == "淮城镇"
    assert seal("x")[0] == 2
    settings.SEALING_KEYS = [KEY_2]
    with pytest.raises(UnsealError):
        unseal(old)


@pytest.mark.parametrize("bad", [[], ["1:" + base64.b64encode(b"short").decode()], ["x:" + base64.b64encode(b"a" * 32).decode()]])
def test_unusable_keys_are_refused_in_words(settings, bad):
    settings.SEALING_KEYS = bad
    with pytest.raises(ImproperlyConfigured):
        seal("x")


def test_empty_stays_empty_and_matches_nothing():
    assert seal("") == b""
    assert unseal(b"") == ""
    assert blind_index(" ") is None


@pytest.mark.parametrize("other", ["138 1234 1234", "+86 138-1234-1234", "１３８１２３４１２３４"])
def test_spellings_of_one_number_share_an_index(other):
    assert blind_index(other) == blind_index("13812341234")
    assert blind_index("13812341235") != blind_index("13812341234")


def test_the_index_depends_on_the_key(settings):
    before = blind_index("13812341234")
    settings.BLIND_INDEX_KEY = "another"
    assert blind_index("13812341234") != before


def test_masks():
    assert mask_name("张三丰") == "张**"
    assert mask_name("李") == "李*"
    assert mask_name("") == ""
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("12365") == "***65"


@pytest.mark.django_db
def test_the_table_holds_no_plain_text():
    party = ComplaintFactory(name="张三丰", phone="13812341234", address="淮城镇东大街 1 号").parties.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT bureau_party::text, encode(name, 'escape') FROM bureau_party WHERE id = %s", [party.pk])
        row = " ".join(map(str, cursor.fetchone()))
    assert "张三丰" not in row
    assert "13812341234" not in row
    assert "东大街" not in row
    assert party.name.open() == "张三丰"
    assert str(party.name) == "•••"
    assert repr(party.name) == "<Sealed>"


@pytest.mark.django_db
def test_a_person_is_found_again_by_phone():
    case = ComplaintFactory(phone="13812341234")
    ComplaintFactory(phone="13900000000")
    found = Party.objects.filter(phone_index=blind_index("138-1234-1234"))
    assert [party.case_id for party in found] == [case.pk]


def test_a_sealed_value_compares_by_its_bytes():
    token = seal("x")
    assert Sealed(token) == Sealed(token)
    assert Sealed(token) != Sealed(seal("x"))
    assert not Sealed(b"")
