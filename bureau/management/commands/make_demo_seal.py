"""Make the electronic seal of the demo; run again, the seal stays."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.eseal import DEMO_NAME, make_demo_seal


class Command(BaseCommand):
    """`manage.py make_demo_seal`: a self-signed seal where DOCUMENT_SEAL_KEY points to, for trying out."""

    help = "Makes a self-signed electronic seal at DOCUMENT_SEAL_KEY if there is none. For the demo only."
    # Without a seal the check of the seal fails, which is what this command is there to mend.
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own annotation

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say so. Raises CommandError in production, where a seal proves something."""
        if not settings.DEMO:
            raise CommandError("A self-signed seal is for the demo only. In production DOCUMENT_SEAL_KEY names the bureau's own seal.")
        if not settings.DOCUMENT_SEAL_KEY:
            raise CommandError("DOCUMENT_SEAL_KEY is not set.")
        made = make_demo_seal(Path(settings.DOCUMENT_SEAL_KEY), password=settings.DOCUMENT_SEAL_PASSWORD, at=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{'Made' if made else 'Kept'} the electronic seal “{DEMO_NAME}”.")
