"""Catalogues of the interface, one per app, without GNU gettext: collect the msgids, check the Chinese, compile.

A msgid belongs to the lowest floor that uses it, so that a word has one translation in the whole house. Texts that stand in no source
any more stay in the file as obsolete entries (`#~`) and come back to life with their msgid.
"""

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
# From the ground floor up: the first to use a msgid owns it.
FLOORS = ("bureau", "enterprises", "outreach", "licensing", "complaints")
GROUND = FLOORS[0]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = f"""# Simplified Chinese of this app. `manage.py messages` keeps it sorted and complete.
msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate; `plural` and `context` are empty when it has none."""

    msgid: str
    plural: str = ""
    context: str = ""

    @property
    def babel_id(self) -> str | tuple[str, str]:
        """The id as Babel keeps it: a pair when there is a plural."""
        return (self.msgid, self.plural) if self.plural else self.msgid


@dataclass(frozen=True)
class Problem:
    """What is wrong with one text of one app, said in a sentence."""

    app: str
    msgid: str
    what: str

    def __str__(self) -> str:
        return f"{self.app}: {self.what}: {self.msgid!r}"


def catalogue_path(app: str) -> Path:
    """Where the app's catalogue lies."""
    return Path(settings.BASE_DIR) / "locale" / app / LOCALE / "LC_MESSAGES" / "django.po"


def collect() -> dict[str, set[Text]]:
    """Every text of the sources, by the app that owns it. A text that a lower floor uses too belongs to the lower floor."""
    owned: dict[str, set[Text]] = {}
    lower: set[tuple[str, str]] = set()
    for app in FLOORS:
        found = {text for path in _sources(app) for text in _texts_of(path)}
        # One entry per msgid and context, as gettext wants it: the one with a plural wins.
        best = {(text.msgid, text.context): text for text in sorted(found)}
        owned[app] = {text for key, text in best.items() if key not in lower}
        lower |= best.keys()
    return owned


def update_catalogues() -> list[Path]:
    """Bring every catalogue up to its sources, take in the fragments beside it, and delete those. Returns the files that changed."""
    texts = collect()
    known = {app: _read_with_fragments(app) for app in FLOORS}
    changed = []
    for app in FLOORS:
        path = catalogue_path(app)
        if not texts[app] and not known[app]:
            continue
        new = _merged(texts[app], known[app], [known[other] for other in FLOORS if other != app], _keys(texts))
        content = _written(new)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            changed.append(path)
        for fragment in _fragments(app):
            fragment.unlink()
    return changed


def problems() -> list[Problem]:
    """Everything that keeps the Chinese interface from being complete: a missing, fuzzy or ill-fitting translation, a stray file."""
    found: list[Problem] = []
    for app, texts in collect().items():
        found += [Problem(app, fragment.name, "fragment not merged, run `manage.py messages`") for fragment in _fragments(app)]
        entries = {(str(_single(entry)), entry.context or ""): entry for entry in _read(catalogue_path(app)) if entry.id}
        for text in sorted(texts):
            what = _fault(text, entries.get((text.msgid, text.context)))
            if what:
                found.append(Problem(app, text.msgid, what))
        wanted = {(text.msgid, text.context) for text in texts}
        found += [Problem(app, key[0], "no source uses it, run `manage.py messages`") for key in sorted(entries.keys() - wanted)]
    return found


def compile_catalogues() -> list[Path]:
    """Write the `.mo` file beside every catalogue."""
    return [_compiled(app) for app in FLOORS if catalogue_path(app).exists()]


def compile_stale() -> list[Path]:
    """Write the `.mo` files that are older than their catalogue."""
    return [_compiled(app) for app in FLOORS if _is_stale(catalogue_path(app))]


def placeholders(text: str) -> Counter[str]:
    """The places of a text that values go into, with how often each occurs."""
    return Counter(PLACEHOLDER.findall(text.replace("%%", "")))


# --- sources ----------------------------------------------------------------------------------------------------------
def _sources(app: str) -> Iterator[Path]:
    base = Path(settings.BASE_DIR)
    for package in (app, "config") if app == GROUND else (app,):
        yield from (path for path in sorted((base / package).rglob("*.py")) if "migrations" not in path.parts)
    if app == GROUND:
        # Base pages, components, sign-in, error pages: whatever no upper app owns.
        upper = {base / "templates" / name for name in FLOORS[1:]}
        yield from (path for path in _templates(base / "templates") if not upper & set(path.parents))
    else:
        yield from _templates(base / "templates" / app)


