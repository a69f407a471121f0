"""What a command loads, and in which order."""

from __future__ import annotations

import os
import subprocess
import sys

from sunshine.loading import MEMORY

PUBLISH = """
import os, sys
from sunshine import cli
before, names = "polars" in sys.modules, sys.argv[1:]
sys.argv = ["sunshine", "publish", "--help"]
try:
    cli.main()
except SystemExit:
    print(before, "polars" in sys.modules, *(os.environ[name] for name in names))
"""


def test_polars_is_told_to_save_memory_before_it_is_loaded() -> None:
    """It looks once, and a release that is built would keep what no step needs any more."""
    environment = {name: value for name, value in os.environ.items() if name not in MEMORY}
    said = subprocess.run([sys.executable, "-c", PUBLISH, *MEMORY], env=environment, check=True, capture_output=True, text=True).stdout
    last = said.splitlines()[-1]
    assert last.startswith("False True ")
    assert last.endswith(" ".join(MEMORY.values())), "what is said last counts"
