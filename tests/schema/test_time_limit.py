"""The time that requests have, kept by one clock for all of them."""

from __future__ import annotations

import asyncio

import pytest

from schema.serving.time_limit import TimeLimit

LONG = 60.0


async def _forever() -> None:
    await asyncio.Event().wait()


async def _told(value: int) -> int:
    return value


def test_work_that_takes_too_long_is_ended_and_its_task_goes_on() -> None:
    async def ask() -> int:
        limit = TimeLimit(0.01)
        for _ in range(2):  # the clock goes on after it was needed, and after nobody needed it
            with pytest.raises(TimeoutError):
                await limit.keep(_forever())
            assert await limit.keep(_told(7)) == 7
        task = asyncio.current_task()
        return task.cancelling() if task else -1

    assert asyncio.run(ask()) == 0


def test_each_has_its_own_time() -> None:
    async def ask() -> tuple[list[object], bool]:
        limit, ended = TimeLimit(1), asyncio.Event()
        first = asyncio.create_task(limit.keep(_forever()))
        short = asyncio.create_task(limit.keep(_told(1)))
        await short  # over before the clock looks
        await asyncio.wait([first], timeout=0.5)
        last = asyncio.create_task(limit.keep(_until(first, ended)))
        found = await asyncio.gather(first, short, last, return_exceptions=True)
        return [type(one) if isinstance(one, BaseException) else one for one in found], ended.is_set()

    assert asyncio.run(ask()) == ([TimeoutError, 1, 2], True)


async def _until(other: asyncio.Task[None], ended: asyncio.Event) -> int:
    """Goes on a moment after another one was ended."""
    await asyncio.wait([other])
    ended.set()
    return 2


def test_who_cancels_a_request_cancels_it() -> None:
    async def ask() -> bool:
        limit = TimeLimit(LONG)
        task = asyncio.create_task(limit.keep(_forever()))
        await asyncio.sleep(0)
        task.cancel()
        (found,) = await asyncio.gather(task, return_exceptions=True)
        return isinstance(found, asyncio.CancelledError)

    assert asyncio.run(ask())


def test_work_that_does_not_hear_that_it_is_over_leaves_nothing_behind() -> None:
    async def deaf() -> int:
        try:
            await _forever()
        except asyncio.CancelledError:
            return 3
        return 4

    async def ask() -> tuple[int, int]:
        found = await TimeLimit(0.01).keep(deaf())
        task = asyncio.current_task()
        return found, task.cancelling() if task else -1

    assert asyncio.run(ask()) == (3, 0)
