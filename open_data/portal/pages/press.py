"""The press area 新闻素材 (M144): approved cases without names from their time of publication on, a feed of them, and where the data are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datasette.utils.asgi import Response

from open_data import lasting_names
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.release import feed
from open_data.release.feed import Entry
from open_data.shelf import Needs

CASE = "model_cases"
NEEDS: Needs = {"model_cases": ("title", "body", "approved_on", "published_on", "region_code", "region_name")}
MOST = 100
CASES = f"SELECT {', '.join(NEEDS['model_cases'])} FROM model_cases ORDER BY published_on DESC, region_code, title"


async def overview(visit: Visit) -> Response:
    """The newest cases, or the one that is asked for; all of them are in the dataset."""
    visit.demand(NEEDS)
    cases = [{**row, "anchor": lasting_names.anchor(CASE, row)} for row in await visit.rows(CASES)]
    asked = [case for case in cases if case["anchor"] == visit.request.args.get("case")]
    trail = [(None, visit.say("新闻素材", "Press"))]
    return await visit.render("press.html", cases=asked or cases[:MOST], is_one=bool(asked), count=len(cases), trail=trail)


async def press_feed(visit: Visit) -> Response:
    """The same cases for feed readers. What is not in the release yet is in no feed either."""
    visit.demand(NEEDS)
    address, publisher = visit.site.around.address, visit.release.package["contributors"][0]["title"]
    written = feed.write(
        _entries((await visit.rows(CASES))[:MOST], address), f"{address}/press.xml", f"{address}/press", publisher, "阳光帮扶典型事例"
    )
    return Response(written.decode(), content_type="application/atom+xml; charset=utf-8")


def _entries(cases: Sequence[Row], address: str) -> list[Entry]:
    return [_entry(row, date.fromisoformat(row["published_on"]), address) for row in cases]


def _entry(row: Row, day: date, address: str) -> Entry:
    name, link = lasting_names.digest(CASE, row), address + lasting_names.address(CASE, row)
    return Entry(name, f"{row['title']}（{row['region_name']}）", row["body"], link, day, day)


ROUTES = ((r"^/press$", overview), (r"^/press\.xml$", press_feed))
