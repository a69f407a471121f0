"""What is worked out in batches is what is worked out at once, and no batch is larger than it may be."""

from __future__ import annotations

import polars as pl
import pytest

from open_data.anonymise.batches import HELD, MOST, Stored, batches, distinct, gathered, given_to, read, stored

CELLS = 900
LINES = pl.DataFrame({"line": range(3 * MOST + 7)}).select(
    cell=(pl.col("line") * 7919 % CELLS).cast(pl.UInt32), household=pl.col("line") * 104_729 % 300_000, cents=pl.col("line") % 1_000 - 400
)
SUMS = pl.DataFrame({"cell": range(CELLS)}, {"cell": pl.UInt32}).with_columns(row=pl.col("cell") % 13, part=(pl.col("cell") % 4).cast(pl.String))


@pytest.mark.parametrize("by", [["row", "part"], ["row"], ["cell"]])
def test_sums_in_batches_are_those_of_all_at_once(by: list[str]) -> None:
    found = list(given_to(SUMS, LINES, by))
    expected = LINES.join(SUMS, on="cell").group_by(*by, "household").agg(pl.col("cents").sum())
    assert len(found) > 1
    assert pl.concat(found).sort(*by, "household").equals(expected.sort(*by, "household"))
    assert sum(part.select(by).n_unique() for part in found) == SUMS.select(by).n_unique(), "all of a sum is in one batch"


def test_cells_that_are_in_no_sum_are_left_out_and_no_sums_are_one_empty_batch() -> None:
    some = SUMS.filter(pl.col("row") == 3)
    assert pl.concat(given_to(some, LINES, ["row"]))["cents"].sum() == LINES.join(some, on="cell")["cents"].sum()
    (nothing,) = given_to(SUMS.clear(), LINES, ["row", "part"])
    assert nothing.columns == ["row", "part", "household", "cents"]
    assert nothing.is_empty()


@pytest.mark.parametrize("becoming", [[MOST - 1] * 5, [1] * 40, [5 * MOST, 1, 1], [1, 5 * MOST, 1], [MOST // 3] * 11])
def test_batches_keep_the_order_and_are_not_much_larger_than_they_may_be(becoming: list[int]) -> None:
    frame = pl.DataFrame({"number": range(len(becoming)), "becomes": becoming})
    found = list(batches(frame, "becomes"))
    assert pl.concat(found).equals(frame)
    assert all(len(one) == 1 or one["becomes"][:-1].sum() <= MOST for one in found)


def test_frame_is_read_in_its_order_and_its_different_rows_are_found() -> None:
    assert pl.concat(read(LINES.lazy())).equals(LINES)
    assert distinct(LINES.lazy().select("cell")).equals(LINES.select("cell").unique().sort("cell"))
    assert distinct(LINES.lazy().select("cell").filter(pl.col("cell") > CELLS)).is_empty()


def test_more_rows_than_stay_in_memory_wait_in_files_that_only_their_owner_reads_and_that_go_with_them() -> None:
    few, many = gathered([LINES[:10], LINES[10:HELD]]), gathered(LINES.iter_slices(70_000))
    assert isinstance(few, pl.DataFrame)
    assert isinstance(many, Stored)
    assert few.equals(LINES[:HELD])
    assert many.lazy().collect().equals(LINES)
    folder = many.path.parent
    assert folder.stat().st_mode & 0o077 == 0
    del many
    assert not folder.exists()


def test_what_is_asked_for_much_later_lies_in_a_file_however_little_it_is() -> None:
    few, many = stored(LINES[:10]), gathered(LINES.iter_slices(70_000))
    assert few.frame().equals(LINES[:10])
    assert stored(many) is many
    assert stored(pl.DataFrame()).frame().is_empty()


def test_sums_of_shares_in_files_are_those_of_shares_in_memory() -> None:
    stored = gathered(LINES.iter_slices(70_000))
    for by, of in ((["row"], ["part"]), (["part"], [])):
        found, expected = (pl.concat(given_to(SUMS, shares, by, of)).sort(*by, *of, "household") for shares in (stored, LINES))
        assert found.equals(expected)
