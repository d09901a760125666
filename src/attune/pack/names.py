"""Every id of a pack: what it names, in which module, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attune.pack.content import Content
from attune.pack.errors import Findings, Place
from attune.pack.shape import Item

# Names that the engine gives to rules and invariants, or that stand beside the ids in a map of answers.
ENGINE_NAMES = frozenset(
    {
        "answered", "not_known", "plan", "offered", "urgent", "conclusions",
        "open", "exits", "tasks", "follow_up", "done", "start", "today",
    }
)  # fmt: skip
READABLE = ("question", "rule", "conclusion", "constant")


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    kind: str
    module: str  # "" for what belongs to no module
    item: Item

    @property
    def place(self) -> Place:
        return self.item.at("id")


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of the pack. Where one stands twice, the first holds."""

    by_id: dict[str, Named]

    def of(self, *kinds: str) -> list[Named]:
        return [named for named in self.by_id.values() if named.kind in kinds]

    def ids(self, *kinds: str) -> list[str]:
        return [named.id for named in self.of(*kinds)]

    def kind(self, name: str) -> str:
        named = self.by_id.get(name)
        return named.kind if named else ""


def collect(content: Content, findings: Findings) -> Names:
    """All ids; ids that stand twice, lack their module's prefix or are taken by the engine are faults."""
    found: dict[str, Named] = {}
    for named in _all(content):
        first = found.get(named.id)
        if first is not None:
            findings.fault(
                "duplicate_id",
                named.place,
                f"The id {named.id} is already a {first.kind} in {first.place.file}, line {first.place.line}.",
                expected="an id that nothing else in the pack has",
            )
            continue
        found[named.id] = named
        if named.id in ENGINE_NAMES:
            findings.fault(
                "reserved_id",
                named.place,
                f"The name {named.id} belongs to the engine.",
                expected="another id",
            )
        if named.module and named.kind != "module" and not named.id.startswith(f"{named.module}_"):
            findings.fault(
                "wrong_prefix",
                named.place,
                f"The id {named.id} stands in the module {named.module} and does not begin with {named.module}_.",
                expected=f"{named.module}_{named.id}",
            )
    return Names(found)


def _all(content: Content) -> Iterator[Named]:
    yield from _named(content.facts, "question", "")
    if content.chart is not None and "question" in content.chart:
        yield from _named([content.chart["question"]], "question", "")
        yield from _named(content.chart.get("presentations", []), "presentation", "")
    yield from _named(content.fact_rules, "rule", "")
    yield from _named(content.constants, "constant", "")
    for module in content.all_modules:
        yield from _in_module(module)
    for card in content.cards:
        yield from _named([card], "card", "")
        for key in ("signs", "steps", "do_not"):
            yield from _named(card.get(key, []), "card line", "")
    for exercise in content.exercises:
        yield from _named([exercise], "exercise", "")
        yield from _named(exercise.get("steps", []), "exercise step", "")
        yield from _named(exercise.get("script", []), "exercise part", "")
        yield from _named(exercise.get("paces", []), "exercise pace", "")
        yield from _named(exercise.get("lengths", []), "exercise length", "")
        yield from _named(exercise.get("cautions", []), "caution", "")
        yield from _named(exercise.get("relating", []), "exercise relating", "")
    yield from _named(content.gate, "gate", "")
    yield from _relational(content)
    yield from _named(content.invariants, "invariant", "")
    yield from _named(content.patients, "virtual patient", "")
    yield from _named(content.profiles, "profile", "")
    if content.talk is not None:
        yield from _named(content.talk.get("lines", []), "shared line", "")
    yield from _named(content.pack.get("cadres", []), "cadre", "")
    if content.local is not None:
        yield from _named(content.local.get("crisis_lines", []), "local line", "")
        yield from _named(content.local.get("referral_places", []), "local line", "")


def _relational(content: Content) -> Iterator[Named]:
    if content.care_steps is not None:
        if "crisis" in content.care_steps:
            yield from _named([content.care_steps["crisis"]], "crisis text", "")
        yield from _named(content.care_steps.get("steps", []), "step of care", "")
    for file in content.guidance:
        yield from _named([file], "guidance", "")
        yield from _named(file.get("units", []), "unit of guidance", "")
    if content.observations is not None:
        for key, kind in OBSERVED.items():
            yield from _named(content.observations.get(key, []), kind, "")


OBSERVED = {
    "tendencies": "tendency",
    "groups": "group",
    "circumstances": "circumstance",
    "observations": "observation",
}
_PARTS = {
    "rules": "rule",
    "conclusions": "conclusion",
    "exits": "exit",
    "plan": "plan line",
    "follow_up": "follow-up",
    "tasks": "task",
}


def _in_module(module: Item) -> Iterator[Named]:
    name = module.get("id", "")
    yield from _named([module], "module", name)
    for step in module.get("steps", []):
        yield from _named([step], "step", name)
        yield from _named(
            [item for item in step.get("questions", []) if "fact" not in item], "question", name
        )
    for key, kind in _PARTS.items():
        yield from _named(module.get(key, []), kind, name)


def _named(items: list[Item], kind: str, module: str) -> Iterator[Named]:
    return (Named(item["id"], kind, module, item) for item in items if "id" in item)
