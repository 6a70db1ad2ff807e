"""`manage.py demo_data`: fill an empty bureau with ninety made-up days. A second run adds nothing."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.tallies import differences
from config.demo_data.build import Built, build
from config.demo_data.diary import SHANGHAI

# A day given by hand is looked at after office hours.
EVENING = time(18, 0)


class Command(BaseCommand):
    """Refuses outside the demo: the accounts it needs have public passwords."""

    help = "Add the demo bureau: accounts, about 120 enterprises, 30 permits, 30 penalty matters and 220 complaints of the last 90 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which day is today, and how much."""
        parser.add_argument("--today", type=date.fromisoformat, help="the day to build up to (default: today in Shanghai)")
        parser.add_argument("--scale", type=float, default=1.0, help="how much of the demo (1 = about 220 matters)")

    def handle(self, *arguments: str, **options: Any) -> None:
        """Build and say what came of it. Raises CommandError outside the demo."""
        if not settings.DEMO:
            raise CommandError("Demo data are added only with the demo settings (DEMO = True).")
        built = build(now=_moment(options["today"]), scale=options["scale"])
        self._report(built, quietly=options["verbosity"] == 0)

    def _report(self, built: Built, *, quietly: bool) -> None:
        for measure, kind, real, shown in differences() if built.matters else ():
            self.stderr.write(f"The figure {measure} of {kind} is {shown} but the docket has {real}.")
        if quietly:
            return
        if not (built.matters or built.enterprises):
            self.stdout.write("The demo bureau is there already; nothing was added.")
            return
        self.stdout.write(
            f"Demo bureau: {built.accounts} accounts, {built.enterprises} enterprises, {built.matters} matters, {built.steps} steps, "
            f"{built.messages} messages of the past.\n"
            f"Permits, filings and inspections: {built.permits} matters.\n"
            f"Penalties and compulsory measures: {built.penalties} matters."
        )


def _moment(today: date | None) -> datetime:
    now = timezone.now()
    if today is None or today == timezone.localdate(now):
        return now
    return datetime.combine(today, EVENING, SHANGHAI)
