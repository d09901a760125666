"""The tree of units: making, moving and finding them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from attune.server.errors import Refused
from attune.server.people.models import Unit

# From the top down. A unit lies in one of a higher level; levels may be left out.
LEVELS = [str(level) for level in Unit.Level.values]


def find_unit(named: str) -> Unit:
    """The unit with this id, name, or path of names ("North/Alpha"). Raises Refused: unknown_unit, several_units."""
    found = _by_id(named) or _by_names([part.strip() for part in named.split("/")])
    if not found:
        raise Refused(
            "unknown_unit", f"There is no unit {named!r}. `attune unit list` shows them.", status=404
        )
    if len(found) > 1:
        ways = ", ".join(sorted(full_name(unit) for unit in found))
        raise Refused(
            "several_units", f"Several units are called {named!r}. Write one of: {ways}.", status=409
        )
    return found[0]


def full_name(unit: Unit) -> str:
    """The names from the top down: "Land/North/Alpha"."""
    return "/".join(part.name for part in _line(unit))


@transaction.atomic
def add_unit(*, name: str, level: str, parent: Unit | None) -> Unit:
    """A new unit. Raises Refused: wrong_level, name_taken, wrong_name."""
    name = name.strip()
    if not name or "/" in name:
        raise Refused("wrong_name", "A unit has a name, and no / in it.", status=422)
    _check_level(level, parent)
    _check_name(name, parent, None)
    return Unit.objects.create(name=name, level=level, parent=parent)


@transaction.atomic
def move_unit(unit: Unit, *, to: Unit) -> Unit:
    """Put `unit`, with all that lies below it, into `to`. Raises Refused: wrong_level, name_taken, inside_itself."""
    if unit.holds(to):
        raise Refused("inside_itself", f"{to.name} lies in {unit.name} itself.", status=409)
    _check_level(unit.level, to)
    _check_name(unit.name, to, unit)
    before = unit.path
    unit.parent = to
    unit.save()
    below = Unit.objects.select_for_update().filter(path__startswith=before)
    for moved in below:
        Unit.objects.filter(pk=moved.pk).update(path=unit.path + moved.path.removeprefix(before))
    return unit


def _by_id(named: str) -> list[Unit]:
    try:
        return list(Unit.objects.filter(pk=UUID(named)))
    except ValueError:
        return []


def _by_names(names: list[str]) -> list[Unit]:
    found: QuerySet[Unit] = Unit.objects.filter(name__iexact=names[-1])
    ends = [name.casefold() for name in names]
    return [unit for unit in found if [part.name.casefold() for part in _line(unit)][-len(ends) :] == ends]


def _line(unit: Unit) -> list[Unit]:
    by_id = {
        str(part.pk): part for part in Unit.objects.filter(pk__in=[p for p in unit.path.split("/") if p])
    }
    return [by_id[part] for part in unit.path.split("/") if part]


def _check_level(level: str, parent: Unit | None) -> None:
    if level not in LEVELS:
        raise Refused("wrong_level", f"A level is one of: {', '.join(LEVELS)}.", status=422)
    if parent is not None and LEVELS.index(parent.level) >= LEVELS.index(level):
        raise Refused("wrong_level", f"A {level} cannot lie in a {parent.level}.", status=422)


def _check_name(name: str, parent: Unit | None, unit: Unit | None) -> None:
    beside = Unit.objects.filter(parent=parent, name__iexact=name).exclude(pk=unit.pk if unit else None)
    if beside.exists():
        where = f"in {parent.name}" if parent else "at the top"
        raise Refused("name_taken", f"There is a {name} {where} already.", status=409)
