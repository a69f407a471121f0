"""What every command says goes through here: results to standard output, progress and failures to standard error."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task

OUT, ERR = Console(), Console(stderr=True)
TELL_SECONDS = 10.0  # how long work is silent where no bar is seen
Result = TypeVar("Result")


def run(work: Callable[[], Awaitable[Result]]) -> Result:
    async def awaited() -> Result:
        return await work()

    return asyncio.run(awaited())


def progress_bar(*columns: ProgressColumn) -> Progress:
    """A progress bar that is gone when the work is done; where nobody watches (a pipe, a service manager) plain lines that stay."""
    return Progress(*columns, console=ERR, transient=True) if ERR.is_terminal else PlainProgress(*columns, console=ERR)


class PlainProgress(Progress):
    """How far work is, in a line every ten seconds: whoever reads a log can tell slow work from dead. Short work says nothing."""

    def start(self) -> None:
        self._over = threading.Event()
        self._teller = threading.Thread(target=self._tell, name="progress", daemon=True)
        self._teller.start()

    def stop(self) -> None:
        self._over.set()
        self._teller.join()

    def _tell(self) -> None:
        while not self._over.wait(TELL_SECONDS):
            if under_way := [_said(task) for task in self.tasks if not task.finished]:
                self.console.print("; ".join(under_way), highlight=False, markup=False, soft_wrap=True)


def _said(task: Task) -> str:
    of_all = "" if task.total is None else f" / {task.total:,.0f}"
    return f"{task.description} {task.completed:,.0f}{of_all}, {task.elapsed or 0:.0f} s"


def stop(message: str, code: int) -> NoReturn:
    ERR.print(f"sunshine: {message}", style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)
