"""A file of households that nobody can be found in: polars in, polars out, no database.

    published = anonymise(frame, household_rule(regions), earlier=[...])

`published.frame` goes out; `published.report` goes with it; `published.membership` stays inside, for the comparison with later releases.

**k** is counted in households: who is found in a file of members betrays everybody he lives with. **Homogeneity** (all of a class have one
cause) is refused by l, **skewness** (a class in which a rare cause is common) by t. **Minimality**: see `partition.py`. **Unsorted
matching**: identifiers are drawn anew for each release from the system's randomness and the rows are sorted by them, so neither the order
nor an identifier leads from one file to another, or to the register. **Two releases** together: see `comparison.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from databases.public_ids import public_id
from open_data.anonymise.comparison import compare_releases
from open_data.anonymise.hierarchies import Hierarchy
from open_data.anonymise.measures import Report, build_report
from open_data.anonymise.partition import Partition
from open_data.anonymise.rules import MicrodataRule


class UnknownColumnError(ValueError):
    """A frame has a column that the rule does not name, or lacks one that it names."""


class RepeatedHouseholdError(ValueError):
    """A household has two rows, so that k would count it twice."""


@dataclass(frozen=True)
class Anonymised:
    """What goes out, what is told about it, and which household is in which class (never published)."""

    frame: pl.DataFrame
    report: Report
    membership: pl.DataFrame


def random_id() -> str:
    """Eighty bits that are derived from nothing, in letters: nothing in it looks like a number of somebody."""
    return public_id("", secrets.token_bytes(10))


def anonymise(register: pl.DataFrame, rule: MicrodataRule, earlier: Sequence[pl.DataFrame] = (), new_id: Callable[[], str] = random_id) -> Anonymised:
    """Divide households into classes as finely as the rule allows, beside the memberships of all earlier releases.

    Households for which a sensitive attribute is missing are left out: "not recorded" would protect nobody. If even the whole file as one
    class breaks the rule, nothing is published. Raises UnknownColumnError, RepeatedHouseholdError and UnknownValueError.
    """
    _check(register, rule)
    complete = register.drop_nulls([s.column for s in rule.sensitive]).sort(rule.household)
    leaves = complete.select(each.hierarchy.leaf_codes(complete[each.column]) for each in rule.published)
    partition = Partition(rule, leaves)
    undone = _undo_what_tells(partition, complete[rule.household], leaves, earlier)
    membership = _membership(partition, complete[rule.household], leaves)
    frame = _published(partition, membership, new_id)
    return Anonymised(frame, build_report(rule, register, leaves, frame, undone), membership)


def published_columns(rule: MicrodataRule) -> dict[str, str]:
    """The columns of the published frame with their titles: codes for machines, labels for people, and at which level each cell speaks."""
    titles = {"id": "本次发布的随机编号"}
    for q in rule.quasi_identifiers:
        titles |= {q.column: f"{q.label}（代码）", f"{q.column}_label": q.label, f"{q.column}_level": f"{q.label}的概括层级"}
    for s in rule.sensitive:
        titles |= {s.column: f"{s.label}（代码）", f"{s.column}_label": s.label}
    return titles


def _check(register: pl.DataFrame, rule: MicrodataRule) -> None:
    if wrong := set(register.columns) ^ set(rule.columns):
        raise UnknownColumnError(f"columns that the rule and the frame do not share: {sorted(wrong)}")
    if register[rule.household].is_duplicated().any() or register[rule.household].null_count():
        raise RepeatedHouseholdError("every household has exactly one row and a key")


def _undo_what_tells(partition: Partition, households: pl.Series, leaves: pl.DataFrame, earlier: Sequence[pl.DataFrame]) -> int:
    """Take divisions back until no earlier release tells anything beside this one; how many were taken back."""
    undone = 0
    while telling := _telling(partition, _membership(partition, households, leaves), earlier):
        undone += partition.undo(telling)
    return undone


def _telling(partition: Partition, membership: pl.DataFrame, earlier: Sequence[pl.DataFrame]) -> set[int]:
    compared = [compare_releases(before, membership, partition.rule) for before in earlier] if partition.classes else []
    return {group for comparison in compared for group in comparison.narrow | comparison.differing}


def _membership(partition: Partition, households: pl.Series, leaves: pl.DataFrame) -> pl.DataFrame:
    """Which household is in which class, with its sensitive values."""
    class_of_row = partition.class_of_row()
    frame = leaves.select(s.column for s in partition.rule.sensitive).with_columns(households.alias("household"), pl.Series("class", class_of_row))
    return frame.filter(pl.col("class") >= 0)


def _published(partition: Partition, membership: pl.DataFrame, new_id: Callable[[], str]) -> pl.DataFrame:
    """Values of the classes beside the sensitive attributes of their households, sorted by new identifiers."""
    rule = partition.rule
    classes = pl.DataFrame({"class": partition.classes}, schema={"class": pl.Int64})
    columns = [
        pl.Series(q.column, [tree.values[partition.groups[group].values[place]].code for group in partition.classes], dtype=pl.String)
        for place, (q, tree) in enumerate(zip(rule.quasi_identifiers, partition.trees, strict=True))
    ]
    frame = membership.join(classes.with_columns(columns), on="class", how="left", maintain_order="left")
    ids = pl.Series("id", [new_id() for _ in range(len(frame))], dtype=pl.String)
    named = [column for q in rule.quasi_identifiers for column in (*_named(q.column, q.hierarchy), _level(q.column, q.hierarchy))]
    named += [column for s in rule.sensitive for column in _named(s.column, s.hierarchy)]
    return frame.with_columns(ids).select("id", *named).sort("id")


def _named(column: str, hierarchy: Hierarchy) -> list[pl.Expr]:
    labels = {value.code: value.label for value in hierarchy.values}
    return [pl.col(column), pl.col(column).replace_strict(labels, return_dtype=pl.String).alias(f"{column}_label")]


def _level(column: str, hierarchy: Hierarchy) -> pl.Expr:
    levels = {value.code: value.level for value in hierarchy.values}
    return pl.col(column).replace_strict(levels, return_dtype=pl.String).alias(f"{column}_level")
