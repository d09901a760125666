"""`attune prove`: prove the safety invariants of a content pack."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attune.commands.content import compiled_pack, wrong

if TYPE_CHECKING:
    from attune.guide.prove import Finding, Report
    from attune.guide.prove.survey import Survey
    from attune.guide.types import Json
    from attune.pack import Compiled

KINDS = {
    "invariant": "safety invariants of the content",
    "total": "every consultation ends in a conclusion, an exit or a task",
    "dead_end": "no dead ends",
    "duty": "what every guide owes: prescribing, stock, follow-up",
    "reach": "every question, conclusion, line, exit, follow-up and task can be reached",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command("prove")(prove_command)


def prove_command(
    pack: Annotated[
        Path | None,
        typer.Argument(help="The folder of the pack. Default: the content that Attune comes with."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    with_mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Change each gate, threshold and exclusion in turn; list the changes that no claim notices.",
        ),
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="Prove this claim alone; may be repeated.")] = None,
) -> None:
    """Prove the safety invariants of a content pack for all answers, or print a case that breaks one.

    Exit code 0: all proved. 1: something is refuted or undecided. Needs the extra `prove`: pip install 'attune-care[prove]'.
    """
    _need_z3()
    from attune.guide.prove import ProverError, prove

    compiled = compiled_pack(pack)
    began = time.perf_counter()
    try:
        report = prove(compiled.guide, compiled.invariants, only)
    except ProverError as error:
        wrong(str(error))
    if only and (missing := set(only) - {each.claim.id for each in report.findings}):
        wrong(f"There is no claim {', '.join(sorted(missing))}. Run attune prove --json for all of them.")
    survey = _survey(compiled) if with_mutants else None
    if as_json:
        found = report.as_json() | ({} if survey is None else {"mutants": survey.as_json()})
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(report, time.perf_counter() - began)
        if survey is not None:
            typer.echo("\n" + survey.as_markdown())
    if not report.all_proved:
        raise typer.Exit(1)


# ---------------------------------------------------------------- input


def _need_z3() -> None:
    try:
        import z3  # noqa: F401
    except ImportError:
        wrong("The prover is not installed. Run: pip install 'attune-care[prove]'")


def _survey(compiled: Compiled) -> Survey:
    from attune.guide.prove.survey import survey

    return survey(compiled.guide, compiled.invariants)


# ---------------------------------------------------------------- output


def _print(report: Report, seconds: float) -> None:
    proved = report.of("proved")
    for kind, title in KINDS.items():
        count = sum(each.claim.kind == kind for each in proved)
        if count:
            typer.echo(f"proved  {count:>4}  {title}")
    for verdict in ("refuted", "undecided"):
        for found in report.of(verdict):
            typer.echo("")
            for line in _told(found, report.row(found)):
                typer.echo(line)
    bad = len(report.findings) - len(proved)
    left = "Nothing is refuted." if not bad else f"{bad} not proved."
    typer.echo(f"\n{len(proved)} claims hold for all answers. {left} ({seconds:.1f} s)")


def _told(found: Finding, row: Json) -> list[str]:
    """A refuted or undecided claim as somebody at the bedside would tell it."""
    lines = [f"{found.verdict.upper()}  {found.claim.id}", f"  {found.claim.text}"]
    if found.claim.sources:
        lines.append(f"  Sources: {', '.join(found.claim.sources)}")
    if found.why:
        lines.append(f"  {found.why}")
    if "case" in row:
        lines += ["  The case:", *(f"    {line}" for line in row["case"])]
        lines += ["  Should hold:", f"    {row['expected']}"]
        lines += [
            "  Answers, for attune assess MODULE --answers FILE:",
            f"    {json.dumps(row['answers'], ensure_ascii=False)}",
        ]
    return lines
