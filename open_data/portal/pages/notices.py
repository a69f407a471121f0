"""Public notices of violations: which body broke which clause, what was found and what was decided."""

from __future__ import annotations

from datasette.utils.asgi import Response

from open_data.portal.visit import Visit
from open_data.shelf import Needs

NEEDS: Needs = {
    "violation_notices": (
        "number",
        "region_name",
        "body",
        "decision",
        "approved_on",
        "published_on",
        "organisation_name",
        "document",
        "document_title",
        "clause",
        "clause_summary",
    )
}
MOST = 100


async def overview(visit: Visit) -> Response:
    """The newest notices, or the one that is asked for; all of them are in the dataset."""
    visit.demand(NEEDS)
    number, count = visit.request.args.get("number"), visit.release.resources["violation_notices"]["rows"]
    asked = await visit.rows("SELECT * FROM violation_notices WHERE number = :number", number=number)
    newest = await visit.rows(f"SELECT * FROM violation_notices ORDER BY published_on DESC, number LIMIT {MOST}")
    trail = [(None, visit.say("违规通报", "Notices of violations"))]
    return await visit.render("notices.html", notices=asked or newest, is_one=bool(asked), count=count, trail=trail)


ROUTES = ((r"^/notices$", overview),)
