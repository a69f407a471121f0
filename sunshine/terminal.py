"""What every command says goes through here: results to standard output, progress and failures to standard error."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

from rich.console import Console
from rich.progress import Progress, ProgressColumn

OUT, ERR = Console(), Console(stderr=True)
Result = TypeVar("Result")


def run(work: Callable[[], Awaitable[Result]]) -> Result:
    async def awaited() -> Result:
        return await work()

    return asyncio.run(awaited())


def progress_bar(*columns: ProgressColumn) -> Progress:
    """A progress bar that is gone when the work is done; where nobody watches there is none, and no empty line for it."""
    return Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal)


def stop(message: str, code: int) -> NoReturn:
    ERR.print(f"sunshine: {message}", style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)
