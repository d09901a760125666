"""What a phone is told: after its cursors, a limited portion at a time, to its own channels, at the price of what is new."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attune.server.sync import pull as pulling
from district import District, Entries, Field


def told(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (part["channel"].split(":")[0], item["number"]) for part in answer["pulled"] for item in part["items"]
    ]


def test_what_one_worker_wrote_the_other_hears_once(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    sent = entry(amina)
    field.sync(amina, [sent])
    answer = field.sync(dawit)
    (part,) = answer["pulled"]
    assert part["items"][0]["entry"] == sent
    assert part["items"][0]["received_at"] == field.sync(amina)["pulled"][0]["items"][0]["received_at"]
    assert (part["last"], answer["complete"]) == (1, True)
    again = field.sync(dawit, cursors={part["channel"]: 1})
    assert (again["pulled"], again["complete"]) == ([], True)


def test_another_district_hears_nothing(district: District, field: Field, entry: Entries) -> None:
    amina, chidi, esi = (district.phones[name] for name in ("amina", "chidi", "esi"))
    field.sync(amina, [entry(amina), entry(amina, practice=True)])
    for stranger in (chidi, esi):
        theirs = {f"unit:{amina.unit}": 0, f"practice:{amina.author}": 0, f"own:{amina.author}": 0}
        assert field.sync(stranger, cursors=theirs)["pulled"] == []


def test_practice_is_heard_by_its_author_alone(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    field.sync(amina, [entry(amina, practice=True)])
    assert told(field.sync(dawit)) == []
    assert told(field.sync(amina)) == [("practice", 1)]


def test_portions_have_no_holes_and_only_the_last_is_complete(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling.pull, "__kwdefaults__", {"brought": (), "most_items": 4, "most_bytes": 10**6})
    amina = district.phones["amina"]
    field.sync(amina, [*(entry(amina) for _ in range(6)), *(entry(amina, practice=True) for _ in range(3))])
    cursors: dict[str, int] = {}
    heard, complete = [], []
    while not (complete and complete[-1]):
        answer = field.sync(amina, cursors=cursors)
        heard += told(answer)
        complete.append(answer["complete"])
        cursors |= {part["channel"]: part["items"][-1]["number"] for part in answer["pulled"]}
    assert sorted(heard) == [*(("practice", n) for n in (1, 2, 3)), *(("unit", n) for n in range(1, 7))]
    assert complete == [False, False, True]


def test_a_portion_is_limited_in_bytes_and_never_empty(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling.pull, "__kwdefaults__", {"brought": (), "most_items": 500, "most_bytes": 1})
    amina = district.phones["amina"]
    answer = field.sync(amina, [entry(amina), entry(amina)])
    assert (told(answer), answer["complete"]) == ([("unit", 1)], False)


def test_what_came_in_this_request_is_told_by_its_id_if_so_wished(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    before, sent = entry(dawit), entry(amina)
    field.sync(dawit, [before])
    (part,) = field.sync(amina, [sent], brief=True)["pulled"]
    assert "entry" in part["items"][0]
    assert part["items"][1] == {"id": sent["id"], "number": 2}
    assert field.sync(amina, brief=True)["pulled"][0]["items"][1]["entry"] == sent


def test_cursors_of_strangers_and_of_the_future_do_no_harm(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina)])
    answer = field.sync(amina, cursors={f"unit:{amina.unit}": 10**12, "nonsense": 3, "\x00": 1})
    assert (answer["pulled"], answer["complete"]) == ([], True)


def test_the_price_is_what_is_new(district: District, field: Field, entry: Entries) -> None:
    """The plan of the query reads the channel's index from the cursor on: rows before it are not touched."""
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina) for _ in range(30)])
    channel = f"unit:{amina.unit}"
    with CaptureQueriesContext(
        connection,
    ) as few:
        pulling.pull([channel], {channel: 28})
    with CaptureQueriesContext(connection) as many:
        pulling.pull([channel], {channel: 0})
    assert len(few) == len(many) <= 3
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT number FROM sync_delivery WHERE channel_id = %s AND number > %s ORDER BY number LIMIT 500",
                [channel, 28],
            )
            plan = " ".join(str(row) for row in cursor.fetchall())
            assert "channel_id=? AND number>?" in plan
            assert "TEMP B-TREE" not in plan


def test_nothing_new_is_one_small_answer(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    first = field.sync(amina, [entry(amina)])
    said = {
        "cursors": {f"unit:{amina.unit}": 1},
        "tags": {"roster": first["roster"]["tag"]},
        "epoch": first["epoch"],
    }
    answer = field.sync(amina, **said)
    assert (answer["pulled"], answer["roster"], answer["known"], answer["complete"]) == ([], None, None, True)
    from district import sync_request

    response = field.post("sync", sync_request(amina, **said), by=amina)
    assert len(response.content) < 700
