"""Somebody who has every published figure of money, of one release or two, and subtracts them from one another by linear algebra.

A figure is an equation over what households got. What he does not know are *parts*: amounts that stand together in every figure, and between two releases
by how much they changed. The figures span a space; a sum of parts follows from them if it lies in that space, whatever has to be added and subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from open_data.contents import followed
from open_data.counts import Counts
from open_data.material import Material
from open_data.passage import ACCOUNTS, LIST, weights_of
from tests.open_data.subtraction import CODES, LEVELS, Seen, cells_of

FEWEST = 11
EXACT = 1e-7
KEY = ("household", "place", "kind", "month")
Figures = pl.DataFrame  # figure, day (of the release whose payments it sums), KEY, weight (the part of a payment that is in it)
Truth = Mapping[str, pl.DataFrame]  # day → KEY, cents
Floats = NDArray[np.float64]


def truth_of(counts: Counts, materials: Mapping[str, Material]) -> Truth:
    """Who truly got what on the day of each release."""
    return {day: counts.payments(material).group_by(KEY).agg(pl.col("cents").sum()).collect() for day, material in materials.items()}


# What stands behind the figures


def of_rows(seen: Seen, release: str) -> Figures:
    return rows_with(pl.concat(each.with_columns(day=pl.lit(day)) for day, each in _by_day(seen)), release)


def rows_with(behind: pl.DataFrame, release: str) -> Figures:
    """The rows of a release behind which these payments stand (row, day, KEY)."""
    return behind.select(pl.format("{} row {}", pl.lit(release), "row").alias("figure"), "day", *KEY, weight=pl.lit(1.0)).unique()


def of_totals(seen: Seen, release: str) -> Figures:
    """Each total is one of all the payments that the rows show."""
    if seen.totals is None:
        return of_rows(seen, release).clear()
    behind = pl.concat([each.with_columns(day=pl.lit(day)) for day, each in _by_day(seen)])
    found = []
    for (level,), totals in seen.totals.partition_by("level", as_dict=True).items():
        inside = behind.with_columns(cell=pl.concat_str([CODES[name] for name in level.split(", ")], separator=" "))
        inside = inside.join(cells_of(totals, level), on="cell")
        found.append(inside.select(pl.format("{} total {}", pl.lit(release), "sum").alias("figure"), "day", *KEY, weight=pl.lit(1.0)))
    return pl.concat(found).unique()


def of_hops(rows: pl.DataFrame, counts: Counts, materials: Mapping[str, Material], release: str) -> Figures:
    """The part of each payment that passed through the accounts of a row."""
    found = []
    for (day,), told in rows.with_row_index("line").partition_by("as_of", as_dict=True).items():
        through = _through(materials[day], counts)
        for row in told.iter_rows(named=True):
            covered = [pl.any_horizontal(pl.col(name).str.starts_with(code) for code in row[name].split()) for name in ("place", "month")]
            kinds = pl.col("kind").is_in(row["kind"].split()) | pl.col("kind_group").is_in(row["kind"].split())
            inside = through.filter(*[pl.col(name) == row[name] for name in ACCOUNTS], *covered, kinds)
            found.append(inside.select(pl.lit(f"{release} hop {row['line']}").alias("figure"), pl.lit(day).alias("day"), *KEY, "weight"))
    return pl.concat(found)


def of_streams(rows: pl.DataFrame, truth: pl.DataFrame, day: str, name: str) -> Figures:
    """What households got of the stream of each row, in its place and its year or month, if they got anything: budgets, hops, reports, gifts."""
    time = next(column for column in ("month", "year", "received_on", "decided_on") if column in rows.columns)
    length = 7 if time == "month" else 4
    labels = rows.select("stream", "region_code", at=pl.col(time).cast(pl.String).str.head(length)).with_row_index("line").drop_nulls()
    inside = truth.join(labels, left_on=["kind", pl.col("month").str.head(length)], right_on=["stream", "at"])
    inside = inside.filter(pl.col("place").str.starts_with(pl.col("region_code")))
    return inside.select(pl.format("{} {}", pl.lit(f"{day} {name}"), "line").alias("figure"), pl.lit(day).alias("day"), *KEY, weight=pl.lit(1.0))


def _by_day(seen: Seen) -> Iterator[tuple[str, pl.DataFrame]]:
    for (day,), rows in seen.rows.partition_by("as_of", as_dict=True).items():
        yield day, seen._behind(rows, seen.truth[day])


def _through(material: Material, counts: Counts) -> pl.DataFrame:
    """KEY, the kind's group, accounts, weight."""
    paths = {name: counts.paths[name] for name in (*KEY, "amount", "kind_group")}
    lines = followed(material, counts.of, {**paths, "list": LIST}).with_columns(pl.col("month").dt.strftime("%Y-%m")).collect()
    lines = lines.with_columns(village="place", cents=pl.col("amount").cast(pl.Float64) * 100)
    pairs = lines.select("list", "village").unique().with_row_index("pair")
    accounts, weights = weights_of(material, pairs)
    through = lines.join(pairs, on=["list", "village"]).join(weights.join(accounts, on="account"), on="pair")
    whole = lines.group_by(KEY).agg(whole=pl.col("cents").sum())
    parts = through.group_by(*KEY, "kind_group", *ACCOUNTS).agg(part=(pl.col("cents") * pl.col("weight")).sum())
    return parts.join(whole, on=KEY).with_columns(weight=pl.col("part") / pl.col("whole"))


