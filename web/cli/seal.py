"""`talent seal`: the key that seals documents and secrets, changed."""

from typing import TYPE_CHECKING

import typer

from web.cli import parts

if TYPE_CHECKING:
    from web.platform import Platform
    from web.resealing import Outcome

app = typer.Typer(no_args_is_help=True, help="What is kept sealed, and its key.")

DONE = (
    "Everything is sealed with the newest key. The former ones can go from TALENT_SECRET_KEY (start the server again "
    "then); only links of before that stop mails, and backups of before, still need them."
)


@app.callback()
def seal() -> None:
    """Makes `rotate` a word of its own, for typer takes a single command for the whole."""


@app.command()
def rotate() -> None:
    """Seal everything with the newest key, so that the former ones can be thrown away. Safe to stop and run again.

    First set TALENT_SECRET_KEY to the new key, a comma, and the former one, and start every server again.
    """
    from web.cli.database import require_current

    require_current()
    with parts.platform() as platform:
        outcomes = _outcomes(platform)
    for each in outcomes:
        typer.echo(
            f"{each.name}: {each.rows} looked at, {each.renewed} sealed anew, {len(each.lost)} cannot be opened"
        )
    for each in outcomes:
        for key in each.lost:
            typer.echo(f"no key opens {each.name}: {key}", err=True)
    if any(each.lost for each in outcomes):
        parts.stop("Keep every former key, set the ones that are missing, and run this again.")
    typer.echo(DONE)


def _outcomes(platform: "Platform") -> "list[Outcome]":
    from web import resealing
    from web.secret_key import NoKey

    try:
        return resealing.rotate(platform, lambda name, rows: parts.say(f"  {name}: {rows:,}"))
    except NoKey as missing:
        parts.stop(str(missing))
