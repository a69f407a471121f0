"""The leak scanner: reads the final bytes of every file of a release and names what must not leave.

Every file is read as bytes, in windows that overlap. Containers are opened as well: zip members (so also xlsx), gzip, streams of
pdf, rows of SQLite (free pages and shadow tables are in the bytes and in the rows), Parquet. Tables (`cells.py`) are also looked at
by their columns: an identity number may be split over cells.
"""

from __future__ import annotations

import codecs
import gzip
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO

import numpy as np
import polars as pl

from open_data.gate import cells, numbers
from open_data.gate.canaries import Canaries
from open_data.gate.names import UNKNOWN, Names

WINDOW = 1 << 20
OVERLAP = 2048  # longer than a number in its longest disguise
ROWS = 4_000  # of a table that are read at a time
NONE = Canaries(())
CELL = re.compile(rb"[^,\n\x1f]*[,\n\x1f]?")
TAG = re.compile(rb"<[^<>]*>")
ALONE = re.compile(rb"(?<!\d)\d{17}[\dxX](?!\d)")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PDF_KERNING = re.compile(rb"\)\s*-?[0-9.]*\s*\(")
AS_BYTES = "CASE typeof({0}) WHEN 'blob' THEN {0} ELSE ifnull(CAST({0} AS TEXT), '') END"
PACKED = (b"SQLite format 3", b"PAR1")
UTF16 = {"utf-16-le": "<u2", "utf-16-be": ">u2"}


@dataclass(frozen=True, order=True)
class Finding:
    """What was found: the file (and member), the place in it, the rule of `refusal.SENTENCES`, and the shape, never the value."""

    file: str
    place: str
    rule: str
    excerpt: str


@dataclass(frozen=True)
class Expected:
    """What the catalogue says: columns that hold no personal data (codes, money, days, digests, names of officials), private texts, and names."""

    columns: frozenset[str] = frozenset()
    canaries: Canaries = field(default=NONE)
    names: Names = field(default=UNKNOWN)


NOTHING = Expected()
Look = Callable[[bytes, Expected], Iterator[tuple[int, str, str]]]  # begin, rule, shape


def scan(paths: Iterable[Path], expected: Expected = NOTHING) -> list[Finding]:
    """Everything found in some files, each place once."""
    return sorted({finding for path in paths for finding in scan_file(path, expected)})


def scan_texts(name: str, texts: Iterable[str], expected: Expected) -> list[Finding]:
    """Everything found in some texts, which are looked at one by one."""
    return sorted({finding for text in texts for finding in _bytes(name, BytesIO(text.encode()), expected)})


