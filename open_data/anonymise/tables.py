"""Disclosure control of tables: money to the cent, and never a figure of fewer than eleven households.

The table is split level by level (`Table.splits`), everywhere as far as every part keeps enough households. Parts that would be too
small stay together in one row ("the other towns of this county"), with the smallest of their neighbours where even together they are
too few. So the rows are a partition: each payment is in one row, and every sum of rows has enough households behind it. Totals that cut
through rows are published as far as nothing smaller follows from them (`recoverability.py`).

What is protected, and what is not: docs/publication.md, "Tables of people and money".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from open_data.anonymise.batches import Rows, collected, distinct, gathered, given_to, read
from open_data.anonymise.dimensions import Codes, Dimension
from open_data.anonymise.recoverability import Audit, Family, components, weighed, withhold
from open_data.anonymise.steps import amounts, beside, households_of, overlapping, periods, shared, telling
from open_data.anonymise.together import Together

Box = Mapping[str, tuple[str, tuple[str, ...]]]  # dimension → level and codes
Beside = Callable[[pl.DataFrame, pl.DataFrame, Collection[int]], Iterable[frozenset[int]]]


@dataclass(frozen=True)
class Rule:
    """When a sum may be published.

    households: so many stand behind every published figure (CMS: no cell of 1-10).
    round_to: counts of people are published to the nearest multiple; the same count always becomes the same figure.
    share: whoever got the second largest amount of a sum can guess the largest at best to this share (p % rule):
        what all others got is at least so much of it. The same holds for what follows from several sums.
    """

    households: int = 11
    round_to: int = 5
    share: float = 0.2

    def allows(self) -> pl.Expr:
        """Over columns households, cents, largest, second."""
        rest = pl.col("cents") - pl.col("largest") - pl.col("second")
        return (pl.col("households") >= self.households) & (rest >= self.share * pl.col("largest"))

    def rounded(self, count: pl.Expr) -> pl.Expr:
        return (count + self.round_to // 2) // self.round_to * self.round_to


STANDARD = Rule()


@dataclass(frozen=True, eq=False)
class Table:
    """A table to publish: its dimensions, the levels by which it is split one after the other, and the totals beside its rows.

    finer: levels by which rows are split further that no published total cuts through. together: kinds that are not split from one another before the towns
    were. Of such a table totals are told of the fewest kinds to which whole rows add up, and none that cuts through a row. under_way: a year that is not over;
    it is split by the first `steady` levels alone, for a release that comes a month later tells, less this one, what was paid in that month. beside: of cells
    and of rows (row, and for each dimension its level and codes) the sets of rows, with one of those that are asked for, that tell of few beside what else is known; one of
    each set is split no further.
    """

    dimensions: tuple[Dimension, ...]
    splits: tuple[str, ...]
    totals: tuple[tuple[str, ...], ...] = ()
    finer: tuple[str, ...] = ()
    together: Together | None = None
    under_way: str | None = None
    steady: int = 0
    beside: Beside | None = None

    @property
    def levels(self) -> dict[str, pl.Expr]:
        return {level: code for dimension in self.dimensions for level, code in dimension.levels.items()}

    def dimension_of(self, level: str) -> str:
        return next(dimension.column for dimension in self.dimensions if level in dimension.levels)


@dataclass(frozen=True)
class Report:
    """What became of the finest cells, in figures that may be published."""

    cells: int
    rows: Mapping[str, int]  # "town, kind, year" → rows
    money: Mapping[str, int]  # the same → cents
    coarsened: Mapping[str, int]  # level → rows that hold several of its codes together
    totals: Mapping[str, int]  # "county, kind, year" → published totals
    withheld: Mapping[str, int]  # the same → totals from which something smaller would follow
    audit: Audit


@dataclass(frozen=True)
class Protected:
    """A protected table: rows and totals to publish; the rest is private and never leaves the publisher's machine."""

    rows: pl.DataFrame  # row, for each dimension <column>_level and <column> (codes), households (rounded), cents, together (levels)
    totals: pl.DataFrame  # level, for each dimension its code or null, households (rounded), cents
    report: Report
    cells: pl.DataFrame = field(repr=False)  # private: cell, code at each level, row
    contributions: Rows = field(repr=False)  # private: cell, household, cents

    def share_published(self, *levels: str) -> float:
        """How many of the cells of some levels have rows of their own, or finer ones."""
        return self._own(levels)["own"].mean() or 0.0  # type: ignore[return-value]

    def money_published(self, *levels: str) -> float:
        """The share of the money in these cells."""
        by_cell = collected(self.contributions.lazy().group_by("cell").agg(pl.col("cents").sum()), self.contributions)
        cells = self.cells.join(by_cell, on="cell").join(self._own(levels), on=list(levels))
        return float(cells.filter("own")["cents"].sum()) / float(cells["cents"].sum())

    def share_lost(self, level: str, *levels: str) -> float:
        """How many of the cells of some levels stand, in part at least, in rows with several codes of one of them."""
        return share_lost(self.cells, level, *levels)

    def families(self, table: Table) -> dict[str, Family]:
        """The cells of each published total, level by level."""
        found = {}
        for levels in table.totals:
            name = ", ".join(levels)
            shown = self.totals.filter(pl.col("level") == name).with_row_index("figure")
            keys = shown.select("figure", *(pl.col(table.dimension_of(level)).alias(level) for level in levels))
            found[name] = self.cells.join(keys, on=list(levels)).select("cell", "figure")
        return found

    def _own(self, levels: tuple[str, ...]) -> pl.DataFrame:
        wide = pl.struct(levels).n_unique().over("row") > 1
        return self.cells.with_columns(wide=wide).group_by(levels).agg(own=~pl.col("wide").any())


