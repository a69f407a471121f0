"""Money and burdens of the demo city's village collectives, and what the ledger must pay to villages."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.code_lists.funds import CHARGE_KIND, ECOLOGICAL_LAND, FEE_KIND, NON_PRODUCTIVE, VILLAGE_EXPENDITURE_KIND
from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.funds_catalogue import NEVER, YEARS, counties, days, leader_of, short_names, until_today, yuan

FAULT_RATES = {
    "transfer_unpaid": 0.02,  # of transfers
    "fee_not_waived": 0.04,  # of fees
    "non_productive_over_ceiling": 0.03,  # of non-productive classes
    "charge_without_basis": 0.07,  # of charges
}
LATE_COUNTIES = 1  # counties that paid no compensation in its first year, a fault
COMPENSATION_YEARS = range(2017, TODAY.year + 1)
AWARD_YEARS = range(2018, TODAY.year + 1)
RATES = {"paddy": 400, "public_forest": 200, "wetland": 300, "water_source": 150}
FEE_DEPARTMENTS = {
    "land": "agriculture",
    "planning": "housing",
    "water": "agriculture",
    "road": "housing",
    "defence": "housing",
    "survey": "agriculture",
}
CHARGES = {
    "service_fee": ("civil_affairs", ["便民服务系统使用费", "档案整理服务费", "信息平台维护费"]),
    "subscription": ("agriculture", ["党报党刊征订", "农业科技期刊征订", "普法读本征订"]),
    "sponsorship": ("education", ["乡土文化节活动赞助", "校园足球赛赞助", "重阳敬老活动赞助"]),
    "training": ("agriculture", ["村干部业务培训费", "新型职业农民培训费", "网格员培训费"]),
    "shared_cost": ("disabled_federation", ["残疾人之家运行经费分摊", "文明创建工作经费分摊", "道路清扫保洁费分摊"]),
}
BASES = ["苏价费〔2015〕{}号", "锡价规〔2016〕{}号", "锡财综〔2017〕{}号", "双方服务合同第{}号"]
UNITS = {"文化活动室": 80_000, "村内道路硬化": 60_000, "太阳能路灯组": 30_000, "污水处理设施": 100_000}


def weak_villages(city: City) -> NDArray[np.str_]:
    return city.villages.filter("is_weak")["region_code"].to_numpy().astype(str)


def demands(city: City, compensation: pl.DataFrame, awards: pl.DataFrame) -> pl.DataFrame:
    """What the ledger must pay to villages, `demand` from 0: projects, compensation, awards, and lines open to every village."""
    stream = dict(city.streams.select("code", "id").iter_rows())
    keys = ["stream_id", "region_code", "year", "project_id", "cents"]
    other = _other_villages(city, [stream["HUANJING"], stream["YISHIYIYI"]])
    projects = city.projects.select("stream_id", "region_code", "year", project_id="id", cents=(pl.col("budget") * 100).cast(pl.Int64))
    paid = compensation.with_columns(stream_id=pl.lit(stream["SHENGTAI"], pl.Int64), project_id=pl.lit(None, pl.Int64))
    awarded = awards.with_columns(stream_id=pl.lit(stream["SHIJI"], pl.Int64), project_id=pl.lit(None, pl.Int64))
    frame = pl.concat([part.select(keys).cast({"year": pl.Int64}) for part in (projects, paid, awarded, other)])
    return frame.with_columns(demand=pl.int_range(pl.len()))


def _other_villages(city: City, streams: list[int]) -> pl.DataFrame:
    """Money of the sector lines that goes to villages which are not weak: the rest of which weak villages have their share."""
    rng, villages = city.rng("funds.other_villages"), city.villages.filter(~pl.col("is_weak"))["region_code"].to_numpy()
    count = 90 * len(YEARS)
    return pl.DataFrame(
        {
            "stream_id": rng.choice(streams, count),
            "region_code": rng.choice(villages, count),
            "year": rng.choice(np.array(YEARS), count),
            "project_id": pl.Series([None] * count, dtype=pl.Int64),
            "cents": rng.integers(5, 60, count) * 1_000_000,
        }
    )


def hops_of(final: pl.DataFrame, hops: pl.DataFrame, first: int, count: int) -> pl.DataFrame:
    """allocation_id and allocated_on of `count` demands from `first` on, in their order."""
    mine = final.filter(pl.col("demand").is_between(first, first + count - 1)).sort("demand")
    return mine.join(hops.select("uid", "allocated_on"), on="uid", maintain_order="left").select("allocated_on", allocation_id="uid")


# Ecological compensation


def compensations(city: City) -> pl.DataFrame:
    """Villages with land to protect, each year at the county's rate; in the first year one county pays nobody yet."""
    rng = city.rng("funds.compensation")
    villages = city.villages.filter(pl.Series(rng.random(len(city.villages)) < 0.3))
    count, years = len(villages), len(COMPENSATION_YEARS)
    land = rng.choice(list(RATES), count, p=[0.45, 0.3, 0.15, 0.1])
    tenths = (rng.lognormal(6.2, 0.6, count) * 10).astype(np.int64)
    frame = villages.select("region_code")[np.repeat(np.arange(count), years)]
    year = np.tile(np.array(COMPENSATION_YEARS), count)
    columns = {"land": np.repeat(land, years), "year": year, "tenths": np.repeat(tenths, years)}
    frame = frame.with_columns(*(pl.Series(name, values) for name, values in columns.items()), county=pl.col("region_code").str.slice(0, 6))
    late = counties(city)[-LATE_COUNTIES:]
    frame = frame.filter(~(pl.col("county").is_in(late) & (pl.col("year") == COMPENSATION_YEARS[0])))
    frame = frame.join(
        rate_facts(city).select("county", "land", "year", "standard", rate_id="id"), on=["county", "land", "year"], maintain_order="left"
    )
    return frame.with_columns(cents=pl.col("tenths") * pl.col("standard") * 10)


