"""Settings of the test run: real services, quick password hashing, files in a temporary place."""

from config.settings.demo import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BASE_DIR / "var" / "test-private", "base_url": None},
    },
    # The manifest needs collectstatic; pages under test only need the names.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A seal of the tests' own, made by tests/conftest.py.
DOCUMENT_SEAL_KEY = str(BASE_DIR / "var" / "test-seal.p12")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
POW_MAX_NUMBER = 500
CELERY_TASK_ALWAYS_EAGER = False
