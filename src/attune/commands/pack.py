"""`attune check`, `attune lock`, `attune bundle ...`, `attune po ...`: content packs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from attune.commands.content import OVERLAY, pack_folder, stop, stop_at, wrong

if TYPE_CHECKING:
    from attune.pack.report import Report
    from attune.pack.words import Source

PACK = typer.Argument(
    None, help="The folder of the pack. Default: the content that Attune comes with.", show_default=False
)
NOTHING_WRITTEN = "Nothing was written."
JSON = typer.Option(False, "--json", help="Print the result as JSON.")


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(check)
    app.command()(lock)
    bundle = typer.Typer(help="Publish content for phones, list releases, go back.", no_args_is_help=True)
    for command in (publish, rollback, use, list_, verify):
        bundle.command(command.__name__.rstrip("_"))(command)
    app.add_typer(bundle, name="bundle")
    po = typer.Typer(help="Translations: extract, merge, record back-translations.", no_args_is_help=True)
    for each in (extract, merge, back):
        po.command()(each)
    app.add_typer(po, name="po")


def check(
    pack: Path | None = PACK,
    overlay: list[Path] = OVERLAY,
    as_json: bool = JSON,
    all_: bool = typer.Option(
        False, "--all", help="List every warning, every line to sign off and every play that was found."
    ),
    deep: bool = typer.Option(
        False, "--deep", help="Play every virtual patient too: what can be reached, and by whom. Minutes."
    ),
    changed: bool = typer.Option(
        False, "--changed", help="With --deep: search only what has changed since plays.json was kept."
    ),
    keep: bool = typer.Option(False, "--keep", help="With --deep: keep what was found in plays.json."),
) -> None:
    """Check a content pack: every fault with file and line, then what is in it. Exit code 1 if there is a fault."""
    from attune.pack import examine
    from attune.pack.report import report

    if (changed or keep) and not deep:
        wrong("--changed and --keep go with --deep.")
    if keep and overlay:
        wrong("--keep is for a pack alone: what an overlay changes would be kept as the pack's own.")
    found = report(
        examine(pack_folder(pack), overlay, app_words=_app_words(), console_words=_console_words())
    )
    deeper = None
    if deep and not found.faults:
        from attune.commands.deep import played_through

        deeper = played_through(pack_folder(pack), overlay, changed=changed, keep=keep)
    if as_json:
        said = found.as_json() | ({"deep": deeper.as_json()} if deeper else {})
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join([_as_text(found, all_), *(deeper.as_text(all_) if deeper else [])]))
    raise typer.Exit(1 if found.faults or (deeper and deeper.faults) else 0)


def lock(
    pack: Path | None = PACK,
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be added, write nothing."),
) -> None:
    """Add the pack's new ids, types and option codes to ids.lock. From then on they are for ever."""
    from attune.pack import examine
    from attune.pack.errors import Findings
    from attune.pack.lock import Lock, locked_now, read_lock, write_lock

    root = pack_folder(pack)
    examined = examine(root)
    if examined.faults:
        stop_at(examined.faults, NOTHING_WRITTEN)
    content = examined.pack.content
    released = read_lock(*examined.pack.lock, Findings()) if examined.pack.lock else Lock()
    now = locked_now(content, examined.names)
    changed = [name for name, locked in now.items() if released.ids.get(name) != locked]
    if not dry_run:
        (root / "ids.lock").write_text(write_lock(released, now, content.pack["version"]), "utf-8")
    said = "would lock" if dry_run else "locked"
    typer.echo(f"{said} {len(changed)} new or wider ids; {len(released.ids.keys() | now.keys())} in all")


# ---------------------------------------------------------------- bundle

OUT = typer.Option(
    None, help="Where releases are kept. Default: bundle in ATTUNE_DATA (or data).", show_default=False
)


def publish(
    pack: Path | None = PACK,
    overlay: list[Path] = OVERLAY,
    out: Path | None = OUT,
    test_languages: bool = typer.Option(
        False, "--test-languages", help="Add the invented languages en-XA and ar-XB."
    ),
) -> None:
    """Compile and sign a pack and make it the current release. Earlier releases stay."""
    from attune.pack import PackFaults
    from attune.server.field import publish as field

    folder, key = _out(out), os.environ.get("ATTUNE_BUNDLE_KEY")
    with _plain_errors():
        try:
            found = field.publish(pack_folder(pack), folder, overlay, key=key, test_languages=test_languages)
        except PackFaults as faulty:
            stop_at(faulty.faults, NOTHING_WRITTEN)
    typer.echo(f"current: {found.release} in {folder}")


def rollback(out: Path | None = OUT) -> None:
    """Go back to the release before the current one."""
    from attune.pack.bundle import rollback as go_back

    with _plain_errors():
        typer.echo(f"current: {go_back(_out(out)).release}")


def use(release: str = typer.Argument(help="The name of a kept release."), out: Path | None = OUT) -> None:
    """Make a kept release the current one."""
    from attune.pack.bundle import use_release

    with _plain_errors():
        typer.echo(f"current: {use_release(_out(out), release).release}")


def list_(out: Path | None = OUT, as_json: bool = JSON) -> None:
    """List the releases that are kept."""
    from attune.pack.bundle import read_current, releases

    folder = _out(out)
    with _plain_errors():
        current, kept = read_current(folder), releases(folder)
    if as_json:
        typer.echo(
            json.dumps({"current": current.as_json() if current else None, "releases": kept}, indent=2)
        )
        return
    for name in kept:
        typer.echo(f"{'*' if current and name == current.release else ' '} {name}")
    if not kept:
        typer.echo(f"No release is kept in {folder}.")


