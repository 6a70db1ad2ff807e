"""Places the boxes and arrows of a directed graph in layers from top to bottom. Pure, deterministic, knows nothing of matters.

Longest path from the root gives the layer; arrows that would run upwards (the way back) are drawn apart. An arrow that passes a layer
gets a place of its own in it, so that it never crosses a box; order within a layer by the mean of the neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8
# Between two boxes of a layer, between a box and a passing arrow, between layers; the room of one arrow at the edge of a box.
GAP, LANE, LAYER_GAP, PORT, MARGIN = 28, 26, 84, 30, 16

Edge = tuple[str, str]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A placed box; `x`, `y` its upper left corner."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A placed arrow: an SVG path from its source to its target, and the place of its number beside the source."""

    edge: Edge
    path: str
    mark: Point
    is_back: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def find_back_edges(names: Sequence[str], edges: Sequence[Edge]) -> frozenset[Edge]:
    """The edges that lead back to where the walk from the first name came from; without them the graph has no circle."""
    following: dict[str, list[str]] = {name: [target for source, target in edges if source == name] for name in names}
    back: set[Edge] = set()
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        for target in following[name]:
            if target in way:
                back.add((name, target))
            elif target not in done:
                walk(target, (*way, target))
        done.add(name)

    for name in names:
        if name not in done:
            walk(name, (name,))
    return frozenset(back)


