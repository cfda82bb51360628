"""The process that reads one file and ends: limits first, then bytes in, JSON out.

Started by `reading` as `python -m talent.papers.child LIMITS` with nothing of the server's environment. Whatever
happens to it, the server sees only that no valid answer came.
"""

import json
import resource
import sys
from typing import Any, Final

from talent.papers.limits import Limits

PROTECTED: Final = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
"""It may write no file, and a crash leaves no image of its memory."""


def main(limits: Limits) -> None:
    confine(limits)
    sys.stdout.buffer.write(json.dumps(answer(sys.stdin.buffer.read(), limits)).encode())


def confine(limits: Limits) -> None:
    """Before anything of the file is looked at; what is taken away cannot be taken back."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    for kind in PROTECTED:
        resource.setrlimit(kind, (0, 0))


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    from dataclasses import asdict

    from talent.papers import reader
    from talent.papers.paper import Fault, Unreadable

    try:
        return {"paper": asdict(reader.read(data, limits))}
    except Unreadable as refused:
        return {"fault": refused.fault, "limits": dict(refused.limits)}
    except (MemoryError, RecursionError):
        return {"fault": Fault.TOO_HARD, "limits": {}}


if __name__ == "__main__":
    main(Limits(**json.loads(sys.argv[1])))
