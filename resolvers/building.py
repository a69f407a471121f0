"""Permitted rows as finished JSON: pages and objects, with what belongs to them and the marks that they leave.

Text is put together by PostgreSQL (`concat`), since a value rendered where it lies is never an object in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from databases.tables import CODE, CODES, DOMAIN, REGION_CODE
from policies.kinds import KINDS
from policies.policy import Link
from resolvers.json_text import Pieces, joined, literal, object_text, value_text, written
from resolvers.marks import (
    are_personal,
    finds_personal,
    is_about_people,
    mark,
    shows_personal,
    stays_in_household,
)
from resolvers.orders import beyond_cursor, cursor_text, global_id, in_order, ordering
from resolvers.permitted_rows import Column, Path, PermittedRows, key_of, linked, listed, needs, separator
from resolvers.plan import (
    KEYS,
    MOST_ROWS,
    Asked,
    Constant,
    Figures,
    Identity,
    Leaf,
    Nested,
    Page,
    Part,
    Relation,
    Selection,
    Several,
    Single,
    bound,
)
from resolvers.prepared import HOLE, Hole
from resolvers.relations import REGION


class Builder(PermittedRows):
    """Makes the statement of a page or of an object."""

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
        keys = listed(KEYS, key_type)
        wanted = sa.func.unnest(keys).table_valued(sa.column("key", key_type), with_ordinality="place", name="wanted").render_derived()
        text = written(self._belonging(part, wanted.c.key, wanted, path, is_noted))
        return sa.select(sa.func.string_agg(text, aggregate_order_by(separator(), wanted.c.place)).label("text"))

    def several(self, plan: Several, kind: str, selection: Selection) -> Hole:
        """What fills the holes of a list of ids: the rows of one kind by their keys."""
        part = Nested(plan.key, Relation(kind, "id", "id", many=False), selection)
        return Hole(self.statement(self.children(part, sa.BigInteger(), (plan.key,))), (plan.key,))

    def _connection(
        self,
        plan: Page,
        path: Path,
        link: Link | None = None,
        is_noted: bool = False,
    ) -> sa.Select[Any]:
        """One row with the text of a connection: of all rows, or of those that are linked to a row outside."""
        selections = [(part.selection, (*path, edge.key, part.key)) for edge in plan.edges for part in edge.parts if part.name == "node"]
        needed = [*needs(plan.where), *(order.field for order in plan.order)]
        is_told = not is_noted and self._is_told(plan)
        rows = self._rows(plan.kind, [selection for selection, _ in selections], needed, None, link, is_told)
        for selection, at in selections:
            self._note_access(plan.kind, selection, at)
        matching = sa.select(rows).where(*self._conditions(plan.kind, plan.where, rows))
        if link is not None:
            matching = matching.where(linked(rows, link)).correlate(link.outer)
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
        key, is_noted = key_of(rows, part.relation.mine), is_noted and stays_in_household(kind, part.relation)
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
        builder = Builder(self.policy, self.profile, KINDS[part.relation.kind].database, self.moment, self.access, self.views)
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
        here = linked(rows, link)
        text = self._object(relation.kind, part.selection, rows, path, is_noted)
        if not relation.many:
            return [sa.func.coalesce(sa.select(written(text)).where(here).limit(sa.literal_column("1")).scalar_subquery(), literal("null"))]
        return ["[", sa.select(joined(text, [rows.c._id])).where(here).scalar_subquery(), "]"]


def _is_plain(kind: str, name: str) -> bool:
    """Whether the texts of a field are held to characters that JSON does not escape."""
    column = KINDS[kind].table.c[name]
    return CODES in column.info or column.info.get(DOMAIN) in (CODE, REGION_CODE)


def _nothing(part: Nested) -> str:
    """A list to which nothing belongs is empty; one row that is not there is null, and so is a page."""
    return "[]" if part.relation.many and part.page is None else "null"


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


def _figure(function: str, leaf: Leaf | Constant, rows: sa.FromClause) -> Pieces:
    """An amount over the rows of a group, as text that keeps every cent."""
    return [leaf.json] if isinstance(leaf, Constant) else value_text(rows.c[f"{function}_{leaf.field}"].cast(sa.Numeric))
