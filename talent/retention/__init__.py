"""What becomes of a candidate's data when nobody comes back: reminded, hidden, warned, erased."""

from talent.retention.keeping import find, keep
from talent.retention.periods import Kind, Periods, Stage, due, months_after
from talent.retention.records import RetentionStep
from talent.retention.steps import Outcome, carry_out, plan

__all__ = [
    "Kind",
    "Outcome",
    "Periods",
    "RetentionStep",
    "Stage",
    "carry_out",
    "due",
    "find",
    "keep",
    "months_after",
    "plan",
]
