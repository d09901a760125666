"""Relational guidance and observations to the part relational.json, in the shapes of client/src/domain/relational.ts."""

from __future__ import annotations

from typing import Any

from attune.pack.assemble import FORMAT, Json, tree_json
from attune.pack.content import Content
from attune.pack.names import OBSERVED
from attune.pack.rules import Rules
from attune.pack.schema_relational import WEIGHED
from attune.pack.shape import Item

_UNIT = ("id", "step", "module", "notice", "pulls", "helps", "say", "harms", "culture", "others")


def relational_part(content: Content, rules: Rules) -> Json:
    """The part as plain JSON data; a pack without relational content gives an empty one."""
    care, observed = content.care_steps, content.observations
    return {
        "format": FORMAT,
        # A list of one: the words of a thing go by its id where it stands in a list (localise.py).
        "crisis": []
        if care is None
        else [{**_only(care["crisis"], "id", "text"), **_evidence(care["crisis"])}],
        "steps": [] if care is None else [_step(step) for step in care["steps"]],
        "guidance": [
            {
                **_only(file, "id", "title", "leaning", "culture", "others"),
                "units": [
                    {**_only(unit, *_UNIT), "when": tree_json(rules.of(unit, "when")), **_evidence(unit)}
                    for unit in file["units"]
                ],
            }
            for file in content.guidance
        ],
        "model": None
        if observed is None
        else _only(
            observed["model"], "start", "shown_from", "most", "visit_cap", "half_life_days", "least_days"
        ),
        **{
            key: [] if observed is None else [_observed(key, item, rules) for item in observed[key]]
            for key in OBSERVED
        },
    }


def _step(step: Item) -> Json:
    return {
        **_only(step, "id", "title", "everyone"),
        "guide_steps": list(step.get("guide_steps", [])),
        "screens": list(step.get("screens", [])),
        **_evidence(step),
    }


def _observed(key: str, item: Item, rules: Rules) -> Json:
    match key:
        case "tendencies":
            return {**_only(item, "id", "text", "leaning"), **_evidence(item)}
        case "circumstances":
            when = {"when": tree_json(rules.of(item, "when")), "cautious": bool(item.get("cautious"))}
            return {**_only(item, "id", "text"), **when, **_sources(item)}
        case "observations":
            given = item.get("weights", {})
            weights = {name: given.get(name, 0) for name in WEIGHED}
            return {
                **_only(item, "id", "text", "group", "about", "try", "others"),
                "weights": weights,
                **_evidence(item),
            }
        case _:
            return _only(item, "id", "text")


def _only(item: Item, *keys: str) -> Json:
    return {key: item[key] for key in keys if key in item}


def _evidence(item: Item) -> Json:
    return {"strength": item["strength"], **_sources(item)}


def _sources(item: Item) -> dict[str, Any]:
    return {"sources": list(item.get("sources", []))}
