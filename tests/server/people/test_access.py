"""Who may see and do what, role by role, from inside and outside the unit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from district import new_id, supervisor_at

ROLES = ["amina", "dawit", "esi", "chidi", "bo", "tala", "mara", "eno", "oto"]


@pytest.fixture
def access(district):
    from attune.server.people import access

    return access


@dataclass
class Written:
    """A person of Alpha about whom Amina wrote, one of Beta (Esi), and what Amina wrote for herself."""

    alpha: str
    beta: str
    entries: dict


@pytest.fixture
def written(district):
    alpha, beta = new_id(), new_id()
    entries = {}
    for name, subject, author, unit, practice in (
        ("alpha", alpha, "amina", "alpha", False),
        ("beta", beta, "esi", "beta", False),
        ("practice", "demo:one", "amina", "alpha", True),
    ):
        entries[name] = store(district, subject, author, unit, practice=practice)
    for subject, unit in ((alpha, "alpha"), (beta, "beta")):
        settle(district, subject, unit)
    return Written(alpha, beta, entries)


def store(district, subject, author, unit, *, practice=False, kind="consultation"):
    from attune.server.sync.models import StoredEntry

    return StoredEntry.objects.create(
        id=new_id(),
        kind=kind,
        subject=subject,
        unit=district.units[unit],
        author=district.accounts[author].pk,
        device=new_id(),
        n=1,
        practice=practice,
        envelope="{}",
        body="{}",
        received_at=timezone.now(),
    )


def settle(district, subject, unit):
    from attune.server.sync.models import Home, Projection

    Home.objects.create(subject=subject, unit=district.units[unit])
    Projection.objects.create(subject=subject, unit=district.units[unit], state="{}", at_risk=False)


def who(district, may):
    """Those of the cast of whom `may` is true."""
    return {name for name in ROLES if may(district.accounts[name])}


def test_record_is_open_to_the_unit_and_to_the_pair_alone(district, access, written):
    assert who(district, lambda a: access.may_see_person(a, written.alpha)) == {"amina", "dawit", "bo"}
    assert who(district, lambda a: access.may_see_person(a, written.beta)) == {"esi"}


def test_lists_hold_what_may_be_opened_and_nothing_else(district, access, written):
    for name in ROLES:
        account = district.accounts[name]
        listed = {row.subject for row in access.persons_seen_by(account)}

        assert listed == {one for one in (written.alpha, written.beta) if access.may_see_person(account, one)}


def test_entry_is_open_to_the_unit_and_to_the_pair_alone(district, access, written):
    assert who(district, lambda a: access.may_see_entry(a, written.entries["alpha"])) == {
        "amina",
        "dawit",
        "bo",
    }
    assert who(district, lambda a: access.may_see_entry(a, written.entries["beta"])) == {"esi"}


def test_practice_is_its_authors_alone(district, access, written):
    assert who(district, lambda a: access.may_see_entry(a, written.entries["practice"])) == {"amina"}


def test_supervisor_reads_of_a_person_what_own_workers_wrote(district, access, written):
    by_esi = store(district, written.alpha, "esi", "alpha")

    assert access.may_see_entry(district.accounts["dawit"], by_esi)
    assert not access.may_see_entry(district.accounts["bo"], by_esi)


def test_supervisor_reads_nothing_out_of_reach_of_the_role(district, access, written):
    elsewhere = new_id()
    entry = store(district, elsewhere, "amina", "gamma")
    settle(district, elsewhere, "gamma")

    assert not access.may_see_entry(district.accounts["bo"], entry)
    assert not access.may_see_person(district.accounts["bo"], elsewhere)


def test_who_covers_reads_for_the_days_of_cover(district, access, written):
    from attune.server.people import staff

    rue = staff.add_account(username="rue", name="Rue")
    staff.give_role(rue, "supervisor", district.units["north"], since=date(2026, 1, 1))
    staff.cover(district.accounts["bo"], rue, since=date(2026, 11, 1), until=date(2026, 11, 8))

    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 7), date(2026, 11, 8)]
    assert [access.may_see_person(rue, written.alpha, on=day) for day in days] == [False, True, True, False]


def test_record_follows_the_person_to_another_unit(district, access, written):
    from attune.server.sync.models import Home, Projection

    for table in (Home, Projection):
        table.objects.filter(subject=written.alpha).update(unit=district.units["gamma"])

    assert who(district, lambda a: access.may_see_person(a, written.alpha)) == {"chidi"}
    assert who(district, lambda a: access.may_see_entry(a, written.entries["alpha"])) == {"chidi"}


def test_only_who_cares_for_the_person_may_transfer_or_erase(district, access, written):
    assert who(district, lambda a: access.may_transfer_person(a, written.alpha)) == {"amina", "dawit"}
    assert who(district, lambda a: access.may_erase(a, written.alpha)) == {"mara"}
    assert who(district, lambda a: access.homes_managed(a).exists()) == {"mara"}


def test_role_held_above_reaches_below(district, access, written):
    from attune.server.people.staff import give_role

    give_role(
        district.accounts["chidi"], "worker", district.units["north"], since=date(2026, 1, 1), cadre="nurse"
    )

    assert access.may_see_person(district.accounts["chidi"], written.alpha)


def test_role_held_below_does_not_reach_above(district, access):
    assert not access.works_at(district.accounts["amina"], district.units["north"])


@pytest.mark.parametrize(
    ("may", "unit", "expected"),
    [
        ("may_manage_accounts", "alpha", {"oto"}),
        ("may_see_figures", "alpha", {"mara"}),
        ("may_see_figures", "gamma", set()),
        ("works_at", "alpha", {"amina", "dawit"}),
    ],
)
def test_units_are_open_to_their_roles(district, access, may, unit, expected):
    assert who(district, lambda a: getattr(access, may)(a, district.units[unit])) == expected


def test_content_is_open_to_editors(district, access):
    assert who(district, access.may_edit_content) == {"eno"}


def test_accounts_are_managed_by_operators_and_never_ones_own(district, access):
    accounts = district.accounts

    assert who(district, lambda a: access.may_manage_account(a, accounts["amina"])) == {"oto"}
    assert who(district, lambda a: access.may_manage_account(a, accounts["oto"])) == set()


def test_operator_of_a_district_manages_nobody_beyond_it(district, access):
    from attune.server.people.staff import add_account, give_role

    local = add_account(username="local", name="Local")
    give_role(local, "operator", district.units["north"], since=date(2026, 1, 1))

    assert access.may_manage_account(local, district.accounts["amina"])
    assert not access.may_manage_account(local, district.accounts["chidi"])
    assert not access.may_manage_account(local, district.accounts["oto"])
    assert not access.may_manage_account(local, add_account(username="new", name="New"))


def test_operator_of_a_district_manages_nobody_whose_role_beyond_it_has_an_end(district, access):
    from attune.server.people.staff import add_account, give_role

    local = add_account(username="local", name="Local")
    give_role(local, "operator", district.units["north"], since=date(2026, 1, 1))
    role = give_role(district.accounts["amina"], "manager", district.units["land"], since=date(2026, 1, 1))
    role.until = date(2026, 12, 31)
    role.save()

    assert not access.may_manage_account(local, district.accounts["amina"], on=date(2026, 12, 30))
    assert access.may_manage_account(local, district.accounts["amina"], on=date(2026, 12, 31))


def test_phones_are_seen_by_operator_and_pair(district, access):
    phone = district.phones["amina"].worker.phone

    assert who(district, lambda a: access.phones_seen_by(a).filter(pk=phone.pk).exists()) == {"bo", "oto"}
    assert who(district, lambda a: access.may_report_lost(a, phone)) == {"amina", "dawit", "bo", "oto"}


def test_names_are_seen_by_colleagues_pair_and_operator(district, access):
    amina = district.accounts["amina"]

    seen = who(district, lambda a: access.accounts_seen_by(a).filter(pk=amina.pk).exists())

    assert seen == {"amina", "dawit", "bo", "oto"}


def test_set_aside_is_seen_by_the_unit_and_the_pair(district, access):
    from attune.server.sync.models import SetAside

    phone = district.phones["amina"].worker
    SetAside.objects.create(
        received_at=timezone.now(),
        phone=phone.phone,
        account=phone.account,
        unit=phone.phone.unit,
        reason="invalid_entry",
        raw="{}",
        bytes=2,
    )

    assert who(district, lambda a: access.set_aside_seen_by(a).exists()) == {"amina", "dawit", "bo"}


def test_a_phone_in_use_is_moved_by_who_looks_after_it(district, access):
    """Bo supervises who works on it, Oto runs the whole tree; neither its workers nor another unit's supervisor."""
    phone = district.phones["amina"].worker.phone
    hana = supervisor_at(district, "hana", "beta", "esi")

    assert not access.may_move_phone(hana, phone)
    assert who(district, lambda a: access.may_move_phone(a, phone)) == {"bo", "oto"}
    assert access.is_in_use(phone, but=district.accounts["amina"])
    district.phones["dawit"].worker.delete()
    assert not access.is_in_use(phone, but=district.accounts["amina"])
    assert access.is_in_use(phone, but=district.accounts["esi"])


