"""Releases of the guide as this server keeps them, ready to replay, in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from attune.guide import Prepared, prepare
from attune.pack.bundle import read_current
from attune.pack.errors import PackError
from attune.pack.localise import localised

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

Guide = Mapping[str, Any]


def current_release() -> str | None:
    """The release in force; None before the first, or where it cannot be read."""
    try:
        found = read_current(Path(settings.BUNDLE_DIR))
    except (PackError, OSError):
        return None
    return found.release if found else None


def prepared(release: str | None, language: str = "en") -> Prepared | None:
    """The guide of a release, ready to run; None where this server does not keep it."""
    if release is None or not _NAME.fullmatch(release):
        return None
    path = Path(settings.BUNDLE_DIR) / release
    try:
        changed = (path / "guide.json").stat().st_mtime_ns
        return _prepared(path, language, changed)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=8)
def _prepared(path: Path, language: str, changed: int) -> Prepared:
    guide: Guide = json.loads((path / "guide.json").read_text("utf-8"))
    words = path / f"words.{language}.json"
    if language != "en" and words.is_file():
        guide = localised(guide, json.loads(words.read_text("utf-8")))
    return prepare(guide)


def texts(prepared: Prepared | None) -> Mapping[str, str]:
    """The words of conclusions, plan lines, tasks and questions, by id."""
    if prepared is None:
        return {}
    guide = prepared.guide
    said = {
        item["id"]: item["text"]
        for name in ("conclusions", "plan", "exits", "tasks", "follow_up")
        for item in guide[name]
    }
    return said | {question["id"]: question["ask"] for question in guide["questions"]}


def cadres(language: str) -> list[tuple[str, str]]:
    """The cadres that the guide knows: id and word."""
    found = prepared(current_release(), language)
    if found is None:
        return [
            (name, name.replace("_", " "))
            for name in ("doctor", "clinical_officer", "nurse", "community_worker")
        ]
    return [(one["id"], one["text"]) for one in found.guide["cadres"]]


def withdrawn() -> frozenset[str]:
    """Plan lines that no screen shows any more, whatever the release."""
    try:
        lines = json.loads((Path(settings.BUNDLE_DIR) / "withdrawn.json").read_text("utf-8"))["lines"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(lines)
