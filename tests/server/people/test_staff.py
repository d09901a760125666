"""Coming, moving, being covered for and leaving: spells end on a day, and nothing is deleted."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from district import SINCE

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def staff(district):
    from attune.server.people import staff

    return staff


@pytest.fixture
def a(district):
    """The accounts by name, and a second supervisor of the north."""
    from attune.server.people.models import Role
    from attune.server.people.staff import add_account

    rue = add_account(username="rue", name="Rue")
    Role.objects.create(account=rue, unit=district.units["north"], kind="supervisor", since=SINCE)
    return {**district.accounts, "rue": rue}


def supervised(account, on=TODAY):
    from attune.server.people.access import workers_supervised

    return sorted(worker.username for worker in workers_supervised(account, on=on))


def works_at(account, unit, on=TODAY):
    from attune.server.people.access import works_at

    return works_at(account, unit, on=on)


def refused(call, *arguments, **named):
    from attune.server.errors import Refused

    with pytest.raises(Refused) as caught:
        call(*arguments, **named)
    return caught.value.code


# ---------------------------------------------------------------- accounts


def test_account_without_password_cannot_sign_in_by_one(staff):
    assert not staff.add_account(username="Fatuma", name="Fatuma").has_usable_password()


def test_name_may_be_in_any_script_and_username_in_any_case(staff):
    made = staff.add_account(username="ኣበበ", name="አበበ በላቸው")

    assert staff.find_account("ኣበበ") == made
    assert staff.find_account("AMINA").name == "Amina"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"username": "amina"}, "username_taken"),
        ({"username": "AMINA"}, "username_taken"),
        ({"username": "two words"}, "wrong_username"),
        ({"username": ""}, "wrong_username"),
        ({"username": "nul\x00"}, "wrong_username"),
        ({"name": "  "}, "wrong_name"),
        ({"name": "n" * 121}, "wrong_name"),
        ({"name": "a\x00b"}, "wrong_name"),
        ({"picture": "goat"}, "unknown_picture"),
        ({"password": "short"}, "weak_password"),
        ({"password": "password123"}, "weak_password"),
    ],
)
def test_faulty_account_is_refused(staff, change, code):
    assert refused(staff.add_account, **({"username": "new", "name": "New"} | change)) == code


@pytest.mark.parametrize("given", ["bird", " Bird ", "picture/bird"])
def test_picture_is_kept_under_one_name(staff, given):
    assert staff.add_account(username="new", name="New", picture=given).picture == "picture/bird"


def test_every_picture_is_drawn_on_the_phone_and_no_other():
    from attune.server.people.pictures import NAMES

    drawn = (ROOT / "client/src/ui/drawings.ts").read_text(encoding="utf-8")
    assert re.findall(r"^  (\w+): \[", drawn, flags=re.MULTILINE) == NAMES


# ---------------------------------------------------------------- roles


def test_role_holds_from_its_first_day_until_the_day_it_ends(staff, a, district):
    beta = district.units["beta"]
    staff.give_role(a["amina"], "worker", beta, since=TODAY, cadre="nurse")
    staff.end_role(a["amina"], "worker", beta, on=TOMORROW)

    days = [TODAY - timedelta(days=1), TODAY, TOMORROW]
    assert [works_at(a["amina"], beta, on=day) for day in days] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "cadre", "code"),
    [
        ("worker", "", "wrong_cadre"),
        ("worker", "Nurse!", "wrong_cadre"),
        ("manager", "nurse", "wrong_cadre"),
        ("king", "", "wrong_role"),
        ("supervisor", "", "has_role"),
    ],
)
def test_faulty_role_is_refused(staff, a, district, kind, cadre, code):
    call = {"since": TODAY, "cadre": cadre}
    assert refused(staff.give_role, a["bo"], kind, district.units["north"], **call) == code


def test_role_that_nobody_holds_cannot_end(staff, a, district):
    assert refused(staff.end_role, a["amina"], "manager", district.units["alpha"], on=TODAY) == "no_role"


def test_pairs_end_with_the_role_that_they_stood_on(staff, a, district):
    staff.end_role(a["bo"], "supervisor", district.units["north"], on=TODAY)

    assert district.accounts["amina"].supervised_by.get().until == TODAY


# ---------------------------------------------------------------- transfer


def test_transfer_keeps_cadre_and_pairs_within_reach(staff, a, district):
    moved = staff.transfer(a["amina"], to=district.units["beta"], on=TODAY)

    assert (works_at(a["amina"], district.units["alpha"]), works_at(a["amina"], district.units["beta"])) == (
        False,
        True,
    )
    assert a["amina"].roles.get(until=None).cadre == "nurse"
    assert (moved.pairs, moved.without_supervisor) == (0, ())


def test_transfer_out_of_reach_ends_the_pair_and_names_who_is_without_one(staff, a, district):
    moved = staff.transfer(a["amina"], to=district.units["gamma"], on=TODAY)

    assert (moved.pairs, moved.without_supervisor) == (1, (a["amina"],))
    assert supervised(a["bo"]) == ["dawit"]


def test_transfer_to_come_changes_nothing_today(staff, a, district):
    staff.transfer(a["amina"], to=district.units["gamma"], on=TOMORROW)

    assert works_at(a["amina"], district.units["alpha"])
    assert supervised(a["bo"]) == ["amina", "dawit"]
    assert supervised(a["bo"], on=TOMORROW) == ["dawit"]


def test_transfer_of_a_worker_at_two_units_asks_which_is_left(staff, a, district):
    units = district.units
    staff.give_role(a["amina"], "worker", units["beta"], since=TODAY, cadre="nurse")

    assert refused(staff.transfer, a["amina"], to=units["gamma"], on=TODAY) == "several_units"
    staff.transfer(a["amina"], to=units["gamma"], on=TODAY, since=units["beta"])
    assert works_at(a["amina"], units["alpha"])


def test_phone_of_the_old_unit_pulls_no_people_any_more(staff, a, district):
    from attune.server.people.access import channels

    amina = district.phones["amina"].worker
    before = channels(amina, on=TODAY)
    staff.transfer(a["amina"], to=district.units["beta"], on=TODAY)

    assert f"unit:{district.units['alpha'].pk}" in before
    assert channels(amina, on=TODAY) == (f"own:{amina.account_id}", f"practice:{amina.account_id}")


# ---------------------------------------------------------------- leaving


def test_leaving_ends_roles_pairs_and_tokens_at_once(staff, a, district):
    left = staff.leave(a["amina"], on=TODAY, now=NOW)

    assert (left.roles, left.pairs, left.phones) == (1, 1, 1)
    assert not works_at(a["amina"], district.units["alpha"])
    assert supervised(a["bo"]) == ["dawit"]
    district.phones["amina"].worker.refresh_from_db()
    assert district.phones["amina"].worker.revoked_at == NOW


def test_phone_learns_by_a_stable_code_that_its_worker_left(staff, a, district, field):
    staff.leave(a["amina"], on=TODAY, now=NOW)

    response = field.post("stores", {"stores": []}, by=district.phones["amina"])

    assert (response.status_code, response.json()["error"]["code"]) == (401, "left")


def test_the_other_worker_of_the_phone_goes_on(staff, a, district, field):
    staff.leave(a["amina"], on=TODAY, now=NOW)

    assert field.post("stores", {"stores": []}, by=district.phones["dawit"]).status_code == 422


def test_supervisor_who_leaves_leaves_workers_named(staff, a):
    left = staff.leave(a["bo"], on=TODAY, now=NOW)

    assert {account.username for account in left.without_supervisor} == {"amina", "dawit"}


def test_leaving_later_keeps_everything_until_then(staff, a, district):
    staff.leave(a["amina"], on=TOMORROW, now=NOW)

    a["amina"].refresh_from_db()
    assert a["amina"].is_active
    assert works_at(a["amina"], district.units["alpha"])
    assert not works_at(a["amina"], district.units["alpha"], on=TOMORROW)


def test_who_left_cannot_use_a_code_made_before(staff, a, district, field, handset):
    from attune.server.people.enrolment import make_code

    code = make_code(worker=a["amina"], unit=district.units["alpha"], by=None, now=datetime.now(UTC)).code
    staff.leave(a["amina"], on=datetime.now(UTC).date(), now=datetime.now(UTC))

    assert field.post("enrol", handset.says(code=code)).status_code == 403


def test_who_left_can_come_back_under_the_same_id(staff, a, district):
    staff.leave(a["amina"], on=TODAY, now=NOW)
    staff.give_role(a["amina"], "worker", district.units["beta"], since=TOMORROW, cadre="nurse")

    a["amina"].refresh_from_db()
    assert a["amina"].is_active
    assert works_at(a["amina"], district.units["beta"], on=TOMORROW)


def test_nothing_is_deleted(staff, a, district):
    from attune.server.people.models import Account, Pair, PhoneWorker, Role

    before = [table.objects.count() for table in (Account, Role, Pair, PhoneWorker)]
    staff.leave(a["amina"], on=TODAY, now=NOW)
    staff.leave(a["bo"], on=TODAY, now=NOW)

    assert [table.objects.count() for table in (Account, Role, Pair, PhoneWorker)] == before


# ---------------------------------------------------------------- pairs


def test_handover_moves_all_pairs_on_the_day(staff, a):
    staff.hand_over(a["bo"], a["rue"], on=TOMORROW)

    assert (supervised(a["bo"]), supervised(a["rue"])) == (["amina", "dawit"], [])
    assert (supervised(a["bo"], TOMORROW), supervised(a["rue"], TOMORROW)) == ([], ["amina", "dawit"])


def test_handover_of_one_worker_leaves_the_others(staff, a):
    staff.hand_over(a["bo"], a["rue"], on=TODAY, workers=[a["dawit"]])

    assert (supervised(a["bo"]), supervised(a["rue"])) == (["amina"], ["dawit"])


def test_handover_to_who_reaches_none_of_them_changes_nothing(staff, a):
    assert refused(staff.hand_over, a["bo"], a["mara"], on=TODAY) == "not_in_reach"
    assert supervised(a["bo"]) == ["amina", "dawit"]


def test_cover_holds_for_its_days_beside_the_pair(staff, a):
    staff.cover(a["bo"], a["rue"], since=TODAY, until=TOMORROW)

    assert (supervised(a["rue"]), supervised(a["rue"], TOMORROW)) == (["amina", "dawit"], [])
    assert supervised(a["bo"]) == ["amina", "dawit"]


def test_cover_ends_with_the_pair_that_it_covers(staff, a):
    staff.cover(a["bo"], a["rue"], since=TODAY, until=TODAY + timedelta(days=30))
    staff.end_pair(a["bo"], a["amina"], on=TOMORROW)

    assert supervised(a["rue"], TOMORROW) == ["dawit"]


@pytest.mark.parametrize(
    ("supervisor", "worker", "code"),
    [
        ("bo", "amina", "has_pair"),
        ("bo", "bo", "pair_of_one"),
        ("bo", "chidi", "not_in_reach"),  # another district
        ("mara", "amina", "not_in_reach"),  # no supervisor
        ("bo", "mara", "not_in_reach"),  # no worker
    ],
)
def test_pair_that_cannot_be_is_refused(staff, a, supervisor, worker, code):
    assert refused(staff.pair, a[supervisor], a[worker], since=TODAY) == code


def test_cover_that_ends_before_it_begins_is_refused(staff, a):
    assert refused(staff.cover, a["bo"], a["rue"], since=TODAY, until=TODAY) == "wrong_days"


# ---------------------------------------------------------------- units


def test_moved_unit_takes_what_lies_below_and_reach_follows(district, a):
    from attune.server.people.models import Unit
    from attune.server.people.units import full_name, move_unit

    move_unit(district.units["north"], to=district.units["land"])
    south = district.units["south"]
    ward = Unit.objects.create(name="Ward", level="region", parent=district.units["land"])
    move_unit(south, to=ward)

    assert full_name(Unit.objects.get(pk=district.units["gamma"].pk)) == "Land/Ward/South/Gamma"
    assert ward.holds(Unit.objects.get(pk=district.units["gamma"].pk))


@pytest.mark.parametrize(
    ("unit", "to", "code"),
    [
        ("land", "alpha", "inside_itself"),
        ("north", "gamma", "wrong_level"),
        ("north", "south", "wrong_level"),
    ],
)
def test_unit_cannot_move_there(district, unit, to, code):
    from attune.server.people.units import move_unit

    assert refused(move_unit, district.units[unit], to=district.units[to]) == code


@pytest.mark.parametrize(
    ("name", "level", "parent", "code"),
    [
        ("Alpha", "facility", "north", "name_taken"),
        ("alpha", "facility", "north", "name_taken"),
        ("New", "district", "alpha", "wrong_level"),
        ("New", "village", "north", "wrong_level"),
        ("A/B", "facility", "north", "wrong_name"),
        (" ", "facility", "north", "wrong_name"),
    ],
)
def test_faulty_unit_is_refused(district, name, level, parent, code):
    from attune.server.people.units import add_unit

    assert refused(add_unit, name=name, level=level, parent=district.units[parent]) == code


def test_unit_is_found_by_id_name_or_path(district):
    from attune.server.people.units import add_unit, find_unit

    alpha = district.units["alpha"]
    assert find_unit(str(alpha.pk)) == find_unit("alpha") == find_unit("North/Alpha") == alpha
    assert refused(find_unit, "Omega") == "unknown_unit"
    add_unit(name="Alpha", level="facility", parent=district.units["south"])
    assert refused(find_unit, "Alpha") == "several_units"
    assert find_unit("North/Alpha") == alpha
