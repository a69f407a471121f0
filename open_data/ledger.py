"""What earlier releases said, with the true figures behind it. Private: it stays with the publisher, never inside a release.

A new release is held against all of it: a difference of two releases must not tell what neither tells alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from databases.whole_files import write_whole
from open_data.gate import differences
from open_data.layout import in_time


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
        return {name: frame.collect() for name, frame in self.scans(dataset).items()}

    def scans(self, dataset: str) -> dict[str, pl.LazyFrame]:
        """The same, to be read as far as it is needed."""
        return {name: pl.scan_parquet(path) for name, path in self._kept(dataset) if name != self.release}

    def own_frame(self, dataset: str) -> pl.DataFrame | None:
        """The private frame that this release has kept of a dataset already: when it was made, or by needs that were published anew beside it."""
        return next((pl.read_parquet(path) for name, path in self._kept(dataset) if name == self.release), None)

    def save_frame(self, dataset: str, frame: pl.DataFrame | pl.LazyFrame) -> None:
        """Keep a private frame of the release that is being made."""
        folder = self.folder / dataset
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        frame.lazy().sink_parquet(folder / f"{self.release}.frame.parquet")

    def _kept(self, dataset: str) -> Iterator[tuple[str, Path]]:
        names = {path.name.removesuffix(".frame.parquet"): path for path in (self.folder / dataset).glob("*.frame.parquet")}
        yield from sorted(names.items(), key=lambda kept: in_time(kept[0]))

    def close(self) -> None:
        """Note down all that this release has kept, so that it is missed if it is lost."""
        kept = sorted(str(path.relative_to(self.folder)) for path in self.folder.glob(f"*/{self.release}.*.parquet"))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._note(self.release), "\n".join(kept).encode())

    def lost(self, releases: Iterable[str]) -> Iterator[str]:
        """Of these releases whatever should be here and is not: files, and the notes of what there should be."""
        for name in sorted(set(releases), key=in_time):
            note = self._note(name)
            kept = [note.name, *note.read_text("utf-8").split()] if note.exists() else [note.name]
            yield from (path for path in kept if not (self.folder / path).exists())

    def _note(self, release: str) -> Path:
        return self.folder / f"{release}.kept.txt"
