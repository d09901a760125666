"""`attune assess`: run the guide on given answers."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attune.commands.content import compiled_pack, wrong

if TYPE_CHECKING:
    from rich.console import Console

    from attune.guide import Prepared
    from attune.guide.types import Json

GROUPS = {"now": "Now", "today": "Today", "home": "At home", "next": "Next time"}


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
) -> None:
    """Run the guide on the answers in a file: what is urgent, what comes next, conclusions, plan, follow-up.

    An answer is `id: value`, `[]` (none of these), `not-known`, `declined`, `could-not-ask`, or `{value: V, by: carer}`;
    a plan line is `done`, `handed_over` or `not_done`. `today`, `cadre` and `stock` are ids too.
    """
    from attune.guide import audit, consult, normalise, prepare
    from attune.guide.present import present

    prepared = prepare(compiled_pack(pack).guide)
    given = _read_answers(answers)
    day = _day(today or given.pop("today", None))
    given.pop("today", None)
    full = normalise(prepared, given)
    full["start"] = [_module(prepared, module), *_more_modules(given.get("start"))]
    shown = present(prepared, full, consult(prepared, full, day))
    if with_audit:
        shown["audit"] = audit(prepared, full, day)
    for problem in shown["problems"]:
        typer.echo(f"{problem['message']} The answer was left out.", err=True)
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(shown)


# ---------------------------------------------------------------- input


def _module(prepared: Prepared, name: str) -> str:
    from attune.logic import did_you_mean

    if name not in prepared.modules:
        known = sorted(prepared.modules)
        hint = did_you_mean(name.lower(), known) or f"There are {', '.join(known)}."
        wrong(f"There is no module {name}. {hint}")
    return name


def _read_answers(path: Path) -> dict[str, Any]:
    """The answers as written. Every way a file can be bad ends in one message that says what to do."""
    from attune.pack.errors import Findings
    from attune.pack.nodes import read_yaml

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except OSError as error:
        wrong(f"{path} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        wrong(f"{path} is no text in UTF-8. Save it as UTF-8.")
    findings = Findings()
    tree = read_yaml(text, str(path), findings)  # JSON is YAML too
    if findings.faults:
        wrong("\n".join(str(fault) for fault in findings.faults))
    found = {} if tree is None else tree.plain()
    if not isinstance(found, dict):
        wrong(f"{path} holds no answers. Write one `id: value` a line.")
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


# ---------------------------------------------------------------- output


def _print(shown: Json) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)

    def part(title: str, rows: list[str]) -> None:
        if rows:
            console.print(f"\n[bold]{title}[/]")
            for row in rows:
                console.print(f"  {row}")

    if shown["pack"]["review"] != "signed":
        console.print("[bold yellow]Training version[/]: no clinician has signed this content yet.")
    part("Next", [escape(_next_words(shown["next"]))])
    part(
        "Urgent",
        [
            f"[bold red]{escape(row['text'])}[/] {'' if row['pending'] else '(confirmed)'}".rstrip()
            for row in shown["urgent"]
        ],
    )
    part("Conclusions", [f"{escape(row['text'])}  {_dim(_why(row))}" for row in shown["conclusions"]])
    part(
        "Not decided, because an answer is not known",
        [f"{escape(row['text'])}  {_dim('; '.join(row['needs_words']))}" for row in shown["undecided"]],
    )
    for group, title in GROUPS.items():
        _print_lines(console, title, [line for line in shown["plan"] if line["group"] == group])
    part("Opens", [f"{escape(row['title'])}: {escape(row['text'])}" for row in shown["exits"]])
    part("Open tasks", [escape(row["text"]) for row in shown["tasks"]])
    part("Come back for", [f"{escape(row['ask'])} {escape(row['text'])}" for row in shown["waiting"]])
    if (visit := shown["follow_up"]) is not None:
        part(
            "Follow-up",
            [f"{visit['on']} (from {visit['from']} to {visit['to']}): {escape('; '.join(visit['texts']))}"],
        )
    part("Set aside, because they are not asked now", [escape(row["ask"]) for row in shown["set_aside"]])
    if "audit" in shown:
        _print_audit(shown["audit"], part)
    part(
        "Sources",
        [f"{code}: {escape(each['title'])} ({each['year']})" for code, each in shown["sources"].items()],
    )
    console.print(f"\nrelease {shown['release']}")


def _next_words(found: Json | None) -> str:
    if found is None:
        return "Nothing is left to ask."
    if found["kind"] == "acts":
        return "Confirm the urgent actions: " + " ".join(found["texts"])
    if found["kind"] == "wait":
        return f"{found['text']} Then ask: {found['ask']} ({found['id']})"
    return f"{found['ask']} ({found['id']})"


def _print_lines(console: Console, title: str, lines: list[Json]) -> None:
    from rich.markup import escape

    if not lines:
        return
    console.print(f"\n[bold]Plan: {title}[/]")
    for line in lines:
        console.print(f"  {escape(line['text'])}")
        for key in ("detail", "dose"):
            if key in line:
                console.print(f"    {escape(line[key])}")
        marks = "".join(f" {escape('[' + mark + ']')}" for mark in line["marks"])
        console.print(f"    {_dim(_why(line) or 'always')}")
        console.print(f"    {_dim(', '.join(line['sources']))}{marks}")


def _why(row: Json) -> str:
    return "; ".join(f"{each['ask']} {each['answer']}" for each in row["why"])


def _dim(text: str) -> str:
    from rich.markup import escape

    return f"[dim]{escape(text)}[/]"


def _print_audit(found: Json, part: Any) -> None:
    part(
        "Audit: risk that was missed",
        [f"{row['id']}: {row['kind'].replace('_', ' ')}" for row in found["missed"]],
    )
    part("Audit: questions left", [row["id"] for row in found["skipped"]])
    part(
        "Audit: departures",
        [
            f"{row['id']}: {row['kind'].replace('_', ' ')}, {row['reason'] or 'no reason given'}"
            for row in found["departures"]
        ],
    )
    part(
        "Audit: medicines",
        [f"{row['medicine']}: {row['code'].replace('_', ' ')}" for row in found["medicines"]],
    )
