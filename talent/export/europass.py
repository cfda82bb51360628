"""A CV as Europass XML of the SkillsPassport schema, version 3.4 (CEDEFOP), which `talent.papers` reads back.

Codes that the schema's lists lack are left out and the name is written alone: a file that does not validate is of no
use to anybody. Left out are also codes of lists that its authors keep elsewhere (ISCED 97, NACE).
"""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from babel import Locale

from talent.export.cv import Course, Cv, Job, Spoken, Words

Row = TypeVar("Row")

NAMESPACE: Final = "http://europass.cedefop.europa.eu/Europass"
GENERATOR: Final = "Talent matching platform"


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


DRIVING: Final = _codes("A1 A2 A B1 B BE C1 C1E C CE D1 D1E D DE")
"""Categories of Directive 2006/126/EC, Article 4. AM and T, which not every list has, are written as words."""

CODE_OF_COUNTRY: Final = {"GR": "EL", "GB": "UK"}
"""Where the schema follows the Interinstitutional Style Guide and not ISO 3166-1."""

NO_COUNTRY: Final = _codes(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF PF "
    "PM PN PR RE SH SJ SX TC TF TK TW UM VG VI WF YT"
)
"""Codes of ISO 3166-1 that the schema's list of countries lacks."""

NO_LANGUAGE: Final = _codes(
    "aa ae ak av ay ba bi bm ch cr cu cv dv dz ee eo ff gn ha ho hz ia ie ig ii ik io iu ki kj kl kr ks kv la lg lu "
    "mh mi na nd ng nr nv ny oc oj or os pi qu rn rw sa sg sh si sm sn ss st su ti tn to ts tw ug ve vo wa wo xh za "
    "zu"
)
"""Codes of ISO 639-1 that the schema's list of mother tongues lacks. Of three letters it has few: none is written."""

LEVELS: Final = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
"""Elements of the five dimensions, in the order of cv.DIMENSIONS."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) cannot hold, however it is escaped."""

_UUID = re.compile(r"[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}$")


def write(cv: Cv, *, made_at: datetime) -> bytes:
    """The file, in UTF-8."""
    root = Element("SkillsPassport", {"xmlns": NAMESPACE, "locale": cv.language[:2]})
    _document(root, made_at)
    learner = SubElement(root, "LearnerInfo")
    _identification(learner, cv)
    _headline(learner, cv)
    for entry, job in _entries(learner, "WorkExperience", cv.jobs):
        _job(entry, job, cv.language)
    for entry, course in _entries(learner, "Education", cv.courses):
        _course(entry, course, cv.language)
    _skills(learner, cv)
    _achievements(learner, cv)
    indent(root)
    file: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return file


def _entries(parent: Element, name: str, rows: Sequence[Row]) -> Iterator[tuple[Element, Row]]:
    """An element for each row, in a list of its own, which is left out where it would be empty."""
    entries = SubElement(parent, f"{name}List") if rows else parent
    return ((SubElement(entries, name), row) for row in rows)


def clean(text: str) -> str:
    """Without what no XML file can hold."""
    return _NOT_XML.sub("", text)


def _document(root: Element, made_at: datetime) -> None:
    info = SubElement(root, "DocumentInfo")
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    _say(info, "ECV", "DocumentType")
    _say(info, moment, "CreationDate")
    _say(info, moment, "LastUpdateDate")
    _say(info, "V3.4", "XSDVersion")
    _say(info, GENERATOR, "Generator")


def _identification(learner: Element, cv: Cv) -> None:
    """One name stands where the schema wants two: nobody here is asked which part of it is the family's."""
    if cv.name is None:
        return
    person = SubElement(learner, "Identification")
    _say(person, cv.name, "PersonName", "FirstName")
    _say(person, cv.email, "ContactInfo", "Email", "Contact")


def _headline(learner: Element, cv: Cv) -> None:
    """The summary, or else the first occupation that was confirmed."""
    summary = "\n\n".join(words.text for words in cv.summary)
    if not summary and not cv.occupations:
        return
    headline = SubElement(learner, "Headline")
    _say(headline, "personal_statement" if summary else "preferred_job", "Type", "Code")
    description = SubElement(headline, "Description")
    if not summary and (code := _occupation(cv.occupations[0].uri)):
        _say(description, code, "Code")
    _say(description, summary or cv.occupations[0].name, "Label")


def _occupation(uri: str) -> str | None:
    found = _UUID.search(uri)
    return found[0] if found else None


