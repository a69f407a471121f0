"""How many households signed on paper for the help that reached them 书面签收比例: of those that signed, the share that could not sign in, by city and county.

Eleven households stand behind every share; it is rounded to 5 %, is told as 5 % at least and 95 % at most, so that it says of no household for certain how it
signed, and waits until eleven of them have changed (`waiting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from open_data.columns import Column, Type, Words
from open_data.contents import followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material
from open_data.need_days import SIGNED
from open_data.paths import Path
from open_data.waiting import FigureOfPlaces, Waiting

NAME = "paper_receipts"
LEVELS = (4, 6)  # digits of the code of a city and a county
PATHS = {
    name: Path.of("Pledge", path)
    for name, path in {
        "household": "household_id",
        "region_code": "region_code",
        "state": "state",
        "signed": "received_by_household",
        "assisted_at": "assisted_at",
    }.items()
}
STEP = 20  # parts of a whole to which a share is rounded
SHARE = Column(
    "share",
    Words("书面签收比例", "Share signed on paper"),
    Type.SHARE,
    (PATHS["signed"], PATHS["assisted_at"]),
    "0—1",
    about=Words(
        "取整到 5%，最低写 5%，最高写 95%；每个数字背后不少于 11 户",
        "Rounded to 5 %, told as 5 % at least and 95 % at most; eleven households at least stand behind it",
    ),
)


def _now(material: Material) -> Iterator[pl.DataFrame]:
    """The share of every place, however few households stand behind it. A household that signed for some of it on paper signed on paper."""
    signed = followed(material, "Pledge", PATHS).filter(pl.col("state").is_in(SIGNED) & pl.col("signed")).drop_nulls("household")
    found = signed.select("household", "region_code", on_paper=pl.col("assisted_at").is_not_null()).collect()
    places = pl.concat([found.with_columns(pl.col("region_code").str.slice(0, digits)) for digits in LEVELS])
    homes = places.group_by("region_code", "household").agg(pl.col("on_paper").any())
    parts = (STEP * pl.col("on_paper").mean().over("region_code")).round().clip(1, STEP - 1)
    yield homes.select("region_code", "household", value=parts / STEP, adds=pl.col("on_paper").cast(pl.Int64) + 1)


SHARES = Waiting(NAME, ("region_code",), _now)
PAPER_RECEIPTS = Dataset(
    NAME,
    Words("书面签收比例", "Receipts signed on paper"),
    Words(
        "收到帮扶并由本户签收的困难家庭中，有多少是书面签收的（不能上网，由帮扶责任人或另一名工作人员登记）：全市、各市（县）区的比例，取整到 5%，每个数字背后不少于 11 户。",
        "Of the households that signed for the help which reached them, the share that signed on paper, which a helper or a second official recorded because they "
        "cannot sign in: by city and county, rounded to 5 %, with eleven households at least behind it.",
    ),
    Theme.PEOPLE,
    "civil_affairs",
    Rhythm.MONTHLY,
    "M145-M147",
    ("region_code",),
    FigureOfPlaces(SHARES, SHARE, PATHS),
)
