"""`make bench`: run every benchmark, each in a process of its own, and print their `name: value` lines."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "loading",
    "imports",
    "history",
    "event_log",
    "read_audit",
    "reads",
    "reads 3000 30000 300000",
    "as_of",
    "search",
    "judged",
    "matching",
    "simulation",
    "assignment",
    "batches",
    "anonymise",
    "disclosure",
    "combinations",
    "subtraction",
    "publishing",
    "portal",
)


def main() -> int:
    codes = [subprocess.run([sys.executable, "-m", *f"benchmarks.{name}".split()], check=False).returncode for name in BENCHMARKS]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
