"""Cases: the answers of one consultation, made as short as they can be, and put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attune.guide.prepare import Prepared
from attune.guide.types import Json

Case = Json  # full answers, with `start`
Predicate = Callable[[Case], bool]


# ---------------------------------------------------------------- short


def shorten(case: Case, still: Predicate) -> Case:
    """`case` without the answers, opened modules and ticked codes that `still` does not need."""
    kept = _without(list(case), lambda keys: still({key: case[key] for key in keys}))
    case = {key: case[key] for key in case if key in kept}
    for key in list(case):
        if _list_in(case[key]):
            case = _with_few_codes(case, key, still)
    if case.get("start") == []:
        case = {key: case[key] for key in case if key != "start"}
    return case


def _with_few_codes(case: Case, key: str, still: Predicate) -> Case:
    few = _without(_list_in(case[key]), lambda codes: still(_replaced(case, key, codes)))
    return _replaced(case, key, few)


def _list_in(answer: Any) -> list[str]:
    """The codes of a `multi` answer, or the modules of `start`."""
    found = answer.get("value") if isinstance(answer, Mapping) else answer
    return found if isinstance(found, list) else []


def _replaced(case: Case, key: str, codes: list[str]) -> Case:
    return {**case, key: codes if key == "start" else {**case[key], "value": codes}}


def _without(items: list[str], still: Callable[[list[str]], bool]) -> list[str]:
    """The items left when everything that can go has gone: halves first, then quarters, down to single ones."""
    size = len(items)
    while size >= 1:
        at = 0
        while at < len(items):
            fewer = items[:at] + items[at + size :]
            if still(fewer):
                items = fewer
            else:
                at += size
        size //= 2
    return items


def as_file(case: Case) -> Json:
    """The case as a file of answers for `attune assess`: short forms, unless the order of answers matters."""
    return {key: _short(case[key]) for key in case}


def _short(answer: Any) -> Any:
    if not isinstance(answer, Mapping) or answer.get("n"):
        return answer
    return answer.get("act") or answer.get("unknown") or answer["value"]


# ---------------------------------------------------------------- words


def in_words(prepared: Prepared, case: Case) -> list[str]:
    """One line for each answer, as somebody would tell the case."""
    return [*_opened(prepared, case), *_answered(prepared, case), *_acted(prepared, case)]


def _opened(prepared: Prepared, case: Case) -> Iterator[str]:
    titles = {module["id"]: module["title"] for module in prepared.guide["modules"]}
    if case.get("start"):
        yield f"The worker opens: {', '.join(titles[name] for name in case['start'])}."


def _answered(prepared: Prepared, case: Case) -> Iterator[str]:
    numbers = sorted({each["n"] for each in case.values() if isinstance(each, Mapping) and "n" in each})
    for name, asked in prepared.questions.items():
        if name in case:
            answer = case[name]
            later = (
                f" (answer number {numbers.index(answer['n']) + 1} in time)"
                if len(numbers) > 1 and "n" in answer
                else ""
            )
            said = "not known" if "unknown" in answer else _said(asked.body, answer["value"])
            yield f"{asked.body['ask']} {said}{later}"


def _said(body: Json, value: Any) -> str:
    texts = {option["id"]: option["text"] for option in body.get("options") or ()}
    if body["type"] == "yes_no":
        return "yes" if value else "no"
    if body["type"] == "multi":
        return "; ".join(texts[code] for code in value) or "none of these"
    if body["type"] == "choice":
        return str(texts[value])
    if body["type"] == "number":
        return f"{value} {body.get('unit', '')}".strip()
    return "(words)"


def _acted(prepared: Prepared, case: Case) -> Iterator[str]:
    done = [line["text"].rstrip(".") for name, line in prepared.lines.items() if name in case]
    if done:
        yield f"Urgent lines done: {'; '.join(done)}."
