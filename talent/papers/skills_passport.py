"""Europass XML of the SkillsPassport schema, version 3.4 (Europass CV and Language Passport until 2020)."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from talent.papers import codes
from talent.papers.europass import Education, Europass, Language, Period, Personal, Schema, Work
from talent.papers.markup import each, first, flag, name, namespace, rich, said

NAMESPACE: Final = "http://europass.cedefop.europa.eu/Europass"

SKILLS: Final = ("Communication", "Organisational", "JobRelated", "Computer", "Other")
"""Free texts under Skills, in the order of the printed CV."""


def is_one(root: Element) -> bool:
    return name(root) == "SkillsPassport" and namespace(root) in {NAMESPACE, ""}


def read(root: Element) -> Europass:
    learner = first(root, "LearnerInfo")
    return Europass(
        Schema.SKILLS_PASSPORT,
        locale=codes.language(root.get("locale")),
        headline=said(learner, "Headline", "Description", "Label"),
        work=tuple(_work(one) for one in each(learner, "WorkExperienceList", "WorkExperience")),
        education=tuple(_education(one) for one in each(learner, "EducationList", "Education")),
        languages=tuple(_languages(first(learner, "Skills", "Linguistic"))),
        driving_licences=tuple(_texts(learner, "Skills", "Driving", "Description", "Licence")),
        skills=tuple(filter(None, (*_skills(learner), *_achievements(learner)))),
        personal=_personal(first(learner, "Identification")),
    )


def _work(one: Element) -> Work:
    place = first(one, "Employer", "ContactInfo", "Address", "Contact")
    return Work(
        title=said(one, "Position", "Label"),
        employer=said(one, "Employer", "Name"),
        place=said(place, "Municipality"),
        country=codes.country(said(place, "Country", "Code")),
        period=_period(one),
        text=rich(one, "Activities"),
    )


def _education(one: Element) -> Education:
    place = first(one, "Organisation", "ContactInfo", "Address", "Contact")
    return Education(
        title=said(one, "Title"),
        institution=said(one, "Organisation", "Name"),
        place=said(place, "Municipality"),
        country=codes.country(said(place, "Country", "Code")),
        level=said(one, "Level", "Code"),
        field=said(one, "Field", "Label"),
        period=_period(one),
        text=rich(one, "Activities"),
    )


def _languages(linguistic: Element | None) -> Iterator[Language]:
    for one in each(linguistic, "MotherTongueList", "MotherTongue"):
        yield _language(one, mother_tongue=True)
    for one in each(linguistic, "ForeignLanguageList", "ForeignLanguage"):
        yield _language(one, mother_tongue=False)


def _language(one: Element, *, mother_tongue: bool) -> Language:
    code = codes.language(said(one, "Description", "Code"))
    levels = first(one, "ProficiencyLevel")
    return Language(
        code=code,
        name=said(one, "Description", "Label") or code or "",
        mother_tongue=mother_tongue,
        listening=codes.level(said(levels, "Listening")),
        reading=codes.level(said(levels, "Reading")),
        interaction=codes.level(said(levels, "SpokenInteraction")),
        production=codes.level(said(levels, "SpokenProduction")),
        writing=codes.level(said(levels, "Writing")),
        certificates=tuple(_texts(one, "VerifiedBy", "Certificate", "Title")),
    )


def _skills(learner: Element | None) -> Iterator[str]:
    return (rich(learner, "Skills", kind, "Description") for kind in SKILLS)


def _achievements(learner: Element | None) -> Iterator[str]:
    for one in each(learner, "AchievementList", "Achievement"):
        yield "\n".join(filter(None, (said(one, "Title", "Label"), rich(one, "Description"))))


def _personal(person: Element | None) -> Personal:
    contacts = first(person, "ContactInfo")
    address = first(contacts, "Address", "Contact")
    lines = (said(address, line) for line in ("AddressLine", "AddressLine2", "PostalCode", "Municipality"))
    demographics = first(person, "Demographics")
    return Personal(
        given_name=said(person, "PersonName", "FirstName"),
        family_name=said(person, "PersonName", "Surname"),
        birth_date=_date(first(demographics, "Birthdate")),
        gender=said(demographics, "Gender", "Code"),
        nationalities=tuple(_nationalities(demographics)),
        address=tuple(filter(None, lines)),
        country=codes.country(said(address, "Country", "Code")),
        contacts=tuple(_contacts(contacts)),
        has_photo=first(person, "Photo") is not None,
    )


def _nationalities(demographics: Element | None) -> Iterator[str]:
    for one in each(demographics, "NationalityList", "Nationality"):
        if words := codes.country(said(one, "Code")) or said(one, "Label"):
            yield words


def _contacts(contacts: Element | None) -> Iterator[str]:
    yield from _texts(contacts, "Email", "Contact")
    yield from _texts(contacts, "TelephoneList", "Telephone", "Contact")
    yield from _texts(contacts, "WebsiteList", "Website", "Contact")
    yield from _texts(contacts, "InstantMessagingList", "InstantMessaging", "Contact")


def _texts(element: Element | None, *path: str) -> Iterator[str]:
    return (words for one in each(element, *path) if (words := said(one)))


def _period(one: Element) -> Period:
    start, end = _date(first(one, "Period", "From")), _date(first(one, "Period", "To"))
    return codes.period(start, end, ongoing=flag(one, "Period", "Current"))


def _date(element: Element | None) -> str | None:
    """Months and days are written as XML Schema's gMonth and gDay: "--03" and "---10"."""
    if element is None or not element.get("year"):
        return None
    parts = [element.get("year"), element.get("month"), element.get("day")]
    given = [part.lstrip("-").zfill(2) for part in parts if part]
    return codes.date("-".join(given))
