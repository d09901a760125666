"""What can be wrong with a content pack.

    PackError                  code, message
    ├── PackFaults             the pack has faults; `.faults` lists every one of them
    ├── BadKey                 the signing key cannot be used
    └── BundleError            a bundle cannot be used
        ├── BundleCutShort     a part is missing or shorter than the manifest says
        ├── BundleTampered     the signature or a part's hash does not fit
        ├── UnknownFormat      a format this version cannot read
        ├── AppTooOld          the bundle needs a newer app
        └── NoSuchRelease      there is no such release to go back to

A `Fault` is for a clinician or editor: where, what was found, what was expected, the nearest valid name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from attune.logic import nearest


class Place(NamedTuple):
    """Where something stands: file as the user named it, line and column from 1, path within the file."""

    file: str
    line: int
    column: int
    path: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or (as a warning) worth a look. `str()` is one line for the terminal."""

    code: str
    message: str  # one plain sentence
    place: Place
    expected: str = ""  # what may stand there
    nearest: str = ""  # the valid name most like what was found

    def __str__(self) -> str:
        file, line, column, path = self.place
        where = f"{file}:{line}:{column}" + (f" {path}" if path else "")
        hint = f" Did you mean {self.nearest}?" if self.nearest else ""
        expected = f" {_as_sentence(self.expected)}" if self.expected and not self.nearest else ""
        return f"{where}: {self.message}{hint}{expected}"

    def as_json(self) -> dict[str, object]:
        file, line, column, path = self.place
        return {
            "code": self.code,
            "file": file,
            "line": line,
            "column": column,
            "path": path,
            "message": self.message,
            "expected": self.expected or None,
            "nearest": self.nearest or None,
        }


def _as_sentence(expected: str) -> str:
    """What was expected; the rule language's hints are sentences already."""
    return f"{expected}." if expected[0].isupper() else f"Expected: {expected}."


class Findings:
    """Collects faults and warnings, so that one run names all of them."""

    def __init__(self) -> None:
        self._faults: dict[Fault, None] = {}
        self._warnings: dict[Fault, None] = {}

    def fault(
        self,
        code: str,
        place: Place,
        message: str,
        *,
        expected: str = "",
        among: Iterable[str] = (),
        word: str = "",
    ) -> None:
        """Note a fault. `among` are the valid names, of which the nearest to `word` is named."""
        self._faults[_finding(code, place, message, expected, among, word)] = None

    def warn(
        self,
        code: str,
        place: Place,
        message: str,
        *,
        expected: str = "",
        among: Iterable[str] = (),
        word: str = "",
    ) -> None:
        """Note something that does not stop the pack from being used."""
        self._warnings[_finding(code, place, message, expected, among, word)] = None

    @property
    def faults(self) -> list[Fault]:
        return sorted(self._faults, key=_order)

    @property
    def warnings(self) -> list[Fault]:
        return sorted(self._warnings, key=_order)


def _finding(code: str, place: Place, message: str, expected: str, among: Iterable[str], word: str) -> Fault:
    return Fault(code, message, place, expected, (nearest(word, among) or "") if word else "")


def _order(fault: Fault) -> tuple[str, int, int, str]:
    return (fault.place.file, fault.place.line, fault.place.column, fault.message)


class PackError(Exception):
    """Something is wrong with a pack or a bundle. `str()` is one plain sentence."""

    code = "pack"


class PackFaults(PackError):
    code = "faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = f"{len(faults)} faults" if len(faults) != 1 else "1 fault"
        super().__init__(f"The pack has {count}:\n" + "\n".join(str(fault) for fault in faults))


class BadKey(PackError):
    code = "bad_key"


class BundleError(PackError):
    code = "bundle"


class BundleCutShort(BundleError):
    code = "bundle_cut_short"


class BundleTampered(BundleError):
    code = "bundle_tampered"


class UnknownFormat(BundleError):
    code = "bundle_unknown_format"


class AppTooOld(BundleError):
    code = "bundle_app_too_old"


class NoSuchRelease(BundleError):
    code = "bundle_no_such_release"
