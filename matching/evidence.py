"""What a candidate's text gives as evidence: its claims, piece by piece, and the text as a whole."""

from collections.abc import Iterable
from dataclasses import replace

from matching import weights
from matching.mapping import PieceReading, Reading
from matching.ranking import Evidence, Meaning
from matching.requirements import meaning_of, together


def evidence(reading: Reading) -> list[Evidence]:
    """The pieces that claim something, in order, and the whole last; what is denied or only wished for is none."""
    claimed = [piece for piece in reading.pieces if not piece.claims.denied]
    surest = max((hit.score for piece in claimed for hit in piece.concepts if hit.occupation), default=0.0)
    found = [
        Evidence(
            piece.span.text, piece.span.start, piece.span.end, piece.language, _meaning(piece, surest),
            piece.claims.languages, max(piece.claims.education, default=None), piece.claims.years,
        )
        for piece in claimed
    ]  # fmt: skip
    if not claimed:
        return []
    first, last = claimed[0].span.start, claimed[-1].span.end
    text = joined(piece.span.text for piece in claimed)
    saying = [piece for piece in claimed if _says_something(piece)] or claimed
    whole = replace(together(claimed), vector=together(saying).vector)
    return [*found, Evidence(text, first, last, reading.language, whole, whole=True)]


def _says_something(piece: PieceReading) -> bool:
    """A bare name at the top of a CV says nothing of work, and must not move the whole."""
    said = piece.claims
    return bool(piece.concepts or said.languages or said.education or said.years)


def _meaning(piece: PieceReading, surest: float) -> Meaning:
    """Everybody has an occupation: what the text most likely says it is counts as (nearly) sure, however unlike
    ESCO's words it is put; other occupations in proportion.
    """
    scale = max(surest, weights.SURE_OCCUPATION)
    scores = ((h.uri, min(1.0, h.score / scale) if h.occupation else h.score) for h in piece.concepts)
    return replace(meaning_of(piece), concepts=tuple(scores))


def joined(texts: Iterable[str]) -> str:
    """The text of the whole: what was read of it, and so no line that states who somebody is."""
    return "\n".join(texts)
