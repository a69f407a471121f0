"""The road of a spreadsheet: read, check, write all or nothing, with one event; rejected rows go to a file of their own."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from databases.connections import Databases, Role
from databases.event_log import Event, append
from databases.identifiers import IdentifierKeys
from resolvers.spreadsheets.checking import REASON, ROW, Checked, check
from resolvers.spreadsheets.reading import Sheet, read
from resolvers.spreadsheets.shape import Row, RowError, SpreadsheetKind
from resolvers.spreadsheets.writing import Writer

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))"

Progress = Callable[[str, int, int], None]  # stage, done, all


class _RolledBack(Exception):
    """Leaves the transaction without writing."""


@dataclass
class Report:
    """What became of a file."""

    kind: str
    rows: int
    written: int = 0
    changed: int = 0
    errors: list[RowError] = field(default_factory=list)
    rejected: Path | None = None


async def import_file(
    databases: Databases,
    keys: IdentifierKeys,
    kind: SpreadsheetKind,
    path: Path,
    *,
    accept_valid: bool,
    actor: str,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Report:
    """Bring in one file.

    Without `accept_valid` nothing is written unless every row is right. With it the right rows are written and the rest
    goes to a file beside this one (`<name>.rejected.csv`). Rows of a group (the members of a household) stand or fall
    together. Two imports of a kind wait for each other. Raises UnreadableFileError where the file is no such sheet.
    """
    sheet = read(path)
    progress("checked", 0, len(sheet.rows))
    checked = await check(databases, keys, kind, sheet)
    progress("checked", len(sheet.rows), len(sheet.rows))
    report = Report(kind.name, len(sheet.rows), errors=checked.errors)
    try:
        async with databases.connection(kind.database, Role.API) as connection, connection.transaction():
            await connection.execute(LOCK, kind.name)
            await _write(connection, keys, kind, checked, report, progress)
            if report.errors and not accept_valid:
                raise _RolledBack
            if report.changed:
                await append(connection, [_event(kind, path, checked, report, actor, now)])
    except _RolledBack:
        report.written = report.changed = 0
    report.errors.sort(key=lambda error: error.row)
    if accept_valid and report.errors:
        report.rejected = _write_rejected(path, sheet, checked, report.errors)
    return report


async def _write(
    connection: asyncpg.Connection[Any], keys: IdentifierKeys, kind: SpreadsheetKind, checked: Checked, report: Report, progress: Progress
) -> None:
    groups, done = checked.valid, 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        progress("written", done, report.rows)

    writer = Writer(connection, kind, keys, advance)
    report.errors += await writer.write(groups)
    report.changed = writer.changed
    refused = {error.row for error in report.errors}
    report.written = sum(len(group) for group in groups if not any(row.number in refused for row in group))


def _event(kind: SpreadsheetKind, path: Path, checked: Checked, report: Report, actor: str, now: datetime) -> Event:
    """One event for the batch: the file's digest, the digest of the rows, the names of the fields; no value."""
    source = hashlib.sha256(path.read_bytes())
    rows = hashlib.sha256("\n".join(repr(sorted(row.values.items())) for row in _rows(checked.valid)).encode())
    return Event(
        "imported",
        kind.name,
        source.hexdigest()[:32],
        actor,
        now,
        after_digest=rows.digest(),
        changed_fields=tuple(sorted(column.field for column in kind.columns)),
        source_digest=source.digest(),
        row_count=report.changed,
    )


def _rows(groups: Sequence[Sequence[Row]]) -> list[Row]:
    return [row for group in groups for row in group]


def _write_rejected(path: Path, sheet: Sheet, checked: Checked, errors: list[RowError]) -> Path:
    """Every row that was not written, as it stood, with why; readable by its owner alone."""
    reasons: dict[int, list[str]] = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(f"{error.column}：{error.message}" if error.column else error.message)
    target = path.with_suffix(".rejected.csv")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([*sheet.headings, ROW, REASON])
        for group in checked.groups:
            wrong = [row.number for row in group if row.number in reasons]
            for row in group if wrong else ():
                reason = reasons.get(row.number) or [f"同组第 {wrong[0]} 行有误 (row {wrong[0]} of the same group is wrong)"]
                lines.writerow([*row.cells, row.number, "；".join(reason)])
    return target
