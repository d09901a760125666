"""What every check is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attune.logic import Expr
from attune.pack.content import Content
from attune.pack.errors import Findings
from attune.pack.names import Named, Names
from attune.pack.rules import Rules
from attune.pack.shape import Item


@dataclass(frozen=True, slots=True)
class Subject:
    content: Content
    names: Names
    rules: Rules
    findings: Findings

    def questions(self) -> Iterator[Item]:
        """Every question, facts and the chart's included."""
        return (named.item for named in self.names.of("question"))

    def fact(self, name: str) -> Item | None:
        return next((fact for fact in self.content.facts if fact.get("id") == name), None)

    @property
    def module_ids(self) -> list[str]:
        """All modules that an exit may open, those planned included; also such whose file could not be read."""
        pack = self.content.pack
        folders = ("modules", "planned")
        files = (name.removesuffix(".yaml").partition("/") for name in sorted(self.content.unreadable))
        unread = [name for folder, _, name in files if folder in folders]
        return list(dict.fromkeys([*pack.get("modules", []), *pack.get("planned_modules", []), *unread]))

    def is_always(self, item: Item) -> bool:
        """Does the item hold whatever is answered?"""
        tree: Expr | None = self.rules.of(item, "when")
        return not item.has("when") or (tree is not None and tuple(tree) == ("lit", True))

    def is_routine(self, item: Item) -> bool:
        return bool(item.get("tier", self.content.tiers[-1]) == self.content.tiers[-1])


def recommends(named: Named) -> bool:
    """Is this a thing that decides or recommends, so that it needs a source?"""
    return named.kind in (
        "rule",
        "conclusion",
        "exit",
        "plan line",
        "follow-up",
        "task",
        "presentation",
        "card line",
        "caution",
        "gate",
        "exercise relating",
        "constant",
        "invariant",
        "crisis text",
        "step of care",
        "unit of guidance",
        "tendency",
        "circumstance",
        "observation",
    )
