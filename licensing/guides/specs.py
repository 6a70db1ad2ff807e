"""The parts of a guide as typed values, and when a dependent question or paper is asked. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD_TYPES = frozenset(
    {"text", "textarea", "integer", "decimal", "date", "choice", "choices", "yes-no", "phone", "email", "uscc", "identity-number"}
)
REQUESTS = ("new", "renewal", "change", "reissue", "cancellation")
APPLICANTS = ("enterprise", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition on an earlier answer: the field holds one of these values (for "yes-no": "yes" or "no")."""

    field: str
    is_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value to choose, and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One question of the form.

    `prefill`: where an answer may come from: "enterprise.<attribute>", "equipment.<attribute>", "certificate.<fact>", "person.name",
    "person.phone". `personal`: sealed, shown masked. `requests`: empty means all. `unit` is printed behind a number.
    """

    code: str
    label: str
    type: str
    section: str = ""
    required: bool = True
    help: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: str = ""
    maximum: str = ""
    max_length: int = 200
    pattern: str = ""
    pattern_words: str = ""
    when: When | None = None
    prefill: str = ""
    personal: bool = False
    requests: tuple[str, ...] = ()
    # Dates only: "past" or "future" (today counts in both).
    lies: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSpec:
    """One paper asked for. `kind`: "original", "copy" or "electronic"; `copies` for paper at the window.

    `waived_when_on_file`: the bureau has it in its own register and does not ask again (e.g. the business licence).
    """

    code: str
    name: str
    required: bool = True
    kind: str = "electronic"
    copies: int = 1
    note: str = ""
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    sample: str = ""
    when: When | None = None
    requests: tuple[str, ...] = ()
    waived_when_on_file: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSpec:
    """One way of applying: within which days it is decided, and whether on the spot.

    `decision_clock`: code of the clock rule of the decision; `promised_days` (working days): the bureau's own shorter promise, 0 for none.
    `needs_check`: an on-site check must have been signed before the decision. `on_the_spot`: a clerk may decide at once (行政许可法 34).
    `window_days`: a renewal is asked for at least so many days before the certificate ends (行政许可法 50: 30), 0 where nothing ends.
    """

    request: str
    label: str
    decision_clock: str = "permit-decision"
    promised_days: int = 0
    on_the_spot: bool = False
    needs_check: bool = False
    window_days: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One line of the on-site checklist."""

    code: str
    text: str
    basis: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpec:
    """One step as the applicant reads it."""

    title: str
    text: str
    days: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSpec:
    """What the applicant gets. `kind` empty: no certificate, only a letter.

    `letter`: code of the letter kind that is the certificate. `validity_months` 0: without end. `series`: key of the number series.
    `facts`: codes of the answers the certificate states, in the order they are printed. `holding`: what it becomes in the enterprise
    register ("equipment", "certificate", "person" or empty), `holding_kind` the kind of that certificate there.
    """

    name: str
    kind: str = ""
    letter: str = ""
    series: str = ""
    validity_months: int = 0
    facts: tuple[str, ...] = ()
    holding: str = ""
    holding_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideContent:
    """A whole guide. Plain texts are Chinese; lists of texts are printed as numbered lines.

    `third_party_interest`: a hearing must be considered. `safety`: articles 78 and 79 bar new applications. `unconfirmed` lists what rests
    on rules that could not be compared with their text: shown on screen as such.

    `delegated_by`: the body for which the item is decided here (行政许可法 24), empty where the bureau decides by its own power; then
    `review_body` is the government of that body's level, to which one applies for review (行政复议法 19 para. 3, 24 para. 1 item 1).
    """

    summary: str
    applicants: tuple[str, ...]
    who: str
    conditions: tuple[str, ...]
    refusal_grounds: tuple[str, ...] = ()
    requests: tuple[RequestSpec, ...]
    sections: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...]
    materials: tuple[MaterialSpec, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    steps: tuple[StepSpec, ...]
    fee: str
    fee_basis: str = ""
    result: ResultSpec
    validity: str = ""
    renewal: str = ""
    remedies: tuple[str, ...] = ()
    delegated_by: str = ""
    review_body: str = ""
    consultation: str = ""
    complaint_channel: str = ""
    place: str = ""
    hours: str = ""
    safety: bool = False
    third_party_interest: bool = False
    unconfirmed: tuple[str, ...] = ()

    def request_spec(self, request: str) -> RequestSpec | None:
        """How one may ask for this; None if one may not."""
        return next((one for one in self.requests if one.request == request), None)

    def fields_for(self, request: str) -> tuple[FieldSpec, ...]:
        """The questions of one way of applying, in order."""
        return tuple(one for one in self.fields if not one.requests or request in one.requests)

    def materials_for(self, request: str, answers: Mapping[str, Any]) -> tuple[MaterialSpec, ...]:
        """The papers one way of applying needs, given the answers so far."""
        asked = (one for one in self.materials if not one.requests or request in one.requests)
        return tuple(one for one in asked if applies(one.when, answers))


def applies(when: When | None, answers: Mapping[str, Any]) -> bool:
    """Whether a dependent question or paper is asked, given the answers so far."""
    if when is None:
        return True
    answer = answers.get(when.field)
    if isinstance(answer, bool):
        answer = "yes" if answer else "no"
    given = answer if isinstance(answer, list | tuple) else [answer]
    return any(str(one) in when.is_in for one in given)
