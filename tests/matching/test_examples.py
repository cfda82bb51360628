"""The examples of the documentation, with the real model: nurses come first, in whatever language they write."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from esco_data import Taxonomy
from esco_data.importer import import_packages
from matching import indexing
from matching.encoder import Encoder, EncoderError, open_encoder
from matching.index import Calibration, ConceptIndex
from matching.matcher import Matcher, Ranking
from tests.matching.conftest import no_report
from web.settings import settings as real_settings

pytestmark = pytest.mark.real_model

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
AD = (EXAMPLES / "nurse-de.txt").read_text("utf-8")
NURSES = {"cv-03-ar", "cv-06-uk", "cv-10-fr"}

MEASURED = Calibration(strangers=0.1405, synonyms=0.6924)
"""Of the default model, measured when the index of ESCO 1.1.1 was built: a dozen occupations are too few for that."""


def texts_in(folder: str) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted((EXAMPLES / folder).glob("*.txt"))}


def nurses_and_electricians() -> dict[str, str]:
    """The parallel CVs of both, each in eight languages, as `nurse-fr`."""
    return {
        f"{trade}-{language}": text
        for trade in ("nurse", "electrician")
        for language, text in texts_in(f"parallel/cv-{trade}").items()
    }


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return open_encoder("default", models=real_settings().models_path)
    except EncoderError as error:
        pytest.skip(f"the default model is not built: {error}")


Open = Callable[[Taxonomy], ConceptIndex]


@pytest.fixture(scope="module")
def opened(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Builds the index of a taxonomy up to its first stage, the English labels."""

    def build(taxonomy: Taxonomy) -> ConceptIndex:
        folder = indexing.folder_for(tmp_path_factory.mktemp("index"), taxonomy, encoder)
        indexing.build(folder, taxonomy, encoder, no_report, only_first=True)
        return ConceptIndex(folder)

    return build


@pytest.fixture(scope="module")
def small(taxonomy: Taxonomy, encoder: Encoder, opened: Open) -> Matcher:
    index = opened(taxonomy)
    index.manifest = replace(index.manifest, calibration=MEASURED)
    return Matcher(index, encoder)


@pytest.fixture(scope="module")
def whole(encoder: Encoder, opened: Open, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    packages = list((ROOT / ".." / "shared" / "esco").glob("*classification - en*.zip"))
    if not packages:
        pytest.skip("the official English package is not in ../shared/esco")
    target = tmp_path_factory.mktemp("esco") / "taxonomy.sqlite"
    import_packages(packages[:1], target)
    return Matcher(opened(Taxonomy.open(target)), encoder)


def order(ranking: Ranking) -> list[str]:
    return [match.candidate for match in ranking.matches]


def listing(ranking: Ranking) -> str:
    return "\n".join(f"{match.score:.3f} {match.candidate}" for match in ranking.matches)


@pytest.mark.real_esco
def test_the_three_nurses_are_among_the_first_four_of_twelve(whole: Matcher) -> None:
    ranking = whole.rank_texts(AD, texts_in("cvs-nurse"))
    assert set(order(ranking)[:4]) >= NURSES, listing(ranking)


@pytest.mark.real_esco
def test_nurses_of_eight_languages_are_ahead_of_every_electrician(whole: Matcher) -> None:
    ranking = whole.rank_texts(AD, nurses_and_electricians())
    assert all(name.startswith("nurse-") for name in order(ranking)[:8]), listing(ranking)


def test_with_a_dozen_occupations_the_nurses_are_among_the_first_six(small: Matcher) -> None:
    """It knows no midwife and no carer for the elderly, so that these are nearest to a nurse, too."""
    ranking = small.rank_texts(AD, texts_in("cvs-nurse"))
    assert set(order(ranking)[:6]) >= NURSES, listing(ranking)


def test_with_a_dozen_occupations_nurses_are_ahead_of_electricians_too(small: Matcher) -> None:
    ranking = small.rank_texts(AD, nurses_and_electricians())
    assert all(name.startswith("nurse-") for name in order(ranking)[:8]), listing(ranking)


def test_the_reasons_are_in_the_candidates_own_words(small: Matcher) -> None:
    cvs = texts_in("cvs-nurse")
    for match in small.rank_texts(AD, cvs).matches:
        for part in match.parts:
            if part.evidence and not part.evidence.whole:
                assert cvs[match.candidate][part.evidence.start : part.evidence.end] == part.evidence.text