def _job(entry: Element, job: Job, language: str) -> None:
    _period(entry, job.start, job.end, current=job.current)
    _say(entry, job.title, "Position", "Label")
    _rich(entry, job.words, "Activities")
    _organisation(entry, "Employer", job.employer, job.country, language)


def _course(entry: Element, course: Course, language: str) -> None:
    _period(entry, course.start, course.end)
    _say(entry, _titled(course), "Title")
    _rich(entry, course.words, "Activities")
    _organisation(entry, "Organisation", course.institution, course.country, language)
    if course.level is not None:
        _say(entry, f"ISCED {course.level}", "Level", "Label")
    _say(entry, course.field and f"ISCED-F {course.field}", "Field", "Label")


def _titled(course: Course) -> str | None:
    return f"{course.title} ({course.gloss})" if course.title and course.gloss else course.title


def _period(entry: Element, start: str | None, end: str | None, *, current: bool = False) -> None:
    if not (start or end or current):
        return
    period = SubElement(entry, "Period")
    for name, day in (("From", start), ("To", end)):
        if day:
            SubElement(period, name, _date(day))
    if current:
        _say(period, "true", "Current")


def _date(day: str) -> dict[str, str]:
    """Of "2019" or "2019-03": the month as XML Schema's gMonth, "--03"."""
    year, _, month = day.partition("-")
    return {"year": year} | ({"month": f"--{month}"} if month else {})


def _organisation(entry: Element, tag: str, name: str | None, country: str | None, language: str) -> None:
    if not (name or country):
        return
    organisation = SubElement(entry, tag)
    _say(organisation, name, "Name")
    if country:
        place = _inside(organisation, "ContactInfo", "Address", "Contact", "Country")
        if country not in NO_COUNTRY:
            _say(place, CODE_OF_COUNTRY.get(country, country), "Code")
        _say(place, Locale(language).territories.get(country, country), "Label")


def _skills(learner: Element, cv: Cv) -> None:
    driving = [category for category in cv.driving if category in DRIVING]
    if not (cv.languages or cv.skills or driving or cv.more):
        return
    skills = SubElement(learner, "Skills")
    _linguistic(skills, cv)
    _rich(skills, Words("\n".join(skill.name for skill in cv.skills)), "JobRelated", "Description")
    if driving:
        description = _inside(skills, "Driving", "Description")
        for category in driving:
            _say(description, category, "Licence")
    _rich(skills, Words("\n\n".join(words.text for words in cv.more)), "Other", "Description")


def _linguistic(skills: Element, cv: Cv) -> None:
    if not cv.languages:
        return
    linguistic = SubElement(skills, "Linguistic")
    for name, native in (("MotherTongue", True), ("ForeignLanguage", False)):
        spoken = [each for each in cv.languages if each.native is native]
        for entry, each in _entries(linguistic, name, spoken):
            _language(entry, each, cv.language)


def _language(entry: Element, spoken: Spoken, language: str) -> None:
    description = SubElement(entry, "Description")
    if len(spoken.code) == 2 and spoken.code not in NO_LANGUAGE:
        _say(description, spoken.code, "Code")
    _say(description, Locale(language).languages.get(spoken.code, spoken.code), "Label")
    if spoken.levels:
        levels = SubElement(entry, "ProficiencyLevel")
        for name, level in zip(LEVELS, spoken.levels, strict=True):
            _say(levels, level, name)
    if spoken.certificate:
        certificate = _inside(entry, "VerifiedBy", "Certificate")
        _say(certificate, spoken.certificate, "Title")
        if spoken.certificate_year:
            SubElement(certificate, "Date", {"year": str(spoken.certificate_year)})


def _achievements(learner: Element, cv: Cv) -> None:
    names = [permit.name for permit in cv.permits] + [each for each in cv.driving if each not in DRIVING]
    for entry, name in _entries(learner, "Achievement", names):
        _say(entry, name, "Title", "Label")


def _say(parent: Element, text: str | None, *path: str) -> None:
    """Writes `text` at the end of a path of new elements; nothing where there is no text."""
    said = clean(text or "").strip()
    if said:
        _inside(parent, *path).text = said


def _rich(parent: Element, words: Words | None, *path: str) -> None:
    """Writes a text as Europass has it: HTML, itself escaped, each line a paragraph."""
    lines = (html.escape(line, quote=False) for line in (words.text if words else "").splitlines())
    _say(parent, "".join(f"<p>{line}</p>" for line in lines if line.strip()), *path)


def _inside(parent: Element, *path: str) -> Element:
    for name in path:
        parent = SubElement(parent, name)
    return parent
