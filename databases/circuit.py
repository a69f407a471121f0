"""A circuit that opens when a server takes questions and never answers: whoever asks next is refused at once, and waits for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

PAUSE_SECONDS = 2.0


@dataclass
class Circuit:
    """Closed at first; after a pause it lets one question through, to see. `ticks` counts seconds."""

    pause_seconds: float = PAUSE_SECONDS
    ticks: Callable[[], float] = time.monotonic
    _refuses_until: float | None = None

    def open(self) -> None:
        self._refuses_until = self.ticks() + self.pause_seconds

    def close(self) -> None:
        self._refuses_until = None

    def refuses(self) -> bool:
        """Whether a question is refused; the one that is not keeps the circuit open for all others until it is answered."""
        if self._refuses_until is None:
            return False
        if self.ticks() < self._refuses_until:
            return True
        self.open()
        return False
