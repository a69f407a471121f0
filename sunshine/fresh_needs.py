"""Needs are published anew every few minutes beside a server, each time by a process of its own: its memory goes, and its failure ends nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

COMMAND = (sys.executable, "-m", "sunshine", "publish-needs")
LOOK = 1.0  # seconds between two looks whether all is over


@contextmanager
def published_anew(minutes: float | None) -> Iterator[None]:
    """While the context lasts; none: never."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_publishing, args=(60 * minutes, over), daemon=True) if minutes else None
    if thread:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if thread:
            thread.join()


def _keep_publishing(seconds: float, over: threading.Event) -> None:
    while not over.wait(seconds):
        with subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and not over.is_set():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK)
            process.terminate()
