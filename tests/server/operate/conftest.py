"""Installations with the small district in them, made once and copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.operate.installation import FOUND, Handset, Installation

New = Callable[..., Installation]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, dict[str, Any]]]:
    """One that nobody changes, and the phones in it."""
    made = Installation.new(tmp_path_factory.mktemp("model"))
    made.does("migrate")
    phones = made.ask(FOUND)
    yield made, phones
    made.drop()


@pytest.fixture
def new(tmp_path: Path, model: tuple[Installation, dict[str, Any]]) -> Iterator[New]:
    """`new("here")` has the district, `new("there", empty=True)` has nothing yet."""
    made: list[Installation] = []

    def make(name: str, *, empty: bool = False) -> Installation:
        made.append(Installation.new(tmp_path / name, None if empty else model[0]))
        return made[-1]

    yield make
    for one in made:
        one.drop()


@pytest.fixture
def handset(model: tuple[Installation, dict[str, Any]]) -> Callable[..., Handset]:
    """`handset(installation)` is Amina's phone, `handset(installation, "esi")` another's."""
    return lambda at, name="amina": Handset(at, **model[1][name])
