"""`talent bench` on a handful of invented people, with the stand-in for the model, and on a real server process."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from matching import indexing
from matching.encoder import StandInEncoder
from matching.ranking import Evidence, Meaning
from talent.demonstration.data import CandidateEntry, VacancyEntry
from tests.factories.esco import write_mini_taxonomy
from web import migrations
from web import settings as settings_module
from web.benchmarks import adversarial, ranking, retrieval, serving, simulated, speed
from web.cli import app
from web.settings import Settings

Run = Callable[..., Result]

CANDIDATES = """
[[candidate]]
key = "en-001"
language = "en"
residence = "IN"
style = "short"
occupation = "registered nurse (invented)"
isco = "2221"
text = "Registered nurse. I administer prescribed medication and carry out wound care."
[[candidate]]
key = "en-002"
language = "en"
residence = "IN"
style = "short"
occupation = "cook (invented)"
isco = "5120"
text = "Cook. I cook hot dishes and know food hygiene."
[[candidate]]
key = "fr-001"
language = "fr"
residence = "TN"
style = "misleading"
occupation = "waiter (invented)"
isco = "5131"
text = "J'ai regardé soigner les plaies. Serveur dans un restaurant."
[[candidate]]
key = "fr-002"
language = "fr"
residence = "TN"
style = "medium"
occupation = "nurse (invented)"
isco = "2221"
text = "Infirmière. Je sais administrer des médicaments prescrits et soigner les plaies."
"""

VACANCIES = """
[[vacancy]]
key = "en-01"
language = "en"
country = "DE"
place = "Ulm"
organisation = "Ward (invented)"
occupation = "registered nurse"
isco = "2221"
title = "Registered nurse"
text = "You administer prescribed medication and carry out wound care."
[[vacancy]]
key = "fr-01"
language = "fr"
country = "FR"
place = "Lyon"
organisation = "Cuisine (invented)"
occupation = "pilot, of whom there is no candidate"
isco = "3153"
title = "Pilote"
text = "Vous pilotez un avion."
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that a server starts from: taxonomy in miniature, its index, an empty database."""
    data = tmp_path_factory.mktemp("prepared")
    taxonomy, encoder = write_mini_taxonomy(data / "taxonomy.sqlite"), StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    taxonomy.close()
    migrations.upgrade(f"sqlite:///{data / 'talent.sqlite'}")
    return data


@pytest.fixture
def talent(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("TALENT_DATA", str(prepared))
    monkeypatch.setenv(
        "TALENT_ESCO", str(prepared / "taxonomy.sqlite-packages")
    )  # not what lies on this machine
    monkeypatch.setenv("TALENT_MODEL", "stand-in")
    monkeypatch.delenv("TALENT_DATABASE_URL", raising=False)
    settings_module.settings.cache_clear()

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["bench", *arguments], env={"COLUMNS": "200"})

    yield run
    settings_module.settings.cache_clear()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    for name, content in (("candidates", CANDIDATES), ("vacancies", VACANCIES)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "all.toml").write_text(content, "utf-8")
    return tmp_path


def document(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["conditions"]["machine"]["cpus"] >= 1
    assert found["conditions"]["encoder"] == StandInEncoder.revision
    return found


# --- ranking ------------------------------------------------------------------------------------------------


def test_ranking_as_json(talent: Run, people: Path) -> None:
    found = document(talent("ranking", "--json", "--data", str(people)))
    assert list(found["systems"]) == ["platform", "mean vector", "BM25"]
    platform = found["systems"]["platform"]
    assert platform["quality"]["precision_at_1"]["value"] == 1
    assert platform["quality"]["map"]["number"] == 1, "the vacancy that no candidate fits is left out"
    assert list(platform["by_vacancy_language"]) == ["en"]
    assert {code: each["pairs"] for code, each in platform["by_candidate_language"].items()} == {
        "en": 1,
        "fr": 1,
    }
    assert platform["by_style"]["misleading"]["wrongly_first"] == 1
    assert platform["behind"] is None
    assert found["systems"]["BM25"]["behind"]["number"] == 1
    assert found["retrieval"]["pool"] == 4 * retrieval.COPIES
    assert found["retrieval"]["recall_at_10"]["value"] == 1, (
        "a pool smaller than what is retrieved loses nobody"
    )


def test_ranking_as_tables(talent: Run, people: Path) -> None:
    result = talent("ranking", "--by-language", "--data", str(people))
    assert result.exit_code == 0, result.stderr
    for expected in (
        "MAP",
        "BM25",
        "platform, by language of the vacancy",
        "misleading",
        StandInEncoder.revision,
    ):
        assert expected in result.stdout


def test_ranking_says_where_the_data_are_faulty(talent: Run, people: Path) -> None:
    (people / "vacancies" / "all.toml").write_text('[[vacancy]]\nkey = "en-01"', "utf-8")
    result = talent("ranking", "--data", str(people))
    assert result.exit_code == 2
    assert "vacancies/all.toml: en-01" in result.stderr


def test_ranking_says_that_there_is_nobody(talent: Run, tmp_path: Path) -> None:
    result = talent("ranking", "--data", str(tmp_path))
    assert result.exit_code == 2
    assert "no candidates or no vacancies" in result.stderr


def candidate(number: int, language: str, isco: str) -> CandidateEntry:
    return CandidateEntry(
        key=f"{language}-{number:03}", language=language, residence="XX", style="short",
        occupation="(invented)", isco=isco, text="text",
    )  # fmt: skip


def vacancy(number: int, isco: str) -> VacancyEntry:
    return VacancyEntry(
        key=f"de-{number:02}", language="de", country="DE", place="Ulm", organisation="One (invented)",
        occupation="(invented)", isco=isco, title="title", text="text",
    )  # fmt: skip


def test_parity_is_the_difference_to_all_relevant_candidates_of_the_same_vacancy() -> None:
    first, wrong, last = candidate(1, "en", "2221"), candidate(2, "en", "5120"), candidate(3, "ar", "2221")
    lists = [ranking.List(vacancy(1, "2221"), [first, wrong, last])]
    english = ranking.parity(lists, {first.id, wrong.id})
    arabic = ranking.parity(lists, {last.id})
    assert english is not None
    assert arabic is not None
    assert (english.pairs, english.percentile.value, english.difference.value) == (1, 1.0, 0.5)
    assert (arabic.pairs, arabic.percentile.value, arabic.difference.value) == (1, 0.0, -0.5)
    assert ranking.parity(lists, {wrong.id}) is None


def test_equal_scores_stand_in_an_order_that_says_nothing() -> None:
    people = [candidate(number, "en", "2221" if number < 10 else "5120") for number in range(20)]
    reports = ranking.measure(
        {"nobody": lambda _: {p.id: 0.0 for p in people}}, [ranking.Asked(vacancy(1, "2221"), [])], people
    )
    assert reports["nobody"].quality.map.value < 0.9, "the keys' order would be perfect"


# --- retrieval ----------------------------------------------------------------------------------------------


def test_the_pool_keeps_the_candidates_and_adds_copies_that_are_near_and_the_same_each_time() -> None:
    [vector] = StandInEncoder().encode_queries(["nurse"])
    piece = Evidence("nurse", 0, 5, "en", Meaning((), vector, frozenset({"nurse"})))
    pool = retrieval.pool({"one": [piece]}, copies=3)
    assert len(pool) == 3
    assert pool["one"] == [piece]
    for name in pool.keys() - {"one"}:
        [copy] = pool[name]
        assert copy.meaning.words == piece.meaning.words
        assert 0.8 < float(copy.meaning.vector @ vector) < 0.95
        assert (
            copy.meaning.vector == retrieval.pool({"one": [piece]}, copies=3)[name][0].meaning.vector
        ).all()


# --- speed --------------------------------------------------------------------------------------------------


def test_many_texts_have_no_clause_twice() -> None:
    texts = speed.many(["Cook, waiter. Five years.\nNurse"], 3)
    assert texts == [
        "Cook, waiter. Five years.\nNurse",
        "Cook 1, waiter 1. Five years 1.\nNurse 1",
        "Cook 2, waiter 2. Five years 2.\nNurse 2",
    ]


def test_rank_as_json(talent: Run, people: Path) -> None:
    found = document(talent("rank", "--candidates", "9", "--json", "--data", str(people)))
    assert found["candidates"] == 9
    assert found["reading_vacancy"]["number"] == found["ranking_all"]["number"] == 2
    assert 0 < found["ranking_all"]["p50"] <= found["ranking_all"]["p95"] <= found["ranking_all"]["slowest"]


def test_rank_as_a_table(talent: Run, people: Path) -> None:
    assert "ranking all 9" in talent("rank", "--candidates", "9", "--data", str(people)).stdout


# --- serving ------------------------------------------------------------------------------------------------


def test_memory_of_a_real_server(talent: Run) -> None:
    found = document(talent("memory", "--json"))
    steps = {step["what"]: step for step in found["steps"]}
    assert steps["first page"]["status"] == 200
    assert steps["one understanding"]["status"] == 200
    assert steps["started"]["resident_mib"] > 10
    assert found["peak_mib"] >= max(step["resident_mib"] for step in found["steps"])


def test_pages_of_a_real_server(talent: Run, prepared: Path) -> None:
    chosen = Settings(data=prepared, model="stand-in", environment="test")
    with serving.server(chosen) as (_, address, _):
        found = document(talent("pages", address, "--requests", "3", "--json"))
    assert [page["path"] for page in found["pages"]] == list(serving.PAGES)
    for page in found["pages"]:
        assert page["first_byte"]["number"] == 3
        assert 1000 < page["page_bytes"] <= page["all_bytes"]


def test_pages_of_a_candidate_need_the_demonstration(talent: Run, prepared: Path) -> None:
    with serving.server(Settings(data=prepared, model="stand-in", environment="test")) as (_, address, _):
        result = talent("pages", address, "--candidate")
    assert result.exit_code == 2
    assert "candidate@demonstration.example is not let in" in result.stderr


def test_pages_says_that_nothing_answers(talent: Run) -> None:
    result = talent("pages", "http://127.0.0.1:9")
    assert result.exit_code == 2
    assert "does not answer" in result.stderr


def test_the_server_that_cannot_start_is_told_of(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENT_ENVIRONMENT", "no such environment")
    with (
        pytest.raises(serving.ServingError, match="ended with status"),
        serving.server(Settings(data=prepared, environment="test")),
    ):
        pass


def test_the_files_of_a_page_are_those_a_browser_fetches_from_this_server() -> None:
    page = """<link rel="stylesheet" href="/static/a.css"><link rel="canonical" href="/other">
    <script src="b.js"></script><img src="/i.png"><img src="https://elsewhere.example/x.png">
    <svg><use href="/icons.svg#one"></use></svg><svg><use href="/icons.svg#two"></use></svg><a href="/find">x</a>"""
    assert serving.named_files(page, "/page") == ["/static/a.css", "/b.js", "/i.png", "/icons.svg"]


def test_simulated_people_are_the_same_for_a_seed_and_find_their_vacancies(talent: Run) -> None:
    asked = ("simulated", "--candidates", "30", "--vacancies", "6", "--json")
    found = document(talent(*asked))
    assert found["systems"] == document(talent(*asked))["systems"]
    assert found["systems"] != document(talent(*asked, "--seed", "7"))["systems"]
    assert list(found["systems"]) == ["platform", "mean vector", "BM25"]
    assert found["systems"]["platform"]["map"]["value"] > 0.5
    assert found["systems"]["platform"]["gap"] >= 0


def test_simulated_people_as_a_table(talent: Run) -> None:
    result = talent("simulated", "--candidates", "12", "--vacancies", "3")
    assert result.exit_code == 0
    assert "gap between languages" in result.stdout


def test_gains_of_two_degrees() -> None:
    assert simulated.graded_ndcg_at([2, 1, 0], 10) == 1
    assert simulated.graded_ndcg_at([1, 2, 0], 10) == pytest.approx(
        (1 + 2 / 1.58496) / (2 + 1 / 1.58496), abs=1e-4
    )
    assert simulated.graded_ndcg_at([0, 0], 10) == 0


def test_what_tricks_gain(talent: Run, people: Path) -> None:
    found = document(talent("adversarial", "--data", str(people), "--json"))
    assert set(found["gains"]) == set(adversarial.ATTACKS)
    assert all(gain["mean"]["value"] <= gain["largest"] + 1e-9 for gain in found["gains"].values())
    assert "invisible" in talent("adversarial", "--data", str(people)).stdout
