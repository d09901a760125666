"""pack.yaml: version, review, tiers, cadres, modules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attune.pack.checks.subject import Subject
from attune.pack.shape import Item

_VERSION = re.compile(r"\d+\.\d+\.\d+(\+[a-z0-9_.+-]+)?")


def check_head(subject: Subject) -> None:
    pack, findings = subject.content.pack, subject.findings
    if "version" in pack and not _VERSION.fullmatch(pack["version"]):
        findings.fault(
            "bad_version",
            pack.at("version"),
            f"{pack['version']} is no version.",
            expected="three numbers, such as 1.4.0",
        )
    for key, called in (
        ("tiers", "tier"),
        ("modules", "module"),
        ("planned_modules", "module"),
        ("languages", "language"),
    ):
        _no_repeats(subject, pack, key, called)
    _tiers(subject)
    _languages(subject)
    for name in pack.get("planned_modules", []):
        if name in pack.get("modules", []):
            findings.fault(
                "duplicate_id",
                pack.at("planned_modules"),
                f"The module {name} is listed both as there and as planned.",
            )
    if not pack.get("cadres", [1]):
        findings.fault("missing_key", pack.at("cadres"), "The pack names no cadre.", expected="at least one")


def _no_repeats(subject: Subject, pack: Item, key: str, called: str) -> None:
    if key not in pack:
        return
    seen: set[str] = set()
    for node in pack.node_of(key).value:
        if node.text in seen:
            subject.findings.fault("duplicate_id", node.place, f"The {called} {node.text} is listed twice.")
        seen.add(node.text)


def _tiers(subject: Subject) -> None:
    pack = subject.content.pack
    tiers: Iterable[str] = pack.get("tiers", ["routine"])
    if not tiers or list(tiers)[-1] != "routine":
        subject.findings.fault(
            "bad_tiers",
            pack.at("tiers"),
            "The last tier must be routine: what has no tier is routine.",
            expected="routine at the end",
        )


def _languages(subject: Subject) -> None:
    pack = subject.content.pack
    if "en" not in pack.get("languages", ["en"]):
        subject.findings.fault(
            "bad_language",
            pack.at("languages"),
            "The texts are written in English, so en must be a language.",
            expected="en",
        )
