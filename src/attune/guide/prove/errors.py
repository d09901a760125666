"""What can keep the prover from working.

ProverError
    RulesInARing    rules read each other in a ring, so no order decides them
"""

from __future__ import annotations


class ProverError(Exception):
    """The prover cannot work on this guide; the message says why."""

    code = "prover"


class RulesInARing(ProverError):
    code = "rules_in_a_ring"
