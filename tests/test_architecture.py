"""The rules of docs/working-together.md that no linter knows. There are no exceptions lists for sizes: split the thing instead."""

import ast
import graphlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from importlinter.cli import lint_imports

from bureau.models import Case

ROOT = Path(settings.BASE_DIR)
FLOORS = ("config", "complaints", "licensing", "outreach", "enterprises", "bureau")
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 400, 50, 150
ENGINE = {"bureau/workflow.py", "bureau/docket.py"}
# Receivers of save signals here only drop what is kept in process memory; rules belong into services and the workflow.
CACHE_INVALIDATION = {"bureau/calendar.py", "bureau/clock_rules.py", "bureau/message_templates.py", "complaints/catalogue.py"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
# Modules of rules: what time it is comes in as an argument.
TIMELESS = re.compile(
    r"^bureau/(workflow|docket|counting|calendar|clocks|numbering|sealing)\.py$|/(services|workflow|gates|effects)\.py$|/services/"
)
INLINE = {
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "on… handler": re.compile(r"\s(hx-)?on[a-z:-]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "evaluated hx-vals": re.compile(r"hx-(vals|headers)\s*=\s*[\"']\s*js:", re.IGNORECASE),
    "other host": re.compile(r"<(script|img|iframe|link|source|video|audio)\b[^>]*(src|href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
# Written in pieces so that this file is not its own first finding.
MACHINE_PATH = re.compile(
    "|".join(["/ho" + r"me/\w", "/ro" + "ot/", "/Us" + r"ers/\w", "/tm" + "p/w/", "/wo" + r"rk/(main|shared|\.library)\b"])
)
STATE_SQL = re.compile(r"update\s+\"?bureau_case\"?\s.*\bset\b.*\bstate\"?\s*=", re.IGNORECASE | re.DOTALL)
TEXT_FILES = frozenset(
    {".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".in", ".json", ".yml", ".yaml", ".sh", ".typ", ".po", ".csv", ".cfg", ""}
)


@cache
def house_files() -> tuple[Path, ...]:
    """What is or will be in the repository: not ignored, not deleted."""
    git = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for path in (ROOT / name for name in sorted(filter(None, listed.split("\0")))) if path.is_file())


@cache
def modules(*, with_tests: bool = False) -> dict[str, ast.Module]:
    """Our Python modules by path, parsed; without migrations, which are written by Django."""
    places = (*FLOORS, "tests", "bench", "deploy") if with_tests else FLOORS
    names = [path.relative_to(ROOT) for path in house_files() if path.suffix == ".py"]
    return {str(name): ast.parse((ROOT / name).read_text()) for name in names if name.parts[0] in places and "migrations" not in name.parts}


def templates() -> list[Path]:
    return [path for path in house_files() if path.suffix == ".html" and path.is_relative_to(ROOT / "templates")]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def called(node: ast.Call) -> str:
    """The last name of what is called: `update` of `Case.objects.filter().update()`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


# --- floors -----------------------------------------------------------------------------------------------------------
def test_floors_hold(monkeypatch):
    """The contracts of pyproject.toml, as `lint-imports` runs them."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0, "run `lint-imports` to see the broken contract"


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph(*FLOORS, include_external_packages=False, exclude_type_checking_imports=True, cache_dir=None)


def test_no_app_knows_config():
    graph = import_graph()
    roof = {"config"} | graph.find_descendants("config")
    guilty = {importer for module in roof for importer in graph.find_modules_that_directly_import(module)} - roof
    assert guilty == set()


def test_no_two_modules_import_each_other():
    graph = import_graph()
    sorter = graphlib.TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"import cycle: {' <- '.join(error.args[1])}")


def test_no_import_hides_in_a_function():
    found = [
        f"{name}:{inner.lineno}"
        for name, tree in modules(with_tests=True).items()
        # AppConfig.ready() is where Django wants what needs the models: the registries are filled there.
        if Path(name).name != "apps.py"
        for function in functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


# --- who may change what ----------------------------------------------------------------------------------------------
def case_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if issubclass(model, Case)}


def state_changes(tree: ast.Module, cases: set[str]) -> Iterator[ast.AST]:
    """Places that set `state`: by assignment, setattr, keyword of a write, or SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = (inner for target in targets for inner in ast.walk(target))
            yield from (inner for inner in parts if isinstance(inner, ast.Attribute) and inner.attr == "state")
        elif writes_state(node, cases):
            yield node


def writes_state(node: ast.AST, cases: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(STATE_SQL.search(node.value))
    return isinstance(node, ast.Call) and call_sets_state(node, cases)


def call_sets_state(call: ast.Call, cases: set[str]) -> bool:
    name = called(call)
    if name in {"update", "create", "get_or_create", "update_or_create"} | cases:
        return any(keyword.arg == "state" and not is_of_another_table(keyword.value) for keyword in call.keywords)
    literals = {inner.value for inner in ast.walk(call) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)}
    return name in {"setattr", "bulk_update"} and "state" in literals


def is_of_another_table(value: ast.expr) -> bool:
    """Tables with states of their own name them by their inner class (`Run.State.FAILED`); those of cases stand in workflow modules."""
    owner = value.value if isinstance(value, ast.Attribute) else None
    return getattr(owner, "attr", getattr(owner, "id", "")) == "State"


def test_only_the_engine_assigns_state():
    cases = case_models()
    found = [f"{name}:{node.lineno}" for name, tree in modules().items() if name not in ENGINE for node in state_changes(tree, cases)]
    assert found == [], "a case changes its state by bureau.workflow.perform(), which checks, records and tells"


@pytest.mark.parametrize(
    "source",
    [
        "case.state = 'closed'",
        "a, case.state = 1, 2",
        "Case.objects.filter(pk=1).update(state='closed')",
        "Case(state='closed')",
        "setattr(case, 'state', 'closed')",
        "Case.objects.bulk_update(found, ['state'])",
        'cursor.execute("UPDATE bureau_case SET version = 2, state = %s", [1])',
    ],
)
def test_every_way_to_assign_state_is_seen(source):
    assert list(state_changes(ast.parse(source), {"Case"})) != []


@pytest.mark.parametrize(
    "source",
    [
        "Case.objects.filter(state='open')",
        "if case.state == 'a': pass",
        "x = case.state",
        "Row(state=1)",
        "Run.objects.update(state=Run.State.FAILED)",
    ],
)
def test_reading_state_is_free(source):
    assert list(state_changes(ast.parse(source), {"Case"})) == []


def test_no_model_overrides_save():
    ours = {cls for model in apps.get_models() for cls in model.__mro__ if cls.__module__.split(".")[0] in FLOORS}
    assert {cls.__name__ for cls in ours if {"save", "save_base"} & vars(cls).keys()} == set()


def test_save_signals_only_drop_caches():
    signals = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed"}
    using = {
        name for name, tree in modules().items() if signals & {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
    }
    assert using == CACHE_INVALIDATION, "a rule in a save signal runs where nobody looks for it"


def test_rules_do_not_look_at_the_clock_on_the_wall():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if TIMELESS.search(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not node.args and called(node) in {"now", "today", "utcnow", "localdate", "localtime"}
    ]
    assert found == [], "pass `at`, `now` or `today`"


def test_nobody_flushes_the_shared_cache():
    """`clear()` of Django's Redis cache is FLUSHDB: it would empty the task queue and other test workers' keys too."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules(with_tests=True).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "clear" and ast.unparse(node.func) in {"cache.clear", "caches['default'].clear"}
    ]
    assert found == []


# --- sizes and names --------------------------------------------------------------------------------------------------
def test_no_module_is_too_long():
    assert {name: length for name in modules(with_tests=True) if (length := lines(ROOT / name)) > MAX_MODULE} == {}


def test_no_function_is_too_long():
    long = {
        f"{name}: {function.name}": size
        for name, tree in modules(with_tests=True).items()
        for function in functions(tree)
        if (size := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION
    }
    assert long == {}


def test_every_module_is_named_for_what_it_holds():
    parts = {name: {*Path(name).parts[:-1], Path(name).stem} for name in modules(with_tests=True)}
    assert [name for name, words in parts.items() if words & NAMELESS] == []


def test_no_file_knows_the_machine_it_was_written_on():
    found = []
    for path in house_files():
        if path.suffix in TEXT_FILES and (hit := MACHINE_PATH.search(path.read_text(errors="replace"))):
            found.append(f"{path.relative_to(ROOT)}: {hit.group()}")
    assert found == []


# --- templates --------------------------------------------------------------------------------------------------------
def test_there_are_templates_to_look_at():
    assert ROOT / "templates" / "base.html" in templates()


def test_templates_hold_nothing_the_browser_would_refuse():
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in templates()
        for what, pattern in INLINE.items()
        if pattern.search(re.sub(r"\{#.*?#\}", "", path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ("<style>p{}</style>", "style element"),
        ('<p class="a" style="x">', "style attribute"),
        ("<a onclick='x'>", "on… handler"),
        ("<b hx-on:click='x'>", "on… handler"),
        ("<a href='javascript:x'>", "javascript: address"),
        ("<img src='//cdn.example/x.png'>", "other host"),
    ],
)
def test_every_refused_thing_is_seen(html, what):
    assert INLINE[what].search(html)


def test_every_template_starts_by_saying_what_it_takes():
    """A comment naming blocks and context, first or right after `extends`, which Django wants first."""
    start = re.compile(r"\s*(\{%\s*extends [^%]*%\}\s*)?(\{#|\{%\s*comment)")
    assert [str(path.relative_to(ROOT)) for path in templates() if not start.match(path.read_text())] == []


def test_no_template_is_too_long():
    assert {str(path.relative_to(ROOT)): lines(path) for path in templates() if lines(path) > MAX_TEMPLATE} == {}


def test_templates_are_at_most_two_extends_deep():
    parents = {}
    for path in templates():
        if found := re.search(r"\{%\s*extends\s+[\"']([^\"']+)[\"']", path.read_text()):
            parents[str(path.relative_to(ROOT / "templates"))] = found.group(1)
    deep = [name for name, parent in parents.items() if parents.get(parents.get(parent, ""), "")]
    assert deep == [], "page -> staff_base.html -> base.html is as deep as it goes"
