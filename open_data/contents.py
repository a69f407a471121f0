"""What a dataset holds, as data: rows of a table as they are, or counts and sums of rows about people.

A content knows what it reads, so the extract reads that and no more, and from an material it makes a frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl

from open_data.columns import Column, taken
from open_data.disclosure import Disclosure
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path


class Content(Protocol):
    """What every content can tell, and the rule by which it tells of nobody."""

    @property
    def disclosure(self) -> Disclosure: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def reads(self) -> set[tuple[str, str]]:
        """Every (kind, column) that is read."""
        ...

    def frame(self, material: Material) -> pl.LazyFrame:
        """The rows as they may be published."""
        ...

    def refusals(self, material: Material) -> list[Refusal]:
        """What would follow from it together with earlier releases."""
        ...

    def report(self, material: Material) -> dict[str, Any] | None:
        """How people in it are protected, in figures for everybody; None where nobody is in it."""
        ...

    def keep(self, material: Material) -> None:
        """Write into the ledger what later releases must be held against."""
        ...


class NobodyInside:
    """Half of a content in which nobody is: public bodies may change what they said, and tell it."""

    disclosure = Disclosure.PUBLIC

    def refusals(self, material: Material) -> list[Refusal]:
        return []

    def report(self, material: Material) -> dict[str, Any] | None:
        return None

    def keep(self, material: Material) -> None:
        """Nothing is held against it."""


@dataclass(frozen=True)
class Rows(NobodyInside):
    """The rows of one table as they are; only what is public row by row can be among them.

    since: the day from which on a row may be public; one that has none, or whose day comes after the release, waits. embargo: the moment before which it
    waits, if it has one.
    """

    kind: str
    paths: Mapping[str, Path]
    where: Mapping[Path, object] = field(default_factory=dict)
    since: Path | None = None
    embargo: Path | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(taken(name, path) for name, path in self.paths.items())

    def reads(self) -> set[tuple[str, str]]:
        waiting = (path for path in (self.since, self.embargo) if path)
        return {read for path in (*self.paths.values(), *self.where, *waiting) for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        conditions = {f"where {place}": path for place, path in enumerate(self.where)}
        waiting = {name: path for name, path in (("since", self.since), ("embargo", self.embargo)) if path}
        found = followed(material, self.kind, {**self.paths, **conditions, **waiting})
        for name, value in zip(conditions, self.where.values(), strict=True):
            found = found.filter(pl.col(name).eq_missing(value))
        if self.since:
            found = found.filter(pl.col("since") <= material.day)
        if self.embargo:
            found = found.filter(pl.col("embargo").is_null() | (pl.col("embargo") <= material.moment))
        return found.select(self.paths.keys())


def rows(
    kind: str, *names: str, where: Mapping[str, object] | None = None, since: str | None = None, embargo: str | None = None, **paths: str
) -> Rows:
    """Columns under their own names, and others under new ones: `rows("Tender", "title", project="project_id.code")`."""
    every = {name: name for name in names} | paths
    conditions = {Path.of(kind, path): value for path, value in (where or {}).items()}
    waiting = (Path.of(kind, path) if path else None for path in (since, embargo))
    return Rows(kind, {name: Path.of(kind, path) for name, path in every.items()}, conditions, *waiting)


def followed(material: Material, kind: str, paths: Mapping[str, Path], keep: list[str] | None = None) -> pl.LazyFrame:
    """The rows of a kind with a column for each path, and `_name` for each column to keep."""
    frame = material.rows(kind)
    plain = {name: pl.col(path.head) for name, path in paths.items() if path.rest is None}
    over = {path.head for path in paths.values() if path.rest}
    frame = frame.select(**plain, **{f"_{name}": pl.col(name) for name in {*over, *(keep or ())}})
    for key in sorted(over):
        rest = {name: path.rest for name, path in paths.items() if path.rest and path.head == key}
        further = followed(material, next(iter(rest.values())).kind, rest, ["id"])
        # What is referred to is the fewer, and is held; left to choose, Polars reads both sides far ahead first.
        frame = frame.join(further, left_on=f"_{key}", right_on="_id", how="left", build_side="force_right")
    return frame
