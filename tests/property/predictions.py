"""The qualitative predictions of the sheet on virtual patients (section 6), each for any set of numbers: do they hang on the exact ones?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from attune.relating import (
    Model,
    Move,
    Person,
    State,
    between,
    disclosed,
    likely_to_miss,
    start,
    start_again,
    take_turn,
)
from attune.relating.disclose import threshold
from attune.relating.state import shown

Prediction = Callable[[Model], bool]
PROFILES = {
    "secure": Person(0.15, 0.15, 0),
    "anxious": Person(0.85, 0.20, 0),
    "avoidant": Person(0.20, 0.85, 0),
    "fearful": Person(0.80, 0.75, 0.20),
    "disorganized": Person(0.70, 0.65, 0.85),
}
ANXIOUS, AVOIDANT, DISORGANIZED = (PROFILES[name] for name in ("anxious", "avoidant", "disorganized"))
SUICIDAL = {"theta": 0.48, "s": 0.8, "needs": ["sensitive_direct"]}
# Counts of turns and the ceiling of capacity: no weights that could be a third larger.
FIXED = (
    "frame_window",
    "prepared_window",
    "closed_row",
    "eased_window",
    "repair_prompt",
    "void_window",
    "capacity",
)


def run(model: Model, person: Person, state: State, *classes: str, quality: float = 1.0) -> list[State]:
    found = [state]
    for name in classes:
        state, _ = take_turn(model, person, state, Move(name, quality=quality))
        found.append(state)
    return found


def at(model: Model, person: Person, **given: Any) -> State:
    return replace(start(model, person), **given)


def gain(model: Model, person: Person, name: str) -> float:
    before, after = run(model, person, at(model, person, T=0.40, A=0.45), name)
    return after.T - before.T


def push_by_avoidance(model: Model) -> bool:
    ends = [
        run(model, p, at(model, p, T=0.5, A=0.5), "push_disclosure")[-1].T
        for p in (Person(0.3, v / 4, 0) for v in range(5))
    ]
    return all(later < earlier for earlier, later in pairwise(ends))


def comfort_rebounds(model: Model) -> bool:
    states = {
        name: run(model, p, at(model, p, T=0.5, A=0.6), "premature_reassure", "open_question", "reflect")
        for name, p in PROFILES.items()
    }
    other = run(model, ANXIOUS, at(model, ANXIOUS, T=0.5, A=0.6), "reflect", "open_question", "reflect")
    mine = states["anxious"]
    deepest = all(mine[1].A <= each[1].A for each in states.values())
    return deepest and mine[2].A > other[2].A and mine[3].T < other[3].T


def comfort_wears_out(model: Model) -> bool:
    states = run(
        model, ANXIOUS, at(model, ANXIOUS, T=0.5, A=0.6), *["premature_reassure", "closed_question"] * 3
    )
    relief = [states[n].A - states[n + 1].A for n in (0, 2, 4)]
    return relief[0] > relief[1] > relief[2]


def control_first_for_avoidant(model: Model) -> bool:
    least = min(gain(model, AVOIDANT, name) for name in ("practical_help", "offer_choice", "explain_preview"))
    return least > gain(model, AVOIDANT, "validate") > 0 > gain(model, AVOIDANT, "over_warm")


def validation_first_for_anxious(model: Model) -> bool:
    others = ("over_warm", "practical_help", "explain_preview", "offer_choice")
    return gain(model, ANXIOUS, "validate") > max(gain(model, ANXIOUS, name) for name in others)


def preview_first_for_disorganized(model: Model) -> bool:
    others = ("practical_help", "offer_choice", "validate")
    found = [gain(model, DISORGANIZED, name) for name in others]
    return gain(model, DISORGANIZED, "explain_preview") > max(found) and gain(
        model, DISORGANIZED, "over_warm"
    ) < min(found)


WARM = (
    "over_warm", "validate", "over_warm", "open_question", "push_disclosure", "validate", "over_warm", "offer_extra", "validate",
    "open_question", "shared_plan", "close_with_date",
)  # fmt: skip
PLAIN = (
    "privacy_intro", "explain_preview", "offer_choice", "open_question", "reflect", "practical_help", "allow_silence", "affirm_strength",
    "offer_choice", "open_question", "shared_plan", "close_with_date",
)  # fmt: skip


def plain_practice_for_both(model: Model) -> bool:
    losses = [
        run(model, p, start(model, p), *PLAIN)[-1].T - run(model, p, start(model, p), *WARM)[-1].T
        for p in (ANXIOUS, AVOIDANT)
    ]
    return losses[0] > 0 and losses[1] > 0 and losses[1] > losses[0]


def repair_helps_and_never_beats_none_needed(model: Model) -> bool:
    before = at(model, AVOIDANT, T=0.5, A=0.5)
    hurt = run(model, AVOIDANT, before, "push_disclosure")[-1]
    full, generic, none = (
        take_turn(model, AVOIDANT, hurt, Move("repair", quality=q))[0].T for q in (1, 0.5, 0)
    )
    late = run(model, AVOIDANT, hurt, *["allow_silence"] * 4)
    lifts = run(model, AVOIDANT, late[-1], "repair")[-1].T - late[-1].T
    return before.T > full > generic > none and full - none > lifts


GOOD = ("privacy_intro", "open_question", "reflect", "validate", "offer_choice", "explain_preview", "practical_help", "normalise", "affirm_strength", "open_question", "shared_plan", "close_with_date")  # fmt: skip
HURT_AND_REPAIRED = (*GOOD[:2], "push_disclosure", "repair", *GOOD[4:7], "dismiss", "repair", *GOOD[9:])


def no_farming(model: Model) -> bool:
    return all(
        run(model, p, start(model, p), *HURT_AND_REPAIRED)[-1].T < run(model, p, start(model, p), *GOOD)[-1].T
        for p in PROFILES.values()
    )


def _visits(
    model: Model, middle: tuple[str, ...], end: tuple[str, ...], promise: str
) -> Iterator[tuple[State, State, bool]]:
    state = start(model, ANXIOUS)
    for _ in range(6):
        first, last = state, run(model, ANXIOUS, state, *middle, *end)[-1]
        left, happened = between(model, ANXIOUS, last, promise)
        yield first, last, happened["broken"]
        state = start_again(model, ANXIOUS, left)


def kind_limits_win_later(model: Model) -> bool:
    warm, close = ("open_question", "reflect", "validate"), ("shared_plan", "close_with_date")
    kind = list(_visits(model, (*warm, "predictable_limit"), close, "predictable"))
    extra = list(_visits(model, (*warm, "offer_extra"), close, "extra"))
    looks_better = extra[0][1].A < kind[0][1].A
    return (
        looks_better
        and any(broken for *_, broken in extra)
        and kind[5][0].A < extra[5][0].A
        and kind[5][1].T > extra[5][1].T
    )


def cold_limits_are_worst(model: Model) -> bool:
    warm, close = ("open_question", "reflect", "validate"), ("shared_plan", "close_with_date")
    cold = list(
        _visits(
            model, ("closed_question", "closed_question", "predictable_limit"), ("abrupt_end",), "neither"
        )
    )
    extra = list(_visits(model, (*warm, "offer_extra"), close, "extra"))
    return cold[5][1].T < extra[5][1].T


def a_frame_needs_warmth(model: Model) -> bool:
    cold = run(
        model, ANXIOUS, start(model, ANXIOUS), "closed_question", "closed_question", "predictable_limit"
    )[-1]
    kind = run(model, ANXIOUS, start(model, ANXIOUS), "reflect", "validate", "predictable_limit")[-1]
    return cold.R > 0 and not cold.frame and kind.R == 0 and kind.frame


def telling_needs_more_of_some(model: Model) -> bool:
    need = {
        name: threshold(
            model, p, at(model, p, explained=True, classes=("normalise",)), SUICIDAL, "sensitive_direct"
        )
        for name, p in PROFILES.items()
    }
    rises = [need[name] for name in ("anxious", "secure", "fearful", "avoidant", "disorganized")]
    never = all(
        disclosed(model, p, at(model, p, T=1.0, explained=True), SUICIDAL, name) != "full"
        for p in PROFILES.values()
        for name in ("open_question", "leading_negative")
    )
    return never and all(earlier < later for earlier, later in pairwise(rises))


def asking_costs_nothing(model: Model) -> bool:
    for a in range(5):
        for v in range(5):
            for d in range(5):
                person = Person(a / 4, v / 4, d / 4)
                before, after = run(model, person, at(model, person, T=0.5, C=0.5), "sensitive_direct")
                if after.T < before.T:
                    return False
    return True


def felt_is_not_shown(model: Model) -> bool:
    seen = {name: shown(model, p, at(model, p, A=0.70)) for name, p in PROFILES.items()}
    return seen["avoidant"] < seen["secure"] < 0.70 < seen["anxious"]


def what_was_told_must_be_received(model: Model) -> bool:
    for person in PROFILES.values():
        told, _ = take_turn(
            model, person, at(model, person, T=0.6, explained=True), Move("sensitive_direct", big=0.8)
        )
        well, ill = (run(model, person, told, name)[-1] for name in ("validate", "lecture"))
        if not (
            well.T > ill.T
            and likely_to_miss(model, person, well, reminder=False)
            < likely_to_miss(model, person, ill, reminder=False)
        ):
            return False
    return True


def too_close_and_pressed_freezes(model: Model) -> bool:
    frozen = run(model, DISORGANIZED, start(model, DISORGANIZED), "over_warm", "push_disclosure")[-1].freeze
    paced = run(
        model,
        DISORGANIZED,
        start(model, DISORGANIZED),
        "privacy_intro",
        "explain_preview",
        "offer_choice",
        "open_question",
        "reflect",
    )
    return (
        frozen and not any(state.freeze for state in paced) and all(state.A <= paced[0].A for state in paced)
    )


PREDICTIONS: Mapping[str, Prediction] = {
    "1. Pressing costs more trust the higher avoidance": push_by_avoidance,
    "2. Comfort too early: deepest relief, then distress above, trust below": comfort_rebounds,
    "3. Comfort calms less each time": comfort_wears_out,
    "4. Avoidant: help, choice and preview before validation; too much warmth costs": control_first_for_avoidant,
    "4. Anxious: validation gains most": validation_first_for_anxious,
    "4. Disorganized: preview gains most, warmth costs most": preview_first_for_disorganized,
    "5. Plain practice beats forced warmth for both, by more with avoidance": plain_practice_for_both,
    "6. Repair: full, generic, none; prompt, late; never above before": repair_helps_and_never_beats_none_needed,
    "7. Hurting and repairing never beats steady care": no_farming,
    "8. Unlimited offers look better first; kind limits win by visit 6": kind_limits_win_later,
    "8. Cold limits are worst": cold_limits_are_worst,
    "9. A limit needs understanding first": a_frame_needs_warmth,
    "10. Telling needs more trust from anxious to disorganized; only plain asking brings it out": telling_needs_more_of_some,
    "11. Asking plainly costs no trust": asking_costs_nothing,
    "12. Shown below felt with avoidance, above with anxiety": felt_is_not_shown,
    "13. What was told must be received": what_was_told_must_be_received,
    "14. Closeness, then a push, freezes; a paced opening never": too_close_and_pressed_freezes,
}


# ---------------------------------------------------------------- other numbers


def one_by_one(model: Model) -> Iterator[tuple[str, Model]]:
    """Each number and each coefficient alone, a third smaller and a third larger."""
    for share in (2 / 3, 4 / 3):
        for name in model.numbers:
            if name not in FIXED:
                yield name, Model({**model.numbers, name: model.numbers[name] * share}, model.classes)
        for name, body in model.classes.items():
            for key in "TAR":
                for place, number in enumerate(body[key]):
                    if number:
                        four = [each * share if n == place else each for n, each in enumerate(body[key])]
                        yield (
                            f"{name}.{key}",
                            Model(model.numbers, {**model.classes, name: {**body, key: four}}),
                        )
            for key in "Ck":
                if body[key]:
                    yield (
                        f"{name}.{key}",
                        Model(model.numbers, {**model.classes, name: {**body, key: body[key] * share}}),
                    )


def all_at_once(model: Model, times: int, seed: int) -> Iterator[Model]:
    """All numbers at once, each anywhere within a third."""
    dice = Random(seed)

    def other(number: float) -> float:
        return number * dice.uniform(2 / 3, 4 / 3)

    for _ in range(times):
        numbers = {name: number if name in FIXED else other(number) for name, number in model.numbers.items()}
        classes = {
            name: {
                **body,
                **{key: [other(each) for each in body[key]] for key in "TAR"},
                **{key: other(body[key]) for key in "Ck"},
            }
            for name, body in model.classes.items()
        }
        yield Model(numbers, classes)


def table(model: Model, times: int = 300, seed: int = 1) -> list[str]:
    """The table of docs/explanation/virtual-patients.md: in how many of the other models each prediction still holds."""
    alone, together = [each for _, each in one_by_one(model)], list(all_at_once(model, times, seed))
    rows = [
        f"| {name} | {sum(map(holds, alone))} of {len(alone)} | {sum(map(holds, together))} of {len(together)} |"
        for name, holds in PREDICTIONS.items()
    ]
    return [
        "| prediction | one number changed by a third | all at once, each within a third |",
        "| --- | --- | --- |",
        *rows,
    ]


if __name__ == "__main__":
    import sys

    from attune.pack import compile_pack
    from attune.paths import content_dir
    from attune.relating import model_of

    sys.stdout.write("\n".join(table(model_of(compile_pack(content_dir()).relating))) + "\n")
