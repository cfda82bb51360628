"""A profile as its owner sees it: the steps with what they hold, and each entry in a few words. Pure."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from babel import dates

from talent import regions
from talent.profiles import (
    Destination,
    Experience,
    LanguageSkill,
    Licence,
    Profile,
    ProfileText,
    Programme,
    Qualification,
    Removal,
    TextKind,
    text_of,
)
from web import i18n, profile_words
from web.i18n import gettext as _
from web.views import programmes
from web.views.levels import EDUCATION
from web.views.programmes import Standing

STEPS: Final = tuple(slug for slug in profile_words.TITLES if slug != "programmes")

IMPORTED: Final = {"summary": TextKind.CV, "education": TextKind.EDUCATION}
"""Where the texts that an import brought stand, by the step in which their owner would look for them."""


@dataclass(frozen=True, slots=True)
class Step:
    """`begun`: a form of it is half filled in."""

    slug: str
    title: str
    done: bool
    begun: bool

    @property
    def address(self) -> str:
        return f"/profile/{self.slug}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list. `words` is what its owner told of it; `standing` only of programmes."""

    key: str
    title: str
    facts: Sequence[str] = ()
    words: ProfileText | None = None
    standing: Standing | None = None
    own_words: bool = True  # the title was typed by the owner, in whatever language


@dataclass(frozen=True, slots=True)
class Overview:
    steps: Sequence[Step] = field(default_factory=tuple)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """What was begun comes first, else the first that holds nothing."""
        open_ = [step for step in self.steps if not step.done]
        return next((step for step in self.steps if step.begun), next(iter(open_), None))


def overview(profile: Profile, unfinished: Collection[str], *, skills: bool) -> Overview:
    """`unfinished`: names of forms ("experience/new-entry"); `skills`: whether any was confirmed."""
    begun = {name.partition("/")[0] for name in unfinished}
    return Overview(
        [
            Step(
                slug,
                _(profile_words.TITLES[slug]),
                skills if slug == "skills" else says(profile, slug),
                slug in begun,
            )
            for slug in STEPS
        ]
    )


def says(profile: Profile, slug: str) -> bool:
    """Whether a step holds anything."""
    said: dict[str, Any] = {
        "personal": profile.residence,
        "experience": profile.experiences,
        "education": profile.qualifications,
        "languages": profile.languages,
        "licences": profile.licences,
        "destinations": profile.destination_rows,
        "wishes": profile.wishes,
        "summary": [text for text in profile.texts if text.kind in (TextKind.SUMMARY, TextKind.CV)],
    }
    return bool(said.get(slug))


def imported(profile: Profile, *slugs: str) -> list[ProfileText]:
    """The texts of these steps that came from a file or an older profile: no form of a step holds them."""
    kinds = {IMPORTED[slug] for slug in slugs if slug in IMPORTED}
    return [text for text in profile.current_texts if text.kind in kinds]


def next_step(slug: str) -> str:
    """The step after this one; after the last the overview ("")."""
    following = (*STEPS, "")
    return following[following.index(slug) + 1] if slug in STEPS else ""


def entries(profile: Profile, slug: str) -> list[Entry]:
    """The newest position last, as their owner put them in."""
    rows, entry = _LISTS[slug]
    return [entry(profile, row) for row in rows(profile)]


def removed_title(removal: Removal) -> str:
    """What was taken out, in the reader's language where it is a language or a country."""
    names = {
        LanguageSkill.__tablename__: i18n.current().language_name,
        Destination.__tablename__: i18n.current().country,
    }
    return names.get(removal.table, str)(removal.title)


def _experience(profile: Profile, row: Experience) -> Entry:
    until = _("today") if row.current else row.end
    facts = [_(profile_words.WORK[row.kind]), stretch(row.start, until), row.employer, _country(row.country)]
    return Entry(row.id, row.title, _given(facts), text_of(profile, row.text_id))


def _qualification(_profile: Profile, row: Qualification) -> Entry:
    level = _(EDUCATION[row.isced]) if row.isced is not None else None
    years = stretch(str(row.start_year or ""), str(row.year or ""))
    return Entry(row.id, row.title, _given([row.gloss, row.institution, _country(row.country), years, level]))


def _language(_profile: Profile, row: LanguageSkill) -> Entry:
    dimensions = [
        f"{_(label)}: {getattr(row, name)}"
        for name, label in profile_words.DIMENSIONS.items()
        if getattr(row, name)
    ]
    certificate = " ".join(_given([row.certificate, str(row.certificate_year or "")]))
    facts = [_(profile_words.LEVELS[row.level]), *dimensions, certificate]
    name = i18n.current().language_name(row.language)
    return Entry(row.language, name, _given(facts), own_words=False)


def _licence(_profile: Profile, row: Licence) -> Entry:
    until = _("Valid until %(day)s", day=i18n.current().date(row.valid_until)) if row.valid_until else None
    title = _("Driving licence, category %(category)s", category=row.category) if row.category else row.name
    return Entry(row.id, title or "", _given([_country(row.country), until]), own_words=not row.category)


def _destination(_profile: Profile, row: Destination) -> Entry:
    within = i18n.current().listing(map(regions.name, row.regions)) if row.regions else None
    return Entry(row.country, i18n.current().country(row.country), _given([within]), own_words=False)


def _programme(profile: Profile, row: Programme) -> Entry:
    facts = _given([*programme_facts(row), row.reference])
    return Entry(row.id, row.name, facts, standing=programmes.standing(profile, row))


def programme_facts(row: Programme) -> list[str]:
    """Without its number, which tells whose it is."""
    kind = _(profile_words.PROGRAMMES[row.kind])
    return _given([kind, _country(row.country), stretch(row.start, row.end)])


def _country(code: str | None) -> str | None:
    return i18n.current().country(code) if code else None


def stretch(start: str | None, end: str | None) -> str | None:
    """From one month or year to another, each "YYYY" or "YYYY-MM"; None where neither is given."""
    given = _given([_month(start), _month(end)])
    return i18n.current().mark + " – ".join(given) if given else None


def _month(text: str | None) -> str | None:
    """ "2019-03" as the reader writes it, in a sentence of its own; a year alone, and a word, as they are."""
    if text is None or not re.fullmatch(r"\d{4}-\d\d", text):
        return text
    return str(dates.format_skeleton("yMMM", date.fromisoformat(f"{text}-01"), locale=i18n.current().locale))


def _given(facts: Sequence[str | None]) -> list[str]:
    return [fact for fact in facts if fact]


_LISTS: Final[dict[str, tuple[Callable[[Profile], Sequence[Any]], Callable[[Profile, Any], Entry]]]] = {
    "experience": (lambda profile: profile.experiences, _experience),
    "education": (lambda profile: profile.qualifications, _qualification),
    "languages": (lambda profile: profile.languages, _language),
    "licences": (lambda profile: profile.licences, _licence),
    "destinations": (lambda profile: profile.destination_rows, _destination),
    "programmes": (lambda profile: profile.programmes, _programme),
}
