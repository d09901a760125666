"""The mutants that survive, as a page for a clinician: where, what was changed, what then differs, why no invariant notices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attune.guide.prove.claims import Claim
from attune.guide.prove.difference import SAME, SEEN, Difference
from attune.guide.prove.survey import Noticed, Survey
from attune.guide.types import Guide, Json
from attune.logic import members, names

SHOWN = 3  # lines named in one cell; the rest are counted
KINDS = {
    "questions": "question",
    "rules": "rule",
    "conclusions": "conclusion",
    "exits": "way to another module",
    "plan": "line",
    "follow_up": "follow-up",
    "tasks": "task",
}
GROUPS = {
    "asked": "question",
    "urgent": "urgent line",
    "plan": "line",
    "ask_prescriber": "line (for the prescriber)",
    "not_here": "line (not here today)",
    "conclusions": "conclusion",
    "exits": "way to another module",
    "tasks": "task",
    "follow_up": "follow-up",
    "rule": "rule",
}
SENTENCES = (
    (r"without (`.*`)", r"The part \1 is left out."),
    (r"(`.*`) for its not\(\)", r"\1 instead of its opposite."),
    (r"(`.*`) for (-?\d+)", r"The limit is moved: \1 instead of \2."),
    (r"always holds", r"It always holds."),
    (r"never holds", r"It never holds."),
    (r"for everybody, not for prescribers", r"It is for every worker, not only for those who prescribe."),
    (r"shown although the medicine is not here", r"It is shown although the medicine is not here."),
    (r"not urgent", r"It is no longer urgent."),
    (r"need not be asked", r"It need not be asked."),
    (r"not known is passed over", r"A *not known* answer is passed over."),
    (r"not known is read as (.*)", r"A *not known* answer is read as: \1."),
)
HEAD = """# Surviving mutants

