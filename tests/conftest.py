"""What every test shares: the repository's root, and generated cases that are the same each time in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from engines import node  # noqa: F401 - one Node process with the phone's engines, for whoever asks

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("night", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "here"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT
