"""Settings of the product under the journeys: those of the demo, with names of its own in a Redis that others use too."""

from config.settings import demo
from config.settings.demo import *  # noqa: F403

# Prefix of every cache key and name of the task queue: a demo running on the same Redis neither sees nor runs anything of ours.
JOURNEY = demo.env.str("JOURNEY")
CACHES = {"default": {**demo.CACHES["default"], "KEY_PREFIX": JOURNEY}}
CELERY_TASK_DEFAULT_QUEUE = JOURNEY
# The real, hashed names: a missing static file is found here, not in production.
STATIC_ROOT = demo.BASE_DIR / "var" / "journeys" / "static"