Made by `attune prove content --survivors docs/reference/surviving-mutants.md` from version {version} of the content, release
`{release}`; make it anew after a change to content. [What this means](../explanation/proofs.md#mutants).

{total} changes were made to the rules, one at a time: {killed} are noticed by a claim that `attune prove` proves, {left} are not.
Of these, {same} change nothing that anybody could see, whatever is answered: another rule already sees to it. The other {seen} are listed
first. Please read each and say: does this matter for the safety of the person? If so, an invariant is missing.

The differences are examples, from a few cases each; a change may touch more."""


def page(survey: Survey) -> str:
    """The whole page, in Markdown."""
    left = survey.surviving
    same = [each for each in left if _kind(each) == SAME]
    others = [each for each in left if _kind(each) != SAME]
    total = len(survey.noticed)
    return "\n".join(
        [
            HEAD.format(
                version=survey.guide["pack"]["version"],
                release=survey.guide["release"],
                total=total,
                killed=total - len(left),
                left=len(left),
                same=len(same),
                seen=len(others),
            ),
            *_sections(survey, others),
            *_alike(survey.guide, same),
            *_idle(survey),
            "",
        ]
    )


def _kind(each: Noticed) -> str:
    return each.difference.kind if each.difference else ""


# ---------------------------------------------------------------- what can be seen


def _sections(survey: Survey, rows: list[Noticed]) -> Iterator[str]:
    speaking = _spoken_of(survey.claims)
    texts = _texts(survey.guide)
    first = [each for each in rows if _weighs(survey.guide, each)]
    yield from _table("Urgent lines and medicines: please read these first", first, texts, speaking)
    for module, title in _titles(survey.guide):
        here = [each for each in rows if each not in first and each.mutant.body["module"] == module]
        yield from _table(title, here, texts, speaking)


def _table(
    title: str, rows: list[Noticed], texts: dict[str, str], speaking: dict[str, list[str]]
) -> Iterator[str]:
    if not rows:
        return
    yield f"\n## {title}\n"
    yield "| where | what was changed | what then differs | why no invariant notices |"
    yield "| --- | --- | --- | --- |"
    for each in rows:
        mutant, difference = each.mutant, each.difference or Difference("")
        where = f"{KINDS[mutant.part]} `{mutant.of}`"
        if mutant.of in texts:
            where += f": {texts[mutant.of]}"
        cells = (where, said(mutant.change), _differs(difference, texts), _why(difference, speaking))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def said(change: str) -> str:
    """What was changed, as a sentence."""
    for pattern, sentence in SENTENCES:
        if found := re.fullmatch(pattern, change):
            return found.expand(sentence)
    raise ValueError(f"no words for the change {change!r}")


def _differs(difference: Difference, texts: dict[str, str]) -> str:
    if difference.kind != SEEN:
        return "Not found out."
    parts = [
        f"{word}: {_listed(pairs, texts)}."
        for word, pairs in (("Comes", difference.more), ("Goes", difference.less))
        if pairs
    ]
    return " ".join(parts)


def _listed(pairs: Iterable[tuple[str, str]], texts: dict[str, str]) -> str:
    groups: dict[str, str] = {}
    for group, name in pairs:  # an urgent line is in the plan too: say it once
        groups.setdefault(name, group)
    named = [_told(group, name, texts) for name, group in list(groups.items())[:SHOWN]]
    more = f" and {len(groups) - SHOWN} more" if len(groups) > SHOWN else ""
    return "; ".join(named) + more


def _told(group: str, name: str, texts: dict[str, str]) -> str:
    if name == "follow_up_early":
        return "the earlier date of the next visit"
    text = texts.get(name) or texts.get(name.partition("_")[2], "")
    return f"{GROUPS[group]} `{name}`" + (f" ({text.rstrip('.')})" if text else "")


def _why(difference: Difference, speaking: dict[str, list[str]]) -> str:
    by = list(dict.fromkeys(claim for name in sorted(difference.ids) for claim in speaking.get(name, ())))
    if not by:
        return "No invariant speaks of this."
    few = ", ".join(f"`{name}`" for name in by[:SHOWN])
    return f"{few}{' and others speak' if len(by) > SHOWN else ' speaks' if len(by) == 1 else ' speak'} of it, but not of such a case."


def _weighs(guide: Guide, each: Noticed) -> bool:
    """Does the change touch an urgent line or a medicine?"""
    routine = guide["tiers"].index("routine") if "routine" in guide["tiers"] else len(guide["tiers"]) - 1
    heavy = {line["id"] for line in guide["plan"] if line["tier"] < routine or line.get("medicine")}
    return bool(heavy & ({each.mutant.of} | (each.difference.ids if each.difference else set())))


def _spoken_of(claims: Iterable[Claim]) -> dict[str, list[str]]:
    """Each id with the invariants that name it."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        if claim.kind == "invariant":
            spoken = {*names(claim.given), *names(claim.holds)}
            spoken |= {code for expr in (claim.given, claim.holds) for _, code in members(expr)}
            for name in sorted(spoken):
                found.setdefault(name, []).append(claim.id)
    return found


# ---------------------------------------------------------------- what cannot, and what notices nothing


def _alike(guide: Guide, rows: list[Noticed]) -> Iterator[str]:
    if not rows:
        return
    yield "\n## Changes that nobody could see\n"
    yield "For all answers the worker is shown the same. Such a part may be kept because it reads well, or left out."
    for module, title in _titles(guide):
        here = [each for each in rows if each.mutant.body["module"] == module]
        if here:
            yield f"\n### {title}\n"
            changes: dict[str, list[str]] = {}
            for each in here:
                changes.setdefault(each.mutant.of, []).append(said(each.mutant.change))
            for name, sentences in changes.items():
                yield f"- `{name}`: {' '.join(sentences)}"


def _idle(survey: Survey) -> Iterator[str]:
    idle = survey.idle()
    if idle:
        yield "\n## Invariants that no change here breaks\n"
        yield "No change of a single rule is enough. Each needs a fault planted by hand that breaks it, or must go.\n"
        yield from (f"- `{name}`" for name in idle)


# ---------------------------------------------------------------- words


def _titles(guide: Guide) -> list[tuple[str, str]]:
    titles = {module["id"]: module["title"] for module in guide["modules"]}
    return [("", "Shared facts"), *titles.items()]


def _texts(guide: Guide) -> dict[str, str]:
    """The words of each thing that has some."""
    found: dict[str, str] = {}
    for part in KINDS:
        for body in guide[part]:
            if text := _text(body):
                found[body["id"]] = text
    return found


def _text(body: Json) -> str:
    return str(body.get("ask") or body.get("text") or body.get("title") or "").strip()


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
