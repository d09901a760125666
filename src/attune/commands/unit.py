"""`attune unit ...`: the tree of units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from attune.commands.people import database, say, unit_named

if TYPE_CHECKING:
    from attune.server.people.models import Unit


def register(app: typer.Typer) -> None:
    """Add the group `unit` to `app`."""
    unit = typer.Typer(help="The tree of units.", no_args_is_help=True)
    for name, command in {"add": add_unit, "list": list_units, "move": move_unit}.items():
        unit.command(name)(command)
    app.add_typer(unit, name="unit")


def add_unit(
    name: str = typer.Argument(help="Name of the unit.", show_default=False),
    level: str = typer.Option(..., help="country, region, district or facility.", show_default=False),
    parent: str | None = typer.Option(
        None, "--in", help="The unit it lies in. Without it, the top.", show_default=False
    ),
) -> None:
    """Make a unit."""
    with database():
        from attune.server.people.units import add_unit as add_it
        from attune.server.people.units import full_name

        made = add_it(name=name, level=level, parent=None if parent is None else unit_named(parent))
        say(f"The {made.level} {full_name(made)} is there.")


def list_units() -> None:
    """Show the tree of units."""
    with database():
        from attune.server.people.models import Unit

        units = list(Unit.objects.all())
        for depth, unit in _tree(units, None, 0):
            say(f"{'  ' * depth}{unit.name}  ({unit.level}, {unit.pk})")
        if not units:
            say("No unit yet. Next: attune unit add NAME --level country")


def move_unit(
    name: str = typer.Argument(help="The unit to move.", show_default=False),
    to: str = typer.Option(..., "--to", help="The unit it shall lie in.", show_default=False),
) -> None:
    """Put a unit, with all below it, into another."""
    with database():
        from attune.server.people.units import full_name
        from attune.server.people.units import move_unit as move_it

        moved = move_it(unit_named(name), to=unit_named(to))
        say(f"It is {full_name(moved)} now.")


def _tree(units: Sequence[Unit], parent: Unit | None, depth: int) -> Iterator[tuple[int, Unit]]:
    here = [unit for unit in units if unit.parent_id == (parent.pk if parent else None)]
    for unit in sorted(here, key=lambda unit: unit.name):
        yield depth, unit
        yield from _tree(units, unit, depth + 1)
