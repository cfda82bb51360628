"""Route queries with the answers that were reviewed (golden.csv); how to renew them: docs/recognition-rules.md."""

import csv
from datetime import date
from pathlib import Path

import pytest

ROWS = list(csv.DictReader((Path(__file__).parent / "golden.csv").read_text("utf-8").splitlines()))
ASKED = ("region", "status", "recognised_in")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _name(row: dict[str, str]) -> str:
    asked = list(row.values())[:9]
    return " ".join(value.rsplit("/", 1)[-1] for value in asked if value)


def test_there_are_enough_queries():
    assert len(ROWS) >= 60
    assert {row["destination"] for row in ROWS} >= {"DE", "FR", "NL", "PL"}
    assert len({_name(row) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_query(row, asking):
    answer = asking(
        row["profession"],
        row["destination"],
        row["qualification_country"],
        _day(row["on"]),
        **{key: row[key] or None for key in ASKED},
        practice_years=int(row["practice_years"]) if row["practice_years"] else None,
        as_recorded=_day(row["as_recorded"]),
    )
    assert {
        "needed": answer.needed,
        "reason": answer.reason.code,
        "lane": answer.lane,
        "authority": answer.authority.id if answer.authority else "",
        "steps": " ".join(step.id for step in answer.steps),
        "verification": answer.verification,
    } == {key: row[key] for key in ("needed", "reason", "lane", "authority", "steps", "verification")}


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_every_step_has_a_citation(row, asking):
    answer = asking(
        row["profession"], row["destination"], row["qualification_country"], region=row["region"] or None
    )
    assert answer.steps
    for step in answer.steps:
        assert step.legal_basis
        assert step.source == step.legal_basis[0].url or step.kind == "ask-authority"
