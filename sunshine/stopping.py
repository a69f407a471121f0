"""How processes that serve hear that they should stop, at whatever moment they are told: no signal may get lost on the way.

A worker is forked, builds its application, starts, and serves. Python forgets what comes between the fork and its first step; the event loop
(uvloop) puts aside what comes while it does not run, and never looks at it again. Whoever waits for such a worker waits for ever.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from schema.streams import Streams

LAST_WORDS_SECONDS = 0.25  # from telling the streams that it is over until the server ends


def end_new_workers_when_told() -> None:
    """Let every worker that is forked from now on end at once where it is told to stop before it serves."""
    os.register_at_fork(before=_hold_back, after_in_parent=_let_through, after_in_child=_begin_to_hear)


def _hold_back() -> None:
    """Only what the server sends to its workers: of Ctrl-C it hears itself, and tells them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _begin_to_hear() -> None:
    """A worker inherits the handler of the server, which would note the signal in the worker's copy and forget it. It sets its own when it starts."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _let_through()


def wait_for_the_loop() -> None:
    """From now on until `stop_at_signals` a signal waits: the application is built, and the loop does not run yet."""
    _hold_back()


def stop_at_signals(streams: Streams) -> None:
    """Streams end when the process is told to stop: the server waits for open answers before it tells the application.

    The server hears of it a moment later: it waits for no WebSocket, and would cut off the words with which one is closed.
    """
    loop = asyncio.get_running_loop()

    def end(number: int, before: Any) -> None:
        streams.stopping.set()
        loop.call_later(LAST_WORDS_SECONDS, tell_server, number, before)

    def tell_server(number: int, before: Any) -> None:
        """Send the signal anew, now that the loop runs: it may have come between start and serving."""
        signal.signal(number, before)
        signal.raise_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def stop(number: int, _: Any, before: Any = before) -> None:
            loop.call_soon_threadsafe(end, number, before)

        signal.signal(number, stop)
    _let_through()
