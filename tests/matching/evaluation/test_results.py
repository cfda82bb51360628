"""Results are kept and compared, with the base model and what is published beside them, and shown in three ways."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from matching.evaluation import document, results
from matching.evaluation.measures import Estimate
from matching.evaluation.results import Kept, Results
from matching.evaluation.sets import EvaluationSet, Family
from matching.evaluation.subject import Measured

CONDITIONS = {
    "date": "2026-11-22T10:00:00+00:00",
    "machine": {"cpus": 2, "processor": "invented", "memory_gib": 4.0},
    "taxonomy": "mini 0", "encoder": "stand-in-1", "stages": 3, "weights": "abc",
}  # fmt: skip
SET = EvaluationSet("melo-dev/deu_q_de_c_en", Family.LINKING, "de", "en", sampled=5000)
MEASURED = Measured(
    SET.name, SET.family, SET.languages, "MRR", Estimate(0.61, 0.55, 0.67, 40), 8.25, {"BM25": 0.2}
)
KEY = (SET.name, "de → en", "MRR", 40)


def run(value: float = 0.61, *, date: str = "2026-11-22T10:00:00+00:00", model: str = "default") -> Results:
    estimate = replace(MEASURED.estimate, value=value)
    rows = results.rows(SET, [replace(MEASURED, estimate=estimate)], {KEY: 0.5}, {KEY: 0.4})
    return Results(model, {**CONDITIONS, "date": date}, rows, {SET.name: ["one <note>"]})


def test_a_row_has_the_last_value_the_base_model_and_the_published() -> None:
    (row,) = run().rows
    assert row.last == 0.5
    assert row.difference == pytest.approx(0.11)
    assert row.baselines == {"BM25": 0.2, results.BASE: 0.4}
    assert row.published is not None
    assert row.published.value == 0.552


def test_what_is_kept_comes_back_and_the_newest_counts(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "evaluation")
    assert kept.values("default") == {}
    kept.keep(run(0.7, date="2026-11-22T12:00:00+00:00"))
    kept.keep(run(0.6, date="2026-11-22T11:00:00+00:00"))
    kept.keep(run(0.3, date="2026-11-22T13:00:00+00:00", model="base"))
    assert kept.values("default") == {KEY: 0.7}
    assert kept.values("base") == {KEY: 0.3}
    assert next(kept.all("default")) == run(0.7, date="2026-11-22T12:00:00+00:00")


def test_other_queries_are_not_compared() -> None:
    other = replace(MEASURED, estimate=replace(MEASURED.estimate, number=41))
    assert results.rows(SET, [other], {KEY: 0.5}, {KEY: 0.4})[0].last is None


@pytest.mark.parametrize(
    ("name", "family", "languages", "measure", "value"),
    [
        ("skill-extraction-test/techwolf_test_annotations", Family.SENTENCES, "en", "RP@5", 0.5869),
        ("skill-extraction-validation/tech_validation_annotations", Family.SENTENCES, "en", "RP@5", 0.6398),
        ("jobtitle-similarity-dev/es", Family.SIMILARITY, "es", "MAP", 0.527),
        ("my/own", Family.PEOPLE, "en", "MAP", 0.774),
    ],
)
def test_published_figures_are_found(
    name: str, family: Family, languages: str, measure: str, value: float
) -> None:
    found = results.published(
        replace(MEASURED, set=name, family=family, languages=languages, measure=measure)
    )
    assert found is not None
    assert found.value == value


def test_nothing_is_published_for_others() -> None:
    assert results.published(replace(MEASURED, set="my/own", measure="MRR")) is None


def test_the_page_has_the_table_the_notes_and_the_conditions() -> None:
    page = document.put_into(document.EMPTY, run(), "results.svg")
    expected = (
        "| deu_q_de_c_en | de → en | MRR | .610 (.550….670) | .500 | +.110 | .400 | .200 |  | .552 "
        "| 40 of 5,000 | 8.2 |"
    )
    assert expected in page
    assert "![" in page
    assert "](results.svg)" in page
    assert "one <note>" in page
    assert "encoder stand-in-1" in page


def test_only_what_stands_between_the_marks_is_written_anew() -> None:
    page = f"# Ours\n\nBefore.\n\n{document.START}\nold\n{document.END}\n\nAfter.\n"
    once = document.put_into(page, run(), "results.svg")
    assert once.startswith("# Ours\n\nBefore.\n\n" + document.START)
    assert once.endswith(document.END + "\n\nAfter.\n")
    assert "old" not in once
    assert document.put_into(once, run(), "results.svg") == once


def test_a_page_without_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="nothing says where"):
        document.put_into("# Ours\n", run(), "results.svg")


def test_the_plot_is_whole_and_has_every_row() -> None:
    drawing = document.plot(run(0.61))
    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own
    text = "".join(root.itertext())
    assert "deu_q_de_c_en, MRR (de → en)" in text
    assert "0.610" in text
    assert "prefers-color-scheme: dark" in text
    kinds = {element.get("class") for element in root.iter() if element.get("class")}
    assert kinds == {"grid", "whisker", "model", "base", "plain", "published"}


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, ".000"), (0.12345, ".123"), (0.9999, "1.000"), (1.0, "1.000")]
)
def test_figures_have_three_places(value: float, shown: str) -> None:
    assert document.figure(value) == shown
