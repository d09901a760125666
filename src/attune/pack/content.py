"""The content of a pack as plain data: what the files hold, read by their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attune.pack.errors import Findings, Place
from attune.pack.nodes import Node
from attune.pack.schema import FILES, FOLDERS
from attune.pack.shape import Item


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in a pack. What was wrong in a file is left out; it has been reported."""

    pack: Item
    sources: list[Item] = field(default_factory=list)
    constants: list[Item] = field(default_factory=list)
    facts: list[Item] = field(default_factory=list)
    fact_rules: list[Item] = field(default_factory=list)
    chart: Item | None = None
    modules: list[Item] = field(default_factory=list)  # in the pack's order, then the planned ones
    planned: list[Item] = field(default_factory=list)
    cards: list[Item] = field(default_factory=list)
    exercises: list[Item] = field(default_factory=list)
    gate: list[Item] = field(default_factory=list)  # what is looked at before any exercise
    invariants: list[Item] = field(default_factory=list)
    local: Item | None = None
    withdrawn: list[Item] = field(default_factory=list)
    signed: list[Item] = field(default_factory=list)
    aliases: Item | None = None
    demo: list[Item] = field(default_factory=list)  # invented people
    care_steps: Item | None = None  # the crisis text and the steps of care
    guidance: list[Item] = field(default_factory=list)  # files of guidance, by name
    observations: Item | None = None
    model: Item | None = None  # how virtual patients answer to what is said
    profiles: list[Item] = field(default_factory=list)
    talk: Item | None = None  # lines, replies and cues that all virtual patients share
    patients: list[Item] = field(default_factory=list)
    unreadable: frozenset[str] = frozenset()  # names of files that are there, or should be, and gave nothing

    @property
    def tiers(self) -> list[str]:
        return list(self.pack.get("tiers", ["routine"]))

    @property
    def all_modules(self) -> list[Item]:
        return [*self.modules, *self.planned]


def read_content(documents: Mapping[str, Node | None], findings: Findings) -> Content:
    """Read every document by its shape."""
    nodes = {name: node for name, node in documents.items() if node is not None}
    files = {name: FILES[name](nodes[name], findings) for name in FILES if name in nodes}
    folders = {folder: _folder(folder, documents, findings) for folder in FOLDERS}
    pack = files.get("pack.yaml")
    facts = files.get("facts.yaml")
    if not isinstance(pack, Item):
        pack = Item(Node("map", {}, Place("pack.yaml", 1, 1, "")))
        pack.bad.update(("tiers", "modules", "planned_modules", "languages", "review", "cadres"))
    return Content(
        pack=pack,
        sources=_list(files.get("sources.yaml")),
        constants=_list(files.get("constants.yaml")),
        facts=_list(facts.get("questions")) if isinstance(facts, Item) else [],
        fact_rules=_list(facts.get("rules")) if isinstance(facts, Item) else [],
        chart=_item(files.get("chart.yaml")),
        modules=_in_order(pack, "modules", "module", folders["modules"], findings),
        planned=_in_order(pack, "planned_modules", "planned module", folders["planned"], findings),
        cards=sorted(
            (card for card in folders["emergencies"].values() if card is not None),
            key=lambda card: (card.get("order", 0), card.get("id", "")),
        ),
        exercises=sorted(
            (unit for unit in folders["exercises"].values() if unit is not None),
            key=lambda exercise: (exercise.get("order", 0), exercise.get("id", "")),
        ),
        gate=_gate(_item(files.get("relaxation.yaml"))),
        invariants=[item for listed in folders["invariants"].values() for item in listed or ()],
        local=_item(files.get("local.yaml")),
        withdrawn=_list(files.get("withdrawn.yaml")),
        signed=_list(files.get("sign-off.yaml")),
        aliases=_item(files.get("aliases.yaml")),
        demo=_list(files.get("demo/people.yaml")),
        care_steps=_item(files.get("relational/steps.yaml")),
        guidance=[unit for unit in folders["relational"].values() if unit is not None],
        observations=_item(files.get("relational/observations.yaml")),
        model=_item(files.get("relating/model.yaml")),
        profiles=_list(files.get("relating/profiles.yaml")),
        talk=_item(files.get("relating/talk.yaml")),
        patients=[unit for unit in folders["virtual-patients"].values() if unit is not None],
        unreadable=_unreadable(pack, documents, folders),
    )


