"""Names of the sections of a profile and of its visibility, in plain words, for every page that shows them."""

from collections.abc import Mapping
from typing import Final

from talent.profiles import Visibility
from talent.sections import Section
from web.i18n import N_

SECTIONS: Final[Mapping[Section, str]] = {
    Section.PERSONAL: N_("Where you live"),
    Section.EXPERIENCE: N_("Work experience"),
    Section.EDUCATION: N_("Education"),
    Section.LANGUAGES: N_("Languages"),
    Section.LICENCES: N_("Licences"),
    Section.PROGRAMMES: N_("Programmes"),
    Section.WISHES: N_("Wishes for the job"),
    Section.SKILLS: N_("Skills"),
    Section.SUMMARY: N_("About me and CV"),
}
"""In the order in which they are shown."""

SECTIONS_OF_ANOTHER: Final[Mapping[Section, str]] = {
    **SECTIONS,
    Section.PERSONAL: N_("Country of residence"),
    Section.SUMMARY: N_("In their own words"),
}
"""The same over what somebody else reads."""

VISIBILITIES: Final[Mapping[Visibility, tuple[str, str]]] = {
    Visibility.VISIBLE: (
        N_("Visible"),
        N_(
            "Employers whose organisation was checked can find you, and see what you ticked for their country."
        ),
    ),
    Visibility.PAUSED: (
        N_("Paused"),
        N_(
            "Employers do not find you for now. Your ticks stay. Authorities that recognise qualifications see you."
        ),
    ),
    Visibility.HIDDEN: (N_("Hidden"), N_("Nobody sees your profile but you. Your ticks stay.")),
}
"""Name and what it does, the most open first."""
