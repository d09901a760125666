"""A module that is not in the pack yet must still be safe: self-harm is asked, urgent lines show, somebody is referred to."""

from __future__ import annotations

from attune.pack.checks.subject import Subject
from attune.pack.shape import Item


def check_planned(subject: Subject) -> None:
    for module in subject.content.planned:
        if not module.bad & {"exits", "plan"}:
            _fallback(subject, module)


def _fallback(subject: Subject, module: Item) -> None:
    name, targets = module.get("id"), _self_harm_modules(subject)
    exits = [
        item for item in module.get("exits", []) if item.get("to") in targets and subject.is_always(item)
    ]
    urgent = [
        item
        for item in module.get("plan", [])
        if item.get("kind") == "safety" or not subject.is_routine(item)
    ]
    referral = [
        item for item in module.get("plan", []) if item.get("kind") == "referral" and subject.is_always(item)
    ]
    asked = " or ".join(targets) or "a module with a self_harm question"
    for found, lacks, expected in (
        (exits, "an exit to the self-harm module that always holds", f"an exit without when, to: {asked}"),
        (urgent, "an urgent line", "a plan line with a tier or kind: safety"),
        (referral, "a referral that always holds", "a plan line of kind: referral without when"),
    ):
        if not found and not (found is exits and _may_be_unreadable(subject)):
            subject.findings.fault(
                "no_fallback", module.place, f"The planned module {name} lacks {lacks}.", expected=expected
            )


def _self_harm_modules(subject: Subject) -> list[str]:
    """The modules that ask about self-harm."""
    return [
        module["id"]
        for module in subject.content.modules
        if "id" in module
        and any(
            question.has("self_harm")
            for step in module.get("steps", [])
            for question in step.get("questions", [])
        )
    ]


def _may_be_unreadable(subject: Subject) -> bool:
    """May the module that asks about self-harm stand in a file that could not be read? That has been reported."""
    return any(name.startswith("modules/") for name in subject.content.unreadable)