# What follows from them


def _row_space(matrix: Floats) -> Floats:
    """An orthonormal basis of the rows' sums, columns by dimensions."""
    _, size, rows = np.linalg.svd(matrix, full_matrices=False)
    return np.asarray(rows[size > EXACT * max(1.0, size.max())].T)


@dataclass(frozen=True)
class Known:
    """Figures that hang together: how each part stands in each of them, and which households have it."""

    matrix: Floats  # figures by parts
    parts: pl.DataFrame  # part (column of the matrix), KEY, changed

    def told(self) -> Iterator[str]:
        """Sums of one to ten households that follow."""
        households = [set(each) for each in self.parts.group_by("part").agg("household").sort("part")["household"]]
        few = np.array([len(each) < FEWEST for each in households])
        if (space := self._space_over(few)).size:
            yield from self._parts_told(space, households)
            yield from self._cells_told(space, households)

    def _space_over(self, few: NDArray[np.bool_]) -> Floats:
        """An orthonormal basis of all that follows and holds nothing of a part of many households; parts by dimensions, none if nothing does."""
        if not few.any():
            return np.zeros((0, 0))
        basis = _row_space(self.matrix)
        combinations = basis[~few]
        _, size, rows = np.linalg.svd(combinations, full_matrices=True)
        return np.asarray(basis @ rows[int((size > EXACT).sum()) :].T)

    def _parts_told(self, space: Floats, households: Sequence[set[int]]) -> Iterator[str]:
        """A part, or two parts added or subtracted, lie in the space if projecting them on it changes nothing."""
        projection = space @ space.T
        alone = np.diag(projection)
        yield from (f"part of {len(households[at])}: {self._named(at)}" for at in np.flatnonzero(alone > 1 - EXACT).tolist())
        for sign in (1, -1):
            pairs = np.abs(alone[:, None] + alone[None, :] + 2 * sign * projection - 2) < EXACT
            for one, other in np.argwhere(np.triu(pairs, 1)).tolist():
                if len(both := households[one] | households[other]) < FEWEST:
                    yield f"two parts of {len(both)}: {self._named(one)}, {self._named(other)}"

    def _cells_told(self, space: Floats, households: Sequence[set[int]]) -> Iterator[str]:
        """The parts in each village, town, stream, month … , if one to ten households have them: their money, and how it changed."""
        for levels in product(*[("", *LEVELS[dimension]) for dimension in ("place", "kind", "month")]):
            if not (chosen := [level for level in levels if level]) or "group" in chosen:
                continue
            cell = pl.concat_str([CODES[level] for level in chosen], separator=" ")
            for name, parts in self.parts.group_by(cell.alias("cell"), "changed").agg(pl.col("part").unique()).select("cell", "part").iter_rows():
                sum_of = np.zeros(len(space))
                sum_of[parts] = 1
                if np.sum((sum_of @ space) ** 2) > (1 - EXACT) * len(parts) and len(few := set().union(*(households[at] for at in parts))) < FEWEST:
                    yield f"{' '.join(chosen)} {name}: {len(few)}"

    def _named(self, part: int) -> str:
        place = self.parts.filter(part=int(part)).select("place", "kind", "month", "changed").row(0)
        return " ".join(map(str, place))


