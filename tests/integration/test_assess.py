"""`attune assess` as a clinician or a program meets it: what the JSON holds, and what is said about bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

Done = subprocess.CompletedProcess[str]

GOOD = """\
today: 2026-11-25
cadre: doctor
stock: [fluoxetine]
first_look: []
age_years: 34
sex: male
dep_core: [low_mood]
"""


def assess(here: Path, *words: str, fails: int = 0, typed: str | None = None) -> Done:
    """Run the command in `here`; it must end with the code `fails` and without a traceback."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    done = subprocess.run(
        [sys.executable, "-m", "attune", "assess", *words],
        cwd=here,
        env=clean,
        input=typed,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == fails, done.stdout + done.stderr
    return done


def written(here: Path, text: str | bytes) -> str:
    """The name of a file of answers that holds `text`."""
    (here / "answers.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return "answers.yaml"


def refused(here: Path, text: str | bytes) -> str:
    """What is said about a file that cannot be read at all."""
    done = assess(here, "dep", "-a", written(here, text), fails=2)
    assert done.stdout == ""
    return done.stderr


# ---------------------------------------------------------------- the result


@pytest.fixture(scope="module")
def found(root: Path) -> dict[str, Any]:
    example = root / "docs" / "how-to" / "examples" / "dep-adult-prescriber.yaml"
    return json.loads(assess(root, "dep", "--answers", str(example), "--json").stdout)


def test_json_has_everything_that_consult_says(found):
    assert found.keys() >= {
        *("release", "pack", "open", "assumed", "next", "done", "urgent", "conclusions", "undecided", "plan", "exits"),
        *("tasks", "follow_up", "waiting", "set_aside", "problems", "to_ask", "counted", "values", "sources", "trace"),
    }  # fmt: skip
    assert found["done"] is True
    assert found["pack"]["review"] == "training"


def test_each_line_has_text_rule_reason_answers_and_sources(found):
    [line] = [row for row in found["plan"] if row["id"] == "dep_psych_offer"]

    assert line["rule"] == "%dep_care_adult"
    assert line["rule_words"] == "“Care for an adult with depression”"
    assert line["held"] == ["Care for an adult with depression"]
    assert {"id": "age_years", "ask": "How old is the person?", "answer": "34 years"} in line["why"]
    assert line["sources"] == ["G23D DEP3", "G23D DEP4", "W16 pp.12, 26-27"]
    assert (line["group"], line["state"], line["kind"]) == ("today", "do", "psychosocial")


def test_titles_of_all_cited_sources_are_there(found):
    cited = {source.split(" ")[0] for line in found["plan"] for source in line["sources"]}

    assert cited == found["sources"].keys()
    assert all(source["title"] and source["year"] for source in found["sources"].values())


def test_answers_may_be_json_and_come_from_standard_input(root):
    answers = json.dumps({"today": "2026-11-25", "age_years": 34, "sui_thoughts_now": True, "room": "alone"})

    result = json.loads(assess(root, "sui", "-a", "-", "--json", typed=answers).stdout)

    assert result["values"]["age_years"] == 34


def test_answer_may_say_who_gave_it_or_why_there_is_none(tmp_path):
    answers = (
        GOOD
        + "dep_additional: { value: [sleep], by: carer }\nsui_thoughts_now: could-not-ask\nroom: declined\n"
    )

    result = json.loads(assess(tmp_path, "dep", "-a", written(tmp_path, answers), "--json").stdout)

    assert result["problems"] == []
    assert result["values"]["dep_additional"] == ["sleep"]
    assert result["values"]["room"] == "carer"  # the cautious reading, said in the content


def test_text_says_each_answer_once_and_short_reasons(root):
    example = root / "docs" / "how-to" / "examples" / "dep-imminent-risk-later.yaml"

    said = assess(root, "dep", "-a", str(example)).stdout

    assert said.startswith("Training version: no clinician has signed this content yet.\n")
    assert (
        "Do not leave the person alone. (confirmed)\n      why: as for: Imminent risk of self-harm or suicide\n"
        in said
    )
    assert said.count("Does the person think of suicide or self-harm now, or plan it?") == 1
    assert "Dose: 10 mg daily for 1 week, then 20 mg daily." in said
    assert not [line for line in said.splitlines() if line != line.rstrip() or len(line) > 80]


def test_text_says_what_was_taken_for_granted(root):
    example = root / "docs" / "how-to" / "examples" / "dep-stock-not-given.yaml"

    said = assess(root, "dep", "-a", str(example)).stdout

    assert "Not given, so taken as\n" in said
    assert "  What is your work? Community health worker\n" in said
    assert "  Which medicines are here today? Fluoxetine, Amitriptyline\n" in said
    assert "      Look whether it is here: what is in stock was not given.\n" in said


def test_stock_that_is_given_as_not_known_is_said_too(tmp_path):
    answers = GOOD.replace("stock: [fluoxetine]", "stock: not-known")

    result = json.loads(assess(tmp_path, "dep", "-a", written(tmp_path, answers), "--json").stdout)

    assert [row["id"] for row in result["assumed"]] == ["visit", "stock"]


# ---------------------------------------------------------------- an answer that cannot be used


BAD = {
    "dep_function: maybe": "dep_function takes yes or no; or not-known, declined or could-not-ask.",
    "dep_core_young: low_mood": "dep_core_young takes a list of option codes, [] for none of these; or not-known",
    "dep_loss_months: two": "dep_loss_months takes a whole number; or not-known",
    "oth_death_months: 2000": "oth_death_months is a whole number from 0 to 1200.",
    "oth_event_months: -1": "oth_event_months is a whole number from 0 to 1200.",
    "dep_fu_weeks: 1.5": "dep_fu_weeks takes a whole number; or not-known",
    "dep_additional: [slep, fatigue]": "dep_additional has no option slep. Did you mean sleep? It takes a list of option",
    "room: lone": "room has no option lone. Did you mean alone? It takes one option code: alone, carer_outside,",
    "dep_aditional: []": "The guide has no question or plan line dep_aditional. Did you mean dep_additional?",
    "42: yes": "The guide has no question or plan line 42.",
    "dep_loss: { value: yes, unknown: declined }": "dep_loss needs either a value or why there is none:",
    "sui_act: { unknown: forgotten }": "sui_act needs either a value or why there is none: not-known, declined",
    "dep_fluoxetine: given": "dep_fluoxetine is a plan line. It is done, handed_over or not_done.",
    "start: nowhere": "start is a list of module ids: emg, sui, dep,",
    "sex: [male]": "sex takes one option code; or not-known",
}


@pytest.fixture(scope="module")
def with_bad_answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any]]:
    """What is said about each bad answer among good ones, and the result without them."""
    answers = "\n".join([GOOD.replace("sex: male\n", ""), *BAD])
    here = tmp_path_factory.mktemp("bad")
    done = assess(here, "dep", "-a", written(here, answers), "--json", fails=1)
    return done.stderr.splitlines(), json.loads(done.stdout)


