"""What a folded word may look like in a label besides itself: with or without the Arabic article, with ä for ae."""

import re
from typing import Final

Query = tuple[str, ...]
"""Folded words."""

_ARABIC: Final = re.compile("[\u0621-\u064a]")
_ARTICLE: Final = re.compile(r"\b[وف]?(?:ال|بال|كال|لل)(?=\w{3})")
"""What Arabic writes together with the word after it: the article, with "and", "in", "as" or "for" before it."""

_PARTICLES: Final = ("", "ال", "وال", "بال", "لل", "و", "ب", "ل")
"""Those that labels have most. A single letter is never taken off: it may as well be the word's own first one."""

_UMLAUT: Final = re.compile("(?<![aeq])([aou])e")


def forms(query: Query, language: str) -> tuple[Query, ...]:
    """The words as typed and, where labels may have them otherwise, in their plain form."""
    plain = tuple(_plain(word, language) for word in query)
    return (query, plain) if plain != query or any(map(_ARABIC.match, query)) else (query,)


def beginnings(word: str, language: str) -> tuple[str, ...]:
    """How the words may begin that a typed word is the beginning of."""
    plain = _plain(word, language)
    particles = _PARTICLES if _ARABIC.match(word) else ("",)
    return tuple(dict.fromkeys((word, *(particle + plain for particle in particles))))


def without_articles(folded: str) -> str:
    """A word or a label, beside which a plain form can be held."""
    return _ARTICLE.sub("", folded)


def _plain(word: str, language: str) -> str:
    """Without an article, and as fold() leaves it where it is written with an umlaut."""
    return _UMLAUT.sub(r"\1", word) if language == "de" else without_articles(word)
