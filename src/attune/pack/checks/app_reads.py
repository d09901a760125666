"""What the field app's own code names (client/src/screens/ids.ts) must be there: without it the app would be wrong in silence."""

from __future__ import annotations

from attune.pack.checks.subject import Subject
from attune.pack.rules import option_codes
from attune.pack.shape import Item


def check_app_reads(subject: Subject) -> None:
    listed = subject.content.pack.get("app_reads")
    if not isinstance(listed, Item) or subject.content.unreadable:
        return
    known: dict[str, set[str]] = {
        "answers": _answers(subject),
        "conditions": {named.item.get("condition", "") for named in subject.names.of("conclusion")},
        "tiers": set(subject.content.tiers),
    }
    for key, there in known.items():
        for node in listed.node_of(key).value if key in listed else ():
            if node.text not in there:
                subject.findings.fault(
                    "app_reads",
                    node.place,
                    f"The app's own code reads {node.text}, which the pack does not have.",
                    expected=f"{node.text} among the {key}",
                )


def _answers(subject: Subject) -> set[str]:
    """Every question, and every option as question.code."""
    found: set[str] = set()
    for named in subject.names.of("question"):
        codes = option_codes(named.item, subject.content, subject.names) or []
        found |= {named.id, *(f"{named.id}.{code}" for code in codes)}
    return found
