"""People and visits: what each reader sees of them, and that it is written down."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from attune.server.people.models import Reading
from attune.server.sync.models import StoredEntry
from attune.server.sync.reading import canonical
from desk import guide_of


def said(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_risk_comes_first_then_whose_visit_is_due(desk, browse):
    page = said(browse("amina").get("/console/people"))

    order = [page.index(who) for who in ("E. M., no. 0417", "no. 0431", "Y. B., no. 0402")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("address", "inside", "outside"),
    [
        ("?show=risk", "0417", "0431"),
        ("?show=due", "0431", "0417"),
        ("?q=0402", "0402", "0431"),
        ("?q=nobody", "Nobody is found", "0402"),
        ("?show=nonsense", "0402", "Nobody is found"),
    ],
)
def test_the_list_is_filtered_by_its_address(desk, browse, address, inside, outside):
    page = said(browse("bo").get(f"/console/people{address}"))

    assert inside in page and outside not in page


def test_the_list_opens_no_record_and_a_page_is_a_reading(desk, browse):
    browser = browse("bo")
    browser.get("/console/people")
    assert not Reading.objects.exists()

    browser.get(f"/console/people/{desk.subjects['kofi']}")
    browser.get(f"/console/visit/{desk.entries['visit']}")
    browser.get(f"/console/people/{desk.subjects['kofi']}x")

    assert [(row.subject, row.through) for row in Reading.objects.order_by("pk")] == [
        (desk.subjects["kofi"], "console-person"),
        (desk.subjects["kofi"], "console-visit"),
    ]


def test_two_corrections_stand_side_by_side(desk, browse):
    page = said(browse("bo").get(f"/console/people/{desk.subjects['kofi']}"))

    assert "Two versions stand" in page
    assert "Upper Bridge" in page and "Lower Bridge, behind the mill" in page
    assert "Register number" not in page.split("Two versions stand")[1].split("</section>")[0]


def test_a_supervisor_reads_only_what_the_own_pairs_wrote(desk, browse):
    from attune.server.people.models import Pair

    Pair.objects.filter(worker=desk.district.accounts["dawit"]).update(until="2026-01-02")

    page = said(browse("bo").get(f"/console/people/{desk.subjects['kofi']}"))

    assert "Upper Bridge" in page and "behind the mill" not in page and "Two versions" not in page


def test_a_supervisor_knows_whose_record_it_is_and_no_more_of_what_others_wrote(desk, browse, field, entry):
    from attune.server.people.models import Pair

    amina, dawit = desk.district.phones["amina"], desk.district.phones["dawit"]
    person = entry(amina, body={"register_number": "7313", "initials": "Q. Z.", "village": "Far Ford"})
    field.sync(amina, [person])
    field.sync(dawit, [entry(dawit, "visit_booked", subject=person["subject"])])
    Pair.objects.filter(worker=desk.district.accounts["amina"]).update(until="2026-01-02")

    for words in ("7313", "q.", "Q. 73"):
        assert "Q. Z., no. 7313" in said(browse("bo").get("/console/people", {"q": words}))
    assert "Q. Z." not in said(browse("bo").get("/console/people", {"q": "Ford"}))
    page = said(browse("bo").get(f"/console/people/{person['subject']}"))
    assert "Q. Z., no. 7313" in page and "Far Ford" not in page


def test_whose_care_was_moved_is_read_at_the_new_unit_and_by_those_who_supervise_what_they_wrote(
    desk, browse, field, entry
):
    from attune.server.people.models import Pair, Role

    amina, esi = desk.district.phones["amina"], desk.district.phones["esi"]
    efua = desk.subjects["efua"]
    readers = {name: browse(name) for name in ("amina", "esi", "bo", "chidi")}

    def read_by(number, address):
        return [name for name, browser in readers.items() if number in said(browser.get(address))]

    assert read_by("0417", "/console/people") == ["amina", "bo"]

    field.sync(amina, [entry(amina, "transfer", subject=efua, body={"to_unit": esi.unit})])

    # Bo supervises both units of the district, and Amina, who wrote about her.
    assert read_by("0417", "/console/people") == ["esi", "bo"]
    assert read_by("0417", f"/console/people/{efua}") == ["esi", "bo"]
    assert "Imminent risk is open" in said(readers["esi"].get(f"/console/people/{efua}"))
    # Who supervises at the old unit alone reads nothing of her any more.
    bo = desk.district.accounts["bo"]
    Role.objects.filter(account=bo).update(unit=desk.district.units["alpha"])
    assert Pair.objects.filter(supervisor=bo).exists()
    assert read_by("0417", f"/console/people/{efua}") == ["esi"]


def test_an_open_risk_says_since_when_where_and_with_whom(desk, browse):
    page = said(browse("bo").get(f"/console/people/{desk.subjects['efua']}"))

    assert "Imminent risk is open" in page and "Mill Lane" in page and "family is with the person" in page


@pytest.mark.parametrize(
    ("last_word", "said_of_it"),
    [
        ({"present": True, "who_with": "me", "place": None}, "Amina is with the person"),
        ({"present": True, "who_with": None, "place": None}, "nobody has said who is with the person"),
        ({"present": False, "who_with": None, "place": None}, "the person has left<"),
        (
            {"present": False, "who_with": None, "place": "on_way_home"},
            "the person has left: on the way home",
        ),
        ({"present": False, "who_with": None, "place": "The mill"}, "the person has left: The mill"),
    ],
)
def test_an_open_risk_says_who_is_there_or_where_somebody_who_left_may_be(
    desk, browse, field, entry, last_word, said_of_it
):
    amina = desk.district.phones["amina"]
    person = entry(amina, body={"register_number": "0999", "initials": "Z. Z."})
    risk = entry(amina, "imminent_risk", subject=person["subject"], body=last_word)
    field.sync(amina, [person, risk])

    page = said(browse("bo").get(f"/console/people/{person['subject']}"))

    assert said_of_it in page
    assert "on_way_home" not in page


def test_a_visit_says_why_with_source_and_what_the_worker_answers(desk, browse):
    page = said(browse("bo").get(f"/console/visit/{desk.entries['visit']}"))

    assert "Depression likely" in page and "mhGAP Intervention Guide" in page and "p.2" in page
    assert "Low or sad mood that stays" in page
    assert "Reason: His brother was not there" in page and "He will come with his wife on Friday." in page
    assert "another result" not in page and "not kept here" not in page


def test_a_release_that_is_not_here_and_a_result_that_differs_are_said(desk, browse):
    gone = said(browse("bo").get(f"/console/visit/{desk.entries['old-release']}"))
    differs = said(browse("bo").get(f"/console/visit/{desk.entries['other-hash']}"))

    assert "This edition of the guide is not kept here" in gone
    assert "Depression likely" in gone and "Why, and where it comes from" not in gone
    assert "The guide gives another result here" in differs and "Depression likely" in differs


def test_the_replay_has_the_hash_that_the_phone_would_write(desk, settings, node):
    """The phone's engine gives the same result to the same answers, and so the same hash."""
    row = StoredEntry.objects.get(pk=desk.entries["visit"])
    body, on = json.loads(row.body), json.loads(row.envelope)["occurred_on"]
    node.one("guide", name="console", guide=guide_of(settings.BUNDLE_DIR).guide)
    answers = {**body["answers"], "start": body["start"]}

    theirs = node.one("consult", name="console", answers=answers, today=on)

    assert hashlib.sha256(canonical(theirs).encode()).hexdigest() == body["result_hash"]


