"""`attune rebuild`: what follows from the entries, computed anew."""

from __future__ import annotations

import typer

from attune.commands.people import database


def register(app: typer.Typer) -> None:
    """Add `rebuild` to `app`."""
    app.command()(rebuild)


def rebuild() -> None:
    """Compute anew all that is kept because it follows from the entries. Nothing that anybody wrote is touched; the rows come out the same."""
    with database():
        from attune.server.sync import projections

        typer.echo(f"Computed anew for {projections.rebuild()} people.")
