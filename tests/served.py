"""The real API in a process of its own, for tests over real HTTP."""

from __future__ import annotations

import base64
import json
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from databases.connections import DATABASES, Databases
from databases.identifiers import IdentifierKeys
from sunshine import keys as key_files
from tests.forked import Forked, completed

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0
LAST_CHARACTERS = 4000
LOGS: list[Path] = []  # of the servers that run now: a test that fails shows how they end
LOG_KEY = Ed25519PrivateKey.generate()  # whichever test signs the logs of a city first, all others can go on
NO_TLS = False  # for `verify`: servers on this machine speak plain HTTP, and loading certificates takes longer than their answer


def environment(databases: Databases, home: Path) -> dict[str, str]:
    """What a process needs to work on these databases."""
    dsns = {f"SUNSHINE_{name.upper()}_DSN": databases.dsns[name] for name in DATABASES}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    return inherited | dsns | {"SUNSHINE_CITY": databases.city, "SUNSHINE_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run_cli(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return completed(arguments, env, PATIENCE * 3)


def write_keys(home: Path, identifiers: IdentifierKeys) -> None:
    """The keys of a deployment: those with which a city's identifiers were sealed and its logs are signed, and others as `sunshine keys` makes them."""
    folder = home / "keys"
    folder.mkdir()
    sealing = {name: _text(key) for name, key in identifiers.sealing.items()}
    (folder / key_files.IDENTIFIERS).write_text(json.dumps({"current": identifiers.current, "sealing": sealing, "index": _text(identifiers.index)}))
    (folder / key_files.CHECKPOINT).write_bytes(LOG_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key_files.generate(folder)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@dataclass
class Server:
    """A running API; its log is what it writes to standard error."""

    address: str
    process: Forked
    log: Path

    def requests(self) -> list[dict[str, Any]]:
        """What the log tells of the requests so far."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]
        return [line for line in lines if line["message"] == "request"]


def free_port() -> int:
    """A port on which nobody listens, below those of outgoing connections: one of them could take it before the server does."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port := random.SystemRandom().randrange(10_000, 30_000)))
            return port


@contextmanager
def logged(log: Path) -> Iterator[None]:
    """A file, empty yet, for what a server writes while it runs: nobody reads a pipe while the tests ask."""
    LOGS.append(log)
    try:
        log.write_text("")
        yield
    finally:
        LOGS.remove(log)


def last_words() -> dict[str, str]:
    """How the logs of the running servers end, by file."""
    return {log.name: log.read_text("utf-8", "replace")[-LAST_CHARACTERS:] for log in LOGS if log.exists()}


@contextmanager
def served(env: dict[str, str], *command: str) -> Iterator[str]:
    """The base address of a running API (`sunshine api`, or another command that serves)."""
    with server(env, *command) as running:
        yield running.address


@contextmanager
def server(env: dict[str, str], *command: str, port: int = 0) -> Iterator[Server]:
    """A running API (on a port that is free, or on this one); it is stopped as a service manager stops it."""
    port = port or free_port()
    own = env | {"SUNSHINE_PORT": str(port)}
    with logged(log := Path(env["SUNSHINE_HOME"]) / f"api-{port}.log"):
        process = Forked(command or ["api"], own, Path(os.devnull), log)
        try:
            wait_until_responds(f"http://127.0.0.1:{port}/ready", process, log)
            yield Server(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def wait_until_responds(address: str, process: Forked, log: Path, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text('utf-8')}")
        try:
            httpx.get(address, verify=NO_TLS)
            return
        except httpx.TransportError:
            time.sleep(0.05)  # polling until it listens, not guessing how long it takes
    raise TimeoutError(address)
