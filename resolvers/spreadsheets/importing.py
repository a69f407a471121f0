"""The road of a spreadsheet: read, check, write all or nothing, with one event; rejected rows go to a file of their own."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.connections import LOST, Databases, Role
from databases.erasure import TELL
from databases.event_log import Event, append
from databases.failures import FailureError, WrongDataError
from databases.identifiers import IdentifierKeys
from databases.key_check import keep_mark
from resolvers.spreadsheets.checking import REASON, ROW, Checked, check
from resolvers.spreadsheets.importers import Importer, Operator, region_field
from resolvers.spreadsheets.plausibility import CONFIRMED
from resolvers.spreadsheets.reading import Sheet, read
from resolvers.spreadsheets.shape import Row, RowError, SpreadsheetKind
from resolvers.spreadsheets.telling import Run, telling
from resolvers.spreadsheets.writing import UNTRIED, Writer

IMPORTED = "imported"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))"

Progress = Callable[[str, int, int], None]  # stage, done, all


class _RolledBack(Exception):
    """Leaves the transaction without writing."""


class PartlyWrittenError(FailureError):
    """Rows that several databases keep alike stand in some of them only: the commit of another one failed."""

    def __init__(self, written: Sequence[str], missing: Sequence[str], reason: str) -> None:
        super().__init__(
            f"已写入 (written): {', '.join(written)}；未写入或未知 (not written, or not known): {', '.join(missing)} ({reason})。"
            "请重新执行同一命令，只补写缺少的部分 (run the same command again: it completes what is missing and changes nothing else)"
        )


class UnwritableFileError(WrongDataError):
    """The rejected rows could not be kept in a file beside this one."""


@dataclass
class Report:
    """What became of a file."""

    kind: str
    rows: int
    written: int = 0
    changed: int = 0
    errors: list[RowError] = field(default_factory=list)
    untried: int = 0  # rows that were not tried by themselves after so many refusals; with those of their groups
    rejected: Path | None = None
    unkept: str = ""  # why the rejected rows are in no file, though the right ones are written


async def import_file(
    databases: Databases,
    keys: IdentifierKeys,
    kind: SpreadsheetKind,
    path: Path,
    *,
    accept_valid: bool,
    importer: Operator | Importer,
    now: datetime,
    progress: Progress = lambda *_: None,
    announce: Callable[[str], None] = lambda _: None,
) -> Report:
    """Bring in one file.

    Without `accept_valid` nothing is written unless every row is right. With it the right rows are written and the rest
    goes to a file beside this one (`FILE.rejected.csv`; where the disk is full by then, the report says so). Rows of a
    group (the members of a household) stand or fall together. A row that the importer may not write is wrong like any
    other. Two imports of a kind wait for each other. `announce` is told under which global id others may watch it, once
    the file is read: there is nothing to watch of one that cannot be.
    Raises UnreadableFileError where the file is no such sheet, UnwritableFileError where no file can be made beside it,
    ForeignKeysError where the city's identifiers were sealed with other keys, and PartlyWrittenError where one of
    several databases that keep the rows fails at its commit, after others have committed.
    """
    async with telling(databases, kind.name, path.name, importer.number, Clock()) as run:
        sheet = read(path)
        if accept_valid:
            _check_place(_rejected(path))
        if run.id:
            announce(run.id)
        for database in {kind.database, *kind.alike_in, *(lookup.database for lookup in kind.lookups)}:
            await keep_mark(databases, database, keys)
        run.figures.file_digest, run.figures.row_count = sheet.digest, len(sheet.rows)

        def read_so_far(rows: int) -> None:
            run.figures.checked = rows
            progress("checked", rows, len(sheet.rows))

        checked = await check(databases, keys, kind, sheet, importer, read_so_far)
        report = Report(kind.name, len(sheet.rows), errors=checked.errors)
        event = _event(kind, sheet.digest, run, importer.number, now)
        batch = _Batch(kind, keys, checked, report, accept_valid, progress, run, importer, event)
        await batch.write_everywhere(databases)
        batch.tell("done" if accept_valid or not report.errors else "refused")
    report.errors.sort(key=lambda error: error.row)
    report.untried = _untried(checked, report.errors)
    if accept_valid and report.errors:
        try:
            report.rejected = _write_rejected(path, sheet, checked, report.errors)
        except OSError as error:
            report.unkept = error.strerror or type(error).__name__
    return report


@dataclass
class _Batch:
    """The checked rows on their way into a database; what it refuses is added to the errors of all."""

    kind: SpreadsheetKind
    keys: IdentifierKeys
    checked: Checked
    report: Report
    accept_valid: bool
    progress: Progress
    run: Run
    importer: Operator | Importer
    event: Event
    done: int = 0

    async def write_everywhere(self, databases: Databases) -> None:
        """In one transaction for each database that keeps these rows, and none is committed before all accept them."""
        known = -1
        self.tell("writing")
        await self._find_overlaps(databases)
        await self._try_beside_wrong(databases)
        while known < len(self.report.errors):  # what a later database refuses must not stay in an earlier one
            known = len(self.report.errors)
            try:
                await self._attempt(databases, known)
            except _RolledBack:
                self.report.changed = 0
                if not self.accept_valid:
                    return
        self.report.written = sum(map(len, self.checked.valid))

    async def _find_overlaps(self, databases: Databases) -> None:
        """What periods say of each other and of stored ones is told before the first attempt to write, however many rows it refuses."""
        async with databases.connection(self.kind.database, Role.API) as connection, connection.transaction():
            self.report.errors += await Writer(connection, self.kind, self.keys, self.importer).find_overlaps(self.checked.valid)

    async def _try_beside_wrong(self, databases: Databases) -> None:
        """What only the database finds in groups that are not written since other rows of theirs are wrong."""
        if groups := self.checked.beside_wrong:
            async with databases.connection(self.kind.database, Role.API) as connection, connection.transaction():
                self.report.errors += await Writer(connection, self.kind, self.keys, self.importer).try_rows(groups)

    async def _attempt(self, databases: Databases, known: int) -> None:
        async with _transactions(databases, (self.kind.database, *self.kind.alike_in)) as connections:
            for connection in connections:
                await self._write(connection)
            others_refuse = len(connections) > 1 and len(self.report.errors) > known
            if others_refuse or (self.report.errors and not self.accept_valid):
                raise _RolledBack

    async def _write(self, connection: asyncpg.Connection[Any]) -> None:
        """What is right, with one event where anything changed."""
        writer = Writer(connection, self.kind, self.keys, self.importer, self._advance)
        await connection.execute(LOCK, self.kind.name)
        self.report.errors += await writer.write(self.checked.valid)
        if writer.changed:
            if writer.people:
                await connection.execute(TELL, sorted(writer.people), sorted(writer.households))
            written: dict[str, Any] = {"changed_fields": _fields(self.kind, self.checked.valid), "after_digest": _digest(self.checked.valid)}
            await append(connection, [replace(self.event, row_count=writer.changed, post=self._post(), **written)])
        self.report.changed = max(self.report.changed, writer.changed)

    def _post(self) -> str | None:
        """In which post the importer writes the first row."""
        target, row = self.kind.targets[0], self.checked.valid[0][0]
        return self.importer.post(target.table.name, row.values.get(region_field(target)))

    def _advance(self, rows: int) -> None:
        self.done += rows
        databases = 1 + len(self.kind.alike_in)
        self.progress("written", self.done, self.report.rows * databases)
        self.run.figures.written = self.done // databases

    def tell(self, state: str) -> None:
        """Where the import stands, to those who watch it."""
        figures = self.run.figures
        figures.state, figures.mistakes = state, len(self.report.errors)
        if state != "writing":
            figures.written = self.report.written


@asynccontextmanager
async def _transactions(databases: Databases, names: Sequence[str]) -> AsyncIterator[list[asyncpg.Connection[Any]]]:
    """A transaction in each database. They commit one after another: no commit spans servers of different departments."""
    committed: list[str] = []
    try:
        async with AsyncExitStack() as stack:
            connections = [await stack.enter_async_context(databases.connection(name, Role.API)) for name in names]
            for name, connection in zip(names, connections, strict=True):
                await stack.enter_async_context(_transaction(connection, name, committed))
            yield connections
    except (asyncpg.PostgresError, *LOST) as error:
        missing = [name for name in names if name not in committed]
        if committed and missing:
            raise PartlyWrittenError(committed, missing, type(error).__name__) from error
        raise


@asynccontextmanager
async def _transaction(connection: asyncpg.Connection[Any], name: str, committed: list[str]) -> AsyncIterator[None]:
    """A transaction that is noted once it is committed."""
    async with connection.transaction():
        yield
    committed.append(name)


def _untried(checked: Checked, errors: Sequence[RowError]) -> int:
    rows = {error.row for error in errors if error.message == UNTRIED}
    return sum(len(group) for group in checked.groups if any(row.number in rows for row in group))


def _event(kind: SpreadsheetKind, source_digest: bytes, run: Run, actor: str, now: datetime) -> Event:
    """One event for the batch: the file's digest; whoever writes adds the digest of the rows and the names of the fields, no value."""
    came_from: dict[str, Any] = {"source_digest": source_digest, "import_run_id": run.key}
    return Event(IMPORTED, kind.name, source_digest.hex()[:32], actor, now, **came_from)


