"""Makes the empty database of the journeys ready, in a process of its own: tables, reference data, demo accounts, static files.

`python -m tests.journeys.prepare`, with the environment `tests.journeys.stack` gives it.
"""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

django.setup()

from django.utils import timezone  # noqa: E402 -- settings first
from django_celery_beat.models import IntervalSchedule, PeriodicTask  # noqa: E402 -- models need Django

from bureau import demo, translations  # noqa: E402
from config import preflight  # noqa: E402
from enterprises.models import Membership  # noqa: E402
from tests.journeys.earlier import grant_standard  # noqa: E402
from tests.journeys.register import MEMBER, fill_pool, fill_register  # noqa: E402

# Beat shall not be waited for; an administrator would change these rows just so.
SECONDS = {
    "outreach.deliver_messages": 1,
    "outreach.warn_deadlines": 2,
    "bureau.render_documents": 2,
    "licensing.keep_measure_dates": 2,
}


def main() -> None:
    """All of it, in the order `manage.py demo` does it."""
    translations.compile_stale()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("make_demo_seal", verbosity=0)
    demo.create_accounts()
    fill_register(timezone.now())
    fill_pool(timezone.now())
    owner = Membership.objects.select_related("enterprise", "user").get(user__username=MEMBER)
    grant_standard(owner.enterprise, owner=owner.user, today=timezone.localdate())
    for task, seconds in SECONDS.items():
        interval, _made = IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)
        changed = PeriodicTask.objects.filter(task=task).update(interval=interval)
        assert changed == 1, f"{task} has {changed} schedules"
    root = Path(settings.STATIC_ROOT)
    stamp, fingerprint = root.with_suffix(".stamp"), preflight.static_fingerprint()
    if not root.exists() or not stamp.exists() or stamp.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


if __name__ == "__main__":
    main()
