"""Whether a job needs a qualification to be recognised, by whom, and in which steps."""

from talent.recognition.answer import Route, RouteSummary
from talent.recognition.asking import Occupation, ask, find_occupation
from talent.recognition.book import ProfessionMatch, RuleBook
from talent.recognition.errors import PackError, QueryError
from talent.recognition.kinds import (
    ChangeCode,
    Lane,
    Match,
    Needed,
    Origin,
    ReasonCode,
    Status,
    StepKind,
    Verification,
)
from talent.recognition.query import Query
from talent.recognition.rules import route, summary
from talent.recognition.schema import Profession

__all__ = [
    "ChangeCode",
    "Lane",
    "Match",
    "Needed",
    "Occupation",
    "Origin",
    "PackError",
    "Profession",
    "ProfessionMatch",
    "Query",
    "QueryError",
    "ReasonCode",
    "Route",
    "RouteSummary",
    "RuleBook",
    "Status",
    "StepKind",
    "Verification",
    "ask",
    "find_occupation",
    "route",
    "summary",
]
