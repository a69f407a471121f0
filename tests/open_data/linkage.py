"""The linkage attack: somebody holds the lists that villages post (公示) and joins them with every file of a release.

The lists say of each household its name, its village, its category and whether it is on the register, and of each payment the stream, the month
and the amount. They are as complete as can be: whoever is alone behind a published row is alone on them as well. A row that fits one household only
is that household's own, and what else stands in it was nobody's business.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from open_data.anonymise.household_file import SUPPORT
from open_data.extract import Extract

PLACES = {"city": 4, "county": 6, "town": 9, "village": 12}  # digits of their codes
ANYTHING = "*"  # how the household file says nothing
GROUPS = {code: group for group, (_, codes) in SUPPORT.items() for code in codes}


@dataclass(frozen=True)
class Clues:
    """In which columns a file says what the lists say too; None: it does not say it. A cell may hold several codes, with spaces between.

    state: of the households that the file is about; None: of all.
    """

    place: str
    category: str | None = None
    stream: str | None = None
    time: str | None = None
    amount: str | None = None
    state: str | None = None

    @property
    def columns(self) -> dict[str, str]:
        named = {"place": self.place, "category": self.category, "stream": self.stream, "time": self.time, "amount": self.amount}
        return {name: column for name, column in named.items() if column}


FILES = {
    "household_file": Clues("region", category="category", state="active"),
    "register": Clues("place", category="kind", state="active"),
    "exits": Clues("place", category="kind", state="exited"),
    "causes": Clues("place"),
    "measures": Clues("place"),
    "visits": Clues("place"),
    "payments": Clues("place", stream="kind", time="month"),
    "household_allocations": Clues("place", stream="kind", time="month"),
    "needs": Clues("region_code", state="active"),
    "timeline": Clues("region_code", stream="stream", time="day"),
}
"""Files that tell of households, by what the lists can be held against."""
MONEY = {
    "payments": Clues("place", stream="kind", time="month", amount="amount"),
    "household_allocations": Clues("place", stream="kind", time="month", amount="amount"),
    "shared_proceeds": Clues("place", time="month", amount="amount"),
    "allocations": Clues("region_code", time="year", amount="amount"),
}
"""Files with exact money: a household is also found by what it was paid in all in a place and time."""


def posted(extract: Extract) -> pl.DataFrame:
    """The made-up lists of a city: a line for each payment to each household; one that was paid nothing has a line without payment."""
    lists = extract.rows("PaymentList").join(extract.rows("FundStream").select(stream_id="id", stream="code"), on="stream_id")
    paid = extract.rows("PaymentLine").join(lists.select("stream", payment_list_id="id"), on="payment_list_id")
    payments = paid.select("stream", "amount", id="household_id", month=pl.col("month").dt.strftime("%Y-%m"))
    households = extract.rows("Household").select("id", "category", "state", place="region_code", name=pl.format("户主{}", "id"))
    return households.join(payments, on="id", how="left").drop("id").collect()


def ungated(extract: Extract) -> dict[str, pl.DataFrame]:
    """What the same files would be if nobody protected them: the control, on which the attack must succeed."""
    lists = posted(extract)
    households = extract.rows("Household").collect()
    payments = lists.drop_nulls("stream").group_by("place", "month", kind="stream").agg(pl.col("amount").sum())
    hops = extract.rows("Allocation").join(extract.rows("FundStream").select(stream_id="id", kind="code"), on="stream_id")
    needs = extract.rows("Need").join(extract.rows("Household").select("id", home="region_code"), left_on="household_id", right_on="id")
    registered = households.filter(state="active")
    return {
        "household_file": registered.select("category", "member_count", region="region_code"),
        "register": registered.select(place="region_code", kind="category"),
        "exits": households.filter(state="exited").select(place="region_code", kind="category"),
        "payments": payments,
        "household_allocations": hops.select("kind", "amount", place="region_code", month=pl.col("year")).collect(),
        "needs": needs.select("public_id", region_code="home").collect(),
        "timeline": payments.select(region_code="place", stream="kind", day="month"),
    }


def singled_out(lists: pl.DataFrame, published: pl.DataFrame, clues: Clues) -> set[str]:
    """Names of the households that are alone behind a row of a file."""
    return {names[0] for names in behind(lists, published, clues) if len(names) == 1}


def behind(lists: pl.DataFrame, published: pl.DataFrame, clues: Clues) -> list[list[str]]:
    """The households that fit a row, for each row that anybody fits."""
    rows = _exploded(published.with_row_index("line"), clues)
    known = lists.filter(pl.col("state") == clues.state) if clues.state else lists
    fitting = _as_files_say_it(known, clues).join(rows, on=[*clues.columns])
    return fitting.group_by("line").agg(pl.col("name").unique())["name"].to_list()


def _exploded(published: pl.DataFrame, clues: Clues) -> pl.DataFrame:
    """A line for each code that a row covers, under the names of the lists."""
    texts = {name: pl.col(column).cast(pl.String).str.split(" ") for name, column in clues.columns.items() if name != "amount"}
    amount = {"amount": _cents(pl.col(clues.amount))} if clues.amount else {}
    found = published.select("line", **amount, **texts)
    for name in texts:
        found = found.explode(name)
    return found


def _as_files_say_it(lists: pl.DataFrame, clues: Clues) -> pl.DataFrame:
    """What the lists say of each household, as finely and as coarsely as a file may say it; what was paid in a time is added up."""
    levels = {
        "place": pl.concat_list([pl.col("place").str.slice(0, digits) for digits in PLACES.values()]),
        "category": pl.concat_list(pl.lit(ANYTHING), pl.col("category").replace(GROUPS), pl.col("category")),
        "stream": pl.concat_list("stream"),
        "time": pl.concat_list(pl.col("month").str.slice(0, 4), _quarter(pl.col("month")), pl.col("month")),
    }
    keys = [name for name in clues.columns if name != "amount"]
    found = lists.select("name", "amount", **{name: levels[name].list.unique() for name in keys})
    for name in keys:
        found = found.explode(name)
    paid = found.group_by("name", *keys).agg(amount=_cents(pl.col("amount")).sum())
    return paid if clues.amount else paid.drop("amount")


def _cents(yuan: pl.Expr) -> pl.Expr:
    return (yuan * 100).cast(pl.Int64)


def _quarter(month: pl.Expr) -> pl.Expr:
    return pl.format("{}-Q{}", month.str.slice(0, 4), (month.str.slice(5, 2).cast(pl.Int8) - 1) // 3 + 1)
