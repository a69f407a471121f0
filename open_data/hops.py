"""Hops of money that ends at households: summed so far that eleven households stand behind every figure, and behind every difference.

A hop to a town that pays three households would tell what the three got. So what is summed is what households were paid, by the
accounts through which it passed; and it is summed where rows of the table of payments add up to counties, streams and years. So the
sums tell nothing that the payments do not, and wait with them for a change of eleven households. Which accounts are told apart:
`passage.tellable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import scipy  # its parts load where they are first named: most commands need none

from open_data.anonymise.batches import batches, collected, joined, sizes_of
from open_data.anonymise.tables import STANDARD
from open_data.columns import AS_OF, Column, Type, Words, taken
from open_data.counts import TITLES, Counts
from open_data.disclosure import Disclosure
from open_data.gate.differences import Release
from open_data.gate.refusal import Refusal
from open_data.layout import in_time
from open_data.material import Material
from open_data.passage import ACCOUNTS, CELL, INSIDE_COUNTY, Passage, cell_of, passed, reads, tellable, tellable_beside_rows
from open_data.paths import Path

KEPT = "household_allocations"  # under which the ledger keeps the shares of accounts
CODES = 6  # digits of a county: the finest place of a sum
YEAR = 4


@dataclass(frozen=True, eq=False)
class HopSums:
    """Sums of what passed through accounts; `counts` is the protected table of the payments whose rows add up to them."""

    counts: Counts
    disclosure = Disclosure.HOPS

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        for name in CELL:
            about = Words("所含代码，以空格分隔", "The codes that it covers, with spaces between")
            of = Type.PERIODS if name == "month" else Type.TEXT
            yield Column(name, TITLES[name], of, (self.counts.paths[name],), about=about)
        for name in ACCOUNTS:
            yield taken(name, Path.of("Allocation", name))
        about = Words("发给这些家庭的钱里经过这一环节的部分", "Of what these households were paid, the part that passed here")
        yield Column("amount", Words("金额（元）", "Yuan"), Type.MONEY, (self.counts.paths["amount"],), "元 CNY", about=about)
        yield AS_OF

    def reads(self) -> set[tuple[str, str]]:
        return self.counts.reads() | reads() | {read for name in ACCOUNTS for read in Path.of("Allocation", name).reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        return material.once(self, lambda: self._told(material)).select([column.name for column in self.columns]).lazy()

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look: whom the money of each published row passed to, whatever made the row."""
        rows = self.frame(material).collect()
        behind = _behind(rows, self._passed(material))
        return [
            Refusal(KEPT, " → ".join(row[name] for name in ACCOUNTS), " ".join(row[name] for name in CELL), "derivable")
            for line, row in enumerate(rows.iter_rows(named=True))
            if behind.get(line, 0) < STANDARD.households
        ]

    def report(self, material: Material) -> dict[str, Any] | None:
        """How many sums there are, and in how many of them only accounts are told through which all of the money passed."""
        sums = self._sums(material)["sum"].n_unique()
        return {"sums": sums, "rows": self.frame(material).collect().height}

    def keep(self, material: Material) -> None:
        material.ledger.save_frame(KEPT, self._shares(material))

    # What is told

    def _told(self, material: Material) -> pl.DataFrame:
        """A row for each sum and the accounts that may be told of it."""
        shown = _shown(self.counts.released(material))
        sums = self._sums(material).join(shown, on=CELL)
        part = (pl.col("cents") * pl.col("share")).round().cast(pl.Int64)
        told = sums.join(self._shares(material), on=CELL).filter(pl.col("told").all().over("sum", *ACCOUNTS))
        in_order = pl.Enum(sorted(told["as_of"].unique(), key=in_time))
        added = told.group_by("sum", *ACCOUNTS).agg(part.sum().alias("cents"), pl.col("as_of").cast(in_order).max().cast(pl.String))
        amount = ((pl.col("cents").cast(pl.Decimal(18, 2))) / 100).cast(pl.Decimal(16, 2))
        return added.filter(pl.col("cents") > 0).join(self._named(material), on="sum").with_columns(amount=amount)

    def _tellable(self, material: Material) -> pl.DataFrame:
        """sum and accounts."""
        found = self._passed(material)
        accounts, sums = found.accounts, found.cells.join(self._sums(material), on=CELL).select("cell", "sum")
        told = [
            {"sum": number, "account": account}
            for some in _some_sums(sums, found)
            for number, passed in self._passed_of(some, material)
            for account in tellable_beside_rows(tellable(passed[0], passed[1]), passed[2], found.ways)
        ]
        schema = {"sum": sums.schema["sum"], "account": accounts.schema["account"]}
        return pl.DataFrame(told, schema=schema).join(accounts, on="account")

    def _passed_of(self, sums: pl.DataFrame, material: Material) -> Iterator[tuple[int, list[pl.DataFrame]]]:
        """Each of some sums (sum, cell) over accounts with what was paid, through which accounts, and how the rows of the payments are parts of it."""
        found = self._passed(material)
        paid, through = (joined(rows, sums).drop("cell") for rows in (found.paid, found.through))
        through = through.join(found.accounts.select("account", inside=pl.col("to_level").is_in(INSIDE_COUNTY)), on="account")
        by_sum = [frame.partition_by("sum", as_dict=True) for frame in (paid, through, self._parts(sums, material))]
        for key in by_sum[0].keys() & by_sum[1].keys():
            yield key[0], [parts[key] for parts in by_sum]

    def _parts(self, sums: pl.DataFrame, material: Material) -> pl.DataFrame:
        """cell, sum, row of the payments, way, and the households that were paid so."""
        shown = self.counts.released(material)
        finest = joined(self._passed(material).finest, sums).join(shown.cells.drop("cell"), on=shown.dimensions)
        return finest.group_by("cell", "sum", "row", "way").agg(pl.col("household").explode().unique().sort()).sort("cell", "row", "way")

    def _passed(self, material: Material) -> Passage:
        return material.once((KEPT, "passed"), lambda: passed(material, self.counts))

    # Sums

    def _sums(self, material: Material) -> pl.DataFrame:
        """sum and cell: the smallest sets of counties, streams and years to which rows of the payments add up."""
        pairs = _pairs(self.counts.released(material))
        cells = pairs.select(CELL).unique().sort(CELL).with_row_index("cell")
        found = pairs.join(cells, on=CELL)
        return cells.select(*CELL, sum=pl.Series(_together(found["row"], found["cell"])))

    def _named(self, material: Material) -> pl.DataFrame:
        """sum, and the codes that its rows cover."""
        released = self.counts.released(material)
        rows = _pairs(released).join(self._sums(material), on=CELL).select("row", "sum").unique()
        digits = {"place": CODES, "kind": None, "month": YEAR}
        codes = [pl.col(name).list.eval(pl.element().str.slice(0, length)) for name, length in digits.items()]
        found = rows.join(released.rows.select("row", *codes), on="row")
        return found.group_by("sum").agg([pl.col(name).explode().unique().sort().str.join(" ") for name in CELL])

    # Shares

    def _shares(self, material: Material) -> pl.DataFrame:
        """Of each cell (county, stream, year) which share passed through which accounts, whether that is told, and as of which release.

        The share of an earlier release stands until eleven households of a sum were paid more, or less, than each one showed: or else a
        hop that changed would tell of the one household for which it did.
        """
        return material.once((KEPT, "shares"), lambda: self._waited(material))

    def _waited(self, material: Material) -> pl.DataFrame:
        now, earlier = self._shares_now(material), material.ledger.frames(KEPT)
        if not earlier:
            return now
        near = pl.concat([self._waiting(material, said) for said in earlier.values()]).unique()
        waiting = self._sums(material).join(near, on="sum", how="semi").select(CELL)
        *_, last = earlier.values()
        return pl.concat([now.join(waiting, on=CELL, how="anti"), last.join(waiting, on=CELL, how="semi")])

    def _shares_now(self, material: Material) -> pl.DataFrame:
        found = self._passed(material)
        parts = found.parts.join(found.cells, on="cell").join(found.accounts, on="account")
        tellable = self._tellable(material).select("sum", *ACCOUNTS, told=pl.lit(value=True))
        judged = parts.join(self._sums(material), on=CELL).join(tellable, on=["sum", *ACCOUNTS], how="left")
        share, told = pl.col("cents") / pl.col("whole"), pl.col("told").fill_null(value=False)
        return judged.select(*CELL, *ACCOUNTS, share=share, told=told, as_of=pl.lit(material.name)).sort(*CELL, *ACCOUNTS)

    def _waiting(self, material: Material, said: pl.DataFrame) -> pl.DataFrame:
        """Sums of which an earlier release spoke, and in which fewer than eleven households have changed since."""
        cells = self._sums(material).join(said.select(*CELL, "as_of").unique(), on=CELL)
        then = [_by_cell(release).with_columns(as_of=pl.lit(release.name)) for release in material.ledger.tables(self.counts.name)]
        before = pl.concat(then).join(cells, on=[*CELL, "as_of"]).select("sum", *CELL, "household", before="cents")
        now = _by_cell(self.counts.released(material)).join(cells, on=CELL).select("sum", *CELL, "household", now="cents")
        both = now.join(before, on=["sum", *CELL, "household"], how="full", coalesce=True).fill_null(0)
        changed = both.filter(pl.col("now") != pl.col("before")).group_by("sum").agg(changed=pl.col("household").n_unique())
        counted = cells.select("sum").unique().join(changed, on="sum", how="left").fill_null(0)
        return counted.filter(pl.col("changed") < STANDARD.households).select("sum")


