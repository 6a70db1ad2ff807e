"""Load the reference data; run again, nothing doubles."""

from typing import Any

from django.core.management.base import BaseCommand

from bureau.reference_data import load_reference


class Command(BaseCommand):
    """`manage.py load_reference`: offices, townships, categories, clock rules, message wording, and what the upper floors add."""

    help = "Loads the reference data that is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say in one line what was added."""
        self.stdout.write(f"Reference data: {', '.join(load_reference())}.")
