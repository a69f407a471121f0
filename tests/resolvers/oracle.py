"""The plain, slow way to answer a question: graphql-core calls a resolver for each field of each row, over rows in memory.

It knows the schema from the published text alone, asks the policy row by row and field by field, and compares, sorts,
counts and joins in Python. Of the compiled path it shares the names of kinds and relations, and no line of SQL.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from graphql import GraphQLSchema, build_ast_schema, execute_sync, parse
from sqlalchemy.dialects import postgresql

from databases.connections import DATABASES, Databases
from policies.kinds import KINDS, Kind
from policies.masks import Mask
from policies.policy import Policy
from policies.subjects import Subject
from resolvers.groups import GROUP_KEYS, LEVELS, GroupKey
from resolvers.names import plural, snake
from resolvers.plan import Relation
from resolvers.relations import REGION, RELATIONS

Row = Mapping[str, Any]
Truth = Mapping[tuple[str, str], Sequence[Row]]  # the rows of each kind in each database, by key
Orders = Sequence[tuple[str, bool]]


def read_schema(path: Path) -> GraphQLSchema:
    """The schema as it is published."""
    return build_ast_schema(parse(path.read_text("utf-8"), no_location=True), assume_valid=True, assume_valid_sdl=True)


async def load_rows(databases: Databases, moment: datetime | None = None) -> Truth:
    """Every row as it is, or as the system knew it at a moment."""
    found = {}
    for database in DATABASES:
        async with databases.connection(database) as connection:
            for kind in KINDS.values():
                if database == home(kind.name, database):
                    found[database, kind.name] = [dict(row) for row in await _load(connection, kind, moment)]
    return found


async def _load(connection: asyncpg.Connection[Any], kind: Kind, moment: datetime | None) -> list[asyncpg.Record]:
    table = kind.table.name
    if moment is None:
        return await connection.fetch(f"SELECT * FROM {table} ORDER BY id")
    then = f"SELECT {_columns(kind)} FROM {table}_history WHERE known @> $1::timestamptz"
    now = f"SELECT {_columns(kind)} FROM {table} WHERE recorded_at <= $1"
    return await connection.fetch(f"SELECT * FROM ({now} UNION ALL {then}) AS row ORDER BY id", moment)


def home(kind: str, near: str) -> str:
    """The database of a kind; divisions are kept in each, so theirs is that of whoever asks for them."""
    return near if kind == REGION else KINDS[kind].database


def _columns(kind: Kind) -> str:
    return ", ".join(column.name for column in kind.table.columns)


@dataclass
class Remembered:
    """A decision about rows of a kind. It rests on what the rules read of a row: where they would read the same, it is the same."""

    kind: Kind
    decide: Callable[[Any], Any]
    known: dict[tuple[str, ...], dict[tuple[Any, ...], Any]] = field(default_factory=dict)

    def __call__(self, row: Row) -> Any:
        for names, decisions in self.known.items():
            if (read := tuple(row[name] for name in names)) in decisions:
                return decisions[read]
        watched = _Watched.of(self.kind, row)
        decision = self.decide(watched)
        names = tuple(dict.fromkeys(watched.seen))
        self.known.setdefault(names, {})[tuple(row[name] for name in names)] = decision
        return decision


class _Watched:
    """Makes a row in memory that notes which of its columns the policy looks at."""

    @classmethod
    def of(cls, kind: Kind, row: Row) -> Any:
        return _watching(kind)(**{name: row[one.clear] if one.clear else None for name, one in kind.fields.items()})


def _watching(kind: Kind) -> type:
    snapshot = kind.snapshot

    def look(self: Any, name: str) -> Any:
        if name in kind.fields:
            object.__getattribute__(self, "seen").append(name)
        return object.__getattribute__(self, name)

    def start(self: Any, **values: Any) -> None:
        object.__setattr__(self, "seen", [])
        snapshot.__init__(self, **values)

    return type(snapshot.__name__, (snapshot,), {"__getattribute__": look, "__init__": start})


@dataclass
class Asker:
    """Somebody who asks, and what the policy decided for him so far."""

    subject: Subject
    policy: Policy
    _decisions: dict[tuple[str, str], Remembered] = field(default_factory=dict)

    def may_read(self, kind: str, row: Row) -> bool:
        return bool(self._decided(kind, "", lambda one: self.policy.allowed(self.subject, "read", one))(row))

    def value(self, kind: str, row: Row, name: str) -> Any:
        """A field as it is shown to him: as it is, masked, or None."""
        one = KINDS[kind].fields[name]
        shown = self._decided(kind, name, lambda row: self.policy.shown(self.subject, row, name))(row)
        clear = row[one.clear] if one.clear else None
        if shown == "masked":
            return one.mask.value(clear) if isinstance(one.mask, Mask) else one.mask and row[one.mask]
        return clear if shown == "clear" else None

    def _decided(self, kind: str, name: str, decide: Callable[[Any], Any]) -> Remembered:
        return self._decisions.setdefault((kind, name), Remembered(KINDS[kind], decide))


@dataclass
class World:
    """All rows of one moment as one asker sees them."""

    truth: Truth
    asker: Asker
    _permitted: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)
    _alike: dict[tuple[str, str, str], dict[Any, list[Seen]]] = field(default_factory=dict)

    def rows(self, kind: str, near: str = "") -> list[Seen]:
        """The rows of a kind that he may read, by key."""
        place = home(kind, near or KINDS[kind].database), kind
        if place not in self._permitted:
            self._permitted[place] = [Seen(self, *place, row) for row in self.truth[place] if self.asker.may_read(kind, row)]
        return self._permitted[place]

    def by_value(self, kind: str, name: str, value: Any, near: str = "") -> list[Seen]:
        """Those of them that show a value in a field. What is empty or hidden leads nowhere."""
        place = home(kind, near or KINDS[kind].database), kind, name
        if place not in self._alike:
            alike: dict[Any, list[Seen]] = defaultdict(list)
            for row in self.rows(kind, near):
                alike[row.key if name == "id" else row.value(name)].append(row)
            self._alike[place] = alike
        return [] if value is None else self._alike[place].get(value, [])

    def every(self, kind: str) -> Sequence[Row]:
        """All rows of a kind, whoever may read them."""
        return self.truth[KINDS[kind].database, kind]


@dataclass(eq=False)
class Seen:
    """One row as one asker sees it."""

    world: World
    database: str
    kind: str
    row: Row

    @property
    def key(self) -> int:
        return int(self.row["id"])

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.key}"

    def value(self, name: str) -> Any:
        return self.world.asker.value(self.kind, self.row, name)

    def related(self, relation: Relation) -> list[Seen]:
        return self.alike(relation, self.key if relation.mine == "id" else self.value(relation.mine))

    def alike(self, relation: Relation, value: Any) -> list[Seen]:
        """The rows to which a value of this row, or made from it, leads."""
        return self.world.by_value(relation.kind, relation.theirs, value, self.database)


@dataclass
class Oracle:
    """Answers questions of one asker. `moments` are the times for which `asOf` may be asked, with the rows of then."""

    schema: GraphQLSchema
    asker: Asker
    now: Truth
    moments: Mapping[datetime, Truth]

    @cached_property
    def world(self) -> World:
        return World(self.now, self.asker)

    @cached_property
    def past(self) -> Mapping[datetime, World]:
        return {moment: World(truth, self.asker) for moment, truth in self.moments.items()}

    def answer(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data of the answer."""
        result = execute_sync(
            self.schema,
            parse(query),
            root_value=self,
            variable_values=dict(variables),
            field_resolver=_resolve,
            type_resolver=lambda value, *_: value.kind,
        )
        assert not result.errors, (query, variables, result.errors)
        return result.data

    def at(self, moment: str | None) -> World:
        return self.world if moment is None else self.past[datetime.fromisoformat(moment)]


