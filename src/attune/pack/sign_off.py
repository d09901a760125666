"""What a clinician must look at: statements with marks, constants, doses. A signature holds for the words that were signed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from attune.pack.content import Content
from attune.pack.errors import Findings, Place
from attune.pack.names import Named, Names
from attune.pack.schema import SIGN_OFF_MARKS
from attune.pack.shape import Item

_NOT_MEANING = ("note", "add", "dose_sign_off")
_RULES = ("rule", "conclusion", "constant")


@dataclass(frozen=True, slots=True)
class ToSign:
    """A line of the sign-off list."""

    id: str
    kind: str
    text: str
    why: tuple[str, ...]  # its marks, "constant", "dose"
    sources: tuple[str, ...]
    place: Place
    seal: str
    signed_by: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "why": list(self.why),
            "sources": list(self.sources),
            "file": self.place.file,
            "line": self.place.line,
            "seal": self.seal,
            "signed_by": self.signed_by,
        }


def seal_of(named: Named, names: Names) -> str:
    """Eight letters that change with the words, rule, marks or sources of a statement, and with every rule, conclusion and
    constant that its rule rests on; notes for editors do not count.
    """
    meaning: dict[str, object] = {key: value for key, value in named.item.items() if key not in _NOT_MEANING}
    behind = _behind(named, names)
    if behind:
        meaning["%"] = behind
    return hashlib.sha256(json.dumps(meaning, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:8]


def _behind(named: Named, names: Names) -> dict[str, object]:
    """The rules that the statement's rule reads, by whatever way, and the values of constants in them."""
    found: dict[str, object] = {}
    todo = list(_read_in(named.item))
    while todo:
        name = todo.pop()
        read = names.by_id.get(name)
        if name in found or read is None or read.kind not in _RULES:
            continue
        found[name] = next((read.item[key] for key in ("is", "when", "value") if key in read.item), None)
        todo.extend(_read_in(read.item))
    return found


def _read_in(item: Item) -> Iterable[str]:
    return (name for key in ("is", "when") for name in _names_in(str(item.get(key, ""))))


@cache
def _names_in(rule: str) -> tuple[str, ...]:
    return tuple(re.findall(r"%(\w+)", rule))


def sign_off_list(content: Content, names: Names) -> list[ToSign]:
    """All that needs a signature, signed or not, in pack order."""
    signed = _signatures(content)
    found = []
    for named in names.by_id.values():
        why = tuple(_why(named))
        if why:
            seal = seal_of(named, names)
            text = str(named.item.get("text") or named.item.get("ask") or named.item.get("title") or "")
            sources = tuple(named.item.get("sources", []))
            found.append(
                ToSign(
                    named.id, named.kind, text, why, sources, named.place, seal, signed.get((named.id, seal))
                )
            )
    return found


def signed_doses(content: Content, names: Names) -> frozenset[str]:
    """The lines whose dose may be shown."""
    return frozenset(
        line.id for line in sign_off_list(content, names) if "dose" in line.why and line.signed_by
    )


def pack_seal(content: Content, names: Names) -> str:
    """Changes with any clinical word, rule, source or mark of the pack; not with notes, local numbers or translations."""
    seals = [
        f"{named.id} {named.kind} {seal_of(named, names)}"
        for named in names.by_id.values()
        if named.kind != "local line"
    ]
    return hashlib.sha256("\n".join([*content.tiers, *seals]).encode()).hexdigest()[:8]


def review_of(content: Content, names: Names) -> str:
    """ "signed" only if the review names this very version and content; otherwise every screen says "training version"."""
    review = content.pack.get("review", {})
    complete = review.get("status") == "signed" and review.get("signed_by") and review.get("on")
    fits = review.get("version") == content.pack.get("version") and review.get("seal") == pack_seal(
        content, names
    )
    return "signed" if complete and fits else "training"


def check_review(content: Content, names: Names, findings: Findings) -> None:
    """A signed review names who, when, which version and the seal; if something has changed since, it has lapsed."""
    review = content.pack.get("review")
    if not isinstance(review, Item) or review.get("status") != "signed":
        return
    missing = [key for key in ("signed_by", "on", "version", "seal") if review.get(key) is None]
    for key in missing:
        findings.fault(
            "missing_key",
            review.place,
            f"A signed review needs {key}.",
            expected=f"the key {key}, or status: training",
        )
    if missing:
        return
    if review["version"] != content.pack.get("version"):
        said = f"The review signed version {review['version']}, so this is a training version again."
        findings.warn("review_lapsed", review.at("version"), said)
    elif review["seal"] != pack_seal(content, names):
        said = "The content has changed since the review signed it, so this is a training version again."
        findings.warn(
            "review_lapsed",
            review.at("seal"),
            said,
            expected=f"a new version, signed with seal {pack_seal(content, names)}",
        )


def check_signatures(content: Content, names: Names, findings: Findings) -> None:
    """A signature for other words or another version does not count, and that is said."""
    for item in content.signed:
        named = names.by_id.get(item.get("id", ""))
        if named is None or "seal" not in item:
            continue
        if item.get("version") != content.pack.get("version"):
            findings.warn(
                "signature_lapsed",
                item.place,
                f"{named.id} was signed for version {item.get('version')}, not for this one.",
            )
        elif item["seal"] != seal_of(named, names):
            findings.warn(
                "signature_lapsed",
                item.at("seal"),
                f"{named.id} has changed since it was signed.",
                expected=f"a new signature with seal {seal_of(named, names)}",
            )


def _signatures(content: Content) -> dict[tuple[str, str], str]:
    version = content.pack.get("version")
    return {
        (item["id"], item["seal"]): item["by"]
        for item in content.signed
        if {"id", "seal", "by"} <= item.keys() and item.get("version") == version
    }


def _why(named: Named) -> Iterable[str]:
    marks = [mark for mark in named.item.get("marks", []) if mark in SIGN_OFF_MARKS]
    yield from marks
    if named.item.get("strength") == "judgement" and "design" not in marks:
        yield "design"
    if named.kind == "constant":
        yield "constant"
    if named.item.get("dose_sign_off"):
        yield "dose"
