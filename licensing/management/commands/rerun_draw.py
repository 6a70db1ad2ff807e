"""`manage.py rerun_draw SJ20260001`: run the draw of a plan again from its secret and pools, and compare it with what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from licensing.inspections.plans import State
from licensing.inspections.selectors import compare, plans


class Command(BaseCommand):
    """Says what comes out, and fails if that is not what is stored."""

    help = "Run the draw of a plan again and compare it with the stored result."

    def add_arguments(self, parser: CommandParser) -> None:
        """The number of the plan."""
        parser.add_argument("number", help="number of the plan, such as SJ20260001")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for an unknown or undrawn plan, and when the draw does not agree."""
        plan = plans().filter(number=options["number"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['number']}.")
        if plan.state != State.DRAWN:
            raise CommandError(f"{plan.number} is not drawn yet.")
        result = compare(plan)
        self.stdout.write(f"pool digest {result.stored.pool_digest}")
        self.stdout.write(f"seed        {result.stored.seed}")
        for rank, team in enumerate(result.computed.teams if result.computed else (), start=1):
            self.stdout.write(f"{rank:4d}. {team.enterprise}  {' '.join(team.officers)}")
        if not result.agrees:
            raise CommandError(f"{plan.number} does not agree: {', '.join(result.differences)}")
        self.stdout.write(self.style.SUCCESS(f"{plan.number} agrees."))
