"""A plan becomes one SQL statement whose rows are finished JSON (`building.py`); here begin pages, objects, groups and ways of money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from policies.kinds import KINDS
from policies.policy import Policy, View
from policies.subjects import Profile
from resolvers.building import Builder
from resolvers.groups import FUNCTIONS, GROUP_KEYS
from resolvers.json_text import Pieces, joined, literal, object_text, value_text, written
from resolvers.marks import (
    any_post,
    are_personal,
    finds_personal,
    in_post,
    is_about_people,
    mark_of_group,
    single_subject,
)
from resolvers.names import snake
from resolvers.permitted_rows import Column, Path, needs
from resolvers.plan import (
    Asked,
    Figures,
    Groups,
    Leaf,
    Nested,
    Page,
    Part,
    Several,
    Single,
    Trace,
    bound,
)
from resolvers.prepared import Hole, Statement, limited
from resolvers.traces import LINE, NODE, OF_LINES, VILLAGE, Tables, with_lines
from resolvers.traces import edges as traced_edges
from resolvers.traces import nodes as traced_nodes

HOP = "Allocation"


def compile_plan(policy: Policy, profile: Profile, plan: Page | Single | Groups | Trace) -> Statement:
    """The statement that answers a plan for everyone with this profile."""
    moment = plan.number if plan.as_of else None
    if isinstance(plan, Trace):
        is_of_village = plan.start == VILLAGE
        trace = _TraceBuilder(policy, profile, KINDS[VILLAGE if is_of_village else HOP].database, moment)
        return trace.statement(trace.trace_of_village(plan) if is_of_village else trace.trace(plan))
    database = KINDS[plan.kind].database
    if isinstance(plan, Groups):
        groups = _GroupsBuilder(policy, profile, database, moment)
        return groups.statement(groups.groups(plan))
    builder = Builder(policy, profile, database, moment)
    return builder.statement(builder.page(plan) if isinstance(plan, Page) else builder.single(plan))


def compile_several(policy: Policy, profile: Profile, plan: Several) -> tuple[Mapping[str, Hole], Mapping[str, str]]:
    """What fills the place of an object of each kind, and how the fields that are not clear are shown."""
    access: dict[str, str] = {}
    views: dict[str, View] = {}
    moment = plan.number if plan.as_of else None
    builders = {kind: Builder(policy, profile, KINDS[kind].database, moment, access, views) for kind, _ in plan.selections}
    return {kind: builders[kind].several(plan, kind, selection) for kind, selection in plan.selections}, limited(access)


class _GroupsBuilder(Builder):
    """Makes the statement of groups of rows, with their figures."""

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

    def _grouped(self, plan: Groups, parts: list[Part]) -> sa.Select[Any]:
        """One row a group: what is alike in it (null for what it is not grouped by), its count, its figures."""
        keys = GROUP_KEYS[plan.kind]
        measured = {(part.function, leaf.field) for part in parts if isinstance(part, Figures) for leaf in part.fields if isinstance(leaf, Leaf)}
        told = [*(keys[name].field for name in plan.by), *(name for _, name in sorted(measured))]
        is_told = are_personal(self.view(plan.kind), told) or finds_personal(self.view, plan.kind, plan.where)
        rows = self._rows(plan.kind, [], [*told, *needs(plan.where)], None, is_told=is_told)
        asked = {part.relation.mine if isinstance(part, Nested) else part.field for part in parts if isinstance(part, Nested | Leaf)} - {"count"}
        alike = [keys[name].of(rows.c[keys[name].field]).label(name) for name in plan.by]
        absent = [sa.null().cast(keys[name].of(KINDS[plan.kind].table.c[keys[name].field]).type).label(name) for name in sorted(asked - {*plan.by})]
        figures = [FUNCTIONS[function](rows.c[name]).label(f"{function}_{name}") for function, name in sorted(measured)]
        whose = [single_subject(plan.kind, rows).label("_about"), *any_post(rows)] if is_told and is_about_people(plan.kind) else []
        matching = sa.select(*alike, *absent, *figures, *whose, sa.func.count(type_=sa.Integer).label("count")).select_from(rows)
        # grouped by position: an expression with a constant in it would not be known again
        positions: list[Column] = [sa.literal_column(str(place + 1)) for place in range(len(alike))]
        return matching.where(*self._conditions(plan.kind, plan.where, rows)).group_by(*positions).having(sa.func.count() > sa.literal_column("0"))

    def _note_groups(self, plan: Groups, asked: Asked, path: Path) -> None:
        view, keys = self.view(plan.kind), GROUP_KEYS[plan.kind]
        for part in asked.selection:
            if isinstance(part, Figures):
                shown = {(*path, asked.key, part.key, leaf.key): leaf.field for leaf in part.fields if isinstance(leaf, Leaf)}
            else:
                name = part.relation.mine if isinstance(part, Nested) else part.field if isinstance(part, Leaf) else ""
                shown = {(*path, asked.key, part.key): keys[name].field} if name in keys else {}
            self.access |= {".".join(place): view.access(field) for place, field in shown.items()}


class _TraceBuilder(Builder):
    """Makes the statement of a way of money."""

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
        funds = _TraceBuilder(self.policy, self.profile, KINDS[HOP].database, self.moment, self.access, self.views)
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
