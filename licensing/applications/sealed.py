"""Personal answers as one sealed text, and the identity number among them."""

import json
from collections.abc import Mapping
from typing import Any

from bureau.sealing import Sealed
from licensing.guides.content import GuideContent
from licensing.models import Application

# Where the identity number of a person lies whose guide has no question for it (given at the window).
IDENTITY = "applicant_identity_number"


def sealed_text(personal: Mapping[str, Any]) -> str:
    """What goes into `Application.sealed_answers`; empty for none."""
    given = {code: value for code, value in personal.items() if value not in (None, "", [])}
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""


def personal_answers(application: Application) -> dict[str, Any]:
    """The personal answers in plain, for the process itself (a certificate to be written); a page asks for a logged reveal first.

    Raises UnsealError.
    """
    kept: Sealed | str = application.sealed_answers
    text = kept.open() if isinstance(kept, Sealed) else kept
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def identity_field(content: GuideContent, request: str) -> str:
    """The code of the question for the applicant's identity number: the first of that type; empty if the guide asks for none."""
    return next((one.code for one in content.fields_for(request) if one.type == "identity-number"), "")


def identity_number_of(application: Application, content: GuideContent) -> str:
    """The applicant's identity number, empty for an enterprise or where none was asked for. Raises UnsealError."""
    personal = personal_answers(application)
    return str(personal.get(IDENTITY) or personal.get(identity_field(content, application.request)) or "")
