"""Old shapes of a body brought to the newest one. Entries stay as they were written; this happens on reading, and nowhere else.

A new version of a kind earns one function here, from the version before it. The rest of the code knows only the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Body = Mapping[str, Any]
Lift = Callable[[Body], Body]

# (kind, version) -> the body as version + 1 has it. No kind has a second version yet.
LIFTS: dict[tuple[str, int], Lift] = {}


def lift(entry: Mapping[str, Any], lifts: Mapping[tuple[str, int], Lift] = LIFTS) -> Mapping[str, Any]:
    """`entry` with version and body of the newest shape. A blanked body stays blank."""
    version, body = entry["version"], entry["body"]
    while (step := lifts.get((entry["kind"], version))) is not None:
        body = None if body is None else step(body)
        version += 1
    return entry if version == entry["version"] else {**entry, "version": version, "body": body}
