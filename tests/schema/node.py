"""Running the Node programs of `clients/`, the ones that other people build on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.served import PATIENCE, ROOT

CLIENTS = ROOT / "clients"


def run_node(*command: str, patience: float = PATIENCE * 2) -> subprocess.CompletedProcess[str]:
    """A program of `clients/` (a script, or the name of a tool that npm brought); skips where they could not be set up."""
    return subprocess.run(["/usr/bin/env", *command], capture_output=True, text=True, cwd=CLIENTS, env=_environment(), check=False, timeout=patience)


@contextmanager
def running_node(*command: str) -> Iterator[subprocess.Popen[str]]:
    """The same, while it runs: its output is read line by line."""
    with subprocess.Popen(["/usr/bin/env", *command], stdout=subprocess.PIPE, text=True, cwd=CLIENTS, env=_environment()) as process:
        try:
            yield process
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    if not (CLIENTS / "dev.stamp").exists():
        reason = CLIENTS / "missing.txt"
        pytest.skip(f"CLIENTS NOT TESTED: {reason.read_text('utf-8').strip() if reason.exists() else 'run: make clients/dev.stamp'}")
    path = os.pathsep.join([str(ROOT / ".tools/node/bin"), str(CLIENTS / "node_modules/.bin"), os.environ["PATH"]])
    return os.environ | {"PATH": path}
