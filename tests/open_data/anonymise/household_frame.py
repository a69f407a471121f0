"""The frame that the extract hands over, made of the demo city in memory; and a city that is hard to anonymise."""

from __future__ import annotations

import numpy as np
import polars as pl

from databases.demo_city import beneficiaries as register
from databases.demo_city.city import TODAY, City

GRAVITY = {"healthy": 0, "chronic": 1, "disabled": 2, "serious": 3}


def household_frame(city: City) -> pl.DataFrame:
    """One row a household, with the columns of `open_data/anonymise/household_file.py`."""
    tables = {table.name: frame for table, frame in register.tables(city)}
    households = tables["household"].select(
        "category",
        "filed_on",
        household="id",
        region=pl.col("region_code").str.slice(0, 9),
        size="member_count",
        income="per_capita_income",
    )
    causes = tables["hardship_cause"].filter("is_primary").select("cause", household="household_id")
    measures = tables["measure"].group_by(household="household_id").agg(measures=pl.len())
    frame = households
    for part in (_of_members(tables["member"]), causes, measures):
        frame = frame.join(part, on="household", how="left", maintain_order="left")
    return frame.with_columns(pl.col("measures").fill_null(0))


def _of_members(members: pl.DataFrame) -> pl.DataFrame:
    age = (pl.lit(TODAY) - pl.col("born_on")).dt.total_days() // 365.25
    grown = age >= 14
    gravest = pl.col("health").replace_strict(GRAVITY).filter(grown).max().replace_strict({v: k for k, v in GRAVITY.items()})
    return members.group_by(household="household_id").agg(
        head_age=age.filter(pl.col("kinship") == "head").first().cast(pl.Int64),
        minors=(age < 18).sum(),
        labour=pl.col("labour").is_in(["full", "partial"]).sum(),
        health=gravest,
    )


def skewed_frame(city: City, seed: int = 7) -> pl.DataFrame:
    """The same households, but half of them in two towns, and one cause so rare that six in a thousand have it."""
    rng, frame = np.random.default_rng(seed), household_frame(city)
    towns = frame["region"].unique().sort()
    crowded = np.where(rng.random(len(frame)) < 0.5, rng.choice([towns[3], towns[40]], len(frame)), frame["region"].to_numpy())
    rare = np.where(
        rng.random(len(frame)) < 0.006,
        "disaster",
        rng.choice(["illness", "disability", "no_labour", "education"], len(frame), p=[0.55, 0.3, 0.1, 0.05]),
    )
    return frame.with_columns(region=pl.Series(crowded), cause=pl.Series(rare))
