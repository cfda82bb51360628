"""The answer: a route with its reason, authority and steps, each with its sources; and its short form."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from talent.recognition.kinds import (
    ChangeCode,
    Lane,
    Match,
    Needed,
    ReasonCode,
    SourceKind,
    Status,
    StepKind,
    Verification,
)
from talent.recognition.schema import Duration, Fee, Language, TimeLimit


class Answer(BaseModel):
    """Frozen; `model_dump(mode="json")` is the documented JSON (docs/recognition-rules.md)."""

    model_config = ConfigDict(frozen=True)


class Citation(Answer):
    id: str
    title: str
    url: str
    publisher: str
    kind: SourceKind
    read_on: date | None


class AuthorityView(Answer):
    """A competent authority, or another body that a step names."""

    id: str
    name: str
    native_name: str
    url: str
    region: str | None
    verified: bool
    checked_on: date
    citations: tuple[Citation, ...]


class ContactView(Answer):
    """Whom to ask, and where to look the authority up."""

    name: str
    url: str
    verified: bool


class StepView(Answer):
    """A step in order. `authority` None: whoever is competent, not known by name. Times are calendar days."""

    id: str
    kind: StepKind
    title: str
    text: str
    authority: AuthorityView | None = None
    documents: tuple[str, ...] = ()
    language: Language | None = None
    fee: Fee | None = None
    time_limit: TimeLimit | None = None
    typical_time: Duration | None = None
    parallel: bool = False
    legal_basis: tuple[Citation, ...]
    source: str
    checked_on: date
    verified: bool


class Reason(Answer):
    code: ReasonCode
    text: str


class NoticeView(Answer):
    code: str
    text: str
    verified: bool
    citations: tuple[Citation, ...]


class Change(Answer):
    """An input that could change the answer, and the values worth trying."""

    code: ChangeCode
    text: str
    choices: tuple[str, ...] = ()


class ProfessionView(Answer):
    id: str
    name: str
    how: Match
    native_titles: tuple[str, ...]


class Asked(Answer):
    """The question as it was understood."""

    profession: str | None
    uri: str | None
    isco: str | None
    destination: str
    region: str | None
    qualification_country: str
    status: Status
    recognised_in: str | None
    practice_years: int | None
    on: date
    as_recorded: date | None


class Route(Answer):
    """Whether and how a qualification has to be recognised for a job in a country, on a day."""

    asked: Asked
    needed: Needed
    reason: Reason
    lane: Lane
    profession: ProfessionView | None
    authority: AuthorityView | None
    contact: ContactView
    finder: ContactView | None
    steps: tuple[StepView, ...]
    legal_basis: tuple[Citation, ...]
    notices: tuple[NoticeView, ...]
    would_change: tuple[Change, ...]
    checked_on: date | None
    verified: bool
    verification: Verification


class RouteSummary(Answer):
    """For lists. `days` sums the typical times that are known; `days_complete`: every step has one."""

    needed: Needed
    reason: ReasonCode
    authority: str | None
    steps: int
    days: tuple[int, int] | None
    days_complete: bool
    verified: bool
    verification: Verification
