"""What can be worked out from published sums: an audit by linear programming.

A published sum is an equation over *atoms*: the cells that stand together in every published sum. A visitor knows the equations and
that no payment is negative. For each atom with too few households three programs ask:

- **the fewest households** behind any sum that follows from what is published (a combination without negative parts) and contains
  the atom. Where this reaches the threshold, no cell *and no group of cells* below it can be derived. A household counts once,
  however many atoms of the sum it is in;
- **the largest and the smallest amount** of money that the atom can hold: how well somebody who received the second largest
  amount of it could guess the largest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
import scipy  # its parts load where they are first named: most commands need none
from numpy.typing import NDArray

from open_data.anonymise.batches import Rows, collected, given_to
from resolvers.kept import Kept

Family = pl.DataFrame  # cell, figure: published sums that do not overlap, and the cells of each
Sums = tuple[tuple[int, int], ...]  # family and figure
Floats = NDArray[np.float64]
TOLERANCE = 1e-6
FEWEST: Kept[tuple[bytes, int], tuple[float, Floats]] = Kept(10_000)
"""Answers by the digest of a block and the atom: how few households, and the factors of the sums."""
LARGEST_BLOCK = 300  # atoms: a program over more of them takes seconds, so the totals of a larger block are withheld unasked


@dataclass(frozen=True)
class Leak:
    """An atom that is known too well."""

    atom: int
    households: int
    at_least: float  # households behind every derivable sum around it
    cents: int
    lowest: float
    highest: float
    by: Sums  # the sums that give it away


@dataclass(frozen=True)
class Audit:
    """How many atoms below the threshold were examined, in how many blocks of equations, and which are known too well."""

    examined: int
    blocks: int
    leaks: tuple[Leak, ...] = field(default=())


@dataclass(frozen=True)
class _Block:
    """Equations that hang together: a 0/1 matrix of sums by atoms, and what the atoms hold."""

    sums: Sums
    matrix: scipy.sparse.csr_array
    atoms: NDArray[np.int64]
    households: NDArray[np.int64]
    cents: Floats
    largest: Floats
    second: Floats
    patterns: scipy.sparse.csr_array  # 0/1: sets of atoms in which some households are, by atoms
    members: Floats  # how many households have each pattern

    @cached_property
    def digest(self) -> bytes:
        """Of the equations and the patterns: what alone says how few households are behind a combination."""
        arrays = (self.matrix.indptr, self.matrix.indices, self.patterns.indptr, self.patterns.indices, self.members)
        return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in (array.tobytes() for array in arrays))).digest()

    @cached_property
    def combination(self) -> scipy.sparse.csr_array:
        """What a combination of sums holds of each atom."""
        return scipy.sparse.csr_array(self.matrix.T)

    @cached_property
    def counted(self) -> scipy.sparse.csr_array:
        """Of a combination and what it takes of the patterns, the same for each atom: nowhere negative, and of no atom of a pattern more than of the pattern."""
        line, column = self.patterns.nonzero()
        above = scipy.sparse.csr_array((np.ones(len(line)), (np.arange(len(line)), line)), shape=(len(line), len(self.members)))
        nowhere_negative = [-self.combination, scipy.sparse.csr_array((len(self.atoms), len(self.members)))]
        return scipy.sparse.csr_array(scipy.sparse.block_array([nowhere_negative, [self.combination[column], -above]], format="csr"))


def audit(contributions: Rows, families: Sequence[Family], threshold: int, share: float) -> Audit:
    """Examine every atom with fewer households than the threshold. Contributions: cell, household, cents."""
    examined, leaks, blocks = 0, [], 0
    for block in _blocks(contributions, families, threshold):
        blocks += 1
        examined += int((block.households < threshold).sum())
        leaks += _leaks(block, threshold, share)
    return Audit(examined, blocks, tuple(leaks))


def withhold(contributions: Rows, rows: Family, totals: Sequence[Family], threshold: int, share: float) -> tuple[set[int], Audit]:
    """Totals that must not be published beside the rows, and the audit of what remains; totals have group numbers of their own.

    Without a total, cells that it kept apart become one atom, which holds other households than each of them: what remains is
    examined anew until nothing more is withheld.
    """
    withheld: set[int] = set()
    while True:
        kept = [total.filter(~pl.col("figure").is_in(withheld)) for total in totals]
        more, result = _withhold_once(contributions, rows, kept, threshold, share)
        if not more:
            return withheld, result
        withheld |= more


def _withhold_once(contributions: Rows, rows: Family, totals: Sequence[Family], threshold: int, share: float) -> tuple[set[int], Audit]:
    withheld: set[int] = set()
    examined, blocks = 0, 0
    for block in _blocks(contributions, [rows, *totals], threshold):
        blocks += 1
        if len(block.atoms) > LARGEST_BLOCK:
            withheld |= {figure for family, figure in block.sums if family > 0}
            continue
        for atom in np.flatnonzero(block.households < threshold):
            examined += 1
            while leak := _leak(block, int(atom), threshold, share):  # what is withheld later cannot make an earlier atom known
                dropped = _most_telling(leak)
                withheld.add(dropped)
                block = _without(block, dropped)
    return withheld, Audit(examined, blocks)


def _most_telling(leak: Leak) -> int:
    """The total that weighs most in the leak; rows alone tell nothing, for each has enough households."""
    totals = [figure for family, figure in leak.by if family > 0]
    if not totals:
        raise ArithmeticError("rows alone give a small cell away")
    return totals[0]


def _without(block: _Block, group: int) -> _Block:
    kept = [at for at, (family, number) in enumerate(block.sums) if family == 0 or number != group]
    return replace(block, sums=tuple(block.sums[at] for at in kept), matrix=scipy.sparse.csr_array(block.matrix[kept]))


# Blocks


def _blocks(contributions: Rows, families: Sequence[Family], threshold: int) -> Iterator[_Block]:
    """Equations that share atoms, where some atom is small."""
    atoms = _atoms(contributions, families)
    links = _open_links(atoms, len(families))
    if links.is_empty():
        return
    links = links.with_columns(block=components(links))
    placed = atoms.select("cell", "atom").join(links.select("atom", "block").unique(), on="atom")
    facts = weighed(placed, contributions, ["block", "atom"])
    wanted = facts.filter(pl.col("households") < threshold).select("block").unique()
    for given in given_to(placed.join(wanted, on="block", how="semi"), contributions, ["block"], of=["atom"]):
        by_block = [frame.join(given, on="block", how="semi").partition_by("block", as_dict=True) for frame in (links, facts, given)]
        for key in sorted(by_block[0]):
            yield _block(*(parts[key] for parts in by_block))


def weighed(sums: pl.DataFrame, contributions: Rows, by: list[str]) -> pl.DataFrame:
    """Sums (cell, and by what it is summed) as they weigh; a number stands for what they are summed by, since texts take longer."""
    keys = sums.select(by).unique().sort(by).with_row_index("sum")
    numbered = sums.join(keys, on=by).select("cell", "sum")
    return pl.concat(weigh(given, ["sum"]) for given in given_to(numbered, contributions, ["sum"])).join(keys, on="sum").drop("sum")


def weigh(given: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """households, cents, and the cents of the largest and the second recipient, of what each household got."""
    cents = pl.col("cents")
    second = pl.when(pl.len() < 2).then(0).otherwise(cents.top_k(2).min())
    return given.group_by(by).agg(households=pl.len().cast(pl.Int64), cents=cents.sum(), largest=cents.max(), second=second)


def _atoms(contributions: Rows, families: Sequence[Family]) -> pl.DataFrame:
    """cell, atom, and the group of the atom in each family (null: in no sum of it)."""
    cells = collected(contributions.lazy().select("cell").unique(), contributions)
    for number, family in enumerate(families):
        cells = cells.join(family.select("cell", pl.col("figure").cast(pl.Int64).alias(f"f{number}")), on="cell", how="left")
    names = [f"f{number}" for number in range(len(families))]
    kinds = cells.select(names).unique().sort(names).with_row_index("atom").with_columns(pl.col("atom").cast(pl.Int64))
    return cells.join(kinds, on=names, nulls_equal=True)


def _open_links(atoms: pl.DataFrame, families: int) -> pl.DataFrame:
    """atom, family, figure of the atoms that are not published by themselves."""
    unique = atoms.drop("cell").unique("atom")
    links = unique.unpivot([f"f{number}" for number in range(families)], index="atom", variable_name="family", value_name="figure").drop_nulls()
    links = links.with_columns(pl.col("family").str.slice(1).cast(pl.Int64))
    alone = links.filter((pl.len().over("family", "figure") == 1) & (pl.col("family") == 0))
    return links.join(alone, on="atom", how="anti")


def components(links: pl.DataFrame) -> pl.Series:
    """Of each link (atom, family, figure) the number of the set of atoms and figures that hang together."""
    atom = links["atom"].rank("dense").cast(pl.Int64).to_numpy() - 1
    sums = links.select("family", "figure").unique().with_row_index("line")
    group = links.join(sums, on=["family", "figure"], maintain_order="left")["line"].cast(pl.Int64).to_numpy()
    size = int(atom.max()) + 1 + int(group.max()) + 1
    graph = scipy.sparse.csr_array((np.ones(len(atom)), (atom, group + atom.max() + 1)), shape=(size, size))
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return pl.Series(labels[atom])


def _block(links: pl.DataFrame, facts: pl.DataFrame, given: pl.DataFrame) -> _Block:
    facts = facts.sort("atom")
    sums = links.select("family", "figure").unique().sort("family", "figure").with_row_index("line")
    column = facts.select("atom").with_row_index("column")
    entries = links.join(column, on="atom").join(sums, on=["family", "figure"]).sort("line", "column")
    held = given.join(column, on="atom").group_by("household").agg(pl.col("column").sort()).group_by("column").len().sort("len", "column")
    patterns = held.select("column").with_row_index("line").explode("column")
    return _Block(
        sums=tuple(sums.select("family", "figure").iter_rows()),
        matrix=_zero_one(entries["line"], entries["column"], len(sums), len(facts)),
        atoms=facts["atom"].to_numpy(),
        households=facts["households"].to_numpy(),
        cents=facts["cents"].cast(pl.Float64).to_numpy(),
        largest=facts["largest"].cast(pl.Float64).to_numpy(),
        second=facts["second"].cast(pl.Float64).to_numpy(),
        patterns=_zero_one(patterns["line"], patterns["column"], len(held), len(facts)),
        members=held["len"].cast(pl.Float64).to_numpy(),
    )


def _zero_one(line: pl.Series, column: pl.Series, lines: int, columns: int) -> scipy.sparse.csr_array:
    return scipy.sparse.csr_array((np.ones(len(line)), (line.to_numpy(), column.to_numpy())), shape=(lines, columns))


# Programs


def _leaks(block: _Block, threshold: int, share: float) -> list[Leak]:
    small = np.flatnonzero(block.households < threshold)
    return [leak for atom in small if (leak := _leak(block, int(atom), threshold, share)) is not None]


def _leak(block: _Block, atom: int, threshold: int, share: float) -> Leak | None:
    """The atom's leak, or None where what is published leaves it open enough."""
    highest, by_highest = _amount(block, atom, -1)
    lowest, by_lowest = _amount(block, atom, 1)
    households, by_count = _fewest(block, atom)
    largest, second = block.largest[atom], block.second[atom]
    slack = TOLERANCE * max(1.0, block.cents[atom])
    too_low = highest < (1 + share) * largest + second - slack
    too_high = lowest > (1 - share) * largest + second + slack
    few = households < threshold - TOLERANCE
    if not (few or too_low or too_high):
        return None
    by = by_count if few else by_highest if too_low else by_lowest
    return Leak(int(block.atoms[atom]), int(block.households[atom]), households, int(block.cents[atom]), lowest, highest, by)