def scan_file(path: Path, expected: Expected = NOTHING) -> Iterator[Finding]:
    """A file that cannot be read is a finding too: nobody knows what is in it."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file:
        packed = file.read(16).startswith(PACKED)
        file.seek(0)
        yield from _bytes(path.name, file, expected, _in_packed if packed else _in_window)
    try:
        yield from _opened(path, expected)
    except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, sqlite3.Error, pl.exceptions.PolarsError) as error:
        yield Finding(path.name, "", "unreadable", type(error).__name__)


# Bytes


def _bytes(name: str, file: IO[bytes], expected: Expected, look: Look | None = None) -> Iterator[Finding]:
    """Windows that overlap; what ends inside the overlap was found before."""
    offset, before = 0, b""
    while new := file.read(WINDOW):
        if offset == 0 and new.startswith(codecs.BOM_UTF8):  # a place is counted with it, though nothing is looked for in it
            offset, new = len(codecs.BOM_UTF8), new.removeprefix(codecs.BOM_UTF8)
        window = before + new
        seen = {begin: (rule, shape) for begin, rule, shape in (look or _in_window)(window, expected)}
        places = _as_written(window, seen) if seen else {}
        yield from (Finding(name, f"byte {offset - len(before) + places[begin]}", rule, shape) for begin, (rule, shape) in seen.items())
        offset += len(new)
        before = window[-OVERLAP:]


def _as_written(window: bytes, places: Iterable[int]) -> dict[int, int]:
    """Where places of the window with plain digits lie in the window as it is: in the same cell."""
    waiting, found = sorted(places, reverse=True), {place: place for place in places}
    plain = written = 0
    for cell in CELL.finditer(window):
        size = len(numbers.normalised(cell[0]))
        while waiting and waiting[-1] < plain + size:
            place = waiting.pop()
            found[place] = written + min(place - plain, len(cell[0]) - 1)
        plain, written = plain + size, written + len(cell[0])
        if not waiting:
            break
    return found


def _in_window(window: bytes, expected: Expected) -> Iterator[tuple[int, str, str]]:
    for begin, end in expected.canaries.find(window):
        yield begin, "canary", "#" * (end - begin)
    plain, utf8 = list(_plain(window)), _as_utf8(window)
    for text in (*plain, *(reading for decoded in _decoded(window) for reading in _plain(decoded))):
        for begin, end, rule in numbers.find(text):
            yield begin, rule, numbers.masked(text[begin:end])
    for text in plain if utf8 is window else _plain(utf8):
        yield from _names(text, expected.names)


def _names(window: bytes, names: Names) -> Iterator[tuple[int, str, str]]:
    """Names beside places. Where a long file is cut into windows, what touches a cut is read whole in the window beside it."""
    text = window.decode("utf-8", "ignore")
    for begin, end in names.find(text):
        if len(window) < WINDOW or 0 < begin < end < len(text):
            yield len(text[:begin].encode()), "name_beside_place", "#" * (end - begin)


def _in_packed(window: bytes, expected: Expected) -> Iterator[tuple[int, str, str]]:
    """In the raw bytes of a packed table values stand without a gap, and where it is compressed only what is new of each value, so that
    two region codes can look like somebody's number. What counts there is known to be private, or an identity number that touches no
    other digit. The rows of the table are read by all rules."""
    for begin, end in expected.canaries.find(window):
        yield begin, "canary", "#" * (end - begin)
    for text in (window, *_stretches(window)):
        yield from (
            (found.start(), "identity_number", numbers.masked(found[0]))
            for found in ALONE.finditer(numbers.normalised(text))
            if numbers.is_identity_number(found[0].decode().upper())
        )


def _plain(text: bytes) -> Iterator[bytes]:
    """A window with plain digits; without its tags, if it has any."""
    plain = numbers.normalised(text)
    yield plain
    if b"</" in plain or b"/>" in plain:
        yield numbers.normalised(TAG.sub(b" ", plain))


def _as_utf8(window: bytes) -> bytes:
    """Chinese characters are looked for in UTF-16 only where the file says that it is: read so, any bytes are Chinese characters."""
    return window.decode("utf-16", "ignore").encode() if window.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else window


def _decoded(window: bytes) -> Iterator[bytes]:
    """The window as UTF-16: each of its digits has a byte that UTF-8 does not have in a text."""
    if 0 in window or 255 in window:
        yield from (window[start:].decode(order, "replace").encode("utf-8", "replace") for order in UTF16 for start in (0, 1))


def _stretches(window: bytes) -> Iterator[bytes]:
    """What of a window could be an identity number in UTF-16; to decode all of a large table takes longer than to write it."""
    for order, units in UTF16.items():
        for start in (0, 1):
            characters = np.frombuffer(window, units, (len(window) - start) // 2, start)
            for begin, end in numbers.stretches_of_digits(characters):
                yield characters[begin:end].tobytes().decode(order, "replace").encode("utf-8", "replace")


# Containers


def _opened(path: Path, expected: Expected) -> Iterator[Finding]:
    with path.open("rb") as file:
        head = file.read(16)
    for magic, reader in READERS.items():
        if head.startswith(magic):
            yield from reader(path, expected)
            return
    if path.suffix in (".csv", ".tsv"):
        yield from _csv(path.name, path, expected)
    elif path.suffix in (".jsonl", ".ndjson"):
        yield from _json_lines(path, expected)


def _zip(path: Path, expected: Expected) -> Iterator[Finding]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                yield from _member(path.name, archive, member.filename, expected)


def _member(archive_name: str, archive: zipfile.ZipFile, member: str, expected: Expected) -> Iterator[Finding]:
    name = f"{archive_name}/{member}"
    with archive.open(member) as content:
        yield from _bytes(name, content, expected)
    if member.endswith((".csv", ".tsv")):
        with archive.open(member) as content, NamedTemporaryFile() as unpacked:
            copyfileobj(content, unpacked)
            unpacked.flush()
            yield from _csv(name, Path(unpacked.name), expected)


def _gzip(path: Path, expected: Expected) -> Iterator[Finding]:
    with gzip.open(path) as content:
        yield from _bytes(f"{path.name}/", content, expected)  # type: ignore[arg-type]


def _pdf(path: Path, expected: Expected) -> Iterator[Finding]:
    for number, stream in enumerate(PDF_STREAM.finditer(path.read_bytes())):
        content = _inflated(stream[1])
        yield from _bytes(f"{path.name}/stream {number}", BytesIO(content), expected)
        yield from _bytes(f"{path.name}/stream {number}", BytesIO(PDF_KERNING.sub(b"", content)), expected)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream  # not compressed, or an image


def _parquet(path: Path, expected: Expected) -> Iterator[Finding]:
    lazy = pl.scan_parquet(path)
    for start in range(0, lazy.select(pl.len()).collect().item(), ROWS):
        yield from _rows(path.name, lazy.slice(start, ROWS).collect(), expected, start)


def _sqlite(path: Path, expected: Expected) -> Iterator[Finding]:
    """Every table by its own rows, shadow tables of the full-text search too."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        database.text_factory = bytes
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").fetchall()
        for (table,) in tables:
            yield from _table(path.name, table.decode(), database, expected)