def _pairs(released: Release) -> pl.DataFrame:
    """Which row shares payments with which cell."""
    return released.cells.lazy().select("row", "kind", *cell_of("place", "month")).unique().collect(engine="streaming")


def _by_cell(released: Release) -> pl.DataFrame:
    """What the release shows of each household in each cell."""
    cells = released.cells.select("cell", "kind", *cell_of("place", "month"))
    return joined(released.contributions, cells).group_by("household", *CELL).agg(pl.col("cents").sum())


def _shown(released: Release) -> pl.DataFrame:
    """What the release shows of each cell."""
    cents = collected(released.contributions.lazy().group_by("cell").agg(pl.col("cents").sum()), released.contributions)
    cells = released.cells.select("cell", "kind", *cell_of("place", "month"))
    return cells.join(cents, on="cell").group_by(CELL).agg(pl.col("cents").sum())


def _together(rows: pl.Series, cells: pl.Series) -> np.ndarray[Any, np.dtype[np.int32]]:
    """For each cell the number of the set of rows and cells that hang together."""
    first, size = int(cells.max()) + 1, int(cells.max()) + int(rows.max()) + 2  # type: ignore[arg-type]
    graph = scipy.sparse.csr_array((np.ones(len(rows)), (cells.to_numpy(), rows.to_numpy() + first)), shape=(size, size))
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return labels[:first]  # type: ignore[no-any-return]


