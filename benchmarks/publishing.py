"""What a release costs: rows of the databases that become a release in a second, peak memory, and how both grow with the city.

`python -m benchmarks.publishing [households …]`; without sizes 3,000 and 30,000.

Reading and building each run in a process of their own, so that the peak of memory is theirs and not that of the demo city.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.servers import KEYS, databases
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from open_data import catalogue, register_names
from open_data.extract import Extract, extract, publisher
from open_data.layout import PACKAGE
from open_data.release.build import Homes, Keys, build
from open_data.release.package import Edition, Publisher
from policies import policy
from sunshine.loading import MEMORY

SIZES = (3_000, 30_000)
CITY, MOMENT = "3202", datetime(2020, 6, 30, tzinfo=UTC)
DAY = MOMENT.date()
RELEASE = f"{DAY}-1"
OFFICE = Publisher("office", "office@sunshine.example", "https://sunshine.example", CITY, "无锡市")
Measured = dict[str, Any]


def main(sizes: tuple[int, ...]) -> None:
    found = {}
    for households in sizes:
        with databases(f"city{households}") as empty, tempfile.TemporaryDirectory() as folder:
            asyncio.run(load(empty, City(households), KEYS, lambda *_: None))
            found[households] = publish(empty, folder)
        _show(households, found[households])
    few, many = (found[size] for size in (sizes[0], sizes[-1]))
    cost = (many["seconds"] / many["rows"]) / (few["seconds"] / few["rows"])
    print(f"publish rows/s: {many['rows'] / many['seconds']:.0f}")
    print(f"publish cost a row, {sizes[-1]} beside {sizes[0]} households: {cost:.2f}")
    peaks = [one["built"]["peak"] for one in (few, many)]
    print(f"publish build peak memory, {sizes[-1]} beside {sizes[0]} households: {peaks[1] / peaks[0]:.2f}")
    print(f"publish build peak memory MB, {sizes[-1]} less {sizes[0]} households: {peaks[1] - peaks[0]}", flush=True)


def publish(city: Databases, folder: str) -> Measured:
    """Read a city and build a release, `RELEASE` among the candidates in the folder `releases` of this one: what it took."""
    told = {"dsns": dict(city.dsns), "city": city.city}
    read, built = (_run(part, folder, told) for part in ("read", "build"))
    return {"rows": read["rows"], "seconds": read["seconds"] + built["seconds"], "read": read, "built": built}


def _run(part: str, folder: str, city: Mapping[str, object]) -> Measured:
    command = [sys.executable, "-m", "benchmarks.publishing", part, folder]
    done = subprocess.run(command, env=os.environ | MEMORY | {"BENCHMARK_CITY": json.dumps(city)}, check=True, stdout=subprocess.PIPE)
    found: Measured = orjson.loads(done.stdout)
    return found | {"peak": found["peak"] // 1024}


def _show(households: int, found: Measured) -> None:
    read, built = found["read"], found["built"]
    print(f"publish rows/s ({households} households): {found['rows'] / found['seconds']:.0f}")
    for part, rows, took in (("read", "rows", read), ("build", "published rows", built)):
        print(f"publish {part} ({households} households): {took['rows']} {rows}, {took['seconds']:.1f} s, {took['processor']:.1f} s of a processor")
        print(f"publish {part} peak memory MB ({households} households): {took['peak']}", flush=True)


def read(folder: Path) -> int:
    """Read what the catalogue rests on; the rows that came."""
    rows: list[int] = []
    reads = catalogue.reads(catalogue.DATASETS.values())
    asyncio.run(extract(_databases(), policy.load(), publisher(CITY), reads, folder, lambda _name, count: rows.append(count)))
    return sum(rows)


def _databases() -> Databases:
    city = json.loads(os.environ["BENCHMARK_CITY"])
    return Databases(city["dsns"], city["city"])


def make(folder: Path) -> int:
    """Build a release of what was read, with the register's names for the gate; its rows."""
    private = asyncio.run(register_names.read(_databases()))
    signing = Keys(Ed25519PrivateKey.generate(), {})
    homes = Homes(folder / "releases", folder / "ledger")
    edition, rows = Edition(RELEASE, DAY, OFFICE), Extract(folder, {"forces": MOMENT})
    release = build(rows, catalogue.DATASETS, homes, edition, signing, lambda *_: None, private)
    return sum(one["rows"] for one in orjson.loads((release.folder / PACKAGE).read_bytes())["resources"])


def _part(name: str, folder: Path) -> None:
    begun, spent = time.perf_counter(), _processor()
    rows = read(folder) if name == "read" else make(folder)
    seconds, processor = time.perf_counter() - begun, _processor() - spent
    print(orjson.dumps({"rows": rows, "seconds": seconds, "processor": processor, "peak": _peak()}).decode())


def _processor() -> float:
    """Processor seconds of this program and of the readers that it started."""
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + readers.ru_utime + readers.ru_stime


def _peak() -> int:
    """The most memory that this program had, in KiB; `getrusage` would also tell of the process that started it."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]


if __name__ == "__main__":
    if sys.argv[1:2] in (["read"], ["build"]):
        _part(sys.argv[1], Path(sys.argv[2]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
