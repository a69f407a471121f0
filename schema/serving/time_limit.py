"""The time that a request may take: one clock for all of them, and none for each."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class TimeLimit:
    """Ends work that takes longer than `seconds`. All of it has the same time, so what began first is over first: the clock waits for that one alone."""

    seconds: float
    _open: dict[asyncio.Task[Any], float] = field(default_factory=dict)  # in the order in which they began, with the time at which each is over
    _clock: asyncio.TimerHandle | None = None

    async def keep(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives. Raises TimeoutError where it is not done in time; whoever cancels its task still cancels it."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None
        self._open[task] = loop.time() + self.seconds
        if self._clock is None:
            self._look(loop)
        try:
            return await work
        except asyncio.CancelledError:
            if task in self._open or task.cancelling() > 1:
                raise
            raise TimeoutError from None
        finally:
            if self._open.pop(task, None) is None:
                task.uncancel()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """End what is over, and look again when the next one is."""
        self._clock = None
        for task, end in [*self._open.items()]:
            if end > loop.time():
                self._clock = loop.call_at(end, self._look, loop)
                return
            del self._open[task]
            task.cancel()
