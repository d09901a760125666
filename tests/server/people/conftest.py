"""What the tests of people share: a phone that comes in, and counters that begin at nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from handsets import Handset


@pytest.fixture
def handset() -> Handset:
    return Handset()


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    from django.core.cache import caches

    yield
    for cache in caches.all():
        with contextlib.suppress(RuntimeError):  # this test had no database, and so no counter in it
            cache.clear()
