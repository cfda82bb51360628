"""Commands: fetch the front-end files; keep the translations in step with the texts in the code."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Adds this module's top-level commands to `parent`."""
    parent.command("frontend")(fetch)


def fetch(
    tests: Annotated[bool, typer.Option(help="Also fetch axe-core, which the browser tests use.")] = False,
) -> None:
    """Fetch style sheets, scripts and icons from the npm registry, checked against recorded digests."""
    from web import frontend
    from web.settings import settings

    folder = settings().frontend_path
    try:
        fetched = frontend.ensure(folder, say=_note)
        if tests:
            fetched = (
                frontend.ensure(folder.with_name("frontend-tests"), frontend.TESTS, say=_note) or fetched
            )
    except frontend.FrontendError as error:
        _note(str(error))
        raise typer.Exit(1) from error
    _note(f"front-end files in {folder}" + ("" if fetched else ": nothing to do"))


def _note(text: str) -> None:
    typer.echo(text, err=True)
