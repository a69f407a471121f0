"""An OpenID Connect issuer for tests: a real HTTP server with a discovery document and keys that a test can change."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DISCOVERY = "/.well-known/openid-configuration"


@dataclass
class KeyServer:
    """What it publishes, and which addresses it was asked for."""

    address: str
    keys: list[dict[str, Any]]
    discovery: dict[str, Any] = field(default_factory=dict)
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any] | None:
        self.asked.append(path)
        documents = {DISCOVERY: {"issuer": self.address, "jwks_uri": f"{self.address}/keys"} | self.discovery, "/keys": {"keys": self.keys}}
        return None if self.is_away else documents.get(path)


@contextmanager
def key_server(*keys: dict[str, Any]) -> Iterator[KeyServer]:
    """A running issuer with these keys."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = published.answer(self.path)
            self.send_response(200 if document else 503)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing: tests look at `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        published = KeyServer(f"http://127.0.0.1:{server.server_address[1]}", list(keys))
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield published
        server.shutdown()
