"""Which draft becomes which row: the lists of a profile, each with its section."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from talent.errors import NotFound, RuleBroken
from talent.profiles import checking
from talent.profiles.drafts import (
    DestinationDraft,
    ExperienceDraft,
    LanguageDraft,
    LicenceDraft,
    ProgrammeDraft,
    QualificationDraft,
    RowDraft,
)
from talent.profiles.records import Profile, ProfileText
from talent.profiles.rows import (
    Destination,
    Experience,
    LanguageSkill,
    Licence,
    Programme,
    Qualification,
)
from talent.sections import Section

Row = Experience | Qualification | LanguageSkill | Licence | Destination | Programme


@dataclass(frozen=True, slots=True)
class List:
    """`key` is the column that tells a row among those of its profile, `attribute` where the profile has them."""

    draft: type[RowDraft]
    row: type[Row]
    attribute: str
    section: Section
    key: str = "id"

    def rows(self, profile: Profile) -> list[Any]:
        found: list[Any] = getattr(profile, self.attribute)
        return found


LISTS: Final[Sequence[List]] = (
    List(ExperienceDraft, Experience, "experiences", Section.EXPERIENCE),
    List(QualificationDraft, Qualification, "qualifications", Section.EDUCATION),
    List(LanguageDraft, LanguageSkill, "languages", Section.LANGUAGES, "language"),
    List(LicenceDraft, Licence, "licences", Section.LICENCES),
    List(DestinationDraft, Destination, "destination_rows", Section.WISHES, "country"),
    List(ProgrammeDraft, Programme, "programmes", Section.PROGRAMMES),
)


def list_of(what: RowDraft | Row | type[Row]) -> List:
    kind = what if isinstance(what, type) else type(what)
    return next(each for each in LISTS if kind in (each.draft, each.row))


def row_of(profile: Profile, kind: type[Row], key: str) -> Any:
    """A row of a profile that was read through its gate. Raises NotFound."""
    of = list_of(kind)
    for row in of.rows(profile):
        if getattr(row, of.key) == key:
            return row
    raise NotFound("profile-row")


def text_of(profile: Profile, text_id: str | None) -> ProfileText | None:
    return next((row for row in profile.texts if row.id == text_id), None)


def values(draft: RowDraft) -> dict[str, Any]:
    """What stands in the row itself; the words of an experience are a text of their own."""
    said = asdict(draft)
    if isinstance(draft, ExperienceDraft):
        del said["words"], said["language"]
    if isinstance(draft, DestinationDraft):
        said["regions"] = list(draft.regions)
    return said


def next_position(rows: Sequence[Any]) -> int:
    return max((row.position for row in rows), default=-1) + 1


def must_have_room(of: List, profile: Profile) -> None:
    if len(of.rows(profile)) >= checking.MOST_ROWS:
        raise RuleBroken("", "too-many-rows", highest=checking.MOST_ROWS)
