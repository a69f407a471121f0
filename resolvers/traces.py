"""The way of money: from its source through every hop to its last use, and back (M19, M51, M52).

A hop is one row of `allocation`. `allocation_feeding` says from which earlier hops it was fed, `payment_list_funding`
which lists of payments it pays, its project where it ends. Each table comes in as the asker may see it, so a trace ends
where his rights end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from policies.kinds import KINDS
from policies.policy import Link
from resolvers.marks import Views, in_post
from resolvers.plan import KEYS, Relation, Trace, bound
from resolvers.relations import REGION

Column = ColumnElement[Any]
Rows = Callable[[str, Sequence[str], Link | None], sa.Subquery]

VILLAGE = "Village"
STARTS = ("FundStream", "FundSource", "Allocation", "PaymentList", "PaymentLine", "Project", REGION, VILLAGE)
NODE = "FundTraceNode"
LINE = "PaymentLine"
OF_LINES = ("passed_on", "retained")  # what of a list is the sum of its lines
RELATIONS_OF_NODE: Mapping[str, Relation] = {
    "region": Relation(REGION, "region_code", "code", many=False),
    "fund_source": Relation("FundSource", "fund_source_id", "id", many=False),
    "allocation": Relation("Allocation", "allocation_id", "id", many=False),
    "payment_list": Relation("PaymentList", "payment_list_id", "id", many=False),
    "project": Relation("Project", "project_id", "id", many=False),
}
NODE_KINDS = {"FundSource": "SOURCE", "Allocation": "HOP", "PaymentList": "PAYMENT_LIST", "Project": "PROJECT"}  # in their order
ENDS = ("fund_source_id", "allocation_id", "payment_list_id", "project_id")
HOP = ("number", "stream_id", "source_id", "project_id", "year", "region_code", "to_household", "amount", "document_number", "allocated_on")
FUNDING = "PaymentListFunding"


@dataclass
class Tables:
    """The tables of the funds database that a trace walks through, as the asker may see them."""

    rows: Rows
    views: Views

    def __post_init__(self) -> None:
        self.hop = self._table("Allocation", HOP, "hop")
        self.feeding = self._table("AllocationFeeding", ("allocation_id", "fed_by_id", "amount"), "feeding")
        self.funding = self._table(FUNDING, ("payment_list_id", "allocation_id", "amount"), "funding")

    def _table(self, kind: str, names: Sequence[str], name: str) -> sa.CTE:
        return sa.select(self.rows(kind, names, None)).cte(name)

    def payers(self) -> sa.Select[Any]:
        """The ids of hops of which the asker sees which lists they pay: what a hop pays lies where it does, so one such row is made up for each."""
        hop = self.hop.c
        known = {"id": hop._id, "allocation_id": hop._id, "region_code": hop.region_code, "stream_id": hop.stream_id, "amount": hop.amount}
        columns = [known.get(column.name, sa.null().cast(column.type)).label(column.name) for column in KINDS[FUNDING].table.columns]
        would = self.views(FUNDING).select(("amount",), ("allocation_id",), sa.select(*columns).subquery("would_pay")).subquery("payer")
        return sa.select(would.c._allocation_id).where(would.c.amount.is_not(None))

    def reached(self, plan: Trace) -> sa.CTE:
        """The ids of all hops on the way from the start."""
        reached = self._first(plan).cte("reached", recursive=True)
        here, there = ("fed_by_id", "allocation_id") if plan.forward else ("allocation_id", "fed_by_id")
        return reached.union(sa.select(self.feeding.c[there]).join(reached, self.feeding.c[here] == reached.c.id))

    def _first(self, plan: Trace) -> sa.Select[Any]:
        start = sa.bindparam(bound(plan.number, "start"), type_=sa.BigInteger)
        chosen = sa.select(self.hop.c._id.label("id")).where(*self._begin(plan, start))
        return chosen.where(self.hop.c.year == sa.bindparam(bound(plan.number, "year"), type_=sa.Integer)) if plan.by_year else chosen

    def _begin(self, plan: Trace, start: Column) -> Iterator[Column]:
        """Which hops a trace begins with."""
        hop = self.hop.c
        if plan.start == "FundStream":
            yield hop.stream_id == start
            if plan.forward:
                yield hop.source_id.is_not(None)
        elif plan.start in ("FundSource", "Allocation", "Project"):
            yield {"FundSource": hop.source_id, "Allocation": hop._id, "Project": hop.project_id}[plan.start] == start
        elif plan.start == REGION:
            region = self.rows(REGION, ("code",), None)
            yield hop.region_code == sa.select(region.c.code).where(region.c._id == start).scalar_subquery()
        elif plan.start == VILLAGE:  # another database knows where it lies
            yield hop.region_code == sa.bindparam(KEYS, type_=sa.Text)
        else:
            yield hop._id.in_(sa.select(self.funding.c.allocation_id).where(self.funding.c.payment_list_id.in_(self._lists(plan, start))))

    def _lists(self, plan: Trace, start: Column) -> sa.Select[Any]:
        if plan.start == "PaymentList":
            return sa.select(start)
        line = self.rows("PaymentLine", ("payment_list_id",), None)
        return sa.select(line.c.payment_list_id).where(line.c._id == start)


def nodes(plan: Trace, tables: Tables, reached: sa.CTE) -> sa.Select[Any]:
    """Sources, hops, payment lists and projects on the way, each with what it received, passed on and still holds."""
    hop, on_the_way = tables.hop, tables.hop.c._id.in_(sa.select(reached.c.id))
    kinds = [
        _sources(tables, on_the_way),
        _hops(tables, on_the_way),
        _lists(plan, tables, reached),
        _node("Project", hop.c.project_id, place=sa.func.min(hop.c.region_code), received=sa.func.sum(_paid(hop)))
        .where(on_the_way, hop.c.project_id.is_not(None))
        .group_by(hop.c.project_id),
    ]
    return sa.union_all(*kinds).subquery("every").select()


def edges(plan: Trace, tables: Tables, reached: sa.CTE) -> sa.Select[Any]:
    """What flowed from node to node."""
    hop, feeding, funding = tables.hop, tables.feeding, tables.funding
    way = sa.select(reached.c.id)
    on_the_way = hop.c._id.in_(way)
    from_source = _edge(_global("FundSource", hop.c.source_id), hop, hop.c.amount).where(on_the_way, hop.c.source_id.is_not(None))
    to_project = _edge(_global("Allocation", hop.c._id), hop, hop.c.amount, _global("Project", hop.c.project_id))
    between = _edge(_global("Allocation", feeding.c.fed_by_id), hop, feeding.c.amount).join(feeding, feeding.c.allocation_id == hop.c._id)
    to_list = _edge(_global("Allocation", hop.c._id), hop, funding.c.amount, _global("PaymentList", funding.c.payment_list_id))
    return (
        sa.union_all(
            from_source,
            between.where(on_the_way, feeding.c.fed_by_id.in_(way)),
            to_project.where(on_the_way, hop.c.project_id.is_not(None)),
            to_list.join(funding, funding.c.allocation_id == hop.c._id).where(on_the_way, *_of_list(plan, tables)),
        )
        .subquery("flows")
        .select()
    )


def _of_list(plan: Trace, tables: Tables) -> list[Column]:
    """Backward from a payment, only its own list is on the way, not all that its hops pay."""
    if plan.start not in ("PaymentList", "PaymentLine"):
        return []
    start = sa.bindparam(bound(plan.number, "start"), type_=sa.BigInteger)
    return [tables.funding.c.payment_list_id.in_(tables._lists(plan, start))]


def _sources(tables: Tables, on_the_way: Column) -> sa.Select[Any]:
    hop, source = tables.hop, tables.rows("FundSource", ("name",), None)
    given = sa.func.sum(_paid(hop))
    node = _node("FundSource", source.c._id, name=sa.func.min(source.c.name), received=given, passed_on=given)
    return node.join(hop, hop.c.source_id == source.c._id).where(on_the_way).group_by(source.c._id)


def _hops(tables: Tables, on_the_way: Column) -> sa.Select[Any]:
    hop = tables.hop
    fed = _sums(_arrived(tables), "fed_by_id", "fed")
    paid = _sums(tables.funding, "allocation_id", "paid")
    zero: Column = sa.literal_column("0")
    ends = sa.case((hop.c.project_id.is_not(None), _paid(hop)), else_=zero)
    seen = sa.func.coalesce(fed.c.amount, zero) + sa.func.coalesce(paid.c.amount, zero) + ends
    # it may have paid lists that the asker does not see, unless all of it is accounted for
    is_whole = sa.or_(hop.c.to_household.is_(sa.false()), seen >= _paid(hop), hop.c._id.in_(tables.payers()))
    passed_on = sa.case((is_whole, seen))
    node = _node("Allocation", hop.c._id, hop.c.document_number, hop.c.region_code, _paid(hop), passed_on, hop.c.year)
    return node.outerjoin(fed, fed.c.id == hop.c._id).outerjoin(paid, paid.c.id == hop.c._id).where(on_the_way)


def _lists(plan: Trace, tables: Tables, reached: sa.CTE) -> sa.Select[Any]:
    funding = tables.funding
    payments = tables.rows("PaymentList", ("number", "region_code", "line_count"), None)
    way = funding.c.allocation_id.in_(sa.select(reached.c.id))
    on_the_way = sa.select(funding.c.payment_list_id).where(way, *_of_list(plan, tables))
    funded = sa.select(funding.c.payment_list_id.label("id"), sa.func.sum(funding.c.amount).label("amount"))
    # all that pays it, also hops beside the way: its lines were paid from all of them
    received = funded.where(funding.c.payment_list_id.in_(on_the_way)).group_by(funding.c.payment_list_id).subquery("funded")
    node = _node("PaymentList", received.c.id, payments.c.number, payments.c.region_code, received.c.amount, line_count=payments.c.line_count)
    return node.join(payments, payments.c._id == received.c.id)


def with_lines(page: sa.CTE, tables: Tables) -> sa.Select[Any]:
    """A page of nodes, its lists with what their lines tell: of a list that is not shown no line is read, and a city has millions.

    Who may not see all lines of a list is told nothing of them.
    """
    line = tables.rows(LINE, ("payment_list_id", "household_id", "amount", "result"), Link("payment_list_id", page.c.payment_list_id, page))
    whole = sa.func.count(line.c.amount) == page.c.line_count
    figures = [sa.case((whole, told)).label(name) for name, told in (("credited", _credited(line)), ("about", _only_household(line)))]
    of_list = sa.select(*figures).where(line.c.payment_list_id == page.c.payment_list_id).lateral("of_list")
    told = {"passed_on": of_list.c.credited, "retained": page.c.received - of_list.c.credited, "about": of_list.c.about}
    is_list = page.c.payment_list_id.is_not(None)
    columns = [sa.case((is_list, told[c.name]), else_=c).label(c.name) if c.name in told else c for c in page.c]
    return sa.select(*columns).select_from(page.outerjoin(of_list, is_list))


def _credited(line: sa.Subquery) -> Column:
    """What of a list reached its households."""
    return sa.func.coalesce(sa.func.sum(line.c.amount).filter(line.c.result == sa.literal_column("'paid'")), sa.literal_column("0"))


def _only_household(line: sa.Subquery) -> Column:
    """The one household that a list pays, and in which post somebody with several sees it; null where it pays several."""
    one: Column = sa.case((sa.func.min(line.c.household_id) == sa.func.max(line.c.household_id), sa.func.min(line.c.household_id))).cast(sa.Text)
    post = in_post(line)
    return one if post is None else one.concat(sa.literal_column("' '")).concat(sa.func.min(post))


def _arrived(tables: Tables) -> sa.Subquery:
    """What hops passed on to hops that were paid: what was decided and never paid is still where it was."""
    feeding, fed = tables.feeding, tables.hop.alias("fed_hop")
    waits = fed.c._id.is_not(None) & fed.c.allocated_on.is_(None)
    return sa.select(feeding.c.fed_by_id, feeding.c.amount).outerjoin(fed, fed.c._id == feeding.c.allocation_id).where(~waits).subquery("arrived")


def _sums(table: sa.FromClause, key: str, name: str) -> sa.Subquery:
    return sa.select(table.c[key].label("id"), sa.func.sum(table.c.amount).label("amount")).group_by(table.c[key]).subquery(name)


def _paid(hop: sa.CTE) -> Column:
    """A hop counts when it was paid, not when it was decided."""
    return sa.case((hop.c.allocated_on.is_not(None), hop.c.amount), else_=sa.literal_column("0"))


def _node(
    kind: str,
    key: Column,
    name: Column | None = None,
    place: Column | None = None,
    received: Column | None = None,
    passed_on: Column | None = None,
    year: Column | None = None,
    line_count: Column | None = None,
) -> sa.Select[Any]:
    """A node; `about` is for the key of the one household of whose money it tells."""
    own = {"FundSource": "fund_source_id", "Allocation": "allocation_id", "PaymentList": "payment_list_id", "Project": "project_id"}[kind]
    keys = [(key if column == own else sa.null().cast(sa.BigInteger)).label(column) for column in ENDS]
    retained = received - passed_on if received is not None and passed_on is not None else None
    columns: dict[str, tuple[Column | None, Any]] = {"name": (name, sa.Text()), "region_code": (place, sa.Text()), "year": (year, sa.Integer())}
    columns |= {"received": (received, sa.Numeric()), "passed_on": (passed_on, sa.Numeric()), "retained": (retained, sa.Numeric())}
    columns |= {"about": (None, sa.Text()), "line_count": (line_count, sa.Integer())}
    values: list[Column] = [(sa.null() if value is None else value).cast(type_).label(column) for column, (value, type_) in columns.items()]
    rank: Column = sa.literal_column(str([*NODE_KINDS].index(kind)))
    shown: Column = sa.literal_column(f"'{NODE_KINDS[kind]}'", sa.Text)
    return sa.select(_global(kind, key).label("key"), shown.label("kind"), key.label("_id"), rank.label("rank"), *keys, *values)


def _edge(origin: Column, hop: sa.CTE, amount: Column, target: Column | None = None) -> sa.Select[Any]:
    to = _global("Allocation", hop.c._id) if target is None else target
    columns = [origin.label("from_key"), to.label("to_key"), amount.label("amount"), hop.c.allocated_on.label("paid_on")]
    return sa.select(*columns, hop.c.document_number.label("document_number"))


def _global(kind: str, key: Column) -> Column:
    return sa.func.concat(sa.literal_column(f"'{kind}:'"), key, type_=sa.Text())
