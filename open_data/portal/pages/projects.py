"""Projects: a list, and for each its nine stages, tender, progress, acceptance, proceeds and money."""

from __future__ import annotations

from collections.abc import Sequence

from datasette.utils.asgi import Response

from open_data.portal.pages import money, timeline
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.shelf import Needs

NEEDS: Needs = {"projects": ("code", "name", "region_code", "region_name", "year", "state", "state_label", "budget")}
PARTS: tuple[tuple[str, str, str, str], ...] = (  # what else is told of a project, and in which order
    ("tenders", "招标", "Tender", "published_on"),
    ("progress_reports", "进度", "Progress", "month"),
    ("acceptances", "验收", "Acceptance", "accepted_on"),
    ("evaluations", "绩效评估", "Evaluation", "year"),
    ("proceeds", "收益", "Proceeds", "year"),
    ("assets", "资产", "Assets", "code"),
)
PAGE = 50


async def overview(visit: Visit) -> Response:
    """The newest projects; all of them are in the dataset."""
    visit.demand(NEEDS)
    rows = await visit.rows(f"SELECT code, name, region_name, year, state_label, budget FROM projects ORDER BY year DESC, code LIMIT {PAGE}")
    return await visit.render("projects.html", projects=rows, trail=[(None, visit.say("项目", "Projects"))])


async def project(visit: Visit) -> Response:
    visit.demand(NEEDS)
    code = visit.parameter("code")
    found = await visit.row("SELECT * FROM projects WHERE code = :code", code=code)
    parts = [(title, *part) for name, zh, en, order in PARTS if (part := await _part(visit, name, order, code)) and (title := visit.say(zh, en))]
    return await visit.render(
        "project.html",
        project=found,
        shown=[
            name for name in visit.release.fields["projects"] if f"{name}_label" not in found and f"{name.removesuffix('_code')}_name" not in found
        ],
        stages=await _stages(visit, code),
        parts=parts,
        beginning=await timeline.beginning(visit, "project", code),
        flow=await money.flow_of_project(visit, code),
        trail=[("/projects", visit.say("项目", "Projects")), (None, found["name"])],
    )


async def _stages(visit: Visit, code: str) -> Sequence[Row]:
    if not visit.release.has({"project_stages": ("project", "ordinal", "stage_label", "entered_on", "finished_on")}):
        return []
    return await visit.rows("SELECT * FROM project_stages WHERE project = :code ORDER BY ordinal", code=code)


async def _part(visit: Visit, name: str, order: str, code: str) -> tuple[list[tuple[str, str, str]], list[Row]] | None:
    """The rows of another dataset that belong to a project, with the columns to show."""
    if not visit.release.has({name: ("project", order)}):
        return None
    rows = await visit.rows(f"SELECT * FROM {name} WHERE project = :code ORDER BY {order}", code=code)
    fields = visit.release.fields[name]
    shown = [key for key in fields if key != "project" and f"{key}_label" not in fields and not key.startswith("region_")]
    return ([(key, visit.said(fields[key]), fields[key]["kind"]) for key in shown], rows) if rows else None


ROUTES = ((r"^/projects$", overview), (r"^/projects/(?P<code>[A-Za-z0-9_-]+)$", project))
