"""What the tests of this folder share."""

from __future__ import annotations

import pytest

from attune.guide import Prepared, prepare
from default_pack import default_pack


@pytest.fixture(scope="module")
def guide() -> Prepared:
    """The default content."""
    return prepare(default_pack().guide)
