"""A CV in the reader's language, ready to be typeset: headings, facts, and people's own words as they are. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from talent.export.cv import Course, Cv, Job, Permit, Skill, Spoken, Words
from talent.export.sheet import Entry, Said, Section, Sheet, Table
from web import i18n, profile_words
from web.i18n import gettext as _
from web.i18n import ngettext
from web.views import programmes
from web.views.levels import EDUCATION

WORK: Final = profile_words.WORK


def sheet(cv: Cv) -> Sheet:
    """Only sections that say something."""
    return Sheet(
        title=cv.name or _("Candidate %(code)s", code=cv.code),
        language=cv.language,
        direction=i18n.reader(cv.language).direction,
        unshown=_("Characters that cannot be shown here, each a square above:"),
        lines=[cv.email] if cv.email else [],
        sections=[
            section
            for section in _sections(cv)
            if section.words or section.entries or section.items or section.table
        ],
    )


def _sections(cv: Cv) -> Iterator[Section]:
    yield _section("summary", words=_said(cv.summary))
    yield _section("experience", entries=[_job(job) for job in cv.jobs])
    yield _section("education", entries=[_course(course) for course in cv.courses])
    yield _section("languages", items=_mother_tongues(cv.languages), table=_levels(cv.languages))
    yield _section("skills", items=[_skill(skill) for skill in (*cv.occupations, *cv.skills)])
    yield _section("licences", items=[*_driving(cv.driving), *map(_permit, cv.permits)])
    yield Section(_("More in my own words"), words=_said(cv.more))


def _section(
    slug: str,
    *,
    words: Sequence[Said] = (),
    entries: Sequence[Entry] = (),
    items: Sequence[str] = (),
    table: Table | None = None,
) -> Section:
    return Section(_(profile_words.TITLES[slug]), words, entries, items, table)


def _said(texts: Sequence[Words]) -> list[Said]:
    return [Said(words.text, words.language) for words in texts]


def _job(job: Job) -> Entry:
    until = _("today") if job.current else job.end
    kind = next((_(words) for known, words in WORK.items() if known == job.kind), None)
    facts = [_stretch(job.start, until), job.employer, _country(job.country), kind]
    return _entry(job.title, facts, job.words)


def _course(course: Course) -> Entry:
    level = _(EDUCATION[course.level]) if course.level is not None else None
    until = (
        _("Valid until %(day)s", day=i18n.current().date(course.licence_until))
        if course.licence_until
        else None
    )
    facts = [
        course.gloss, _stretch(course.start, course.end), course.institution, _country(course.country), level,
        _workload(course), course.licence_number, until,
    ]  # fmt: skip
    return _entry(course.title, facts, course.words)


def _workload(course: Course) -> str | None:
    if course.workload is None:
        return None
    unit = next((_(words) for known, words in profile_words.UNITS.items() if known == course.unit), "")
    return f"{unit}: {i18n.current().number(course.workload)}"


def _entry(title: str | None, facts: Sequence[str | None], words: Words | None) -> Entry:
    said = Said(words.text, words.language) if words else None
    return Entry(Said(title) if title else None, [fact for fact in facts if fact], said)


def _mother_tongues(languages: Sequence[Spoken]) -> list[str]:
    names = [i18n.current().language_name(each.code) for each in languages if each.native]
    return [f"{name}: {_('My mother tongue')}" for name in names]


def _levels(languages: Sequence[Spoken]) -> Table | None:
    learned = [each for each in languages if not each.native]
    columns = [_("Language"), *(_(words) for words in profile_words.DIMENSIONS.values()), _("Certificate")]
    rows = [[i18n.current().language_name(each.code), *each.levels, _certificate(each)] for each in learned]
    return Table(columns, rows) if rows else None


def _certificate(spoken: Spoken) -> str:
    return " ".join(filter(None, (spoken.certificate, str(spoken.certificate_year or ""))))


def _skill(skill: Skill) -> str:
    if not skill.years:
        return skill.name
    return f"{skill.name} ({ngettext('%(n)s year', '%(n)s years', skill.years, n=i18n.current().number(skill.years))})"


def _driving(categories: Sequence[str]) -> list[str]:
    return [_("Driving licence, category %(category)s", category=category) for category in categories]


def _permit(permit: Permit) -> str:
    until = _("Valid until %(day)s", day=i18n.current().date(permit.until)) if permit.until else None
    confirmed = (
        programmes.confirmed(permit.confirmed_by, permit.confirmed_on) if permit.confirmed_on else None
    )
    return ", ".join(filter(None, (permit.name, _country(permit.country), until, confirmed)))


def _country(code: str | None) -> str | None:
    return i18n.current().country(code) if code else None


def _stretch(start: str | None, end: str | None) -> str | None:
    return " – ".join(filter(None, (start, end))) or None
