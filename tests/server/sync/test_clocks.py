"""Clocks that are wrong, and clocks that jump: they decide nothing. Numbers do, and what amends what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from attune.server.people.models import Phone
from attune.server.sync.models import Delivery, Projection, StoredEntry
from district import District, Entries, Field, OnPhone, new_id

# By the phone's clock, in the order in which they are written.
JUMPS = (
    "1970-01-01T00:00:01.000Z",
    "2099-12-31T23:59:59.000Z",
    "2026-11-25T09:40:00.000Z",
    "2001-09-09T01:46:40.000Z",
)


def written(entry: Entries, by: OnPhone, at: str, **more: Any) -> dict[str, Any]:
    """An entry of a phone whose clock says `at`: the id, the moment and the day are all wrong with it."""
    ms = int(datetime.fromisoformat(at).timestamp() * 1000)
    id_ = f"{ms:012x}"
    made = entry(by, written_at=at, occurred_on=at[:10], **more)
    return made | {"id": f"{id_[:8]}-{id_[8:]}{made['id'][13:]}"}


def test_a_clock_that_jumps_loses_nothing_and_others_hear_it_in_the_order_of_arrival(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    sent = [written(entry, amina, at) for at in JUMPS]
    for one, at in zip(sent, JUMPS, strict=True):
        assert field.sync(amina, [one], now=at)["outcomes"][0]["outcome"] == "stored"
    heard = field.sync(district.phones["dawit"])["pulled"]
    assert [item["entry"]["id"] for part in heard for item in part["items"]] == [one["id"] for one in sent]
    assert [item["number"] for part in heard for item in part["items"]] == [1, 2, 3, 4]


def test_a_correction_counts_by_what_it_amends_and_not_by_its_clock(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    subject = new_id()
    first = written(entry, amina, JUMPS[1], subject=subject, body={"village": "written in 2099"})
    field.sync(amina, [first])
    field.sync(
        dawit,
        [
            written(
                entry,
                dawit,
                JUMPS[0],
                subject=subject,
                amends=[first["id"]],
                body={"village": "corrected in 1970"},
            )
        ],
    )
    state = Projection.objects.get(subject=subject).state
    assert "corrected in 1970" in state and "written in 2099" not in state


def test_the_server_tells_its_own_time_and_keeps_how_far_the_phone_is_off(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    before = timezone.now()
    answer = field.sync(amina, [entry(amina)], now=(before + timedelta(days=3)).isoformat())
    assert abs(datetime.fromisoformat(answer["now"]) - before) < timedelta(minutes=1)
    off = Phone.objects.get(id=amina.device).clock_offset_ms
    assert off is not None and abs(off - 3 * 86_400_000) < 60_000


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(days=6)])
def test_a_server_whose_own_clock_jumps_goes_on_counting(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    field.sync(amina, [entry(amina)])
    cursors = {f"unit:{amina.unit}": 1}
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + jump)
    late = entry(amina)
    assert field.sync(amina, [late])["outcomes"][0]["outcome"] == "stored"
    numbers = Delivery.objects.filter(channel=f"unit:{amina.unit}").order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2]
    (part,) = (one for one in field.sync(dawit, cursors=cursors)["pulled"] if one["items"])
    assert [item["entry"]["id"] for item in part["items"]] == [late["id"]]
    assert StoredEntry.objects.count() == 2
