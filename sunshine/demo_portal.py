"""The public site beside the demo: a first release where there is none, then the portal, each in a process of its own.

The portal's process gets an environment without DSNs and keys, as a portal on a host of its own has.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping

from open_data.layout import CURRENT
from sunshine import keys
from sunshine.ports import wait_until_answers
from sunshine.settings import Settings
from sunshine.terminal import ERR, OUT

SECONDS_TO_END = 10


class Portal:
    """The portal of the demo city: made ready and served in processes that end with the demo."""

    def __init__(self, chosen: Settings) -> None:
        self.chosen = chosen
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.is_stopping = False
        self.is_publishing = not (chosen.releases / CURRENT).exists()

    def begin(self) -> None:
        """Publish if nothing is in force yet, else serve.

        Before the API forks its worker: one that is forked in the middle of a start keeps the pipe on which the start is awaited.
        """
        if self.is_publishing:
            self._start("publish-demo")
        else:
            self._serve()

    def comes_to_answer(self) -> bool:
        """See a first publication through and the portal's start; tells its address when it answers."""
        if self.is_publishing:
            OUT.print("Portal: a first release is being made, which takes a minute or two", highlight=False)
            if self._wait():
                self._tell("nothing was published, so there is no portal; try: make publish")
                return False
            self._serve()
        if answers := wait_until_answers(self.chosen.portal_host, self.chosen.portal_port, "/robots.txt", self._is_over):
            OUT.print(f"Portal: {self.chosen.portal_base_address}", highlight=False)
        return answers

    def watch(self) -> None:
        """Say so if the portal ends before the demo does."""
        if self._wait():
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

    def _serve(self) -> None:
        key = keys.load_portal_key(self.chosen.key_folder)  # who is signed in stays so when the demo starts again
        self._start("portal", {"SUNSHINE_PORTAL_KEYS": key, **self.chosen.portal_environment()})

    def _start(self, command: str, environment: Mapping[str, str] | None = None) -> None:
        """Start a command of ours, unless the demo ends."""
        with self.lock:
            if not self.is_stopping:
                self.process = subprocess.Popen([sys.executable, "-m", "sunshine", command], env=environment)

    def _is_over(self) -> bool:
        return self.is_stopping or self.process is None or self.process.poll() is not None

    def _wait(self) -> int:
        """The exit code of the command, when it has ended."""
        return self.process.wait() if self.process else 0

    def _tell(self, message: str) -> None:
        if not self.is_stopping:
            ERR.print(f"sunshine: {message}", style="red", highlight=False)
