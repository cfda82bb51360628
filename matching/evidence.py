"""What a candidate's text gives as evidence: its claims, piece by piece, and the text as a whole."""

from collections.abc import Iterable

from matching.mapping import Reading
from matching.ranking import Evidence
from matching.requirements import meaning_of, together


def evidence(reading: Reading) -> list[Evidence]:
    """The pieces that claim something, in order, and the whole last; what is denied or only wished for is none."""
    claimed = [piece for piece in reading.pieces if not piece.claims.denied]
    found = [
        Evidence(
            piece.span.text, piece.span.start, piece.span.end, piece.language, meaning_of(piece),
            piece.claims.languages, max(piece.claims.education, default=None), piece.claims.years,
        )
        for piece in claimed
    ]  # fmt: skip
    if not claimed:
        return []
    first, last = claimed[0].span.start, claimed[-1].span.end
    text = joined(piece.span.text for piece in claimed)
    return [*found, Evidence(text, first, last, reading.language, together(claimed), whole=True)]


def joined(texts: Iterable[str]) -> str:
    """The text of the whole: what was read of it, and so no line that states who somebody is."""
    return "\n".join(texts)