def protect(payments: pl.DataFrame | pl.LazyFrame, table: Table, rule: Rule = STANDARD) -> Protected:
    """Protect a table of payments: household, cents, and a column for each dimension (its finest code); of those of a city a frame that is read as it is needed."""
    cells, contributions = _cells(payments.lazy(), table)
    cells, boxes = _split(cells, contributions, table, rule)
    totals = Totals.of(cells, contributions, table, rule)
    cells, boxes = _split_further(cells, contributions, boxes, totals, table, rule)
    rows = _rows(cells, contributions, boxes, table, rule)
    return Protected(rows, totals.published(table, rule), _report(cells, rows, totals), cells, contributions)


def _cells(payments: pl.LazyFrame, table: Table) -> tuple[pl.DataFrame, Rows]:
    """The finest cells with their code at each level, and who got how much in which."""
    finest = [dimension.column for dimension in table.dimensions]
    cells = distinct(payments.select(finest)).with_row_index("cell")
    lines = gathered(some.join(cells, on=finest).select("cell", "household", "cents") for some in read(payments))
    contributions = gathered(given.sort("cell", "household") for given in given_to(cells.select("cell"), lines, ["cell"]))
    codes = cells.select("cell", *(code.alias(level) for level, code in table.levels.items()))
    return codes.with_columns(row=pl.lit(0)), contributions


# Splitting


def _split(cells: pl.DataFrame, contributions: Rows, table: Table, rule: Rule) -> tuple[pl.DataFrame, list[Box]]:
    """Split the one row of everything at each level in turn; every row stays a box: some codes of each dimension."""
    codes = _codes(cells, table)
    boxes: list[Box] = [{column: (known.levels[0], known.all()) for column, known in codes.items()}]
    for place, level in enumerate(table.splits):
        cells, boxes = _split_at(level, cells, contributions, boxes, codes, table, rule, _held(place, cells, table))
    return cells, boxes


