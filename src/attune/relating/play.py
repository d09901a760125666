"""A play is its list of choices: everything else is computed from it. Twin of client/src/domain/relating/play.ts.

A choice is the id of an offered line; between two visits it is `remind` or `no_reminder`, and after a missed one `call` or `no_call`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

from attune.relating.between import between, likely_to_miss, likely_to_try
from attune.relating.disclose import disclosed, is_big
from attune.relating.lines import ENDS, STRAINS, Heard, Script, event_of, offered, script_of
from attune.relating.speech import answer, band_of, cues, is_mismatch, opening, reply
from attune.relating.state import Json, Model, Person, State, model_of, round6, shown, start, start_again
from attune.relating.turn import Move, class_in_effect, take_turn

REMINDERS = ("remind", "no_reminder")
CALLS = ("call", "no_call")
_MISSED_FROM = 0.5
_STRAIN_WINDOW = 2
OWN = "own"  # the pattern of a case as it is meant


def person_of(relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str = OWN) -> Person:
    """The person of a case; a pattern replaces the three tendencies and nothing else. Raises KeyError for an unknown pattern."""
    params = case["params"]
    tendencies = params
    if pattern != OWN:
        tendencies = {profile["id"]: profile for profile in relating["profiles"]}[pattern]
    return Person(
        a=tendencies["a"],
        v=tendencies["v"],
        d=tendencies["d"],
        stress=params.get("stress", 0.0),
        t_off=params.get("t_off", 0.0),
    )


def play(
    relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str = OWN, choices: Iterable[str] = ()
) -> Json:
    """Everything that followed from the choices, and what is offered now.

    A choice that is not offered ends the reading: it stands in `problem`, and what came before holds.
    """
    run = Playing(relating, case, pattern)
    for number, choice in enumerate(choices):
        if choice not in run.offered:
            run.problem = {"n": number, "choice": choice, "offered": list(run.offered)}
            break
        run.choose(choice)
    return run.result()


def levels(model: Model, person: Person, state: State) -> Json:
    """What a debrief draws."""
    return {
        "T": round6(state.T),
        "A": round6(state.A),
        "R": round6(state.R),
        "C": round6(state.C),
        "S": round6(shown(model, person, state)),
    }


class Playing:
    """A play in progress."""

    def __init__(self, relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str) -> None:
        self.case, self.talk, self.pattern = case, relating["talk"], pattern
        self.model = model_of(relating)
        self.person = person_of(relating, case, pattern)
        self.own = person_of(relating, case)
        self.script: Script = script_of(relating, case)
        self.visit = 0
        params = case["params"]
        self.state = start(
            self.model,
            self._person_now(),
            K=params.get("K"),
            L=params.get("L"),
            companion=self._brings_companion(),
            event=self._visit.get("event", 0.0),
        )
        self.heard = Heard(
            self._visit["id"],
            self._visit.get("turns", 18),
            self._visit["starts_in"],
            companion=self.state.companion,
        )
        self.turns: list[Json] = []
        self.visits: list[Json] = [self._opened()]
        self.facts = dict.fromkeys(self.script.facts, "unasked")
        self.promise = "neither"
        self.phase = "talk"
        self.missed_likely = 0.0
        self.problem: Json | None = None
        self._offered: Sequence[str] | None = None

    @property
    def offered(self) -> Sequence[str]:
        """What can be chosen now; worked out when first asked for."""
        if self._offered is None:
            self._offered = offered(self.script, self.heard)
        return self._offered

    def fork(self) -> Self:
        """The same play so far, to be played on in another way."""
        twin, heard = copy.copy(self), self.heard
        twin.heard = replace(
            heard,
            said=[*heard.said],
            said_ever={*heard.said_ever},
            told={*heard.told},
            asked={*heard.asked},
        )
        twin.turns, twin.facts = [*self.turns], dict(self.facts)
        twin.visits = [dict(visit) for visit in self.visits]
        return twin

    @property
    def _visit(self) -> Mapping[str, Any]:
        return self.script.visits[self.visit]

    def _person_now(self) -> Person:
        """Stress may have changed since the first visit."""
        person = self.person
        return Person(person.a, person.v, person.d, self._visit.get("stress", person.stress), person.t_off)

    def _brings_companion(self) -> bool:
        return "companion" in self.case["setting"] and bool(self._visit.get("companion", True))

    def _opened(self) -> Json:
        person = self._person_now()
        return {
            "id": self._visit["id"],
            "opening": opening(self._visit, person),
            "start": levels(self.model, person, self.state),
            "companion": self.state.companion,
            "cues": cues(self.model, self.talk, self.case, person, self.state, ()),
        }

    # ------------------------------------------------------------ choices

    def choose(self, choice: str) -> None:
        if self.phase == "talk":
            self._say(choice)
        elif self.phase == "reminder":
            self._remind(choice == "remind")
        elif choice == "call":
            self._next_visit(missed=True)
        else:
            self._over()

    def _say(self, name: str) -> None:
        line, heard, before = self.script.lines[name], self.heard, self.state
        model, person = self.model, self._person_now()
        fact, result = self._asked(line, person)
        big = fact["s"] if fact is not None and result == "full" and is_big(model, fact) else 0.0
        move = Move(
            line["class"],
            quality=model[f"quality_{line['quality']}"] if "quality" in line else 0.0,
            explained_breach=line.get("explained_breach", False),
            companion_leaves=line.get("companion_leaves", False),
            big=big,
        )
        in_effect = class_in_effect(before, move)
        self.state, reasons = take_turn(model, person, before, move)
        heard.turn += 1
        heard.said.append(name)
        heard.said_ever.add(name)
        heard.companion = self.state.companion
        self._learn(fact, line, result)
        self._promised(line["class"])
        mismatch = is_mismatch(model, person, self.state)
        heard.events = event_of(result, self._is_strained(), self.state.freeze, mismatch)
        heard.fact = fact["id"] if fact is not None else ""
        heard.topic = line.get("opens") or self.script.topic_of[name] or heard.topic
        self.turns.append(self._turn(line, fact, result, move, in_effect, before, mismatch, reasons))
        if line["class"] in ENDS or heard.turn >= heard.turns:
            self._end_visit()
        else:
            self._offered = None

    def _turn(
        self,
        line: Mapping[str, Any],
        fact: Mapping[str, Any] | None,
        result: str | None,
        move: Move,
        in_effect: str,
        before: State,
        mismatch: bool,
        reasons: list[Json],
    ) -> Json:
        """What is kept of the turn that has just been taken."""
        model, person = self.model, self._person_now()
        return {
            "n": len(self.turns) + 1,
            "visit": self._visit["id"],
            "line": line["id"],
            "class": line["class"],
            "in_effect": in_effect,
            "fact": self.heard.fact or None,
            "result": result,
            "big": move.big > 0,
            "full": line.get("quality") == "full",
            "alone": not before.companion,
            "companion_left": before.companion and not self.state.companion,
            "reply": self._reply(line, fact, result, person),
            "cues": cues(model, self.talk, self.case, person, self.state, self._residual(fact, result)),
            "mismatch": mismatch,
            "freeze": self.state.freeze,
            "band": band_of(model, self.state),
            "before": levels(model, person, before),
            "after": levels(model, person, self.state),
            "reasons": reasons,
        }

    def _asked(self, line: Mapping[str, Any], person: Person) -> tuple[Mapping[str, Any] | None, str | None]:
        """The fact that the line asks or touches, and how it is answered. What was told is not told anew."""
        name = line.get("asks") or line.get("touches")
        if name is None:
            return None, None
        fact = self.script.facts[name]
        if self.facts[name] == "told":
            return fact, "frozen" if self.state.freeze else "known"
        # What a line only comes near, no class brings out in full.
        asked = {**fact, "needs": []} if "touches" in line else fact
        return fact, disclosed(self.model, person, self.state, asked, line["class"])

    def _learn(self, fact: Mapping[str, Any] | None, line: Mapping[str, Any], result: str | None) -> None:
        if "asks" in line:
            self.heard.asked.add(line["asks"])
        if fact is None or result is None:
            return
        known = {"full": "told", "hint": "hinted"}.get(result)
        if known is None and "asks" in line and self.facts[fact["id"]] == "unasked":
            known = "asked"
        if known is not None and self.facts[fact["id"]] != "told":
            self.facts[fact["id"]] = known
        if result == "full":
            self.heard.told.add(fact["id"])

    def _promised(self, class_: str) -> None:
        """How the visit is being left: an offer without limit outweighs a frame, a frame counts once it was accepted."""
        if class_ == "offer_extra":
            self.promise = "extra"
        elif class_ == "predictable_limit" and self.state.frame and self.promise != "extra":
            self.promise = "predictable"

    def _is_strained(self) -> bool:
        """Did one of the last sentences do harm that nobody has owned yet?"""
        last = [self.script.lines[name] for name in self.heard.said[-_STRAIN_WINDOW:]]
        return any(line["class"] in STRAINS for line in last) and (not last or last[-1]["class"] != "repair")

    def _residual(self, fact: Mapping[str, Any] | None, result: str | None) -> Sequence[str]:
        if fact is None or result not in ("hint", "deflect", "deny"):
            return ()
        found: Sequence[str] = fact.get("cues", ())
        return found

    def _reply(
        self, line: Mapping[str, Any], fact: Mapping[str, Any] | None, result: str | None, person: Person
    ) -> str:
        band = band_of(self.model, self.state)
        if fact is not None and result is not None:
            said = answer(self.talk, self.case, line, fact, result, band)
            if said is not None:
                return said
        if self.state.freeze and result is None:
            return ""
        return reply(self.talk, self.case, line, person, self.own, band, line["class"])

    # ------------------------------------------------------------ the end of a visit, and between visits

    def _end_visit(self) -> None:
        model, person, state = self.model, self._person_now(), self.state
        self.visits[-1] |= {
            "end": levels(model, person, state),
            "promise": self.promise,
            "miss": likely_to_miss(model, person, state, reminder=False),
            "miss_with_reminder": likely_to_miss(model, person, state, reminder=True),
            "try": likely_to_try(model, state),
        }
        if self.visit + 1 < len(self.script.visits):
            self.phase, self._offered = "reminder", REMINDERS
        else:
            self._over()

    def _remind(self, reminder: bool) -> None:
        last = self.visits[-1]
        last["reminder"] = reminder
        last["missed"] = last["miss_with_reminder" if reminder else "miss"] >= _MISSED_FROM
        if last["missed"]:
            self.phase, self._offered = "missed", CALLS
        else:
            self._next_visit(missed=False)

    def _next_visit(self, *, missed: bool) -> None:
        state, happened = between(self.model, self._person_now(), self.state, self.promise)
        self.visits[-1] |= {"contacts": happened["contacts"], "broken": happened["broken"]}
        promise, self.promise = self.promise, "neither"
        self.visit += 1
        heard = self.heard
        self.state = start_again(
            self.model,
            self._person_now(),
            state,
            companion=self._brings_companion(),
            event=self._visit.get("event", 0.0),
        )
        self.heard = Heard(
            self._visit["id"],
            self._visit.get("turns", 18),
            self._visit["starts_in"],
            companion=self.state.companion,
            said_ever=heard.said_ever,
            told=heard.told,
            asked=heard.asked,
        )
        self.visits.append(self._opened())
        self.visits[-1]["happened"] = [
            item["id"]
            for item in self._visit.get("happened", [])
            if self._took_place(item, promise, missed, happened["broken"])
        ]
        self.phase, self._offered = "talk", None

    def _took_place(self, item: Mapping[str, Any], promise: str, missed: bool, broken: bool) -> bool:
        heard = self.heard
        return (
            promise in item.get("promise", [promise])
            and item.get("missed", missed) == missed
            and item.get("broken", broken) == broken
            and set(item.get("told", [])) <= heard.told
            and heard.told.isdisjoint(item.get("not_told", []))
            and set(item.get("said", [])) <= heard.said_ever
            and heard.said_ever.isdisjoint(item.get("not_said", []))
        )

    def _over(self) -> None:
        self.phase, self._offered = "over", ()

    # ------------------------------------------------------------ what came out

    def result(self) -> Json:
        return {
            "case": self.case["id"],
            "pattern": self.pattern,
            "phase": self.phase,
            "visit": self._visit["id"],
            "turn": self.heard.turn,
            "turns_left": max(0, self.heard.turns - self.heard.turn),
            "topic": self.heard.topic,
            "companion": self.heard.companion,
            "turns": self.turns,
            "visits": self.visits,
            "facts": self.facts,
            "offered": list(self.offered),
            "problem": self.problem,
        }