def _fewest(block: _Block, atom: int) -> tuple[float, Sums]:
    """The fewest households behind a combination of sums that is nowhere negative and holds the atom once.

    The same equations are asked about when a table is made, before it is said and by the gate: two thirds of all programs were solved before.
    """
    key = block.digest, atom
    households, factors = FEWEST.get(key) or FEWEST.keep(key, _solved(block, atom))
    return households, _used(block, factors)


def _solved(block: _Block, atom: int) -> tuple[float, Floats]:
    """The program: a factor for each sum, and for each pattern the most that the combination takes of any of its atoms."""
    sums, patterns = len(block.sums), len(block.members)
    found = scipy.optimize.linprog(
        np.concatenate([np.zeros(sums), block.members]),
        A_ub=block.counted,
        b_ub=np.zeros(block.counted.shape[0]),
        A_eq=scipy.sparse.block_array([[block.combination[[atom]], scipy.sparse.csr_array((1, patterns))]], format="csr"),
        b_eq=[1.0],
        bounds=[(None, None)] * sums + [(0, None)] * patterns,
        method="highs",
    )
    if found.status != 0:
        raise ArithmeticError(f"the audit of a table failed: {found.message}")
    return float(found.fun), found.x[:sums]


def _amount(block: _Block, atom: int, sign: int) -> tuple[float, Sums]:
    """How small (sign 1) or large (sign -1) the atom's money can be, and the sums that say so."""
    if not block.cents.any():
        return 0.0, ()  # nobody got anything: counts alone are told
    aim = np.zeros(len(block.atoms))
    aim[atom] = sign
    scale = max(float(block.cents.max()), 1.0)
    found = scipy.optimize.linprog(aim, A_eq=block.matrix, b_eq=block.matrix @ (block.cents / scale), bounds=(0, None), method="highs")
    if found.status != 0:
        raise ArithmeticError(f"the audit of a table failed: {found.message}")
    return float(sign * found.fun * scale), _used(block, found.eqlin.marginals)


def _used(block: _Block, factors: Floats) -> Sums:
    """The sums of a combination, the weightiest first."""
    order = np.argsort(-np.abs(factors), kind="stable")
    return tuple(block.sums[at] for at in order if abs(factors[at]) > TOLERANCE)
