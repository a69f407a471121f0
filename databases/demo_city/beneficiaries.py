"""The demo city's register: households, incomes, causes, measures, surveys, villages over the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases import beneficiaries
from databases.demo_city import entry_and_exit
from databases.demo_city.city import FIRST_YEAR, TODAY, UNASSIGNED_MOBILE, City
from databases.demo_city.frames import optional

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {
    "not_surveyed": 0.03,
    "income_below_floor_at_exit": 0.01,
    "measure_overdue": 0.03,
    "measure_twice": 0.005,
    "entitlement_after_death": 0.3,
}
FLOOR = 12_000  # yuan a head and year, at least (M14)
YEARS = np.arange(FIRST_YEAR, TODAY.year)
INCOME_KINDS = ["wages", "business", "property", "transfer"]
CAUSES = ["illness", "disability", "education", "disaster", "no_labour", "no_skills", "no_funds", "accident", "unemployment"]
CAUSE_WEIGHTS = [0.34, 0.2, 0.08, 0.02, 0.14, 0.08, 0.06, 0.03, 0.05]
MEASURES = {
    "cash": ("civil_affairs", "发放临时生活补助"),
    "job": ("human_resources", "推荐到附近企业就业"),
    "industry": ("agriculture", "提供种苗并由合作社保底收购"),
    "skills": ("human_resources", "参加家政、电工等技能培训"),
    "education": ("education", "减免学费并发放助学补助"),
    "health": ("health", "签约家庭医生，办理慢病门诊"),
    "housing": ("housing", "修缮住房，加固屋顶"),
}
RESULTS = ["收入增加", "病情稳定", "已上岗就业", "住房安全达标", "子女顺利升学"]
CAMPAIGNS = [
    (f"C{year}{half}", f"{year}年{'上' if half == 1 else '下'}半年入户采集", year, half)
    for year in range(2018, 2021)
    for half in (1, 2)
    if (year, half) != (2020, 2)
]


def tables(city: City) -> Frames:
    """All tables of the database, in the order of foreign keys."""
    income = _incomes(city)
    yield beneficiaries.household, _households(city, income)
    yield beneficiaries.member, _members(city)
    yield beneficiaries.household_income, income
    yield beneficiaries.hardship_cause, _causes(city)
    yield beneficiaries.measure, _measures(city)
    yield beneficiaries.entitlement, _entitlements(city)
    yield beneficiaries.collection_campaign, _campaigns()
    surveys = _surveys(city)
    yield beneficiaries.campaign_coverage, _coverage(city, surveys)
    yield beneficiaries.survey, surveys
    yield beneficiaries.village, _villages(city)
    years = _village_years(city)
    yield beneficiaries.village_year, years
    yield beneficiaries.key_village_list, _key_villages(city)
    yield beneficiaries.official_statistic, _statistics(city)
    yield beneficiaries.aid_level, _aid_levels(city)
    yield beneficiaries.exit_schedule, _exit_schedules(city)
    yield beneficiaries.assistance_disclosure, _disclosures(city)
    yield from entry_and_exit.tables(city)


def _households(city: City, income: pl.DataFrame) -> pl.DataFrame:
    rng, count = city.rng("beneficiaries.household"), city.household_count
    names = dict(city.regions.select("code", "name").iter_rows())
    village = city.homes["region_code"].to_list()
    group, door = rng.integers(1, 20, count), rng.integers(1, 200, count)
    latest = income.filter(pl.col("year") == int(YEARS[-1])).group_by("household_id").agg(pl.col("amount").sum())
    frame = city.households.join(latest, left_on="id", right_on="household_id", how="left", maintain_order="left")
    phone = np.char.add(UNASSIGNED_MOBILE, np.char.zfill(rng.integers(0, 10**8, count).astype(str), 8))
    return frame.select(
        "id",
        "number",
        "region_code",
        "head_name",
        "category",
        "state",
        "filed_on",
        "exited_on",
        member_count="size",
        per_capita_income=(pl.col("amount") / pl.col("size")).round(2),
        address=pl.Series([f"{names[code[:9]]}{names[code]}{g}组{d}号" for code, g, d in zip(village, group, door, strict=True)]),
        phone=optional(np.where(rng.random(count) < 0.9, phone, None)),
        housing=pl.Series(rng.choice(["safe", "repair", "dangerous", "none"], count, p=[0.86, 0.1, 0.02, 0.02])),
    )


def _members(city: City) -> pl.DataFrame:
    rng, count = city.rng("beneficiaries.member"), len(city.members)
    age = (np.datetime64(TODAY) - city.members["born_on"].to_numpy()).astype(int) // 365
    health = rng.choice(["healthy", "chronic", "serious", "disabled"], count, p=[0.58, 0.24, 0.06, 0.12])
    disability = np.where(health == "disabled", rng.choice(["sight", "hearing", "limb", "intellect", "mental"], count), None)
    able = np.where((age < 16) | (age > 70), "none", np.where(health == "healthy", "full", np.where(health == "serious", "none", "partial")))
    education = np.select([age < 7, age < 13, age < 16], ["none", "primary", "junior"], "")
    grown = rng.choice(["none", "primary", "junior", "senior", "vocational", "college"], count, p=[0.1, 0.3, 0.36, 0.14, 0.06, 0.04])
    left = (rng.random(count) < 0.01) & (city.members["kinship"] == "daughter").to_numpy() & (age > 22)
    return city.members.with_columns(
        health=pl.Series(health),
        disability=optional(disability),
        labour=pl.Series(able),
        education=pl.Series(np.where(education == "", grown, education)),
        left_on=pl.Series(np.where(left, np.datetime64("2019-06-01"), np.datetime64("NaT"))),
    )


def _incomes(city: City) -> pl.DataFrame:
    """Four kinds for each household and year; a household that has left hardship is above the floor, but for planted ones."""
    rng, sizes = city.rng("beneficiaries.income"), city.homes["size"].to_numpy()
    exited = ~np.isnat(city.homes["exited_on"].to_numpy())
    poor = exited & (rng.random(len(sizes)) < FAULT_RATES["income_below_floor_at_exit"])
    city.plant(
        "income_below_floor_at_exit", "beneficiaries", "household", np.flatnonzero(poor) + 1, f"left hardship with less than {FLOOR} yuan a head"
    )
    level = np.where(
        exited & ~poor, rng.normal(15_500, 2_000, len(sizes)).clip(FLOOR + 500), rng.normal(9_800, 1_500, len(sizes)).clip(3_000, FLOOR - 100)
    )
    growth = 1.07 ** (YEARS - YEARS[-1])
    total = (level * sizes)[:, None] * growth[None, :]
    share = rng.dirichlet([3, 1.5, 0.4, 3], (len(sizes), len(YEARS)))
    amount = np.round(total[:, :, None] * share, 2)
    household, year, kind = (grid.ravel() for grid in np.meshgrid(np.arange(len(sizes)), YEARS, np.arange(4), indexing="ij"))
    return pl.DataFrame(
        {
            "id": np.arange(1, amount.size + 1),
            "household_id": household + 1,
            "region_code": city.homes["region_code"].to_numpy()[household],
            "year": year,
            "kind": np.array(INCOME_KINDS)[kind],
            "amount": amount.ravel(),
        }
    )


def _causes(city: City) -> pl.DataFrame:
    rng, count = city.rng("beneficiaries.cause"), city.household_count
    first = rng.choice(len(CAUSES), count, p=CAUSE_WEIGHTS)
    second = (first + rng.integers(1, len(CAUSES), count)) % len(CAUSES)
    has_second = rng.random(count) < 0.35
    household = np.concatenate([np.arange(count), np.flatnonzero(has_second)])
    cause = np.concatenate([first, second[has_second]])
    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "region_code": city.homes["region_code"].to_numpy()[household],
            "cause": np.array(CAUSES)[cause],
            "is_primary": np.arange(len(household)) < count,
            "found_on": city.homes["filed_on"].to_numpy()[household],
        }
    )


def _measures(city: City) -> pl.DataFrame:
    """About three for each household since its filing; the first one's key is the household's own."""
    rng, count = city.rng("beneficiaries.measure"), city.household_count
    more = rng.poisson(2.3, count)
    household = np.concatenate([np.arange(count), np.repeat(np.arange(count), more)])
    filed = city.homes["filed_on"].to_numpy()[household]
    kind = rng.choice(list(MEASURES), len(household), p=[0.28, 0.15, 0.15, 0.1, 0.12, 0.14, 0.06])
    starts = np.minimum(filed + rng.integers(10, 900, len(household)), np.datetime64("2020-06-01"))
    due = starts + rng.integers(60, 400, len(household))
    overdue = (due < np.datetime64(TODAY)) & (rng.random(len(household)) < FAULT_RATES["measure_overdue"])
    finished = np.where((due < np.datetime64(TODAY)) & ~overdue, due - rng.integers(0, 50, len(household)), np.datetime64("NaT"))
    frame = pl.DataFrame(
        {
            "household_id": household + 1,
            "region_code": city.homes["region_code"].to_numpy()[household],
            "kind": kind,
            "department": pl.Series(kind).replace_strict({name: department for name, (department, _) in MEASURES.items()}),
            "owner_id": pl.Series([int(key) or None for key in city.helper_of[household]], dtype=pl.Int64),
            "about": pl.Series(kind).replace_strict({name: about for name, (_, about) in MEASURES.items()}),
            "starts_on": starts,
            "due_on": due,
            "finished_on": finished,
            "result": optional(np.where(np.isnat(finished), None, rng.choice(RESULTS, len(household)))),
            "stream_id": pl.Series(np.where(kind == "cash", 3, np.where(kind == "industry", 7, None)).tolist(), dtype=pl.Int64),
        }
    )
    city.plant("measure_overdue", "beneficiaries", "measure", np.flatnonzero(overdue) + 1, "due and not finished")
    twice = np.flatnonzero(rng.random(len(frame)) < FAULT_RATES["measure_twice"])
    city.plant("measure_twice", "beneficiaries", "measure", np.arange(len(twice)) + len(frame) + 1, "the same measure was entered twice")
    return pl.concat([frame, frame[twice]]).with_columns(pl.int_range(1, pl.len() + 1).alias("id"), project_id=pl.lit(None, pl.Int64))


def _entitlements(city: City) -> pl.DataFrame:
    """Dibao for dibao households, medical aid for others; kept for two years after the exit; some outlive their holder."""
    rng, homes = city.rng("beneficiaries.entitlement"), city.homes
    dibao = (homes["category"] == "dibao").to_numpy()
    filed, exited = homes["filed_on"].to_numpy(), homes["exited_on"].to_numpy()
    ends = np.where(np.isnat(exited), "", np.datetime_as_string(np.where(np.isnat(exited), np.datetime64(TODAY), exited) + 730, unit="D"))
    periods = [f"[{start},{end})" for start, end in zip(np.datetime_as_string(filed, unit="D"), ends, strict=True)]
    dead = city.members.filter(pl.col("died_on").is_not_null())
    kept = dead.filter(pl.Series(rng.random(len(dead)) < FAULT_RATES["entitlement_after_death"]))
    frame = pl.DataFrame(
        {
            "household_id": homes["id"],
            "member_id": pl.Series([None] * len(homes), dtype=pl.Int64),
            "region_code": homes["region_code"],
            "kind": np.where(dibao, "dibao", "medical"),
            "period": periods,
            "monthly_amount": np.where(dibao, 900.0, 150.0),
            "is_retained": ~np.isnat(exited),
        }
    )
    late = kept.select(household_id="household_id", member_id="id", region_code="region_code").with_columns(
        kind=pl.lit("education"), period=pl.lit("[2018-01-01,)"), monthly_amount=pl.lit(300.0), is_retained=pl.lit(False)
    )
    city.plant(
        "entitlement_after_death", "beneficiaries", "entitlement", np.arange(len(kept)) + len(frame) + 1, "its holder has died and it is still open"
    )
    return pl.concat([frame, late], how="vertical_relaxed").with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _campaigns() -> pl.DataFrame:
    rows = [
        {
            "code": code,
            "name": name,
            "kind": "collection",
            "starts_on": f"{year}-{'03' if half == 1 else '09'}-01",
            "due_on": f"{year}-{'06' if half == 1 else '12'}-15",
        }
        for code, name, year, half in CAMPAIGNS
    ]
    return pl.DataFrame(rows).with_columns(pl.int_range(1, pl.len() + 1).alias("id"), region_code=pl.lit("3202"))


def _surveys(city: City) -> pl.DataFrame:
    """Each registered household once in each campaign, but for the forgotten ones."""
    rng, homes, frames = city.rng("beneficiaries.survey"), city.homes, []
    filed = homes["filed_on"].to_numpy()
    for place, (_, _, year, half) in enumerate(CAMPAIGNS, 1):
        start = np.datetime64(f"{year}-{'03' if half == 1 else '09'}-01")
        expected = filed < start
        visited = expected & (rng.random(len(homes)) >= FAULT_RATES["not_surveyed"])
        if place == len(CAMPAIGNS):
            city.plant("not_surveyed", "beneficiaries", "household", np.flatnonzero(expected & ~visited) + 1, "not visited in the last campaign")
        household = np.flatnonzero(visited)
        frames.append(_survey(city, rng, household, place, start))
    return pl.concat(frames).with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _survey(city: City, rng: np.random.Generator, household: NDArray[Any], campaign: int, start: np.datetime64) -> pl.DataFrame:
    count = len(household)
    return pl.DataFrame(
        {
            "collection_campaign_id": np.full(count, campaign),
            "household_id": household + 1,
            "region_code": city.homes["region_code"].to_numpy()[household],
            "surveyor_id": np.maximum(city.helper_of[household], 1),
            "surveyed_on": start + rng.integers(0, 100, count),
            "housing": rng.choice(["safe", "repair", "dangerous"], count, p=[0.88, 0.1, 0.02]),
            "has_safe_water": rng.random(count) < 0.99,
            "able_to_work": np.minimum(rng.poisson(0.9, count), city.homes["size"].to_numpy()[household]),
            "need": optional(np.where(rng.random(count) < 0.4, rng.choice(["就业", "看病", "助学", "住房修缮"], count), None)),
            "changed_fields": optional(np.where(rng.random(count) < 0.2, "phone,housing", None)),
        }
    )


def _coverage(city: City, surveys: pl.DataFrame) -> pl.DataFrame:
    """Expected and visited households of each village; a village is done when all were."""
    expected = []
    for place, (_, _, year, half) in enumerate(CAMPAIGNS, 1):
        filed = city.homes.filter(pl.col("filed_on") < pl.lit(f"{year}-{'03' if half == 1 else '09'}-01").str.to_date())
        expected.append(filed.group_by("region_code").agg(expected=pl.len()).with_columns(collection_campaign_id=pl.lit(place, pl.Int64)))
    visited = surveys.group_by("collection_campaign_id", "region_code").agg(visited=pl.len(), last=pl.col("surveyed_on").max())
    frame = pl.concat(expected).join(visited, on=["collection_campaign_id", "region_code"], how="left").sort("collection_campaign_id", "region_code")
    done = pl.when(pl.col("visited") == pl.col("expected")).then(pl.col("last"))
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "collection_campaign_id",
        "region_code",
        "expected",
        pl.col("visited").fill_null(0),
        completed_on=done,
    )


def _villages(city: City) -> pl.DataFrame:
    rng = city.rng("beneficiaries.village")
    turned = pl.Series(rng.random(len(city.villages)) < 0.55)
    lax = city.villages["is_weak"] & pl.Series(rng.random(len(city.villages)) < 0.15)
    return city.villages.select(
        "id",
        "region_code",
        state=pl.when(~pl.col("is_weak")).then(pl.lit("ordinary")).when(turned).then(pl.lit("turned_around")).otherwise(pl.lit("weak")),
        state_since=pl.when(turned & pl.col("is_weak")).then(pl.lit("2019-12-31")).otherwise(pl.lit("2016-01-01")),
        party_is_lax=lax,
        improvement=pl.when(lax).then(pl.lit("planned")).otherwise(pl.lit("none")),
        improvement_plan=pl.when(lax).then(pl.lit("选派第一书记，每月会商，一年内完成整顿")),
    )


def _village_years(city: City) -> pl.DataFrame:
    """Collective income grows from well below two million yuan for weak villages; population hardly moves."""
    rng, count = city.rng("beneficiaries.village_year"), len(city.villages)
    weak = city.villages["is_weak"].to_numpy()
    base = np.where(weak, rng.normal(1.15e6, 2.5e5, count), rng.lognormal(15.3, 0.6, count)).clip(2e5)
    population = rng.integers(900, 6_500, count)
    village, year = (grid.ravel() for grid in np.meshgrid(np.arange(count), YEARS, indexing="ij"))
    income = base[village] * (1 + rng.normal(0.17, 0.04, count)[village].clip(0.02)) ** (year - FIRST_YEAR)
    return pl.DataFrame(
        {
            "id": np.arange(1, len(village) + 1),
            "village_id": village + 1,
            "region_code": city.villages["region_code"].to_numpy()[village],
            "year": year,
            "population": population[village] + rng.integers(-30, 30, len(village)),
            "collective_income": income.round(2),
            "expenditure": (income * rng.uniform(0.6, 0.95, len(village))).round(2),
            "assets": (income * rng.uniform(4, 12, len(village))).round(2),
            "farmer_income": (rng.normal(29_000, 2_500, count)[village] * 1.08 ** (year - FIRST_YEAR)).round(2),
        }
    )


def _key_villages(city: City) -> pl.DataFrame:
    key = city.villages.filter("is_key").select(village_id="id", region_code="region_code")
    years = pl.DataFrame({"year": [2018, 2019, 2020]})
    frame = key.join(years, how="cross").with_columns(list_version=pl.lit(1), document_number=pl.format("演示〔{}〕10号", "year"))
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _statistics(city: City) -> pl.DataFrame:
    """Made-up figures in the shape of the statistical yearbook: incomes grow by some eight percent a year."""
    rng = city.rng("beneficiaries.statistic")
    rows = []
    for code in ["3202", *city.regions.filter(pl.col("level") == "county")["code"]]:
        level, growth = rng.normal(52_000, 3_000), rng.normal(8.0, 0.4, len(YEARS))
        for place, year in enumerate(YEARS.tolist()):
            level *= 1 + growth[place] / 100
            values = {
                "urban_disposable_income": level,
                "urban_income_growth": growth[place],
                "farmer_disposable_income": level * 0.55,
                "resident_population": 6.5e6 if code == "3202" else 9.0e5,
            }
            rows += [
                {"region_code": code, "year": year, "kind": kind, "value": round(float(value), 2), "source": "演示数据，非官方统计"}
                for kind, value in values.items()
            ]
    return pl.DataFrame(rows).with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _aid_levels(city: City) -> pl.DataFrame:
    rng = city.rng("beneficiaries.aid_level")
    counties = city.regions.filter(pl.col("level") == "county")["code"].to_list()
    county = pl.col("region_code").str.slice(0, 6)
    sizes = city.homes.group_by(county.alias("county"), "category").agg(pl.col("size").sum())
    people = {(code, category): size for code, category, size in sizes.iter_rows()}
    rows = []
    for code in counties:
        for place, category in enumerate(["dibao", "low_income", "special_hardship", "temporary_hardship"]):
            base = rng.normal(7_000 - 1_000 * place, 300)
            rows += [
                {
                    "region_code": code,
                    "year": year,
                    "category": category,
                    "amount_a_head": round(base * 1.06 ** (year - FIRST_YEAR), 2),
                    "people": people.get((code, category), 0),
                }
                for year in YEARS.tolist()
            ]
    return pl.DataFrame(rows).with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _exit_schedules(city: City) -> pl.DataFrame:
    places = city.regions.filter(pl.col("level").is_in(["county", "town"])).select(region_code="code")
    homes = city.homes.select("id", pl.concat_list(pl.col("region_code").str.slice(0, 6), pl.col("region_code").str.slice(0, 9)).alias("region_code"))
    count = homes.explode("region_code").group_by("region_code").agg(households=pl.len())
    frame = places.join(count, on="region_code", how="left", maintain_order="left").join(pl.DataFrame({"year": [2018, 2019, 2020]}), how="cross")
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "region_code",
        "year",
        planned_exits=(pl.col("households").fill_null(0) * 0.22).cast(pl.Int64),
        planned_turn_arounds=(pl.col("region_code").str.len_chars() == 6).cast(pl.Int64) * 4,
    )


def _disclosures(city: City) -> pl.DataFrame:
    frame = city.homes.group_by("region_code").agg(households=pl.len()).sort("region_code").join(pl.DataFrame({"year": [2018, 2019]}), how="cross")
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "region_code",
        "year",
        "households",
        measures=pl.col("households") * 3,
        results=pl.col("households") * 2,
    )
