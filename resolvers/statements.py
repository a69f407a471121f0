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
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.elements import ColumnElement

from policies.kinds import KINDS
from policies.policy import Policy
from policies.subjects import Profile
from resolvers.json_text import joined, listed, literal, object_text, value_text
from resolvers.plan import Asked, Condition, Constant, Identity, Leaf, Nested, Page, Part, Plan, Selection, Single, Values, bound
from resolvers.relations import REGION

DIALECT = PGDialect_asyncpg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

Column = ColumnElement[Any]
Path = tuple[str, ...]
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
    """SQL that gives one text, with the names of its parameters in order.

    `access` tells how each selected field is shown. Where rows of another database belong, the text has a mark
    (HOLE, number, ":", key, HOLE), and `holes` has the statement that fills it.
    """

    database: str
    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    access: Mapping[str, str]
    holes: tuple[Hole, ...] = ()

    def bind(self, values: Values) -> list[Any]:
        return [values[name] if name in values else self.constants[name] for name in self.names]


@dataclass(frozen=True)
class Hole:
    """What fills a hole: a statement whose text holds one text for each of the keys in KEYS, with SEPARATOR between them."""

    statement: Statement
    path: tuple[str, ...]
    read_key: Callable[[str], Any]


HOLE, SEPARATOR = "\x01", "\x02"  # to_json escapes both, so no value can hold them
KEYS = "hole_keys"
KEY_READERS: Mapping[type[Any], Callable[[str], Any]] = {sa.BigInteger: int, sa.Text: str}


def compile_plan(policy: Policy, profile: Profile, plan: Plan) -> Statement:
    """The statement that answers a plan for everyone with this profile."""
    builder = _Builder(policy, profile, KINDS[plan.kind].database, plan.number if plan.as_of else None)
    return builder.statement(builder.page(plan) if isinstance(plan, Page) else builder.single(plan))


