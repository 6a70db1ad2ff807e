"""A day is written one way in each language, whoever writes it: a filter of ours, a bare variable of a template, a sentence."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from bureau.day_words import day_words

DAY = date(2026, 4, 15)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "2026年4月15日"), ("en", "15 April 2026")])
def test_a_day_is_written_one_way(language, words):
    with translation.override(language):
        page = Template("{% load portal %}{{ day }}|{{ day|date }}|{{ day|shanghai_date }}").render(Context({"day": DAY}))
        assert {*page.split("|"), day_words(DAY), date_format(DAY)} == {words}
