"""Commands in processes of their own, forked from one that has loaded what every command loads: to load it takes longer than most of what they do.

From there on such a process is what `python -m sunshine` is. How commands start from nothing, and end while they load, is tested in tests/sunshine
(`test_ending.py`, `test_faults.py`, `test_demo_portal.py`) and tests/databases (`test_embedded.py`), which start Python itself.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sunshine.cli import main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.loaded"])


class Forked:
    """A running command, with what the tests ask and tell a `subprocess.Popen`."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], output: Path, errors: Path) -> None:
        self.arguments = ["sunshine", *arguments]
        self._process = FORKS.Process(target=_run, args=(self.arguments, dict(env), output, errors))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float) -> int:
        """Its exit code. Raises `subprocess.TimeoutExpired` where it has not ended by then, and kills it: the tests would wait for it at their end."""
        self._process.join(timeout)
        if (code := self._process.exitcode) is None:
            self._process.kill()
            raise subprocess.TimeoutExpired(self.arguments, timeout)
        return code


def completed(arguments: Sequence[str], env: Mapping[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """A command that has ended, with what it said."""
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        output.touch()
        errors.touch()
        command = Forked(arguments, env, output, errors)
        code = command.wait(timeout)
        return subprocess.CompletedProcess(command.arguments, code, output.read_text("utf-8"), errors.read_text("utf-8"))


def _run(arguments: list[str], env: dict[str, str], output: Path, errors: Path) -> None:
    """In the forked process: the command takes this environment, these files and these arguments for its own."""
    os.environ.clear()
    os.environ.update(env)
    for stream, path in ((sys.stdout, output), (sys.stderr, errors)):
        stream.flush()
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = arguments
    multiprocessing.set_start_method(None, force=True)  # of this system, as where Python starts: a server forks its workers
    atexit._clear()  # what the process before it wanted to do at its end
    try:
        main()
    finally:
        atexit._run_exitfuncs()  # which end what was started, such as PostgreSQL; multiprocessing passes them by
