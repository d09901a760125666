"""Shared phones: two workers on one phone, a second phone of the unit, a supervisor's, and a stranger's from another district."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode
from e2e.district import (
    PINS,
    add_person,
    choose_pin,
    join,
    lock,
    person,
    send,
    type_pin,
    unlock,
    unsent,
)
from e2e.shell import controlled, go, overflow, settings, stored
from e2e.visit import DEPRESSED, Visit, on_plan, t

AMINA, DAWIT = "Amina Odhiambo", "ዳዊት ተስፋዬ"
AT_RISK: dict[str, Any] = {**DEPRESSED, "sui_thoughts_now": True, "sui_who_with": "nobody", "sui_plan": True}


def offline(page: Page, off: bool = True) -> None:
    page.context.set_offline(off)


def reopen(page: Page) -> None:
    """The app is closed and opened again; nobody is in."""
    page.reload()
    page.get_by_role("heading", level=1).wait_for()


# ---------------------------------------------------------------- joining


def test_a_code_is_typed_in_as_well_as_scanned_and_leaves_the_address(tab, district):
    page = tab()
    page.goto(f"/#/join/{district.code('amina')}")
    expect(page.get_by_label(t("join.code"))).to_have_value(re.compile(r"^(\w{4}-){3}\w{4}$"))
    assert page.evaluate("location.hash") == "#/join"
    assert_accessible(page)
    page.get_by_role("button", name=t("join.now")).tap()
    page.get_by_role("button", name=t("pin.not_me")).wait_for()
    expect(page.get_by_text(AMINA)).to_be_visible()
    expect(page.get_by_text("Alpha")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=t("pin.not_me")).tap()
    assert stored(page, "workers") == []
    join(page, district, "amina", scanned=False)
    expect(page.get_by_role("link", name=AMINA)).to_be_visible()


def test_a_first_opening_on_a_slow_network_says_so(tab):
    page = tab()
    held: list[Any] = []
    page.route(re.compile(r"/join-[^/]*\.js$"), lambda route: held.append(route))
    page.goto("/#/join")
    expect(page.get_by_role("status")).to_have_text(t("screen.opening_slow"))
    for one in held:
        one.continue_()
    page.get_by_label(t("join.code")).wait_for()


def test_a_code_that_is_wrong_used_or_read_without_a_network_says_what_to_do(tab, district):
    page, other = tab(), tab()
    page.goto("/#/join")
    box, button = page.get_by_label(t("join.code")), page.get_by_role("button", name=t("join.now"))
    box.fill("ABC")
    button.tap()
    expect(page.get_by_role("alert")).to_contain_text(t("join.fault.short"))
    code = district.code("dawit")
    ready_for_flight_mode(page)
    offline(page)
    box.fill(code)
    button.tap()
    expect(page.get_by_role("alert")).to_contain_text(t("join.fault.offline"))
    offline(page, False)
    button.tap()
    page.get_by_role("button", name=t("pin.me")).wait_for()
    other.goto(f"/#/join/{code}")
    with other.expect_response("**/api/v1/enrol"):
        other.get_by_role("button", name=t("join.now")).tap()
    expect(other.get_by_role("alert")).to_contain_text(t("join.fault.code_used"))
    assert stored(other, "workers") == []


def test_a_pin_that_a_finder_tries_first_is_not_taken_and_two_that_differ_begin_again(tab, district):
    page = tab()
    page.goto(f"/#/join/{district.code('amina')}")
    page.get_by_role("button", name=t("join.now")).tap()
    page.get_by_role("button", name=t("pin.me")).tap()
    expect(page.get_by_text(t("pin.honest"))).to_be_visible()
    for easy in ("1234", "0000", "1987"):
        type_pin(page, easy, "pin.next")
        expect(page.get_by_role("alert")).to_contain_text(t("pin.too_easy"))
    type_pin(page, "4071", "pin.next")
    page.get_by_role("heading", name=t("pin.again")).wait_for()
    type_pin(page, "4072", "pin.next")
    expect(page.get_by_role("alert")).to_contain_text(t("pin.differs"))
    assert_accessible(page)
    choose_pin(page, "4071")
    expect(page.get_by_role("button", name=t("head.lock"))).to_be_visible(timeout=30_000)


def test_a_name_and_a_password_let_in_too(tab, district):
    page = tab()
    page.goto("/#/join")
    page.get_by_text(t("join.by_password")).tap()
    page.get_by_label(t("join.username")).fill("amina")
    page.get_by_label(t("join.password")).fill("not this one")
    page.get_by_role("button", name=t("join.sign_in")).tap()
    expect(page.get_by_role("alert")).to_contain_text(t("join.fault.wrong_sign_in"))
    page.get_by_label(t("join.password")).fill("a long pass phrase")
    page.get_by_role("button", name=t("join.sign_in")).tap()
    page.get_by_role("button", name=t("pin.me")).tap()
    choose_pin(page, PINS["amina"])
    expect(page.get_by_role("button", name=t("head.lock"))).to_be_visible(timeout=30_000)


def test_what_was_practised_before_joining_is_still_there_and_stays_practice(tab, district):
    page = tab()
    page.add_init_script(settings())
    page.goto("/#/guide")
    visit = Visit(page)
    visit.begin(visit.t("begin.nobody"), "pres_low_mood")
    join(page, district, "amina")
    expect(page.get_by_text(t("today.resume"))).to_have_count(0)
    go(page, "settings")
    page.get_by_role("button", name=t("practice.begin")).tap()
    expect(page.get_by_text(t("strip.practice"))).to_be_visible()
    go(page, "today")
    expect(page.get_by_text(t("today.resume"))).to_have_count(1)
    assert stored(page, "drafts") == []
    page.get_by_role("button", name=t("strip.practice_end")).tap()
    expect(page.get_by_text(t("today.resume"))).to_have_count(0)


# ---------------------------------------------------------------- two workers on one phone


def test_the_evening_nurse_sees_the_mornings_unsent_person_and_not_the_others_practice(tab, district):
    page = tab()
    join(page, district, "amina")
    join(page, district, "dawit", scanned=False)
    controlled(page)
    lock(page)
    offline(page)
    unlock(page, "amina", AMINA)
    add_person(page, "0611", "M. N.", age=29)
    go(page, "today")
    expect(page.get_by_text(re.compile(r"\d not yet sent"))).to_be_visible()
    # Practice is her own.
    go(page, "guide")
    page.get_by_role("button", name=t("practice.begin")).tap()
    go(page, "guide")
    visit = Visit(page)
    visit.begin(visit.t("begin.nobody"), "pres_low_mood")
    lock(page)
    unlock(page, "dawit", DAWIT)
    go(page, "people")
    expect(page.get_by_text(person("0611", "M. N."))).to_be_visible()
    go(page, "guide")
    page.get_by_role("button", name=t("practice.begin")).tap()
    go(page, "today")
    expect(page.get_by_text(t("today.resume"))).to_have_count(0)
    # The app is closed and opened with no network: what waits is still there for both.
    reopen(page)
    unlock(page, "dawit", DAWIT)
    go(page, "people")
    expect(page.get_by_text(person("0611", "M. N."))).to_be_visible()
    assert len(unsent(page)) > 0
    # His sync carries hers, sealed.
    offline(page, False)
    send(page)
    waiting = [row for row in stored(page, "parcels") if row["state"] == "waiting"]
    assert waiting == []


def test_a_colleague_joins_a_phone_that_its_only_worker_has_locked(tab, district):
    page = tab()
    join(page, district, "amina")
    lock(page)
    page.get_by_role("link", name=t("lock.join")).tap()
    page.get_by_label(t("join.code")).wait_for()


def test_changing_over_takes_two_taps_and_a_pin_and_three_seconds(tab, district):
    page = tab()
    join(page, district, "amina")
    join(page, district, "dawit")
    go(page, "cards")
    page.get_by_role("button", name=t("head.lock"), exact=True).tap()
    page.get_by_role("button", name=AMINA).tap()
    keys = page.get_by_role("group", name=t("pad.label"))
    for digit in PINS["amina"]:
        keys.get_by_role("button", name=digit, exact=True).tap()
    began = page.evaluate("performance.now()")
    keys.get_by_role("button", name=t("lock.open"), exact=True).tap()
    page.get_by_role("link", name=AMINA).wait_for()
    assert page.evaluate("performance.now()") - began < 3000


def test_a_phone_left_alone_locks_and_leads_its_worker_back_and_another_one_to_today(tab, district):
    page = tab()
    page.clock.install()
    join(page, district, "amina")
    join(page, district, "dawit")
    subject = add_person(page, "0612", "O. P.", age=40)
    page.clock.fast_forward(6 * 60_000)
    # Who was in is expected back: the PIN at once.
    expect(page.get_by_text(t("lock.your_pin"))).to_be_visible()
    expect(page.get_by_text(person("0612", "O. P."))).to_have_count(0)
    assert_accessible(page)
    type_pin(page, PINS["dawit"], "lock.open")
    page.get_by_role("heading", name=person("0612", "O. P.")).wait_for()
    assert subject in page.evaluate("decodeURIComponent(location.hash)")
    page.clock.fast_forward(6 * 60_000)
    page.get_by_role("button", name=t("lock.others")).tap()
    unlock(page, "amina", AMINA)
    page.get_by_role("heading", name=t("today.title")).wait_for()


def test_a_half_typed_form_is_there_for_its_worker_alone_after_the_phone_locked_itself(tab, district):
    page = tab()
    page.clock.install()
    join(page, district, "amina")
    join(page, district, "dawit")
    page.evaluate("location.hash = '#/people/new'")
    number = page.get_by_label(t("person.field.number"), exact=True)
    number.fill("0614")
    page.get_by_label(t("person.field.initials"), exact=True).fill("Q. R.")
    expect(page.get_by_text(t("person.was_left"))).to_have_count(0)
    page.clock.fast_forward(6 * 60_000)
    type_pin(page, PINS["dawit"], "lock.open")
    expect(number).to_have_value("0614")
    page.get_by_text(t("person.was_left")).wait_for()
    assert "0614" not in json.dumps(stored(page, "sealed_drafts"))
    # Nor does what lies in clear tell who opened whose form.
    [form] = stored(page, "sealed_drafts")
    assert UUID(form["id"]).version == 7
    # A colleague begins with an empty form; nobody's half-typed form is a visit.
    lock(page)
    unlock(page, "amina", AMINA)
    page.evaluate("location.hash = '#/people/new'")
    expect(number).to_have_value("")
    lock(page)
    unlock(page, "dawit", DAWIT)
    add_person(page, "0614", "Q. R.", age=33)
    assert stored(page, "sealed_drafts") == []
    page.evaluate("location.hash = '#/people/new'")
    expect(number).to_have_value("")


def test_an_entry_whose_id_another_one_has_is_told_in_plain_words_and_with_whose_counts(tab, district):
    page = tab()
    join(page, district, "dawit")
    join(page, district, "amina")
    dawit = next(worker["id"] for worker in stored(page, "workers") if worker["name"] == DAWIT)

    def answer(route: Route) -> None:
        """As if a copy of this phone, in Dawit's hands, had brought the same ids first."""
        sent = json.loads(gzip.decompress(route.request.post_data_buffer or b""))["entries"]
        response = route.fetch()
        said = response.json()
        for outcome in said["outcomes"]:
            outcome |= {"outcome": "set_aside", "reason": "id_taken"}
        for channel in said["pulled"]:
            channel["items"] = [
                {"number": item["number"], "entry": {**entry, "author": dawit}, "received_at": said["now"]}
                for item in channel["items"]
                for entry in sent
                if item.get("id") == entry["id"]
            ] or channel["items"]
        route.fulfill(response=response, json=said)

    page.route("**/api/v1/sync", answer)
    add_person(page, "0619", "X. Y.", age=44)
    go(page, "sync")
    page.get_by_text(t("sync.reason.id_taken")).wait_for()
    card = page.locator(".card-caution")
    expect(card).to_contain_text(f"{t('sync.kind.person')}: {person('0619', 'X. Y.')}")
    expect(card).to_contain_text(DAWIT)
    expect(card).to_contain_text(t("sync.is_aside"))
    expect(page.get_by_role("button", name=t("sync.retry"))).to_have_count(0)
    assert overflow(page) == []
    assert_accessible(page)


