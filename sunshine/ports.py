"""Whether a port is free, said before a server starts, and whether a server answers on it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from sunshine.settings import SettingsError

PAUSE_SECONDS = 0.1
ANSWER_SECONDS = 5.0


def check_free(host: str, port: int, setting: str) -> None:
    """Say at once, and in words, that somebody else listens there; raises SettingsError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"cannot listen on {host}:{port} ({error.strerror}): set {setting} to a free port") from None


def wait_until_answers(host: str, port: int, path: str, is_over: Callable[[], bool]) -> bool:
    """Whether a server came to answer 200 there before it `is_over`."""
    while not is_over():
        if _answers(host, port, path):
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _answers(host: str, port: int, path: str) -> bool:
    connection = HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path, headers={"connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
