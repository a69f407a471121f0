"""Several processes find what one finds, and a release does not leave because one of them failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from databases.identity_numbers import check_digit
from open_data.gate.names import Names, PrivateNames
from open_data.gate.readers import WORTH_IT, reading
from open_data.gate.scanner import Expected, scan

ID = f"32028119800101123{check_digit('32028119800101123')}"
EXPECTED = Expected(frozenset({"code"}), names=Names(PrivateNames(), frozenset({"张家港"})))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """More than one process reads by itself, and in each file something that must not leave."""
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_bytes(b"nothing \n" * (WORTH_IT // 9 // (number + 1)) + f"{ID} 王家村村民张伟\n".encode())
    return paths


def test_readers_find_what_one_process_finds(files: list[Path]) -> None:
    with reading(files, EXPECTED) as found:
        assert found() == scan(files, EXPECTED)
    assert {finding.file for finding in scan(files, EXPECTED)} == {path.name for path in files}
    assert {finding.rule for finding in scan(files, EXPECTED)} == {"identity_number", "name_beside_place"}


def test_reader_that_fails_stops_the_release(files: list[Path], tmp_path: Path) -> None:
    (gone := tmp_path / "gone.txt").write_text("nothing")
    with reading([*files, gone], EXPECTED) as found:  # it is read last, after the others
        gone.unlink()
        with pytest.raises(RuntimeError, match="a reader of the release ended"):
            found()


def test_readers_end_with_whoever_does_not_wait(files: list[Path]) -> None:
    with pytest.raises(KeyError), reading(files, EXPECTED):
        raise KeyError
