"""Loans, their subsidies and guarantees, and the medical insurance of the demo city."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.funds_catalogue import LAST_DAY, NEVER, counties, days, until_today
from databases.demo_city.funds_oversight import credit_codes

FAULT_RATES = {
    "subsidy_above_rate": 0.01,  # of loan subsidies: more than the rate gives
    "eligible_not_insured": 0.02,  # of eligible households
    "claim_undecided": 0.02,  # of claims
}
SUBSIDY_RATE = 0.0435
LENDERS = ("演示农村商业银行", "演示储蓄银行", "演示涉农银行")
LOAN_DEPARTMENTS = {
    "micro_credit": "poverty_office",
    "startup_guaranteed": "human_resources",
    "student": "education",
    "women_micro": "women_federation",
    "village_collective": "agriculture",
}
PRINCIPALS = {"micro_credit": 30_000, "startup_guaranteed": 80_000, "student": 8_000, "women_micro": 40_000, "village_collective": 900_000}
TERMS = {"micro_credit": 24, "startup_guaranteed": 24, "student": 60, "women_micro": 24, "village_collective": 36}
RULE_DOCUMENT = 3
INSURED_YEARS = range(2018, TODAY.year + 1)
RULES = {"2018.1": ["dibao", "special_hardship"], "2019.1": ["dibao", "special_hardship", "low_income"]}
LIMIT, PAYOUT = 30_000, 0.6
REFUSALS = ["就诊日期不在保险期间内", "费用不属于赔付范围", "自付费用未达起付线"]


# Loans


def loans(city: City) -> pl.DataFrame:
    """Borrowers by kind of loan, then dates and what became of it; `interest` and other columns are for the next tables."""
    borrowers = pl.concat([_member_loans(city), _village_loans(city)], how="diagonal").with_columns(id=pl.int_range(1, pl.len() + 1))
    rng, count, kind = city.rng("funds.loans"), len(borrowers), borrowers["kind"].to_numpy()
    applied = days(f"{FIRST_YEAR}-02-01", rng.integers(0, 1600, count))
    refused = rng.random(count) < 0.06
    disbursed = np.where(refused, NEVER, until_today(applied + rng.integers(10, 45, count)))
    months = np.array([TERMS[name] for name in kind])
    due = disbursed + months * 30
    ended, failed = due < LAST_DAY, rng.random(count) < 0.06
    repaid = np.where(ended & ~failed, np.minimum(due - rng.integers(-30, 60, count), LAST_DAY), NEVER)
    principal = np.maximum(np.round(np.array([PRINCIPALS[name] for name in kind]) * rng.lognormal(0, 0.4, count), -3), 2000)
    owed = np.where(np.isnat(repaid), np.round(principal * rng.uniform(0.2, 1, count), 2), 0)
    state = np.select(
        [refused, np.isnat(disbursed) & (applied + 15 > LAST_DAY), np.isnat(disbursed), ~np.isnat(repaid), ended],
        ["refused", "applied", "approved", "repaid", "overdue"],
        "repaying",
    )
    rate = np.round(rng.uniform(0.0435, 0.065, count), 4)
    moments = {"applied_on": applied, "disbursed_on": disbursed, "due_on": due, "repaid_on": repaid}
    figures = {"principal": principal, "annual_rate": rate, "term_months": months, "state": state, "owed": owed, "lender": rng.integers(0, 3, count)}
    return borrowers.with_columns(pl.Series(name, values) for name, values in (moments | figures).items())


def _member_loans(city: City) -> pl.DataFrame:
    """One loan at most for a member: heads and women who can work, and the young for their studies."""
    rng, members = city.rng("funds.borrowers"), city.members
    age = (LAST_DAY - members["born_on"].to_numpy().astype("datetime64[D]")).astype(int) // 365
    draw, living = rng.random(len(members)), members["died_on"].is_null().to_numpy()
    grown = living & (age >= 22) & (age < 65)
    head, woman = (members["kinship"] == "head").to_numpy(), (members["sex"] == "2").to_numpy()
    conditions = [
        grown & head & (draw < 0.12),
        grown & head & (draw < 0.16),
        grown & woman & (draw > 0.93),
        living & (age >= 18) & (age < 22) & (draw < 0.3),
    ]
    kind = np.select(conditions, ["micro_credit", "startup_guaranteed", "women_micro", "student"], "")
    return members.select("household_id", "region_code", member_id="id").with_columns(kind=pl.Series(kind)).filter(pl.col("kind") != "")


def _village_loans(city: City) -> pl.DataFrame:
    weak = city.villages.filter("is_weak").select("region_code", kind=pl.lit("village_collective"))
    return weak.filter(pl.int_range(pl.len()) % 2 == 0)


def loan_rows(city: City, frame: pl.DataFrame) -> pl.DataFrame:
    codes = credit_codes("91", range(700, 700 + len(LENDERS)))
    lender = pl.col("lender").cast(pl.Int64)
    paid_out = pl.col("disbursed_on").is_not_null()
    return frame.select(
        "id",
        "kind",
        "household_id",
        "member_id",
        "region_code",
        "principal",
        "annual_rate",
        "term_months",
        "state",
        "applied_on",
        "disbursed_on",
        "due_on",
        "repaid_on",
        number=pl.format("DK{}", pl.col("id").cast(pl.String).str.zfill(7)),
        department=pl.col("kind").replace_strict(LOAN_DEPARTMENTS),
        lender_name=lender.replace_strict(dict(enumerate(LENDERS))),
        lender_credit_code=lender.replace_strict(dict(enumerate(codes))),
        outstanding=pl.when(paid_out).then("owed"),
    )


def subsidy_rows(city: City, frame: pl.DataFrame) -> pl.DataFrame:
    """The interest of each full year of a loan, at most at the subsidised rate."""
    streams = dict(city.streams.select("code", "id").iter_rows())
    given = frame.filter(pl.col("disbursed_on").is_not_null())
    end = pl.min_horizontal("due_on", pl.lit(TODAY), "repaid_on")
    years = given.select(((end - pl.col("disbursed_on")).dt.total_days() // 365).clip(0, 5)).to_series().to_numpy()
    row = np.repeat(np.arange(len(given)), years)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(years) - years, years)
    frame, rng = given[row], city.rng("funds.loan_subsidies")
    start = frame["disbursed_on"].to_numpy().astype("datetime64[D]") + turn * 365
    rate, principal = frame["annual_rate"].to_numpy(), frame["principal"].to_numpy()
    interest = np.round(principal * rate, 2)
    above = (rng.random(len(row)) < FAULT_RATES["subsidy_above_rate"]) & (rate > SUBSIDY_RATE + 0.004)
    amount = np.where(above, interest, np.round(principal * np.minimum(rate, SUBSIDY_RATE), 2))
    city.plant("subsidy_above_rate", "funds", "loan_subsidy", (np.flatnonzero(above) + 1).tolist(), "more subsidy than the rate gives")
    stream = pl.when(pl.col("household_id").is_null()).then(pl.lit(streams["SHIJI"])).otherwise(pl.lit(streams["ZENGSHOU"]))
    return frame.select(
        id=pl.int_range(1, pl.len() + 1),
        loan_id="id",
        household_id="household_id",
        stream_id=stream,
        region_code="region_code",
        period=pl.format("[{},{})", pl.Series(start), pl.Series(start + 365)),
        subsidy_rate=pl.lit(SUBSIDY_RATE),
        interest_amount=pl.Series(interest),
        amount=pl.Series(amount),
        paid_on=pl.Series(until_today(start + 365 + rng.integers(5, 40, len(row)))),
    )


def guarantee_rows(city: City, frame: pl.DataFrame) -> pl.DataFrame:
    """Start-up, women's and village loans are guaranteed; where a loan is overdue, one guarantee in two was called."""
    kinds = ["startup_guaranteed", "women_micro", "village_collective"]
    given = frame.filter(pl.col("disbursed_on").is_not_null() & pl.col("kind").is_in(kinds)).with_columns(turn=pl.int_range(pl.len()))
    overdue = pl.col("state") == "overdue"
    called = overdue & (overdue.cum_sum() % 2 == 1) & (pl.col("due_on") < LAST_DAY - 10)
    state = pl.when(called).then(pl.lit("called")).when(pl.col("state") == "repaid").then(pl.lit("released")).otherwise(pl.lit("in_force"))
    codes = dict(zip(counties(city), credit_codes("91", range(800, 800 + len(counties(city)))), strict=True))
    place = pl.col("region_code").str.slice(0, 6)
    names = dict(city.regions.select("code", "name").iter_rows())
    covered = (pl.col("principal") * 0.8).round(2)
    return given.select(
        id=pl.int_range(1, pl.len() + 1),
        loan_id="id",
        household_id="household_id",
        region_code="region_code",
        guarantor_name=pl.format("{}农业融资担保中心", place.replace_strict(names)),
        guarantor_credit_code=place.replace_strict(codes),
        guaranteed_amount=covered,
        state=state,
        period=pl.format("[{},{})", "disbursed_on", pl.col("due_on") + pl.duration(days=180)),
        called_amount=pl.when(called).then(pl.min_horizontal(covered, "owed")),
        called_on=pl.when(called).then(pl.col("due_on") + pl.duration(days=10)),
    )


