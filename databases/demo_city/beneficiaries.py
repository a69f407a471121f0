"""The demo city's register: households, incomes, causes, measures, surveys, villages over the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.beneficiaries import register
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
GROWTH = np.cumprod([1, 1.09, 1.075, 1.095])  # of hardship incomes; in 2018 less than urban incomes grew (M13)
FLOOR = entry_and_exit.FLOOR
VILLAGE_STANDARD = 2_000_000  # yuan a year, more than (M17)
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
# kind of aid, its part of what a head receives, and the share of people who receive it
AID = [("dibao", 0.6, 1.0), ("medical", 0.2, 0.4), ("education", 0.1, 0.15), ("industry", 0.05, 0.1), ("housing", 0.05, 0.05)]
RESULTS = ["收入增加", "病情稳定", "已上岗就业", "住房安全达标", "子女顺利升学"]
CAMPAIGNS = [
    (f"C{year}{half}", f"{year}年{'上' if half == 1 else '下'}半年入户采集", year, half)
    for year in range(2018, 2021)
    for half in (1, 2)
    if (year, half) != (2020, 2)
]


def tables(city: City) -> Frames:
    """All tables of the database, in the order of foreign keys."""
    members = _members(city)
    lived = lived_there(members, city.household_count)
    income = _incomes(city, lived)
    yield register.household, _households(city, income, lived)
    yield register.member, members
    yield register.household_income, income
    yield register.hardship_cause, _causes(city)
    measures = _measures(city)
    yield register.measure, measures
    yield register.entitlement, _entitlements(city)
    yield register.collection_campaign, _campaigns()
    surveys = _surveys(city)
    yield register.campaign_coverage, _coverage(city, surveys)
    yield register.survey, surveys
    years = _village_years(city)
    yield register.village, _villages(city, years)
    yield register.village_year, years
    yield register.key_village_list, _key_villages(city)
    yield register.official_statistic, _statistics(city)
    yield register.aid_level, _aid_levels(city)
    yield register.exit_schedule, _exit_schedules(city)
    yield register.assistance_disclosure, _disclosures(city, measures)
    yield from entry_and_exit.tables(city, members, income, lived, measures)


def lived_there(members: pl.DataFrame, count: int) -> NDArray[np.int64]:
    """How many members lived in a household when a year ended, by household and year."""
    last = np.array([f"{year}-12-31" for year in YEARS], "datetime64[D]")
    born, died, left = (members[name].to_numpy().astype("datetime64[D]")[:, None] for name in ("born_on", "died_on", "left_on"))
    lived = np.zeros((count, len(YEARS)), np.int64)
    np.add.at(lived, members["household_id"].to_numpy() - 1, (born <= last) & ~(died <= last) & ~(left <= last))
    return lived


def _households(city: City, income: pl.DataFrame, lived: NDArray[np.int64]) -> pl.DataFrame:
    rng, count = city.rng("register.household"), city.household_count
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
        per_capita_income=(pl.col("amount") / pl.Series(lived[:, -1]).replace(0, None)).round(2),
        address=pl.Series([f"{names[code[:9]]}{names[code]}{g}组{d}号" for code, g, d in zip(village, group, door, strict=True)]),
        phone=optional(np.where(rng.random(count) < 0.9, phone, None)),
        housing=pl.Series(rng.choice(["safe", "repair", "dangerous", "none"], count, p=[0.86, 0.1, 0.02, 0.02])),
    )


def _members(city: City) -> pl.DataFrame:
    rng, count = city.rng("register.member"), len(city.members)
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


def _incomes(city: City, lived: NDArray[np.int64]) -> pl.DataFrame:
    """Four kinds for each household and year; above the floor from the year before an exit on, but for planted ones."""
    rng = city.rng("beneficiaries.income")
    share = rng.dirichlet([3, 1.5, 0.4, 3], lived.shape)
    amount = np.round((_incomes_a_head(city, rng) * lived.clip(1))[:, :, None] * share, 2)
    household, year, kind = (grid.ravel() for grid in np.meshgrid(np.arange(len(lived)), YEARS, np.arange(4), indexing="ij"))
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


def _incomes_a_head(city: City, rng: np.random.Generator) -> NDArray[np.float64]:
    """Yuan a head by household and year."""
    leaves, count = entry_and_exit.leaves(city), city.household_count
    left = ~np.isnat(city.homes["exited_on"].to_numpy())
    poor = left & (rng.random(count) < FAULT_RATES["income_below_floor_at_exit"])
    city.plant(
        "income_below_floor_at_exit", "beneficiaries", "household", np.flatnonzero(poor) + 1, f"left hardship with less than {FLOOR} yuan a head"
    )
    better = ~np.isnat(leaves) & ~poor
    level = np.where(better, rng.normal(15_500, 2_000, count), rng.normal(9_800, 1_500, count).clip(3_000, FLOOR - 100))
    a_head = level[:, None] * (GROWTH / GROWTH[-1])[None, :]
    counted = better[:, None] & (YEARS[None, :] >= (leaves.astype("datetime64[Y]").astype(int) + 1969)[:, None])
    return np.where(counted, np.maximum(a_head, FLOOR + rng.integers(50, 900, count)[:, None]), a_head)


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
    rng, count = city.rng("register.measure"), city.household_count
    more = rng.poisson(2.3, count)
    household = np.concatenate([np.arange(count), np.repeat(np.arange(count), more)])
    kind = rng.choice(list(MEASURES), len(household), p=[0.28, 0.15, 0.15, 0.1, 0.12, 0.14, 0.06])
    starts, due, finished = _measure_days(city, rng, household)
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
    # only planted measures are there twice
    frame = frame.unique(["household_id", "kind", "starts_on"], keep="first", maintain_order=True)
    twice = np.flatnonzero(rng.random(len(frame)) < FAULT_RATES["measure_twice"])
    city.plant("measure_twice", "beneficiaries", "measure", np.arange(len(twice)) + len(frame) + 1, "the same measure was entered twice")
    frame = pl.concat([frame, frame[twice]]).with_columns(pl.int_range(1, pl.len() + 1).alias("id"))
    overdue = frame.filter((pl.col("due_on") < TODAY) & pl.col("finished_on").is_null())
    city.plant("measure_overdue", "beneficiaries", "measure", overdue["id"].to_list(), "due and not finished")
    return _with_projects(city, frame)


def _measure_days(
    city: City, rng: np.random.Generator, household: NDArray[Any]
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64], NDArray[np.datetime64]]:
    """First day, day due and day finished: all is finished when a household leaves; others may be overdue."""
    filed, leaves = city.homes["filed_on"].to_numpy()[household], entry_and_exit.leaves(city)[household]
    staying, today = np.isnat(leaves), np.datetime64(TODAY)
    last = np.where(staying, np.datetime64("2020-06-01"), leaves - 120)
    starts = filed + 10 + (rng.random(len(household)) * (last - filed - 10).astype(int)).astype(int)
    due = starts + rng.integers(60, 400, len(household))
    due = np.where(staying, due, np.minimum(due, leaves - 41))
    overdue = staying & (rng.random(len(household)) < FAULT_RATES["measure_overdue"])
    finished = np.where((due < today) & ~overdue, due - rng.integers(0, 50, len(household)), np.datetime64("NaT"))
    return starts, due, finished


def _with_projects(city: City, measures: pl.DataFrame) -> pl.DataFrame:
    """Industry measures belong to the project of their village in the year they began, where it has one."""
    projects = city.projects.select("region_code", pl.col("year").cast(pl.Int32).alias("starts_in"), project_id="id")
    projects = projects.unique(["region_code", "starts_in"], keep="first", maintain_order=True).with_columns(kind=pl.lit("industry"))
    began = measures.with_columns(starts_in=pl.col("starts_on").dt.year())
    return began.join(projects, on=["region_code", "starts_in", "kind"], how="left", maintain_order="left").drop("starts_in")


def _entitlements(city: City) -> pl.DataFrame:
    """Dibao or medical aid for each household, two years beyond its exit; some outlive the last member, or their holder."""
    rng, homes = city.rng("register.entitlement"), city.homes
    dibao = (homes["category"] == "dibao").to_numpy()
    filed, exited, last_death = homes["filed_on"].to_numpy(), homes["exited_on"].to_numpy(), _last_deaths(city)
    forgotten = ~np.isnat(last_death) & np.isnat(exited) & (rng.random(len(homes)) < FAULT_RATES["entitlement_after_death"])
    ends = np.fmin(exited + 730, np.where(forgotten, np.datetime64("NaT"), last_death + 31))
    frame = pl.DataFrame(
        {
            "household_id": homes["id"],
            "member_id": pl.Series([None] * len(homes), dtype=pl.Int64),
            "region_code": homes["region_code"],
            "kind": np.where(dibao, "dibao", "medical"),
            "period": _periods(filed, np.maximum(ends, filed + 31)),
            "monthly_amount": np.where(dibao, 900.0, 150.0),
            "is_retained": ~np.isnat(exited),
        }
    )
    own = _own_entitlements(city, rng)
    frame = pl.concat([frame, own], how="vertical_relaxed").with_columns(pl.int_range(1, pl.len() + 1).alias("id"))
    late = np.concatenate([np.flatnonzero(forgotten), np.arange(len(homes), len(frame))]) + 1
    city.plant(
        "entitlement_after_death", "beneficiaries", "entitlement", late, "its holder, or the last of the household, has died and it is still open"
    )
    return frame


def _last_deaths(city: City) -> NDArray[np.datetime64]:
    """The day on which the last member died, by household; none while somebody lives."""
    died = city.members.group_by("household_id").agg(pl.col("died_on").max(), lives=pl.col("died_on").is_null().any()).sort("household_id")
    return died.select(pl.when(~pl.col("lives")).then(pl.col("died_on")))["died_on"].to_numpy()


def _own_entitlements(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Entitlements of one member who has died, and that nobody ended."""
    filed = city.homes.select(household_id="id", filed_on="filed_on")
    dead = city.members.join(filed, on="household_id", maintain_order="left").filter(pl.col("died_on") > pl.col("filed_on"))
    kept = dead.filter(pl.Series(rng.random(len(dead)) < FAULT_RATES["entitlement_after_death"]))
    return kept.select(
        "household_id",
        member_id="id",
        region_code="region_code",
        kind=pl.lit("medical"),
        period=pl.format("[{},)", pl.col("filed_on").dt.to_string("%Y-%m-%d")),
        monthly_amount=pl.lit(300.0),
        is_retained=pl.lit(False),
    )


