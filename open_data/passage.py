"""Through which accounts the money of households passed: each payment followed back to its sources, and which sums of it tell of nobody.

A payment passed through the hops that paid its list, as far as they reach the place where the household lives, and through those
that fed these. Money of which nobody has been paid yet is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import polars as pl

from open_data.anonymise.batches import READ, Gathering, Rows, batches, collected, gathered, read
from open_data.anonymise.beside_rows import SAME, Row, tell_of_few
from open_data.anonymise.recoverability import weigh
from open_data.anonymise.tables import STANDARD, Rule
from open_data.contents import followed
from open_data.counts import Counts
from open_data.material import Material
from open_data.paths import Path

ACCOUNTS = ("from_level", "from_holder", "to_level", "to_holder")
CELL = ("place", "kind", "month")  # county, stream and year
LINE = ("list", "village", "period", "kind")  # all codes of a line; the others follow from them
COUNTY, YEAR = 6, 4  # digits of their codes
INSIDE_COUNTY = ("town", "village")
HALF_A_CENT = 0.5
PLACES = 6  # decimals of the part of a payment that passed through an account
HOP = {"hop": Path.of("Allocation", "id")} | {name: Path.of("Allocation", name) for name in ACCOUNTS}
FUNDING = {
    "list": Path.of("PaymentListFunding", "payment_list_id"),
    "hop": Path.of("PaymentListFunding", "allocation_id"),
    "reach": Path.of("PaymentListFunding", "allocation_id.region_code"),
    "amount": Path.of("PaymentListFunding", "amount"),
}
FEEDING = {
    "hop": Path.of("AllocationFeeding", "allocation_id"),
    "fed_by": Path.of("AllocationFeeding", "fed_by_id"),
    "whole": Path.of("AllocationFeeding", "allocation_id.amount"),
    "amount": Path.of("AllocationFeeding", "amount"),
}
LIST = Path.of("PaymentLine", "payment_list_id")


def reads() -> set[tuple[str, str]]:
    """Every (kind, column) that is followed."""
    return {read for path in (*HOP.values(), *FUNDING.values(), *FEEDING.values(), LIST) for read in path.reads()}


def cell_of(place: str, month: str) -> list[pl.Expr]:
    """County and year of a payment."""
    return [pl.col(place).str.slice(0, COUNTY).alias("place"), pl.col(month).str.slice(0, YEAR).alias("month")]


@dataclass(frozen=True)
class Passage:
    """What households were paid and through which accounts it came; a million rows, so cells and accounts are numbers in them.

    paid: household, cell, cents. through: the same by account. cells: cell, place (county), kind, month (year). accounts: account and its four columns.
    ways: way (a set of accounts, each with a part of the money), account, weight. finest: cell, place (village), kind, month, way, and the households so paid.
    parts: cell, account, cents, whole (the cents of the cell). Of paid, through and finest no more than a batch is in memory.
    """

    paid: Rows
    through: Rows
    cells: pl.DataFrame
    accounts: pl.DataFrame
    ways: pl.DataFrame
    finest: Rows
    parts: pl.DataFrame


def passed(material: Material, counts: Counts) -> Passage:
    """What each household was paid in each cell, and how much of it through which accounts: some cells at a time, for the lines of all are joined with every account."""
    lines = gathered(read(_lines(material, counts)))
    at, cells, pairs = _placed(collected(lines.lazy().group_by(LINE).len("lines"), lines))
    accounts, weights = weights_of(material, pairs)
    ways, way_of = _ways(weights)
    at = at.join(way_of, on="pair", how="left").with_columns(pl.col("way").fill_null(len(ways)))  # the last: over no account
    gathering, parts = [Gathering() for _ in range(3)], list[pl.DataFrame]()
    for some in _of_cells(lines, at):
        made = _passed_of(some, weights)
        parts.append(_parts_of(*made[:2]))
        for all_of_it, part in zip(gathering, made, strict=True):
            all_of_it.add(part)
    paid, through, finest = (each.rows() for each in gathering)
    return Passage(paid, through, cells, accounts, ways.explode("over").unnest("over"), finest, pl.concat(parts))


def _lines(material: Material, counts: Counts) -> pl.LazyFrame:
    paths = {name: counts.paths[name] for name in ("household", "amount", *CELL)}
    found = followed(material, counts.of, {**paths, "list": LIST}).drop_nulls(CELL)
    found = found.with_columns(pl.col("month").dt.strftime("%Y-%m"), cents=pl.col("amount").cast(pl.Float64) * 100)
    codes = {"village": pl.col("place"), "period": pl.col("month"), "kind": pl.col("kind")}
    return found.select("household", "list", "cents", **{name: code.cast(pl.Categorical) for name, code in codes.items()})


def _placed(at: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """All codes of lines with the number of their cell, and that of their list and village (a pair); the cells; and the pairs."""
    texts = at.select("list", pl.col("village", "period", "kind").cast(pl.String))
    of_cell = texts.select(*cell_of("village", "period"), "kind").select(CELL)
    cells = of_cell.unique().sort(CELL).with_row_index("cell")
    pairs = texts.select("list", "village").unique().sort("list", "village").with_row_index("pair")
    numbers = [
        of_cell.join(cells, on=CELL, how="left", maintain_order="left")["cell"],
        texts.join(pairs, on=["list", "village"], how="left", maintain_order="left")["pair"],
    ]
    return at.with_columns(numbers), cells, pairs


def _ways(weights: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ways that money took: way and over (accounts and weights); and pair, way."""
    rounded = weights.with_columns(pl.col("weight").round(PLACES)).sort("account")
    by_pair = rounded.group_by("pair").agg(pl.struct("account", "weight").alias("over"))
    ways = by_pair.select("over").unique().with_row_index("way")
    return ways, by_pair.join(ways, on="over").drop("over")


