#!/usr/bin/env python3
"""Command line of the portal. Starts the embedded database and cache first when none is configured."""

import os
import sys

from config import services


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    in_production = os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings.production"
    if not in_production and not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        try:
            services.ensure()
        except services.ServicesError as error:
            sys.exit(str(error))
    # Django must not load before the services are known.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
