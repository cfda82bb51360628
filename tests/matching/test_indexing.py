"""The index is built in stages, by whoever comes, and goes on where it was stopped."""

from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching import indexing
from matching.encoder import Progress, StandInEncoder, Vectors
from matching.index import EARLY_STAGES, ConceptIndex, Manifest
from tests.factories.esco import skill_uri
from tests.matching.conftest import no_report


class Interrupted(Exception):  # it is no error, but somebody's finger on the switch
    pass


class StoppingEncoder(StandInEncoder):
    """Encodes so many times, then is stopped, as a process may be at any moment."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def encode_queries(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        if not self.left:
            raise Interrupted
        self.left -= 1
        return super().encode_queries(texts, public=public, progress=progress)


def folder_in(path: Path, taxonomy: Taxonomy) -> Path:
    return indexing.folder_for(path, taxonomy, StandInEncoder())


def nearest(folder: Path, text: str) -> dict[int, float]:
    index = ConceptIndex(folder)
    vectors = index.centring.centre(StandInEncoder().encode_queries([text]), ["en"])
    return {row: found.cosine for row, found in index.near([text], vectors)[0].items()}


def test_all_stages_are_built_in_order(index_folder: Path, taxonomy: Taxonomy) -> None:
    progress = Manifest.read(index_folder).progress
    assert progress.stages == tuple(stage.name for stage in indexing.stages(taxonomy))
    assert progress.complete
    assert progress.done == progress.total > 300


@pytest.mark.parametrize("calls", [0, 1, 2, 3, 5])
def test_stopped_at_any_moment_the_next_call_goes_on(
    tmp_path: Path, taxonomy: Taxonomy, index_folder: Path, calls: int
) -> None:
    folder = folder_in(tmp_path, taxonomy)
    with pytest.raises(Interrupted):
        indexing.build(folder, taxonomy, StoppingEncoder(calls), no_report)
    before = Manifest.read(folder).progress.stages if indexing.is_started(folder) else ()
    reported: list[str] = []
    finished = indexing.build(
        folder, taxonomy, StandInEncoder(), lambda stage, _n, _of: reported.append(stage)
    )
    assert finished.progress == Manifest.read(index_folder).progress
    assert not set(before) & set(reported)  # what was done is not done again
    assert nearest(folder, "dress wounds") == nearest(index_folder, "dress wounds")


def test_what_is_there_between_stages_can_be_used(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = folder_in(tmp_path, taxonomy)
    seen: list[int] = []

    def use(stage: str, done: int, total: int) -> None:
        if indexing.is_started(folder):
            seen.append(len(nearest(folder, "dress wounds")))

    indexing.build(folder, taxonomy, StandInEncoder(), use)
    assert seen
    assert all(seen)


def test_a_second_build_encodes_nothing(index_folder: Path, taxonomy: Taxonomy) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in index_folder.iterdir() if path.name != "lock"}
    indexing.build(index_folder, taxonomy, StoppingEncoder(0), no_report)
    after = {path.name: path.stat().st_mtime_ns for path in index_folder.iterdir() if path.name != "lock"}
    assert before == after


def test_only_the_first_stage_when_asked(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = folder_in(tmp_path, taxonomy)
    first = indexing.build(folder, taxonomy, StandInEncoder(), no_report, only_first=True)
    assert first.progress.stages == ("labels-en",)
    assert not first.progress.complete
    again = indexing.build(folder, taxonomy, StoppingEncoder(0), no_report, only_first=True)
    assert again == first


def _build(path: Path, taxonomy_path: Path) -> None:
    taxonomy = Taxonomy.open(taxonomy_path)
    indexing.build(folder_in(path, taxonomy), taxonomy, StandInEncoder(), no_report)


def test_two_builders_at_once_do_no_harm(tmp_path: Path, taxonomy: Taxonomy, index_folder: Path) -> None:
    context = get_context("spawn")
    builders = [context.Process(target=_build, args=(tmp_path, taxonomy.path)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join(120)
    assert [builder.exitcode for builder in builders] == [0, 0]
    folder = folder_in(tmp_path, taxonomy)
    assert Manifest.read(folder).progress == Manifest.read(index_folder).progress
    assert (
        len(list(folder.glob("*.faiss"))) <= 2
    )  # the current one, and the one before for whoever has it open
    assert list(folder.glob("*.part-*")) == []


def test_revisions_tell_stages_apart_and_milestones_only_some(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = folder_in(tmp_path, taxonomy)
    seen: list[Manifest] = []

    def look(stage: str, done: int, total: int) -> None:
        if indexing.is_started(folder):
            seen.append(Manifest.read(folder))

    seen.append(indexing.build(folder, taxonomy, StandInEncoder(), look))
    stages = {manifest.progress.stages for manifest in seen}
    assert len({manifest.revision for manifest in seen}) == len(stages)
    assert len({manifest.milestone for manifest in seen}) == EARLY_STAGES + 1


def test_a_concept_is_scored_by_its_best_surface(index: ConceptIndex) -> None:
    row = [concept.uri for concept in index.concepts].index(skill_uri("dress-wounds"))
    for label in ("carry out wound care", "dress wounds", "change bandages"):
        vectors = index.centring.centre(StandInEncoder().encode_queries([label]), ["en"])
        (found,) = index.near([label], vectors)
        assert max(found, key=lambda number: found[number].cosine) == row


def test_another_encoder_has_a_folder_of_its_own(tmp_path: Path, taxonomy: Taxonomy) -> None:
    class Other(StandInEncoder):
        revision = "another"

    assert indexing.folder_for(tmp_path, taxonomy, Other()) != folder_in(tmp_path, taxonomy)
