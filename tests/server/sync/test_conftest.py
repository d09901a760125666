"""The fixtures themselves: a real commit leaves nothing behind, and the tables are append-only again afterwards."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from attune.journal import read_entry
from attune.server.people.models import Account, Reading, Unit
from district import SAMPLES, District, Entries


@pytest.mark.parametrize("round_", [1, 2])
def test_what_is_really_committed_is_gone_for_the_next_test(round_: int, real_district: District) -> None:
    assert Account.objects.count() == len(real_district.accounts)
    reading = Reading.objects.create(
        at="2026-11-25T09:40:00Z", account=real_district.accounts["bo"], subject="x", through="test"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        reading.delete()


def test_every_sample_can_be_written_by_every_phone(district: District, entry: Entries) -> None:
    for kind in SAMPLES:
        assert read_entry(entry(district.phones["amina"], kind)).practice is (kind == "played")


def test_a_unit_holds_what_lies_below_it(district: District) -> None:
    units: dict[str, Unit] = district.units
    assert units["north"].holds(units["alpha"])
    assert not units["north"].holds(units["gamma"])