def _templates(folder: Path) -> list[Path]:
    return sorted(path for suffix in ("html", "txt") for path in folder.rglob(f"*.{suffix}"))


def _texts_of(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves is a row of calls between blanked-out text; indentation would trip Python's tokenizer.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, function, found, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}):
        # Babel's types promise strings, yet what is no plain string (a variable, an f-string) comes as None.
        name, spoken = str(function), cast(Any, found)
        arguments = [argument for argument in (spoken if isinstance(spoken, tuple) else (spoken,)) if isinstance(argument, str)]
        context = arguments.pop(0) if "pgettext" in name and len(arguments) > 1 else ""
        if arguments and arguments[0]:
            yield Text(arguments[0], arguments[1] if name.startswith("n") and len(arguments) > 1 else "", context)


# --- catalogues -------------------------------------------------------------------------------------------------------
def _fragments(app: str) -> list[Path]:
    return sorted(catalogue_path(app).parent.glob("*.pofrag"))


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, charset="utf-8")


def _read_with_fragments(app: str) -> dict[tuple[str, str], Message]:
    """The app's entries, obsolete ones too; a fragment fills in what the catalogue has no words for."""
    entries: dict[tuple[str, str], Message] = {}
    for path in [catalogue_path(app), *_fragments(app)]:
        catalog = _read(path)
        for entry in [*catalog, *catalog.obsolete.values()]:
            key = (_single(entry), entry.context or "")
            if entry.id and (key not in entries or not _words(entries[key])):
                entries[key] = entry
    return entries


def _merged(
    texts: set[Text],
    own: Mapping[tuple[str, str], Message],
    others: Iterable[Mapping[tuple[str, str], Message]],
    used_anywhere: set[tuple[str, str]],
) -> Catalog:
    """A fresh catalogue of these texts: own words first, else those another app has for the same text."""
    catalog = Catalog(locale=LOCALE, charset="utf-8")
    for text in sorted(texts):
        key = (text.msgid, text.context)
        sources = [entries[key] for entries in (own, *others) if key in entries and _words(entries[key])]
        words = _words(sources[0]) if sources else ()
        flags = {"fuzzy"} if sources and sources[0].fuzzy else set()
        string: Any = (words[0] if words else "",) if text.plural else (words[0] if words else "")
        catalog.add(text.babel_id, string, flags=flags, context=text.context or None)
    for key in sorted(own.keys() - used_anywhere):
        if _words(own[key]):
            catalog.obsolete[key[0]] = own[key]
    return catalog


def _written(catalog: Catalog) -> str:
    for entry in [*catalog, *catalog.obsolete.values()]:
        entry.locations, entry.auto_comments, entry.previous_id = [], [], []
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER + out.getvalue().decode().strip() + "\n"


def _compiled(app: str) -> Path:
    """Write the app's `.mo` in one step, so that a process reading it never sees half of it."""
    path = catalogue_path(app)
    target = path.with_suffix(".mo")
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, _read(path))
    draft.replace(target)
    return target


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return path.exists() and (not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime)


def _keys(texts: Mapping[str, set[Text]]) -> set[tuple[str, str]]:
    return {(text.msgid, text.context) for found in texts.values() for text in found}


def _single(entry: Message) -> str:
    return entry.id[0] if isinstance(entry.id, tuple | list) else entry.id


def _words(entry: Message) -> tuple[str, ...]:
    """The translation's forms without the empty ones."""
    forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    return tuple(form for form in forms if form)


def _fault(text: Text, entry: Message | None) -> str:
    """What is wrong with the translation of this text; empty when nothing is."""
    if entry is None:
        return "not in the catalogue, run `manage.py messages`"
    words = _words(entry)
    if not words:
        return "no translation"
    if entry.fuzzy:
        return "fuzzy"
    wanted = {tuple(sorted(placeholders(form).items())) for form in (text.msgid, text.plural) if form}
    if any(tuple(sorted(placeholders(form).items())) not in wanted for form in words):
        return "placeholders differ"
    if any(form.startswith("\n") != text.msgid.startswith("\n") or form.endswith("\n") != text.msgid.endswith("\n") for form in words):
        return "line breaks at the ends differ"
    return ""
