"""`attune assess`: run the guide on given answers."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
