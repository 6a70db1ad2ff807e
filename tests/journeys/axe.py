"""axe-core in a page: every rule it has, no exceptions."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from config.places import BASE_DIR

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
LONGEST = 3


@cache
def source() -> str:
    """The library, as `make setup` installs it from the lock file."""
    assert AXE.exists(), f"{AXE} is missing: run `make setup`"
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line a rule. It enters through the debugger: the page's own policy stays in force."""
    page.evaluate(source())
    # preload would fetch every style sheet again, for a rule about turning the screen that our sheets give no occasion for.
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
    assert found["passes"], "axe has looked at nothing"
    return [_line(rule) for rule in found["violations"]]


def _line(rule: dict[str, Any]) -> str:
    places = [f"{node['target']}: {node['html'][:160]}" for node in rule["nodes"][:LONGEST]]
    return f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])} times): {rule['help']}\n    " + "\n    ".join(places)