@dataclass
class _Builder:
    """Makes one statement; `moment` is the number of the connection whose `asOf` holds, if one was given."""

    policy: Policy
    profile: Profile
    database: str
    moment: int | None
    access: dict[str, str] = field(default_factory=dict)
    holes: list[Hole] = field(default_factory=list)

    def statement(self, query: sa.Select[Any]) -> Statement:
        compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        names = tuple(compiled.positiontup or ())
        return Statement(self.database, str(compiled), names, dict(compiled.params), self.access, tuple(self.holes))

    def page(self, plan: Page) -> sa.Select[Any]:
        """One row with the connection's text."""
        return self._connection(plan, (plan.key,))

    def single(self, plan: Single) -> sa.Select[Any]:
        """One row with the object's text, or none."""
        rows = self._rows(plan.kind, [plan.selection], [], (plan.key,))
        key = sa.bindparam(bound(plan.number, "id"), type_=sa.BigInteger)
        return sa.select(self._object(plan.kind, plan.selection, rows, (plan.key,)).label("text")).where(rows.c._id == key)

    def children(self, part: Nested, key_type: sa.types.TypeEngine[Any], path: Path) -> sa.Select[Any]:
        """One row with the texts of what belongs to each of the keys that other rows hold."""
        keys = sa.bindparam(KEYS, type_=sa.ARRAY(key_type))
        wanted = sa.func.unnest(keys).table_valued(sa.column("key", key_type), with_ordinality="place", name="wanted").render_derived()
        text = self._belonging(part, wanted.c.key, wanted, path)
        return sa.select(sa.func.string_agg(text, aggregate_order_by(sa.func.chr(sa.literal_column("2")), wanted.c.place)).label("text"))

    def _connection(
        self, plan: Page, path: Path, linked: Callable[[sa.Subquery], Column] | None = None, outer: Any = None, link: str = ""
    ) -> sa.Select[Any]:
        """One row with the text of a connection: of all rows, or of those that are linked to a row outside."""
        limit = sa.bindparam(bound(plan.number, "limit"), type_=sa.Integer)
        selections = [(part.selection, (*path, edge.key, part.key)) for edge in plan.edges for part in edge.parts if part.name == "node"]
        rows = self._rows(plan.kind, [selection for selection, _ in selections], [condition.field for condition in plan.where], None, link)
        for selection, at in selections:
            self._note_access(plan.kind, selection, at)
        matching = sa.select(rows).where(*[_condition(rows, condition) for condition in plan.where])
        if linked is not None:
            matching = matching.where(linked(rows)).correlate(outer)
        page = self._page_of(plan, matching, rows, limit).subquery("page")
        place = sa.func.row_number().over(order_by=page.c._id.desc() if plan.backward else page.c._id).label("place")
        texts = {edge.key: self._edge(plan.kind, edge, page, (*path, edge.key)).label(f"text{i}") for i, edge in enumerate(plan.edges)}
        numbered = sa.select(*texts.values(), page.c._id.label("key"), place).subquery("numbered")
        kept = numbered.c.place <= limit
        parts: list[tuple[str, Column]] = []
        for asked in plan.asked:
            if asked.name == "edges":
                parts.append((asked.key, listed(joined(numbered.c[texts[asked.key].name], numbered.c.key, kept))))
            elif asked.name == "totalCount":
                total = sa.select(sa.func.count()).select_from(matching.subquery()).scalar_subquery()
                parts.append((asked.key, total.cast(sa.Text())))
            elif asked.name == "pageInfo":
                parts.append((asked.key, _page_info(plan, asked, numbered, kept, limit)))
            else:
                parts.append((asked.key, literal(f'"{plan.kind}Connection"')))
        # HAVING makes it one row, whatever was asked and however many rows there are
        return sa.select(object_text(parts).label("text")).select_from(numbered).having(sa.true())

    def _page_of(self, plan: Page, matching: sa.Select[Any], rows: sa.Subquery, limit: Column) -> sa.Select[Any]:
        if plan.after:
            cursor = sa.bindparam(bound(plan.number, "cursor"), type_=sa.BigInteger)
            matching = matching.where(rows.c._id < cursor if plan.backward else rows.c._id > cursor)
        # the limit is bound, not written: a literal would make a plan of the server for each page size
        return matching.order_by(rows.c._id.desc() if plan.backward else rows.c._id).limit(limit + sa.literal_column("1"))

    def _rows(self, kind: str, selections: Iterable[Selection], filtered: Iterable[str], path: Path | None, link: str = "") -> sa.Subquery:
        """The permitted rows of a kind with what the selections, the filters and the link to their parent need.

        A key that links rows is taken as the asker may see it, like any other field: who may not see it cannot follow it.
        """
        view = self.policy.view(self.profile, kind)
        parts = [part for selection in selections for part in selection]
        fields = [part.field for part in parts if isinstance(part, Leaf)]
        if path is not None:
            for selection in selections:
                self._note_access(kind, selection, path)
        keys = [part.relation.mine for part in parts if isinstance(part, Nested)]
        names = [name for name in dict.fromkeys([*fields, *filtered, *keys, link]) if name not in ("", "id")]
        return view.select(tuple(names), ("id",), self._source(kind)).subquery()

    def _note_access(self, kind: str, selection: Selection, path: Path) -> None:
        view = self.policy.view(self.profile, kind)
        for part in selection:
            if isinstance(part, Leaf):
                self.access[".".join((*path, part.key))] = view.access(part.field)
            elif isinstance(part, Nested) and part.relation.mine != "id" and view.access(part.relation.mine) == "hidden":
                self.access[".".join((*path, part.key))] = "hidden"

    def _source(self, kind: str) -> sa.FromClause | None:
        """None for today; else the rows that the system knew at a moment: current ones recorded by then, and old versions."""
        if self.moment is None:
            return None
        table, moment = KINDS[kind].table, sa.bindparam(bound(self.moment, "as_of"), type_=sa.DateTime(timezone=True))
        past = sa.table(f"{table.name}_history", sa.column("known", postgresql.TSTZRANGE), *[sa.column(c.name, c.type) for c in table.columns])
        now = sa.select(*table.columns).where(table.c.recorded_at <= moment)
        then = sa.select(*[past.c[column.name] for column in table.columns]).where(past.c.known.op("@>")(moment))
        return now.union_all(then).subquery()

    def _edge(self, kind: str, edge: Asked, page: sa.Subquery, path: Path) -> Column:
        return object_text([(part.key, self._edge_part(kind, part, page, path)) for part in edge.parts])

    def _edge_part(self, kind: str, part: Asked, page: sa.Subquery, path: Path) -> Column:
        if part.name == "node":
            return self._object(kind, part.selection, page, (*path, part.key))
        if part.name == "cursor":
            return _global_id(kind, page.c._id)
        return literal(f'"{kind}Edge"')

    def _object(self, kind: str, selection: Selection, rows: sa.Subquery, path: Path) -> Column:
        return object_text([(part.key, self._part(kind, part, rows, (*path, part.key))) for part in selection])

    def _part(self, kind: str, part: Part, rows: sa.Subquery, path: Path) -> Column:
        if isinstance(part, Leaf):
            return value_text(rows.c[part.field])
        if isinstance(part, Identity):
            return _global_id(kind, rows.c._id)
        if isinstance(part, Constant):
            return literal(part.json)
        key = _key(rows, part.relation.mine)
        if part.relation.kind != REGION and KINDS[part.relation.kind].database != self.database:
            return self._hole(part, key, path)
        return self._belonging(part, key, rows, path)

    def _hole(self, part: Nested, key: Column, path: Path) -> Column:
        """A mark in the text, for what another database knows; nothing belongs to a row whose key is empty or hidden."""
        builder = _Builder(self.policy, self.profile, KINDS[part.relation.kind].database, self.moment, self.access)
        statement = builder.statement(builder.children(part, key.type, path))
        self.holes.append(Hole(statement, path, KEY_READERS[type(key.type)]))
        mark = sa.func.chr(sa.literal_column("1"))
        marked = sa.func.concat(mark, literal(f"{len(self.holes) - 1}:"), key, mark)
        return sa.case((key.is_(None), _nothing(part)), else_=marked)

    def _belonging(self, part: Nested, key: Column, outer: Any, path: Path) -> Column:
        """The text of the rows whose column equals a key outside: a correlated sub-select."""
        relation = part.relation
        if part.page is not None:
            return self._connection(part.page, path, lambda rows: _key(rows, relation.theirs) == key, outer, relation.theirs).scalar_subquery()
        rows = self._rows(relation.kind, [part.selection], [], path, relation.theirs)
        here = _key(rows, relation.theirs) == key
        text = self._object(relation.kind, part.selection, rows, path)
        if not relation.many:
            return sa.func.coalesce(sa.select(text).where(here).limit(sa.literal_column("1")).scalar_subquery(), literal("null"))
        return listed(sa.select(joined(text, rows.c._id)).where(here).scalar_subquery())