def _resolve(source: Any, info: Any, **arguments: Any) -> Any:
    """Every field of the schema."""
    if isinstance(source, Oracle):
        return _root(source, info.field_name, arguments)
    if isinstance(source, Seen):
        return _field(source, info.field_name, arguments)
    return source[info.field_name]


ROOTS = {"".join((words := plural(kind.table.name).split("_"))[:1] + [word.capitalize() for word in words[1:]]): kind.name for kind in KINDS.values()}
GROUPS = {
    "".join((words := kind.table.name.split("_"))[:1] + [word.capitalize() for word in words[1:]]) + "Groups": kind.name for kind in KINDS.values()
}


def _root(oracle: Oracle, name: str, arguments: Mapping[str, Any]) -> Any:
    world = oracle.at(arguments.get("asOf"))
    if name == "node":
        return _by_id(world, arguments["id"])
    if name == "nodes":
        return [_by_id(world, id_) for id_ in arguments["ids"]]
    if name in GROUPS:
        return _groups(GROUPS[name], world.rows(GROUPS[name]), arguments)
    return _connection(ROOTS[name], world.rows(ROOTS[name]), arguments, by_division(ROOTS[name]))


def by_division(kind: str) -> Orders:
    """The order of a page at the root that asks for none."""
    return [("region_code", False)] if "region_code" in KINDS[kind].fields else []


