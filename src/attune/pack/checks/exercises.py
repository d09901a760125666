"""What must hold in every exercise: times that add up, breaths and lengths within safe bounds, names that lead somewhere.

The bounds are those of the project's sheet on relaxation (content/sources.yaml, RX): no pace that is fast or forced, no breath held, the
out-breath never shorter than the in-breath. The guide's own exercise ships as the guide has it, so it says `as_in_guide` and is exempt from
the bounds of the breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attune.pack.checks.subject import Subject
from attune.pack.exercises import cycle_of, parts_of, seconds_of
from attune.pack.shape import Item

LONGEST_HOLD = 1  # RX section 12
CYCLE = (6, 10)  # seconds for one breath: RX section 3
LONGEST_RATIO = 2  # out to in: RX section 3
SESSION = (30, 600)  # seconds
# For workers and trainers alone (design 10).
INWARD = ("imagery", "body_scan")
_NOT_SAID = re.compile(r"\b(deep breaths?|deeply|empty your mind|trust me|relax!)", re.IGNORECASE)


def check_exercises(subject: Subject) -> None:
    """Every exercise of the pack, and the gate before them."""
    for exercise in subject.content.exercises:
        _script(subject, exercise)
        _lengths(subject, exercise)
        _paces(subject, exercise)
        _ages(subject, exercise)
        _uses(subject, exercise)
        _cautions(subject, exercise)
        _words(subject, exercise)


def _script(subject: Subject, exercise: Item) -> None:
    script = exercise.get("script")
    if script is None:
        if not exercise.get("rounds") and not exercise.has("script"):
            subject.findings.fault(
                "no_script", exercise.place, f"The exercise {exercise.get('id')} has neither a script nor rounds.",
                expected="script: [{id, seconds, say}]",
            )  # fmt: skip
        return
    for part in script:
        _part(subject, part)
    total = sum(seconds_of(part) for part in script)
    if total != exercise.get("seconds", total):
        subject.findings.fault(
            "wrong_sum", exercise.at("seconds"), f"The parts of {exercise.get('id')} take {total} seconds, not {exercise['seconds']}.",
            expected=str(total),
        )  # fmt: skip
    mains = [part for part in script if part.get("main")]
    if len(mains) > 1 or (exercise.get("paces") and not mains):
        subject.findings.fault(
            "main_part", exercise.at("script"), f"{len(mains)} parts of {exercise.get('id')} are main.",
            expected="main: true at the one part that goes at the chosen pace",
        )  # fmt: skip


def _part(subject: Subject, part: Item) -> None:
    if not part.has("seconds") and not part.has("muscles"):
        subject.findings.fault(
            "no_seconds",
            part.place,
            f"How long {part.get('id')} takes is not said.",
            expected="seconds, or muscles",
        )
    if isinstance(part.get("pace"), Item):
        _breaths(subject, part, seconds_of(part))


def _breaths(subject: Subject, part: Item, seconds: int) -> None:
    """Whole breaths: nobody is told to stop in the middle of one."""
    cycle = cycle_of(part["pace"])
    if seconds % cycle:
        subject.findings.fault(
            "cut_breath", part.at("seconds"), f"{seconds} seconds are no whole number of breaths of {cycle:g} seconds.",
            expected=f"{seconds - seconds % cycle:g} or {seconds - seconds % cycle + cycle:g}",
        )  # fmt: skip


def _lengths(subject: Subject, exercise: Item) -> None:
    seconds = exercise.get("seconds")
    lengths = exercise.get("lengths", [])
    if lengths and seconds is not None and lengths[0].get("parts") is not None:
        subject.findings.fault(
            "first_length",
            lengths[0].place,
            "The first length is the script as it stands, so it names no parts.",
        )
    found = [(exercise.at("seconds"), seconds)] if seconds is not None else []
    found += [(length.at("seconds"), length["seconds"]) for length in lengths if "seconds" in length]
    for place, total in found:
        if not SESSION[0] <= total <= SESSION[1]:
            subject.findings.fault(
                "unsafe_length", place, f"{total} seconds are outside the safe bounds of a session.",
                expected=f"{SESSION[0]} to {SESSION[1]}",
            )  # fmt: skip
    for length in lengths:
        _length(subject, exercise, length)


def _length(subject: Subject, exercise: Item, length: Item) -> None:
    known = {part.get("id"): part for part in exercise.get("script", [])}
    for name, seconds in length.get("parts", {}).items():
        if name not in known:
            subject.findings.fault(
                "unknown_part", length["parts"].at(name), f"The script has no part {name}.",
                expected="the id of a part of the script", among=[str(each) for each in known], word=name,
            )  # fmt: skip
        elif isinstance(known[name].get("pace"), Item):
            cycle = cycle_of(known[name]["pace"])
            if seconds % cycle:
                subject.findings.fault(
                    "cut_breath", length["parts"].at(name),
                    f"{seconds} seconds are no whole number of breaths of {cycle:g} seconds.",
                    expected=f"{seconds - seconds % cycle:g} or {seconds - seconds % cycle + cycle:g}",
                )  # fmt: skip
    total = sum(seconds for _, seconds in parts_of(exercise, length))
    if "seconds" in length and total != length["seconds"]:
        subject.findings.fault(
            "wrong_sum", length.at("seconds"), f"The parts of {length.get('id')} take {total} seconds, not {length['seconds']}.",
            expected=str(total),
        )  # fmt: skip


def _paces(subject: Subject, exercise: Item) -> None:
    if exercise.get("as_in_guide"):
        return
    for pace in _all_paces(exercise):
        if "in" in pace and "out" in pace:
            _bounds(subject, pace, pace["in"], pace.get("hold", 0), pace["out"])
    usual = [pace for pace in exercise.get("paces", []) if pace.get("usual")]
    if exercise.get("paces") and len(usual) != 1:
        subject.findings.fault(
            "usual_pace", exercise.at("paces"), f"{len(usual)} paces of {exercise.get('id')} are usual.",
            expected="usual: true at one of them",
        )  # fmt: skip


def _bounds(subject: Subject, pace: Item, inward: float, hold: int, out: float) -> None:
    """One breath: not fast, not forced, not held, and never longer in than out."""
    whole = inward + hold + out
    if hold > LONGEST_HOLD:
        said, expected = f"A breath held for {hold} seconds is not safe.", f"hold: {LONGEST_HOLD} or less"
    elif not CYCLE[0] <= whole <= CYCLE[1]:
        said = f"A breath of {whole:g} seconds is outside the safe bounds."
        expected = f"{CYCLE[0]} to {CYCLE[1]} seconds for a breath"
    elif not inward <= out <= LONGEST_RATIO * inward:
        said = f"In {inward:g}, out {out:g} is outside the safe bounds."
        expected = f"the out-breath as long as the in-breath, to {LONGEST_RATIO} times as long"
    else:
        return
    subject.findings.fault("unsafe_pace", pace.place, said, expected=expected)


def _all_paces(exercise: Item) -> Iterator[Item]:
    yield from (part["pace"] for part in exercise.get("script", []) if isinstance(part.get("pace"), Item))
    yield from exercise.get("paces", [])
    if isinstance(exercise.get("pace"), Item):
        yield exercise["pace"]


def _ages(subject: Subject, exercise: Item) -> None:
    first, last = exercise.get("from_years", 0), exercise.get("to_years")
    if last is not None and last < first:
        subject.findings.fault(
            "wrong_ages",
            exercise.at("to_years"),
            f"From {first} to {last} years is nobody.",
            expected=f"{first} or more",
        )


def _uses(subject: Subject, exercise: Item) -> None:
    if exercise.get("kind") in INWARD and set(exercise.get("uses", [])) - {"worker"}:
        subject.findings.fault(
            "not_for_people", exercise.at("uses"),
            f"{exercise.get('id')} turns attention inward, so it is for workers and trainers alone.",
            expected="uses: [worker]",
        )  # fmt: skip
    if (
        "home" in exercise.get("uses", [])
        and not exercise.get("practice")
        and not exercise.get("self_practice_seconds")
    ):
        subject.findings.fault(
            "no_practice", exercise.at("uses"), f"How {exercise.get('id')} is practised at home is not said.",
            expected="practice: {times_a_day, minutes, days, review_days, text}",
        )  # fmt: skip


def _cautions(subject: Subject, exercise: Item) -> None:
    gates = [str(gate.get("id")) for gate in subject.content.gate]
    exercises = [str(each.get("id")) for each in subject.content.exercises]
    lists = {
        "gate": (gates, "the id of a gate in relaxation.yaml"),
        "instead": (exercises, "the id of a file in exercises/"),
        "pace": (
            [str(each.get("id")) for each in exercise.get("paces", [])],
            "the id of a pace of this exercise",
        ),
        "length": (
            [str(each.get("id")) for each in exercise.get("lengths", [])],
            "the id of a length of this exercise",
        ),
    }
    script = [str(each.get("id")) for each in exercise.get("script", [])]
    for caution in exercise.get("cautions", []):
        for key, (known, expected) in lists.items():
            if key in caution and caution[key] not in known:
                subject.findings.fault(
                    f"unknown_{key}", caution.at(key), f"There is no {key} {caution[key]}.",
                    expected=expected, among=known, word=caution[key],
                )  # fmt: skip
        for name in caution.get("leave_out", []):
            if name not in script:
                subject.findings.fault(
                    "unknown_part", caution.at("leave_out"), f"The script has no part {name}.",
                    expected="the id of a part of the script", among=script, word=name,
                )  # fmt: skip
        _does(subject, caution)


def _does(subject: Subject, caution: Item) -> None:
    """What a gate leads to, it names."""
    means = caution.get("means")
    if "gate" in caution and means is None:
        subject.findings.fault(
            "no_meaning",
            caution.place,
            f"What {caution['gate']} means for this exercise is not said.",
            expected="means: advice",
        )
    if means in ("pace", "length", "leave_out") and means not in caution:
        subject.findings.fault(
            "no_meaning",
            caution.place,
            f"The caution {caution.get('id')} does not say which {means}.",
            expected=f"the key {means}",
        )


def _words(subject: Subject, exercise: Item) -> None:
    """Big breaths make dizzy, and an order to relax does the opposite."""
    if exercise.get("as_in_guide"):
        return
    for part in [
        exercise,
        *exercise.get("script", []),
        *exercise.get("steps", []),
        *exercise.get("cautions", []),
    ]:
        for key in ("title", "intro", "suits", "do", "say", "text", "remind"):
            words = part.get(key)
            found = _NOT_SAID.search(words) if isinstance(words, str) else None
            if found is not None:
                subject.findings.fault(
                    "not_said", part.at(key), f"'{found[0]}' is not said in an exercise.", expected="small and slow, without orders"
                )  # fmt: skip
