"""The settings, and the only reader of the environment: every name is prefixed with TALENT_."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
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
    erasure_days: int = Field(
        7, ge=1, le=30, description="Days in which somebody who asked for erasure may change their mind."
    )
    upload_megabytes: int = Field(10, ge=1, le=100, description="Largest file that a person may send, in MB.")

    site_address: str | None = Field(
        None, description="Where readers reach this site, for links in mails; unset: host and port."
    )
    smtp_host: str | None = Field(
        None, description="Mail server; unset, development shows mails on /mailbox and production keeps them."
    )
    smtp_port: int = Field(587, description="Port of the mail server.")
    smtp_user: str | None = Field(None, description="Name for the mail server, where it asks for one.")
    smtp_password: SecretStr | None = Field(None, description="Password for the mail server.")
    smtp_starttls: bool = Field(True, description="Encrypt the way to the mail server and check its name.")
    smtp_sender: str = Field("no-reply@localhost", description="Address that mails come from.")

    @property
    def address(self) -> str:
        """The beginning of every link in a mail: never taken from a request, which could name another site."""
        return (self.site_address or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def shows_mailbox(self) -> bool:
        """Whether mails are shown on a page instead of being sent."""
        return self.smtp_host is None and self.environment != "production"

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
