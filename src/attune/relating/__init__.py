"""Virtual patients: a talk whose trust, distress and openness follow from what is said. Pure; docs/explanation/virtual-patients.md."""

from attune.relating.between import between, likely_to_miss, likely_to_try
from attune.relating.disclose import disclosed
from attune.relating.play import person_of, play
from attune.relating.score import score
from attune.relating.state import Model, Person, State, model_of, start, start_again
from attune.relating.turn import Move, take_turn

__all__ = [
    "Model",
    "Move",
    "Person",
    "State",
    "between",
    "disclosed",
    "likely_to_miss",
    "likely_to_try",
    "model_of",
    "person_of",
    "play",
    "score",
    "start",
    "start_again",
    "take_turn",
]
