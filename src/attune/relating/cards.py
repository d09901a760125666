"""A role-play for three from a virtual patient: cards for worker, person and observer, as one page of HTML to print on A5.

The person's card says how to be in plain words for what can be seen; no card names a style. What opens and closes this person, and how
much trust telling needs, follow from the model, so that the cards and the play on the phone are the same person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Any

from attune.relating.disclose import threshold
from attune.relating.play import OWN, person_of
from attune.relating.speech import opening
from attune.relating.state import Json, Model, Person, model_of, start
from attune.relating.turn import HURT, Move, take_turn

Words = Mapping[str, str]
HARMS = (
    *(name for name in HURT if name != "closed_question"),
    "push_disclosure",
    "over_warm",
    "leading_negative",
)
ASKED_PLAINLY = "sensitive_direct"
_GAP_SERIOUS, _GAP_TRUST = 0.08, 0.16  # of trust: a few good turns, and most of a good visit
_MARKED = 0.5  # of a tendency: from here on it can be seen
_TRUST, _AROUSAL = 0.40, 0.45  # a visit that has just begun (VP section 6, 4)
_MOST = 4
_NOT_RANKED = (
    "repair",
    "sensitive_direct",
    "closed_question",
    "leading_negative",
    "close_with_date",
    "abrupt_end",
    "offer_extra",
)


def cards(relating: Mapping[str, Any], case: Mapping[str, Any], words: Words, pattern: str = OWN) -> str:
    """The three cards of a case, as one HTML page. `words` are the app's own; raises KeyError for an unknown pattern."""
    say = _Say(words)
    person = person_of(relating, case, pattern)
    pages = (
        _card(say("worker"), case, say, _worker(case, say)),
        _card(say("person"), case, say, _person(relating, case, person, say)),
        _card(say("observer"), case, say, _observer(relating, case, say)),
        _card(say("after"), case, say, _after(case, say)),
    )
    return f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(case["title"])}</title><style>{_STYLE}</style></head>\n<body>\n{"".join(pages)}</body></html>\n'


