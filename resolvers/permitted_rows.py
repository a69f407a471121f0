"""The rows that an asker may see, and the conditions that they meet, here or in another database.

Every FROM is a `View.select` of the policy: there is no other way to a row. A condition that tells of somebody leaves a mark of him.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ColumnElement

from policies.kinds import KINDS
from policies.policy import IS_OWN, Link, Policy, View
from policies.subjects import Profile
from resolvers.filters import MOST_KEYS
from resolvers.json_text import Pieces, literal, written
from resolvers.marks import (
    HOUSEHOLD,
    asked_about,
    conditions_elsewhere,
    finds_personal,
    household_key,
    in_post,
    is_about_people,
    mark_of,
    posts_of,
    shows_personal,
    stays_in_household,
    subject_key,
)
from resolvers.plan import (
    Condition,
    Filter,
    Leaf,
    Nested,
    Own,
    Related,
    Selection,
    bound,
)
from resolvers.prepared import DIALECT, Hole, Lookup, Statement

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


@dataclass
class PermittedRows:
    """What one statement is made of; `moment` is the number of the connection whose `asOf` holds, if one was given."""

    policy: Policy
    profile: Profile
    database: str
    moment: int | None
    access: dict[str, str] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)  # by kind, all that it is made of
    holes: list[Hole] = field(default_factory=list)
    lookups: dict[tuple[str, Related], Lookup] = field(default_factory=dict)

    def view(self, kind: str) -> View:
        """A kind as the asker may see it."""
        if kind not in self.views:
            self.views[kind] = self.policy.view(self.profile, kind)
        return self.views[kind]

    def statement(self, query: sa.Select[Any]) -> Statement:
        compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        names = tuple(compiled.positiontup or ())
        # bytes from the server are the client's bytes: as text Python would decode and encode them again (a tenth of its time)
        sql = f"SELECT convert_to(text, 'UTF8') AS text FROM ({compiled}) AS answer"
        return Statement(self.database, sql, names, dict(compiled.params), self.access, self.views, tuple(self.holes), tuple(self.lookups.values()))

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
        wanted = dict.fromkeys([*fields, *filtered, *keys, linking])
        names = [name for name in wanted if name not in ("", "id", IS_OWN)]
        raw = ["id", *([linking] if linking not in ("", "id") and view.access(linking) == "partial" else [])]
        is_marked = is_told or any(shows_personal(view, selection) for selection in selections)
        if is_marked and household_key(kind) == HOUSEHOLD:
            raw.append(HOUSEHOLD)
        posts = posts_of(self.policy, self.profile, kind, names) if is_marked else None
        own = self.policy.own(kind) if IS_OWN in wanted else ()
        return view.select(tuple(names), tuple(dict.fromkeys(raw)), self._source(kind), link, posts, own).subquery()

    def _note_access(self, kind: str, selection: Selection, path: Path) -> None:
        view = self.view(kind)
        for part in selection:
            if isinstance(part, Leaf):
                self.access[".".join((*path, part.key))] = view.access(part.field)
            elif isinstance(part, Nested) and part.relation.mine != "id" and (shown := view.access(part.relation.mine)) in ("hidden", "masked"):
                self.access[".".join((*path, part.key))] = shown

    def _source(self, kind: str) -> sa.FromClause | None:
        """None for today; else the rows of a moment: who is told months alone could find the days by asking for many moments, and gets the month's first."""
        if self.moment is None:
            return None
        moment: Column = sa.bindparam(bound(self.moment, "as_of"), type_=sa.DateTime(timezone=True))
        view, known = self.view(kind), known_at(KINDS[kind].rows, moment)
        if not view.tells_months:
            return known
        first = sa.func.date_trunc(sa.literal_column("'month'"), moment, sa.literal_column("'Asia/Shanghai'"), type_=sa.DateTime(timezone=True))
        of_month = known_at(KINDS[kind].rows, first)
        rows = sa.select(known).where(view.tells_days(known)), sa.select(of_month).where(~view.tells_days(of_month))
        return sa.union_all(*rows).subquery()

    def _conditions(self, kind: str, where: Iterable[Filter], rows: sa.Subquery) -> list[Column]:
        return [self._related(kind, one, rows) if isinstance(one, Related) else _condition(rows, one) for one in where]

    def _related(self, kind: str, related: Related, outer: sa.Subquery) -> Column:
        """Whether some (or none) of the permitted rows that belong to a row meet the conditions."""
        is_elsewhere = KINDS[related.relation.kind].database != self.database
        found = self._found_elsewhere(kind, related, outer) if is_elsewhere else self._found_here(related, outer)
        return ~found if related.none else found

    def _found_here(self, related: Related, outer: sa.Subquery) -> Column:
        relation = related.relation
        link = Link(relation.theirs, key_of(outer, relation.mine))
        rows = self._rows(relation.kind, [], needs(related.where), None, linking=relation.theirs)
        return sa.select(rows.c._id).where(linked(rows, link), *self._conditions(relation.kind, related.where, rows)).correlate(outer).exists()

    def _found_elsewhere(self, kind: str, related: Related, outer: sa.Subquery) -> Column:
        """The same of rows in another database: whether the key of this row is among those that are looked up there."""
        name = self._lookup(kind, related).name
        key = key_of(outer, related.relation.mine)
        # not `= ANY`: a list that is only known when the statement runs would be gone through for each row
        wanted = sa.func.unnest(listed(name, key.type)).table_valued(sa.column("key", key.type)).render_derived()
        found = sa.select(wanted.c.key).where(wanted.c.key == key).correlate(outer).exists()
        return sa.or_(sa.bindparam(name, type_=sa.Text).is_(None), found) if related.relaxed else found

    def _lookup(self, kind: str, related: Related) -> Lookup:
        """What finds the keys for a condition on rows that belong to a row of `kind`, as the asker may see both."""
        if (kind, related) not in self.lookups:
            builder = PermittedRows(self.policy, self.profile, KINDS[related.relation.kind].database, self.moment, views=self.views)
            statement = builder.statement(builder.keys(kind, related))
            self.lookups[kind, related] = Lookup(f"found_{len(self.lookups)}", statement, related.relaxed)
        return self.lookups[kind, related]

    def keys(self, kind: str, related: Related) -> sa.Select[Any]:
        """One row with the keys by which the permitted rows that meet the conditions belong to rows of `kind`."""
        relation, where = related.relation, related.where
        rows = self._rows(relation.kind, [], needs(where), None, linking=relation.theirs)
        key = key_of(rows, relation.theirs)
        shown = key == rows.c[f"_{relation.theirs}"] if f"_{relation.theirs}" in rows.c else key.is_not(None)
        most: Column = sa.literal_column(str(MOST_KEYS + 1))
        found = sa.select(key.label("key")).where(shown, *self._conditions(relation.kind, where, rows)).distinct().limit(most).subquery()
        text = sa.func.coalesce(sa.select(sa.func.string_agg(found.c.key.cast(sa.Text), separator())).scalar_subquery(), literal(""))
        return sa.select(written([text, *self._marks_of_found(kind, related)]).label("text"))

    def _marks_of_found(self, kind: str, related: Related) -> Pieces:
        """Marks of whom a condition in another database tells; rows of the household itself are noted with the row that they belong to."""
        relation, where = related.relation, related.where
        if not finds_personal(self.view, relation.kind, where):
            return []
        return (self._marks_of_related if stays_in_household(kind, relation) else self._marks_of_asked)(relation.kind, where)

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
        rows = self._rows(kind, [], needs(where), None, link, is_told=True)
        key = subject_key(kind, rows).label("key")
        post = in_post(rows)
        chosen = sa.select(key, *([] if post is None else [post])).where(key.is_not(None), *self._conditions(kind, where, rows))
        return chosen if link is None else chosen.where(linked(rows, link)).correlate(link.outer)