def test_wrong_pins_say_how_many_tries_are_left_then_wait_and_lose_nothing(tab, district):
    page = tab()
    page.clock.install()
    join(page, district, "amina")
    add_person(page, "0613", "S. T.", age=50)
    lock(page)
    for left in (2, 1):
        type_pin(page, "9182", "lock.open")
        plural = "one" if left == 1 else "other"
        expect(page.get_by_role("alert")).to_contain_text(t(f"lock.wrong#{plural}", n=left))
    type_pin(page, "9182", "lock.open")
    expect(page.get_by_role("alert")).to_contain_text(t("lock.wrong_wait"))
    expect(page.get_by_text(re.compile(r"The next try in \d+ second"))).to_be_visible()
    expect(page.get_by_role("button", name="5", exact=True)).to_be_disabled()
    assert_accessible(page)
    # A code waits as well, and says so; it is not called a wrong PIN.
    page.get_by_role("button", name=t("lock.forgotten")).tap()
    send_code = page.get_by_role("button", name=t("forgot.open"))
    expect(send_code).to_be_disabled()
    expect(page.get_by_text(re.compile(r"The phone takes the code in \d+ second"))).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(send_code).to_be_enabled()
    page.get_by_role("button", name=t("forgot.back")).tap()
    unlock(page, "amina")
    go(page, "people")
    expect(page.get_by_text(person("0613", "S. T."))).to_be_visible()


