"""What the application is made of: settings, database and the parts that are opened when somebody needs them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from talent import outbox
from talent.db import Database, open_database
from talent.errors import NotFound
from talent.sealing import Seal
from web import secret_key, ways_in
from web.providers import Provider
from web.settings import Settings

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.encoder import Encoder
    from matching.matcher import Matcher
    from matching.recommendation import Recommender
    from talent.documents import Vault
    from talent.recognition import RuleBook
    from web.oidc import OpenId

Part = TypeVar("Part")
Stamp = tuple[int, int] | None


class NotReady(Exception):
    """A part that background work has not made yet. `part` is a stable name, not a text for readers."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Lazy(Generic[Part]):
    """Opened by whoever asks first and kept; opened anew when what it was made from has been replaced."""

    def __init__(self, open_part: Callable[[], Part], made_from: Path | None = None) -> None:
        self._open = open_part
        self._made_from = made_from
        self._lock = RLock()
        self._held: tuple[Stamp, Part] | None = None

    def get(self) -> Part:
        with self._lock:
            stamp = self._stamp()
            if self._held is None or self._held[0] != stamp:
                self._held = (stamp, self._open())
            return self._held[1]

    @property
    def opened(self) -> Part | None:
        """What is held now, without opening anything."""
        with self._lock:
            return self._held[1] if self._held else None

    def _stamp(self) -> Stamp:
        """Tells a file or folder from the one that was renamed over it."""
        if self._made_from is None or not self._made_from.exists():
            return None
        status = self._made_from.stat()
        return (status.st_ino, status.st_mtime_ns)


@dataclass
class Platform:
    """Shared by all requests. Every part is safe to use from many threads."""

    settings: Settings
    database: Database

    def __post_init__(self) -> None:
        self._taxonomy = Lazy(self._open_taxonomy, self.settings.taxonomy_path)
        self._encoder = Lazy(self._open_encoder)
        self._rules = Lazy(self._load_rules)
        self._seal = Lazy(lambda: secret_key.seal(self.settings))
        outbox.seal_with(self.database, self._seal.get)
        self._openid = {
            each.key: Lazy(partial(self._open_openid, each)) for each in self.settings.oidc_providers
        }
        self._matcher = Lazy(self._open_matcher, self.settings.index_path / "current")
        self._recommender = Lazy(self._open_recommender, self.settings.index_path / "current")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings, open_database(settings.database))

    @property
    def taxonomy(self) -> "Taxonomy":
        """The one in use now. Raises NotReady before the first import."""
        return self._taxonomy.get()

    @property
    def encoder(self) -> "Encoder":
        return self._encoder.get()

    @property
    def rules(self) -> "RuleBook":
        return self._rules.get()

    @property
    def seal(self) -> Seal:
        """Closes and opens what is kept sealed. See web.secret_key."""
        return self._seal.get()

    @property
    def documents(self) -> "Vault":
        """Where the files lie that people keep here."""
        from talent.documents import Vault

        return Vault(self.settings.documents_path, self.seal)

    @property
    def matcher(self) -> "Matcher":
        """With the concept index as far as it is built. Raises NotReady before its first stage."""
        return self._matcher.get()

    @property
    def recommender(self) -> "Recommender":
        """What ranks vacancies for a candidate. Raises NotReady as `matcher` does."""
        return self._recommender.get()

    def openid(self, provider: str) -> "OpenId":
        """Raises NotFound where the settings name no such provider."""
        if provider not in self._openid:
            raise NotFound("provider")
        return self._openid[provider].get()

    def require_key(self) -> None:
        """Raises NoKey now, and not at the first document that somebody sends."""
        self._seal.get()

    def forget_outdated(self) -> None:
        """Lets go of copies in memory of what people have taken back or had erased; see Matcher.forget_outdated."""
        for part in (self._matcher.opened, self._recommender.opened):
            if part is not None:
                with self.database.transaction(writing=False) as db:
                    part.forget_outdated(db)

    def close(self) -> None:
        self.database.close()

    def _open_taxonomy(self) -> "Taxonomy":
        from esco_data import Taxonomy

        if not self.settings.taxonomy_path.exists():
            raise NotReady("taxonomy")
        return Taxonomy.open(self.settings.taxonomy_path)

    def _open_encoder(self) -> "Encoder":
        from matching.encoder import open_encoder

        return open_encoder(
            self.settings.model,
            self.settings.models_path,
            vectors=self.settings.vectors_path,
            allow_stand_in=self.settings.environment != "production",
        )

    def _open_openid(self, provider: Provider) -> "OpenId":
        from web.oidc import OpenId

        return OpenId(provider, ways_in.callback(self.settings, provider.key))

    def _open_matcher(self) -> "Matcher":
        from matching.index import ConceptIndex
        from matching.indexing import folder_for, is_started
        from matching.matcher import Matcher

        folder = folder_for(self.settings.index_path, self.taxonomy, self.encoder)
        if not is_started(folder):
            raise NotReady("index")
        index = ConceptIndex(folder)
        index.warm()
        return Matcher(index, self.encoder)

    def _open_recommender(self) -> "Recommender":
        from matching.recommendation import Recommender

        return Recommender(self.matcher)

    def _load_rules(self) -> "RuleBook":
        from talent.recognition import RuleBook

        return RuleBook.load()
