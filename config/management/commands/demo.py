"""`manage.py demo`: the whole product on one machine, with made-up data. Behind `make run`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau import translations
from bureau.demo import ACCOUNTS, current_code
from config import preflight, services
from config.demo import Ports, environment, process_commands
from config.demo_data.enterprise_accounts import ENTERPRISE_ACCOUNTS
from config.places import VAR, open_folder
from config.supervisor import Supervisor

STAMP = VAR / "static.stamp"


class Command(BaseCommand):
    """Prepares the data, starts web, worker, beat and postbox, watches them until Ctrl-C."""

    help = "Start the portal with demo data, an embedded database and a postbox that shows sent mail and SMS."
    # The database may not exist yet; checks run with `migrate`.
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own annotation

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and two ways to do only a part."""
        parser.add_argument("--port", type=int, default=8000, help="port of the portal (default 8000)")
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--prepare-only", action="store_true", help="migrate and load the data, start nothing")
        parser.add_argument("--codes", action="store_true", help="print the sign-in codes of this moment and end")

    def handle(self, *arguments: str, **options: Any) -> None:
        """Run until told to stop. Raises CommandError with a sentence when something is in the way or ends on its own."""
        if options["codes"]:
            self._say_accounts()
            return
        ports = Ports.choose(bind=options["bind"], web=options["port"])
        obstacle = preflight.obstacle(bind=ports.bind, port=ports.web, folder=open_folder(VAR))
        if obstacle and not options["prepare_only"]:
            raise CommandError(obstacle)
        try:
            running = services.ensure()
        except services.ServicesError as error:
            raise CommandError(str(error)) from error
        # Links in messages and letters that are made while preparing lead to the port chosen here.
        settings.SITE_URL = ports.site
        self._prepare()
        if not options["prepare_only"]:
            self._run(ports, running)

    def _prepare(self) -> None:
        """All steps may be repeated; nothing doubles."""
        self._say("Preparing the database and the demo data …", "正在准备数据库和演示数据……")
        translations.compile_stale()
        call_command("make_demo_seal", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("demo_data", verbosity=0)
        fingerprint = preflight.static_fingerprint()
        if not settings.STATIC_ROOT.exists() or not STAMP.exists() or STAMP.read_text() != fingerprint:
            call_command("collectstatic", interactive=False, verbosity=0)
            STAMP.write_text(fingerprint)

    def _run(self, ports: Ports, running: services.Services) -> None:
        supervisor = Supervisor(logs=VAR / "log", folder=settings.BASE_DIR, environment=environment(ports))
        supervisor.stop_on_signals()
        try:
            for name, command in process_commands(ports).items():
                supervisor.start(name, command)
            failure = supervisor.wait_for(lambda: preflight.is_answering(ports.bind, ports.web), seconds=60)
            if not failure:
                self._say_where(ports)
                failure = supervisor.watch(running.failure)
            self._say("Stopping …", "正在停止……")
        finally:
            supervisor.stop()
            running.stop()
        if failure:
            raise CommandError(failure)
        self._say("Everything has stopped.", "已全部停止。")

    def _say_where(self, ports: Ports) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"  门户 Portal                  {ports.site}/"))
        self.stdout.write(f"  已发邮件和短信 Sent mail, SMS  {ports.postbox}/")
        self.stdout.write(f"  日志 Logs                    {VAR / 'log'}")
        self._say_accounts()
        self._say("Ctrl-C stops everything.", "按 Ctrl-C 全部停止。")

    def _say_accounts(self) -> None:
        self.stdout.write("\n  演示账号 Demo accounts (role · user name · password · code now; `make codes` prints fresh codes)")
        for account in ACCOUNTS:
            code = f" · {current_code(account.totp_secret, timezone.now())}" if account.totp_secret else ""
            self.stdout.write(f"    {account.role_label} · {account.username} · {account.password}{code}")
        for person in ENTERPRISE_ACCOUNTS:
            self.stdout.write(f"    {person.role_label} · {person.phone} · {person.password} · 无需验证码 no code needed")
        self.stdout.write("")
        sys.stdout.flush()

    def _say(self, english: str, chinese: str) -> None:
        self.stdout.write(f"{english} {chinese}")
        self.stdout.flush()
