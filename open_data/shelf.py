"""The releases on disk as their readers find them: the current one, earlier ones, withdrawn ones."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from databases.failures import WrongDataError
from open_data.layout import CURRENT, PACKAGE, SIGNATURE, SUMS, TOMBSTONE

NAME = re.compile(r"\d{4}-\d\d-\d\d-\d+")
SEALS = (SUMS, SIGNATURE)  # files that no sum stands for
Needs = Mapping[str, tuple[str, ...]]


class NoReleaseError(WrongDataError):
    """Nothing was published yet."""


@dataclass(frozen=True)
class ShownRelease:
    """One release: its folder and what it says of itself."""

    name: str
    folder: Path
    package: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day of the release."""
        return date.fromisoformat(self.name[:10])

    @functools.cached_property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """Its datasets by name."""
        return {resource["name"]: resource for resource in self.package["resources"]}

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
    folder = (home / CURRENT).resolve()
    if not (folder / PACKAGE).is_file():
        raise NoReleaseError(f"there is no release in {home}: run `sunshine publish` and `sunshine approve` first")
    return opened(folder)


def opened(folder: Path) -> ShownRelease:
    """The release in a folder."""
    return ShownRelease(folder.name, folder, orjson.loads((folder / PACKAGE).read_bytes()))


def find(home: Path, name: str) -> Path | None:
    """The folder of a release by name, whether it is still there in whole or not."""
    return next((folder for folder in folders(home) if folder.name == name), None)


def folders(home: Path) -> Iterator[Path]:
    """Every release, the newest first."""
    found = (path for path in home.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
    yield from sorted(found, key=lambda path: (path.name[:10], int(path.name[11:] or 0)), reverse=True)


def is_withdrawn(folder: Path) -> bool:
    """A withdrawn release keeps its name and has no files."""
    return not (folder / PACKAGE).is_file()


def withdrawal_reason(folder: Path) -> str | None:
    """Why a release was withdrawn, as its tombstone says."""
    tombstone = folder / TOMBSTONE
    return orjson.loads(tombstone.read_bytes()).get("withdrawal_reason") if tombstone.is_file() else None