def _of_cells(lines: Rows, at: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The lines of some cells at a time, with all codes but those of the cell."""
    sizes = at.group_by("cell").agg(pl.col("lines").sum()).sort("cell")
    for some in batches(sizes, "lines"):
        inside = at.drop("lines").join(some, on="cell", how="semi")
        yield collected(lines.lazy().join(inside.lazy(), on=LINE, maintain_order="left"), lines)


def _passed_of(lines: pl.DataFrame, weights: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of all lines of some cells: paid, through and finest, as in `Passage`."""
    paid = lines.group_by("household", "cell").agg(pl.col("cents").sum())
    went = lines.lazy().select("household", "cell", "cents", "pair").join(weights.lazy(), on="pair")
    through = went.group_by("household", "cell", "account").agg((pl.col("cents") * pl.col("weight")).sum()).collect()
    finest = lines.group_by("cell", "kind", "way", place="village", month="period").agg(pl.col("household").unique())
    return paid, through, finest.with_columns(pl.col("kind", "place", "month").cast(pl.String))


def _parts_of(paid: pl.DataFrame, through: pl.DataFrame) -> pl.DataFrame:
    """What passed through each account, as in `Passage`: added up in the order of the lines, in which fractions of cents always make the same sum."""
    whole = paid.group_by("cell").agg(whole=pl.col("cents").sum())
    return through.group_by("cell", "account").agg(pl.col("cents").sum()).join(whole, on="cell")


def weights_of(material: Material, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """account (a number) and its four columns; and pair (of list and village), account, weight: which part of each payment passed through it."""
    hops = followed(material, "Allocation", HOP).collect()
    accounts = hops.select(ACCOUNTS).unique().sort(ACCOUNTS).with_row_index("account")
    of_hops = hops.join(accounts, on=ACCOUNTS).select("hop", "account")
    funding = followed(material, "PaymentListFunding", FUNDING).collect()
    fed = followed(material, "AllocationFeeding", FEEDING).select("hop", "fed_by", share=_part("amount", pl.col("whole"))).collect()
    by_hop = (pl.concat(_layers(some, funding, fed)).join(of_hops, on="hop") for some in pairs.iter_slices(READ))
    return accounts, pl.concat(each.group_by("pair", "account").agg(pl.col("weight").sum()) for each in by_hop)


def _layers(pairs: pl.DataFrame, funding: pl.DataFrame, fed: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """pair, hop, weight: the hops that paid, then those that fed them, back to the sources."""
    layer = _paying(pairs, funding)
    yield layer
    while len(layer := _feeding(layer, fed)):
        yield layer


def _paying(pairs: pl.DataFrame, funding: pl.DataFrame) -> pl.DataFrame:
    """A hop to a town pays nobody who lives elsewhere: it reaches villages whose codes begin with its own."""
    beginnings = [pairs.with_columns(reach=pl.col("village").str.head(digits)) for digits in funding["reach"].str.len_chars().unique()]
    reached = pl.concat([pairs.with_columns(reach="village").clear(), *beginnings]).unique().join(funding, on=["list", "reach"])
    return reached.select("pair", "hop", weight=_part("amount", pl.col("amount").sum().over("pair")))


def _feeding(layer: pl.DataFrame, fed: pl.DataFrame) -> pl.DataFrame:
    """No hop feeds itself (its number in its route is higher), so there is an end."""
    before = layer.join(fed, on="hop").select("pair", hop="fed_by", weight=pl.col("weight") * pl.col("share"))
    return before.group_by("pair", "hop").agg(pl.col("weight").sum())


def _part(amount: str, whole: pl.Expr) -> pl.Expr:
    return pl.col(amount).cast(pl.Float64) / whole.cast(pl.Float64)


def tellable(paid: pl.DataFrame, through: pl.DataFrame, rule: Rule = STANDARD) -> list[int]:
    """Which accounts of one sum may be told apart. paid: household, cents; through: household, account (a number), cents.

    Accounts that all of the money passed through say what the sum says. Others are told if every two of them, and each beside the
    sum, differ by nothing or by the money of enough households; else none of them is, for money neither comes from nowhere nor ends
    on its way, so the one that is left out would be what the others leave. Accounts in a part of the county's towns are never told:
    the table of payments has the towns.
    """
    wide = _side_by_side(paid, through)
    whole = [column for column in wide.columns[2:] if (wide["all"] - wide[column]).abs().max() < HALF_A_CENT]  # type: ignore[operator]
    inside = set(through.filter("inside")["account"].cast(pl.String))
    others = [column for column in wide.columns[2:] if column not in whole and column not in inside]
    if not _tells_of_nobody(wide, ["all"], rule):
        return []
    told = [*whole, *others] if _tells_of_nobody(wide, ["all", *others], rule) else whole
    return sorted(map(int, told))


def tellable_beside_rows(told: list[int], parts: pl.DataFrame, ways: pl.DataFrame, rule: Rule = STANDARD) -> list[int]:
    """Which of the accounts of one sum may be told beside its rows in the table of payments. parts: row, way, household (all of them, a list).

    All of them, unless something of few households would follow; then only those through which all of the money passed.
    """
    weights = {way: np.zeros(len(told)) for way in parts["way"]}
    for way, account, weight in ways.filter(pl.col("way").is_in(list(weights)) & pl.col("account").is_in(told)).iter_rows():
        weights[way][told.index(account)] = weight
    every = parts.group_by("row", maintain_order=True).agg("way", "household").select("way", "household").iter_rows()
    rows = [Row(np.array([weights[way] for way in taken]), [frozenset(each) for each in households]) for taken, households in every]
    if not tell_of_few(rows, rule.households):
        return told
    return [account for at, account in enumerate(told) if min(each[at] for each in weights.values()) > 1 - SAME]


def _side_by_side(paid: pl.DataFrame, through: pl.DataFrame) -> pl.DataFrame:
    """household, all, and a column for each account."""
    accounts = through.sort("account").pivot("account", index="household", values="cents", aggregate_function="sum")
    return paid.group_by("household").agg(all=pl.col("cents").sum()).join(accounts, on="household", how="left").fill_null(0)


def _tells_of_nobody(wide: pl.DataFrame, columns: list[str], rule: Rule) -> bool:
    """Each of these sums, and each difference of two of which one holds the other."""
    nothing = wide.with_columns(nothing=pl.lit(0.0))
    parts = [nothing.select("household", cents=pl.col(one) - pl.col(other)) for one, other in permutations([*columns, "nothing"], 2)]
    held = [part.filter(pl.col("cents") > HALF_A_CENT) for part in parts if part["cents"].min() > -HALF_A_CENT]  # type: ignore[operator]
    judged = weigh(pl.concat(part.with_columns(part=pl.lit(number)) for number, part in enumerate(held)), ["part"])
    return bool(judged.select(rule.allows().all()).item())
