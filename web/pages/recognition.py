"""The recognition route of a job: a question in the address; whether, by whom and how a qualification is recognised."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi import Query as Parameters
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from esco_data import Taxonomy
from talent.countries import EEA, country_codes
from talent.recognition import (
    ChangeCode,
    Needed,
    Occupation,
    Query,
    QueryError,
    Route,
    RouteSummary,
    RuleBook,
    Status,
    ask,
    find_occupation,
    route,
    summary,
)
from talent.recognition.answer import Change
from talent.recognition.asking import read_date
from talent.recognition.texts import REASONS as FIXED_REASONS
from web import i18n, recognition_words
from web.concepts import Name, name_of
from web.deps import Public, platform
from web.i18n import gettext as _
from web.platform import NotReady
from web.templating import render
from web.views import choices

router = APIRouter()

Links = list[tuple[str, str]]
"""Addresses with what the reader sees."""


class Question(BaseModel):
    """What the address asks, as typed. None: the address doesn't say; "": it was left empty in the form."""

    profession: str | None = Field(None, max_length=300)
    destination: str | None = Field(None, max_length=100)
    region: str | None = Field(None, max_length=100)
    qualification_country: str | None = Field(None, max_length=100)
    status: str | None = Field(None, max_length=100)
    recognised_in: str | None = Field(None, max_length=100)
    practice_years: str | None = Field(None, max_length=20)
    on: str | None = Field(None, max_length=20)

    @property
    def given(self) -> dict[str, str]:
        """What is not empty, by the name of the field."""
        return {name: value.strip() for name, value in self.model_dump().items() if value and value.strip()}

    @property
    def is_asked(self) -> bool:
        """Whether the form was sent; a link from another page may have filled in some of it."""
        return None not in (self.profession, self.destination, self.qualification_country)


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An input that could change the answer, with links that put it in."""

    change: Change
    links: Links


@dataclass(frozen=True, slots=True)
class Answer:
    """A route with what the page says beside it. `understood` is set where the profession is not what was typed."""

    route: Route
    summary: RouteSummary
    profession: Name
    understood: bool
    region: str | None
    own_reason: bool
    changes: list[AnswerChange]
    address: str


@router.get("/recognition", dependencies=[Public])
def recognition(request: Request, question: Annotated[Question, Parameters()]) -> HTMLResponse:
    if not question.is_asked:
        return _page(request, question)
    if missing := _missing(question):
        return _page(request, question, errors=missing, status=422)
    rules = platform(request).rules
    try:
        query = _read(rules, _taxonomy(request), question)
    except QueryError as error:
        return _refused(request, question, error)
    return _page(request, question, answer=_answer(request, rules, question, query))


def _missing(question: Question) -> dict[str, str]:
    needed = {
        "profession": _("Enter the profession"),
        "destination": _("Choose the country of the job"),
        "qualification_country": _("Choose the country of the qualification"),
    }
    return {field: message for field, message in needed.items() if field not in question.given}


def _read(rules: RuleBook, taxonomy: Taxonomy | None, question: Question) -> Query:
    """The question in normal form. Raises QueryError."""
    given = question.given
    occupation = find_occupation(
        rules, given["profession"], language=i18n.current().language, taxonomy=taxonomy
    )
    return ask(
        rules,
        occupation,
        destination=given["destination"],
        qualification_country=given["qualification_country"],
        on=read_date("on", given["on"]) if "on" in given else datetime.now(UTC).date(),
        region=_region_there(given),
        status=given.get("status"),
        recognised_in=given.get("recognised_in"),
        practice_years=_years(given.get("practice_years")),
    )


def _region_there(given: dict[str, str]) -> str | None:
    """The region, unless its code is of another country: who changes the country has not chosen a region in it yet."""
    country, dash, _rest = given.get("region", "").partition("-")
    elsewhere = (
        dash and country.upper() in country_codes() and country.upper() != given["destination"].upper()
    )
    return None if elsewhere else given.get("region")


def _years(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise QueryError("practice-years", f'"{text}" is no number of years.') from None


def _refused(request: Request, question: Question, error: QueryError) -> HTMLResponse:
    """What is wrong, at its field, and links that put in what was perhaps meant."""
    field = error.field.replace("-", "_")
    message = _(recognition_words.WRONG_INPUT[error.field], value=question.given.get(field, ""))
    links = [
        (_address(question, {field: _value(field, text)}), _suggested(field, text))
        for text in error.suggestions
    ]
    return _page(request, question, errors={field: message}, suggestions=links, status=422)


def _value(field: str, suggestion: str) -> str:
    """Suggestions of countries and regions read "DE (Germany)"."""
    return suggestion if field == "profession" else suggestion.partition(" ")[0]


def _suggested(field: str, suggestion: str) -> str:
    code = _value(field, suggestion)
    if field == "status":
        return _(recognition_words.STATUSES[Status(code)])
    known_country = field != "profession" and code in country_codes()
    return i18n.current().country(code) if known_country else suggestion


def _address(question: Question, changes: dict[str, str]) -> str:
    return "/recognition?" + urlencode(question.given | changes)


# --- the answer -------------------------------------------------------------------------------------------


def _answer(request: Request, rules: RuleBook, question: Question, query: Query) -> Answer:
    found = route(rules, query)
    name = _profession_name(rules, _taxonomy(request), query)
    exact = question.model_copy(update={"profession": _lasting_name(rules, query)})
    return Answer(
        route=found,
        summary=summary(found),
        profession=name,
        understood=name.text.casefold() != question.given["profession"].casefold(),
        region=_regions(rules, query.destination).get(query.region or ""),
        own_reason=found.reason.code not in FIXED_REASONS,
        changes=[
            AnswerChange(change, _change_links(rules, exact, query, change)) for change in found.would_change
        ],
        address=_address(exact, {}),
    )


def _profession_name(rules: RuleBook, taxonomy: Taxonomy | None, query: Query) -> Name:
    """What the profession was understood as, in the reader's words where there are some."""
    language = i18n.current().language
    if query.uri and taxonomy and taxonomy.concept(query.uri):
        return name_of(taxonomy, query.uri, language)
    if profession := rules.profession_for(query.uri, query.isco):
        return Name(profession.name(language), language if language in profession.names else "en")
    return Name(query.label or query.uri or f"ISCO-08 {query.isco}", None)