def _held(place: int, cells: pl.DataFrame, table: Table) -> pl.DataFrame:
    """row and part: what stays together at a split whatever it has: kinds, and all of a year that is not over."""
    level = table.splits[place]
    held = [cells.select("row", part=level).clear()]
    if table.together and table.together.holds(level, table.splits[:place]):
        held.append(table.together.held(cells))
    if table.under_way and place >= table.steady:
        held.append(cells.filter(year=table.under_way).select("row", part=level).unique())
    return pl.concat(held)


def _split_further(
    cells: pl.DataFrame, contributions: Rows, boxes: list[Box], totals: Totals, table: Table, rule: Rule
) -> tuple[pl.DataFrame, list[Box]]:
    codes, cut = _codes(cells, table), totals.rows_cut(cells)
    still = cells.filter(pl.col("row").is_in(cut))
    cells = cells.filter(~pl.col("row").is_in(cut))
    kept = [boxes[row] for row in cut]
    for level in table.finer:
        nothing = cells.select("row", part=level).clear()
        cells, boxes = _split_at(level, cells, contributions, boxes, codes, table, rule, nothing)
    still = still.with_columns(pl.col("row").replace_strict(cut, range(len(boxes), len(boxes) + len(cut)), return_dtype=pl.Int32))
    return pl.concat([cells, still]).sort("cell"), boxes + kept


def _codes(cells: pl.DataFrame, table: Table) -> dict[str, Codes]:
    return {dimension.column: Codes(dimension, cells[list(dimension.levels)[-1]]) for dimension in table.dimensions}


def _split_at(
    level: str,
    cells: pl.DataFrame,
    contributions: Rows,
    boxes: list[Box],
    codes: Mapping[str, Codes],
    table: Table,
    rule: Rule,
    held: pl.DataFrame,
) -> tuple[pl.DataFrame, list[Box]]:
    """Split each row as far as its parts have enough households, and no periods of the same places and kinds tell of fewer."""
    while True:
        parts = _parts(cells, contributions, level, rule, held).with_row_index("new")
        new, made = _renamed(cells, parts, level), _boxes(parts, boxes, codes[table.dimension_of(level)], level)
        more = _telling_in_time(level, parts, new, contributions, made, table, rule)
        if more.is_empty() and table.beside:
            more = _telling_beside(table.beside, parts, new, contributions, made, table)
        if more.is_empty():
            return new, made
        held = pl.concat([held, more])


def _telling_beside(beside: Beside, parts: pl.DataFrame, cells: pl.DataFrame, contributions: Rows, boxes: list[Box], table: Table) -> pl.DataFrame:
    """row, part: what is to stay together after all, for beside what else is known it tells of few. Of rows that tell together the last one yields that was split
    here: a code joins the others of its row; where it is the others, the smallest code joins them that lets them tell no more."""
    split = dict(parts.filter(pl.col("kind") != "whole").select("new", "row").iter_rows())
    columns = [dimension.column for dimension in table.dimensions]
    found = beside(cells, _described(boxes, columns), range(len(boxes)))
    yielding = sorted({max(rows & split.keys()) for rows in found if rows & split.keys()})
    others = dict(parts.filter(pl.col("kind") == "others").select("new", "row").iter_rows())
    sizes = households_of(amounts(cells, contributions)).rename({"row": "new"})
    own = parts.filter(pl.col("kind") == "own").join(sizes, on="new").sort("households", "new")
    joining = [new for new in yielding if new not in others]
    for new in set(yielding) & others.keys():
        near = own.filter(row=others[new])["new"].to_list()
        joining += next(([code] for code in near if not _tells(beside, new, code, cells, boxes, columns)), near[:1])
    return parts.filter(pl.col("new").is_in(joining), kind="own").select("row", part="parts").explode("part")


