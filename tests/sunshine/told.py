"""Workers of the API, each told to stop at another moment of its start: `python -m tests.sunshine.told`, a process for itself.

A moment is when something returns that Python does in a worker between its fork and its serving, as `sys.setprofile` tells. Prints a line for each
that was tried, with a server and a worker of its own, and whether they have ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from starlette.applications import Starlette

from schema.serving.streams import Streams
from sunshine import settings
from sunshine.commands.api import serve
from sunshine.settings import Settings
from sunshine.stopping import stop_at_signals
from tests.served import PATIENCE, free_port

WHEN_IT_SERVES = "it serves"
CLOSE = ("granian/server/mp.py", "granian/_signals.py", "granian/asgi.py", "sunshine/stopping.py")
FURTHER = 8  # moments of everything else, evenly spread


def application() -> Starlette:
    """What listens for signals as the API does, and needs no database."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop_at_signals(Streams())
        yield

    return Starlette(lifespan=lifespan)


@dataclass
class Moments:
    """Counts what happens in this process, and tells it to stop at one of these moments, or when it serves."""

    at: str
    told: Path
    seen: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        sys.setprofile(self._happens)

    def _happens(self, frame: FrameType, event: str, argument: Any) -> None:
        if (event, frame.f_code.co_name) == ("call", "_main"):
            self._tell()
        elif event.endswith("return"):
            done = argument.__name__ if event == "c_return" else frame.f_code.co_name
            what = f"{done} in {frame.f_code.co_filename}:{frame.f_lineno}"
            self.seen[what] += 1
            if f"{what} ({self.seen[what]})" == self.at:
                self._tell()

    def _tell(self) -> None:
        sys.setprofile(None)
        self.told.write_text(json.dumps([f"{what} ({number})" for what, most in self.seen.items() for number in range(1, most + 1)]))
        os.kill(os.getpid(), signal.SIGTERM)


def begun(chosen: Settings, moments: Moments) -> int:
    """The process of a server whose worker is told at a moment."""
    process = os.fork()
    if process:
        return process
    os.setpgid(0, 0)
    os.register_at_fork(after_in_child=moments.begin)  # before what makes a worker hear
    try:
        serve(chosen.model_copy(update={"port": free_port()}), "tests.sunshine.told:application")
    finally:
        os._exit(0)


def tried(seen: list[str]) -> list[str]:
    """The moments to try: each that is close to where signals are listened for, and some of the others."""
    close = [what for what in seen if any(file in what for file in CLOSE)]
    others = [what for what in seen if what not in close]
    return close + others[:: len(others) // FURTHER]


def all_end(chosen: Settings, home: Path, moments: Iterable[str]) -> None:
    """Say of each moment whether a worker that is told then, and its server, end."""
    servers = {begun(chosen, Moments(at, home / f"{number}.json")): at for number, at in enumerate(moments)}
    late = time.monotonic() + PATIENCE
    while servers and time.monotonic() < late:
        ended, _ = os.waitpid(-1, os.WNOHANG)
        if ended:
            print("ended:", servers.pop(ended), flush=True)
        else:
            time.sleep(0.01)  # polling until they have ended
    for process, at in servers.items():
        print("goes on:", at)
        os.killpg(process, signal.SIGKILL)


def main() -> None:
    home = Path(os.environ["SUNSHINE_HOME"])
    all_end(settings.load(), home, [WHEN_IT_SERVES])
    all_end(settings.load(), home, tried(json.loads((home / "0.json").read_text())))


if __name__ == "__main__":
    main()
