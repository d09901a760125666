"""One answer to the next question, conclusions and plan: `consult` over each state of random consultations."""

from __future__ import annotations

from functools import partial
from statistics import median, quantiles

from inputs import best, consultations, content, in_node
from table import Row, show

from attune.guide import consult
from property.consultations import TODAY

CONSULTATIONS = 20
ROUNDS = 5


def main() -> int:
    guide = content()
    states = consultations(guide, CONSULTATIONS)  # which also warms the engine up
    python = best(ROUNDS, [partial(consult, guide, state, TODAY) for state in states])
    node = in_node(
        {"do": "consult", "guide": guide, "states": states, "today": TODAY.isoformat(), "rounds": ROUNDS}
    )["times"]
    size = f"{len(states)} states of {CONSULTATIONS} consultations, each the best of {ROUNDS}"
    return show(f"A consultation ({size})", [*_rows("Python", python, 2), *_rows("Node", node, 1)])


def _rows(engine: str, times: list[float], limit: int) -> list[Row]:
    aim = f"<= {limit}"
    return [
        Row(f"{engine}, median", median(times), "ms", aim),
        Row(f"{engine}, 95th percentile", quantiles(times, n=20)[-1], "ms", aim),
        Row(f"{engine}, the worst", max(times), "ms", aim),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
