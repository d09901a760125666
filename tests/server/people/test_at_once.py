"""Two requests of one phone at the same moment: both are answered, and one phone comes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone

from district import PASSWORD, Entries, Field
from handsets import Handset


def both(call):
    """What two threads get from `call` at once."""
    from django.db import connections

    def one(_):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(one, range(2)))


def rows(handset):
    from attune.server.people.models import Phone, PhoneWorker

    return (
        Phone.objects.filter(pk=handset.device).count(),
        PhoneWorker.objects.filter(phone=handset.device).count(),
    )


def test_two_sign_ins_of_a_new_phone(real_district):
    handset, field = Handset(), Field(Entries())
    said = handset.says(username="amina", password=PASSWORD, otp=None)

    answers = both(lambda: field.post("sign-in", said))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert rows(handset) == (1, 1)


def test_two_uses_of_a_code_by_one_phone_get_one_token(real_district):
    from attune.server.people.enrolment import make_code

    handset, field = Handset(), Field(Entries())
    code = make_code(
        worker=real_district.accounts["amina"],
        unit=real_district.units["alpha"],
        by=None,
        now=timezone.now(),
    ).code

    answers = both(lambda: field.post("enrol", handset.says(code=code)))

    assert len({answer.json()["token"] for answer in answers}) == 1
    assert rows(handset) == (1, 1)


def test_two_phones_cannot_both_use_a_code(real_district):
    from attune.server.people.enrolment import make_code

    phones, field = iter([Handset(), Handset()]), Field(Entries())
    code = make_code(
        worker=real_district.accounts["amina"],
        unit=real_district.units["alpha"],
        by=None,
        now=timezone.now(),
    ).code

    answers = both(lambda: field.post("enrol", next(phones).says(code=code)))

    assert sorted(answer.status_code for answer in answers) == [200, 403]


def test_server_key_is_made_once(real_db):
    from attune.server.people.server_key import public_key

    assert len(set(both(public_key))) == 1
