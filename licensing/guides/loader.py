"""The guides shipped as data (`licensing/data/guides/*.json`): read, checked, published. What was edited here is never overwritten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import make_aware

from licensing.guides.content import InvalidGuide, digest_of, read_guide
from licensing.models import Guide, PowerItem

DATA = Path(__file__).resolve().parent.parent / "data" / "guides"
KEYS = frozenset({"item", "valid_from", "content"})
MAX_NOTE = 300


@dataclass(frozen=True, slots=True)
class ShippedGuide:
    """One file: the guide of an item, in force from a day on."""

    item: str
    valid_from: date
    note: str
    content: Mapping[str, Any]


@dataclass(slots=True)
class LoadReport:
    """What came of each item: `published` anew, `unchanged`, `kept` as edited by an administrator, `skipped`: not in the catalogue."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in lines for the command that loads reference data."""
        said = [f"guides +{len(self.published)}"]
        said += [f"guides kept as edited here: {', '.join(self.kept)}"] if self.kept else []
        return said + ([f"guides without an item in the catalogue: {', '.join(self.skipped)}"] if self.skipped else [])


def load_guides(folder: Path = DATA) -> int:
    """Bring the shipped guides in. Returns how many versions were published; run twice, nothing doubles. Raises InvalidGuide."""
    return len(load_with_report(folder, at=timezone.now()).published)


def load_with_report(folder: Path = DATA, *, at: datetime) -> LoadReport:
    """Bring the shipped guides in and say what came of each. Nothing is written if one file is wrong (InvalidGuide names it)."""
    shipped = read_folder(folder)
    report = LoadReport()
    with transaction.atomic():
        for one in shipped:
            _load(one, report, at)
    return report


def read_folder(folder: Path) -> list[ShippedGuide]:
    """Every file of the folder, checked. Raises InvalidGuide with the faults of all of them, each with the name of its file."""
    shipped: list[ShippedGuide] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.json")):
        try:
            shipped.append(read_file(path))
        except InvalidGuide as error:
            faults += [f"{path.name}: {fault}" for fault in error.faults]
    if faults:
        raise InvalidGuide(faults)
    return shipped


def read_file(path: Path) -> ShippedGuide:
    """One file. Raises InvalidGuide."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidGuide([f"no JSON: {error}"]) from error
    if not isinstance(raw, dict) or not raw.keys() >= KEYS or raw.keys() - KEYS - {"note"}:
        raise InvalidGuide(["the file is an object with item, valid_from, content and perhaps a note"])
    if path.stem != str(raw["item"]).lower():
        raise InvalidGuide([f"the file of {raw['item']} is called after its item"])
    try:
        valid_from = date.fromisoformat(raw["valid_from"])
    except (TypeError, ValueError) as error:
        raise InvalidGuide([f"valid_from: {raw['valid_from']}"]) from error
    read_guide(raw["content"])
    return ShippedGuide(raw["item"], valid_from, str(raw.get("note", ""))[:MAX_NOTE], raw["content"])


def _load(one: ShippedGuide, report: LoadReport, at: datetime) -> None:
    """Publish one shipped guide if its item has none, or still the one shipped before."""
    item = PowerItem.objects.select_for_update().filter(code=one.item).first()
    if item is None:
        report.skipped.append(one.item)
        return
    versions = Guide.objects.filter(item=item)
    published = versions.filter(state=Guide.State.PUBLISHED).first()
    digest = digest_of(one.content)
    if published is not None and published.edited_by_id is not None:
        report.kept.append(one.item)
    elif published is not None and (published.digest or digest_of(published.content)) == digest:
        report.unchanged.append(one.item)
    else:
        last: int = versions.aggregate(last=Max("number"))["last"] or 0
        versions.filter(state=Guide.State.PUBLISHED).update(state=Guide.State.RETIRED, retired_at=at)
        Guide.objects.create(
            item=item,
            number=last + 1,
            state=Guide.State.PUBLISHED,
            content=one.content,
            digest=digest,
            note=one.note,
            edited_at=at,
            # Shipped ahead of its day or long after it: it counts from that day on, never from a day to come.
            published_at=min(at, make_aware(datetime.combine(one.valid_from, time.min))),
        )
        report.published.append(one.item)