def test_the_unit_vouches_for_what_was_left_behind_and_the_supervisor_for_a_doubtful_phone(district, access):
    from attune.server.sync.models import SetAside

    supervisor_at(district, "hana", "north", "esi")
    row = SetAside(unit=district.units["alpha"], account=district.accounts["amina"], reason="left_unit")
    assert who(district, lambda a: access.may_vouch(a, row)) == {"amina", "dawit"}

    row.reason = "other_device"
    assert who(district, lambda a: access.may_vouch(a, row)) == {"bo"}
    assert not access.may_vouch(district.accounts["hana"], row)
    row.account = district.accounts["chidi"]  # who has no work at Alpha
    assert who(district, lambda a: access.may_vouch(a, row)) == {"amina", "dawit"}


def test_a_units_record_is_opened_to_another_ones_entries_by_who_looks_after_it_alone(
    district, access, field, entry
):
    from attune.server.sync.models import SetAside

    hana = supervisor_at(district, "hana", "beta", "esi")
    theirs, ours = entry(district.phones["esi"]), entry(district.phones["amina"])
    field.sync(district.phones["esi"], [theirs])
    field.sync(district.phones["amina"], [ours])
    row = SetAside(unit=district.units["alpha"], account=district.accounts["amina"], reason="other_unit")
    about = {"subject": theirs["subject"], "body": {}}

    row.raw = json.dumps(about)
    assert access.may_vouch(hana, row)
    assert who(district, lambda a: access.may_vouch(a, row)) == {"esi", "bo"}  # he supervises above both
    for raw in ("", "[]", json.dumps({"subject": 1, "body": []}), json.dumps({"subject": ours["subject"]})):
        row.raw = raw
        assert not access.may_vouch(hana, row)
        assert who(district, lambda a: access.may_vouch(a, row)) == set()


