"""The facts that the engine itself reads, and the chart, must be there in the shape that it reads them in."""

from __future__ import annotations

from attune.logic import evaluate
from attune.pack.checks.subject import Subject
from attune.pack.errors import Place
from attune.pack.rules import option_codes
from attune.pack.shape import Item

_VISITS = ("first", "follow_up")
_MUST_HAVE = {
    "visit": "choice",
    "cadre": "choice",
    "stock": "multi",
    "earlier": "multi",
}
_MUST_HAVE_RULES = {
    "prescribes": "says who may prescribe",
    "follow_up_early": "says when the earlier date of a range is taken",
}


def check_facts(subject: Subject) -> None:
    for name, kind in _MUST_HAVE.items():
        _must_have(subject, name, kind)
    rules = [rule.get("id") for rule in subject.content.fact_rules]
    for name, what in _MUST_HAVE_RULES.items():
        if name not in rules and _facts_were_read(subject):
            subject.findings.fault(
                "missing_fact",
                _facts_file(subject),
                f"facts.yaml has no rule {name}, which {what}.",
                expected=name,
            )
    for item in subject.content.facts:
        if item.has("codes_from") and item.has("options"):
            subject.findings.fault(
                "both_keys", item.at("codes_from"), "A fact has options or codes_from, not both."
            )
    _visits(subject)
    _cadres(subject)
    _prescribers(subject)
    _chart(subject)


def _must_have(subject: Subject, name: str, kind: str) -> None:
    fact = subject.fact(name)
    if fact is None:
        if _facts_were_read(subject):
            known = [str(item.get("id")) for item in subject.content.facts]
            subject.findings.fault(
                "missing_fact", _facts_file(subject), f"facts.yaml has no question {name}, which the engine reads.",
                expected=f"a {kind} question {name}", among=known, word=name,
            )  # fmt: skip
        return
    if fact.get("type", kind) != kind:
        subject.findings.fault(
            "wrong_fact", fact.at("type"), f"The fact {name} must be of type {kind}.", expected=kind
        )
    if not fact.has("shell"):
        subject.findings.fault(
            "wrong_fact",
            fact.place,
            f"The fact {name} is given by the app, never asked.",
            expected="shell: true",
        )
    if name == "earlier" and fact.get("codes_from") != "conclusions" and "codes_from" not in fact.bad:
        subject.findings.fault(
            "wrong_fact",
            fact.place,
            "The fact earlier takes its codes from the conclusions.",
            expected="codes_from: conclusions",
        )


def _visits(subject: Subject) -> None:
    visit = subject.fact("visit")
    codes = option_codes(visit, subject.content, subject.names) if visit is not None else None
    if visit is not None and codes is not None and set(codes) != set(_VISITS):
        subject.findings.fault(
            "wrong_fact",
            visit.at("options"),
            "The fact visit has the options first and follow_up.",
            expected="first, follow_up",
        )


def _cadres(subject: Subject) -> None:
    fact, cadres = subject.fact("cadre"), subject.content.pack.get("cadres")
    if fact is None or "options" not in fact or cadres is None:
        return
    known = [cadre["id"] for cadre in cadres if "id" in cadre]
    codes = [option["id"] for option in fact["options"] if "id" in option]
    for option in fact["options"]:
        if option.get("id") not in known and "id" in option:
            subject.findings.fault(
                "unknown_cadre", option.at("id"), f"pack.yaml has no cadre {option['id']}.",
                expected=", ".join(known), among=known, word=option["id"],
            )  # fmt: skip
    missing = [name for name in known if name not in codes]
    if missing:
        subject.findings.fault(
            "unknown_cadre",
            fact.at("options"),
            f"The fact cadre lacks {', '.join(missing)} of pack.yaml.",
            expected=", ".join(known),
        )


def _prescribers(subject: Subject) -> None:
    """Plans ask the rule, emergency cards the cadre: both must say the same of who may prescribe."""
    rule = next((rule for rule in subject.content.fact_rules if rule.get("id") == "prescribes"), None)
    tree = subject.rules.of(rule, "is") if rule is not None else None
    if tree is None:
        return
    for cadre in subject.content.pack.get("cadres", []):
        if "id" in cadre and "prescribes" in cadre:
            said = evaluate(tree, {"cadre": cadre["id"]})
            if said is not None and said is not cadre["prescribes"]:
                subject.findings.fault(
                    "prescribes_differs",
                    cadre.at("prescribes"),
                    f"A {cadre['id']} {'prescribes' if said else 'does not prescribe'} by the rule prescribes of facts.yaml.",
                    expected=f"prescribes: {str(said).lower()}, or another rule",
                )


def _chart(subject: Subject) -> None:
    question = subject.content.chart.get("question") if subject.content.chart is not None else None
    if not isinstance(question, Item):
        return
    for key, must in (("id", "chart"), ("type", "multi")):
        if question.get(key, must) != must:
            subject.findings.fault(
                "wrong_fact",
                question.at(key),
                f"The engine reads the chart's question with the {key} {must}.",
                expected=must,
            )


def _facts_were_read(subject: Subject) -> bool:
    return bool(subject.content.facts)


def _facts_file(subject: Subject) -> Place:
    first: Item = subject.content.facts[0]
    return Place(first.place.file, 1, 1, "")
