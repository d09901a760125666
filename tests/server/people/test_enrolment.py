"""A one-time code puts its worker on one phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handsets import Handset


@pytest.fixture
def code(district):
    return make(district)


def make(district, worker="amina", unit="alpha", by="bo", now=None):
    from attune.server.people.enrolment import make_code

    return make_code(
        worker=district.accounts[worker],
        unit=district.units[unit],
        by=district.accounts[by] if by else None,
        now=now or timezone.now(),
    ).code


def enrol(field, handset, code):
    return field.post("enrol", handset.says(code=code))


def refusal(response):
    return response.status_code, response.json()["error"]["code"]


def test_code_is_sixteen_letters_and_only_its_hash_is_kept(district, code):
    from attune.server.people.models import Enrolment

    kept = Enrolment.objects.get()

    assert len(code) == 16 and code.isalnum()
    assert code not in str(vars(kept))


def test_link_holds_the_code_in_its_fragment(district, settings):
    from attune.server.people.enrolment import Code

    settings.ADDRESS = "https://attune.example.org"

    assert Code("ABCD" * 4, timezone.now()).link == "https://attune.example.org/#/join/ABCDABCDABCDABCD"


def test_admission_says_who_where_and_how(district, field, handset, code):
    answer = enrol(field, handset, code).json()

    assert answer["worker"] == {
        "id": str(district.accounts["amina"].pk),
        "name": "Amina",
        "picture": "picture/amina",
        "language": "en",
        "cadre": "nurse",
        "works_here": True,
    }
    assert answer["unit"] == {
        "id": str(district.units["alpha"].pk),
        "name": "Alpha",
        "above": ["North", "Land"],
    }
    assert answer["device"] == handset.device
    assert answer["stores"] == []
    assert set(answer["server"]) == {"epoch", "now", "key"}


def test_server_key_is_a_point_and_stays_the_same(district, field, handset, code):
    import base64

    from attune.server.people.server_key import private_key, public_key

    key = enrol(field, handset, code).json()["server"]["key"]

    numbers = private_key().public_key().public_numbers()
    assert base64.b64decode(key) == b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)
    assert public_key() == key


def test_same_phone_asks_again_and_gets_the_same_answer(district, field, handset, code):
    first, second = enrol(field, handset, code).json(), enrol(field, handset, code).json()

    first["server"].pop("now"), second["server"].pop("now")
    assert first == second


def test_code_works_as_typed_in_fours_and_small_letters(district, field, handset, code):
    typed = "-".join(code.lower()[at : at + 4] for at in range(0, 16, 4))

    assert enrol(field, handset, typed).status_code == 200


def test_another_phone_cannot_use_it_again(district, field, handset, code):
    enrol(field, handset, code)

    assert refusal(enrol(field, Handset(), code)) == (403, "code_used")


def test_code_ends_after_ten_minutes(district, field, handset):
    old = make(district, now=timezone.now() - timedelta(minutes=10))

    assert refusal(enrol(field, handset, old)) == (403, "code_ended")


def test_code_that_was_never_made_is_refused(district, field, handset):
    assert refusal(enrol(field, handset, "0" * 16)) == (403, "unknown_code")


def test_second_worker_shares_the_phone(district, field, handset, code):
    enrol(field, handset, code)

    answer = enrol(field, Handset(handset.device), make(district, "dawit"))

    assert answer.json()["device"] == handset.device


def test_lost_phone_gets_an_id_of_its_own(district, field, handset, code):
    from attune.server.people.models import Phone
    from attune.server.people.staff import report_lost

    enrol(field, handset, code)
    report_lost(Phone.objects.get(pk=handset.device), now=timezone.now())
    second = make(district)

    answer = enrol(field, handset, second).json()

    assert answer["device"] != handset.device
    assert enrol(field, handset, second).json()["device"] == answer["device"]


def test_copied_phone_gets_an_id_of_its_own(district, field, handset, code):
    from attune.server.people.models import Phone

    enrol(field, handset, code)
    first = Phone.objects.get(pk=handset.device)
    Phone.objects.create(id=Handset().device, unit=first.unit, enrolled_at=timezone.now(), copy_of=first)

    assert enrol(field, handset, make(district)).json()["device"] != handset.device


def test_phone_with_unsent_work_stays_with_its_unit(district, field, handset, code):
    from attune.server.people.models import Phone

    enrol(field, handset, code)
    Phone.objects.filter(pk=handset.device).update(unsent=1)

    assert refusal(enrol(field, handset, make(district, "esi", "beta", by="oto"))) == (409, "other_unit")


def test_phone_with_unsent_work_that_the_server_has_not_heard_of_stays_with_its_unit(
    district, field, handset, code
):
    enrol(field, handset, code)
    said = handset.says(code=make(district, "esi", "beta", by="oto"))

    assert refusal(field.post("enrol", said | {"unsent": 1})) == (409, "other_unit")
    assert field.post("enrol", said | {"unsent": 0}).status_code == 200


def test_earlier_signing_key_still_counts_for_parcels_on_their_way(district, field, handset, code):
    from attune.server.people.admission import signing_keys

    enrol(field, handset, code)
    again = Handset(handset.device)
    enrol(field, again, make(district))

    assert signing_keys(handset.device, district.accounts["amina"].pk) == [
        again.signing_key,
        handset.signing_key,
    ]


@pytest.mark.parametrize(
    ("by", "worker", "unit"),
    [
        ("bo", "esi", "beta"),  # a supervisor, but not of hers
        ("mara", "amina", "alpha"),
        ("amina", "dawit", "alpha"),
        ("chidi", "amina", "alpha"),
        ("oto", "amina", "gamma"),  # an operator, but she has no work there
    ],
)
def test_code_is_refused_to_who_may_not_make_it(district, by, worker, unit):
    from attune.server.errors import Refused

    with pytest.raises(Refused) as refused:
        make(district, worker, unit, by)

    assert refused.value.code in ("forbidden", "no_work_there")


@pytest.mark.parametrize(
    "change",
    [
        {"device": "not an id"},
        {"signing_key": "BAAA"},
        {"code": "short"},
        {"code": None},
        {"app": "\x00"},
        {"app": "\ud800"},
    ],
)
def test_what_is_not_valid_is_named_by_place_and_never_repeated(district, field, handset, change):
    response = field.post("enrol", handset.says(code="0" * 16) | change)

    assert refusal(response) == (422, "not_valid")
    assert next(iter(change)) in response.json()["error"]["message"]


def test_supervisor_does_not_work_here(district, field, handset):
    answer = enrol(field, handset, make(district, "bo", "north", by="oto")).json()

    assert answer["worker"]["works_here"] is False
    assert answer["worker"]["cadre"] is None


def test_signing_key_that_is_no_point_of_the_curve_is_refused(district, field, code):
    no_point = Handset(signing_key="B" + "A" * 86 + "=")

    assert refusal(enrol(field, no_point, code)) == (422, "wrong_key")


def test_limit_of_tries_says_when_to_come_back(district, field, handset, settings):
    settings.RATES = {"api:enrol": (2, 60)}
    answers = [enrol(field, handset, "0" * 16) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
