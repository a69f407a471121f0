"""`sunshine crawl`: a running portal checked from outside, link by link, file by file, table by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from databases.failures import WrongDataError
from open_data.crawl import Crawl
from sunshine import settings
from sunshine.terminal import OUT, progress_bar

SECONDS = 60.0
Address = Annotated[str | None, typer.Argument(metavar="[ADDRESS]", help="Where the portal answers; without it, that of the settings.")]
Most = Annotated[int | None, typer.Option(min=1, metavar="N", help="Open so many pages of one pattern (villages, rows of a table), not all.")]


class FaultyPortalError(WrongDataError):
    """The portal links to what is not there, or has other files or rows than it says."""


def crawl(address: Address = None, most: Most = None) -> None:
    """Follow every link of a running portal; compare its files with their sums and its tables with their metadata; print what does not fit."""
    base = address or settings.load().portal_base_address
    with httpx.Client(base_url=base, timeout=SECONDS, follow_redirects=True) as client, _telling() as tell:
        looked_at = Crawl(client, most, tell)
        faults = 0
        for fault in looked_at.faults():
            OUT.print(f"{fault.page} → {fault.target}: {fault.found}", highlight=False, markup=False, soft_wrap=True)
            faults += 1
    if faults:
        raise FaultyPortalError(f"{faults} faults on {base}")
    OUT.print(f"{base}: no fault", highlight=False)


@contextmanager
def _telling() -> Iterator[Callable[[int, int], None]]:
    """A bar of the addresses that were opened, among those that are known so far."""
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        task = bar.add_task("opened", total=None)
        yield lambda opened, known: bar.update(task, completed=opened, total=known)
