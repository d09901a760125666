"""A phone that comes to another unit: who may bring it there, and what becomes of its id, its tokens and its stores."""

from __future__ import annotations

import pytest
from django.utils import timezone

from district import OnPhone, enrol_phone, supervisor_at
from handsets import Handset, public_key


def make(district, worker, unit, by):
    from attune.server.people.enrolment import make_code

    maker = district.accounts[by] if by else None
    return make_code(
        worker=district.accounts[worker], unit=district.units[unit], by=maker, now=timezone.now()
    ).code


def enrol(field, device, code, **more):
    return field.post("enrol", Handset(device).says(code=code) | more)


def sign_in(field, device, name):
    from district import PASSWORD

    return field.post("sign-in", Handset(device).says(username=name, password=PASSWORD, otp=None))


def refusal(response):
    return response.status_code, response.json()["error"]["code"]


def phone_of(district, name):
    from attune.server.people.models import Phone

    return Phone.objects.get(pk=district.phones[name].device)


@pytest.fixture
def hana(district):
    """Esi's supervisor, of Beta alone."""
    return supervisor_at(district, "hana", "beta", "esi")


def test_a_code_of_another_unit_takes_no_phone_that_is_in_use(district, field, hana):
    """Esi knows the id of the phone of Amina and Dawit, and has a code that her own supervisor made."""
    shared = district.phones["amina"]

    assert refusal(enrol(field, shared.device, make(district, "esi", "beta", "hana"))) == (409, "other_unit")
    assert phone_of(district, "amina").unit == district.units["alpha"]
    assert field.sync(shared)["device"] == shared.device
    assert (
        enrol(field, shared.device, make(district, "amina", "alpha", "bo")).json()["device"] == shared.device
    )


@pytest.mark.parametrize("by", ["oto", None])
def test_who_looks_after_it_where_it_is_brings_it_to_another_unit_under_an_id_of_its_own(district, field, by):
    from attune.server.people.models import Phone

    shared = district.phones["amina"]
    code = make(district, "esi", "beta", by)

    answer = enrol(field, shared.device, code).json()

    assert answer["unit"]["name"] == "Beta" and answer["device"] != shared.device
    assert str(Phone.objects.get(pk=answer["device"]).copy_of_id) == shared.device
    assert phone_of(district, "amina").unit == district.units["alpha"]
    # The first answer may have been lost.
    assert enrol(field, shared.device, code).json()["device"] == answer["device"]


def test_even_then_who_has_only_the_id_takes_nothing_from_who_has_the_phone(district, field, entry):
    """An operator's code, shown by somebody who has another phone: Amina and Dawit go on as before."""
    from attune.server.sync.models import StoredEntry

    shared = district.phones["amina"]
    field.sync(shared, turn=None)
    enrol(field, shared.device, make(district, "esi", "beta", "oto"))
    sent = entry(shared)

    answer = field.sync(shared, [sent])

    assert answer["device"] == shared.device and answer["outcomes"][0]["outcome"] == "stored"
    assert StoredEntry.objects.get(pk=sent["id"]).unit == district.units["alpha"]
    assert (
        enrol(field, shared.device, make(district, "amina", "alpha", "bo")).json()["device"] == shared.device
    )


def test_a_phone_that_nobody_else_uses_goes_with_its_worker(district, field, hana):
    from attune.server.people.staff import transfer

    alone = enrol_phone(district, "amina", "alpha", called="own")
    transfer(district.accounts["amina"], to=district.units["beta"], on=timezone.now().date())

    assert sign_in(field, alone.device, "amina").json()["unit"]["name"] == "Beta"


def test_who_is_signed_out_holds_no_phone(district, field, hana):
    from attune.server.people.staff import sign_out

    shared = district.phones["amina"]
    for name in ("amina", "dawit"):
        sign_out(district.phones[name].worker, now=timezone.now())

    answer = enrol(field, shared.device, make(district, "esi", "beta", "hana")).json()

    assert answer["unit"]["name"] == "Beta" and answer["device"] != shared.device