def test_a_code_read_out_by_the_supervisor_opens_with_no_network(tab, district):
    page, supervisor = tab(), tab()
    join(page, district, "amina")
    add_person(page, "0614", "U. V.", age=33)
    send(page)
    lock(page)
    join(supervisor, district, "bo", "North")
    send(supervisor)
    offline(page)
    page.get_by_role("button", name=t("lock.forgotten")).tap()
    expect(page.get_by_text(t("forgot.code", n=1))).to_be_visible()
    assert_accessible(page)
    device = page.evaluate(DEVICE)
    # Nobody's visits are on this phone: it does not say that nothing is due.
    go(supervisor, "today")
    expect(supervisor.get_by_text(t("today.no_care_supervisor"))).to_be_visible()
    expect(supervisor.get_by_text(t("today.empty_title"))).to_have_count(0)
    supervisor.get_by_role("link", name=t("codes.title")).tap()
    supervisor.get_by_role("heading", name=t("codes.title")).wait_for()
    assert_accessible(supervisor)
    phone = t("codes.phone", phone=device[-4:].upper())
    expect(page.get_by_text(phone)).to_be_visible()
    supervisor.get_by_role("button", name=re.compile(re.escape(phone))).tap()
    expect(supervisor.locator(".codes-code")).to_have_count(0)
    supervisor.get_by_role("button", name="1", exact=True).tap()
    code = supervisor.locator(".codes-code").inner_text()
    box = page.get_by_label(t("forgot.type"))
    box.fill("ABCDEFGHJKLM")
    page.get_by_role("button", name=t("forgot.open")).tap()
    expect(page.get_by_role("alert")).to_contain_text(t("forgot.wrong"))
    box.fill(code.lower())
    page.get_by_role("button", name=t("forgot.open")).tap()
    page.get_by_role("heading", name=t("pin.new")).wait_for()
    choose_pin(page, "6093")
    go(page, "people")
    expect(page.get_by_text(person("0614", "U. V."))).to_be_visible()
    lock(page)
    type_pin(page, "6093", "lock.open")
    page.get_by_role("heading", name=t("people.title")).wait_for()


