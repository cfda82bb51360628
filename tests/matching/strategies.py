"""Random requirements, evidence and relations, small enough that everything about them happens."""

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching.claims import CEFR, LanguageClaim
from matching.facts import Facts
from matching.index import Calibration
from matching.ranking import Evidence, Kind, Knowledge, Meaning, Requirement

URIS = tuple("abcdef")
WORDS = ("pfleg", "wunde", "koche", "leitu", "c++")
LANGUAGES = ("de", "en", "ar")

links = st.dictionaries(st.sampled_from(URIS), st.frozensets(st.sampled_from(URIS), max_size=3), max_size=4)
codes = st.dictionaries(st.sampled_from(URIS), st.sampled_from(["2221", "2222", "5120"]), max_size=4)
facts = st.builds(Facts, essential=links, optional=links, broader=links, related=links, isco=codes)
knowledge = st.builds(
    Knowledge,
    facts,
    st.just(Calibration(0.2, 0.8)),
    st.dictionaries(st.sampled_from(WORDS), st.floats(0.01, 1)),
    st.floats(0.1, 1),
)


@st.composite
def vectors(draw: Callable[[st.SearchStrategy[int]], int]) -> NDArray[np.float32]:
    """Shape (8,), length 1."""
    vector = np.random.default_rng(draw(st.integers(0, 50))).normal(size=8).astype(np.float32)
    return vector / np.linalg.norm(vector)


meanings = st.builds(
    Meaning,
    st.lists(st.tuples(st.sampled_from(URIS), st.floats(0.1, 1)), max_size=3).map(tuple),
    vectors(),
    st.frozensets(st.sampled_from(WORDS)),
)
levels = st.none() | st.sampled_from(CEFR)
requirements = st.builds(
    Requirement,
    st.just("asked (invented)"),
    st.sampled_from(Kind),
    st.booleans(),
    meanings,
    language=st.sampled_from(LANGUAGES),
    level=levels,
    education=st.none() | st.integers(1, 8),
    years=st.none() | st.floats(0.5, 15),
)
spoken = st.builds(LanguageClaim, st.sampled_from(LANGUAGES), levels, st.just(0), st.just(2))
evidence = st.builds(
    Evidence,
    st.just("said (invented)"),
    st.integers(0, 99),
    st.just(100),
    st.sampled_from(LANGUAGES),
    meanings,
    languages=st.lists(spoken, max_size=2, unique_by=lambda claim: claim.code).map(tuple),
    education=st.none() | st.integers(0, 8),
    years=st.none() | st.floats(0, 40),
    whole=st.booleans(),
)
vacancies = st.lists(requirements, max_size=7)
candidates = st.lists(evidence, max_size=6)
