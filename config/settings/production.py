"""Production: everything secret comes from the environment, and a missing or default secret stops the start."""

import os

from django.core.exceptions import ImproperlyConfigured

_REQUIRED = (
    "SECRET_KEY",
    "SEALING_KEYS",
    "BLIND_INDEX_KEY",
    "QUERY_CODE_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
    "EMAIL_URL",
)
_missing = [name for name in _REQUIRED if not os.environ.get(name)]
if _missing:
    raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(_missing)}. See README, 'Deploying for real'.")

from config.settings.base import *  # noqa: E402 -- all that is missing is said at once, before the first setting stumbles over it

DEMO = False
if SECRET_KEY.startswith(("demo-key", "django-insecure")) or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is a default or shorter than 50 characters; make one with `make secret`.")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]

if env.str("S3_BUCKET", default=""):
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
