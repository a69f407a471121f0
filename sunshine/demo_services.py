"""What runs beside the API of the demo: its portal, and a thread that tells of each service when it answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sunshine.demo_portal import SECONDS_TO_END, Portal
from sunshine.ports import wait_until_answers
from sunshine.settings import Settings
from sunshine.terminal import OUT


@contextmanager
def services_beside(chosen: Settings, portal: Portal | None, tell: Callable[[], None]) -> Iterator[None]:
    """While the context lasts, `tell` is called when the API answers, and the portal is made ready, told of and ended."""
    over = threading.Event()
    thread = threading.Thread(target=_accompany, args=(chosen, portal, tell, over.is_set), daemon=True)
    try:
        if portal:
            portal.begin()
        thread.start()
        yield
    finally:
        over.set()
        if portal:
            portal.stop()
        if thread.ident:
            thread.join(SECONDS_TO_END)


def _accompany(chosen: Settings, portal: Portal | None, tell: Callable[[], None], is_over: Callable[[], bool]) -> None:
    if not wait_until_answers(chosen.host, chosen.port, "/ready", is_over):
        return
    tell()
    has_portal = portal is not None and portal.comes_to_answer()
    if not is_over():
        OUT.print(f"Ready{'' if has_portal or portal is None else ', without the portal'}. Ctrl-C stops everything", highlight=False)
    if portal:
        portal.watch()
