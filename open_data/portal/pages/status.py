"""How fresh everything is, where it comes from, which alerts are open, how long the portal runs and how much it is used (M169)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from datasette.utils.asgi import Response

from databases.clock import SHANGHAI
from open_data.columns import Words
from open_data.portal.pages.datasets import RHYTHMS
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.shelf import Needs

SOURCES: Needs = {"sources": ("source", "department", "department_label", "last_received_at", "expected_days")}
FRESHNESS = """SELECT source, department_label, expected_days, max(last_received_at) AS newest, count(*) AS places,
 sum(last_received_at IS NULL OR julianday(:day) - julianday(date(last_received_at, '+8 hours')) > expected_days + 1) AS late
FROM sources GROUP BY source, department, expected_days ORDER BY late DESC, source"""
ALERTS: Needs = {"alert_states": ("month", "place_label", "kind", "kind_label", "concerned")}
OPEN_ALERTS = """SELECT month, place_label, kind_label, concerned FROM alert_states
WHERE kind <> 'all' AND instr(' ' || kind || ' ', ' closed ') = 0 ORDER BY month DESC, kind_label, concerned DESC, place_label"""
USED = {
    "pages": Words("看过的页面", "Pages that were read"),
    "searches": Words("搜索", "Searches"),
    "files": Words("下载的文件", "Files that were fetched"),
    "data": Words("取走的数据（JSON、CSV、Atom）", "Data that were fetched (JSON, CSV, Atom)"),
}


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
    return await visit.render(
        "status.html",
        rows=rows,
        columns=columns,
        total=sum(one["rows"] for one in resources),
        sources=await freshness(visit),
        source_columns=[
            ("source", visit.say("来源", "Source"), "text"),
            ("department_label", visit.say("部门", "Department"), "text"),
            ("newest", visit.say("最近收到", "Came last"), "text"),
            ("expected_days", visit.say("应每几天一次", "Due every … days"), "whole"),
            ("places", visit.say("报送地区数", "Places that send it"), "whole"),
            ("late", visit.say("其中超期", "Of them late"), "whole"),
        ],
        alerts=await visit.rows(OPEN_ALERTS) if visit.release.has(ALERTS) else [],
        alert_columns=[
            ("month", visit.say("发出年度", "Raised in"), "text"),
            ("place_label", visit.say("地区", "Place"), "text"),
            ("kind_label", visit.say("状态", "State"), "text"),
            ("concerned", visit.say("涉及的户、项目等", "Households, projects and others"), "whole"),
        ],
        running=running(visit, datetime.now(SHANGHAI) - visit.site.around.usage.since),
        since=f"{visit.site.around.usage.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        used=[(visit.say(*title), visit.site.around.usage.counts[kind]) for kind, title in USED.items()],
        trail=[(None, visit.say("运行情况", "Status"))],
    )


async def freshness(visit: Visit) -> Sequence[Row]:
    """Each source of the databases as it was when the release was read: when something came last, and how many places are late with it.

    Days are those of Shanghai, eight hours ahead of UTC.
    """
    if not visit.release.has(SOURCES):
        return []
    found = await visit.rows(FRESHNESS, day=visit.release.day.isoformat())
    return [{**row, "newest": _in_shanghai(row["newest"])} for row in found]


def running(visit: Visit, time: timedelta) -> str:
    """How long the portal has answered without a break."""
    hours = int(time.total_seconds()) // 3600
    return visit.say(f"{hours // 24} 天 {hours % 24} 小时", f"{hours // 24} days {hours % 24} hours")


def _in_shanghai(moment: str | None) -> str | None:
    return f"{datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else None


def published(visit: Visit, dataset: str) -> str:
    """When a dataset was published: its day, or the minute if it was published anew since the release."""
    own = visit.release.of(dataset)
    return str(own.day) if own is visit.release else f"{own.moment:%Y-%m-%d %H:%M}"


ROUTES = ((r"^/status$", status),)