DEVICE = """() => new Promise((resolve) => {
    const opening = indexedDB.open('attune');
    opening.onsuccess = () => {
        const row = opening.result.transaction('meta').objectStore('meta').get('device');
        row.onsuccess = () => { opening.result.close(); resolve(row.result.id); };
    };
})"""


# ---------------------------------------------------------------- several phones


def test_a_risk_found_in_flight_mode_tops_today_on_the_units_other_phone_and_on_no_strangers(tab, district):
    page, second, stranger = tab(), tab(), tab()
    join(page, district, "amina")
    join(second, district, "dawit")
    join(stranger, district, "chidi", "Gamma")
    controlled(page)
    offline(page)
    add_person(page, "0620", "W. X.", age=31)
    go(page, "guide")
    visit = Visit(page)
    visit.begin("0620", "pres_low_mood")
    visit.walk(AT_RISK, until=lambda now: "sui_plan" in now.now())
    go(page, "today")
    risk = page.locator(".urgent")
    expect(risk).to_contain_text(t("risk.is.nobody"))
    expect(risk).to_contain_text(t("colleague.you"))
    offline(page, False)
    send(page)
    for other in (second, stranger):
        send(other)
        go(other, "today")
    seen = second.locator(".urgent").filter(has_text="W. X.")
    expect(seen).to_contain_text(AMINA)
    expect(seen).to_contain_text(t("risk.is.nobody"))
    expect(stranger.locator(".urgent")).to_have_count(0)
    go(stranger, "people")
    expect(stranger.get_by_text("W. X.")).to_have_count(0)
    assert_accessible(second)
    # Dawit goes there: the first phone says so.
    seen.get_by_role("button", name=t("risk.change")).tap()
    second.get_by_role("button", name=t("risk.who.me")).tap()
    send(second)
    send(page)
    go(page, "today")
    expect(page.locator(".urgent").filter(has_text="W. X.")).to_contain_text(t("risk.is.they", name=DAWIT))


