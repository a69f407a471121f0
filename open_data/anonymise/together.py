"""Kinds that stand together so that towns are kept: in a county and year in which a row for each kind would cost most of its towns.

A town in which nine households got one kind of help and eight another stands in no row of its own if kinds are split first, and in one of seventeen if
both kinds stand together. The price is that rows add up to both kinds together and not to each. So kinds stand together only where that
keeps most towns for each kind that it costs, and only until few enough towns are lost.

What was decided stays, whatever the next release holds: a town's row of two kinds beside one of a single kind would tell what is left. A year that comes
later takes the kinds of the year before it in its county.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from open_data.anonymise.batches import collected, distinct, gathered, read

FEWEST = 11
Kinds = frozenset[int]  # their numbers
Key = tuple[object, ...]  # county and year
Whole = NDArray[np.int64]
NOTHING: Kinds = frozenset()


@dataclass(frozen=True, eq=False)
class Together:
    """Kinds that are not split from one another before the towns were, in a county and year. codes: county, year, kind."""

    codes: pl.DataFrame
    level: str = "kind"
    keeping: str = "town"
    inside: tuple[str, str] = ("county", "year")

    @classmethod
    def of(cls, kinds: pl.DataFrame) -> Together:
        """kinds: county, year, kinds (a list)."""
        return cls(kinds.select("county", "year", kind="kinds").explode("kind", empty_as_null=False))

    def holds(self, level: str, split: Sequence[str]) -> bool:
        """Whether a split by `level` is held back, after those that were made."""
        return level == self.level and self.keeping not in split

    def held(self, cells: pl.DataFrame) -> pl.DataFrame:
        """row and part: the parts of rows that stay together."""
        return cells.join(self.codes, on=[*self.inside, self.level], how="semi").select("row", part=self.level).unique()


def decided(payments: pl.LazyFrame, earlier: pl.DataFrame | None, most_lost: float) -> pl.DataFrame:
    """county, year, kinds (a list, maybe of none): which kinds stand together, as the latest release decided it, or else as it keeps most.

    payments: household, county, town, year, kind. most_lost: the share of the cells of town, kind and year that may be left without a row of their town.
    """
    if earlier is None:
        return _chosen(_patterns(payments), most_lost)
    places = distinct(payments.select("county", "year"))
    in_time = [frame.with_columns(at=pl.col("year").cast(pl.Int64)).sort("at") for frame in (places, earlier)]
    found = in_time[0].join_asof(in_time[1].drop("year"), on="at", by="county", check_sortedness=False)
    return found.select("county", "year", pl.col("kinds").fill_null(pl.lit([], pl.List(pl.String)))).sort("county", "year")


def _patterns(payments: pl.LazyFrame) -> pl.DataFrame:
    """county, year, town, kinds (a sorted list), households: how many households of a town got which kinds in a year. One year after the other, since those of all years
    together are many more."""
    paid, place = gathered(some.unique() for some in read(payments)), ["county", "year", "town"]
    years = distinct(paid.lazy().select("year"))["year"]
    parts = [paid.lazy().head(0), *(paid.lazy().filter(year=year) for year in years)]
    got = (part.group_by(*place, "household").agg(kinds=pl.col("kind").unique().sort()) for part in parts)
    counts = (each.group_by(*place, "kinds").agg(households=pl.len().cast(pl.Int64)) for each in got)
    return pl.concat(collected(count, paid) for count in counts).sort(*place, "kinds")


def _chosen(patterns: pl.DataFrame, most_lost: float) -> pl.DataFrame:
    """One county and year after the other takes the kinds that keep most towns for each kind that it costs."""
    cells = patterns.select("town", "year", kind="kinds").explode("kind").unique()
    names, most = cells["kind"].unique().sort(), most_lost * cells.height
    places = {key: _Place.of(part, names) for key, part in patterns.partition_by("county", "year", as_dict=True).items()}
    chosen = dict.fromkeys(places, NOTHING)
    while sum(place.lost_in_all(chosen[key]) for key, place in places.items()) > most and (offers := list(_offers(places, chosen))):
        _, key, kinds = max(offers, key=lambda offer: offer[0])
        chosen[key] = kinds
    rows = [{"county": county, "year": year, "kinds": [names[kind] for kind in sorted(kinds)]} for (county, year), kinds in chosen.items()]
    return pl.DataFrame(rows, {"county": pl.String, "year": pl.String, "kinds": pl.List(pl.String)})


def _offers(places: Mapping[Key, _Place], chosen: Mapping[Key, Kinds]) -> Iterator[tuple[float, Key, Kinds]]:
    """The best next step of each place, and how much it keeps for what it costs: of each kind the total of its county, and once a year that of the city."""
    for key, place in places.items():
        gone = NOTHING.union(*(kinds for other, kinds in chosen.items() if other[1] == key[1]))
        if best := place.best(chosen[key], gone):
            yield best[0], key, best[1]


@dataclass(frozen=True, eq=False)
class _Place:
    """A county in a year. counts: how many households of each town got which pattern of kinds; patterns: which kinds are in each."""

    counts: Whole
    patterns: NDArray[np.bool_]

    @classmethod
    def of(cls, patterns: pl.DataFrame, names: pl.Series) -> _Place:
        named = patterns.with_columns(pl.col("kinds").list.join(" "))
        by_town = named.pivot("kinds", index="town", values="households").fill_null(0).drop("town")
        return cls(by_town.to_numpy().astype(np.int64), np.array([[name in pattern.split(" ") for name in names] for pattern in by_town.columns]))

    def lost(self, kinds: Iterable[int]) -> int:
        """Of the cells of a town and one of these kinds, if they stand together, those that have no row of their town."""
        chosen = self.patterns[:, sorted(kinds)]
        households, cells = self.counts @ chosen.any(axis=1), (self.counts @ chosen > 0).sum(axis=1)
        return int(cells[_too_small(households)].sum())

    @cached_property
    def alone(self) -> list[int]:
        """The same of each kind by itself."""
        return [self.lost([kind]) for kind in range(self.patterns.shape[1])]

    @cached_property
    def there(self) -> list[int]:
        """The kinds that somebody got."""
        return [int(kind) for kind in np.flatnonzero((self.counts @ self.patterns).sum(axis=0))]

    @cached_property
    def lost_in_all(self) -> Callable[[Kinds], int]:
        """The same of all kinds, each by itself but for those that stand together; asked of the same ones again each time that some place takes more."""
        return cache(lambda together: self.lost(together) + sum(lost for kind, lost in enumerate(self.alone) if kind not in together))

    def best(self, together: Kinds, gone: Kinds) -> tuple[float, Kinds] | None:
        """The wider set that keeps most cells for each total that it costs, and how many; none where nothing keeps any. gone: kinds without a total of all."""
        lost = self.lost_in_all(together)
        offers = [
            ((lost - self.lost_in_all(wider)) / (len(wider - together) + len(wider - together - gone)), wider) for wider in self._wider(together)
        ]
        return max((offer for offer in offers if offer[0] > 0), key=lambda offer: offer[0], default=None)

    def _wider(self, together: Kinds) -> Iterator[Kinds]:
        """Wider and wider sets, each time by the kind that keeps most; at first by two."""
        while left := [kind for kind in self.there if kind not in together]:
            more = [together | {*each} for each in combinations(left, 1 if together else min(2, len(left)))]
            yield (together := min(more, key=self.lost_in_all))


def _too_small(households: Whole) -> Whole:
    """The towns that have too few households, and the next smallest ones while even together they have too few."""
    towns = np.flatnonzero(households)
    towns = towns[np.argsort(households[towns], kind="stable")]
    count = int((households[towns] < FEWEST).sum())
    while 0 < count < len(towns) and households[towns[:count]].sum() < FEWEST:
        count += 1
    return towns[:count]
