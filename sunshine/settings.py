"""Settings, read from the environment (prefix `SUNSHINE_`) here and nowhere else. docs/settings.md lists them."""

from __future__ import annotations

import os
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from cryptography.fernet import Fernet
from pydantic import Field, PositiveInt, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSettingError

from databases import embedded
from databases.connections import DATABASES, STATEMENT_SECONDS, Databases
from databases.failures import FailureError
from policies.profiles import STALE_SECONDS
from schema.key_sets import LOOPBACK, is_private
from schema.serving.rate import ALLOWANCES, PUBLIC
from schema.tokens import AUDIENCE
from sunshine.origins import origin_of
from sunshine.sign_in.authorization import CLIENT

ROOT = Path(__file__).resolve().parent.parent


ADDRESS = r"^[^@\s]+@[^@\s]+$"  # of mail
TO_URLS = str.maketrans("+/", "-_")  # from Base64 to that of addresses
OF_SEARCH = "SUNSHINE_SEARCH_"
OF_ANY_PROGRAM = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED", "TMPDIR", "TZ")


class SettingsError(FailureError):
    """A setting is missing or wrong; the text names it and what to write."""

    def __init__(self, text: str) -> None:
        super().__init__(f"设置有误，见 docs/settings.md (a setting is missing or wrong): {text}")


