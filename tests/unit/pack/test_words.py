"""Translations: taken out, merged, checked, compiled. What is not sure shows in the source language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from attune.pack import Examined, examine
from attune.pack.texts import COUNTED_UNITS, texts_of
from attune.pack.words import Source, merged, mirrored, read_app_words, recorded, sources, stretched, template

APP = {
    "today.title": "Today",
    "due#one": "{n} person",
    "due#other": "{n} people",
    "crisis.call": "Call {name}",
}
HEAD = ("minimal", "0.1.0")
TALK = "dep_talk:text"
ALONE = "sui_not_alone:text"


def listed(pack: Path) -> list[Source]:
    examined = examine(pack)
    return sources(examined.pack.content, examined.names, APP, str(pack))


def translated(pack: Path, words: dict[str, str], language: str = "sw") -> polib.POFile:
    """A language's file with some words in it."""
    catalogue = polib.pofile(merged("", listed(pack), *HEAD, language))
    for entry in catalogue:
        entry.msgstr = words.get(entry.msgctxt, "")
    return catalogue


@pytest.fixture
def speak(copy: Path, change: Callable[..., Path]) -> Callable[..., Examined]:
    """The pack with a Swahili file, examined."""
    change("pack.yaml", "languages: [en]", "languages: [en, sw]")

    def apply(po: polib.POFile | str) -> Examined:
        change("translations/sw.po", "", str(po))
        return examine(copy, app_words=APP)

    return apply


def shown(examined: Examined) -> dict[str, str]:
    assert examined.compiled is not None, examined.faults
    return examined.compiled.words["sw"]


def codes(examined: Examined) -> list[str]:
    return [warning.code for warning in examined.warnings]


# ---------------------------------------------------------------- extract and merge


def test_template_holds_every_text_of_pack_and_app_once(minimal: Path) -> None:
    catalogue = polib.pofile(template(listed(minimal), *HEAD))

    keys = [entry.msgctxt for entry in catalogue]
    assert len(keys) == len(set(keys))
    assert {TALK, "dep_core:ask", "dep_core.low_mood:text", "app:today.title"} <= set(keys)
    assert {entry.msgid for entry in catalogue if entry.msgctxt == TALK} == {"Explain what depression is."}


def test_template_is_the_same_text_each_time(minimal: Path) -> None:
    assert template(listed(minimal), *HEAD) == template(listed(minimal), *HEAD)


def test_template_tells_the_translator_where_lives_hang_on_the_words(minimal: Path) -> None:
    notes = {entry.msgctxt: entry.comment for entry in polib.pofile(template(listed(minimal), *HEAD))}

    assert "back-translation" in notes[ALONE]
    assert "back-translation" in notes["app:crisis.call"]
    assert notes["dep_core:ask"] == ""


def test_round_trip_gives_the_words_back(copy: Path, speak: Callable[..., Examined]) -> None:
    words = {"dep_core:ask": "Kwa wiki mbili?", "app:today.title": "Leo", "dep_core.low_mood:text": "Huzuni"}

    found = shown(speak(translated(copy, words)))

    assert {key: found[key] for key in words} == words


def test_merging_what_is_up_to_date_changes_nothing(copy: Path) -> None:
    once = merged(str(translated(copy, {TALK: "Eleza."})), listed(copy), *HEAD, "sw")

    assert merged(once, listed(copy), *HEAD, "sw") == once


def test_changed_source_turns_fuzzy_and_keeps_old_words_and_old_source(
    copy: Path, change: Callable[..., Path]
) -> None:
    before = str(translated(copy, {TALK: "Eleza."}))
    change("modules/dep.yaml", "Explain what depression is.", "Explain what depression does.")

    entry = polib.pofile(merged(before, listed(copy), *HEAD, "sw")).find(TALK, by="msgctxt")

    assert (entry.fuzzy, entry.msgstr) == (True, "Eleza.")
    assert entry.msgid == "Explain what depression does."
    assert entry.previous_msgid == "Explain what depression is."


def test_words_whose_text_is_gone_are_kept_aside_and_come_back(
    copy: Path, change: Callable[..., Path]
) -> None:
    before = str(translated(copy, {"dep_step_2:title": "Je, ni bora?"}))
    change("modules/dep.yaml", "title: Is the person better?", "title: Is the person well?")
    without = [source for source in listed(copy) if source.key != "dep_step_2:title"]

    aside = merged(before, without, *HEAD, "sw")

    assert "#~ msgstr" in aside
    back = polib.pofile(merged(aside, listed(copy), *HEAD, "sw")).find("dep_step_2:title", by="msgctxt")
    assert (back.msgstr, back.fuzzy, bool(back.obsolete)) == ("Je, ni bora?", True, False)