def test_a_phone_that_came_back_has_a_third_id(district, field):
    first = district.phones["amina"].device
    second = enrol(field, first, make(district, "esi", "beta", "oto")).json()["device"]

    third = enrol(field, second, make(district, "dawit", "alpha", "oto")).json()

    assert third["unit"]["name"] == "Alpha" and third["device"] not in (first, second)


def test_its_workers_keep_the_way_into_their_private_stores(district, field):
    """Amina moves to Beta with the phone and has forgotten her PIN: what the server keeps was handed over under the id before."""
    from attune.server.people.staff import transfer

    shared = district.phones["amina"]
    store, key = f"private:{shared.author}", "A" * 43 + "="
    codes = [letter * 12 for letter in "ABCDEFGHIJ"]
    made = {"stores": [{"store": store, "recovery_key": key, "codes": codes}]}
    assert field.post("stores", made, by=shared).status_code == 200
    transfer(district.accounts["amina"], to=district.units["beta"], on=timezone.now().date())

    answer = enrol(field, shared.device, make(district, "amina", "beta", "oto")).json()

    assert answer["stores"] == [{"store": store, "recovery_key": key}]


def test_what_was_handed_over_before_a_phone_was_lost_stays_away(district, field):
    from attune.server.people.staff import report_lost

    shared = district.phones["amina"]
    codes = [letter * 12 for letter in "ABCDEFGHIJ"]
    made = {"store": f"private:{shared.author}", "recovery_key": "A" * 43 + "=", "codes": codes}
    field.post("stores", {"stores": [made]}, by=shared)
    report_lost(phone_of(district, "amina"), now=timezone.now())

    assert enrol(field, shared.device, make(district, "amina", "alpha", "bo")).json()["stores"] == []


@pytest.mark.parametrize("times", [0, 1, 2])
def test_others_on_a_phone_that_has_moved_come_to_its_new_id(district, field, times):
    """Dawit's app has been told no turn under the new id yet when he opens it first."""
    dawit = district.phones["dawit"]
    for _ in range(times):
        field.sync(dawit)
    moved = enrol(field, dawit.device, make(district, "esi", "beta", "oto")).json()["device"]

    assert field.sync(dawit, turn=None)["device"] == moved


@pytest.mark.parametrize("has_talked", [True, False])
def test_others_on_a_phone_that_has_moved_twice_come_to_its_newest_id(district, field, has_talked):
    """Another id, at the first unit, would be the whole phone's, and take there what is written at the third."""
    dawit = district.phones["dawit"]
    field.sync(dawit)
    second = enrol(field, dawit.device, make(district, "esi", "beta", "oto")).json()["device"]
    came = enrol(field, second, make(district, "chidi", "gamma", "oto")).json()
    said = {"protocol": 1, "app": "0.1.0", "turn": None}
    turn = field.post("sync", said, token=came["token"]).json()["turn"] if has_talked else None

    assert field.sync(dawit, turn=turn)["device"] == came["device"]


def test_a_parcel_under_the_new_id_is_signed_with_the_key_of_the_one_before(district, field):
    from attune.server.people.admission import signing_keys
    from attune.server.people.staff import report_lost

    dawit, key = district.phones["dawit"], public_key()
    dawit.worker.signing_key = key
    dawit.worker.save()
    moved = enrol(field, dawit.device, make(district, "esi", "beta", "oto")).json()["device"]

    assert signing_keys(moved, dawit.worker.account_id) == [key]
    report_lost(phone_of(district, "dawit"), now=timezone.now())
    assert signing_keys(moved, dawit.worker.account_id) == []


def test_the_id_that_was_left_concerns_nobody_until_it_speaks_again(district, field):
    from attune.server.console.fleet import watch
    from attune.server.people.models import Phone

    shared, oto = district.phones["amina"], district.accounts["oto"]
    field.sync(shared, turn=None)
    moved = enrol(field, shared.device, make(district, "esi", "beta", "oto")).json()["device"]

    shown = {str(one.phone.pk): one.concerns for one in watch(oto, now=timezone.now())}
    assert shared.device not in shown
    assert "copy" not in shown[moved]
    field.sync(OnPhone(shared.worker, shared.token))
    assert shared.device in {str(one.phone.pk) for one in watch(oto, now=timezone.now())}
    assert Phone.objects.get(pk=moved).unit == district.units["beta"]
