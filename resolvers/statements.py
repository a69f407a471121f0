"""A plan becomes one SQL statement whose rows are finished JSON.

Text is put together by PostgreSQL (`concat`), since a value rendered where it lies is never an object in Python. Every
FROM is a `View.select` of the policy: there is no other way to a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.elements import ColumnElement

from policies.kinds import KINDS
from policies.policy import Policy
from policies.subjects import Profile
from resolvers.json_text import joined, literal, object_text, value_text
from resolvers.plan import Asked, Condition, Constant, Identity, Leaf, Nested, Page, Part, Plan, Selection, Single, Values, bound

DIALECT = PGDialect_asyncpg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

Column = ColumnElement[Any]
OPERATORS: Mapping[str, Callable[[Column, Column], Column]] = {
    "eq": lambda column, value: column == value,
    "in": lambda column, value: column == sa.any_(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "starts_with": lambda column, value: sa.func.starts_with(column, value),
}


@dataclass(frozen=True)
class Statement:
    """SQL with the names of its parameters in order; `access` tells how each selected field is shown."""

    database: str
    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    access: Mapping[str, str]

    def bind(self, values: Values) -> list[Any]:
        return [values[name] if name in values else self.constants[name] for name in self.names]


def compile_plan(policy: Policy, profile: Profile, plan: Plan) -> Statement:
    """The statement that answers a plan for everyone with this profile."""
    builder = _Builder(policy, profile, plan.key, plan.as_of)
    query = builder.page(plan) if isinstance(plan, Page) else builder.single(plan)
    compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    names = tuple(compiled.positiontup or ())
    return Statement(KINDS[plan.kind].database, str(compiled), names, dict(compiled.params), builder.access)


@dataclass
class _Builder:
    policy: Policy
    profile: Profile
    key: str
    as_of: bool
    access: dict[str, str] = field(default_factory=dict)

    def page(self, plan: Page) -> sa.Select[Any]:
        """One row: a text for each `edges` asked, the outer keys, whether there are more rows, the total if asked."""
        limit = sa.bindparam(bound(self.key, "limit"), type_=sa.Integer)
        selections = [part.selection for edge in plan.edges for part in edge.parts]
        rows = self._rows(plan.kind, selections, [condition.field for condition in plan.where], f"{self.key}.edges.node")
        matching = sa.select(rows).where(*[_condition(rows, condition) for condition in plan.where])
        page = self._page_of(plan, matching, rows, limit).subquery("page")
        place = sa.func.row_number().over(order_by=page.c._id.desc() if plan.backward else page.c._id).label("place")
        texts = [self._edge(plan.kind, edge, page).label(f"text{i}") for i, edge in enumerate(plan.edges)]
        numbered = sa.select(*texts, page.c._id.label("key"), place).subquery("numbered")
        kept = numbered.c.place <= limit
        return sa.select(
            *[joined(numbered.c[text.name], numbered.c.key, kept).label(text.name) for text in texts],
            sa.func.min(numbered.c.key).filter(kept).label("first_key"),
            sa.func.max(numbered.c.key).filter(kept).label("last_key"),
            (sa.func.count() > limit).label("more"),
            (sa.select(sa.func.count()).select_from(matching.subquery()).scalar_subquery() if plan.counted else sa.null()).label("total"),
        )

    def single(self, plan: Single) -> sa.Select[Any]:
        """One row with the object's text, or none."""
        rows = self._rows(plan.kind, [plan.selection], [], self.key)
        key = sa.bindparam(bound(self.key, "id"), type_=sa.BigInteger)
        return sa.select(self._object(plan.kind, plan.selection, rows, self.key).label("text")).where(rows.c._id == key)

    def _page_of(self, plan: Page, matching: sa.Select[Any], rows: sa.Subquery, limit: Column) -> sa.Select[Any]:
        if plan.after:
            cursor = sa.bindparam(bound(self.key, "cursor"), type_=sa.BigInteger)
            matching = matching.where(rows.c._id < cursor if plan.backward else rows.c._id > cursor)
        # the limit is bound, not written: a literal would make a plan of the server for each page size
        return matching.order_by(rows.c._id.desc() if plan.backward else rows.c._id).limit(limit + sa.literal_column("1"))

    def _rows(self, kind: str, selections: Iterable[Selection], filtered: Iterable[str], path: str, linked: tuple[str, ...] = ()) -> sa.Subquery:
        """The permitted rows of a kind with what the selections, the filters and the link to their parent need."""
        view = self.policy.view(self.profile, kind)
        parts = [part for selection in selections for part in selection]
        leaves = [part.field for part in parts if isinstance(part, Leaf)]
        for part in parts:
            if isinstance(part, Leaf):
                self.access[f"{path}.{part.key}"] = view.access(part.field)
        keys = {"id", *linked} | {part.relation.mine for part in parts if isinstance(part, Nested)}
        names = tuple(dict.fromkeys([*leaves, *filtered]))
        return view.select(names, tuple(sorted(keys)), self._source(kind)).subquery()

    def _source(self, kind: str) -> sa.FromClause | None:
        """None for today; else the rows that the system knew at a moment: current ones recorded by then, and old versions."""
        if not self.as_of:
            return None
        table, moment = KINDS[kind].table, sa.bindparam(bound(self.key, "as_of"), type_=sa.DateTime(timezone=True))
        past = sa.table(f"{table.name}_history", sa.column("known", postgresql.TSTZRANGE), *[sa.column(c.name, c.type) for c in table.columns])
        now = sa.select(*table.columns).where(table.c.recorded_at <= moment)
        then = sa.select(*[past.c[column.name] for column in table.columns]).where(past.c.known.op("@>")(moment))
        return now.union_all(then).subquery()

    def _edge(self, kind: str, edge: Asked, page: sa.Subquery) -> Column:
        return object_text([(part.key, self._edge_part(kind, part, page)) for part in edge.parts])

    def _edge_part(self, kind: str, part: Asked, page: sa.Subquery) -> Column:
        if part.name == "node":
            return self._object(kind, part.selection, page, f"{self.key}.edges.node")
        if part.name == "cursor":
            return _global_id(kind, page)
        return literal(f'"{kind}Edge"')

    def _object(self, kind: str, selection: Selection, rows: sa.Subquery, path: str) -> Column:
        return object_text([(part.key, self._part(kind, part, rows, path)) for part in selection])

    def _part(self, kind: str, part: Part, rows: sa.Subquery, path: str) -> Column:
        if isinstance(part, Leaf):
            return value_text(rows.c[part.field])
        if isinstance(part, Identity):
            return _global_id(kind, rows)
        if isinstance(part, Constant):
            return literal(part.json)
        return self._nested(part, rows, f"{path}.{part.key}")

    def _nested(self, part: Nested, outer: sa.Subquery, path: str) -> Column:
        """Rows of the same database that hang on this one: a correlated sub-select of their text."""
        relation = part.relation
        rows = self._rows(relation.kind, [part.selection], [], path, (relation.theirs,))
        here = rows.c["_" + relation.theirs] == outer.c["_" + relation.mine]
        text = self._object(relation.kind, part.selection, rows, path)
        if not relation.many:
            return sa.func.coalesce(sa.select(text).where(here).limit(sa.literal_column("1")).scalar_subquery(), literal("null"))
        return sa.func.concat(literal("["), sa.select(joined(text, rows.c._id)).where(here).scalar_subquery(), literal("]"))


def _global_id(kind: str, rows: sa.Subquery) -> Column:
    return sa.func.concat(literal(f'"{kind}:'), rows.c._id, literal('"'))


def _condition(rows: sa.Subquery, condition: Condition) -> Column:
    column = rows.c[condition.field]
    type_ = sa.ARRAY(column.type) if condition.operator == "in" else column.type
    return OPERATORS[condition.operator](column, sa.bindparam(condition.value, type_=type_))
