"""From a folder of YAML to the parts of a bundle, or to every fault that stands in the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attune.pack.assemble import Assembler
from attune.pack.checks import Subject, check_all
from attune.pack.errors import Fault, PackFaults
from attune.pack.load import Pack, load_pack
from attune.pack.lock import check_lock, read_lock
from attune.pack.names import Names, collect
from attune.pack.rules import Rules, read_rules
from attune.pack.sign_off import check_signatures, review_of, signed_doses

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pack ready for use. `guide` and the other parts are plain JSON data; `parts` are their file names."""

    guide: Json
    cards: Json
    exercises: Json
    demo: Json
    local: Json
    words: dict[str, dict[str, str]]  # language -> key -> words
    invariants: list[Json]  # [{id, text, given, holds, sources, marks}]; for the prover, in no bundle
    warnings: tuple[Fault, ...] = field(default=())

    @property
    def release(self) -> str:
        return str(self.guide["release"])

    @property
    def parts(self) -> dict[str, Json]:
        words = {f"words.{language}.json": dict(found) for language, found in sorted(self.words.items())}
        return {
            "guide.json": self.guide,
            "cards.json": self.cards,
            "exercises.json": self.exercises,
            "local.json": self.local,
            "demo.json": self.demo,
            **words,
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
    root: Path | str, overlays: Sequence[Path | str] = (), *, test_languages: bool = False
) -> Compiled:
    """Compile the pack in `root`. Raises PackFaults with every fault in it."""
    examined = examine(root, overlays, test_languages=test_languages)
    if examined.compiled is None:
        raise PackFaults(examined.faults)
    return examined.compiled


def examine(
    root: Path | str, overlays: Sequence[Path | str] = (), *, test_languages: bool = False
) -> Examined:
    """Read and check the pack in `root` and compile it if nothing is wrong."""
    pack = load_pack(root, overlays)
    findings, content = pack.findings, pack.content
    names = collect(content, findings)
    rules = read_rules(content, names, findings)
    check_all(Subject(content, names, rules, findings))
    check_signatures(content, names, findings)
    released = read_lock(*pack.lock, findings) if pack.lock is not None else {}
    check_lock(content, names, released, findings)
    faults, warnings = tuple(findings.faults), tuple(findings.warnings)
    compiled = None if faults else _compiled(pack, names, rules, warnings)
    return Examined(pack, names, rules, faults, warnings, compiled)


def _compiled(pack: Pack, names: Names, rules: Rules, warnings: tuple[Fault, ...]) -> Compiled:
    content = pack.content
    assembler = Assembler(content, names, rules, signed_doses(content, names), review_of(content))
    guide = assembler.guide(content.aliases or {})
    found = Compiled(
        guide=guide,
        cards=assembler.cards(),
        exercises=assembler.exercises(),
        demo=assembler.demo(),
        local=assembler.local(),
        words={},
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
