"""Makes what is missing of taxonomy, model, index, database and demonstration data; quick where nothing is.

Every step is idempotent and replaces what it makes in one rename or one transaction, so a step that was killed is
simply done again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from web.settings import Settings

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.encoder import Encoder
    from talent.db import Database

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What matching needs, opened. `folder` holds the concept index, perhaps only its first stages."""

    taxonomy: "Taxonomy"
    encoder: "Encoder"
    folder: Path


def frontend(chosen: Settings, say: Say) -> None:
    """Style sheets, scripts and icons."""
    from web import frontend

    frontend.ensure(chosen.frontend_path, say=say)


def records(chosen: Settings, say: Say) -> None:
    """The database at its newest migration, and the demonstration data in it where they are wanted."""
    from talent.db import open_database
    from talent.demonstration import seed
    from web import migrations

    chosen.data.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(chosen.database)
    database = open_database(chosen.database)
    _seal_secrets(chosen, database)
    if not chosen.demonstration:
        database.close()
        return
    with database.transaction() as db:
        report = seed.load(db, production=chosen.environment == "production")
    database.close()
    if report.changed:
        say(f"Loaded {report.candidates} invented candidates and {report.vacancies} invented vacancies")


def _seal_secrets(chosen: Settings, database: "Database") -> None:
    """Seals what was stored before there was a key. Raises NoKey where there is something, and no key."""
    from talent import outbox
    from talent.accounts import second_factor
    from web import secret_key

    with database.transaction() as db:
        plain = [each for each in (second_factor, outbox) if each.unsealed(db)]
        for each in plain:
            each.seal_old(db, secret_key.seal(chosen))
    if plain:
        database.scrub()


def matching(chosen: Settings, say: Say) -> Made:
    """Taxonomy, encoder and at least the first stage of the concept index."""
    from matching import indexing

    opened = taxonomy(chosen, say)
    encoder = _encoder(chosen, say)
    folder = indexing.folder_for(chosen.index_path, opened, encoder)
    indexing.build(folder, opened, encoder, Counter(say, "Reading ESCO concepts"), only_first=True)
    return Made(opened, encoder, folder)


def taxonomy(chosen: Settings, say: Say) -> "Taxonomy":
    from esco_data import prepare

    return prepare.ensure(
        chosen.data,
        operator_path=chosen.esco,
        report=say,
        progress=Steps(say, "Importing the ESCO classification"),
    )


def _encoder(chosen: Settings, say: Say) -> "Encoder":
    from matching.encoder import open_encoder
    from matching.encoder.convert import build_default

    if chosen.model == "default":
        build_default(chosen.models_path, chosen.data / "packages", report=say)
    return open_encoder(
        chosen.model,
        chosen.models_path,
        vectors=chosen.vectors_path,
        allow_stand_in=chosen.environment != "production",
    )


def index_reporter(chosen: Settings, made: Made, say: Say | None) -> Callable[[str, int, int], None]:
    """Tells the status page how far the whole index is, and `say`, if any, how far each stage."""
    from matching.index import Manifest
    from web import background

    to_page = background.reporter(chosen.data, "index")
    to_say = Counter(say, "Reading ESCO concepts") if say else None

    def report(stage: str, done: int, total: int) -> None:
        progress = Manifest.read(made.folder).progress
        to_page(min(progress.done + done, progress.total), progress.total)
        if to_say:
            to_say(stage, done, total)

    return report


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
