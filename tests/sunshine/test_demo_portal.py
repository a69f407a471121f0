"""`sunshine demo` with its portal: a first release by two people, a public site that can reach no database, one Ctrl-C for all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import orjson
import pytest

from tests.served import NO_TLS, PATIENCE, ROOT, free_port, run_cli, wait_until_responds

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


def wait_for(what: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 4 * PATIENCE
    while not what.exists():
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)  # polling, not guessing how long it takes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at processes in /proc")
def test_demo_publishes_and_serves_a_portal_without_keys_and_one_signal_stops_all(tmp_path: Path) -> None:
    env, log = settings(tmp_path), tmp_path / "demo.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "sunshine", "demo", "--households", "200"], env=env, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{env['SUNSHINE_PORTAL_PORT']}"
    try:
        wait_for(tmp_path / "open_data" / "current", process, log)
        wait_until_responds(f"{address}/robots.txt", process, log, 3 * PATIENCE)
        name = (tmp_path / "open_data" / "current").resolve().name
        assert name in httpx.get(address, verify=NO_TLS, timeout=PATIENCE).text
        assert address in log.read_text("utf-8")
        (release,) = orjson.loads((tmp_path / "open_data" / "releases.json").read_bytes())
        assert release["name"] == name
        portal = next(pid for pid, line in children(process).items() if line.endswith(b"\0portal\0"))
        environment = Path(f"/proc/{portal}/environ").read_bytes()
        assert SECRET.encode() not in environment
        assert b"DSN" not in environment
        assert str(tmp_path / "keys").encode() not in environment
        assert f"SUNSHINE_HOME={tmp_path / 'open_data'}\0".encode() in environment
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert not is_listening(env["SUNSHINE_PORT"])
    assert not is_listening(env["SUNSHINE_PORTAL_PORT"])
    assert not Path(f"/proc/{portal}").exists()


def test_city_of_somebody_else_is_not_published_by_one_command(tmp_path: Path) -> None:
    env = settings(tmp_path) | {"SUNSHINE_ISSUER": "https://issuer.example"}
    done = run_cli("publish-demo", env=env)
    assert done.returncode == 3
    assert "sunshine approve" in done.stderr
