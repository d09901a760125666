"""`attune play`: a talk with a virtual patient, turn by turn, with the reasons for each change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from attune.commands.content import OVERLAY, chosen_case, chosen_pattern, compiled_pack


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(play)


def play(
    case: Annotated[str, typer.Argument(help="The virtual patient, such as well_digger.")],
    pattern: Annotated[
        str,
        typer.Option(
            help="secure, anxious, avoidant, fearful or disorganized; own is the case as it is meant."
        ),
    ] = "own",
    choices: Annotated[
        str, typer.Option("--choices", "-c", help="Ids of lines, in order, with commas.")
    ] = "",
    show_offered: Annotated[
        bool, typer.Option("--list", help="List what is offered now, with its words.")
    ] = False,
    exam: Annotated[bool, typer.Option("--exam", help="No feedback on the way; panels at the end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    pack: Annotated[
        Path | None,
        typer.Option(help="The folder of the pack. Default: the content that Attune comes with."),
    ] = None,
    overlay: list[Path] = OVERLAY,
) -> None:
    """Play a virtual patient: what is said, what changes and why, and how the worker did. The same choices give the same play.

    Exit code 1 if a choice is not offered where it stands.
    """
    from attune.commands.play_text import show
    from attune.relating import play as run
    from attune.relating import score

    compiled = compiled_pack(pack, overlay)
    relating, found = compiled.relating, chosen_case(compiled, case)
    chosen_pattern(compiled, pattern)
    chosen = [each.strip() for each in choices.split(",") if each.strip()]
    played = run(relating, found, pattern, chosen)
    scored = score(relating, found, played)
    if as_json:
        typer.echo(json.dumps({"play": played, "score": scored}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(show(relating, found, played, scored, coach=not exam, offer=show_offered)))
    problem = played["problem"]
    if problem is not None:
        typer.echo(
            f"{problem['choice']} is not offered in turn {problem['n'] + 1}. Offered: {', '.join(problem['offered'])}.",
            err=True,
        )
        raise typer.Exit(1)
