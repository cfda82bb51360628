"""What the service is working with right now: database, taxonomy, model, and what is still under way."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from web import background
from web.platform import NotReady, Platform

if TYPE_CHECKING:
    from esco_data import TaxonomyInfo
    from matching.index import Progress

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """None where a part is missing; the log says why."""

    database_answers: bool
    taxonomy: "TaxonomyInfo | None"
    model: str | None
    index: "Progress | None"
    tasks: list[background.Task]

    @property
    def ready(self) -> bool:
        """Whether texts can be read and lists be ranked. What is under way may still make them better."""
        return self.database_answers and self.index is not None

    @property
    def under_way(self) -> list[background.Task]:
        return [task for task in self.tasks if not task.finished]


def read(platform: Platform) -> State:
    return State(
        _database_answers(platform),
        _taxonomy(platform),
        _model(platform),
        _index(platform),
        background.tasks(platform.settings.data),
    )


def _database_answers(platform: Platform) -> bool:
    try:
        with platform.database.transaction(writing=False) as db:
            db.execute(sa.select(1))
    except sa.exc.SQLAlchemyError as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return False
    return True


def _taxonomy(platform: Platform) -> "TaxonomyInfo | None":
    try:
        return platform.taxonomy.info
    except NotReady:
        return None


def _model(platform: Platform) -> str | None:
    from matching.encoder import EncoderError

    try:
        return platform.encoder.name
    except EncoderError as error:
        log.warning("no language model: %s", error)
        return None


def _index(platform: Platform) -> "Progress | None":
    """How far the concepts are read; None before the first stage, or where what it needs is missing."""
    from matching.encoder import EncoderError
    from matching.index import Manifest
    from matching.indexing import folder_for, is_started

    try:
        folder = folder_for(platform.settings.index_path, platform.taxonomy, platform.encoder)
    except (NotReady, EncoderError):
        return None
    return Manifest.read(folder).progress if is_started(folder) else None
