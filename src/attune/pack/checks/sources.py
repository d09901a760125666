"""Every statement that decides or recommends names its source, and none of them rests on what is not verified."""

from __future__ import annotations

from collections.abc import Iterator

from attune.pack.checks.subject import Subject, recommends
from attune.pack.names import Named
from attune.pack.shape import Item

_COMMA = 'quotes around a source that holds a comma, such as "W16 pp.21, 25"'


def check_sources(subject: Subject) -> None:
    known = _known(subject)
    for named in subject.names.by_id.values():
        if recommends(named) or _is_read(subject, named):
            _must_have(subject, named)
        _unverified(subject, named)
        _codes(subject, named.item, known)
    for item in _others(subject):
        _codes(subject, item, known)
        if item.has("from_days") and not item.get("sources") and "sources" not in item.bad:
            subject.findings.fault(
                "no_source", item.place, "An interval needs its source.", expected="sources: [CODE place]"
            )


def _known(subject: Subject) -> list[str]:
    found: dict[str, Item] = {}
    for item in subject.content.sources:
        code = item.get("id")
        if code in found:
            subject.findings.fault(
                "duplicate_id",
                item.at("id"),
                f"The source {code} stands here twice; first in line {found[code].place.line}.",
            )
        elif code is not None:
            found[code] = item
    return list(found)


def _others(subject: Subject) -> Iterator[Item]:
    """Things with sources and without an id of their own."""
    for question in subject.questions():
        if isinstance(question.get("wait"), Item):
            yield question["wait"]
    for exercise in subject.content.exercises:
        for key in ("gentle", "evidence"):
            if isinstance(exercise.get(key), Item):
                yield exercise[key]
    for case in subject.content.patients:
        yield from case.get("must_do", [])
    if subject.content.model is not None:
        yield subject.content.model


def _is_read(subject: Subject, named: Named) -> bool:
    """A question decides if a rule reads it. What the app itself gives is no statement."""
    return named.kind == "question" and named.id in subject.rules.read_by and not named.item.get("shell")


def _must_have(subject: Subject, named: Named) -> None:
    if named.item.get("sources") or "sources" in named.item.bad:
        return
    why = "is read by a rule" if named.kind == "question" else "decides or recommends"
    subject.findings.fault(
        "no_source",
        named.item.place,
        f"The {named.kind} {named.id} {why} and has no source.",
        expected="sources: [CODE place]",
    )


def _unverified(subject: Subject, named: Named) -> None:
    item = named.item
    if "unverified" not in item.get("marks", []):
        return
    decides = recommends(named) and named.kind not in ("plan line", "card line", "caution")
    if decides or named.id in subject.rules.read_by or _acts(subject, named):
        subject.findings.fault(
            "unverified", item.at("marks"), f"The {named.kind} {named.id} rests on what is not verified, which may inform and never decide.",
            expected="a verified source, or no such line",
        )  # fmt: skip


def _acts(subject: Subject, named: Named) -> bool:
    """A line on which somebody acts: a medicine, a dose, a referral, an urgent or a safety line."""
    item = named.item
    urgent = named.kind in ("plan line", "card line") and not subject.is_routine(item)
    return (
        urgent
        or item.has("dose")
        or item.has("medicine")
        or item.get("kind") in ("medicine", "safety", "referral")
    )


def _codes(subject: Subject, item: Item, known: list[str]) -> None:
    if "sources" not in item:
        return
    for node in item.node_of("sources").value:
        code, _, locator = node.text.partition(" ")
        if code not in known:
            subject.findings.fault(
                "unknown_source",
                node.place,
                f"There is no source {code} in sources.yaml.",
                expected=_COMMA if code.isdigit() else "a code of sources.yaml",
                among=known,
                word=code,
            )
        elif not locator.strip():
            subject.findings.fault(
                "no_locator", node.place, f"The source {code} lacks the place in it.", expected=f"{code} p.12"
            )
