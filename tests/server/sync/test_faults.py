"""A server that dies or stumbles at any point of a push has taken nothing, and the phone that sends again loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import AdminShutdown, DeadlockDetected, SerializationFailure

from attune.server.people.models import Phone
from attune.server.sync import exchange, push
from attune.server.sync.models import Channel, Delivery, Home, Projection, SetAside, StoredEntry
from attune.server.sync.push import HomeMoved
from district import District, Entries, Field, OnPhone, new_id, sync_request

TABLES = (StoredEntry, Delivery, Channel, Home, Projection, SetAside)


class Died(Exception):
    """The process is gone."""


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def work(entry: Entries, by: OnPhone, to: OnPhone) -> list[dict[str, Any]]:
    """A batch that touches everything: care, practice, a bad entry, an erasure, a transfer."""
    subject = new_id()
    first = entry(by, subject=subject)
    return [
        first,
        entry(by, "imminent_risk", subject=subject),
        entry(by, practice=True),
        entry(by) | {"kind": "haircut"},
        entry(by, "erasure", subject=subject, body={"entries": [first["id"]], "because": "entered_in_error"}),
        entry(by, "transfer", subject=subject, body={"to_unit": to.unit}),
    ]


def test_dying_at_any_statement_takes_nothing_and_sending_again_takes_all(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    before, turn = counts(), Phone.objects.get(id=amina.device).turn
    batch = work(entry, amina, esi)
    request = sync_request(amina, batch)
    deaths = 0
    while True:
        die_at = _dying(deaths)
        try:
            with connection.execute_wrapper(die_at), transaction.atomic():
                field.post("sync", request, by=amina)
        except Died:
            deaths += 1
            assert counts() == before, deaths
            assert Phone.objects.get(id=amina.device).turn == turn
            continue
        break
    assert deaths > 30
    answer = field.sync(amina, batch, turn=request["turn"])
    assert [one["outcome"] for one in answer["outcomes"]] == [*["stored"] * 3, "set_aside", *["stored"] * 2]
    assert (StoredEntry.objects.count(), SetAside.objects.count()) == (5, 1)


def _dying(after: int) -> Callable[..., Any]:
    left = [after]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("RELEASE"):  # stands for the commit here: after it, all is there
            left[0] -= 1
            if left[0] == -1:
                raise Died
        return execute(sql, params, many, context)

    return wrapper


@pytest.mark.parametrize("fault", [HomeMoved, IntegrityError])
def test_another_writer_between_looking_and_locking_costs_one_more_try(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    amina = district.phones["amina"]
    left = [2]

    def stumbling(*given: Any, **more: Any) -> Any:
        if left[0] > 0:
            left[0] -= 1
            raise fault
        return push.push(*given, **more)

    monkeypatch.setattr(exchange, "push", stumbling)
    assert field.sync(amina, [entry(amina)])["outcomes"][0]["outcome"] == "stored"


@pytest.mark.parametrize("cause", [DeadlockDetected, SerializationFailure])
def test_a_deadlock_costs_one_more_try_and_no_other_fault_of_the_database_does(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch, cause: type[Exception]
) -> None:
    amina = district.phones["amina"]
    faults: list[Exception] = []
    tries = [0]

    def stumbling(*given: Any, **more: Any) -> Any:
        tries[0] += 1
        if faults:
            raise OperationalError from faults.pop()
        return push.push(*given, **more)

    monkeypatch.setattr(exchange, "push", stumbling)
    faults.append(cause())
    assert field.sync(amina, [entry(amina)])["outcomes"][0]["outcome"] == "stored"
    assert tries == [2]
    request = sync_request(amina, [entry(amina)])
    for fault, most in ((cause, exchange.TRIES + 1), (AdminShutdown, 1)):
        faults[:], tries[0] = [fault() for _ in range(20)], 0
        with pytest.raises(OperationalError):
            field.post("sync", request, by=amina)
        assert tries == [most]


def test_a_person_who_moves_between_looking_and_locking_is_seen(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home read before the lock was Alpha; when the lock was there it was Beta: the entry goes to Beta."""
    amina, esi, dawit = (district.phones[name] for name in ("amina", "esi", "dawit"))
    known = entry(amina)
    moved = entry(amina, "transfer", subject=known["subject"], body={"to_unit": esi.unit})
    field.sync(amina, [known, moved])
    right, looks = push._homes, [0]

    def stale(subjects: Any) -> Any:
        looks[0] += 1
        found = right(subjects)
        return dict.fromkeys(found, amina.worker.phone.unit_id) if looks[0] == 1 else found

    monkeypatch.setattr(push, "_homes", stale)
    late = entry(dawit, "visit_booked", subject=known["subject"])
    assert field.sync(dawit, [late])["outcomes"][0]["outcome"] == "stored"
    assert Delivery.objects.get(entry=late["id"]).channel_id == f"unit:{esi.unit}"
    assert looks[0] == 4  # twice looked, twice locked
