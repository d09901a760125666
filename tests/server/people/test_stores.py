"""What the server keeps of a phone's stores, and who gets it back."""

from __future__ import annotations

import base64
import string
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from district import PASSWORD, enrol_phone
from handsets import Handset

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(32)).decode()
CODES = [letter * 12 for letter in string.ascii_uppercase[:10]]


def private(of, key=KEY, codes=CODES):
    return {"store": f"private:{of.author}", "recovery_key": key, "codes": codes}


def care(of, key=KEY):
    return {"store": f"care:{of.unit}", "recovery_key": key, "codes": []}


def hand_over(field, by, *stores):
    return field.post("stores", {"stores": list(stores)}, by=by)


def sign_in(field, phone, username):
    said = Handset(phone.device).says(username=username, password=PASSWORD, otp=None)
    return field.post("sign-in", said).json()


def codes_for(account):
    from attune.server.people.stores import codes_for

    return codes_for(account)


@pytest.fixture
def amina(district, field):
    phone = district.phones["amina"]
    response = hand_over(field, phone, private(phone), care(phone))
    assert (response.status_code, response.json()) == (200, {})
    return phone


def test_keys_and_codes_lie_sealed(amina):
    from attune.server.people.models import StoreKey

    kept = str([vars(key) for key in StoreKey.objects.all()])

    assert StoreKey.objects.count() == 2
    assert KEY not in kept
    assert CODES[0] not in kept


def test_owner_gets_both_back_after_signing_in(amina, field):
    assert sign_in(field, amina, "amina")["stores"] == [
        {"store": f"care:{amina.unit}", "recovery_key": KEY},
        {"store": f"private:{amina.author}", "recovery_key": KEY},
    ]


def test_second_worker_gets_the_care_store_and_no_more(amina, field):
    assert [one["store"] for one in sign_in(field, amina, "dawit")["stores"]] == [f"care:{amina.unit}"]


def test_supervisor_gets_no_store_of_the_workers(amina, field):
    assert sign_in(field, amina, "bo")["stores"] == []


def test_another_phone_gets_nothing_of_this_one(amina, field):
    assert sign_in(field, replace(amina, worker=Elsewhere()), "amina")["stores"] == []


class Elsewhere:
    phone_id = "01999999-9999-7999-8999-999999999999"


def test_sent_again_it_replaces_key_and_codes(amina, district, field):
    hand_over(field, amina, private(amina, OTHER_KEY, CODES[::-1]))

    assert sign_in(field, amina, "amina")["stores"][1]["recovery_key"] == OTHER_KEY
    assert [code["code"] for code in codes_for(district.accounts["bo"])] == CODES[::-1]


def test_supervisor_can_read_out_numbered_codes(amina, district):
    assert codes_for(district.accounts["bo"])[2] == {
        "worker": amina.author,
        "name": "Amina",
        "phone": amina.device,
        "store": f"private:{amina.author}",
        "n": 3,
        "code": CODES[2],
    }


@pytest.mark.parametrize("other", ["amina", "dawit", "chidi", "tala", "mara", "oto", "eno"])
def test_nobody_else_sees_the_codes(amina, district, other):
    assert codes_for(district.accounts[other]) == []


def test_reading_the_codes_costs_the_same_however_many_phones_there_are(
    amina, district, field, django_assert_num_queries
):
    """Amina and Dawit share three phones more: each has codes of each."""
    bo = district.accounts["bo"]
    with CaptureQueriesContext(connection) as one_phone:
        assert len(codes_for(bo)) == 10
    queries = len(one_phone)
    for n in range(3):
        first = enrol_phone(district, "amina", "alpha", called=f"amina {n}")
        second = enrol_phone(district, "dawit", "alpha", phone=first.worker.phone, called=f"dawit {n}")
        for by in (first, second):
            hand_over(field, by, private(by))

    with django_assert_num_queries(queries):
        codes = codes_for(bo)

    assert [(one["name"], one["n"]) for one in codes] == [
        (name, n)
        for name, phones in (("Amina", 4), ("Dawit", 3))
        for _ in range(phones)
        for n in range(1, 11)
    ]
    assert all(one["store"] == f"private:{one['worker']}" for one in codes)
    assert len({(one["worker"], one["phone"]) for one in codes}) == 7


def test_codes_of_a_lost_phone_are_not_shown(amina, district):
    from attune.server.people.staff import report_lost

    report_lost(amina.worker.phone, now=timezone.now())

    assert codes_for(district.accounts["bo"]) == []


def test_store_of_another_is_refused_and_nothing_of_the_request_is_kept(amina, district, field):
    from attune.server.people.models import StoreKey

    dawit = district.phones["dawit"]
    response = hand_over(field, dawit, private(dawit), private(amina, OTHER_KEY))

    assert (response.status_code, response.json()["error"]["code"]) == (403, "not_your_store")
    assert not StoreKey.objects.filter(store=f"private:{dawit.author}").exists()


def test_care_store_of_another_unit_is_refused(amina, district, field):
    assert hand_over(field, district.phones["chidi"], care(amina)).status_code == 403


def test_supervisor_without_work_at_the_unit_brings_no_care_store(district, field):
    bo = enrol_phone(district, "bo", "alpha")

    assert hand_over(field, bo, care(bo)).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"codes": []},
        {"codes": CODES[:9]},
        {"codes": ["short", *CODES[1:]]},
        {"recovery_key": "AAAA"},
        {"store": "x"},
    ],
)
def test_private_store_has_ten_codes_and_a_key(amina, field, change):
    assert hand_over(field, amina, private(amina) | change).status_code == 422


def test_care_store_has_no_codes_of_its_own(amina, field):
    assert hand_over(field, amina, care(amina) | {"codes": CODES}).status_code == 422


def test_sealed_row_does_not_open_in_the_place_of_another(amina):
    from attune.server.errors import Misconfigured
    from attune.server.people import secrets

    sealed = secrets.seal("a key", place="one")

    assert secrets.unseal(sealed, place="one") == "a key"
    with pytest.raises(Misconfigured):
        secrets.unseal(sealed, place="two")


def test_another_secret_key_opens_nothing_and_says_why(amina, district, settings):
    from attune.server.errors import Misconfigured

    settings.SECRET_KEY = "another"

    with pytest.raises(Misconfigured, match="ATTUNE_SECRET_KEY"):
        codes_for(district.accounts["bo"])
