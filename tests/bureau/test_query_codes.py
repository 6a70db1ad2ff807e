"""The code a citizen follows a matter with."""

from bureau.query_codes import is_query_code, query_code


def test_the_code_is_stable_and_belongs_to_one_number():
    code = query_code("TS20261123000001")
    assert code == query_code("TS20261123000001")
    assert code != query_code("TS20261123000002")
    assert len(code.replace("-", "")) == 12


def test_typing_is_forgiven_guessing_is_not():
    code = query_code("TS20261123000001")
    assert is_query_code("TS20261123000001", code.lower().replace("-", " "))
    assert not is_query_code("TS20261123000002", code)
    assert not is_query_code("TS20261123000001", "")
    assert not is_query_code("TS20261123000001", "张三")


def test_the_code_depends_on_the_key(settings):
    before = query_code("TS20261123000001")
    settings.QUERY_CODE_KEY = "another"
    assert query_code("TS20261123000001") != before
