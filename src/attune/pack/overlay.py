"""Overlay packs: a folder with the same file names that changes named things and copies nothing.

A map replaces the keys it names. A list of things with ids changes those that it names; a new one says `add: true`.
Any other list (sources, marks, tiers) is replaced as a whole.
"""

from __future__ import annotations

from pathlib import Path

from attune.logic import nearest
from attune.pack.errors import Findings, Place
from attune.pack.nodes import Node

# Lists that are empty in a default pack for the programme to fill; here everything is new.
_OPEN_LISTS = frozenset({"local.yaml", "withdrawn.yaml", "sign-off.yaml", "demo/people.yaml"})
_OVERLAY_KEYS = ("id", "version", "title", "languages", "review", "licence", "note", "overlays", "cadres")


def merge(
    base: dict[str, Node | None], overlay: dict[str, Node | None], root: Path, findings: Findings
) -> None:
    """Lay `overlay` over `base`, in place. What it names and the base does not have is a fault."""
    head = overlay.pop("pack.yaml", None)
    if head is None or head.kind != "map":
        findings.fault(
            "missing_file", Place(str(root / "pack.yaml"), 1, 1, ""), "The overlay has no pack.yaml."
        )
        return
    base_head = base.get("pack.yaml")
    if base_head is not None and base_head.kind == "map":
        base["pack.yaml"] = _head(base_head, head, findings)
    for name, node in overlay.items():
        below = base.get(name)
        if node is not None:
            base[name] = node if below is None else _merged(below, node, name in _OPEN_LISTS, findings)


def _head(base: Node, head: Node, findings: Findings) -> Node:
    """The overlay's own id, version and review: what it changes has not been signed with the base pack."""
    names = head.value.get("overlays")
    base_id = base.value["id"].value if "id" in base.value else None
    if names is None:
        findings.fault(
            "missing_key",
            head.place,
            "An overlay's pack.yaml needs overlays.",
            expected=f"overlays: {base_id}",
        )
    elif names.value != base_id:
        findings.fault(
            "wrong_base",
            names.place,
            f"This overlay is for {names.text}, the pack is {base_id}.",
            expected=str(base_id),
        )
    for key in head.value:
        if key not in _OVERLAY_KEYS:
            place = head.key_places[key]._replace(path=key)
            findings.fault(
                "unknown_key",
                place,
                f"An overlay's pack.yaml has no key {key}.",
                among=_OVERLAY_KEYS,
                word=key,
            )
    changed = Node(
        "map", {k: v for k, v in head.value.items() if k in _OVERLAY_KEYS and k != "overlays"}, head.place
    )
    changed.key_places = head.key_places
    merged = _merged(base, changed, False, findings)
    if "version" in base.value and "version" in head.value and "id" in head.value:
        version = f"{base.value['version'].text}+{head.value['id'].text}.{head.value['version'].text}"
        merged.value["version"] = Node("scalar", version, head.value["version"].place, version)
    if "review" not in head.value and "review" in base.value:
        place = base.value["review"].place
        training = Node("scalar", "training", place, "training")
        merged.value["review"] = Node("map", {"status": training}, place, key_places={"status": place})
    return merged


def _merged(base: Node, over: Node, may_add: bool, findings: Findings) -> Node:
    if base.kind == "map" and over.kind == "map":
        value = dict(base.value)
        for key, node in over.value.items():
            value[key] = _merged(value[key], node, may_add, findings) if key in value else node
        return Node("map", value, base.place, key_places={**base.key_places, **over.key_places})
    if base.kind == over.kind == "list" and over.value and all(map(_key, [*base.value, *over.value])):
        return Node("list", _by_id(base.value, over.value, may_add, findings), base.place)
    return over


def _by_id(base: list[Node], over: list[Node], may_add: bool, findings: Findings) -> list[Node]:
    found = {_key(item): item for item in base}
    for item in over:
        key = _key(item)
        if key in found:
            found[key] = _merged(found[key], item, may_add, findings)
        elif may_add or ("add" in item.value and item.value["add"].value is True):
            found[key] = item
        else:
            known = [str(name) for name in found if name]
            findings.fault(
                "unknown_override",
                item.place,
                f"This changes {key}, which the pack does not have here.",
                expected="an id of the pack, or add: true for a new one"
                if not nearest(str(key), known)
                else "",
                among=known,
                word=str(key),
            )
    return list(found.values())


def _key(item: Node) -> str | None:
    """By what a list item is known: its id, or the fact that it places."""
    if item.kind != "map":
        return None
    for name in ("id", "fact"):
        if name in item.value and item.value[name].kind == "scalar":
            return str(item.value[name].text)
    return None
