"""`talent index`: concept vectors, and the profiles that are read with them."""

from typing import Annotated

import typer

from web.cli import parts

app = typer.Typer(no_args_is_help=True, help="Vectors of ESCO concepts, and the readings of profiles.")


@app.command()
def build(
    first: Annotated[
        bool, typer.Option("--first", help="Only the first stage: preferred labels in English.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Report to the status page alone.")] = False,
) -> None:
    """Builds the concept index, stage by stage; goes on where an earlier call was stopped."""
    from matching import indexing
    from web import prepare
    from web.settings import settings

    made = prepare.matching(settings(), parts.say)
    report = prepare.index_reporter(settings(), made, None if quiet else parts.say)
    manifest = indexing.build(made.folder, made.taxonomy, made.encoder, report, only_first=first)
    if not quiet:
        typer.echo(f"{manifest.progress.done:,} vectors; stages: {', '.join(manifest.progress.stages)}")


@app.command()
def refresh() -> None:
    """Reads the profiles whose reading is missing or out of date."""
    matcher = parts.matcher()
    with parts.platform() as platform:
        typer.echo(f"{parts.read_all_profiles(platform, matcher.mapper)} profiles read.")
