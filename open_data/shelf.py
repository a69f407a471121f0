"""The releases on disk as their readers find them: the current one, earlier ones, withdrawn ones."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from databases.failures import WrongDataError
from open_data.layout import CURRENT, FRESH, PACKAGE, SEARCH, SUMS, TOMBSTONE, in_time

NAME = re.compile(r"\d{4}-\d\d-\d\d-\d+")
Needs = Mapping[str, tuple[str, ...]]


class NoReleaseError(WrongDataError):
    """Nothing was published yet."""


@dataclass(frozen=True)
class ShownRelease:
    """One release: its folder and what it says of itself. fresh: its needs as they were published anew beside it."""

    name: str
    folder: Path
    package: Mapping[str, Any]
    fresh: ShownRelease | None = None

    @property
    def day(self) -> date:
        """The day of the release."""
        return date.fromisoformat(self.name[:10])

    @property
    def moment(self) -> datetime:
        """When it was made; for a release its day alone is known."""
        return datetime.fromisoformat(self.package["created"])

    @functools.cached_property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """Its datasets by name."""
        own = {resource["name"]: resource for resource in self.package["resources"]}
        return own | dict(self.fresh.resources) if self.fresh else own

    def of(self, dataset: str) -> ShownRelease:
        """Whose files hold a dataset: its own, or those of what was published anew."""
        return self.fresh if self.fresh and dataset in self.fresh.resources else self

    @property
    def address(self) -> str:
        """Where the portal serves its files."""
        return f"/releases/{self.name}/files"

    @property
    def search_file(self) -> Path:
        """Where everything that it shows can be found."""
        return (self.fresh or self).folder / SEARCH

    @functools.cached_property
    def fields(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """The columns of its datasets by name."""
        return {name: {field["name"]: field for field in resource["schema"]["fields"]} for name, resource in self.resources.items()}

    @functools.cached_property
    def sums(self) -> Mapping[str, str]:
        """SHA-256 by file, as signed."""
        lines = (self.folder / SUMS).read_text("utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the sums: it stands for every byte of the release."""
        return hashlib.sha256((self.folder / SUMS).read_bytes()).hexdigest()

    def has(self, needs: Needs) -> bool:
        """Whether the release has these columns of these datasets."""
        return all(name in self.fields and self.fields[name].keys() >= set(columns) for name, columns in needs.items())


def current(home: Path) -> ShownRelease:
    """The release that the public sees now; raises NoReleaseError."""
    folder, fresh = shown_folders(home)
    if not (folder / PACKAGE).is_file():
        raise NoReleaseError(f"there is no release in {home}: run `sunshine publish` and `sunshine approve` first")
    return opened(folder, opened_fresh(fresh) if (fresh / PACKAGE).is_file() else None)


def shown_folders(home: Path) -> tuple[Path, Path]:
    """Where the release lies that is shown now, and where needs that were published anew beside it would lie."""
    folder = (home / CURRENT).resolve()
    return folder, (home / FRESH / folder.name / CURRENT).resolve()


def opened(folder: Path, fresh: ShownRelease | None = None) -> ShownRelease:
    """The release in a folder."""
    return ShownRelease(folder.name, folder, orjson.loads((folder / PACKAGE).read_bytes()), fresh)


def opened_fresh(folder: Path) -> ShownRelease:
    """The needs in a folder, as they were published anew."""
    return replace(opened(folder), name=f"{folder.parent.name}/{FRESH}/{folder.name}")


def find_fresh(home: Path, release: str, moment: str) -> Path | None:
    """The folder of needs that were published anew beside a release, while it is there."""
    folder = home / FRESH / release / moment
    return folder if NAME.fullmatch(release) and moment.isdigit() and folder.is_dir() else None


def find(home: Path, name: str) -> Path | None:
    """The folder of a release by name, whether it is still there in whole or not."""
    return next((folder for folder in folders(home) if folder.name == name), None)


def folders(home: Path) -> Iterator[Path]:
    """Every release, the newest first."""
    found = (path for path in home.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
    yield from sorted(found, key=lambda path: in_time(path.name), reverse=True)


def search_files(home: Path) -> Iterator[Path]:
    """The search file of every release that is there, and of all needs that were published anew."""
    yield from (folder / SEARCH for folder in folders(home) if not is_withdrawn(folder))
    yield from (home / FRESH).glob(f"*/[0-9]*/{SEARCH}")


def is_withdrawn(folder: Path) -> bool:
    """A withdrawn release keeps its name and has no files."""
    return not (folder / PACKAGE).is_file()


def withdrawal_reason(folder: Path) -> str | None:
    """Why a release was withdrawn, as its tombstone says."""
    tombstone = folder / TOMBSTONE
    return orjson.loads(tombstone.read_bytes()).get("withdrawal_reason") if tombstone.is_file() else None
