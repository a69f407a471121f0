"""How fresh everything is."""

from __future__ import annotations

from datasette.utils.asgi import Response

from open_data.portal.pages.datasets import RHYTHMS
from open_data.portal.visit import Visit


async def status(visit: Visit) -> Response:
    resources = visit.release.resources.values()
    rows = [
        {"title": visit.said(one), "rows": one["rows"], "rhythm": visit.say(*RHYTHMS[one["rhythm"]]), "day": published(visit, one["name"])}
        for one in resources
    ]
    columns = [
        ("title", visit.say("数据集", "Dataset"), "text"),
        ("rows", visit.say("行数", "Rows"), "whole"),
        ("rhythm", visit.say("更新周期", "Updated"), "text"),
        ("day", visit.say("最近发布", "Last published"), "text"),
    ]
    total = sum(one["rows"] for one in resources)
    return await visit.render("status.html", rows=rows, columns=columns, total=total, trail=[(None, visit.say("运行情况", "Status"))])


def published(visit: Visit, dataset: str) -> str:
    """When a dataset was published: its day, or the minute if it was published anew since the release."""
    own = visit.release.of(dataset)
    return str(own.day) if own is visit.release else f"{own.moment:%Y-%m-%d %H:%M}"


ROUTES = ((r"^/status$", status),)
