"""The rules of a pack: each parsed, checked against the answers it reads, and free of rings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from attune.logic import (
    Expr,
    LogicError,
    SyntaxFault,
    Type,
    UnknownName,
    check_rule,
    members,
    names,
    parse,
    substitute,
)
from attune.pack.content import Content
from attune.pack.errors import Findings, Place
from attune.pack.names import READABLE, Named, Names
from attune.pack.shape import Item

SETS = ("answered", "not_known")
Env = Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Rules:
    """The trees of all rules, constants written in. `of` finds them by the thing and the key they stand at."""

    trees: dict[tuple[int, str], Expr] = field(default_factory=dict)
    read_by: dict[str, list[Place]] = field(default_factory=dict)  # name -> the rules that read its value

    def of(self, item: Item, key: str) -> Expr | None:
        return self.trees.get((id(item), key))


def read_rules(content: Content, names_: Names, findings: Findings) -> Rules:
    """Parse and check every rule of the pack; faults are noted with the place inside the rule."""
    env = environment(content, names_)
    constants = {item["id"]: item["value"] for item in content.constants if "value" in item and "id" in item}
    rules = Rules()
    for item, key in _guide_rules(content):
        _read(item, key, content, env, constants, names_, rules, findings)
    wider = {**env, **_invariant_sets(content, names_)}
    for item in content.invariants:
        for key in ("given", "holds"):
            _read(item, key, content, wider, constants, names_, Rules(rules.trees), findings)
    _find_rings(names_, rules, findings)
    return rules


def environment(content: Content, names_: Names) -> dict[str, Type]:
    """The type of everything that a rule may read."""
    env: dict[str, Type] = {}
    for named in names_.of(*READABLE):
        if named.kind == "question":
            env[named.id] = _question_type(named.item, content, names_)
        elif named.kind == "constant":
            env[named.id] = _value_type(named.item.get("value"))
        else:
            env[named.id] = Type("bool")
    questions = frozenset(names_.ids("question"))
    return {**env, **{name: Type("set", questions) for name in SETS}}


def option_codes(question: Item, content: Content, names_: Names) -> list[str] | None:
    """The codes that a question can have for an answer; None if it has none or they could not be read."""
    if question.get("codes_from") == "conclusions":
        return names_.ids("conclusion")
    if question.get("codes_from") == "cadres":
        return [cadre["id"] for cadre in content.pack.get("cadres", []) if "id" in cadre]
    if question.get("codes_from") == "exercises":
        return names_.ids("exercise")
    if content.chart is not None and question is content.chart.get("question"):
        return names_.ids("presentation")
    if "options" in question:
        return [option["id"] for option in question["options"] if "id" in option]
    return None


def _question_type(question: Item, content: Content, names_: Names) -> Type:
    codes = option_codes(question, content, names_)
    options = frozenset(codes) if codes is not None else None
    match question.get("type"):
        case "choice":
            return Type("code", options)
        case "multi":
            return Type("codes", options)
        case "number":
            return Type("int")
        case "text":
            return Type("text")
        case _:
            return Type("bool")


def _value_type(value: object) -> Type:
    if isinstance(value, bool):
        return Type("bool")
    return Type("int" if isinstance(value, int) else "code")


def _invariant_sets(content: Content, names_: Names) -> dict[str, Type]:
    """What an invariant may read besides: the sets of a finished consultation."""
    questions = names_.ids("question")
    made = [f"{prefix}_{name}" for name in questions for prefix in ("ask", "refer")]
    lines = frozenset(names_.ids("plan line"))
    return {
        "plan": Type("set", lines),
        "offered": Type("set", lines),
        "urgent": Type("set", lines),
        "conclusions": Type("set", frozenset(names_.ids("conclusion"))),
        "open": Type("set", frozenset(names_.ids("module"))),
        "exits": Type("set", frozenset(names_.ids("exit"))),
        "tasks": Type("set", frozenset([*names_.ids("task"), *made])),
        "follow_up": Type("set", frozenset(names_.ids("follow-up"))),
        "done": Type("bool"),
    }


def _guide_rules(content: Content) -> Iterable[tuple[Item, str]]:
    for question in content.facts:
        yield question, "when"
    for rule in content.fact_rules:
        yield rule, "is"
    for module in content.all_modules:
        for step in module.get("steps", []):
            for question in step.get("questions", []):
                yield question, "when"
        for rule in module.get("rules", []):
            yield rule, "is"
        for part in ("conclusions", "exits", "plan", "follow_up", "tasks"):
            for item in module.get(part, []):
                yield item, "when"
    for exercise in content.exercises:
        if isinstance(exercise.get("gentle"), Item):
            yield exercise["gentle"], "when"
    for gate in content.gate:
        yield gate, "when"
    for file in content.guidance:
        for unit in file.get("units", []):
            yield unit, "when"
    for circumstance in content.observations.get("circumstances", []) if content.observations else ():
        yield circumstance, "when"


def _read(
    item: Item,
    key: str,
    content: Content,
    env: Env,
    constants: Mapping[str, bool | int | str],
    names_: Names,
    rules: Rules,
    findings: Findings,
) -> None:
    if key not in item:
        return
    node = item.node_of(key)
    try:
        tree = parse(item[key])
        check_rule(tree, env)
        # Once more as it is compiled: a constant that is a code must be one that the other side can have.
        compiled = substitute(tree, constants)
        check_rule(compiled, env)
    except LogicError as error:
        if _may_be_unreadable(error, content):
            return
        place = node.inside(error.line, error.column or 1) if error.line else node.place
        _note(error, place, env, names_, findings)
        return
    for name in names(tree):
        rules.read_by.setdefault(name, []).append(node.place)
    rules.trees[(id(item), key)] = compiled


def _may_be_unreadable(error: LogicError, content: Content) -> bool:
    """Does the error miss a name that may stand in a file that could not be read? That file has been reported."""
    if not content.unreadable or isinstance(error, SyntaxFault):
        return False
    stems = {name.rpartition("/")[2].removesuffix(".yaml") for name in content.unreadable if "/" in name}
    missed = re.findall(r"[%'](\w+)", error.message)
    modules = {item.get("id", "") for item in content.all_modules}
    return any(
        any(name.startswith(f"{stem}_") for stem in stems)
        or ("facts.yaml" in content.unreadable and name.partition("_")[0] not in modules)
        or ("constants.yaml" in content.unreadable and isinstance(error, UnknownName))
        for name in missed
    )


def _note(error: LogicError, place: Place, env: Env, names_: Names, findings: Findings) -> None:
    """The language's error as a fault; `Did you mean X?` becomes the nearest name."""
    message, nearest, expected = error.message, "", error.hint
    if error.hint.startswith("Did you mean "):
        nearest, expected = error.hint.removeprefix("Did you mean ").removesuffix("?"), ""
    if isinstance(error, UnknownName):
        name = message.split("%")[-1].rstrip(".")
        kind = names_.kind(name)
        if kind:
            message, nearest = (
                f"%{name} is a {kind}; a rule reads questions, rules, conclusions and constants.",
                "",
            )
        elif not nearest:
            expected = "the id of a question, rule, conclusion or constant"
    code = f"rule_{error.code}"
    findings.fault(
        code,
        place,
        message,
        expected=expected.removesuffix("."),
        among=[nearest] if nearest else (),
        word=nearest,
    )


