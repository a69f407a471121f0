"""How long it took until help arrived 帮扶到位用时: the median of days from the publication of a household's need until what was pledged arrived, by
city, county and town, of what the village officer and the household both signed for.

Eleven households stand behind every median, which is rounded to five days. It is said anew only once eleven of them are others than behind
each median that was ever said of the place; until then the last one is repeated. So no two medians tell of one household that came between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from open_data.anonymise.tables import STANDARD
from open_data.columns import Column, Type, Words
from open_data.contents import followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

NAME = "need_days"
SIGNED = ("received", "closed")  # states of a pledge for which both sides have signed
LEVELS = (4, 6, 9)  # digits of the code of a city, a county and a town
PATHS = {
    name: Path.of("Pledge", path)
    for name, path in {
        "household": "household_id",
        "region_code": "region_code",
        "state": "state",
        "published_on": "need_id.published_on",
        "delivered_on": "delivered_on",
    }.items()
}
SCHEMA = {"region_code": pl.String, "household": pl.Int64, "days": pl.Int64, "as_of": pl.String}


@dataclass(frozen=True)
class Median:
    """What a release said of a place: days, and the households behind them."""

    as_of: str
    days: int
    households: frozenset[int]

    def is_apart(self, households: frozenset[int]) -> bool:
        """Whether so many households are others that nobody is told by both."""
        return len(self.households ^ households) >= STANDARD.households


@dataclass(frozen=True)
class NeedDays:
    """A median for the city and each county and town in which help reached eleven households."""

    @property
    def columns(self) -> tuple[Column, ...]:
        about = Words("中位数，取整到 5 天；每个数字背后不少于 11 户", "The median, rounded to 5 days; eleven households at least stand behind it")
        days = Column(
            "days",
            Words("帮扶到位用时", "Days until help arrived"),
            Type.WHOLE,
            (PATHS["published_on"], PATHS["delivered_on"]),
            "天 days",
            about=about,
        )
        place = Column("region_code", Words("地区", "Place"), Type.REGION, (PATHS["region_code"],))
        return place, days, Column("as_of", Words("数据所属发布", "Release of which its figures are"), Type.TEXT, ())

    def reads(self) -> set[tuple[str, str]]:
        return {read for path in PATHS.values() for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        rows = [(place, said.days, said.as_of) for place, said in self._said(material).items()]
        return pl.LazyFrame(rows, {name: SCHEMA[name] for name in ("region_code", "days", "as_of")}, orient="row")

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look: households behind each median, and how many of them are others than behind the earlier ones."""
        return [
            Refusal(NAME, "days", place, rule) for place, said in self._said(material).items() for rule in _broken(said, _earlier(material, place))
        ]

    def report(self, material: Material) -> dict[str, Any] | None:
        said = self._said(material).values()
        waiting = sum(median.as_of != material.name for median in said)
        return {"rule": {"households": STANDARD.households, "round_to": STANDARD.round_to}, "places": len(said), "rows_of_earlier_releases": waiting}

    def keep(self, material: Material) -> None:
        """The households behind each median."""
        rows = [(place, home, said.days, said.as_of) for place, said in self._said(material).items() for home in sorted(said.households)]
        material.ledger.save_frame(NAME, pl.DataFrame(rows, SCHEMA, orient="row"))

    def _said(self, material: Material) -> Mapping[str, Median]:
        return material.once(self, lambda: dict(_medians(material)))


def _medians(material: Material) -> Iterator[tuple[str, Median]]:
    """What may be said of each place now: of itself, or what was said before."""
    now = dict(_counted(material))
    for place in sorted({*now, *_kept(material)}):
        new, earlier = now.get(place, Median(material.name, 0, frozenset())), _earlier(material, place)
        if not all(before.is_apart(new.households) for before in earlier):
            yield place, earlier[-1]
        elif len(new.households) >= STANDARD.households:
            yield place, new


def _counted(material: Material) -> Iterator[tuple[str, Median]]:
    """The median of every place, however few households stand behind it. Of what reached a household more than once, its own median counts."""
    arrived = followed(material, "Pledge", PATHS).filter(pl.col("state").is_in(SIGNED)).drop_nulls(["household", "published_on", "delivered_on"])
    days = (pl.col("delivered_on") - pl.col("published_on")).dt.total_days().alias("days")
    found = arrived.select("household", "region_code", days).collect()
    for digits in LEVELS:
        homes = found.group_by(pl.col("region_code").str.slice(0, digits), "household").agg(pl.col("days").median())
        for place, behind in homes.partition_by("region_code", as_dict=True).items():
            median = float(behind["days"].median())  # type: ignore[arg-type]
            yield str(place[0]), Median(material.name, STANDARD.round_to * round(median / STANDARD.round_to), frozenset(behind["household"]))


def _earlier(material: Material, place: str) -> list[Median]:
    """Every median that earlier releases said of a place, the oldest first."""
    return list(_kept(material).get(place, {}).values())


def _kept(material: Material) -> Mapping[str, Mapping[str, Median]]:
    return material.once(NAME, lambda: _read(material))


def _read(material: Material) -> dict[str, dict[str, Median]]:
    kept: dict[str, dict[str, Median]] = {}
    for frame in material.ledger.frames(NAME).values():
        for (place, as_of), behind in frame.partition_by("region_code", "as_of", as_dict=True).items():
            kept.setdefault(str(place), {})[str(as_of)] = Median(str(as_of), int(behind["days"][0]), frozenset(behind["household"]))
    return kept


def _broken(said: Median, earlier: list[Median]) -> Iterator[str]:
    if len(said.households) < STANDARD.households:
        yield "derivable"
    if not all(before.is_apart(said.households) for before in earlier if before.as_of != said.as_of):
        yield "difference"


NEED_DAYS = Dataset(
    NAME,
    Words("帮扶到位用时", "Days until help arrived"),
    Words(
        "困难家庭的帮扶需求从发布到送达、双方签收，中间用了多少天：全市、各市（县）区、镇（街道）的中位数，取整到 5 天，每个数字背后不少于 11 户。",
        "How many days lay between the publication of a household's need and the arrival of what both sides signed for: the median by city, county and town, "
        "rounded to 5 days, with eleven households at least behind it.",
    ),
    Theme.PEOPLE,
    "civil_affairs",
    Rhythm.MONTHLY,
    "M145-M147",
    ("region_code",),
    NeedDays(),
)
