"""The fields of a Europass CV as a draft: nothing of it counts before the person has confirmed it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Schema(StrEnum):
    SKILLS_PASSPORT = "SkillsPassport"
    """Of CEDEFOP, until 2020; read as of version 3.4."""

    CANDIDATE = "Candidate"
    """Since 2020, on HR Open (HR-XML 3)."""


@dataclass(frozen=True, slots=True)
class Period:
    """Dates as exact as they were given: "2019", "2019-03" or "2019-03-15"."""

    start: str | None = None
    end: str | None = None
    ongoing: bool = False

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return ""
        return f"{self.start or '…'} – {'…' if self.ongoing or self.end is None else self.end}"


@dataclass(frozen=True, slots=True)
class Work:
    """`occupation` is the URI of an ESCO occupation, where the person had chosen one."""

    title: str | None = None
    employer: str | None = None
    place: str | None = None
    country: str | None = None
    period: Period = Period()
    text: str = ""
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Education:
    """`level` is a level of the European Qualifications Framework (1 to 8), as the person claims it."""

    title: str | None = None
    institution: str | None = None
    place: str | None = None
    country: str | None = None
    level: str | None = None
    field: str | None = None
    period: Period = Period()
    text: str = ""


LEVELS: Final = ("A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code where the file has one, with a CEFR level for each of the five dimensions."""

    code: str | None
    name: str
    mother_tongue: bool = False
    listening: str | None = None
    reading: str | None = None
    interaction: str | None = None
    production: str | None = None
    writing: str | None = None
    certificates: tuple[str, ...] = ()

    @property
    def lowest(self) -> str | None:
        """The lowest level that was given: what can be said of the language as a whole without claiming more."""
        given = {self.listening, self.reading, self.interaction, self.production, self.writing}
        return next((level for level in LEVELS if level in given), None)

    def __str__(self) -> str:
        said = "mother tongue" if self.mother_tongue else self.lowest
        return ": ".join(filter(None, (self.name, said)))


@dataclass(frozen=True, slots=True)
class Personal:
    """Who the person is. Never part of the text, of a log or of anything that is compared."""

    given_name: str | None = None
    family_name: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    nationalities: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    country: str | None = None
    contacts: tuple[str, ...] = ()
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class Europass:
    """`locale` is the language of the document as it says itself. `skills` are free texts, in their order."""

    schema: Schema
    locale: str | None = None
    headline: str | None = None
    summary: str = ""
    work: tuple[Work, ...] = ()
    education: tuple[Education, ...] = ()
    languages: tuple[Language, ...] = ()
    driving_licences: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    personal: Personal = field(default=Personal(), repr=False)

    @property
    def text(self) -> str:
        """All but the personal data, in the order of a CV, in the words of the file and with no headings of ours."""
        return "\n\n".join(filter(None, self._blocks()))

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    def _blocks(self) -> Iterator[str]:
        yield _lines(self.headline, self.summary)
        for job in self.work:
            where = _listed(job.employer, job.place, job.country)
            yield _lines(job.title, where, str(job.period), job.text)
        for course in self.education:
            where = _listed(course.institution, course.place, course.country)
            yield _lines(course.title, course.field, where, str(course.period), course.text)
        yield _lines(*map(_said, self.languages))
        yield from self.skills
        yield ", ".join(self.driving_licences)


def _said(language: Language) -> str:
    return _listed(str(language), *language.certificates)


def _lines(*parts: str | None) -> str:
    return "\n".join(filter(None, parts))


def _listed(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))
