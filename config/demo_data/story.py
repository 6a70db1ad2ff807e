"""What a made-up matter tells: one story is told several times, each time about another shop, town, sum and day."""

from dataclasses import dataclass

Ground = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A text with places left open: {shop}, {town}, {amount} (yuan) and {day}; `ending` may also use {recovered}.

    `trades`: how the names of such businesses end. `ending`: what a complaint was settled with, what verification of a report found, or
    the answer to a question. `ground`: a complaint that is not accepted, by which point of article 16 and why. `outcome`: of a report.
    `picture`: which drawing the citizen hands in.
    """

    title: str
    text: str
    category: str
    trades: tuple[str, ...] = ()
    wish: str = ""
    low: int = 20
    high: int = 200
    ending: str = ""
    ground: Ground | None = None
    outcome: str = ""
    picture: str = ""
    language: str = "zh-hans"
