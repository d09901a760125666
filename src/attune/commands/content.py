"""The content that a command works on: found, compiled, and what is wrong with it said in one way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from attune.pack import Compiled
    from attune.pack.errors import Fault

OVERLAY = typer.Option([], "--overlay", help="An overlay pack on top; may be given several times.")
_SHOWN = 10


def pack_folder(pack: Path | None) -> Path:
    """The folder given, else that of the content that Attune comes with. Ends the command if there is no pack in it."""
    from attune.pack.load import REQUIRED
    from attune.paths import content_dir

    root = pack if pack is not None else _shorter(content_dir())
    if not root.is_dir():
        wrong(f"There is no folder {root}. Give the folder that holds pack.yaml.")
    if not any((root / name).exists() for name in REQUIRED):
        wrong(f"{root} is no pack. Give the folder that holds pack.yaml.")
    return root


def compiled_pack(pack: Path | None, overlays: Sequence[Path] = ()) -> Compiled:
    """The pack in `pack_folder` with `overlays` on top, compiled. Ends the command at its faults."""
    from attune.pack import PackFaults, compile_pack

    root = pack_folder(pack)
    try:
        return compile_pack(root, overlays)
    except PackFaults as faulty:
        words = ["attune check", str(root), *(f"--overlay {overlay}" for overlay in overlays)]
        stop_at(faulty.faults, f"`{' '.join(words)}` shows them all.")


def chosen_case(compiled: Compiled, name: str) -> dict[str, Any]:
    """The virtual patient of that name. Ends the command if there is none."""
    from attune.logic import did_you_mean

    cases: dict[str, dict[str, Any]] = {each["id"]: each for each in compiled.relating["cases"]}
    if name not in cases:
        hint = did_you_mean(name.lower(), list(cases)) or f"There are {', '.join(cases) or 'none'}."
        wrong(f"There is no virtual patient {name}. {hint}")
    return cases[name]


def chosen_pattern(compiled: Compiled, name: str) -> None:
    """Ends the command if virtual patients have no such pattern."""
    from attune.relating.deep import patterns

    known = patterns(compiled.relating)
    if name not in known:
        wrong(f"There is no pattern {name}. There are {', '.join(known)}.")


def stop_at(faults: Sequence[Fault], then: str) -> NoReturn:
    """Print the first faults, how many there are and what to do `then`; end the command."""
    for fault in faults[:_SHOWN]:
        typer.echo(str(fault), err=True)
    count = f"{len(faults)} faults" if len(faults) != 1 else "1 fault"
    stop(f"The content has {count}. {then}")


def stop(message: str) -> NoReturn:
    """End the command with a message: a fault was found."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def wrong(message: str) -> NoReturn:
    """End the command with a message: it was called wrongly."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _shorter(path: Path) -> Path:
    """The path as somebody in the current folder would write it."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
