"""Translations: gettext PO, one file a language, keyed by `msgctxt`; compiled to words.LANG.json.

A key is `ID:field` for content (`dep_core:ask`, `dep_core.low_mood:text` for an option), `app:KEY` for the app's own words and
`console:KEY` for those of the console, which no phone loads.
English stays in the content and in the app; a key without words shows it, and a safety text without checked words shows it
marked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

from attune.pack.content import Content
from attune.pack.errors import Findings, PackFaults, Place
from attune.pack.names import Names
from attune.pack.texts import texts_of

SAFETY_NOTE = "Lives hang on these words: they show only with a recorded back-translation."
CONSOLE = "console:"
_SAFETY_APP = ("crisis.", "risk.", "watch.", "acts.")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_BACK = re.compile(r"^back-translation ([0-9a-f]{8}): .+", re.MULTILINE)
_PO_LINE = re.compile(r'#.*|\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*')
# Plural forms of languages that have others than one and other (Unicode CLDR); the app asks for them as KEY#form.
_PLURALS: dict[str, tuple[str, ...]] = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "cs": ("one", "few", "many", "other"),
    "es": ("one", "many", "other"),
    "fr": ("one", "many", "other"),
    "he": ("one", "two", "other"),
    "pl": ("one", "few", "many", "other"),
    "pt": ("one", "many", "other"),
    "ru": ("one", "few", "many", "other"),
    "uk": ("one", "few", "many", "other"),
    **dict.fromkeys(("id", "ja", "km", "ko", "lo", "ms", "my", "th", "vi", "zh"), ("other",)),
}


@dataclass(frozen=True, slots=True)
class Source:
    """English words to be translated."""

    key: str
    words: str
    safety: bool
    file: str


def sources(
    content: Content,
    names: Names,
    app_words: Mapping[str, str],
    root: str,
    console_words: Mapping[str, str] | None = None,
) -> list[Source]:
    """All words of the pack, the app and the console, in the order in which a translator best reads them."""
    found = [
        Source(text.key, text.words, text.safety, text.place.file.removeprefix(f"{root}/"))
        for text in texts_of(content, names)
    ]
    app = [
        Source(f"app:{key}", words, key.startswith(_SAFETY_APP), "the app")
        for key, words in sorted(app_words.items())
    ]
    console = [
        Source(f"{CONSOLE}{key}", words, False, "the console")
        for key, words in sorted((console_words or {}).items())
    ]
    return [*found, *app, *console]


def read_app_words(folder: Path) -> dict[str, str]:
    """The own English words of the app, or of the console: every en*.json in `folder`."""
    return {
        key: text
        for path in sorted(folder.glob("en*.json"))
        for key, text in json.loads(path.read_text("utf-8")).items()
    }


# ---------------------------------------------------------------- for the translator


def template(listed: Iterable[Source], pack: str, version: str) -> str:
    """The template from which every language begins (attune.pot). The same input gives the same text."""
    catalogue = _catalogue(pack, version, "")
    for source in listed:
        catalogue.append(_entry(source, ""))
    return str(catalogue) + "\n"


def merged(
    old: str, listed: Iterable[Source], pack: str, version: str, language: str, *, file: str = ""
) -> str:
    """A language's file brought up to date: words stay, those whose source has changed turn fuzzy, what is gone is kept below.

    Raises PackFaults, which name `file`, if the text `old` is no PO file.
    """
    known = {entry.msgctxt: entry for entry in _whole(file, old)} if old else {}
    catalogue = _catalogue(pack, version, language)
    for source in _with_plurals(listed, language):
        before = known.pop(source.key, None)
        entry = _entry(source, before.msgstr if before is not None else "")
        if before is not None:
            _carry(before, entry)
        catalogue.append(entry)
    for entry in known.values():
        if entry.msgstr:
            entry.obsolete = True
            catalogue.append(entry)
    return str(catalogue) + "\n"


def recorded(old: str, key: str, back: str, by: str, *, file: str = "") -> str:
    """The file with a back-translation noted for `key`. It holds for the present words only.

    Raises KeyError, ValueError, and PackFaults as `merged` does.
    """
    catalogue = _whole(file, old)
    entry = next((entry for entry in catalogue if entry.msgctxt == key and not entry.obsolete), None)
    if entry is None:
        raise KeyError(key)
    if not entry.msgstr or entry.fuzzy:
        raise ValueError(f"{key} has no finished translation to check.")
    rest = [line for line in entry.tcomment.splitlines() if not line.startswith("back-translation ")]
    entry.tcomment = "\n".join([*rest, f"back-translation {_seal(entry)}: {' '.join(back.split())} ({by})"])
    return str(catalogue) + "\n"


def _catalogue(pack: str, version: str, language: str) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": f"{pack} {version}",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return catalogue


def _entry(source: Source, words: str) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=source.key,
        msgid=source.words,
        msgstr=words,
        comment=SAFETY_NOTE if source.safety else "",
        occurrences=[(source.file, "")],
    )


def _carry(before: polib.POEntry, entry: polib.POEntry) -> None:
    entry.tcomment = before.tcomment
    entry.flags = list(before.flags)
    if before.msgid != entry.msgid and before.msgstr:
        entry.previous_msgid = before.msgid
        if "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
    elif before.fuzzy:
        entry.previous_msgid = before.previous_msgid


def _with_plurals(listed: Iterable[Source], language: str) -> Iterable[Source]:
    """The app's `KEY#one` and `KEY#other` as the forms that the language has; a form that English lacks begins from `other`."""
    listed = list(listed)
    forms = _PLURALS.get(language.partition("-")[0], ("one", "other"))
    english = {source.key: source for source in listed}
    for source in listed:
        stem, _, form = source.key.partition("#")
        if form == "other":
            for key in (f"{stem}#{wanted}" for wanted in forms):
                yield Source(key, english.get(key, source).words, source.safety, source.file)
        elif not form:
            yield source


