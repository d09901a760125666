"""Signing in on a phone with a password, and the second factor where there is one."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from district import PASSWORD, enrol_phone
from handsets import Handset

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(field, handset, username="amina", password=PASSWORD, otp=None):
    return field.post("sign-in", handset.says(username=username, password=password, otp=otp))


def refusal(response):
    return response.status_code, response.json()["error"]["code"]


def totp(steps=0):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps))


@pytest.fixture
def second_factor(district):
    from allauth.mfa.totp.internal.auth import TOTP

    return TOTP.activate(district.accounts["amina"], SECRET).instance


def test_password_admits(district, field, handset):
    answer = sign_in(field, handset).json()

    assert answer["worker"]["name"] == "Amina"
    assert answer["unit"]["name"] == "Alpha"
    assert answer["device"] == handset.device


def test_name_is_read_in_any_case(district, field, handset):
    assert sign_in(field, handset, "AMINA").status_code == 200


@pytest.mark.parametrize("wrong", [{"password": "another pass phrase"}, {"username": "nobody"}])
def test_wrong_name_and_wrong_password_look_the_same(district, field, handset, wrong):
    assert refusal(sign_in(field, handset, **wrong)) == (403, "wrong_sign_in")


def test_second_factor_is_asked_for_after_the_password_alone(district, field, handset, second_factor):
    assert refusal(sign_in(field, handset)) == (403, "otp_needed")
    assert refusal(sign_in(field, handset, password="another pass phrase")) == (403, "wrong_sign_in")


def test_second_factor_admits_once(district, field, handset, second_factor):
    code = totp()

    assert sign_in(field, handset, otp=code).status_code == 200
    assert refusal(sign_in(field, handset, otp=code)) == (403, "wrong_sign_in")


def test_wrong_second_factor_is_refused(district, field, handset, second_factor):
    assert refusal(sign_in(field, handset, otp=totp(steps=20))) == (403, "wrong_sign_in")


def test_secret_of_the_second_factor_lies_sealed(district, second_factor):
    assert SECRET not in str(second_factor.data)


def test_guessing_is_stopped(district, field, handset):
    answers = [sign_in(field, handset, password=f"guess number {n}") for n in range(6)]

    assert refusal(answers[4]) == (403, "wrong_sign_in")
    assert refusal(answers[5]) == (429, "too_often")
    assert refusal(sign_in(field, handset)) == (429, "too_often")


def test_who_has_no_role_any_more_is_told_so(district, field, handset):
    from attune.server.people.models import Role

    Role.objects.filter(account=district.accounts["amina"]).update(until=timezone.now().date())

    assert refusal(sign_in(field, handset)) == (403, "left")


def test_closed_account_is_told_so_after_its_password_alone(district, field, handset):
    district.accounts["amina"].is_active = False
    district.accounts["amina"].save()

    assert refusal(sign_in(field, handset)) == (403, "left")
    assert refusal(sign_in(field, handset, password="another pass phrase")) == (403, "wrong_sign_in")


def test_worker_of_another_unit_cannot_take_a_shared_phone(district, field):
    shared = district.phones["amina"]

    assert refusal(sign_in(field, Handset(shared.device), "chidi")) == (409, "other_unit")


def test_sign_in_again_ends_the_token_before(district, field, handset):
    first = sign_in(field, handset).json()["token"]
    sign_in(field, handset)

    response = field.post("stores", {"stores": []}, token=first)

    assert refusal(response) == (401, "unknown_token")


def test_worker_above_signs_in_at_the_unit_of_the_phone(district, field):
    from attune.server.people.models import Role

    Role.objects.filter(account=district.accounts["chidi"]).update(unit=district.units["land"])
    phone = enrol_phone(district, "esi", "beta", called="second")

    assert sign_in(field, Handset(phone.device), "chidi").json()["unit"]["name"] == "Beta"
