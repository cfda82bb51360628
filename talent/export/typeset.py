"""Typesets a sheet as PDF/UA-1 (ISO 14289-1: tagged for screen readers) in a process of its own, with limits.

The process is this module, started by `pdf` with nothing of the server's environment: a sheet in, a PDF out.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from talent.export.sheet import Said, Sheet

TEMPLATE: Final = Path(__file__).with_name("sheet.typ")
PROJECT: Final = Path(__file__).parents[2]

CPU_SECONDS: Final = 20
WALL_SECONDS: Final = 30.0
MEMORY: Final = 4 * 1024**3
"""Of addresses; typst reserves for each thread far more than it uses."""

STANDARD: Final = "ua-1"
TRIES: Final = 4
"""Each try finds nearly all characters that have no font; see `_shown`."""

UNSHOWN: Final = "\N{WHITE SQUARE}"
_MISSING: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class CannotTypeset(Exception):
    """No PDF came of it: it is too long for the limits. Holds no word of the sheet."""


def pdf(sheet: Sheet, *, made_at: datetime) -> bytes:
    """Raises CannotTypeset."""
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-P", "-m", "talent.export.typeset"],
            input=json.dumps(_plain(sheet, made_at)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # its complaints may quote people
            timeout=WALL_SECONDS,
            check=False,
            cwd="/",
            env={"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise CannotTypeset from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise CannotTypeset
    return done.stdout


def _plain(sheet: Sheet, made_at: datetime) -> dict[str, Any]:
    """The sheet as the template takes it: with directions, without what no document can hold."""
    return {"made_at": made_at.timestamp(), **_made_plain(sheet)}


def _made_plain(value: Any) -> Any:
    if isinstance(value, Said):
        return {"text": _clean(value.text), "language": _language(value), "direction": value.direction}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _made_plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, str):
        return _clean(value)
    return [_made_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _language(said: Said) -> str | None:
    """Typst takes codes of two or three letters."""
    code = (said.language or "").split("-")[0]
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None


def main() -> None:
    confine()
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(compiled(asked, int(asked.pop("made_at"))))


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(kind, (0, 0))


def compiled(sheet: dict[str, Any], made_at: int) -> bytes:
    """Characters that no font has become squares and are listed at the end: none disappears unsaid."""
    import typst

    template, missing = TEMPLATE.read_bytes(), set[str]()
    for _ in range(TRIES):
        inputs = {"sheet": json.dumps(_shown(sheet, missing) | {"missing": sorted(map(_named, missing))})}
        try:
            return typst.compile(template, sys_inputs=inputs, pdf_standards=STANDARD, timestamp=made_at)
        except typst.TypstError as error:
            found = set(_without_font(error.diagnostic))
            if found <= missing:
                raise
            missing |= found
    raise CannotTypeset


def _without_font(diagnostic: str) -> Iterator[str]:
    for quoted in _MISSING.findall(diagnostic):
        yield from _ESCAPED.sub(lambda code: chr(int(code[1], 16)), quoted)


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"


def _shown(value: Any, missing: set[str]) -> Any:
    if isinstance(value, str):
        return value.translate(dict.fromkeys(map(ord, missing), UNSHOWN))
    if isinstance(value, dict):
        return {key: _shown(each, missing) for key, each in value.items()}
    return [_shown(each, missing) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
