"""`talent run`: everything from an empty folder to a page that answers; `talent serve`: the server alone."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import typer

from web.cli import parts
from web.settings import Settings, settings

if TYPE_CHECKING:
    from web.prepare import Made


def register(parent: typer.Typer) -> None:
    parent.command()(prepare)
    parent.command()(serve)
    parent.command()(run)


def prepare() -> None:
    """Make what is missing: front-end files, taxonomy, model, index, database, demonstration data."""
    _prepare(settings())


def run() -> None:
    """Prepare, go on with further languages in the background, and serve."""
    chosen = settings()
    made = _prepare(chosen)
    _announce(chosen, made)
    worker = _go_on_in_background()
    try:
        _serve(chosen)
    finally:
        worker.terminate()
        worker.wait()


def serve() -> None:
    """Serve what is prepared."""
    _serve(settings())


def _prepare(chosen: Settings) -> "Made":
    from web import prepare

    prepare.frontend(chosen, parts.say)
    made = prepare.matching(chosen, parts.say)
    prepare.records(chosen, parts.say)
    return made


def _go_on_in_background() -> "subprocess.Popen[bytes]":
    """Builds the rest of the index in a process of its own, politely: the pages come first."""
    command = [sys.executable, "-m", "web.cli", "index", "build", "--quiet"]
    return subprocess.Popen(command, preexec_fn=_polite)  # noqa: S603  # own program; no threads yet


def _polite() -> None:
    os.nice(15)


def _announce(chosen: Settings, made: "Made") -> None:
    from matching.index import Manifest
    from talent.demonstration import seed

    info = made.taxonomy.info
    progress = Manifest.read(made.folder).progress
    lines = [
        "",
        f"{chosen.site_name} answers at http://{chosen.host}:{chosen.port}",
        f"  taxonomy: {info.name}, {len(info.languages)} languages ({', '.join(info.languages)}), from {info.source}",
        f"  model:    {made.encoder.name}, {made.encoder.dimensions} dimensions, revision {made.encoder.revision}",
        f"  index:    {progress.done:,} of {progress.total:,} texts of concepts"
        + ("" if progress.complete else "; the rest follows in the background (see /status)"),
    ]
    if chosen.demonstration:
        lines.append("  demonstration sign-ins (invented people; anyone may use them):")
        lines += [f"    {role}: {email}  password: {seed.PASSWORD}" for role, email in seed.sign_ins()]
    parts.say("\n".join([*lines, "  stop with Ctrl+C", ""]))


def _serve(chosen: Settings) -> None:
    import uvicorn

    from web.app import create_app

    uvicorn.run(
        create_app(chosen),
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        access_log=False,  # ours (web.security) leaves out what people search for
        server_header=False,
    )
