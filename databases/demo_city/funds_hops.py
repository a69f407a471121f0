"""The ledger of the demo city: every yuan that reaches a household, a project or a village, hop by hop from its source.

It is computed backwards: what was paid says what a stream needed in a county and quarter (villages: year), the shares
of the stream's sources say who gave it, and each layer of hops feeds the next to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.funds_catalogue import (
    CITY,
    DIRECT_FROM,
    LAST_DAY,
    NEVER,
    counties,
    days,
    fund_sources,
    month_starts,
    short_names,
    stream_rules,
    streams,
    until_today,
    via_town,
    yuan,
)
from databases.demo_city.funds_payments import Payments

FAULT_RATES = {"retained_hop": 0.012, "hop_paid_late": 0.02}  # of the hops that reach a village
LEAD_DAYS, STEP_DAYS = 75, 20  # the first hop is decided this long before the money is needed, each next one follows
ALLOWED_DAYS = 30  # from a decision to the due date
GROUP = ["stream_id", "county", "year", "start"]
HOP = ["from_level", "from_holder", "from_region", "to_level", "to_holder", "region_code", "project_id"]


@dataclass(frozen=True)
class Ledger:
    """hops: `uid` (their key) and working columns; feedings: uid, fed_by, cents; funding: list_id, uid, cents; groups: needs."""

    hops: pl.DataFrame
    feedings: pl.DataFrame
    funding: pl.DataFrame
    groups: pl.DataFrame
    final: pl.DataFrame  # demand (row of the village demands), uid


def ledger(city: City, paid: Payments, villages: pl.DataFrame) -> Ledger:
    """`villages`: demand, stream_id, region_code, year, project_id, cents; one row for each payment to a village."""
    lines = _household_needs(city, paid)
    groups = pl.concat([_groups(lines, paid_by_quarter=True), _groups(_village_needs(city, villages), paid_by_quarter=False)])
    builder = _Builder(city)
    agency = builder.to_agencies(groups)
    towns = builder.to_towns(agency, lines, villages)
    final = builder.to_villages(towns, villages)
    funding = pl.concat([_direct_funding(agency, lines), _town_funding(towns, lines)])
    hops = builder.hops()
    return Ledger(_dated(city, hops), builder.feedings(), funding, groups, final)


# What is needed


def _household_needs(city: City, paid: Payments) -> pl.DataFrame:
    """Cents by list and town, with the route that the money took."""
    lines = paid.lines.with_columns(town=pl.col("region_code").str.slice(0, 9))
    needs = lines.group_by("list_id", "town").agg(pl.col("cents").sum(), pl.col("stream_id", "county", "paid_month").first())
    quarter = needs["paid_month"].to_numpy() // 3
    detour = via_town(city)[needs["stream_id"].to_numpy() - 1, needs["county"].to_numpy(), quarter]
    start = month_starts(quarter * 3)
    needs = needs.with_columns(pl.Series("start", start), pl.Series("year", FIRST_YEAR + quarter // 4), pl.Series("detour", detour))
    return needs.sort(*GROUP, "town", "list_id")


def _village_needs(city: City, villages: pl.DataFrame) -> pl.DataFrame:
    """The same for villages: all money takes the way over the town; each stream has its day in the spring."""
    place = {code: index for index, code in enumerate(counties(city))}
    spread = city.rng("funds.village_days").integers(0, 60, (20, 20))
    offset = spread[villages["stream_id"].to_numpy(), villages["year"].to_numpy() - FIRST_YEAR]
    start = days([f"{year}-03-01" for year in villages["year"]], offset)
    county = villages["region_code"].str.slice(0, 6).replace_strict(place, return_dtype=pl.Int64)
    return villages.with_columns(pl.Series("start", start), county=county)


def _groups(needs: pl.DataFrame, *, paid_by_quarter: bool) -> pl.DataFrame:
    """What each stream needs in each county and period; finance rounds up to a hundred yuan."""
    groups = needs.group_by(GROUP).agg(need=pl.col("cents").sum()).sort(GROUP)
    rounded = (pl.col("need") + 9_999) // 10_000 * 10_000
    return groups.with_columns(pl.col("year").cast(pl.Int64), pl.col("stream_id").cast(pl.Int64), cents=rounded, by_quarter=paid_by_quarter)


def overlaps(supply: pl.DataFrame, demand: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Fill demands from supplies in their order inside each group: supply row, demand row (null: the rest), cents.

    Both become intervals of one long line of cents; a group's demand is stretched to its supply by a rest.
    """
    totals = supply.group_by(by).agg(supplied=pl.col("cents").sum())
    used = demand.group_by(by).agg(used=pl.col("cents").sum())
    rest = totals.join(used, on=by, how="left").with_columns(cents=pl.col("supplied") - pl.col("used").fill_null(0), item=pl.lit(None, pl.Int64))
    wanted = pl.concat([demand.select(*by, "cents", "item"), rest.filter(pl.col("cents") > 0).select(*by, "cents", "item")])
    wanted, given = wanted.sort(by, maintain_order=True), supply.select(*by, "cents", "uid").sort(by, maintain_order=True)
    ends = np.unique(np.concatenate([wanted["cents"].cum_sum().to_numpy(), given["cents"].cum_sum().to_numpy()]))
    at = {name: np.searchsorted(frame["cents"].cum_sum().to_numpy(), ends) for name, frame in (("given", given), ("wanted", wanted))}
    size = np.diff(ends, prepend=0)
    frame = given[at["given"]].select(*by, fed_by="uid").with_columns(wanted[at["wanted"]]["item"], pl.Series("cents", size))
    return frame.filter(pl.col("item").is_not_null())


