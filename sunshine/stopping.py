"""How a worker of the API hears that it should stop, at whatever moment it is told: no signal may get lost on the way.

A worker is forked, builds its application, starts it, and serves. While it is forked it would note a signal as the server does, in its own copy, and
forget it; so signals wait until that is over. From then on it ends at once, for it serves nobody yet. As soon as its loop listens, it stops as whoever serves.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import uvloop
from granian import loops

from schema.serving.streams import Streams

LAST_WORDS_SECONDS = 0.25  # from telling the streams that it is over until the server ends


class Loop(uvloop.Loop):
    """A loop that forgets no signal. uvloop puts aside what comes while it does not run (before the application is started, and again before it is
    served) and never looks at it again; and it tells the server at once, also of what somebody listens for who is to be told first."""

    def add_signal_handler(self, sig: int, callback: Callable[..., Any], *args: Any) -> None:  # type: ignore[override]  # as uvloop has it
        """Have `callback` called by the loop, as soon as it runs. Whoever listens from then on by `signal.signal` hears it alone, and passes it on."""
        signal.signal(sig, lambda *_: self.call_soon_threadsafe(callback, *args))
        signal.siginterrupt(sig, False)  # as uvloop does: system calls go on


@loops.register("auto")
def _build_loop() -> Loop:
    """The loop of the server's workers."""
    loop = Loop()
    asyncio.set_event_loop(loop)
    return loop


def end_new_workers_when_told() -> None:
    """Let every worker that is forked from now on end at once where it is told to stop before its loop listens."""
    os.register_at_fork(before=_hold_back, after_in_parent=_let_through, after_in_child=_end_when_told)


def _hold_back() -> None:
    """Only what the server sends to its workers: of Ctrl-C it hears itself, and tells them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _end_when_told() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _let_through()


def stop_at_signals(streams: Streams) -> None:
    """Streams end when the process is told to stop: the server waits for open answers before it tells the application.

    The server hears of it a moment later: it waits for no WebSocket, and would cut off the words with which one is closed.
    """
    loop = asyncio.get_running_loop()

    def end(number: int, before: Any) -> None:
        streams.stopping.set()
        if callable(before):
            loop.call_later(LAST_WORDS_SECONDS, before, number, None)

    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def stop(number: int, _: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(end, number, before)

        signal.signal(number, stop)
