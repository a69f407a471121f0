"""`sunshine api`: the served GraphQL schema."""

from __future__ import annotations

import signal
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer

from databases.connections import DATABASES
from databases.key_check import compare_marks
from sunshine import keys, settings
from sunshine.fresh_needs import published_anew
from sunshine.ports import check_free
from sunshine.settings import Settings
from sunshine.stopping import end_new_workers_when_told
from sunshine.terminal import run

MOST_STOPPING_SECONDS = 60  # a worker that is told to stop and has not ended by then is killed: a service manager waits no longer


def api() -> None:
    """Serve GraphQL on SUNSHINE_HOST and SUNSHINE_PORT."""
    chosen = settings.load()
    sealing = keys.load(chosen.key_folder, make=chosen.is_embedded).identifiers
    databases = chosen.databases()
    run(lambda: compare_marks(databases, DATABASES, sealing))
    serve(chosen)


def serve(chosen: Settings, target: str = "sunshine.api:application") -> None:
    check_free(chosen.host, chosen.port, "SUNSHINE_PORT")
    end_new_workers_when_told()
    server = Granian(
        target,
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        log_level=LogLevels.warning,
        workers_kill_timeout=MOST_STOPPING_SECONDS,
    )
    when_hung_up = signal.getsignal(signal.SIGHUP)
    server.on_startup(lambda: _end_when_hung_up(server, when_hung_up))
    with published_anew(chosen.needs_minutes):
        server.serve()


def _end_when_hung_up(server: AbstractServer[Any], before: Any) -> None:
    """End when the terminal is closed, unless started to outlive it (`nohup`); the server would start its workers anew, for nobody."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN if before is signal.SIG_IGN else server.signal_handler_interrupt)
