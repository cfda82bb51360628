"""Europass XML since 2020: a Candidate on HR Open (HR-XML 3), as a file or attached to a Europass PDF.

The schema itself is not published where its documents point to. The names here are those of its documentation
(Europass schema documentation, DG EMPL 2020, as kept by the project europass-unofficial) and of what is said of files.
Elements move between namespaces from file to file (`hr:OrganizationName`, `OrganizationName`): only names count.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from talent.papers import codes
from talent.papers.europass import Education, Europass, Language, Period, Personal, Schema, Work
from talent.papers.markup import each, first, flag, name, namespace, rich, said

NAMESPACES: Final = ("http://www.europass.eu/", "http://www.hr-xml.org/3")

LISTS: Final = (
    ("CommunicationAndInterpersonalSkills", "CommunicationAndInterpersonalSkill"),
    ("OrganisationalSkills", "OrganisationalSkill"),
    ("ManagementAndLeadershipSkills", "ManagementAndLeadershipSkill"),
    ("DigitalSkills", "DigitalSkillsGroup"),
    ("Projects", "Project"),
    ("VoluntaryWorks", "VoluntaryWork"),
    ("Certifications", "Certification"),
    ("Others", "Other"),
)
"""Lists of entries with a title and a text, directly in the profile or in its Skills."""


def is_one(root: Element) -> bool:
    return name(root) == "Candidate" and namespace(root).startswith(NAMESPACES)


def read(root: Element) -> Europass:
    person, profile = first(root, "CandidatePerson"), first(root, "CandidateProfile")
    return Europass(
        Schema.CANDIDATE,
        locale=codes.language(profile.get("languageCode")) if profile is not None else None,
        headline=said(profile, "ProfileName") or said(profile, "CandidateObjective"),
        summary=rich(profile, "ExecutiveSummary"),
        work=tuple(_jobs(profile)),
        education=tuple(_education(one) for one in _attendances(profile)),
        languages=(*_mother_tongues(person), *_languages(profile)),
        driving_licences=tuple(_licences(profile)),
        skills=tuple(filter(None, (*_named_skills(profile), *_lists(profile)))),
        personal=_personal(person, profile),
    )


def _jobs(profile: Element | None) -> Iterator[Work]:
    """An employer has one or more positions."""
    for employer in each(profile, "EmploymentHistory", "EmployerHistory"):
        address = first(employer, "OrganizationContact", "Communication", "Address")
        for position in each(employer, "PositionHistory"):
            yield Work(
                title=said(position, "PositionTitle"),
                employer=said(employer, "OrganizationName"),
                place=said(position, "City") or said(address, "CityName"),
                country=codes.country(said(position, "Country") or said(address, "CountryCode")),
                period=_period(_nearest("EmploymentPeriod", position, employer)),
                text=rich(position, "Description"),
                occupation=_occupation(first(position, "PositionTitle")),
            )


def _nearest(wanted: str, *elements: Element) -> Element | None:
    """Periods stand with the position in some files and with the employer in others."""
    return next((found for one in elements if (found := first(one, wanted)) is not None), None)


def _occupation(title: Element | None) -> str | None:
    """Titles chosen from ESCO carry the address of the occupation, in one attribute or another."""
    values = title.attrib.values() if title is not None else ()
    return next(
        (value for value in values if value.startswith("http://data.europa.eu/esco/occupation/")), None
    )


def _attendances(profile: Element | None) -> Iterator[Element]:
    return each(profile, "EducationHistory", "EducationOrganizationAttendance")


def _education(one: Element) -> Education:
    address = first(one, "OrganizationContact", "Communication", "Address")
    degree = first(one, "EducationDegree")
    return Education(
        title=said(degree, "DegreeName") or said(one, "ProgramName"),
        institution=said(one, "OrganizationName"),
        place=said(address, "CityName"),
        country=codes.country(said(address, "CountryCode")),
        level=said(one, "EducationLevelCode"),
        field=said(degree, "FieldOfStudy", "MainFieldOfStudy") or said(degree, "DegreeMajor", "Name"),
        period=_period(first(one, "AttendancePeriod")),
        text=rich(degree, "OccupationalSkillsCovered"),
    )


def _period(period: Element | None) -> Period:
    start, end = (_date(period, edge) for edge in ("StartDate", "EndDate"))
    return codes.period(start, end, ongoing=flag(period, "CurrentIndicator") or flag(period, "Ongoing"))


def _date(period: Element | None, edge: str) -> str | None:
    return codes.date(said(period, edge, "FormattedDateTime") or said(period, edge))


def _mother_tongues(person: Element | None) -> Iterator[Language]:
    for one in each(person, "PrimaryLanguageCode"):
        if words := said(one):
            code = codes.language(words)
            yield Language(code, code or words, mother_tongue=True)


def _languages(profile: Element | None) -> Iterator[Language]:
    for one in each(profile, "PersonQualifications", "PersonCompetency"):
        if said(one, "TaxonomyID") == "language":
            yield _language(one)


def _language(one: Element) -> Language:
    code = codes.language(said(one, "CompetencyID"))
    label = said(one, "CompetencyName") or code or said(one, "CompetencyID") or ""
    levels = _levels(one)
    return Language(
        code,
        label,
        listening=levels.get("CEF-Understanding-Listening"),
        reading=levels.get("CEF-Understanding-Reading"),
        interaction=levels.get("CEF-Speaking-Interaction"),
        production=levels.get("CEF-Speaking-Production"),
        writing=levels.get("CEF-Writing-Production"),
    )


def _levels(one: Element) -> dict[str, str]:
    """CEFR level by code of the dimension (EURES code list of language competencies)."""
    found = {}
    for dimension in each(one, "CompetencyDimension"):
        kind = said(dimension, "CompetencyDimensionTypeCode")
        level = codes.level(said(dimension, "Score", "ScoreText"))
        if kind and level:
            found[kind] = level
    return found


def _licences(profile: Element | None) -> Iterator[str]:
    for one in each(profile, "Licenses", "License"):
        if words := said(one, "LicenseTypeCode") or said(one, "LicenseName"):
            yield words


def _named_skills(profile: Element | None) -> Iterator[str]:
    """Skills that are a name alone: digital skills of newer files. An address without a name says nothing."""
    for path in (("PersonQualifications",), ("Skills",), ("Skills", "SkillsGroup")):
        for one in each(profile, *path, "PersonCompetency"):
            words = said(one, "CompetencyName") or said(one, "CompetencyID") or ""
            if said(one, "TaxonomyID") != "language" and not words.startswith("http"):
                yield words


def _lists(profile: Element | None) -> Iterator[str]:
    for list_name, entry_name in LISTS:
        for path in ((list_name, entry_name), ("Skills", list_name, entry_name)):
            yield from (_entry(one) for one in each(profile, *path))


def _entry(one: Element) -> str:
    """Its title, the names listed in it, its text."""
    title = said(one, "Title") or said(one, "CertificationName")
    names = [words for listed in each(one, "DigitalSkill") if (words := said(listed))]
    return "\n".join(filter(None, (title, ", ".join(names), rich(one, "Description"))))


def _personal(person: Element | None, profile: Element | None) -> Personal:
    address = first(person, "Communication", "Address")
    lines = (said(address, line) for line in ("AddressLine", "PostalCode", "CityName"))
    return Personal(
        given_name=said(person, "PersonName", "GivenName"),
        family_name=said(person, "PersonName", "FamilyName"),
        birth_date=codes.date(said(person, "BirthDate")),
        gender=said(person, "GenderCode"),
        nationalities=tuple(filter(None, map(said, each(person, "NationalityCode")))),
        address=tuple(filter(None, lines)),
        country=codes.country(said(address, "CountryCode")),
        contacts=tuple(_contacts(person)),
        has_photo=first(profile, "Attachment", "EmbeddedData") is not None,
    )


def _contacts(person: Element | None) -> Iterator[str]:
    for one in each(person, "Communication"):
        yield from filter(None, (said(one, kind) for kind in ("URI", "Text", "DialNumber", "URL")))