def everything(access, account, district, written):
    """What each question of access.py answers to `account` about the things of Alpha."""
    from attune.server.sync.models import SetAside

    phone = district.phones["amina"].worker.phone
    alpha, amina = district.units["alpha"], district.accounts["amina"]
    return [
        access.roles(account),
        access.reaches(account, alpha),
        access.works_at(account, alpha),
        access.units_reached(account).exists(),
        access.workers_supervised(account).exists(),
        access.entries_seen_by(account).exists(),
        access.may_see_entry(account, written.entries["alpha"]),
        access.may_see_entry(account, written.entries["practice"]),
        access.persons_seen_by(account).exists(),
        access.may_see_person(account, written.alpha),
        access.may_transfer_person(account, written.alpha),
        access.may_erase(account, written.alpha),
        access.homes_managed(account).exists(),
        access.set_aside_seen_by(account).exists(),
        access.may_read_set_aside(account, SetAside(account=amina), {"kind": "person", "practice": False}),
        access.may_vouch(account, SetAside(unit=alpha, account=amina, reason="left_unit")),
        access.may_vouch(account, SetAside(unit=alpha, account=amina, reason="other_device")),
        access.may_manage_accounts(account, alpha),
        access.may_manage_account(account, district.accounts["dawit"]),
        access.accounts_seen_by(account).exists(),
        access.may_enrol(account, amina, alpha),
        access.phones_seen_by(account).exists(),
        access.may_report_lost(account, phone),
        access.may_move_phone(account, phone),
        access.may_see_figures(account, alpha),
        access.may_edit_content(account),
    ]


def test_nobody_signed_in_sees_nothing(district, access, written):
    assert not any(everything(access, AnonymousUser(), district, written))


@pytest.mark.parametrize("name", ROLES)
def test_who_left_sees_nothing(district, access, written, name):
    from attune.server.people.staff import leave

    account = district.accounts[name]
    assert any(everything(access, account, district, written))
    leave(account, on=timezone.now().date(), now=timezone.now())

    assert not any(everything(access, account, district, written))


def test_every_question_of_the_module_is_asked_here(access):
    """A new function of access.py earns a line above."""
    import inspect

    asked = inspect.getsource(everything)
    takes_account = [
        name
        for name, function in vars(access).items()
        if inspect.isfunction(function)
        and function.__module__ == access.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), None) == "account"
    ]

    assert len(takes_account) > 15
    assert [name for name in takes_account if f"access.{name}(" not in asked] == []


def test_reading_is_noted_and_cannot_be_changed(district, written):
    from django.db import DatabaseError, transaction

    from attune.server.people.models import Reading
    from attune.server.people.readings import note_reading

    reading = note_reading(
        district.accounts["bo"], written.alpha, through="console:person", now=timezone.now()
    )

    assert (reading.subject, reading.unit) == (written.alpha, district.units["alpha"])
    for change in (lambda: Reading.objects.update(subject="another"), lambda: Reading.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
