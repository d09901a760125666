"""From a folder of YAML to the parts of a bundle, or to every fault that stands in the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attune.pack.assemble import Assembler
from attune.pack.assemble_relational import relational_part
from attune.pack.checks import Subject, check_all
from attune.pack.errors import Fault, PackFaults, Place
from attune.pack.load import Pack, load_pack
from attune.pack.lock import Lock, check_lock, read_lock
from attune.pack.names import Names, collect
from attune.pack.patients import relating, split_plays
from attune.pack.rules import Rules, read_rules
from attune.pack.sign_off import check_review, check_signatures, review_of, signed_doses
from attune.pack.words import (
    TEST_LANGUAGES,
    compile_words,
    derived_keys,
    invented_words,
    sources,
    split_console,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pack ready for use. `guide` and the other parts are plain JSON data; `parts` are their file names."""

    guide: Json
    cards: Json
    exercises: Json
    relational: Json
    demo: Json
    relating: Json  # virtual patients: read only when somebody plays
    local: Json
    words: dict[str, dict[str, str]]  # language -> key -> words
    plays: dict[str, dict[str, str]]  # the same, of the virtual patients
    invariants: list[Json]  # [{id, text, given, holds, sources, marks}]; for the prover, in no bundle
    console_words: dict[str, dict[str, str]] = field(default_factory=dict)  # the same; for the server alone
    warnings: tuple[Fault, ...] = field(default=())

    @property
    def release(self) -> str:
        return str(self.guide["release"])

    @property
    def parts(self) -> dict[str, Json]:
        words = {f"words.{language}.json": dict(found) for language, found in sorted(self.words.items())}
        plays = {f"relating.{language}.json": dict(found) for language, found in sorted(self.plays.items())}
        return {
            "guide.json": self.guide,
            "cards.json": self.cards,
            "exercises.json": self.exercises,
            "relational.json": self.relational,
            "local.json": self.local,
            "demo.json": self.demo,
            "relating.json": self.relating,
            **words,
            **plays,
        }


@dataclass(frozen=True, slots=True)
class Examined:
    """A pack that was read and checked; `compiled` is there if it has no fault."""

    pack: Pack
    names: Names
    rules: Rules
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    compiled: Compiled | None


def compile_pack(
    root: Path | str,
    overlays: Sequence[Path | str] = (),
    *,
    app_words: Mapping[str, str] | None = None,
    console_words: Mapping[str, str] | None = None,
    test_languages: bool = False,
) -> Compiled:
    """Compile the pack in `root`. Raises PackFaults with every fault in it.

    `app_words` and `console_words` are the own English words of app and console, where they are at hand: translations of others
    are then warned about.
    """
    examined = examine(
        root, overlays, app_words=app_words, console_words=console_words, test_languages=test_languages
    )
    if examined.compiled is None:
        raise PackFaults(examined.faults)
    return examined.compiled


def examine(
    root: Path | str,
    overlays: Sequence[Path | str] = (),
    *,
    app_words: Mapping[str, str] | None = None,
    console_words: Mapping[str, str] | None = None,
    test_languages: bool = False,
) -> Examined:
    """Read and check the pack in `root` and compile it if nothing is wrong."""
    pack = load_pack(root, overlays)
    findings, content = pack.findings, pack.content
    read_well = not findings.faults
    names = collect(content, findings)
    rules = read_rules(content, names, findings)
    check_all(Subject(content, names, rules, findings))
    check_review(content, names, findings)
    check_signatures(content, names, findings)
    lock = read_lock(*pack.lock, findings) if pack.lock is not None else Lock()
    check_lock(content, names, lock, findings, complete=read_well)
    words = _words(pack, names, app_words, console_words, test_languages)
    faults, warnings = tuple(findings.faults), tuple(findings.warnings)
    compiled = None if faults else _compiled(pack, names, rules, words, warnings)
    return Examined(pack, names, rules, faults, warnings, compiled)


def _words(
    pack: Pack,
    names: Names,
    app_words: Mapping[str, str] | None,
    console_words: Mapping[str, str] | None,
    test_languages: bool,
) -> dict[str, dict[str, str]]:
    """The catalogues of all languages of the pack."""
    content, findings = pack.content, pack.findings
    listed = sources(content, names, app_words or {}, str(pack.root), console_words)
    derived = derived_keys(content, names)
    languages = [language for language in content.pack.get("languages", []) if language != "en"]
    found = {}
    for language in languages:
        files = pack.translations.get(language, [])
        if not files:
            place = content.pack.at("languages")
            findings.warn(
                "untranslated",
                place,
                f"There is no translations/{language}.po, so everything shows in English.",
            )
        found[language] = compile_words(
            language, files, listed, derived, findings, app_known=app_words is not None
        )
    for language in pack.translations.keys() - set(languages):
        file = pack.translations[language][0][0]
        known = [*languages, "en"]
        findings.fault(
            "bad_language", Place(file, 1, 1, ""), f"pack.yaml does not list the language {language}.", expected=f"{language} in languages",
            among=known, word=language,
        )  # fmt: skip
    if test_languages:
        found |= {language: invented_words(language, listed, derived) for language in TEST_LANGUAGES}
    return found


def _compiled(
    pack: Pack, names: Names, rules: Rules, words: dict[str, dict[str, str]], warnings: tuple[Fault, ...]
) -> Compiled:
    content = pack.content
    split = {language: split_console(found) for language, found in words.items()}
    assembler = Assembler(content, names, rules, signed_doses(content, names), review_of(content, names))
    guide = assembler.guide(content.aliases or {})
    found = Compiled(
        guide=guide,
        cards=assembler.cards(),
        exercises=assembler.exercises(),
        relational=relational_part(content, rules),
        demo=assembler.demo(),
        relating=relating(content),
        local=assembler.local(),
        words={language: split_plays(phone)[0] for language, (phone, _) in split.items()},
        plays={language: split_plays(phone)[1] for language, (phone, _) in split.items()},
        console_words={language: console for language, (_, console) in split.items() if console},
        invariants=assembler.invariants(),
        warnings=warnings,
    )
    guide["release"] = release_of(found.parts, str(guide["pack"]["version"]))
    return found


def release_of(parts: dict[str, Json], version: str) -> str:
    """The release's name: the version for people, and a hash of every part (the guide's own release left empty)."""
    digest = hashlib.sha256()
    for name, part in sorted(parts.items()):
        digest.update(
            name.encode()
            + b"\0"
            + canonical({**part, "release": ""} if name == "guide.json" else part)
            + b"\0"
        )
    return f"{version.replace('+', '_')}-{digest.hexdigest()[:12]}"


def canonical(part: Json) -> bytes:
    """The one way in which a part is written as bytes."""
    return json.dumps(
        part, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
