"""The deep check of virtual patients: each case searched in every pattern, what is wrong with what was found, and who passes.

What was found is kept beside the pack's ids.lock. A case is searched again only when something has changed on which its plays hang.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attune.relating.bots import SENSIBLE, THUMB_MOST, THUMBS, Pick, bots, played_by
from attune.relating.play import OWN, play
from attune.relating.score import score
from attune.relating.search import FURTHEST, all_claims, claims_of
from attune.relating.state import Json, round6

VERSION = 2  # of the search: another one makes every kept result old
FILE = "plays.json"
_WORDS = frozenset(
    {
        "better", "cues", "debrief", "deflect", "deny", "feedback", "full", "hint", "marks", "modules", "opening", "other_explanations",
        "overwhelmed", "patient", "replies", "reply", "rias", "sources", "summary", "text", "title", "tones", "truth", "what",
    }
)  # fmt: skip


def patterns(relating: Mapping[str, Any]) -> list[str]:
    """As the case is meant, and each profile."""
    return [OWN, *(profile["id"] for profile in relating["profiles"])]


def seal(relating: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """A hash of everything in a case on which its plays hang, words left out, and of what all cases share."""
    weighs = {
        "version": VERSION,
        "case": _without_words({**case, "setting": "companion" in case["setting"]}),
        "numbers": relating["model"]["numbers"],
        "classes": _without_words(relating["model"]["classes"]),
        "profiles": [[each[key] for key in ("id", "a", "v", "d")] for each in relating["profiles"]],
        "talk": _without_words(relating["talk"]["lines"]),
    }
    return hashlib.sha256(json.dumps(weighs, sort_keys=True).encode()).hexdigest()[:16]


def _without_words(value: Any) -> Any:
    if isinstance(value, Mapping):
        # `missed` is the words of a fact or a goal, and a condition of what happened.
        return {
            key: _without_words(each)
            for key, each in value.items()
            if key not in _WORDS and not (key == "missed" and isinstance(each, str))
        }
    return [_without_words(each) for each in value] if isinstance(value, list) else value


def reached_by(
    relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str, pick: Pick
) -> dict[str, bool]:
    """Which of the bots reach the case in one pattern."""
    found = {}
    for name, bot in bots(relating, dict(case), pick).items():
        _, played = played_by(bot, relating, dict(case), pattern)
        found[name] = score(relating, case, played)["reached"]
    return found


def unshown(
    relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str, found: Mapping[str, Any]
) -> Iterator[str]:
    """The claims that their own plays do not show: none, or what was found is older than the engine."""
    replayed = [play(relating, case, pattern, each.split(",")) for each in found["replays"]]
    if any(each["problem"] is not None or each["phase"] != "over" for each in replayed):
        yield "replays"
        return
    shows = [set(claims_of(relating, case, each)) for each in replayed]
    levels = dict(
        zip(
            FURTHEST,
            (found[of][end] for of in ("trust", "distress") for end in ("best", "worst")),
            strict=True,
        )
    )
    for claim, number in found["shown_by"].items():
        if claim in levels:
            end = replayed[number]["visits"][-1]["end"]
            if round6(end["T" if claim.endswith("trust") else "A"] - levels[claim]) != 0:
                yield claim
        elif claim not in shows[number]:
            yield claim


# ---------------------------------------------------------------- what is wrong with a case


def faults(relating: Mapping[str, Any], case: Mapping[str, Any], found: Mapping[str, Json]) -> Iterator[str]:
    """What an author has to put right, from what was found in every pattern."""
    critical = {
        f"goal:{goal['id']}" for goal in case["must_do"] if goal.get("critical") and "applies" not in goal
    }
    everywhere = critical | {"ending:reached", "ending:not_yet"}
    for claim in all_claims(relating, case):
        without = [pattern for pattern, each in found.items() if claim not in each["shown_by"]]
        if not without or (claim not in everywhere and len(without) < len(found)):
            continue
        if claim.startswith("ending:") and claim.endswith(("_missed", "_kept")):
            continue  # whoever comes whatever is done is nobody's mistake
        never = all(claim in found[pattern]["impossible"] for pattern in without)
        plays = sum(found[pattern]["plays"] for pattern in without)
        where = "any pattern" if len(without) == len(found) else ", ".join(without)
        yield f"{case['id']}: {claim} {'is impossible' if never else f'was not found in {plays} plays'} ({where})."


# ---------------------------------------------------------------- who passes


def passes(reached: Sequence[Mapping[str, bool]]) -> list[Json]:
    """For each bot how many plays it reached, of how many, and whether that is as it must be."""
    rows = []
    for name in (*THUMBS, SENSIBLE):
        count = sum(each[name] for each in reached)
        holds = count == len(reached) if name == SENSIBLE else count <= THUMB_MOST * len(reached)
        rows.append({"bot": name, "reached": count, "of": len(reached), "holds": holds})
    return rows