# The layers of hops


class _Builder:
    """Collects hops and feedings layer by layer and gives each hop its key."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.layers: list[pl.DataFrame] = []
        self.fed: list[pl.DataFrame] = []
        self.count = 0
        self.sources = fund_sources(city).filter(pl.col("share") > 0)

    def add(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give keys to the hops of one layer; `fed_by` names the hop before where there is just one."""
        keyed = frame.with_columns(uid=pl.int_range(self.count + 1, self.count + len(frame) + 1))
        self.count += len(frame)
        self.layers.append(keyed)
        if "fed_by" in keyed.columns:
            self.fed.append(keyed.filter(pl.col("fed_by").is_not_null()).select("uid", "fed_by", "cents"))
        return keyed

    def hops(self) -> pl.DataFrame:
        columns = ["uid", *GROUP, *HOP, "ordinal", "source_id", "cents", "by_quarter"]
        none = {"county": pl.Int64, "source_id": pl.Int64, "project_id": pl.Int64, "from_region": pl.String}
        filled = [
            layer.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in none.items() if name not in layer.columns) for layer in self.layers
        ]
        return pl.concat([layer.select(columns) for layer in filled]).sort("uid")

    def feedings(self) -> pl.DataFrame:
        return pl.concat(self.fed).group_by("uid", "fed_by").agg(pl.col("cents").sum()).sort("uid", "fed_by")

    def legs(self, groups: pl.DataFrame) -> pl.DataFrame:
        """What each source gives to each group: its share, to the cent."""
        sources = self.sources.select("stream_id", "level", "through_city_treasury", "share", source_id="id")
        legs = groups.join(sources, on="stream_id", maintain_order="left")
        upto = (pl.col("share").cum_sum().over(GROUP) * pl.col("cents")).round().cast(pl.Int64)
        legs = legs.with_columns(upto=upto).with_columns(cents=pl.col("upto") - pl.col("upto").shift(1).over(GROUP).fill_null(0))
        places = np.array(counties(self.city))[legs["county"].to_numpy()]
        return legs.with_columns(pl.Series("county_code", places)).filter(pl.col("cents") > 0)

    def to_agencies(self, groups: pl.DataFrame) -> pl.DataFrame:
        """From the sources to the account from which a county's department pays."""
        legs, county = self.legs(groups), pl.col("level") == "county"
        pooled = pl.col("through_city_treasury") & (pl.col("level") != "city")
        own = legs.filter(county).with_columns(
            ordinal=pl.lit(1), from_region=pl.col("county_code"), **_ends("county", "treasury", "county", "agency_account")
        )
        own = self.add(own.with_columns(region_code=pl.col("county_code")))
        straight = self.arrive(legs.filter(~county & ~pooled))
        passed = self.pass_city(legs.filter(pooled))
        landed = pl.concat([straight.drop("from_region"), passed.drop("from_region", "fed_by")], how="diagonal")
        on = landed.with_columns(fed_by="uid", ordinal=pl.col("ordinal") + 1, source_id=pl.lit(None, pl.Int64), from_region=pl.col("county_code"))
        on = self.add(on.drop("uid").with_columns(**_ends("county", "treasury", "county", "agency_account")))
        columns = ["uid", *GROUP, "cents", "ordinal", "county_code", "by_quarter"]
        return pl.concat([own.select(columns), on.select(columns)]).sort(*GROUP, "uid")

    def arrive(self, legs: pl.DataFrame) -> pl.DataFrame:
        """Money that goes from its source to the county's treasury at once."""
        inside = pl.when(pl.col("level") == "city").then(pl.lit(CITY))
        ends = _ends("", "treasury", "county", "treasury") | {"from_level": pl.col("level")}
        giver = pl.when(pl.col("level") == "society").then(pl.lit("charity")).otherwise(pl.lit("treasury"))
        return self.add(legs.with_columns(ordinal=pl.lit(1), region_code="county_code", from_region=inside, **ends | {"from_holder": giver}))

    def pass_city(self, legs: pl.DataFrame) -> pl.DataFrame:
        """Provincial money that the city's treasury receives in one sum and shares out."""
        key = ["source_id", "stream_id", "year", "start", "level", "by_quarter"]
        pool = legs.group_by(key).agg(pl.col("cents").sum()).sort(key)
        pool = pool.with_columns(
            ordinal=pl.lit(1), region_code=pl.lit(CITY), **_ends("", "treasury", "city", "treasury") | {"from_level": pl.col("level")}
        )
        pool = self.add(pool)
        on = legs.join(pool.select("source_id", "start", fed_by="uid"), on=["source_id", "start"], maintain_order="left")
        on = on.with_columns(ordinal=pl.lit(2), source_id=pl.lit(None, pl.Int64), from_region=pl.lit(CITY), region_code="county_code")
        return self.add(on.with_columns(**_ends("city", "treasury", "county", "treasury")))

    def to_towns(self, agency: pl.DataFrame, lines: pl.DataFrame, villages: pl.DataFrame) -> pl.DataFrame:
        """Where money still takes the detour, and always for villages: from the agency to each town's finance office."""
        village = _village_needs(self.city, villages).with_columns(town=pl.col("region_code").str.slice(0, 9))
        needs = pl.concat(
            [frame.select(*GROUP, "town", "cents").cast({"year": pl.Int64, "stream_id": pl.Int64}) for frame in (lines.filter("detour"), village)]
        )
        towns = needs.group_by(*GROUP, "town").agg(pl.col("cents").sum()).sort(*GROUP, "town").with_columns(item=pl.int_range(pl.len()))
        shares = overlaps(agency.join(towns.select(GROUP).unique(), on=GROUP, how="semi"), towns, GROUP)
        level = shares.join(agency.select("ordinal", "by_quarter", "county_code", fed_by="uid"), on="fed_by").group_by("item")
        routes = level.agg(pl.col("ordinal").max() + 1, pl.col("by_quarter", "county_code").first())
        hops = towns.join(routes, on="item").sort("item").with_columns(from_region="county_code", region_code="town")
        hops = self.add(hops.with_columns(**_ends("county", "agency_account", "town", "town_finance")))
        fed = shares.join(hops.select("item", "uid"), on="item").group_by("uid", "fed_by").agg(pl.col("cents").sum())
        self.fed.append(fed.select("uid", "fed_by", "cents"))
        return hops

    def to_villages(self, towns: pl.DataFrame, villages: pl.DataFrame) -> pl.DataFrame:
        """From the town to the project or the village collective; each has one hop."""
        needs = _village_needs(self.city, villages).with_columns(town=pl.col("region_code").str.slice(0, 9))
        needs = needs.cast({"year": pl.Int64, "stream_id": pl.Int64})
        before = towns.select(*GROUP, "town", "ordinal", "by_quarter", fed_by="uid")
        hops = needs.join(before.filter(~pl.col("by_quarter")), on=[*GROUP, "town"], maintain_order="left")
        holder = pl.when(pl.col("project_id").is_not_null()).then(pl.lit("project")).otherwise(pl.lit("village_collective"))
        hops = hops.with_columns(
            ordinal=pl.col("ordinal") + 1, from_region="town", **_ends("town", "town_finance", "village", "") | {"to_holder": holder}
        )
        return self.add(hops).select("demand", "uid")


