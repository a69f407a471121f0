"""The portal as a process of its own on the release of the demo city."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from open_data.release.build import Release
from tests.served import NO_TLS, PATIENCE, ROOT, free_port, wait_until_responds


@dataclass(frozen=True)
class Portal:
    """A running portal. home: the folder of its releases."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.address + path, headers=headers, timeout=PATIENCE, verify=NO_TLS)


@contextmanager
def served_portal(home: Path, **settings: str) -> Iterator[Portal]:
    """A running portal of the releases in a folder."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    env = inherited | {"SUNSHINE_OPEN_DATA": str(home), "SUNSHINE_PORTAL_PORT": str(port), "PYTHONPATH": str(ROOT), **settings}
    log = home.parent / f"portal-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "sunshine", "portal"], env=env, stdout=out, stderr=out)
    try:
        wait_until_responds(f"http://127.0.0.1:{port}/robots.txt", process, log, 3 * PATIENCE)
        yield Portal(f"http://127.0.0.1:{port}", home, process)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.fixture(scope="session")
def portal(release: Release) -> Iterator[Portal]:
    with served_portal(release.folder.parent) as running:
        yield running