@pytest.mark.parametrize(
    ("language", "forms"),
    [("sw", ["one", "other"]), ("vi", ["other"]), ("ar", ["zero", "one", "two", "few", "many", "other"])],
)
def test_each_language_gets_its_own_plural_forms(minimal: Path, language: str, forms: list[str]) -> None:
    catalogue = polib.pofile(merged("", listed(minimal), *HEAD, language))

    due = {entry.msgctxt: entry.msgid for entry in catalogue if entry.msgctxt.startswith("app:due#")}
    assert list(due) == [f"app:due#{form}" for form in forms]
    assert due.get("app:due#one", "{n} person") == "{n} person"


# ---------------------------------------------------------------- what may show


def test_fuzzy_words_do_not_show(copy: Path, speak: Callable[..., Examined]) -> None:
    catalogue = translated(copy, {"dep_core:ask": "Kwa wiki mbili?"})
    catalogue.find("dep_core:ask", by="msgctxt").flags.append("fuzzy")

    found = speak(catalogue)

    assert "dep_core:ask" not in shown(found)
    assert "fuzzy" in codes(found)


def test_words_for_an_older_source_do_not_show_though_nobody_marked_them(
    copy: Path, speak: Callable[..., Examined], change: Callable[..., Path]
) -> None:
    catalogue = translated(copy, {"dep_core:ask": "Kwa wiki mbili?"})
    change(
        "modules/dep.yaml", "ask: For two weeks or more, which of these?", "ask: For a month, which of these?"
    )

    assert "dep_core:ask" not in shown(speak(catalogue))


def test_safety_text_without_back_translation_shows_its_source_marked_and_is_named(
    copy: Path, speak: Callable[..., Examined]
) -> None:
    found = speak(translated(copy, {ALONE: "Usimwache peke yake.", "app:crisis.call": "Piga {name}"}))

    assert shown(found)[ALONE] == "\u2068Do not leave the person alone.\u2069 [EN]"
    assert shown(found)["app:crisis.call"] == "\u2068Call {name}\u2069 [EN]"
    assert codes(found).count("no_back_translation") == 2


def test_safety_text_shows_once_a_back_translation_is_recorded(
    copy: Path, speak: Callable[..., Examined]
) -> None:
    po = recorded(
        str(translated(copy, {ALONE: "Usimwache peke yake."})), ALONE, "Do not leave him alone.", "Bo"
    )

    found = speak(po)

    assert shown(found)[ALONE] == "Usimwache peke yake."
    assert "Do not leave him alone. (Bo)" in po


def test_back_translation_lapses_when_the_translation_changes(
    copy: Path, speak: Callable[..., Examined]
) -> None:
    po = polib.pofile(
        recorded(str(translated(copy, {ALONE: "Usimwache peke yake."})), ALONE, "Not alone.", "Bo")
    )
    po.find(ALONE, by="msgctxt").msgstr = "Mwache peke yake."  # "Leave them alone."

    assert shown(speak(po))[ALONE].endswith("[EN]")


def test_back_translation_survives_a_merge(copy: Path, speak: Callable[..., Examined]) -> None:
    po = recorded(str(translated(copy, {ALONE: "Usimwache peke yake."})), ALONE, "Not alone.", "Bo")

    assert shown(speak(merged(po, listed(copy), *HEAD, "sw")))[ALONE] == "Usimwache peke yake."


def test_only_a_finished_translation_can_be_checked(copy: Path) -> None:
    po = translated(copy, {})

    with pytest.raises(ValueError, match="no finished translation"):
        recorded(str(po), ALONE, "Not alone.", "Bo")
    with pytest.raises(KeyError):
        recorded(str(po), "no_such:text", "x", "Bo")


def test_words_that_lost_a_brace_do_not_show(copy: Path, speak: Callable[..., Examined]) -> None:
    found = speak(translated(copy, {"app:due#one": "mtu", "app:due#other": "watu {n}"}))

    assert "app:due#one" not in shown(found)
    assert shown(found)["app:due#other"] == "watu {n}"
    assert "placeholders" in codes(found)


def test_missing_words_are_counted_in_one_warning(copy: Path, speak: Callable[..., Examined]) -> None:
    found = speak(translated(copy, {}))

    assert codes(found) == ["untranslated"]
    assert "dep_core:ask" not in shown(found)
    assert all(words.endswith("[EN]") for words in shown(found).values())


def test_options_made_from_other_things_take_their_words(copy: Path, speak: Callable[..., Examined]) -> None:
    found = shown(speak(translated(copy, {"doctor:text": "Daktari", "dep_likely:text": "Unyogovu"})))

    assert found["cadre.doctor:text"] == "Daktari"
    assert found["earlier.dep_likely:text"] == "Unyogovu"


