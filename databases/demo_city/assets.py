"""What the demo city's projects left behind: assets and their counts, proceeds and who received them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases import projects
from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.frames import numbered

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"asset_unregistered": 0.08, "asset_missing": 0.02, "proceeds_not_distributed": 0.06, "proceeds_not_received": 0.05}
SHARING = 90  # households that share the proceeds of one project, at most
CODES = {"property": "building", "processing": "equipment", "land_development": "land"}


def tables(city: City, reached: NDArray[np.int64]) -> Frames:
    """`reached` is the number of stages that each project has entered."""
    assets = _assets(city, reached)
    yield projects.asset, assets
    yield projects.inventory_count, _counts(city, assets)
    yield projects.asset_disposal, _disposals(assets)
    due = _proceeds(city, reached)
    yield projects.proceeds_due, due
    shares = _shares(city)
    distributions = _distributions(city, due, shares)
    yield projects.proceeds_distribution, distributions.drop("project_id")
    yield projects.distribution_line, _lines(distributions, shares)
    yield projects.entitled_subject, numbered(shares.select("project_id", "household_id", "region_code", period=pl.lit("[2018-01-01,)")))
    yield projects.sustainability_check, _checks(city, reached)
    yield projects.land_quota, _land(city)
    yield projects.technical_problem, _problems(city)
    yield projects.sister_system_link, _links(assets)


def _assets(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, made = city.rng("assets.asset"), city.projects.filter(pl.Series(reached >= 7))
    village = dict(city.villages.select("region_code", "name").iter_rows())
    bare = rng.random(len(made)) < FAULT_RATES["asset_unregistered"]
    city.plant("asset_unregistered", "projects", "asset", np.flatnonzero(bare) + 1, "never registered")
    frame = made.select(
        project_id="id",
        code=pl.format("AST{}", "code"),
        name=pl.lit("项目形成资产"),
        kind=pl.col("field").replace_strict(CODES, default="share"),
        region_code="region_code",
        owner=pl.Series([f"{village[code]}集体经济组织" for code in made["region_code"]]),
        value=(pl.col("budget") * 0.9).round(2),
        area=pl.Series(rng.integers(100, 3_000, len(made)) * 1.0),
        acquired_on=pl.format("{}-02-20", pl.col("year") + 1),
        state=pl.Series(np.where(bare, "unregistered", "registered")),
        certificate_number=pl.when(~pl.Series(bare)).then(pl.format("演示产权第{}号", "id")),
        rule_document_id=pl.lit(4),
    )
    return numbered(frame)


def _counts(city: City, assets: pl.DataFrame) -> pl.DataFrame:
    """Counted in each year since, with a twentieth of the value written off each time; some could not be found."""
    rng = city.rng("assets.count")
    years = pl.DataFrame({"year": list(range(FIRST_YEAR + 2, TODAY.year + 1))})
    frame = (
        assets.join(years, how="cross")
        .with_columns(age=pl.col("year") - pl.col("acquired_on").str.slice(0, 4).cast(pl.Int64))
        .filter(pl.col("age") >= 0)
    )
    missing = (rng.random(len(frame)) < FAULT_RATES["asset_missing"]) & (frame["year"] == TODAY.year).to_numpy()
    city.plant("asset_missing", "projects", "inventory_count", np.flatnonzero(missing) + 1, "could not be found at the count")
    result = np.where(missing, "missing", rng.choice(["found", "idle"], len(frame), p=[0.95, 0.05]))
    return numbered(
        frame.select(
            asset_id="id",
            region_code="region_code",
            year="year",
            result=pl.Series(result),
            book_value=(pl.col("value") * (1 - 0.05 * pl.col("age"))).round(2),
        )
    )


def _disposals(assets: pl.DataFrame) -> pl.DataFrame:
    sold = assets.head(max(1, len(assets) // 60))
    return numbered(
        sold.select(
            asset_id="id",
            region_code="region_code",
            approved_on=pl.lit("2020-01-10"),
            approval_number=pl.format("演示处〔2020〕{}号", "id"),
            disposed_on=pl.lit("2020-02-10"),
            proceeds=(pl.col("value") * 0.4).round(2),
        )
    )


def _proceeds(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, operating = city.rng("assets.proceeds"), city.projects.filter(pl.Series(reached >= 8))
    years = pl.DataFrame({"due_year": list(range(FIRST_YEAR + 1, TODAY.year))})
    frame = operating.join(years, how="cross").filter(pl.col("due_year") > pl.col("year"))
    unpaid = rng.random(len(frame)) < FAULT_RATES["proceeds_not_received"]
    city.plant("proceeds_not_received", "projects", "proceeds_due", np.flatnonzero(unpaid) + 1, "due and never received")
    due = (pl.col("budget") * 0.07).round(2)
    return numbered(
        frame.select(
            project_id="id",
            region_code="region_code",
            year="due_year",
            amount_due=due,
            amount_received=pl.when(pl.Series(unpaid)).then(0.0).otherwise(due),
            received_on=pl.when(~pl.Series(unpaid)).then(pl.format("{}-12-10", "due_year")),
            distribute_by=pl.format("{}-03-31", pl.col("due_year") + 1),
        )
    )


def _shares(city: City) -> pl.DataFrame:
    """Households of a project's town, up to a number, share what it brings."""
    town = pl.col("region_code").str.slice(0, 9).alias("town")
    homes = city.homes.select("id", "region_code", town).with_columns(place=pl.int_range(pl.len()).over("town")).filter(pl.col("place") < SHARING)
    ours = city.projects.select(project_id="id", town=pl.col("region_code").str.slice(0, 9))
    shared = ours.join(homes.select("town", "region_code", household_id="id"), on="town")
    # the same households again and again would make the largest table larger than it is in life
    return (
        shared.filter((pl.col("project_id") + pl.col("household_id")) % 4 == 0)
        .select("project_id", "household_id", "region_code")
        .sort("project_id", "household_id")
    )


