"""What one release shows: Datasette on its SQLite file, and what our pages ask of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit

from open_data.layout import DATABASE
from open_data.portal.api import Api
from open_data.portal.usage import Usage
from open_data.portal.years import Books, statements
from open_data.shelf import ShownRelease
from search.desk import Desk

if TYPE_CHECKING:
    from open_data.portal.issuer import SignIn
    from open_data.portal.revisions import Revision
    from open_data.portal.timeline import Telling
    from search.cluster import Cluster

DATABASE_NAME = "sunshine"
TEMPLATES = Path(__file__).parent / "templates"
PAGE_MS = 5_000  # our own statements may take longer than those of visitors
SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1_000,
    "sql_time_limit_ms": 1_000,
    "facet_time_limit_ms": 400,
    "max_csv_mb": 200,
    "default_cache_ttl": 60,
    "num_sql_threads": 4,
    "allow_download": True,
    "suggest_facets": False,
    "truncate_cells_html": 200,
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """What the portal knows besides the release: its own address, that of the API, the folder of all releases.

    wait: for how many seconds whoever sends a request (an ASGI scope) has to wait before he may report something; 0: he may.
    cluster: the Elasticsearch that answers searches; none: the release's own search file does. revised: what releases that are there say otherwise than those before
    them, by the names of both and of the one that is shown, once somebody asks.
    """

    home: Path
    address: str
    api: Api
    wait: Callable[[Mapping[str, Any]], int]
    cluster: Cluster | None = None
    sign_in: SignIn | None = None
    usage: Usage = field(default_factory=Usage)
    revised: dict[tuple[str, str, str], Sequence[Revision]] = field(default_factory=dict)


class Unlogged(Database):  # type: ignore[misc]
    """The tables of a release: what somebody asks of them, and with which values, is in no log, also where it fails."""

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return await super().execute(*arguments, **{**options, "log_sql_errors": False})


@dataclass(eq=False)
class Site:
    """The public site of one release."""

    release: ShownRelease
    around: Surroundings
    secret: str
    drawn: dict[tuple[str, ...], str] = field(default_factory=dict)  # charts, drawn once for each release
    long_codes: dict[str, list[str]] = field(default_factory=dict)  # of datasets that somebody looked at: columns whose codes Excel takes for numbers
    desk: Desk | None = None  # where searches are answered, once somebody searches
    told: dict[tuple[str, str], tuple[float, Mapping[str, Any]]] = field(
        default_factory=dict
    )  # by the API to everybody alike, and when: by question and language
    tellings: Sequence[Telling] | None = None  # what its timeline is made of, once somebody looks at it

    @functools.cached_property
    def datasette(self) -> Datasette:
        """Datasette on the release; the plug-in finds this site by it."""
        datasette = Datasette(
            immutables=[str(self.release.folder / DATABASE)],
            metadata=metadata(self.release),
            settings=SETTINGS,
            template_dir=str(TEMPLATES),
            secret=self.secret,
        )
        datasette.remove_database(DATABASE_NAME)
        datasette.add_database(Unlogged(datasette, str(self.release.folder / DATABASE), is_mutable=False), DATABASE_NAME)
        datasette.sunshine = self
        return datasette

    async def close(self) -> None:
        """Give back files and threads: needs that are published anew every few minutes open a site each."""
        if self.desk:
            await self.desk.close()
        self.datasette.executor.shutdown(wait=False)
        self.datasette.get_database(DATABASE_NAME).close()

    async def rows(self, sql: str, **values: object) -> list[Row]:
        """The rows of a statement of ours; Datasette's own way to ask knows no limit that is longer than that of visitors."""

        def read(connection: Any) -> list[Row]:
            with sqlite_timelimit(connection, PAGE_MS):
                return [dict(row) for row in connection.execute(sql, values)]

        found: list[Row] = await self.datasette.get_database(DATABASE_NAME).execute_fn(read)
        return found

    async def places(self) -> Mapping[str, str]:
        """Every division that the release names, by code."""
        if not hasattr(self, "_places"):
            self._places = {row["code"]: row["name"] for row in await self.rows(places_sql(self.release))}
        return self._places

    async def books(self) -> Books:
        """How far the release's books of money go."""
        if not hasattr(self, "_books"):
            months = [row["month"] for sql in statements(self.release) for row in await self.rows(sql) if row["month"]]
            self._books = Books(max(months, default=""))
        return self._books


def places_sql(release: ShownRelease) -> str:
    """Codes and names of the divisions, wherever a dataset names one."""
    found = [
        f"SELECT {name} AS code, {label} AS name FROM {table} WHERE {name} IS NOT NULL"
        for table, fields in release.fields.items()
        for name, described in fields.items()
        if described["kind"] == "region" and (label := f"{name.removesuffix('_code')}_name") in fields
    ]
    return f"SELECT code, max(name) AS name FROM ({' UNION '.join(found)}) GROUP BY code ORDER BY code"


def metadata(release: ShownRelease) -> dict[str, Any]:
    """What Datasette says of the release and its tables in JSON, from their description."""
    licence = release.package["licenses"][0]
    tables = {
        name: {
            "title": resource["title"],
            "description": resource["description"],
            "columns": {field["name"]: field["title"] for field in resource["schema"]["fields"]},
        }
        for name, resource in release.resources.items()
    }
    shared = {"title": release.package["title"], "license": licence["title"], "license_url": licence["path"]}
    return {**shared, "databases": {DATABASE_NAME: {"tables": tables}}}