# Medical insurance


def eligibility_rows() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for version, categories in RULES.items():
        period = "[2018-01-01,2019-01-01)" if version == "2018.1" else "[2019-01-01,)"
        for place, category in enumerate(categories, start=1):
            ceiling = 24_000 if category == "low_income" else None
            rows.append((len(rows) + 1, version, category, period, ceiling, RULE_DOCUMENT, f"第二章第五条第（{'一二三'[place - 1]}）项"))
    schema = ["id", "rule_version", "household_category", "period", "income_ceiling", "policy_document_id", "clause"]
    return pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)


def policy_rows(city: City) -> pl.DataFrame:
    """One policy for each county and year; the county's civil affairs pay, the city pays for two of them."""
    code = credit_codes("91", range(860, 861))[0]
    rows: list[tuple[object, ...]] = []
    for year in INSURED_YEARS:
        version = "2018.1" if year == INSURED_YEARS[0] else "2019.1"
        for place, county in enumerate(counties(city)):
            payer, signed = "city" if place < 2 else "county", date(year - 1, 12, 20)
            key = len(rows) + 1
            rows.append(
                (
                    key,
                    f"YB{year}{county}",
                    county,
                    version,
                    payer,
                    f"[{year}-01-01,{year + 1}-01-01)",
                    90 + 10 * (year - 2018),
                    signed,
                    date(year, 1, 15),
                )
            )
    schema = ["id", "number", "region_code", "rule_version", "payer_level", "period", "premium_per_household", "signed_on", "premium_paid_on"]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(
        insurer_name=pl.lit("演示财产保险公司"),
        insurer_credit_code=pl.lit(code),
        payer_department=pl.lit("civil_affairs"),
        coverage_limit=pl.lit(LIMIT),
        payout_share=pl.lit(PAYOUT),
    )


