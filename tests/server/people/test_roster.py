"""What a phone knows of its unit."""

from __future__ import annotations

from datetime import date


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