def _tells(beside: Beside, others: int, code: int, cells: pl.DataFrame, boxes: list[Box], columns: list[str]) -> bool:
    """Whether the others would tell with one code more: the first set of rows that does says so."""
    both = {column: (boxes[others][column][0], tuple(sorted({*boxes[others][column][1], *boxes[code][column][1]}))) for column in columns}
    rows = _described([both if new == others else box for new, box in enumerate(boxes)], columns).filter(pl.col("row") != code)
    joined = cells.with_columns(row=pl.when(pl.col("row") == code).then(others).otherwise("row").cast(pl.Int32))
    return any(beside(joined, rows, [others]))


def _telling_in_time(
    level: str, parts: pl.DataFrame, cells: pl.DataFrame, contributions: Rows, boxes: list[Box], table: Table, rule: Rule
) -> pl.DataFrame:
    """row, part: what is to stay together after all, for beside another period it tells of few households.

    A year is split further in time for its place and kind as a whole or not at all. Of two rows that of the later year yields, if it was split here.
    """
    if not (time := next((dimension for dimension in table.dimensions if dimension.in_time), None)):
        return parts.select("row", part=pl.lit("")).clear()
    given, split = amounts(cells, contributions), parts.filter(pl.col("kind") != "whole").select("new")
    rows = periods(_described(boxes, [dimension.column for dimension in table.dimensions]), time.column)
    within = rows.join(telling(rows, given, rule.households), on=["series", "year"], how="semi")
    where = shared(given, [list(one.levels)[-1] for one in table.dimensions if one is not time])
    pairs = overlapping(rows.join(within, on="row", how="anti"), cells, where)
    pairs = pairs.with_columns(yielding=pl.when(pl.col("later").is_in(split["new"].implode())).then("later").otherwise("row"))
    few = beside(pairs.join(split, left_on="yielding", right_on="new", how="semi"), given, rule.households)
    yielding = pairs.join(few, on=["row", "later"], how="semi").select(row="yielding")
    if level == next(iter(time.levels)) or level not in time.levels:
        return _yielding(parts, yielding.rename({"row": "new"}), households_of(given).rename({"row": "new"}))
    years = pl.concat([within, rows.join(yielding, on="row", how="semi")])
    telling_rows = parts.join(rows.join(years, on=["series", "year"], how="semi"), left_on="new", right_on="row", how="semi")
    return parts.join(telling_rows, on="row", how="semi").select("row", part="parts").explode("part")


