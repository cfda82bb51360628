"""Profiles of candidates: what they say of themselves, in their own words, and who may see it."""

from talent.profiles.checking import DIMENSIONS, DRIVING, MOST_ROWS
from talent.profiles.drafts import (
    DestinationDraft,
    ExperienceDraft,
    LanguageDraft,
    LicenceDraft,
    PersonalDraft,
    ProfileDraft,
    ProgrammeDraft,
    QualificationDraft,
    TextDraft,
    WishesDraft,
)
from talent.profiles.keeping import Removal, UnfinishedForm
from talent.profiles.pieces import SECTION_OF, Piece, pieces
from talent.profiles.records import Profile, ProfileText, TextKind, Visibility
from talent.profiles.rows import (
    Destination,
    Experience,
    ExperienceKind,
    Family,
    LanguageLevel,
    LanguageSkill,
    Licence,
    LicenceKind,
    Programme,
    ProgrammeKind,
    Qualification,
    StudyUnit,
    Wishes,
)
from talent.profiles.saving import begin, remove, save, touched
from talent.profiles.seeing import get, own, visible_to
from talent.sections import Section

__all__ = [
    "DIMENSIONS",
    "DRIVING",
    "MOST_ROWS",
    "SECTION_OF",
    "Destination",
    "DestinationDraft",
    "Experience",
    "ExperienceDraft",
    "ExperienceKind",
    "Family",
    "LanguageDraft",
    "LanguageLevel",
    "LanguageSkill",
    "Licence",
    "LicenceDraft",
    "LicenceKind",
    "PersonalDraft",
    "Piece",
    "Profile",
    "ProfileDraft",
    "ProfileText",
    "Programme",
    "ProgrammeDraft",
    "ProgrammeKind",
    "Qualification",
    "QualificationDraft",
    "Removal",
    "Section",
    "StudyUnit",
    "TextDraft",
    "TextKind",
    "UnfinishedForm",
    "Visibility",
    "Wishes",
    "WishesDraft",
    "begin",
    "get",
    "own",
    "pieces",
    "remove",
    "save",
    "touched",
    "visible_to",
]
