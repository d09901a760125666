"""A record is erased on request: by the unit's manager, who reads none, with a reason and the number typed again."""

from __future__ import annotations

import json
import re

import pytest

from attune.server.people.models import Reading
from attune.server.sync.models import Projection, StoredEntry


def said(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def kofi(desk):
    return desk.subjects["kofi"]


def find(desk, browse, number, initials, unit="alpha", who="mara"):
    address = f"/console/unit/{desk.district.units[unit].pk}/erase"
    return browse(who).post(address, {"number": number, "initials": initials})


@pytest.mark.parametrize("unit", ["alpha", "north"])
def test_the_manager_finds_the_person_by_what_the_person_says(desk, browse, kofi, unit):
    response = find(desk, browse, " 0431", "ka", unit)

    assert response.status_code == 302 and response["Location"] == f"/console/people/{kofi}/erase"


@pytest.mark.parametrize(
    ("number", "initials", "unit"),
    [("043", "K. A.", "alpha"), ("0431", "K. B.", "alpha"), ("0431", "K. A.", "beta")],
)
def test_a_guess_tells_nothing(desk, browse, number, initials, unit):
    response = find(desk, browse, number, initials, unit)

    assert response.status_code == 422 and "Nobody in this care" in said(response)
    assert not Reading.objects.exists()


def test_two_who_look_alike_are_told_apart_by_the_unit_first(desk, browse, field, entry):
    about = {"register_number": "0431", "initials": "K. A."}
    field.sync(desk.district.phones["amina"], [entry(desk.district.phones["amina"], body=about)])

    assert "Two people have this number" in said(find(desk, browse, "0431", "KA"))


def test_the_page_shows_no_more_than_what_was_typed(desk, browse, kofi):
    page = said(browse("mara").get(f"/console/people/{kofi}/erase"))

    assert "K. A., no. 0431" in page and "cannot be taken back" in page
    assert "Lower Bridge" not in page and "epress" not in page
    assert [(one.account.username, one.subject, one.through) for one in Reading.objects.all()] == [
        ("mara", kofi, "console-erase")
    ]


@pytest.mark.parametrize(
    "form",
    [{}, {"because": "by_law"}, {"because": "by_law", "number": "0432"}, {"because": "", "number": "0431"}],
)
def test_without_a_reason_and_the_number_nothing_is_erased(desk, browse, kofi, form):
    response = browse("mara").post(f"/console/people/{kofi}/erase", form)

    assert response.status_code == 422
    assert not StoredEntry.objects.exclude(erased_by=None).exists()


@pytest.mark.parametrize("who", ["amina", "bo", "oto", "chidi"])
def test_nobody_else_erases(desk, browse, kofi, who):
    form = {"because": "by_law", "number": "0431"}

    assert browse(who).post(f"/console/people/{kofi}/erase", form).status_code == 404
    assert find(desk, browse, "0431", "KA", who=who).status_code == 404
    assert not StoredEntry.objects.exclude(erased_by=None).exists()


def test_it_is_blank_on_the_server_and_travels_to_the_phones(desk, browse, field, kofi):
    mara, amina = desk.district.accounts["mara"], desk.district.phones["amina"]
    form = {"because": "asked_by_person", "number": "0431"}

    done = browse("mara").post(f"/console/people/{kofi}/erase", form, follow=True)

    about = StoredEntry.objects.filter(subject=kofi)
    made = about.get(kind="erasure")
    assert "are erased here" in said(done)
    assert (made.author, json.loads(made.body)["because"]) == (mara.pk, "asked_by_person")
    assert set(about.exclude(kind="erasure").values_list("body", "erased_by")) == {("null", made.pk)}
    assert Projection.objects.get(subject=kofi).named == ""
    told = [
        item["entry"]
        for pulled in field.sync(amina)["pulled"]
        for item in pulled["items"]
        if item.get("entry", {}).get("subject") == kofi
    ]
    assert told[-1]["kind"] == "erasure" and {one["body"] for one in told[:-1]} == {None}
    assert "0431" not in said(browse("amina").get("/console/people"))


def test_all_ids_of_one_person_are_erased(desk, browse, field, entry, kofi):
    amina = desk.district.phones["amina"]
    again = entry(amina, body={"register_number": "0431b", "initials": "K. A."})
    link = entry(amina, "same_person", subject=kofi, body={"other": again["subject"]})
    field.sync(amina, [again, link])

    browse("mara").post(f"/console/people/{kofi}/erase", {"because": "by_law", "number": "0431"})

    left = StoredEntry.objects.filter(subject__in=[kofi, again["subject"]], erased_by=None)
    assert set(left.values_list("kind", flat=True)) == {"erasure"}


def test_what_came_after_it_is_erased_by_the_same_page(desk, browse, field, entry, kofi):
    """A phone still had a visit unsent: there is no number any more to type."""
    amina, form = desk.district.phones["amina"], {"because": "by_law", "number": "0431"}
    browse("mara").post(f"/console/people/{kofi}/erase", form)
    field.sync(amina, [entry(amina, "consultation", subject=kofi)])

    page = said(browse("mara").get(f"/console/people/{kofi}/erase"))
    assert f"Person {kofi[-4:]}" in page and "1 entry to erase" in page
    browse("mara").post(f"/console/people/{kofi}/erase", form | {"number": kofi[-4:]})

    assert set(StoredEntry.objects.filter(subject=kofi, erased_by=None).values_list("kind", flat=True)) == {
        "erasure"
    }


def test_what_is_open_is_said_without_saying_what(desk, browse):
    page = said(browse("mara").get(f"/console/people/{desk.subjects['efua']}/erase"))

    assert "Speak with Alpha first" in page and "note-caution" in page and "risk" not in page.lower()
