"""`talent db retention`: what is due for candidates who have been away for long, shown or done."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from web.settings import settings

if TYPE_CHECKING:
    from talent.retention import Outcome

SAID = {
    "remind": "reminded after {months} months",
    "hide": "hidden after {months} months",
    "warn": "warned of erasure after {months} months",
    "erase": "erased after {months} months",
}


def retention(
    *,
    run: Annotated[
        bool, typer.Option("--run/--dry-run", help="Do it, or only say what would be done.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Remind, hide, warn and erase candidates who have been away for long, as the server does once a day."""
    outcomes = _outcomes(run)
    if as_json:
        typer.echo(json.dumps({"done": run, "accounts": [_as_json(each) for each in outcomes]}))
        return
    for each in outcomes:
        typer.echo(f"{each.account_id}  " + ", ".join(_said(each)))
    typer.echo(f"{len(outcomes)} accounts. " + ("Done." if run else "Nothing was changed; --run does it."))


def _outcomes(run: bool) -> "Sequence[Outcome]":
    from talent import db as records
    from web import retention as pass_
    from web.cli.database import require_current
    from web.platform import Platform

    require_current()
    platform = Platform.of(settings())
    try:
        now = records.now()
        if not run:
            return pass_.planned(platform, now=now)
        done = pass_.take_steps(platform, now=now)
        if any(outcome.erased for outcome in done):
            platform.database.scrub()  # perhaps no server runs that would do it
        return done
    finally:
        platform.close()


def _as_json(outcome: "Outcome") -> dict[str, object]:
    stages = [{"step": stage.kind, "months": stage.months} for stage in outcome.stages]
    return {"account": outcome.account_id, "steps": stages}


def _said(outcome: "Outcome") -> list[str]:
    return [SAID[stage.kind].format(months=stage.months) for stage in outcome.stages]
