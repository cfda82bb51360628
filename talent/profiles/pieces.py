"""What a profile says, piece by piece: the one list of what is read of it, shown of it and agreed to, by section."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from talent.profiles.claimed import SkillClaim
from talent.profiles.records import Profile, ProfileText, TextKind
from talent.profiles.rows import Experience, LanguageSkill, Licence, LicenceKind, Qualification
from talent.sections import Section

Row = TypeVar("Row", Experience, Qualification, Licence)

SECTION_OF: Final[Mapping[TextKind, Section]] = {
    TextKind.SUMMARY: Section.SUMMARY,
    TextKind.CV: Section.SUMMARY,  # it may tell of everything, so it goes only to those who may read the free text
    TextKind.EXPERIENCE: Section.EXPERIENCE,
    TextKind.EDUCATION: Section.EDUCATION,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen from a list. Of a skill or occupation `concept` is its URI and `quote` the words of its owner
    that it was suggested from, if it was.
    """

    concept: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """`source` is the name of a table and `source_id` tells the row there (of a language its code).

    `language` is what the writer or the reader of the text said; None where nobody did.
    Where there is a `choice`, the text was made of it, in English: nobody wrote it.
    """

    section: Section
    source: str
    source_id: str
    text: str
    language: str | None = None
    choice: Choice | None = None


def pieces(profile: Profile) -> tuple[Piece, ...]:
    """In a fixed order. No name, no employer, no country, no date of birth, no number of a licence.

    The country of a qualification decides its recognition, not its fit.
    """
    return tuple(_pieces(profile))


def digest(profile: Profile) -> str:
    """SHA-256 of what matching reads of a profile: its pieces, and the levels that go with titles."""
    said = [(piece.section, piece.text, piece.language) for piece in pieces(profile)]
    levels = [row.isced for row in _ordered(profile.qualifications)]
    return hashlib.sha256(json.dumps([said, levels]).encode()).hexdigest()


def _pieces(profile: Profile) -> Iterator[Piece]:
    told = {row.text_id for row in profile.experiences}
    texts = {row.id: row for row in profile.current_texts}
    yield from (_text(row) for row in texts.values() if row.id not in told)
    for job in _ordered(profile.experiences):
        yield Piece(Section.EXPERIENCE, Experience.__tablename__, job.id, _job(job))
        if job.text_id in texts:
            yield _text(texts[job.text_id])
    for title in _ordered(profile.qualifications):
        yield Piece(Section.EDUCATION, Qualification.__tablename__, title.id, _title(title))
    for spoken in sorted(profile.languages, key=lambda row: row.language):
        said = f"{_name_of(spoken.language)}: {spoken.level}"
        yield Piece(Section.LANGUAGES, LanguageSkill.__tablename__, spoken.language, said, "en", Choice())
    for licence in _ordered(profile.licences):
        yield _licence(licence)
    for claim in sorted(profile.skill_claims, key=lambda row: row.id):
        yield from _claim(claim)


def _ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.position)


def _text(row: ProfileText) -> Piece:
    return Piece(SECTION_OF[row.kind], ProfileText.__tablename__, row.id, row.text, row.language)


def _job(row: Experience) -> str:
    """With the years, where both ends are known: how long it was and how long ago."""
    if row.start and row.end:
        return f"{row.title}, {row.start[:4]} – {row.end[:4]}"
    return row.title


def _title(row: Qualification) -> str:
    return f"{row.title} ({row.gloss})" if row.gloss else row.title


def _licence(row: Licence) -> Piece:
    driving = row.kind is LicenceKind.DRIVING
    said = f"Driving licence, category {row.category}" if driving else row.name or ""
    return Piece(
        Section.LICENCES, Licence.__tablename__, row.id, said, *(("en", Choice()) if driving else ())
    )


def _claim(row: SkillClaim) -> Iterator[Piece]:
    """What is confirmed. In the order of ids, which is none: a list of skills in the order of a taxonomy would look
    like one that was copied from an advertisement.
    """
    if row.is_confirmed:
        chosen = Choice(row.concept_uri, row.quote)
        yield Piece(Section.SKILLS, SkillClaim.__tablename__, row.id, row.in_words, "en", chosen)
        if row.evidence_words:
            yield Piece(Section.SKILLS, SkillClaim.__tablename__, row.id, row.evidence_words)


def _name_of(language: str) -> str:
    from babel import Locale  # its data is read once a language is named

    return str(Locale("en").languages.get(language, language))
