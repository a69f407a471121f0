"""What it takes to make SQL of a plan, known before it is done: a part of a text is cheap, rows of a kind are not."""

from __future__ import annotations

from collections.abc import Iterable

from resolvers.plan import Asked, Figures, Filter, Groups, Nested, Page, Part, Plan, Related, Several, Single, Trace

ROWS = 20  # units of rows of a kind: their view, their conditions, the sub-select around them
WAY = 100  # units of a trace: each hop and its balance


def compiling(plan: Plan) -> int:
    """The work of compiling a plan, in units of some 50 µs of a processor (measured: docs/limits.md)."""
    match plan:
        case Page():
            return _page(plan)
        case Single():
            return ROWS + _parts(plan.selection)
        case Several():
            return sum(ROWS + _parts(selection) for _, selection in plan.selections)
        case Groups():
            return ROWS + len(plan.by) + _filters(plan.where) + _asked(plan.asked)
        case Trace():
            return WAY + _asked(plan.asked)


def _page(page: Page) -> int:
    """A page that is also counted has its conditions twice in the statement."""
    times = 1 + (any(asked.name == "totalCount" for asked in page.asked) and bool(page.edges or page.informed))
    return times * (ROWS + _filters(page.where)) + len(page.order) + _asked(page.asked)


def _asked(asked: Iterable[Asked]) -> int:
    return sum(1 + _asked(one.parts) + _parts(one.selection) for one in asked)


def _parts(parts: Iterable[Part]) -> int:
    return sum(map(_part, parts))


def _part(part: Part) -> int:
    if isinstance(part, Nested):
        return _page(part.page) if part.page else ROWS + _parts(part.selection)
    return 1 + len(part.fields) if isinstance(part, Figures) else 1


def _filters(where: Iterable[Filter]) -> int:
    return sum(ROWS + _filters(one.where) if isinstance(one, Related) else 1 for one in where)
