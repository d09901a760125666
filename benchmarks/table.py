"""How each benchmark shows its figures: one row a figure, with its aim and whether it was met.

A benchmark is a script `bench_*.py` here that ends with `raise SystemExit(show(TITLE, rows))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import ge, le


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `aim` is e.g. "<= 80" or ">= 20"; None for a figure that only informs."""

    what: str
    measured: float
    unit: str = ""
    aim: str | None = None
    beside: str = ""

    @property
    def met(self) -> bool:
        if self.aim is None:
            return True
        sign, limit = self.aim.split()
        return {"<=": le, ">=": ge}[sign](self.measured, float(limit))


def show(title: str, rows: list[Row]) -> int:
    """Print the rows; returns 0 if every aim was met, else 1."""
    print(f"\n{title}")
    width = max(len(row.what) for row in rows)
    for row in rows:
        figure = f"{_short(row.measured)} {row.unit}".strip()
        aim = "" if row.aim is None else f"aim {row.aim} {row.unit}".strip()
        mark = "" if row.aim is None else "met" if row.met else "MISSED"
        print(f"  {row.what:<{width}}  {figure:>14}  {aim:<18} {mark:<6}  {row.beside}".rstrip())
    return 0 if all(row.met for row in rows) else 1


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) or value >= 1000 else f"{value:.3g}"
