"""A document becomes plans: fragments are flattened, directives applied, arguments turned into named values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values, get_directive_values

from policies.kinds import KINDS
from resolvers.filters import BadInputError, Filters, read_cursor, read_global_id, read_orders, usual_order
from resolvers.groups import FUNCTIONS, GROUP_KEYS
from resolvers.names import snake
from resolvers.plan import (
    MOST_ROWS,
    Asked,
    Constant,
    Figures,
    Filter,
    Groups,
    Identity,
    Leaf,
    Nested,
    Order,
    Own,
    Page,
    Part,
    Plan,
    Selection,
    Several,
    Single,
    Trace,
    Values,
    bound,
)
from resolvers.relations import RELATIONS
from resolvers.traces import NODE, RELATIONS_OF_NODE, STARTS

MOST_GROUPS = 1_000
MOST_NODES = 2_000  # of a trace
MOST_OBJECTS = 100_000  # that one operation may ask for, if every page is full
CURSORS = ("after", "before")
USUAL_LIST = 5  # rows of a list that is bounded by its nature


@dataclass(frozen=True)
class Cursor:
    """Where a page begins; `variable` names what holds it, if not the document itself."""

    number: int
    kind: str
    order: tuple[Order, ...]
    variable: str | None

    def read(self, text: str) -> Values:
        """The values of a cursor: a key, and what its row has in the fields that are sorted by. Raises BadInputError."""
        key, sorted_by = read_cursor(self.kind, self.order, text)
        places = {bound(self.number, f"cursor_{place}"): value for place, value in enumerate(sorted_by)}
        return {bound(self.number, "cursor"): key} | places


@dataclass
class Question:
    """One operation with its variables, and the values that its plans will be run with."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Any
    values: Values = field(default_factory=dict)
    cursors: list[Cursor] = field(default_factory=list)
    _pages: int = 0
    _objects: int = 0

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Any) -> Question:
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        return cls(schema, operation, fragments, variables)

    @property
    def objects(self) -> int:
        """How many objects the plans made so far may ask for, if every page is full."""
        return self._objects

    def roots(self) -> dict[str, list[FieldNode]]:
        """The root fields by the key they have in the answer, in order."""
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None
        return self._fields(root, [self.operation.selection_set])

    def plan(self, key: str, nodes: list[FieldNode]) -> Plan:
        """The plan of one root field."""
        assert self.schema.query_type is not None
        definition = self.schema.query_type.fields[nodes[0].name.value]
        arguments = self._arguments(definition, nodes[0])
        type_ = get_named_type(definition.type)
        if isinstance(type_, GraphQLInterfaceType):
            return self._several(key, nodes, arguments) if "ids" in arguments else self._single(key, nodes, arguments)
        assert isinstance(type_, GraphQLObjectType)
        if "direction" in arguments:
            return self._trace(key, type_, nodes, arguments)
        return self._groups(key, type_, nodes, arguments) if "by" in arguments else self._page(key, type_, nodes, arguments, 1, at_root=True)

    def payload(self, nodes: list[FieldNode]) -> dict[str, tuple[str, list[FieldNode]]]:
        """What a mutation's payload is asked of objects that the databases hold: by its key, the kind and the fields."""
        assert self.schema.mutation_type is not None
        field = self.schema.mutation_type.fields.get(nodes[0].name.value)
        type_ = get_named_type(field.type) if field else None
        if not isinstance(type_, GraphQLObjectType):
            return {}
        asked = self._fields(type_, _selection_sets(nodes))
        kinds = {
            key: get_named_type(type_.fields[inner[0].name.value].type).name for key, inner in asked.items() if inner[0].name.value in type_.fields
        }
        return {key: (kinds[key], inner) for key, inner in asked.items() if kinds.get(key) in KINDS}

    def single(self, key: str, nodes: list[FieldNode], global_id: str) -> Single:
        """The plan of one object that a payload names."""
        return self._single(key, nodes, {"id": global_id})

    def watched(self, key: str, nodes: list[FieldNode], kind: str) -> Single:
        """The plan of the object of a kind that a subscription watches."""
        assert self.schema.subscription_type is not None
        definition = self.schema.subscription_type.fields.get(nodes[0].name.value)
        if definition is None:
            raise BadInputError("a subscription asks for something that changes")
        arguments = self._arguments(definition, nodes[0])
        if read_global_id(arguments["id"])[0] != kind:
            raise BadInputError(f"id must be that of an {kind}, such as {kind}:12")
        return self._single(key, nodes, arguments)

    def _next_number(self) -> int:
        self._pages += 1
        return self._pages

    def _count(self, objects: int) -> None:
        self._objects += objects
        if self._objects > MOST_OBJECTS:
            message = f"the question may ask for more than {MOST_OBJECTS:,} objects: take smaller pages inside pages"
            raise BadInputError(message, "COST_LIMIT", counted=self._objects, allowed=MOST_OBJECTS)

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(definition, node, self.variables)

    def _single(self, key: str, nodes: list[FieldNode], arguments: dict[str, Any]) -> Single:
        self._count(1)
        number = self._next_number()
        kind, self.values[bound(number, "id")] = read_global_id(arguments["id"])
        return Single(key, number, kind, self._selection(self._type(kind), nodes, 1), self._as_of(number, arguments))

    def _several(self, key: str, nodes: list[FieldNode], arguments: dict[str, Any]) -> Several:
        number = self._next_number()
        ids = [read_global_id(text) for text in arguments["ids"]]
        if not 1 <= len(ids) <= MOST_ROWS:
            raise BadInputError(f"ids must name from 1 to {MOST_ROWS} objects, not {len(ids)}")
        self._count(len(ids))
        self.values[bound(number, "ids")] = ids
        kinds = Counter(kind for kind, _ in ids)
        selections = tuple((kind, self._selection(self._type(kind), nodes, times)) for kind, times in sorted(kinds.items()))
        return Several(key, number, selections, self._as_of(number, arguments))

    def _type(self, kind: str) -> GraphQLObjectType:
        type_ = self.schema.type_map.get(kind)
        if kind not in KINDS or not isinstance(type_, GraphQLObjectType):
            raise BadInputError(f"there is no kind {kind!r}: ids look like Household:123")
        return type_

    def _groups(self, key: str, type_: GraphQLObjectType, nodes: list[FieldNode], arguments: dict[str, Any]) -> Groups:
        kind, number = type_.name.removesuffix("Groups"), self._next_number()
        self.values[bound(number, "limit")] = count = self._first(arguments, MOST_GROUPS)
        by = tuple(dict.fromkeys(member.value for member in arguments["by"]))
        return Groups(key, number, kind, by, self._asked(type_, nodes, count), self._filters(kind, arguments), self._as_of(number, arguments))

    def _trace(self, key: str, type_: GraphQLObjectType, nodes: list[FieldNode], arguments: dict[str, Any]) -> Trace:
        kind, start = read_global_id(arguments["start"])
        if kind not in STARTS:
            raise BadInputError(f"start must be the id of one of {', '.join(STARTS)}, not of a {kind}")
        number, count = self._next_number(), self._first(arguments, MOST_NODES)
        self.values |= {bound(number, "start"): start, bound(number, "limit"): count, bound(number, "year"): arguments.get("year")}
        by_year = arguments.get("year") is not None
        return Trace(
            key,
            number,
            kind,
            arguments["direction"].value == "forward",
            self._asked(type_, nodes, count),
            by_year,
            self._as_of(number, arguments),
        )

    def _first(self, arguments: dict[str, Any], most: int) -> int:
        """How many groups or nodes are asked for."""
        count = int(arguments["first"])
        if not 1 <= count <= most:
            raise BadInputError(f"first must be from 1 to {most}, not {count}")
        self._count(count)
        return count

    def _group_part(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], times: int) -> Part:
        """A part of a group: what is alike in it, how many rows it has, what they add up to."""
        name = snake(nodes[0].name.value)
        found = GROUP_KEYS[type_.name.removesuffix("Group")].get(name)
        if name in FUNCTIONS:
            inner = get_named_type(type_.fields[nodes[0].name.value].type)
            assert isinstance(inner, GraphQLObjectType)
            return Figures(key, name, tuple(self._part(inner, *asked, times) for asked in self._fields(inner, _selection_sets(nodes)).items()))  # type: ignore[misc]
        if found is None or found.relation is None:
            return Leaf(key, name)
        return Nested(key, found.relation, self._selection(self._type(found.relation.kind), nodes, times))

    def _page(
        self, key: str, connection: GraphQLObjectType, nodes: list[FieldNode], arguments: dict[str, Any], times: int, at_root: bool = False
    ) -> Page:
        """A connection, at the root (once) or inside rows (for each of them: `times`)."""
        kind, number = connection.name.removesuffix("Connection"), self._next_number()
        backward = self._limits(number, arguments)
        times *= self.values[bound(number, "limit")]
        self._count(times)
        where = (*self._filters(kind, arguments), *([Own()] if arguments.get("mine") else []))
        order = read_orders(arguments.get("order") or []) or (usual_order(kind) if at_root else ())
        place: Values = {}
        if (text := arguments.get(name := "before" if backward else "after")) is not None:
            self.cursors.append(cursor := Cursor(number, kind, order, _variable(nodes[0], name)))
            self.values |= (place := cursor.read(text))
        asked = self._asked(connection, nodes, times)
        return Page(key, number, kind, asked, where, order, bool(place), None in place.values(), backward, self._as_of(number, arguments))

    def _filters(self, kind: str, arguments: dict[str, Any]) -> tuple[Filter, ...]:
        return Filters(self.values, self._next_number).read(kind, arguments.get("where") or {})

    def _limits(self, number: int, arguments: dict[str, Any]) -> bool:
        """The number of rows asked for; whether they are the last ones."""
        first, last = arguments.get("first"), arguments.get("last")
        if (first is None) == (last is None):
            raise BadInputError("give either first or last: how many rows, from 1 to 100")
        count = int(first if last is None else last)  # type: ignore[arg-type]
        if not 1 <= count <= MOST_ROWS:
            raise BadInputError(f"{'first' if last is None else 'last'} must be from 1 to {MOST_ROWS}, not {count}")
        if arguments.get("after" if last is not None else "before") is not None:
            raise BadInputError("use first with after, and last with before")
        self.values[bound(number, "limit")] = count
        return last is not None

    def _as_of(self, number: int, arguments: dict[str, Any]) -> bool:
        moment = arguments.get("as_of", arguments.get("asOf"))
        if moment is None:
            return False
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise BadInputError("asOf must be a moment with its offset from UTC, such as 2020-06-30T00:00:00+08:00")
        if not 1900 <= moment.year < 2200:
            raise BadInputError(f"asOf must lie between 1900 and 2199, not in {moment.year}")
        self.values[bound(number, "as_of")] = moment
        return True

    def _asked(self, type_: GraphQLObjectType, nodes: list[FieldNode], times: int) -> tuple[Asked, ...]:
        """What is asked of a connection, its edges and its page info; a node begins a selection of its own."""
        return tuple(self._ask(type_, key, asked, times) for key, asked in self._fields(type_, _selection_sets(nodes)).items())

    def _ask(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], times: int) -> Asked:
        name = nodes[0].name.value
        inner = get_named_type(type_.fields[name].type) if name in type_.fields else None
        if not isinstance(inner, GraphQLObjectType):
            return Asked(key, name)
        if name in ("node", "nodes"):
            return Asked(key, name, selection=self._selection(inner, nodes, times))
        return Asked(key, name, parts=self._asked(inner, nodes, times))

    def _selection(self, type_: GraphQLObjectType, nodes: list[FieldNode], times: int) -> Selection:
        return tuple(self._part(type_, key, asked, times) for key, asked in self._fields(type_, _selection_sets(nodes)).items())

    def _part(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], times: int) -> Part:
        name = nodes[0].name.value
        if name == "__typename":
            return Constant(key, f'"{type_.name}"')
        if name == "id":
            return Identity(key)
        if type_.name.removesuffix("Group") in GROUP_KEYS and type_.name not in KINDS:
            return self._group_part(type_, key, nodes, times)
        relations = RELATIONS_OF_NODE if type_.name == NODE else RELATIONS.get(type_.name, {})
        relation = relations.get(snake(name))
        if relation is None:
            return Leaf(key, snake(name))
        inner = get_named_type(type_.fields[name].type)
        assert isinstance(inner, GraphQLObjectType)
        if relation.paged:
            return Nested(key, relation, page=self._page(key, inner, nodes, self._arguments(type_.fields[name], nodes[0]), times))
        self._count(times := times * (USUAL_LIST if relation.many else 1))
        return Nested(key, relation, self._selection(inner, nodes, times))

    def _fields(self, type_: GraphQLObjectType, sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """All fields asked of an object by their key in the answer, fragments flattened (spec 6.3.2, CollectFields)."""
        found: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            for node in self._flat(type_, selection_set, set()):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return found

    def _flat(self, type_: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = self._fragment(node, seen)
            if fragment is not None and self._applies(fragment, type_):
                yield from self._flat(type_, fragment.selection_set, seen)

    def _fragment(self, node: Any, seen: set[str]) -> Any:
        if not isinstance(node, FragmentSpreadNode):
            return node
        name = node.name.value
        if name in seen:
            return None
        seen.add(name)
        return self.fragments[name]

    def _applies(self, fragment: Any, type_: GraphQLObjectType) -> bool:
        if fragment.type_condition is None or fragment.type_condition.name.value == type_.name:
            return True
        return fragment.type_condition.name.value in {interface.name for interface in type_.interfaces}

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if_" if "if_" in skip else "if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return include is None or bool(include["if_" if "if_" in include else "if"])


def _selection_sets(nodes: list[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]


def _variable(node: FieldNode, argument: str) -> str | None:
    """The variable that holds an argument, if one does."""
    values = [given.value for given in node.arguments or () if given.name.value == argument]
    return next((value.name.value for value in values if isinstance(value, VariableNode)), None)
