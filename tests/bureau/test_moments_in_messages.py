"""Moments in the words of a message: a moment without a zone is one of Shanghai."""

import pytest
from django.utils import translation

from bureau.message_templates import _in_words


@pytest.mark.parametrize("written", ["2026-11-24T09:30:00+08:00", "2026-11-24T01:30:00Z", "2026-11-24T09:30:00"])
def test_a_moment_reads_the_same_however_it_was_written_down(written):
    with translation.override("zh-hans"):
        assert "9:30" in _in_words("held_at", written)


def test_what_is_no_moment_stays():
    assert _in_words("held_at", "上午") == "上午"
