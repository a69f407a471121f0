"""How long it took until help arrived 帮扶到位用时: the median of days from the publication of a household's need until what was pledged arrived, by
city, county and town, of what the village officer and the household both signed for.

Eleven households stand behind every median, which is rounded to five days, and it waits until eleven of them have changed (`waiting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from open_data.columns import Column, Type, Words
from open_data.contents import followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material
from open_data.paths import Path
from open_data.waiting import FigureOfPlaces, Waiting

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
STEP = 5  # days to which a median is rounded
IN_DAYS = 10  # the half day of a household's own median is a whole number too
DAYS = Column(
    "days",
    Words("帮扶到位用时", "Days until help arrived"),
    Type.WHOLE,
    (PATHS["published_on"], PATHS["delivered_on"]),
    "天 days",
    about=Words("中位数，取整到 5 天；每个数字背后不少于 11 户", "The median, rounded to 5 days; eleven households at least stand behind it"),
)


def _now(material: Material) -> Iterator[pl.DataFrame]:
    """The median of every place, however few households stand behind it. Of what reached a household more than once, its own median counts."""
    arrived = followed(material, "Pledge", PATHS).filter(pl.col("state").is_in(SIGNED)).drop_nulls(["household", "published_on", "delivered_on"])
    days = (pl.col("delivered_on") - pl.col("published_on")).dt.total_days().alias("days")
    found = arrived.select("household", "region_code", days).collect()
    places = pl.concat([found.with_columns(pl.col("region_code").str.slice(0, digits)) for digits in LEVELS])
    homes = places.group_by("region_code", "household").agg(pl.col("days").median())
    median = STEP * (pl.col("days").median().over("region_code") / STEP).round()
    yield homes.select("region_code", "household", value=median, adds=pl.col("days") * IN_DAYS)


MEDIANS = Waiting(NAME, ("region_code",), _now)
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
    FigureOfPlaces(MEDIANS, DAYS, PATHS),
)
