"""Proving the catalogue's file row by row. Every fault is collected: whoever edits the file puts it right in one go."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from licensing.catalogue.citations import citation, citation_fault
from licensing.catalogue.fine_rows import read_fine, read_other_article
from licensing.catalogue.rows import Basis, InvalidCatalogue, ItemRow, Law, digest_of
from licensing.catalogue.subjects import RANKS, SUBJECTS
from licensing.models import PowerKind

CODES: Mapping[str, re.Pattern[str]] = {
    PowerKind.PERMIT: re.compile(r"XK-\d{2}"),
    PowerKind.PENALTY: re.compile(r"CF-\d{3}"),
    PowerKind.MEASURE: re.compile(r"QZ-\d{2}"),
    PowerKind.OTHER: re.compile(r"QT-\d{2}"),
}
# 行政处罚法 article 9, and what special laws order besides.
SANCTIONS = frozenset(
    {
        *("警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "责令改正", "责令停止使用", "责令停产停业", "责令关闭"),
        *("暂扣许可证件", "降低资质等级", "吊销许可证件", "吊销营业执照", "限制从业"),
    }
)
MEASURE_TYPES = frozenset({"行政强制措施", "行政强制执行"})
OF_A_PENALTY = frozenset({"act", "sanctions", "fines", "fines_from", "doubt"})
KNOWN = OF_A_PENALTY | {"code", "kind", "name", "subject", "condition", "basis", "measure", "checked", "since"}
# The widths of the columns.
MOST_WORDS: Mapping[str, int] = {"name": 300, "act": 300, "condition": 300, "doubt": 300}
MOST_CITED = 160


def read_catalogue(source: Mapping[str, Any]) -> list[ItemRow]:
    """The rows of a file, each proved. Raises InvalidCatalogue with every fault of every row."""
    reader = _Reader()
    since = reader.day(source.get("since"), "since")
    laws = {key: law for key, raw in _mapping(source.get("laws")).items() if (law := reader.law(key, raw)) is not None}
    items = source.get("items")
    if not isinstance(items, list) or not items:
        raise InvalidCatalogue([*reader.faults, "items: none"])
    rows = [reader.item(raw, position, laws, since) for position, raw in enumerate(items, start=1)]
    counts = Counter(row.code for row in rows if row.code)
    reader.faults += [f"{code}: {times} items of this code" for code, times in counts.items() if times > 1]
    if reader.faults:
        raise InvalidCatalogue(reader.faults)
    return [replace(row, digest=digest_of(row)) for row in rows]


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Any) -> str:
    return raw.strip() if isinstance(raw, str) else ""


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


@dataclass(slots=True)
class _Reader:
    """Builds typed values and collects faults as sentences that begin with their place."""

    faults: list[str] = field(default_factory=list)

    def day(self, raw: Any, place: str) -> date:
        try:
            return date.fromisoformat(raw)
        except (TypeError, ValueError):
            self.faults.append(f"{place}: no day “{raw}”")
            return date.min

    def law(self, key: str, raw: Any) -> Law | None:
        place, given = f"laws.{key}", _mapping(raw)
        before = len(self.faults)
        if not _text(given.get("name")):
            self.faults.append(f"{place}: no name")
        if given.get("rank") not in RANKS:
            self.faults.append(f"{place}: unknown rank “{given.get('rank')}”")
        if given.get("subject") not in SUBJECTS:
            self.faults.append(f"{place}: unknown subject “{given.get('subject')}”")
        version = self.day(given.get("version"), f"{place}.version")
        if len(self.faults) > before:
            return None
        return Law(name=_text(given["name"]), version=version, rank=given["rank"], subject=given["subject"])

    def item(self, raw: Any, position: int, laws: Mapping[str, Law], since: date) -> ItemRow:
        """One row; what is wrong with it is noted, and an empty value stands in its place."""
        given = _mapping(raw)
        code, kind = _text(given.get("code")), _text(given.get("kind"))
        place = code or f"items[{position}]"
        self.faults += [f"{place}: unknown field “{name}”" for name in sorted(set(given) - KNOWN)]
        self._code(code, kind, place)
        bases = tuple(basis for one in _list(given.get("basis")) if (basis := self._basis(one, laws, place)) is not None)
        if not _list(given.get("basis")):
            self.faults.append(f"{place}: rests on no law")
        measure = self._measure(given.get("measure"), laws, place) if kind == PowerKind.MEASURE else None
        row = ItemRow(
            code=code,
            kind=kind,
            name=_name(given, kind),
            subject=_text(given.get("subject")) or (bases[0].law.subject if bases else ""),
            act=_text(given.get("act")),
            condition=_text(given.get("condition")),
            sanctions=self._sanctions(given, place),
            fines=tuple(read_fine(one, laws, place, self.faults) for one in _list(given.get("fines"))),
            fines_from=tuple(read_other_article(one, laws, place, self.faults) for one in _list(given.get("fines_from"))),
            measure=measure,
            bases=bases,
            checked=given.get("checked", not _list(given.get("fines"))) is True,
            doubt=_text(given.get("doubt")),
            since=self.day(given["since"], f"{place}.since") if "since" in given else since,
        )
        self._words(row, given, place)
        return row

    def _code(self, code: str, kind: str, place: str) -> None:
        if kind not in CODES:
            self.faults.append(f"{place}: unknown kind “{kind}”")
        elif not CODES[kind].fullmatch(code):
            self.faults.append(f"{place}: no code of a {kind}")

    def _words(self, row: ItemRow, given: Mapping[str, Any], place: str) -> None:
        """Names and the like: there, not too long, and no penalty's fields on another kind."""
        if not row.name:
            self.faults.append(f"{place}: no name")
        if row.subject not in SUBJECTS and row.bases:
            self.faults.append(f"{place}: unknown subject “{row.subject}”")
        for name, most in MOST_WORDS.items():
            if len(getattr(row, name)) > most:
                self.faults.append(f"{place}: {name} longer than {most}")
        if row.doubt and row.checked:
            self.faults.append(f"{place}: in doubt and yet compared with the article")
        foreign: set[str] = set() if row.kind == PowerKind.PENALTY else set(OF_A_PENALTY)
        foreign |= {"measure"} if row.kind != PowerKind.MEASURE else set()
        self.faults += [f"{place}: a {row.kind} has no {name}" for name in sorted(foreign & set(given))]

    def _basis(self, raw: Any, laws: Mapping[str, Law], place: str) -> Basis | None:
        given = _mapping(raw)
        law, article, paragraph = laws.get(_text(given.get("law"))), given.get("article"), given.get("paragraph")
        cited, item = _text(given.get("cited")), _text(given.get("item"))
        if law is None:
            self.faults.append(f"{place}: unknown law “{given.get('law')}”")
        if not isinstance(article, int) or isinstance(article, bool) or not 0 < article < 1000:
            self.faults.append(f"{place}: no number of an article: {article}")
            return None
        if paragraph is not None and (not isinstance(paragraph, int) or not 0 < paragraph < 100):
            self.faults.append(f"{place}: no number of a paragraph: {paragraph}")
            return None
        fault = citation_fault(cited, article=article, paragraph=paragraph, item=item)
        if fault:
            self.faults.append(f"{place}: {fault}")
        if law is None or fault:
            return None
        words = citation(law.name, cited)
        if len(words) > MOST_CITED:
            self.faults.append(f"{place}: citation longer than {MOST_CITED}")
        return Basis(law=law, article=article, paragraph=paragraph, item=item, citation=words)

    def _sanctions(self, given: Mapping[str, Any], place: str) -> tuple[str, ...]:
        """None at all is right where the article leaves the sanction to another law."""
        sanctions = tuple(one for one in _list(given.get("sanctions")) if isinstance(one, str))
        self.faults += [f"{place}: unknown sanction “{one}”" for one in sanctions if one not in SANCTIONS]
        return sanctions

    def _measure(self, raw: Any, laws: Mapping[str, Law], place: str) -> dict[str, Any]:
        """A compulsory measure: {"type", "act", "target", "limit": {"days", "extended_by", "citation"} or None}."""
        given = _mapping(raw)
        if given.get("type") not in MEASURE_TYPES:
            self.faults.append(f"{place}: unknown type of measure “{given.get('type')}”")
        if not _text(given.get("act")) or not _text(given.get("target")):
            self.faults.append(f"{place}: a measure names what is done to what")
        limit = self._limit(given["limit"], laws, place) if given.get("limit") is not None else None
        return {"type": given.get("type"), "act": _text(given.get("act")), "target": _text(given.get("target")), "limit": limit}

    def _limit(self, raw: Any, laws: Mapping[str, Law], place: str) -> dict[str, Any]:
        given = _mapping(raw)
        days = {name: given.get(name) for name in ("days", "extended_by")}
        if not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in days.values()):
            self.faults.append(f"{place}: a time limit in days, not {list(days.values())}")
        return {**days, "citation": read_other_article([given.get("law"), given.get("cited")], laws, place, self.faults)}


def _name(given: Mapping[str, Any], kind: str) -> str:
    """A penalty is called after its act, a measure after what is done to what; the others have a name of their own."""
    if _text(given.get("name")):
        return _text(given["name"])
    if kind == PowerKind.PENALTY and _text(given.get("act")):
        return f"对{_text(given['act'])}的处罚"
    measure = _mapping(given.get("measure"))
    if kind == PowerKind.MEASURE and measure:
        return f"{_text(measure.get('act'))}：{_text(measure.get('target'))}"
    return ""
