"""What the tests of people share: a phone that comes in."""

from __future__ import annotations

import pytest

from handsets import Handset


@pytest.fixture
def handset() -> Handset:
    return Handset()
