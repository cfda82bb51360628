"""The settings, and the only reader of the environment: every name is prefixed with TALENT_."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may choose. Unset, everything works on one machine from one folder."""

    model_config = SettingsConfigDict(env_prefix="TALENT_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(Path("data"), description="Folder of everything that is not in the repository.")
    database_url: str | None = Field(
        None, description="SQLAlchemy address; unset: SQLite in the data folder."
    )
    esco: Path | None = Field(None, description="An ESCO package or a folder of packages, tried first.")
    model: str = Field(
        "default",
        description="'default', 'stand-in' (tests only), or a sentence-transformers name or folder.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.")
    site_name: str = Field("Talent Pathways", description="Name in the header and in titles.")
    logo: str | None = Field(
        None, description="Address of a logo shown in the header; unset: the name alone."
    )
    demonstration: bool = Field(
        True, description="Load invented people and vacancies, and offer them for trial."
    )
    environment: Literal["development", "test", "production"] = Field(
        "development", description="In production, cookies need HTTPS and the stand-in encoder is refused."
    )

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.data / 'talent.sqlite').resolve()}"

    @property
    def taxonomy_path(self) -> Path:
        return self.data / "taxonomy.sqlite"

    @property
    def models_path(self) -> Path:
        return self.data / "models"

    @property
    def vectors_path(self) -> Path:
        return self.data / "vectors"

    @property
    def index_path(self) -> Path:
        return self.data / "index"

    @property
    def frontend_path(self) -> Path:
        return self.data / "frontend"

    @property
    def frontend_tests_path(self) -> Path:
        return self.data / "frontend-tests"


@cache
def settings() -> Settings:
    return Settings()
