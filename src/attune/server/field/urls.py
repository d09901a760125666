from __future__ import annotations

from django.urls import path, re_path

from attune.server.field import views

urlpatterns = [
    path("", views.not_built, name="shell"),
    re_path(r"^bundle/(?P<name>[a-z][a-z0-9-]*\.(?:json|sig))$", views.pointer, name="bundle-pointer"),
    re_path(
        r"^bundle/(?P<release>[A-Za-z0-9][A-Za-z0-9._-]*)/(?P<part>[A-Za-z0-9][A-Za-z0-9._-]*)$",
        views.part,
        name="bundle-part",
    ),
]
