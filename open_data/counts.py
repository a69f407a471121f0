"""Counts and sums of what was done for households: rows and totals of one protected table (`anonymise.tables`).

`Counts` says what is counted; it becomes two datasets, its `rows` (each household's share is in exactly one of them) and the
`totals` that may stand beside them. Both rest on the same protected table, reconciled with what earlier releases said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

import polars as pl

from databases.tables import CODES, CodeList
from open_data.anonymise.batches import distinct
from open_data.anonymise.dimensions import Dimension, kinds, months, places
from open_data.anonymise.tables import STANDARD, Table, described, protect, share_lost
from open_data.anonymise.together import Together, decided
from open_data.code_lists import below_all
from open_data.columns import AS_OF, Column, Type, Words
from open_data.contents import followed
from open_data.disclosure import Disclosure
from open_data.gate import differences
from open_data.gate.differences import Release, StoredRelease, check, check_totals, reconcile
from open_data.gate.refusal import Refusal
from open_data.layout import in_time
from open_data.material import Material
from open_data.paths import Path

FIGURE_UNITS = {
    "households": "户 households",
    "concerned": "个 households and others",
    "reports": "件 reports",
    "villages": "个村 villages",
}
LEVELS = CodeList(
    "table_level",
    {
        "city": "市",
        "county": "市（县）区",
        "town": "镇（街道）",
        "village": "村（社区）",
        "all": "全部",
        "group": "大类",
        "kind": "种类",
        "year": "年",
        "quarter": "季度",
        "month": "月",
    },
)
TITLES = {"place": Words("地区", "Place"), "kind": Words("种类", "Kind"), "month": Words("时间", "Time")}
FIGURES = {
    "households": Words("户数", "Households"),
    "concerned": Words("预警涉及的户、项目等", "Households, projects and others whom the alerts are about"),
    "reports": Words("反映件数", "Reports"),
    "villages": Words("村数", "Villages"),
}
JOINED = Words(
    "所含代码，以空格分隔；只能合在一起公布的种类写在一行",
    "The codes that it covers, with spaces between; kinds that can only be told together are one total",
)
SEVERAL_LEVELS = Words("可有几个层级的代码", "Codes of levels, several in a cell")
MOST_NAMED = {"place": 3, "kind": 8}  # codes of a row that are said by name


@dataclass(frozen=True)
class Kinds:
    """Into which kinds the rows fall: path to a code, what it is called (a code list, or a path to its name), and its group."""

    code: str
    codes: CodeList | None = None
    name: str | None = None
    group: str | None = None

    @property
    def listed(self) -> CodeList | None:
        """The list in which its codes are published; None: they are the key of another dataset (streams, rules, projects), or their groups."""
        return below_all(self.codes) if self.codes else None


@dataclass(frozen=True)
class Today:
    """What a release would say of a table if there were no earlier ones: its rows with what is behind them, the totals beside them, and how many are withheld at each level."""

    table: Table
    stored: StoredRelease
    totals: pl.DataFrame
    withheld: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Counts:
    """What is counted: rows of a table, each of one household (or of another `household`, said by `figure`).

    name: under which the ledger keeps it. place, month: paths to the division and the day; amount: path to what is summed. splits, totals, finer: as in
    `anonymise.tables.Table`. where: path to a value, or to one of several. most_lost: the share of the cells of town, kind and year that may be left without a
    row of their town before kinds stand together (`anonymise.together`). steady: of what is paid month after month, the first so many splits are made of a
    year that is not over; the others once it is.
    """

    name: str
    of: str
    splits: tuple[str, ...]
    household: str = "household_id"
    figure: str = "households"
    place: str = "region_code"
    month: str | None = None
    kind: Kinds | None = None
    amount: str | None = None
    totals: tuple[tuple[str, ...], ...] = ()
    finer: tuple[str, ...] = ()
    where: Mapping[str, object] = field(default_factory=dict)
    most_lost: float | None = None
    steady: int | None = None

    @property
    def paths(self) -> dict[str, Path]:
        named = {"household": self.household, "place": self.place, "month": self.month, "amount": self.amount}
        if self.kind:
            named |= {"kind": self.kind.code, "kind_name": self.kind.name, "kind_group": self.kind.group}
        return {name: Path.of(self.of, path) for name, path in named.items() if path}

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(name for name in ("place", "kind", "month") if name in self.paths)

    def column(self, dimension: str, about: Words | None) -> Column:
        """The published column of the codes of a dimension, several in a cell."""
        codes = self.kind.listed if self.kind and dimension == "kind" else None
        return Column(dimension, TITLES[dimension], _type_of(dimension), (self.paths[dimension],), codes=codes, about=about)

    def table(self, groups: Mapping[str, str], together: Together | None = None) -> Table:
        made: dict[str, Dimension] = {"place": places(), "kind": kinds(groups), "month": months()}
        return Table(tuple(made[name] for name in self.dimensions), self.splits, self.totals, self.finer, together)

    def reads(self) -> set[tuple[str, str]]:
        conditions = [Path.of(self.of, path) for path in self.where]
        return {read for path in (*self.paths.values(), *conditions) for read in path.reads()}

    def released(self, material: Material) -> Release:
        """What this release says: the protected table, held against every earlier one."""
        return material.once(self, lambda: StoredRelease(self._reconciled(material))).load()

    def _reconciled(self, material: Material) -> Release:
        return reconcile(self._today(material).stored.load(), material.ledger.tables(self.name))

    def said(self, material: Material) -> Release:
        """The same with the totals beside it that cut through rows: what later releases are held against."""
        return differences.with_cuts(self.released(material), self.totals_of(material), self._today(material).table)

    def totals_of(self, material: Material) -> pl.DataFrame:
        """The totals that may stand beside what is released: those of the protected table, or, where earlier releases have a say, what they leave of them."""
        told, _ = self._totals(material)
        return told

    def _totals(self, material: Material) -> tuple[pl.DataFrame, Mapping[str, int]]:
        """Those that are told, and how many are withheld at each level."""
        return material.once(("totals", self), lambda: self._totals_beside(material))

    def _totals_beside(self, material: Material) -> tuple[pl.DataFrame, Mapping[str, int]]:
        today, earlier = self._today(material), material.ledger.tables(self.name)
        if not earlier:
            return today.totals, today.withheld
        told, withheld = differences.totals(self.released(material), earlier, today.table)
        return told, dict(withheld.group_by("level").len().sort("level").iter_rows())

    def _today(self, material: Material) -> Today:
        """The finest table to which the gate's own audit has no objection, and what it would say by itself."""
        return material.once(("today", self), lambda: next(self._candidates(material)))

    def _candidates(self, material: Material) -> Iterator[Today]:
        payments, whole = self.payments(material).select("household", "cents", *self.dimensions), self._whole(material)
        for table in (whole, replace(whole, finer=()), replace(whole, finer=(), totals=())):
            protected = protect(payments, table, STANDARD)
            release = Release.of(material.name, protected, table)
            if not check(release, [], self.name):
                yield Today(table, StoredRelease(release), protected.totals, protected.report.withheld)

    def _whole(self, material: Material) -> Table:
        table = self.table(self.groups(material), self._together(material))
        if self.steady is None:
            return table
        return replace(table, steady=self.steady, under_way=under_way(distinct(self.payments(material).select("month"))["month"]))

    def _together(self, material: Material) -> Together | None:
        return Together.of(self.standing_together(material)) if self.most_lost is not None else None

    def standing_together(self, material: Material) -> pl.DataFrame:
        """Which kinds stand together in which county and year: as it was decided once, for each later release."""
        return material.once(("together", self), lambda: self._decided(material))

    def _decided(self, material: Material) -> pl.DataFrame:
        earlier = material.ledger.frames(f"{self.name}_together")
        at = {level: code for dimension in (places(), months()) for level, code in dimension.levels.items()}
        payments = self.payments(material).select("household", "kind", **{level: at[level] for level in ("county", "town", "year")})
        assert self.most_lost is not None
        return decided(payments, earlier[max(earlier, key=in_time)] if earlier else None, self.most_lost)

    def report(self, material: Material) -> dict[str, Any]:
        """How what is released is protected, how many rows say what earlier releases said, and which totals cannot be told.

        Nothing of today's rows is in it: where a change waits, their number would tell of it.
        """
        release, (told, withheld) = self.released(material), self._totals(material)
        rows = described(release.rows)
        in_yuan = {
            level: f"{Decimal(cents).scaleb(-2):.2f}" for level, cents in rows["money"].items()
        }  # eleven digits of cents look like a telephone
        measured = {"cells": len(release.cells), **rows, "money": in_yuan, "audit": asdict(differences.audited(self.said(material)))}
        totals = {"totals": dict(told.group_by("level").len().sort("level").iter_rows()), "withheld": withheld}
        earlier = release.rows.filter(pl.col("as_of") != material.name)
        found = {"rule": asdict(STANDARD), **measured, **totals, "rows_of_earlier_releases": len(earlier)}
        return found | (self._kept(material) if self.most_lost is not None else {})

    def _kept(self, material: Material) -> dict[str, Any]:
        """Which share of the cells of town, kind and year, of years that are over, lost its town or kind, and which kinds stand together where so that no more lose their town."""
        table, levels = self._today(material).table, ("town", "kind", "year")
        cells = self.released(material).cells.select("row", *(table.levels[level].alias(level) for level in levels))
        cells = cells.filter(pl.col("year").ne_missing(table.under_way))
        together = self.standing_together(material).filter(pl.col("kinds").list.len() > 0)
        return {
            "lost": {level: share_lost(cells, level, *levels) for level in ("town", "kind")},
            "kinds_together": {f"{county} {year}": kinds for county, year, kinds in together.select("county", "year", "kinds").iter_rows()},
        }

    def groups(self, material: Material) -> dict[str, str]:
        """The group of each kind."""
        return self._of_kinds("kind_group", material) if self.kind else {}

    def _of_kinds(self, column: str, material: Material) -> dict[str, str]:
        """What a column says of each kind."""
        return dict(distinct(self.payments(material).select("kind", column)).iter_rows())

    def refusals(self, material: Material) -> list[Refusal]:
        """What would follow from this release together with earlier ones: the gate's own look."""
        return check(self.said(material), material.ledger.tables(self.name), self.name)

    def refusals_of_totals(self, material: Material) -> list[Refusal]:
        """The same of the totals beside it."""
        table, earlier = self._today(material).table, material.ledger.tables(self.name)
        return check_totals(self.totals_of(material), self.released(material), earlier, f"{self.name}_totals", table)

    def names(self, material: Material) -> dict[str, dict[str, str]]:
        """What codes of places, kinds and their groups are called."""
        names = {"place": dict(material.rows("Region").select("code", "name").collect().iter_rows())}
        if self.kind:
            named = self.kind.codes.labels if self.kind.codes else self._of_kinds("kind_name", material)
            names["kind"] = {"all": LEVELS.labels["all"], **self._groups_named(), **named}
        return names

    def _groups_named(self) -> Mapping[str, str]:
        codes: CodeList | None = self.paths["kind_group"].column.info.get(CODES) if "kind_group" in self.paths else None
        return codes.labels if codes else {}

    def payments(self, material: Material) -> pl.LazyFrame:
        """Who got what: household, cents, and the finest code of each dimension; what has no household, day or kind is counted nowhere.

        Read anew by whoever asks, since nothing grows more with the city than its lines.
        """
        conditions = {f"where {place}": Path.of(self.of, path) for place, path in enumerate(self.where)}
        found = followed(material, self.of, {**self.paths, **conditions})
        for name, value in zip(conditions, self.where.values(), strict=True):
            found = found.filter(pl.col(name).is_in(value) if isinstance(value, tuple) else pl.col(name) == value)
        cents = (pl.col("amount") * 100).cast(pl.Int64) if self.amount else pl.lit(0, pl.Int64)
        columns = {name: pl.col(name) for name in self.paths if name not in ("household", "amount", "month")}
        if self.month:
            columns["month"] = pl.col("month").dt.strftime("%Y-%m")
        if self.kind and not self.kind.group:
            columns["kind_group"] = pl.lit("all")
        return found.select("household", cents.alias("cents"), **columns).drop_nulls(("household", *self.dimensions))

    def renamed(self) -> Iterator[pl.Expr]:
        """The figures of a protected table under their published names."""
        yield pl.col("households").alias(self.figure)
        yield (pl.col("cents").cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(16, 2)).alias("amount")

    def figures(self) -> Iterator[Column]:
        """The published figures."""
        about = Words("四舍五入到 5 的倍数；实际不少于 11", "Rounded to a multiple of 5; eleven at least")
        yield Column(self.figure, FIGURES[self.figure], Type.WHOLE, (self.paths["household"],), FIGURE_UNITS[self.figure], about=about)
        if self.amount:
            yield Column("amount", Words("金额（元）", "Yuan"), Type.MONEY, (self.paths["amount"],), "元 CNY")


