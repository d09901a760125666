"""The invented people of the demo: each once, with answers to questions that the pack has."""

from __future__ import annotations

from attune.pack.checks.subject import Subject
from attune.pack.errors import Place
from attune.pack.shape import Item


def check_demo(subject: Subject) -> None:
    seen: dict[str, Place] = {}
    for person in subject.content.demo:
        name = person.get("id")
        if name in seen:
            subject.findings.fault(
                "duplicate_id",
                person.at("id"),
                f"The demo person {name} stands here twice; first in line {seen[name].line}.",
            )
        elif name is not None:
            seen[name] = person.at("id")
        for visit in person.get("visits", []):
            _visit(subject, visit)


def _visit(subject: Subject, visit: Item) -> None:
    cadres = [str(cadre.get("id")) for cadre in subject.content.pack.get("cadres", [])]
    _known(subject, visit, "cadre", cadres, "cadre")
    _known(subject, visit, "start", subject.module_ids, "module")
    if subject.content.unreadable or "answers" not in visit:
        return
    node = visit.node_of("answers")
    if node.kind != "map":
        subject.findings.fault(
            "wrong_type", node.place, "Answers are written by their ids.", expected="dep_core: [low_mood]"
        )
        return
    known = subject.names.ids("question", "plan line")
    for name in node.value:
        if name not in known:
            subject.findings.fault(
                "unknown_name",
                node.key_places[name],
                f"There is no question or plan line {name}.",
                expected="the id of one",
                among=known,
                word=name,
            )


def _known(subject: Subject, visit: Item, key: str, known: list[str], called: str) -> None:
    """The name, or each of the names, that stands at `key`."""
    if key not in visit or not known:
        return
    node = visit.node_of(key)
    for each in node.value if node.kind == "list" else [node]:
        if each.text not in known:
            subject.findings.fault(
                "unknown_name",
                each.place,
                f"There is no {called} {each.text}.",
                expected=", ".join(known),
                among=known,
                word=each.text,
            )
