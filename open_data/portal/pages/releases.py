"""Releases: what changed, how people are protected in them, how a citizen verifies them, and a notice for those that were withdrawn."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import NotFound, Response

from open_data import shelf
from open_data.layout import CHANGES, CHECKPOINTS, PRIVACY, UNSUMMED
from open_data.portal import revisions
from open_data.portal.downloads import downloaded
from open_data.portal.happenings import ABOUT
from open_data.portal.revisions import Pair, Revision
from open_data.portal.visit import Visit, with_arguments

Trail = list[tuple[str | None, str]]
GONE, PAGE = 410, 50
COLUMNS = ("earlier", "release", "dataset", "key", "name", "region_code", "stream", "project", "column", "before", "after")
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
    folder = _folder(visit)
    if shelf.is_withdrawn(folder):
        return await _withdrawn(visit, folder)
    shown, name = shelf.opened(folder), folder.name
    files = [{"path": path, "digest": digest, "size": (folder / path).stat().st_size} for path, digest in shown.sums.items()]
    files += [{"path": path, "digest": "–", "size": (folder / path).stat().st_size} for path in UNSUMMED]
    commands = COMMANDS.format(base=f"{visit.site.around.address}/releases/{name}/files")
    reports = {"news": _read(folder / CHANGES), "privacy": _read(folder / PRIVACY), "checkpoints": _read(folder / CHECKPOINTS)}
    pair = _pair(visit, name)
    changed = Counter(one.dataset for one in await revisions.told(visit.site, pair)) if pair and pair[0] == reports["news"].get("previous") else {}
    return await visit.render("release.html", shown=shown, files=files, commands=commands, trail=_trail(visit, name), changed=changed, **reports)


def _folder(visit: Visit) -> Path:
    """Where the release lies that the address names; a withdrawn one keeps its folder."""
    folder = shelf.find(visit.site.around.home, visit.parameter("name"))
    if folder is None:
        raise NotFound(visit.say("没有这次发布", "There is no such release"))
    return folder


async def _withdrawn(visit: Visit, folder: Path) -> Response:
    return await visit.render("withdrawn.html", GONE, name=folder.name, reason=shelf.withdrawal_reason(folder), trail=_trail(visit, folder.name))


def _trail(visit: Visit, name: str) -> Trail:
    return [("/releases", visit.say("发布", "Releases")), (None, name)]


def _pair(visit: Visit, name: str) -> Pair | None:
    """The release with the one before it, if both are there."""
    return next((pair for pair in revisions.pairs(visit.site.around.home, name)[:1] if pair[1] == name), None)


async def _revised(visit: Visit) -> tuple[Pair, list[Revision]]:
    """What a release says otherwise than the one before it, of one dataset or of all."""
    pair, dataset = _pair(visit, _folder(visit).name), visit.request.args.get("dataset")
    if pair is None:
        raise NotFound(visit.say("没有更早的发布可以对照", "There is no release before it"))
    return pair, [one for one in await revisions.told(visit.site, pair) if dataset in (None, "", one.dataset)]


async def revised(visit: Visit) -> Response:
    """Row by row: what it said, and what it says now."""
    if shelf.is_withdrawn(folder := _folder(visit)):
        return await _withdrawn(visit, folder)
    (earlier, name), found = await _revised(visit)
    places, label, is_english = await visit.site.places(), visit.say(*ABOUT[revisions.ABOUT]), visit.preferences.is_english
    page, last, dataset = visit.page_number, max(1, -(-len(found) // PAGE)), visit.request.args.get("dataset") or None
    if page > last:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    address = f"/releases/{name}/revisions"
    near = {number: with_arguments(address, dataset=dataset, page=number if number > 1 else None) for number in (page - 1, page + 1)}
    return await visit.render(
        "revisions.html",
        name=name,
        earlier=earlier,
        entries=[revisions.entry(one, visit.release, places, label, is_english) for one in found[PAGE * (page - 1) : PAGE * page]],
        count=len(found),
        newer=near[page - 1] if page > 1 else None,
        older=near[page + 1] if page < last else None,
        downloads=[(form, with_arguments(f"{address}.{form}", dataset=dataset)) for form in ("csv", "json")],
        trail=[("/releases", visit.say("发布", "Releases")), (f"/releases/{name}", name), (None, visit.say("逐行对照", "Row by row"))],
    )


async def rows(visit: Visit) -> Response:
    """The same to download: a row for each column that says something else, and one for each row that is gone; of texts no values."""
    if shelf.is_withdrawn(_folder(visit)):
        raise DatasetteError(visit.say("这次发布已撤回", "This release was withdrawn"), status=GONE)
    (_, name), found = await _revised(visit)
    told = [row for one in found for row in _rows(one)]
    return await asyncio.to_thread(downloaded, told, COLUMNS, visit.request.path, f"revisions-{name}")


def _rows(one: Revision) -> Iterator[dict[str, Any]]:
    row = {name: getattr(one, name) for name in COLUMNS[:8]} | {"key": orjson.dumps(one.key).decode()}
    for difference in one.differences:
        yield row | {"column": difference.column, "before": difference.before, "after": difference.after}
    if not one.differences:
        yield row | dict.fromkeys(("column", "before", "after"))


def _read(report: Path) -> dict[str, Any]:
    """A report that lies beside the data; a release that was made before there was such a report has none."""
    return dict(orjson.loads(report.read_bytes())) if report.exists() else {}


NAMED = r"^/releases/(?P<name>\d{4}-\d\d-\d\d-\d+)"
ROUTES = ((r"^/releases$", overview), (f"{NAMED}$", release), (f"{NAMED}/revisions$", revised), (rf"{NAMED}/revisions\.(?:csv|json)$", rows))
