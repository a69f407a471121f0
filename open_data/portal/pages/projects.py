"""Projects: a list, and for each its nine stages, tender, progress, acceptance, proceeds and money."""

from __future__ import annotations

from collections.abc import Sequence

from datasette.utils.asgi import Response

from open_data.columns import Words
from open_data.portal.pages import money, timeline
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.shelf import Needs

NEEDS: Needs = {"projects": ("code", "name", "region_code", "region_name", "year", "state", "state_label", "budget")}
OF = {  # how a row belongs to a project: by the column that names it, or a thing of the project
    "project": "project = :code",
    "tender": "tender IN (SELECT ocid FROM tenders WHERE project = :code)",
    "asset": "asset IN (SELECT code FROM assets WHERE project = :code)",
}
PARTS = (  # what else is told of a project, and in which order: dataset, the column by which it belongs to it, the column that sorts it
    ("village_decisions", "project", "met_on"),
    ("selection_scores", "project", "readiness"),
    ("tenders", "project", "published_on"),
    ("bidders", "tender", "amount"),
    ("progress_reports", "project", "month"),
    ("acceptances", "project", "accepted_on"),
    ("project_evaluations", "project", "year"),
    ("proceeds", "project", "year"),
    ("proceeds_distributions", "project", "year"),
    ("sustainability_checks", "project", "checked_on"),
    ("assets", "project", "code"),
    ("inventory_counts", "asset", "year"),
    ("asset_disposals", "asset", "approved_on"),
)
STAGES = "project_stages"
PAGE = 50
FILTERS = {  # what a visitor may choose by: its title, and the value of a project and what it is called
    "county": (Words("市（县）区", "County"), "substr(region_code, 1, 6) AS value, NULL AS label"),
    "state": (Words("状态", "State"), "state AS value, state_label AS label"),
    "year": (Words("年度", "Year"), "CAST(year AS TEXT) AS value, year AS label"),
}
VALUES = "SELECT {value}, count(*) AS count FROM projects GROUP BY 1 ORDER BY 1"
CHOSEN = (
    """(:county = '' OR substr(region_code, 1, 6) = :county) AND (:state = '' OR state = :state) AND (:year = '' OR year = CAST(:year AS INTEGER))"""
)


async def overview(visit: Visit) -> Response:
    """The newest projects, by county, state and year."""
    visit.demand(NEEDS)
    chosen = {name: visit.request.args.get(name) or "" for name in FILTERS}
    places = await visit.site.places()
    filters = [(name, visit.say(*title), chosen[name], await visit.rows(VALUES.format(value=value))) for name, (title, value) in FILTERS.items()]
    return await visit.render(
        "projects.html",
        projects=await visit.rows(f"SELECT * FROM projects WHERE {CHOSEN} ORDER BY year DESC, code LIMIT {PAGE}", **chosen),
        count=(await visit.row(f"SELECT count(*) AS projects FROM projects WHERE {CHOSEN}", **chosen))["projects"],
        filters=filters,
        names=places,
        trail=[(None, visit.say("项目", "Projects"))],
    )


async def project(visit: Visit) -> Response:
    visit.demand(NEEDS)
    code = visit.parameter("code")
    found = await visit.row("SELECT * FROM projects WHERE code = :code", code=code)
    parts = [part for name, by, order in PARTS if (part := await _part(visit, name, by, order, code))]
    return await visit.render(
        "project.html",
        project=found,
        shown=[
            name for name in visit.release.fields["projects"] if f"{name}_label" not in found and f"{name.removesuffix('_code')}_name" not in found
        ],
        stream=await _stream(visit, found.get("stream")),
        stages=await _stages(visit, code),
        parts=parts,
        beginning=await timeline.beginning(visit, "project", code),
        flow=await money.flow_of_project(visit, code),
        trail=[("/projects", visit.say("项目", "Projects")), (None, found["name"])],
    )


async def _stream(visit: Visit, code: str | None) -> Row | None:
    """The stream of money that pays for it."""
    if code is None or not visit.release.has({"fund_streams": ("code", "name")}):
        return None
    return await visit.row("SELECT code, name FROM fund_streams WHERE code = :code", code=code)


async def _stages(visit: Visit, code: str) -> Sequence[Row]:
    """All nine stages in their order: those that the project has entered with their days and conclusion, the others without; none of a project that has no stages."""
    if not visit.release.has({STAGES: ("project", "stage", "stage_label", "entered_on", "finished_on", "conclusion")}):
        return []
    entered = {row["stage"]: row for row in await visit.rows(f"SELECT * FROM {STAGES} WHERE project = :code", code=code)}
    every = visit.release.fields[STAGES]["stage"]["codes"] if entered else {}
    return [entered.get(stage, {"stage_label": visit.called("stage_label", label), "entered_on": None}) for stage, label in every.items()]


async def _part(visit: Visit, name: str, by: str, order: str, code: str) -> tuple[str, list[tuple[str, str, str]], list[Row]] | None:
    """The rows of another dataset that belong to a project: its title, the columns to show, and the rows."""
    if not visit.release.has({name: (by, order)}):
        return None
    rows = await visit.rows(f"SELECT * FROM {name} WHERE {OF[by]} ORDER BY {order}", code=code)
    fields = visit.release.fields[name]
    shown = [key for key in fields if key != by and f"{key}_label" not in fields and not key.startswith("region_")]
    columns = [(key, visit.said(fields.get(key.removesuffix("_label"), fields[key])), fields[key]["kind"]) for key in shown]
    return (visit.said(visit.release.resources[name]), columns, visit.readable(name, rows)) if rows else None


ROUTES = ((r"^/projects$", overview), (r"^/projects/(?P<code>[A-Za-z0-9_-]+)$", project))
