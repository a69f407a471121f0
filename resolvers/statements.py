"""A plan becomes one SQL statement whose rows are finished JSON.

Text is put together by PostgreSQL (`concat`), since a value rendered where it lies is never an object in Python. Every
FROM is a `View.select` of the policy: there is no other way to a row.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.elements import ColumnElement

from databases.tables import CODE, CODES, DOMAIN, REGION_CODE
from policies.kinds import KINDS
from policies.policy import Link, Policy, View
from policies.subjects import Profile
from resolvers.filters import MOST_KEYS
from resolvers.groups import FUNCTIONS, GROUP_KEYS
from resolvers.json_text import Pieces, joined, literal, object_text, value_text, written
from resolvers.marks import (
    HOUSEHOLD,
    any_post,
    are_personal,
    asked_about,
    conditions_elsewhere,
    finds_personal,
    household_key,
    in_post,
    is_about_people,
    mark,
    mark_of,
    mark_of_group,
    posts_of,
    shows_personal,
    single_subject,
    stays_in_household,
    subject_key,
)
from resolvers.names import snake
from resolvers.orders import beyond_cursor, cursor_text, global_id, in_order, ordering
from resolvers.plan import (
    KEYS,
    MOST_ROWS,
    Asked,
    Condition,
    Constant,
    Figures,
    Filter,
    Groups,
    Identity,
    Leaf,
    Nested,
    Page,
    Part,
    Related,
    Relation,
    Selection,
    Several,
    Single,
    Trace,
    Values,
    bound,
)
from resolvers.relations import REGION
from resolvers.traces import LINE, NODE, OF_LINES, VILLAGE, Tables, with_lines
from resolvers.traces import edges as traced_edges
from resolvers.traces import nodes as traced_nodes

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
    "is_null": lambda column, value: column.is_(None) == value,
    "starts_with": lambda column, value: sa.func.starts_with(column, value),
}


@dataclass(frozen=True)
class Statement:
    """SQL that gives one text in UTF-8, with the names of its parameters in order.

    `limited` tells of the selected fields that are not shown clear how they are. Where rows of another database belong, the text has a mark
    (HOLE, number, ":", key, HOLE), and `holes` has the statement that fills it. `lookups` are what must be found before it can be run.
    """

    database: str
    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    access: Mapping[str, str]
    holes: tuple[Hole, ...] = ()
    lookups: tuple[Lookup, ...] = ()

    @functools.cached_property
    def limited(self) -> Mapping[str, str]:
        return limited(self.access)

    def bind(self, values: Values) -> list[Any]:
        return [values[name] if name in values else self.constants[name] for name in self.names]


@dataclass(frozen=True)
class Hole:
    """What fills the holes that begin with `mark`: a statement whose text holds one text for each of the keys in KEYS.

    Texts and keys alike have SEPARATOR between them.
    """

    statement: Statement
    path: tuple[str, ...]
    mark: bytes = b""


@dataclass(frozen=True)
class Lookup:
    """What a condition finds in another database, which is asked first: the text of its statement has the keys, SEPARATOR between them,
    and is bound to `name`. Marks of whom they tell follow them.

    There is one key more where there are too many. `is_relaxed`: then it is as if there were no such condition.
    """

    name: str
    statement: Statement
    is_relaxed: bool


def limited(access: Mapping[str, str]) -> Mapping[str, str]:
    """Of the selected fields those that are not shown clear."""
    return {path: shown for path, shown in access.items() if shown != "clear"}


HOLE, SEPARATOR = b"\x01", b"\x02"  # to_json escapes them, so no value can hold them


def compile_plan(policy: Policy, profile: Profile, plan: Page | Single | Groups | Trace) -> Statement:
    """The statement that answers a plan for everyone with this profile."""
    moment = plan.number if plan.as_of else None
    if isinstance(plan, Trace):
        builder = _Builder(policy, profile, KINDS[VILLAGE if plan.start == VILLAGE else "Allocation"].database, moment)
        return builder.statement(builder.trace_of_village(plan) if plan.start == VILLAGE else builder.trace(plan))
    builder = _Builder(policy, profile, KINDS[plan.kind].database, moment)
    if isinstance(plan, Groups):
        return builder.statement(builder.groups(plan))
    return builder.statement(builder.page(plan) if isinstance(plan, Page) else builder.single(plan))


def compile_several(policy: Policy, profile: Profile, plan: Several) -> tuple[Mapping[str, Hole], Mapping[str, str]]:
    """What fills the place of an object of each kind, and how the fields that are not clear are shown."""
    access: dict[str, str] = {}
    moment = plan.number if plan.as_of else None
    builders = {kind: _Builder(policy, profile, KINDS[kind].database, moment, access) for kind, _ in plan.selections}
    return {kind: builders[kind].several(plan, kind, selection) for kind, selection in plan.selections}, limited(access)


@dataclass
class _Builder:
    """Makes one statement; `moment` is the number of the connection whose `asOf` holds, if one was given."""

    policy: Policy
    profile: Profile
    database: str
    moment: int | None
    access: dict[str, str] = field(default_factory=dict)
    holes: list[Hole] = field(default_factory=list)
    lookups: dict[tuple[str, Related], Lookup] = field(default_factory=dict)

    def view(self, kind: str) -> View:
        """A kind as the asker may see it."""
        return self.policy.view(self.profile, kind)

    def statement(self, query: sa.Select[Any]) -> Statement:
        compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        names = tuple(compiled.positiontup or ())
        # bytes from the server are the client's bytes: as text Python would decode and encode them again (a tenth of its time)
        sql = f"SELECT convert_to(text, 'UTF8') AS text FROM ({compiled}) AS answer"
        return Statement(self.database, sql, names, dict(compiled.params), self.access, tuple(self.holes), tuple(self.lookups.values()))

    def page(self, plan: Page) -> sa.Select[Any]:
        """One row with the connection's text."""
        return self._connection(plan, (plan.key,))

    def single(self, plan: Single) -> sa.Select[Any]:
        """One row with the object's text, or none."""
        key = sa.bindparam(bound(plan.number, "id"), type_=sa.BigInteger)
        rows = self._rows(plan.kind, [plan.selection], [], (plan.key,), Link("id", key))
        return sa.select(written(self._object(plan.kind, plan.selection, rows, (plan.key,))).label("text")).where(rows.c._id == key)

    def children(self, part: Nested, key_type: sa.types.TypeEngine[Any], path: Path, is_noted: bool = False) -> sa.Select[Any]:
        """One row with the texts of what belongs to each of the keys that other rows hold."""
        keys = _listed(KEYS, key_type)
        wanted = sa.func.unnest(keys).table_valued(sa.column("key", key_type), with_ordinality="place", name="wanted").render_derived()
        text = written(self._belonging(part, wanted.c.key, wanted, path, is_noted))
        return sa.select(sa.func.string_agg(text, aggregate_order_by(_separator(), wanted.c.place)).label("text"))

    def several(self, plan: Several, kind: str, selection: Selection) -> Hole:
        """What fills the holes of a list of ids: the rows of one kind by their keys."""
        part = Nested(plan.key, Relation(kind, "id", "id", many=False), selection)
        return Hole(self.statement(self.children(part, sa.BigInteger(), (plan.key,))), (plan.key,))

    def groups(self, plan: Groups) -> sa.Select[Any]:
        """One row with the text of all groups."""
        path, selections = (plan.key,), [(asked.key, asked.selection) for asked in plan.asked if asked.name == "nodes"]
        grouped = self._grouped(plan, [part for _, selection in selections for part in selection]).subquery("grouped")
        ordered = [grouped.c[name] for name in plan.by]
        place = sa.func.row_number().over(order_by=ordered or None).label("place")
        limit = sa.bindparam(bound(plan.number, "limit"), type_=sa.Integer)
        page = sa.select(grouped, place, sa.func.count().over().label("groups")).order_by(*ordered).limit(limit).subquery("page")
        texts: list[tuple[str, Pieces]] = []
        for asked in plan.asked:
            if asked.name == "nodes":
                self._note_groups(plan, asked, path)
                group = f"{plan.kind}Group"
                text = object_text([(part.key, self._part(group, part, page, (*path, asked.key, part.key))) for part in asked.selection])
                noted = [mark_of_group(plan.kind, page.c._about, in_post(page))] if "_about" in page.c else []
                texts.append((asked.key, ["[", joined([*text, *noted], [page.c.place]), "]"]))
            elif asked.name == "totalCount":
                texts.append((asked.key, [sa.func.coalesce(sa.func.max(page.c.groups), sa.literal_column("0"))]))
            else:
                texts.append((asked.key, [f'"{plan.kind}Groups"']))
        marks = self._marks_of_asked(plan.kind, plan.where) if finds_personal(self.view, plan.kind, plan.where) else []
        return sa.select(written([*object_text(texts), *marks]).label("text")).select_from(page).having(sa.true())

    def trace(self, plan: Trace) -> sa.Select[Any]:
        """One row with the text of all nodes and edges on the way of money."""
        tables = Tables(lambda kind, names, link: self._rows(kind, [], names, None, link, is_told=kind == LINE), self.view)
        reached = tables.reached(plan)
        every = traced_nodes(plan, tables, reached).subquery("node")
        limit = sa.bindparam(bound(plan.number, "limit"), type_=sa.Integer)
        place = sa.func.row_number().over(order_by=[every.c.rank, every.c._id]).label("place")
        page = sa.select(every, place, sa.func.count().over().label("total")).order_by(every.c.rank, every.c._id).limit(limit).cte("page")
        texts = [(asked.key, self._traced(plan, asked, tables, reached, page)) for asked in plan.asked]
        return sa.select(written(object_text(texts)).label("text"))

    def trace_of_village(self, plan: Trace) -> sa.Select[Any]:
        """One row with a hole for the whole trace: the village lies where this database says, as far as the asker may see it."""
        funds = _Builder(self.policy, self.profile, KINDS["Allocation"].database, self.moment, self.access)
        rows = self._rows(VILLAGE, [], ["region_code"], None)
        start = sa.bindparam(bound(plan.number, "start"), type_=sa.BigInteger)
        code = sa.select(rows.c.region_code).where(rows.c._id == start).scalar_subquery()
        return sa.select(written(self._marked(Hole(funds.statement(funds.trace(plan)), (plan.key,)), code)).label("text"))

    def _traced(self, plan: Trace, asked: Asked, tables: Tables, reached: sa.CTE, page: sa.CTE) -> Pieces:
        path = (plan.key, asked.key)
        if asked.name == "nodes":
            tells_lines = any(isinstance(part, Leaf) and part.field in OF_LINES for part in asked.selection)
            shown = with_lines(page, tables).subquery() if tells_lines else page
            text = object_text([(part.key, self._part(NODE, part, shown, (*path, part.key))) for part in asked.selection])
            noted = [mark_of_group(LINE, shown.c.about, None)] if tells_lines and are_personal(self.view(LINE), ["amount"]) else []
            return ["[", sa.select(joined([*text, *noted], [shown.c.place])).scalar_subquery(), "]"]
        if asked.name == "edges":
            flow = traced_edges(plan, tables, reached).subquery("flow")
            keys = sa.select(page.c.key).scalar_subquery()
            parts = [
                (part.key, value_text(flow.c[snake(part.name)]) if snake(part.name) in flow.c else [f'"{NODE[:-4]}Edge"']) for part in asked.parts
            ]
            joined_edges = joined(object_text(parts), [sa.func.concat(flow.c.from_key, literal(" "), flow.c.to_key)])
            return ["[", sa.select(joined_edges).where(flow.c.from_key.in_(keys), flow.c.to_key.in_(keys)).scalar_subquery(), "]"]
        if asked.name == "totalNodes":
            return [sa.select(sa.func.coalesce(sa.func.max(page.c.total), sa.literal_column("0"))).scalar_subquery()]
        return ['"FundTrace"']

    def _grouped(self, plan: Groups, parts: list[Part]) -> sa.Select[Any]:
        """One row a group: what is alike in it (null for what it is not grouped by), its count, its figures."""
        keys = GROUP_KEYS[plan.kind]
        measured = {(part.function, leaf.field) for part in parts if isinstance(part, Figures) for leaf in part.fields if isinstance(leaf, Leaf)}
        told = [*(keys[name].field for name in plan.by), *(name for _, name in sorted(measured))]
        is_told = are_personal(self.view(plan.kind), told) or finds_personal(self.view, plan.kind, plan.where)
        rows = self._rows(plan.kind, [], [*told, *_needs(plan.where)], None, is_told=is_told)
        asked = {part.relation.mine if isinstance(part, Nested) else part.field for part in parts if isinstance(part, Nested | Leaf)} - {"count"}
        alike = [keys[name].of(rows.c[keys[name].field]).label(name) for name in plan.by]
        absent = [sa.null().cast(keys[name].of(KINDS[plan.kind].table.c[keys[name].field]).type).label(name) for name in sorted(asked - {*plan.by})]
        figures = [FUNCTIONS[function](rows.c[name]).label(f"{function}_{name}") for function, name in sorted(measured)]
        whose = [single_subject(plan.kind, rows).label("_about"), *any_post(rows)] if is_told and is_about_people(plan.kind) else []
        matching = sa.select(*alike, *absent, *figures, *whose, sa.func.count(type_=sa.Integer).label("count")).select_from(rows)
        # grouped by position: an expression with a constant in it would not be known again
        positions: list[Column] = [sa.literal_column(str(place + 1)) for place in range(len(alike))]
        return matching.where(*self._conditions(plan.kind, plan.where, rows)).group_by(*positions).having(sa.func.count() > sa.literal_column("0"))

    def _connection(
        self,
        plan: Page,
        path: Path,
        link: Link | None = None,
        is_noted: bool = False,
    ) -> sa.Select[Any]:
        """One row with the text of a connection: of all rows, or of those that are linked to a row outside."""
        selections = [(part.selection, (*path, edge.key, part.key)) for edge in plan.edges for part in edge.parts if part.name == "node"]
        needed = [*_needs(plan.where), *(order.field for order in plan.order)]
        is_told = not is_noted and self._is_told(plan)
        rows = self._rows(plan.kind, [selection for selection, _ in selections], needed, None, link, is_told)
        for selection, at in selections:
            self._note_access(plan.kind, selection, at)
        matching = sa.select(rows).where(*self._conditions(plan.kind, plan.where, rows))
        if link is not None:
            matching = matching.where(_linked(rows, link)).correlate(link.outer)
        # without names of their own: a page inside a page would hide the outer one
        page = (
            self._numbered(plan, matching, rows, link) if plan.informed else self._page_of(plan, matching, rows, self._limit(plan), link).subquery()
        )
        # a cursor is a condition too: a client may write one himself
        is_chosen = is_told and (finds_personal(self.view, plan.kind, plan.where) or (plan.after and self._sorts_by_personal(plan)))
        marks = self._marks_of_asked(plan.kind, plan.where, link) if is_chosen else []
        is_marked = not is_noted and self._leaves_marks(plan, is_told)
        marks = [*(self._marks_of_rows(plan, page) if is_marked else []), *marks]
        ends = mark(plan.kind, page) if is_told and not is_marked and is_about_people(plan.kind) else []
        parts = [(asked.key, self._of_connection(plan, asked, page, matching, path, is_noted or is_marked, ends)) for asked in plan.asked]
        text = written([*object_text(parts), *marks])
        if not (plan.informed or plan.edges):
            return sa.select(text.label("text"))
        # HAVING makes it one row, whatever was asked and however many rows there are
        return sa.select(text.label("text")).select_from(page).having(sa.true())

    def _of_connection(
        self, plan: Page, asked: Asked, page: sa.Subquery, matching: sa.Select[Any], path: Path, is_noted: bool, ends: Pieces
    ) -> Pieces:
        """`ends`: the marks of the first and the last row, where their cursors are all that is asked of rows."""
        if asked.name == "edges":
            text = object_text([(part.key, self._edge_part(plan, part, page, (*path, asked.key), is_noted)) for part in asked.parts])
            return ["[", joined(text, in_order(plan, page), self._kept(plan, page)), "]"]
        if asked.name == "totalCount":
            return [sa.select(sa.func.count()).select_from(matching.subquery()).scalar_subquery()]
        if asked.name == "pageInfo":
            return _page_info(plan, asked, page, self._limit(plan), ends)
        return [f'"{plan.kind}Connection"']

    def _leaves_marks(self, plan: Page, is_told: bool) -> bool:
        """Whether each row of a page leaves a mark: for what is asked of it, or what it was found or sorted by (`is_told`)."""
        nodes = [part for edge in plan.edges for part in edge.parts if part.name == "node"]
        shows = any(shows_personal(self.view(plan.kind), part.selection) for part in nodes)
        return is_about_people(plan.kind) and (shows or (is_told and bool(plan.edges)))

    def _marks_of_rows(self, plan: Page, page: sa.Subquery) -> Pieces:
        """The marks of all rows of a page behind its text, where they are taken out without looking through it."""
        marks = sa.func.string_agg(written(mark(plan.kind, page)), literal(""))
        kept = self._kept(plan, page)
        return [marks if kept is None else marks.filter(kept)]

    def _kept(self, plan: Page, page: sa.Subquery) -> Column | None:
        """Which rows of a page are shown, where one more was read to know whether there is more."""
        return page.c._place <= self._limit(plan) if plan.informed else None

    def _is_told(self, plan: Page) -> bool:
        """Whether rows of a page tell personal data by being there, or by their place and their cursors."""
        return self._sorts_by_personal(plan) or finds_personal(self.view, plan.kind, plan.where)

    def _sorts_by_personal(self, plan: Page) -> bool:
        return are_personal(self.view(plan.kind), [order.field for order in plan.order])

    def _marks_of_asked(self, kind: str, where: tuple[Filter, ...], link: Link | None = None) -> Pieces:
        """Marks of a household (or row) of which an answer tells without a row: all that are counted are of it, or all asked about."""
        own = asked_about(self.view, kind, where) if is_about_people(kind) else []
        return [*(self._mark_of_one(kind, chosen, link) for chosen in own), *self._marks_of_related(kind, where)]

    def _marks_of_related(self, kind: str, where: tuple[Filter, ...]) -> Pieces:
        """Marks of whom those conditions tell that are on rows of others than the household of the row."""
        marks: list[Column] = []
        for one in conditions_elsewhere(self.view, kind, where):
            marks += [self._mark_of_one(one.relation.kind, chosen) for chosen in asked_about(self.view, one.relation.kind, one.where)]
        return marks

    def _mark_of_one(self, kind: str, where: tuple[Filter, ...], link: Link | None = None) -> Column:
        """The mark of the household that all rows under some conditions are about; nothing where there are several, or none."""
        # not by minimum and maximum: to find one and another stops at the second row, where there are many
        one = self._subjects(kind, where, link).limit(sa.literal_column("1")).subquery()
        others = self._subjects(kind, where, link)
        another = others.where(others.selected_columns.key != one.c.key).correlate(one, *([] if link is None else [link.outer])).exists()
        return sa.select(written(mark_of(kind, one.c.key, in_post(one)))).where(~another).scalar_subquery()

    def _subjects(self, kind: str, where: tuple[Filter, ...], link: Link | None) -> sa.Select[Any]:
        """Whom the rows under some conditions are about."""
        rows = self._rows(kind, [], _needs(where), None, link, is_told=True)
        key = subject_key(kind, rows).label("key")
        post = in_post(rows)
        chosen = sa.select(key, *([] if post is None else [post])).where(key.is_not(None), *self._conditions(kind, where, rows))
        return chosen if link is None else chosen.where(_linked(rows, link)).correlate(link.outer)

    def _limit(self, plan: Page) -> Column:
        # bound, not written: a literal would make a plan of the server for each page size
        return sa.bindparam(bound(plan.number, "limit"), type_=sa.Integer)

    def _numbered(self, plan: Page, matching: sa.Select[Any], rows: sa.Subquery, link: Link | None) -> sa.Subquery:
        """One row more than asked, so that it is known whether there is more; each with its place, and how many were found."""
        found = self._page_of(plan, matching, rows, self._limit(plan) + sa.literal_column("1"), link).subquery()
        place = sa.func.row_number().over(order_by=ordering(plan, found)).label("_place")
        columns: list[Column] = [*found.columns, place, sa.func.count().over().label("_found")]
        return sa.select(*columns).subquery()

    def _page_of(self, plan: Page, matching: sa.Select[Any], rows: sa.Subquery, limit: Column, link: Link | None) -> sa.Select[Any]:
        if plan.after:
            matching = matching.where(beyond_cursor(plan, rows, self.view(plan.kind)))
        if link is not None:
            return matching.order_by(*ordering(plan, rows)).limit(limit)
        # the server plans once for pages of every size: told the most there can be, it does not take a page for a tenth of all rows
        most = matching.order_by(*ordering(plan, rows)).limit(sa.literal_column(str(MOST_ROWS + 1))).subquery()
        return sa.select(most).order_by(*ordering(plan, most)).limit(limit)

    def _conditions(self, kind: str, where: Iterable[Filter], rows: sa.Subquery) -> list[Column]:
        return [self._related(kind, one, rows) if isinstance(one, Related) else _condition(rows, one) for one in where]

    def _related(self, kind: str, related: Related, outer: sa.Subquery) -> Column:
        """Whether some (or none) of the permitted rows that belong to a row meet the conditions."""
        is_elsewhere = KINDS[related.relation.kind].database != self.database
        found = self._found_elsewhere(kind, related, outer) if is_elsewhere else self._found_here(related, outer)
        return ~found if related.none else found

    def _found_here(self, related: Related, outer: sa.Subquery) -> Column:
        relation = related.relation
        link = Link(relation.theirs, _key(outer, relation.mine))
        rows = self._rows(relation.kind, [], _needs(related.where), None, linking=relation.theirs)
        return sa.select(rows.c._id).where(_linked(rows, link), *self._conditions(relation.kind, related.where, rows)).correlate(outer).exists()

    def _found_elsewhere(self, kind: str, related: Related, outer: sa.Subquery) -> Column:
        """The same of rows in another database: whether the key of this row is among those that are looked up there."""
        name = self._lookup(kind, related).name
        key = _key(outer, related.relation.mine)
        # not `= ANY`: a list that is only known when the statement runs would be gone through for each row
        wanted = sa.func.unnest(_listed(name, key.type)).table_valued(sa.column("key", key.type)).render_derived()
        found = sa.select(wanted.c.key).where(wanted.c.key == key).correlate(outer).exists()
        return sa.or_(sa.bindparam(name, type_=sa.Text).is_(None), found) if related.relaxed else found

    def _lookup(self, kind: str, related: Related) -> Lookup:
        """What finds the keys for a condition on rows that belong to a row of `kind`, as the asker may see both."""
        if (kind, related) not in self.lookups:
            builder = _Builder(self.policy, self.profile, KINDS[related.relation.kind].database, self.moment)
            statement = builder.statement(builder.keys(kind, related))
            self.lookups[kind, related] = Lookup(f"found_{len(self.lookups)}", statement, related.relaxed)
        return self.lookups[kind, related]

    def keys(self, kind: str, related: Related) -> sa.Select[Any]:
        """One row with the keys by which the permitted rows that meet the conditions belong to rows of `kind`."""
        relation, where = related.relation, related.where
        rows = self._rows(relation.kind, [], _needs(where), None, linking=relation.theirs)
        key = _key(rows, relation.theirs)
        shown = key == rows.c[f"_{relation.theirs}"] if f"_{relation.theirs}" in rows.c else key.is_not(None)
        most: Column = sa.literal_column(str(MOST_KEYS + 1))
        found = sa.select(key.label("key")).where(shown, *self._conditions(relation.kind, where, rows)).distinct().limit(most).subquery()
        text = sa.func.coalesce(sa.select(sa.func.string_agg(found.c.key.cast(sa.Text), _separator())).scalar_subquery(), literal(""))
        return sa.select(written([text, *self._marks_of_found(kind, related)]).label("text"))

    def _marks_of_found(self, kind: str, related: Related) -> Pieces:
        """Marks of whom a condition in another database tells; rows of the household itself are noted with the row that they belong to."""
        relation, where = related.relation, related.where
        if not finds_personal(self.view, relation.kind, where):
            return []
        return (self._marks_of_related if stays_in_household(kind, relation) else self._marks_of_asked)(relation.kind, where)

    def _rows(
        self,
        kind: str,
        selections: Iterable[Selection],
        filtered: Iterable[str],
        path: Path | None,
        link: Link | None = None,
        is_told: bool = False,
        linking: str = "",
    ) -> sa.Subquery:
        """The permitted rows of a kind with what the selections, the filters and the link to their parent need.

        A key that links rows is taken as the asker may see it, like any other field: who may not see it cannot follow it.
        Where it differs by row, the key as it is comes along for the index.
        """
        view, linking = self.view(kind), link.name if link else linking
        parts = [part for selection in selections for part in selection]
        fields = [part.field for part in parts if isinstance(part, Leaf)]
        if path is not None:
            for selection in selections:
                self._note_access(kind, selection, path)
        keys = [part.relation.mine for part in parts if isinstance(part, Nested)]
        names = [name for name in dict.fromkeys([*fields, *filtered, *keys, linking]) if name not in ("", "id")]
        raw = ["id", *([linking] if linking not in ("", "id") and view.access(linking) == "partial" else [])]
        is_marked = is_told or any(shows_personal(view, selection) for selection in selections)
        if is_marked and household_key(kind) == HOUSEHOLD:
            raw.append(HOUSEHOLD)
        posts = posts_of(self.policy, self.profile, kind, names) if is_marked else None
        return view.select(tuple(names), tuple(dict.fromkeys(raw)), self._source(kind), link, posts).subquery()

    def _note_access(self, kind: str, selection: Selection, path: Path) -> None:
        view = self.view(kind)
        for part in selection:
            if isinstance(part, Leaf):
                self.access[".".join((*path, part.key))] = view.access(part.field)
            elif isinstance(part, Nested) and part.relation.mine != "id" and (shown := view.access(part.relation.mine)) in ("hidden", "masked"):
                self.access[".".join((*path, part.key))] = shown

    def _note_groups(self, plan: Groups, asked: Asked, path: Path) -> None:
        view, keys = self.view(plan.kind), GROUP_KEYS[plan.kind]
        for part in asked.selection:
            if isinstance(part, Figures):
                shown = {(*path, asked.key, part.key, leaf.key): leaf.field for leaf in part.fields if isinstance(leaf, Leaf)}
            else:
                name = part.relation.mine if isinstance(part, Nested) else part.field if isinstance(part, Leaf) else ""
                shown = {(*path, asked.key, part.key): keys[name].field} if name in keys else {}
            self.access |= {".".join(place): view.access(field) for place, field in shown.items()}

    def _source(self, kind: str) -> sa.FromClause | None:
        """None for today; else the rows of a moment: who is told months alone could find the days by asking for many moments, and gets the month's first."""
        if self.moment is None:
            return None
        moment: Column = sa.bindparam(bound(self.moment, "as_of"), type_=sa.DateTime(timezone=True))
        view, known = self.view(kind), known_at(KINDS[kind].table, moment)
        if not view.tells_months:
            return known
        first = sa.func.date_trunc(sa.literal_column("'month'"), moment, sa.literal_column("'Asia/Shanghai'"), type_=sa.DateTime(timezone=True))
        of_month = known_at(KINDS[kind].table, first)
        rows = sa.select(known).where(view.tells_days(known)), sa.select(of_month).where(~view.tells_days(of_month))
        return sa.union_all(*rows).subquery()

    def _edge_part(self, plan: Page, part: Asked, page: sa.Subquery, path: Path, is_noted: bool) -> Pieces:
        if part.name == "node":
            return self._object(plan.kind, part.selection, page, (*path, part.key), is_noted)
        if part.name == "cursor":
            return cursor_text(plan, page)
        return [f'"{plan.kind}Edge"']

    def _object(self, kind: str, selection: Selection, rows: sa.Subquery, path: Path, is_noted: bool = False) -> Pieces:
        """A row with what is asked of it. `is_noted`: the row around it leaves the mark of the same household."""
        is_marked = not is_noted and shows_personal(self.view(kind), selection)
        parts = [(part.key, self._part(kind, part, rows, (*path, part.key), is_noted or is_marked)) for part in selection]
        return [*object_text(parts), *(mark(kind, rows) if is_marked else [])]

    def _part(self, kind: str, part: Part, rows: sa.FromClause, path: Path, is_noted: bool = False) -> Pieces:
        if isinstance(part, Leaf):
            return self._value(kind, part.field, rows.c[part.field])
        if isinstance(part, Identity):
            return global_id(kind, rows.c._id)
        if isinstance(part, Constant):
            return [part.json]
        if isinstance(part, Figures):
            return object_text([(leaf.key, _figure(part.function, leaf, rows)) for leaf in part.fields])
        key, is_noted = _key(rows, part.relation.mine), is_noted and stays_in_household(kind, part.relation)
        if part.relation.kind != REGION and KINDS[part.relation.kind].database != self.database:
            return self._hole(part, key, path, is_noted)
        return self._belonging(part, key, rows, path, is_noted)

    def _value(self, kind: str, name: str, column: Column) -> Pieces:
        """A field of a row, or of a group or a node, of which nothing more is known."""
        if kind not in KINDS:
            return value_text(column)
        view = self.view(kind)
        return value_text(column, view.is_filled(name), is_plain=view.access(name) == "clear" and _is_plain(kind, name))

    def _hole(self, part: Nested, key: Column, path: Path, is_noted: bool) -> Pieces:
        """A mark in the text, for what another database knows; nothing belongs to a row whose key is empty or hidden."""
        builder = _Builder(self.policy, self.profile, KINDS[part.relation.kind].database, self.moment, self.access)
        statement = builder.statement(builder.children(part, key.type, path, is_noted))
        marked = self._marked(Hole(statement, path), key)
        return marked if part.relation.mine == "id" else [sa.case((key.is_(None), literal(_nothing(part))), else_=written(marked))]

    def _marked(self, hole: Hole, key: Column) -> Pieces:
        """The mark that the text of this hole will replace."""
        mark = f"{len(self.holes)}:"
        self.holes.append(replace(hole, mark=mark.encode()))
        return [f"{HOLE.decode()}{mark}", key, HOLE.decode()]

    def _belonging(self, part: Nested, key: Column, outer: Any, path: Path, is_noted: bool) -> Pieces:
        """The text of the rows whose column equals a key outside: a correlated sub-select."""
        relation, link = part.relation, Link(part.relation.theirs, key, outer)
        if part.page is not None:
            return [self._connection(part.page, path, link, is_noted).scalar_subquery()]
        rows = self._rows(relation.kind, [part.selection], [], path, link)
        here = _linked(rows, link)
        text = self._object(relation.kind, part.selection, rows, path, is_noted)
        if not relation.many:
            return [sa.func.coalesce(sa.select(written(text)).where(here).limit(sa.literal_column("1")).scalar_subquery(), literal("null"))]
        return ["[", sa.select(joined(text, [rows.c._id])).where(here).scalar_subquery(), "]"]


