"""`attune check`, `attune lock`, `attune bundle ...`, `attune po ...`: content packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from attune.pack.errors import Fault
    from attune.pack.report import Report

PACK = typer.Argument(
    None, help="The folder of the pack. Default: the content that Attune comes with.", show_default=False
)
OVERLAY = typer.Option([], "--overlay", help="An overlay pack on top; may be given several times.")
JSON = typer.Option(False, "--json", help="Print the result as JSON.")


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(check)
    app.command()(lock)


def check(
    pack: Path | None = PACK,
    overlay: list[Path] = OVERLAY,
    as_json: bool = JSON,
    all_: bool = typer.Option(False, "--all", help="List every warning and every line to sign off."),
) -> None:
    """Check a content pack: every fault with file and line, then what is in it. Exit code 1 if there is a fault."""
    from attune.pack import examine
    from attune.pack.report import report

    found = report(examine(_pack(pack), overlay))
    typer.echo(
        json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else _as_text(found, all_)
    )
    raise typer.Exit(1 if found.faults else 0)


def lock(
    pack: Path | None = PACK,
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be added, write nothing."),
) -> None:
    """Add the pack's new ids, types and option codes to ids.lock. From then on they are for ever."""
    from attune.pack import examine
    from attune.pack.errors import Findings
    from attune.pack.lock import locked_now, read_lock, write_lock

    root = _pack(pack)
    examined = examine(root)
    if examined.faults:
        _stop_at(examined.faults)
    released = read_lock(*examined.pack.lock, Findings()) if examined.pack.lock else {}
    old = {name: locked for name, (locked, _) in released.items()}
    now = locked_now(examined.pack.content, examined.names)
    changed = [name for name, locked in now.items() if old.get(name) != locked]
    if not dry_run and changed:
        (root / "ids.lock").write_text(write_lock(old, now), "utf-8")
    typer.echo(
        f"{'would lock' if dry_run else 'locked'} {len(changed)} new or wider ids; {len(old.keys() | now.keys())} in all"
    )


# ---------------------------------------------------------------- words for the terminal


def _as_text(found: Report, everything: bool) -> str:
    lines = [str(fault) for fault in found.faults]
    lines += _shortened([f"warning: {warning}" for warning in found.warnings], everything, "warnings")
    review = "" if found.review == "signed" else " (training version)"
    lines += [
        "",
        f"{found.pack} {found.version}{review}" + (f", release {found.release}" if found.release else ""),
    ]
    lines += [f"  {name.replace('_', ' '):<20}{count:>6}" for name, count in found.counts.items()]
    if found.grades:
        grades = ", ".join(f"{unit} {grade}" for unit, grade in found.grades.items())
        lines.append(f"  reading grade (Flesch-Kincaid): {grades}")
    lines.append(f"to sign off: {len(found.to_sign)} ({found.signed} signed)")
    lines += _shortened(
        [f"  {line.id} [{', '.join(line.why)}] {line.text} ({line.seal})" for line in found.to_sign],
        everything,
        "lines",
    )
    count = len(found.faults)
    lines.append(f"{count or 'no'} fault{'s' if count > 1 else ''}, {len(found.warnings)} warnings")
    return "\n".join(lines)


def _shortened(lines: list[str], everything: bool, what: str) -> list[str]:
    if everything or len(lines) <= 12:
        return lines
    return [*lines[:10], f"  ... and {len(lines) - 10} more {what} (--all lists them)"]


def _pack(pack: Path | None) -> Path:
    from attune.paths import content_dir

    root = pack if pack is not None else _shorter(content_dir())
    if not root.is_dir():
        typer.echo(f"There is no folder {root}. Give the folder that holds pack.yaml.", err=True)
        raise typer.Exit(2)
    return root


def _shorter(path: Path) -> Path:
    """The path as somebody in the current folder would write it."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _stop_at(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    typer.echo(f"Nothing was written: {len(faults)} to mend first.", err=True)
    raise typer.Exit(1)
