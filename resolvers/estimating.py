"""Which questions may read many rows to show few: counts, figures, conditions, orders of their own, traces.

What they take, the planner of the database estimates before they run (`Reads.estimated`). A page in the usual order, and what belongs to its rows, is
read off indexes and costs what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable

from resolvers.filters import usual_order
from resolvers.plan import Asked, Groups, Nested, Page, Part, Plan, Several, Single, Trace

EXPLAIN = "EXPLAIN (FORMAT JSON) "
MOST_OF_TRACE = 20_000.0  # units: the planner thinks six to twenty times too dearly of a trace


def reads_many(plan: Plan) -> bool:
    """Whether a plan may read more rows than it shows."""
    match plan:
        case Page():
            return _page(plan, bool(plan.order) and plan.order != usual_order(plan.kind))
        case Single():
            return _parts(plan.selection)
        case Several():
            return False
        case Groups() | Trace():
            return True


def _page(page: Page, is_sorted: bool) -> bool:
    return is_sorted or bool(page.where) or any(asked.name == "totalCount" for asked in page.asked) or _asked(page.asked)


def _asked(asked: Iterable[Asked]) -> bool:
    return any(_asked(one.parts) or _parts(one.selection) for one in asked)


def _parts(parts: Iterable[Part]) -> bool:
    return any(_page(part.page, bool(part.page.order)) if part.page else _parts(part.selection) for part in parts if isinstance(part, Nested))
