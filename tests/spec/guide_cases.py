"""Reading spec/guide and comparing a consultation with what a case expects (docs/reference/spec-cases.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from attune.guide import Guide
from attune.pack.errors import Findings
from attune.pack.nodes import read_yaml

TODAY = "2026-11-25"
CASE_KEYS = {"id", "why", "module", "today", "common", "answers", "expect"}


def _ids(rows: list[Any]) -> list[str]:
    return [row if isinstance(row, str) else row["id"] for row in rows]


# X of `X`, `X_has`, `X_not`: the ids that the result has of it.
LISTS: dict[str, Callable[[Any], list[str]]] = {
    name: lambda result, name=name: _ids(result[name])  # type: ignore[misc]
    for name in (
        *("conclusions", "undecided", "plan", "urgent", "exits", "open", "tasks"),
        *("to_ask", "counted", "waiting", "set_aside", "problems"),
    )
}
LISTS["pending"] = lambda result: [row["id"] for row in result["urgent"] if row["pending"]]
AUDIT_LISTS: dict[str, Callable[[Any], list[str]]] = {
    **{
        name: lambda found, name=name: _ids(found[name])
        for name in ("agreed", "skipped", "missed", "departures")
    },  # type: ignore[misc]
    "medicines": lambda found: [row["medicine"] for row in found["medicines"]],
}


def load(folder: Path) -> list[dict[str, Any]]:
    """All cases of a folder with their common answers filled in. Raises ValueError with file and id on a bad case."""
    return [case for path in sorted(folder.rglob("*.yaml")) for case in _file(path)]


def _file(path: Path) -> list[dict[str, Any]]:
    # YAML as content files have it: `on` is a word, a date is text.
    findings = Findings()
    read = read_yaml(path.read_text("utf-8"), path.name, findings)
    if read is None or findings.faults:
        raise ValueError("; ".join(map(str, findings.faults)) or f"{path.name} is empty")
    content = read.plain()
    content = {"cases": content} if isinstance(content, list) else content
    if set(content) - {"common", "cases"}:
        raise ValueError(f"{path.name}: the keys are common and cases, not {sorted(content)}")
    return [_case(path, case, content.get("common") or {}) for case in content["cases"]]


def _case(path: Path, case: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    where = f"{path.name}: {case.get('id')}"
    unknown = set(case) - CASE_KEYS
    if unknown or not {"id", "why", "expect"} <= set(case):
        raise ValueError(
            f"{where}: a case has id, why, expect and may have {sorted(CASE_KEYS)}, not {sorted(unknown)}"
        )
    if not case["expect"]:
        raise ValueError(f"{where}: it expects nothing")
    used = case.get("common") or []
    answers: dict[str, Any] = {}
    for name in [used] if isinstance(used, str) else used:
        if name not in common:
            raise ValueError(f"{where}: there is no common {name}")
        answers.update(common[name])
    answers.update(case.get("answers") or {})
    if case.get("module"):
        answers["start"] = [case["module"]] if isinstance(case["module"], str) else case["module"]
    today = str(case.get("today", TODAY))
    date.fromisoformat(today)
    return {
        **case,
        "file": path.name,
        "today": today,
        "answers": {k: v for k, v in answers.items() if v is not None},
    }


# ---------------------------------------------------------------- comparing


def faults(guide: Guide, case: dict[str, Any], result: Any, audited: Any) -> list[str]:
    """What is not as the case expects, in plain sentences; nothing where all is."""
    known = known_ids(guide)
    found: list[str] = []
    for key, wanted in case["expect"].items():
        if key == "audit":
            for each, ids in wanted.items():
                found += _lists(AUDIT_LISTS, audited, each, ids, known) or []
        else:
            found += _one(guide, result, key, wanted, known)
    return found


def known_ids(guide: Guide) -> set[str]:
    """Every id that a case may name."""
    parts = ("questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks", "modules")
    ids = {each["id"] for part in parts for each in guide[part]}
    asked = {each["id"] for each in guide["questions"]}
    medicines = {
        option["id"] for each in guide["questions"] if each["id"] == "stock" for option in each["options"]
    }
    return ids | {f"{kind}_{name}" for kind in ("ask", "refer") for name in asked} | medicines | {"start"}


def _one(guide: Guide, result: Any, key: str, wanted: Any, known: set[str]) -> list[str]:
    listed = _lists(LISTS, result, key, wanted, known)
    if listed is not None:
        return listed
    if key == "next":
        return _same(key, _next(result["next"]), _next_wanted(wanted)) + _spelt(_next_ids(wanted), known)
    if key == "follow_up":
        return _follow_up(result["follow_up"], wanted, known)
    if key == "done":
        return _same(key, result["done"], wanted)
    pairs = _PAIRS.get(key)
    if pairs is None:
        return [f"{key} is nothing that a case can expect"]
    has = pairs(result)
    spelt = [] if key == "problem" else _spelt(list(wanted), known)
    return spelt + [
        fault
        for name, value in wanted.items()
        for fault in _same(f"{key} of {name}", has.get(name, "nothing"), value)
    ]


_PAIRS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "plan_state": lambda result: {line["id"]: line["state"] for line in result["plan"]},
    "values": lambda result: result["values"],
    "because": lambda result: {
        row["id"]: row["because"] for part in ("conclusions", "plan", "exits") for row in result[part]
    },
    "needs": lambda result: {row["id"]: row["needs"] for row in result["undecided"]},
    "problem": lambda result: {row["id"]: row["code"] for row in result["problems"]},
}


def _lists(table: dict[str, Any], result: Any, key: str, wanted: Any, known: set[str]) -> list[str] | None:
    """Faults of `X`, `X_has` or `X_not`; None if `key` is none of these."""
    name, _, how = key.rpartition("_")
    if key in table:
        name, how = key, ""
    elif how not in ("has", "not") or name not in table:
        return [f"{key} is nothing that a case can expect"] if table is AUDIT_LISTS else None
    if not isinstance(wanted, list):
        return [f"{key} takes a list"]
    has = table[name](result)
    spelt = [] if name == "problems" else _spelt(wanted, known)
    if how == "has":
        return spelt + [f"{name} lacks {each}" for each in wanted if each not in has]
    if how == "not":
        return spelt + [f"{name} has {each}" for each in wanted if each in has]
    return (
        spelt
        + [f"{name} lacks {each}" for each in wanted if each not in has]
        + [f"{name} has {each} too" for each in has if each not in wanted]
    )


def _spelt(ids: list[str], known: set[str]) -> list[str]:
    return [f"the pack has no {each}" for each in ids if each not in known]


def _same(what: str, found: Any, wanted: Any) -> list[str]:
    return [] if found == wanted and type(found) is type(wanted) else [f"{what} is {found!r}, not {wanted!r}"]


def _next(found: Any) -> Any:
    if found is None:
        return None
    return {found["kind"]: sorted(found["ids"]) if found["kind"] == "acts" else found["id"]}


def _next_wanted(wanted: Any) -> Any:
    if isinstance(wanted, str):
        return {"question": wanted}
    return {kind: sorted(ids) if kind == "acts" else ids for kind, ids in wanted.items()} if wanted else None


def _next_ids(wanted: Any) -> list[str]:
    if not wanted:
        return []
    (ids,) = [wanted] if isinstance(wanted, str) else wanted.values()
    return ids if isinstance(ids, list) else [ids]


def _follow_up(found: Any, wanted: Any, known: set[str]) -> list[str]:
    if found is None or wanted is None:
        return _same("follow_up", found, wanted)
    wrong = [f"follow_up has no {key}" for key in wanted if key not in found]
    wrong += _spelt(wanted.get("ids") or [], known)
    for key, value in wanted.items():
        if key in found:
            wrong += _same(f"follow_up {key}", found[key], value)
    return wrong
