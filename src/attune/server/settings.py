"""Settings of the server. The defaults run on a laptop; the environment changes them; secrets come from nowhere else.

ATTUNE_DATA           folder of the database, the published bundles and the demo's keys (./data)
ATTUNE_SECRET_KEY     secret of this installation; `attune demo` makes one by itself
ATTUNE_ALLOWED_HOSTS  names under which the server may be reached, separated by commas
ATTUNE_ADDRESS        address under which phones and browsers reach the server (http://127.0.0.1:8000)
ATTUNE_PROXIES        how many reverse proxies of ours stand in front of it (0)
ATTUNE_LOG_LEVEL      DEBUG, INFO, WARNING or ERROR (INFO)
ATTUNE_METRICS_TOKEN  who shows it may read /metrics from elsewhere; without it only this machine may
DATABASE_URL          postgresql://USER:PASSWORD@HOST/NAME; without it everything is in DATA/attune.sqlite3
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from attune.paths import client_dir
from attune.server.errors import Misconfigured

DATA_DIR = Path(os.environ.get("ATTUNE_DATA", "data")).resolve()
BUNDLE_DIR = DATA_DIR / "bundle"

SECRET_KEY = os.environ.get("ATTUNE_SECRET_KEY", "")
if not SECRET_KEY:
    raise Misconfigured("ATTUNE_SECRET_KEY is not set. Set it to a long random text, or use `attune demo`.")

DEBUG = False
ADDRESS = os.environ.get("ATTUNE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
if urlsplit(ADDRESS).scheme not in ("http", "https") or not urlsplit(ADDRESS).hostname:
    raise Misconfigured("ATTUNE_ADDRESS is not an address. Write it like https://attune.example.org")
HTTPS = urlsplit(ADDRESS).scheme == "https"
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ATTUNE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
if "*" not in ALLOWED_HOSTS and urlsplit(ADDRESS).hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(str(urlsplit(ADDRESS).hostname))

# What a proxy of ours says of the browser behind it is believed; what a browser says of itself is not.
PROXIES = os.environ.get("ATTUNE_PROXIES", "0")
if not PROXIES.isdecimal():
    raise Misconfigured(
        "ATTUNE_PROXIES is not a number. Behind one reverse proxy it is 1, without any it is 0."
    )
ALLAUTH_TRUSTED_PROXY_COUNT = int(PROXIES)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "attune.server.field",
    "attune.server.people",
    "attune.server.sync",
    "attune.server.console",
]
AUTH_USER_MODEL = "people.Account"
MIDDLEWARE = [
    "attune.server.middleware.RequestLog",
    "attune.server.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "attune.server.console.errors.CalmPages",
    "attune.server.middleware.OneErrorShape",
    "attune.server.middleware.RateLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "attune.server.urls"
WSGI_APPLICATION = "attune.server.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # a push of a phone, compressed: wire.MOST_PACKED

# SQLite: one process writes. A transaction takes the write lock when it begins, so that none fails half way for want of it.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'attune.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of requests, and second factors that were used. One process counts in its own memory; several share a table.
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
_TABLE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "attune_cache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}
CACHES = {
    "default": _MEMORY if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3" else _TABLE,
    "process": _MEMORY | {"LOCATION": "process"},
}

# Requests that one address (one phone's token, where the route asks for one) may make: number, seconds.
RATES = {
    "api:enrol": (60, 60),
    "api:sign_in": (30, 60),
    "api:stores": (60, 60),
    "api:sync": (1800, 60),
}

# Signing in. Accounts are made by an operator: nobody signs up, and no e-mail is sent or needed.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "attune.server.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/console/sign-in"
MFA_ADAPTER = "attune.server.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "Attune"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are off: the code before and the one after count too
LOGIN_URL = "/console/sign-in"
LOGIN_REDIRECT_URL = "/console/"

# Cookies of the console; phones have none. Over HTTPS their names themselves bind them to this host.
SESSION_COOKIE_NAME = "__Host-attune" if HTTPS else "attune"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-attune-csrf" if HTTPS else "attune-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ADDRESS]
CSRF_FAILURE_VIEW = "attune.server.views.csrf_failed"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

# The built field app lies at the root of the site: /, /assets/…, /service-worker.js, /manifest.webmanifest. Files
# with a hash in their name are kept for ever, all others are asked for anew; the .br and .gz copies are made by the build.
WHITENOISE_ROOT = client_dir() if client_dir().is_dir() else None
WHITENOISE_INDEX_FILE = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"
WHITENOISE_MAX_AGE = 0
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
STATIC_URL = "/static/"

LOGGING_CONFIG = None
METRICS_TOKEN = os.environ.get("ATTUNE_METRICS_TOKEN", "")
LOG_LEVEL = os.environ.get("ATTUNE_LOG_LEVEL", "INFO")
