"""Coming in with password and second factor, changing both, going out."""

from __future__ import annotations

import pytest

from district import PASSWORD

IN = "/console/sign-in"


def digits(secret):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def come_in(browser, name="bo", password=PASSWORD):
    return browser.post(IN, {"login": name, "password": password})


def test_password_lets_in_and_sign_out_ends_it(district, browse):
    browser = browse()
    assert browser.get(IN).status_code == 200
    assert come_in(browser)["Location"] == "/console/"
    assert browser.get("/console/", follow=True).redirect_chain[-1][0] == "/console/people"

    assert browser.post("/console/sign-out")["Location"] == IN
    assert browser.get("/console/people").status_code == 302


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example"])
def test_nobody_is_sent_to_another_host(district, browse, next_):
    response = browse().post(IN, {"login": "bo", "password": PASSWORD, "next": next_})

    assert response["Location"] == "/console/"


def test_a_page_that_was_wanted_comes_after_signing_in(district, browse):
    response = browse().post(IN, {"login": "bo", "password": PASSWORD, "next": "/console/fleet"})

    assert response["Location"] == "/console/fleet"


def test_wrong_name_and_wrong_password_look_the_same(district, browse):
    wrong = [
        come_in(browse(), "bo", "wrong").content.decode(),
        come_in(browse(), "nobody", "wrong").content.decode(),
    ]

    assert all("Name or password is not right." in page for page in wrong)
    assert "wrong" not in wrong[0].split("<main")[1]


def test_too_many_tries_are_stopped(district, browse):
    pages = [come_in(browse(), "bo", f"wrong {n}").content.decode() for n in range(7)]

    assert "Too many tries" in pages[-1]
    assert "Too many tries" in come_in(browse()).content.decode()


def test_second_factor_is_set_up_asked_for_and_taken_away(district, browse):
    browser = browse()
    come_in(browser)
    # Setting it up changes how one signs in: the password is asked for once more.
    asked = browser.get("/console/me/second-factor", follow=True)
    assert "Is it you?" in asked.content.decode()
    browser.post(asked.redirect_chain[-1][0], {"password": PASSWORD, "next": "/console/me/second-factor"})
    page = browser.get("/console/me/second-factor").content.decode()
    assert "<svg" in page and " style=" not in page
    secret = browser.session["mfa.totp.secret"]
    assert "not right" in browser.post("/console/me/second-factor", {"code": "000000"}).content.decode()
    secret = browser.session["mfa.totp.secret"]
    assert browser.post("/console/me/second-factor", {"code": digits(secret)})["Location"] == "/console/me"

    other = browse()
    assert come_in(other)["Location"].startswith("/console/sign-in/code")
    assert other.get("/console/people").status_code == 302
    assert "not right" in other.post("/console/sign-in/code", {"code": "000000"}).content.decode()
    assert other.post("/console/sign-in/code", {"code": digits(secret)})["Location"] == "/console/"
    assert other.get("/console/people").status_code == 200

    assert browser.post("/console/me/second-factor/off")["Location"] == "/console/me"
    assert come_in(browse())["Location"] == "/console/"


def test_password_is_changed_by_who_knows_it(district, browse):
    browser, new = browse(), "four quiet words together"
    come_in(browser)
    change = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert "not your password now" in browser.post("/console/me/password", change).content.decode()
    short = change | {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert "Too short" in browser.post("/console/me/password", short).content.decode()
    differing = change | {"oldpassword": PASSWORD, "password2": "another"}
    assert "not the same" in browser.post("/console/me/password", differing).content.decode()

    done = browser.post("/console/me/password", change | {"oldpassword": PASSWORD}, follow=True)

    assert "Your password is changed." in done.content.decode()
    assert come_in(browse(), password=new)["Location"] == "/console/"


def test_who_has_left_is_told_that_the_account_is_closed(district, browse):
    account = district.accounts["bo"]
    account.is_active = False
    account.save()

    page = browse().post(IN, {"login": "bo", "password": PASSWORD}, follow=True)

    assert browse("amina").get("/console/people").status_code == 200
    assert "closed" in page.content.decode() or "not right" in page.content.decode()
    assert "_auth_user_id" not in page.client.session