def _separator() -> Column:
    return sa.func.chr(sa.literal_column("2"))


def _listed(name: str, type_: sa.types.TypeEngine[Any]) -> Column:
    """The keys that are bound to a name."""
    # as one text: of an array the driver would look at each key, for longer than all else takes in Python
    return sa.func.string_to_array(sa.bindparam(name, type_=sa.Text), _separator()).cast(sa.ARRAY(type_))


def known_at(table: sa.Table, moment: Column) -> sa.FromClause:
    """The rows of a table that the system knew at a moment: current ones recorded by then, and old versions."""
    past = sa.table(f"{table.name}_history", sa.column("known", postgresql.TSTZRANGE), *[sa.column(c.name, c.type) for c in table.columns])
    now = sa.select(*table.columns).where(table.c.recorded_at <= moment)
    then = sa.select(*[past.c[column.name] for column in table.columns]).where(past.c.known.op("@>")(moment))
    return now.union_all(then).subquery()


def _is_plain(kind: str, name: str) -> bool:
    """Whether the texts of a field are held to characters that JSON does not escape."""
    column = KINDS[kind].table.c[name]
    return CODES in column.info or column.info.get(DOMAIN) in (CODE, REGION_CODE)


def _linked(rows: sa.FromClause, link: Link) -> Column:
    """Whether rows belong to a key, as far as the asker sees it."""
    linked: Column = _key(rows, link.name) == link.key
    return sa.and_(linked, rows.c[f"_{link.name}"] == link.key) if link.name != "id" and f"_{link.name}" in rows.c else linked


