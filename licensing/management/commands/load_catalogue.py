"""Load the power catalogue, or say what loading would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.tables import csv_table
from licensing.catalogue.loader import Report, compare_catalogue, load_catalogue
from licensing.catalogue.rows import FILE, InvalidCatalogue, read_file


class Command(BaseCommand):
    """`manage.py load_catalogue [--check] [--file PATH] [--report csv]`."""

    help = "Loads the power catalogue: versions what changed, ends what is missing, deletes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be asked for."""
        parser.add_argument("--check", action="store_true", help="only say what would change")
        parser.add_argument("--file", type=Path, default=FILE, help="another file of the same shape")
        parser.add_argument("--report", choices=["csv"], help="list every item and what became of it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report. Raises CommandError with every fault of the file."""
        now = timezone.now()
        try:
            source = read_file(options["file"])
            report = compare_catalogue(source) if options["check"] else load_catalogue(source, at=now, on=timezone.localdate(now))
        except InvalidCatalogue as error:
            raise CommandError("Nothing was loaded:\n" + "\n".join(error.faults)) from error
        self._tell(report, as_table=options["report"] == "csv")

    def _tell(self, report: Report, *, as_table: bool) -> None:
        if as_table:
            rows = list(report.rows())
            for line in csv_table(["code", "result"], rows, limit=len(rows), cut_off=""):
                self.stdout.write(line, ending="")
            return
        self.stdout.write(f"{report.line}. {report.unchecked} penalties have fine rules still to be compared with their article.")
