"""What a phone knows of its unit."""

from __future__ import annotations

from datetime import date

import pytest

from attune.server.people.models import Role, Unit

SINCE = date(2026, 1, 1)


def roster(worker, tag=None):
    from attune.server.people.roster import roster

    return roster(worker, tag=tag)


def test_roster_names_the_unit_and_who_works_there(district):
    made = roster(district.phones["amina"].worker)

    assert made["unit"]["above"] == ["North", "Land"]
    assert [(card["name"], card["cadre"]) for card in made["workers"]] == [
        ("Amina", "nurse"),
        ("Dawit", "community_worker"),
    ]
    assert made["codes"] == []


def test_same_roster_is_not_sent_again(district):
    worker = district.phones["amina"].worker

    assert roster(worker, tag=roster(worker)["tag"]) is None


def test_roster_changes_with_who_works_there(district):
    from attune.server.people.staff import end_role

    worker = district.phones["amina"].worker
    tag = roster(worker)["tag"]
    end_role(district.accounts["dawit"], "worker", district.units["alpha"], on=date(2026, 11, 1))

    assert [card["name"] for card in roster(worker, tag=tag)["workers"]] == ["Amina"]


def test_who_works_above_stands_in_it_once(district):
    from attune.server.people.staff import give_role

    give_role(
        district.accounts["amina"], "worker", district.units["north"], since=date(2026, 1, 2), cadre="doctor"
    )
    made = roster(district.phones["amina"].worker)

    first = made["workers"][0]
    assert (first["name"], first["cadre"]) == ("Amina", "nurse")
    assert len(made["workers"]) == 2


# ---------------------------------------------------------------- where care can be moved to


def moves_to(district, name):
    return [(card["name"], *card["above"]) for card in roster(district.phones[name].worker)["moves_to"]]


def works_at(account, unit):
    Role.objects.create(account=account, unit=unit, kind="worker", cadre="nurse", since=SINCE)


def test_care_moves_to_other_units_where_somebody_works_the_nearest_first(district):
    Unit.objects.create(parent=district.units["north"], level="facility", name="Empty")
    works_at(district.accounts["esi"], district.units["land"])

    assert moves_to(district, "amina") == [
        ("Beta", "North", "Land"),
        ("Gamma", "South", "Land"),
        ("Land",),
    ]
    assert moves_to(district, "chidi") == [
        ("Alpha", "North", "Land"),
        ("Beta", "North", "Land"),
        ("Land",),
    ]


def test_care_moves_to_no_unit_whose_workers_have_left_nor_to_another_tree(district):
    from attune.server.people.staff import end_role

    elsewhere = Unit.objects.create(parent=None, level="country", name="Elsewhere")
    works_at(district.accounts["esi"], elsewhere)
    assert ("Beta", "North", "Land") in moves_to(district, "amina")

    end_role(district.accounts["esi"], "worker", district.units["beta"], on=date(2026, 11, 1))
    assert moves_to(district, "amina") == [("Gamma", "South", "Land")]


def test_a_phone_of_a_large_programme_knows_the_nearest_units_and_no_more(district, monkeypatch):
    from attune.server.people import roster as module

    monkeypatch.setattr(module, "MOST_UNITS", 2)
    for name in ("Ayo", "Zeta"):
        unit = Unit.objects.create(parent=district.units["north"], level="facility", name=name)
        works_at(district.accounts["esi"], unit)

    assert moves_to(district, "amina") == [("Ayo", "North", "Land"), ("Beta", "North", "Land")]


@pytest.mark.parametrize("units", [1, 30])
def test_a_roster_costs_the_same_queries_whatever_the_size_of_the_programme(
    district, django_assert_num_queries, units
):
    for n in range(units):
        unit = Unit.objects.create(parent=district.units["north"], level="facility", name=f"U{n}")
        works_at(district.accounts["esi"], unit)
    worker = district.phones["amina"].worker
    roster(worker)

    with django_assert_num_queries(4):
        roster(worker)