def _periods(starts: NDArray[np.datetime64], ends: NDArray[np.datetime64]) -> list[str]:
    until = np.where(np.isnat(ends), "", np.datetime_as_string(ends, unit="D"))
    return [f"[{start},{end})" for start, end in zip(np.datetime_as_string(starts, unit="D"), until, strict=True)]


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
    rng, homes, frames = city.rng("register.survey"), city.homes, []
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


def _villages(city: City, years: pl.DataFrame) -> pl.DataFrame:
    """A weak village meets the standard above two million yuan in the latest year, and has turned around after two such years."""
    latest = pl.col("year") == int(YEARS[-1])
    above = years.filter(pl.col("year") >= int(YEARS[-2]), pl.col("collective_income") > VILLAGE_STANDARD)
    met = above.group_by("village_id").agg(years=pl.len(), now=latest.any())
    rng = city.rng("register.village")
    lax = city.villages["is_weak"] & pl.Series(rng.random(len(city.villages)) < 0.15)
    state = (
        pl.when(~pl.col("is_weak"))
        .then(pl.lit("ordinary"))
        .when(pl.col("now") & (pl.col("years") == 2))
        .then(pl.lit("turned_around"))
        .when(pl.col("now"))
        .then(pl.lit("meeting"))
        .otherwise(pl.lit("weak"))
    )
    frame = city.villages.join(met, left_on="id", right_on="village_id", how="left", maintain_order="left")
    return frame.select("id", "region_code", state=state).with_columns(
        state_since=pl.when(pl.col("state").is_in(["meeting", "turned_around"])).then(pl.lit("2019-12-31")).otherwise(pl.lit("2016-01-01")),
        party_is_lax=lax,
        improvement=pl.when(lax).then(pl.lit("planned")).otherwise(pl.lit("none")),
        improvement_plan=pl.when(lax).then(pl.lit("选派第一书记，每月会商，一年内完成整顿")),
    )


