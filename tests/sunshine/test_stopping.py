"""Workers that are told to stop at the moments at which nobody hears: each in a process of its own, as signals are the process's."""

from __future__ import annotations

import signal
import subprocess
import sys
from textwrap import dedent

import pytest

from tests.served import PATIENCE, ROOT

PRELUDE = """
import asyncio, os, signal, sys
import uvloop
from schema.streams import Streams
from sunshine import stopping

def tell():
    os.kill(os.getpid(), signal.SIGTERM)

def serve(told_before_start, told_before_serving):
    # what the server's worker does: build, have the loop listen, start, serve until it is told
    stopping.wait_for_the_loop()
    loop = uvloop.new_event_loop()
    heard, streams = asyncio.Event(), Streams()
    loop.add_signal_handler(signal.SIGTERM, heard.set)
    if told_before_start:
        tell()

    async def start():
        stopping.stop_at_signals(streams)

    async def until_told():
        async with asyncio.timeout(20):
            await heard.wait()
        assert streams.stopping.is_set()

    loop.run_until_complete(start())
    if told_before_serving:
        tell()
    if not told_before_start and not told_before_serving:
        loop.call_later(0, tell)
    loop.run_until_complete(until_told())
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PRELUDE + dedent(program)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE)


@pytest.mark.parametrize("when", ["told_before_start=True, told_before_serving=False", "False, told_before_serving=True", "False, False"])
def test_worker_hears_that_it_should_stop_before_its_loop_runs_between_start_and_serving_and_while_it_serves(when: str) -> None:
    done = _run(f"serve({when})")
    assert done.returncode == 0, done.stderr


def test_worker_that_is_told_to_stop_the_moment_it_is_forked_ends() -> None:
    """Nothing of it has run yet: the hook that sends the signal comes before the one that makes a worker hear."""
    done = _run("""
        signal.signal(signal.SIGTERM, lambda *_: None)  # as the server has it, which would note the signal in the worker's copy
        os.register_at_fork(after_in_child=tell)
        stopping.end_new_workers_when_told()
        worker = os.fork()
        if not worker:
            os._exit(0)
        _, status = os.waitpid(worker, 0)
        print(os.waitstatus_to_exitcode(status))
        tell()  # the server itself hears as before
        assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    """)
    assert (done.stdout, done.returncode) == (f"{-signal.SIGTERM}\n", 0), done.stderr
