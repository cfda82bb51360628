"""The fields of a Europass CV as items of a draft, each under the name that the profile has for it."""

from collections.abc import Iterator, Mapping

from talent.imports.items import Item, ItemKind, NotTaken
from talent.papers import Education, Europass, Language, Period, Personal, Work
from talent.profiles import DRIVING

MONTH = len("2019-03")


def items(cv: Europass) -> tuple[Item, ...]:
    return tuple(Item(str(n), kind, _given(values)) for n, (kind, values) in enumerate(_items(cv)))


def not_taken(person: Personal) -> tuple[NotTaken, ...]:
    """What the file says of the person; the things themselves are let go."""
    said = {
        NotTaken.NAME: person.given_name or person.family_name,
        NotTaken.BIRTH_DATE: person.birth_date,
        NotTaken.GENDER: person.gender,
        NotTaken.NATIONALITY: person.nationalities,
        NotTaken.ADDRESS: person.address or person.country,
        NotTaken.CONTACTS: person.contacts,
        NotTaken.PHOTO: person.has_photo,
    }
    return tuple(what for what, there in said.items() if there)


def _items(cv: Europass) -> Iterator[tuple[ItemKind, dict[str, str | None]]]:
    if words := _lines(cv.headline, cv.summary):
        yield ItemKind.SUMMARY, {"words": words}
    for job in cv.work:
        yield ItemKind.EXPERIENCE, _work(job)
    for course in cv.education:
        yield ItemKind.EDUCATION, _education(course)
    for language in cv.languages:
        yield ItemKind.LANGUAGE, _language(language)
    known = [each for each in map(_category, cv.driving_licences) if each in DRIVING]
    for category in dict.fromkeys(known):
        yield ItemKind.DRIVING, {"category": category}
    others = [each for each in cv.driving_licences if _category(each) not in DRIVING]
    if words := "\n\n".join([*cv.skills, *others]):
        yield ItemKind.TEXT, {"words": words}


def _work(job: Work) -> dict[str, str | None]:
    return {
        "title": job.title,
        "organisation": _listed(job.employer, job.place),
        "country": job.country,
        **_period(job.period),
        "words": job.text,
    }


def _education(course: Education) -> dict[str, str | None]:
    """A level of the European Qualifications Framework is no level of ISCED: it stays in the words."""
    return {
        "title": course.title,
        "organisation": _listed(course.institution, course.place),
        "country": course.country,
        **_period(course.period),
        "words": _lines(course.field, course.level and f"EQF {course.level}", course.text),
    }


def _period(period: Period) -> dict[str, str | None]:
    """As exact as a profile keeps it: by the month."""
    return {
        "start": (period.start or "")[:MONTH],
        "end": "" if period.ongoing else (period.end or "")[:MONTH],
        "current": "yes" if period.ongoing else "",
    }


def _language(language: Language) -> dict[str, str | None]:
    """As a whole it counts with its lowest level, so that nothing more is claimed than was said."""
    return {
        "language": language.code,
        "named": language.name,
        "level": "native" if language.mother_tongue else language.lowest,
        "listening": language.listening,
        "reading": language.reading,
        "spoken_interaction": language.interaction,
        "spoken_production": language.production,
        "writing": language.writing,
        "certificate": _listed(*language.certificates),
    }


def _category(said: str) -> str:
    return said.strip().upper()


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _lines(*parts: str | None) -> str:
    return "\n".join(filter(None, parts))


def _listed(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))
