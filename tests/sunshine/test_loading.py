"""What a command loads, and in which order."""

from __future__ import annotations

import os
import subprocess
import sys

from sunshine.loading import MEMORY

PUBLISH = """
import os, sys
from sunshine import cli
before = "polars" in sys.modules
sys.argv = ["sunshine", "publish", "--help"]
try:
    cli.main()
except SystemExit:
    print(before, "polars" in sys.modules, os.environ["_RJEM_MALLOC_CONF"])
"""


def test_polars_is_told_to_give_back_memory_before_it_is_loaded() -> None:
    """It looks once, and a release that is built would keep what no step needs any more."""
    environment = {name: value for name, value in os.environ.items() if name != MEMORY[0]}
    said = subprocess.run([sys.executable, "-c", PUBLISH], env=environment, check=True, capture_output=True, text=True).stdout
    last = said.splitlines()[-1]
    assert last.startswith("False True ")
    assert last.endswith(MEMORY[1]), "what is said last counts"