def _village_years(city: City) -> pl.DataFrame:
    """Collective income grows from well below two million yuan for weak villages; population hardly moves."""
    rng, count = city.rng("register.village_year"), len(city.villages)
    weak = city.villages["is_weak"].to_numpy()
    base = np.where(weak, rng.normal(1.3e6, 2.5e5, count).clip(2e5), rng.lognormal(15.3, 0.6, count).clip(2.1e6))
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
    """Of the city and each of its counties, where anybody got the aid."""
    rng = city.rng("register.aid_level")
    places, of_place = ["3202", *city.counties], pl.concat_list(pl.col("region_code").str.slice(0, digits) for digits in (4, 6))
    sizes = city.homes.select("category", "size", place=of_place).explode("place")
    helped = {key: of.select(pl.col("size").sum(), pl.len()).row(0) for key, of in sizes.group_by("place", "category")}
    rows = []
    for code in places:
        for place, category in enumerate(["dibao", "low_income", "special_hardship", "temporary_hardship"]):
            base, (people, households) = rng.normal(7_000 - 1_000 * place, 300), helped.get((code, category), (0, 0))
            rows += [
                {
                    "region_code": code,
                    "year": year,
                    "category": category,
                    "kind": kind,
                    "amount_a_head": round(base * part * 1.06 ** (year - FIRST_YEAR), 2),
                    "people": int(people * share),
                    "households": int(households * share),
                }
                for kind, part, share in AID
                for year in YEARS.tolist()
            ]
    frame = pl.DataFrame(rows).filter(pl.col("households") > 0)
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


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


def _disclosures(city: City, measures: pl.DataFrame) -> pl.DataFrame:
    """What each village discloses of a year: households on its register, measures begun, and those with a result."""
    homes, frames = city.homes, []
    for year in (2018, 2019):
        on_register = (pl.col("filed_on").dt.year() <= year) & (pl.col("exited_on").is_null() | (pl.col("exited_on").dt.year() >= year))
        begun = measures.filter(pl.col("starts_on").dt.year() == year).group_by("region_code")
        counts = begun.agg(measures=pl.len(), results=pl.col("result").is_not_null().sum())
        households = homes.filter(on_register).group_by("region_code").agg(households=pl.len())
        frames.append(households.join(counts, on="region_code", how="left").with_columns(year=pl.lit(year), measures=pl.col("measures").fill_null(0)))
    frame = pl.concat(frames).sort("region_code", "year").with_columns(pl.col("results").fill_null(0))
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("id"))
