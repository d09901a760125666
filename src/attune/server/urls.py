"""Addresses of the server. The field app's own files come before these (see static.py)."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from attune.server import views
from attune.server.api import api
from attune.server.operate import views as operate

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", operate.ready, name="ready"),
    path("metrics", operate.figures, name="metrics"),
    path("api/v1/", api.urls),
    path("console", RedirectView.as_view(url="/console/"), name="console"),
    path("console/", include("attune.server.console.urls")),
    path("", include("attune.server.field.urls")),
]

handler400 = "attune.server.views.bad_request"
handler403 = "attune.server.views.forbidden"
handler404 = "attune.server.views.not_found"
handler500 = "attune.server.views.server_error"