@dataclass(frozen=True, eq=False)
class CountRows:
    """The rows of a protected table: each share of a household is in exactly one of them."""

    counts: Counts
    disclosure = Disclosure.TABLE

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        yield Column("row", Words("行号", "Row"), Type.WHOLE, (), own="by what a row covers")
        for name in self.counts.dimensions:
            title, path = TITLES[name], self.counts.paths[name]
            yield Column(f"{name}_level", Words(f"{title.zh}层级", f"{title.en}, level"), Type.CODE, (path,), codes=LEVELS)
            yield self.counts.column(name, Words("所含代码，以空格分隔", "The codes that it covers, with spaces between"))
            if name != "month":
                yield Column(f"{name}_label", Words(f"{title.zh}名称", f"{title.en}, in words"), Type.TEXT, (path,))
        together = Words("合并的层级", "Levels at which codes stand together")
        yield Column("together", together, Type.TEXT, (), codes=LEVELS, own="what place, kind and month say", about=SEVERAL_LEVELS)
        yield from self.counts.figures()
        yield AS_OF

    def reads(self) -> set[tuple[str, str]]:
        return self.counts.reads()

    def frame(self, material: Material) -> pl.LazyFrame:
        rows = self.counts.released(material).rows
        labels = self.counts.names(material)
        words = [_in_words(name, labels[name]).alias(f"{name}_label") for name in self.counts.dimensions if name in labels]
        texts = [pl.col(name).list.join(" ") for name in self.counts.dimensions]
        together = pl.col("together").list.join(" ")
        rows = rows.with_columns(words)
        return rows.lazy().with_columns(texts).with_columns(together, *self.counts.renamed()).select([column.name for column in self.columns])

    def refusals(self, material: Material) -> list[Refusal]:
        return self.counts.refusals(material)

    def report(self, material: Material) -> dict[str, Any] | None:
        return self.counts.report(material)

    def keep(self, material: Material) -> None:
        self.counts.said(material).save(material.ledger.folder / self.counts.name)
        if self.counts.most_lost is not None:
            material.ledger.save_frame(f"{self.counts.name}_together", self.counts.standing_together(material))


