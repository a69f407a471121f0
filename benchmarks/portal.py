"""How many visitors the portal serves, beside plain Datasette on the same release file: `python -m benchmarks.portal`.

Plain Datasette has no template, no plug-in and no setting of ours. Both run as one process and are asked in turns; ratios are medians over rounds.
It has no search of its own in this file: beside our search stands its own filter, one table's rows that contain the words; beside a file
stands its export of the same table, made anew for each visitor.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks import publishing
from benchmarks.load import Measured, Request, measure
from benchmarks.servers import KEYS, ROOT, databases, free_port, running
from databases.demo_city.city import City
from databases.demo_city.load import load
from open_data import shelf
from open_data.layout import CANDIDATES, DATABASE
from open_data.release.states import Record, settle
from open_data.shelf import ShownRelease

HOUSEHOLDS = 600  # as `make demo` seeds
ROUNDS = 5
SECONDS = 2.0
WORDS = "%E6%B1%9F%E9%98%B4"  # 江阴
PAGES = {  # address in the portal and in plain Datasette
    "home": ("/", "/"),
    "table": ("/sunshine/projects", "/sunshine/projects"),
    "search": (f"/search?q={WORDS}", f"/sunshine/projects?name__contains={WORDS}"),
    "file": (f"/releases/{publishing.RELEASE}/files/data/projects.csv", "/sunshine/projects.csv?_stream=on"),
}
Rates = Mapping[tuple[str, str], Measured]  # by contestant and page


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        release = _release(Path(folder))
        with _portal(release) as ours, _plain(release) as plain:
            ports = {"portal": ours, "plain datasette": plain}
            asked = {(name, page): Request.get(port, PAGES[page][at]) for page in PAGES for at, (name, port) in enumerate(ports.items())}
            for request in asked.values():
                measure([request], SECONDS)  # templates compiled, pages of the file read
            _report([_round(asked) for _ in range(ROUNDS)])


def _release(folder: Path) -> ShownRelease:
    """A release of the demo city, in force."""
    with databases() as city:
        asyncio.run(load(city, City(HOUSEHOLDS), KEYS, lambda *_: None))
        publishing.publish(city, str(folder))
    home, office = folder / "releases", publishing.OFFICE
    built = shelf.opened(home / CANDIDATES / publishing.RELEASE)
    settle(home, [Record(built.name, built.digest, "published", publishing.DAY)], office.address, office.name)
    return shelf.current(home)


@contextmanager
def _portal(release: ShownRelease) -> Iterator[int]:
    port = free_port()
    env = os.environ | {"SUNSHINE_OPEN_DATA": str(release.folder.parent), "SUNSHINE_PORTAL_PORT": str(port), "PYTHONPATH": str(ROOT)}
    with running([sys.executable, "-m", "sunshine", "portal"], env, f"http://127.0.0.1:{port}/"):
        yield port


@contextmanager
def _plain(release: ShownRelease) -> Iterator[int]:
    port = free_port()
    command = ["datasette", "serve", "--immutable", str(release.folder / DATABASE), "--port", str(port)]
    with running([sys.executable, "-m", *command], os.environ, f"http://127.0.0.1:{port}/"):
        yield port


def _round(asked: Mapping[tuple[str, str], Request]) -> Rates:
    return {which: measure([request], SECONDS) for which, request in asked.items()}


def _report(rounds: list[Rates]) -> None:
    for name, page in rounds[0]:
        print(f"{name} {page} requests/s: {median(rates[name, page].requests_per_second for rates in rounds):.1f}")
        print(f"{name} {page} median ms: {median(rates[name, page].median_ms for rates in rounds):.1f}")
    for page in PAGES:
        ratios = sorted(rates["portal", page].requests_per_second / rates["plain datasette", page].requests_per_second for rates in rounds)
        print(f"portal to plain datasette, {page}: {median(ratios):.2f}")
        print(f"portal to plain datasette, {page}, lowest and highest round: {ratios[0]:.2f} {ratios[-1]:.2f}", flush=True)


if __name__ == "__main__":
    main()
