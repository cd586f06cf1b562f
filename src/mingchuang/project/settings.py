"""Django settings, all of them derived from :class:`mingchuang.project.config.Config`."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from mingchuang.project.config import Config

CONFIG = Config()
DATA = CONFIG.folder
PACKAGE = Path(__file__).resolve().parents[1]


def _secret_key() -> str:
    """Return the key that ``setup`` wrote; before setup, one that lives as long as the process."""
    path = DATA / "keys" / "django"
    return path.read_text().strip() if path.exists() else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = CONFIG.debug
ALLOWED_HOSTS = CONFIG.hosts
CSRF_TRUSTED_ORIGINS = CONFIG.trusted_origins

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "axes",
    "csp",
    "mingchuang.ledger",
    "mingchuang.records",
    "mingchuang.pages",
    "mingchuang.frame",
    "mingchuang.units",
    "mingchuang.people",
    "mingchuang.publishing",
    "mingchuang.catalogue",
    "mingchuang.columns",
    "mingchuang.leadership",
    "mingchuang.disclosures",
    "mingchuang.portal",
    "mingchuang.search",
    "mingchuang.progress",
    "mingchuang.desk",
    "mingchuang.demo",
    "mingchuang.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mingchuang.frame.middleware.LanguageOfAddress",
    "mingchuang.portal.middleware.OldAddressesAnswer",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mingchuang.people.middleware.IdleTimeout",
    "mingchuang.catalogue.holidays.Middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mingchuang.project.urls"
WSGI_APPLICATION = "mingchuang.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.contrib.auth.context_processors.auth",
                "mingchuang.frame.context.site",
                "mingchuang.people.access.desk",
            ],
            "builtins": ["mingchuang.frame.templatetags.frame"],
        },
    }
]


def _postgresql(url: str) -> dict:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(mode: str, pragmas: str) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "mingchuang.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": mode, "timeout": 20, "init_command": pragmas},
        "TEST": {"NAME": DATA / "test.sqlite3"},
    }


# Two aliases on one database. `public` sees one read-only snapshot per request: under IMMEDIATE
# every reader would take the write lock.
if CONFIG.database_url:
    DATABASES = {
        "default": _postgresql(CONFIG.database_url),
        "public": {
            **_postgresql(CONFIG.public_database_url or CONFIG.database_url),
            "OPTIONS": {
                "isolation_level": 3,  # psycopg.IsolationLevel.REPEATABLE_READ
                "options": "-c default_transaction_read_only=on",
            },
            "TEST": {"MIRROR": "default"},
        },
    }
else:
    DATABASES = {
        "default": _sqlite(
            "IMMEDIATE",
            # secure_delete: what is deleted (lists of persons, salts) is overwritten in the file.
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;",
        ),
        "public": {
            **_sqlite("DEFERRED", "PRAGMA query_only=ON;"),
            "TEST": {"MIRROR": "default"},
        },
    }
DATABASE_ROUTERS = ["mingchuang.project.routing.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("people:sign-in")
LOGIN_REDIRECT_URL = reverse_lazy("desk:home")
LOGOUT_REDIRECT_URL = reverse_lazy("portal:home")
AXES_FAILURE_LIMIT = CONFIG.sign_in_tries
AXES_COOLOFF_TIME = CONFIG.lock_minutes / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "mingchuang.people.desk.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "mingchuang.people.desk.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
IDLE_SECONDS = CONFIG.idle_minutes * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.secure
SECURE_HSTS_SECONDS = 31536000 if CONFIG.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.secure else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}


def _mail(url: str) -> dict:
    """Return Django's mail settings for a mail server, or for files in the data folder."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(DATA / "mail"),
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


globals().update(_mail(CONFIG.mail_url))
DEFAULT_FROM_EMAIL = CONFIG.mail_from
EMAIL_TIMEOUT = 5  # seconds; the worker numbers nothing while it waits for a mail server
EMAIL_SUBJECT_PREFIX = ""
EMAIL_USE_LOCALTIME = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "blobs"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff", "woff2", "png", "gz", "br"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_BYTES = CONFIG.upload_mb * 1024 * 1024
FORM_RENDERER = "mingchuang.frame.forms.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if CONFIG.log_json
        else structlog.dev.ConsoleRenderer(),
    ],
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False)
            if CONFIG.log_json
            else structlog.dev.ConsoleRenderer(),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
