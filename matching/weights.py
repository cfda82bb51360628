"""The numbers of judgement: used by the ranking, shown on the page, printed in the documentation. Nowhere else.

Chosen on development data (`talent bench ranking`, docs/matching.md), never on acceptance sets.
"""

from types import MappingProxyType

STRENGTH = MappingProxyType(
    {
        "same": 1.0,
        "same-unit-group": 0.75,
        "essential-for-occupation": 0.7,
        "narrower": 0.8,
        "broader": 0.6,
        "related": 0.5,
        "optional-for-occupation": 0.45,
        "sibling": 0.3,
        "same-minor-group": 0.3,
    }
)
"""How much of a requirement a concept answers that is related to it, in [0, 1]."""

WEIGHT = MappingProxyType(
    {
        "occupation": 10.0,
        "experience": 0.8,
        "skill": 1.0,
        "language": 1.0,
        "education": 0.8,
        "whole": 7.0,
    }
)
"""Weight of a requirement by its kind, before all weights of a vacancy are scaled to a sum of 1."""

OPTIONAL = 0.4
"""What an optional requirement weighs, as a share of an essential one."""

SKILLS_TOGETHER = 10.0
"""All skill requirements of a vacancy together weigh at most this much, however long the advertisement is."""

RARITY = 0.5
"""Share of a skill's weight that depends on how few occupations use it: all of it for one, nothing for all."""

CONCEPTS = 0.5
"""Share of the concepts in the similarity of a requirement and a piece of evidence; the rest is in the words."""

VECTORS = 0.85
"""Share of the vectors in the similarity of words; the rest is in words that both texts contain."""

PREFERRED = 0.97
"""Score of a stretch of text that is a concept's preferred label, of two words or more."""

ALTERNATIVE = 0.92
"""The same for an alternative label."""

ONE_WORD = 0.8
"""Factor for labels of one word: "driver" or "care" are labels, and ordinary words too."""

NEAR = 0.45
"""Calibrated similarity from which a concept counts as near to a text; below it, it is not mentioned."""

NEAR_OCCUPATION = 0.15
"""The same for an occupation, where the geometric mean of the sentence's similarity and the whole text's is taken. Low,
because the ranking compares a candidate's occupations with each other; people are told of likely ones only.
"""

NEAR_PER_PASSAGE = 3
"""Concepts of each kind that a sentence, or as much of a long one as is read together, may be near to."""

TOLD = 0.1
"""Probability from which a concept is told to people; the ranking weighs less certain ones too. Judged sentences name
one or two of several concepts that would do, so that this errs on the side of silence less than it seems.
"""

TOLD_OCCUPATIONS = 3
"""Occupations that are told of a text, however unsure."""

TOLD_OCCUPATION = 0.03
"""Probability from which one of them is. In invented CVs the right one mostly has 0.05 to 0.4, other trades less."""

LETTERS = 0.1
"""Share of letters in the score of a name; the rest is the cosine of the vectors."""

CROWD = 0.1
"""What the score of a name loses for each unit of cosine by which names of others are near to it."""

SURE_OCCUPATION = 0.2
"""Similarity from which a candidate's likeliest occupation counts as certain; below it, in proportion. Everybody has
an occupation, and whose language ESCO does not speak is less near to all of them.
"""

ASKED_OCCUPATION = 0.35
"""Similarity from which an advertisement asks for an occupation that it does not name."""

YEARS_WITHOUT_LINK = 0.5
"""What years of experience count for that are not in a piece about the occupation asked for."""

LEVEL_BELOW = 0.3
"""What a language loses for each CEFR level below the one asked for."""

LEVEL_UNKNOWN = 0.6
"""What a language counts for whose level the candidate does not say: unknown is not absent."""

EDUCATION_BELOW = 0.4
"""What education loses for each ISCED level below the one asked for."""

FRESH = 5
"""Years for which what somebody no longer does counts in full."""

FADES = 0.02
"""What it loses for each year after that."""

FADED = 0.7
"""What is left of it, however long ago: who fled, cared for children or could not work still knows their trade."""

LISTED = 70
"""Things that a text may name in bare lists and be taken at its word. No honest invented CV lists more than 66."""

LISTED_POWER = 3
"""Of more, each counts (LISTED / number) to this power: a list of everything says nothing."""


def digest() -> str:
    """SHA-256 of all numbers above: a shown ranking is logged with it."""
    from hashlib import sha256

    values = {name: value for name, value in sorted(globals().items()) if name.isupper()}
    return sha256(
        repr({k: dict(v) if isinstance(v, MappingProxyType) else v for k, v in values.items()}).encode()
    ).hexdigest()
