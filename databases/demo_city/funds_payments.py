"""Payments of the demo city to households: entitlements become lines, lines become lists, banks answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.demo_city.city import FIRST_YEAR, City
from databases.demo_city.funds_catalogue import (
    DIRECT_FROM,
    LAST_DAY,
    MONTHS,
    NEVER,
    STREAM_FACTS,
    counties,
    days,
    leader_of,
    month_numbers,
    month_starts,
    standard_amounts,
    standard_id,
    streams,
    until_today,
    via_town,
    yuan,
)

FAULT_RATES = {
    "paid_after_exit": 0.02,  # of entitlements of households that exited
    "paid_after_death": 0.4,  # of entitlements whose payee died
    "duplicate_payment": 0.0003,  # of lines
    "returned_never_repaid": 0.12,  # of lines that came back
    "list_confirmed_late": 0.02,  # of lists, and so on
    "list_paid_late": 0.015,
    "paid_over_list": 0.004,
    "list_altered_after_lock": 0.001,
    "difference_unexplained": 0.002,  # of reconciliations
}
RETURNED = 0.004  # of lines; a bank sends some back every month
SETTLED_MONTHS = MONTHS - 5  # what is late or came back before is settled by today
BANKS = ("rural_commercial", "postal_savings", "agricultural")
BANK_DIGITS = {"rural_commercial": "11", "postal_savings": "21", "agricultural": "31"}
CARD_PREFIX = "623999"  # no bank has this prefix
STREAM_OF = {code: key for key, code in enumerate(STREAM_FACTS, start=1)}
FAILURES = {"returned": ("name_mismatch", "closed_account", "dormant_account"), "failed": ("wrong_number", "bank_system")}
LINE_FAULTS = {
    "paid_after_exit": "paid for a month after the household left hardship",
    "paid_after_death": "paid for a month after the member had died",
    "duplicate_payment": "the same member was paid for the same month before",
    "returned_never_repaid": "the bank sent it back and nobody paid it again",
}
LIST_KINDS = ("regular", "repayment", "supplementary")


@dataclass(frozen=True)
class Payments:
    """What the rest of the ledger builds on: lists and lines as frames that still have working columns."""

    lists: pl.DataFrame
    lines: pl.DataFrame
    accounts: pl.DataFrame


def payments(city: City) -> Payments:
    homes = _homes(city)
    accounts = _accounts(city, homes)
    lines = _reissued(city, _lines(city, _entitlements(city, homes)))
    lines, lists = _listed(lines)
    lists = _dated(city, lists)
    lines = _with_accounts(lines, lists, accounts)
    lists = _digested(city, lists, lines)
    lines = _with_results(city, lines, lists)
    for kind, about in LINE_FAULTS.items():
        city.plant(kind, "funds", "payment_line", lines.filter(kind)["id"].to_list(), about)
    return Payments(lists, lines, accounts)


# Entitlements: who is paid what, from which month to which


def _homes(city: City) -> pl.DataFrame:
    """Households with the months between filing and exit, their head, the head's death and who is paid then."""
    members = city.members.select("household_id", "kinship", "died_on", member_id="id")
    heads = members.filter(pl.col("kinship") == "head").select("household_id", "member_id", "died_on")
    heirs = members.filter((pl.col("kinship") != "head") & pl.col("died_on").is_null()).group_by("household_id").agg(heir=pl.col("member_id").min())
    homes = city.homes.rename({"id": "household_id"}).join(heads, on="household_id", maintain_order="left")
    homes = homes.join(heirs, on="household_id", how="left", maintain_order="left")
    exit_month = month_numbers(homes["exited_on"].to_numpy())
    return homes.with_columns(
        died=pl.Series(month_numbers(homes["died_on"].to_numpy()), nan_to_null=True),
        stop=pl.Series(exit_month, nan_to_null=True),
        start=pl.Series(month_numbers(homes["filed_on"].to_numpy()).astype(int) + 1),
        end=pl.Series(np.where(np.isnan(exit_month), MONTHS - 1, exit_month).astype(int)),
    )


