"""From words to ESCO: which skills and occupations a text speaks of, in which of its words, and how that was found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching import cues, scoring, weights
from matching.centring import unit
from matching.claims import Claims, claims
from matching.drafts import LONGEST_TEXT as LONGEST_TEXT
from matching.drafts import Draft, DraftPiece, Known, Passage, draft, nowhere, one_passage
from matching.encoder import Encoder, Progress, Stretch, Vectors
from matching.index import NEIGHBOURS, ConceptIndex
from matching.lexicon import LabelHit
from matching.names import plain
from matching.sifting import LeftOut
from matching.text import Span

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
    """A concept that a stretch of text speaks of; places in characters of the whole text. `score` in (0, 1] is how
    near it is, as the ranking weighs it; `probability`, that the text does speak of it.
    """

    uri: str
    occupation: bool
    score: float
    probability: float
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
        """What the text claims, as far as it is sure enough to be told, and its likeliest occupations: everybody has
        one, and knows which. Pieces that deny or only wish are left out, and so are concepts that are only somewhat
        near (the ranking weighs those too).
        """
        hits = [hit for piece in self.pieces if not piece.claims.denied for hit in piece.concepts]
        occupations = _likeliest_occupations(hits)
        yield from (hit for hit in hits if _told(hit) or hit.uri in occupations)


def _told(hit: ConceptHit) -> bool:
    """Likely enough, or a label of more than one word that stands there literally."""
    literal = hit.how is not How.NEAR and hit.score >= weights.ALTERNATIVE
    return literal or hit.probability >= weights.TOLD


def _likeliest_occupations(hits: Iterable[ConceptHit]) -> Collection[str]:
    likely = [hit for hit in hits if hit.occupation and hit.probability >= weights.TOLD_OCCUPATION]
    ranked = dict.fromkeys(hit.uri for hit in sorted(likely, key=lambda hit: -hit.probability))
    return list(ranked)[: weights.TOLD_OCCUPATIONS]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept with the words it came from: `text == original[start:end]`. `score`, `probability` as in a hit."""

    uri: str
    occupation: bool
    score: float
    probability: float
    text: str
    start: int
    end: int
    how: How


def summed_up(reading: Reading) -> list[Suggestion]:
    """The concepts that a reading tells, likeliest first, each once, where it shows best."""
    best: dict[str, ConceptHit] = {}
    for hit in reading.concepts():
        if hit.uri not in best or hit.probability > best[hit.uri].probability:
            best[hit.uri] = hit
    ranked = sorted(best.values(), key=lambda hit: (-hit.probability, hit.start, hit.uri))
    text = reading.text
    return [
        Suggestion(h.uri, h.occupation, h.score, h.probability, text[h.start : h.end], h.start, h.end, h.how)
        for h in ranked
    ]


def without(reading: Reading, uris: Collection[str]) -> Reading:
    """As if the text did not speak of these concepts; its words stay."""
    if not uris:
        return reading
    return replace(reading, pieces=tuple(_piece_without(piece, uris) for piece in reading.pieces))


