"""What a visit is told of those before it."""

from __future__ import annotations

from collections.abc import Sequence

from attune.guide.prepare import prepare
from attune.guide.types import Guide


def earlier_from(guide: Guide, visits: Sequence[Sequence[str]]) -> list[str]:
    """The answer to the fact `earlier`: what the last visit concluded, and of every visit what lasts (`lasts`).

    `visits` are the conclusions of each, oldest first, perhaps by another release: an id that this guide cannot read is left out.
    """
    asked = prepare(guide).questions.get("earlier")
    codes = asked.codes if asked is not None else {}
    lasts = {each["id"]: each.get("lasts") for each in guide["conclusions"]}
    last = [name for name in (visits[-1] if visits else ()) if name in codes]
    carried = (lasts.get(codes.get(name, name)) for visit in visits for name in visit)
    return list(dict.fromkeys([*last, *(name for name in carried if name is not None)]))
