"""How fast a demo city loads, how its cost grows with its size, and how much memory it takes.

`python -m benchmarks.loading [households …]`; without sizes 3,000, 30,000 and 300,000 (the last takes a quarter of an hour).
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time

from benchmarks.servers import KEYS, databases
from databases.demo_city.city import City
from databases.demo_city.load import load

SIZES = (3_000, 30_000, 300_000)


def main(sizes: tuple[int, ...]) -> None:
    for size in sizes:
        rows, seconds = _load(size)
        print(f"seed-demo rows ({size} households): {rows}")
        print(f"seed-demo seconds ({size} households): {seconds:.1f}")
        print(f"seed-demo microseconds a row ({size} households): {seconds / rows * 1e6:.1f}")
        print(f"seed-demo peak memory MiB (up to {size} households): {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}", flush=True)
    print(f"seed-demo rows/s: {rows / seconds:.0f}", flush=True)  # of the largest city


def _load(size: int) -> tuple[int, float]:
    with databases() as empty:
        begun = time.perf_counter()
        rows = sum(asyncio.run(load(empty, City(size), KEYS, lambda *_: None)).values())
        return rows, time.perf_counter() - begun


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
