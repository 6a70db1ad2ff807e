"""Measure and print: submissions per second next to a bare view, then the staff's lists on a big docket."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from bench import docket, submission
from bench.server import web_server
from bureau import demo
from complaints.models import Complaint

TARGET_RATIO, TARGET_P95 = 0.40, 100.0


class Command(BaseCommand):
    """Fills the database it is given: `make bench` gives it one of its own."""

    help = "Measure the portal; fills the database with a million cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much; smaller numbers for a quick look."""
        parser.add_argument("--cases", type=int, default=1_000_000)
        parser.add_argument("--repetitions", type=int, default=40)
        parser.add_argument("--only", choices=["submissions", "lists"], help="measure one half only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, measure, print."""
        self._prepare()
        if options["only"] != "lists":
            self._submissions()
        if options["only"] != "submissions":
            self._lists(options["cases"], options["repetitions"])

    def _prepare(self) -> None:
        """Tables, reference data, people, static files."""
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        demo.create_accounts()

    def _submissions(self) -> None:
        with web_server() as address:
            result = submission.measure(address)
        write = self.stdout.write
        write("\nComplaint submissions through the real form, and a bare Django view doing one INSERT (requests per second)")
        write("  bare view  " + "  ".join(f"{rate:7.0f}" for rate in result.bare))
        write("  real form  " + "  ".join(f"{rate:7.0f}" for rate in result.form))
        write(f"  complaints stored: {Complaint.objects.count()}")
        write(f"  ratio, median of the rounds: {result.ratio:.2f}   target {TARGET_RATIO:.2f}: {_verdict(result.ratio >= TARGET_RATIO)}")

    def _lists(self, cases: int, repetitions: int) -> None:
        write = self.stdout.write
        write(f"\nLoading {cases:,} cases …")
        self.stdout.flush()
        write(f"  loaded in {docket.load(cases):.0f} s")
        timings = docket.measure(docket.staff_client(), reverse("bureau:workbench"), repetitions)
        write(f"\nStaff lists with {cases:,} cases, {repetitions} times each (milliseconds, whole request)")
        write(f"  {'page':42} {'median':>8} {'p95':>8} {'queries':>8}")
        for timing in timings:
            write(f"  {timing.name:42} {timing.median:8.1f} {timing.p95:8.1f} {timing.queries:8}")
        worst = max(timings, key=lambda timing: timing.p95)
        write(f"  slowest p95: {worst.p95:.1f} ms ({worst.name})   target {TARGET_P95:.0f} ms: {_verdict(worst.p95 <= TARGET_P95)}")


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
