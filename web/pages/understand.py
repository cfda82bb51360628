"""What the platform understands of a text: its skills and occupations, in which of its words. Nothing is kept."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from talent.demonstration.data import PACKAGED
from talent.papers import Unreadable
from web import i18n, state, uploads
from web.deps import Public, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady
from web.templating import render
from web.views import levels
from web.views.understanding import HOW_SURE, Understanding, understanding

router = APIRouter()

SHOWN_FIRST = 12
"""Concepts of a group that are shown at once; the others open below them."""

HOW_FOUND: Final = {
    "exact": N_("same label"),
    "alternative": N_("other label"),
    "near": N_("near in meaning"),
}

WHY_LEFT_OUT: Final = {
    "personal": N_("Who somebody is: it must not count."),
    "hobbies": N_("Hobbies: they are no work experience."),
    "offer": N_("What an employer offers: it asks for nothing."),
    "employer": N_("What an employer says about itself: it asks for nothing."),
    "applying": N_("How to apply, and whom to ask: it asks for no skill."),
    "references": N_("References: they say nothing about skills."),
    "notice": N_("Notices, such as those on data protection: they are not about the work."),
    "courtesy": N_("Greetings and thanks: they are not about the work."),
    "place": N_("Addresses: where somebody lives must not count."),
    "times": N_("Opening and working hours: they ask for no skill."),
    "code": N_("Remains of the code of a web page: nobody wrote them as text."),
}
"""By the reason, a `matching.boilerplate.Why`."""


@dataclass(frozen=True, slots=True)
class Example:
    """An invented text of the demonstration data: its key there, and what it is."""

    key: str
    file: str
    language: str
    title: str


EXAMPLES: Final = (
    Example("fr-112", "candidates/fr-construction.toml", "fr", N_("CV of a solar energy technician")),
    Example("ar-009", "candidates/ar-care.toml", "ar", N_("CV of a doctor")),
    Example("bn-037", "candidates/bn-ict-hospitality-engineering.toml", "bn", N_("CV of a civil engineer")),
    Example(
        "en-201", "candidates/en-ict-hospitality-engineering.toml", "en", N_("CV of a software developer")
    ),
    Example("de-12", "vacancies/de.toml", "de", N_("Advertisement for an electrician")),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent."""

    text: str = ""
    language: str = ""
    file_notes: Sequence[str] | None = None
    """What is to be said of the file that the text comes from; None where it was typed."""


@router.get("/understand", dependencies=[Public])
def form(request: Request, example: str = "") -> HTMLResponse:
    """The empty form, or one of the invented examples as understood."""
    chosen = next((each for each in EXAMPLES if each.key == example), None)
    return _page(request) if chosen is None else _read(request, Typed(_example_text(chosen), chosen.language))


@router.post("/understand", dependencies=[Public])
def understand(
    request: Request,
    text: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    file: uploads.Upload = None,
) -> HTMLResponse:
    """A file takes the place of the text, and its language is found out anew."""
    typed = Typed(text.replace("\r\n", "\n"), language if language in _languages() else "")
    try:
        if paper := uploads.read(file, platform(request).settings):
            typed = Typed(paper.text, file_notes=uploads.notes(paper))
    except Unreadable as refused:
        return _page(request, typed, errors={"file": uploads.message(refused)}, status=422)
    if not typed.text.strip():
        return _page(
            request,
            typed,
            errors={"text": _("Paste a text first, or choose a file or an example")},
            status=422,
        )
    return _read(request, typed)


def _read(request: Request, typed: Typed) -> HTMLResponse:
    parts = platform(request)
    try:
        reading = parts.matcher.mapper.read(typed.text, language=typed.language or None)
        taxonomy = parts.taxonomy
    except NotReady:
        return _page(request, typed, ready=False, status=503)
    found = understanding(reading, taxonomy, i18n.current().language)
    return _page(request, replace(typed, language=reading.language), result=found)


def _page(
    request: Request,
    typed: Typed | None = None,
    *,
    result: Understanding | None = None,
    errors: dict[str, str] | None = None,
    ready: bool = True,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/understand.html",
        status=status,
        typed=typed or Typed(),
        result=result,
        direction=_direction(result.language) if result else "auto",
        errors=errors or {},
        under_way=[] if ready else state.read(platform(request)).under_way,
        ready=ready,
        examples=EXAMPLES,
        languages=_language_options(),
        how_found=HOW_FOUND,
        how_sure=HOW_SURE,
        isced=levels.EDUCATION,
        shown_first=SHOWN_FIRST,
        why_left_out=WHY_LEFT_OUT,
        uploads=uploads.offered(platform(request).settings),
    )


@cache
def _example_text(example: Example) -> str:
    """As the demonstration data has it; each of its files holds one list."""
    content: dict[str, list[dict[str, Any]]] = tomllib.loads((PACKAGED / example.file).read_text("utf-8"))
    (entries,) = content.values()
    return next(str(entry["text"]) for entry in entries if entry["key"] == example.key).strip()


def _languages() -> tuple[str, ...]:
    from matching.text import LANGUAGES

    return LANGUAGES


def _language_options() -> list[tuple[str, str]]:
    """By their names in the reader's language."""
    reader = i18n.current()
    options = [(code, reader.language_name(code)) for code in _languages()]
    return sorted(options, key=lambda option: option[1].casefold())


def _direction(language: str) -> str:
    """Which way a text in this language runs; left to its letters where the language is not known."""
    try:
        order = Locale.parse(language).character_order
    except (UnknownLocaleError, ValueError):
        return "auto"
    return "rtl" if order == "right-to-left" else "ltr"
