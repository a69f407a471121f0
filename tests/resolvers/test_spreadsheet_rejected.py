"""Right rows are accepted and wrong ones come back in a file of their own, to be mended."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator

import pytest

from resolvers.spreadsheets.importing import UnwritableFileError
from resolvers.spreadsheets.reading import UnreadableFileError
from tests.resolvers.desk import Desk, household_rows, identity_number


def test_right_rows_are_accepted_and_rejected_ones_come_back_mended(desk: Desk) -> None:
    good, bad = identity_number(701), identity_number(702)
    rows = [
        *household_rows("ACC1", ("周测试", good, "户主")),
        *household_rows("ACC2", ("吴测试", bad[:-1] + ("0" if bad[-1] != "0" else "1"), "户主")),
    ]
    report = desk.bring_in("households", desk.file("households", rows), accept_valid=True)
    assert (report.written, report.changed) == (1, 2)
    assert report.rejected is not None
    assert report.rejected.stat().st_mode & 0o077 == 0
    text = report.rejected.read_text("utf-8-sig")
    assert "ACC2" in text
    assert "ACC1" not in text
    assert "校验码" in text
    mended = desk.folder / "mended.csv"
    mended.write_text(text.replace(rows[1][11], bad), "utf-8-sig")
    assert desk.bring_in("households", mended).changed == 2


@pytest.mark.parametrize("stem", ["taken", "长" * 83], ids=["folder", "long"])
def test_nothing_is_written_where_the_rejected_rows_cannot_be_kept(desk: Desk, stem: str) -> None:
    """A folder has the file's name, or the name is longer than the file system allows."""
    (desk.folder / "taken.csv.rejected.csv").mkdir()
    rows = [*household_rows("KEPT1", ("周测试", identity_number(703), "户主")), *household_rows("KEPT2", ("吴测试", "123", "户主"))]
    with pytest.raises(UnwritableFileError, match="nothing was written") as refused:
        desk.bring_in("households", desk.file("households", rows, name=f"{stem}.csv"), accept_valid=True)
    assert refused.value.exit_code == UnreadableFileError.exit_code
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'KEPT1'") == 0


def test_rows_of_one_household_stand_or_fall_together(desk: Desk) -> None:
    rows = [*household_rows("GRP1", ("郑测试", identity_number(711), "户主"), ("王测试", "123", "配偶"))]
    report = desk.bring_in("households", desk.file("households", rows), accept_valid=True)
    assert report.written == 0
    assert report.rejected is not None
    assert len(report.rejected.read_text("utf-8-sig").splitlines()) == 3


@contextlib.contextmanager
def _full_disk() -> Iterator[None]:
    """No file of this process grows beyond a kilobyte: the disk ends in the middle of the file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_disk_that_fills_after_the_commit_is_told_and_a_second_time_makes_the_file(desk: Desk) -> None:
    right = list(household_rows("FULL1", ("周测试", identity_number(704), "户主")))
    wrong = [row for place in range(20) for row in household_rows(f"FULL-{place}", ("吴测试", "123", "户主"))]
    path = desk.file("households", right + wrong)
    with _full_disk():
        report = desk.bring_in("households", path, accept_valid=True)
    assert (report.written, report.changed, report.rejected) == (1, 2, None)
    assert report.unkept
    assert len(report.errors) == len(wrong)
    assert not (desk.folder / "sheet.csv.rejected.csv").exists()
    again = desk.bring_in("households", path, accept_valid=True)
    assert (again.written, again.changed, again.unkept) == (1, 0, "")
    assert again.rejected is not None
    assert len(again.rejected.read_text("utf-8-sig").splitlines()) == 1 + len(wrong)