def rate_facts(city: City) -> pl.DataFrame:
    """Rates by county, land and year: they rise, and the counties come closer to each other."""
    places, rng = counties(city), city.rng("funds.rates")
    spread = rng.uniform(-0.25, 0.1, len(places))
    rows = []
    for place, code in enumerate(places):
        for land, base in RATES.items():
            for step, year in enumerate(COMPENSATION_YEARS):
                rows.append((code, land, year, round(base * (1 + 0.06 * step) * (1 + spread[place] * (1 - 0.2 * step)))))
    frame = pl.DataFrame(rows, schema=["county", "land", "year", "standard"], orient="row")
    return frame.with_columns(id=pl.int_range(1, pl.len() + 1))


def rate_rows(city: City, paid: pl.DataFrame) -> pl.DataFrame:
    """Rates with the land that they could reach: a little more than is compensated."""
    used = paid.filter(pl.col("year") == TODAY.year).group_by("county", "land").agg(pl.col("tenths").sum())
    rates = rate_facts(city).join(used, on=["county", "land"], how="left", maintain_order="left")
    extra = city.rng("funds.eligible_area").uniform(1.02, 1.5, len(rates))
    empty = rates.filter(pl.col("county").is_in(counties(city)[-LATE_COUNTIES:]) & (pl.col("year") == COMPENSATION_YEARS[0]))
    city.plant(
        "county_without_compensation", "funds", "compensation_rate", empty["id"].to_list(), "a rate is set but no village of the county is paid"
    )
    labels = pl.col("land").replace_strict(ECOLOGICAL_LAND.labels)
    return rates.select(
        "id",
        "land",
        "year",
        "standard",
        region_code="county",
        rate_version=pl.format("{}.1", "year"),
        eligible_area=((pl.col("tenths").fill_null(800) / 10) * pl.Series(extra)).round(1),
        document_number=pl.format(
            "{}政办发〔{}〕{}号（{}）", pl.col("county").replace_strict(short_names(city)), "year", pl.col("id") % 90 + 5, labels
        ),
    )