# ---------------------------------------------------------------- for the bundle


def compile_words(
    language: str,
    files: Iterable[tuple[str, str]],
    listed: Iterable[Source],
    derived: Mapping[str, str],
    findings: Findings,
    *,
    app_known: bool,
) -> dict[str, str]:
    """The words of a language that may be shown. What is missing, fuzzy or unchecked is named in a warning and left out, so
    that the source shows; of a safety text the source is in the catalogue, marked.
    """
    wanted = {source.key: source for source in _with_plurals(listed, language)}
    found: dict[str, str] = {}
    place = Place("", 1, 1, "")
    for file, text in files:
        place = Place(file, 1, 1, "")
        catalogue = _parsed(file, text, findings)
        for entry in catalogue if catalogue is not None else ():
            if not entry.obsolete and entry.msgstr and _may_show(entry, wanted, file, app_known, findings):
                found[entry.msgctxt] = entry.msgstr
    missing = [key for key in wanted if key not in found]
    if missing:
        findings.warn(
            "untranslated",
            place,
            f"{len(missing)} of {len(wanted)} texts have no words in {language} that may show, such as {missing[0]}.",
        )
    found |= {key: marked(wanted[key].words) for key in missing if wanted[key].safety}
    return {**found, **_of_others(derived, found)}


