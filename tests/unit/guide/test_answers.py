"""Bad answers are named and ignored; nothing crashes, and the good ones beside them count."""

from __future__ import annotations

from typing import Any

import pytest

from unit.guide.tiny import PLAIN, TINY

BAD: list[tuple[str, Any, str]] = [
    ("nothing_like_this", {"value": 1}, "not_a_question"),
    ("nothing_like_this", {"act": "done"}, "not_a_question"),
    ("aa_depressed", {"value": True}, "not_a_question"),
    ("age", {"value": "34"}, "wrong_type"),
    ("age", {"value": 34.5}, "wrong_type"),
    ("age", {"value": True}, "wrong_type"),
    ("age", {"value": [34]}, "wrong_type"),
    ("age", {"value": -1}, "out_of_range"),
    ("age", {"value": 121}, "out_of_range"),
    ("age", {"value": 1e300}, "out_of_range"),
    ("age", {"act": "done"}, "wrong_type"),
    ("age", {}, "cannot_read"),
    ("age", {"n": 3}, "cannot_read"),
    ("age", None, "cannot_read"),
    ("age", [], "cannot_read"),
    ("age", 34, "cannot_read"),
    ("age", {"value": 34, "unknown": "declined"}, "cannot_read"),
    ("age", {"unknown": "maybe"}, "cannot_read"),
    ("age", {"unknown": ["declined"]}, "cannot_read"),
    ("sex", {"value": "other"}, "unknown_option"),
    ("sex", {"value": ["male"]}, "wrong_type"),
    ("sex", {"value": True}, "wrong_type"),
    ("bb_harm", {"value": "yes"}, "wrong_type"),
    ("bb_harm", {"value": 1}, "wrong_type"),
    ("aa_core", {"value": "mood"}, "wrong_type"),
    ("aa_core", {"value": ["mood", 3]}, "wrong_type"),
    ("aa_core", {"value": ["mood", "moood"]}, "unknown_option"),
    ("aa_talk", {"value": True}, "wrong_type"),
    ("aa_talk", {"act": "perhaps"}, "wrong_type"),
    ("aa_talk", "done", "cannot_read"),
    ("start", ["nowhere"], "unknown_option"),
    ("start", "aa", "wrong_type"),
    ("start", [1], "wrong_type"),
    ("start", {"value": ["aa"]}, "wrong_type"),
]


@pytest.mark.parametrize(("name", "answer", "code"), BAD)
def test_a_bad_answer_is_named_and_ignored(raw, name, answer, code):
    good = {each: given for each, given in PLAIN.items() if each not in (name, "start", "aa_again")}
    result = raw({"start": ["aa"], **{each: {"value": given} for each, given in good.items()}, name: answer})
    assert result["problems"] == [{"id": name, "code": code}]
    assert name not in result["counted"]
    assert "sex" in result["counted"] or name == "sex"


def test_a_whole_number_written_with_a_point_is_a_whole_number(raw):
    assert raw({"age": {"value": 34.0}})["values"]["age"] == 34


def test_the_limits_themselves_are_in_range(raw):
    assert raw({"age": {"value": 0}})["problems"] == []
    assert raw({"age": {"value": 120}})["problems"] == []


def test_a_renamed_question_is_read_under_its_new_name(raw):
    renamed = {**TINY, "aliases": {"years": "age", "years_old": "years", "spun": "spin", "spin": "spun"}}
    assert raw({"years_old": {"value": 34}}, renamed)["values"]["age"] == 34
    both = raw({"years": {"value": 20}, "age": {"value": 34}}, renamed)
    assert both["values"]["age"] == 34
    assert both["problems"] == []
    assert raw({"spun": {"value": 1}}, renamed)["problems"] == [{"id": "spun", "code": "not_a_question"}]


def test_a_renamed_line_keeps_its_act(raw):
    renamed = {**TINY, "aliases": {"bb_guard": "bb_watch"}}
    result = raw({"start": ["bb"], "bb_harm": {"value": True}, "bb_guard": {"act": "done"}}, renamed)
    assert [each["pending"] for each in result["urgent"]] == [False, True]


def test_a_renamed_option_is_read_under_its_new_code(raw):
    renamed = {
        **TINY,
        "aliases": {"aa_core.sad": "mood", "sex.woman": "female", "pres_sad": "pres_low", "joy": "mood"},
    }
    old = {"aa_core": {"value": ["sad", "joy"]}, "sex": {"value": "woman"}, "chart": {"value": ["pres_sad"]}}
    result = raw({"start": ["aa"], **old}, renamed)
    assert result["problems"] == []
    assert result["values"] | {"visit": "first"} == {
        "visit": "first", "aa_core": ["mood", "joy"], "sex": "female", "chart": ["pres_low"],
    }  # fmt: skip
    assert raw({"sex": {"value": "sad"}}, renamed)["problems"] == [{"id": "sex", "code": "unknown_option"}]


@pytest.mark.parametrize("beside", [1, None, ["aa"], {"aa": "aa"}])
def test_known_modules_open_although_something_else_is_no_name(raw, beside):
    result = raw({"start": [beside, "aa"]})
    assert result["open"] == ["aa"]
    assert result["problems"] == [{"id": "start", "code": "wrong_type"}]


def test_known_modules_open_although_another_name_is_wrong(raw):
    assert raw({"start": ["aa", "nowhere"]})["open"] == ["aa"]


def test_problems_come_by_name(raw):
    result = raw({"zz": {"value": 1}, "age": {"value": "x"}, "mm": {"value": 1}})
    assert [each["id"] for each in result["problems"]] == ["age", "mm", "zz"]


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString"])
def test_names_that_javascript_knows_are_no_questions(raw, name):
    assert raw({name: {"value": 1}})["problems"] == [{"id": name, "code": "not_a_question"}]