def test_a_referral_note_says_from_where_and_an_open_risk_leads_to_what_to_do_first(tab, district):
    page = tab()
    join(page, district, "amina")
    add_person(page, "0621", "Y. Z.", age=31)
    go(page, "guide")
    visit = Visit(page)
    visit.begin("0621", "pres_low_mood")
    visit.walk(AT_RISK, until=on_plan)
    visit.open_part("referral.title")
    expect(page.locator(".copy-text")).to_contain_text(t("referral.from", unit="Alpha"))
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.close()
    titles = page.locator("main h2")
    page.get_by_role("heading", name=t("register.title")).wait_for()
    assert titles.all_inner_texts().index(t("register.title")) < titles.all_inner_texts().index(
        t("plan.group.now")
    )
    go(page, "today")
    card = page.locator(".urgent").filter(has_text="Y. Z.")
    card.get_by_role("link", name=t("risk.plan")).tap()
    page.get_by_role("heading", name=t("plan.group.now")).wait_for()
    assert titles.all_inner_texts().index(t("plan.group.now")) < titles.all_inner_texts().index(
        t("register.title")
    )


def test_a_phone_killed_while_it_sends_sends_all_of_it_once(new_phone, district):
    phone = new_phone()
    page = phone.new_page()
    join(page, district, "amina")
    controlled(page)
    offline(page)
    for number in ("0631", "0632", "0633"):
        add_person(page, number, f"K. {number[-1]}.", age=20)
    asked: list[str] = []
    # The server takes it, the answer never comes: the tab is killed in between.
    page.route("**/api/v1/sync", lambda route: asked.append(route.fetch().text()))
    go(page, "sync")
    with page.expect_request("**/api/v1/sync"):
        offline(page, False)  # it sends by itself
    expect(page.get_by_role("button", name=t("sync.sending"))).to_be_visible()
    page.close()
    again = phone.new_page()
    again.goto("/")
    unlock(again, "amina")
    send(again)
    assert unsent(again) == []
    other = new_phone().new_page()
    join(other, district, "dawit")
    send(other)
    go(other, "people")
    for number in ("0631", "0632", "0633"):
        expect(other.get_by_text(person(number, f"K. {number[-1]}."))).to_have_count(1)


