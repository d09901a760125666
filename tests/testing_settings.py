"""The server's settings for tests: a secret that guards nothing, and a data folder that goes away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("ATTUNE_SECRET_KEY", "for tests alone")
if "ATTUNE_DATA" not in os.environ:
    os.environ["ATTUNE_DATA"] = tempfile.mkdtemp(prefix="attune-tests-")
    atexit.register(shutil.rmtree, os.environ["ATTUNE_DATA"], ignore_errors=True)

from attune.server.settings import *  # noqa: F403
from attune.server.settings import DATABASES

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and processes of a test meet as those of a server do.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['ATTUNE_DATA']}/tests.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; nothing here is secret
RATES: dict[str, tuple[int, int]] = {}  # tests hurry; those of the limits set their own