def _yielding(parts: pl.DataFrame, rows: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """row, part: new rows of one code join the others of their row; where it is the others, the smallest of one code joins them."""
    found = parts.join(rows, on="new", how="semi")
    own = parts.filter(pl.col("kind") == "own").join(sizes, on="new").sort("households", "new")
    smallest = own.unique("row", keep="first", maintain_order=True).join(found.filter(pl.col("kind") == "others"), on="row", how="semi")
    joining = pl.concat([found.filter(pl.col("kind") == "own").select("row", "parts"), smallest.select("row", "parts")])
    return joining.select("row", part="parts").explode("part")


def _parts(cells: pl.DataFrame, contributions: Rows, level: str, rule: Rule, held: pl.DataFrame) -> pl.DataFrame:
    """row, the codes of its parts (a list), kind: "own" (one code), "others" (of a row that is split), "whole" (not split).

    held: row and part, those that are to stay together whatever they have.
    """
    placed = cells.select("cell", "row", part=level)
    parts = weighed(placed, contributions, ["row", "part"]).join(held.unique().with_columns(held=True), on=["row", "part"], how="left")
    parts = parts.with_columns(own=rule.allows() & pl.col("held").is_null())
    parts = parts.sort("row", "own", "households", "part")
    parts = parts.with_columns(place=pl.int_range(pl.len()).over("row"), count=pl.len().over("row"), others=(~pl.col("own")).sum().over("row"))
    parts = _together(parts, placed, contributions, rule)
    whole, own = pl.col("others") == pl.col("count"), pl.col("place") >= pl.col("others")
    named = parts.with_columns(kind=pl.when(whole).then(pl.lit("whole")).when(own).then(pl.lit("own")).otherwise(pl.lit("others")))
    own_parts = named.filter(pl.col("kind") == "own").select("row", "kind", pl.concat_list("part").alias("parts"))
    rest = named.filter(pl.col("kind") != "own").group_by("row", "kind", maintain_order=True).agg(parts="part")
    return pl.concat([own_parts, rest]).sort("row", "kind", pl.col("parts").list.first())


def _together(parts: pl.DataFrame, placed: pl.DataFrame, contributions: Rows, rule: Rule) -> pl.DataFrame:
    """Let the parts that are too small take their smallest neighbours until together they are enough; `others` says how many stay together.

    placed: the part of each cell.
    """
    waiting = parts.filter((pl.col("others") > 0) & (pl.col("others") < pl.col("count"))).select("row", "others").unique()
    settled: list[pl.DataFrame] = []
    while len(waiting):
        members = parts.drop("others").join(waiting, on="row").filter(pl.col("place") < pl.col("others")).select("row", "part", "count", "others")
        rest = placed.join(members, on=["row", "part"], how="semi")
        judged = weighed(rest, contributions, ["row"]).with_columns(enough=rule.allows()).join(members.unique("row").drop("part"), on="row")
        settled.append(judged.filter(pl.col("enough") | (pl.col("others") == pl.col("count"))).select("row", "others"))
        waiting = judged.filter(~pl.col("enough") & (pl.col("others") < pl.col("count"))).select("row", pl.col("others") + 1)
    if not settled:
        return parts
    changed = pl.concat(settled)
    return parts.join(changed, on="row", how="left", suffix="_new").with_columns(others=pl.coalesce("others_new", "others")).drop("others_new")


def _boxes(parts: pl.DataFrame, boxes: list[Box], known: Codes, level: str) -> list[Box]:
    """The box of each new row; "the others" are all codes without a row of their own, also those where nobody was paid."""
    own = dict(parts.filter(pl.col("kind") == "own").group_by("row").agg(pl.col("parts").explode()).iter_rows())
    made: list[Box] = []
    dimension = known.column
    for row, kind, codes in parts.select("row", "kind", "parts").iter_rows():
        if kind == "own":
            made.append({**boxes[row], dimension: (level, tuple(codes))})
        elif kind == "whole":
            made.append(boxes[row])
        else:
            named, (at, outer) = set(own[row]), boxes[row][dimension]
            made.append({**boxes[row], dimension: (level, tuple(code for code in known.inside(at, outer, level) if code not in named))})
    return made


def _renamed(cells: pl.DataFrame, parts: pl.DataFrame, level: str) -> pl.DataFrame:
    new = parts.explode("parts").select("row", pl.col("parts").alias(level), pl.col("new").cast(pl.Int32))
    placed = cells.select("row", level).join(new, on=["row", level], how="left", maintain_order="left")
    return cells.drop("row").with_columns(row=placed["new"])  # the codes of all cells are not written anew


# Rows and totals


def _rows(cells: pl.DataFrame, contributions: Rows, boxes: list[Box], table: Table, rule: Rule) -> pl.DataFrame:
    columns = [dimension.column for dimension in table.dimensions]
    figures = (given.group_by("row") for given in given_to(cells, contributions, ["row"]))
    sums = pl.concat(each.agg(households=pl.len(), cents=pl.col("cents").sum()) for each in figures)
    several = [pl.when(pl.col(column).list.len() > 1).then(f"{column}_level") for column in columns]
    rows = _described(boxes, columns).join(sums.with_columns(rule.rounded(pl.col("households"))), on="row", maintain_order="left")
    return rows.with_columns(together=pl.concat_list(several).list.drop_nulls())


def _described(boxes: list[Box], columns: list[str]) -> pl.DataFrame:
    """row, and for each dimension the level and codes of its box."""
    described: dict[str, Any] = {"row": pl.int_range(len(boxes), dtype=pl.Int32, eager=True)}
    described |= {f"{column}_level": pl.Series([box[column][0] for box in boxes], dtype=pl.String) for column in columns}
    return pl.DataFrame(described | {column: _lists([box[column][1] for box in boxes]) for column in columns})


def _lists(codes: list[tuple[str, ...]]) -> pl.Series:
    """The codes of each row; many rows have the same ones, which become a list once."""
    different = {one: number for number, one in enumerate(dict.fromkeys(codes))}
    return pl.Series(list(map(list, different)), dtype=pl.List(pl.String)).gather([different[one] for one in codes])


@dataclass(frozen=True)
class Totals:
    """Totals of the declared levels that have enough households, those that are withheld, and the audit."""

    groups: tuple[pl.DataFrame, ...]  # for each level: its codes, figure, households, cents
    families: tuple[Family, ...]
    withheld: frozenset[int]
    audit: Audit

    @classmethod
    def of(cls, cells: pl.DataFrame, contributions: Rows, table: Table, rule: Rule) -> Totals:
        groups, families = _grouped(cells, contributions, table, rule)
        withheld, findings = _withheld(cells, contributions, families, rule)
        return cls(tuple(groups), tuple(families), frozenset(withheld), findings)

    @classmethod
    def every(cls, cells: pl.DataFrame, contributions: Rows, table: Table, rule: Rule) -> Totals:
        """All that have enough households, whatever would follow from them."""
        groups, families = _grouped(cells, contributions, table, rule)
        return cls(tuple(groups), tuple(families), frozenset(), Audit(0, 0))

    def rows_cut(self, cells: pl.DataFrame) -> list[int]:
        """Rows that lie partly inside and partly outside of a published total."""
        cut: set[int] = set()
        for family in self.families:
            shown = family.filter(~pl.col("figure").is_in(list(self.withheld)))
            cut |= set(cutting(cells, shown)["row"])
        return sorted(cut)

    def published(self, table: Table, rule: Rule) -> pl.DataFrame:
        """level, a column for each dimension (its code or null), households (rounded), cents."""
        columns = [dimension.column for dimension in table.dimensions]
        schema: dict[str, Any] = {"level": pl.String, **dict.fromkeys(columns, pl.String), "households": pl.Int64, "cents": pl.Int64}
        frames = [pl.DataFrame(schema=schema)]
        for levels, groups in zip(table.totals, self.groups, strict=True):
            at = {table.dimension_of(level): pl.col(level) for level in levels}
            codes = [at.get(column, pl.lit(None, pl.String)).alias(column) for column in columns]
            shown = groups.filter(~pl.col("figure").is_in(list(self.withheld)))
            frames.append(shown.select(pl.lit(", ".join(levels)).alias("level"), *codes, rule.rounded(pl.col("households")), pl.col("cents")))
        return pl.concat(frames)


def _grouped(cells: pl.DataFrame, contributions: Rows, table: Table, rule: Rule) -> tuple[list[pl.DataFrame], list[Family]]:
    """For each level of totals: the codes and sums of those that have enough households, and their cells."""
    groups, families, start = [], [], 0
    for levels in table.totals:
        keys = cells.select(levels).unique().sort(levels).with_row_index("figure", offset=start)
        start += len(keys)
        family = cells.join(keys, on=list(levels)).select("cell", "figure")
        if table.together:
            keys, family = _joined(cells, keys, family, table.together.level)
        allowed = weighed(family, contributions, ["figure"]).filter(rule.allows())
        groups.append(keys.join(allowed, on="figure").sort("figure"))
        families.append(family.join(allowed.select("figure"), on="figure"))
    return groups, families


def _joined(cells: pl.DataFrame, keys: pl.DataFrame, family: Family, level: str) -> tuple[pl.DataFrame, Family]:
    """The smallest sets of totals to which whole rows add up, if they differ by their kinds alone: keys with the codes of these in one text."""
    links = family.join(cells.select("cell", atom="row"), on="cell").select("atom", "figure", family=pl.lit(0)).unique()
    sets = links.with_columns(set=components(links)).select("figure", "set").unique().with_columns(first=pl.col("figure").min().over("set"))
    named = keys.join(sets.drop("set"), on="figure")
    others = [name for name in keys.columns if name not in ("figure", level)]
    apart = named.group_by("first").agg(pl.col(others).n_unique()).filter(pl.any_horizontal(pl.col(others) > 1)) if others else named.clear()
    together = named.join(apart.select("first"), on="first", how="anti").group_by(figure="first")
    codes = [pl.col(name).unique().sort().str.join(" ") for name in keys.columns if name != "figure"]
    joined = together.agg(codes).select(keys.columns).sort("figure")
    return joined, family.join(sets, on="figure").join(joined.select(first="figure"), on="first").select("cell", figure="first")


def _withheld(cells: pl.DataFrame, contributions: Rows, families: list[Family], rule: Rule) -> tuple[set[int], Audit]:
    """A total that cuts through no row tells nothing new. Of one that does, what it cuts off must be enough, and so must all that follows."""
    withheld: set[int] = set()
    asked: list[Family] = []
    for family in families:
        cut = cutting(cells, family)
        cut_off = family.join(cells.select("cell", "row"), on="cell").join(cut, on=["row", "figure"]).select("cell", "figure")
        judged = weighed(cut_off, contributions, ["figure"]).with_columns(enough=rule.allows())
        withheld |= set(judged.filter(~pl.col("enough"))["figure"])
        asked.append(family.join(judged.filter("enough").select("figure"), on="figure"))
    more, findings = withhold(contributions, cells.select("cell", figure="row"), asked, rule.households, rule.share)
    return withheld | more, findings


def cutting(cells: pl.DataFrame, family: Family) -> pl.DataFrame:
    """row, figure: the row lies partly inside and partly outside of the total."""
    inside = cells.select("cell", "row").join(family, on="cell", how="left")
    split = inside.with_columns(groups=pl.col("figure").n_unique().over("row")).filter(pl.col("groups") > 1)
    return split.select("row", "figure").drop_nulls().unique().sort("row", "figure")


def share_lost(cells: pl.DataFrame, level: str, *levels: str) -> float:
    """Of cells (row, and a code for each level): how many of some levels stand, in part at least, in rows with several codes of one of them."""
    wide = cells.with_columns(lost=pl.col(level).n_unique().over("row") > 1).group_by(levels).agg(pl.col("lost").any())
    return float(wide["lost"].mean() or 0.0)  # type: ignore[arg-type]


def described(rows: pl.DataFrame) -> dict[str, dict[str, int]]:
    """What became of published rows: how many there are of each level, their money, and how many hold several codes of a level together."""
    level = pl.concat_str([name for name in rows.columns if name.endswith("_level")], separator=", ").alias("level")
    by_level = rows.group_by(level).agg(pl.len(), pl.col("cents").sum()).sort("level")
    coarsened = rows.select(pl.col("together").explode(empty_as_null=False)).group_by("together").len().sort("together")
    counts, money = (dict(by_level.select("level", figure).iter_rows()) for figure in ("len", "cents"))
    return {"rows": counts, "money": money, "coarsened": dict(coarsened.iter_rows())}


def _report(cells: pl.DataFrame, rows: pl.DataFrame, totals: Totals) -> Report:
    groups = {", ".join(frame.drop("figure", "households", "cents", "largest", "second").columns): set(frame["figure"]) for frame in totals.groups}
    return Report(
        cells=len(cells),
        **described(rows),
        totals={name: len(known - totals.withheld) for name, known in groups.items()},
        withheld={name: len(known & totals.withheld) for name, known in groups.items()},
        audit=totals.audit,
    )
