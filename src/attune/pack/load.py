"""Reads the files of a pack and of the overlays on top of it. Everything after this is plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from attune.pack.content import Content, read_content
from attune.pack.errors import Findings, Place
from attune.pack.nodes import Node, read_yaml
from attune.pack.overlay import merge
from attune.pack.schema import FILES, FOLDERS

REQUIRED = ("pack.yaml", "sources.yaml", "facts.yaml")
MAY_BE_EMPTY = (
    "constants.yaml",
    "local.yaml",
    "withdrawn.yaml",
    "sign-off.yaml",
    "aliases.yaml",
    "demo/people.yaml",
)
_LOCK = "ids.lock"
_LARGEST = 2_000_000  # bytes; a file beyond that is no content file


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was read: its content, its translations and lock as text, and what was wrong so far."""

    root: Path
    content: Content
    findings: Findings
    translations: dict[str, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # language -> (file, PO text); overlays last
    lock: tuple[str, str] | None = None  # (file, text)


def load_pack(root: Path | str, overlays: Sequence[Path | str] = ()) -> Pack:
    """The pack in the folder `root`, with `overlays` laid over it in order. Never raises for what the files hold."""
    root, findings = Path(root), Findings()
    documents = _documents(root, findings)
    translations = _translations(root, findings)
    for overlay in map(Path, overlays):
        if overlay.is_dir():
            merge(documents, _documents(overlay, findings), overlay, findings)
        else:
            findings.fault("missing_file", Place(str(overlay), 1, 1, ""), "There is no such folder.")
        for language, files in _translations(overlay, findings).items():
            translations.setdefault(language, []).extend(files)
    for name in REQUIRED:
        if name not in documents:
            findings.fault("missing_file", Place(str(root / name), 1, 1, ""), f"The pack has no {name}.")
    content = read_content(documents, findings)
    return Pack(root, content, findings, translations, _lock(root / _LOCK, findings))


def _documents(root: Path, findings: Findings) -> dict[str, Node | None]:
    """The files by name; None for one that is there and cannot be read, which has been reported."""
    found: dict[str, Node | None] = {}
    if not root.is_dir():
        findings.fault("missing_file", Place(str(root), 1, 1, ""), "There is no such folder.")
        return found
    for path in sorted(root.rglob("*.y*ml")):
        name = path.relative_to(root).as_posix()
        place = Place(str(path), 1, 1, "")
        if name.startswith(".") or "/." in name:
            continue  # of a version control system or an editor
        if not _is_known(name):
            known = [*FILES, *(f"{folder}/{path.name.removesuffix(path.suffix)}.yaml" for folder in FOLDERS)]
            findings.fault("unknown_file", place, f"A pack has no file {name}.", among=known, word=name)
            continue
        text = _text(path, place, findings)
        if text is None:
            found[name] = None
        elif _is_empty(text):
            if name not in MAY_BE_EMPTY:
                findings.fault("empty_file", place, "The file is empty.")
                found[name] = None
        else:
            found[name] = read_yaml(text, str(path), findings)
    return found


def _is_empty(text: str) -> bool:
    """Nothing but comments?"""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _is_known(name: str) -> bool:
    folder, _, rest = name.rpartition("/")
    return name in FILES or (folder in FOLDERS and rest.endswith(".yaml"))


def _text(path: Path, place: Place, findings: Findings) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        findings.fault("unreadable", place, f"The file cannot be read: {error.strerror}.")
        return None
    if len(raw) > _LARGEST:
        findings.fault("too_large", place, f"The file has {len(raw)} bytes, which no content file has.")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        findings.fault("yaml", place._replace(line=line), "The file is not UTF-8 text.", expected="UTF-8")
        return None


def _translations(root: Path, findings: Findings) -> dict[str, list[tuple[str, str]]]:
    paths = sorted((root / "translations").glob("*.po"))
    found = ((path, _text(path, Place(str(path), 1, 1, ""), findings)) for path in paths)
    return {path.stem: [(str(path), text)] for path, text in found if text is not None}


def _lock(path: Path, findings: Findings) -> tuple[str, str] | None:
    text = _text(path, Place(str(path), 1, 1, ""), findings) if path.exists() else None
    return None if text is None else (str(path), text)
