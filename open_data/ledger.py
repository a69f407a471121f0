"""What earlier releases said, with the true figures behind it. Private: it stays with the publisher, never inside a release.

A new release is held against all of it: a difference of two releases must not tell what neither tells alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from open_data.gate import differences


@dataclass(frozen=True)
class Withdrawn:
    """Releases that were taken back: those that everybody could download before, and candidates that nobody was shown."""

    in_force: frozenset[str] = frozenset()
    candidates: frozenset[str] = frozenset()


NOTHING_WITHDRAWN = Withdrawn()


@dataclass(frozen=True)
class Ledger:
    """The private folder of all releases, seen from the `release` that is being made; what was withdrawn stays in it."""

    folder: Path
    release: str
    withdrawn: Withdrawn = NOTHING_WITHDRAWN

    def tables(self, dataset: str) -> list[differences.Release]:
        """What each earlier release said of a protected table."""
        return [said for said in differences.Release.load_all(self.folder / dataset) if said.name != self.release]

    def frames(self, dataset: str) -> dict[str, pl.DataFrame]:
        """The private frame that each earlier release kept of a dataset, by the release's name, oldest first."""
        return {name: pl.read_parquet(path) for name, path in self._kept(dataset) if name != self.release}

    def own_frame(self, dataset: str) -> pl.DataFrame | None:
        """The private frame that this release has kept of a dataset already: when it was made, or by needs that were published anew beside it."""
        return next((pl.read_parquet(path) for name, path in self._kept(dataset) if name == self.release), None)

    def save_frame(self, dataset: str, frame: pl.DataFrame) -> None:
        """Keep a private frame of the release that is being made."""
        folder = self.folder / dataset
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        frame.write_parquet(folder / f"{self.release}.frame.parquet")

    def _kept(self, dataset: str) -> Iterator[tuple[str, Path]]:
        for path in sorted((self.folder / dataset).glob("*.frame.parquet")):
            yield path.name.removesuffix(".frame.parquet"), path
