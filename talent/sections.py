"""The sections of a profile: what somebody gives away or keeps back, they give or keep by section."""

from enum import StrEnum
from typing import Final


class Section(StrEnum):
    """In the order in which pages show them. Everything that a profile says belongs to one."""

    PERSONAL = "personal"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    LANGUAGES = "languages"
    LICENCES = "licences"
    PROGRAMMES = "programmes"
    WISHES = "wishes"
    SKILLS = "skills"
    SUMMARY = "summary"


FINDABLE: Final = frozenset(Section) - {Section.PERSONAL, Section.PROGRAMMES, Section.WISHES}
"""Sections that say what somebody can do: one of them has to be seen before an employer finds anybody."""
