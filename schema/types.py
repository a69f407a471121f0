"""A Strawberry type for each kind of row, made from its table: names, nullability, descriptions, filters.

Every field but `id` may be refused to a tier, so every field is nullable. Keys of other rows are not shown: relations
are. None of these types is ever instantiated: reads are compiled to SQL (docs/decisions/compiled-reads.md).
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects import postgresql
from strawberry import UNSET

from databases.tables import CODES, CodeList
from policies.kinds import KINDS, Kind
from policies.policy import Policy, Rights
from resolvers.plan import MOST_ROWS, Relation
from resolvers.relations import RELATIONS
from schema.annotations import nullable
from schema.describing import about_field
from schema.filter_types import FilterTypes
from schema.group_types import USUAL_GROUPS, group_types
from schema.traces import ABOUT as TRACE
from schema.traces import USUAL_NODES, TraceDirection, trace_types

ABOUT = {
    "id": "Global id 全局标识",
    "first": "How many from the front: 1 to 100 rows, 1 to 1,000 groups, 1 to 2,000 nodes of a trace 从头取多少条",
    "last": "How many rows from the back, 1 to 100 从尾取多少条",
    "after": "With first: the endCursor of the page before 从此游标之后",
    "before": "With last: the startCursor of the page after 在此游标之前",
    "where": "Conditions, all of which must hold 筛选条件",
    "order": "Fields to sort by, the first one first; rows that are alike in them follow their keys. Without it: by division, inside other rows by key 排序，默认按区划",
    "mine": "true: your own alone, what you are, give, wrote or are told yourself 只看本人的",
    "start": "Id of a FundStream, FundSource, Allocation, PaymentList, PaymentLine, Project, Region or Village 起点",
    "direction": "To the last use, or back to the sources 方向",
    "year": "Only hops of this budget year to begin with 预算年度",
    "by": "What is alike in a group; for everything together give an empty list 分组项",
    "as_of": "What the system knew at this moment, seen with your rights of today; of rows of which you are told the month alone, at the first of that month 历史时点",
}
PUBLIC = ("public", "")
SHOWN = ("clear", "partial", "masked", "")  # how a field is shown, best first
NAME = re.compile(r"^[A-Za-z][0-9A-Za-z_]*$")
SCALARS: tuple[tuple[type[sa.types.TypeEngine[Any]], type], ...] = (
    (sa.Boolean, bool),
    (sa.BigInteger, type(None)),  # keys of rows: relations lead to them
    (sa.Integer, int),
    (sa.Numeric, Decimal),
    (sa.DateTime, datetime),
    (sa.Date, date),
    (postgresql.DATERANGE, str),
    (sa.Text, str),
)


@strawberry.interface(description="Anything with a global id 有全局标识的对象")
class Node:
    id: strawberry.ID = strawberry.field(description="Global id, such as Household:123 全局标识")


@strawberry.type(description="Where a page lies in its connection 分页信息")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there are rows after this page 是否有下一页")
    has_previous_page: bool = strawberry.field(description="Whether there are rows before this page 是否有上一页")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row of this page, for before 本页首条游标")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row of this page, for after 本页末条游标")


class Types:
    """All types of a schema, made once for the kinds that the policy lets anyone read."""

    def __init__(self, policy: Policy) -> None:
        self.rights = {name: rights for name in KINDS if (rights := policy.rights(name))}
        self.kinds = [KINDS[name] for name in self.rights]
        self._enums: dict[str, Any] = {}
        self.receipt: Any = None
        self._leaf_types = {kind.name: dict(self._leaves(kind)) for kind in self.kinds}
        self.filters = FilterTypes(self._leaf_types)
        # types name each other in circles: all classes are there before any is filled
        self.nodes: dict[str, Any] = {kind.name: type(kind.name, (Node,), {}) for kind in self.kinds}
        self.connections: dict[str, Any] = {kind.name: type(f"{kind.name}Connection", (), {}) for kind in self.kinds}
        for kind in self.kinds:
            self._fill_node(kind)
            _fill_connection(kind, self.connections[kind.name], self.nodes[kind.name])
        self.groups = {kind.name: group_types(kind, self._leaf_types[kind.name], self.nodes) for kind in self.kinds}

    def _fill_node(self, kind: Kind) -> None:
        cls = self.nodes[kind.name]
        cls.__annotations__ = {name: nullable(type_) for name, type_ in self._leaf_types[kind.name].items()}
        for name in cls.__annotations__:
            setattr(cls, name, strawberry.field(description=self._describe(kind, name)))
        for name, relation in RELATIONS[kind.name].items():
            if relation.kind in self.nodes:
                self._relate(kind.name, cls, name, relation)
        strawberry.type(cls, description=kind.table.comment)

    def _relate(self, kind: str, cls: Any, name: str, relation: Relation) -> None:
        about = f"{KINDS[relation.kind].table.comment}. Seen by: {self._followed_by(kind, relation)}."
        if relation.paged:
            setattr(cls, name, self.connection_field(relation.kind, about))
            return
        related = self.nodes[relation.kind]
        cls.__annotations__[name] = nullable(list.__class_getitem__(related) if relation.many else related)
        setattr(cls, name, strawberry.field(description=about))

    def root_field(self, kind: str, about: str | None) -> Any:
        """The connection of a kind at the root: of the past too, and, where somebody may read what is his own, of that alone."""
        is_owned = any("own" in rights.scopes for rights in self.rights[kind].values())
        return self.connection_field(kind, about, as_of=datetime | None, **({"mine": bool | None} if is_owned else {}))

    def connection_field(self, kind: str, about: str | None, **more: Any) -> Any:
        """A field with the arguments of a connection, and more at the root, which the read path answers."""
        annotations: dict[str, Any] = {"first": int | None, "last": int | None, "after": str | None, "before": str | None}
        annotations |= {"where": self.filters.where[kind] | None, "order": list.__class_getitem__(self.filters.order[kind]) | None}
        return _field(annotations | more, self.connections[kind], about)

    def groups_field(self, kind: str, about: str | None) -> Any:
        """A field that counts and sums the rows of a kind by groups."""
        types = self.groups[kind]
        annotations = {"by": list.__class_getitem__(types.key), "where": self.filters.where[kind] | None, "first": int, "as_of": datetime | None}
        return _field(annotations, types.groups, f"Counted and summed by groups 分组统计: {about}", {"first": USUAL_GROUPS})

    def trace_field(self) -> Any:
        """The field that follows money on its way."""
        annotations = {"start": strawberry.ID, "direction": TraceDirection, "year": int | None, "first": int, "as_of": datetime | None}
        return _field(annotations, trace_types(self.nodes), TRACE, {"direction": TraceDirection.FORWARD, "first": USUAL_NODES})

    def watched_field(self, kind: str, about: str) -> Any:
        """A field of a subscription: one object, read anew whenever it changed."""
        return _field({"id": strawberry.ID}, self.nodes[kind], about)

    def _leaves(self, kind: Kind) -> Iterable[tuple[str, Any]]:
        for field in kind.fields.values():
            column = kind.table.c[field.clear or f"{field.name}_mask"]
            type_ = self._scalar(column)
            if type_ is not None and not column.primary_key:
                yield field.name, type_

    def _scalar(self, column: sa.Column[Any]) -> Any:
        if codes := column.info.get(CODES):
            return self.code_type(codes, column.comment or "")
        found = next((python for sql, python in SCALARS if isinstance(column.type, sql)), type(None))
        return None if found is type(None) else found

    def code_type(self, codes: CodeList, about: str = "") -> Any:
        """A GraphQL enum of a code list; a list with codes that are no names (GB/T 2261.1: 1, 2) stays text.

        It is described as the first column that holds its codes, or, where none does, by its labels.
        """
        if not all(map(NAME.match, codes.labels)):
            return str
        if codes.name not in self._enums:
            values = {code: strawberry.enum_value(code, description=label) for code, label in codes.labels.items()}
            name = "".join(word.capitalize() for word in codes.name.split("_")) + "Code"
            made = enum.Enum(name, values)  # type: ignore[misc]
            what = f"{codes.name.replace('_', ' ')} ({codes.source}). {about or '、'.join(codes.labels.values())}"
            self._enums[codes.name] = strawberry.enum(made, description=what)
        return self._enums[codes.name]

    def _describe(self, kind: Kind, name: str) -> str:
        return f"{about_field(kind, name)}. Seen by: {self._seen_by(kind, name)}."

    def _seen_by(self, kind: Kind, name: str) -> str:
        """Which tiers see a field, from the policy itself."""
        return _everybody({_called(who, rights): rights.shown.get(name, "") for who, rights in self.rights[kind.name].items()})

    def read_by(self, kind: str) -> str:
        """Which tiers read some rows of a kind at least, from the policy itself."""
        return _everybody({_called(who, rights): "clear" for who, rights in self.rights[kind].items()})

    def _followed_by(self, kind: str, relation: Relation) -> str:
        """Which tiers a relation leads to rows, from the policy itself: those that see both of its columns."""
        tiers = self.rights[kind].keys() | self.rights[relation.kind].keys()
        ends = {who: (self._column(kind, who, relation.mine), self._column(relation.kind, who, relation.theirs)) for who in tiers}
        called = {who: _called(who, *(self.rights[one][who] for one in (kind, relation.kind) if who in self.rights[one])) for who in tiers}
        return _everybody({called[who]: max(shown, key=SHOWN.index) for who, shown in ends.items()})

    def _column(self, kind: str, who: tuple[str, str], column: str) -> str:
        """How a tier, which sees what the public sees too, sees a column by which rows are linked; empty where it sees none."""
        rights = [self.rights[kind][one] for one in (who, PUBLIC) if one in self.rights[kind]]
        return min(("clear" if column == "id" else one.shown.get(column, "") for one in rights), key=SHOWN.index, default="")


def _called(who: tuple[str, str], *rights: Rights) -> str:
    """A tier as descriptions name it; of everybody who sees what is his own alone, each is meant for himself."""
    return "oneself" if who == PUBLIC and any(right.scopes == {"own"} for right in rights) else " ".join(filter(None, who))


def _everybody(seen: Mapping[str, str]) -> str:
    """Who sees something and how; what the public sees clear, everybody does."""
    if seen.get("public") == "clear":
        return "everybody"
    return ", ".join(who + (f" ({shown})" if shown != "clear" else "") for who, shown in sorted(seen.items()) if shown) or "nobody"


def _fill_connection(kind: Kind, cls: Any, node: Any) -> None:
    about = kind.table.comment
    edge = type(f"{kind.name}Edge", (), {"__annotations__": {"cursor": str, "node": node}})
    edge.cursor = strawberry.field(description="Where this row lies, for after and before 游标")  # type: ignore[attr-defined]
    edge.node = strawberry.field(description="The row itself 记录")  # type: ignore[attr-defined]
    strawberry.type(edge, description=f"One of a connection: {about}")
    cls.__annotations__ = {"edges": list[edge], "page_info": PageInfo, "total_count": int}  # type: ignore[valid-type]
    cls.edges = strawberry.field(description="The rows of this page with their cursors 本页各条")
    cls.page_info = strawberry.field(description="Where this page lies 分页信息")
    cls.total_count = strawberry.field(description="All rows that match and that you may see, not only this page 总数")
    strawberry.type(cls, description=f"A page of: {about} (1 to {MOST_ROWS} rows)")


def _field(annotations: Mapping[str, Any], returned: Any, about: str | None, defaults: Mapping[str, Any] = {}) -> Any:
    described = {name: Annotated[type_, strawberry.argument(description=ABOUT[name])] for name, type_ in annotations.items()}
    return strawberry.field(compiled({**described, "return": returned | None}, defaults), description=about)


def compiled(annotations: dict[str, Any], defaults: Mapping[str, Any]) -> Callable[..., Any]:
    """A signature without a body: the arguments of a field that the read path answers."""

    def never(**_arguments: Any) -> NoReturn:
        raise AssertionError("reads are compiled, never resolved")

    names = [name for name in annotations if name != "return"]
    required = {"by", "start", "id"}
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if name in required else defaults.get(name, UNSET),
            annotation=annotations[name],
        )
        for name in names
    ]
    never.__signature__ = inspect.Signature(parameters, return_annotation=annotations["return"])  # type: ignore[attr-defined]
    never.__annotations__ = annotations
    return never
