"""An overlay changes what it names by id and copies nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attune.pack import Examined, examine

HEAD = "id: here\nversion: 1.2.0\ntitle: Here\noverlays: minimal\n"


@pytest.fixture
def lay(minimal: Path, tmp_path: Path) -> Callable[..., Examined]:
    """The minimal pack under an overlay of these files."""

    def apply(files: dict[str, str], head: str = HEAD) -> Examined:
        root = tmp_path / "overlay"
        for name, words in {"pack.yaml": head, **files}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(words)
        return examine(minimal, [root])

    return apply


def guide(examined: Examined) -> dict:
    assert examined.compiled is not None, examined.faults
    return examined.compiled.guide


def only_fault(examined: Examined) -> tuple[str, str]:
    [fault] = examined.faults
    return fault.message, fault.nearest


def by_id(listed: list[dict]) -> dict[str, dict]:
    return {item["id"]: item for item in listed}


def test_named_key_changes_and_all_else_stays(lay, minimal: Path) -> None:
    found = guide(lay({"modules/dep.yaml": "plan:\n  - { id: dep_talk, text: Explain it at home. }\n"}))

    before, after = by_id(guide(examine(minimal))["plan"]), by_id(found["plan"])
    assert after["dep_talk"] == {**before["dep_talk"], "text": "Explain it at home."}
    assert list(after) == list(before)
    assert all(after[name] == before[name] for name in before if name != "dep_talk")


def test_option_changes_by_its_code(lay) -> None:
    found = guide(
        lay({"facts.yaml": "questions: [{ id: stock, options: [{ id: fluoxetine, text: Fludep }] }]"})
    )

    options = by_id(found["questions"])["stock"]["options"]
    assert options == [
        {"id": "fluoxetine", "text": "Fludep"},
        {"id": "amitriptyline", "text": "Amitriptyline"},
    ]


def test_constant_changes_in_every_rule_that_reads_it(lay) -> None:
    found = guide(lay({"constants.yaml": "- { id: several_depression, value: 4 }"}))

    assert ["lit", 4] in by_id(found["rules"])["dep_enough"]["is"][2]


def test_new_thing_says_so(lay) -> None:
    line = (
        "{ id: dep_walk, add: true, group: home, kind: psychosocial, text: Walk daily., sources: [W16 p.24] }"
    )

    assert "dep_walk" in by_id(guide(lay({"modules/dep.yaml": f"plan: [{line}]"}))["plan"])


def test_new_thing_that_does_not_say_so_is_taken_for_a_slip(lay) -> None:
    found = lay({"modules/dep.yaml": "plan: [{ id: dep_talks, text: Explain it. }]"})

    assert only_fault(found) == ("This changes dep_talks, which the pack does not have here.", "dep_talk")


def test_local_lines_and_withdrawals_need_no_word_of_addition(lay) -> None:
    found = lay(
        {
            "local.yaml": 'crisis_lines: [{ id: day, text: Helpline, number: "0800 123" }]',
            "withdrawn.yaml": "- { id: dep_talk, reason: Not here., on: 2030-01-02 }",
        }
    )

    assert guide(found)["withdrawn"] == ["dep_talk"]
    assert found.compiled is not None
    assert found.compiled.local["crisis_lines"] == [{"id": "day", "text": "Helpline", "number": "0800 123"}]


def test_overlay_has_its_own_id_and_both_versions_and_is_a_training_version(lay) -> None:
    pack = guide(lay({}))["pack"]

    assert pack == {"id": "here", "version": "0.1.0+here.1.2.0", "title": "Here", "review": "training"}


def test_faults_of_an_overlay_are_placed_in_its_own_file(lay, tmp_path: Path) -> None:
    [fault] = lay({"modules/dep.yaml": "plan:\n  - { id: dep_talk, kind: talking }\n"}).faults

    assert fault.place.file == str(tmp_path / "overlay" / "modules" / "dep.yaml")
    assert fault.place.line == 2


def test_overlay_for_another_pack_is_refused(lay) -> None:
    found = lay({}, HEAD.replace("overlays: minimal", "overlays: maximal"))

    assert only_fault(found) == ("This overlay is for maximal, the pack is minimal.", "")


def test_overlay_cannot_change_the_order_of_urgency(lay) -> None:
    found = lay({}, HEAD + "tiers: [routine]\n")

    assert only_fault(found)[0] == "An overlay's pack.yaml has no key tiers."


def test_overlay_folder_that_is_not_there_is_one_fault(minimal: Path) -> None:
    assert only_fault(examine(minimal, ["no-such-folder"])) == ("There is no such folder.", "")


def test_second_overlay_lies_over_the_first(minimal: Path, tmp_path: Path) -> None:
    for name, base, words in (
        ("country", "minimal", "From the country."),
        ("district", "country", "From the district."),
    ):
        (tmp_path / name / "modules").mkdir(parents=True)
        (tmp_path / name / "pack.yaml").write_text(
            f"id: {name}\nversion: 1.0.0\ntitle: X\noverlays: {base}\n"
        )
        (tmp_path / name / "modules" / "dep.yaml").write_text(f"plan: [{{ id: dep_talk, text: {words} }}]\n")

    found = guide(examine(minimal, [tmp_path / "country", tmp_path / "district"]))

    assert by_id(found["plan"])["dep_talk"]["text"] == "From the district."
    assert found["pack"]["version"] == "0.1.0+country.1.0.0+district.1.0.0"


def test_overlay_brings_its_own_translation(lay) -> None:
    head = HEAD + "languages: [en, sw]\n"
    po = 'msgctxt "dep_core.low_mood:text"\nmsgid "Low mood"\nmsgstr "Huzuni"\n'

    found = lay({"translations/sw.po": po}, head)

    assert found.compiled is not None, found.faults
    assert found.compiled.words["sw"]["dep_core.low_mood:text"] == "Huzuni"


LOCAL_SIGNS = """
observations:
  - { id: seen_one_word, text: Said only yes and no }
  - id: seen_gift
    add: true
    text: Brought a gift
    group: seen_talking
    about: company
    try: Thank them.
    others: |
      Custom.
      Thanks.
    strength: judgement
    sources: [RM 12]
"""


def test_observation_takes_local_words_and_a_new_one_is_added(lay):
    found = lay({"relational/observations.yaml": LOCAL_SIGNS})
    assert found.compiled is not None, found.faults
    there = by_id(found.compiled.relational["observations"])
    assert there["seen_one_word"]["text"] == "Said only yes and no"
    assert there["seen_one_word"]["weights"]["avoidant"] == 2
    assert not any(there["seen_gift"]["weights"].values())


def test_overlay_cannot_give_weight_to_a_missed_visit(lay):
    found = lay(
        {"relational/observations.yaml": "observations:\n  - { id: seen_missed, weights: { avoidant: 1 } }\n"}
    )
    assert only_fault(found) == ("seen_missed is about attendance, which weighs nothing.", "")