def _piece_without(piece: PieceReading, uris: Collection[str]) -> PieceReading:
    return replace(piece, concepts=tuple(hit for hit in piece.concepts if hit.uri not in uris))


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
        known_at: Sequence[Known] | None = None,
        progress: Progress | None = None,
    ) -> list[Reading]:
        """Understands many texts in one go: all their sentences and clauses are encoded together. `known_at`: of each
        text where it is in a language of its own.
        """
        given = zip(texts, languages or [None] * len(texts), known_at or [nowhere] * len(texts), strict=True)
        drafts = [draft(text, language, known_at=at) for text, language, at in given]
        known = self._known([passage for d in drafts for passage in d.passages], progress=progress)
        return [
            self._finish(d, known, gist) for d, gist in zip(drafts, self._gists(drafts, known), strict=True)
        ]

    def suggest(self, text: str, *, language: str | None = None) -> list[Suggestion]:
        """The concepts a text speaks of, likeliest first, each once, with the place where it shows best."""
        return summed_up(self.read(text, language=language))

    def rank(
        self,
        texts: Sequence[str],
        *,
        occupations: bool,
        languages: Sequence[str | None] | None = None,
        first: int = 100,
    ) -> list[list[tuple[str, float]]]:
        """For each sentence, title or term the concepts of one kind by URI, likeliest first, each with the probability
        that it speaks of it: by the scoring that `read` uses, but nothing is left out for being unlikely.
        """
        return [
            [
                (self.index.concepts[row].uri, probability)
                for row, probability in self._likeliest(found, first)
            ]
            for found in self.weigh(texts, occupations=occupations, languages=languages, first=first)
        ]

    def weigh(
        self,
        texts: Sequence[str],
        *,
        occupations: bool,
        languages: Sequence[str | None] | None = None,
        first: int = 100,
    ) -> Iterator[scoring.Evidence]:
        """For each text what speaks for the concepts of one kind: about the `first` nearest, none weighed yet."""
        asked = [
            one_passage(t, code) for t, code in zip(texts, languages or [None] * len(texts), strict=True)
        ]
        known = self._known(asked, neighbours=SURFACES * first, occupations=occupations)
        for passage in asked:
            found = self.index.lexicon.find(passage.span)
            labels = [hit for hit in found if self.index.occupations[hit.concept] == occupations]
            yield self._evidence(passage, known, labels)

    def _likeliest(self, found: scoring.Evidence, first: int) -> list[tuple[int, float]]:
        likely = scoring.probabilities(found, self.index.manifest.encoder)
        order = np.lexsort((found.rows, -likely))[:first]
        return list(zip(found.rows[order].tolist(), likely[order].tolist(), strict=True))

    def _known(
        self,
        asked: Sequence[Passage],
        *,
        neighbours: int = NEIGHBOURS,
        occupations: bool | None = None,
        progress: Progress | None = None,
    ) -> "_Known":
        """Encodes each passage with its clauses, and looks up once what is near each of them."""
        passages = list({_key(each, each.span): each for each in asked}.values())
        texts = [plain(each.span.text) for each in passages]
        inside = [list(dict.fromkeys(_inside(span, each) for span in each.spans)) for each in passages]
        encoded = self.encoder.encode_within(texts, [places[1:] for places in inside], progress=progress)
        raw = np.concatenate([np.zeros((0, self.encoder.dimensions), np.float32), *encoded])
        languages = [each.language for each, places in zip(passages, inside, strict=True) for _ in places]
        vectors = self.index.centring.centre(raw, languages)
        parts = [text[slice(*at)] for text, places in zip(texts, inside, strict=True) for at in places]
        near = self.index.near(parts, vectors, neighbours=neighbours, occupations=occupations)
        keys = [_key(each, span) for each in passages for span in each.spans]
        return _Known({key: number for number, key in enumerate(dict.fromkeys(keys))}, vectors, near)

    def _gists(self, drafts: Sequence[Draft], known: "_Known") -> Iterator[scoring.Near]:
        """What is near each text as a whole: of a text of one passage, what is near that."""
        longer = [read for read in drafts if len(read.passages) > 1]
        found = iter(self.index.near([""] * len(longer), _means(longer, known), neighbours=GIST))
        for read in drafts:
            if len(read.passages) > 1:
                yield next(found)
            else:
                yield next((known.near_to(only.span, only) for only in read.passages), {})

    def _evidence(
        self,
        passage: Passage,
        known: "_Known",
        labels: Iterable[LabelHit],
        gist: scoring.Near | None = None,
    ) -> scoring.Evidence:
        longest: dict[int, int] = {}
        for hit in labels:
            longest[hit.concept] = max(hit.length, longest.get(hit.concept, 0))
        whole = known.near_to(passage.span, passage)
        clauses = [known.near_to(clause, passage) for clause in passage.clauses]
        named = self.index.named_in(passage.language)
        return scoring.evidence(whole, clauses, longest, self.index, gist, named)

    def _finish(self, read: Draft, known: "_Known", gist: scoring.Near) -> Reading:
        pieces = tuple(self._piece(piece, known, gist) for piece in read.pieces)
        return Reading(read.text, read.language, pieces, read.cut, read.skipped)

    def _piece(self, piece: DraftPiece, known: "_Known", gist: scoring.Near) -> PieceReading:
        said = claims(piece.span.text, piece.language, offset=piece.span.start)
        hits = _once(self._concepts(piece, known, gist))
        return PieceReading(piece.span, piece.language, known.vector(piece), hits, said)

    def _concepts(self, piece: DraftPiece, known: "_Known", gist: scoring.Near) -> Iterator[ConceptHit]:
        """A line that only names a part of a CV speaks of nothing, one about languages of no more than their names."""
        if cues.heading(piece.span.text, piece.language):
            return
        labels = list(self.index.lexicon.find(piece.span))
        for passage in piece.passages:
            own = [hit for hit in labels if passage.span.start <= hit.start < passage.span.end]
            yield from self._in_passage(passage, known, own, gist, about_languages=piece.about_languages)

    def _in_passage(
        self,
        passage: Passage,
        known: "_Known",
        labels: Sequence[LabelHit],
        gist: scoring.Near,
        *,
        about_languages: bool,
    ) -> Iterator[ConceptHit]:
        """Labels and near concepts. A label of one word counts where the words around it do not say otherwise."""
        found = self._evidence(passage, known, labels, gist)
        likely = dict(
            zip(
                found.rows.tolist(),
                scoring.probabilities(found, self.index.manifest.encoder).tolist(),
                strict=True,
            )
        )
        near = known.rows(passage)
        yield from (
            self._label(hit, likely[hit.concept]) for hit in labels if hit.length > 1 or hit.concept in near
        )
        if not about_languages:
            yield from self._near(passage, found, likely, gist)

    def _label(self, hit: LabelHit, probability: float) -> ConceptHit:
        """A concept whose label stands in the text letter by letter, apart from case, accents and endings."""
        score = weights.PREFERRED if hit.preferred else weights.ALTERNATIVE
        how = How.EXACT if hit.preferred else How.ALTERNATIVE
        concept = self.index.concepts[hit.concept]
        factor = weights.ONE_WORD if hit.length == 1 else 1.0
        return ConceptHit(
            concept.uri, concept.occupation, score * factor, probability, hit.start, hit.end, how
        )

    def _near(
        self, passage: Passage, found: scoring.Evidence, likely: Mapping[int, float], gist: scoring.Near
    ) -> Iterator[ConceptHit]:
        """Concepts near in meaning, likeliest first, as many of each kind as a passage may have."""
        left = {True: weights.NEAR_PER_PASSAGE, False: weights.NEAR_PER_PASSAGE}
        scores = self._scores(found, gist)
        for place in sorted(range(len(found.rows)), key=lambda p: -likely[int(found.rows[p])]):
            row = int(found.rows[place])
            concept = self.index.concepts[row]
            enough = weights.NEAR_OCCUPATION if concept.occupation else weights.NEAR
            if scores[place] >= enough and left[concept.occupation]:
                left[concept.occupation] -= 1
                span = passage.clauses[int(found.clause[place])]
                yield ConceptHit(
                    concept.uri,
                    concept.occupation,
                    scores[place],
                    likely[row],
                    span.start,
                    span.end,
                    How.NEAR,
                )

    def _scores(self, found: scoring.Evidence, gist: scoring.Near) -> list[float]:
        """Similarity of each concept. For an occupation the text as a whole has a say, by the geometric mean: a title
        alone is a word or two, and what the rest speaks of tells which of two occupations is meant.
        """
        similar = self.index.calibration.similarity
        floor = min((near.cosine for near in gist.values()), default=0.0)
        around = [gist[row].cosine if row in gist else floor for row in found.rows.tolist()]
        own, whole = similar(found.cosine), similar(np.array(around, np.float32))
        scores: list[float] = np.where(found.occupations, np.sqrt(own * whole), own).tolist()
        return scores


