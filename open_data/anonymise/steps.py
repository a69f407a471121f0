"""What rows of one place tell beside each other: two months in a row who came, who left and whose money was changed, two kinds who gets only one of them.

Most households get the same amount month after month. Take one month's sum from the next, and only those are left whose money is another one; take it three
times from a quarter's sum, and the same follows; and where a standard was raised by a tenth, eleven tenths of it. So sums are multiplied by whatever suits,
and added up: those whose money does not cancel must be none, or enough households.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from open_data.anonymise.batches import Rows, batches, collected, gathered, given_to

PRIME = 2**31 - 1  # amounts are reckoned with modulo it: exact, and two that are not multiples of each other look like it once in two billion times
YEAR = 4  # digits
Whole = NDArray[np.int64]


def periods(rows: pl.DataFrame, time: str) -> pl.DataFrame:
    """row, series (its places and kinds), kinds, year, start (its first period). rows: row and for each dimension, the places first, its level and codes."""
    where = [name.removesuffix("_level") for name in rows.columns if name.endswith("_level") and name != f"{time}_level"]
    start = pl.col(time).list.first()
    return rows.select("row", series=_numbered(where), kinds=_numbered(where[1:]), year=start.str.head(YEAR), start=start)


def _numbered(dimensions: Sequence[str]) -> pl.Expr:
    """The same number for rows of the same levels and codes."""
    parts = (part for name in dimensions for part in (f"{name}_level", pl.col(name).list.join(" ")))
    return pl.concat_str(pl.lit(""), *parts, separator="|").rank("dense")


def amounts(cells: pl.DataFrame, contributions: Rows) -> Rows:
    """row, household, amount: cents, or where nobody got any, that a household is counted."""
    return gathered(amounts_of_some(cells, contributions))


def amounts_of_some(cells: pl.DataFrame, contributions: Rows) -> Iterator[pl.DataFrame]:
    """The same, some rows at a time."""
    is_money = collected(contributions.lazy().select((pl.col("cents") != 0).any()), contributions).item()
    amount = pl.col("cents") if is_money else pl.lit(1, pl.Int64)
    for given in given_to(cells.select("cell", "row"), contributions, ["row"]):
        yield given.select("row", "household", amount=amount).filter(pl.col("amount") != 0)


def households_of(given: Rows) -> pl.DataFrame:
    """row, households: how many there are in each."""
    return collected(given.lazy().group_by("row").agg(households=pl.len().cast(pl.Int64)), given)


def telling(rows: pl.DataFrame, given: Rows, threshold: int) -> pl.DataFrame:
    """series, year: those whose periods tell of fewer households than the threshold."""
    several = rows.filter(pl.len().over("series", "year") > 1)
    after = several.sort("start").with_columns(later=pl.col("row").shift(-1).over("series", "year")).drop_nulls("later")
    found = several.join(beside(after.select("row", "later"), given, threshold), on="row", how="semi").select("series", "year").unique()
    left = (
        several.join(found, on=["series", "year"], how="anti").sort("series", "year", "row").with_columns(group=pl.struct("series", "year").rle_id())
    )
    more = [group for group, lines in _side_by_side(left, given) if tell_of_few(lines, threshold)]
    return pl.concat([found, left.filter(pl.col("group").is_in(more)).select("series", "year").unique()]).sort("series", "year")


def overlapping(rows: pl.DataFrame, cells: pl.DataFrame, where: Sequence[str]) -> pl.DataFrame:
    """row, later: every two rows of different years or kinds that have places (and kinds, if `where` names them) in common. cells: row and, by `where`, these."""
    in_order = rows.select("row", at=pl.struct("year", "kinds").rank("dense"))
    sets = cells.select("row", *where).unique().join(in_order, on="row").group_by(where).agg(pl.struct("at", "row").sort()).select("at").unique()
    one = sets.with_row_index("set").explode("at").unnest("at").lazy()
    pairs = one.join(one, on="set", suffix="_later").filter(pl.col("at") < pl.col("at_later")).select("row", later="row_later").unique()
    return pairs.collect()


def shared(given: Rows, where: Sequence[str]) -> Sequence[str]:
    """What two rows must have in common to be held beside each other: of money a place, the first of `where`, whatever the kinds; of counts the kind too."""
    is_money = collected(given.lazy().select((pl.col("amount") != 1).any()), given).item()
    return where[:1] if is_money else where


def beside(pairs: pl.DataFrame, given: Rows, threshold: int) -> pl.DataFrame:
    """Of pairs (row, later) those that, in whatever multiples, tell of too few: all but the households whose money grew by the most frequent factor."""
    near = _near_in_size(pairs, given, threshold).sort("row", "later")
    found = pl.concat(_growing_alike(some, given) for some in batches(near, "households"))
    judged = near.join(found, on=["row", "later"], how="left", maintain_order="left").fill_null(0)
    left = pl.sum_horizontal("households", "then") - pl.sum_horizontal("common", "most")
    return judged.filter(left.is_between(1, threshold - 1)).select("row", "later")


def _growing_alike(pairs: pl.DataFrame, given: Rows) -> pl.DataFrame:
    """row, later, how many households they have in common, and of how many of these the money grew by the most frequent factor."""
    after = given.lazy().rename({"row": "later", "amount": "grown"})
    shares = pairs.lazy().select("row", "later").join(given.lazy(), on="row", build_side="force_left")
    both = shares.join(after, on=["later", "household"], build_side="force_left")
    factors = both.group_by("row", "later", factor=pl.col("grown") / pl.col("amount")).agg(pl.len().cast(pl.Int64))
    return collected(factors.group_by("row", "later").agg(common=pl.col("len").sum(), most=pl.col("len").max()), given)


def _near_in_size(pairs: pl.DataFrame, given: Rows, threshold: int) -> pl.DataFrame:
    """row, later, the households of each. Where one has so many more than the other, as many are left whatever cancels: most pairs need no further look."""
    sizes = households_of(given)
    sized = pairs.join(sizes, on="row").join(sizes.rename({"row": "later", "households": "then"}), on="later")
    return sized.filter((pl.col("households") - pl.col("then")).abs() < threshold)


def _side_by_side(rows: pl.DataFrame, given: Rows) -> Iterator[tuple[int, Whole]]:
    """Of each group of rows (row, group; sorted) a line for each household and a column for each row."""
    placed = rows.select("row", "group", column=pl.int_range(pl.len()).over("group"))
    sizes = placed.join(households_of(given), on="row").group_by("group").agg(pl.col("households").sum()).sort("group")
    for some in batches(sizes, "households"):
        inside = given.lazy().join(placed.join(some, on="group", how="semi").lazy(), on="row")
        yield from _lines(collected(inside, given).sort("group", "household"))


def _lines(amounts: pl.DataFrame) -> Iterator[tuple[int, Whole]]:
    """The same of amounts in the order of groups and households."""
    amounts = amounts.select("group", "column", "amount", line=pl.struct("group", "household").rle_id())
    group, column, amount, line = (amounts[name].cast(pl.Int64).to_numpy() for name in amounts.columns)
    edges = [0, *(np.flatnonzero(np.diff(group)) + 1), len(group)]
    for first, last in pairwise(edges if len(group) else ()):
        lines = np.zeros((line[last - 1] - line[first] + 1, column[first:last].max() + 1), np.int64)
        lines[line[first:last] - line[first], column[first:last]] = amount[first:last]
        yield int(group[first]), lines


def tell_of_few(lines: Whole, threshold: int) -> bool:
    """Whether a combination of the columns may be one of fewer lines than the threshold, and not of none; False is certain.

    A combination in which enough lines that are multiples of each other do not cancel is one of enough lines. So only those are thought of in which they do;
    in these, other lines have become multiples of each other.
    """
    lines = lines % PRIME
    while len(lines := lines[lines.any(axis=1)]):
        alike, counts = np.unique(_by_first(lines), axis=0, return_counts=True)
        lines = np.repeat(alike, counts, axis=0)
        if counts.max() < threshold:
            return not _none_of_few(lines, int(counts.max()), threshold)
        lines = _without(lines, alike[counts.argmax()])
    return False


def _none_of_few(lines: Whole, alike: int, threshold: int) -> bool:
    """Whether no combination is of too few lines: of two columns that mean anything all but the like ones are left, else each of many disjoint bases leaves one."""
    rank = len(basis := _basis(lines))
    if rank == 2:
        return len(lines) - alike >= threshold
    for found in range(1, threshold):
        lines = np.delete(lines, basis, axis=0)
        if len(lines) < rank * (threshold - found) or len(basis := _basis(lines)) < rank:
            return False
    return True


def _basis(lines: Whole) -> list[int]:
    """As many lines as there can be of which none follows from the others, the first ones."""
    found: list[int] = []
    while (there := lines.any(axis=1)).any():
        found.append(first := int(there.argmax()))
        lines = _without(lines, lines[first])
    return found


def _without(lines: Whole, taken: Whole) -> Whole:
    """Lines less so much of one that it cancels."""
    at = int((taken != 0).argmax())
    parts = lines[:, at] * pow(int(taken[at]), -1, PRIME) % PRIME
    return (lines - parts[:, None] * taken) % PRIME


def _by_first(lines: Whole) -> Whole:
    """Each line divided by its first amount: multiples of each other become the same."""
    first, at = np.unique(lines[np.arange(len(lines)), (lines != 0).argmax(axis=1)], return_inverse=True)
    return lines * np.array([pow(int(one), -1, PRIME) for one in first], dtype=np.int64)[at][:, None] % PRIME
