"""My unit: what an operator does there, codes for phones, phones that are lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from attune.server.people.models import Account, Enrolment, Pair, PhoneWorker, Role


def at(name, district, who="amina"):
    return f"/console/account/{district.accounts[who].pk}/{name}"


def said(response):
    return response.content.decode()


def test_a_new_account_is_made_with_its_first_role(district, browse):
    address = f"/console/unit/{district.units['alpha'].pk}/new-account"
    fields = {"name": "Grace", "username": "Grace.O", "kind": "worker", "cadre": "", "language": "en"}
    assert "has a cadre" in said(browse("oto").post(address, fields))
    assert not Account.objects.filter(name="Grace").exists()

    done = browse("oto").post(address, fields | {"cadre": "nurse"}, follow=True)

    made = Account.objects.get(username="grace.o")
    assert "Grace has an account" in said(done)
    assert [(role.kind, role.cadre, role.unit) for role in made.roles.all()] == [
        ("worker", "nurse", district.units["alpha"])
    ]
    assert "already" in said(browse("oto").post(address, fields | {"cadre": "nurse"}))
    for who in ("bo", "amina", "mara"):
        assert browse(who).post(address, fields | {"username": who}).status_code == 404


def test_each_action_of_the_operator_does_what_it_says(district, browse):
    oto, today = browse("oto"), timezone.now().date()
    units, accounts = district.units, district.accounts

    def act(name, who="amina", **fields):
        page = oto.get(at(name, district, who))
        assert page.status_code == 200, name
        response = oto.post(at(name, district, who), {"since": today, "on": today, **fields})
        assert response.status_code == 302, said(response)

    act("role", unit=units["alpha"].pk, kind="trainer", cadre="nurse")
    role = accounts["amina"].roles.get(kind="trainer")
    assert role.cadre == ""
    act("end-role", role=role.pk)
    assert accounts["amina"].roles.get(kind="trainer").until == today
    act("role", "tala", unit=units["north"].pk, kind="supervisor", cadre="")
    act("pair", supervisor=accounts["tala"].pk)
    pair = Pair.objects.get(supervisor=accounts["tala"], worker=accounts["amina"])
    act("end-pair", pair=pair.pk)
    act("cover", "bo", by=accounts["tala"].pk, until=today + timedelta(days=7))
    assert Pair.objects.filter(supervisor=accounts["tala"], covers__supervisor=accounts["bo"]).count() == 2
    act("move", to=units["beta"].pk)
    assert accounts["amina"].roles.get(kind="worker", until=None).unit == units["beta"]
    act("password", password="four quiet words together")
    accounts["amina"].refresh_from_db()
    assert accounts["amina"].check_password("four quiet words together")
    act("leave")
    accounts["amina"].refresh_from_db()
    assert not accounts["amina"].is_active


def test_an_operator_chooses_a_workers_drawing_and_sees_who_has_which(district, browse):
    oto, account = browse("oto"), district.accounts["amina"]
    Account.objects.filter(username="dawit").update(picture="picture/bird")

    page = said(oto.get(at("picture", district)))
    assert "Bird, of Dawit" in page and '<option value="cat">Cat</option>' in page
    assert "Choose one of these." in said(oto.post(at("picture", district), {"picture": "unicorn"}))
    done = said(oto.post(at("picture", district), {"picture": "cat"}, follow=True))

    account.refresh_from_db()
    assert account.picture == "picture/cat" and "Drawing: Cat" in done
    assert '<option value="cat" selected>Cat</option>' in said(oto.get(at("picture", district)))
    assert browse("bo").get(at("picture", district)).status_code == 404


def test_a_new_account_may_have_its_drawing_at_once(district, browse):
    fields = {"name": "Grace", "username": "grace", "kind": "worker", "cadre": "nurse", "language": "en"}
    address = f"/console/unit/{district.units['alpha'].pk}/new-account"

    browse("oto").post(address, fields | {"picture": "drum"})

    assert Account.objects.get(username="grace").picture == "picture/drum"


def test_a_refusal_stands_beside_its_field_and_changes_nothing(district, browse):
    response = browse("oto").post(
        at("pair", district), {"supervisor": district.accounts["bo"].pk, "since": timezone.now().date()}
    )

    assert response.status_code == 422 and "This pair stands already." in said(response)
    assert Pair.objects.filter(worker=district.accounts["amina"]).count() == 1
    outside = browse("oto").post(
        at("pair", district), {"supervisor": district.accounts["chidi"].pk, "since": "never"}
    )
    assert "Choose one of these." in said(outside) and "Give a day" in said(outside)


@pytest.mark.parametrize("who", ["amina", "bo", "mara", "chidi"])
def test_nobody_but_an_operator_acts_and_no_operator_on_themselves(district, browse, who):
    assert browse(who).get(at("leave", district)).status_code == 404
    assert browse("oto").get(at("role", district, "oto")).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("bo", 200), ("oto", 200), ("dawit", 403), ("mara", 404), ("chidi", 404)]
)
def test_a_code_is_made_by_an_operator_or_the_supervisor(district, browse, who, status):
    response = browse(who).post(at("code", district), {"unit": district.units["alpha"].pk})

    assert response.status_code == status
    assert Enrolment.objects.exists() is (status == 200)


def test_a_code_is_a_picture_with_minutes_and_says_when_it_was_used(district, browse):
    browser = browse("bo")
    page = said(browser.post(at("code", district), {"unit": district.units["alpha"].pk}))
    made = Enrolment.objects.get()
    state = f"/console/code/{made.pk}"
    assert "<svg" in page and " style=" not in page and f'hx-get="{state}"' in page

    assert "Good until" in said(browser.get(state))
    Enrolment.objects.update(expires_at=timezone.now())
    assert "has ended" in said(browser.get(state)) and "hx-get" not in said(browser.get(state))
    Enrolment.objects.update(used_at=timezone.now())
    assert "Amina is on the phone" in said(browser.get(state))
    assert browse("oto").get(state).status_code == 404


def test_a_lost_phone_is_closed_off_by_whoever_may(district, browse):
    phone = district.phones["amina"].worker.phone
    assert browse("chidi").post(f"/console/phone/{phone.pk}/lost").status_code == 404

    done = browse("dawit").post(f"/console/phone/{phone.pk}/lost", follow=True)

    assert done.status_code == 200 and "2 workers were on it" in said(done)
    phone.refresh_from_db()
    assert phone.lost_at is not None


def test_what_happens_to_a_lost_phone_is_said_before_it_is_closed_off(district, browse):
    phone = district.phones["amina"].worker.phone
    phone.unsent = 3
    phone.save()
    address, asked = f"/console/phone/{phone.pk}", f"/console/phone/{phone.pk}/lost"
    assert f'href="{asked}"' in said(browse("bo").get(address))
    assert f'action="{asked}"' not in said(browse("bo").get(address))

    page = said(browse("bo").get(asked))

    assert "2 workers are signed out on it: Amina, Dawit." in page and "3 entries" in page
    assert "Yes, it is lost" in page and "cannot be taken back" in page
    phone.refresh_from_db()
    assert phone.lost_at is None
    browse("bo").post(asked)
    assert browse("oto").get(asked).status_code == 302  # it is lost already


def test_a_worker_is_signed_out_of_a_phone_and_a_colleague_may_not(district, browse):
    phone, amina = district.phones["amina"].worker.phone, district.accounts["amina"]
    address = f"/console/phone/{phone.pk}/sign-out/{amina.pk}"
    assert browse("dawit").post(address).status_code == 404

    browse("bo").post(address)

    assert PhoneWorker.objects.get(phone=phone, account=amina).revoked_at is not None
    assert PhoneWorker.objects.get(phone=phone, account=district.accounts["dawit"]).revoked_at is None


def test_a_supervisor_sees_the_own_pairs_alone_and_a_manager_no_names(district, browse):
    district.accounts["esi"].roles.update(unit=district.units["alpha"])
    address = f"/console/unit/{district.units['alpha'].pk}"

    assert "Amina" in said(browse("bo").get(address)) and "Esi" not in said(browse("bo").get(address))
    assert "Esi" in said(browse("amina").get(address))
    assert "Amina" not in said(browse("mara").get(address))


def test_the_tree_counts_workers_and_phones_below(district, browse):
    page = said(browse("mara").get(f"/console/unit/{district.units['north'].pk}"))

    assert "2 workers · 1 phone" in page and Role.objects.count() == 9


def test_a_colleague_is_not_told_that_others_have_no_supervisor_or_phone(district, browse):
    page = said(browse("amina").get(f"/console/unit/{district.units['alpha'].pk}"))

    assert "Dawit" in page and "nobody" not in page and "no phone" not in page
    PhoneWorker.objects.all().delete()
    Pair.objects.all().delete()
    page = said(browse("oto").get(f"/console/unit/{district.units['alpha'].pk}"))
    assert "nobody" in page and "no phone" in page
