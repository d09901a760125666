"""The prover's formula of a consultation is the engine: on random consultations both say the same, name by name."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import z3

from attune.guide import Prepared, consult
from attune.guide.prove.claims import readable
from attune.guide.prove.model import bit, build
from attune.guide.prove.search import Search
from attune.guide.prove.translate import Code, Codes, Members, Number, Truth
from attune.pack import compile_pack
from attune.paths import content_dir

TODAY = date(2026, 11, 25)
CONSULTATIONS = 60


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(build(compile_pack(content_dir()).guide))


@pytest.mark.parametrize("seed", range(CONSULTATIONS))
def test_the_formula_says_what_the_engine_says(search: Search, seed: int) -> None:
    dice = random.Random(seed)
    prepared = search.model.prepared
    answers = _consultation(prepared, dice)
    result = consult(prepared, answers, TODAY)
    wanted = readable(prepared, answers, result)
    search.solver.push()
    search.solver.add(list(_pinned(search, answers, result["open"])))
    assert search.solver.check() == z3.sat
    said = _read(search, search.solver.model())
    search.solver.pop()
    assert {
        name: (value, wanted.get(name)) for name, value in said.items() if value != wanted.get(name)
    } == {}


def test_random_consultations_come_to_most_of_the_guide(search: Search) -> None:
    """Without this the test above could agree about nothing."""
    prepared = search.model.prepared
    seen: dict[str, set[str]] = {"conclusions": set(), "plan": set(), "open": set()}
    done = 0
    for seed in range(3 * CONSULTATIONS):
        result = consult(prepared, _consultation(prepared, random.Random(seed)), TODAY)
        done += result["done"]
        seen["conclusions"] |= {each["id"] for each in result["conclusions"]}
        seen["plan"] |= {each["id"] for each in result["plan"]}
        seen["open"] |= set(result["open"])
    assert done >= CONSULTATIONS // 2
    assert seen["open"] == prepared.modules
    assert len(seen["conclusions"]) >= 20
    assert len(seen["plan"]) >= 150


# ---------------------------------------------------------------- a random consultation


def _consultation(prepared: Prepared, dice: random.Random) -> dict[str, Any]:
    """A walk along the questions that come up, with unknown answers, answers nobody asked for, and changed ones."""
    modules = sorted(prepared.modules)
    answers: dict[str, Any] = {"start": dice.sample(modules, dice.choice([0, 1, 1, 1, 2, 4]))}
    for name in ("visit", "cadre", "stock", "earlier", "chart"):
        if dice.random() < 0.7:
            answers[name] = _answer(prepared, name, dice, 0)
    for step in range(1, dice.choice([10, 40, 140])):
        result = consult(prepared, answers, TODAY)
        if result["done"]:
            break
        if dice.random() < 0.05:
            name = dice.choice(sorted(prepared.questions))
        elif result["next"]["kind"] == "acts":
            answers |= {line: {"act": "done"} for line in result["next"]["ids"]}
            continue
        else:
            name = dice.choice(result["to_ask"][:2])
        answers[name] = _answer(prepared, name, dice, step)
    return answers


def _answer(prepared: Prepared, name: str, dice: random.Random, n: int) -> dict[str, Any]:
    body = prepared.questions[name].body
    if dice.random() < 0.12:
        return {"unknown": dice.choice(["not-known", "declined", "could-not-ask"]), "n": n}
    codes = [option["id"] for option in body.get("options") or ()]
    kind = body["type"]
    if kind == "yes_no":
        return {"value": dice.random() < 0.5, "n": n}
    if kind == "choice":
        return {"value": dice.choice(codes), "n": n}
    if kind == "multi":
        few = dice.choice([0, 1, 1, 2, 3, len(codes)])
        return {"value": dice.sample(codes, min(few, len(codes))), "n": n}
    if kind == "number":
        near = [low for low in (0, 5, 7, 12, 13, 17, 18, 40, 60, 61) if body["min"] <= low <= body["max"]]
        return {"value": dice.choice([*near, dice.randint(body["min"], body["max"])]), "n": n}
    return {"value": "words", "n": n}


# ---------------------------------------------------------------- the same in the formula


def _pinned(search: Search, answers: dict[str, Any], is_open: list[str]) -> Iterator[Any]:
    """Formulas that leave the solver exactly these answers and these open modules."""
    model = search.model
    for name in model.prepared.modules:
        yield bit("open", name) == (name in is_open)
    for name in model.prepared.lines:
        yield bit("act", name) == (name in answers)
    for name, entered in model.inputs.items():
        body = model.prepared.questions[name].body
        answer = answers.get(name) or ({"value": body["default"], "n": 0} if "default" in body else None)
        if entered.given is not True:
            yield entered.given == (answer is not None)
        if answer is None:
            continue
        yield entered.unknown == ("unknown" in answer)
        if entered.n is not None:
            yield entered.n == _rank(answers, answer["n"], model)
        if "value" in answer and body["type"] != "text":
            yield from _valued(body["type"], entered.value, answer["value"])


def _rank(answers: dict[str, Any], n: int, model: Any) -> int:
    """The place of `n` among the numbers that matter: only their order does."""
    numbered = [name for name, entered in model.inputs.items() if entered.n is not None]
    return sorted({(answers.get(name) or {}).get("n", 0) for name in numbered}).index(n)


def _valued(kind: str, entered: Any, value: Any) -> Iterator[Any]:
    if kind in ("choice", "multi"):
        chosen = [value] if kind == "choice" else value
        yield from (chosen_bit == (code in chosen) for code, chosen_bit in entered.items())
    else:
        yield entered == value


def _read(search: Search, found: Any) -> dict[str, Any]:
    """Every name that a claim may read, as the formula has it."""

    def holds(formula: Any) -> bool:
        return formula is True or (
            formula is not False and z3.is_true(found.eval(formula, model_completion=True))
        )

    said: dict[str, Any] = {}
    for name, term in search.model.reading().items():
        if isinstance(term, Truth):
            value: Any = True if holds(term.yes) else False if holds(term.no) else None
        elif isinstance(term, Members):
            value = {code for code, there in term.holds.items() if holds(there)}
        elif not holds(term.known):
            value = None
        elif isinstance(term, Number):
            value = found.eval(term.value, model_completion=True).as_signed_long()
        elif isinstance(term, Code):
            (value,) = [code for code, there in term.chosen.items() if holds(there)]
        else:
            assert isinstance(term, Codes)
            value = [code for code, there in term.chosen.items() if holds(there)]
        said[name] = value
    return said
