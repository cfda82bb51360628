"""The settings, and the only reader of the environment: every name is prefixed with TALENT_."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from web.providers import Provider

if TYPE_CHECKING:
    from talent.retention import Periods


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
    retention_remind_months: str = Field(
        "6,11",
        pattern=r"^\d{1,3}(,\d{1,3})*$",
        description="Months without activity after which a candidate is reminded, with commas between them.",
    )
    retention_hide_months: int = Field(
        12, ge=1, description="Months without activity after which a candidate's profile is hidden."
    )
    retention_erase_months: int = Field(
        24,
        ge=2,
        description="Months without activity after which a candidate is erased, 30 days after a warning.",
    )
    upload_megabytes: int = Field(10, ge=1, le=100, description="Largest file that a person may send, in MB.")

    secret_key: SecretStr | None = Field(
        None,
        description="What seals documents, second factors and mails: 32 bytes in base64, several with commas, newest "
        "first; unset: secret.key in the data folder, and production does not start.",
    )

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

    oidc_providers: tuple[Provider, ...] = Field(
        (),
        description="Who else may say who somebody is (OpenID Connect), as a JSON list; see docs/sign-in.md.",
    )

    @property
    def address(self) -> str:
        """The beginning of every link in a mail: never taken from a request, which could name another site."""
        return (self.site_address or f"http://{self.host}:{self.port}").rstrip("/")

    def name_of_issuer(self, issuer: str) -> str:
        """What readers call a provider; its address where it is no longer among the settings."""
        return next((each.name for each in self.oidc_providers if each.issuer == issuer), issuer)

    @property
    def shows_mailbox(self) -> bool:
        """Whether mails are shown on a page instead of being sent."""
        return self.smtp_host is None and self.environment != "production"

    @property
    def retention(self) -> "Periods":
        """Raises ValueError where the months are not in order."""
        from talent.retention import Periods

        reminders = tuple(int(months) for months in self.retention_remind_months.split(","))
        return Periods(reminders, self.retention_hide_months, self.retention_erase_months)

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
    def documents_path(self) -> Path:
        return self.data / "documents"

    @property
    def secret_key_path(self) -> Path:
        return self.data / "secret.key"

    @property
    def frontend_path(self) -> Path:
        return self.data / "frontend"

    @property
    def frontend_tests_path(self) -> Path:
        return self.data / "frontend-tests"


@cache
def settings() -> Settings:
    return Settings()
