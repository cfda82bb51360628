"""`talent bench recommend` on invented people and vacancies, with the stand-in for the model."""

from pathlib import Path

from tests.web.cli.test_bench import Run, document, people, prepared, talent
from web.benchmarks import recommending

__all__ = ["people", "prepared", "talent"]


def test_recommending_is_timed_and_says_what_retrieval_loses(talent: Run, people: Path) -> None:
    ran = talent("recommend", "--vacancies", "8", "--data", str(people), "--json")
    found = document(ran)
    assert (found["vacancies"], found["candidates"]) == (8, 4)
    assert found["recall"] == 1.0  # fewer than are ranked
    assert found["recommending"]["number"] == 4
    assert 0 < found["recommending"]["p50"] <= found["recommending"]["slowest"]
    assert found["first_ms"] > 0


def test_the_table_says_what_was_measured(talent: Run, people: Path) -> None:
    ran = talent("recommend", "--vacancies", "3", "--data", str(people))
    assert ran.exit_code == 0
    assert f"retrieving {recommending.RANKED} of 3, ranking those" in ran.stdout
    assert "of the first 20 of all, found" in ran.stdout
