"""`attune prove`: prove the safety invariants of a content pack."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