def split_console(words: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A language's words as phones load them, and those of the console by their bare keys."""
    phone = {key: text for key, text in words.items() if not key.startswith(CONSOLE)}
    console = {key.removeprefix(CONSOLE): text for key, text in words.items() if key.startswith(CONSOLE)}
    return phone, console


def marked(text: str) -> str:
    """Source words within another language: in their own direction, and said to be English."""
    return f"\u2068{text}\u2069 [EN]"


def _of_others(derived: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    return {key: found[source] for key, source in derived.items() if source in found}


def _parsed(file: str, text: str, findings: Findings) -> polib.POFile | None:
    """The catalogue; None, and a fault, if a line cannot be read. (polib itself reads an unclosed quote and drops a letter.)"""
    lines = text.splitlines()
    wrong = next(
        (n for n, line in enumerate(lines, 1) if line.strip() and not _PO_LINE.fullmatch(line)), None
    )
    try:
        if wrong is None:
            return polib.pofile(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        said = re.search(r"line (\d+)", str(error))
        wrong = int(said[1]) if said else 1
    expected = 'msgctxt "ID:field", msgid "...", msgstr "..."'
    findings.fault(
        "bad_po",
        Place(file, wrong or 1, 1, ""),
        "This is no PO file: the line cannot be read.",
        expected=expected,
    )
    return None


def _whole(file: str, text: str) -> polib.POFile:
    """The catalogue in `text`, or PackFaults: a file that is read in part would be written back in part."""
    findings = Findings()
    catalogue = _parsed(file, text, findings)
    if catalogue is None:
        raise PackFaults(findings.faults)
    return catalogue


def _may_show(
    entry: polib.POEntry, wanted: Mapping[str, Source], file: str, app_known: bool, findings: Findings
) -> bool:
    key = entry.msgctxt or ""
    place = Place(file, entry.linenum or 1, 1, key)
    source = wanted.get(key)
    if source is None:
        if key.startswith(("app:", CONSOLE)) and not app_known:
            return not entry.fuzzy
        findings.warn(
            "unknown_name", place, f"Nothing in the pack has the key {key}.", among=wanted, word=key
        )
        return False
    if entry.fuzzy or entry.msgid != source.words:
        what = "safety text" if source.safety else "text"
        findings.warn(
            "fuzzy",
            place,
            f"The {what} {key} has changed since it was translated, so the source language shows.",
        )
        return False
    if sorted(_PLACEHOLDER.findall(entry.msgstr)) != sorted(_PLACEHOLDER.findall(entry.msgid)):
        findings.warn(
            "placeholders",
            place,
            f"The words in braces of {key} are not those of the source.",
            expected=source.words,
        )
        return False
    if source.safety and not _is_checked(entry):
        findings.warn(
            "no_back_translation", place, f"The safety text {key} has no back-translation of its present words, so the source language shows.",
            expected="attune po back",
        )  # fmt: skip
        return False
    return True


def _is_checked(entry: polib.POEntry) -> bool:
    return any(seal == _seal(entry) for seal in _BACK.findall(entry.tcomment))


def _seal(entry: polib.POEntry) -> str:
    return hashlib.sha256(f"{entry.msgid}\0{entry.msgstr}".encode()).hexdigest()[:8]


def derived_keys(content: Content, names: Names) -> dict[str, str]:
    """Options that are made from other things have those things' words: chart.pres_low_mood:text is pres_low_mood:text."""
    pairs: list[tuple[Any, list[str]]] = []
    if content.chart is not None and "question" in content.chart:
        pairs.append((content.chart["question"], names.ids("presentation")))
    for fact in content.facts:
        kind = {"conclusions": "conclusion", "cadres": "cadre", "exercises": "exercise"}.get(
            fact.get("codes_from", "")
        )
        if kind:
            pairs.append((fact, names.ids(kind)))
    words = {name: "title" if names.kind(name) == "exercise" else "text" for name in names.by_id}
    return {f"{item['id']}.{code}:text": f"{code}:{words[code]}" for item, codes in pairs for code in codes}


# ---------------------------------------------------------------- invented languages, for the tests

_ACCENTS = str.maketrans("aeioucnsyAEIOUCS", "áéíóúçñšýÁÉÍÓÚÇŠ")


def stretched(text: str) -> str:
    """Two fifths longer, with marks above and in brackets: whatever is cut off or in no catalogue is seen at once."""
    return f"[{_outside_braces(text, lambda part: part.translate(_ACCENTS))}{' ~' * -(-len(text) // 5)}]"


def mirrored(text: str) -> str:
    """The same words, written from right to left."""
    return _outside_braces(text, lambda part: part if not part.strip() else f"\u202e{part}\u202c")


TEST_LANGUAGES = {"en-XA": stretched, "ar-XB": mirrored}


def invented_words(language: str, listed: Iterable[Source], derived: Mapping[str, str]) -> dict[str, str]:
    """The catalogue of an invented language."""
    turn = TEST_LANGUAGES[language]
    found = {source.key: turn(source.words) for source in _with_plurals(listed, language)}
    return {**found, **_of_others(derived, found)}


def _outside_braces(text: str, change: Any) -> str:
    parts = re.split(r"(\{\w+\})", text)
    return "".join(part if _PLACEHOLDER.fullmatch(part) else change(part) for part in parts)
