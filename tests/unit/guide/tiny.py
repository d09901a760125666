"""A guide of two small modules, and short ways to write others. The clinical content here is invented and means nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from attune.logic import parse

TODAY = date(2026, 11, 25)
TIERS = ["serious", "risk", "routine"]
ROUTINE = 2


def module_of(name: str) -> str:
    """Modules of these guides have two equal letters; everything else belongs to the facts."""
    prefix = name.split("_")[0]
    return prefix if len(prefix) == 2 and prefix[0] == prefix[1] else ""


def when(rule: str | None) -> Any:
    return None if rule is None else parse(rule)


def question(name: str, type_: str = "yes_no", *, guard: str | None = None, **more: Any) -> dict[str, Any]:
    options = [{"id": code, "text": code} for code in more.pop("options", ())]
    return {
        "id": name,
        "module": module_of(name),
        "step": "",
        "type": type_,
        "ask": f"{name}?",
        **({"options": options} if options else {}),
        "when": when(guard),
        "tier": ROUTINE,
        "if_unknown": {"do": "ask_later"},
        "sources": [],
        "marks": [],
        **more,
    }


def statement(name: str, rule: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "module": module_of(name),
        "text": name,
        "when": when(rule),
        "sources": [],
        "marks": [],
        **more,
    }


def rule(name: str, text: str) -> dict[str, Any]:
    made = statement(name, None)
    del made["when"]
    return {**made, "is": parse(text)}


def conclusion(name: str, text: str, **more: Any) -> dict[str, Any]:
    return statement(name, text, tier=ROUTINE, **more)


def line(name: str, text: str | None, **more: Any) -> dict[str, Any]:
    defaults = {"group": "today", "kind": "psychosocial", "tier": ROUTINE, "who": "any"}
    return statement(name, text, **{**defaults, **more})


def module(name: str, *questions: str, planned: bool = False) -> dict[str, Any]:
    steps = [{"id": f"{name}_step", "title": name, "questions": list(questions)}] if questions else []
    return {"id": name, "title": name, "summary": "", "planned": planned, "steps": steps}


def guide(**parts: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "pack": {"id": "tiny", "version": "1", "title": "Tiny", "review": "training"},
        "release": "tiny-1",
        "tiers": TIERS,
        "cadres": [],
        "chart": [],
        "modules": [],
        "questions": [],
        "rules": [],
        "conclusions": [],
        "exits": [],
        "plan": [],
        "follow_up": [],
        "tasks": [],
        "withdrawn": [],
        "aliases": {},
        "sources": {},
        **parts,
    }


TINY = guide(
    chart=[
        {"id": "pres_low", "text": "Low", "opens": "aa", "sources": []},
        {"id": "pres_harm", "text": "Harm", "opens": "bb", "sources": []},
    ],
    modules=[
        module("bb", "bb_harm", "bb_plan"),
        module("aa", "age", "aa_core", "aa_more", "aa_mania", "aa_risk", "aa_again"),
        module("zz", planned=True),
    ],
    questions=[
        question("age", "number", min=0, max=120),
        question("pregnant", guard="%sex = 'female'", if_unknown={"do": "treat_as", "value": True}),
        question("sex", "choice", options=["female", "male"]),
        question("visit", "choice", options=["first", "follow_up"], shell=True, default="first"),
        question("cadre", "choice", options=["nurse", "doctor"], shell=True),
        question("stock", "multi", options=["fluo", "ami"], shell=True),
        question("medicines_given", "multi", options=["fluo", "ami"]),
        question("chart", "multi", options=["pres_low", "pres_harm"], if_unknown={"do": "carry_on"}),
        question("bb_harm", tier=1, self_harm=True, must_ask=True),
        question("bb_plan", guard="%bb_harm", tier=1),
        question("aa_core", "multi", options=["mood", "joy"]),
        question("aa_more", "multi", options=["sleep", "food", "worth"], guard="%aa_core.exists()"),
        question("aa_mania", guard="%aa_depressed", if_unknown={"do": "refer"}, confirm_when_changed=["age"]),
        question("aa_risk", guard="%aa_core.exists()"),
        question(
            "aa_again",
            guard="%aa_depressed",
            wait={"text": "Wait", "from_days": 7, "to_days": 28, "sources": []},
        ),
    ],
    rules=[
        rule("prescribes", "%cadre = 'doctor'"),
        rule("follow_up_early", "%aa_risk or %bb_harm"),
        rule("aa_enough", "%aa_core.count() >= 1 and %aa_more.count() >= 2"),
    ],
    conclusions=[
        conclusion("bb_imminent", "%bb_harm"),
        conclusion("aa_depressed", "%aa_enough"),
        conclusion("aa_bipolar", "%aa_depressed and %aa_mania"),
    ],
    exits=[
        statement("aa_to_bb", "%aa_risk or 'worth' in %aa_more", to="bb"),
        statement("aa_to_zz", "%aa_bipolar", to="zz"),
    ],
    plan=[
        line("aa_talk", "%aa_depressed"),
        line(
            "aa_fluo",
            "%aa_depressed and %aa_mania.not() and %pregnant.not()",
            kind="medicine",
            medicine="fluo",
            who="prescriber",
        ),
        line(
            "aa_ami", "%aa_depressed and %aa_mania.not() and %bb_harm.not()", kind="medicine", medicine="ami"
        ),
        line("bb_watch", "%bb_imminent", group="now", kind="safety", tier=1),
        line("bb_means", "%bb_imminent", group="now", kind="safety", tier=1),
        line("zz_refer", None, kind="referral"),
    ],
    follow_up=[
        statement("aa_week", "%aa_depressed", from_days=3, to_days=7),
        statement("bb_day", "%bb_imminent", from_days=1, to_days=7),
    ],
    tasks=[statement("bb_find", "%bb_imminent and %bb_plan", tier=1, within_days=0)],
)

# A depressed woman, nothing urgent, seen by a doctor who has both medicines.
PLAIN: dict[str, Any] = {
    "start": ["aa"],
    "age": 34,
    "sex": "female",
    "pregnant": False,
    "cadre": "doctor",
    "stock": ["fluo", "ami"],
    "aa_core": ["mood"],
    "aa_more": ["sleep", "food"],
    "aa_mania": False,
    "aa_risk": False,
}