def _by_id(world: World, id_: str) -> Seen | None:
    kind, _, key = id_.partition(":")
    return next(iter(world.by_value(kind, "id", int(key))), None)


def _field(seen: Seen, name: str, arguments: Mapping[str, Any]) -> Any:
    if name == "id":
        return seen.id
    relation = RELATIONS[seen.kind].get(snake(name))
    if relation is None:
        return _json(seen.value(snake(name)))
    related = seen.related(relation)
    if relation.paged:
        return _connection(relation.kind, related, arguments)
    return related if relation.many else next(iter(related), None)


# ---- connections


def _connection(kind: str, rows: Iterable[Seen], arguments: Mapping[str, Any], usual: Orders = ()) -> dict[str, Any]:
    orders = [(one["field"].lower(), one["direction"] == "DESC") for one in arguments.get("order") or []] or usual
    matching = _sorted([row for row in rows if _meets(row, arguments.get("where") or {})], orders)
    is_backward = arguments.get("last") is not None
    count, cursor = (arguments["last"], arguments.get("before")) if is_backward else (arguments["first"], arguments.get("after"))
    if is_backward:
        matching = matching[::-1]
    beyond = matching if cursor is None else _beyond(kind, matching, orders, cursor, is_backward)
    page, has_more = beyond[:count], len(beyond) > count
    if is_backward:
        page = page[::-1]
    edges = [{"cursor": cursor_of(row, orders), "node": row} for row in page]
    ends = {"startCursor": edges[0]["cursor"] if edges else None, "endCursor": edges[-1]["cursor"] if edges else None}
    more = {"hasNextPage": cursor is not None if is_backward else has_more, "hasPreviousPage": has_more if is_backward else cursor is not None}
    return {"edges": edges, "pageInfo": ends | more, "totalCount": len(matching)}


def _sorted(rows: list[Seen], orders: Orders) -> list[Seen]:
    """What is empty comes last, and first when descending; what is alike in everything follows its key."""
    for name, descending in reversed(orders):
        rows = sorted(rows, key=lambda row: _place(row.value(name)), reverse=descending)
    return rows


def _place(value: Any) -> Any:
    if isinstance(value, asyncpg.Range):  # all periods here are [from, to), with a beginning
        return False, value.lower, value.upper is None, value.upper or date.max
    return (True,) if value is None else (False, value)


def _beyond(kind: str, matching: list[Seen], orders: Orders, cursor: str, is_backward: bool) -> list[Seen]:
    """The rows after a cursor in the direction in which they stand, whether or not its row is still among them."""
    _, key, *document = cursor.split(":", 2)
    texts = json.loads(document[0]) if document else {}
    values = [(name, descending != is_backward, _read(_column(kind, name), texts[name])) for name, descending in orders]

    def is_beyond(row: Seen) -> bool:
        for name, descends, value in values:
            mine, other = _place(row.value(name)), _place(value)
            if mine != other:
                return bool(mine < other) if descends else bool(mine > other)
        return row.key < int(key) if is_backward else row.key > int(key)

    return [row for row in matching if is_beyond(row)]


def cursor_of(row: Seen, orders: Orders) -> str:
    """The place of a row: its key, and what is shown of it in the fields that are sorted by."""
    if not orders:
        return row.id
    document = json.dumps({name: _text(row.value(name)) for name, _ in orders}, ensure_ascii=False, separators=(", ", " : "))
    return f"{row.id}:{document}"


# ---- conditions


def _meets(row: Seen, where: Mapping[str, Any]) -> bool:
    return all(_meets_one(row, name, wanted) for name, wanted in where.items() if wanted is not None)


def _meets_one(row: Seen, name: str, wanted: Any) -> bool:
    if name == "region":
        return (row.value("region_code") or "").startswith(wanted)
    relation = RELATIONS[row.kind].get(snake(name))
    if relation is None:
        return all(_compare(row, snake(name), operator, value) for operator, value in wanted.items())
    if not relation.many:
        return any(_meets(one, wanted) for one in row.related(relation))
    found = {how: any(_meets(one, inner) for one in row.related(relation)) for how, inner in wanted.items() if inner is not None}
    return found.get("some", True) and not found.get("none", False)


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "startsWith": lambda value, wanted: value.startswith(wanted),
}