def verify(
    release: str | None = typer.Argument(
        None, help="A kept release. Default: the current one.", show_default=False
    ),
    out: Path | None = OUT,
) -> None:
    """Check that a release is whole, signed by this server's key and fit for this app."""
    from attune import __version__
    from attune.pack.bundle import read_current, verify_bundle
    from attune.pack.errors import NoSuchRelease
    from attune.pack.keys import from_jwk

    folder = _out(out)
    with _plain_errors():
        current = read_current(folder)
        name = release or (current.release if current else None)
        if name is None:
            raise NoSuchRelease(f"No release is kept in {folder}.")
        public = from_jwk(_json(folder / "bundle-key.json"))
        manifest = verify_bundle(folder / name, public, __version__)
    typer.echo(f"{name}: {len(manifest['parts'])} parts, whole and signed")


def _json(path: Path) -> Any:
    """The file's JSON; None, which is no key, where it cannot be read as such."""
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


# ---------------------------------------------------------------- po

LANGUAGE = typer.Argument(help="Language code, such as sw.")
OUTPUT = typer.Option(
    None, help="Default: translations/attune.pot in the pack or its last overlay.", show_default=False
)


def extract(
    pack: Path | None = PACK,
    overlay: list[Path] = OVERLAY,
    output: Path | None = OUTPUT,
) -> None:
    """Write the template that every translation begins from."""
    from attune.pack.words import template

    root = pack_folder(pack)
    listed, head = _sources(root, overlay)
    path = output or _translations(root, overlay) / "attune.pot"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template(listed, *head), "utf-8")
    typer.echo(f"{len(listed)} texts in {path}")


def merge(language: str = LANGUAGE, pack: Path | None = PACK, overlay: list[Path] = OVERLAY) -> None:
    """Bring a language's file up to date, or begin it; words whose source has changed turn fuzzy."""
    from attune.pack.words import merged

    root = pack_folder(pack)
    listed, head = _sources(root, overlay, besides=language)
    path = _translations(root, overlay) / f"{language}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole_po(path):
        old = path.read_text("utf-8") if path.exists() else ""
        path.write_text(merged(old, listed, *head, language, file=str(path)), "utf-8")
    typer.echo(f"{path} is up to date with {len(listed)} texts")


def back(
    language: str = LANGUAGE,
    key: str = typer.Argument(help="The msgctxt of the text, such as sui_not_alone:text."),
    words: str = typer.Argument(
        help="What the translation says, put back into English by somebody who did not see the source."
    ),
    by: str = typer.Option(help="Who translated it back."),
    pack: Path | None = PACK,
    overlay: list[Path] = OVERLAY,
) -> None:
    """Record a back-translation, so that a safety text may show. It holds until the translation changes."""
    from attune.pack.words import recorded

    path = _translations(pack_folder(pack), overlay) / f"{language}.po"
    if not path.exists():
        stop(f"There is no {path}. Begin it with: attune po merge {language}")
    with _whole_po(path):
        try:
            path.write_text(recorded(path.read_text("utf-8"), key, words, by, file=str(path)), "utf-8")
        except KeyError:
            stop(f"{path} has no text with the key {key}.")
    typer.echo(f"recorded for {key}")


@contextmanager
def _whole_po(path: Path) -> Iterator[None]:
    """A file of translations that cannot be read as a whole is named and stays as it is."""
    from attune.pack import PackFaults

    try:
        yield
    except PackFaults as faulty:
        stop_at(faulty.faults, NOTHING_WRITTEN)
    except UnicodeDecodeError:
        stop(f"{path} is not UTF-8 text. Save it as UTF-8. {NOTHING_WRITTEN}")
    except ValueError as error:
        stop(str(error))


def _sources(root: Path, overlays: Sequence[Path], besides: str = "") -> tuple[list[Source], tuple[str, str]]:
    """All words to translate, and id and version of the pack. Faults in the file of the language `besides` do not count."""
    from attune.pack import examine
    from attune.pack.words import sources

    examined = examine(root, overlays, app_words=_app_words(), console_words=_console_words())
    faults = tuple(fault for fault in examined.faults if not fault.place.file.endswith(f"/{besides}.po"))
    if faults:
        stop_at(faults, NOTHING_WRITTEN)
    content = examined.pack.content
    listed = sources(content, examined.names, _app_words(), str(root), _console_words())
    return listed, (content.pack["id"], content.pack["version"])


def _translations(root: Path, overlays: Sequence[Path]) -> Path:
    """Where translations are written: an overlay's own stay with it."""
    return (overlays[-1] if overlays else root) / "translations"


def _app_words() -> dict[str, str]:
    from attune.pack.words import read_app_words
    from attune.paths import app_words_dir

    return read_app_words(app_words_dir())


def _console_words() -> dict[str, str]:
    from attune.pack.words import read_app_words
    from attune.paths import console_words_dir

    return read_app_words(console_words_dir())


# ---------------------------------------------------------------- words for the terminal


def _as_text(found: Report, everything: bool) -> str:
    lines = [str(fault) for fault in found.faults]
    lines += _shortened([f"warning: {warning}" for warning in found.warnings], everything, "warnings")
    review = "" if found.review == "signed" else " (training version)"
    lines += [
        "",
        f"{found.pack} {found.version}{review}, seal {found.seal}"
        + (f", release {found.release}" if found.release else ""),
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


def _out(out: Path | None) -> Path:
    return out if out is not None else Path(os.environ.get("ATTUNE_DATA", "data")) / "bundle"


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What can be wrong with a bundle or a key, as one sentence."""
    from attune.pack.errors import PackError

    try:
        yield
    except PackError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}.")
