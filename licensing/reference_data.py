"""What this floor cannot work without, loaded with the house's reference data: the catalogue, the guides, the wordings of its messages."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from bureau.message_templates import load_templates
from licensing.catalogue.loader import load_catalogue
from licensing.fines.loading import load_discretion
from licensing.guides.loader import load_with_report as load_guides_with_report

DATA = Path(__file__).resolve().parent / "data"


def load_with_reference_data(report: list[str], **_signal: Any) -> None:
    """Receiver of `bureau.signals.reference_loading`. The catalogue first: guides belong to its items."""
    now = timezone.now()
    report.append(load_catalogue(at=now, on=timezone.localdate(now)).line)
    report.append(load_discretion())
    report.extend(load_guides_with_report(at=now).lines())
    for path in sorted(DATA.glob("messages_*.json")):
        report.append(f"licensing {path.stem} {load_templates(path)}")
