"""What rows of payments tell when they are added up in whatever multiples, by twos to fives: `python -m benchmarks.combinations [households]`.

Somebody has all rows of two releases of a city, a year apart, between which the payments of sixty households were put right. He knows who stands in each row, and looks for
multiples of some rows in which as many households as can be cancel: rows of whatever places, kinds, years and periods, and what changed in a row from one release
to the other. The households that are left must be eleven. Beside it the same without an eye for what rows tell beside each other: there he must find many.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.disclosure import DIMENSIONS, HOUSEHOLDS, paid, published
from open_data.anonymise.batches import joined
from open_data.anonymise.tables import STANDARD, Table, protect
from open_data.counts import under_way
from open_data.gate.differences import Release, reconcile
from open_data.people import PAYMENTS

FIRST, SECOND = "2019-06", "2020-06"
PUT_RIGHT, SINCE, UNTIL = 60, "2018-07", "2019-06"
MOST_HOUSEHOLDS = 400  # of a row: fewer than eleven of more are left by nothing but another row of nearly the same
SAME = 1e-8
Floats = NDArray[np.float64]
Row = dict[int, int]  # household → cents


def main(households: int = HOUSEHOLDS) -> None:
    payments = paid(households)
    known = known_by(payments)
    for name, table in (("published", published(payments)), ("no eye for time", _blind(published(payments)))):
        rows = Rows.of(*releases(known, table, is_reconciled=name == "published"))
        print(f"{name}: {len(rows.amounts)} rows and changes of rows", flush=True)
        for size in (2, 3, 4, 5) if name == "published" else (2,):
            _print(f"{name}, {size} together", rows, size)


def _blind(table: Table) -> Table:
    return replace(table, dimensions=tuple(replace(one, in_time=False) for one in DIMENSIONS))


def known_by(payments: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What had been paid, as it was known on the day of each release."""
    first, second = (payments.filter(pl.col("month") <= month) for month in (FIRST, SECOND))
    return {FIRST: first, SECOND: _put_right(second)}


def releases(known: Mapping[str, pl.DataFrame], table: Table, *, is_reconciled: bool = True) -> tuple[Release, Release]:
    """Two releases of a table, the second held against the first."""
    found = []
    for name, payments in known.items():
        steady = replace(table, steady=PAYMENTS.steady or 0, under_way=under_way(payments["month"]))
        found.append(Release.of(name, protect(payments, steady), steady))
    return found[0], reconcile(found[1], found[:1]) if is_reconciled else found[1]


def _put_right(payments: pl.DataFrame) -> pl.DataFrame:
    """Some households get twice what they got in a year."""
    some = payments["household"].unique().sort().sample(PUT_RIGHT, seed=3)
    is_hit = pl.col("household").is_in(some.implode()) & pl.col("month").is_between(pl.lit(SINCE), pl.lit(UNTIL))
    return payments.with_columns(cents=pl.when(is_hit).then(pl.col("cents") * 2).otherwise("cents"))


