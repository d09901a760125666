"""The full Python FHIRPath engine as a test oracle."""

from __future__ import annotations

from functools import cache
from typing import Any

import fhirpathpy


@cache
def _compiled(rule: str) -> Any:
    return fhirpathpy.compile(rule)


def python_oracle(rule: str, many: list[dict[str, Any]]) -> list[Any]:
    """What fhirpathpy says for each set of values: a list of results, one expected; [] comes back as None."""
    return [single(_compiled(rule)({}, dict(given))) for given in many]


def single(result: Any) -> Any:
    """The one value of a FHIRPath result, None for an empty one; anything else comes back as it is."""
    if not isinstance(result, list) or len(result) > 1:
        return result
    return result[0] if result else None
