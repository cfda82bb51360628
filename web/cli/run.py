"""`talent run`: everything from an empty folder to a page that answers; `talent serve`: the server alone."""

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from web.cli import parts
from web.settings import Settings, settings

if TYPE_CHECKING:
    from web.prepare import Made

TALENT = (sys.executable, "-m", "web.cli")


def register(parent: typer.Typer) -> None:
    parent.command()(prepare)
    parent.command()(serve)
    parent.command()(run)


def prepare(
    announce: Annotated[bool, typer.Option(help="Say at the end what will answer where.")] = False,
) -> None:
    """Make what is missing: front-end files, taxonomy, model, index, database, demonstration data."""
    from web import prepare

    chosen = settings()
    prepare.frontend(chosen, parts.say)
    made = prepare.matching(chosen, parts.say)
    prepare.records(chosen, parts.say)
    if announce:
        _announce(chosen, made)


def serve() -> None:
    """Serve what is prepared."""
    import uvicorn

    from web.app import create_app

    chosen = settings()
    _require_key(chosen)
    _require_free(chosen)
    uvicorn.run(
        create_app(chosen),
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        access_log=False,  # ours (web.security) leaves out what people search for
        server_header=False,
    )


def run() -> NoReturn:
    """Prepare, go on with further languages in the background, and serve.

    Preparing is a process of its own, so that what it needs of memory is not the server's.
    """
    _require_key(settings())
    _require_free(settings())
    prepared = subprocess.run([*TALENT, "prepare", "--announce"], check=False)  # noqa: S603  # our own program
    if prepared.returncode:
        raise typer.Exit(prepared.returncode)
    _go_on_in_background()
    os.execv(sys.executable, [*TALENT, "serve"])  # noqa: S606  # our own program


def _go_on_in_background() -> None:
    """Builds the rest of the index politely, in a process that ends with the server."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for it
    subprocess.Popen([*TALENT, "index", "build", "--quiet"], preexec_fn=_politely)  # noqa: S603


def _politely() -> None:
    """The pages come first; and no work for a server that has gone (Linux: told by the kernel, even of a kill -9)."""
    import ctypes

    os.nice(15)
    if sys.platform == "linux":
        parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


def _require_key(chosen: Settings) -> None:
    """Stops early where nothing could be sealed, before minutes of preparing."""
    from web import secret_key

    try:
        secret_key.seal(chosen)
    except secret_key.NoKey as missing:
        parts.stop(str(missing))


def _require_free(chosen: Settings) -> None:
    """Stops early where the port is taken, before minutes of preparing."""
    with socket.socket(socket.AF_INET6 if ":" in chosen.host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((chosen.host, chosen.port))
        except OSError as error:
            parts.stop(
                f"Cannot listen on {chosen.host}:{chosen.port} ({error.strerror}). Is the platform running already? "
                "Stop it, or choose another port with TALENT_PORT."
            )


def _announce(chosen: Settings, made: "Made") -> None:
    from matching.index import Manifest
    from talent.demonstration import seed

    info = made.taxonomy.info
    progress = Manifest.read(made.folder).progress
    follows = "" if progress.complete else "; the rest follows in the background (see /status)"
    lines = [
        "",
        f"{chosen.site_name} answers at http://{chosen.host}:{chosen.port}",
        f"  taxonomy: {info.name}, {len(info.languages)} languages ({', '.join(info.languages)}), from {info.source}",
        f"  model:    {made.encoder.name}, {made.encoder.dimensions} dimensions, revision {made.encoder.revision}",
        f"  index:    {progress.done:,} of {progress.total:,} texts of concepts{follows}",
    ]
    if chosen.demonstration and chosen.environment != "production":
        lines.append(f"  demonstration sign-ins (invented people), password {seed.PASSWORD}:")
        lines += [f"    {role:13} {email}" for role, email in seed.sign_ins()]
    parts.say("\n".join([*lines, "  stop with Ctrl+C", ""]))
