"""The server as a WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from attune.server import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attune.server.settings")
application = get_wsgi_application()
logs.configure(os.environ.get("ATTUNE_LOG_LEVEL", "INFO"))
