"""Whatever keeps a sheet out is told to whoever brings it in, in Chinese and then in English."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from databases import embedded
from databases.connections import GRANT, MIGRATE, Databases, DatabaseUnavailableError
from databases.failures import FailureError
from databases.identifiers import IdentifierKeys
from databases.key_check import keep_mark
from resolvers.spreadsheets.importing import Report
from resolvers.spreadsheets.shape import RowError
from sunshine import cli, settings
from sunshine import keys as key_files
from sunshine.commands.import_ import summary
from tests.served import run_cli

BOTH = re.compile(r"[^(]*[\u4e00-\u9fff][^(]*\(.*[a-z]{3}.*\).*", re.DOTALL)


def _unreadable_keys(folder: Path) -> None:
    key_files.generate(folder)
    (folder / key_files.IDENTIFIERS).write_text("{}")
    key_files.load(folder)


def _of_another_kind(folder: Path) -> None:
    key_files.generate(folder)
    (folder / key_files.TOKEN).write_bytes((folder / key_files.RELEASE).read_bytes())
    key_files.load(folder)


FAILURES: dict[str, Callable[[Path], object]] = {
    "no server": lambda _: asyncio.run(Databases({"forces": "postgresql://nobody@127.0.0.1:1/nowhere"}, "nowhere").connect("forces")),
    "no embedded server": embedded.running,
    "a space in its folder": lambda folder: embedded.start(folder / "My Projects"),
    "no keys": key_files.load,
    "unreadable keys": _unreadable_keys,
    "a key of another kind": _of_another_kind,
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_before_an_import_is_told_in_both_languages(failure: str, tmp_path: Path) -> None:
    with pytest.raises(FailureError) as told:
        FAILURES[failure](tmp_path)
    assert BOTH.fullmatch(str(told.value)), told.value


def test_keys_of_another_city_are_told_in_both_languages(databases: Databases, keys: IdentifierKeys) -> None:
    asyncio.run(keep_mark(databases, "funds", keys))
    with pytest.raises(FailureError) as told:
        asyncio.run(keep_mark(databases, "funds", IdentifierKeys("test", {"test": bytes(32)}, bytes(32))))
    assert BOTH.fullmatch(str(told.value)), told.value


@pytest.mark.parametrize(
    "words",
    [
        *(str(DatabaseUnavailableError("forces", "reason", advice)) for advice in (MIGRATE, GRANT)),
        *(cli.DISK_FULL, cli.STOPPED, cli.ENDED_BY_SERVER, cli.CUT_OFF, cli.NOT_GRANTED, cli.OTHER_TABLES),
        str(settings.SettingsError("SUNSHINE_PROT is no setting")),
    ],
)
def test_what_ends_an_import_is_told_in_both_languages(words: str) -> None:
    assert BOTH.fullmatch(words)


@pytest.mark.parametrize("arguments", [("householdz", "x.csv"), ("households",), ("households", "--as", "张三", "x.csv")])
def test_wrong_call_is_told_in_both_languages(arguments: tuple[str, ...]) -> None:
    done = run_cli("import", *arguments, env={**os.environ})
    assert done.returncode == 2
    assert BOTH.fullmatch(done.stderr.partition("Error: ")[2].replace("\n", " ")), done.stderr


def test_help_of_an_import_is_in_both_languages() -> None:
    said = run_cli("import", "--help", env={**os.environ}).stdout
    for option in ("kind", "file", "--accept-valid", "--template", "--as"):
        assert re.search(rf"{option}\b.*[\u4e00-\u9fff]", said), option


def test_summary_counts_rows_that_were_not_written_beside_those_with_mistakes() -> None:
    """Of a household with one wrong row none is written."""
    some = Report("households", 10, written=7, changed=5, errors=[RowError(2, "性别", "x"), RowError(2, "", "y")])
    assert [*map(int, re.findall(r"\d+", summary(some)))] == [10, 7, 5, 1, 3]
    assert [*map(int, re.findall(r"\d+", summary(Report("households", 10, written=10))))] == [10, 10, 0]