def _unreadable(
    pack: Item, documents: Mapping[str, Node | None], folders: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """Files that hold names which nobody knows now: so nobody should be told that such a name does not exist."""
    broken = {name for name, node in documents.items() if node is None}
    missing = {
        f"{folder}/{name}.yaml"
        for key, folder in (("modules", "modules"), ("planned_modules", "planned"))
        for name in pack.get(key, [])
        if folders[folder].get(name) is None
    }
    cut = {
        f"{folder}/{name}.yaml"
        for folder in ("modules", "planned")
        for name, unit in folders[folder].items()
        if isinstance(unit, Item) and unit.bad & {"steps", "rules", "conclusions"}
    }
    unlisted = {
        f"{folder}/{name}.yaml"
        for key, folder in (("modules", "modules"), ("planned_modules", "planned"))
        for name in folders[folder].keys() - set(pack.get(key, []))
    }
    return frozenset(
        broken | missing | cut | unlisted | {name for name in ("facts.yaml",) if name not in documents}
    )


def _folder(folder: str, documents: Mapping[str, Node | None], findings: Findings) -> dict[str, Any]:
    """The units of a folder by file name, in the order of their names. A file is named after the id that it holds."""
    found: dict[str, Any] = {}
    for name in sorted(documents):
        head, _, rest = name.rpartition("/")
        if head != folder or name in FILES:
            continue
        node, stem = documents[name], rest.removesuffix(".yaml")
        unit = FOLDERS[folder](node, findings) if node is not None else None
        found[stem] = None  # there, but not readable: not to be missed as well
        if isinstance(unit, Item):
            if "id" in unit and unit["id"] != stem:
                findings.fault(
                    "wrong_file_name",
                    unit.at("id"),
                    f"The id is {unit['id']}, but the file is called {rest}.",
                    expected=stem,
                )
            found[stem] = unit
        elif isinstance(unit, list):
            found[stem] = unit
    return found


def _in_order(
    pack: Item, key: str, called: str, units: Mapping[str, Item | None], findings: Findings
) -> list[Item]:
    """The units that pack.yaml lists, in that order. One that is not listed, or listed and not there, is a fault."""
    listed: list[str] = pack.get(key, [])
    folder = "modules" if key == "modules" else "planned"
    for name in dict.fromkeys(listed):
        if name not in units:
            what = "is not in the pack" if key == "modules" else "has no file that says what to do instead"
            findings.fault(
                "missing_file",
                _entry(pack, key, name),
                f"The {called} {name} {what}: there is no {folder}/{name}.yaml.",
                among=units,
                word=name,
            )
    if key not in pack.bad:
        for name, unit in units.items():
            if name not in listed and unit is not None:
                findings.fault(
                    "unlisted",
                    unit.place,
                    f"The file {folder}/{name}.yaml is not listed in pack.yaml.",
                    expected=f"{name} in {key}",
                )
    found = (units.get(name) for name in dict.fromkeys(listed))
    return [unit for unit in found if unit is not None]


def _entry(pack: Item, key: str, name: str) -> Place:
    for node in pack.node_of(key).value:
        if node.text == name:
            found: Place = node.place
            return found
    return pack.at(key)


def _gate(found: Item | None) -> list[Item]:
    return [] if found is None else _list(found.get("gate"))


def _list(found: Any) -> list[Item]:
    return found if isinstance(found, list) else []


def _item(found: Any) -> Item | None:
    return found if isinstance(found, Item) else None