def test_what_was_erased_shows_that_it_was(desk, browse, field, entry):
    amina = desk.district.phones["amina"]
    erasing = {"entries": [desk.entries["visit"]], "because": "entered_in_error"}
    field.sync(amina, [entry(amina, "erasure", subject=desk.subjects["kofi"], body=erasing)])

    page = said(browse("bo").get(f"/console/visit/{desk.entries['visit']}"))

    assert "This visit was erased" in page and "Depression likely" not in page


def test_a_record_entered_in_error_and_blanked_is_in_no_list(desk, browse, field, entry):
    amina = desk.district.phones["amina"]
    slip = entry(amina, body={"register_number": "0499", "initials": "S. L."})
    field.sync(amina, [slip])
    assert "no. 0499" in said(browse("bo").get("/console/people"))
    erasing = {"entries": [slip["id"]], "because": "entered_in_error"}
    before = said(browse("bo").get("/console/people")).count("<tr")

    field.sync(amina, [entry(amina, "erasure", subject=slip["subject"], body=erasing)])

    page = said(browse("bo").get("/console/people"))
    assert "0499" not in page and page.count("<tr") == before - 1


def test_words_of_a_person_are_never_markup(desk, browse, field, entry):
    amina = desk.district.phones["amina"]
    nasty = entry(amina, body={"initials": "<b>x</b>", "village": "<script>alert(1)</script>"})
    field.sync(amina, [nasty])

    pages = [
        said(browse("bo").get(address))
        for address in ("/console/people", f"/console/people/{nasty['subject']}")
    ]

    assert all("<b>x</b>" not in page and "<script>alert" not in page for page in pages)


def test_a_visit_reads_from_right_to_left_with_the_words_of_its_release(desk, browse):
    browser = browse("bo")
    browser.post("/console/language", {"language": "ar-XB"})

    page = browser.get(f"/console/visit/{desk.entries['visit']}").content.decode()

    assert 'lang="ar-XB" dir="rtl"' in page and "\u202eDepression likely" in page