def _entitlements(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    """household, payee, stream, first and last month, step in months, and units of the stream's standard."""
    category, rng = pl.col("category"), city.rng("funds.entitlements")
    dibao = homes.filter(category == "dibao")
    dibao = _entitled(dibao, "DIBAO", 1, dibao["size"].to_numpy() * rng.uniform(0.35, 1, len(dibao)))
    special = homes.filter(category == "special_hardship")
    special = _entitled(special, "TEKUN", 1, special["size"].to_numpy() * rng.uniform(0.9, 1.3, len(special)))
    income = homes.filter(category == "low_income").with_columns(start=_next("start", 12, 9))
    income = _entitled(income, "ZENGSHOU", 12, rng.uniform(0.6, 1.6, len(income)))
    emergencies = _events(city, homes, np.where(homes["category"] == "temporary_hardship", 0.06, 0.003), "LINSHI")
    illnesses = _events(city, homes, np.full(len(homes), 0.011), "YILIAO")
    houses = _events(city, homes, np.full(len(homes), 0.0008), "WEIFANG")
    parts = [dibao, special, income, emergencies, illnesses, houses, _disabled(city, homes), _students(city, homes)]
    return _forgotten(city, pl.concat(parts).filter(pl.col("start") <= pl.col("end")))


def _entitled(homes: pl.DataFrame, stream: str, step: int, units: NDArray[Any]) -> pl.DataFrame:
    keys = ["household_id", "region_code", "member_id", "died", "heir", "start", "end", "stop"]
    return homes.select(*keys, stream_id=pl.lit(STREAM_OF[stream]), step=pl.lit(step), units=pl.Series(units.astype(float)))


def _next(column: str, step: int, first: int) -> pl.Expr:
    """The first month from `column` on that is paid in, where payment comes every `step` months."""
    return pl.col(column) + (first - pl.col(column)) % step


def _events(city: City, homes: pl.DataFrame, rate: NDArray[Any], stream: str) -> pl.DataFrame:
    """Single payments at a rate a month while the household is in hardship."""
    rng = city.rng(f"funds.{stream}")
    months = np.clip((homes["end"] - homes["start"] + 1).to_numpy(), 0, None)
    row = np.repeat(np.arange(len(homes)), rng.poisson(rate * months))
    month = homes["start"].to_numpy()[row] + (rng.random(len(row)) * months[row]).astype(int)
    happened = homes[row].with_columns(start=pl.Series(month), end=pl.Series(month))
    return _entitled(happened, stream, 1, rng.lognormal(0, 0.5, len(row)))


def _members(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    members = city.members.select("household_id", "died_on", "born_on", member_id="id")
    members = members.with_columns(died=pl.Series(month_numbers(members["died_on"].to_numpy()), nan_to_null=True))
    facts = homes.select("household_id", "region_code", "start", "end", "stop", heir=pl.lit(None, pl.Int64))
    return members.join(facts, on="household_id", maintain_order="left")


def _disabled(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    rng, members = city.rng("funds.disabled"), _members(city, homes)
    members = members.filter(pl.Series(rng.random(len(members)) < 0.11))
    return _entitled(members, "CANJI", 1, rng.choice([0.5, 1, 1.5, 2], len(members)))


def _students(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    """Members between 6 and 22, at the beginning of each term."""
    members = _members(city, homes)
    born = month_numbers(members["born_on"].to_numpy()).astype(int)
    start = np.maximum(members["start"].to_numpy(), born + 6 * 12)
    end = np.minimum(members["end"].to_numpy(), born + 22 * 12)
    pupils = members.with_columns(start=pl.Series(start), end=pl.Series(end)).with_columns(start=_next("start", 6, 2))
    units = np.where(pupils["end"].to_numpy() - born > 18 * 12, 3.0, np.where(pupils["end"].to_numpy() - born > 12 * 12, 1.5, 1.0))
    return _entitled(pupils, "ZHUXUE", 6, units).filter(pl.col("start") <= pl.col("end"))


def _forgotten(city: City, entitlements: pl.DataFrame) -> pl.DataFrame:
    """Some payments do not stop when they should: at the exit, or at the payee's death."""
    rng, count = city.rng("funds.forgotten"), len(entitlements)
    stale = pl.col("stop").is_not_null() & pl.Series(rng.random(count) < FAULT_RATES["paid_after_exit"]) & (pl.col("step") == 1)
    longer = (pl.col("end") + pl.Series(rng.integers(1, 4, count))).clip(upper_bound=MONTHS - 2)
    return entitlements.with_columns(
        end=pl.when(stale & (pl.col("end") < MONTHS - 2) & (pl.col("end") == pl.col("stop"))).then(longer).otherwise("end"),
        overlooked=pl.Series(rng.random(count) < FAULT_RATES["paid_after_death"]),
    )


# Lines


def _lines(city: City, entitlements: pl.DataFrame) -> pl.DataFrame:
    """One line for each month of each entitlement; after the payee's death the next of kin is paid, or nobody."""
    start, end, step = (entitlements[name].to_numpy() for name in ("start", "end", "step"))
    counts = (end - start) // step + 1
    row = np.repeat(np.arange(len(entitlements)), counts)
    month = start[row] + step[row] * (np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts))
    lines = entitlements[row].with_columns(month=pl.Series(month))
    dead = (pl.col("month") > pl.col("died")).fill_null(False)
    unseen = dead & pl.col("overlooked") & (pl.col("month") <= pl.col("died") + 3)
    lines = lines.with_columns(
        member_id=pl.when(dead & ~unseen).then("heir").otherwise("member_id"),
        paid_after_death=unseen,
        paid_after_exit=(pl.col("month") > pl.col("stop")).fill_null(False),
    )
    lines = lines.filter(pl.col("member_id").is_not_null()).unique(["stream_id", "member_id", "month"], keep="first", maintain_order=True)
    return _priced(city, lines).select(
        "stream_id",
        "household_id",
        "member_id",
        "region_code",
        "month",
        "county",
        "cents",
        "paid_after_death",
        "paid_after_exit",
        paid_month="month",
        kind=pl.lit("regular"),
    )


def _priced(city: City, lines: pl.DataFrame) -> pl.DataFrame:
    place = {code: index for index, code in enumerate(counties(city))}
    county = lines["region_code"].str.slice(0, 6).replace_strict(place, return_dtype=pl.Int64)
    stream, month = lines["stream_id"].to_numpy() - 1, lines["month"].to_numpy()
    standard = standard_amounts(city)[stream, county.to_numpy(), (month + 6) // 12]
    digits = np.array([facts[6] for facts in STREAM_FACTS.values()])[stream]
    amount = np.maximum(standard * lines["units"].to_numpy(), 10)
    noise = city.rng("funds.cents").integers(0, 100, len(lines))  # medical bills do not come in whole yuan
    cents = np.round(amount).astype(np.int64) * 100 + np.where(digits > 0, noise, 0)
    return lines.with_columns(county=county, cents=pl.Series(cents))


def _reissued(city: City, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that come back, the lines that repeat them two months later, and lines that are paid twice."""
    rng, count, month = city.rng("funds.reissued"), len(lines), lines["paid_month"].to_numpy()
    back = (rng.random(count) < RETURNED) & (month < MONTHS - 2) & (month < SETTLED_MONTHS)
    never = back & (rng.random(count) < FAULT_RATES["returned_never_repaid"])
    twice = (rng.random(count) < FAULT_RATES["duplicate_payment"]) & (month < MONTHS - 1) & ~back
    lines = lines.with_columns(
        key=pl.int_range(pl.len()),
        repays=pl.lit(None, pl.Int64),
        back=pl.Series(back),
        returned_never_repaid=pl.Series(never),
        duplicate_payment=pl.lit(False),
    )
    clean = {"back": pl.lit(False), "returned_never_repaid": pl.lit(False), "paid_after_death": pl.lit(False), "paid_after_exit": pl.lit(False)}
    again = lines.filter(pl.Series(back & ~never)).with_columns(**clean, repays="key", kind=pl.lit("repayment"), paid_month=pl.col("paid_month") + 2)
    doubles = lines.filter(pl.Series(twice)).with_columns(**clean, kind=pl.lit("supplementary"), duplicate_payment=pl.lit(True))
    return pl.concat([lines, again, doubles]).with_columns(key=pl.int_range(pl.len()))


def _listed(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lists of one stream, county, month and kind, and the lines in their order with their keys."""
    by = ["paid_month", "stream_id", "county", "kind"]
    lists = lines.group_by(by).agg(line_count=pl.len(), cents=pl.col("cents").sum()).sort(by).with_columns(list_id=pl.int_range(1, pl.len() + 1))
    lines = lines.join(lists.select(*by, "list_id"), on=by).sort("list_id", "household_id", "member_id", "key")
    lines = lines.with_columns(id=pl.int_range(1, pl.len() + 1))
    new_key = np.empty(len(lines), np.int64)
    new_key[lines["key"].to_numpy()] = lines["id"].to_numpy()
    repaid = pl.col("repays").map_batches(lambda keys: pl.Series(new_key[keys.fill_null(0).to_numpy()]), return_dtype=pl.Int64)
    return lines.with_columns(repays_id=pl.when(pl.col("repays").is_not_null()).then(repaid)), lists


# Accounts


def _accounts(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    """A card for each head, a second one where the first was replaced, and one for the next of kin of a head who died."""
    rng, count = city.rng("funds.accounts"), len(homes)
    filed, died = homes["filed_on"].to_numpy().astype("datetime64[D]"), homes["died_on"].to_numpy().astype("datetime64[D]")
    replaced = np.where(np.isnat(died) & (rng.random(count) < 0.02), filed + rng.integers(200, 1500, count), NEVER)
    replaced = np.where(replaced < LAST_DAY, replaced, NEVER)
    succeeded = ~np.isnat(died) & homes["heir"].is_not_null().to_numpy()
    ends = np.where(succeeded, died, replaced)
    first = np.isnat(ends) | (ends > filed)
    parts = [
        _cards(homes, "member_id", filed, ends, first),
        _cards(homes, "member_id", replaced, np.full(count, NEVER), ~np.isnat(replaced)),
        _cards(homes, "heir", np.maximum(died, filed), np.full(count, NEVER), succeeded),
    ]
    cards = pl.concat(parts).sort("household_id", "opened").with_columns(id=pl.int_range(1, pl.len() + 1))
    bank = rng.choice(BANKS, len(cards), p=[0.6, 0.25, 0.15])
    names = city.members.select(member_id="id", holder_name="name")
    cards = cards.join(names, on="member_id", maintain_order="left")
    return cards.with_columns(bank=pl.Series(bank), bank_card=pl.Series(_card_numbers(bank, cards["id"].to_numpy())))


def _cards(homes: pl.DataFrame, holder: str, opened: NDArray[Any], closed: NDArray[Any], kept: NDArray[np.bool_]) -> pl.DataFrame:
    frame = homes.select("household_id", "region_code", member_id=pl.col(holder))
    return frame.with_columns(opened=pl.Series(opened), closed=pl.Series(closed)).filter(pl.Series(kept))


def _card_numbers(bank: NDArray[Any], serial: NDArray[Any]) -> NDArray[np.str_]:
    """Nineteen digits, the last of which is Luhn's."""
    middle = np.char.zfill((serial * 7919 % 10_000_000_000).astype(str), 10)
    body = np.char.add(np.char.add(CARD_PREFIX, np.array([BANK_DIGITS[name] for name in bank])), middle)
    digits = body.astype("S18").view(np.uint8).reshape(-1, 18).astype(int) - ord("0")
    doubled = digits[:, ::-1].copy()
    doubled[:, ::2] *= 2
    total = (doubled // 10 + doubled % 10).sum(axis=1)
    return np.char.add(body, ((10 - total % 10) % 10).astype(str))


def _with_accounts(lines: pl.DataFrame, lists: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """The card that the household used when the list was made."""
    cards = accounts.select("household_id", "bank", account_id="id", used="opened").sort("used")
    lines = lines.with_columns(pl.Series("first_day", month_starts(lines["month"].to_numpy())))
    lines = lines.join(lists.select("list_id", "made_on"), on="list_id", maintain_order="left").sort("made_on")
    found = lines.join_asof(cards, left_on="made_on", right_on="used", by="household_id", strategy="backward", check_sortedness=False)
    return found.drop("made_on").sort("id")


# Lists


def _dated(city: City, lists: pl.DataFrame) -> pl.DataFrame:
    """The days of making, checking, confirming, instructing, paying and reconciling each list."""
    rng, count, month = city.rng("funds.lists"), len(lists), lists["paid_month"].to_numpy()
    old = month < SETTLED_MONTHS
    confirmed_late = old & (rng.random(count) < FAULT_RATES["list_confirmed_late"])
    paid_late = old & (rng.random(count) < FAULT_RATES["list_paid_late"])
    made = days(month_starts(month), np.where(month == MONTHS - 1, rng.integers(0, 28, count), rng.integers(0, 5, count)))
    checked = made + rng.integers(1, 4, count)
    confirmed = np.where(confirmed_late, made + rng.integers(15, 50, count), checked + rng.integers(0, 4, count))
    instructed = confirmed + rng.integers(1, 4, count)
    paid = np.where(paid_late, confirmed + rng.integers(20, 55, count), instructed + rng.integers(1, 4, count))
    reconciled = paid + rng.integers(3, 10, count)
    city.plant("list_confirmed_late", "funds", "payment_list", lists.filter(pl.Series(confirmed_late))["list_id"].to_list(), "confirmed late")
    city.plant("list_paid_late", "funds", "payment_list", lists.filter(pl.Series(paid_late))["list_id"].to_list(), "finance paid late")
    marks = {"checked": checked, "confirmed": confirmed, "instructed": instructed, "paid": paid, "reconciled": reconciled}
    dated = lists.with_columns(pl.Series("made_on", made), *(pl.Series(f"{name}_on", until_today(moment)) for name, moment in marks.items()))
    return dated.with_columns(confirm_due_on=pl.col("made_on") + pl.duration(days=9), pay_due_on=pl.col("confirmed_on") + pl.duration(days=10))


def _digested(city: City, lists: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Each locked list has the digest of its lines; a list altered after the lock no longer fits its digest."""
    text = lines.sort("id").group_by("list_id").agg(pl.format("{},{},{},{}", "household_id", "member_id", "account_id", "cents").str.join("\n"))
    digest = {key: hashlib.sha256(lines.encode()).hexdigest() for key, lines in text.iter_rows()}
    altered = city.rng("funds.altered").random(len(lists)) < FAULT_RATES["list_altered_after_lock"]
    altered &= lists["confirmed_on"].is_not_null().to_numpy()
    city.plant(
        "list_altered_after_lock", "funds", "payment_list", lists.filter(pl.Series(altered))["list_id"].to_list(), "digest does not fit the lines"
    )
    keys = [key if not other else key % len(lists) + 1 for key, other in zip(lists["list_id"], altered, strict=True)]
    return lists.with_columns(digest=pl.Series([f"\\x{digest[key]}" for key in keys]))


def _with_results(city: City, lines: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    rng, count = city.rng("funds.results"), len(lines)
    back = np.where(rng.random(count) < 0.75, "returned", "failed")
    reason = np.where(back == "returned", rng.choice(FAILURES["returned"], count), rng.choice(FAILURES["failed"], count))
    lines = lines.join(lists.select("list_id", "paid_on"), on="list_id", maintain_order="left")
    settled = pl.col("paid_on") + pl.duration(days=pl.col("back").cast(pl.Int64) * 2)
    result = pl.when(pl.col("paid_on").is_null()).then(pl.lit("pending")).when("back").then(pl.Series(back)).otherwise(pl.lit("paid"))
    return lines.with_columns(settled_on=settled, result=result, failure=pl.when("back").then(pl.Series(reason)))


# The tables


def account_rows(ledger: Payments) -> pl.DataFrame:
    period = pl.format("[{},{})", "opened", pl.col("closed").cast(pl.String).fill_null(""))
    return ledger.accounts.select("id", "household_id", "member_id", "region_code", "holder_name", "bank", "bank_card", period=period)


def list_rows(city: City, ledger: Payments, plans: pl.DataFrame) -> pl.DataFrame:
    """`plans`: id, stream_id, region_code, year."""
    lists = ledger.lists.with_columns(year=FIRST_YEAR + pl.col("paid_month") // 12)
    places = np.array(counties(city))[lists["county"].to_numpy()]
    lists = lists.with_columns(region_code=pl.Series(places)).join(
        streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left"
    )
    lists = lists.join(plans.select("stream_id", "region_code", "year", plan_id="id"), on=["stream_id", "region_code", "year"], maintain_order="left")
    month, stream = lists["paid_month"].to_numpy(), lists["stream_id"].to_numpy() - 1
    detour = via_town(city)[stream, lists["county"].to_numpy(), month // 3]
    late = detour & (month_starts(month) >= DIRECT_FROM)
    city.plant(
        "list_paid_over_town",
        "funds",
        "payment_list",
        lists.filter(pl.Series(late))["list_id"].to_list(),
        "over the town, though cards are paid direct",
    )
    checker = leader_of(city, lists["department"].to_numpy(), places)
    locked = pl.col("confirmed_on").is_not_null()
    return lists.select(
        id="list_id",
        number=pl.format(
            "FF{}{}-{}-{}", pl.Series(np.datetime_as_string(month_starts(month), "M")).str.replace("-", ""), "region_code", "stream_id", _kind_digit()
        ),
        stream_id="stream_id",
        plan_id="plan_id",
        benefit_standard_id=pl.Series(standard_id(stream, lists["county"].to_numpy(), month)),
        region_code="region_code",
        department="department",
        month=pl.Series(month_starts(month)),
        kind="kind",
        method=pl.Series(np.where(detour, "via_town", "direct_card")),
        state=_list_states(),
        line_count="line_count",
        amount=_stated_amount(city, lists),
        maker_id=pl.Series(_makers(city, places)),
        made_on="made_on",
        checker_id=pl.when(pl.col("checked_on").is_not_null()).then(pl.Series(checker)),
        checked_on="checked_on",
        confirm_due_on="confirm_due_on",
        confirmed_on="confirmed_on",
        locked_at=pl.when(locked).then(pl.format("{} 17:00:00+08:00", "confirmed_on")),
        digest=pl.when(locked).then("digest"),
        pay_due_on="pay_due_on",
        instructed_on="instructed_on",
        paid_on="paid_on",
        reconciled_on="reconciled_on",
    )


def _kind_digit() -> pl.Expr:
    return pl.col("kind").replace_strict({kind: str(digit) for digit, kind in enumerate(LIST_KINDS)})


def _list_states() -> pl.Expr:
    """As far as the dates go; the first list that waits for the banks is frozen."""
    waiting = pl.col("paid_on").is_null() & pl.col("instructed_on").is_not_null()
    state: Any = pl.when(waiting & (waiting.cum_sum() == 1)).then(pl.lit("frozen"))
    for column, name in (("reconciled_on", "reconciled"), ("paid_on", "paid"), ("instructed_on", "instructed"), ("confirmed_on", "locked")):
        state = state.when(pl.col(column).is_not_null()).then(pl.lit(name))
    states: pl.Expr = state.when(pl.col("checked_on").is_not_null()).then(pl.lit("checked")).otherwise(pl.lit("drafted"))
    return states


def _stated_amount(city: City, lists: pl.DataFrame) -> pl.Expr:
    """What the list says; where that is less than its lines, more was paid than confirmed."""
    rng = city.rng("funds.over_list")
    over = (rng.random(len(lists)) < FAULT_RATES["paid_over_list"]) & lists["paid_on"].is_not_null().to_numpy()
    city.plant("paid_over_list", "funds", "payment_list", lists.filter(pl.Series(over))["list_id"].to_list(), "lines add up to more than the list")
    factor = np.where(over, rng.uniform(0.95, 0.99, len(lists)), 1)
    return (pl.col("cents") * pl.Series(factor) / 100).round(2)


def _makers(city: City, places: NDArray[Any]) -> NDArray[np.int64]:
    """A clerk of one of the county's towns."""
    rng = city.rng("funds.makers")
    clerks = city.organisations.filter(pl.col("kind") == "town_office").select("region_code", organisation_id="id")
    leaders = city.people.filter(pl.col("role") == "manager").select("organisation_id", person_id="id")
    by_county = clerks.join(leaders, on="organisation_id").group_by(pl.col("region_code").str.slice(0, 6)).agg(pl.col("person_id").sort())
    found = {code: np.array(keys) for code, keys in by_county.iter_rows()}
    return np.array([found[place][turn % len(found[place])] for place, turn in zip(places, rng.integers(0, 1000, len(places)), strict=True)])


def line_rows(ledger: Payments) -> pl.DataFrame:
    return ledger.lines.select(
        "id",
        "household_id",
        "member_id",
        "region_code",
        "account_id",
        "result",
        "settled_on",
        "failure",
        "repays_id",
        payment_list_id="list_id",
        month="first_day",
        amount=yuan(),
    )


def batches(city: City, ledger: Payments) -> pl.DataFrame:
    """Instructions by list and bank, with what came of them in working columns."""
    sent = ledger.lists.filter(pl.col("instructed_on").is_not_null()).select("list_id", "county", "instructed_on", "paid_on", "reconciled_on")
    part = {name: (pl.col("cents") * (pl.col("result") == name)).sum().alias(name) for name in ("paid", "returned", "failed")}
    grouped = ledger.lines.group_by("list_id", "bank").agg(pl.col("cents").sum(), *part.values(), line_count=pl.len())
    frame = sent.join(grouped, on="list_id").sort("list_id", "bank").with_columns(id=pl.int_range(1, pl.len() + 1))
    return frame.with_columns(region_code=pl.Series(np.array(counties(city))[frame["county"].to_numpy()]))


def batch_rows(batch: pl.DataFrame) -> pl.DataFrame:
    return batch.select(
        "id",
        "region_code",
        "bank",
        "line_count",
        number=pl.format("ZL{}", pl.col("id").cast(pl.String).str.zfill(7)),
        payment_list_id="list_id",
        amount=yuan(),
        sent_on="instructed_on",
        answered_on="paid_on",
    )


def reconciliation_rows(city: City, batch: pl.DataFrame) -> pl.DataFrame:
    done, rng = batch.filter(pl.col("reconciled_on").is_not_null()), city.rng("funds.reconciliations")
    count = len(done)
    missing = np.where(rng.random(count) < 2 * FAULT_RATES["difference_unexplained"], rng.integers(100, 30_000, count), 0)
    missing = np.minimum(missing, done["paid"].to_numpy())
    dark = (missing > 0) & (rng.random(count) < 0.5)
    keys = pl.int_range(1, pl.len() + 1)
    explained = pl.when(pl.Series(missing > 0) & ~pl.Series(dark)).then(pl.lit("银行跨日入账，次日回盘到账"))
    city.plant("difference_unexplained", "funds", "reconciliation", (np.flatnonzero(dark) + 1).tolist(), "money not accounted for")
    return done.with_columns(
        difference=pl.Series(missing), reconciled_by=pl.Series(leader_of(city, np.full(count, "finance"), done["region_code"].to_numpy()))
    ).select(
        "region_code",
        "reconciled_by",
        "reconciled_on",
        id=keys,
        instruction_batch_id="id",
        instructed_amount=yuan(),
        paid_amount=((pl.col("paid") - pl.col("difference")) / 100).round(2),
        returned_amount=yuan("returned"),
        failed_amount=yuan("failed"),
        difference=yuan("difference"),
        explanation=explained,
    )
