"""A mypy plugin that checks nothing: it fills in addresses so that django-stubs can read the settings without any service running."""

import os

from mypy.plugin import Plugin

# Never opened: types are checked against models, not rows.
os.environ.setdefault("DATABASE_URL", "postgres://types@127.0.0.1/types")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")


def plugin(version: str) -> type[Plugin]:
    """The entry point mypy asks for; `version` is mypy's own."""
    return Plugin
