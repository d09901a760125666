"""The server in this process, with a small built app and bundle of its own."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest


@dataclass(frozen=True)
class Site:
    """The server's folders and a browser's way in."""

    client: Path
    bundle: Path

    def get(self, path: str, **headers: str):
        """GET `path`, read to the end into `body`; headers are written accept_encoding="br"."""
        from django.test import Client

        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        response = Client(HTTP_HOST="localhost", raise_request_exception=False).get(path, **named)
        # Read to its end, it is closed. Closing it by hand would look after the database, which these tests may not touch.
        response.body = b"".join(response) if response.streaming else response.content
        return response


@pytest.fixture(scope="session")
def django(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
    os.environ["ATTUNE_SECRET_KEY"] = "for tests alone"
    os.environ["ATTUNE_DATA"] = str(tmp_path_factory.mktemp("data"))
    import django as framework

    framework.setup()


@pytest.fixture
def site(django: None, tmp_path: Path) -> Iterator[Site]:
    from django.test import override_settings

    site = Site(client=tmp_path / "client", bundle=tmp_path / "bundle")
    _build_client(site.client)
    _publish(site.bundle, release="2030.1-abc123")
    with override_settings(WHITENOISE_ROOT=str(site.client), BUNDLE_DIR=site.bundle):
        yield site


def _build_client(folder: Path) -> None:
    (folder / "assets").mkdir(parents=True)
    script = b"console.log('attune');" * 50
    (folder / "index.html").write_text("<!doctype html><title>Attune</title>")
    (folder / "service-worker.js").write_text("// the service worker")
    (folder / "manifest.webmanifest").write_text('{"name": "Attune"}')
    (folder / "assets" / "index-1a2b3c.js").write_bytes(script)
    (folder / "assets" / "index-1a2b3c.js.br").write_bytes(brotli.compress(script))
    (folder / "assets" / "index-1a2b3c.js.gz").write_bytes(gzip.compress(script))


def _publish(folder: Path, *, release: str) -> None:
    (folder / release).mkdir(parents=True)
    (folder / "current.json").write_text(json.dumps({"release": release}))
    (folder / release / "manifest.json").write_text("{}")
    (folder / release / "manifest.sig").write_bytes(b"\x30\x45")
    (folder / release / "modules.json").write_bytes(b'{"questions": ["' + b"a question " * 200 + b'"]}')