def needs(where: Iterable[Filter]) -> Iterator[str]:
    """The fields of a row that its conditions look at."""
    for one in where:
        yield IS_OWN if isinstance(one, Own) else one.relation.mine if isinstance(one, Related) else one.field


def linked(rows: sa.FromClause, link: Link) -> Column:
    """Whether rows belong to a key, as far as the asker sees it."""
    linked: Column = key_of(rows, link.name) == link.key
    return sa.and_(linked, rows.c[f"_{link.name}"] == link.key) if link.name != "id" and f"_{link.name}" in rows.c else linked


def key_of(rows: sa.FromClause, name: str) -> Column:
    return rows.c["_id" if name == "id" else name]


def listed(name: str, type_: sa.types.TypeEngine[Any]) -> Column:
    """The keys that are bound to a name."""
    # as one text: of an array the driver would look at each key, for longer than all else takes in Python
    return sa.func.string_to_array(sa.bindparam(name, type_=sa.Text), separator()).cast(sa.ARRAY(type_))


def separator() -> Column:
    return sa.func.chr(sa.literal_column("2"))


def known_at(table: sa.TableClause, moment: Column) -> sa.FromClause:
    """The rows of a table that the system knew at a moment: current ones recorded by then, and old versions."""
    past = sa.table(f"{table.name}_history", sa.column("known", postgresql.TSTZRANGE), *[sa.column(c.name, c.type) for c in table.columns])
    now = sa.select(*table.columns).where(table.c.recorded_at <= moment)
    then = sa.select(*[past.c[column.name] for column in table.columns]).where(past.c.known.op("@>")(moment))
    return now.union_all(then).subquery()


def _condition(rows: sa.Subquery, condition: Condition | Own) -> Column:
    if isinstance(condition, Own):
        return rows.c[IS_OWN]
    column: Column = rows.c[condition.field]
    if isinstance(column.type, postgresql.DATERANGE):
        column = column.cast(sa.Text())  # the schema shows a period as text, and asks for it as text
    # a client's whole numbers have 32 bits: one that a smaller column cannot hold is like none of its rows, and no mistake
    own: sa.types.TypeEngine[Any] = sa.Integer() if isinstance(column.type, sa.SmallInteger) else column.type
    types: dict[str, sa.types.TypeEngine[Any]] = {"in": sa.ARRAY(own), "is_null": sa.Boolean()}
    type_ = types.get(condition.operator, own)
    return OPERATORS[condition.operator](column, sa.bindparam(condition.value, type_=type_))
