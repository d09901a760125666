"""`attune cards`: a virtual patient as cards for a role-play of three, to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attune.commands.content import OVERLAY, chosen_case, chosen_pattern, compiled_pack


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(cards)


def cards(
    case: Annotated[str, typer.Argument(help="The virtual patient, such as well_digger.")],
    pattern: Annotated[
        str,
        typer.Option(
            help="secure, anxious, avoidant, fearful or disorganized; own is the case as it is meant. No card names it."
        ),
    ] = "own",
    out: Annotated[
        Path | None,
        typer.Option(help="The file to write. Default: CASE.html in this folder.", show_default=False),
    ] = None,
    pack: Annotated[
        Path | None,
        typer.Option(help="The folder of the pack. Default: the content that Attune comes with."),
    ] = None,
    overlay: list[Path] = OVERLAY,
) -> None:
    """Write the cards of a role-play for three (worker, person, observer) as one page of HTML, A5 when printed."""
    from attune.pack.words import read_app_words
    from attune.paths import app_words_dir
    from attune.relating.cards import cards as page

    compiled = compiled_pack(pack, overlay)
    found = chosen_case(compiled, case)
    path = out or Path(f"{case}.html")
    chosen_pattern(compiled, pattern)
    path.write_text(page(compiled.relating, found, read_app_words(app_words_dir()), pattern), "utf-8")
    typer.echo(f"{path}: print it on A5, one card for each player")
