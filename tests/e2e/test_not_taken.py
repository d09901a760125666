"""What the server does not take into the journal: the phone shows it with the reason, keeps it, and sends it again when it can be taken.

An app with a fault, and a phone that says more than it may, are the real app's phone with its requests changed on the way.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from e2e.axe import assert_accessible
from e2e.district import add_person, join, lock, person, send, unlock, unsent
from e2e.shell import controlled, go, overflow, stored
from e2e.visit import t

SYNC = "**/api/v1/sync"


def changed(page: Page, change: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    """From now on what the phone says is changed on its way; the server's answers, as they come."""
    answers: list[dict[str, Any]] = []

    def on_the_way(route: Route) -> None:
        said = json.loads(gzip.decompress(route.request.post_data_buffer or b""))
        change(said)
        answer = route.fetch(post_data=gzip.compress(json.dumps(said).encode()))
        answers.append(answer.json())
        route.fulfill(response=answer)

    page.route(SYNC, on_the_way)
    return answers


def trouble(page: Page, words: str) -> Any:
    """The card on the sync screen that tells of it."""
    return page.locator(".card").filter(has_text=words)


def test_an_entry_that_was_set_aside_is_shown_with_its_reason_stays_and_can_be_sent_again(tab, district):
    page, second = tab(), tab()
    join(page, district, "amina")
    join(second, district, "dawit")
    controlled(page)
    page.context.set_offline(True)
    add_person(page, "0801", "S. A.", age=27)
    add_person(page, "0802", "S. T.", age=28)

    def spoil(said: dict[str, Any]) -> None:
        for entry in said["entries"]:
            if entry["body"]["register_number"] == "0801":
                entry["body"]["sex"] = "no such word"

    changed(page, spoil)
    page.context.set_offline(False)
    go(page, "sync")
    with page.expect_response(SYNC):
        page.get_by_role("button", name=t("sync.now")).tap()
    card = trouble(page, t("sync.reason.invalid_entry"))
    expect(card).to_contain_text(t("sync.kind_of", what=t("sync.kind.person"), name=person("0801", "S. A.")))
    expect(card).to_contain_text(t("sync.places", places="body.sex"))
    expect(card).to_contain_text(t("sync.is_aside"))
    assert_accessible(page)
    assert overflow(page) == []
    go(page, "today")
    expect(page.get_by_text(t("sync.reason.invalid_entry"))).to_have_count(0)
    # Nothing is lost, here or of the rest: it is there when the phone was locked in between.
    lock(page)
    unlock(page, "amina")
    go(page, "people")
    expect(page.get_by_text(person("0801", "S. A."))).to_be_visible()
    go(page, "sync")
    expect(card).to_be_visible()
    assert [row["state"] for row in stored(page, "sealed") if row["state"] != "sent"] == ["aside"]
    send(second)
    go(second, "people")
    expect(second.get_by_text(person("0802", "S. T."))).to_be_visible()
    expect(second.get_by_text(person("0801", "S. A."))).to_have_count(0)

    page.unroute_all(behavior="wait")
    card.get_by_role("button", name=t("sync.retry")).tap()
    expect(card).to_have_count(0)
    send(page)
    assert unsent(page) == []
    send(second)
    go(second, "people")
    expect(second.get_by_text(person("0801", "S. A."))).to_be_visible()


def test_a_phone_brings_nothing_about_another_units_person_and_is_told_nothing_of_theirs(tab, district):
    page, stranger = tab(), tab()
    join(page, district, "amina")
    join(stranger, district, "chidi", "Gamma")
    theirs = add_person(page, "0811", "O. U.", age=44)
    send(page)
    alpha = next(row["unit"]["id"] for row in stored(page, "meta") if "unit" in row)

    # By its address nobody is found who is not on the phone.
    go(stranger, f"people/{theirs}")
    expect(stranger.get_by_text(t("person.gone"))).to_be_visible()
    controlled(stranger)
    stranger.context.set_offline(True)
    mine = add_person(stranger, "0812", "C. H.", age=33)

    def reach_over(said: dict[str, Any]) -> None:
        said["cursors"][f"unit:{alpha}"] = 0
        for entry in said["entries"]:
            if entry["subject"] == mine:
                entry["subject"] = theirs

    answers = changed(stranger, reach_over)
    stranger.context.set_offline(False)
    go(stranger, "sync")
    with stranger.expect_response(SYNC):
        stranger.get_by_role("button", name=t("sync.now")).tap()
    card = trouble(stranger, t("sync.reason.other_unit"))
    expect(card).to_contain_text(t("sync.is_aside"))
    assert_accessible(stranger)
    assert [one["reason"] for answer in answers for one in answer["outcomes"]] == ["other_unit"]
    assert theirs not in json.dumps([answer["pulled"] for answer in answers])
    assert alpha not in json.dumps([answer["pulled"] for answer in answers])
    go(stranger, "people")
    expect(stranger.get_by_text(person("0812", "C. H."))).to_be_visible()
    expect(stranger.get_by_text(person("0811", "O. U."))).to_have_count(0)
    # And nobody at Alpha sees a record changed.
    send(page)
    go(page, f"people/{theirs}")
    expect(page.get_by_role("heading", name=person("0811", "O. U."))).to_be_visible()
    expect(page.get_by_text(t("person.doubt"))).to_have_count(0)
    go(page, "people")
    expect(page.get_by_text(person("0812", "C. H."))).to_have_count(0)
