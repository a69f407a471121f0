"""The release in force, for whoever answers from it: after an approval or a withdrawal, or needs published anew, the next question finds it."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from open_data import shelf
from open_data.shelf import NoReleaseError, ShownRelease

if TYPE_CHECKING:
    from search.cluster import Cluster
    from search.desk import Desk


class InForce:
    """`home`: the folder of the releases. `cluster`: the Elasticsearch to search in; none: the release's own search file answers."""

    def __init__(self, home: Path, cluster: Cluster | None = None) -> None:
        self._home, self._cluster = home, cluster
        self._release: ShownRelease | None = None
        self._folders: tuple[Path, Path] | None = None  # in which it was found
        self._desks: dict[Path, Desk] = {}
        self._opening = asyncio.Lock()

    def release(self) -> ShownRelease | None:
        """The release that the public sees now; none: nothing is published."""
        if self._release is None or self._folders != shelf.shown_folders(self._home):
            self._folders = shelf.shown_folders(self._home)
            try:
                self._release = shelf.current(self._home)
            except NoReleaseError:
                self._release = None
        return self._release

    async def desk(self) -> Desk | None:
        """Where its documents are searched, opened once for each search file. The one before stays open: somebody may still read from it."""
        if (release := self.release()) is None:
            return None
        async with self._opening:
            if release.search_file not in self._desks:
                self._desks[release.search_file] = await asyncio.to_thread(self._open, release)
                while len(self._desks) > 2:
                    await self._desks.pop(next(iter(self._desks))).close()
            return self._desks[release.search_file]

    def _open(self, release: ShownRelease) -> Desk:
        # its dictionaries take half a second and 40 MB: only where somebody searches
        desk: Desk = import_module("search.desk").Desk.open(release.search_file, self._cluster)
        return desk

    async def close(self) -> None:
        for desk in self._desks.values():
            await desk.close()
