"""What ends a command: Ctrl-C, SIGTERM (a service manager, `timeout`) and SIGHUP (its terminal was closed), all in the same way.

So what a command was at is left as Ctrl-C leaves it: transactions roll back, folders of the moment go, and the embedded PostgreSQL
stops with the last who used it.
"""

from __future__ import annotations

import signal
from types import FrameType

LIKE_CTRL_C = (signal.SIGTERM, signal.SIGHUP)


class Ending:
    """Listens for signals that end this process; the one that did."""

    def __init__(self) -> None:
        self.signal = signal.SIGINT
        for one in LIKE_CTRL_C:
            if signal.getsignal(one) is signal.SIG_DFL:  # `nohup` lets a process hear no SIGHUP
                signal.signal(one, self._end)
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background: it stays so, but asyncio must have its handler for the others
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @property
    def exit_code(self) -> int:
        """As shells count: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP."""
        return 128 + self.signal

    def _end(self, number: int, frame: FrameType | None) -> None:
        """Do what Ctrl-C does at this moment: asyncio and servers have handlers of their own."""
        self.signal = signal.Signals(number)
        as_ctrl_c_does = signal.getsignal(signal.SIGINT)
        assert callable(as_ctrl_c_does)
        as_ctrl_c_does(signal.SIGINT, frame)
