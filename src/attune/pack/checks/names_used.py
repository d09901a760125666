"""Names that things give each other: tiers, modules, medicines, withdrawn and signed lines, conclusions that last, rules that nobody reads."""

from __future__ import annotations

from attune.pack.checks.subject import Subject
from attune.pack.shape import Item

_READ_BY_ENGINE = frozenset({"prescribes", "follow_up_early"})


def check_names_used(subject: Subject) -> None:
    for named in subject.names.by_id.values():
        _tier(subject, named.item)
        if named.kind == "exit":
            _module(subject, named.item, "to", "exit")
    if subject.content.chart is not None:
        for item in subject.content.chart.get("presentations", []):
            _module(subject, item, "opens", "presentation")
    for named in subject.names.of("conclusion"):
        _lasting(subject, named.item)
    exercises = [exercise["id"] for exercise in subject.content.exercises if "id" in exercise]
    for named in subject.names.of("plan line"):
        _exercise(subject, named.item, exercises)
    for card in subject.content.cards:
        if card.get("opens") is not None:
            _module(subject, card, "opens", "card")
    _listed(subject, subject.content.withdrawn, ("plan line", "card line"), "line to withdraw")
    _listed(subject, subject.content.signed, (), "line to sign")
    _unread(subject)


def _tier(subject: Subject, item: Item) -> None:
    tiers = subject.content.tiers
    if "tier" in item and item["tier"] not in tiers:
        subject.findings.fault(
            "unknown_tier",
            item.at("tier"),
            f"There is no tier {item['tier']}.",
            expected=", ".join(tiers),
            among=tiers,
            word=item["tier"],
        )


def _module(subject: Subject, item: Item, key: str, called: str) -> None:
    known = subject.module_ids
    if key in item and item[key] not in known and known:
        subject.findings.fault(
            "unknown_module", item.at(key), f"The {called} opens {item[key]}, which is neither in the pack nor planned.",
            expected="a module of pack.yaml", among=known, word=item[key],
        )  # fmt: skip


def _lasting(subject: Subject, item: Item) -> None:
    """What later visits are told is a conclusion, and the visit that is told it tells the next one."""
    told = item.get("lasts")
    known = {named.id: named.item for named in subject.names.of("conclusion")}
    if told is None:
        return
    if told not in known:
        subject.findings.fault(
            "unknown_name",
            item.at("lasts"),
            f"There is no conclusion {told} that could last.",
            expected="the id of a conclusion",
            among=known,
            word=told,
        )
    elif known[told].get("lasts") != told:
        subject.findings.fault(
            "does_not_last",
            item.at("lasts"),
            f"Later visits would be told {told}, which itself does not last.",
            expected=f"lasts: {told} at {told}",
        )


def _exercise(subject: Subject, item: Item, known: list[str]) -> None:
    if "exercise" in item and item["exercise"] not in known:
        subject.findings.fault(
            "unknown_exercise",
            item.at("exercise"),
            f"There is no exercise {item['exercise']}.",
            expected="the id of a file in exercises/",
            among=known,
            word=item["exercise"],
        )


def _listed(subject: Subject, items: list[Item], kinds: tuple[str, ...], called: str) -> None:
    known = subject.names.ids(*kinds) if kinds else list(subject.names.by_id)
    for item in items:
        name = item.get("id")
        if name is not None and name not in known:
            subject.findings.fault(
                "unknown_name",
                item.at("id"),
                f"There is no {called} {name}.",
                expected="the id of a line",
                among=known,
                word=name,
            )


def _unread(subject: Subject) -> None:
    """Dead rules and constants mislead the reader. While other faults stand, a reader may just not be readable."""
    if subject.findings.faults:
        return
    read = subject.rules.read_by
    for named in subject.names.of("rule", "constant"):
        if named.id not in read and named.id not in _READ_BY_ENGINE:
            subject.findings.warn("unread", named.place, f"No rule reads the {named.kind} {named.id}.")
