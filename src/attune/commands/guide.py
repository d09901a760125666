"""`attune assess`: run the guide on given answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attune.commands.content import OVERLAY, compiled_pack, wrong

if TYPE_CHECKING:
    from attune.guide import Prepared
    from attune.guide.types import Json

_EXAMPLE = "Write one answer a line, such as: age_years: 34"


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(assess)


def assess(
    module: Annotated[str, typer.Argument(help="The module to begin with, such as dep or sui.")],
    answers: Annotated[
        Path,
        typer.Option("--answers", "-a", help="A JSON or YAML file of answers; - reads standard input."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    with_audit: Annotated[
        bool, typer.Option("--audit", help="Say too where the recorded care departs from the guide.")
    ] = False,
    today: Annotated[
        str | None, typer.Option(help="The date to count from, 2026-11-25. Default: today.")
    ] = None,
    pack: Annotated[
        Path | None,
        typer.Option(help="The folder of the pack. Default: the content that Attune comes with."),
    ] = None,
    overlay: list[Path] = OVERLAY,
) -> None:
    """Run the guide on the answers in a file: what is urgent, what comes next, conclusions, plan, follow-up.

    An answer is `id: value`, `[]` (none of these), `not-known`, `declined`, `could-not-ask`, or `{value: V, by: carer}`;
    a plan line is `done`, `handed_over` or `not_done`. `today`, `cadre` and `stock` are ids too. Exit code 1 if an
    answer cannot be used: it is named and left out.
    """
    from attune.commands.assess_text import show
    from attune.guide import prepare

    given = read_answers(answers)
    prepared = prepare(compiled_pack(pack, overlay).guide)
    found = assessed(
        prepared, _module(prepared, module), given, _day(today or given.get("today")), with_audit
    )
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show(found)
    for problem in found["problems"]:
        typer.echo(f"{problem['message']} The answer was left out.", err=True)
    if found["problems"]:
        raise typer.Exit(1)


def assessed(
    prepared: Prepared, module: str, given: Mapping[str, Any], today: date, with_audit: bool = False
) -> Json:
    """What the guide says to the answers of a file, in words."""
    from attune.guide import audit, consult, normalise
    from attune.guide.present import present

    full = normalise(prepared, {name: answer for name, answer in given.items() if name != "today"})
    full["start"] = [module, *_more_modules(given.get("start"))]
    found = present(prepared, full, consult(prepared, full, today))
    if with_audit:
        found["audit"] = audit(prepared, full, today)
    return found


# ---------------------------------------------------------------- input


def _module(prepared: Prepared, name: str) -> str:
    from attune.logic import did_you_mean

    if name not in prepared.modules:
        known = sorted(prepared.modules)
        hint = did_you_mean(name.lower(), known) or f"There are {', '.join(known)}."
        wrong(f"There is no module {name}. {hint}")
    return name


def read_answers(path: Path) -> dict[str, Any]:
    """The answers as written. Every way a file can be bad ends in one message that says what to do."""
    from attune.pack.errors import Findings
    from attune.pack.nodes import read_yaml

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except OSError as error:
        wrong(
            f"{path} cannot be read: {error.strerror}. Give a JSON or YAML file of answers, or - to type them."
        )
    except UnicodeDecodeError:
        wrong(f"{path} is no text in UTF-8. Save it as UTF-8.")
    findings = Findings()
    tree = read_yaml(text, str(path), findings)  # JSON is YAML too
    if findings.faults:
        wrong("\n".join([*map(str, findings.faults), f"Mend {path} and try again. {_EXAMPLE}"]))
    if tree is None:
        wrong(f"{path} is empty. {_EXAMPLE}")
    found = tree.plain()
    if not isinstance(found, dict):
        wrong(f"{path} holds no answers by their ids. {_EXAMPLE}")
    return found


def _more_modules(start: Any) -> list[Any]:
    """`start` in the file, as it is: what cannot be used is reported like any other answer."""
    return start if isinstance(start, list) else [] if start is None else [start]


def _day(text: Any) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - the day where the worker is
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        wrong(f"{text} is no date. Write it like 2026-11-25.")
