"""Words for the codes an entry of the register holds: townships, industries, tags, in the reader's language or the language asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from bureau.models import Township
from enterprises.models import Industry, Tag

CHINESE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Labels:
    """Code to label of everything there is, retired ones too; `open_*` are those a new entry may take."""

    townships: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    open_townships: frozenset[str] = frozenset()
    open_tags: frozenset[str] = frozenset()
    section_of: dict[str, str] = field(default_factory=dict)

    def industry(self, section: str, division: str) -> str:
        """The closest word for an industry: its division, else its section."""
        return self.divisions.get(division, "") or self.sections.get(section, "") or division or section

    def tag_words(self, codes: Iterable[str]) -> list[str]:
        """Labels of tags; the code itself for one that is gone."""
        return [self.tags.get(code, code) for code in codes]


def load_labels(language: str | None = None) -> Labels:
    """All labels in the language of the reader, or the one named. Three queries."""
    townships, industries, tags = list(Township.objects.all()), list(Industry.objects.all()), list(Tag.objects.all())
    with translation.override(language or translation.get_language()):
        return Labels(
            townships=_words(townships),
            sections=_words(row for row in industries if row.is_section),
            divisions=_words(row for row in industries if not row.is_section),
            tags=_words(tags),
            open_townships=frozenset(row.code for row in townships if row.active),
            open_tags=frozenset(row.code for row in tags if row.active),
            section_of={row.code: row.section for row in industries if not row.is_section},
        )


def _words(rows: Iterable[Any]) -> dict[str, str]:
    return {row.code: str(row) for row in rows}
