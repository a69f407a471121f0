"""The real API in a process of its own, for tests over real HTTP."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from databases.connections import DATABASES, Databases
from databases.identifiers import IdentifierKeys

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


def environment(databases: Databases, home: Path) -> dict[str, str]:
    """What a process needs to work on these databases."""
    dsns = {f"SUNSHINE_{name.upper()}_DSN": databases.dsns[name] for name in DATABASES}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    return inherited | dsns | {"SUNSHINE_CITY": databases.city, "SUNSHINE_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run_cli(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "sunshine", *arguments], capture_output=True, text=True, env=env, check=False, timeout=PATIENCE * 3)


def write_identifier_keys(home: Path, keys: IdentifierKeys) -> None:
    """The keys with which a city's identifiers were sealed; `sunshine keys` makes the others."""
    (home / "keys").mkdir()
    document = {"current": keys.current, "sealing": {name: _text(key) for name, key in keys.sealing.items()}, "index": _text(keys.index)}
    (home / "keys" / "identifiers.json").write_text(json.dumps(document), "utf-8")


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@contextmanager
def served(env: dict[str, str]) -> Iterator[str]:
    """The base address of a running API; it is stopped as Ctrl-C stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "sunshine", "api"], env=env | {"SUNSHINE_PORT": str(port)}, stderr=subprocess.PIPE, text=True)
    try:
        wait_until_responds(f"http://127.0.0.1:{port}/ready", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def wait_until_responds(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {process.stderr.read() if process.stderr else ''}")
        try:
            httpx.get(address)
            return
        except httpx.TransportError:
            time.sleep(0.05)  # polling until it listens, not guessing how long it takes
    raise TimeoutError(address)
