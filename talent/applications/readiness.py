"""Before something is sent: what the employer would see of a profile, and what is missing. Nothing is judged here."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from talent import consents, profiles
from talent.profiles import Profile, TextKind
from talent.sections import FINDABLE, Section


class Gap(StrEnum):
    NOTHING_SHOWN = "nothing-shown"
    NO_EXPERIENCE = "no-experience"
    NO_EDUCATION = "no-education"
    NO_LANGUAGES = "no-languages"


@dataclass(frozen=True, slots=True)
class Readiness:
    """`shown`: sections with something in them that employers of the country may see. `kept`: that they may not."""

    shown: tuple[Section, ...]
    kept: tuple[Section, ...]
    gaps: tuple[Gap, ...]

    @property
    def can_be_sent(self) -> bool:
        """An application in which there is nothing to see helps nobody."""
        return Gap.NOTHING_SHOWN not in self.gaps


_WANTED = {
    Section.EXPERIENCE: Gap.NO_EXPERIENCE,
    Section.EDUCATION: Gap.NO_EDUCATION,
    Section.LANGUAGES: Gap.NO_LANGUAGES,
}


def of(db: Session, profile: Profile, country: str) -> Readiness:
    """For employers of `country`, ISO 3166-1 alpha-2. `profile` is the asker's own."""
    agreed, filled = agreed_for(db, profile, country), _filled(profile)
    shown = tuple(section for section in Section if section in filled & agreed)
    gaps = [] if FINDABLE.intersection(shown) else [Gap.NOTHING_SHOWN]
    gaps += [gap for section, gap in _WANTED.items() if section not in filled | _told_in_cv(profile)]
    kept = tuple(section for section in Section if section in filled - agreed)
    return Readiness(shown, kept, tuple(gaps))


def agreed_for(db: Session, profile: Profile, country: str) -> frozenset[Section]:
    """What employers of `country` may read. `profile` was reached through an application's gate."""
    return consents.given(db, profile).get(country, frozenset())


def _told_in_cv(profile: Profile) -> frozenset[Section]:
    """What a whole CV as one text says, though no row does."""
    has_cv = any(text.kind is TextKind.CV for text in profile.current_texts)
    return frozenset({Section.EXPERIENCE, Section.EDUCATION}) if has_cv else frozenset()


def _filled(profile: Profile) -> frozenset[Section]:
    """Everybody lives somewhere; wishes are no piece, since nothing is matched by them."""
    said = {piece.section for piece in profiles.pieces(profile)} | {Section.PERSONAL}
    return frozenset(said | {Section.WISHES} if profile.wishes else said)
