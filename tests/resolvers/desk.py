"""Somebody who brings in spreadsheets, and what stands in them."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from databases.connections import Databases
from databases.identifiers import IdentifierKeys
from databases.identity_numbers import check_digit
from resolvers.spreadsheets.importers import Importer, Operator
from resolvers.spreadsheets.importing import Report, import_file
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.templates import template

OPERATING = Operator()
NOW = datetime(2020, 6, 30, tzinfo=UTC)


class Desk:
    """Somebody who brings in spreadsheets, and looks at what became of them."""

    def __init__(self, databases: Databases, keys: IdentifierKeys, folder: Path) -> None:
        self.databases, self.keys, self.folder = databases, keys, folder

    def file(self, kind: str, rows: list[list[str]] | None = None, name: str = "sheet.csv", encoding: str = "utf-8-sig", **changes: str) -> Path:
        """A file of a kind: its template, or these rows under the template's headings; `changes` go into the first row."""
        headings, *examples = csv.reader(io.StringIO(template(KINDS[kind]).lstrip("\ufeff")))
        lines = [list(row) for row in (examples if rows is None else rows)]
        for heading, value in changes.items():
            lines[0][headings.index(heading)] = value
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([headings, *lines])
        return path

    def bring_in(self, kind: str, path: Path, accept_valid: bool = False, importer: Operator | Importer = OPERATING) -> Report:
        return asyncio.run(self.importing(kind, path, accept_valid, importer))

    async def importing(self, kind: str, path: Path, accept_valid: bool = False, importer: Operator | Importer = OPERATING) -> Report:
        return await import_file(self.databases, self.keys, KINDS[kind], path, accept_valid=accept_valid, importer=importer, now=NOW)

    def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        async def work() -> list[asyncpg.Record]:
            async with self.databases.connection(database) as connection:
                return await connection.fetch(sql, *values)

        return asyncio.run(work())

    def execute(self, database: str, sql: str) -> None:
        async def work() -> None:
            async with self.databases.connection(database) as connection:
                await connection.execute(sql)

        asyncio.run(work())

    def count(self, database: str, sql: str) -> int:
        return int(self.fetch(database, sql)[0][0])


def identity_number(order: int) -> str:
    first = f"32990119700101{order:03d}"
    return first + check_digit(first)


def household_rows(number: str, *members: tuple[str, str, str], village: str = "320282101001") -> Iterator[list[str]]:
    """Rows of a household: name, identity number and kinship of each member; the first is the head."""
    for name, id_number, kinship in members:
        shared = [number, village, members[0][0], "", "", "低保户", "在册帮扶", "2018-03-15", "", ""]
        yield [*shared, name, id_number, kinship, "", "", ""]


def found(report: Report) -> set[tuple[int, str, str]]:
    """Row, column and the English words of every mistake."""
    return {(error.row, error.column, error.message.rpartition("(")[2].rstrip(")")) for error in report.errors}
