"""The one module that talks to oso: load the rules, compile them per profile, decide.

Polar is used for what it does well, facts and positive rules. `vet` and `_Query` keep the defects of oso 0.27 away
(docs/decisions/oso.md): every construct whose SQL could be wider than its words is refused when the policy is loaded.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from oso import Oso, Variable
from polar import ffi
from polar.expression import Expression, Pattern
from polar.predicate import Predicate
from polar.query import Query

from databases.tables import Sensitivity
from policies.clauses import PolicyError, any_of, frozen
from policies.kinds import KINDS, Field, Kind
from policies.masks import Mask, MonthOf
from policies.subjects import Assignment, Profile, Subject

RULES = Path(__file__).with_name("rules")
ALWAYS = "always"
IN_POST = "_in_post"
IS_OWN = "_is_own"
SHOWN = ("clear", "masked")
SCOPE_COLUMNS = {
    "household_id": "of_household",
    "region_code": "of_region",
    "donor_id": "of_donor",
    "volunteer_id": "of_volunteer",
    "representative_id": "of_representative",
}
ROW = Variable("resource")
TOKEN = re.compile(r'("(?:[^"\\\n]|\\.)*")|#[^\n]*')
BANNED = re.compile(
    r"\b(?:not|forall|cut|new|debug|print)\b"  # unsafe over a row, or not for a server
    r"|[<>]=?\s*(?![sa]\.)[A-Za-z_]\w*\."  # a column on the right of < or >
    r"|(?:\"|\b\d+)\s*[<>]"  # a constant on the left of < or >
)

Steps = tuple[tuple[str, Any], ...]


def vet(text: str, name: str) -> str:
    """The text to hand to oso, or PolicyError.

    oso counts positions in bytes and looks them up in characters: after one Chinese character an error message can
    abort the process, so comments are starred out and the rest must be ASCII. `not` over a row gives wrong filters.
    `row.x >= 1 and 1 < row.x` loses its second condition, so the column stands on the left. Lines `?= …` are exempt
    from the last two: nothing is unknown there.
    """
    text = TOKEN.sub(lambda match: match[1] or "#" * len(match[0]), text)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.isascii():
            raise PolicyError(f"{name}:{number}: not ASCII outside a comment: {line.strip()}")
    for statement in TOKEN.sub(lambda match: '""' if match[1] else "", text).split(";"):
        found = BANNED.search(statement)
        if found and not statement.lstrip().startswith("?="):
            raise PolicyError(f"{name}: `{found[0]}` is not allowed in a rule: {' '.join(statement.split())}")
    return text


class _Query(Query):
    """Refuses what would fail open: a method of ours called with an unbound column answers for every row."""

    def handle_external_call(self, data: Any) -> None:
        if data["args"] is not None:
            raise PolicyError(f"method call .{data['attribute']}(...) in the policy")
        super().handle_external_call(data)

    def handle_make_external(self, data: Any) -> None:
        raise PolicyError("`new` in the policy")

    def handle_debug(self, data: Any) -> None:
        raise PolicyError("debug() in the policy")


class _Oso(Oso):
    def query(self, query: Predicate, *, bindings: Any = None, accept_expression: bool = False) -> Iterator[Any]:
        host = self.host.copy()
        host.set_accept_expression(accept_expression)
        asked = self.ffi_polar.new_query_from_term(host.to_polar(query))
        yield from _Query(asked, host=host, bindings=bindings).run()


@dataclass(frozen=True)
class Link:
    """How something outside finds rows: their column `name` equals `key`, a value or a column of `outer`."""

    name: str
    key: sa.ColumnElement[Any]
    outer: sa.FromClause | None = None


@dataclass(frozen=True, eq=False)
class View:
    """One kind as one profile may see it, or those of its rows to which he may do something else than read them. Built
    once; the subject's values are bound when a statement runs.

    rows: conditions, any of which lets a row be read (none: no row). fields: for each field that is not hidden, how it
    is shown and on which rows, best first.
    """

    kind: Kind
    rows: tuple[Any, ...]
    fields: Mapping[str, Steps]

    def select(
        self,
        names: tuple[str, ...],
        raw: tuple[str, ...] = (),
        source: sa.FromClause | None = None,
        link: Link | None = None,
        posts: Posts | None = None,
        own: tuple[Any, ...] = (),
    ) -> sa.Select[Any]:
        """The permitted rows with each field already clear, masked or NULL.

        Filters, orders and sums go AROUND it (`.subquery()`), never inside: then they cannot see past a mask. `raw`
        are columns as they are, named `_name`, for the server's own joins, pages and changes; they are never handed out.
        `source` replaces the table by other rows of the same columns (the past). `link`: something outside finds
        the rows by a key, so the conditions are only checked and no index is sought for them (one for a whole division,
        met with the one for a key, costs a hundred times what the key alone does). `posts`: it is told of each row in which of
        somebody's posts he sees it (IN_POST). `own`: conditions, any of which makes a row the asker's own; it is told of each row (IS_OWN).
        """
        table = self.kind.rows.alias() if source is None else source
        columns = [self._column(name, table).label(name) for name in names]
        columns += [table.c[name].label("_" + name) for name in raw]
        columns += [posts.column(table).label(IN_POST)] if posts else []
        columns += [any_of(own, self.kind.name, dict(table.c)).label(IS_OWN)] if own else []
        permitted = sa.select(*columns).select_from(table)
        return permitted.where(any_of(self.rows, self.kind.name, dict(table.c))) if link is None else self._linked(permitted, table, link)

    def _linked(self, rows: sa.Select[Any], table: sa.FromClause, link: Link) -> sa.Select[Any]:
        """Rows that a key outside finds. What the conditions ask of that key is asked once for it, not for each row: a helper has dozens of households."""
        shown = {link.name: link.key} if link.name == "id" or self.access(link.name) in ("clear", "partial") else {}
        permitted = any_of(self.rows, self.kind.name, {**dict(table.c), **shown})
        checked = sa.case((permitted, sa.true()), else_=sa.false())
        found = rows.where(*(table.c[name] == key for name, key in shown.items()), checked)
        return found if link.outer is None else found.correlate(link.outer)

    def tells(self, names: Iterable[str], table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Of which rows at least one of these fields is shown clear; without fields, which rows are shown."""
        columns = dict(table.c)
        clear = [conditions for name in names for shown, conditions in self.fields.get(name, ()) if shown == "clear"]
        told = [any_of(() if conditions is ALWAYS else conditions, self.kind.name, columns) for conditions in clear]
        is_told = sa.true() if ALWAYS in clear or not names else sa.or_(sa.false(), *told)
        return sa.and_(any_of(self.rows, self.kind.name, columns), is_told)

    def access(self, name: str) -> str:
        """clear, masked, partial (differs by row) or hidden: what this profile gets of a field."""
        steps = self.fields.get(name)
        if not steps or not self.rows:
            return "hidden"
        return str(steps[0][0]) if steps[0][1] is ALWAYS else "partial"

    def is_filled(self, name: str) -> bool:
        """Whether this profile gets a value of every row that he may read."""
        clear = self.kind.table.c.get(self.kind.fields[name].clear or "")
        if clear is None or clear.nullable:
            return False
        return self.access(name) == "clear" or (self.access(name) == "masked" and isinstance(self.kind.fields[name].mask, Mask))

    @property
    def tells_months(self) -> bool:
        """Whether of a day of some rows this profile is told the month alone."""
        return bool(self._months)

    def tells_days(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Of which rows it is told the days: somebody may give help, and be an officer of a place too."""
        clear = [any_of(steps.get("clear", ()), self.kind.name, dict(table.c)) for steps in self._months]
        return sa.case((sa.and_(*clear), sa.true()), else_=sa.false())

    @property
    def _months(self) -> list[Mapping[str, Any]]:
        """How those days are shown of which, in some rows, the month alone is told."""
        shown: list[Mapping[str, Any]] = [
            dict(self.fields.get(name, ())) for name, field in self.kind.fields.items() if isinstance(field.mask, MonthOf)
        ]
        return [steps for steps in shown if "masked" in steps]

    def _column(self, name: str, table: sa.FromClause) -> sa.ColumnElement[Any]:
        field = self.kind.fields[name]
        whens: list[tuple[Any, Any]] = []
        null = sa.null().cast(table.c[field.clear or f"{name}_mask"].type)
        for shown, conditions in self.fields.get(name, ()):
            column = _shown(field, shown, table)
            if conditions is ALWAYS:
                return sa.case(*whens, else_=column) if whens else column
            whens.append((any_of(conditions, self.kind.name, dict(table.c)), column))
        return sa.case(*whens, else_=null) if whens else null


@dataclass(frozen=True)
class Posts:
    """The posts of somebody who has several, each with what it alone lets him see of a kind: the first counts that shows one of the fields `names`
    clear, and else the first that shows the row."""

    views: tuple[tuple[Assignment, View], ...]
    names: tuple[str, ...]

    def column(self, table: sa.FromClause) -> sa.ColumnElement[Any]:
        """The post in which somebody sees a row, such as manager:civil_affairs:320282."""
        posts = [(view.tells(names, table), _described(assignment)) for names in (self.names, ()) for assignment, view in self.views]
        return sa.case(*posts) if posts else sa.null().cast(sa.Text)


def _described(assignment: Assignment) -> sa.ColumnElement[Any]:
    region = sa.bindparam(assignment.region_from.name, type_=sa.Text)
    return sa.func.concat(sa.literal_column(f"'{assignment.tier}:{assignment.dept}:'"), region, type_=sa.Text())


@dataclass(frozen=True)
class Rights:
    """What one tier may read of a kind: in which scopes, and which fields clear, masked or partial (others are hidden)."""

    scopes: frozenset[str]
    shown: Mapping[str, str]


def _shown(field: Field, shown: str, table: sa.FromClause) -> sa.ColumnElement[Any]:
    if shown == "clear" and field.clear is not None:
        return table.c[field.clear]
    if shown == "masked" and isinstance(field.mask, str):
        return table.c[field.mask]
    if shown == "masked" and isinstance(field.mask, Mask) and field.clear is not None:
        return field.mask.sql(table.c[field.clear])
    raise PolicyError(f"the field {field.name} cannot be shown {shown}")


class Policy:
    """The loaded rules. Immutable: a changed policy is a new Policy."""

    def __init__(self, *files: Path) -> None:
        oso = _Oso()
        oso.register_class(Subject)
        oso.register_class(Assignment)
        for kind in KINDS.values():
            oso.register_class(kind.snapshot, name=kind.name)
        said: list[str] = []  # oso would print its warnings: a misspelt class is one, and its rule never matches
        oso.ffi_polar.process_messages = lambda: said.extend(ffi.process_messages(oso.ffi_polar.next_message))
        sources = [ffi.PolarSource(vet(file.read_text("utf-8"), file.name), file.name) for file in files]
        oso._load_sources([ffi.PolarSource("".join(_facts_of_kinds()), "kinds"), *sources])
        if said:
            raise PolicyError("\n".join(said))
        self._oso = oso
        self.view = functools.lru_cache(None)(self._view)
        self.alone = functools.lru_cache(None)(self._alone)
        self._views: dict[Hashable, View] = {}  # of all who see a kind alike there is one
        self._granted = functools.lru_cache(None)(self._granted_alone)
        self.facts = functools.lru_cache(None)(self._facts)
        self.own = functools.lru_cache(None)(self._own)
        self._has_scope = functools.lru_cache(None)(self._can_be_in)
        self._check_facts()

    def allowed(self, subject: Subject, action: str, row: Any) -> bool:
        """Whether a subject may do something to one row in memory (a row to be created, or after an update)."""
        return bool(self._oso.is_allowed(subject, action, _of_its_kind(row)))

    def acting(self, subject: Subject, action: str, row: Any) -> Assignment | None:
        """The first of a subject's posts in which he may do something to one row in memory; None: he may not."""
        return next((a for a in subject.assignments if self.allowed(replace(subject, assignments=(a,)), action, row)), None)

    def revealing(self, subject: Subject, row: Any, name: str) -> Assignment | None:
        """The first of a subject's posts in which he may have one direct identifier of one row revealed; None: he may not."""
        alone = ((a, replace(subject, assignments=(a,))) for a in subject.assignments)
        return next((a for a, asking in alone if self._oso.query_rule_once("allow_reveal", asking, _of_its_kind(row), name)), None)

    def shown(self, subject: Subject, row: Any, name: str) -> str:
        """clear, masked or hidden: how a subject sees one field of one row in memory."""
        seen = (shown for shown in SHOWN if self._oso.query_rule_once("allow_field", subject, shown, _of_its_kind(row), name))
        return next(seen, "hidden")

    def _facts(self, name: str, width: int) -> list[tuple[str, ...]]:
        """All lines of a table of facts ("grant", "field", "group", "family")."""
        names = [f"v{i}" for i in range(width)]
        return [tuple(found["bindings"][v] for v in names) for found in self._oso.query_rule(name, *map(Variable, names))]

    def _view(self, profile: Profile, name: str, action: str = "read") -> View:
        return self._seen(tuple(enumerate(profile)), name, action)

    def _alone(self, profile: Profile, name: str) -> tuple[tuple[Assignment, View], ...]:
        """Of somebody with several posts those in which he may read rows of a kind, each with what it alone lets him see; of all others none."""
        posts = [(place, post) for place, post in enumerate(profile) if post[0] != "public"]
        views = [(Assignment.abstract(*post, place), self._seen(((place, post),), name, "read")) for place, post in posts] if len(posts) > 1 else []
        return tuple((post, view) for post, view in views if view.rows)

    def _own(self, name: str) -> tuple[Any, ...]:
        """Conditions, any of which makes a row of a kind the asker's own, whatever posts he holds."""
        subject = Subject.abstract((("public", ""),))
        return tuple(b["resource"] for b in self._partial("in_scope", "own", subject, subject.assignments[0], ROW, name, kind=name))

    def _seen(self, posts: tuple[tuple[int, tuple[str, str]], ...], name: str, action: str) -> View:
        """What posts, each with its place among somebody's, let him see together."""
        rows: dict[Hashable, Any] = {}
        found: dict[str, dict[str, dict[Hashable, Any]]] = {}
        for place, (tier, dept) in posts:
            of_post, shown_in_post = self._granted(place, tier, dept, name, action)
            rows |= of_post
            for field, shown, key, condition in shown_in_post:
                found.setdefault(field, {}).setdefault(shown, {})[key] = condition
        needed = _needed(rows)
        steps = {field: _steps({shown: _needed(of) for shown, of in by.items()}, set(needed)) for field, by in found.items()}
        view = View(KINDS[name], tuple(needed.values()), steps)
        view.select(tuple(view.fields))  # compile now, so that errors surface here
        fields = tuple((field, *_hashable(steps[field])) for field in sorted(steps))
        return self._views.setdefault((name, tuple(needed), fields), view)

    def _granted_alone(
        self, place: int, tier: str, dept: str, name: str, action: str
    ) -> tuple[dict[Hashable, Any], list[tuple[str, str, Hashable, Any]]]:
        """The rows to which one post lets somebody do something, and the fields that it shows. Kept apart from his other posts: what everybody
        may see is in each profile, and asking the rules is most of what a view costs."""
        subject = Subject.in_posts(Assignment.abstract(tier, dept, place))
        rows = {frozen(b["resource"]): b["resource"] for b in self._partial("allow", subject, action, [ROW, name], kind=name)}
        shown = self._partial("allow_field", subject, Variable("shown"), [ROW, name], Variable("name"), kind=name)
        return rows, [(b["name"], b["shown"], frozen(b["resource"]), b["resource"]) for b in shown]

    def _partial(self, rule: str, *arguments: Any, kind: str) -> Iterator[dict[str, Any]]:
        of_kind = Expression("And", [Expression("Isa", [ROW, Pattern(kind, {})])])
        for found in self._oso.query_rule(rule, *arguments, bindings={"resource": of_kind}, accept_expression=True):
            yield found["bindings"]

    def rights(self, kind: str) -> Mapping[tuple[str, str], Rights]:
        """Who may read a kind, by (tier, department): in which scopes, and how each field is shown.

        Read from the tables of facts, not from compiled views: hundreds of kinds are described in a moment.
        """
        names = {kind, self._families.get(kind, kind)}
        found: dict[tuple[str, str], Rights] = {}
        for tier, dept, name, action, scope in self.facts("grant", 5):
            if name in names and action == "read" and self._has_scope(kind, scope):
                known = found.get((tier, dept), Rights(frozenset(), {}))
                found[tier, dept] = Rights(known.scopes | {scope}, {})
        return {who: Rights(rights.scopes, self._shown(who, kind, names, rights.scopes)) for who, rights in found.items()}

    def _shown(self, who: tuple[str, str], kind: str, names: set[str], scopes: frozenset[str]) -> dict[str, str]:
        where: dict[str, dict[str, set[str]]] = {}
        for table, which, shown, scope in (line for name in names for line in self._lines.get((*who, name), ())):
            for field in _named(KINDS[kind], table, which):
                where.setdefault(field.name, {}).setdefault(shown, set()).update(scopes if scope == "granted" else {scope})
        return {name: _best(by_shown, scopes) for name, by_shown in where.items()}

    @functools.cached_property
    def _lines(self) -> Mapping[tuple[str, str, str], list[tuple[str, ...]]]:
        """The lines of "field" and "group" by tier, department and kind or family: table, field or sensitivity, how it is shown, scope."""
        found: dict[tuple[str, str, str], list[tuple[str, ...]]] = {}
        for table in ("field", "group"):
            for tier, dept, name, *line in self.facts(table, 6):
                found.setdefault((tier, dept, name), []).append((table, *line))
        return found

    def _check_facts(self) -> None:
        """Words that oso cannot know to be misspelt: kinds, families, fields, sensitivities, scopes."""
        readers = set()
        for tier, dept, name, action, scope in self.facts("grant", 5):
            self._check_scope(f'grant("{tier}", "{dept}", "{name}", "{action}", "{scope}")', name, scope)
            if action == "read":
                readers.add((tier, dept, name))
        for table in ("field", "group"):
            for tier, dept, name, which, shown, scope in self.facts(table, 6):
                line = f'{table}("{tier}", "{dept}", "{name}", "{which}", "{shown}", "{scope}")'
                if scope != "granted":
                    self._check_scope(line, name, scope)
                if not {(tier, dept, name), (tier, dept, self._families.get(name, name))} & readers:
                    raise PolicyError(f"{line}: he may read no row of it")
                _check_shown(line, self._kinds(name), table, which, shown)
        for tier, dept, name, field, scope in self.facts("reveal", 5):
            line = f'reveal("{tier}", "{dept}", "{name}", "{field}", "{scope}")'
            self._check_scope(line, name, scope)
            if (tier, dept, name) not in readers or name not in KINDS:
                raise PolicyError(f"{line}: he may read no row of it")
            if field not in KINDS[name].fields or KINDS[name].fields[field].sensitivity is not Sensitivity.DIRECT:
                raise PolicyError(f"{line}: there is no such direct identifier")

    def _check_scope(self, line: str, name: str, scope: str) -> None:
        if not self._kinds(name):
            raise PolicyError(f"{line}: there is no kind or family {name}")
        if not any(self._has_scope(kind.name, scope) for kind in self._kinds(name)):
            raise PolicyError(f"{line}: there is no scope {scope} for {name}")

    def _kinds(self, name: str) -> list[Kind]:
        """The kind of this name, or all kinds of this family."""
        return [kind for kind in KINDS.values() if name in (kind.name, self._families.get(kind.name))]

    @functools.cached_property
    def _families(self) -> dict[str, str]:
        families = {kind: family for kind, family in self.facts("family", 2)}
        if unknown := families.keys() - KINDS.keys():
            raise PolicyError(f"a family names {', '.join(sorted(unknown))}, which is no kind")
        return families

    def _can_be_in(self, kind: str, scope: str) -> bool:
        """Whether rows of a kind can lie in a scope at all: only those of a household can be a household's own."""
        subject = Subject.abstract((("public", ""),))
        return any(True for _ in self._partial("in_scope", scope, subject, subject.assignments[0], ROW, kind, kind=kind))


def _needed(conditions: dict[Hashable, Any]) -> dict[Hashable, Any]:
    """Alternatives without those that another makes superfluous: a public row is also one of any rows."""
    every = {key: condition for key, condition in conditions.items() if _is_met_by_all(condition)}
    return every or conditions


def _is_met_by_all(condition: Any) -> bool:
    """Whether nothing but the kind is asked of a row."""
    if condition.operator != "And" or len(condition.args) != 1 or condition.args[0].operator != "Isa":
        return False
    return not condition.args[0].args[1].fields


def _steps(by_shown: dict[str, dict[Hashable, Any]], rows: set[Hashable]) -> Steps:
    """How a field is shown, best first; a condition that every readable row meets is dropped."""
    covered: set[Hashable] = set()
    steps: list[tuple[str, Any]] = []
    for shown in SHOWN:
        if shown in by_shown:
            covered |= by_shown[shown].keys()
            if rows <= covered:
                return (*steps, (shown, ALWAYS))
            steps.append((shown, tuple(by_shown[shown].values())))
    return tuple(steps)


def _hashable(steps: Steps) -> Iterator[Hashable]:
    for shown, conditions in steps:
        yield shown
        yield conditions if conditions is ALWAYS else tuple(map(frozen, conditions))


def _of_its_kind(row: Any) -> list[Any]:
    """A row in memory with the name of its kind, as the rules take it; `kind_of` holds the name against the class."""
    return [row, type(row).__name__]


def _named(kind: Kind, table: str, which: str) -> list[Field]:
    """The fields of which a line of "field" or "group" speaks."""
    return [field for field in kind.fields.values() if which == (field.name if table == "field" else field.sensitivity)]


def _best(by_shown: Mapping[str, set[str]], scopes: frozenset[str]) -> str:
    """How a field is shown where it is shown best, or "partial" where that is not on every row that is granted."""
    best = next(shown for shown in SHOWN if shown in by_shown)
    return best if scopes <= by_shown[best] else "partial"


def _check_shown(line: str, kinds: list[Kind], table: str, which: str, shown: str) -> None:
    fields = [field for kind in kinds for field in _named(kind, table, which)]
    if not fields:
        raise PolicyError(f"{line}: there is no such {table}")
    for field in fields:
        if shown not in SHOWN or (shown == "clear" and field.clear is None) or (shown == "masked" and field.mask is None):
            raise PolicyError(f"{line}: {field.name} cannot be shown {shown!r}")


def _facts_of_kinds() -> Iterator[str]:
    """What the rules ask of the tables: each kind, its classified fields, and the scope columns that it has."""
    for kind in KINDS.values():
        yield f'kind_of(_: {kind.name}, "{kind.name}");\n'
        for column, fact in SCOPE_COLUMNS.items():
            if column in kind.fields:
                yield f'{fact}("{kind.name}");\n'
        for field in kind.fields.values():
            yield f'classified("{kind.name}", "{field.name}", "{field.sensitivity.value}");\n'


@functools.cache
def load() -> Policy:
    """The policy of `rules/`."""
    return Policy(*sorted(RULES.glob("*.polar")))