def compensation_rows(paid: pl.DataFrame, hops: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([paid, hops], how="horizontal").select(
        "region_code",
        "year",
        "rate_id",
        "allocation_id",
        "standard",
        id=pl.int_range(1, pl.len() + 1),
        area=(pl.col("tenths") / 10).round(1),
        amount=yuan(),
        paid_on="allocated_on",
    )


# Awards of the city special fund


def awards(city: City) -> pl.DataFrame:
    """Three instruments: for own input into a project, fixed by units, and for a village that turned around."""
    parts = [_input_awards(city), _fixed_subsidies(city), _turnarounds(city)]
    frame = pl.concat(parts, how="diagonal").sort("year", "region_code", "instrument").with_columns(id=pl.int_range(1, pl.len() + 1))
    start = pl.date(pl.col("year"), 1, 10).alias("start")
    offset = city.rng("funds.award_days").integers(0, 40, len(frame))
    return frame.with_columns(pl.Series("decided_on", days(frame.select(start)["start"].to_numpy(), offset)))


def _input_awards(city: City) -> pl.DataFrame:
    rng, stream = city.rng("funds.input_awards"), dict(city.streams.select("code", "id").iter_rows())["SHIJI"]
    projects = city.projects.filter((pl.col("stream_id") == stream) & (pl.col("year") >= AWARD_YEARS[0]))
    percent, own = rng.integers(20, 41, len(projects)), projects["budget"].to_numpy().astype(np.int64) // 2000 * 1000
    return projects.select("region_code", "year", award_project_id="id").with_columns(
        instrument=pl.lit("input_award"),
        input_amount=pl.Series(own),
        input_share=pl.Series(percent / 100).round(2),
        cents=pl.Series(own * percent),
        evidence=pl.lit("项目自筹资金到位凭证及工程结算审计报告"),
    )


def _some_weak(city: City, subject: str, share: float) -> tuple[NDArray[Any], NDArray[Any], np.random.Generator]:
    rng, weak = city.rng(subject), weak_villages(city)
    village, year = (grid.ravel() for grid in np.meshgrid(weak, np.array(AWARD_YEARS), indexing="ij"))
    kept = rng.random(len(village)) < share
    return village[kept], year[kept], rng


def _fixed_subsidies(city: City) -> pl.DataFrame:
    village, year, rng = _some_weak(city, "funds.fixed_subsidies", 0.15)
    count, what = rng.integers(1, 4, len(village)), rng.choice(list(UNITS), len(village))
    standard = np.array([UNITS[name] for name in what])
    return pl.DataFrame(
        {
            "region_code": village,
            "year": year,
            "instrument": "fixed_subsidy",
            "unit_count": count,
            "unit_standard": standard,
            "cents": count * standard * 100,
            "evidence": [f"{name}建成验收单及现场照片" for name in what],
        }
    )


def _turnarounds(city: City) -> pl.DataFrame:
    village, year, rng = _some_weak(city, "funds.turnarounds", 0.06)
    income = rng.integers(2_000_100, 2_900_000, len(village))
    return pl.DataFrame(
        {
            "region_code": village,
            "year": year,
            "instrument": "turnaround_reward",
            "village_income": income,
            "income_threshold": np.full(len(village), 2_000_000),
            "cents": rng.choice([100_000, 150_000, 200_000], len(village)) * 100,
            "evidence": "村级收入审计报告及市级达标认定书",
        }
    )


def award_rows(frame: pl.DataFrame, hops: pl.DataFrame) -> pl.DataFrame:
    digests = [f"\\x{hashlib.sha256(f'{key}{text}'.encode()).hexdigest()}" for key, text in frame.select("id", "evidence").iter_rows()]
    columns = ["id", "instrument", "region_code", "year", "allocation_id", "input_amount", "input_share", "unit_count", "unit_standard"]
    return pl.concat([frame, hops], how="horizontal").select(
        *columns,
        "village_income",
        "income_threshold",
        "evidence",
        "decided_on",
        number=pl.format("JB{}-{}", "year", pl.col("id").cast(pl.String).str.zfill(5)),
        project_id="award_project_id",
        amount=yuan(),
        evidence_digest=pl.Series(digests),
    )


# Transfers, expenditure, fees and charges


def expenditures(city: City) -> pl.DataFrame:
    """Weak villages by year and class; four classes are non-productive and have a ceiling."""
    rng, weak = city.rng("funds.expenditures"), weak_villages(city)
    kinds = np.array(list(VILLAGE_EXPENDITURE_KIND.labels))
    years = np.array(range(FIRST_YEAR - 1, TODAY.year))
    village, year, kind = (grid.ravel() for grid in np.meshgrid(weak, years, kinds, indexing="ij"))
    size = np.repeat(rng.lognormal(0, 0.35, len(weak)), len(years) * len(kinds))
    mean = np.array([420, 260, 300, 180, 70, 28, 9, 24])[np.tile(np.arange(len(kinds)), len(weak) * len(years))]
    waste = np.isin(kind, NON_PRODUCTIVE)
    saved = np.where(waste, 0.93 ** (year - years[0]), 1.05 ** (year - years[0]))
    amount = np.ceil(mean * size * saved * rng.lognormal(0, 0.12, len(village)))
    over = waste & (rng.random(len(village)) < FAULT_RATES["non_productive_over_ceiling"])
    ceiling = np.ceil(amount * np.where(over, rng.uniform(0.5, 0.8, len(village)), rng.uniform(1.05, 1.5, len(village))))
    over &= amount > ceiling
    city.plant(
        "non_productive_over_ceiling", "funds", "village_expenditure", (np.flatnonzero(over) + 1).tolist(), "non-productive spending over its ceiling"
    )
    columns = {"region_code": village, "year": year, "kind": kind, "non_productive": waste, "amount": amount * 1000}
    frame = pl.DataFrame(columns).with_columns(ceiling=pl.when("non_productive").then(pl.Series(ceiling * 1000)))
    return frame.select(pl.int_range(1, pl.len() + 1).alias("id"), pl.all())


def transfers(city: City, spent: pl.DataFrame) -> pl.DataFrame:
    """Each weak village gets a transfer from its county and its town every year, by the formula."""
    rng, weak = city.rng("funds.transfers"), weak_villages(city)
    residents = dict(zip(weak.tolist(), rng.integers(1400, 6200, len(weak)).tolist(), strict=True))
    totals = spent.group_by("region_code", "year").agg(pl.col("amount").sum()).with_columns(year=pl.col("year") + 1)
    frame = pl.concat([totals.with_columns(payer_level=pl.lit(level), rank=pl.lit(rank)) for rank, level in enumerate(("county", "town"))])
    frame = frame.sort("year", "region_code", "rank")
    count, year = len(frame), frame["year"].to_numpy()
    growth = rng.integers(2, 9, (len(YEARS), 2))[year - FIRST_YEAR, frame["rank"].to_numpy()]
    standard = np.where(frame["rank"].to_numpy() == 0, 60, 30) + (year - FIRST_YEAR) * 4
    percent = np.where(frame["rank"].to_numpy() == 0, 8, 5)
    people = np.array([residents[code] for code in frame["region_code"]])
    cents = (people * standard + frame["amount"].to_numpy().astype(np.int64) // 100 * percent) * (100 + growth)
    due = np.array([f"{when}-06-20" for when in year], "datetime64[D]")
    unpaid = rng.random(count) < FAULT_RATES["transfer_unpaid"]
    paid = np.where(unpaid, NEVER, until_today(due - rng.integers(1, 60, count)))
    city.plant("transfer_unpaid", "funds", "fiscal_transfer", (np.flatnonzero(unpaid) + 1).tolist(), "due and not paid")
    payer = pl.when(pl.col("rank") == 0).then(pl.col("region_code").str.slice(0, 6)).otherwise(pl.col("region_code").str.slice(0, 9))
    name = pl.col("region_code").str.slice(0, 6).replace_strict(short_names(city))
    return frame.select(
        "region_code",
        "year",
        "payer_level",
        id=pl.int_range(1, pl.len() + 1),
        payer_region_code=payer,
        formula_version=pl.lit("2016.1"),
        resident_population=pl.Series(people),
        per_capita_standard=pl.Series(standard),
        village_expenditure="amount",
        expenditure_share=pl.Series(percent / 100),
        revenue_growth=pl.Series(growth / 100),
        amount=(pl.Series(cents) / 100).round(2),
        document_number=pl.format("{}财预〔{}〕{}号", name, "year", pl.int_range(pl.len()) % 60 + 1),
        due_on=pl.Series(due),
        paid_on=pl.Series(paid),
    )


def waivers(city: City) -> pl.DataFrame:
    """Fees of the projects of weak villages; the part of upper levels is never waived, the local part always should be."""
    rng, fees = city.rng("funds.waivers"), list(FEE_KIND.labels)
    project, place = (grid.ravel() for grid in np.meshgrid(np.arange(len(city.projects)), np.arange(len(fees)), indexing="ij"))
    kept = rng.random(len(project)) < 0.25
    project, fee = project[kept], [fees[index] for index in place[kept]]
    count, frame = len(project), city.projects.select("region_code", "year", "field", project_id="id")[project]
    total = np.ceil(rng.lognormal(9, 0.8, count))
    upper = np.floor(total * rng.choice([0, 0, 0.2, 0.4], count))
    short = rng.random(count) < FAULT_RATES["fee_not_waived"]
    waived = np.where(short, np.floor((total - upper) * 0.5), total - upper)
    city.plant("fee_not_waived", "funds", "fee_waiver", (np.flatnonzero(short) + 1).tolist(), "a local fee was charged in part")
    operating = pl.col("field").is_in(["property", "processing", "modern_agriculture", "leisure_agriculture"])
    start = [np.datetime64(f"{year}-02-01") for year in frame["year"]]
    return frame.select(
        "project_id",
        "region_code",
        id=pl.int_range(1, pl.len() + 1),
        project_kind=pl.when(operating).then(pl.lit("operating_asset")).otherwise(pl.lit("public_benefit")),
        fee=pl.Series(fee),
        department=pl.Series([FEE_DEPARTMENTS[name] for name in fee]),
        fee_amount=pl.Series(total),
        upper_level_amount=pl.Series(upper),
        waived_amount=pl.Series(waived),
        document_number=pl.format("锡规费免〔{}〕{}号", "year", pl.int_range(1, pl.len() + 1)),
        decided_on=pl.Series(days(np.array(start), rng.integers(0, 140, count))),
    )


def charges(city: City) -> pl.DataFrame:
    """What departments charged village collectives; a charge without a basis is a levy, which is banned."""
    rng, weak = city.rng("funds.charges"), weak_villages(city)
    count = len(weak) * 3
    village, kind = np.sort(rng.choice(weak, count)), rng.choice(list(CHARGE_KIND.labels), count)
    day = np.datetime64(f"{FIRST_YEAR}-01-05") + rng.integers(0, 1600, count)
    none = (rng.random(count) < FAULT_RATES["charge_without_basis"]) | np.isin(kind, ["sponsorship"]) & (rng.random(count) < 0.1)
    basis = [
        None if bare else BASES[turn % len(BASES)].format(turn % 80 + 1) for bare, turn in zip(none, rng.integers(0, 10_000, count), strict=True)
    ]
    back = none & (rng.random(count) < 0.4)
    amount = rng.integers(3, 120, count) * 100
    city.plant("charge_without_basis", "funds", "village_charge", (np.flatnonzero(none) + 1).tolist(), "charged to a village without a legal basis")
    department = np.array([CHARGES[name][0] for name in kind])
    reasons = [rng.choice(CHARGES[name][1]) for name in kind]
    office = leader_of(city, department, np.array([code[:6] for code in village]), "organisation_id")
    refunded = until_today(np.where(back, day + rng.integers(30, 300, count), NEVER))
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "region_code": village,
            "organisation_id": office,
            "department": department,
            "kind": kind,
            "reason": reasons,
            "amount": amount,
            "legal_basis": pl.Series(basis, dtype=pl.String),
            "charged_on": day,
            "refunded_on": refunded,
        }
    ).with_columns(refunded_amount=pl.when(pl.col("refunded_on").is_not_null()).then("amount"))
