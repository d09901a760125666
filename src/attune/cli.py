"""The `attune` command.

Each group of commands is a small module of `attune.commands` with one function, `register(app)`. Only the group
that the first argument names is imported, so that `attune assess` starts fast and never loads the server.

Exit codes: 0 all well, 1 a fault was found, 2 the command was called wrongly.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Protocol, cast

import typer

from attune import __version__

# Which module brings which command. A new command earns one line here.
COMMANDS = {
    "serve": "attune.commands.serve",
    "demo": "attune.commands.serve",
    "migrate": "attune.commands.serve",
    "backup": "attune.commands.operate",
    "restore": "attune.commands.operate",
    "user": "attune.commands.user",
    "unit": "attune.commands.unit",
    "rebuild": "attune.commands.rebuild",
    "check": "attune.commands.pack",
    "bundle": "attune.commands.pack",
    "lock": "attune.commands.pack",
    "po": "attune.commands.pack",
    "assess": "attune.commands.guide",
    "prove": "attune.commands.prove",
    "play": "attune.commands.play",
    "cards": "attune.commands.cards",
}


class _Group(Protocol):
    def register(self, app: typer.Typer) -> None: ...


def build_app(only: str | None = None) -> typer.Typer:
    """The whole command, or just the group that brings the command `only`."""
    app = typer.Typer(
        name="attune",
        help="Attune: mental health care by non-specialist workers, offline first.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_root)
    wanted = [COMMANDS[only]] if only in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    for module in wanted:
        cast(_Group, import_module(module)).register(app)
    return app


def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"attune {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    first = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    build_app(only=first)()
