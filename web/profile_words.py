"""The words of the pages of a profile: titles, reasons for asking, choices, and what broken rules mean."""

from collections.abc import Mapping
from typing import Final

from talent.errors import RuleBroken
from talent.profiles import ExperienceKind, Family, LanguageLevel, LicenceKind, ProgrammeKind, StudyUnit
from talent.terms import PayPeriod
from web.i18n import N_
from web.i18n import gettext as _

TITLES: Final[Mapping[str, str]] = {
    "personal": N_("You and where you live"),
    "experience": N_("Work experience"),
    "education": N_("Education and training"),
    "languages": N_("Languages"),
    "licences": N_("Licences"),
    "skills": N_("Skills"),
    "destinations": N_("Where you want to work"),
    "wishes": N_("Wishes for the job"),
    "summary": N_("About you at work"),
    "programmes": N_("Programmes"),
}
"""By the step's place under /profile, in the order of the steps; the last is for few people and no step."""

WHY: Final[Mapping[str, str]] = {
    "personal": N_(
        "This service is for people who live outside the European Union. Your name stays with us until you agree "
        "to show it."
    ),
    "experience": N_(
        "Employers look for what people can do. Work without a contract and unpaid work count too: in the family, "
        "in a workshop, as a volunteer."
    ),
    "education": N_(
        "Some professions need a recognised diploma. With its exact name and country we can tell you whether yours "
        "does, and who decides."
    ),
    "languages": N_("Many jobs need a language at a certain level. Say what you can honestly show at work."),
    "licences": N_("Some jobs need a driving licence or a certificate, such as for welding or food safety."),
    "skills": N_("Employers find you by your skills. You decide about every one of them."),
    "destinations": N_(
        "Only employers of these countries can find you, and only after you also agree to show them your profile."
    ),
    "wishes": N_(
        "So that employers know what you need before they write to you. Your wishes never move you down in a list."
    ),
    "summary": N_(
        "In your own words: what are you good at, and what do you want to do? Skills are read from it."
    ),
    "programmes": N_(
        "If you took part in a Talent Partnership or another arrangement between states, its issuer can confirm "
        "that. The issuer sees what you write here, and can read your name to compare it with its records. Only "
        "what is confirmed is shown to employers, and only where you let them see it."
    ),
}

ADD: Final[Mapping[str, str]] = {
    "experience": N_("Add work"),
    "education": N_("Add education"),
    "languages": N_("Add a language"),
    "licences": N_("Add a licence"),
    "destinations": N_("Add a country"),
    "programmes": N_("Add a programme"),
}

WORK: Final[Mapping[ExperienceKind, str]] = {
    ExperienceKind.FORMAL: N_("Paid, with a contract"),
    ExperienceKind.INFORMAL: N_("Paid, without a contract"),
    ExperienceKind.UNPAID: N_("Unpaid: in the family, as a volunteer, or to learn"),
}

UNITS: Final[Mapping[StudyUnit, str]] = {StudyUnit.HOURS: N_("Hours"), StudyUnit.CREDITS: N_("Credits")}

LEVELS: Final[Mapping[LanguageLevel, str]] = {
    LanguageLevel.A1: N_("A1: first words"),
    LanguageLevel.A2: N_("A2: simple, everyday things"),
    LanguageLevel.B1: N_("B1: I manage at work and when travelling"),
    LanguageLevel.B2: N_("B2: I talk fluently about my profession"),
    LanguageLevel.C1: N_("C1: nearly everything, with ease"),
    LanguageLevel.C2: N_("C2: everything"),
    LanguageLevel.NATIVE: N_("My mother tongue"),
}

DIMENSIONS: Final[Mapping[str, str]] = {
    "listening": N_("Understanding what people say"),
    "reading": N_("Reading"),
    "spoken_interaction": N_("Talking with others"),
    "spoken_production": N_("Speaking at length"),
    "writing": N_("Writing"),
}
"""The five of the Common European Framework of Reference, in plain words."""

LICENCES: Final[Mapping[LicenceKind, str]] = {
    LicenceKind.DRIVING: N_("A driving licence"),
    LicenceKind.OTHER: N_("Another licence or certificate"),
}

PROGRAMMES: Final[Mapping[ProgrammeKind, str]] = {
    ProgrammeKind.TALENT_PARTNERSHIP: N_("EU Talent Partnership"),
    ProgrammeKind.BILATERAL: N_("Arrangement between two states"),
}

FAMILY: Final[Mapping[Family, str]] = {
    Family.ALONE: N_("Alone"),
    Family.WITH_FAMILY: N_("With my family"),
    Family.LATER: N_("Alone first, my family later"),
}

PERIODS: Final[Mapping[PayPeriod, str]] = {
    PayPeriod.HOUR: N_("Hour"),
    PayPeriod.MONTH: N_("Month"),
    PayPeriod.YEAR: N_("Year"),
}


def of_rule(broken: RuleBroken) -> dict[str, str]:
    """The message at its field."""
    return {broken.field: _message(broken)}


def _message(broken: RuleBroken) -> str:
    limits = broken.limits
    known = {
        "empty": _("Fill in this field"),
        "too-long": _("Use at most %(n)s characters.", n=limits.get("longest", 0)),
        "not-one-line": _("Write this in one line."),
        "unknown-country": _("Choose a country from the list"),
        "not-a-member-state": _("Choose a country from the list"),
        "lives-in-the-union": _("This service is for people who live outside the Union."),
        "not-a-number": _("Enter a number, such as 12."),
        "not-a-day": _("Enter a date, such as 2027-05-31."),
        "not-a-month": _("Enter a year or a month and a year, such as 2019 or 03/2019."),
        "out-of-range": _(
            "Enter a number from %(lowest)s to %(highest)s.",
            lowest=limits.get("lowest", 0),
            highest=limits.get("highest", 0),
        ),
        "end-before-start": _("This is before the beginning. Change one of the two."),
        "current-has-no-end": _("You still do this work: leave the end empty, or take the tick away."),
        "twice-the-same": _("This is in your profile already. Change it there."),
        "too-many-rows": _(
            "You have %(n)s entries. Remove one before you add another.", n=limits.get("highest", 0)
        ),
        "unknown-category": _("Choose a category from the list."),
    }
    return known.get(broken.code) or _("This is not valid. Check it and try again.")
