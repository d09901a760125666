"""Reads for the pages about units and those who work there. Each read is bounded in queries, whatever the size of a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from attune.server.people import access
from attune.server.people.models import Account, Pair, Phone, PhoneWorker, Role, Unit


@dataclass(slots=True)
class Line:
    """One who works at a unit, as the page of the unit shows them."""

    account: Account
    roles: list[Role] = field(default_factory=list)
    supervisors: list[Pair] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)

    @property
    def is_worker(self) -> bool:
        return any(role.kind == Role.Kind.WORKER for role in self.roles)

    @property
    def seen_at(self) -> datetime | None:
        return max((phone.seen_at for phone in self.phones if phone.seen_at), default=None)

    @property
    def unsent(self) -> int:
        return sum(phone.unsent for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Below:
    """A unit that lies directly below another, with what it and all below it hold."""

    unit: Unit
    workers: int
    phones: int


def breadcrumb(unit: Unit, asker: Any) -> list[Unit]:
    """The units above, from the top of what `asker` reaches down."""
    above = [part for part in unit.path.split("/") if part][:-1]
    by_id = {str(one.pk): one for one in access.units_reached(asker).filter(pk__in=above)}
    return [by_id[part] for part in above if part in by_id]


def below(unit: Unit, on: date) -> list[Below]:
    children = list(unit.children.order_by("name"))
    if not children:
        return []
    workers = Role.objects.filter(Role.on(on), kind=Role.Kind.WORKER, unit__path__startswith=unit.path)
    phones = Phone.objects.filter(lost_at=None, unit__path__startswith=unit.path)
    places = (
        list(workers.values_list("unit__path", "account")),
        list(phones.values_list("unit__path", flat=True)),
    )
    return [
        Below(
            child,
            len({account for path, account in places[0] if path.startswith(child.path)}),
            sum(path.startswith(child.path) for path in places[1]),
        )
        for child in children
    ]


def lines_of(unit: Unit, asker: Any, on: date) -> list[Line]:
    """Those who hold a role at `unit` itself and whom `asker` may know of, workers first."""
    roles = list(
        Role.objects.filter(Role.on(on), unit=unit, account__in=access.accounts_seen_by(asker).values("pk"))
        .select_related("account")
        .order_by("account__name", "account_id")
    )
    lines: dict[Any, Line] = {}
    for role in roles:
        lines.setdefault(role.account_id, Line(role.account)).roles.append(role)
    _add_pairs(lines, asker, on)
    _add_phones(lines, asker)
    return sorted(lines.values(), key=lambda line: line.roles[0].kind != Role.Kind.WORKER)


def _add_pairs(lines: dict[Any, Line], asker: Any, on: date) -> None:
    for pair in pairs_seen_by(asker, Q(worker__in=list(lines)), on):
        lines[pair.worker_id].supervisors.append(pair)


def _add_phones(lines: dict[Any, Line], asker: Any) -> None:
    on_phones = PhoneWorker.objects.filter(
        account__in=list(lines),
        revoked_at=None,
        phone__lost_at=None,
        phone__in=access.phones_seen_by(asker).values("pk"),
    )
    for worker in on_phones.select_related("phone"):
        lines[worker.account_id].phones.append(worker.phone)


def pairs_seen_by(asker: Any, which: Q, on: date) -> list[Pair]:
    """Pairs that hold or will, of which `asker` is one or knows both."""
    known = access.accounts_seen_by(asker).values("pk")
    mine = Q(supervisor=asker) | Q(worker=asker) | Q(supervisor__in=known, worker__in=known)
    return list(
        Pair.objects.filter(which, mine)
        .filter(Q(until=None) | Q(until__gt=on))
        .select_related("supervisor", "worker", "covers__supervisor")
        .order_by("since", "pk")
    )


def phones_of(account: Account, asker: Any) -> list[PhoneWorker]:
    """The phones on which `account` is, as far as `asker` looks after them; one's own always."""
    found = PhoneWorker.objects.filter(account=account, revoked_at=None, phone__lost_at=None)
    if account.pk != asker.pk:
        found = found.filter(phone__in=access.phones_seen_by(asker).values("pk"))
    return list(found.select_related("phone__unit").order_by("-phone__seen_at"))


def named(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Options of a choice: each unit by its names from the top down."""
    listed: Sequence[Unit] = list(units)
    parts = {part for unit in listed for part in unit.path.split("/") if part}
    names = {str(pk): name for pk, name in Unit.objects.filter(pk__in=parts).values_list("pk", "name")}
    found = [
        (str(unit.pk), " / ".join(names[part] for part in unit.path.split("/") if part)) for unit in listed
    ]
    return sorted(found, key=lambda pair: pair[1])


def supervisors_seen_by(asker: Any, on: date) -> list[tuple[str, str]]:
    """Options of a choice: supervisors by name, with their unit."""
    held = Role.objects.filter(
        Role.on(on),
        kind=Role.Kind.SUPERVISOR,
        account__is_active=True,
        account__in=access.accounts_seen_by(asker).values("pk"),
    ).select_related("account", "unit")
    found: dict[str, list[str]] = defaultdict(list)
    names = {}
    for role in held:
        found[str(role.account_id)].append(role.unit.name)
        names[str(role.account_id)] = role.account.name
    return sorted(
        ((pk, f"{names[pk]} ({', '.join(units)})") for pk, units in found.items()), key=lambda pair: pair[1]
    )
