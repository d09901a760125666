"""Who may see and do what: the one module that decides it, for the API, the console and the commands.

A role is held at a unit and reaches what lies below it. What it opens there:

worker      the people whom the unit cares for; beside that what the worker wrote for nobody else
supervisor  what the workers of one's own pairs (and those covered) wrote about people; their phones and one-time codes
trainer     one's own cohorts: no record of a person
manager     figures, never a record; erases one on request
editor      content
operator    accounts, units and phones, and no record

Practice is its author's alone. Who has left, or holds no role on the day, sees nothing. Every function takes the account that asks
first; `on` is the day, today where none is given.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils import timezone

from attune.journal.routes import BELONGS, Belongs, readable_by
from attune.server.people.models import Account, Pair, Phone, PhoneWorker, Role, Unit
from attune.server.sync.models import Home, Projection, SetAside, StoredEntry

# Kinds of entries that are about the people of a unit.
CARE = tuple(kind for kind, whose in BELONGS.items() if whose is Belongs.UNIT)
Kind = Role.Kind


# ---------------------------------------------------------------- roles and units


def roles(account: Any, *kinds: str, on: date | None = None) -> list[Role]:
    """The roles that `account` holds on the day, of these kinds or of all. Nobody signed in holds none."""
    if not account.is_authenticated or not account.is_active:
        return []
    held = Role.objects.filter(Role.on(on or today()), account=account).select_related("unit")
    return [role for role in held if not kinds or role.kind in kinds]


def reaches(account: Any, unit: Unit, *kinds: str, on: date | None = None) -> bool:
    """Does one of these roles of `account` reach `unit`?"""
    return any(role.unit.holds(unit) for role in roles(account, *kinds, on=on))


def units_reached(account: Any, *kinds: str, on: date | None = None) -> QuerySet[Unit]:
    """The units that these roles of `account` reach."""
    reached = Q(pk__in=[])
    for role in roles(account, *kinds, on=on):
        reached |= Q(path__startswith=role.unit.path)
    return Unit.objects.filter(reached)


def works_at(account: Any, unit: Unit, *, on: date | None = None) -> bool:
    """Is `account` a worker of `unit`, or of what lies above it?"""
    return reaches(account, unit, Kind.WORKER, on=on)


def workers_of(unit: Unit, *, on: date | None = None) -> QuerySet[Role]:
    """The roles of those who work at `unit`, by name."""
    above = [part for part in unit.path.split("/") if part]
    return (
        Role.objects.filter(Role.on(on or today()), kind=Kind.WORKER, unit__in=above, account__is_active=True)
        .select_related("account")
        .order_by("account__name", "account_id")
    )


def workers_supervised(account: Any, *, on: date | None = None) -> QuerySet[Account]:
    """The workers whom `account` supervises on the day, those covered for a colleague among them."""
    if not roles(account, Kind.SUPERVISOR, on=on):
        return Account.objects.none()
    pairs = Pair.objects.filter(Pair.on(on or today()), supervisor=account)
    return Account.objects.filter(is_active=True, pk__in=pairs.values("worker"))


# ---------------------------------------------------------------- people in care, and what was written


def entries_seen_by(account: Any, *, on: date | None = None) -> QuerySet[StoredEntry]:
    """The entries that `account` may read."""
    if not roles(account, on=on):
        return StoredEntry.objects.none()
    care = Q(practice=False, kind__in=CARE)
    at_my_units = units_reached(account, Kind.WORKER, on=on)
    of_my_units = Q(subject__in=_homes(at_my_units)) | Q(subject=None, unit__in=at_my_units)
    own = Q(author=account.pk) & ~care
    return StoredEntry.objects.filter((care & of_my_units) | own | _written_by_pairs(account, on))


def may_see_entry(account: Any, entry: StoredEntry, *, on: date | None = None) -> bool:
    """May `account` read `entry`?"""
    return entries_seen_by(account, on=on).filter(pk=entry.pk).exists()


def persons_seen_by(account: Any, *, on: date | None = None) -> QuerySet[Projection]:
    """The people whose record `account` may open. A supervisor reads in it only what `entries_seen_by` holds."""
    return Projection.objects.filter(_subjects_seen(account, on))


def may_see_person(account: Any, subject: str, *, on: date | None = None) -> bool:
    """May `account` open the record of `subject`?"""
    return Home.objects.filter(_subjects_seen(account, on), subject=subject).exists()


def may_transfer_person(account: Any, subject: str, *, on: date | None = None) -> bool:
    """May `account` hand the care of `subject` to another unit? Those may who care for the person now."""
    return Home.objects.filter(subject=subject, unit__in=units_reached(account, Kind.WORKER, on=on)).exists()


def units_care_moves_to(unit: Unit, *, on: date | None = None) -> QuerySet[Unit]:
    """Where `unit` can hand somebody's care: the other units of its tree at which a worker holds a role on the day, so that there is
    somebody who sees the person. Those that lie nearest in the tree come first, then by name."""
    above = [part for part in unit.path.split("/") if part]
    prefixes = [f"/{'/'.join(above[:depth])}/" for depth in range(len(above), 0, -1)]
    nearness = [When(path__startswith=prefix, then=steps) for steps, prefix in enumerate(prefixes)]
    at_work = Role.objects.filter(Role.on(on or today()), kind=Kind.WORKER, account__is_active=True)
    return (
        Unit.objects.filter(path__startswith=prefixes[-1], pk__in=at_work.values("unit"))
        .exclude(pk=unit.pk)
        .order_by(Case(*nearness, output_field=IntegerField()), "name", "pk")
    )


def may_erase(account: Any, subject: str, *, on: date | None = None) -> bool:
    """May `account` erase what was written about `subject`, on request? The manager who answers for the unit that cares for them.

    Nobody who writes the record takes all of it away; a worker erases on the phone what they themselves entered in error.
    """
    return homes_managed(account, on=on).filter(subject=subject).exists()


def homes_managed(account: Any, *, on: date | None = None) -> QuerySet[Home]:
    """The people of whom `account` may erase on request, and see that they are known, not what is written."""
    return Home.objects.filter(unit__in=units_reached(account, Kind.MANAGER, on=on))


def set_aside_seen_by(account: Any, *, on: date | None = None) -> QuerySet[SetAside]:
    """What was set aside and `account` may look at: that of one's own unit, and what workers of one's own pairs sent."""
    at_my_units = Q(unit__in=units_reached(account, Kind.WORKER, on=on))
    of_my_pairs = Q(
        account__in=workers_supervised(account, on=on).values("pk"),
        unit__in=units_reached(account, Kind.SUPERVISOR, on=on),
    )
    return SetAside.objects.filter(at_my_units | of_my_pairs)


def may_read_set_aside(account: Any, row: SetAside, raw: Any, *, on: date | None = None) -> bool:
    """May `account` read what stands in `row` (`raw`), and not only see that it was set aside?

    What does not say of itself that it is about the unit's people may be its author's own: practice, or a kind that this server
    does not know yet.
    """
    is_care = isinstance(raw, dict) and raw.get("practice") is False and raw.get("kind") in CARE
    is_seen = set_aside_seen_by(account, on=on).filter(pk=row.pk).exists()
    return is_seen and (is_care or row.account_id == account.pk)


def may_vouch(account: Any, row: SetAside, *, on: date | None = None) -> bool:
    """May `account` say that what stands in `row` belongs to its unit all the same?

    What its author left behind is for those who work there. Where it is in doubt who wrote it, on a phone that the sender's never
    was, the author's supervisor asks them; whose author has left has none there, and the unit decides. What is about another unit's
    person is for who works at the person's unit or supervises there: no unit lets itself into another one's record.
    """
    if row.reason == "other_unit":
        homes = Home.objects.filter(subject__in=_named_in(row)).exclude(unit=row.unit).select_related("unit")
        reached = [reaches(account, home.unit, Kind.WORKER, Kind.SUPERVISOR, on=on) for home in homes]
        return bool(reached) and all(reached)
    if row.reason != "other_device" or not works_at(row.account, row.unit, on=on):
        return works_at(account, row.unit, on=on)
    is_supervised = workers_supervised(account, on=on).filter(pk=row.account_id).exists()
    return is_supervised and reaches(account, row.unit, Kind.SUPERVISOR, on=on)


def _named_in(row: SetAside) -> list[str]:
    """The people whom the entry in `row` is about, as it says."""
    try:
        raw = json.loads(row.raw)
    except (ValueError, RecursionError):
        return []
    body = raw.get("body") if isinstance(raw, dict) else None
    other = body.get("other") if isinstance(body, dict) else None
    return (
        [one for one in (raw.get("subject"), other) if isinstance(one, str)] if isinstance(raw, dict) else []
    )


def channels(worker: PhoneWorker, *, on: date | None = None) -> tuple[str, ...]:
    """The channels that this worker's phone pulls: those of the people only for who works at the phone's unit."""
    unit = worker.phone.unit
    names = readable_by(worker=str(worker.account_id), unit=str(unit.pk))
    if works_at(worker.account, unit, on=on):
        return names
    return tuple(name for name in names if not name.startswith("unit:"))


# ---------------------------------------------------------------- accounts, phones, figures, content


def may_manage_accounts(account: Any, unit: Unit, *, on: date | None = None) -> bool:
    """May `account` make accounts and give roles at `unit`?"""
    return reaches(account, unit, Kind.OPERATOR, on=on)


def may_manage_account(account: Any, other: Account, *, on: date | None = None) -> bool:
    """May `account` change the roles and the password of `other`? Never one's own: nobody raises themselves."""
    if account.pk == other.pk:
        return False
    # Those that hold or will, also where their end is known already.
    held = other.roles.filter(Q(until=None) | Q(until__gt=on or today()))
    units = [role.unit for role in held.select_related("unit")]
    if not units:  # new, or gone: whoever manages the whole tree
        units = list(Unit.objects.filter(parent=None))
    return bool(units) and all(may_manage_accounts(account, unit, on=on) for unit in units)


