"""The clinical guide: walk a consultation, explain its plan, audit it. Pure; docs/explanation/consultation.md."""

from attune.guide.answers import normalise, read
from attune.guide.audit import audit
from attune.guide.consult import consult
from attune.guide.earlier import earlier_from
from attune.guide.prepare import Prepared, prepare
from attune.guide.types import Answers, Audit, Consultation, Guide

__all__ = [
    "Answers",
    "Audit",
    "Consultation",
    "Guide",
    "Prepared",
    "audit",
    "consult",
    "earlier_from",
    "normalise",
    "prepare",
    "read",
]
