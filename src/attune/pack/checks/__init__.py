"""What must hold in a pack beyond the shape of its files. One small module per subject, one table of them here.

Each check is a function of one `Subject`; it notes faults and warnings and returns nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from attune.pack.checks.app_reads import check_app_reads
from attune.pack.checks.demo import check_demo
from attune.pack.checks.exercises import check_exercises
from attune.pack.checks.facts import check_facts
from attune.pack.checks.head import check_head
from attune.pack.checks.names_used import check_names_used
from attune.pack.checks.patients import check_patients
from attune.pack.checks.plan import check_plan
from attune.pack.checks.planned import check_planned
from attune.pack.checks.questions import check_questions
from attune.pack.checks.relational import check_relational
from attune.pack.checks.sources import check_sources
from attune.pack.checks.subject import Subject
from attune.pack.checks.wording import check_wording

CHECKS: tuple[Callable[[Subject], None], ...] = (
    check_head,
    check_facts,
    check_app_reads,
    check_questions,
    check_sources,
    check_names_used,
    check_plan,
    check_planned,
    check_exercises,
    check_relational,
    check_wording,
    check_demo,
    check_patients,
)


def check_all(subject: Subject) -> None:
    """Run every check."""
    for check in CHECKS:
        check(subject)


__all__ = ["CHECKS", "Subject", "check_all"]
