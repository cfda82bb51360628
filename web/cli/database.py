"""Commands for what is in the database: its structure, the demonstration data, the vacancies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from web.cli.retention import retention
from web.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from talent.demonstration.seed import SeedReport
    from talent.vacancies import Vacancy

app = typer.Typer(no_args_is_help=True, help="The structure of the database.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def register(parent: typer.Typer) -> None:
    """Adds this module's top-level commands to `parent`."""
    parent.command()(seed)
    parent.command()(vacancies)


app.command()(retention)


@app.command()
def upgrade() -> None:
    """Create the database, or bring it to what this release needs. Safe to run again and at the same time."""
    from web import migrations

    changed = migrations.upgrade(settings().database)
    typer.echo("The database is now up to date." if changed else "The database was up to date already.")


@app.command()
def current() -> None:
    """Print the revision that the database has, and the one that this release needs."""
    from web import migrations

    has, needs = migrations.current(settings().database), migrations.head()
    typer.echo(f"has {has or 'nothing'}, needs {needs}")


@app.command()
def check() -> None:
    """Compare the database with what the code expects; exit status 1 if they differ."""
    from web import migrations

    require_current()
    if differences := migrations.differences(settings().database):
        _fail("The database differs from what the code expects:\n" + "\n".join(differences))
    typer.echo("The database is as the code expects.")


@app.command()
def revision(message: str) -> None:
    """Write a new migration from the difference between models and database, to be read and corrected."""
    from web import migrations

    typer.echo(migrations.write(settings().database, message))


def seed(
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take all invented data out again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put invented people, organisations and vacancies into the database, marked as invented."""
    from talent.demonstration import seed as demonstration
    from talent.demonstration.data import SeedError

    with _database() as db:
        try:
            report = demonstration.remove(db) if remove else demonstration.load(db, production=_production())
        except SeedError as error:
            db.rollback()
            _fail(str(error))
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    elif isinstance(report, demonstration.SeedReport):
        _tell_loaded(report)
    else:
        typer.echo(f"Removed {report.candidates} invented candidates and {report.vacancies} vacancies.")


def vacancies(*, as_json: AsJson = False) -> None:
    """List the vacancies with the ids that `talent match` takes."""
    from talent import vacancies as records
    from talent.actors import OPERATOR
    from talent.vacancies import Vacancy

    with _database(writing=False) as db:
        listed = records.visible_to(OPERATOR).order_by(Vacancy.country, Vacancy.title)
        found = [_line(each) for each in db.scalars(listed)]
    if as_json:
        typer.echo(json.dumps({"vacancies": found}, ensure_ascii=False))
        return
    for each in found:
        invented = " (invented)" if each["is_demonstration"] else ""
        typer.echo(f"{each['id']}  {each['country']}  {each['title']}, {each['organisation']}{invented}")


def _line(vacancy: "Vacancy") -> dict[str, object]:
    return {
        "id": vacancy.id,
        "code": vacancy.code,
        "title": vacancy.title,
        "organisation": vacancy.organisation.name,
        "country": vacancy.country,
        "language": vacancy.language,
        "status": vacancy.status,
        "is_demonstration": vacancy.is_demonstration,
    }


def _tell_loaded(report: "SeedReport") -> None:
    from talent.demonstration.seed import PASSWORD

    typer.echo(
        f"{report.candidates} invented candidates and {report.vacancies} invented vacancies are loaded "
        f"({report.changed} changed, {report.removed} removed)."
    )
    if report.sign_ins:
        typer.echo(f"Sign in with the password {PASSWORD} as:")
    for email in report.sign_ins:
        typer.echo(f"  {email}")


def _production() -> bool:
    return settings().environment == "production"


@contextmanager
def _database(*, writing: bool = True) -> "Iterator[Session]":
    from talent.db import open_database

    require_current()
    database = open_database(settings().database)
    try:
        with database.transaction(writing=writing) as db:
            yield db
    finally:
        database.close()


def require_current() -> None:
    from web import migrations

    if migrations.current(settings().database) != migrations.head():
        _fail(
            "The database is not what this release needs. Run `talent db upgrade`, then this command again."
        )


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