def test_unsent_work_goes_by_file_to_another_phone_and_from_there_to_the_server(tab, district):
    page, carrier = tab(), tab()
    join(page, district, "amina")
    controlled(page)
    offline(page)
    add_person(page, "0640", "Y. Z.", age=61)
    go(page, "sync")
    with page.expect_download() as saved:
        page.get_by_role("button", name=t("sync.export")).tap()
    file = saved.value.path()
    assert "Y. Z." not in file.read_text(encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8"))["parcels"]
    join(carrier, district, "dawit")
    go(carrier, "sync")
    carrier.locator("input[type=file]").set_input_files(
        {"name": "no.json", "mimeType": "text/plain", "buffer": b"no"}
    )
    expect(carrier.get_by_text(t("sync.file.unreadable"))).to_be_visible()
    carrier.locator("input[type=file]").set_input_files(file)
    expect(carrier.get_by_text(t("sync.imported#one", n=1))).to_be_visible()
    send(carrier)
    assert_accessible(carrier)
    send(carrier)
    go(carrier, "people")
    expect(carrier.get_by_text(person("0640", "Y. Z."))).to_be_visible()


# ---------------------------------------------------------------- people


def test_records_are_corrected_joined_taken_apart_and_taken_out(tab, district):
    page = tab()
    join(page, district, "amina")
    add_person(page, "0650", "B. C.", age=44)
    page.get_by_role("link", name=t("person.correct")).tap()
    page.get_by_label(t("person.field.village")).fill("Upper village")
    page.get_by_role("button", name=t("person.save")).tap()
    expect(page.get_by_text(re.compile("Upper village"))).to_be_visible()
    go(page, "people/new")
    page.get_by_role("button", name=t("person.save")).tap()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label(t("person.field.number"), exact=True).fill("650")
    expect(page.get_by_text(t("person.alike"))).to_be_visible()
    page.get_by_label(t("person.field.initials"), exact=True).fill("BC")
    page.get_by_text(t("person.age_by.not_known"), exact=True).last.tap()
    page.get_by_role("button", name=t("person.save")).tap()
    page.get_by_role("heading", name=person("650", "BC")).wait_for()
    assert_accessible(page)
    page.get_by_role("button", name=t("person.same"), exact=True).tap()
    expect(page.get_by_text(t("person.doubt"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=t("person.keep_this")).first.tap()
    expect(page.get_by_text(t("person.doubt"))).to_have_count(0)
    go(page, "people")
    expect(page.get_by_text(re.compile("B. C., no. 0650"))).to_have_count(1)
    expect(page.get_by_text(person("650", "BC"))).to_have_count(0)
    page.get_by_text(person("0650", "B. C.")).tap()
    page.get_by_role("button", name=t("person.split")).tap()
    expect(page.get_by_text(t("person.same_ask"))).to_have_count(0)
    page.get_by_role("button", name=t("person.error"), exact=True).tap()
    page.get_by_role("button", name=t("person.error_do")).tap()
    page.get_by_role("heading", name=t("people.title")).wait_for()
    send(page)
    assert [row for row in stored(page, "sealed") if row["state"] in ("aside", "refused")] == []


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_all_of_it_fits_a_small_phone_in_large_text_and_any_direction(tab, district, language):
    page = tab()
    page.add_init_script(settings(language=language, text=200))
    page.goto(f"/#/join/{district.code('amina')}")
    page.locator(f"html[lang={language}]").wait_for(state="attached")
    assert overflow(page) == []
    page.get_by_role("button", name=t("join.now", language)).tap()
    page.get_by_role("button", name=t("pin.me", language)).wait_for()
    assert overflow(page) == []
    page.get_by_role("button", name=t("pin.me", language)).tap()
    assert overflow(page) == []
    for _ in range(2):
        for digit in PINS["amina"]:
            page.locator(".pin-key", has_text=re.compile(f"^{digit}$")).tap()
        page.locator(".pin-key-done").tap()
    page.get_by_role("button", name=t("head.lock", language)).wait_for(timeout=30_000)
    page.evaluate("document.documentElement.dataset.text = '200'")
    for place in ("today", "people", "people/new", "sync", "settings", "codes", "pin"):
        go(page, place)
        assert overflow(page) == [], place
        assert_accessible(page)
    page.get_by_role("button", name=t("head.lock", language)).tap()
    page.locator(".pin-key").first.wait_for()
    assert overflow(page) == []
    assert_accessible(page)


def test_a_keyboard_alone_joins_locks_and_opens(tab, district):
    page = tab()
    page.goto(f"/#/join/{district.code('amina')}")
    expect(page.get_by_label(t("join.code"))).not_to_have_value("")
    page.get_by_label(t("join.code")).press("Enter")
    page.get_by_role("button", name=t("pin.me")).press("Enter")
    for label in ("pin.choose", "pin.again"):
        box = page.get_by_role("textbox", name=t(label)).or_(page.get_by_label(t(label)))
        box.first.focus()
        page.keyboard.type(PINS["amina"])
        page.keyboard.press("Enter")
    page.get_by_role("button", name=t("head.lock")).press("Enter")
    page.locator("#pin").focus()
    page.keyboard.type(PINS["amina"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name=t("head.lock")).wait_for(timeout=20_000)
