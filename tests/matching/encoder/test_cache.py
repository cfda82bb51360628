"""The cache: the same vectors the second time without the model, and nothing of people's."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.encoder import StandInEncoder, Vectors, open_encoder
from matching.encoder.cache import CachedEncoder, VectorStore
from matching.encoder.protocol import Progress


class Counting(StandInEncoder):
    """Remembers how many texts reached it, and stops after `limit`."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.seen = 0
        self.limit = limit

    def encode_passages(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        self.seen += len(texts)
        if self.seen > self.limit:
            raise KeyboardInterrupt
        return super().encode_passages(texts, public=public, progress=progress)


LABELS = ["nurse", "welder", "nurse", "lorry driver", "", "ممرضة"]


def test_second_time_comes_from_disk_and_is_the_same(tmp_path: Path) -> None:
    first = CachedEncoder(Counting(), tmp_path).encode_passages(LABELS, public=True)
    again = Counting()
    second = CachedEncoder(again, tmp_path).encode_passages(LABELS[::-1], public=True)
    assert again.seen == 0
    np.testing.assert_array_equal(second, first[::-1])


def test_vectors_are_those_of_the_encoder_to_half_precision(tmp_path: Path) -> None:
    cached = CachedEncoder(StandInEncoder(), tmp_path).encode_passages(LABELS, public=True)
    exact = StandInEncoder().encode_passages(LABELS)
    assert cached.dtype == np.float32
    assert np.linalg.norm(cached, axis=1) == pytest.approx(1, abs=1e-6)
    assert (cached * exact).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_text_that_occurs_twice_is_encoded_once(tmp_path: Path) -> None:
    inner = Counting()
    CachedEncoder(inner, tmp_path).encode_passages(LABELS, public=True)
    assert inner.seen == len(set(LABELS))


def test_peoples_texts_leave_nothing_behind(tmp_path: Path) -> None:
    encoder = CachedEncoder(StandInEncoder(), tmp_path)
    encoder.encode_queries(["I have nursed for ten years"])
    encoder.encode_passages(["I have nursed for ten years"])
    assert list(tmp_path.iterdir()) == []


def test_no_text_is_stored_even_of_public_ones(tmp_path: Path) -> None:
    CachedEncoder(StandInEncoder(), tmp_path).encode_passages(["registered nurse"], public=True)
    assert b"registered" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_queries_and_passages_are_kept_apart(tmp_path: Path) -> None:
    CachedEncoder(StandInEncoder(), tmp_path).encode_queries(LABELS, public=True)
    inner = Counting()
    CachedEncoder(inner, tmp_path).encode_passages(LABELS, public=True)
    assert inner.seen == len(set(LABELS))


def test_a_run_cut_short_loses_one_batch_at_most(tmp_path: Path) -> None:
    labels = [f"label {number}" for number in range(9000)]
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Counting(limit=8500), tmp_path).encode_passages(labels, public=True)
    rest = Counting()
    CachedEncoder(rest, tmp_path).encode_passages(labels, public=True)
    assert rest.seen == 9000 - 2 * 4096


def test_progress_counts_to_the_end_and_never_back(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    labels = [f"label {number % 5000}" for number in range(6000)]
    encoder = CachedEncoder(StandInEncoder(), tmp_path)
    encoder.encode_passages(labels, public=True, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[-1] == (6000, 6000)


def test_a_damaged_file_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "stand-in-1.sqlite"
    path.write_bytes(b"this is no database" * 100)
    vectors = CachedEncoder(StandInEncoder(), tmp_path).encode_passages(LABELS, public=True)
    assert vectors.shape == (len(LABELS), StandInEncoder.dimensions)
    assert "is damaged" in caplog.text


def test_many_writers_at_once(tmp_path: Path) -> None:
    def encode(start: int) -> None:
        labels = [f"label {number}" for number in range(start, start + 300)]
        CachedEncoder(StandInEncoder(), tmp_path).encode_passages(labels, public=True)

    threads = [threading.Thread(target=encode, args=(start,)) for start in range(0, 1200, 150)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inner = Counting()
    CachedEncoder(inner, tmp_path).encode_passages([f"label {n}" for n in range(1350)], public=True)
    assert inner.seen == 0


def test_a_vector_of_another_size_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    VectorStore(path, 4).keep({b"k": np.ones(4, dtype=np.float32)})
    assert VectorStore(path, 8).find([b"k"]) == {}


def test_opened_by_setting(tmp_path: Path) -> None:
    encoder = open_encoder("stand-in", tmp_path, vectors=tmp_path / "vectors", allow_stand_in=True)
    encoder.encode_passages(["nurse"], public=True)
    assert (tmp_path / "vectors" / "stand-in-1.sqlite").exists()
