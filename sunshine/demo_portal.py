"""The public site beside the demo: a first release where there is none, then the portal, each in a process of its own.

The portal's process gets an environment without DSNs and keys, as a portal on a host of its own has.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from open_data.layout import CURRENT
from sunshine.settings import Settings
from sunshine.terminal import ERR, OUT

SECONDS_TO_END = 10


@contextmanager
def portal_beside(chosen: Settings) -> Iterator[None]:
    """While the context lasts, the portal of the demo city is made ready and served; nothing is waited for at its start."""
    portal = _Portal(chosen)
    thread = threading.Thread(target=portal.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        portal.stop()
        thread.join(SECONDS_TO_END)


class _Portal:
    def __init__(self, chosen: Settings) -> None:
        self.chosen = chosen
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.is_stopping = False

    def run(self) -> None:
        """Publish if nothing is in force yet, then serve until the demo ends."""
        if not (self.chosen.releases / CURRENT).exists():
            OUT.print("Portal: a first release is being made, which takes a minute or two", highlight=False)
            if self._run("publish-demo"):
                self._tell("nothing was published, so there is no portal; try: make publish")
                return
        OUT.print(f"Portal: {self.chosen.portal_base_address}", highlight=False)
        if self._run("portal", self.chosen.portal_environment()):
            self._tell("the portal has ended")

    def stop(self) -> None:
        with self.lock:
            self.is_stopping = True
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _run(self, command: str, environment: Mapping[str, str] | None = None) -> int:
        """Run a command of ours until it ends; its exit code."""
        with self.lock:
            if self.is_stopping:
                return 0
            self.process = subprocess.Popen([sys.executable, "-m", "sunshine", command], env=environment)
        return self.process.wait()

    def _tell(self, message: str) -> None:
        if not self.is_stopping:
            ERR.print(f"sunshine: {message}", style="red", highlight=False)