def _key(rows: sa.FromClause, name: str) -> Column:
    return rows.c["_id" if name == "id" else name]


def _nothing(part: Nested) -> str:
    """A list to which nothing belongs is empty; one row that is not there is null, and so is a page."""
    return "[]" if part.relation.many and part.page is None else "null"


def _needs(where: Iterable[Filter]) -> Iterator[str]:
    """The fields of a row that its conditions look at."""
    for one in where:
        yield one.relation.mine if isinstance(one, Related) else one.field


def _figure(function: str, leaf: Leaf | Constant, rows: sa.FromClause) -> Pieces:
    """An amount over the rows of a group, as text that keeps every cent."""
    return [leaf.json] if isinstance(leaf, Constant) else value_text(rows.c[f"{function}_{leaf.field}"].cast(sa.Numeric))


def _page_info(plan: Page, asked: Asked, page: sa.Subquery, limit: Column, marks: Pieces) -> Pieces:
    more: Pieces = [(sa.func.count() > limit).cast(sa.Text())]
    places: list[Column] = [sa.literal_column("1"), sa.func.least(page.c._found, limit)]
    ends = [_cursor_at(plan, page, place, marks) for place in places]
    first, last = reversed(ends) if plan.backward else ends
    # in the other direction there is something exactly when the page was begun from a cursor
    begun: Pieces = ["true" if plan.after else "false"]
    texts: Mapping[str, Pieces] = {
        "hasNextPage": begun if plan.backward else more,
        "hasPreviousPage": more if plan.backward else begun,
        "startCursor": first,
        "endCursor": last,
        "__typename": ['"PageInfo"'],
    }
    return object_text([(part.key, texts[part.name]) for part in asked.parts])


def _cursor_at(plan: Page, page: sa.Subquery, place: Column, marks: Pieces) -> Pieces:
    """The cursor of the row at a place of the page; null on an empty one."""
    cursor = sa.func.max(written([*cursor_text(plan, page), *marks]), type_=sa.Text()).filter(page.c._place == place)
    return [sa.func.coalesce(cursor, literal("null"))]


def _condition(rows: sa.Subquery, condition: Condition) -> Column:
    column: Column = rows.c[condition.field]
    if isinstance(column.type, postgresql.DATERANGE):
        column = column.cast(sa.Text())  # the schema shows a period as text, and asks for it as text
    # a client's whole numbers have 32 bits: one that a smaller column cannot hold is like none of its rows, and no mistake
    own: sa.types.TypeEngine[Any] = sa.Integer() if isinstance(column.type, sa.SmallInteger) else column.type
    types: dict[str, sa.types.TypeEngine[Any]] = {"in": sa.ARRAY(own), "is_null": sa.Boolean()}
    type_ = types.get(condition.operator, own)
    return OPERATORS[condition.operator](column, sa.bindparam(condition.value, type_=type_))
