"""Phones by concern, and what was set aside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from attune.server.people.models import Phone, Role
from attune.server.sync.models import SetAside
from district import enrol_phone, new_id

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def said(response):
    return re.sub(r"\s+", " ", response.content.decode())


# Both sides of each limit.
@pytest.mark.parametrize(
    ("says", "concerns"),
    [
        ({"seen_at": NOW}, ()),
        ({"seen_at": None}, ("never",)),
        ({"seen_at": NOW - timedelta(days=7)}, ()),
        ({"seen_at": NOW - timedelta(days=7, seconds=1)}, ("silent",)),
        ({"seen_at": NOW - timedelta(days=8), "unsent": 1}, ("waits", "silent")),
        ({"seen_at": NOW, "unsent": 3, "oldest_unsent_on": NOW.date() - timedelta(days=7)}, ()),
        ({"seen_at": NOW, "unsent": 3, "oldest_unsent_on": NOW.date() - timedelta(days=8)}, ("waits",)),
        ({"seen_at": NOW, "keeps": "not_kept"}, ("not_kept",)),
        ({"seen_at": NOW, "keeps": "cannot_say"}, ()),
        ({"seen_at": NOW, "clock_offset_ms": -300_000}, ()),
        ({"seen_at": NOW, "clock_offset_ms": -300_001}, ("clock",)),
        ({"seen_at": NOW, "release": "1-new"}, ()),
        ({"seen_at": NOW, "release": "1-old"}, ("old_guide",)),
        ({"seen_at": NOW - timedelta(days=30), "lost_at": NOW}, ()),
    ],
)
def test_what_is_of_concern_about_a_phone(says, concerns):
    from attune.server.console.fleet import concerns as found

    assert found(Phone(**({"enrolled_at": NOW} | says)), "1-new", now=NOW) == concerns


def test_the_phone_that_may_be_losing_work_comes_first(desk, browse):
    page = said(browse("oto").get("/console/fleet"))

    assert "2 of 3 phones need a look" in page
    assert page.index("Amina, Dawit") < page.index("Chidi") and "Esi" not in page
    assert "Esi" in said(browse("oto").get("/console/fleet?show=all"))
    assert "Chidi" not in said(browse("oto").get("/console/fleet?show=waits"))
    assert "Chidi" not in said(browse("bo").get("/console/fleet?show=all"))


def test_what_was_set_aside_stands_by_reason_and_as_inert_text(desk, browse):
    browser = browse("bo")
    page = said(browser.get("/console/rescue"))
    assert "Written by a newer app" in page and "Fields are wrong" in page
    row = SetAside.objects.get(reason="invalid_entry")

    raw = browser.get(f"/console/rescue/{row.pk}").content.decode()

    assert "<script>alert" not in raw and "&lt;script&gt;alert(1)" in raw and "occurred_on" in raw


def test_what_was_set_aside_says_about_whom_and_what_is_wrong_in_the_words_of_the_form(
    desk, browse, field, entry
):
    amina = desk.district.phones["amina"]
    kofi = desk.subjects["kofi"]
    body = {"register_number": "0402", "initials": "K. A.", "year_of_birth": 1090}
    wrong = entry(amina, subject=kofi, body=body)
    field.sync(amina, [wrong])
    row = SetAside.objects.get(entry=wrong["id"])

    page = said(browse("bo").get(f"/console/rescue/{row.pk}"))

    assert "<bdi>Year of birth: 1090</bdi>" in page and "body.year_of_birth" not in page
    assert f'<a href="/console/people/{kofi}">' in page

    new = entry(amina, body=body)
    field.sync(amina, [new])
    row = SetAside.objects.get(entry=new["id"])
    page = said(browse("bo").get(f"/console/rescue/{row.pk}"))
    assert "<dd>K. A., no. 0402</dd>" in page, "who never came into the record has no page, but a name"


@pytest.mark.parametrize(
    "more", [{"practice": True, "version": 9}, {"kind": "diary", "practice": False}, {"practice": "no"}]
)
def test_what_may_be_its_authors_own_is_read_by_its_author_alone(desk, browse, field, entry, more):
    amina = desk.district.phones["amina"]
    mine = entry(amina, body={"register_number": "A secret."}) | more
    field.sync(amina, [mine])
    row = SetAside.objects.get(entry=mine["id"])

    for who in ("bo", "dawit"):
        page = said(browse(who).get(f"/console/rescue/{row.pk}"))
        assert mine["kind"] in page and "A secret." not in page and mine["subject"] not in page
    assert "A secret." in said(browse("amina").get(f"/console/rescue/{row.pk}"))


@pytest.mark.parametrize("who", ["oto", "mara", "chidi", "esi"])
def test_others_see_nothing_of_it(desk, browse, who):
    row = SetAside.objects.first()

    assert browse(who).get(f"/console/rescue/{row.pk}").status_code == 404
    assert browse(who).post(f"/console/rescue/{row.pk}/dismiss", {"because": "x"}).status_code == 404


def test_taking_in_tries_again_and_says_what_is_still_wrong(desk, browse):
    row = SetAside.objects.get(reason="unknown_kind")

    page = said(browse("bo").post(f"/console/rescue/{row.pk}/take-in", follow=True))

    assert "It stays set aside. Written by a newer app." in page
    assert 'class="said said-caution"' in page, "it does not look like success"


def test_dismissing_needs_a_reason_and_keeps_it(desk, browse):
    row = SetAside.objects.get(reason="unknown_kind")
    browser = browse("bo")
    assert "Say why" in said(browser.post(f"/console/rescue/{row.pk}/dismiss", {"because": ""}, follow=True))

    browser.post(f"/console/rescue/{row.pk}/dismiss", {"because": "A trial of the new app."})

    assert "Written by a newer app" not in said(browser.get("/console/rescue"))
    assert "Written by a newer app" in said(browser.get("/console/rescue?show=dismissed"))
    assert "Dismissed by Bo" in said(browser.get(f"/console/rescue/{row.pk}"))


def test_the_unit_takes_in_what_somebody_wrote_who_has_left(desk, browse, field, entry):
    amina = desk.district.phones["amina"]
    Role.objects.filter(account=amina.worker.account).update(unit=desk.district.units["beta"])
    field.sync(amina, [entry(amina, body={"register_number": "0999"})])
    row = SetAside.objects.get(reason="left_unit")
    assert browse("bo").post(f"/console/rescue/{row.pk}/belongs").status_code == 404

    page = said(
        browse("dawit").post(f"/console/rescue/{row.pk}/belongs", {"because": "Her last day."}, follow=True)
    )

    assert "It is in the record now" in page and "Her last day." in page
    assert "0999" in said(browse("dawit").get("/console/people"))


def test_the_supervisor_takes_in_what_was_written_on_a_phone_that_is_not_known_as_the_workers(
    desk, browse, field, entry
):
    """After a restore: the phone has another id than the server knows."""
    amina, before = (
        desk.district.phones["amina"],
        enrol_phone(desk.district, "amina", "alpha", called="before"),
    )
    field.sync(
        amina, [entry(amina, device=before.device, body={"register_number": f"099{n}"}) for n in range(3)]
    )
    first, *_ = SetAside.objects.filter(reason="other_device").order_by("pk")
    address = f"/console/rescue/{first.pk}"
    assert browse("dawit").post(f"{address}/belongs").status_code == 404
    assert "It belongs here" not in said(browse("amina").get(address))
    page = said(browse("bo").get(address))
    assert (
        f"written on phone {before.device[-4:]} of Alpha" in page
        and "Take in 2 more that Amina wrote" in page
    )

    page = said(
        browse("bo").post(f"{address}/belongs", {"because": "She says so.", "all": "yes"}, follow=True)
    )

    assert "It is in the record now" in page and "She says so." in page
    assert "0990" in said(browse("dawit").get("/console/people"))
    assert not SetAside.objects.filter(reason="other_device", stored_at=None).exists()


def test_who_supervises_at_both_units_takes_in_what_a_restore_made_a_strangers(desk, browse, field, entry):
    """The person moved to Beta after the backup, and Beta's phone came first."""
    amina, esi = desk.district.phones["amina"], desk.district.phones["esi"]
    there = entry(esi)
    field.sync(esi, [there])
    field.sync(amina, [entry(amina, "visit_booked", subject=there["subject"]) for _ in range(2)])
    row = SetAside.objects.filter(reason="other_unit").earliest("pk")
    address = f"/console/rescue/{row.pk}"

    assert "care for this person?" not in said(browse("dawit").get(address))
    assert browse("dawit").post(f"{address}/belongs", {"because": "Ours."}).status_code == 404
    page = said(browse("bo").get(address))
    assert "Did Alpha care for this person?" in page and "Take in 1 more about this person" in page

    page = said(
        browse("bo").post(f"{address}/belongs", {"because": "Moved in May.", "all": "yes"}, follow=True)
    )

    assert "It is in the record now" in page and "Moved in May." in page
    assert not SetAside.objects.filter(reason="other_unit", stored_at=None).exists()


def test_of_a_phone_that_was_lost_the_supervisor_is_told_so(desk, browse, field, entry):
    from attune.server.people.staff import report_lost

    amina, lost = desk.district.phones["amina"], enrol_phone(desk.district, "amina", "alpha", called="lost")
    report_lost(lost.worker.phone, now=timezone.now())
    field.sync(amina, [entry(amina, device=lost.device), entry(amina, device=new_id())])
    first, second = SetAside.objects.filter(reason="other_device").order_by("pk")

    assert "Reported lost" in said(browse("bo").get(f"/console/rescue/{first.pk}"))
    assert "not known here" in said(browse("bo").get(f"/console/rescue/{second.pk}"))
