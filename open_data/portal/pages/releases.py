"""Releases: what changed, how people are protected in them, how a citizen verifies them, and a notice for those that were withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from datasette.utils.asgi import NotFound, Response

from open_data import shelf
from open_data.layout import CHANGES, CHECKPOINTS, PRIVACY, UNSUMMED
from open_data.portal.visit import Visit

GONE = 410
COMMANDS = """\
curl -O {base}/sunshine.zip
unzip sunshine.zip
openssl pkeyutl -verify -pubin -inkey publisher.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
sha256sum --check --ignore-missing SHA256SUMS"""


async def overview(visit: Visit) -> Response:
    entries = [
        {"name": folder.name, "is_withdrawn": shelf.is_withdrawn(folder), "is_current": folder.name == visit.release.name}
        for folder in shelf.folders(visit.site.around.home)
    ]
    return await visit.render("releases.html", releases=entries, trail=[(None, visit.say("发布", "Releases"))])


async def release(visit: Visit) -> Response:
    folder = shelf.find(visit.site.around.home, name := visit.parameter("name"))
    if folder is None:
        raise NotFound(visit.say("没有这次发布", "There is no such release"))
    trail = [("/releases", visit.say("发布", "Releases")), (None, name)]
    if shelf.is_withdrawn(folder):
        return await visit.render("withdrawn.html", GONE, name=name, reason=shelf.withdrawal_reason(folder), trail=trail)
    shown = shelf.opened(folder)
    files = [{"path": path, "digest": digest, "size": (folder / path).stat().st_size} for path, digest in shown.sums.items()]
    files += [{"path": path, "digest": "–", "size": (folder / path).stat().st_size} for path in UNSUMMED]
    commands = COMMANDS.format(base=f"{visit.site.around.address}/releases/{name}/files")
    reports = {"news": _read(folder / CHANGES), "privacy": _read(folder / PRIVACY), "checkpoints": _read(folder / CHECKPOINTS)}
    return await visit.render("release.html", shown=shown, files=files, commands=commands, trail=trail, **reports)


def _read(report: Path) -> dict[str, Any]:
    """A report that lies beside the data; a release that was made before there was such a report has none."""
    return dict(orjson.loads(report.read_bytes())) if report.exists() else {}


ROUTES = ((r"^/releases$", overview), (r"^/releases/(?P<name>\d{4}-\d\d-\d\d-\d+)$", release))
