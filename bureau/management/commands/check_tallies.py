"""Prove that the dashboard's figures equal the docket's rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bureau.tallies import differences


class Command(BaseCommand):
    """Exits with an error that names every figure that differs."""

    help = "Prove that the figures of the dashboard equal the rows of the docket."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report."""
        found = differences()
        if found:
            lines = [f"{measure} of {kind}: {real} in the docket, {shown} shown" for measure, kind, real, shown in found]
            raise CommandError("Figures differ:\n" + "\n".join(lines))
        self.stdout.write("Every figure equals the docket.")
