"""`manage.py messages`: collect, check or compile the Chinese of the interface."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bureau import translations


class Command(BaseCommand):
    """Keeps the catalogues in `locale/`; needs no GNU gettext."""

    help = "Collect new interface texts into locale/; --check fails on a missing one, --compile writes the .mo files."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own annotation

    def add_arguments(self, parser: CommandParser) -> None:
        """One of two switches; none means collect."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--check", action="store_true", help="exit with 1 when a translation is missing, fuzzy or does not fit its text")
        group.add_argument("--compile", action="store_true", help="write the .mo files the running portal reads")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the switch says and tell what was done."""
        if options["check"]:
            self._check()
        elif options["compile"]:
            self.stdout.write(f"Compiled {len(translations.compile_catalogues())} catalogues.")
        else:
            changed = translations.update_catalogues()
            missing = len(translations.problems())
            self.stdout.write(f"{len(changed)} catalogues changed, {missing} entries need work (`manage.py messages --check` lists them).")

    def _check(self) -> None:
        found = translations.problems()
        for problem in found:
            self.stderr.write(str(problem))
        if found:
            raise CommandError(f"{len(found)} texts of the interface need work. Run `manage.py messages`, then translate them in locale/.")
        self.stdout.write("Every text of the interface has its Chinese.")