def _distributions(city: City, due: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What was received is distributed by the spring; some villages keep it, and the largest case is one of them."""
    rng = city.rng("assets.distribution")
    counted = shares.group_by("project_id").agg(households=pl.len())
    ready = due.filter(pl.col("amount_received") > 0).join(counted, on="project_id").sort("id")
    kept = rng.random(len(ready)) < FAULT_RATES["proceeds_not_distributed"]
    if len(ready):
        kept[int(ready["households"].arg_max() or 0)] = True
    city.plant(
        "proceeds_not_distributed", "projects", "proceeds_due", ready.filter(pl.Series(kept))["id"].to_list(), "received, and kept by the village"
    )
    given = ready.filter(~pl.Series(kept))
    each = (pl.col("amount_received") * 0.7 / pl.col("households")).floor()
    return numbered(
        given.select(
            "project_id",
            "region_code",
            "households",
            proceeds_due_id="id",
            distributed_on=pl.format("{}-03-15", pl.col("year") + 1),
            to_households=each * pl.col("households"),
            to_village=(pl.col("amount_received") - each * pl.col("households")).round(2),
        )
    )


def _lines(distributions: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    each = distributions.select("project_id", proceeds_distribution_id="id", amount=pl.col("to_households") / pl.col("households"))
    lines = each.join(shares, on="project_id").sort("proceeds_distribution_id", "household_id")
    return numbered(lines.select("proceeds_distribution_id", "household_id", "region_code", pl.col("amount").round(2)))


def _checks(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, done = city.rng("assets.check"), city.projects.filter(pl.Series(reached >= 8))
    state = rng.choice(["good", "poor", "stopped"], len(done), p=[0.88, 0.1, 0.02])
    return numbered(
        done.select(
            project_id="id", region_code="region_code", checked_on=pl.lit("2020-05-20"), operating=pl.Series(state), note=pl.lit("现场查看，设施完好")
        )
    )


def _land(city: City) -> pl.DataFrame:
    land = city.projects.filter(pl.col("field").is_in(["land_development", "property"]))
    return numbered(
        land.select(
            project_id="id",
            region_code="region_code",
            area=pl.lit(2000.0),
            batch=pl.format("{}年第一批", "year"),
            decision_number=pl.format("演示地〔{}〕{}号", "year", "id"),
            decided_on=pl.format("{}-03-20", "year"),
        )
    )


def _problems(city: City) -> pl.DataFrame:
    weak = city.villages.filter("is_weak").gather_every(4)
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(weak["region_code"]):
        state = ("open", "matched", "solved")[place % 3]
        rows.append(
            {
                "region_code": code,
                "title": "大棚蔬菜连作障碍治理" if place % 2 else "水蜜桃采后保鲜",
                "raised_on": "2019-05-10",
                "state": state,
                "expert_id": None if state == "open" else 2,
                "result": "推广水旱轮作，病害明显减少" if state == "solved" else None,
            }
        )
    return numbered(pl.DataFrame(rows, infer_schema_length=None))


def _links(assets: pl.DataFrame) -> pl.DataFrame:
    return numbered(assets.select(asset_id="id", region_code="region_code", foreign_code=pl.format("SZ{}", "id"), exchanged_on=pl.lit("2020-06-01")))
