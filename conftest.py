"""First thing any test run loads: the services, the settings, Django.

pytest-django reads the settings before any conftest when it finds DJANGO_SETTINGS_MODULE, and the settings need DATABASE_URL. So the
variable is set here and nowhere in pyproject.toml: pytest-django then waits, and finds Django set up. With `-n` the controller comes
through here before it starts its workers; they inherit the addresses and start nothing.
"""

import os

import django

from config import services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    try:
        services.ensure()
    except services.ServicesError as error:
        raise SystemExit(str(error)) from None
django.setup()

from bureau import translations  # noqa: E402 -- needs Django

# Pages are tested in the language people read; a catalogue changed since the last run is compiled, as `manage.py demo` does.
translations.compile_stale()

pytest_plugins = ["tests.plugins_people"]
