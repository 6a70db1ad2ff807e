"""A process as a picture and as a list, both derived from its transition table, so that neither can tell another story than the engine.

States are boxes, steps between two of them are arrows; several steps between the same two states share one arrow. Steps inside the house
are drawn too, lighter and named as such: without them the picture would fall apart, and the table is public anyway (`/api/workflows/`).
Arrows carry the numbers of the list, which is the text alternative and all that a narrow screen shows. Pure: no database, no clock on the
wall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from bureau.layered_layout import Box, Line, lay_out
from bureau.roles import Role
from bureau.workflow import Transition, Workflow

# Sizes in the drawing's own units: a full-width character at the size of the style sheet, a line, the room around the words.
CHARACTER, LINE_HEIGHT, PADDING, BOX_WIDTH = 15, 20, 12, 156
WORDS_WIDTH = BOX_WIDTH - 2 * PADDING


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of words in the drawing; x is its middle."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Node:
    """A state. `is_closed`: nobody owes a step any more."""

    state: str
    label: str
    is_initial: bool
    is_closed: bool
    box: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """The way from one state to another; `number` stands in the drawing and in the list."""

    number: int
    source: str
    target: str
    names: tuple[str, ...]
    is_internal: bool
    line: Line


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list: a step, between which states, who takes it, on what basis, and which periods begin with it."""

    number: int
    name: str
    label: str
    source: str
    target: str
    who: tuple[str, ...]
    basis: str
    clocks: tuple[str, ...]
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture and the list of one process."""

    kind: str
    label: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    steps: tuple[Step, ...]
    width: int
    height: int


def draw(flow: Workflow, *, clock_names: Mapping[str, str] | None = None) -> Diagram:
    """The diagram of a process in the reader's language. `clock_names`: what to call the clocks; one without a name is left out."""
    merged = arrows_of(flow)
    wrapped = {state: wrap(flow.state_label(state)) for state in _states(flow)}
    height = max(len(lines) for lines in wrapped.values()) * LINE_HEIGHT + 2 * PADDING
    layout = lay_out(list(wrapped), list(merged), width=BOX_WIDTH, height=height)
    arrows = tuple(_arrow(number, line, merged[line.edge]) for number, line in enumerate(layout.lines, start=1))
    return Diagram(
        kind=flow.kind,
        label=str(flow.label),
        nodes=tuple(_node(flow, box, wrapped[box.name]) for box in layout.boxes),
        arrows=arrows,
        steps=tuple(_step(flow, arrow, step, clock_names or {}) for arrow in arrows for step in merged[arrow.source, arrow.target]),
        width=layout.width,
        height=layout.height,
    )


def arrows_of(flow: Workflow) -> dict[tuple[str, str], list[Transition]]:
    """The steps that lead from one state to another, by the two states: first those from the beginning, in the table's order."""
    place = {state: position for position, state in enumerate(_states(flow))}
    found = [
        (place[source], position, source, step)
        for position, step in enumerate(flow.transitions)
        if step.target is not None
        for source in dict.fromkeys(map(str, step.sources))
        if source != step.target
    ]
    merged: dict[tuple[str, str], list[Transition]] = {}
    for _place, _position, source, step in sorted(found, key=lambda one: one[:2]):
        merged.setdefault((source, str(step.target)), []).append(step)
    return merged


def _states(flow: Workflow) -> list[str]:
    """Every state, the first one first."""
    return [str(flow.initial), *(state for state in flow.states.values if state != flow.initial)]


def _arrow(number: int, line: Line, steps: Sequence[Transition]) -> Arrow:
    return Arrow(number, *line.edge, tuple(step.name for step in steps), not any(step.public for step in steps), line)


def _node(flow: Workflow, box: Box, lines: Sequence[str]) -> Node:
    top = box.y + (box.height - len(lines) * LINE_HEIGHT) // 2
    # The foot of a line of writing lies about three quarters down its height.
    placed = tuple(TextLine(text, box.x + box.width // 2, top + LINE_HEIGHT * row + LINE_HEIGHT * 3 // 4) for row, text in enumerate(lines))
    return Node(
        state=box.name,
        label=flow.state_label(box.name),
        is_initial=box.name == flow.initial,
        is_closed=box.name in flow.closed,
        box=box,
        lines=placed,
    )


def _step(flow: Workflow, arrow: Arrow, step: Transition, clock_names: Mapping[str, str]) -> Step:
    return Step(
        number=arrow.number,
        name=step.name,
        label=str(step.label),
        source=flow.state_label(arrow.source),
        target=flow.state_label(arrow.target),
        who=tuple(str(role.label) for role in Role if role in step.by),
        basis=step.basis,
        clocks=tuple(clock_names[code] for code in step.starts if code in clock_names),
        is_internal=not step.public,
    )


# --- words in a box ---------------------------------------------------------------------------------------------------
def wrap(text: str, *, width: int = WORDS_WIDTH) -> list[str]:
    """The text in lines that fit the width: Chinese breaks anywhere, other writing between words."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _length(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    """What may not be broken: single Chinese characters, words with the space behind them."""
    pieces: list[str] = []
    for character in text:
        joins = pieces and not _is_wide(character) and not _is_wide(pieces[-1][-1]) and not pieces[-1].endswith(" ")
        if joins:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _length(text: str) -> float:
    return sum(CHARACTER if _is_wide(character) else CHARACTER * 0.56 for character in text)
