"""A desk with everything on it, and browsers that are signed in as somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, furnish, publish_content
from district import District, Field


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default content, published once for all tests."""
    folder = tmp_path_factory.mktemp("published") / "bundle"
    publish_content(folder)
    return folder


@pytest.fixture
def desk(district: District, field: Field, bundle: Path, settings: Any) -> Desk:
    settings.BUNDLE_DIR = bundle
    return furnish(district, field, bundle, today=datetime.now(UTC).date())


@pytest.fixture
def browse(district: District) -> Callable[..., Any]:
    """A browser, signed in as `name`, or as nobody: `browse("bo").get("/console/people")`."""
    from django.test import Client

    def open_browser(name: str | None = None, **options: Any) -> Any:
        client = Client(HTTP_HOST="localhost", **options)
        if name is not None:
            client.force_login(district.accounts[name])
        return client

    return open_browser
