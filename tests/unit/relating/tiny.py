"""A small virtual patient, on the model of the default content."""

from __future__ import annotations

from typing import Any

from default_pack import default_pack

RELATING = default_pack().relating


def line(name: str, class_: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "class": class_, "text": f"{name}.", **more}


TINY: dict[str, Any] = {
    "id": "tiny",
    "title": "Tiny",
    "summary": "Tiny.",
    "setting": {"place": "Here", "minutes": 10, "companion": {"who": "A sister", "present": "She sits there.", "leaves": "She goes."}},
    "patient": {"name": "N.", "sex": "female", "age_years": 30, "about": "Somebody."},
    "modules": ["sui"],
    "params": {"a": 0.15, "v": 0.15, "d": 0.0},
    "other_explanations": [],
    "truth": [],
    "visits": [
        {"id": "one", "starts_in": "begin", "turns": 12, "opening": {"plain": "Hello.", "pressing": "Help me!"}},
        {
            "id": "two",
            "starts_in": "later",
            "turns": 6,
            "companion": False,
            "opening": "Me again.",
            "happened": [
                {"id": "kept", "text": "Kept.", "promise": ["predictable"]},
                {"id": "stayed_away", "text": "Away.", "missed": True},
                {"id": "unspoken", "text": "Unspoken.", "not_told": ["secret"]},
            ],
        },
    ],
    "topics": [
        {
            "id": "begin",
            "lines": [
                line("greet", "privacy_intro"),
                line("alone", "offer_choice", companion_leaves=True, when={"companion": True}),
                line("tell", "open_question", opens="hard"),
                line("scold", "dismiss", better="Softer."),
                line("hug", "over_warm"),
                line("list", "closed_question"),
            ],
        },
        {
            "id": "hard",
            "lines": [
                line("ask", "sensitive_direct", asks="secret"),
                line("frame", "predictable_limit"),
                line("near", "open_question", touches="secret"),
                line("surely_not", "leading_negative", asks="secret"),
                line("thank", "validate", when={"told": ["secret"]}),
                line("announce", "explain_preview"),
                line("pass_on", "explain_preview", explained_breach=True),
                line("preach", "lecture"),
                line("end", "close_with_date"),
            ],
        },
        {"id": "later", "lines": [line("again", "open_question"), line("see", "reflect"), line("tut", "dismiss"), line("bye", "close_with_date")]},
    ],
    "facts": [
        {
            "id": "secret",
            "title": "The secret",
            "about": "self_harm",
            "theta": 0.45,
            "s": 0.6,
            "needs": ["sensitive_direct"],
            "full": "Full.",
            "hint": "Hint.",
            "deflect": "Deflect.",
            "deny": "Deny.",
            "cues": ["Looks away."],
        }
    ],
    "must_do": [
        {"id": "asked", "text": "Ask.", "critical": True, "all_of": ["ask"], "alone": True, "sources": []},
        {"id": "in_time", "text": "Greet first.", "all_of": ["greet"], "before": ["ask"], "sources": []},
        {"id": "told", "text": "Then frame.", "applies": {"told": ["secret"]}, "all_of": ["frame"], "sources": []},
        {"id": "closed", "text": "Close.", "any_class": ["close_with_date"], "visit": ["one"], "sources": []},
        {"id": "seen_again", "text": "See.", "any_of": ["see"], "visit": ["two"], "sources": []},
    ],
    "debrief": [],
}  # fmt: skip


def with_lines(topic: str, *names: str) -> list[dict[str, Any]]:
    """The topics, with only the named lines in one of them, in this order."""
    every = {each["id"]: each for part in TINY["topics"] for each in part["lines"]}
    return [
        {**part, "lines": [every[name] for name in names]} if part["id"] == topic else part
        for part in TINY["topics"]
    ]
