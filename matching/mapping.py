"""From words to ESCO: which skills and occupations a text speaks of, in which of its words, and how that was found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from matching import cues, weights
from matching.centring import unit
from matching.claims import Claims, claims
from matching.denial import parts
from matching.encoder import Encoder, Progress, Vectors
from matching.index import ConceptIndex
from matching.names import plain
from matching.sifting import LeftOut, sift
from matching.text import Span, clauses, language_of, language_of_piece, pieces, readable

LONGEST_TEXT = 60_000
"""Characters; about 25 pages. What comes after is not read, and a Reading says so."""


GIST = 240
"""Surfaces asked of FAISS for a text as a whole: about the sixty concepts nearest to what it is about."""


SURFACES = 12
"""Surfaces asked of FAISS for each concept that is wanted: a concept has as many in its own and near languages."""


class How(StrEnum):
    """How a concept was found in a text."""

    EXACT = "exact"  # the words are its preferred label
    ALTERNATIVE = "alternative"  # … one of its other labels
    NEAR = "near"  # the words mean nearly the same


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """A concept that a stretch of text speaks of; `score` in (0, 1], places in characters of the whole text."""

    uri: str
    occupation: bool
    score: float
    start: int
    end: int
    how: How


@dataclass(frozen=True, slots=True)
class PieceReading:
    """A sentence, line or list item as understood. `vector` has shape (dimensions,) and length 1."""

    span: Span
    language: str
    vector: NDArray[np.float32]
    concepts: tuple[ConceptHit, ...]
    claims: Claims


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as understood. `cut` is where reading stopped, for texts longer than LONGEST_TEXT; `skipped` are the
    stretches left out on purpose, each with the reason: who somebody is, hobbies, offers, addresses and the like.
    """

    text: str
    language: str
    pieces: tuple[PieceReading, ...]
    cut: int | None = None
    skipped: tuple[LeftOut, ...] = ()

    def concepts(self) -> Iterator[ConceptHit]:
        """What the text claims, as far as it is sure enough to be told: pieces that deny or only wish are left out,
        and so are concepts that are only somewhat near (the ranking weighs those too).
        """
        for piece in self.pieces:
            if not piece.claims.denied:
                yield from (
                    hit for hit in piece.concepts if hit.how is not How.NEAR or hit.score >= weights.TOLD
                )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept with the words it came from: `text == original[start:end]`."""

    uri: str
    occupation: bool
    score: float
    text: str
    start: int
    end: int
    how: How


class Mapper:
    """Reads texts with an encoder and a concept index. Keeps nothing of what it reads."""

    def __init__(self, index: ConceptIndex, encoder: Encoder) -> None:
        self.index = index
        self.encoder = encoder

    def read(self, text: str, *, language: str | None = None) -> Reading:
        """Understands one text. `language` is its ISO 639-1 code where it is known; else it is detected."""
        return self.read_many([text], languages=[language])[0]

    def read_many(
        self,
        texts: Sequence[str],
        *,
        languages: Sequence[str | None] | None = None,
        progress: Progress | None = None,
    ) -> list[Reading]:
        """Understands many texts in one go: all their sentences and clauses are encoded together."""
        drafts = [_draft(t, known) for t, known in zip(texts, languages or [None] * len(texts), strict=True)]
        wanted = list(
            dict.fromkeys((s.text, piece.language) for d in drafts for piece in d.pieces for s in piece.spans)
        )
        raw = self.encoder.encode_queries([text for text, _ in wanted], progress=progress)
        vectors = self.index.centring.centre(raw, [language for _, language in wanted])
        known = _Known(
            {key: number for number, key in enumerate(wanted)}, vectors, self.index.nearest(vectors)
        )
        gists = self.index.nearest(_means(drafts, known), neighbours=GIST)
        return [self._finish(draft, known, gist) for draft, gist in zip(drafts, gists, strict=True)]

    def suggest(self, text: str, *, language: str | None = None) -> list[Suggestion]:
        """The concepts a text speaks of, best first, each once, with the place where it shows best."""
        reading = self.read(text, language=language)
        best: dict[str, ConceptHit] = {}
        for hit in reading.concepts():
            if hit.uri not in best or hit.score > best[hit.uri].score:
                best[hit.uri] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, hit.start, hit.uri))
        return [
            Suggestion(h.uri, h.occupation, h.score, text[h.start : h.end], h.start, h.end, h.how)
            for h in ranked
        ]

    def rank(
        self,
        texts: Sequence[str],
        *,
        occupations: bool,
        languages: Sequence[str | None] | None = None,
        first: int = 100,
    ) -> list[list[tuple[str, float]]]:
        """For each sentence, title or term the concepts of one kind by URI, best first, with a score in [0, 1]:
        scored as `read` does, but nothing is left out for being unlikely.
        """
        asked = [_whole(t, known) for t, known in zip(texts, languages or [None] * len(texts), strict=True)]
        wanted = list(dict.fromkeys((s.text, piece.language) for piece in asked for s in piece.spans))
        vectors = self.index.centring.centre(
            self.encoder.encode_queries([plain(text) for text, _ in wanted]), [code for _, code in wanted]
        )
        near = self.index.nearest_of(vectors, occupations=occupations, neighbours=SURFACES * first)
        known = _Known({key: number for number, key in enumerate(wanted)}, vectors, near)
        return [self._ranked(piece, known, first) for piece in asked]

    def _ranked(self, piece: "_DraftPiece", known: "_Known", first: int) -> list[tuple[str, float]]:
        found = _combined(
            known.concepts(piece.span, piece), [known.concepts(c, piece) for c in piece.clauses]
        )
        scores = {self.index.concepts[row].uri: max(cosine, 0.0) for row, (cosine, _) in found.items()}
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:first]

    def _finish(self, draft: "_Draft", known: "_Known", gist: dict[int, float]) -> Reading:
        read = tuple(self._piece(piece, known, gist) for piece in draft.pieces)
        return Reading(draft.text, draft.language, read, draft.cut, draft.skipped)

    def _piece(self, piece: "_DraftPiece", known: "_Known", gist: dict[int, float]) -> PieceReading:
        said = claims(piece.span.text, piece.language, offset=piece.span.start)
        hits = _once(self._concepts(piece, known, gist, about_languages=_about_languages(piece, said)))
        return PieceReading(piece.span, piece.language, known.vector(piece), hits, said)

    def _concepts(
        self, piece: "_DraftPiece", known: "_Known", gist: dict[int, float], *, about_languages: bool
    ) -> Iterator[ConceptHit]:
        """Labels and near concepts. A line that only names a part of a CV speaks of nothing, one about languages of
        no more than their names; a label of one word counts where the words around it do not say otherwise.
        """
        if cues.heading(piece.span.text, piece.language):
            return
        near = {self.index.concepts[row].uri for part in known.all_concepts(piece) for row in part}
        yield from (hit for hit in self._labels(piece.span) if hit.score > _ONE_WORD or hit.uri in near)
        if not about_languages:
            yield from self._near(piece, known, gist)

    def _labels(self, span: Span) -> Iterator[ConceptHit]:
        """Concepts whose labels stand in the text letter by letter, apart from case, accents and endings."""
        for hit in self.index.lexicon.find(span):
            score = weights.PREFERRED if hit.preferred else weights.ALTERNATIVE
            how = How.EXACT if hit.preferred else How.ALTERNATIVE
            concept = self.index.concepts[hit.concept]
            factor = weights.ONE_WORD if hit.length == 1 else 1.0
            yield ConceptHit(concept.uri, concept.occupation, score * factor, hit.start, hit.end, how)

    def _near(self, piece: "_DraftPiece", known: "_Known", gist: dict[int, float]) -> Iterator[ConceptHit]:
        """Concepts near in meaning, best first, as many of each kind as a piece may have."""
        left = {True: weights.NEAR_PER_PIECE, False: weights.NEAR_PER_PIECE}
        for row, (score, clause) in self._scored(piece, known, gist):
            concept = self.index.concepts[row]
            if (
                score >= (weights.NEAR_OCCUPATION if concept.occupation else weights.NEAR)
                and left[concept.occupation]
            ):
                left[concept.occupation] -= 1
                span = piece.clauses[clause]
                yield ConceptHit(concept.uri, concept.occupation, score, span.start, span.end, How.NEAR)

    def _scored(
        self, piece: "_DraftPiece", known: "_Known", gist: dict[int, float]
    ) -> list[tuple[int, tuple[float, int]]]:
        """(Concept's row, (similarity, number of the clause)), best first. For an occupation the text as a whole has
        a say, by the geometric mean: a title alone is a word or two, and what the rest speaks of tells which of two
        occupations is meant.
        """
        found = _combined(
            known.concepts(piece.span, piece), [known.concepts(c, piece) for c in piece.clauses]
        )
        similar = self.index.manifest.calibration.similarity
        scores = similar(np.array([cosine for cosine, _ in found.values()], np.float32)).tolist()
        floor = min(gist.values(), default=0.0)
        gists = similar(np.array([gist.get(row, floor) for row in found], np.float32)).tolist()
        for (row, (_, clause)), score, whole in zip(list(found.items()), scores, gists, strict=True):
            occupation = self.index.concepts[row].occupation
            found[row] = (sqrt(score * whole) if occupation else score, clause)
        return sorted(found.items(), key=lambda item: -item[1][0])


def _combined(whole: dict[int, float], parts: list[dict[int, float]]) -> dict[int, tuple[float, int]]:
    """(Combined cosine, number of the best clause) by concept. What FAISS did not return counts as its last."""
    floor = min(whole.values(), default=0.0)
    floors = [min(part.values(), default=0.0) for part in parts]
    combined = {}
    for row in whole.keys() | {row for part in parts for row in part}:
        cosines = [part.get(row, low) for part, low in zip(parts, floors, strict=True)]
        clause = max(range(len(parts)), key=cosines.__getitem__)
        combined[row] = ((whole.get(row, floor) + cosines[clause]) / 2, clause)
    return combined


def _once(hits: Iterable[ConceptHit]) -> tuple[ConceptHit, ...]:
    """Each concept once, best first: with its highest score, and by its label where the label itself stands there."""
    best: dict[str, ConceptHit] = {}
    for hit in hits:
        known = best.get(hit.uri, hit)
        plainest = max(known, hit, key=lambda h: (h.how is not How.NEAR, h.score))
        best[hit.uri] = replace(plainest, score=max(known.score, hit.score))
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.start, hit.uri)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the encoder and the index said of each (text, language): its vector, the concepts near it."""

    place: dict[tuple[str, str], int]
    vectors: Vectors
    near: list[dict[int, float]]

    def vector(self, piece: "_DraftPiece") -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.vectors[self.place[piece.span.text, piece.language]]
        return found

    def concepts(self, span: Span, piece: "_DraftPiece") -> dict[int, float]:
        return self.near[self.place[span.text, piece.language]]

    def all_concepts(self, piece: "_DraftPiece") -> list[dict[int, float]]:
        return [self.concepts(span, piece) for span in piece.spans]


_ONE_WORD = weights.PREFERRED * weights.ONE_WORD
"""The score of a preferred label of one word; those of more words, and they alone, have more."""

LANGUAGES_LINE = 80
"""Characters. A longer line that names a language speaks of other things too."""


def _about_languages(piece: "_DraftPiece", said: Claims) -> bool:
    return bool(said.languages) and len(piece.span.text) <= LANGUAGES_LINE


def _means(drafts: Sequence["_Draft"], known: _Known) -> Vectors:
    """The mean vector of each text's pieces, of length 1; zeros for a text without any. Shape (texts, dimensions)."""
    means = np.zeros((len(drafts), known.vectors.shape[1] if known.vectors.ndim == 2 else 0), np.float32)
    for row, draft in enumerate(drafts):
        if draft.pieces:
            means[row] = np.mean([known.vector(piece) for piece in draft.pieces], axis=0)
    return unit(means)


# --- before any vector: what of a text is read at all -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DraftPiece:
    span: Span
    language: str
    clauses: tuple[Span, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return (self.span, *self.clauses)


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    language: str
    pieces: tuple[_DraftPiece, ...]
    cut: int | None
    skipped: tuple[LeftOut, ...]


def _draft(text: str, language: str | None) -> _Draft:
    cut = LONGEST_TEXT if len(text) > LONGEST_TEXT else None
    shown = readable(text[:LONGEST_TEXT])
    known = language or language_of(shown)
    read: list[_DraftPiece] = []
    skipped: list[LeftOut] = []
    for span in sift(shown, known, original=text):
        if isinstance(span, LeftOut):
            skipped.append(span)
        else:
            own = language_of_piece(span.text, known)
            read += [_DraftPiece(part, own, clauses(part)) for part in parts(span, own)]
    return _Draft(text, known, tuple(read), cut, tuple(skipped))


def _whole(text: str, language: str | None) -> _DraftPiece:
    """A text taken for one sentence, whatever it is."""
    shown = readable(text)
    span = Span(0, len(text), shown)
    known = language_of_piece(shown, language) if language else language_of(shown)
    return _DraftPiece(span, known, tuple(c for piece in pieces(shown) for c in clauses(piece)) or (span,))
