"""One spelling for what people write in many: case, accents, Arabic letter variants, ligatures, digits, apostrophes.

Used for labels when they are stored and for queries and texts when they are compared, so that both always meet.
"""

import unicodedata

_MARKS = [*range(0x0300, 0x0370), 0x0640, *range(0x064B, 0x0660), 0x0670, 0x200C, 0x200D, 0x00AD]
_SPELLINGS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ґ": "г",
    "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-",
    "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ە": "ه", "ٱ": "ا", "ے": "ي",
    "ں": "ن",
}  # fmt: skip
_TABLE = {**dict.fromkeys(_MARKS), **{ord(k): v for k, v in _SPELLINGS.items()}}


def fold(text: str) -> str:
    """The text as it is compared: lower case, compatibility forms, without accents, vowel marks and tatweel.

    Vowel signs of Indic scripts stay: they are letters there. `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_TABLE)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", plain).translate(_TABLE).casefold())
