"""Commands: the recognition route of a job, and the check of the rule packs."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from talent.recognition import Query, Route, RuleBook
    from talent.recognition.answer import StepView

app = typer.Typer(no_args_is_help=True, help="The rule packs of recognition.")


def register(parent: typer.Typer) -> None:
    """Adds `route` and `recognition` to `parent`."""
    parent.command("route")(route_command)
    parent.add_typer(app, name="recognition")


def route_command(
    profession: Annotated[str, typer.Option(help="ESCO address, ISCO-08 code (isco:2221) or name.")],
    destination: Annotated[str, typer.Option(help="Country of the job, such as DE.")],
    qualification_country: Annotated[str, typer.Option(help="Country of the qualification, such as TN.")],
    region: Annotated[str | None, typer.Option(help="Region of the job: BY or DE-BY.")] = None,
    status: Annotated[str | None, typer.Option(help="Residence status; unset: living abroad.")] = None,
    recognised_in: Annotated[
        str | None, typer.Option(help="EU or EEA state of an earlier recognition.")
    ] = None,
    practice_years: Annotated[int | None, typer.Option(help="Full years of practice in that state.")] = None,
    on: Annotated[str | None, typer.Option(help="The answer as of this day (YYYY-MM-DD).")] = None,
    as_recorded: Annotated[str | None, typer.Option(help="What the packs said on this day.")] = None,
    lang: Annotated[str, typer.Option(help="Language of names.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Says whether a qualification has to be recognised for a job, by whom and in which steps."""
    from talent.recognition import QueryError, ask, find_occupation, route
    from talent.recognition.asking import read_date

    book = _book()
    try:
        occupation = find_occupation(book, profession, language=lang, taxonomy=_taxonomy())
        query = ask(
            book,
            occupation,
            destination=destination,
            qualification_country=qualification_country,
            on=read_date("on", on) if on else datetime.now(UTC).date(),
            region=region,
            status=status,
            recognised_in=recognised_in,
            practice_years=practice_years,
            as_recorded=read_date("as-recorded", as_recorded) if as_recorded else None,
        )
    except QueryError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if occupation.label and occupation.label.casefold() != profession.strip().casefold():
        typer.echo(f'"{profession}" was understood as: {occupation.label}', err=True)
    answer = _named(book, route(book, query), query, lang)
    typer.echo(answer.model_dump_json(indent=2) if as_json else _text(answer))


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Checks all rule packs and lists what they cover."""
    coverage = _coverage(_book())
    typer.echo(json.dumps(coverage, indent=2, default=str) if as_json else _coverage_text(coverage))


def _book() -> "RuleBook":
    """The packs; where they have faults, says all of them and ends."""
    from talent.recognition import PackError, RuleBook

    try:
        return RuleBook.load()
    except PackError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _taxonomy() -> "Taxonomy | None":
    """The imported taxonomy, or None: the packs' own names are found without it."""
    from web.settings import settings

    path = settings().taxonomy_path
    if not path.exists():
        return None
    from esco_data import EscoError, Taxonomy

    try:
        return Taxonomy.open(path)
    except EscoError as error:
        typer.echo(f"Only the rule packs' own names are searched: {error}", err=True)
        return None


def _named(book: "RuleBook", answer: "Route", query: "Query", language: str) -> "Route":
    """The route with the profession's name in the reader's language."""
    matched = book.match(query.uri, query.isco)
    if matched is None or answer.profession is None:
        return answer
    named = answer.profession.model_copy(update={"name": matched.profession.name(language)})
    return answer.model_copy(update={"profession": named})


def _text(answer: "Route") -> str:
    asked = answer.asked
    place = asked.region or asked.destination
    lines = [
        f"{asked.profession or asked.isco} in {place}, qualification from {asked.qualification_country}",
        f"Recognition needed: {answer.needed} ({answer.reason.code})",
        answer.reason.text,
        f"Authority: {_authority(answer)}",
        f"As of {asked.on}; last checked {answer.checked_on or 'never'}; {answer.verification}",
        "",
        *(line for number, step in enumerate(answer.steps, 1) for line in _step(number, step)),
        "",
        *(f"Legal basis: {each.title}, {each.url}" for each in answer.legal_basis),
        *(f"Note: {each.text}{_tag(each.verified)}" for each in answer.notices),
        *(f"Would change the answer: {each.text}" for each in answer.would_change),
    ]
    return "\n".join(lines)


def _authority(answer: "Route") -> str:
    if answer.needed == "no":
        return "none"
    if answer.authority:
        found = answer.authority
        return f"{found.name} ({found.native_name}), {found.url}{_tag(found.verified)}"
    place = answer.finder or answer.contact
    by_region = any(change.code == "region-missing" for change in answer.would_change)
    why = "depends on the region" if by_region else "not known by name"
    return f"{why}; ask {place.name}, {place.url}"


def _step(number: int, step: "StepView") -> list[str]:
    beside = ", beside the step before" if step.parallel else ""
    facts = [
        *(["authority: " + step.authority.name] if step.authority else []),
        *(
            [f"language: {step.language.language} {step.language.level or ''}".rstrip()]
            if step.language
            else []
        ),
        *([f"fee: {step.fee.minimum:g} to {step.fee.maximum:g} {step.fee.currency}"] if step.fee else []),
        *([f"limit: {step.time_limit.text}"] if step.time_limit else []),
        *([f"usually: {step.typical_time.text}"] if step.typical_time else []),
        *(["documents: " + "; ".join(step.documents)] if step.documents else []),
        f"source: {step.source}, checked {step.checked_on}",
    ]
    head = f"{number}. {step.title}{beside}{_tag(step.verified)}"
    return [head, f"   {step.text}", *(f"   {fact}" for fact in facts)]


def _tag(verified: bool) -> str:
    return "" if verified else " [not verified]"


def _coverage(book: "RuleBook") -> dict[str, Any]:
    """What the packs cover: per country the professions with their answers, and how many facts were verified."""
    from talent.recognition.checks import facts_of

    countries = {
        code: {
            "regions": len(pack.regions),
            "authorities": len(pack.authority),
            "professions": {
                each.id: sorted({str(need.needed) for need in pack.need if each.id in need.professions})
                for each in book.professions
            },
            "facts": sum(1 for _ in facts_of(pack)),
            "verified": sum(fact.verified for _, fact in facts_of(pack)),
            "oldest_check": min(fact.checked_on for _, fact in facts_of(pack)),
        }
        for code, pack in book.packs.items()
    }
    return {"professions": len(book.professions), "countries": countries}


def _coverage_text(coverage: dict[str, Any]) -> str:
    lines = [
        f"{coverage['professions']} professions, {len(coverage['countries'])} countries; no fault found."
    ]
    for code, found in coverage["countries"].items():
        lines.append(
            f"{code}: {found['verified']} of {found['facts']} facts verified, {found['authorities']} authorities, "
            f"{found['regions']} regions, oldest check {found['oldest_check']}"
        )
        for profession, answers in found["professions"].items():
            lines.append(f"  {profession}: {' or '.join(answers) or 'no rule (unknown)'}")
    return "\n".join(lines)