def _key(rows: sa.FromClause, name: str) -> Column:
    return rows.c["_id" if name == "id" else name]


def _nothing(part: Nested) -> Column:
    """A list to which nothing belongs is empty; one row that is not there is null, and so is a page."""
    return literal("[]" if part.relation.many and part.page is None else "null")


def _page_info(plan: Page, asked: Asked, numbered: sa.Subquery, kept: Column, limit: Column) -> Column:
    more = (sa.func.count() > limit).cast(sa.Text())
    first, last = (_global_id(plan.kind, bound_(numbered.c.key).filter(kept)) for bound_ in (sa.func.min, sa.func.max))
    # in the other direction there is something exactly when the page was begun from a cursor
    begun = literal("true" if plan.after else "false")
    texts = {
        "hasNextPage": begun if plan.backward else more,
        "hasPreviousPage": more if plan.backward else begun,
        "startCursor": first,
        "endCursor": last,
        "__typename": literal('"PageInfo"'),
    }
    return object_text([(part.key, texts[part.name]) for part in asked.parts])


def _global_id(kind: str, key: Column) -> Column:
    """ "Household:7", or null where there is no key."""
    return sa.func.coalesce(literal(f'"{kind}:').concat(key.cast(sa.Text())).concat(literal('"')), literal("null"))


def _condition(rows: sa.Subquery, condition: Condition) -> Column:
    column = rows.c[condition.field]
    type_ = sa.ARRAY(column.type) if condition.operator == "in" else column.type
    return OPERATORS[condition.operator](column, sa.bindparam(condition.value, type_=type_))
