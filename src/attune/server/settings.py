"""Settings of the server. The defaults run on a laptop; the environment changes them; secrets come from nowhere else.

ATTUNE_DATA           folder of the database, the published bundles and the demo's keys (./data)
ATTUNE_SECRET_KEY     secret of this installation; `attune demo` makes one by itself
ATTUNE_ALLOWED_HOSTS  names under which the server may be reached, separated by commas
ATTUNE_LOG_LEVEL      DEBUG, INFO, WARNING or ERROR (INFO)
DATABASE_URL          postgresql://USER:PASSWORD@HOST/NAME; without it everything is in DATA/attune.sqlite3
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from attune.paths import client_dir
from attune.server.errors import Misconfigured

DATA_DIR = Path(os.environ.get("ATTUNE_DATA", "data")).resolve()
BUNDLE_DIR = DATA_DIR / "bundle"

SECRET_KEY = os.environ.get("ATTUNE_SECRET_KEY", "")
if not SECRET_KEY:
    raise Misconfigured("ATTUNE_SECRET_KEY is not set. Set it to a long random text, or use `attune demo`.")

DEBUG = False
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ATTUNE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "attune.server.field",
    "attune.server.people",
    "attune.server.sync",
]
AUTH_USER_MODEL = "people.Account"
MIDDLEWARE = [
    "attune.server.middleware.RequestLog",
    "attune.server.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
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
LOG_LEVEL = os.environ.get("ATTUNE_LOG_LEVEL", "INFO")