class _Say:
    """The app's words by their short key, with what is filled in."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __call__(self, key: str, **filled: object) -> str:
        return self.words[f"roleplay.{key}"].format(**filled)


# ---------------------------------------------------------------- the cards


def _worker(case: Mapping[str, Any], say: _Say) -> Iterator[str]:
    setting, patient = case["setting"], case["patient"]
    yield _part(say("who_comes"), _p(_who(case, say)), _p(case["summary"]), _p(_stop(patient["comes_for"])))
    if "companion" in setting:
        yield _part(
            say("companion"), _p(f"{_stop(setting['companion']['who'])} {setting['companion']['present']}")
        )
    yield _part(say("task"), _p(say("task_how")))
    yield _part(say("before"), _p(say("before_how", minutes=setting["minutes"])))


def _person(relating: Mapping[str, Any], case: Mapping[str, Any], person: Person, say: _Say) -> Iterator[str]:
    patient, setting, model = case["patient"], case["setting"], model_of(relating)
    about = f"{_who(case, say)} {patient['about']} {_stop(patient['comes_for'])}"
    yield _part(say("who"), _p(about), _p(say("apart"), "apart"))
    yield _part(say("first_words"), _p(f"“{opening(case['visits'][0], person)}”", "said"))
    yield _part(say("how"), _list(map(say, behaviour(person))), _p(say("how_not"), "apart"))
    opens, closes = moving(model, person)
    titles = relating["model"]["classes"]
    yield '<div class="two">'
    yield _part(say("opens"), _list(titles[name]["title"] for name in opens))
    yield _part(say("closes"), _list(titles[name]["title"] for name in closes))
    yield "</div>"
    if "companion" in setting:
        companion = setting["companion"]
        leaves = [_p(say("companion_leaves", text=companion["leaves"]))] if "leaves" in companion else []
        yield _part(
            say("companion"),
            _p(say("companion_may", who=companion["who"])),
            _p(companion["present"]),
            *leaves,
        )
    yield f"<h2>{escape(say('keep_back'))}</h2>"
    for fact in _facts(case):
        yield _fact(model, person, case, fact, say)


def _who(case: Mapping[str, Any], say: _Say) -> str:
    return f"{case['patient']['name']}, {_stop(say('years', age=case['patient']['age_years']))}"


def _stop(text: str) -> str:
    """A sentence of its own, whether or not the case has it end as one."""
    return text if text[-1] in ".!?" else f"{text}."


def _fact(model: Model, person: Person, case: Mapping[str, Any], fact: Json, say: _Say) -> str:
    needs = [say(key) for key in conditions(model, case, fact)]
    told = say(readiness(model, person, fact))
    if needs:
        told += " " + say("only_if", conditions="; ".join(needs))
    rows = [(say("say_it"), fact["full"]), (say("not_yet"), f"{fact['hint']} / {fact['deflect']}")]
    if "deny" in fact:
        rows.append((say("if_asked_no"), fact["deny"]))
    said = "".join(f"<dt>{escape(term)}</dt><dd>“{escape(words)}”</dd>" for term, words in rows)
    return f'<div class="fact"><h3>{escape(fact["title"])}</h3>{_p(told)}<dl>{said}</dl></div>'


def _observer(relating: Mapping[str, Any], case: Mapping[str, Any], say: _Say) -> Iterator[str]:
    classes, first = relating["model"]["classes"], case["visits"][0]["id"]
    goals = [goal for goal in case["must_do"] if first in goal.get("visit", [first])]
    titles = (escape(fact["title"]) for fact in _facts(case))
    harms = (
        f"<b>{escape(classes[name]['title'])}.</b> {escape(classes[name]['what'])}<i></i>" for name in HARMS
    )
    yield _p(say("listen"), "apart")
    yield _part(say("done"), _p(say("done_how"), "apart"), _ticks(_goal(goal, say) for goal in goals))
    yield _part(say("came_out"), _p(say("came_out_how"), "apart"), _ticks(titles))
    yield f'<div class="harm">{_part(say("harm"), _p(say("harm_how"), "apart"), _ticks(harms))}</div>'


def _facts(case: Mapping[str, Any]) -> list[Json]:
    """Those that can come out at the first visit, which the cards are about."""
    first, later = case["visits"][0], {visit["starts_in"] for visit in case["visits"][1:]}
    asked = {
        line["asks"]
        for topic in case["topics"]
        if topic["id"] == first["starts_in"] or topic["id"] not in later
        for line in topic["lines"]
        if "asks" in line and first["id"] in line.get("when", {}).get("visit", [first["id"]])
    }
    return [fact for fact in case["facts"] if fact["id"] in asked]


def _goal(goal: Json, say: _Say) -> str:
    marks = [say("critical")] if goal.get("critical") else []
    marks += [say("alone")] if goal.get("alone") else []
    tags = "".join(f" <em>{escape(mark)}</em>" for mark in marks)
    return f"{escape(goal['text'])}{tags} <small>{escape(', '.join(goal['sources']))}</small>"


def _after(case: Mapping[str, Any], say: _Say) -> Iterator[str]:
    yield _p(say("after_how"))
    yield _part(say("truth"), _list(each["text"] for each in case.get("truth", ())))
    yield _part(say("other"), _list(each["text"] for each in case["other_explanations"]))
    yield _part(say("questions"), _list(each["text"] for each in case.get("debrief", ())))


# ---------------------------------------------------------------- what the model says, in words


def behaviour(person: Person) -> list[str]:
    """How to be: what others can see and hear. Source: the project's sheet on attachment, section 1.1, and VP section 8.1."""
    found = []
    if person.a >= _MARKED:
        found += ["be_anxious_show", "be_anxious_ask"]
    if person.v >= _MARKED:
        found += ["be_avoidant_small", "be_avoidant_calm"]
    if person.a >= _MARKED and person.v >= _MARKED:  # both at once is told as pulling back
        found = ["be_both", "be_anxious_ask", "be_avoidant_calm"]
    if person.d >= _MARKED:
        found += ["be_freeze"]
    return found or ["be_open"]


def moving(model: Model, person: Person) -> tuple[list[str], list[str]]:
    """The classes that win most trust of this person early in a visit, and those that cost most."""
    state = replace(start(model, person), T=_TRUST, A=_AROUSAL)
    by = {
        name: take_turn(model, person, state, Move(name))[0].T - state.T
        for name in model.classes
        if name not in _NOT_RANKED
    }
    ranked = sorted(by, key=lambda name: (-by[name], name))
    return ranked[:_MOST], [name for name in reversed(ranked) if by[name] < 0][:_MOST]