def layers_of(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest path that leads to each name. `edges` must hold no circle."""
    before: dict[str, list[str]] = {name: [source for source, target in edges if target == name] for name in names}
    depth: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in depth:
            depth[name] = max((measure(source) + 1 for source in before[name]), default=0)
        return depth[name]

    return {name: measure(name) for name in names}


def lay_out(names: Sequence[str], edges: Sequence[Edge], *, width: int, height: int) -> Layout:
    """Place boxes of one size and the arrows between them. The first name is the root; edges join different names, each once."""
    back = find_back_edges(names, edges)
    layer = layers_of(names, [edge for edge in edges if edge not in back])
    chains = {edge: _chain(edge, layer, is_back=edge in back) for edge in edges}
    drawing = _Drawing(names, layer, chains, width=width, height=height)
    return drawing.layout(back)


def _chain(edge: Edge, layer: Mapping[str, int], *, is_back: bool) -> list[str]:
    """The places an arrow takes from the upper to the lower box: its ends, and one in each layer it passes."""
    upper, lower = (edge[1], edge[0]) if is_back else edge
    passing = [f"{edge[0]}>{edge[1]}@{depth}" for depth in range(layer[upper] + 1, layer[lower])]
    return [upper, *passing, lower]


class _Drawing:
    """Works out the places; thrown away once they are known."""

    def __init__(
        self, names: Sequence[str], layer: Mapping[str, int], chains: Mapping[Edge, list[str]], *, width: int, height: int
    ) -> None:
        self.names, self.chains, self.height = names, chains, height
        self.depth = dict(layer)
        self.above: dict[str, list[str]] = {}
        self.below: dict[str, list[str]] = {}
        for chain in chains.values():
            for offset, place in enumerate(chain):
                self.depth[place] = self.depth[chain[0]] + offset
            for upper, lower in pairwise(chain):
                self.below.setdefault(upper, []).append(lower)
                self.above.setdefault(lower, []).append(upper)
        boxes = set(names)
        ports = {name: max(len(self.above.get(name, ())), len(self.below.get(name, ()))) for name in names}
        self.width = {place: max(width, PORT * (ports[place] + 1)) if place in boxes else 0 for place in self.depth}
        self.rows: list[list[str]] = [[] for _ in range(max(self.depth.values(), default=-1) + 1)]
        for place in self.depth:
            self.rows[self.depth[place]].append(place)
        self._order()
        self.centre = self._place()

    # --- order within the layers ---
    def _order(self) -> None:
        """Sort each layer by where its neighbours stand, down and up again, and keep the order with the fewest crossings."""
        best, fewest = [list(row) for row in self.rows], self._crossings()
        for sweep in range(SWEEPS):
            downwards = sweep % 2 == 0
            for row in self.rows if downwards else reversed(self.rows):
                neighbours = self.above if downwards else self.below
                rank = self._ranks()
                row.sort(key=lambda place: _mean([rank[one] for one in neighbours.get(place, ())], rank[place]))
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(row) for row in self.rows], crossings
        self.rows = best

    def _ranks(self) -> dict[str, float]:
        """Where each place stands in its layer, from 0 to 1, so that layers of different length compare."""
        return {place: (position + 0.5) / len(row) for row in self.rows for position, place in enumerate(row)}

    def _crossings(self) -> int:
        rank = self._ranks()
        total = 0
        for row in self.rows:
            pairs = [(rank[upper], rank[lower]) for upper in row for lower in self.below.get(upper, ())]
            total += sum((a - c) * (b - d) < 0 for position, (a, b) in enumerate(pairs) for c, d in pairs[position + 1 :])
        return total

    # --- places ---
    def _place(self) -> dict[str, int]:
        """The middle of every place: near the mean of its neighbours, in order, never closer than the gaps allow."""
        centre: dict[str, float] = {}
        for row in self.rows:
            offsets = self._offsets(row)
            centre.update({place: offset - offsets[-1] / 2 for place, offset in zip(row, offsets, strict=True)})
        for sweep in range(SWEEPS):
            for row in self.rows if sweep % 2 else reversed(self.rows):
                wanted = [
                    _mean([centre[one] for one in (*self.above.get(place, ()), *self.below.get(place, ()))], centre[place]) for place in row
                ]
                offsets = self._offsets(row)
                moved = _nondecreasing([want - offset for want, offset in zip(wanted, offsets, strict=True)])
                centre.update({place: move + offset for place, move, offset in zip(row, moved, offsets, strict=True)})
        left = min((centre[place] - self.width[place] / 2 for place in centre), default=0)
        return {place: round(middle - left) + MARGIN for place, middle in centre.items()}

    def _offsets(self, row: Sequence[str]) -> list[float]:
        """How far from the first each place of a layer must stand at least."""
        offsets = [0.0]
        for one, other in pairwise(row):
            gap = GAP if self.width[one] and self.width[other] else LANE
            # Two passing arrows need less room than a box and an arrow.
            offsets.append(offsets[-1] + self.width[one] / 2 + gap + self.width[other] / 2)
        return offsets

    def _top(self, place: str) -> int:
        return MARGIN + self.depth[place] * (self.height + LAYER_GAP)

    def layout(self, back: frozenset[Edge]) -> Layout:
        """Boxes and arrows as the drawing has them."""
        boxes = tuple(
            Box(name, self.centre[name] - self.width[name] // 2, self._top(name), self.width[name], self.height) for name in self.names
        )
        ports = self._ports()
        lines = tuple(self._line(edge, ports, is_back=edge in back) for edge in self.chains)
        right = max((self.centre[place] + self.width[place] // 2 for place in self.centre), default=0)
        bottom = max((box.y + box.height for box in boxes), default=0)
        return Layout(boxes, lines, right + MARGIN, bottom + MARGIN)

    def _ports(self) -> dict[tuple[Edge, str], int]:
        """Where each arrow leaves or reaches a box: spread along its edge, in the order of where the arrows go."""
        at: dict[tuple[str, bool], list[tuple[int, int, Edge]]] = {}
        for number, (edge, chain) in enumerate(self.chains.items()):
            at.setdefault((chain[0], True), []).append((self.centre[chain[1]], number, edge))
            at.setdefault((chain[-1], False), []).append((self.centre[chain[-2]], number, edge))
        ports: dict[tuple[Edge, str], int] = {}
        for (name, _is_bottom), found in at.items():
            step = self.width[name] / (len(found) + 1)
            left = self.centre[name] - self.width[name] / 2
            for position, (_towards, _number, edge) in enumerate(sorted(found), start=1):
                ports[edge, name] = round(left + step * position)
        return ports

    def _line(self, edge: Edge, ports: Mapping[tuple[Edge, str], int], *, is_back: bool) -> Line:
        """The path through its places: straight down past each layer, bent only between layers, where no box stands."""
        chain = self.chains[edge]
        upper, lower = chain[0], chain[-1]
        points: list[Point] = [(ports[edge, upper], self._top(upper) + self.height)]
        for place in chain[1:-1]:
            points += [(self.centre[place], self._top(place)), (self.centre[place], self._top(place) + self.height)]
        points.append((ports[edge, lower], self._top(lower)))
        if is_back:
            points.reverse()
        return Line(edge, _path(points), _beside(points[0], is_back=is_back), is_back)


def _path(points: Sequence[Point]) -> str:
    """An SVG path that leaves and reaches each point vertically."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for to_x, to_y in rest:
        middle = (y + to_y) // 2
        parts.append(f"L{to_x} {to_y}" if x == to_x else f"C{x} {middle} {to_x} {middle} {to_x} {to_y}")
        x, y = to_x, to_y
    return " ".join(parts)


def _beside(start: Point, *, is_back: bool) -> Point:
    """The middle of the number of an arrow: on it, just outside the box it leaves."""
    return start[0], start[1] + (-PORT // 2 if is_back else PORT // 2)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _nondecreasing(values: Iterable[float]) -> list[float]:
    """The nearest values in the least squares that never decrease: neighbours out of order share their mean."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            earlier, size = blocks.pop()
            total, count = total + earlier, count + size
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]