def _table(file: str, table: str, database: sqlite3.Connection, expected: Expected) -> Iterator[Finding]:
    columns = [described[0] for described in database.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0").description]
    cursor = database.execute(f"SELECT {', '.join(AS_BYTES.format(_quoted(column)) for column in columns)} FROM {_quoted(table)}")
    while rows := cursor.fetchmany(ROWS):
        yield from _bytes(f"{file}/{table}", BytesIO(b"\n".join(map(b"\x1f".join, rows))), expected)
        undeclared = {column: values for column, *values in zip(columns, *rows, strict=True) if column not in expected.columns}
        texts = {column: [value.decode("utf-8", "replace") for value in values] for column, values in undeclared.items()}
        yield from _frame(f"{file}/{table}", pl.DataFrame(texts, dict.fromkeys(texts, pl.String)), expected)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


READERS: Mapping[bytes, Callable[[Path, Expected], Iterator[Finding]]] = {
    b"PK\x03\x04": _zip,
    b"PK\x05\x06": _zip,
    b"\x1f\x8b": _gzip,
    b"%PDF": _pdf,
    b"PAR1": _parquet,
    b"SQLite format 3\x00": _sqlite,
}


# Tables


def _csv(name: str, path: Path, expected: Expected) -> Iterator[Finding]:
    """Batch by batch, so that the memory does not grow with the file."""
    separator = "\t" if name.endswith(".tsv") else ","
    lazy = pl.scan_csv(path, infer_schema=False, separator=separator, truncate_ragged_lines=True, quote_char='"')
    undeclared = [column for column in lazy.collect_schema() if column not in expected.columns]
    if not undeclared:
        return
    for number, batch in enumerate(lazy.select(undeclared).collect_batches(chunk_size=ROWS)):
        yield from _frame(name, batch, expected, f"batch {number}, ")


def _json_lines(path: Path, expected: Expected) -> Iterator[Finding]:
    """The same of JSON Lines."""
    with path.open("rb") as file:
        for number, lines in enumerate(iter(lambda: b"".join(islice(file, ROWS)), b"")):
            yield from _frame(path.name, pl.read_ndjson(lines, infer_schema_length=None), expected, f"batch {number}, ")


def _rows(name: str, frame: pl.DataFrame, expected: Expected, start: int) -> Iterator[Finding]:
    """A decoded table: its text as bytes, then its columns."""
    text = cells.flat(frame).write_csv(separator="\x1f").encode()
    yield from _bytes(f"{name}/row {start}", BytesIO(text), expected)
    yield from _frame(name, frame, expected, f"from row {start}, ")


def _frame(name: str, frame: pl.DataFrame, expected: Expected, where: str = "") -> Iterator[Finding]:
    for row, column, rule, shape in cells.find(frame, expected.columns):
        yield Finding(name, f"{where}row {row + 1}, {column}", rule, shape)
