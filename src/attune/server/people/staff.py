"""What happens to those who work here: they come, are given roles, are paired, move, are covered for, and leave.

Plain functions for the command line and the console; who may call them is decided in access.py. Nothing is deleted: roles and
pairs end on a day, tokens at a moment. A day is the first on which something holds, or the first on which it does not any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from attune.server.errors import Refused
from attune.server.people import access
from attune.server.people.models import Account, Enrolment, Pair, Phone, PhoneWorker, Role, Unit
from attune.server.people.pictures import picture_named

_USERNAME = re.compile(r"[^\s\x00-\x1f\x7f/]{1,60}")
_CADRE = re.compile(r"[a-z][a-z0-9_]{0,79}")


@dataclass(frozen=True, slots=True)
class Left:
    """What ended when somebody left or moved, and who is without a supervisor because of it."""

    roles: int
    pairs: int
    phones: int
    without_supervisor: tuple[Account, ...]


# ---------------------------------------------------------------- accounts


def find_account(username: str) -> Account:
    """The account of that name. Raises Refused (unknown_account)."""
    found = Account.objects.filter(username=_plain(username)).first()
    if found is None:
        raise Refused(
            "unknown_account", f"There is no account {username!r}. `attune user list` shows them.", status=404
        )
    return found


@transaction.atomic
def add_account(
    *, username: str, name: str, language: str = "en", picture: str = "", password: str | None = None
) -> Account:
    """A new account without a role. Without a password it comes in on a phone by a code alone.

    Raises Refused: wrong_username, wrong_name, unknown_picture, username_taken, weak_password.
    """
    username, name = _plain(username), name.strip()
    if not _USERNAME.fullmatch(username):
        raise Refused(
            "wrong_username", "A user name has 1 to 60 characters, and no space or / in it.", status=422
        )
    if not name or len(name) > 120 or not name.isprintable():
        raise Refused("wrong_name", "A name has 1 to 120 characters.", status=422)
    picture = picture_named(picture)
    if Account.objects.filter(username=username).exists():
        raise Refused("username_taken", f"There is an account {username!r} already.", status=409)
    account = Account(username=username, name=name, language=language, picture=picture)
    _give_password(account, password)
    account.save()
    return account


@transaction.atomic
def set_password(account: Account, password: str | None, *, forget_second_factor: bool = False) -> None:
    """Give `account` another password (None: none at all); sessions on the console end. Raises Refused (weak_password)."""
    from allauth.mfa.models import Authenticator

    _give_password(account, password)
    account.save(update_fields=["password"])
    if forget_second_factor:
        Authenticator.objects.filter(user=account).delete()


def set_picture(account: Account, picture: str) -> None:
    """Let another drawing stand for `account` ("": none). Raises Refused (unknown_picture)."""
    account.picture = picture_named(picture)
    account.save(update_fields=["picture"])


def _give_password(account: Account, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as weak:
            raise Refused("weak_password", " ".join(weak.messages), status=422) from None
    account.set_password(password)


def _plain(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().lower()


# ---------------------------------------------------------------- roles


@transaction.atomic
def give_role(account: Account, kind: str, unit: Unit, *, since: date, cadre: str = "") -> Role:
    """Let `account` be a `kind` at `unit` from `since` on. Somebody who had left comes back by it.

    Raises Refused: wrong_role, wrong_cadre, has_role.
    """
    if kind not in Role.Kind.values:
        raise Refused("wrong_role", f"A role is one of: {', '.join(Role.Kind.values)}.", status=422)
    if kind == Role.Kind.WORKER and not _CADRE.fullmatch(cadre):
        raise Refused(
            "wrong_cadre", "A worker has a cadre, as the content names it (such as nurse).", status=422
        )
    if kind != Role.Kind.WORKER and cadre:
        raise Refused("wrong_cadre", "Only a worker has a cadre.", status=422)
    if _open(account.roles, since).filter(kind=kind, unit=unit).exists():
        raise Refused("has_role", f"{account.name} is {kind} at {unit.name} already.", status=409)
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
    return Role.objects.create(account=account, unit=unit, kind=kind, cadre=cadre, since=since)


@transaction.atomic
def end_role(account: Account, kind: str, unit: Unit, *, on: date) -> Role:
    """End a role on a day. Pairs that stood on it end too. Raises Refused (no_role)."""
    role = _open(account.roles, on).filter(kind=kind, unit=unit).first()
    if role is None:
        raise Refused("no_role", f"{account.name} is not {kind} at {unit.name}.", status=404)
    _end(role, on)
    _end_pairs_out_of_reach(account, on)
    return role


@transaction.atomic
def transfer(worker: Account, *, to: Unit, on: date, since: Unit | None = None) -> Left:
    """Move a worker, with the cadre, to another unit. Their phones at the old one bring what is unsent and no more.

    `since` names the unit that is left where there are several. Pairs whose supervisor does not reach the new unit end.
    Raises Refused: no_role, has_role, several_units.
    """
    held = _open(worker.roles, on).filter(kind=Role.Kind.WORKER).select_related("unit")
    leaving = [role for role in held if since is None or role.unit_id == since.pk]
    if not leaving:
        raise Refused("no_role", f"{worker.name} works at no unit that could be left.", status=404)
    if len(leaving) > 1:
        where = ", ".join(role.unit.name for role in leaving)
        raise Refused("several_units", f"{worker.name} works at {where}. Say which is left.", status=409)
    give_role(worker, Role.Kind.WORKER, to, since=on, cadre=leaving[0].cadre)
    _end(leaving[0], on)
    pairs = _end_pairs_out_of_reach(worker, on)
    return Left(1, pairs, 0, _unsupervised([worker], on))


@transaction.atomic
def leave(account: Account, *, on: date, now: datetime) -> Left:
    """End all that `account` holds. From the day on its tokens open nothing; today or earlier, at once.

    What was recorded stays under its author's name. Nothing on the phones is lost: unsent entries come as parcels.
    """
    roles = [_end(role, on) for role in _open(account.roles, on)]
    pairs = list(_open(Pair.objects, on).filter(Q(supervisor=account) | Q(worker=account)))
    workers = [pair.worker for pair in pairs if pair.supervisor_id == account.pk]
    for pair in pairs:
        _end(pair, on)
    phones = 0
    if on <= now.date():
        phones = PhoneWorker.objects.filter(account=account, revoked_at=None).update(revoked_at=now)
        Enrolment.objects.filter(account=account, expires_at__gt=now).update(expires_at=now)
        account.is_active = False
        account.save(update_fields=["is_active"])
    return Left(len(roles), len(pairs), phones, _unsupervised(workers, on))


# ---------------------------------------------------------------- pairs


@transaction.atomic
def pair(supervisor: Account, worker: Account, *, since: date) -> Pair:
    """Let `supervisor` supervise `worker` from `since` on. Raises Refused: pair_of_one, not_in_reach, has_pair."""
    _check_reach(supervisor, worker, since)
    if _open(Pair.objects, since).filter(supervisor=supervisor, worker=worker, covers=None).exists():
        raise Refused("has_pair", f"{supervisor.name} supervises {worker.name} already.", status=409)
    return Pair.objects.create(supervisor=supervisor, worker=worker, since=since)


@transaction.atomic
def end_pair(supervisor: Account, worker: Account, *, on: date) -> Pair:
    """End a pair on a day, and whoever covers it. Raises Refused (no_pair)."""
    found = _open(Pair.objects, on).filter(supervisor=supervisor, worker=worker, covers=None).first()
    if found is None:
        raise Refused("no_pair", f"{supervisor.name} does not supervise {worker.name}.", status=404)
    for covering in _open(found.covered_by, on):
        _end(covering, on)
    _end(found, on)
    return found


@transaction.atomic
def hand_over(
    before: Account, after: Account, *, on: date, workers: Sequence[Account] | None = None
) -> list[Pair]:
    """Give the workers of one supervisor (all, or these) to another from a day on. Raises Refused: no_pair, not_in_reach."""
    pairs = _open(Pair.objects, on).filter(supervisor=before, covers=None).select_related("worker")
    if workers is not None:
        pairs = pairs.filter(worker__in=workers)
    moving = list(pairs)
    if not moving:
        raise Refused("no_pair", f"{before.name} supervises none of them.", status=404)
    made = []
    for one in moving:
        end_pair(before, one.worker, on=on)
        known = _open(Pair.objects, on).filter(supervisor=after, worker=one.worker, covers=None).first()
        made.append(known or pair(after, one.worker, since=on))
    return made


@transaction.atomic
def cover(away: Account, by: Account, *, since: date, until: date) -> list[Pair]:
    """Let `by` stand in for the supervisor `away` from one day until another (the first on which it does not hold).

    Raises Refused: wrong_days, no_pair, not_in_reach.
    """
    if until <= since:
        raise Refused("wrong_days", "The last day of cover comes before its first.", status=422)
    pairs = [
        one
        for one in _open(Pair.objects, since).filter(supervisor=away, covers=None)
        if one.worker_id != by.pk
    ]
    if not pairs:
        raise Refused("no_pair", f"{away.name} supervises nobody whom {by.name} could cover.", status=404)
    for one in pairs:
        _check_reach(by, one.worker, since)
    return [
        Pair.objects.create(supervisor=by, worker=one.worker, since=since, until=until, covers=one)
        for one in pairs
    ]


# ---------------------------------------------------------------- phones


@transaction.atomic
def report_lost(phone: Phone, *, now: datetime) -> int:
    """Close `phone` off: its tokens open nothing from now on. Returns how many workers were on it."""
    phone.lost_at = phone.lost_at or now
    phone.save(update_fields=["lost_at"])
    return phone.workers.filter(revoked_at=None).update(revoked_at=now)


def sign_out(worker: PhoneWorker, *, now: datetime) -> None:
    """End the token of one worker on one phone. They may sign in again."""
    worker.revoked_at = worker.revoked_at or now
    worker.save(update_fields=["revoked_at"])


# ---------------------------------------------------------------- steps


def _open(spells, on: date):  # type: ignore[no-untyped-def]
    """Those that hold on a day or will begin after it."""
    return spells.filter(Q(until=None) | Q(until__gt=on))


def _end(spell: Role | Pair, on: date) -> Role | Pair:
    spell.until = max(on, spell.since)  # what has not begun never does
    spell.save(update_fields=["until"])
    return spell


def _check_reach(supervisor: Account, worker: Account, on: date) -> None:
    if supervisor.pk == worker.pk:
        raise Refused("pair_of_one", "Nobody supervises themselves.", status=422)
    if not _in_reach(supervisor, worker, on):
        raise Refused(
            "not_in_reach",
            f"{supervisor.name} is no supervisor at a unit that holds {worker.name}'s. Give that role first.",
            status=409,
        )


def _in_reach(supervisor: Account, worker: Account, on: date) -> bool:
    units = [role.unit for role in access.roles(worker, access.Kind.WORKER, on=on)]
    return any(access.reaches(supervisor, unit, access.Kind.SUPERVISOR, on=on) for unit in units)


def _end_pairs_out_of_reach(account: Account, on: date) -> int:
    pairs = _open(Pair.objects, on).filter(Q(supervisor=account) | Q(worker=account))
    ended = [
        _end(one, on)
        for one in pairs.select_related("supervisor", "worker")
        if not _in_reach(one.supervisor, one.worker, max(on, one.since))
    ]
    return len(ended)


def _unsupervised(workers: Sequence[Account], on: date) -> tuple[Account, ...]:
    still = set(Pair.objects.filter(Pair.on(on)).values_list("worker", flat=True))
    unique = {worker.pk: worker for worker in workers if worker.is_active}
    return tuple(worker for pk, worker in unique.items() if pk not in still)
