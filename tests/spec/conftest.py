"""What the tests of this folder share."""

from __future__ import annotations

import pytest

from attune.guide import Prepared, prepare
from attune.pack import compile_pack
from attune.paths import content_dir


@pytest.fixture(scope="module")
def guide() -> Prepared:
    """The default content."""
    return prepare(compile_pack(content_dir()).guide)
