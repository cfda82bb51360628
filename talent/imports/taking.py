"""From confirmed items to rows of the profile, by the profile's own verbs; and which of them it has already."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from esco_data.folding import fold
from talent import profiles
from talent.actors import Actor
from talent.errors import RuleBroken
from talent.imports.items import DIMENSIONS, Item, ItemKind
from talent.profiles import (
    ExperienceDraft,
    LanguageDraft,
    LanguageLevel,
    LicenceDraft,
    LicenceKind,
    Profile,
    QualificationDraft,
    TextDraft,
    TextKind,
    checking,
    saving,
    wording,
)

OUR_NAMES: Mapping[str, str] = {
    "employer": "organisation",
    "institution": "organisation",
    "start_year": "start",
    "year": "end",
    "text": "words",
    "": "take",
}
"""Fields of an item by what drafts of the profile call them."""


class ItemsBroken(Exception):
    """Some of the confirmed items cannot be kept as they are. `broken` has the rule by "<key of the item>.<field>"."""

    def __init__(self, broken: Mapping[str, RuleBroken]) -> None:
        super().__init__(", ".join(broken))
        self.broken = broken


Part = ExperienceDraft | QualificationDraft | LanguageDraft | LicenceDraft | TextDraft


def take(db: Session, actor: Actor, items: Sequence[Item], *, language: str | None = None) -> int:
    """Puts confirmed items into the actor's profile, all or none; returns how many. `language` is that of the words.

    What the profile says already is left as it is. Raises ItemsBroken; the transaction is then to be rolled back.
    """
    drafts = _checked(items, language)
    profile = profiles.begin(db, actor)
    taken = 0
    for item in items:
        if is_there(profile, item):
            continue
        try:
            for draft in drafts[item.key]:
                _put(db, actor, profile, draft)
        except RuleBroken as rule:
            raise ItemsBroken({_at(item, rule): rule}) from rule
        taken += 1
    return taken


def mark(profile: Profile, items: Sequence[Item]) -> tuple[Item, ...]:
    """The same, with those marked that the profile has."""
    return tuple(replace(item, there=is_there(profile, item)) for item in items)


def is_there(profile: Profile, item: Item) -> bool:
    """Whether the profile says this already, however it was written."""
    if item.kind in (ItemKind.SUMMARY, ItemKind.TEXT):
        return any(_same(row.text, item.said("words")) for row in profile.texts)
    if item.kind is ItemKind.DRIVING:
        return any(row.category == item.said("category") for row in profile.licences)
    if item.kind is ItemKind.LANGUAGE:
        return any(_says_language(row, item) for row in profile.languages)
    return _has_job(profile, item) or _has_course(profile, item)


def _has_job(profile: Profile, item: Item) -> bool:
    if item.kind is ItemKind.EDUCATION:
        return False
    said = (item.said("start"), item.said("end"))
    return any(
        _same(row.title, item.said("title")) and (row.start or "", row.end or "") == said
        for row in profile.experiences
    )


def _has_course(profile: Profile, item: Item) -> bool:
    if item.kind is ItemKind.EXPERIENCE:
        return False
    return any(
        _same(row.title, item.said("title")) and str(row.year or "") == item.said("end")[:4]
        for row in profile.qualifications
    )


def _says_language(row: profiles.LanguageSkill, item: Item) -> bool:
    names = ("language", "level", *DIMENSIONS, "certificate")
    return all((getattr(row, name) or "") == item.said(name) for name in names if item.said(name))


def _same(one: str, other: str) -> bool:
    return fold(one).split() == fold(other).split()


def _checked(items: Sequence[Item], language: str | None) -> dict[str, list[Part]]:
    """Drafts by the keys of their items. Raises ItemsBroken with all that is wrong."""
    drafts: dict[str, list[Part]] = {}
    broken: dict[str, RuleBroken] = {}
    for item in items:
        try:
            drafts[item.key] = [checking.row(part) for part in _parts(item, language)]
        except RuleBroken as rule:
            broken[_at(item, rule)] = rule
    if broken:
        raise ItemsBroken(broken)
    return drafts


def _at(item: Item, rule: RuleBroken) -> str:
    return f"{item.key}.{OUR_NAMES.get(rule.field, rule.field)}"


# --- what an item means ---------------------------------------------------------------------------------


def _parts(item: Item, language: str | None) -> list[Part]:
    words = item.said("words")
    if item.kind is ItemKind.SUMMARY:
        return [TextDraft(TextKind.SUMMARY, words, language)]
    if item.kind is ItemKind.TEXT:
        return [TextDraft(TextKind.CV, words, language)]
    if item.kind is ItemKind.DRIVING:
        return [LicenceDraft(LicenceKind.DRIVING, category=item.said("category"))]
    if item.kind is ItemKind.LANGUAGE:
        return [_language(item)]
    if item.kind is ItemKind.EXPERIENCE:
        return [_job(item, language)]
    if item.kind is ItemKind.EDUCATION:
        told = [TextDraft(TextKind.EDUCATION, words, language)] if words.strip() else []
        return [_course(item), *told]
    raise RuleBroken("is", "empty")  # work or study: only the person knows


def _job(item: Item, language: str | None) -> ExperienceDraft:
    return ExperienceDraft(
        title=item.said("title"),
        employer=item.said("organisation") or None,
        country=item.said("country") or None,
        start=item.said("start") or None,
        end=item.said("end") or None,
        current=item.said("current") == "yes",
        words=item.said("words") or None,
        language=language,
    )


def _course(item: Item) -> QualificationDraft:
    return QualificationDraft(
        title=item.said("title"),
        country=item.said("country"),
        institution=item.said("organisation") or None,
        start_year=_year("start", item.said("start")),
        year=_year("end", item.said("end")),
    )


def _year(field: str, said: str) -> int | None:
    """Of "2019" or "2019-03"."""
    if not said.strip():
        return None
    found = checking.MONTH.fullmatch(said.strip())
    if found is None:
        raise RuleBroken(field, "not-a-month")
    return int(found[1])


def _language(item: Item) -> LanguageDraft:
    if not item.said("language"):
        raise RuleBroken("language", "empty")
    if item.said("level") not in set(LanguageLevel):
        raise RuleBroken("level", "empty")
    listening, reading, interaction, production, writing = (item.said(name) or None for name in DIMENSIONS)
    return LanguageDraft(
        item.said("language"),
        LanguageLevel(item.said("level")),
        listening=listening,
        reading=reading,
        spoken_interaction=interaction,
        spoken_production=production,
        writing=writing,
        certificate=item.said("certificate") or None,
    )


# --- how it is put into the profile ---------------------------------------------------------------------


def _put(db: Session, actor: Actor, profile: Profile, draft: Part) -> None:
    if isinstance(draft, TextDraft):
        _tell(db, actor, profile, draft)
    elif isinstance(draft, LanguageDraft):
        _speak(db, actor, profile, draft)
    else:
        profiles.add(db, actor, draft)


def _tell(db: Session, actor: Actor, profile: Profile, draft: TextDraft) -> None:
    """A summary is worded anew; other texts stand beside those that are there."""
    if draft.kind is TextKind.SUMMARY:
        profiles.summarise(db, actor, draft.text, draft.language)
        return
    if len(profile.texts) >= profiles.MOST_ROWS:
        raise RuleBroken("", "too-many-rows", highest=profiles.MOST_ROWS)
    wording.write(db, profile, draft, before=None)
    saving.settle(db, actor, profile)


def _speak(db: Session, actor: Actor, profile: Profile, draft: LanguageDraft) -> None:
    """A language that is there already says what is new; what the file does not say of it stays."""
    there = next((row for row in profile.languages if row.language == draft.language), None)
    if there is None:
        profiles.add(db, actor, draft)
        return
    kept = {name: getattr(draft, name) or getattr(there, name) for name in (*DIMENSIONS, "certificate")}
    profiles.change(db, actor, there, replace(draft, certificate_year=there.certificate_year, **kept))
