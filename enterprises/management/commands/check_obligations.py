"""Prove that the obligation ledger is what the sources want."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enterprises.obligations.ledger_proof import differences


class Command(BaseCommand):
    """Exits with an error that counts what is missing, superfluous and differing, by type of source."""

    help = "Prove that the obligation ledger equals what the sources want as of now."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report."""
        lines = [
            f"{one.source_type}: {one.missing} missing, {one.superfluous} superfluous, {one.differing} differing"
            for one in differences(at=timezone.now())
            if not one.is_none
        ]
        if lines:
            raise CommandError("The ledger differs from its sources:\n" + "\n".join(lines))
        self.stdout.write("The ledger is what its sources want.")