def _lasting_name(rules: RuleBook, query: Query) -> str:
    """A name that means the same in every language and with every taxonomy."""
    profession = rules.profession_for(query.uri, query.isco)
    if profession and query.uri in profession.esco[:1]:
        return profession.id
    return query.uri or f"isco:{query.isco}"


def _change_links(rules: RuleBook, question: Question, query: Query, change: Change) -> Links:
    if change.code is ChangeCode.REGION:
        names = _regions(rules, query.destination)
        return [(_address(question, {"region": code}), names[code]) for code in change.choices]
    if change.code is ChangeCode.STATUS:
        others = [each for each in Status if each is not Status.THIRD_COUNTRY_ABROAD]
        return [
            (_address(question, {"status": each}), _(recognition_words.STATUSES[each])) for each in others
        ]
    return []


# --- the form ---------------------------------------------------------------------------------------------


def _page(
    request: Request,
    question: Question,
    *,
    answer: Answer | None = None,
    errors: dict[str, str] | None = None,
    suggestions: Links | None = None,
    status: int = 200,
) -> HTMLResponse:
    rules = platform(request).rules
    return render(
        request,
        "pages/recognition.html",
        status=status,
        values=_shown(rules, _taxonomy(request), question),
        errors=errors or {},
        suggestions=suggestions or [],
        answer=answer,
        words=recognition_words,
        Needed=Needed,
        **_choices(rules),
    )


def _shown(rules: RuleBook, taxonomy: Taxonomy | None, question: Question) -> dict[str, str]:
    """What stands in the fields: as typed, but an address of a profession as its name, where that leads back to it."""
    values = dict.fromkeys(Question.model_fields, "") | question.given
    if values["region"] and "-" not in values["region"]:  # an address may say BY; the select has DE-BY
        values["region"] = f"{values['destination']}-{values['region']}"
    if not values["profession"]:
        return values
    try:
        meant = find_occupation(
            rules, values["profession"], language=i18n.current().language, taxonomy=taxonomy
        )
        return values | {"profession": _field_text(rules, taxonomy, values["profession"], meant)}
    except QueryError:
        return values


def _field_text(rules: RuleBook, taxonomy: Taxonomy | None, typed: str, meant: Occupation) -> str:
    profession = rules.profession(typed)
    if profession:
        return profession.name(i18n.current().language)
    if not typed.startswith("http") or taxonomy is None or meant.uri is None:
        return typed
    language = i18n.current().language
    name = name_of(taxonomy, meant.uri, language).text
    again = find_occupation(rules, name, language=language, taxonomy=taxonomy)
    return name if again.uri == meant.uri else typed


def _choices(rules: RuleBook) -> dict[str, Any]:
    """What can be chosen in each field."""
    area = {*EEA, "CH"}
    return {
        "professions": sorted(each.name(i18n.current().language) for each in rules.professions),
        "destinations": {
            _("Countries with rules"): choices.countries(rules.packs),
            _("Other countries: the answer says whom to ask"): choices.countries(area - set(rules.packs)),
        },
        "regions": choices.regions(rules),
        "countries": choices.countries(country_codes()),
        "statuses": [(str(code), _(text)) for code, text in recognition_words.STATUSES.items()],
        "area": choices.countries(area),
    }


def _regions(rules: RuleBook, country: str) -> dict[str, str]:
    """Own names of a country's regions by ISO 3166-2 code."""
    pack = rules.packs.get(country)
    return dict(pack.regions) if pack else {}


def _taxonomy(request: Request) -> Taxonomy | None:
    """None before the first import: the packs' own names of professions are found without it."""
    try:
        return platform(request).taxonomy
    except NotReady:
        return None
