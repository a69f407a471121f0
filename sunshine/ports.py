"""Whether a port is free, said before a server starts."""

from __future__ import annotations

import socket

from sunshine.settings import SettingsError


def check_free(host: str, port: int, setting: str) -> None:
    """Say at once, and in words, that somebody else listens there; raises SettingsError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"cannot listen on {host}:{port} ({error.strerror}): set {setting} to a free port") from None