class Settings(BaseSettings):
    """Everything that a deployment can decide."""

    model_config = SettingsConfigDict(env_prefix="SUNSHINE_", env_ignore_empty=True, frozen=True)

    home: Path = Field(
        ROOT / ".sunshine", description="Folder of the embedded PostgreSQL, generated keys, newest checkpoints of the event logs and reports"
    )
    city: str = Field("wuxi", pattern=r"^[a-z][a-z0-9_]{0,40}$", description="Schema (search_path) that holds this city in each database")
    beneficiaries_dsn: str | None = Field(None, description="PostgreSQL 15 or newer: database of the households; none of the four: embedded")
    funds_dsn: str | None = Field(None, description="… of the funds")
    projects_dsn: str | None = Field(None, description="… of the projects")
    forces_dsn: str | None = Field(None, description="… of the people, posts and supervision")
    keys: Path | None = Field(
        None, description="Folder of the keys (identifiers.json, token.pem, checkpoint.pem, release.pem); default: keys in SUNSHINE_HOME"
    )
    issuer: str | None = Field(None, description="OpenID Connect issuer whose sign-in tokens count (https); none: this deployment, with its own key")
    jwks: str | None = Field(None, description="Address of the issuer's keys (https); default: from its discovery document")
    audience: str = Field(AUDIENCE, min_length=1, description="What sign-in tokens must be meant for (`aud`)")
    sign_in_redirects: str = Field(
        "http://127.0.0.1:3000/callback http://localhost:3000/callback",
        description="Addresses that the sign-in page of `sunshine demo` may send a client's people back to",
    )
    origins: str = Field(
        "",
        description="Origins of web clients, parted by spaces, whose pages may ask the API from a browser, such as https://app.example; "
        "in `sunshine demo` those of SUNSHINE_SIGN_IN_REDIRECTS may too",
    )
    search_urls: str | None = Field(
        None, description="Addresses of an Elasticsearch 8 or 9, parted by spaces, that answers searches; none: the embedded engine does"
    )
    search_api_key: SecretStr | None = Field(None, description="API key for it")
    search_ca: Path | None = Field(None, description="Certificate (PEM) of the authority that signed its certificate; none: those of this machine")
    search_index: str = Field("sunshine", pattern=r"^[a-z][a-z0-9_]{0,40}$", description="How the names of its indices begin")
    search_seconds: float = Field(1.0, gt=0, description="How long it may take before the embedded engine answers")

    host: str = Field("127.0.0.1", description="Address that the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the API listens on")
    address: str | None = Field(None, description="Where clients reach the API, if not at http://SUNSHINE_HOST:SUNSHINE_PORT")
    workers: int = Field(1, ge=1, description="Processes of the API (`sunshine demo` with its sign-in page: always one)")
    sequencer: bool = Field(
        True,
        description="Whether this process gives new events their place in the logs, signs checkpoints, follows deadlines, ends lost imports and delivers notices",
    )
    connections: int = Field(8, ge=1, description="Connections of each process to each database")

    open_data: Path | None = Field(None, description="Folder of the releases of open data; default: open_data in SUNSHINE_HOME")
    portal_host: str = Field("127.0.0.1", description="Address that the portal listens on")
    portal_port: int = Field(8001, ge=1, le=65535, description="Port that the portal listens on")
    portal_address: str | None = Field(
        None,
        description="Where the public reaches the portal, if not at http://SUNSHINE_PORTAL_HOST:SUNSHINE_PORTAL_PORT; "
        "with https browsers that came once come by HTTPS alone for a year",
    )
    portal_client: str | None = Field(
        None,
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="Client as which the portal is registered with the issuer (public, authorization code with PKCE, "
        "going back to SUNSHINE_PORTAL_ADDRESS/sign-in/back); none: nobody signs in on the portal",
    )
    portal_keys: SecretStr | None = Field(
        None,
        description="Keys that seal who is signed in on the portal, parted by spaces (32 bytes each, in Base64; the first one seals, all open): "
        "the same for all its processes; none: each makes one of its own, so that a restart signs everybody out",
    )
    needs_minutes: float | None = Field(
        None,
        gt=0,
        description="How often this host's API publishes needs anew (`sunshine publish-needs`); none: a timer does, and in `sunshine demo` every 5",
    )
    publisher: str = Field("阳光帮扶演示发布单位", min_length=1, description="Name of the office that publishes open data, as releases say it")
    contact: str = Field("open-data@sunshine.example", pattern=ADDRESS, description="Mail address for questions about open data")

    webhook_networks: str = Field(
        "",
        description="Private networks, parted by spaces, to which webhooks may go nevertheless (such as 10.1.2.0/24); plain http goes to this machine "
        "alone, where 127.0.0.0/8 is named",
    )

    smtp_host: str | None = Field(None, description="Mail server through which notices go (docs/notices.md); none: they stay in the inbox")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How it is spoken to: starttls, tls (from the first byte, port 465), or none on this machine only"
    )
    smtp_user: str | None = Field(None, description="Login there; none: without")
    smtp_password: SecretStr | None = Field(None, description="Password there")
    smtp_ca: Path | None = Field(None, description="Certificate (PEM) of the authority that signed its certificate; none: those of this machine")
    mail_from: str | None = Field(None, pattern=ADDRESS, description="Address from which notices come")

    statement_seconds: float = Field(STATEMENT_SECONDS, gt=0, description="How long one statement may run in a database, which then ends it")
    stale_profile_seconds: float = Field(
        STALE_SECONDS,
        ge=0,
        description="How long a person who is known may go on reading while the database forces is away (never change, never reveal)",
    )
    request_seconds: float = Field(30.0, gt=0, description="How long one request may take, from its first byte to its answer")
    beat_seconds: float = Field(
        15.0,
        gt=0,
        description="How often a waiting subscription is heard of and its asker looked up anew; three beats without a word close a WebSocket",
    )
    rate_limits: dict[str, tuple[PositiveInt, PositiveInt]] = Field(
        dict(ALLOWANCES),
        description="JSON: for each tier the points that may be spent at once, and those that come back each second; {} is no limit (docs/limits.md)",
    )
    proxy_header: str | None = Field(
        None,
        pattern=r"^[a-z0-9-]+$",
        description="Header in which the proxy in front writes the client's address, such as x-forwarded-for (its last entry counts); only behind a proxy",
    )

    documents: Path = Field(
        ROOT / "docs" / "queries", description="Folder of the trusted documents (*.graphql), asked by documentId; read at the start"
    )
    trusted_only: bool = Field(False, description="Answer trusted documents only")
    public_max_age: int = Field(60, ge=0, description="Seconds for which caches may keep answers to public questions asked by GET")

    request_log: bool = Field(True, description="Whether each request leaves a JSON line on standard error")
    metrics_host: str = Field("127.0.0.1", description="Address on which Prometheus is answered")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port on which Prometheus is answered; several workers take the next ones; none: no metrics"
    )
    traces: str | None = Field(
        None, description="OTLP/HTTP address of an OpenTelemetry collector, such as http://localhost:4318/v1/traces; none: no traces"
    )

    @model_validator(mode="after")
    def _all_or_none(self) -> Settings:
        missing = [name for name in DATABASES if getattr(self, f"{name}_dsn") is None]
        if missing and len(missing) < len(DATABASES):
            wanted = ", ".join(f"SUNSHINE_{name.upper()}_DSN" for name in missing)
            raise ValueError(f"set all four DSNs or none: {wanted} missing")
        return self

    @model_validator(mode="after")
    def _issuer_is_private(self) -> Settings:
        if self.jwks and not self.issuer:
            raise ValueError("SUNSHINE_JWKS needs SUNSHINE_ISSUER")
        if any(address and not is_private(address) for address in (self.issuer, self.jwks)):
            raise ValueError("SUNSHINE_ISSUER and SUNSHINE_JWKS must be https addresses")
        return self

    @model_validator(mode="after")
    def _portal_signs_in_privately(self) -> Settings:
        if self.portal_client and not (is_private(self.issuer or self.base_address) and is_private(self.portal_base_address)):
            raise ValueError(
                "tokens go there: SUNSHINE_PORTAL_ADDRESS, and SUNSHINE_ISSUER or SUNSHINE_ADDRESS, must be https for SUNSHINE_PORTAL_CLIENT"
            )
        return self

    @model_validator(mode="after")
    def _each_its_own(self) -> Settings:
        named = [dsn for name in DATABASES if (dsn := getattr(self, f"{name}_dsn")) is not None]
        if len(set(named)) < len(named):
            raise ValueError("each of the four DSNs names a database of its own")
        return self

    @model_validator(mode="after")
    def _mail_is_private(self) -> Settings:
        if (self.smtp_host is None) != (self.mail_from is None):
            raise ValueError("set SUNSHINE_SMTP_HOST and SUNSHINE_MAIL_FROM, or neither")
        if self.smtp_host and self.smtp_tls == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError("SUNSHINE_SMTP_TLS may be none on this machine only: mails have addresses in them")
        if self.smtp_host and not is_private(self.base_address):
            raise ValueError("mails hold links: SUNSHINE_ADDRESS must be https where SUNSHINE_SMTP_HOST is set")
        return self

    @field_validator("search_urls")
    @classmethod
    def _search_is_private(cls, urls: str | None) -> str | None:
        if not all(is_private(url) for url in (urls or "").split()):
            raise ValueError("write https addresses: a key goes there")
        return urls

    @field_validator("origins")
    @classmethod
    def _origins_are_origins(cls, origins: str) -> str:
        if wrong := [origin for origin in origins.split() if not is_private(origin) or origin_of(origin) != origin]:
            raise ValueError(f"write origins such as https://app.example, without a path: not {wrong[0]}")
        return origins

    @field_validator("webhook_networks")
    @classmethod
    def _networks_are_networks(cls, networks: str) -> str:
        try:
            _networks(networks)
        except ValueError as error:
            raise ValueError(f"write networks such as 10.1.2.0/24: {error}") from None
        return networks

    @field_validator("portal_keys")
    @classmethod
    def _portal_keys_are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            _fernets(keys)
        except ValueError:
            raise ValueError("write keys of 32 bytes in Base64, such as `openssl rand -base64 32` makes") from None
        return keys

    @field_validator("rate_limits")
    @classmethod
    def _nobody_is_limited_too(cls, limits: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
        if limits and (PUBLIC not in limits or not limits.keys() <= ALLOWANCES.keys()):
            raise ValueError(f"name {PUBLIC} and any of {', '.join(ALLOWANCES)}; or {{}} for no limit")
        return limits

    @property
    def is_embedded(self) -> bool:
        return self.beneficiaries_dsn is None

    @property
    def offers_sign_in(self) -> bool:
        """Whether `sunshine demo` may sign people in: only if no other issuer does. Its page knows nobody but the people of a demo city."""
        return self.issuer is None

    @property
    def base_address(self) -> str:
        """Where clients reach the API, without a path; the name of this deployment as an issuer."""
        return _base(self.address, self.host, self.port)

    @property
    def portal_base_address(self) -> str:
        """Where visitors reach the portal, without a path."""
        return _base(self.portal_address, self.portal_host, self.portal_port)

    @property
    def portal_back(self) -> str:
        """Where the issuer sends those back who sign in on the portal."""
        return f"{self.portal_base_address}/sign-in/back"

    @property
    def private_networks(self) -> list[IPv4Network | IPv6Network]:
        """Where webhooks may go though it is private."""
        return _networks(self.webhook_networks)

    @property
    def portal_fernets(self) -> list[Fernet]:
        """What seals the cookies of the portal; nothing where no key is set."""
        return _fernets(self.portal_keys)

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def key_folder(self) -> Path:
        return self.keys or self.home / "keys"

    @property
    def kept_checkpoints(self) -> Path:
        return self.home / "checkpoints"

    @property
    def planted_faults(self) -> Path:
        """The list of the faults of a demo city, each city's own."""
        return self.home / "planted-faults" / f"{self.city}.jsonl"

    @property
    def ledger(self) -> Path:
        """What releases rest on, with true figures: it stays in SUNSHINE_HOME, away from the portal."""
        return self.home / "ledger"

    @property
    def releases(self) -> Path:
        return self.open_data or self.home / "open_data"

    def portal_environment(self) -> dict[str, str]:
        """The environment of a portal that this process starts: where its files and the API are, what seals its cookies, and the Elasticsearch that
        answers its searches, if there is one; no DSN, no key of the house, no folder of either."""
        own = {
            "SUNSHINE_HOME": str(self.releases.resolve()),
            "SUNSHINE_OPEN_DATA": str(self.releases.resolve()),
            "SUNSHINE_ADDRESS": self.base_address,
            "SUNSHINE_PORTAL_HOST": self.portal_host,
            "SUNSHINE_PORTAL_PORT": str(self.portal_port),
            "SUNSHINE_PORTAL_ADDRESS": self.portal_base_address,
        }
        if self.offers_sign_in and is_private(self.base_address) and is_private(self.portal_base_address):
            own["SUNSHINE_PORTAL_CLIENT"] = CLIENT
        if self.portal_keys:
            own["SUNSHINE_PORTAL_KEYS"] = self.portal_keys.get_secret_value()
        if self.search_urls:
            own |= {name: value for name, value in os.environ.items() if name.startswith(OF_SEARCH)}
        return {name: value for name, value in os.environ.items() if name in OF_ANY_PROGRAM} | own

    def databases(self, start: bool = True) -> Databases:
        """The four databases: those of the DSNs, or the embedded ones (started and joined, unless someone else runs them)."""
        if self.is_embedded:
            dsns = embedded.start(self.cluster) if start else embedded.running(self.cluster)
        else:
            dsns = {name: str(getattr(self, f"{name}_dsn")) for name in DATABASES}
        return Databases(dsns, self.city)


def _base(address: str | None, host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return (address or f"http://{shown}:{port}").rstrip("/")


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network) for network in text.split()]


def _fernets(keys: SecretStr | None) -> list[Fernet]:
    return [Fernet(key.translate(TO_URLS)) for key in (keys.get_secret_value() if keys else "").split()]


PREFIX, OF_TESTS = "SUNSHINE_", "SUNSHINE_TEST_"
NAMES = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def load() -> Settings:
    """The settings of this process, or SettingsError with every mistake in words."""
    unknown = [name for name in os.environ if name.startswith(PREFIX) and not name.startswith(OF_TESTS) and name not in NAMES]
    if unknown:
        raise SettingsError("\n".join(f"{name} is no setting{_meant(name)}" for name in sorted(unknown)))
    try:
        return Settings()
    except UnreadableSettingError as error:
        raise SettingsError(f"{error}: write it as JSON") from None
    except ValidationError as error:
        lines = [f"{'SUNSHINE_' + '_'.join(map(str, e['loc'])).upper() if e['loc'] else 'settings'}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _meant(name: str) -> str:
    near = get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, 1)
    return f": did you mean {PREFIX}{near[0].upper()}?" if near else " (docs/settings.md lists them)"
