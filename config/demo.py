"""What a demo consists of: ports, processes and their environment."""

import os
import secrets
import sys
from dataclasses import dataclass, field

from config import preflight


@dataclass(frozen=True)
class Ports:
    """Where everything listens, and the key of the SMS gateway of this run."""

    bind: str
    web: int
    smtp: int
    http: int
    gateway_key: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    @classmethod
    def choose(cls, *, bind: str, web: int) -> "Ports":
        """The usual ports where they are free, others where not; the web port is the caller's choice."""
        return cls(bind=bind, web=web, smtp=preflight.free_port(2525), http=preflight.free_port(8025))

    @property
    def site(self) -> str:
        """Address of the portal, as one types it on this machine."""
        host = "127.0.0.1" if self.bind in ("0.0.0.0", "::") else self.bind  # noqa: S104 -- compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.web}"

    @property
    def postbox(self) -> str:
        """Address of the page that shows sent mail and SMS."""
        return f"http://127.0.0.1:{self.http}"


def environment(ports: Ports) -> dict[str, str]:
    """What the processes are told; DATABASE_URL and REDIS_URL are in the environment already."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.demo"),
        "SITE_URL": os.environ.get("SITE_URL", ports.site),
        "EMAIL_URL": f"smtp://127.0.0.1:{ports.smtp}",
        "SMS_GATEWAY_URL": f"{ports.postbox}/sms",
        "SMS_GATEWAY_KEY": ports.gateway_key,
        "SMS_BACKEND": "gateway",
        "WEB_BIND": f"[{ports.bind}]:{ports.web}" if ":" in ports.bind else f"{ports.bind}:{ports.web}",
        "PYTHONUNBUFFERED": "1",
    }


def process_commands(ports: Ports) -> dict[str, list[str]]:
    """Name and command line of each process, in the order they start; they stop in the opposite order."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config"]
    return {
        "postbox": [*python, "config.postbox", "--smtp-port", str(ports.smtp), "--http-port", str(ports.http)],
        "web": [*python, "gunicorn", "config.wsgi:application", "-c", "config/gunicorn.py"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler", "--loglevel", "INFO"],
    }
