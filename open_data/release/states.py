"""What lies on disk follows the records of releases in the database `forces`: candidates apart, releases in force, tombstones.

    candidates/2020-06-30-1/   built, waiting for approval; nobody serves it
    2020-06-01-1/              in force, or a tombstone that says why it was withdrawn
    current                    link to the newest release in force
    needs/2020-06-01-1/        its needs, published anew since (`fresh_needs.py`)
    releases.json, feed.xml    every release that was ever in force

A command changes the record first and then lets the disk follow (`settle`). Wherever it is cut off, the next `settle` goes on:
each step is one rename, and what it left half-written has a name that begins with a dot and is swept away.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from databases.whole_files import write_whole
from open_data.layout import CANDIDATES, CURRENT, FEED, FRESH, LIST, TOMBSTONE, in_time
from open_data.release import feed, news
from open_data.release.feed import Entry
from open_data.release.seal import BrokenReleaseError, check

TOMBSTONE_TEXT = """{name} 已于 {day} 撤回，文件不再提供。
原因：{reason}

{name} was withdrawn on {day}; its files are no longer offered.
Reason: {reason}
"""


@dataclass(frozen=True)
class Record:
    """A release as the database records it; `digest` in hex."""

    name: str
    digest: str
    state: str
    approved_on: date | None = None
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None


def next_name(day: date, taken: Collection[str]) -> str:
    """2020-06-30-1, and -2 for a second release of the same day; a withdrawn one keeps its name."""
    numbers = [int(name.removeprefix(f"{day}-")) for name in taken if name.startswith(f"{day}-")]
    return f"{day}-{1 + max(numbers, default=0)}"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One command at a time works on the releases; a second one waits. A killed one holds nobody up."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def settle(home: Path, records: Collection[Record], address: str, publisher: str) -> None:
    """Make the disk say what the records say. `address`: of the portal; call it inside `alone`.

    Raises BrokenReleaseError if an approved candidate is not what was recorded.
    """
    _sweep(home, {record.name for record in records if record.state != "withdrawn"})
    for record in records:
        if record.state == "published":
            _move_in(home, record)
    _point(home, max((one for one in records if _is_in_force(home, one)), key=lambda one: in_time(one.name), default=None))
    for record in records:
        if record.state == "withdrawn":
            _bury(home, record)
    shown = sorted((one for one in records if one.approved_on), key=lambda one: in_time(one.name), reverse=True)
    _replace(home / LIST, orjson.dumps([_listed(one) for one in shown], option=orjson.OPT_INDENT_2))
    _replace(home / FEED, feed.write([_entry(home, one, address) for one in shown], f"{address}/{FEED}", address, publisher))
    _sweep(home, {record.name for record in records})


def _sweep(home: Path, known: Collection[str]) -> None:
    """Remove what a killed command left: dotted folders, and candidates that were never recorded or were withdrawn."""
    (home / CANDIDATES).mkdir(exist_ok=True)
    (home / CANDIDATES).chmod(0o700)  # whoever serves the home may work as another user
    left = [path for path in home.glob(".*") if path.name != ".lock"]
    for path in [*left, *(path for path in (home / CANDIDATES).iterdir() if path.name not in known)]:
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)


def _move_in(home: Path, record: Record) -> None:
    candidate, folder = home / CANDIDATES / record.name, home / record.name
    if candidate.is_dir() and not folder.exists():
        if check(candidate) != record.digest:
            raise BrokenReleaseError(f"{record.name} is not what was recorded when it was built")
        candidate.rename(folder)


def _is_in_force(home: Path, record: Record) -> bool:
    return record.state == "published" and (home / record.name).is_dir()


def _point(home: Path, record: Record | None) -> None:
    """`current` shows this release from one moment to the next; none in force: it shows nothing."""
    link = home / CURRENT
    if record is None:
        link.unlink(missing_ok=True)
    elif not link.is_symlink() or link.readlink() != Path(record.name):
        fresh = home / f".{CURRENT}"
        fresh.symlink_to(record.name)
        fresh.rename(link)


def _bury(home: Path, record: Record) -> None:
    """Replace a release by its tombstone: all of its outlets (files, database, search) lie in its folder and go with it."""
    folder, needs = home / record.name, home / FRESH / record.name
    if needs.exists():
        needs.rename(home / f".gone-{FRESH}-{record.name}")
    if record.approved_on is None or (folder / TOMBSTONE).exists():
        return
    tombstone = home / f".tombstone-{record.name}"
    tombstone.mkdir()
    (tombstone / TOMBSTONE).write_bytes(orjson.dumps(_listed(record), option=orjson.OPT_INDENT_2))
    text = TOMBSTONE_TEXT.format(name=record.name, day=record.withdrawn_on, reason=record.withdrawal_reason)
    (tombstone / "withdrawn.txt").write_text(text, "utf-8")
    if folder.exists():
        folder.rename(home / f".gone-{record.name}")
    tombstone.rename(folder)


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step; one that says the same already stays as it is."""
    if not path.exists() or path.read_bytes() != content:
        write_whole(path, content)


def _listed(record: Record) -> dict[str, object]:
    return {
        "name": record.name,
        "state": record.state,
        "digest": record.digest,
        "approved_on": record.approved_on,
        "withdrawn_on": record.withdrawn_on,
        "withdrawal_reason": record.withdrawal_reason,
    }


def _entry(home: Path, record: Record, address: str) -> Entry:
    assert record.approved_on
    if record.state == "withdrawn":
        title, text = f"已撤回：{record.name}（withdrawn）", f"原因：{record.withdrawal_reason}"
    else:
        title, text = f"阳光帮扶开放数据 {record.name}", _summary(home / record.name)
    return Entry(record.digest, title, text, f"{address}/releases/{record.name}", record.approved_on, record.withdrawn_on or record.approved_on)


def _summary(folder: Path) -> str:
    """What changed since the release before, in words of both languages."""
    changes = folder / news.JSON
    return "\n".join(orjson.loads(changes.read_bytes())["summary"].values()) if changes.exists() else ""