def _some_sums(sums: pl.DataFrame, found: Passage) -> Iterator[pl.DataFrame]:
    """sum, cell: some sums at a time, with all of their cells."""
    sizes = sums.join(sizes_of(found.through), on="cell", how="left").group_by("sum").agg(pl.col("shares").sum()).sort("sum")
    for some in batches(sizes, "shares"):
        yield sums.join(some, on="sum", how="semi")


def _behind(rows: pl.DataFrame, found: Passage) -> dict[int, int]:
    """Of each row how many households money came to through its accounts; of a row to whom none came, nothing."""
    lines = pl.concat([_inside(line, row, found) for line, row in enumerate(rows.iter_rows(named=True))] or [_nowhere(found)])
    sizes = lines.join(sizes_of(found.through), on="cell").group_by("line").agg(pl.col("shares").sum()).sort("line")
    counted = dict[int, int]()
    for some in batches(sizes, "shares"):
        inside = found.through.lazy().join(lines.join(some, on="line", how="semi").lazy(), on=["cell", "account"])
        counted |= collected(inside.group_by("line").agg(pl.col("household").n_unique()), found.through).iter_rows()
    return counted


def _inside(line: int, row: dict[str, Any], found: Passage) -> pl.DataFrame:
    """line, account, cell: what of all that passed is behind a row."""
    covered = [pl.any_horizontal(pl.col(name).str.starts_with(code) for code in row[name].split()) for name in ("place", "month")]
    named = set(found.cells["kind"]).intersection(row["kind"].split())  # none where it says their group
    inside = found.cells.filter(*covered, *([pl.col("kind").is_in(list(named))] if named else []))
    account = found.accounts.filter(**{name: row[name] for name in ACCOUNTS}).select("account")
    return inside.select("cell").join(account, how="cross").select(pl.lit(line, pl.Int64).alias("line"), "account", "cell")


def _nowhere(found: Passage) -> pl.DataFrame:
    return found.accounts.clear().join(found.cells.clear(), how="cross").select(pl.lit(0, pl.Int64).alias("line"), "account", "cell")
