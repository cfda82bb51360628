"""How fast texts are mapped to ESCO and what memory that takes; how reliable the probabilities are that it gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.benchmarks.speed import Times, many, timed, times

if TYPE_CHECKING:
    from matching.mapping import Mapper
    from matching.reliability import Reliability
    from matching.training.judged import Judged

WORDS_OF_TWO_PAGES = 900
SENTENCES, CVS, TITLES = 200, 12, 600
"""How many are timed of each."""

LEAST_TOLD = 0.05
"""Probability. Of fifty concepts for each text most are hopeless; that those are wrong makes no suggestion reliable."""


@dataclass(frozen=True, slots=True)
class MappingReport:
    """Milliseconds for one sentence and for one CV of two pages, short texts a second in bulk, and MiB that are
    resident with model and index loaded, less those of the bare command; None where the system doesn't tell.
    """

    sentence: Times
    cv: Times
    cv_words: int
    titles_per_second: float
    resident_mib: float | None
    before_mib: float | None


def measure(mapper: "Mapper", texts: Sequence[str], before_mib: float | None) -> MappingReport:
    """Of `texts` as CVs: their sentences one by one, two pages of them at a time, their short lines in bulk."""
    from web.benchmarks.serving import resident

    mapper.index.warm()
    mapper.read(texts[0])
    sentences, titles = _sentences(texts), _short(texts)
    pages = list(two_pages(texts))
    by_sentence = times([timed(mapper.read, sentence)[0] for sentence in sentences])
    by_cv = times([timed(mapper.read, page)[0] for page in pages])
    bulk, _ = timed(mapper.rank, titles, occupations=True, first=10)
    words = sum(len(page.split()) for page in pages) // len(pages)
    per_second = round(len(titles) / bulk * 1000, 1)
    return MappingReport(by_sentence, by_cv, words, per_second, resident(_own_process()), before_mib)


def _own_process() -> int:
    from os import getpid

    return getpid()


def two_pages(texts: Sequence[str]) -> Iterator[str]:
    """Texts joined until they have about 900 words, as often as CVs are timed; none has a sentence of another."""
    page: list[str] = []
    made = 0
    for text in many(texts, CVS * WORDS_OF_TWO_PAGES):
        page.append(text)
        if sum(len(part.split()) for part in page) >= WORDS_OF_TWO_PAGES:
            yield "\n\n".join(page)
            page, made = [], made + 1
        if made == CVS:
            return


def _sentences(texts: Sequence[str]) -> list[str]:
    """Sentences of eight words and more, spread over all texts."""
    from matching.text import pieces

    found = [piece.text for text in texts for piece in pieces(text) if len(piece.text.split()) >= 8]
    return found[:: max(1, len(found) // SENTENCES)][:SENTENCES]


def _short(texts: Sequence[str]) -> list[str]:
    """Lines and clauses of two to six words, each a little different from the others."""
    from matching.text import clauses, pieces

    parts = [part.text for text in texts for piece in pieces(text) for part in clauses(piece)]
    return many([part for part in parts if 2 <= len(part.split()) <= 6], TITLES)


# --- are the probabilities right? ---------------------------------------------------------------------------


def reliabilities(
    mapper: "Mapper", *, sentences: "Sequence[Judged]", titles: "Sequence[Judged]"
) -> "dict[str, Reliability]":
    """For skills of sentences and occupations of titles, by name; without what there is no text for."""
    found = {
        "skills of sentences": _reliability(mapper, sentences, occupations=False),
        "occupations of titles": _reliability(mapper, titles, occupations=True),
    }
    return {name: each for name, each in found.items() if each is not None}


def _reliability(mapper: "Mapper", judged: "Sequence[Judged]", *, occupations: bool) -> "Reliability | None":
    from matching.reliability import reliability

    texts, languages = [each.text for each in judged], [each.language for each in judged]
    ranked = mapper.rank(texts, occupations=occupations, languages=languages, first=50)
    said = [
        (probability, uri in each.concepts)
        for each, found in zip(judged, ranked, strict=True)
        for uri, probability in found
        if probability >= LEAST_TOLD
    ]
    return reliability([p for p, _ in said], [right for _, right in said]) if said else None