def told(figures: Sequence[Figures], truth: Truth) -> list[str]:
    """Sums of one to ten households that follow from some figures."""
    return follow(in_parts(figures, truth))


def follow(stands: pl.DataFrame) -> list[str]:
    """The same of what stands in figures."""
    return sorted({found for known in _known(stands) for found in known.told()})


def in_parts(figures: Sequence[Figures], truth: Truth) -> pl.DataFrame:
    """figure, KEY, changed (whether it is the change that stands there), weight."""
    every = pl.concat(figures)
    first, *later = truth.items()
    unknown = [first[1].select(*KEY, changed=pl.lit(""))]
    days = [every.filter(day=first[0]).with_columns(changed=pl.lit(""))]
    for day, paid in later:
        both = paid.join(first[1], on=KEY, how="full", coalesce=True, suffix="_before").fill_null(0)
        unknown.append(both.filter(pl.col("cents") != pl.col("cents_before")).select(*KEY, changed=pl.lit(day)))
        days += [every.filter(day=day).with_columns(changed=pl.lit(changed)) for changed in ("", day)]
    return pl.concat(days).join(pl.concat(unknown), on=[*KEY, "changed"])


def _known(stands: pl.DataFrame) -> Iterator[Known]:
    """Parts are what stands with the same weight in the same figures; figures that share none are looked at by themselves."""
    figures = stands.select("figure").unique().sort("figure").with_row_index("number")
    stands = stands.join(figures, on="figure").sort("number")
    stands = stands.with_columns(pl.col("weight").round(9))
    columns = stands.group_by(*KEY, "changed").agg(pl.struct("number", "weight").alias("in"))
    parts = columns.select("in").unique(maintain_order=True).with_row_index("part")
    entries = parts.explode("in").unnest("in")
    members = columns.join(parts, on="in").drop("in")
    if not len(entries := _telling(entries, members)):
        return
    block = _blocks(entries)
    for number in np.unique(block):
        yield _one_block(entries.filter(pl.Series(block == number)), members)


def _telling(entries: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Without what tells of no few households: parts of many that are figures by themselves, which are known and can be taken away from all others, and
    figures that hold a part of many which no other figure holds, since nothing takes it away from them again."""
    few = members.group_by("part").agg(pl.col("household").n_unique()).filter(pl.col("household") < FEWEST).select("part")
    while True:
        of_many = entries.join(few, on="part", how="anti")
        known = of_many.join(entries.group_by("number").len().filter(pl.col("len") == 1), on="number").select("part").unique()
        alone = of_many.filter(pl.len().over("part") == 1).join(known, on="part", how="anti").select("number").unique()
        if not len(known) and not len(alone):
            return entries
        entries = entries.join(known, on="part", how="anti").join(alone, on="number", how="anti")


def _blocks(entries: pl.DataFrame) -> NDArray[np.int32]:
    lines, columns = entries["number"].to_numpy().astype(np.int64), entries["part"].to_numpy().astype(np.int64)
    size = int(lines.max()) + 1
    graph = csr_array((np.ones(len(lines)), (lines, columns + size)), shape=(size + int(columns.max()) + 1,) * 2)
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels[lines])


def _one_block(entries: pl.DataFrame, members: pl.DataFrame) -> Known:
    places = {name: entries.select(name).unique().sort(name).with_row_index("at") for name in ("number", "part")}
    matrix = np.zeros((len(places["number"]), len(places["part"])))
    lines, columns = (entries.join(places[name], on=name, maintain_order="left")["at"].to_numpy() for name in ("number", "part"))
    matrix[lines, columns] = entries["weight"].to_numpy()
    return Known(matrix, members.join(places["part"], on="part").drop("part").rename({"at": "part"}))