def readiness(model: Model, person: Person, fact: Mapping[str, Any]) -> str:
    """How much has to happen before it is told: from the trust it needs, beyond that with which the person comes."""
    state = replace(start(model, person), explained=True, companion=False)
    asked = ASKED_PLAINLY if fact.get("needs") == [ASKED_PLAINLY] else "open_question"
    gap = threshold(model, person, state, fact, asked) - state.T
    if gap > _GAP_TRUST:
        return "tell_trust"
    return "tell_serious" if gap > _GAP_SERIOUS else "tell_heard" if gap > 0 else "tell_early"


def conditions(model: Model, case: Mapping[str, Any], fact: Mapping[str, Any]) -> Iterator[str]:
    """What telling hangs on beside trust."""
    if fact.get("needs") == [ASKED_PLAINLY]:
        yield "needs_plain"
    if fact["s"] >= model["private_from"]:
        yield "needs_privacy"
    if "companion" in case["setting"] and fact["s"] >= model["companion_from"]:
        yield "needs_alone"
    if fact.get("amax", model["arousal_most"]) < model["arousal_most"]:
        yield "needs_calm"


# ---------------------------------------------------------------- the page


def _card(role: str, case: Mapping[str, Any], say: _Say, body: Iterable[str]) -> str:
    """A table, for its head alone comes again on every sheet."""
    where = say("where", place=case["setting"]["place"], minutes=case["setting"]["minutes"])
    head = f"<header><b>{escape(role)}</b><span>{escape(case['title'])}</span><small>{escape(where)}</small></header>"
    parts = "".join(body)
    return f'<table class="card" role="presentation"><thead><tr><td>{head}</td></tr></thead><tbody><tr><td>\n{parts}</td></tr></tbody></table>\n'


def _part(title: str, *body: str) -> str:
    return f'<div class="part"><h2>{escape(title)}</h2>{"".join(body)}</div>\n'


def _p(text: str, class_: str = "") -> str:
    return f'<p class="{class_}">{escape(text)}</p>' if class_ else f"<p>{escape(text)}</p>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"


def _ticks(items: Iterable[str]) -> str:
    """Boxes to tick; the items are HTML already."""
    return f'<ul class="ticks">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


_STYLE = """
@page { size: A5; margin: 10mm 11mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 9.5pt/1.38 "Noto Sans", "DejaVu Sans", Arial, sans-serif; color: #1c1b19; }
.card { width: 100%; border-collapse: collapse; break-after: page; }
.card > * > tr > td { padding: 0; vertical-align: top; }
.harm { break-inside: avoid; }
.harm li i { display: block; height: 5.5mm; border-bottom: .5pt dotted #57534d; }
.card:last-child { break-after: auto; }
header { display: grid; grid-template-columns: auto 1fr; column-gap: 3mm; align-items: baseline; border-bottom: 1.2pt solid; padding-bottom: 1.5mm; margin-bottom: 3mm; }
header b { font-size: 15pt; line-height: 1.1; }
header span { text-align: right; font-weight: 600; }
header small { grid-column: 1 / -1; color: #57534d; }
h2 { font-size: 9.5pt; margin: 3mm 0 1mm; color: #57534d; break-after: avoid; }
h3 { font-size: 9.5pt; margin: 0 0 .5mm; break-after: avoid; }
p { margin: 0 0 1.2mm; }
.apart { color: #57534d; font-size: 8.5pt; }
.said { font-size: 11pt; }
ul { margin: 0; padding-left: 4.5mm; }
li { margin-bottom: .8mm; break-inside: avoid; }
.ticks { list-style: none; padding: 0; }
.ticks li { padding-left: 6mm; position: relative; }
.ticks li::before { content: ""; position: absolute; left: 0; top: .6mm; width: 3.4mm; height: 3.4mm; border: .8pt solid; border-radius: .4mm; }
em { font-style: normal; font-weight: 700; font-size: 7.5pt; border: .6pt solid; border-radius: 1mm; padding: 0 1mm; white-space: nowrap; }
li small { color: #57534d; font-size: 7pt; white-space: nowrap; }
.two { display: grid; grid-template-columns: 1fr 1fr; column-gap: 5mm; }
.fact { break-inside: avoid; border-left: 1.6pt solid #b9b4aa; padding-left: 2.5mm; margin-bottom: 2.2mm; }
.fact p { margin-bottom: .5mm; font-size: 8.5pt; }
dl { margin: 0; display: grid; grid-template-columns: 21mm 1fr; column-gap: 2mm; font-size: 8.5pt; }
dt { color: #57534d; } dd { margin: 0; }
@media screen { body { background: #eceae4; padding: 8mm; } .card { background: #fff; width: 126mm; outline: 10mm solid #fff; margin: 10mm auto 30mm; } }
"""
