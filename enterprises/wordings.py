"""The wordings of this floor's messages, loaded with the reference data like the ground floor's own."""

from pathlib import Path
from typing import Any

from bureau.message_templates import load_templates

DATA = Path(__file__).resolve().parent / "data" / "message_templates.json"


def load_with_reference_data(report: list[str], **_signal: Any) -> None:
    """Receiver of `reference_loading`."""
    report.append(f"enterprise message templates {load_templates(DATA)}")