def _ends(from_level: str, from_holder: str, to_level: str, to_holder: str) -> dict[str, pl.Expr]:
    return {"from_level": pl.lit(from_level), "from_holder": pl.lit(from_holder), "to_level": pl.lit(to_level), "to_holder": pl.lit(to_holder)}


def _direct_funding(agency: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Which of a county's accounts pays how much of each list."""
    direct = lines.filter(~pl.col("detour")).cast({"year": pl.Int64, "stream_id": pl.Int64})
    lists = direct.group_by(*GROUP, "list_id").agg(pl.col("cents").sum()).sort(*GROUP, "list_id").with_columns(item="list_id")
    supply = agency.filter("by_quarter").join(lists.select(GROUP).unique(), on=GROUP, how="semi")
    return overlaps(supply, lists, GROUP).group_by("item", "fed_by").agg(pl.col("cents").sum()).select(list_id="item", uid="fed_by", cents="cents")


def _town_funding(towns: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Which town's account pays how much of each list."""
    by = [*GROUP, "town"]
    parts = lines.filter("detour").cast({"year": pl.Int64, "stream_id": pl.Int64}).with_columns(item="list_id")
    supply = towns.filter("by_quarter")
    return overlaps(supply, parts, by).group_by("item", "fed_by").agg(pl.col("cents").sum()).select(list_id="item", uid="fed_by", cents="cents")


# Days and states


def _dated(city: City, hops: pl.DataFrame) -> pl.DataFrame:
    """Each hop follows the one before; some that should reach a village are late, some never leave."""
    rng, count = city.rng("funds.hop_days"), len(hops)
    need = hops["start"].to_numpy().astype("datetime64[D]")
    decided = need - LEAD_DAYS + (hops["ordinal"].to_numpy() - 1) * STEP_DAYS + rng.integers(0, 4, count)
    due, paid = decided + ALLOWED_DAYS, decided + rng.integers(2, 13, count)
    last = (hops["to_level"] == "village").to_numpy()
    stuck = last & (rng.random(count) < FAULT_RATES["retained_hop"])
    late = last & ~stuck & (rng.random(count) < FAULT_RATES["hop_paid_late"])
    paid = np.where(late, np.minimum(due + rng.integers(15, 90, count), LAST_DAY), np.where(stuck, NEVER, paid))
    city.plant("retained_hop", "funds", "allocation", hops.filter(pl.Series(stuck))["uid"].to_list(), "decided and never paid on")
    city.plant("hop_paid_late", "funds", "allocation", hops.filter(pl.Series(late))["uid"].to_list(), "paid on long after it was due")
    _plant_detours(city, hops)
    marks = {"decided_on": decided, "due_on": due, "allocated_on": until_today(paid)}
    return hops.with_columns(*(pl.Series(name, day) for name, day in marks.items()), pl.Series("late", late))


def _plant_detours(city: City, hops: pl.DataFrame) -> None:
    """A detour is one hop too many where the money had the stream's longest way to the county."""
    standard = stream_rules(city).filter(pl.col("rule_version") == "2018").select(pl.col("stream_id").cast(pl.Int64), "standard_hops")
    detours = hops.filter((pl.col("to_holder") == "town_finance") & pl.col("by_quarter") & (pl.col("start") >= pl.lit(DIRECT_FROM)))
    longer = detours.join(standard, on="stream_id").filter(pl.col("ordinal") > pl.col("standard_hops")).sort("uid")
    city.plant("too_many_hops", "funds", "allocation", longer["uid"].to_list(), "to-household money with more hops than the standard")


def _states(hops: pl.DataFrame) -> pl.Expr:
    """Money of closed years was evaluated, last year's reconciled, this year's is as far as it is."""
    year = pl.col("year")
    state = pl.when(pl.col("allocated_on").is_null()).then(pl.lit("budgeted")).when(year < TODAY.year - 1).then(pl.lit("evaluated"))
    state = state.when(year < TODAY.year).then(pl.lit("reconciled"))
    return state.when(pl.col("to_level") == "village").then(pl.lit("credited")).when("by_quarter").then(pl.lit("paid")).otherwise(pl.lit("allocated"))


# The tables


def allocation_rows(city: City, book: Ledger, budgets: pl.DataFrame, plans: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """`budgets`: budget_id by source_id, region_code, year; `held`: allocation_id, kind of what is held now."""
    weak = city.villages.filter("is_weak")["region_code"].to_list()
    hops = book.hops.join(streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left")
    place = np.array([*counties(city), None], dtype=object)[hops["county"].fill_null(-1).to_numpy()]
    hops = hops.with_columns(place=pl.Series(place, dtype=pl.String), budget_place=_budget_place(city, hops))
    hops = hops.join(
        budgets, left_on=["source_id", "budget_place", "year"], right_on=["source_id", "region_code", "year"], how="left", maintain_order="left"
    )
    plan = plans.select("stream_id", "year", place="region_code", plan_id="id").cast({"year": pl.Int64, "stream_id": pl.Int64})
    hops = hops.join(plan, on=["stream_id", "year", "place"], how="left", maintain_order="left")
    hops = hops.join(held.select(uid="allocation_id", held="kind"), on="uid", how="left", maintain_order="left")
    inside = pl.col("to_holder") != "treasury"
    return hops.select(
        id="uid",
        number=pl.format("BF{}-{}", "year", pl.col("uid").cast(pl.String).str.zfill(7)),
        stream_id="stream_id",
        source_id="source_id",
        budget_id="budget_id",
        plan_id=pl.when(inside).then("plan_id"),
        year="year",
        ordinal="ordinal",
        from_level="from_level",
        from_holder="from_holder",
        from_region_code="from_region",
        to_level="to_level",
        to_holder="to_holder",
        region_code="region_code",
        department="department",
        project_id="project_id",
        weak_village=pl.col("region_code").is_in(weak),
        amount=yuan(),
        document_number=_documents(city),
        decided_on="decided_on",
        due_on="due_on",
        allocated_on="allocated_on",
        state=pl.coalesce("held", _states(hops)),
    )


def _budget_place(city: City, hops: pl.DataFrame) -> pl.Series:
    """City money is budgeted at the city, whatever county it goes to."""
    place = pl.when(pl.col("from_level") == "city").then(pl.lit(CITY)).otherwise("region_code")
    return hops.select(place.alias("place"))["place"]


def _documents(city: City) -> pl.Expr:
    """锡财农〔2018〕12号: who, what, year and number."""
    who = pl.col("from_region").str.slice(0, 6).replace_strict(short_names(city), default=None)
    above = pl.col("from_level").replace_strict({"central": "", "province": "苏", "society": "慈"}, default=None)
    line = pl.when("by_quarter").then(pl.lit("财社")).otherwise(pl.lit("财农"))
    return pl.format("{}{}〔{}〕{}号", pl.coalesce(who, above, pl.lit("")), line, "year", pl.col("uid") % 389 + 1)


def feeding_rows(book: Ledger) -> pl.DataFrame:
    places = book.hops.select("uid", "region_code", "stream_id")
    frame = book.feedings.join(places, on="uid", maintain_order="left")
    return frame.select(pl.int_range(1, pl.len() + 1).alias("id"), "region_code", "stream_id", allocation_id="uid", fed_by_id="fed_by", amount=yuan())


def funding_rows(book: Ledger) -> pl.DataFrame:
    places = book.hops.select("uid", "region_code", "stream_id")
    frame = book.funding.sort("list_id", "uid").join(places, on="uid", maintain_order="left")
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias("id"), "region_code", "stream_id", payment_list_id="list_id", allocation_id="uid", amount=yuan()
    )


def plan_rows(city: City, book: Ledger) -> pl.DataFrame:
    """One plan for each stream, county and year in which money flowed."""
    plans = book.groups.group_by("stream_id", "county", "year").agg(pl.col("cents").sum(), pl.col("by_quarter").any(), pl.col("start").min())
    plans = plans.sort("year", "stream_id", "county").join(streams(city).select("department", stream_id="id"), on="stream_id", maintain_order="left")
    places, rng = np.array(counties(city))[plans["county"].to_numpy()], city.rng("funds.plans")
    submitted = days(plans["start"].to_numpy(), -LEAD_DAYS - rng.integers(15, 30, len(plans)))
    plans = plans.with_columns(pl.Series("region_code", places), pl.Series("submitted_on", submitted))
    direct = pl.col("by_quarter") & (pl.col("year") >= DIRECT_FROM.astype(object).year)
    return plans.select(
        id=pl.int_range(1, pl.len() + 1),
        number=pl.format("FA{}-{}-{}", "year", "stream_id", "region_code"),
        stream_id="stream_id",
        region_code="region_code",
        year="year",
        department="department",
        method=pl.when(direct).then(pl.lit("direct_card")).otherwise(pl.lit("via_town")),
        amount=yuan(),
        document_number=pl.format("{}扶组〔{}〕{}号", pl.col("region_code").replace_strict(short_names(city)), "year", pl.col("stream_id") + 10),
        submitted_on="submitted_on",
        approved_on=pl.Series(days(submitted, rng.integers(2, 14, len(plans)))),
    )
