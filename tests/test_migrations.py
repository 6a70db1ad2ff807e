"""Migrations: none missing, each named, reversible, schema and data apart; all the way down and up again."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

FLOORS = ("complaints", "licensing", "outreach", "enterprises", "bureau")
MIGRATIONS = sorted(path for app in FLOORS for path in (Path(settings.BASE_DIR) / app / "migrations").glob("[0-9]*.py"))
# A data change rides in RunPython or in RunSQL that writes rows; RunSQL that makes functions, triggers or sequences is schema.
WRITES_ROWS = re.compile(r"^\s*(insert\s+into|update\s|delete\s+from|copy\s)", re.IGNORECASE | re.MULTILINE)


def operations(path: Path) -> list[Operation]:
    module = importlib.import_module(f"{path.parent.parent.name}.migrations.{path.stem}")
    flat: list[Operation] = []
    for operation in module.Migration.operations:
        inner = operation.database_operations if isinstance(operation, migrations.SeparateDatabaseAndState) else [operation]
        flat += inner
    return flat


def changes_data(operation: Operation) -> bool:
    if isinstance(operation, migrations.RunPython):
        return True
    if not isinstance(operation, migrations.RunSQL):
        return False
    statements = operation.sql if isinstance(operation.sql, str) else "\n".join(str(part) for part in operation.sql)
    # What a function does when called is schema; only what runs now counts.
    return bool(WRITES_ROWS.search(re.sub(r"\$(\w*)\$.*?\$\1\$", "", statements, flags=re.DOTALL)))


def test_there_are_migrations_to_look_at():
    assert any(path.parent.parent.name == "bureau" for path in MIGRATIONS)


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration(capsys):
    call_command("makemigrations", "--check", "--dry-run", *[app for app in FLOORS if apps.get_app_config(app).models_module])


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
class TestEachMigration:
    def test_is_named_for_what_it_does(self, path):
        assert "_auto_" not in path.stem
        assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]{2,}", path.stem)

    def test_can_be_taken_back(self, path):
        assert [str(operation) for operation in operations(path) if not operation.reversible] == []

    def test_changes_either_schema_or_data(self, path):
        kinds = {changes_data(operation) for operation in operations(path)}
        assert len(kinds) <= 1, "one migration changes the schema, the next the rows: a long data change must not hold schema locks"

    def test_imports_no_model_of_today(self, path):
        imported = [node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        # A manager or a field is fine; a model would be today's, not the one of that migration.
        assert [name for name in imported if name.split(".")[-1] in {"services", "selectors", "docket", "workflow"}] == []


def test_no_app_has_two_last_migrations():
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db(transaction=True)
def test_the_house_can_be_taken_down_to_the_ground_and_built_again():
    """Backwards to nothing and forwards again, on the empty database of the test."""
    ours = [app for app in FLOORS if MigrationLoader(connection).graph.leaf_nodes(app)]
    try:
        for app in ours:
            call_command("migrate", app, "zero", verbosity=0, interactive=False)
        left = [name for name in connection.introspection.table_names() if name.split("_")[0] in ours]
        assert left == []
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    assert "bureau_case" in connection.introspection.table_names()
