"""The search desk of what a visit sees, the day on which questions are asked, and by whom they were answered."""

from __future__ import annotations

from datetime import date, datetime

from databases.clock import SHANGHAI
from open_data.portal.visit import Visit
from search.desk import Answer, Desk
from search.queries import Query


def desk(visit: Visit) -> Desk:
    """The desk of the release, opened once."""
    if visit.site.desk is None:
        visit.site.desk = Desk.open(visit.release.search_file, visit.site.around.cluster)
    return visit.site.desk


async def answered(visit: Visit, query: Query) -> Answer:
    """The answer to a query, counted by the engine that gave it."""
    answer = await desk(visit).answer(query, today())
    visit.site.around.usage.searched[answer.engine, desk(visit).stands_in(answer)] += 1
    return answer


def today() -> date:
    return datetime.now(SHANGHAI).date()
