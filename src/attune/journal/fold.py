"""What follows from all entries about a person: computed anew from all of them, never patched.

Neither the order in which they came nor how often changes anything. An entry counts until another of its kind amends it. Where two
correct the same one without knowing of each other, both count as heads ("rivals"): both are shown, what one of them leaves open
stays open, and the earlier of two dates holds, until a person writes an entry that amends both.
`client/src/store/fold.ts` is the twin; spec/journal/fold.yaml holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

Given = Mapping[str, Any]
Rivals = Sequence[Given]  # mostly one entry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LINKS = ("same_person", "not_same_person")


def fold(entries: Iterable[Given]) -> dict[str, Any]:
    """The state of one person: plain JSON data, the same for the same entries.

    `entries` are those about all ids of that person (see `people`), as JSON data of the newest versions (see lifts.py), each with
    `received_at` where the server has said it. A body of null has been erased.
    """
    journal = _Journal.of(entries)
    visits, risks = journal.heads("consultation"), journal.heads("imminent_risk")
    died = any(
        all(one["body"]["outcome"] == "died" for one in group) for group in journal.rivals("risk_outcome")
    )
    return {
        "subjects": sorted({one["subject"] for one in journal.all if one["subject"] is not None}),
        "person": [{"entry": one["id"], "body": one["body"]} for one in journal.heads("person")],
        "consultations": [
            {
                "entry": one["id"],
                "on": one["occurred_on"],
                "conclusions": one["body"]["conclusions"],
                "conditions": one["body"]["conditions"],
                "self_harm": one["body"]["self_harm_asked"]["state"],
            }
            for one in visits
        ],
        "conclusions": sorted({name for one in visits for name in one["body"]["conclusions"]}),
        "conditions": _conditions(journal),
        "open_risks": [
            {"entry": one["id"], "since": journal.since(one)} for one in risks if _is_open(journal, one)
        ],
        "open_tasks": _open_tasks(journal),
        "booking": _booking(journal),
        "missed": [
            {"entry": one["id"], "booked_on": one["body"]["booked_on"], "contact": one["body"]["contact"]}
            for one in journal.heads("visit_missed")
        ],
        "had_risk": any(_names_risk(one) for one in journal.counting),
        "died": died,
        "in_doubt": sorted(
            sorted(one["id"] for one in group)
            for kind in journal.kinds()
            for group in journal.rivals(kind)
            if len(group) > 1
        ),
    }


def people(entries: Iterable[Given]) -> list[tuple[str, ...]]:
    """The ids that are one person, together; each list and the whole in order."""
    journal = _Journal.of(entries)
    found = _Sets(one["subject"] for one in journal.all if one["subject"] is not None)
    for one in journal.heads(LINKS[0]):
        if one["kind"] == "same_person" and one["subject"] is not None:
            found.join(one["subject"], one["body"]["other"])
    return sorted(tuple(sorted(group)) for group in found.groups())


def display_order(entry: Given) -> tuple[str, int, str, int, str]:
    """For lists on a screen: when it happened, then when it was written, by a clock put right and never after it was received."""
    written = _milliseconds(entry["written_at"]) - (entry["clock_offset"] or 0)
    received = entry.get("received_at")
    if received is not None:
        written = min(written, _milliseconds(received))
    return (entry["occurred_on"], written, entry["device"], entry["n"], entry["id"])


def _milliseconds(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)


# ---------------------------------------------------------------- which entries count


@dataclass(frozen=True, slots=True)
class _Journal:
    all: Sequence[Given]  # once each, in display order
    counting: Sequence[Given]  # without the erased ones
    _rivals: Mapping[str, Sequence[Rivals]]
    _behind: Mapping[str, frozenset[str]]
    _places: Mapping[str, int]  # in display order

    @classmethod
    def of(cls, entries: Iterable[Given]) -> _Journal:
        every = sorted({one["id"]: one for one in entries}.values(), key=display_order)
        erased = {
            (name, one["author"])
            for one in every
            if one["kind"] == "erasure" and one["body"] is not None
            for name in one["body"]["entries"]
        }
        counting = [
            one for one in every if one["body"] is not None and (one["id"], one["author"]) not in erased
        ]
        behind = _behind(every)
        heads: dict[str, list[Given]] = {}
        replaced = {
            (_thread(one), name)
            for one in counting
            for name in behind[one["id"]]
            if one["id"] not in behind.get(name, ())
        }
        for one in counting:
            if (_thread(one), one["id"]) not in replaced:
                heads.setdefault(_thread(one), []).append(one)
        places = {one["id"]: place for place, one in enumerate(every)}
        rivals = {kind: _rivals(group, behind, places) for kind, group in heads.items()}
        return cls(every, counting, rivals, behind, places)

    def place(self, entry: Given) -> int:
        """Where it stands in display order."""
        return self._places[entry["id"]]

    def kinds(self) -> list[str]:
        return sorted(self._rivals)

    def rivals(self, kind: str) -> Sequence[Rivals]:
        """Entries of this kind that count, each with the others that correct the same; in the order of the last of each."""
        return self._rivals.get(kind, ())

    def heads(self, kind: str) -> list[Given]:
        """Entries of this kind that count, in display order."""
        return sorted((one for group in self.rivals(kind) for one in group), key=self.place)

    def chain(self, entry: Given) -> frozenset[str]:
        """The entry and all that it corrects, directly or through others."""
        return self._behind[entry["id"]] | {entry["id"]}

    def since(self, entry: Given) -> str:
        """The first entry of the chain, as far as it has arrived."""
        chain = self.chain(entry)
        return next(str(one["id"]) for one in self.all if one["id"] in chain)

    def is_said(self, kind: str, says: Callable[[Given], bool]) -> bool:
        """Does an entry of this kind say so, and all its rivals with it?"""
        return any(all(says(one) for one in group) for group in self.rivals(kind))


def _thread(entry: Given) -> str:
    """What an entry can correct: its own kind; the two words on who is one person are one kind."""
    return LINKS[0] if entry["kind"] in LINKS else str(entry["kind"])


def _behind(entries: Sequence[Given]) -> dict[str, frozenset[str]]:
    """For each entry the ids that it corrects, directly or through others. Erased ones still link what they stood between."""
    known = {one["id"]: one for one in entries}
    found: dict[str, frozenset[str]] = {}
    for one in entries:
        thread, seen, todo = _thread(one), set[str](), list(one["amends"])
        while todo:
            name = todo.pop()
            earlier = known.get(name)
            if name in seen or (earlier is not None and _thread(earlier) != thread):
                continue
            seen.add(name)
            todo.extend(earlier["amends"] if earlier is not None else ())
        found[one["id"]] = frozenset(seen - {one["id"]})
    return found


def _rivals(
    heads: Sequence[Given], behind: Mapping[str, frozenset[str]], places: Mapping[str, int]
) -> list[Rivals]:
    if not any(behind[one["id"]] for one in heads):
        return [[one] for one in heads]  # nothing was corrected: mostly so
    sets = _Sets(one["id"] for one in heads)
    first: dict[str, str] = {}
    for one in heads:
        for name in behind[one["id"]] | {one["id"]}:
            sets.join(first.setdefault(name, one["id"]), one["id"])
    by_id = {one["id"]: one for one in heads}
    groups = [
        sorted((by_id[id_] for id_ in group), key=lambda one: places[one["id"]]) for group in sets.groups()
    ]
    return sorted(groups, key=lambda group: places[group[-1]["id"]])


class _Sets:
    """Sets that grow together (union-find)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._up = {name: name for name in names}

    def join(self, one: str, other: str) -> None:
        self._up[self._top(one)] = self._top(other)

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for name in list(self._up):
            found.setdefault(self._top(name), []).append(name)
        return list(found.values())

    def _top(self, name: str) -> str:
        up = self._up.setdefault(name, name)
        while up != name:
            self._up[name] = self._up[up]
            name, up = up, self._up[up]
        return name


