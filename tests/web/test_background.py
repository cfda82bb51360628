"""Reports of background work reach the pages, from any process, whole or not at all."""

import json
import time
from pathlib import Path

import pytest

from tests.web.conftest import FetchPage
from web import background
from web.settings import Settings


def test_what_is_reported_is_read(tmp_path: Path) -> None:
    background.reporter(tmp_path, "index")(3, 12)

    (task,) = background.tasks(tmp_path)
    assert (task.name, task.done, task.total, task.share, task.finished) == ("index", 3, 12, 0.25, False)
    assert not list(background.folder(tmp_path).glob("*.part-*"))


def test_many_reports_are_written_now_and_then_and_the_last_always(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = background.reporter(tmp_path, "index")
    monkeypatch.setattr(background, "WRITE_EVERY_S", 3600)

    for done in range(1, 101):
        report(done, 100)
        if done == 99:
            assert background.tasks(tmp_path)[0].done == 1

    assert background.tasks(tmp_path)[0].finished


def test_a_task_of_which_nothing_is_heard_has_stalled(tmp_path: Path) -> None:
    long_ago = time.time() - background.STALE_AFTER_S - 1

    assert background.Task("index", 1, 2, long_ago).stalled
    assert not background.Task("index", 2, 2, long_ago).stalled
    assert not background.Task("index", 1, 2, time.time()).stalled


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": "index"}'])
def test_a_broken_report_is_passed_over(tmp_path: Path, content: str) -> None:
    background.folder(tmp_path).mkdir()
    (background.folder(tmp_path) / "index.json").write_text(content, encoding="utf-8")

    assert background.tasks(tmp_path) == []


def test_the_home_page_shows_what_is_under_way(page: FetchPage, settings: Settings) -> None:
    background.reporter(settings.data, "index")(1, 4)
    background.reporter(settings.data, "evidence")(4, 4)

    shown = page("/")

    assert "25%" in shown.text
    assert "Reading profiles" not in shown.text


def test_the_page_says_when_work_was_interrupted(page: FetchPage, settings: Settings) -> None:
    background.folder(settings.data).mkdir()
    stalled = {"name": "index", "done": 1, "total": 2, "at": 0.0}
    (background.folder(settings.data) / "index.json").write_text(json.dumps(stalled), encoding="utf-8")

    assert "Interrupted" in page("/status").text
