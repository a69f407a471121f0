"""Settings, read from the environment (prefix `SUNSHINE_`) here and nowhere else. docs/settings.md lists them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from databases import embedded
from databases.connections import DATABASES, Databases

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and what to write."""


class Settings(BaseSettings):
    """Everything that a deployment can decide."""

    model_config = SettingsConfigDict(env_prefix="SUNSHINE_", frozen=True)

    home: Path = Field(ROOT / ".sunshine", description="Folder of the embedded PostgreSQL, generated keys and reports")
    city: str = Field("wuxi", pattern=r"^[a-z][a-z0-9_]{0,40}$", description="Schema (search_path) that holds this city in each database")
    beneficiaries_dsn: str | None = Field(None, description="PostgreSQL 15 or newer: database of the households; none of the four: embedded")
    funds_dsn: str | None = Field(None, description="… of the funds")
    projects_dsn: str | None = Field(None, description="… of the projects")
    forces_dsn: str | None = Field(None, description="… of the people, posts and supervision")
    keys: Path | None = Field(None, description="Folder of the keys (identifiers.json, token.pem, checkpoint.pem); default: keys in SUNSHINE_HOME")
    issuer: str = Field("sunshine-demo", description="Who signs sign-in tokens")
    host: str = Field("127.0.0.1", description="Address that the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the API listens on")
    workers: int = Field(1, ge=1, description="Processes of the API")
    sequencer: bool = Field(True, description="Whether this process gives new events their place in the logs and signs checkpoints")
    connections: int = Field(8, ge=1, description="Connections of each process to each database")

    @model_validator(mode="after")
    def _all_or_none(self) -> Settings:
        missing = [name for name in DATABASES if getattr(self, f"{name}_dsn") is None]
        if missing and len(missing) < len(DATABASES):
            wanted = ", ".join(f"SUNSHINE_{name.upper()}_DSN" for name in missing)
            raise ValueError(f"set all four DSNs or none: {wanted} missing")
        return self

    @property
    def is_embedded(self) -> bool:
        return self.beneficiaries_dsn is None

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def key_folder(self) -> Path:
        return self.keys or self.home / "keys"

    def databases(self, start: bool = True) -> Databases:
        """The four databases: those of the DSNs, or the embedded ones (started and joined, unless someone else runs them)."""
        if self.is_embedded:
            dsns = embedded.start(self.cluster) if start else embedded.running(self.cluster)
        else:
            dsns = {name: str(getattr(self, f"{name}_dsn")) for name in DATABASES}
        return Databases(dsns, self.city)


def load() -> Settings:
    """The settings of this process, or SettingsError with every mistake in words."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{'SUNSHINE_' + '_'.join(map(str, e['loc'])).upper() if e['loc'] else 'settings'}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None
