"""The demo's settings plus one bare view to compare with. Throttles stay on, with limits a single load generator does not reach."""

from config.settings.demo import *

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
SUBMISSIONS_PER_HOUR = 10_000_000
# The citizen's browser pays for the proof of work, not the server; a small one lets the bench prepare thousands of them.
POW_MAX_NUMBER = 50