# ---------------------------------------------------------------- what follows


def _names_risk(entry: Given) -> bool:
    """Was self-harm a concern? A correction does not unsay it."""
    if entry["kind"] == "imminent_risk":
        return True
    return bool(entry["kind"] == "consultation" and entry["body"]["self_harm_asked"]["state"] == "yes")


def _is_open(journal: _Journal, risk: Given) -> bool:
    chain = journal.chain(risk)
    return not journal.is_said("risk_outcome", lambda one: one["body"]["risk"] in chain)


def _conditions(journal: _Journal) -> dict[str, list[str]]:
    """The newest word on each condition; two, if rivals say two."""
    found: dict[str, list[str]] = {}
    for group in journal.rivals("consultation"):
        said: dict[str, set[str]] = {}
        for visit in group:
            for condition in visit["body"]["conditions"]:
                said.setdefault(condition["group"], set()).add(condition["is"])
        found |= {name: sorted(words) for name, words in said.items()}
    return found


def _open_tasks(journal: _Journal) -> list[dict[str, Any]]:
    """A task ends when an entry says so, or when a later visit has an answer to its question that counts, or opens it again."""
    found = []
    groups = journal.rivals("consultation")
    for group in groups:
        for visit in group:
            if not visit["body"]["tasks"]:
                continue
            place, chain = journal.place(visit), journal.chain(visit)
            later = [
                other
                for other in groups
                if other is not group and all(journal.place(one) > place for one in other)
            ]
            for task in visit["body"]["tasks"]:
                if journal.is_said("task_done", partial(_is_done, chain, task)):
                    continue
                if any(all(_settles(one, task) for one in other) for other in later):
                    continue
                found.append((place, {"entry": visit["id"], "task": task}))
    return [task for _, task in sorted(found, key=lambda pair: pair[0])]