@pytest.mark.parametrize("answer", BAD)
def test_bad_answer_is_named_and_left_out(with_bad_answers, answer):
    messages, result = with_bad_answers
    name = answer.partition(":")[0]

    [message] = [each for each in messages if each.startswith(BAD[answer])]
    assert message.endswith(" The answer was left out.")
    [problem] = [each for each in result["problems"] if each["id"] == name]
    assert problem["message"] in message
    assert name not in result["counted"]


def test_good_answers_beside_bad_ones_count(with_bad_answers):
    messages, result = with_bad_answers

    assert len(messages) == len(result["problems"]) == len(BAD)
    assert result["values"]["age_years"] == 34
    assert result["values"]["dep_core"] == ["low_mood"]


def test_answer_to_a_question_that_is_not_asked_is_kept_and_said(tmp_path):
    answers = GOOD + "dep_loss_months: 3\noth_help: [wants_help]\n"

    done = assess(tmp_path, "dep", "-a", written(tmp_path, answers))

    aside = done.stdout.partition("Set aside: answered, and not asked now\n")[2]
    assert (
        "How many months ago was the loss? 3 months (dep_loss_months)\n      asked when: “A recent loss"
        in aside
    )
    assert "(oth_help)\n      asked when: the module Other significant" in aside


def test_bad_answer_under_an_id_that_was_renamed_is_named(root, tmp_path):
    pack = Path(shutil.copytree(root / "content", tmp_path / "content"))
    with (pack / "aliases.yaml").open("a") as aliases:
        aliases.write("dep_old_core: dep_core\n")

    done = assess(
        tmp_path, "dep", "-a", written(tmp_path, "dep_old_core: 7\n"), "--pack", "content", "--json", fails=1
    )

    assert done.stderr.startswith("dep_old_core takes a list of option codes")


# ---------------------------------------------------------------- a file that cannot be used


def test_broken_yaml_is_named_with_its_line(tmp_path):
    said = refused(tmp_path, GOOD + "dep_additional: [sleep\n")

    assert said.startswith("answers.yaml:")
    assert said.endswith("Mend answers.yaml and try again. Write one answer a line, such as: age_years: 34\n")


def test_same_id_twice_is_named(tmp_path):
    assert "age_years" in refused(tmp_path, GOOD + "age_years: 35\n")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_empty_file_says_how_to_begin(tmp_path, text):
    assert (
        refused(tmp_path, text) == "answers.yaml is empty. Write one answer a line, such as: age_years: 34\n"
    )


@pytest.mark.parametrize("text", ["- age_years\n", "34\n", '"yes"\n'])
def test_file_that_is_no_mapping_says_how_to_write_it(tmp_path, text):
    said = refused(tmp_path, text)

    assert (
        said
        == "answers.yaml holds no answers by their ids. Write one answer a line, such as: age_years: 34\n"
    )


def test_file_that_is_no_text_says_so(tmp_path):
    assert refused(tmp_path, b"\xff\xfe\x00") == "answers.yaml is no text in UTF-8. Save it as UTF-8.\n"


@pytest.mark.parametrize(("name", "why"), [("nothing.yaml", "No such file"), (".", "Is a directory")])
def test_missing_file_says_what_to_give(tmp_path, name, why):
    said = assess(tmp_path, "dep", "-a", name, fails=2).stderr

    assert said.startswith(f"{name} cannot be read: {why}")
    assert "Give a JSON or YAML file of answers" in said


def test_unknown_module_names_the_nearest(tmp_path):
    written(tmp_path, GOOD)

    assert (
        "There is no module depp. Did you mean dep?"
        in assess(tmp_path, "depp", "-a", "answers.yaml", fails=2).stderr
    )
    assert "There are " in assess(tmp_path, "zzzzzz", "-a", "answers.yaml", fails=2).stderr


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "25.11.2026"])
def test_day_that_is_none_says_how_to_write_it(tmp_path, day):
    said = refused(tmp_path, GOOD.replace("2026-11-25", day))

    assert said == f"{day} is no date. Write it like 2026-11-25.\n"


def test_forgotten_answers_option_is_asked_for(tmp_path):
    assert "--answers" in assess(tmp_path, "dep", fails=2).stderr


def test_folder_that_is_no_pack_says_what_to_give(tmp_path):
    written(tmp_path, GOOD)

    said = assess(tmp_path, "dep", "-a", "answers.yaml", "--pack", ".", fails=2).stderr

    assert "is no pack. Give the folder that holds pack.yaml." in said
