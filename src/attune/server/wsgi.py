"""The server as a WSGI application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from attune.server import logs
from attune.server.operate.process import end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attune.server.settings")
if parent := os.environ.get("PARENT_OF_ATTUNE"):  # `attune serve` started this process
    end_with(int(parent))
application = get_wsgi_application()
logs.configure(os.environ.get("ATTUNE_LOG_LEVEL", "INFO"))

# What is loaded now stays; and a push makes and lets go of thousands of small objects. Looking through all of them for cycles after
# every seven hundred, as Python does by itself, takes a fifth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)


def _compute_beside_requests() -> None:
    from attune.server.sync import background  # the models must be there

    background.start()


_compute_beside_requests()