def insured(city: City, policies: pl.DataFrame, eligibility: pl.DataFrame) -> pl.DataFrame:
    """Every household of an admitted category that was in hardship when the policy began; some are missing."""
    homes = city.homes.select("region_code", "category", "filed_on", "exited_on", household_id="id", county=pl.col("region_code").str.slice(0, 6))
    years = policies.select(
        "rule_version", "premium_per_household", county="region_code", policy_id="id", year=pl.col("number").str.slice(2, 4).cast(pl.Int32)
    )
    frame = homes.join(years, on="county").join(
        eligibility.select("rule_version", category="household_category", eligibility_id="id"), on=["rule_version", "category"]
    )
    begun = pl.date(pl.col("year"), 1, 1)
    frame = frame.filter((pl.col("filed_on") < begun) & (pl.col("exited_on").is_null() | (pl.col("exited_on") >= begun))).sort(
        "policy_id", "household_id"
    )
    rng, count = city.rng("funds.insured"), len(frame)
    state = rng.choice(
        ["insured", "declined", "eligible"], count, p=[0.97 - FAULT_RATES["eligible_not_insured"], 0.03, FAULT_RATES["eligible_not_insured"]]
    )
    city.plant("eligible_not_insured", "funds", "insured_household", (np.flatnonzero(state == "eligible") + 1).tolist(), "eligible and not insured")
    frame = frame.with_columns(pl.Series("state", state), begun=begun, delay=pl.Series(rng.integers(0, 25, count)))
    return frame.with_columns(id=pl.int_range(1, pl.len() + 1))