@dataclass(frozen=True, eq=False)
class CountTotals:
    """The totals that may stand beside the rows, with exact money."""

    counts: Counts
    disclosure = Disclosure.TOTALS

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those by whose levels totals are made: in a total of all kinds alone no kind would ever be named."""
        table = self.counts.table({})
        made = {table.dimension_of(level) for levels in self.counts.totals for level in levels}
        return tuple(name for name in self.counts.dimensions if name in made)

    def _columns(self) -> Iterator[Column]:
        level = Words("合计层级", "Level of the total")
        yield Column("level", level, Type.TEXT, (), codes=LEVELS, own="what place, kind and month say", about=SEVERAL_LEVELS)
        for name in self.dimensions:
            title, path = TITLES[name], self.counts.paths[name]
            yield self.counts.column(name, JOINED if name == "kind" and self.counts.most_lost is not None else None)
            if name != "month":
                yield Column(f"{name}_label", Words(f"{title.zh}名称", f"{title.en}, in words"), Type.TEXT, (path,))
        yield from self.counts.figures()

    def reads(self) -> set[tuple[str, str]]:
        return self.counts.reads()

    def frame(self, material: Material) -> pl.LazyFrame:
        labels = self.counts.names(material)
        totals = self.counts.totals_of(material).with_columns(
            [_named(pl.col(name), labels[name]).alias(f"{name}_label") for name in self.dimensions if name in labels]
        )
        return totals.lazy().with_columns(*self.counts.renamed()).select([column.name for column in self.columns])

    def refusals(self, material: Material) -> list[Refusal]:
        """What would follow from them together with the totals of earlier releases; their rows are held against those by themselves."""
        return self.counts.refusals_of_totals(material)

    def report(self, material: Material) -> dict[str, Any] | None:
        return None

    def keep(self, material: Material) -> None:
        """Its rows keep what totals are made of."""


def under_way(months_paid: pl.Series) -> str | None:
    """The last year, unless its December was paid."""
    last = months_paid.max()
    return last[:4] if isinstance(last, str) and not last.endswith("-12") else None


def _type_of(dimension: str) -> Type:
    return Type.PERIODS if dimension == "month" else Type.TEXT


def _named(codes: pl.Expr, labels: Mapping[str, str]) -> pl.Expr:
    return codes.str.split(" ").list.eval(pl.element().replace(labels)).list.join("、")


def _in_words(dimension: str, labels: Mapping[str, str]) -> pl.Expr:
    """Names of the codes of a row. A place that stands beside places inside it means what belongs to none of them: 无锡市本级 is no county."""
    codes, most = pl.col(dimension), MOST_NAMED[dimension]
    if dimension != "place":
        return _few_or_first(codes.list.eval(pl.element().replace(labels)), most)
    digits = pl.element().str.len_chars()
    inside = codes.list.eval(pl.element().filter(digits == digits.max()).replace(labels))
    around = codes.list.eval(pl.element().filter(digits < digits.max()).replace(labels) + "本级")
    told = _few_or_first(inside, most)
    return pl.when(around.list.len() == 0).then(told).otherwise(pl.format("{}、{}", told, around.list.join("、")))


def _few_or_first(names: pl.Expr, most: int) -> pl.Expr:
    """A few names, or the first of them and how many there are."""
    many = pl.format("{}等{}个", names.list.head(most).list.join("、"), names.list.len())
    return pl.when(names.list.len() <= most).then(names.list.join("、")).otherwise(many)