def _fields(kind: SpreadsheetKind, groups: Sequence[Sequence[Row]]) -> list[str]:
    """The names of what was written; that unusual figures were confirmed is told only where they were."""
    is_confirmed = any(row.values.get(CONFIRMED.field) for group in groups for row in group)
    columns = [column.field for column in kind.columns if column != CONFIRMED or is_confirmed]
    return sorted([*columns, *(computed.column for computed in kind.computed)])


def _digest(groups: Sequence[Sequence[Row]]) -> bytes:
    """Of the rows that were written."""
    rows = (repr(sorted(row.values.items())) for group in groups for row in group)
    return hashlib.sha256("\n".join(rows).encode()).digest()


def _rejected(path: Path) -> Path:
    return path.with_name(f"{path.name}.rejected.csv")


def _check_place(target: Path) -> None:
    """That a file can be made, before anything is written: rows that are rejected afterwards would be lost."""
    try:
        with tempfile.TemporaryFile(dir=target.parent), suppress(FileNotFoundError):
            if stat.S_ISDIR(target.lstat().st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    except OSError as error:
        raise UnwritableFileError(
            f"{target}: 无法写入有误的行，未写入任何内容 (rejected rows cannot be kept, nothing was written: {error.strerror})"
        ) from None


def _write_rejected(path: Path, sheet: Sheet, checked: Checked, errors: list[RowError]) -> Path:
    """Every row that was not written, as it stood, with why; readable by its owner alone."""
    reasons: dict[int, list[str]] = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(f"{error.column}：{error.message}" if error.column else error.message)
    target = _rejected(path)
    target.unlink(missing_ok=True)  # one that is there may be readable by others
    with _whole(target), os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([*sheet.headings, ROW, REASON])
        for group in checked.groups:
            wrong = [row.number for row in group if row.number in reasons]
            for row in group if wrong else ():
                reason = reasons.get(row.number) or [f"同组第 {wrong[0]} 行有误 (row {wrong[0]} of the same group is wrong)"]
                lines.writerow([*map(_inert, row.cells), row.number, "；".join(reason)])
    return target


@contextmanager
def _whole(target: Path) -> Iterator[None]:
    """A file of which only a part could be written is not left: its reader would take it for all."""
    try:
        yield
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _inert(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula; reading leaves the apostrophe out again."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
