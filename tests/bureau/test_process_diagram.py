"""The diagram of a process: derived from its table, nothing left out, nothing twice, nothing on top of something else."""

import re
from itertools import combinations, pairwise

import pytest
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import override

from bureau.layered_layout import find_back_edges, lay_out, layers_of
from bureau.models import Case
from bureau.process_diagram import arrows_of, draw, wrap
from bureau.roles import Role
from bureau.workflow import Transition, Workflow, workflows


class ParcelState(models.TextChoices):
    SENT = "sent", "寄出"
    HELD = "held", "扣留"
    CHECKED = "checked", "查验"
    HANDED_OVER = "handed-over", "交付"
    LOST = "lost", "丢失"


S = ParcelState
STAFF = frozenset({Role.CLERK, Role.OFFICER})
PARCEL = Workflow(
    kind="parcel",
    label="包裹",
    model=Case,
    states=ParcelState,
    initial=S.SENT,
    closed=frozenset({S.HANDED_OVER, S.LOST}),
    transitions=(
        Transition("check", (S.SENT,), S.CHECKED, "查验", STAFF, starts=("parcel-check", "secret"), basis="《邮政法》第一条"),
        Transition("check-again", (S.SENT, S.HELD), S.CHECKED, "再查验", STAFF),
        Transition("hold", (S.CHECKED,), S.HELD, "扣留", frozenset({Role.OFFICER})),
        Transition("hand-over", (S.SENT, S.CHECKED, S.HANDED_OVER), S.HANDED_OVER, "交付", STAFF),
        Transition("lose", (S.HELD,), S.LOST, "丢失", frozenset({Role.SYSTEM}), public=False),
        Transition("note", (S.SENT,), None, "备注", STAFF),
    ),
)


def test_steps_between_two_states_share_one_arrow_in_the_order_of_the_table():
    found = {edge: [step.name for step in steps] for edge, steps in arrows_of(PARCEL).items()}
    assert found == {
        ("sent", "checked"): ["check", "check-again"],
        ("sent", "handed-over"): ["hand-over"],
        ("held", "checked"): ["check-again"],
        ("held", "lost"): ["lose"],
        ("checked", "held"): ["hold"],
        ("checked", "handed-over"): ["hand-over"],
    }


def test_the_list_says_who_on_what_basis_and_which_named_clock_begins():
    steps = {(step.number, step.name): step for step in draw(PARCEL, clock_names={"parcel-check": "查验期限"}).steps}
    check = steps[1, "check"]
    assert (check.source, check.target, check.label) == ("寄出", "查验", "查验")
    assert (check.basis, check.clocks) == ("《邮政法》第一条", ("查验期限",))
    with override("en"):
        assert next(step for step in draw(PARCEL).steps if step.name == "hold").who == ("Enforcement officer",)


def test_layers_follow_the_longest_path_and_the_way_back_is_drawn_apart():
    diagram = draw(PARCEL)
    top = {node.state: node.box.y for node in diagram.nodes}
    assert top["sent"] < top["checked"] < top["held"]
    assert top["checked"] < top["handed-over"]
    assert {(arrow.source, arrow.target): arrow.line.is_back for arrow in diagram.arrows}["held", "checked"] is True
    assert sum(arrow.line.is_back for arrow in diagram.arrows) == 1


def test_steps_inside_the_house_are_drawn_as_such():
    diagram = draw(PARCEL)
    assert [(arrow.source, arrow.target) for arrow in diagram.arrows if arrow.is_internal] == [("held", "lost")]
    assert [step.name for step in diagram.steps if step.is_internal] == ["lose"]
    nodes = {node.state: node for node in diagram.nodes}
    assert nodes["lost"].is_closed
    assert nodes["sent"].is_initial


def test_circles_are_opened_where_the_walk_from_the_first_state_returns():
    names, edges = ["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b")]
    assert find_back_edges(names, edges) == {("c", "a"), ("c", "b")}
    assert layers_of(names, edges[:2]) == {"a": 0, "b": 1, "c": 2}


def overlaps(one, other):
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def crosses(line, box):
    """Whether a part of the path runs through the box: a straight one beside it, a bend beside no box at all."""
    points = [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)(?= [LC]|$)", line.path)]
    for (x, y), (to_x, to_y) in pairwise(points):
        low, high = sorted((y, to_y))
        beside = low < box.y + box.height and box.y < high
        if beside and (x != to_x or box.x < x < box.x + box.width):
            return True
    return False


FLOWS = [PARCEL, *workflows()]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.kind)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_and_every_arrow_appears_once_and_nothing_covers_a_box(flow, language):
    with override(language):
        diagram = draw(flow)
        again = draw(flow)
    assert diagram == again
    assert sorted(node.state for node in diagram.nodes) == sorted(flow.states.values)
    wanted = {
        (step.name, source, step.target) for step in flow.transitions for source in step.sources if step.target and source != step.target
    }
    drawn = [(name, arrow.source, arrow.target) for arrow in diagram.arrows for name in arrow.names]
    assert sorted(drawn) == sorted(wanted)
    assert [step.number for step in diagram.steps] == sorted(step.number for step in diagram.steps)
    assert len(diagram.steps) == len(drawn)
    boxes = [node.box for node in diagram.nodes]
    assert [pair for pair in combinations(boxes, 2) if overlaps(*pair)] == []
    assert [(arrow.number, box.name) for arrow in diagram.arrows for box in boxes if crosses(arrow.line, box)] == []
    assert all(box.x >= 0 and box.x + box.width <= diagram.width and box.y + box.height <= diagram.height for box in boxes)
    marks = [arrow.line.mark for arrow in diagram.arrows]
    assert len(set(marks)) == len(marks)


def test_complaints_are_among_the_processes_looked_at():
    assert "complaint" in {flow.kind for flow in FLOWS}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.kind)
def test_words_stay_inside_their_box(flow):
    with override("en"):
        for node in draw(flow).nodes:
            assert all(node.box.y < line.y < node.box.y + node.box.height for line in node.lines), node.label
            assert "".join(line.text for line in node.lines).replace(" ", "") == node.label.replace(" ", "")


def test_chinese_breaks_anywhere_other_writing_between_words():
    assert wrap("终止调解待告知双方", width=60) == ["终止调解", "待告知双", "方"]
    assert wrap("Waiting for acceptance", width=100) == ["Waiting for", "acceptance"]


def test_one_state_alone_is_a_drawing_too():
    layout = lay_out(["a"], [], width=100, height=40)
    assert (len(layout.boxes), layout.lines) == (1, ())


def test_the_component_shows_picture_and_list_without_inline_style():
    html = render_to_string("components/process_diagram.html", {"diagram": draw(PARCEL, clock_names={"parcel-check": "查验期限"})})
    assert html.count("<rect") == 5
    assert html.count("marker-end") == 6
    assert html.count('<p class="process-way">') == 6
    assert html.count("<strong>") == 7
    assert "查验期限" in html
    assert "style=" not in html
    assert "备注" not in html