def _is_done(chain: frozenset[str], task: Given, entry: Given) -> bool:
    body = entry["body"]
    return body["entry"] in chain and body["task"] == task["id"] and body["outcome"] != "could_not"


def _settles(visit: Given, task: Given) -> bool:
    body, question = visit["body"], task["of"]
    answer = None if question is None else body["answers"].get(question)
    if answer is not None and answer.get("value") is not None and question not in body["set_aside"]:
        return True
    return any(other["id"] == task["id"] for other in body["tasks"])


def _booking(journal: _Journal) -> dict[str, Any] | None:
    """The visit that is booked: the newest booking that no later visit has answered."""
    kinds = ("consultation", "visit_booked", "visit_missed", "risk_outcome")
    groups = [group for kind in kinds for group in journal.rivals(kind)]
    booking: dict[str, Any] | None = None
    for group in sorted(groups, key=lambda group: journal.place(group[-1])):
        kind = group[0]["kind"]
        if kind in ("consultation", "visit_booked"):  # any visit answers the booking before it
            booking = min(
                filter(None, map(_booked, group)), key=lambda one: (one["on"], one["entry"]), default=None
            )
        elif kind == "visit_missed":
            if booking is not None and all(_looked_for(one, booking["on"]) for one in group):
                booking = {**booking, "followed": True}
        elif all(one["body"]["outcome"] == "died" for one in group):
            booking = None
    return booking


def _looked_for(entry: Given, on: str) -> bool:
    """After this booking somebody at least tried; that nobody did is written down too, and leaves the visit to be looked after."""
    body = entry["body"]
    return bool(body["booked_on"] == on and body["contact"] != "not_tried")


def _booked(entry: Given) -> dict[str, Any] | None:
    body = entry["body"]
    if entry["kind"] == "visit_booked":
        on = body["on"]
    else:
        follow = body["follow_up"]
        on = None if follow is None else follow["booked_on"] or follow["on"]
    return None if on is None else {"entry": entry["id"], "on": on, "followed": False}
