"""A worker of the API that is told to stop while it starts ends soon, at whatever moment: where the signal got lost, it was killed a minute later."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.served import PATIENCE, ROOT

BETWEEN = (
    "set_loop_signals in",
    "_handle_startup_complete in",
    "serve_mtr in",
    "it serves",
)  # told of by nobody: no loop runs at the first and the third


def test_worker_ends_at_whatever_moment_of_its_start_it_is_told(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")} | {"SUNSHINE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tests.sunshine.told"]
    said = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True, timeout=2 * PATIENCE)
    lines = [line for line in said.stdout.splitlines() if line.startswith(("ended: ", "goes on: "))]
    assert len(lines) > 20, said.stderr
    assert [line for line in lines if line.startswith("goes on: ")] == []
    assert [moment for moment in BETWEEN if not any(moment in line for line in lines)] == []