def _once(hits: Iterable[ConceptHit]) -> tuple[ConceptHit, ...]:
    """Each concept once, best first: with its highest score, and by its label where the label itself stands there."""
    best: dict[str, ConceptHit] = {}
    for hit in hits:
        known = best.get(hit.uri, hit)
        plainest = max(known, hit, key=lambda h: (h.how is not How.NEAR, h.score))
        best[hit.uri] = replace(
            plainest,
            score=max(known.score, hit.score),
            probability=max(known.probability, hit.probability),
        )
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.start, hit.uri)))


_Key = tuple[str, str, int, int]
"""A passage's text and language, and a stretch of it: the same lines of two texts are read once."""


def _key(passage: Passage, span: Span) -> _Key:
    return (passage.span.text, passage.language, *_inside(span, passage))


def _inside(span: Span, passage: Passage) -> Stretch:
    return span.start - passage.span.start, span.end - passage.span.start


@dataclass(frozen=True, slots=True)
class _Known:
    """What the encoder and the index said of each span: its vector, the concepts near it."""

    place: dict["_Key", int]
    vectors: Vectors
    near: list[dict[int, scoring.Found]]

    def vector(self, piece: DraftPiece) -> NDArray[np.float32]:
        """That of its passage; of several their mean, each by its length."""
        found: Vectors = self.vectors[[self.place[_key(each, each.span)] for each in piece.passages]]
        lengths = np.array([[len(each.span.text)] for each in piece.passages], np.float32)
        mean: NDArray[np.float32] = unit(np.sum(found * lengths, axis=0, keepdims=True))[0]
        return mean

    def near_to(self, span: Span, passage: Passage) -> dict[int, scoring.Found]:
        return self.near[self.place[_key(passage, span)]]

    def rows(self, passage: Passage) -> set[int]:
        """Of all concepts near the passage or one of its clauses."""
        return {row for span in passage.spans for row in self.near_to(span, passage)}


def _means(drafts: Sequence[Draft], known: _Known) -> Vectors:
    """The mean vector of each text's pieces, of length 1; zeros for a text without any. Shape (texts, dimensions)."""
    means = np.zeros((len(drafts), known.vectors.shape[1] if known.vectors.ndim == 2 else 0), np.float32)
    for row, read in enumerate(drafts):
        if read.pieces:
            means[row] = np.mean([known.vector(piece) for piece in read.pieces], axis=0)
    return unit(means)
