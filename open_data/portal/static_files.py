"""Our own style sheet and pictures, each under an address that names its bytes, so that browsers keep it for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from open_data.portal.headers import FOR_EVER

FOLDER = Path(__file__).parent / "static"
DIGESTS = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in FOLDER.iterdir() if path.is_file()}


def address(name: str) -> str:
    """Where a file is served."""
    return f"/static/{DIGESTS[name]}/{name}"


async def answer(request: Request) -> Response:
    """The file, if the address names the bytes that it has."""
    name = request.path_params["name"]
    if DIGESTS.get(name) != request.path_params["digest"]:
        return PlainTextResponse("没有这个文件 · there is no such file", 404)
    return FileResponse(FOLDER / name, headers={"cache-control": FOR_EVER})
