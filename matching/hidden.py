"""Takes out of a text what a reader of the page would not see, so that nobody gains by writing it there.

Covers what the HTML itself says: `hidden`, `<template>`, and styles on the element that hide it, make it white,
transparent or too small to read, or push it off the page. Classes that a style sheet elsewhere hides are beyond it.
"""

from collections.abc import Iterator

import regex

_TAG = regex.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]{0,400})>")
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "source"})
_WHITE = (
    r"(?:white(?!\w)|snow|transparent|#f{3}(?!\w)|#f{6}"
    r"|rgba?\(\s*255\s*,\s*255\s*,\s*255|rgba\([^)]*,\s*0?\.?0+\s*\))"
)
_HIDING = regex.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*(?![\d.])"
    r"|font-size\s*:\s*[0-2]?(?:\.\d+)?(?:px|pt)?\s*(?![\d.\w%])"
    r"|font-size\s*:\s*0?\.?0+\d?(?:r?em|%)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|(?:^|[\s;\"'])hidden(?=$|[\s=/])",
    regex.I,
)
_PALE = regex.compile(rf"(?<![\w-])color\s*[:=]\s*[\"']?\s*{_WHITE}", regex.I)
_BACKGROUND = regex.compile(r"background|bgcolor", regex.I)
_SMUGGLED = regex.compile(r"[\U000e0000-\U000e007f]")  # letters as invisible tags


def mask_hidden(text: str) -> str:
    """The text with spaces in the place of what is hidden; each place stays as it was."""
    shown = _SMUGGLED.sub(" ", text)
    for start, end in _hidden(shown):
        shown = shown[:start] + "".join(c if c == "\n" else " " for c in shown[start:end]) + shown[end:]
    return shown


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Stretches from a hiding tag to the one that closes it; to the end of the text where none does."""
    name, start, depth = "", 0, 0
    for tag in _TAG.finditer(text):
        closing, this, attributes = bool(tag[1]), tag[2].lower(), tag[3]
        if depth and this == name:
            depth += -1 if closing else 1
            if not depth:
                yield start, tag.end()
        elif not depth and not closing and this not in _VOID and _hides(this, attributes):
            name, start, depth = this, tag.start(), 1
    if depth:
        yield start, len(text)


def _hides(name: str, attributes: str) -> bool:
    """White words on a background of their own are a matter of taste, not hidden."""
    if name == "template" or _HIDING.search(attributes):
        return True
    return bool(_PALE.search(attributes)) and not _BACKGROUND.search(attributes)
