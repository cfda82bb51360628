"""`talent evaluate` on sets in miniature, with the stand-in for the model."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matching import indexing
from matching.encoder import StandInEncoder
from tests.factories.esco import write_mini_taxonomy
from tests.matching.evaluation.conftest import write
from web import settings as settings_module
from web.cli import app, evaluate

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a taxonomy in miniature and its whole index."""
    data = tmp_path_factory.mktemp("prepared")
    taxonomy, encoder = write_mini_taxonomy(data / "taxonomy.sqlite"), StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    taxonomy.close()
    return data


@pytest.fixture
def talent(prepared: Path, sets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command, with the sets in miniature at the usual place."""
    monkeypatch.setenv("TALENT_DATA", str(prepared))
    monkeypatch.setenv("TALENT_ESCO", str(prepared / "taxonomy.sqlite-packages"))
    monkeypatch.setenv("TALENT_MODEL", "stand-in")
    monkeypatch.setattr(evaluate, "PLACES", (sets, sets / "not-there"))
    settings_module.settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, ["evaluate", *arguments])
    settings_module.settings.cache_clear()


def test_a_run_is_printed_kept_and_compared(talent: Run, prepared: Path) -> None:
    first, second = talent("terms", "--json"), talent("terms", "--json")
    assert first.exit_code == second.exit_code == 0, first.stderr
    before, after = (json.loads(result.stdout) for result in (first, second))
    assert before["conditions"]["encoder"] == StandInEncoder.revision
    assert [(row["measure"], row["queries"]) for row in after["rows"]] == [("MRR", 1), ("recall@10", 1)]
    assert after["rows"][0]["last"] == before["rows"][0]["value"]
    assert after["rows"][0]["difference"] == 0
    assert set(after["rows"][0]["baselines"]) == {"BM25", "char TF-IDF"}
    assert list((prepared / "evaluation").glob("*-default.json"))


def test_all_sets_but_those_for_training_are_measured(talent: Run, tmp_path: Path) -> None:
    result = talent("--no-baselines", "--out", str(tmp_path / "all.json"))
    assert result.exit_code == 0, result.stderr
    rows = json.loads((tmp_path / "all.json").read_text("utf-8"))["rows"]
    assert len({row["family"] for row in rows}) == 7
    assert not any("train" in row["set"] for row in rows)
    assert "titles (trained on)" in result.stdout
    assert "not in the taxonomy, so never found: 1 (fly to the moon (invented))" in result.stdout


def test_the_document_has_a_table_and_a_plot(talent: Run, tmp_path: Path) -> None:
    result = talent("tables/dev", "--document", str(tmp_path / "docs" / "results"))
    assert result.exit_code == 0, result.stderr
    assert "| dev | en | RP@5 |" in (tmp_path / "docs" / "results.md").read_text("utf-8")
    assert (tmp_path / "docs" / "results.svg").read_text("utf-8").startswith("<svg")


def test_a_path_is_measured_alone(talent: Run, sets: Path) -> None:
    result = talent(str(sets / "similar"), "--list")
    assert result.stdout.split() == ["en"]


def test_sets_are_listed(talent: Run) -> None:
    assert "melo/inv_q_en_c_en" in talent("--list").stdout.split()


@pytest.mark.parametrize(
    ("asked", "said"),
    [("nonsense", "no set 'nonsense'"), ("./nowhere", "is not there"), ("--model=./nowhere", "nowhere")],
)
def test_what_is_not_there_is_told(talent: Run, asked: str, said: str) -> None:
    result = talent(asked)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_faulty_file_is_told_with_its_place(talent: Run, tmp_path: Path) -> None:
    write(tmp_path / "bad", rows__csv="vacancyTitle,conceptUri\ncook,\n")
    result = talent(str(tmp_path / "bad"))
    assert result.exit_code == 2
    assert "rows.csv, line 2: column 'conceptUri' is missing" in result.stderr
