"""Commands: the catalogues of translations."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Translations of the pages.")


@app.command()
def extract(
    add: Annotated[
        str | None, typer.Option(help="Also begin a catalogue for this language, e.g. de.")
    ] = None,
) -> None:
    """Write new texts into every catalogue, and take out those no longer used."""
    from web import messages

    if add:
        messages.start(add)
    for path in messages.catalogue_paths():
        messages.update(path)
    check()


@app.command()
def check() -> None:
    """Say what is missing, no longer used or wrong in the catalogues; fails if anything is."""
    from web import messages

    found = messages.faults()
    for fault in found:
        typer.echo(str(fault))
    if found:
        typer.echo(f"{len(found)} texts need a translator: web/locale/<language>/messages.po", err=True)
        raise typer.Exit(1)
