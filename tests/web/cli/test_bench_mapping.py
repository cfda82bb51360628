"""`talent bench mapping` on invented people and judged texts, with the stand-in for the model."""

import csv
import io
import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matching import indexing
from matching.encoder import StandInEncoder
from tests.factories.esco import mini, occupation_uri, write_mini_taxonomy
from web import settings as settings_module
from web.benchmarks import mapping
from web.cli import app

TEXTS = ["I dress wounds on the ward and administer medication.\nNurse, Ulm\nGerman B2"] * 3


def archive(path: Path, name: str, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    with tarfile.open(path, "w:xz") as tar:
        member = tarfile.TarInfo(f"invented/{name}")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Judged sentences and titles in the form of the sets, invented."""
    skills, jobs = mini()["skills"], mini()["occupations"]
    sentences = [{"sentence": f"You {s['en'][0]}", "skills": str([s["en"][0]])} for s in skills]
    nothing = [{"sentence": "A family business by the lake", "skills": "['UNK']"}]
    titles = [{"vacancyTitle": job["en"][0], "conceptUri": occupation_uri(job["key"])} for job in jobs]
    archive(tmp_path / "skillskape.tar.xz", "dev.csv", sentences + nothing)
    archive(tmp_path / "vacancy-titles-dev.tar.xz", "titles.csv", titles)
    return tmp_path


def run(data: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    taxonomy, encoder = write_mini_taxonomy(data / "taxonomy.sqlite"), StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    taxonomy.close()
    monkeypatch.setenv("TALENT_DATA", str(data))
    monkeypatch.setenv("TALENT_ESCO", str(data / "none"))  # not what lies on this machine
    monkeypatch.setenv("TALENT_MODEL", "stand-in")
    monkeypatch.setattr(mapping, "CVS", 1)
    monkeypatch.setattr(mapping, "SENTENCES", 3)
    monkeypatch.setattr(mapping, "TITLES", 5)
    settings_module.settings.cache_clear()
    try:
        return CliRunner().invoke(app, ["bench", "mapping", *arguments], env={"COLUMNS": "200"})
    finally:
        settings_module.settings.cache_clear()


def test_speed_memory_and_probabilities_as_json(
    sets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = tmp_path / "drawn.svg"
    result = run(tmp_path, monkeypatch, "--json", "--sets", str(sets), "--plot", str(drawing))
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["sentence"]["number"] == 3
    assert found["cv_words"] >= mapping.WORDS_OF_TWO_PAGES
    assert found["titles_per_second"] > 0
    assert set(found["reliability"]) == {"skills of sentences", "occupations of titles"}
    for each in found["reliability"].values():
        assert 0 <= each["error"] <= 1
        assert sum(one["number"] for one in each["bins"]) == each["number"]
    assert drawing.read_text("utf-8").startswith("<svg")


def test_without_judged_texts_the_speed_is_still_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(tmp_path, monkeypatch, "--sets", str(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert "a CV of two pages" in result.stdout
    assert "nothing is said about the probabilities" in result.stderr


def test_two_pages_have_about_900_words_and_repeat_none() -> None:
    pages = list(mapping.two_pages(TEXTS))
    assert len(pages) == mapping.CVS
    assert all(900 <= len(page.split()) < 1000 for page in pages)
    assert len(set(pages)) == len(pages)