def _find_rings(names_: Names, rules: Rules, findings: Findings) -> None:
    """A thing whose rule reads, by whatever way, the thing itself could never be decided."""
    reads = {named.id: _reads(named, rules) for named in names_.of("question", "rule", "conclusion")}
    done: set[str] = set()
    for name in reads:
        ring = _ring(name, reads, done, [])
        if ring:
            first = names_.by_id[ring[0]]
            key = "when" if "when" in first.item else "is"
            findings.fault(
                "ring",
                first.item.at(key),
                f"These depend on each other in a ring: {' -> '.join([*ring, ring[0]])}.",
                expected="a rule that does not read itself",
            )
            done.update(ring)


def _reads(named: Named, rules: Rules) -> list[str]:
    tree = rules.of(named.item, "when") or rules.of(named.item, "is")
    if tree is None:
        return []
    asked = (code for group, code in members(tree) if group in SETS)
    return sorted((names(tree) - set(SETS)) | set(asked))


def _ring(name: str, reads: Mapping[str, list[str]], done: set[str], trail: list[str]) -> list[str]:
    """The first ring met from `name`, beginning with its first id in the trail; [] if there is none."""
    if name in trail:
        return trail[trail.index(name) :]
    if name in done or name not in reads:
        return []
    for other in reads[name]:
        ring = _ring(other, reads, done, [*trail, name])
        if ring:
            return ring
    done.add(name)
    return []
