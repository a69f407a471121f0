"""The folders of releases say what the records say, wherever a command was cut off; the feed tells what became of each release."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from open_data.layout import CANDIDATES, CURRENT, FEED, LIST, TOMBSTONE
from open_data.release.seal import BrokenReleaseError, seal
from open_data.release.states import Record, next_name, settle

ADDRESS, OFFICE = "https://sunshine.example", "演示发布单位"
DAY = date(2020, 6, 30)
KEY = Ed25519PrivateKey.generate()


def built(home: Path, name: str) -> Record:
    """A candidate with a file of its own."""
    folder = home / CANDIDATES / name
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "fund_streams.csv").write_text(name)
    return Record(name, seal(folder, KEY), "candidate")


def approved(record: Record) -> Record:
    return replace(record, state="published", approved_on=DAY)


def withdrawn(record: Record) -> Record:
    return replace(record, state="withdrawn", withdrawn_on=DAY, withdrawal_reason="一列含有不应公开的内容")


def settled(home: Path, *records: Record) -> None:
    settle(home, records, ADDRESS, OFFICE)


def served(home: Path) -> dict[str, str]:
    """What anybody can get: every file below the home that is not a candidate's, with its text."""
    found = {path: path.relative_to(home).as_posix() for path in home.rglob("*.csv")}
    return {name: path.read_text() for path, name in found.items() if not name.startswith(CANDIDATES)}


def in_force(home: Path) -> str | None:
    return str((home / CURRENT).readlink()) if (home / CURRENT).is_symlink() else None


def test_candidate_is_nowhere_until_it_is_approved(tmp_path: Path) -> None:
    first = built(tmp_path, "2020-06-30-1")
    settled(tmp_path, first)
    assert (served(tmp_path), in_force(tmp_path), orjson.loads((tmp_path / LIST).read_bytes())) == ({}, None, [])
    assert (tmp_path / CANDIDATES).stat().st_mode & 0o077 == 0
    settled(tmp_path, approved(first))
    assert in_force(tmp_path) == first.name
    assert served(tmp_path) == {f"{first.name}/data/fund_streams.csv": first.name}


def test_withdrawn_release_leaves_a_tombstone_and_the_one_before_is_shown_again(tmp_path: Path) -> None:
    first, second = built(tmp_path, "2020-06-30-9"), built(tmp_path, "2020-06-30-10")
    settled(tmp_path, approved(first), approved(second))
    assert in_force(tmp_path) == second.name
    settled(tmp_path, approved(first), withdrawn(approved(second)))
    assert in_force(tmp_path) == first.name
    assert {path.name for path in (tmp_path / second.name).iterdir()} == {TOMBSTONE, "withdrawn.txt"}
    assert "一列含有不应公开的内容" in (tmp_path / second.name / "withdrawn.txt").read_text("utf-8")
    settled(tmp_path, withdrawn(approved(first)), withdrawn(approved(second)))
    assert (in_force(tmp_path), served(tmp_path)) == (None, {})


def test_withdrawn_candidate_leaves_nothing(tmp_path: Path) -> None:
    settled(tmp_path, withdrawn(built(tmp_path, "2020-06-30-1")))
    assert list((tmp_path / CANDIDATES).iterdir()) == []
    assert not (tmp_path / "2020-06-30-1").exists()


def test_candidate_that_nobody_recorded_is_swept_away(tmp_path: Path) -> None:
    built(tmp_path, "2020-06-30-1")
    settled(tmp_path)
    assert list((tmp_path / CANDIDATES).iterdir()) == []


def test_candidate_that_was_changed_after_it_was_recorded_comes_not_in_force(tmp_path: Path) -> None:
    first = built(tmp_path, "2020-06-30-1")
    (tmp_path / CANDIDATES / first.name / "data" / "fund_streams.csv").write_text("other")
    with pytest.raises(BrokenReleaseError):
        settled(tmp_path, approved(first))
    seal(tmp_path / CANDIDATES / first.name, Ed25519PrivateKey.generate())
    with pytest.raises(BrokenReleaseError):
        settled(tmp_path, approved(first))
    assert (served(tmp_path), in_force(tmp_path)) == ({}, None)


def test_names_are_counted_by_number_and_never_given_twice() -> None:
    assert next_name(DAY, []) == "2020-06-30-1"
    assert next_name(DAY, ["2020-06-30-9", "2020-06-30-10", "2020-06-29-70"]) == "2020-06-30-11"


class CutOffError(BaseException):
    """The command was killed here."""


WRITING = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.symlink", "os.link", "os.truncate", "shutil.rmtree")


class Cutter:
    """Ends whatever works on a folder before its n-th write, as a kill would; hooks of the interpreter see each write."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.folder = ""
        sys.addaudithook(self._seen)

    def _seen(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.left is None or not (event in WRITING or (event == "open" and isinstance(arguments[1], str) and "w" in arguments[1])):
            return
        if str(arguments[0]).startswith(self.folder):
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise CutOffError


@pytest.fixture(scope="module")
def cutter() -> Iterator[Cutter]:
    found = Cutter()
    yield found
    found.left = None


def test_wherever_a_command_is_cut_off_nothing_half_is_served_and_the_next_one_mends(tmp_path: Path, cutter: Cutter) -> None:
    """One release is approved and another withdrawn at once: the most that one run can have to do."""
    steps = 0
    while True:
        home = tmp_path / str(steps)
        old, new = built(home, "2020-06-01-1"), built(home, "2020-06-30-1")
        settled(home, approved(old), new)
        after = (withdrawn(approved(old)), approved(new))
        cutter.left, cutter.folder = steps, str(home)
        try:
            settled(home, *after)
            break
        except CutOffError:
            pass
        finally:
            cutter.left = None
        assert in_force(home) in (old.name, new.name)
        assert all(text == name.split("/")[0] for name, text in served(home).items() if not name.startswith("."))
        settled(home, *after)
        assert in_force(home) == new.name
        assert served(home) == {f"{new.name}/data/fund_streams.csv": new.name}
        assert (home / old.name / TOMBSTONE).exists()
        assert {path.name for path in home.iterdir()} == {CANDIDATES, CURRENT, LIST, FEED, old.name, new.name}
        steps += 1
    assert steps > 10


def test_feed_tells_every_release_with_an_id_that_stays(tmp_path: Path) -> None:
    first, second = built(tmp_path, "2020-06-01-1"), built(tmp_path, "2020-06-30-1")
    settled(tmp_path, approved(first), approved(second))
    before = feedparser.parse((tmp_path / FEED).read_bytes())
    assert not before.bozo
    assert [entry.link for entry in before.entries] == [f"{ADDRESS}/releases/{second.name}", f"{ADDRESS}/releases/{first.name}"]
    later = replace(withdrawn(approved(second)), withdrawn_on=date(2020, 7, 1))
    settle(tmp_path, [approved(first), later], "https://elsewhere.example", OFFICE)
    after = feedparser.parse((tmp_path / FEED).read_bytes())
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert "撤回" in after.entries[0].title
    assert "一列含有不应公开的内容" in after.entries[0].summary
    assert (after.entries[0].updated, after.feed.updated) == ("2020-07-01T00:00:00+08:00", "2020-07-01T00:00:00+08:00")
    assert after.entries[0].published == before.entries[0].published


def test_same_records_write_the_same_bytes_and_touch_nothing(tmp_path: Path) -> None:
    first = built(tmp_path, "2020-06-01-1")
    settled(tmp_path, approved(first))
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / FEED, tmp_path / LIST)}
    settled(tmp_path, approved(first))
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
