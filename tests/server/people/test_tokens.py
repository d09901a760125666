"""What a phone shows to prove who it is: the token, its successor, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from district import PASSWORD
from handsets import Handset

NOW = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def admitted(district, field, handset):
    """(token, worker) of Amina, who has just signed in."""
    from attune.server.people.models import PhoneWorker

    token = field.post("sign-in", handset.says(username="amina", password=PASSWORD, otp=None)).json()["token"]
    PhoneWorker.objects.filter(phone=handset.device).update(issued_at=NOW)
    return token, PhoneWorker.objects.get(phone=handset.device)


def bearer(token, now=NOW):
    from attune.server.people.tokens import bearer

    return bearer(token, now=now)


def renewed(token, now):
    from attune.server.people.tokens import renewed

    return renewed(token, bearer(token, now), now=now)


def code(token, now=NOW):
    from attune.server.errors import Refused

    with pytest.raises(Refused) as refused:
        bearer(token, now)
    assert refused.value.status == 401
    return refused.value.code


def test_only_the_hash_is_kept(admitted):
    token, worker = admitted

    assert token not in str(vars(worker))
    assert bearer(token) == worker


def test_young_token_stays(admitted):
    assert renewed(admitted[0], NOW + WEEK - timedelta(seconds=1)) == admitted[0]


def test_old_token_is_good_until_the_next_is_shown(admitted):
    token, worker = admitted
    following = renewed(token, NOW + WEEK)

    assert following != token
    assert bearer(token, NOW + WEEK) == worker
    assert bearer(following, NOW + WEEK) == worker
    assert code(token, NOW + WEEK) == "unknown_token"


def test_lost_answer_is_given_again_the_same(admitted):
    assert renewed(admitted[0], NOW + WEEK) == renewed(admitted[0], NOW + 2 * WEEK)


def test_next_token_counts_its_own_week(admitted):
    following = renewed(admitted[0], NOW + WEEK)
    bearer(following, NOW + WEEK)

    assert renewed(following, NOW + WEEK + timedelta(days=6)) == following
    assert renewed(following, NOW + 2 * WEEK) != following


def test_phone_that_moved_on_since_the_backup_is_still_known(admitted):
    from attune.server.people.models import PhoneWorker

    token, worker = admitted
    before = (
        PhoneWorker.objects.filter(pk=worker.pk).values("token_hash", "next_token_hash", "issued_at").get()
    )
    following = renewed(token, NOW + WEEK)
    bearer(following, NOW + WEEK)
    PhoneWorker.objects.filter(pk=worker.pk).update(**before)  # the backup of the day before is restored

    assert bearer(following, NOW + WEEK) == worker


@pytest.mark.parametrize("token", ["", "nonsense", "\udc80", "x" * 10_000])
def test_unknown_token_is_refused(district, token):
    assert code(token) == "unknown_token"


def test_revoked_token_is_refused(admitted):
    from attune.server.people.staff import sign_out

    sign_out(admitted[1], now=NOW)

    assert code(admitted[0]) == "revoked"


def test_token_of_a_lost_phone_is_refused(admitted):
    from attune.server.people.staff import report_lost

    report_lost(admitted[1].phone, now=NOW)

    assert code(admitted[0]) == "phone_lost"


def test_token_of_who_left_is_refused_at_once(admitted):
    from attune.server.people.staff import leave

    leave(admitted[1].account, on=NOW.date(), now=NOW)

    assert code(admitted[0]) == "left"


def test_token_of_who_has_no_role_on_the_day_is_refused(admitted):
    from attune.server.people.models import Role

    Role.objects.filter(account=admitted[1].account).update(until=NOW.date() + WEEK)

    assert bearer(admitted[0], NOW + timedelta(days=6)) == admitted[1]
    assert code(admitted[0], NOW + WEEK) == "left"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer  two words"])
def test_api_answers_401_in_our_shape(district, header):
    from django.test import Client

    headers = {} if header is None else {"Authorization": header}
    response = Client(HTTP_HOST="localhost", headers=headers).post(
        "/api/v1/stores", {"stores": []}, content_type="application/json"
    )

    assert response.status_code == 401
    assert response.json()["error"]["code"] in ("no_token", "unknown_token")


def test_two_phones_have_two_tokens(district, field, admitted):
    other = field.post("sign-in", Handset().says(username="amina", password=PASSWORD, otp=None)).json()[
        "token"
    ]

    assert bearer(other).pk != admitted[1].pk
    assert bearer(admitted[0]) == admitted[1]