def _compare(row: Seen, name: str, operator: str, wanted: Any) -> bool:
    """An empty or hidden value meets nothing but `isNull`."""
    value, column = row.value(name), _column(row.kind, name)
    if operator == "isNull":
        return (value is None) is wanted
    if value is None:
        return False
    if isinstance(value, asyncpg.Range):
        value, column = _text(value), sa.Column(sa.Text)
    if operator == "in":
        return value in [_read(column, one) for one in wanted]
    return COMPARISONS[operator](value, _read(column, wanted))


# ---- groups


def _groups(kind: str, rows: Iterable[Seen], arguments: Mapping[str, Any]) -> dict[str, Any]:
    by = [GROUP_KEYS[kind][name.lower()] for name in dict.fromkeys(arguments["by"])]
    found: dict[tuple[Any, ...], list[Seen]] = defaultdict(list)
    for row in rows:
        if _meets(row, arguments.get("where") or {}):
            found[tuple(_alike(key, row) for key in by)].append(row)
    ordered = sorted(found.items(), key=lambda item: [_place(value) for value in item[0]])
    return {"nodes": [_group(kind, by, *item) for item in ordered[: arguments["first"]]], "totalCount": len(found)}


def _alike(key: GroupKey, row: Seen) -> Any:
    value = row.value(key.field)
    if value is None or key.name == key.field:
        return value
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    if key.name == f"{key.field}_year":
        return value.year
    if key.name == f"{key.field}_month":
        return f"{value:%Y-%m}"
    return value[: LEVELS[key.name]] if key.name in LEVELS and key.field == "region_code" else value


def _group(kind: str, by: Sequence[GroupKey], values: tuple[Any, ...], rows: list[Seen]) -> dict[str, Any]:
    group: dict[str, Any] = {camel(name): None for name in GROUP_KEYS[kind]}
    for key, value in zip(by, values, strict=True):
        group[camel(key.name)] = _json(value) if key.relation is None else next(iter(rows[0].alike(key.relation, value)), None)
    return group | {"count": len(rows)} | {name: _Figures(function, rows) for name, function in FIGURES.items()}


FIGURES: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "average": lambda values: (Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP),
    "minimum": min,
    "maximum": max,
}


@dataclass
class _Figures:
    """A function of every field over the rows of a group."""

    function: Callable[[list[Any]], Any]
    rows: list[Seen]

    def __getitem__(self, name: str) -> str | None:
        values = [value for row in self.rows if (value := row.value(snake(name))) is not None]
        return f"{Decimal(self.function(values)):f}" if values else None


# ---- values


def camel(name: str) -> str:
    """per_capita_income → perCapitaIncome"""
    return re.sub(r"_(.)", lambda found: found[1].upper(), name)


def _column(kind: str, name: str) -> sa.Column[Any]:
    one = KINDS[kind].fields[name]
    return KINDS[kind].table.c[one.clear or f"{name}_mask"]


def _json(value: Any) -> Any:
    """A value as it stands in an answer."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return re.sub(r"(\.\d*?)0+\+", r"\1+", value.astimezone(UTC).isoformat())
    if isinstance(value, date):
        return value.isoformat()
    return _text(value) if isinstance(value, asyncpg.Range) else value


def _text(value: Any) -> str | None:
    """A value as PostgreSQL writes it, as in a cursor."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return str(_json(value)).replace("T", " ").replace("+00:00", "+00")
    if isinstance(value, asyncpg.Range):
        ends = ["" if end is None else end.isoformat() for end in (value.lower, value.upper)]
        return ("[" if value.lower_inc else "(") + ",".join(ends) + ("]" if value.upper_inc else ")")
    return None if value is None else str(_json(value))


def _read(column: sa.Column[Any], value: Any) -> Any:
    """What a client wrote, as a value of a column."""
    if value is None or isinstance(value, bool):
        return value
    for type_, read in READERS.items():
        if isinstance(column.type, type_):
            return read(str(value))
    return value


def _read_range(text: str) -> asyncpg.Range[date]:
    lower, upper = (date.fromisoformat(end) if end else None for end in text[1:-1].split(","))
    return asyncpg.Range(lower, upper)


READERS: Mapping[type[sa.types.TypeEngine[Any]], Callable[[str], Any]] = {
    sa.Boolean: lambda text: text == "true",
    sa.Integer: int,
    sa.Numeric: Decimal,
    sa.DateTime: datetime.fromisoformat,
    sa.Date: date.fromisoformat,
    postgresql.DATERANGE: _read_range,
}


def moments_of(oracle: Oracle) -> Iterator[str]:
    """The times for which `asOf` may be asked, as a client writes them."""
    yield from (moment.isoformat() for moment in oracle.moments)