def insured_rows(frame: pl.DataFrame) -> pl.DataFrame:
    covered = pl.col("state") == "insured"
    return frame.select(
        "id",
        "household_id",
        "region_code",
        "state",
        insurance_policy_id="policy_id",
        insurance_eligibility_id="eligibility_id",
        listed_on=pl.col("begun") - pl.duration(days=10),
        insured_on=pl.when(covered).then(pl.col("begun") + pl.duration(days="delay")),
        premium=pl.when(covered).then("premium_per_household"),
    )


def claim_rows(city: City, frame: pl.DataFrame) -> pl.DataFrame:
    """One insured household in fourteen has a claim in a year; the patient is one of its members."""
    rng = city.rng("funds.claims")
    covered = frame.filter(pl.col("state") == "insured")
    covered = covered.filter(pl.Series(rng.random(len(covered)) < 0.07))
    patient = city.members.filter(pl.col("died_on").is_null()).group_by("household_id").agg(member_id=pl.col("id").max())
    claims = covered.join(patient, on="household_id", maintain_order="left")
    count, start = len(claims), claims["begun"].to_numpy().astype("datetime64[D]")
    submitted = start + 30 + rng.integers(0, 320, count)
    kept = submitted < LAST_DAY
    claims, submitted, count = claims.filter(pl.Series(kept)), submitted[kept], int(kept.sum())
    stale = (rng.random(count) < FAULT_RATES["claim_undecided"]) & (submitted < LAST_DAY - 60)
    decided = np.where(stale, NEVER, until_today(submitted + rng.integers(3, 30, count)))
    refused = ~np.isnat(decided) & (rng.random(count) < 0.07)
    paid = np.where(refused, NEVER, until_today(decided + rng.integers(2, 15, count)))
    city.plant("claim_undecided", "funds", "insurance_claim", (np.flatnonzero(stale) + 1).tolist(), "nobody decided on it for two months")
    return _claims(rng, claims, submitted, decided, paid, refused)


def _claims(
    rng: np.random.Generator, claims: pl.DataFrame, submitted: NDArray[Any], decided: NDArray[Any], paid: NDArray[Any], refused: NDArray[np.bool_]
) -> pl.DataFrame:
    count = len(claims)
    cost = np.round(rng.lognormal(9.3, 0.8, count), 2)
    before = np.round(cost * rng.uniform(0.5, 0.8, count), 2)
    approved = np.minimum(np.floor((cost - before) * PAYOUT * 100) / 100, LIMIT)
    granted = ~np.isnat(decided) & ~refused
    state = np.select([refused, ~np.isnat(paid), granted], ["refused", "paid", "approved"], "submitted")
    return claims.select(
        id=pl.int_range(1, pl.len() + 1),
        number=pl.format("LP{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)),
        insured_household_id="id",
        household_id="household_id",
        member_id="member_id",
        region_code="region_code",
        medical_cost=pl.Series(cost),
        reimbursed_before=pl.Series(before),
        approved_amount=pl.when(pl.Series(granted)).then(pl.Series(approved)),
        state=pl.Series(state),
        submitted_on=pl.Series(submitted),
        decided_on=pl.Series(decided),
        paid_on=pl.Series(paid),
        refusal=pl.when(pl.Series(refused)).then(pl.Series(rng.choice(REFUSALS, count))),
    )
