"""Reads a file in a process of its own, so that nothing in a file can hang, crash or fill the server."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Final

from pydantic import TypeAdapter, ValidationError

from talent.papers import kinds
from talent.papers.limits import STANDARD, Limits
from talent.papers.paper import Fault, Kind, Note, Paper, Unreadable

log = logging.getLogger(__name__)

PROJECT: Final = Path(__file__).parents[2]

AT_ONCE: Final = 3
"""Files read at the same time by one server; the next waits its turn, and is told after `wall_seconds`."""

_turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other process says: a paper, or why not."""

    paper: Paper | None = None
    fault: Fault | None = None
    limits: dict[str, int] | None = None


def read(data: bytes, *, name: str = "", limits: Limits = STANDARD) -> Paper:
    """The content of a file that somebody sent. Raises Unreadable; nothing of the file is kept either way.

    `name` decides nothing. It is compared with what the file is, for the message.
    """
    if len(data) > limits.size:
        raise Unreadable(Fault.TOO_LARGE, most=limits.size, found=len(data))
    try:
        paper = _checked(_in_turn(data, limits), limits)
    except Unreadable as refused:
        if refused.fault is Fault.OTHER_KIND and kinds.named(name):
            raise Unreadable(Fault.DISGUISED) from refused
        raise
    return _compared(paper, kinds.named(name))


def _compared(paper: Paper, named: Kind | None) -> Paper:
    if named in {None, paper.kind}:
        return paper
    return replace(paper, notes=(*paper.notes, Note.NAMED_OTHERWISE))


def _in_turn(data: bytes, limits: Limits) -> bytes:
    if not _turns.acquire(timeout=limits.wall_seconds):
        raise Unreadable(Fault.BUSY)
    try:
        return _ask(data, limits)
    finally:
        _turns.release()


def _ask(data: bytes, limits: Limits) -> bytes:
    """What the process wrote, at most a little over `limits.answer` bytes; empty where a limit ended it."""
    try:
        with _started(limits) as process:
            timer = Timer(limits.wall_seconds, process.kill)
            timer.start()
            try:
                said = _talk(process, data, limits)
            finally:
                timer.cancel()
                process.kill()
    except BrokenPipeError:  # it ended before it had read everything
        said = b""
    if not said:
        log.warning("a file could not be read: the process ended with %s", process.returncode)
    return said


def _started(limits: Limits) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - this interpreter, a module of ours, and numbers
        [sys.executable, "-s", "-P", "-m", "talent.papers.child", json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its complaints may quote the file
        cwd="/",
        env={"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
    )


def _talk(process: "subprocess.Popen[bytes]", data: bytes, limits: Limits) -> bytes:
    """It reads all before it writes, so neither waits for the other; the timer ends one that does otherwise."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    process.stdin.write(data)
    process.stdin.close()
    return process.stdout.read(limits.answer + 1)


def _checked(said: bytes, limits: Limits) -> Paper:
    """The paper, if the answer is one and keeps to the limits. No answer means that a limit ended the process."""
    if not said or len(said) > limits.answer:
        raise Unreadable(Fault.TOO_HARD)
    try:
        answer = _answers().validate_json(said)
    except ValidationError as error:
        raise Unreadable(Fault.TOO_HARD) from error
    if answer.fault is not None:
        raise Unreadable(answer.fault, **(answer.limits or {}))
    if answer.paper is None or len(answer.paper.text) > limits.characters:
        raise Unreadable(Fault.TOO_HARD)
    return answer.paper


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)
