"""What a candidate's text gives as evidence: its claims, piece by piece, and the text as a whole."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from matching import weights
from matching.mapping import ConceptHit, How, PieceReading, Reading
from matching.ranking import Evidence, Meaning, whole_of
from matching.recency import until
from matching.requirements import meaning_of
from matching.text import clauses, words

LIKE_A_LABEL = 0.9
"""Score from which a clause is the name of a concept, with a word or an ending more or less."""

BARE = 6
"""Words. A clause of no more is a thing named, not a thing told."""

SENTENCE_ENDS = ".!?…।۔؟"

MANY = 5
"""Clauses. A piece of so many enumerates, whatever each of them is."""

AROUND = 5
"""Pieces before and after one, by which it is seen to stand in a list."""


def evidence(reading: Reading) -> list[Evidence]:
    """The pieces that claim something, in order, and the whole last; what is denied or only wished for is none, and
    what is said again word for word is said once.
    """
    claimed = _once([piece for piece in reading.pieces if not piece.claims.denied])
    if not claimed:
        return []
    surest = max((hit.score for piece in claimed for hit in piece.concepts if hit.occupation), default=0.0)
    ends = until([(piece.span, piece.language) for piece in claimed], reading.text)
    worths = _worths(claimed)
    found = [
        Evidence(
            piece.span.text, piece.span.start, piece.span.end, piece.language, _meaning(piece, surest),
            piece.claims.languages, max(piece.claims.education, default=None), piece.claims.years,
            until=end, worth=worth,
        )
        for piece, end, worth in zip(claimed, ends, worths, strict=True)
    ]  # fmt: skip
    return [*found, replace(whole_of(found), language=reading.language)]


def _once(pieces: Sequence[PieceReading]) -> list[PieceReading]:
    """Of pieces with the same words the first."""
    first: dict[tuple[str, ...], PieceReading] = {}
    for piece in pieces:
        first.setdefault(tuple(word.folded for word in words(piece.span)), piece)
    return list(first.values())


def _worths(pieces: Sequence[PieceReading]) -> list[float]:
    """What each piece counts for. Whoever lists more things than anybody can mean, means each of them less; a longer
    line in the midst of such a list is one more thing of it, and so is one that puts many things in a row.
    """
    listed = [_listed(piece) for piece in pieces]
    if sum(listed) <= weights.LISTED:
        return [1.0] * len(pieces)
    worth = (weights.LISTED / sum(listed)) ** weights.LISTED_POWER
    return [
        worth if listed[place] or _amid(listed, place) or _enumerates(piece) else 1.0
        for place, piece in enumerate(pieces)
    ]


def _listed(piece: PieceReading) -> int:
    """How many things a piece only names, one after another; 0 for one that tells something."""
    said = piece.claims
    if said.years or said.education or said.languages:
        return 0
    parts = clauses(piece.span)
    named = [(hit.start, hit.end) for hit in piece.concepts if _names(hit, piece)]
    bare = [part for part in parts if (part.start, part.end) in named or len(words(part)) <= BARE]
    return len(parts) if 2 * len(bare) > len(parts) else 0


def _names(hit: ConceptHit, piece: PieceReading) -> bool:
    """Whether the words are a label; where they are of no whole sentence, all but one will do."""
    return hit.how is not How.NEAR or (hit.score >= LIKE_A_LABEL and piece.span.text[-1] not in SENTENCE_ENDS)


def _amid(listed: Sequence[int], place: int) -> bool:
    """Whether nearly all pieces before one and after it only name things; none need come after."""
    before, after = listed[max(0, place - AROUND) : place], listed[place + 1 : place + 1 + AROUND]
    return len(before) == AROUND and all(side.count(0) <= 1 for side in (before, after))


def _enumerates(piece: PieceReading) -> bool:
    return len(clauses(piece.span)) >= MANY


def _meaning(piece: PieceReading, surest: float) -> Meaning:
    """Everybody has an occupation: what the text most likely says it is counts as (nearly) sure, however unlike
    ESCO's words it is put; other occupations in proportion.
    """
    scale = max(surest, weights.SURE_OCCUPATION)
    scores = ((h.uri, min(1.0, h.score / scale) if h.occupation else h.score) for h in piece.concepts)
    return replace(meaning_of(piece), concepts=tuple(scores))


def of_sections(evidence: Sequence[Evidence], sections: Collection[str]) -> Sequence[Evidence]:
    """What counts where these sections of a profile are shown and no other: with a whole of its own."""
    kept = [_quoting(each, sections) for each in evidence if not each.whole and each.section in sections]
    return [*kept, replace(whole_of(kept), language=evidence[-1].language)] if kept else []


def _quoting(piece: Evidence, sections: Collection[str]) -> Evidence:
    """With the words that it was suggested from where these are shown too, else without."""
    chosen = piece.chosen
    if chosen is None or not chosen.sections.isdisjoint(sections):
        return piece
    return replace(piece, chosen=replace(chosen, quote=None, sections=frozenset()))


def joined(texts: Iterable[str]) -> str:
    """The text of the whole: what was read of it, and so no line that states who somebody is."""
    return "\n".join(texts)
