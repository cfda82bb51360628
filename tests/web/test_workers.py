"""Workers take turn after turn, outlive a turn that fails, say of it no words of people, and stop when told."""

import logging
from threading import Event

import pytest

from web.app import WORKERS
from web.platform import Platform
from web.workers import Worker


class Clumsy(Worker):
    """Fails at its first turn."""

    every_s = 0.0
    failed = "the errand failed"

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.turns = 0
        self.tried_again = Event()

    def take_turn(self) -> None:
        self.turns += 1
        if self.turns == 1:
            raise OSError("the words of Amal")
        self.tried_again.set()


def test_a_turn_that_fails_is_told_by_its_kind_and_tried_again(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Clumsy(platform)
    with caplog.at_level(logging.DEBUG):
        worker.start()
        tried_again = worker.tried_again.wait(10)
        worker.stop()

    assert tried_again
    assert "the errand failed (OSError); it is tried again" in caplog.text
    assert "Amal" not in caplog.text


def test_after_a_failure_the_pause_may_be_another(platform: Platform) -> None:
    class Slow(Clumsy):
        every_s = 3600.0
        again_s = 0.0

    worker = Slow(platform)
    worker.start()
    tried_again = worker.tried_again.wait(10)
    worker.stop()

    assert (tried_again, worker.turns) == (True, 2)


def test_work_in_pieces_ends_between_two_of_them(platform: Platform) -> None:
    class Endless(Clumsy):
        def take_turn(self) -> None:
            self._while_any(self._one)

        def _one(self) -> bool:
            self.tried_again.set()
            return True

    worker = Endless(platform)
    worker.start()
    begun = worker.tried_again.wait(10)
    worker.stop()

    assert begun
    assert not worker._thread.is_alive()


def test_who_was_never_started_can_be_stopped(platform: Platform) -> None:
    worker = Clumsy(platform)
    worker.stop()

    assert worker.turns == 0


def test_every_worker_says_how_often_it_works_and_what_its_failure_is() -> None:
    assert all(worker.every_s > 0 and worker.failed for worker in WORKERS)
