"""One import in a process of its own, so that its memory can be measured. Called by `bench.imports`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bench import imports


class Command(BaseCommand):
    """Checks and takes over one claimed run; prints seconds and megabytes as JSON."""

    help = "Work on one import and print how long it took and how much memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run."""
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, print."""
        self.stdout.write(json.dumps(imports.work(options["run"])))
