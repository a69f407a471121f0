"""What surrounds the demo city's ledger: budgets, reports, money that stands still, evaluations and donations."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.credit_codes import check_character
from databases.demo_city import names
from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.funds_catalogue import (
    CITY,
    LAST_DAY,
    MONTHS,
    NEVER,
    YEARS,
    counties,
    days,
    fund_sources,
    leader_of,
    month_numbers,
    month_starts,
    short_names,
    streams,
    until_today,
    yuan,
)
from databases.demo_city.funds_hops import Ledger
from databases.demo_city.funds_payments import Payments

FAULT_RATES = {
    "over_budget": 0.012,  # of budget lines
    "budget_not_covered": 0.06,  # of budget documents
    "upper_fund_never_reported": 0.03,  # of arrivals
    "upper_fund_reported_late": 0.05,
    "stream_without_data": 0.012,  # of monthly reports
    "evaluation_overdue": 0.03,  # of evaluations
    "finding_not_rectified": 0.08,  # of findings
    "donation_not_passed_on": 0.04,  # of donations older than a year
}
FLOOR = 30_000_000
SHORT_YEAR, SHORT_OF_FLOOR = 2019, 28_400_000  # a fault


def credit_codes(kind: str, serials: NDArray[Any] | range) -> list[str]:
    """Unified credit codes (GB 32100) of organisations that do not exist: kind, unassigned area, serial, check."""
    bodies = [f"{kind}329901{serial:09d}" for serial in serials]
    return [body + check_character(body) for body in bodies]


# Budgets


def budget_lines(city: City, book: Ledger) -> pl.DataFrame:
    """A line for each source, place and year: a little more than was needed, and in this year enough for its second half."""
    place = pl.when(pl.col("from_level") == "city").then(pl.lit(CITY)).otherwise("region_code").alias("region_code")
    drawn = book.hops.filter(pl.col("source_id").is_not_null() & (pl.col("from_level") != "society"))
    lines = drawn.group_by("source_id", place, "year").agg(pl.col("cents").sum(), pl.col("by_quarter").any())
    lines = pl.concat([lines, _work_appropriations(city)], how="diagonal").sort("year", "region_code", "source_id")
    rng, count = city.rng("funds.budgets"), len(lines)
    over = (rng.random(count) < FAULT_RATES["over_budget"]) & (lines["cents"] > 0).to_numpy()
    factor = np.where(over, rng.uniform(0.8, 0.95, count), rng.uniform(1.01, 1.08, count))
    half = ((lines["year"] == TODAY.year) & lines["by_quarter"].fill_null(False)).to_numpy()
    amount = np.ceil(lines["cents"].to_numpy() / 100 * factor * np.where(half & ~over, 2, 1))
    lines = lines.with_columns(yuan=pl.Series(amount), id=pl.int_range(1, pl.len() + 1))
    lines = _special_fund(
        city, lines.join(fund_sources(city).select("stream_id", "level", "kind", source_id="id"), on="source_id", maintain_order="left")
    )
    over &= (lines["yuan"] * 100 < lines["cents"]).to_numpy()
    city.plant("over_budget", "funds", "budget", lines.filter(pl.Series(over))["id"].to_list(), "more was allocated than budgeted")
    return lines


def _work_appropriations(city: City) -> pl.DataFrame:
    source = fund_sources(city).filter(pl.col("kind") == "work_appropriation")["id"][0]
    rows = [(source, CITY, year, 0, 2_800_000 + 250_000 * step) for step, year in enumerate(YEARS)]
    frame = pl.DataFrame(rows, schema=["source_id", "region_code", "year", "cents", "fixed"], orient="row")
    return frame.cast({"year": pl.Int64})


def _special_fund(city: City, lines: pl.DataFrame) -> pl.DataFrame:
    """The city special fund keeps its floor in every year but one; the work appropriation is what it is."""
    special = (pl.col("level") == "city") & (pl.col("kind") == "general_budget") & (pl.col("stream_id") == _stream(city, "SHIJI"))
    short = special & (pl.col("year") == SHORT_YEAR)
    kept = FLOOR + 1_000_000 * (pl.col("year") - FIRST_YEAR)
    amount = pl.when(short).then(SHORT_OF_FLOOR).when(special).then(pl.max_horizontal("yuan", kept)).otherwise(pl.coalesce("fixed", "yuan"))
    budget_kind = pl.when(special).then(pl.lit("special_fund")).when(pl.col("kind") == "work_appropriation").then(pl.col("kind"))
    lines = lines.with_columns(yuan=amount, budget_kind=budget_kind.otherwise(pl.lit("assistance")))
    city.plant(
        "city_fund_below_floor", "funds", "budget", lines.filter(short)["id"].to_list(), "the city special fund of the year is below 30 million"
    )
    return lines


def _stream(city: City, code: str) -> int:
    keys: dict[str, int] = dict(city.streams.select("code", "id").iter_rows())
    return keys[code]


def document_rows(city: City, lines: pl.DataFrame) -> pl.DataFrame:
    """The budget documents: one for each place and year; where it states more than the lines, something is missing."""
    documents = (
        lines.group_by("year", "region_code").agg(pl.col("yuan").sum()).sort("year", "region_code").with_columns(id=pl.int_range(1, pl.len() + 1))
    )
    rng, count = city.rng("funds.documents"), len(documents)
    missing = rng.random(count) < FAULT_RATES["budget_not_covered"]
    city.plant(
        "budget_not_covered", "funds", "budget_document", documents.filter(pl.Series(missing))["id"].to_list(), "lines do not add up to the document"
    )
    stated = pl.col("yuan") * pl.Series(np.where(missing, rng.uniform(1.02, 1.1, count), 1))
    place = pl.col("region_code").replace_strict(short_names(city))
    issued = np.array([f"{year}-01-15" for year in documents["year"]], "datetime64[D]") + rng.integers(0, 30, count)
    return documents.select(
        "id",
        "region_code",
        "year",
        number=pl.format("{}财预〔{}〕{}号", place, "year", pl.col("id") % 7 + 1),
        title=pl.format("关于下达{}年度扶贫助困资金预算的通知（{}）", "year", place),
        issued_on=pl.Series(issued),
        amount=stated.round(2),
    )


def budget_rows(city: City, lines: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    facts = streams(city).select("department", "functional_class", "economic_class", stream_id="id")
    frame = lines.join(facts, on="stream_id", maintain_order="left")
    document = documents.select("region_code", "year", "issued_on", budget_document_id="id")
    frame = frame.join(document, on=["region_code", "year"], maintain_order="left")
    return frame.select(
        "id",
        "budget_document_id",
        "stream_id",
        "source_id",
        "year",
        "level",
        "region_code",
        "department",
        "functional_class",
        "economic_class",
        number=pl.format("ZB{}-{}-{}", "year", "region_code", "source_id"),
        kind="budget_kind",
        amount=pl.col("yuan").round(2),
        approved_on="issued_on",
    )


# Upper-level money and money that stands still


def upper_report_rows(city: City, book: Ledger) -> pl.DataFrame:
    """A clock for each arrival of central or provincial money at a county; some reports are late, some never came."""
    arrived = book.hops.filter(pl.col("from_level").is_in(["central", "province"]) & (pl.col("to_level") == "county")).sort("allocated_on", "uid")
    rng, count = city.rng("funds.upper_reports"), len(arrived)
    day = arrived["allocated_on"].to_numpy().astype("datetime64[D]")
    allowed = np.where(day < np.datetime64("2018-01-17"), 30, 15)
    draw = rng.random(count)
    never = draw < FAULT_RATES["upper_fund_never_reported"]
    late = ~never & (draw < FAULT_RATES["upper_fund_never_reported"] + FAULT_RATES["upper_fund_reported_late"])
    filed = np.where(late, day + allowed + rng.integers(5, 60, count), day + rng.integers(1, 14, count))
    filed = np.where(never, NEVER, until_today(filed))
    city.plant("upper_fund_never_reported", "funds", "upper_level_report", (np.flatnonzero(never) + 1).tolist(), "never reported to the city")
    city.plant("upper_fund_reported_late", "funds", "upper_level_report", (np.flatnonzero(late) + 1).tolist(), "reported late to the city")
    upper = pl.col("from_level").replace_strict({"central": "财", "province": "苏财"})
    return arrived.select(
        "stream_id",
        "region_code",
        "year",
        id=pl.int_range(1, pl.len() + 1),
        number=pl.format("BB{}-{}", "year", pl.int_range(1, pl.len() + 1)),
        allocation_id="uid",
        amount=yuan(),
        document_number=pl.format("{}社〔{}〕{}号", upper, "year", pl.col("uid") % 150 + 1),
        arrived_on="allocated_on",
        due_on=pl.Series(day + allowed),
        filed_on=pl.Series(filed),
        accepted_on=pl.Series(until_today(filed + rng.integers(0, 6, count))),
    )


RETENTION_REASONS = ["项目尚未开工，暂缓拨付", "村级账户变更未及时备案", "镇级财政资金调度困难", "验收资料不全", "实施主体发生变更"]


def retention_rows(city: City, book: Ledger) -> pl.DataFrame:
    """Half of what stands still has been noticed; a few sums are frozen by inspectors, a few were taken back."""
    rng = city.rng("funds.retentions")
    hops = book.hops.join(streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left")
    stuck = hops.filter((pl.col("to_level") == "village") & pl.col("allocated_on").is_null() & (pl.col("due_on") < LAST_DAY))
    stuck = stuck.with_columns(kind=pl.when(pl.int_range(pl.len()) % 4 == 1).then(pl.lit("recovered")).otherwise(pl.lit("retained")))
    stuck = stuck.filter(pl.int_range(pl.len()) % 2 == 1)
    late = hops.filter("late").with_columns(kind=pl.lit("retained"))
    late = late.filter(pl.Series(rng.random(len(late)) < 0.6))
    frozen = hops.filter((pl.col("to_level") == "town") & (pl.col("year") == TODAY.year)).head(3).with_columns(kind=pl.lit("frozen"))
    held = pl.concat([stuck, late, frozen]).sort("due_on", "uid")
    reason = (
        pl.when(pl.col("kind") == "frozen")
        .then(pl.lit("配合纪检监察机关核查线索，暂停支付"))
        .when(pl.col("kind") == "recovered")
        .then(pl.lit("项目取消，资金收回统筹"))
    )
    return held.select(
        "kind",
        "department",
        "region_code",
        id=pl.int_range(1, pl.len() + 1),
        allocation_id="uid",
        amount=yuan(),
        since_on="due_on",
        released_on=pl.when((pl.col("kind") == "retained") & (pl.col("allocated_on") < LAST_DAY)).then("allocated_on"),
        reason=reason.otherwise(pl.Series(rng.choice(RETENTION_REASONS, len(held)))),
    )


# Monthly reports


def stream_report_rows(city: City, book: Ledger, paid: Payments) -> pl.DataFrame:
    """Received, paid and balance of each stream, county and month; some months have no data."""
    count, places = MONTHS - 1, counties(city)
    shape = (len(streams(city)), len(places), count)
    agency = book.hops.filter(pl.col("to_holder") == "agency_account").select("stream_id", "county", "cents", day="allocated_on")
    village = book.hops.filter(pl.col("to_level") == "village").select("stream_id", "county", "cents", day="allocated_on")
    lists = paid.lists.select("stream_id", "county", "cents", day="paid_on").cast({"stream_id": pl.Int64})
    received, spent = _monthly(agency, shape), _monthly(pl.concat([village, lists]), shape)
    closing = np.cumsum(received - spent, axis=2)
    stream, place, month = (grid.ravel() for grid in np.meshgrid(*(np.arange(size) for size in shape), indexing="ij"))
    rng = city.rng("funds.stream_reports")
    none = rng.random(len(stream)) < FAULT_RATES["stream_without_data"]
    due = month_starts(month + 1) + 9
    submitted = np.where(none, NEVER, until_today(due - rng.integers(-2, 8, len(stream))))
    city.plant("stream_without_data", "funds", "stream_report", (np.flatnonzero(none) + 1).tolist(), "no data of the stream in the month")
    figures = {"opening_balance": closing - received + spent, "received_amount": received, "paid_amount": spent, "closing_balance": closing}
    frame = pl.DataFrame({"id": np.arange(1, len(stream) + 1), "stream_id": stream + 1, "region_code": np.array(places)[place]})
    frame = frame.join(streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left")
    frame = frame.with_columns(pl.Series("month", month_starts(month)), pl.Series("due_on", due), pl.Series("submitted_on", submitted))
    known = pl.col("submitted_on").is_not_null()
    return frame.with_columns(pl.when(known).then(pl.Series(cents.ravel() / 100)).round(2).alias(name) for name, cents in figures.items())


def _monthly(flows: pl.DataFrame, shape: tuple[int, int, int]) -> NDArray[np.int64]:
    """Cents by stream, county and month; what came before the first month belongs to it."""
    flows = flows.filter(pl.col("day").is_not_null())
    month = np.clip(month_numbers(flows["day"].to_numpy().astype("datetime64[D]")).astype(int), 0, None)
    inside = month < shape[2]
    sums = np.zeros(shape, np.int64)
    np.add.at(sums, (flows["stream_id"].to_numpy()[inside] - 1, flows["county"].to_numpy()[inside], month[inside]), flows["cents"].to_numpy()[inside])
    return sums


# Evaluations

GRADES = (
    (90, "excellent", "资金使用规范，绩效目标全面完成"),
    (80, "good", "绩效目标基本完成，部分指标有待提升"),
    (60, "fair", "支出进度偏慢，绩效目标完成不够理想"),
)
POOR = ("poor", "绩效目标未完成，管理存在明显漏洞")
INDICATORS = (
    ("output", "受益对象人数完成率", "%", 0.3, 100),
    ("output", "资金支出进度", "%", 0.2, 95),
    ("timeliness", "资金按时拨付率", "%", 0.2, 100),
    ("outcome", "受益对象收入增长率", "%", 0.2, 8),
    ("satisfaction", "受益对象满意度", "%", 0.1, 90),
)
FINDINGS = {
    "retention": ["镇级滞留资金未及时下达", "项目结余资金长期未清理"],
    "slow_progress": ["年末支出进度低于序时进度", "项目开工晚导致资金闲置"],
    "non_compliant_use": ["部分资金用于办公支出", "超范围列支培训费用"],
    "weak_targets": ["绩效指标未细化量化", "绩效目标与资金规模不匹配"],
    "proceeds_undistributed": ["项目收益未按协议分配到户", "村集体截留部分分红收益"],
    "missing_documents": ["发放公示资料不完整", "验收资料签字不全"],
}
REMEDIES = ["已补齐资料并通过复核", "已将资金下达到位", "已退回资金并追究责任", "已修订制度并组织培训"]


def evaluation_rows(city: City, book: Ledger) -> pl.DataFrame:
    """One for each stream, county and closed year with money; last year's are due today."""
    done = book.groups.filter(pl.col("year") < TODAY.year).select("stream_id", "county", "year").unique().sort("year", "stream_id", "county")
    done = done.join(streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left")
    rng, count, year = city.rng("funds.evaluations"), len(done), done["year"].to_numpy()
    due = np.array([f"{when + 1}-06-30" for when in year], "datetime64[D]")
    overdue = (rng.random(count) < FAULT_RATES["evaluation_overdue"]) & (due < LAST_DAY)
    waits = (due == LAST_DAY) & (rng.random(count) < 0.3)
    finished = np.where(overdue | waits, NEVER, due - rng.integers(5, 120, count))
    city.plant("evaluation_overdue", "funds", "performance_evaluation", (np.flatnonzero(overdue) + 1).tolist(), "never evaluated")
    score = np.round(np.clip(rng.normal(86, 8, count), 48, 99), 1)
    reached = [score >= bound for bound, _, _ in GRADES]
    places = np.array(counties(city))[done["county"].to_numpy()]
    newer = np.where(np.isnat(finished), due, finished) >= np.datetime64("2018-01-17")
    known = pl.col("evaluated_on").is_not_null()
    return done.with_columns(pl.Series("evaluated_on", finished)).select(
        id=pl.int_range(1, pl.len() + 1),
        stream_id="stream_id",
        stream_rule_id=(pl.col("stream_id") - 1) * 2 + 1 + pl.Series(newer.astype(int)),
        region_code=pl.Series(places),
        department=pl.lit("finance"),
        evaluator_id=pl.Series(leader_of(city, np.full(count, "finance"), places, "organisation_id")),
        year="year",
        due_on=pl.Series(due),
        evaluated_on="evaluated_on",
        score=pl.when(known).then(pl.Series(score)),
        grade=pl.when(known).then(pl.Series(np.select(reached, [name for _, name, _ in GRADES], POOR[0]))),
        conclusion=pl.when(known).then(pl.Series(np.select(reached, [text for _, _, text in GRADES], POOR[1]))),
    )


def target_rows(city: City, evaluations: pl.DataFrame) -> pl.DataFrame:
    """Five targets each; what was achieved lies around what the evaluation's score says."""
    rng, facts = city.rng("funds.targets"), pl.DataFrame(INDICATORS, schema=["kind", "indicator", "unit", "weight", "target_value"], orient="row")
    facts = facts.with_columns(ordinal=pl.int_range(1, pl.len() + 1))
    frame = evaluations.select("region_code", performance_evaluation_id="id", overall="score").join(facts, how="cross", maintain_order="left_right")
    reached = pl.Series(rng.normal(0, 4, len(frame)))
    score = (pl.col("overall") + reached).clip(0, 100).round(1)
    return frame.select(
        id=pl.int_range(1, pl.len() + 1),
        performance_evaluation_id="performance_evaluation_id",
        region_code="region_code",
        ordinal="ordinal",
        kind="kind",
        indicator="indicator",
        unit="unit",
        weight="weight",
        target_value="target_value",
        achieved_value=(pl.col("target_value") * score / 100).round(2),
        score=score,
    )


def finding_rows(city: City, evaluations: pl.DataFrame) -> pl.DataFrame:
    """The lower the score, the more problems; most are put right in time."""
    rng = city.rng("funds.findings")
    finished = evaluations.filter(pl.col("evaluated_on").is_not_null())
    departments = streams(city).select("id", owner="department")
    number = rng.poisson(np.clip((95 - finished["score"].to_numpy()) / 10, 0.1, None))
    frame = finished[np.repeat(np.arange(len(finished)), number)].join(departments, left_on="stream_id", right_on="id", maintain_order="left")
    count, kind = len(frame), rng.choice(list(FINDINGS), len(frame), p=[0.2, 0.25, 0.1, 0.15, 0.05, 0.25])
    due = frame["evaluated_on"].to_numpy().astype("datetime64[D]") + 60
    ignored = (rng.random(count) < FAULT_RATES["finding_not_rectified"]) & (due < LAST_DAY)
    fixed = np.where(ignored, NEVER, until_today(due - rng.integers(-10, 45, count)))
    open_late = np.isnat(fixed) & (due < LAST_DAY)
    city.plant("finding_not_rectified", "funds", "evaluation_finding", (np.flatnonzero(open_late) + 1).tolist(), "not put right in time")
    return frame.with_columns(pl.Series("rectified_on", fixed)).select(
        id=pl.int_range(1, pl.len() + 1),
        performance_evaluation_id="id",
        region_code="region_code",
        department="owner",
        kind=pl.Series(kind),
        statement=pl.Series([FINDINGS[name][turn] for name, turn in zip(kind, rng.integers(0, 2, count), strict=True)], dtype=pl.String),
        amount=pl.Series(np.round(rng.lognormal(10.5, 1, count), -2)),
        due_on=pl.Series(due),
        rectified_on="rectified_on",
        rectification=pl.when(pl.col("rectified_on").is_not_null()).then(pl.Series(rng.choice(REMEDIES, count))),
    )


# Donations

GOODS = [("大米", "袋", 85), ("棉被", "条", 160), ("轮椅", "辆", 780), ("学习用品礼包", "份", 120), ("取暖器", "台", 210), ("食用油", "桶", 68)]
SERVICES = [("义诊服务", "人次", 90), ("法律咨询", "小时", 300), ("家电维修", "次", 60), ("课后辅导", "课时", 100)]
DONOR_NAMES = {"company": "爱心企业", "association": "爱心社会组织"}  # numbered, so that no real one is named


def donation_rows(city: City, book: Ledger) -> pl.DataFrame:
    """Money adds up to the hop by which it came into a county; goods and services are valued and go nowhere in the ledger."""
    rng = city.rng("funds.donations")
    hops = book.hops.filter(pl.col("from_level") == "society").select("region_code", "cents", "decided_on", "allocated_on", allocation_id="uid")
    gifts = pl.concat([_split(rng, hops), _gifts(rng, city)], how="diagonal").sort("received_on", maintain_order=True)
    gifts = pl.concat([gifts, _donors(rng, len(gifts))], how="horizontal").with_columns(id=pl.int_range(1, pl.len() + 1))
    place = pl.col("region_code").replace_strict(dict(city.regions.select("code", "name").iter_rows()))
    receivers = dict(zip(counties(city), credit_codes("53", range(900, 900 + len(counties(city)))), strict=True))
    return gifts.select(
        "id",
        "allocation_id",
        "region_code",
        "kind",
        "item",
        "quantity",
        "unit",
        "received_on",
        "donor_kind",
        "donor_name",
        "donor_credit_code",
        number=pl.format("JZ{}", pl.col("id").cast(pl.String).str.zfill(8)),
        stream_id=pl.lit(_stream(city, "JUANZENG")),
        receiver_name=pl.format("{}慈善总会", place),
        receiver_credit_code=pl.col("region_code").replace_strict(receivers),
        amount=yuan(),
        delivered_on=pl.Series(_passed_on(city, rng, gifts)),
    )


def _donors(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Companies and associations with their credit codes, and people without."""
    kind = rng.choice(["company", "association", "individual"], count, p=[0.5, 0.2, 0.3])
    serial, alone = rng.integers(1, 120, count), pl.Series(kind == "individual")
    body = [f"{DONOR_NAMES.get(name, '')}第{number}号" for name, number in zip(kind, serial, strict=True)]
    person = np.char.add(names.surnames(rng, count), names.given_names(rng, rng.random(count) < 0.5))
    codes = credit_codes("91", serial + np.where(kind == "association", 500, 0))
    frame = pl.DataFrame({"donor_kind": kind, "donor_name": np.where(alone, person, body), "donor_credit_code": codes})
    return frame.with_columns(donor_credit_code=pl.when(~alone).then("donor_credit_code"))


def _passed_on(city: City, rng: np.random.Generator, gifts: pl.DataFrame) -> NDArray[np.datetime64]:
    """Some time after it was received, or after the money came to the charity."""
    received, came = (gifts[name].to_numpy().astype("datetime64[D]") for name in ("received_on", "came_on"))
    stays = (received < LAST_DAY - 365) & (rng.random(len(gifts)) < FAULT_RATES["donation_not_passed_on"])
    city.plant("donation_not_passed_on", "funds", "donation_receipt", gifts.filter(pl.Series(stays))["id"].to_list(), "not passed on for a year")
    return np.where(stays, NEVER, until_today(came + rng.integers(20, 200, len(gifts))))


def _split(rng: np.random.Generator, hops: pl.DataFrame) -> pl.DataFrame:
    """Each hop's cents in some ten gifts of whole yuan; the last takes what remains."""
    rows = []
    for region_code, cents, day, came, key in hops.iter_rows():
        parts = rng.multinomial(cents // 100, rng.dirichlet(np.ones(10))) * 100
        parts[-1] += cents % 100
        rows += [(region_code, "money", int(part), day, came, key) for part in parts if part > 0]
    schema = {"region_code": pl.String, "kind": pl.String, "cents": pl.Int64, "day": pl.Date, "came_on": pl.Date, "allocation_id": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    before = pl.Series("before", rng.integers(1, 90, len(frame)))
    return frame.with_columns(before).with_columns(received_on=pl.col("day") - pl.duration(days="before")).drop("day", "before")


def _gifts(rng: np.random.Generator, city: City) -> pl.DataFrame:
    count = 240
    kind = rng.choice(["goods", "service"], count, p=[0.7, 0.3])
    facts = [(GOODS if name == "goods" else SERVICES)[turn % 4] for name, turn in zip(kind, rng.integers(0, 24, count), strict=True)]
    quantity = rng.integers(5, 200, count)
    return pl.DataFrame(
        {
            "region_code": rng.choice(counties(city), count),
            "kind": kind,
            "item": [fact[0] for fact in facts],
            "unit": [fact[1] for fact in facts],
            "quantity": quantity,
            "cents": quantity * np.array([fact[2] for fact in facts]) * 100,
            "received_on": days(f"{FIRST_YEAR}-01-10", rng.integers(0, 1600, count)),
        }
    ).with_columns(came_on=pl.col("received_on").cast(pl.Date))