@pytest.mark.parametrize(
    ("po", "line"),
    [
        ('msgctxt "dep_talk:text"\nmsgid "Explain what depression is."\nmsgstr "Eleza\n', 3),
        ("Swahili words\n", 1),
        ('msgid "x"\nmsgstr "y"\nmsgfoo "z"\n', 3),
    ],
)
def test_file_that_is_no_po_is_a_fault_with_its_line(
    speak: Callable[..., Examined], po: str, line: int
) -> None:
    [fault] = speak(po).faults

    assert (fault.code, fault.place.line) == ("bad_po", line)


def test_file_that_is_not_utf8_is_a_fault(copy: Path, speak: Callable[..., Examined]) -> None:
    speak(translated(copy, {}))
    (copy / "translations" / "sw.po").write_bytes(b'msgid ""\nmsgstr ""\n# caf\xe9\n')

    [fault] = examine(copy).faults

    assert (fault.message, fault.place.line) == ("The file is not UTF-8 text.", 3)


def test_unknown_key_is_named_with_the_nearest(copy: Path, speak: Callable[..., Examined]) -> None:
    po = translated(copy, {TALK: "Eleza."})
    po.find(TALK, by="msgctxt").msgctxt = "dep_talks:text"

    [warning] = [warning for warning in speak(po).warnings if warning.code == "unknown_name"]

    assert warning.nearest == TALK


# ---------------------------------------------------------------- invented languages


def test_invented_languages_hold_every_text_and_leave_braces_alone(minimal: Path) -> None:
    examined = examine(minimal, app_words=APP, test_languages=True)
    assert examined.compiled is not None
    words = examined.compiled.words

    keys = {source.key for source in listed(minimal)}
    assert keys <= words["en-XA"].keys()
    assert keys <= words["ar-XB"].keys()
    assert words["en-XA"]["app:due#one"].startswith("[{n} péršóñ")
    assert words["en-XA"]["app:due#other"].startswith("[{n} péóplé")
    assert words["ar-XB"]["app:crisis.call"] == "\u202eCall \u202c{name}"


def test_stretched_words_are_two_fifths_longer() -> None:
    text = "How old is the person?"

    assert len(stretched(text)) >= 1.4 * len(text)
    assert mirrored(text)[1:-1] == text


def test_no_invented_language_without_asking(minimal: Path) -> None:
    compiled = examine(minimal).compiled
    assert compiled is not None
    assert compiled.words == {}


def test_app_words_are_read_from_all_its_english_files(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "A"}')
    (tmp_path / "en.screens.json").write_text('{"b": "B"}')
    (tmp_path / "tsconfig.json").write_text('{"c": "C"}')

    assert read_app_words(tmp_path) == {"a": "A", "b": "B"}


# ---------------------------------------------------------------- the phone


def test_units_that_the_app_counts_in_its_own_words_are_the_same_on_both_sides(root: Path) -> None:
    answers = (root / "client" / "src" / "screens" / "plan" / "answers.ts").read_text("utf-8")
    listed_there = answers.partition("const UNITS = [")[2].partition("]")[0]

    assert [word.strip().strip('"') for word in listed_there.split(",")] == list(COUNTED_UNITS)


def test_other_units_reach_the_translator(root: Path) -> None:
    examined = examine(root / "content")
    units = {text.words for text in texts_of(examined.pack.content, examined.names) if text.field == "unit"}

    assert "mg a day" in units
    assert not units & set(COUNTED_UNITS)


def test_what_is_said_of_the_people_behind_the_worker_reaches_the_translator(copy, change):
    change(
        "local.yaml", "supervisor_contact: null", "supervisor_contact: { text: Ring first, hours: daytime }"
    )
    examined = examine(copy)
    texts = {text.key: text.words for text in texts_of(examined.pack.content, examined.names)}

    assert texts["supervisor_contact:text"] == "Ring first"
    assert texts["supervisor_contact:hours"] == "daytime"


# ---------------------------------------------------------------- the console's words


def test_console_words_reach_the_translator_and_no_phone(copy, change):
    change("pack.yaml", "languages: [en]", "languages: [en, sw]")
    words = {"unit.title": "My unit"}
    examined = examine(copy, console_words=words)
    listed = sources(examined.pack.content, examined.names, {}, str(copy), words)
    catalogue = polib.pofile(merged("", listed, *HEAD, "sw"))
    entry = next(entry for entry in catalogue if entry.msgctxt == "console:unit.title")
    entry.msgstr = "Kituo changu"
    change("translations/sw.po", "", str(catalogue))

    compiled = examine(copy, console_words=words).compiled

    assert compiled.console_words == {"sw": {"unit.title": "Kituo changu"}}
    assert not any(key.startswith("console:") for key in compiled.words["sw"])


def test_console_words_do_not_change_the_release(copy):
    plain = examine(copy, test_languages=True).compiled
    more = examine(copy, console_words={"unit.title": "My unit"}, test_languages=True).compiled

    assert more.release == plain.release
    assert more.console_words["ar-XB"]["unit.title"] == mirrored("My unit")
