"""`make bench`: run every benchmark, each in a process of its own, and print their `name: value` lines."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("loading", "imports", "history", "event_log")


def main() -> int:
    codes = [subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode for name in BENCHMARKS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
