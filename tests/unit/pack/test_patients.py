"""What `attune check` finds in virtual patients: each fault named once, with its place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest

from attune.pack import compile_pack, examine
from attune.pack.compile import canonical
from attune.pack.lock import Lock, locked_now, write_lock
from attune.paths import content_dir
from default_pack import default_pack

CASE, MODEL, TALK = "virtual-patients/well_digger.yaml", "relating/model.yaml", "relating/talk.yaml"


@pytest.fixture
def played(copy: Path) -> Path:
    """The minimal pack with the model, what cases share and one case of the default content."""
    content = content_dir()
    shutil.copytree(content / "relating", copy / "relating")
    (copy / "virtual-patients").mkdir()
    case = (content / CASE).read_text("utf-8").replace("modules: [dep, sui, sub]", "modules: [dep, sui]")
    (copy / CASE).write_text(case, "utf-8")
    (copy / "sources.yaml").write_text((content / "sources.yaml").read_text("utf-8"), "utf-8")
    return copy


def faults(pack: Path, file: str, old: str, new: str) -> list[str]:
    path = pack / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")
    return [fault.message for fault in examine(pack).faults]


class Wrong(NamedTuple):
    name: str
    old: str
    new: str
    says: str
    file: str = CASE


ASK = "{ id: ask_suicide, class: sensitive_direct, about: self_harm, text"
WRONG = [
    Wrong("self-harm asked as an open question", ASK, ASK.replace("sensitive_direct", "open_question"),
          "The line ask_suicide asks about self_harm as open_question."),
    Wrong("means asked as a list", "{ id: ask_means, class: sensitive_direct, about: means", "{ id: ask_means, class: closed_question",
          "The line ask_means asks about means as closed_question."),
    Wrong("suicide pressed, and nowhere said to be", "text: \"There is more than the back. Out with it.\"", "text: \"Out with it. Do you want to die?\"",
          "The line out_with_it speaks of self-harm, violence or a child's safety as push_disclosure."),
    Wrong("no class", "{ id: back_again, class: reflect, text", "{ id: back_again, text", "An offered line needs class."),
    Wrong("unknown class", "class: practical_help,", "class: practical_halp,", "'practical_halp' cannot stand here."),
    Wrong("no such fact", "asks: debt }", "asks: dept }", "The case well_digger has no fact dept."),
    Wrong("no such topic", "opens: daily }\n      - { id: hard_work", "opens: dayly }\n      - { id: hard_work", "The case well_digger has no topic dayly."),
    Wrong("no such line in a goal", "all_of: [plan_means]", "all_of: [plan_meens]", "The case well_digger has no line plan_meens."),
    Wrong("no such visit in a goal", "visit: [first]", "visit: [frist]", "The case well_digger has no visit frist."),
    Wrong("no such shared line", "modules: [dep, sui]", "modules: [dep, sui]\nnot_shared: [talk_any]", "The case well_digger has no shared line talk_any."),
    Wrong("no such module", "modules: [dep, sui]", "modules: [dep, sue]", "There is no module sue."),
    Wrong("an id twice", "id: plan_who, class", "id: plan_drink, class", "The id plan_drink stands twice in well_digger; first in line"),
    Wrong("the id of a shared line", "id: hard_work, class", "id: talk_silence, class", "The line talk_silence has the id of a line that all cases share."),
    Wrong("a fact that no line can bring out", "asks: debt }", "touches: debt }", "No line can bring out the fact debt."),
    Wrong("a denial that nobody can hear", "    deflect: \"Money is money.\"", "    deflect: \"Money is money.\"\n    deny: \"No.\"", "Nobody can hear the denial of debt."),
    Wrong("a reply without a line", "replies:\n  privacy_intro", "replies:\n  interrupt: \"I wasn't finished.\"\n  privacy_intro", "No line of well_digger is a interrupt, so nobody hears this reply."),
    Wrong("a line that cannot be offered", "{ id: keeps_going, class: affirm_strength, text", "{ id: keeps_going, when: { told: [debt], not_told: [debt] }, class: affirm_strength, text", "The line keeps_going can never be offered."),
    Wrong("a companion who is not there", "{ id: greet, class: privacy_intro,", "{ id: greet, companion_leaves: true, class: privacy_intro,", "well_digger has no companion who could leave."),
    Wrong("a goal that nothing meets", "    all_of: [look_back]\n", "", "Nothing can meet the goal looked."),
    Wrong("a goal without source", "    all_of: [look_back]\n    sources: [W16 p.8]\n", "    all_of: [look_back]\n", "The goal looked has no source."),
    Wrong("a goal with an unknown source", "sources: [W16 p.8]", "sources: [W99 p.8]", "There is no source W99 in sources.yaml."),
    Wrong("a repair without quality", "quality: full, ", "", "The repair talk_sorry_full needs quality.", TALK),
    Wrong("a number out of range", "theta: 0.55", "theta: 1.55", "1.55 is too large."),
    Wrong("a number in words", "theta: 0.55", "theta: high", "'high' cannot stand here."),
    Wrong("a number of the model gone", "  gain_v: 0.45\n", "", "The model's numbers lack gain_v.", MODEL),
    Wrong("a number of the model misspelt", "  gain_v: 0.45\n", "  gain_v: 0.45\n  gain_w: 0.1\n", "The model's numbers have no gain_w.", MODEL),
    Wrong("asking that costs trust", "T: [0.02, 0.01, -0.01, -0.01]", "T: [0.02, 0.01, -0.02, -0.01]", "With these numbers asking plainly would cost somebody's trust.", MODEL),
    Wrong("three numbers for four", "T: [0.05, 0.02, -0.02, -0.01]", "T: [0.05, 0.02, -0.02]", "3 numbers cannot stand here.", MODEL),
    Wrong("a class of the model gone", "id: interrupt\n", "id: withdraw\n", "The model lacks the class interrupt.", MODEL),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_fault_is_named(played, wrong):
    found = faults(played, wrong.file, wrong.old, wrong.new)
    assert any(said.startswith(wrong.says) for said in found), found


def test_as_it_is_it_has_no_fault_and_no_warning(played):
    examined = examine(played)
    assert (examined.faults, examined.warnings) == ((), ())


def test_a_module_that_is_not_in_the_pack_yet_is_a_warning(played):
    (played / CASE).write_text(
        (played / CASE).read_text("utf-8").replace("modules: [dep, sui]", "modules: [dep, psy]"), "utf-8"
    )
    examined = examine(played)
    assert not examined.faults
    assert [warning.code for warning in examined.warnings] == ["guide_part_missing"]


def test_a_topic_before_every_start_that_nothing_opens_is_unreachable(played):
    lines = "".join(
        f'      - {{ id: never_{n}, class: {name}, text: "." }}\n'
        for n, name in enumerate(("validate", "reflect", "normalise", "dismiss"))
    )
    found = faults(played, CASE, "topics:\n", f"topics:\n  - id: never\n    lines:\n{lines}")
    assert "Nothing opens the topic never." in found


def test_a_topic_needs_something_to_choose(played):
    found = faults(
        played,
        CASE,
        "topics:\n",
        'topics:\n  - id: never\n    lines:\n      - { id: never_1, class: validate, text: "." }\n',
    )
    assert "The topic never leaves too little to choose." in found


def test_an_overlay_changes_a_line_and_a_coefficient_by_id(played, tmp_path):
    overlay = tmp_path / "overlay"
    (overlay / "virtual-patients").mkdir(parents=True)
    (overlay / "relating").mkdir()
    (overlay / "pack.yaml").write_text("id: valley\nversion: 1.0.0\ntitle: Valley\noverlays: minimal\n")
    (overlay / CASE).write_text(
        "id: well_digger\ntopics: [{ id: arrival, lines: [{ id: greet, text: Good morning. }] }]\n"
    )
    (overlay / MODEL).write_text("classes: [{ id: validate, C: 0.01 }]\n")
    before, after = compile_pack(played).relating, compile_pack(played, [overlay]).relating
    assert after["cases"][0]["topics"][0]["lines"][0]["text"] == "Good morning."
    assert after["cases"][0]["topics"][0]["lines"][1:] == before["cases"][0]["topics"][0]["lines"][1:]
    assert after["model"]["classes"]["validate"]["C"] == 0.01


def test_a_released_line_cannot_go(played):
    examined = examine(played)
    lock = write_lock(Lock(), locked_now(examined.pack.content, examined.names), "0.1.0")
    (played / "ids.lock").write_text(lock)
    found = faults(
        played,
        CASE,
        '      - { id: form, class: practical_help, text: "I will write the note for your foreman now, so that you do not lose the day." }\n',
        "",
    )
    assert "The released part form of well_digger is gone." in found


def test_a_pack_without_virtual_patients_has_an_empty_part(minimal):
    assert compile_pack(minimal).relating == {
        "format": 1,
        "model": None,
        "profiles": [],
        "talk": None,
        "cases": [],
    }


def test_a_case_needs_the_model(played):
    (played / MODEL).unlink()
    assert "Virtual patients need relating/model.yaml." in [fault.message for fault in examine(played).faults]


@pytest.mark.slow
def test_all_cases_are_under_150_kb_compressed():
    assert len(brotli.compress(canonical(default_pack().relating))) < 150_000
