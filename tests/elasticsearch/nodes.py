"""Nodes of a real Elasticsearch, started from tests/elasticsearch and ended with the test that wanted them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.served import free_port

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".tools" / "elasticsearch"
PATIENCE = 240.0
GIVEN = os.environ.get("SUNSHINE_TEST_ELASTICSEARCH")
"""Address of a server to test with instead."""
READY_SOON = ("-Xmx512m", "-XX:TieredStopAtLevel=1")
"""A small heap, and the first compiler alone: for few questions."""


@dataclass(frozen=True)
class Node:
    name: str
    url: str
    transport: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def why_not() -> str | None:
    """Why no node can be started here; None if one can."""
    if not shutil.which("java") or not shutil.which("mvn"):
        return "no Elasticsearch: install Java 17 and Maven, or set SUNSHINE_TEST_ELASTICSEARCH to the address of a server"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    return None if version and int(version[1]) >= 17 else f"no Elasticsearch: it needs Java 17, not {told.splitlines()[0] if told else '?'}"


def skip_without() -> None:
    """Skip whatever needs a node where none can be started, and say so; where everything is to be tested (CI), fail."""
    if (reason := why_not()) is None:
        return
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def running(count: int, folder: Path, options: Sequence[str] = READY_SOON) -> Iterator[list[Node]]:
    """Some nodes of one cluster, ready to be asked. `options`: Java's."""
    subprocess.run(["make", "--no-print-directory", "elasticsearch"], cwd=ROOT, check=True, capture_output=True)
    ports = [(free_port(), free_port()) for _ in range(count)]
    seeds = ",".join(f"127.0.0.1:{transport}" for _, transport in ports)
    with ExitStack() as stack:
        nodes = [
            stack.enter_context(_node(f"node-{place}", http, transport, _settings(count, seeds), folder, options))
            for place, (http, transport) in enumerate(ports)
        ]
        wait_for(nodes[0].url, count, nodes[0].process)
        yield nodes


def _settings(count: int, seeds: str) -> dict[str, str]:
    """How nodes find each other."""
    if count == 1:
        return {"discovery.type": "single-node"}
    first = ",".join(f"node-{place}" for place in range(count))
    return {"discovery.type": "multi-node", "discovery.seed_hosts": seeds, "cluster.initial_master_nodes": first}


@contextmanager
def _node(name: str, http: int, transport: int, found: dict[str, str], folder: Path, options: Sequence[str]) -> Iterator[Node]:
    settings = found | {
        "node.name": name,
        "cluster.name": folder.name,
        "path.data": str(folder / name),
        "http.port": str(http),
        "transport.port": str(transport),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    with (folder / f"{name}.log").open("wb") as log:
        started = ["java", *options, *_LAUNCHER, str(HOME), *(f"{key}={value}" for key, value in settings.items())]
        process = subprocess.Popen(started, stdout=log, stderr=log)
    try:
        yield Node(name, f"http://127.0.0.1:{http}", transport, process)
    finally:
        process.terminate()
        process.wait(60)


_LAUNCHER = (
    "--module-path",
    str(HOME / "lib"),
    "--add-modules",
    "ALL-MODULE-PATH,jdk.net,jdk.management.agent",
    "--class-path",
    str(HOME / "launcher"),
    "Launcher",
)


def wait_for(url: str, count: int, process: subprocess.Popen[bytes]) -> None:
    """Until so many nodes have found each other."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{url}/_cluster/health", params={"wait_for_nodes": count, "timeout": "5s"}, timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)  # polling until it listens, not guessing how long it takes
    raise AssertionError(f"no Elasticsearch at {url} after {PATIENCE:.0f} s")
