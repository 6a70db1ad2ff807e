"""The Chinese of the interface is complete, fits its texts, and the command that keeps it so works."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command

from bureau import translations

PO = """
msgid "Good morning, %(name)s"
msgstr "早上好，%(name)s"

msgid "Unused elsewhere"
msgstr "没有用到"
"""


@pytest.fixture
def house(tmp_path: Path, settings) -> Path:
    """A small house of two floors with one page and one module each."""
    settings.BASE_DIR = tmp_path
    for app in ("bureau", "complaints"):
        (tmp_path / app).mkdir()
        (tmp_path / "templates" / app).mkdir(parents=True)
        (tmp_path / "locale" / app / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "bureau" / "words.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("Save")\nngettext("%(n)s day", "%(n)s days", n) % {"n": n}\npgettext("month", "May")\n'
    )
    (tmp_path / "templates" / "base.html").write_text('{% load i18n %}\n    <h1>{% translate "It\'s here" %}</h1>\n')
    (tmp_path / "templates" / "complaints" / "new.html").write_text(
        "{% load i18n %}<p title='{{ _(\"Save\") }}'>"
        "{% blocktranslate trimmed with name=x %}\n   Good morning,\n   {{ name }}\n{% endblocktranslate %}"
    )
    return tmp_path


def catalogue(house: Path, app: str) -> dict[str, str]:
    with (house / "locale" / app / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {str(entry.id): entry.string for entry in read_po(file, locale="zh_Hans") if entry.id}


def test_every_text_of_the_interface_has_its_chinese():
    """If this fails: `manage.py messages`, then fill in the empty msgstr in locale/<app>."""
    assert [str(problem) for problem in translations.problems()] == []


def test_no_text_stands_inside_an_f_string():
    """The collector does not look into f-strings: such a text stays English on every Chinese page and nothing else complains."""
    hidden = [
        f"{path}:{call.lineno}"
        for app in translations.FLOORS
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in translations.KEYWORDS
    ]
    assert hidden == []


def test_placeholders_of_each_translation_are_those_of_its_text():
    for app in translations.FLOORS:
        path = translations.catalogue_path(app)
        if not path.exists():
            continue
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans"):
                texts = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
                forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
                wanted = [translations.placeholders(text) for text in texts]
                assert all(translations.placeholders(form) in wanted for form in forms if form and entry.id), f"{app}: {entry.id}"


def test_a_text_belongs_to_the_lowest_floor_that_uses_it(house):
    owned = translations.collect()

    assert {text.msgid for text in owned["bureau"]} == {"Save", "%(n)s day", "May", "It's here"}
    # "Save" stands on the complaints page too, but the ground floor has it already.
    assert {text.msgid for text in owned["complaints"]} == {"Good morning, %(name)s"}
    assert translations.Text("%(n)s day", plural="%(n)s days") in owned["bureau"]
    assert translations.Text("May", context="month") in owned["bureau"]


def test_collecting_takes_in_fragments_and_keeps_unused_words_as_obsolete(house):
    fragment = house / "locale" / "complaints" / "zh_Hans" / "LC_MESSAGES" / "first.pofrag"
    fragment.write_text(PO)

    call_command("messages")

    assert not fragment.exists()
    assert catalogue(house, "complaints") == {"Good morning, %(name)s": "早上好，%(name)s"}
    assert '#~ msgid "Unused elsewhere"' in (house / "locale/complaints/zh_Hans/LC_MESSAGES/django.po").read_text()


def test_an_obsolete_text_comes_back_with_its_words(house):
    (house / "locale/complaints/zh_Hans/LC_MESSAGES/first.pofrag").write_text(PO)
    call_command("messages")
    (house / "complaints" / "later.py").write_text('_("Unused elsewhere")\n')

    call_command("messages")

    assert catalogue(house, "complaints")["Unused elsewhere"] == "没有用到"


def test_words_follow_a_text_that_moves_to_a_lower_floor(house):
    (house / "locale/complaints/zh_Hans/LC_MESSAGES/first.pofrag").write_text(PO)
    call_command("messages")
    (house / "bureau" / "greeting.py").write_text('_("Good morning, %(name)s")\n')

    call_command("messages")

    assert catalogue(house, "bureau")["Good morning, %(name)s"] == "早上好，%(name)s"
    assert "Good morning, %(name)s" not in catalogue(house, "complaints")


def test_collecting_twice_changes_nothing(house):
    call_command("messages")
    before = {path: path.read_bytes() for path in house.rglob("*.po")}

    assert translations.update_catalogues() == []
    assert {path: path.read_bytes() for path in house.rglob("*.po")} == before


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Save"\nmsgstr ""\n', "no translation"),
        ('#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n', "fuzzy"),
        ('msgid "Save"\nmsgstr "保存 %(what)s"\n', "placeholders differ"),
        ('msgid "Save"\nmsgstr "保存\\n"\n', "line breaks at the ends differ"),
        ('msgid "Savings"\nmsgstr "储蓄"\n', "not in the catalogue, run `manage.py messages`"),
    ],
)
def test_the_check_finds(house, entry, fault):
    (house / "locale/bureau/zh_Hans/LC_MESSAGES/django.po").write_text(translations.HEADER + entry)

    assert translations.Problem("bureau", "Save", fault) in translations.problems()
    with pytest.raises(CommandError):
        call_command("messages", "--check")


def test_a_fragment_left_beside_the_catalogue_fails_the_check(house):
    (house / "locale/bureau/zh_Hans/LC_MESSAGES/late.pofrag").write_text('msgid "Save"\nmsgstr "保存"\n')

    assert "bureau: fragment not merged, run `manage.py messages`: 'late.pofrag'" in map(str, translations.problems())


def test_compiling_writes_what_the_portal_reads(house):
    path = house / "locale/bureau/zh_Hans/LC_MESSAGES/django.po"
    path.write_text(translations.HEADER + 'msgid "Save"\nmsgstr "保存"\n')

    call_command("messages", "--compile")

    assert "保存".encode() in path.with_suffix(".mo").read_bytes()
    assert translations.compile_stale() == [], "a fresh catalogue is not compiled again"


def test_placeholders_are_counted_and_a_percent_sign_is_none():
    assert translations.placeholders("100%% of {count}, %(name)s and %(name)s") == Counter({"%(name)s": 2, "{count}": 1})