def accounts_seen_by(account: Any, *, on: date | None = None) -> QuerySet[Account]:
    """The accounts that `account` may know of by name: its own, its colleagues, whom it supervises, whom it manages."""
    if not roles(account, on=on):
        return Account.objects.none()
    managed = units_reached(account, Kind.OPERATOR, on=on)
    colleagues = units_reached(account, Kind.WORKER, on=on)
    held = Role.objects.filter(Role.on(on or today()))
    return Account.objects.filter(
        Q(pk=account.pk)
        | Q(pk__in=Role.objects.filter(unit__in=managed).values("account"))
        | Q(pk__in=held.filter(unit__in=colleagues, kind=Kind.WORKER).values("account"))
        | Q(pk__in=workers_supervised(account, on=on).values("pk"))
    )


def may_enrol(account: Any, worker: Account, unit: Unit, *, on: date | None = None) -> bool:
    """May `account` make a code that puts `worker` on a phone of `unit`?"""
    if not reaches(worker, unit, on=on):
        return False
    if may_manage_accounts(account, unit, on=on):
        return True
    return (
        reaches(account, unit, Kind.SUPERVISOR, on=on)
        and workers_supervised(account, on=on).filter(pk=worker.pk).exists()
    )


def phones_seen_by(account: Any, *, on: date | None = None) -> QuerySet[Phone]:
    """The phones that `account` looks after: when each was last heard of and how much it has not sent. No record."""
    of_my_pairs = PhoneWorker.objects.filter(
        account__in=workers_supervised(account, on=on).values("pk"), revoked_at=None
    )
    return Phone.objects.filter(
        Q(unit__in=units_reached(account, Kind.OPERATOR, on=on)) | Q(pk__in=of_my_pairs.values("phone"))
    )


