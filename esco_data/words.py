"""The folded words of a text, as search stores and compares them."""

import re

from esco_data.folding import fold

_WORD = re.compile(r"[^\W_]+[+#]*")  # C++ and C# keep their signs
_APOSTROPHE_IN_CYRILLIC = re.compile(r"(?<=[Ѐ-ӿ])['’ʼ`](?=[Ѐ-ӿ])")  # a letter's sign there, no end of a word


def words(text: str) -> list[str]:
    if not text.isascii():
        text = _APOSTROPHE_IN_CYRILLIC.sub("", text)
    return _WORD.findall(fold(text))


def search_key(text: str) -> str:
    """The folded words with single spaces between; empty where there is no letter and no digit."""
    return " ".join(words(text))
