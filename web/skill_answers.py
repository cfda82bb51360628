"""What a form of skills says: an answer to each concept, checked against the taxonomy, as decisions to be kept."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData

from talent.errors import RuleBroken
from talent.skill_claims import ClaimKind, ClaimStatus, Decision
from web import concepts

if TYPE_CHECKING:
    from esco_data import Taxonomy

ANSWER: Final = "answer:"
QUOTE: Final = "quote:"
"""Beginnings of the names of fields; the concept's URI follows."""

_STATUS: Final[Mapping[str, ClaimStatus | None]] = {
    "yes": ClaimStatus.CONFIRMED,
    "no": ClaimStatus.REJECTED,
    "open": None,
}


async def _fields(request: Request) -> AsyncIterator[FormData]:
    """Read here, in the loop: the route itself runs in a thread."""
    async with request.form() as form:  # files that nobody asked for are closed
        yield form


Fields = Annotated[FormData, Depends(_fields)]


def decisions(form: FormData, taxonomy: "Taxonomy") -> list[Decision]:
    """One for each answer; a row without one says nothing. Raises RuleBroken for a concept that cannot be chosen."""
    return [
        decision(taxonomy, uri, _STATUS[answer], quote=_text(form, QUOTE + uri))
        for uri, answer in _answers(form)
    ]


def _answers(form: FormData) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        if name.startswith(ANSWER) and isinstance(value, str) and value in _STATUS:
            yield name.removeprefix(ANSWER), value


def _text(form: FormData, name: str) -> str | None:
    """With line ends as profiles have them: browsers end the lines of a form with CR and LF."""
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else None


def decision(
    taxonomy: "Taxonomy", uri: str, status: ClaimStatus | None, *, quote: str | None = None
) -> Decision:
    """Raises RuleBroken for what is no skill or occupation of the taxonomy, or no longer one."""
    if not concepts.is_choosable(taxonomy, uri):
        raise RuleBroken("concept", "unknown-concept")
    kind = ClaimKind(concepts.kind_of(taxonomy, uri) or "")
    return Decision(uri, kind, taxonomy.label(uri), status, quote)
