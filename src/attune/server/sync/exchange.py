"""One sync: what a phone says is taken, and it is told what it does not know. All of it in one transaction."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from attune.pack.bundle import ReleaseInfo, read_current
from attune.pack.errors import PackError
from attune.server.people import access, tokens
from attune.server.people.models import Phone, PhoneWorker
from attune.server.people.phones import lineage
from attune.server.people.roster import roster
from attune.server.sync import facts, parcels, times, turns
from attune.server.sync.by_unit import push
from attune.server.sync.pull import Pulled, pull
from attune.server.sync.push import Batch, HomeMoved, Outcome
from attune.server.sync.reading import Read, Said, canonical, read_one

log = logging.getLogger("attune.sync")

TRIES = 4


def exchange(worker: PhoneWorker, token: str, said: Said, *, now: datetime) -> str:
    """The answer to `said`, as JSON. `token` is the one that was shown."""
    reads = [read_one(raw) for raw in said.entries]
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _exchange(worker, token, said, reads, now)
        except (HomeMoved, IntegrityError):
            continue  # another writer came between: look again
        except OperationalError as fault:
            # PostgreSQL ended one of two that waited for each other. All else (no disk, no server) is no better at the next try.
            if not isinstance(fault.__cause__, (DeadlockDetected, SerializationFailure)):
                raise
    with transaction.atomic():
        return _exchange(worker, token, said, reads, now)


def _exchange(worker: PhoneWorker, token: str, said: Said, reads: list[Read], now: datetime) -> str:
    epoch = facts.epoch()
    knows_epoch = said.epoch in (None, epoch)
    turn = said.turn or ""
    phone, is_copy = turns.talking(worker, turn)
    # After a restore the cursors say nothing: the phone drops them and asks again.
    cursors = said.cursors if knows_epoch else {}
    been_at = {f"unit:{one.unit_id}": one.unit_id for one in lineage(phone)}
    heard = {unit: cursors[channel] for channel, unit in been_at.items() if channel in cursors}
    mine = Batch(worker.account, phone, turns.devices(phone), reads, heard=heard)
    outcomes, parcel_outcomes = _take(mine, said.parcels, now)
    if (is_copy and knows_epoch) or turns.is_counted_twice(phone, reads):
        # The turn that was shown stays good for the copy: where this answer is lost, it is known by it and not split off again.
        worker, token = turns.split_off(worker, phone, shown=token, now=now)
    elif phone.pk != worker.phone_id:
        worker, token = turns.on_copy(worker, phone, shown=token, now=now)
    else:
        token = tokens.renewed(token, worker, now=now)
    speaker = worker.phone if worker.phone_id != phone.pk else phone
    _note(speaker, said, len(outcomes), now)
    channels = access.channels(worker)
    brought = {str(one.id) for one in outcomes if one.outcome == "stored"} if said.brief else ()
    pulled, complete = pull(channels, cursors, brought=brought) if knows_epoch else ([], False)
    release = _release()
    answer = {
        "epoch": epoch,
        "now": times.written(now),
        "turn": turns.next_turn(speaker, turn),
        "token": token,
        "device": str(speaker.pk),
        "known": None if knows_epoch else turns.known_numbers(phone),
        "withdrawn": list(release.set_aside) if release else [],
        "outcomes": [one.as_json() for one in outcomes],
        "parcels": [{"id": one.id, "outcome": one.outcome, "reason": one.reason} for one in parcel_outcomes],
        "complete": complete,
        "roster": roster(worker, tag=said.tags.roster),
        "bundle": {"release": release.release if release else None},
        "backed_up": _safe_until(now),
    }
    speaker.save()
    _log(speaker, outcomes, pulled)
    return f'{canonical(answer)[:-1]},"pulled":[{",".join(one.as_json() for one in pulled)}]}}'


def _take(mine: Batch, raw_parcels: list[Any], now: datetime) -> tuple[list[Outcome], list[Outcome]]:
    opened = [parcels.open_parcel(raw) for raw in raw_parcels]
    batches = [mine, *(one.batch for one in opened if one.batch is not None)]
    if not any(batch.reads for batch in batches):
        return [], [one.outcome([]) for one in opened]
    outcomes, *others = push(batches, now=now)
    inside = iter(others)
    return outcomes, [one.outcome(next(inside) if one.batch is not None else []) for one in opened]


def _safe_until(now: datetime) -> str | None:
    """Up to when what was received lies in a verified backup. Nothing, while the server's clock stands before that moment:
    a clock that was turned back would otherwise call new entries saved, and phones would let go of them."""
    told = facts.backed_up()
    moment = times.read(told)
    return told if moment is not None and moment <= now else None


def _note(phone: Phone, said: Said, judged: int, now: datetime) -> None:
    """What the phone says of itself. What it counts as unsent is as it was before its entries were `judged` here."""
    phone.seen_at = now
    phone.app, phone.release = said.app, said.release or ""
    phone.unsent = max(0, said.unsent.count - judged)
    phone.oldest_unsent_on = said.unsent.oldest_on if phone.unsent else None
    phone.keeps = said.keeps
    clock = times.read(said.now)
    phone.clock_offset_ms = None if clock is None else (clock - now) // timedelta(milliseconds=1)


def _release() -> ReleaseInfo | None:
    try:
        return read_current(Path(settings.BUNDLE_DIR))
    except (PackError, OSError):
        return None  # the operator is told elsewhere; care does not wait for it


def _log(phone: Phone, outcomes: list[Outcome], pulled: list[Pulled]) -> None:
    for name in ("stored", "set_aside", "refused"):
        count = sum(one.outcome == name for one in outcomes)
        if count:
            log.info(name, extra={"device": str(phone.pk), "count": count})
    if pulled:
        log.info("pulled", extra={"device": str(phone.pk), "count": sum(len(one.items) for one in pulled)})
