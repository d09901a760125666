"""Content and rules to the parts of a bundle: plain JSON data in the shapes of client/src/domain/types.ts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from attune.logic import Expr
from attune.pack.content import Content
from attune.pack.exercises import seconds_of
from attune.pack.names import Names
from attune.pack.rules import Rules, option_codes
from attune.pack.shape import Item

FORMAT = 1
Json = dict[str, Any]

_PERSON = ("id", "register", "initials", "sex", "age_years", "about", "village", "reach")
_QUESTION_TEXT = ("say", "why", "hint")
_QUESTION_RANGE = ("min", "max", "unit")
_EXERCISE = (
    "id", "kind", "uses", "as_in_guide", "from_years", "to_years", "title", "intro", "suits", "evidence", "posture", "seconds",
    "rounds", "round_seconds", "rest_seconds", "self_practice_seconds", "practice",
)  # fmt: skip
_SCRIPT = ("id", "do", "say", "remind", "main", "counts", "muscles", "picture", "number")
_CAUTION = ("gate", "means", "pace", "length", "leave_out", "instead")
_QUESTION_FLAGS = ("self_harm", "sensitive", "must_ask", "shell")


@dataclass(frozen=True, slots=True)
class Assembler:
    content: Content
    names: Names
    rules: Rules
    signed: frozenset[str]  # lines whose dose a clinician has signed, as they stand
    review: str

    # ------------------------------------------------------------ guide.json

    def guide(self, aliases: Mapping[str, str]) -> Json:
        """The part guide.json without its release, which is the hash of all parts."""
        content, pack = self.content, self.content.pack
        return {
            "format": FORMAT,
            "pack": {
                "id": pack["id"],
                "version": pack["version"],
                "title": pack["title"],
                "review": self.review,
            },
            "release": "",
            "tiers": content.tiers,
            "cadres": [_only(cadre, "id", "text", "prescribes") for cadre in pack.get("cadres", [])],
            "chart": self._chart(),
            "modules": [self._module(module) for module in content.all_modules],
            "questions": list(self._questions()),
            "rules": list(self._rules()),
            "conclusions": self._part("conclusions", self._conclusion),
            "exits": self._part("exits", self._exit),
            "plan": self._part("plan", self._plan_line),
            "follow_up": self._part("follow_up", self._follow_up),
            "tasks": self._part("tasks", self._task),
            "withdrawn": [item["id"] for item in content.withdrawn],
            "aliases": dict(aliases),
            "sources": {
                item["id"]: {"title": item["title"], "year": item["year"]} for item in content.sources
            },
        }

    def _chart(self) -> list[Json]:
        if self.content.chart is None:
            return []
        return [
            {**_only(item, "id", "text", "opens"), "sources": _listed(item, "sources")}
            for item in self.content.chart.get("presentations", [])
        ]

    def _module(self, module: Item) -> Json:
        return {
            **_only(module, "id", "title", "summary"),
            "planned": module in self.content.planned,
            "steps": [
                {
                    **_only(step, "id", "title"),
                    "questions": [item.get("fact") or item["id"] for item in step["questions"]],
                }
                for step in module.get("steps", [])
            ],
        }

    def _questions(self) -> Iterable[Json]:
        for fact in self.content.facts:
            yield self._question(fact, "", "", None)
        if self.content.chart is not None:
            yield self._question(self.content.chart["question"], "", "", None)
        for module in self.content.all_modules:
            for step in module.get("steps", []):
                for item in step["questions"]:
                    if "fact" not in item:
                        yield self._question(item, module["id"], step["id"], _visit(step))

    def _question(self, item: Item, module: str, step: str, visit: Expr | None) -> Json:
        found: Json = {
            "id": item["id"],
            "module": module,
            "step": step,
            "type": item["type"],
            "ask": item["ask"],
            **_only(item, *_QUESTION_TEXT),
            "when": _both(visit, self.rules.of(item, "when")),
            "tier": self._tier(item),
            "if_unknown": _if_unknown(item.get("if_unknown")),
            **_only(item, *_QUESTION_RANGE),
            **{key: True for key in _QUESTION_FLAGS if item.get(key)},
            **_only(item, "default", "confirm_when_changed", "respondent", "phase"),
            "sources": _listed(item, "sources"),
            "marks": _listed(item, "marks"),
        }
        options = self._options(item)
        if options is not None:
            found["options"] = options
        if "wait" in item:
            found["wait"] = {
                **_only(item["wait"], "text", "from_days", "to_days"),
                "sources": _listed(item["wait"], "sources"),
            }
        return found

    def _options(self, item: Item) -> list[Json] | None:
        codes = option_codes(item, self.content, self.names)
        if codes is None:
            return None
        if "options" in item:
            return [_only(option, "id", "text") for option in item["options"]]
        cadres = {cadre["id"]: cadre["text"] for cadre in self.content.pack.get("cadres", [])}
        named = {code: self.names.by_id[code].item for code in codes if code in self.names.by_id}
        words = {code: item.get("text") or item["title"] for code, item in named.items()}
        return [{"id": code, "text": words.get(code) or cadres[code]} for code in codes]

    def _rules(self) -> Iterable[Json]:
        for module, listed in [("", self.content.fact_rules), *self._listed("rules")]:
            for item in listed:
                yield {**_statement(item, module), "is": tree_json(self.rules.of(item, "is"))}

    def _conclusion(self, item: Item, module: str) -> Json:
        return {
            **self._guarded(item, module),
            "tier": self._tier(item),
            **_only(item, "meaning", "condition", "register", "lasts"),
            **({"harm_word": True} if item.get("harm_word") else {}),
        }

    def _exit(self, item: Item, module: str) -> Json:
        return {**self._guarded(item, module), "to": item["to"]}

    def _plan_line(self, item: Item, module: str) -> Json:
        return {
            **self._guarded(item, module),
            **_only(item, "group", "kind", "detail"),
            "tier": self._tier(item),
            **self._who(item),
            **_only(item, "medicine", "not_here", "paper", "edition", "exercise"),
        }

    def _who(self, item: Item) -> Json:
        """Who may do it. A dose that waits for its signature is not in the bundle at all, so nothing can show it."""
        waits = bool(item.get("dose_sign_off")) and item["id"] not in self.signed
        found = {"who": item.get("who", "any"), **_only(item, "instead")}
        return {**found, "dose_sign_off": True} if waits else {**found, **_only(item, "dose")}

    def _follow_up(self, item: Item, module: str) -> Json:
        return {**self._guarded(item, module), **_only(item, "from_days", "to_days")}

    def _task(self, item: Item, module: str) -> Json:
        return {**self._guarded(item, module), "tier": self._tier(item), "within_days": item["within_days"]}

    def _guarded(self, item: Item, module: str) -> Json:
        return {**_statement(item, module), "when": tree_json(self.rules.of(item, "when"))}

    def _tier(self, item: Item) -> int:
        return self.content.tiers.index(item.get("tier", self.content.tiers[-1]))

    def _part(self, key: str, one: Any) -> list[Json]:
        return [one(item, module) for module, listed in self._listed(key) for item in listed]

    def _listed(self, key: str) -> list[tuple[str, list[Item]]]:
        return [(module["id"], module.get(key, [])) for module in self.content.all_modules]

    # ------------------------------------------------------------ the other parts

    def invariants(self) -> list[Json]:
        return [
            {
                **_only(item, "id", "text"),
                "given": tree_json(self.rules.of(item, "given")),
                "holds": tree_json(self.rules.of(item, "holds")),
                "sources": _listed(item, "sources"),
                "marks": _listed(item, "marks"),
            }
            for item in self.content.invariants
        ]

    def cards(self) -> Json:
        return {"format": FORMAT, "cards": [self._card(card) for card in self.content.cards]}

    def _card(self, card: Item) -> Json:
        return {
            **_only(card, "id", "title", "order", "think_of"),
            "opens": card.get("opens"),
            "signs": [_line(item) for item in card.get("signs", [])],
            "steps": [
                {**_line(item), **_only(item, "detail"), "tier": self._tier(item), **self._who(item)}
                for item in card.get("steps", [])
            ],
            "do_not": [_line(item) for item in card.get("do_not", [])],
            "sources": _listed(card, "sources"),
            "marks": _listed(card, "marks"),
        }

    def exercises(self) -> Json:
        return {"format": FORMAT, "exercises": [self._exercise(item) for item in self.content.exercises]}

    def _exercise(self, item: Item) -> Json:
        gentle = item.get("gentle")
        return {
            **_only(item, *_EXERCISE),
            "pace": _pace(item["pace"]) if "pace" in item else None,
            "script": [self._script_part(part) for part in item.get("script", [])],
            "paces": [
                _only(pace, "id", "in", "hold", "out", "text", "hint", "usual")
                for pace in item.get("paces", [])
            ],
            "lengths": [_plain(length, "add") for length in item.get("lengths", [])],
            "steps": [_only(step, "id", "text", "say") for step in item["steps"]],
            "gentle": None
            if gentle is None
            else {
                "when": tree_json(self.rules.of(gentle, "when")),
                "pace": _pace(gentle["pace"]),
                "reason": gentle["reason"],
            },
            "gate": list(self._gate(item)),
            "cautions": [
                {**_line(caution), **_only(caution, *_CAUTION)} for caution in item.get("cautions", [])
            ],
            "relating": [_line(line) for line in item.get("relating", [])],
            "sources": _listed(item, "sources"),
            "marks": _listed(item, "marks"),
        }

    def _script_part(self, part: Item) -> Json:
        pace = {"pace": _pace(part["pace"])} if "pace" in part else {}
        return {**_only(part, *_SCRIPT), "seconds": seconds_of(part), **pace}

    def _gate(self, exercise: Item) -> Iterable[Json]:
        """What is looked at before this exercise: what means something for every one, and what its cautions name."""
        named = {caution["gate"] for caution in exercise.get("cautions", []) if "gate" in caution}
        for gate in self.content.gate:
            if "does" in gate or gate["id"] in named:
                yield {
                    **_only(gate, "id", "ask", "does", "advice"),
                    "when": tree_json(self.rules.of(gate, "when")),
                    "sources": _listed(gate, "sources"),
                    "marks": _listed(gate, "marks"),
                }

    def local(self) -> Json:
        found: Mapping[str, Any] = self.content.local or {}
        return {
            "format": FORMAT,
            "crisis_lines": [_plain(item, "note", "add") for item in found.get("crisis_lines", [])],
            "referral_places": [_plain(item, "note", "add") for item in found.get("referral_places", [])],
            "prescriber_contact": _plain(found.get("prescriber_contact"), "note"),
            "supervisor_contact": _plain(found.get("supervisor_contact"), "note"),
        }

    def demo(self) -> Json:
        people = [
            {
                **_only(person, *_PERSON),
                "visits": [_plain(visit, "note") for visit in person["visits"]],
            }
            for person in self.content.demo
        ]
        return {"format": FORMAT, "people": people}


def _only(item: Mapping[str, Any], *keys: str) -> Json:
    return {key: item[key] for key in keys if key in item}


def _plain(item: Mapping[str, Any] | None, *without: str) -> Json | None:
    return None if item is None else {key: value for key, value in item.items() if key not in without}


def _listed(item: Item, key: str) -> list[str]:
    return list(item.get(key, []))


def _statement(item: Item, module: str) -> Json:
    return {
        "id": item["id"],
        "module": module,
        "text": item["text"],
        "sources": _listed(item, "sources"),
        "marks": _listed(item, "marks"),
    }


def _line(item: Item) -> Json:
    return {**_only(item, "id", "text"), "sources": _listed(item, "sources"), "marks": _listed(item, "marks")}


def _pace(item: Item) -> Json:
    return {"hold": 0, **_only(item, "in", "hold", "out"), "start_with": item.get("start_with", "in")}


def _if_unknown(found: Any) -> Json:
    if isinstance(found, Item):
        return {"do": "treat_as", "value": found["treat_as"]}
    return {"do": found or "carry_on"}


def _visit(step: Item) -> Any:
    visit = step.get("visit", "any")
    return None if visit == "any" else ["=", ["var", "visit"], ["lit", visit]]


def _both(visit: Any, guard: Expr | None) -> Any:
    if visit is None or guard is None:
        return tree_json(guard) if visit is None else visit
    rest = tree_json(guard)
    return ["and", visit, *rest[1:]] if rest[0] == "and" else ["and", visit, rest]


def tree_json(expr: Expr | None) -> Any:
    """A tree as JSON arrays."""
    if expr is None:
        return None
    if expr[0] == "lit":
        return ["lit", expr[1]]
    return [expr[0], *(part if isinstance(part, str) else tree_json(part) for part in expr[1:])]
