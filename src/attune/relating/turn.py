"""One turn: what a sentence of the worker does, and why. Twin of client/src/domain/relating/turn.ts.

The order of evaluation is that of the sheet, section 4.2 and 4.4; the same inputs give the same outputs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from attune.relating.state import Json, Model, Person, State, clip, round6

SAFE = (
    "validate",
    "normalise",
    "reflect",
    "allow_silence",
    "affirm_strength",
    "explain_preview",
    "offer_choice",
)
HURT = (
    "lecture", "dismiss", "premature_reassure", "interrupt", "withdraw", "break_confidence", "abrupt_end", "closed_question",
)  # fmt: skip
_ALARMS_LATER = ("validate", "over_warm", "push_disclosure")
_REACHES_FROZEN = ("ground", "explain_preview", "allow_silence", "offer_choice", "closed_question")
_SETTLES = ("offer_choice", "explain_preview", "close_with_date")


@dataclass(frozen=True, slots=True)
class Move:
    """What the worker does in one turn, as far as the state goes."""

    class_: str
    quality: float = 0.0  # of a repair
    explained_breach: bool = False
    companion_leaves: bool = False
    big: float = 0.0  # sensitivity of what is told in full, if it is big


@dataclass(slots=True)
class Parts:
    """Why one number changed: rule -> by how much. The sum is the change."""

    of: str
    found: list[tuple[str, float]] = field(default_factory=list)

    def add(self, rule: str, by: float) -> None:
        self.found.append((rule, by))

    def scaled(self, factor: float) -> None:
        self.found = [(rule, by * factor) for rule, by in self.found]

    def reasons(self, change: float) -> Iterable[Json]:
        """What the bounds of 0 and 1 took away is a reason too."""
        named = 0.0
        for _, by in self.found:  # not sum(), which rounds otherwise than the twin
            named += by
        self.add("limit", change - named)
        for rule, by in self.found:
            if round6(by) != 0:
                yield {"of": self.of, "rule": rule, "by": round6(by)}


def class_in_effect(state: State, move: Move) -> str:
    """How the state takes the sentence: a breach that nobody had explained is a breach, a leading question a closed one."""
    if move.explained_breach and not state.explained:
        return "break_confidence"
    return "closed_question" if move.class_ == "leading_negative" else move.class_


def take_turn(model: Model, person: Person, state: State, move: Move) -> tuple[State, list[Json]]:
    """The state after the turn and the reasons for each change: {of, rule, by}."""
    class_ = class_in_effect(state, move)
    if class_ == "repair":
        after, parts = _repair(model, person, state, move)
    else:
        after, parts = _Turn(model, person, state, move, class_).run()
    if move.companion_leaves:
        after = replace(after, companion=False)
    changes = ((each, getattr(after, each.of) - getattr(state, each.of)) for each in parts)
    return after, [reason for each, change in changes for reason in each.reasons(change)]


def _previous(state: State, turns: float, *classes: str) -> bool:
    """Was one of the classes said in the last `turns` turns?"""
    return any(each in classes for each in state.classes[-int(turns) :])


def repeats(state: State, class_: str) -> int:
    """How many turns just before this one had the same class."""
    count = 0
    for each in reversed(state.classes):
        if each != class_:
            break
        count += 1
    return count


class _Turn:
    """One turn being computed, in the printed order."""

    def __init__(self, model: Model, person: Person, state: State, move: Move, class_: str) -> None:
        self.model, self.person, self.state, self.move, self.class_ = model, person, state, move, class_
        self.turn = state.turn + 1
        self.T, self.A, self.R, self.C = Parts("T"), Parts("A"), Parts("R"), Parts("C")
        self.later_arousal = self.later_trust = 0.0
        self.frame = state.frame

    def run(self) -> tuple[State, list[Parts]]:
        m, person, state = self.model, self.person, self.state
        d_trust, d_arousal, d_strain = self._raw("T"), self._raw("A"), self._raw("R")
        d_trust, d_strain = self._limit(d_trust, d_strain)
        d_arousal = self._steady(d_arousal)
        d_arousal = self._comfort(d_arousal)
        d_trust = self._row(d_trust)
        d_trust, d_arousal = self._frozen(d_trust, d_arousal)
        ruptured = d_strain > 0 and round6(state.R) < m["new_strain"]
        trust = state.T + self._gain(d_trust)
        strain = self._strain(d_strain)
        control = self._control()
        d_arousal = self._relaxed(d_arousal)
        trust_before, rupture_turn, rupture_class = (
            state.trust_before,
            state.rupture_turn,
            state.rupture_class,
        )
        if ruptured:
            trust_before, rupture_turn, rupture_class = state.T, self.turn, self.class_
        if state.told_big and self.class_ in HURT and round6(strain) < m["new_strain"]:
            trust_before, rupture_turn, rupture_class = trust, self.turn, self.class_
        trust, strain = self._after_telling(trust, strain)
        trust, strain = self._breach(trust, strain)
        strain = self._void(strain)
        low = person.v * max(0.0, m["low_control"] - control) * m["low_control_v"]
        self.T.add("low_control", -low)
        self.T.add("later", state.later_trust)
        trust = clip(trust - low + state.later_trust)
        settle = m["settle"] * (state.A - state.rest)
        self.A.add("later", state.later_arousal)
        self.A.add("settle", -settle)
        arousal = clip(state.A + d_arousal + state.later_arousal - settle)
        freeze = state.freeze
        if person.d > m["freeze_d"] and round6(arousal) > m["freeze_over"]:
            freeze = True
        if freeze and round6(arousal) < m["freeze_under"]:
            freeze = False
        exposed = state.exposed
        settled = state.settled or (exposed and self.class_ in _SETTLES)
        if self.move.big > 0:
            self.A.add("telling", m["big_arousal"] * self.move.big)
            arousal, exposed = clip(arousal + m["big_arousal"] * self.move.big), True
        after = replace(
            state,
            T=trust,
            A=arousal,
            R=strain,
            C=control,
            later_arousal=self.later_arousal,
            later_trust=self.later_trust,
            turn=self.turn,
            classes=(*state.classes, self.class_),
            explained=state.explained or self.class_ == "privacy_intro",
            frame=self.frame,
            freeze=freeze,
            told_big=self.move.big > 0,
            exposed=exposed,
            settled=settled,
            guarded=m["broken_confidence"] if self.class_ == "break_confidence" else state.guarded,
            breached=state.breached or self._is_breach,
            trust_before=trust_before,
            rupture_turn=rupture_turn,
            rupture_class=rupture_class,
        )
        return after, [self.T, self.A, self.R, self.C]

    # ------------------------------------------------------------ raw change, and what the context does to it

    def _raw(self, of: str) -> float:
        base, by_a, by_v, by_d = self.model.classes[self.class_][of]
        person, parts = self.person, {"T": self.T, "A": self.A, "R": self.R}[of]
        parts.add("class", base)
        parts.add("tends_a", by_a * person.a)
        parts.add("tends_v", by_v * person.v)
        parts.add("tends_d", by_d * person.d)
        return float(base + by_a * person.a + by_v * person.v + by_d * person.d)

    def _limit(self, d_trust: float, d_strain: float) -> tuple[float, float]:
        """A limit counts as kind after understanding; before it, it can feel like a closed door."""
        m, a = self.model, self.person.a
        if self.class_ != "predictable_limit":
            return d_trust, d_strain
        if _previous(self.state, m["frame_window"], "validate", "reflect", "normalise"):
            self.frame = True
        elif not self.frame:
            self.T.add("no_frame", -m["frame_trust_a"] * a)
            self.R.add("no_frame", m["frame_strain_a"] * a)
            return d_trust - m["frame_trust_a"] * a, d_strain + m["frame_strain_a"] * a
        return d_trust, d_strain

    def _steady(self, d_arousal: float) -> float:
        m, state = self.model, self.state
        if self.class_ == "ground" and not _previous(
            state, m["prepared_window"], "explain_preview", "offer_choice"
        ):
            alone = m["ground_alone"] + m["ground_alone_d"] * self.person.d
            self.A.add("unprepared", alone - d_arousal)
            d_arousal = alone
        prepared = _previous(state, m["prepared_window"], "explain_preview", "offer_choice", "normalise")
        if self.class_ in ("sensitive_direct", "ground") and d_arousal > 0 and prepared:
            self.A.add("prepared", d_arousal * m["prepared_share"] - d_arousal)
            d_arousal = d_arousal * m["prepared_share"]
        return d_arousal

    def _comfort(self, d_arousal: float) -> float:
        """Comfort calms now and less each time, and distress comes back next turn; closeness can alarm later."""
        m, person = self.model, self.person
        if self.class_ == "premature_reassure":
            before = sum(each == "premature_reassure" for each in self.state.classes)
            worn = d_arousal * _power(m["reassure_fade"], before)
            self.A.add("worn_out", worn - d_arousal)
            d_arousal = worn
            self.later_arousal += (
                m["reassure_later"] + m["reassure_later_a"] * person.a + m["reassure_later_d"] * person.d
            )
            self.later_trust -= m["reassure_trust_a"] * person.a
        if person.d > m["close_d"] and self.class_ in _ALARMS_LATER:
            self.later_arousal += m["close_later"] * person.d * self.model.classes[self.class_]["k"]
        return d_arousal

    def _row(self, d_trust: float) -> float:
        m = self.model
        if self.class_ == "closed_question" and repeats(self.state, self.class_) + 1 >= m["closed_row"]:
            self.T.add("closed_row", -m["closed_trust"])
            return d_trust - m["closed_trust"]
        return d_trust

    def _frozen(self, d_trust: float, d_arousal: float) -> tuple[float, float]:
        if not self.state.freeze or self.class_ in _REACHES_FROZEN:
            return d_trust, d_arousal
        self.A.add("frozen", self.model["freeze_cost"])
        if d_trust > 0:
            self.T.add("frozen", -d_trust)
        return min(d_trust, 0.0), d_arousal + self.model["freeze_cost"]

    # ------------------------------------------------------------ how it is taken

    def _gain(self, d_trust: float) -> float:
        """Trust is slow to gain and quicker to lose."""
        m, person, state = self.model, self.person, self.state
        if d_trust < 0:
            buffer = 1 - m["loss_buffer"] * max(0.0, state.T - m["loss_buffer_from"]) / m["loss_buffer_from"]
            factor = m["loss"] * buffer * min(1.0, m["loss_base"] + m["loss_trust"] * state.T)
            self.T.scaled(factor)
            return d_trust * factor
        open_ = (1 - state.T) * max(m["gain_least"], 1 - m["gain_v"] * person.v - m["gain_d"] * person.d)
        again = _power(m["gain_repeat"], repeats(state, self.class_))
        self.T.scaled(open_)
        self.T.add("strain", -d_trust * open_ * state.R)
        self.T.add("repeated", -d_trust * open_ * (1 - state.R) * (1 - again))
        return d_trust * open_ * (1 - state.R) * again

    def _strain(self, d_strain: float) -> float:
        if d_strain > 0:
            return clip(self.state.R + d_strain)
        faded = self.model["strain_fade"] * self.state.R
        self.R.add("fade", faded - self.state.R)
        return faded

    def _control(self) -> float:
        change = self.model.classes[self.class_]["C"]
        by_v = change * self.model["control_v"] * self.person.v
        self.C.add("class", change)
        self.C.add("tends_v", by_v)
        return clip(self.state.C + change * (1 + self.model["control_v"] * self.person.v))

    def _relaxed(self, d_arousal: float) -> float:
        """Nobody relaxes below their floor."""
        if d_arousal >= 0:
            return d_arousal
        m, state = self.model, self.state
        room = clip((state.A - m["relax_rest"] * state.rest) / m["relax_span"])
        self.A.scaled(room)
        return d_arousal * room

    # ------------------------------------------------------------ after something big was told; breaches; void repairs

    def _after_telling(self, trust: float, strain: float) -> tuple[float, float]:
        m = self.model
        if not self.state.told_big:
            return trust, strain
        if self.class_ in SAFE:
            self.T.add("after_telling_safe", m["safe_gain"] * (1 - trust))
            return trust + m["safe_gain"] * (1 - trust), strain
        if self.class_ in HURT:
            loss = m["hurt_trust"] * (1 + m["hurt_trust_v"] * self.person.v)
            self.T.add("after_telling_hurt", -loss)
            self.R.add("after_telling_hurt", m["hurt_strain"])
            return trust - loss, clip(strain + m["hurt_strain"])
        return trust, strain

    @property
    def _is_breach(self) -> bool:
        return self.move.explained_breach and self.class_ != "break_confidence"

    def _breach(self, trust: float, strain: float) -> tuple[float, float]:
        """Passing on what had to be passed on, as explained: it costs a little, once."""
        if not self._is_breach or self.state.breached:
            return trust, strain
        m = self.model
        self.T.add("breach", -m["breach_trust"])
        self.R.add("breach", m["breach_strain"])
        return trust - m["breach_trust"], clip(strain + m["breach_strain"])

    def _void(self, strain: float) -> float:
        """Sorry, and then the same again: the repair does not count."""
        m, state = self.model, self.state
        soon = state.repaired_turn > 0 and self.turn - state.repaired_turn <= m["void_window"]
        if not soon or state.repaired <= 0 or self.class_ != state.rupture_class:
            return strain
        self.R.add("void_repair", state.repaired + m["void_strain"])
        return clip(strain + state.repaired + m["void_strain"])


def _repair(model: Model, person: Person, state: State, move: Move) -> tuple[State, list[Parts]]:
    """The worker owns a misstep. Trust never rises above where it was before."""
    m, q = model, move.quality
    trust_parts, arousal_parts, strain_parts = Parts("T"), Parts("A"), Parts("R")
    turn = state.turn + 1
    trust, arousal, strain = state.T, state.A, state.R
    full = q >= 1
    mends = state.trust_before is not None and round6(state.R) > m["new_strain"]
    if state.trust_before is not None and mends:
        e = q * (1.0 if turn - state.rupture_turn <= m["repair_prompt"] else m["repair_late"])
        strain = strain * (1 - m["repair_share"] * e)
        share = m["repair_share"] * e * (1 - m["repair_v"] * person.v - m["repair_d"] * person.d)
        trust += share * max(0.0, state.trust_before - trust)
        if full and not state.fully_repaired:
            trust = max(trust, min(trust + m["repair_lift"], state.trust_before))
        arousal -= m["repair_calm"] * e
        arousal_parts.add("repair", -m["repair_calm"] * e)
    trust_parts.add("repair", trust - state.T)
    strain_parts.add("repair", strain - state.R)
    settle = m["settle"] * (arousal - state.rest)
    arousal_parts.add("later", state.later_arousal)
    arousal_parts.add("settle", -settle)
    trust_parts.add("later", state.later_trust)
    after = replace(
        state,
        T=clip(trust + state.later_trust),
        A=clip(arousal + state.later_arousal - settle),
        R=strain,
        later_arousal=0.0,
        later_trust=0.0,
        turn=turn,
        classes=(*state.classes, "repair"),
        told_big=False,
        repaired_turn=turn,
        repaired=state.R - strain,
        fully_repaired=state.fully_repaired or (mends and full),
    )
    return after, [trust_parts, arousal_parts, strain_parts]


def _power(base: float, times: int) -> float:
    """By multiplication: `pow` differs between the two languages in the last bit."""
    found = 1.0
    for _ in range(times):
        found *= base
    return found
