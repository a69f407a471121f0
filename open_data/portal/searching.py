"""The search desk of what a visit sees, and the day on which questions are asked."""

from __future__ import annotations

from datetime import date, datetime

from databases.clock import SHANGHAI
from open_data.portal.visit import Visit
from search.desk import Desk


def desk(visit: Visit) -> Desk:
    """The desk of the release, opened once."""
    if visit.site.desk is None:
        visit.site.desk = Desk.open(visit.release.search_file, visit.site.around.cluster)
    return visit.site.desk


def today() -> date:
    return datetime.now(SHANGHAI).date()
