"""Makes what is missing of taxonomy, model, index, database and demonstration data; quick where nothing is.

Every step is idempotent and replaces what it makes in one rename or one transaction, so a step that was killed is
simply done again.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from web.settings import Settings

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.encoder import Encoder

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What matching needs, opened. `folder` holds the concept index, perhaps only its first stages."""

    taxonomy: "Taxonomy"
    encoder: "Encoder"
    folder: Path


def matching(chosen: Settings, say: Say) -> Made:
    """Taxonomy, encoder and at least the first stage of the concept index."""
    from matching import indexing

    taxonomy = _taxonomy(chosen, say)
    encoder = _encoder(chosen, say)
    folder = indexing.folder_for(chosen.index_path, taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, Counter(say, "Reading ESCO concepts"), only_first=True)
    return Made(taxonomy, encoder, folder)


def _taxonomy(chosen: Settings, say: Say) -> "Taxonomy":
    from esco_data import prepare

    return prepare.ensure(
        chosen.data, operator_path=chosen.esco, report=say, progress=Steps(say, "Importing the ESCO classification")
    )


def _encoder(chosen: Settings, say: Say) -> "Encoder":
    """The model of the settings. The default one is built in a process of its own, which alone needs torch's memory."""
    from matching.encoder import open_encoder
    from matching.encoder.build import is_built

    if chosen.model == "default" and not is_built(chosen.models_path):
        say("Building the language model (once, about a minute)")
        command = [sys.executable, "-m", "web.cli", "model", "build"]
        subprocess.run(command, check=True)  # noqa: S603  # our own program, fixed arguments
    return open_encoder(
        chosen.model,
        chosen.models_path,
        vectors=chosen.vectors_path,
        allow_stand_in=chosen.environment != "production",
    )


class Steps:
    """A progress callback (done, total) that says every tenth of the way."""

    def __init__(self, say: Say, what: str) -> None:
        self._say = say
        self._what = what
        self._tenth = 0

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if tenth > self._tenth:
            self._tenth = tenth
            self._say(f"  {self._what}: {done:,} of {total:,}")


class Counter:
    """The same for the index, whose stages each count from nothing."""

    def __init__(self, say: Say, what: str) -> None:
        self._say = say
        self._what = what
        self._steps: dict[str, Steps] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._steps.setdefault(stage, Steps(self._say, f"{self._what}, {stage}"))(done, total)
