"""Proving safety: what a guide claims, for all answers at once. Needs the extra `prove` (Z3); docs/explanation/proofs.md."""

from attune.guide.prove.errors import ProverError, RulesInARing
from attune.guide.prove.run import Finding, Report, prove

__all__ = ["Finding", "ProverError", "Report", "RulesInARing", "prove"]
