"""Measure and print: submissions next to a bare view, the staff's lists on a big docket, a big import, a big register and ledger."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from bench import docket, imports, register, submission
from bench.server import web_server
from bureau import demo
from complaints.models import Complaint

TARGET_RATIO, TARGET_P95 = 0.40, 100.0
IMPORT_RATIO, IMPORT_MEGABYTES, IMPORT_ROUNDS = 0.25, 400, 3


class Command(BaseCommand):
    """Fills the database it is given: `make bench` gives it one of its own."""

    help = "Measure the portal; fills the database with a million cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much; smaller numbers for a quick look."""
        parser.add_argument("--cases", type=int, default=1_000_000)
        parser.add_argument("--repetitions", type=int, default=40)
        parser.add_argument("--only", choices=["submissions", "lists", "imports", "register"], help="measure one part only")
        parser.add_argument("--enterprises", type=int, default=1_000_000)
        parser.add_argument("--obligations", type=int, default=5_000_000)
        parser.add_argument("--rows", type=int, default=100_000, help="rows of the imported file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, measure, print."""
        self._prepare()
        only = options["only"]
        if only in (None, "submissions"):
            self._submissions()
        if only in (None, "lists"):
            self._lists(options["cases"], options["repetitions"])
        if only in (None, "imports"):
            self._imports(options["rows"])
        if only in (None, "register"):
            self._register(options["enterprises"], options["obligations"], options["repetitions"])

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
        self._pages(f"Staff lists with {cases:,} cases", timings, repetitions)

    def _register(self, enterprises: int, obligations: int, repetitions: int) -> None:
        write = self.stdout.write
        write(f"\nLoading {enterprises:,} enterprises and {obligations:,} obligations …")
        self.stdout.flush()
        write(f"  loaded in {register.load(enterprises, obligations):.0f} s")
        timings = register.measure(docket.staff_client(), repetitions)
        self._pages(f"Register and ledger with {enterprises:,} enterprises and {obligations:,} obligations", timings, repetitions)

    def _pages(self, what: str, timings: Sequence[docket.Timing], repetitions: int) -> None:
        write = self.stdout.write
        write(f"\n{what}, {repetitions} times each (milliseconds, whole request)")
        write(f"  {'page':48} {'median':>8} {'p95':>8} {'queries':>8}")
        for timing in timings:
            write(f"  {timing.name:48} {timing.median:8.1f} {timing.p95:8.1f} {timing.queries:8}")
        worst = max(timings, key=lambda timing: timing.p95)
        write(f"  slowest p95: {worst.p95:.1f} ms ({worst.name})   target {TARGET_P95:.0f} ms: {_verdict(worst.p95 <= TARGET_P95)}")

    def _imports(self, rows: int) -> None:
        result = imports.measure(rows, IMPORT_ROUNDS)
        write = self.stdout.write
        write(
            f"\nImport of an .xlsx of {rows:,} enterprises, 13 columns, into an empty register (rows per second, median of {IMPORT_ROUNDS})"
        )
        for name, steps in (
            ("bare COPY into a table exactly like the register", ["twin"]),
            ("bare COPY into a table without any index", ["plain"]),
            ("read, stage and check", ["check"]),
            ("take over", ["apply"]),
            ("the whole import", ["check", "apply"]),
        ):
            write(f"  {name:50} {result.rate(*steps):9,.0f}")
        ratio, peak = result.ratio("twin"), result.peak
        write(f"  ratio to the register's twin    {ratio:.2f}   target {IMPORT_RATIO:.2f}: {_verdict(ratio >= IMPORT_RATIO)}")
        write(f"  ratio to the table without any index {result.ratio('plain'):.3f}")
        write(f"  memory at most {peak:.0f} MB with the unpacker   target {IMPORT_MEGABYTES} MB: {_verdict(peak < IMPORT_MEGABYTES)}")


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
