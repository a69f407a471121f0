"""`sunshine demo` with its portal: a first release by two people, a public site that can reach no database, one Ctrl-C for all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from databases import embedded
from databases.connections import Databases
from tests.served import NO_TLS, PATIENCE, ROOT, environment, free_port, run_cli

SECRET = "a-key-that-the-portal-must-not-have"


def settings(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    ports = {"SUNSHINE_PORT": str(free_port()), "SUNSHINE_PORTAL_PORT": str(free_port())}
    return inherited | ports | {"SUNSHINE_HOME": str(home), "SUNSHINE_SEARCH_API_KEY": SECRET, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def children(process: subprocess.Popen[bytes]) -> dict[int, bytes]:
    """Processes that a process started, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"\nPPid:\t{process.pid}\n" in (folder / "status").read_text():
                found[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
    return found


def is_listening(port: str) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/", verify=NO_TLS, timeout=5)
    except httpx.TransportError:
        return False
    return True


@contextmanager
def demo(env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running demo; killed if a test leaves it behind."""
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "sunshine", "demo", "--households", "200"], env=env, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until_told(words: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 5 * PATIENCE
    while words not in log.read_text("utf-8"):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.05)  # polling, not guessing how long it takes


def wait_until_worker(process: subprocess.Popen[bytes]) -> None:
    """Until the API's worker was forked; it builds its application for some seconds before it listens to signals itself."""
    own = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    deadline = time.monotonic() + PATIENCE
    while own not in children(process).values():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)  # polling, not guessing how long it takes


def stop(process: subprocess.Popen[bytes], number: signal.Signals, env: dict[str, str]) -> None:
    """One signal ends the demo and all that it started."""
    started = children(process)
    process.send_signal(number)
    process.wait(PATIENCE)
    assert not is_listening(env["SUNSHINE_PORT"])
    assert not is_listening(env["SUNSHINE_PORTAL_PORT"])
    assert not [line for pid, line in started.items() if Path(f"/proc/{pid}").exists()]
    assert not embedded.is_running(Path(env["SUNSHINE_HOME"]) / "postgres")


def status(port: str, path: str) -> int:
    return httpx.get(f"http://127.0.0.1:{port}{path}", verify=NO_TLS, timeout=PATIENCE).status_code


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at processes in /proc")
def test_demo_tells_of_what_answers_and_serves_a_portal_without_keys_and_one_signal_stops_all(tmp_path: Path) -> None:
    env, log = settings(tmp_path), tmp_path / "demo.log"
    with demo(env, log) as process:
        wait_until_told("GraphQL: ", process, log)
        assert status(env["SUNSHINE_PORT"], "/ready") == 200
        wait_until_told("Ready", process, log)
        told = log.read_text("utf-8")
        address = f"http://127.0.0.1:{env['SUNSHINE_PORTAL_PORT']}"
        words = ("Waiting for the API and the portal", "GraphQL: ", "Sign in: ", f"Portal: {address}", "Ready")
        assert sorted(words, key=told.index) == list(words)
        name = (tmp_path / "open_data" / "current").resolve().name
        assert name in httpx.get(address, verify=NO_TLS, timeout=PATIENCE).text
        (release,) = orjson.loads((tmp_path / "open_data" / "releases.json").read_bytes())
        assert release["name"] == name
        begun = httpx.get(f"{address}/sign-in?to=/needs", verify=NO_TLS, timeout=PATIENCE)
        assert begun.headers["location"].startswith(f"http://127.0.0.1:{env['SUNSHINE_PORT']}/sign-in?client_id=sunshine-demo&")
        chosen = httpx.get(begun.headers["location"], verify=NO_TLS, timeout=PATIENCE)  # the portal is registered there
        assert (chosen.status_code, "爱心人士" in chosen.text) == (200, True)
        portal = next(pid for pid, line in children(process).items() if line.endswith(b"\0portal\0"))
        inherited = Path(f"/proc/{portal}/environ").read_bytes()
        assert SECRET.encode() not in inherited
        assert b"DSN" not in inherited
        assert b"SUNSHINE_PORTAL_KEYS=" + (tmp_path / "keys" / "portal.key").read_bytes() + b"\0" in inherited
        assert str(tmp_path / "keys").encode() not in inherited
        assert f"SUNSHINE_HOME={tmp_path / 'open_data'}\0".encode() in inherited
        stop(process, signal.SIGINT, env)
    with demo(env, log) as process:
        wait_until_told("Waiting for", process, log)
        wait_until_worker(process)
        stop(process, signal.SIGHUP, env)  # as the terminal sends it that is closed
        assert "GraphQL: " not in log.read_text("utf-8")


def test_city_of_somebody_else_is_not_published_by_one_command(databases: Databases, tmp_path: Path) -> None:
    done = run_cli("publish-demo", env=environment(databases, tmp_path))
    assert done.returncode == 3
    assert "sunshine approve" in done.stderr