@dataclass(frozen=True)
class Rows:
    """What each household adds to each row of the later release, or by how much to one that both releases told; and where the row is."""

    amounts: Sequence[Row]
    places: Sequence[str]

    @classmethod
    def of(cls, before: Release, after: Release) -> Rows:
        told = {covers: amounts for covers, amounts in _told(after).items() if len(amounts) <= MOST_HOUSEHOLDS}
        changed = {covers: _changed(amounts, told[covers]) for covers, amounts in _told(before).items() if covers in told}
        every = [(place, row) for (place, _), row in told.items()] + [("changes", row) for row in changed.values() if row]
        return cls([row for _, row in every], [place for place, _ in every])

    @cached_property
    def masks(self) -> list[int]:
        """The households of each row as bits."""
        bits = {household: 1 << number for number, household in enumerate(sorted({one for row in self.amounts for one in row}))}
        return [sum(bits[household] for household in row) for row in self.amounts]

    @cached_property
    def near(self) -> list[set[int]]:
        """For each row those that have so many of its households that all but ten of the smaller of both could cancel with a third."""
        of_household = defaultdict(list)
        for number, row in enumerate(self.amounts):
            for household in row:
                of_household[household].append(number)
        common = Counter(pair for numbers in of_household.values() for pair in combinations(numbers, 2))
        near: list[set[int]] = [set() for _ in self.amounts]
        for (one, other), count in common.items():
            if 2 * count >= min(len(self.amounts[one]), len(self.amounts[other])) - (STANDARD.households - 1):
                near[one].add(other)
                near[other].add(one)
        return near

    def sets(self, size: int) -> Iterator[tuple[int, ...]]:
        """Twos and threes of rows that are near each other; of more all of one place."""
        if size > 3:
            by_place = defaultdict(list)
            for number, place in enumerate(self.places):
                by_place[place].append(number)
            yield from (each for place, numbers in by_place.items() if place != "changes" for each in combinations(numbers, size))
            return
        for first, near in enumerate(self.near):
            after = {one for one in near if one > first}
            if size == 2:
                yield from ((first, one) for one in after)
            else:
                around = sorted({one for other in after for one in self.near[other] if one > first} | after)
                yield from ((first, *pair) for pair in combinations(around, 2) if near.intersection(pair))

    def could_cancel(self, chosen: Sequence[int]) -> bool:
        """Whoever stands in one of the rows alone is left by all multiples."""
        once = twice = 0
        for number in chosen:
            twice |= once & self.masks[number]
            once |= self.masks[number]
        return (once & ~twice).bit_count() < STANDARD.households

    def fewest(self, chosen: Sequence[int]) -> int | None:
        """The fewest households that a combination of all these rows leaves, if it leaves any: in most of ten and a few lines it cancels what is asked."""
        every = sorted({household for number in chosen for household in self.amounts[number]})
        lines = np.array([[self.amounts[number].get(household, 0) for number in chosen] for household in every], np.float64)
        lines = _directions(lines / np.abs(lines).max(axis=0))
        alike, counts = np.unique(lines.round(9), axis=0, return_counts=True)
        order = [at for at in np.argsort(-counts, kind="stable") if np.count_nonzero(alike[at]) > 1][: STANDARD.households + len(chosen) - 2]
        factors = _factors(alike[np.array(list(combinations(order, len(chosen) - 1)), np.int64).reshape(-1, len(chosen) - 1)])
        left = (np.abs(lines @ factors.T) > SAME).sum(axis=0)
        return int(left[left > 0].min()) if left.any() else None


def _told(release: Release) -> Mapping[tuple[str, str], Row]:
    """By place and by kinds and period: who got how much of each row."""
    codes = [pl.concat_str(pl.col(f"{name}_level"), pl.col(name).list.join(" "), separator=" ") for name in release.dimensions]
    inside = joined(release.contributions, release.cells).group_by("row", "household").agg(pl.col("cents").sum())
    rows = inside.filter(pl.col("cents") != 0).group_by("row").agg("household", "cents")
    named = release.rows.select("row", place=codes[0], covers=pl.concat_str(codes[1:], separator=", ")).join(rows, on="row").sort("row")
    columns = named.select("place", "covers", "household", "cents").iter_rows()
    return {(place, covers): dict(zip(households, cents, strict=True)) for place, covers, households, cents in columns}


def _changed(before: Row, after: Row) -> Row:
    every = {household: after.get(household, 0) - before.get(household, 0) for household in before.keys() | after.keys()}
    return {household: cents for household, cents in every.items() if cents}


def _directions(lines: Floats) -> Floats:
    lines = lines / np.linalg.norm(lines, axis=1, keepdims=True)
    first = (np.abs(lines) > SAME).argmax(axis=1)[:, None]
    return np.asarray(lines * np.sign(np.take_along_axis(lines, first, axis=1)))


def _factors(cancelled: Floats) -> Floats:
    """By what each row is multiplied if some lines are to cancel: sets by lines by rows; none where a row does not matter or the lines allow more."""
    _, sizes, axes = np.linalg.svd(cancelled, full_matrices=True)
    factors = axes[:, -1, :]
    return np.asarray(factors[(sizes > SAME).all(axis=1) & (np.abs(factors) > SAME).all(axis=1)])


def _print(name: str, rows: Rows, size: int) -> None:
    """A combination that whoever knows all about as many households as it takes to find it could do without: he takes them from the smallest row."""
    seen, asked = 0, []
    for chosen in rows.sets(size):
        seen += 1
        if rows.could_cancel(chosen) and (left := rows.fewest(chosen)) is not None:
            asked.append((left, min(len(rows.amounts[number]) for number in chosen)))
    few = [(left, smallest) for left, smallest in asked if left < STANDARD.households]
    worse = sum(smallest - (size - 1) >= STANDARD.households for _, smallest in few)
    fewest = min(asked, default=(0, 0))[0]
    print(f"{name}: {seen:,} sets, {len(asked):,} in which all but ten could cancel, fewest left: {fewest}, one to ten left: {len(few)}", end="; ")
    print(f"of these more than {size - 1} households that he knows anyway would tell: {worse}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