def may_report_lost(account: Any, phone: Phone, *, on: date | None = None) -> bool:
    """May `account` close `phone` off? Its operator, a supervisor of someone on it, and whoever works with it."""
    if phones_seen_by(account, on=on).filter(pk=phone.pk).exists():
        return True
    return bool(roles(account, on=on)) and phone.workers.filter(account=account.pk, revoked_at=None).exists()


def may_move_phone(account: Any, phone: Phone, *, on: date | None = None) -> bool:
    """May a code that `account` made take `phone` to another unit, though others use it? Who looks after it where it is now."""
    return phones_seen_by(account, on=on).filter(pk=phone.pk).exists()


def is_in_use(phone: Phone, *, but: Account, on: date | None = None) -> bool:
    """Does somebody else than `but` work with `phone` where it is?"""
    here = phone.workers.filter(revoked_at=None).exclude(account=but).select_related("account")
    return any(reaches(one.account, phone.unit, on=on) for one in here)


def may_see_figures(account: Any, unit: Unit, *, on: date | None = None) -> bool:
    """May `account` see the figures of `unit` (aggregates, no record)?"""
    return reaches(account, unit, Kind.MANAGER, on=on)


def may_edit_content(account: Any, *, on: date | None = None) -> bool:
    """May `account` look at content that is not published yet, and publish it?"""
    return bool(roles(account, Kind.EDITOR, on=on))


# ---------------------------------------------------------------- steps


def today() -> date:
    """The day by the server's clock, in UTC."""
    return timezone.now().date()


def _homes(units: QuerySet[Unit]) -> QuerySet[Home]:
    return Home.objects.filter(unit__in=units).values("subject")


def _written_by_pairs(account: Any, on: date | None) -> Q:
    return Q(
        practice=False,
        kind__in=CARE,
        author__in=workers_supervised(account, on=on).values("pk"),
        subject__in=_homes(units_reached(account, Kind.SUPERVISOR, on=on)),
    )


def _subjects_seen(account: Any, on: date | None) -> Q:
    by_pairs = StoredEntry.objects.filter(_written_by_pairs(account, on))
    return Q(unit__in=units_reached(account, Kind.WORKER, on=on)) | Q(subject__in=by_pairs.values("subject"))
