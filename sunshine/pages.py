"""Pages that the API serves: each loads nothing, runs nothing and stands in no frame."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

NO_STORE = {"cache-control": "no-store"}
FRAME = Path(__file__).parent / "templates"  # page.html, which every page fills


class Pages:
    """The pages whose templates lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self._templates = Jinja2Templates([folder, FRAME])

    def page(self, request: Request, name: str, status: int = 200, targets: str = "'self'", **values: Any) -> Response:
        """A page whose form goes to `targets` only."""
        nonce = secrets.token_urlsafe(16)
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
        headers = NO_STORE | {"content-security-policy": policy, "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}
        return self._templates.TemplateResponse(request, name, values | {"nonce": nonce}, status, headers)
