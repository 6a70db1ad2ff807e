"""What a dispute or petition brings with it: its own row, and the other side as a party whose name and ways to be reached are sealed."""

from collections.abc import Sequence
from typing import Any

from bureau.models import Party
from licensing.models import Application, MetrologyDispute, QualityPetition

NAME, CODE = 120, 18
PRIVATE = "个人"


def dispute_rows(application: Application, answers: dict[str, Any]) -> Sequence[Any]:
    """The rows of a metrology dispute, unsaved; written with the case."""
    name, code = _named(answers)
    return [MetrologyDispute(application=application, respondent_name=name, respondent_code=code), _respondent(application, answers)]


def petition_rows(application: Application, answers: dict[str, Any]) -> Sequence[Any]:
    """The rows of a quality petition, unsaved; written with the case."""
    name, code = _named(answers)
    return [QualityPetition(application=application, respondent_name=name, respondent_code=code), _respondent(application, answers)]


def _named(answers: dict[str, Any]) -> tuple[str, str]:
    """Name and code of the other side as the row keeps them: of a private person never the name."""
    if _is_private(answers):
        return PRIVATE, ""
    return str(answers.get("respondent_name") or "")[:NAME], str(answers.get("respondent_code") or "")[:CODE]


def _is_private(answers: dict[str, Any]) -> bool:
    return answers.get("respondent_type") == "person" or bool(answers.get("respondent_person_name"))


def _respondent(application: Application, answers: dict[str, Any]) -> Party:
    name = answers.get("respondent_person_name") if _is_private(answers) else answers.get("respondent_name")
    party = Party.sealed(
        Party.Part.RESPONDENT,
        name=str(name or ""),
        phone=str(answers.get("respondent_phone") or ""),
        address=str(answers.get("respondent_address") or ""),
    )
    party.case = application
    return party
