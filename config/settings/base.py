"""Settings shared by every place the portal runs in. What differs comes from the environment."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.secret_paths import redact_event

# Lets generic Django classes be written with their types (`models.BinaryField[…]`) at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "config",
    "complaints",
    "licensing",
    "outreach",
    "enterprises",
    "bureau",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_celery_beat",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "health_check",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bureau.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bureau.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bureau.idle.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "bureau.context.portal",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
    }
}

STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BASE_DIR / "var" / "media"}},
    # Evidence and issued documents: never under a public URL, read only through a view that checks permission.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("PRIVATE_FILES", default=str(BASE_DIR / "var" / "private")), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- people and sessions ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "bureau.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "bureau:workbench"
ACCOUNT_LOGOUT_REDIRECT_URL = "bureau:home"
ACCOUNT_ADAPTER = "bureau.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# The second limit counts wrong codes of one user, whatever address they come from.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/15m/key"}
MFA_TOTP_ISSUER = "Bureau portal"
MFA_ADAPTER = "bureau.accounts.StaffMFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A desk left alone is signed out after this many seconds without a request.
STAFF_IDLE_SECONDS: int = env.int("STAFF_IDLE_SECONDS", default=30 * 60)
CSRF_FAILURE_VIEW = "bureau.views.errors.csrf_failure"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "bureau.accounts.locked_out"
AXES_CLIENT_IP_CALLABLE = "bureau.accounts.lockout_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
# Number of trusted reverse proxies in front of the portal; 0 means the peer address is the client's.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)

# --- keys -------------------------------------------------------------------------------------------------------------
SECRET_KEY: str = env.str("SECRET_KEY", default="")
# "id:base64-of-32-bytes" separated by commas; the last one seals, all of them open.
SEALING_KEYS: list[str] = env.list("SEALING_KEYS", default=[])
BLIND_INDEX_KEY: str = env.str("BLIND_INDEX_KEY", default="")
QUERY_CODE_KEY: str = env.str("QUERY_CODE_KEY", default="")
# The electronic seal: a PKCS#12 file, its password, and PEM certificates of earlier seals whose papers are still about.
DOCUMENT_SEAL_KEY: str = env.str("DOCUMENT_SEAL_KEY", default="")
DOCUMENT_SEAL_PASSWORD: str = env.str("DOCUMENT_SEAL_PASSWORD", default="")
DOCUMENT_SEAL_TRUST: list[str] = env.list("DOCUMENT_SEAL_TRUST", default=[])

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale" / app for app in ("bureau", "enterprises", "outreach", "licensing", "complaints")]
USE_I18N = True
# Days in English as the portal writes them everywhere: 15 April 2026.
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- what the browser may do ------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Above our own limit of ten, so that the eleventh file is refused in words and not by a bare 400.
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Celery -----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = f"redis+socket://{REDIS_URL.removeprefix('unix://')}" if REDIS_URL.startswith("unix://") else REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

# --- mail and SMS -----------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="portal@bureau.example")
SMS_BACKEND: str = env.str("SMS_BACKEND", default="gateway")  # gateway, aliyun
SMS_GATEWAY_URL: str = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_KEY: str = env.str("SMS_GATEWAY_KEY", default="")
SMS_SIGN_NAME: str = env.str("SMS_SIGN_NAME", default="楚州质监")
ALIYUN_SMS = {
    "access_key_id": env.str("ALIYUN_ACCESS_KEY_ID", default=""),
    "access_key_secret": env.str("ALIYUN_ACCESS_KEY_SECRET", default=""),
    "template_code": env.str("ALIYUN_SMS_TEMPLATE", default=""),
    "endpoint": env.str("ALIYUN_SMS_ENDPOINT", default="dysmsapi.aliyuncs.com"),
}

# --- public form ------------------------------------------------------------------------------------------------------
POW_MAX_NUMBER: int = env.int("POW_MAX_NUMBER", default=50_000)
SUBMISSIONS_PER_HOUR: int = env.int("SUBMISSIONS_PER_HOUR", default=20)
LOOKUPS_PER_HOUR: int = env.int("LOOKUPS_PER_HOUR", default=10)

# --- API and forms ----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["bureau.access.DenyAll"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {"TITLE": "Bureau portal API", "VERSION": "1.0.0", "SERVE_INCLUDE_SCHEMA": False}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- logs -------------------------------------------------------------------------------------------------------------
# One line of JSON an event. Tracebacks are printed without local variables: those can hold personal data.
# Anonymous means it: no address of a visitor is logged.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
_BEFORE_RENDERING: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    redact_event,
]
structlog.configure(
    processors=[*_BEFORE_RENDERING, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": _BEFORE_RENDERING,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
