"""What the commands about people share: the database made ready, units by name, days, plain tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attune.commands.content import stop, wrong

if TYPE_CHECKING:
    from attune.server.people.models import Unit


@contextmanager
def database(*, migrated: bool = True) -> Iterator[None]:
    """The database, ready, and at this version unless it says otherwise. What is refused ends the command with its message."""
    from django.db import OperationalError

    from attune.server import setup
    from attune.server.errors import Misconfigured, Refused

    _use_what_the_demo_kept()
    try:
        setup.ready()
        if migrated and setup.pending():
            stop("The database is older than this Attune, or empty. Run `attune migrate` first.")
        yield
    except Misconfigured as missing:
        wrong(str(missing))
    except Refused as refused:
        stop(refused.message)
    except OperationalError as fault:
        reason = (str(fault).strip().splitlines() or ["no reason given"])[0]
        stop(f"The database cannot be used: {reason}. Look at DATABASE_URL, ATTUNE_DATA and the disk.")


def _use_what_the_demo_kept() -> None:
    """Where only a demo was started in this folder, its secret and its address are the ones."""
    data = Path(os.environ.get("ATTUNE_DATA", "data"))
    secret, address = data / "demo-secret-key", data / "demo-address"
    if os.environ.get("ATTUNE_SECRET_KEY") or not secret.is_file():
        return
    os.environ["ATTUNE_SECRET_KEY"] = secret.read_text(encoding="ascii")
    if address.is_file():
        os.environ.setdefault("ATTUNE_ADDRESS", address.read_text(encoding="utf-8"))


def today() -> date:
    from attune.server.people.access import today

    return today()


def day(given: datetime | None) -> date:
    return today() if given is None else given.date()


def unit_named(named: str) -> Unit:
    from attune.server.people.units import find_unit

    found: Unit = find_unit(named)
    return found


def print_table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    lines = (heading, *rows)
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for row in lines:
        say("  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip())


def say(text: str) -> None:
    typer.echo(text)
