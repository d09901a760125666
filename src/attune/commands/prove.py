"""`attune prove`: prove the safety invariants of a content pack."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attune.commands.content import OVERLAY, compiled_pack, wrong

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
    overlay: list[Path] = OVERLAY,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    with_mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Change each gate, threshold and exclusion in turn; count the changes that no claim notices. Takes minutes.",
        ),
    ] = False,
    survivors: Annotated[
        Path | None,
        typer.Option(help="Write the changes that no claim notices to this file, for a clinician to read."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Prove this claim alone; may be repeated.")] = None,
) -> None:
    """Prove the safety invariants of a content pack for all answers, or print a case that breaks one.

    Exit code 0: all proved. 1: something is refuted or undecided. Needs the extra `prove`: pip install 'attune-care[prove]'.
    """
    _need_z3()
    if survivors is not None and not survivors.parent.is_dir():
        wrong(f"Cannot write {survivors}: there is no folder {survivors.parent}.")
    from attune.guide.prove import ProverError, prove

    compiled = compiled_pack(pack, overlay)
    began = time.perf_counter()
    try:
        report = prove(compiled.guide, compiled.invariants, only)
    except ProverError as error:
        wrong(str(error))
    if only and (missing := set(only) - {each.claim.id for each in report.findings}):
        wrong(f"There is no claim {', '.join(sorted(missing))}. Run attune prove --json for all of them.")
    survey = _survey(compiled) if with_mutants or survivors else None
    if survey is not None and survivors is not None:
        _write(survey, survivors)
    if as_json:
        found = report.as_json() | ({} if survey is None else {"mutants": survey.as_json()})
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(report, time.perf_counter() - began)
        if survey is not None:
            _print_survey(survey, survivors)
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

    def progress(done: int, total: int) -> None:
        typer.echo(f"{done} of {total} changes tried", err=True)

    return survey(compiled.guide, compiled.invariants, progress=progress)


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


def _print_survey(survey: Survey, survivors: Path | None) -> None:
    left = survey.surviving
    alike = sum(each.difference is not None and each.difference.kind == "same" for each in left)
    typer.echo(f"\n{len(survey.noticed)} changes to the rules, one at a time.")
    typer.echo(f"  {len(survey.noticed) - len(left):>4}  are noticed by a claim")
    typer.echo(f"  {len(left) - alike:>4}  are not noticed, and can be seen")
    typer.echo(f"  {alike:>4}  change nothing that can be seen")
    if idle := survey.idle():
        typer.echo(f"Invariants that notice none: {', '.join(idle)}")
    where = survivors or "a file with --survivors FILE"
    typer.echo(f"The changes that are not noticed: {where}")


def _write(survey: Survey, survivors: Path) -> None:
    from attune.guide.prove.page import page

    try:
        survivors.write_text(page(survey), encoding="utf-8")
    except OSError as error:
        wrong(f"Cannot write {survivors}: {error.strerror}.")


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
