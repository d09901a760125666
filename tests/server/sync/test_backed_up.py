"""Phones let go of what lies in a verified backup, so the server says so only while its clock can be believed."""

from __future__ import annotations

import pytest

from attune.server.sync.models import ServerFact
from district import District, Field


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        pytest.param("2020-01-01T00:00:00.000Z", True, id="in the past"),
        pytest.param("2999-01-01T00:00:00.000Z", False, id="after now: the clock was turned back"),
    ],
)
def test_a_backup_is_told_only_if_it_lies_in_the_past(
    district: District, field: Field, moment: str, told: bool
) -> None:
    ServerFact.objects.create(name="backed_up", value=moment)
    assert field.sync(district.phones["amina"])["backed_up"] == (moment if told else None)
