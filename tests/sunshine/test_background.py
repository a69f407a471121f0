"""Work beside the requests goes on whatever fails, tells no value when it does, and ends with the process."""

from __future__ import annotations

import asyncio
import logging

import pytest

from databases.connections import DatabaseUnavailableError
from sunshine.background import beside, keep_doing


async def _deaf_once() -> None:
    """Loses the first cancellation, as an answer does that comes at that moment."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def _begun_and_ended() -> None:
    async with asyncio.timeout(60), beside([_deaf_once(), keep_doing("nothing", asyncio.Event().wait)], last_seconds=0.01):
        await asyncio.sleep(0)  # both have begun


def test_what_loses_a_cancellation_is_cancelled_anew() -> None:
    asyncio.run(_begun_and_ended())


@pytest.mark.parametrize("error", [DatabaseUnavailableError("forces", "gone"), ValueError("secret-4711")])
def test_what_fails_is_done_again_and_its_text_is_not_logged(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        asyncio.run(_done_again_after(error))
    assert "the outbox" in caplog.text
    assert type(error).__name__ in caplog.text
    assert "4711" not in caplog.text


async def _done_again_after(error: Exception) -> None:
    again, failures = asyncio.Event(), [error]

    async def once() -> None:
        if failures:
            raise failures.pop()
        again.set()

    async with asyncio.timeout(60), beside([keep_doing("the outbox", once, 0)]):
        await again.wait()
