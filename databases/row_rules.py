"""Rules over several rows or tables, where neither a check nor a key can say them: triggers, made from what a rule says.

They refuse as a check does, with the same class of error and a name of their own (`ck_<table>_<name>`). A rule looks at
a statement's rows together, so that loading many rows costs one query; it locks their parents first, so that of two
transactions that write to one parent the later one sees what the earlier one wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from databases.tables import CodeList, day_of

RULES = "row_rules"
WRITTEN = "SELECT id FROM changed"  # the rows that a statement wrote
CITY_FIRST = "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)"  # else temporary tables come first
UPDATED = "WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE ({new}) IS DISTINCT FROM ({old})) "


@dataclass(frozen=True)
class RowRule:
    """What may not be: `wrong` selects it by way of `changed`, the rows that a statement wrote and whose `columns` are new.

    `sentence` says to people what holds instead ("English 中文")."""

    table: str
    name: str
    columns: tuple[str, ...]
    parent: str | None
    parents: str | None
    wrong: str
    sentence: str
    scheme: tuple[str, ...] = ()  # columns whose values are locked themselves, where no row stands for all rows that have them

    def statements(self) -> Iterator[str]:
        new, old = (", ".join(f"{alias}.{column}" for column in self.columns) for alias in "wf")
        yield self._function("insert", "")
        yield self._trigger("insert", "NEW TABLE AS changed")
        yield self._function("update", UPDATED.format(new=new, old=old))
        yield self._trigger("update", "OLD TABLE AS former NEW TABLE AS written")

    def _function(self, event: str, changed: str) -> str:
        written = (self.parent, self.parents) == (self.table, WRITTEN)  # locked already by the statement itself, or seen by nobody else yet
        locks = f"PERFORM FROM {self.parent} WHERE id IN ({changed}{self.parents}) ORDER BY id FOR NO KEY UPDATE;"
        locked = locks if self.parent and not written else ""
        found = f"PERFORM FROM ({changed}{self.wrong}) AS wrong;"  # EXISTS would be planned for the first row, but there is none
        return _function(f"{self.name}_{event}", locked, self._lock_scheme(changed), found, _refuse(self.name, "FOUND"))

    def _lock_scheme(self, changed: str) -> str:
        """By name, in this city, in one order for all."""
        keys = ", ".join(self.scheme)
        name = f"hashtextextended(concat_ws(':', current_schema(), '{self.name}', {keys}), 0)"
        return f"PERFORM pg_advisory_xact_lock({name}) FROM ({changed}SELECT DISTINCT {keys} FROM changed ORDER BY {keys}) AS scheme;" if keys else ""

    def _trigger(self, event: str, rows: str) -> str:
        name = f"{self.name}_{event}"
        return f"CREATE TRIGGER {name} AFTER {event.upper()} ON {self.table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


@dataclass(frozen=True)
class Frozen:
    """Rows whose `columns`, if it has any, never change again, and which never end, where `since` holds for `old` and `new`."""

    table: str
    name: str
    columns: tuple[str, ...]
    since: str
    first: str
    sentence: str

    def statements(self) -> Iterator[str]:
        new, old = (", ".join(f"{alias}.{column}" for column in self.columns) for alias in ("new", "old"))
        made = f"FOR EACH ROW WHEN (({new}) IS DISTINCT FROM ({old})) EXECUTE FUNCTION {self.name}()"
        yield _function(self.name, self.first, _refuse(self.name, self.since))
        if self.columns:
            yield f"CREATE TRIGGER {self.name}_update AFTER UPDATE ON {self.table} {made}"
        yield f"CREATE TRIGGER {self.name}_delete AFTER DELETE ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"


@dataclass(frozen=True)
class Subject:
    """A row names the table of its subject beside its key: of those in its own `database` the subject is there, and it is held as a foreign key would."""

    table: str
    name: str
    database: str
    sentence: str
    columns: tuple[str, ...] = ("subject_database", "subject_table", "subject_id")

    def statements(self) -> Iterator[str]:
        here = f"changed WHERE subject_database = '{self.database}'"
        held = f"SELECT FROM %I WHERE id IN (SELECT subject_id FROM {here} AND subject_table = %L) FOR KEY SHARE".replace("'", "''")
        yield f"""
CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    kind text;
    named bigint;
    there bigint;
BEGIN
    FOR kind, named IN SELECT subject_table, count(DISTINCT subject_id) FROM {here} GROUP BY subject_table LOOP
        EXECUTE format('SELECT count(*) FROM ({held}) AS subject', kind, kind) INTO there;
        {_refuse(self.name, "there < named")}
    END LOOP;
    RETURN NULL;
END $$"""
        for event in ("insert", "update"):
            made = f"AFTER {event.upper()} ON {self.table} REFERENCING NEW TABLE AS changed"
            yield f"CREATE TRIGGER {self.name}_{event} {made} FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"


@dataclass(frozen=True)
class SubjectsStay:
    """No row of `tables` ends that a row of one of the `naming` tables names as its subject."""

    name: str
    database: str
    naming: tuple[str, ...]
    tables: tuple[str, ...]
    sentence: str
    columns: tuple[str, ...] = ("id",)

    def statements(self) -> Iterator[str]:
        of = f"JOIN gone ON gone.id = one.subject_id WHERE one.subject_database = '{self.database}' AND one.subject_table = tg_table_name"
        named = " UNION ALL ".join(f"SELECT FROM {table} AS one {of}" for table in self.naming)
        yield _function(self.name, f"PERFORM FROM ({named}) AS wrong;", _refuse(self.name, "FOUND"))
        for table in self.tables:
            made = f"AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone"
            yield f"CREATE TRIGGER {self.name} {made} FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"


@dataclass(frozen=True)
class AtCommit:
    """What may not be of a row of `parent` at the end of a transaction in which a row that names it by its one of `columns` met one of `events`.

    It is looked at row by row: for tables of few rows, or for what seldom happens.
    """

    table: str
    name: str
    columns: tuple[str]
    parent: str
    wrong: str
    sentence: str
    events: str

    def statements(self) -> Iterator[str]:
        rows = f"FROM {self.parent} WHERE id IN (old.{self.columns[0]}, new.{self.columns[0]})"
        yield _function(self.name, f"PERFORM {rows} ORDER BY id FOR NO KEY UPDATE;", f"PERFORM {rows} AND {self.wrong};", _refuse(self.name, "FOUND"))
        made = f"AFTER {self.events} ON {self.table} DEFERRABLE INITIALLY DEFERRED"
        yield f"CREATE CONSTRAINT TRIGGER {self.name} {made} FOR EACH ROW EXECUTE FUNCTION {self.name}()"


Rule = RowRule | Frozen | Subject | SubjectsStay | AtCommit


def row_rule(
    table: sa.Table,
    name: str,
    columns: tuple[str, ...],
    parent: str | None,
    parents: str | None,
    wrong: str,
    sentence: str,
    scheme: tuple[str, ...] = (),
) -> None:
    """Refuse what `wrong` selects; `parents` selects the keys of `parent` whose rows are locked first (both read `changed`).

    Without a parent nothing is locked: for a rule that looks only at what stays as it is. Where the rows of a `scheme` have no parent, its values are.
    """
    _keep(table, RowRule(table.name, f"ck_{table.name}_{name}", columns, parent, parents, wrong, sentence, scheme))


def never_circular(table: sa.Table, column: str, sentence: str, key: str = "id") -> None:
    """No row stands above itself, by however many steps; `column` names the `key` of the row above.

    All rows above are locked, so that two transactions do not make one half of a circle each.
    """
    above = f"""WITH RECURSIVE above AS (SELECT id AS below, {column} AS key FROM changed WHERE {column} IS NOT NULL
    UNION SELECT above.below, one.{column} FROM above JOIN {table.name} AS one ON one.{key} = above.key WHERE one.{column} IS NOT NULL)"""
    parents = f"SELECT id FROM {table.name} WHERE {key} IN ({above} SELECT key FROM above)"
    wrong = f"SELECT FROM ({above} SELECT FROM above JOIN changed ON changed.id = above.below AND changed.{key} = above.key) AS circle"
    row_rule(table, f"{column}_in_no_circle", (column,), table.name, parents, wrong, sentence)


def of_parent(
    table: sa.Table, name: str, columns: tuple[str, ...], parent: sa.Table, counting: tuple[str, ...], wrong: str, *sentences: str, there: str
) -> None:
    """Refuse what is `wrong` of a `child` and the `parent` that the first of its `columns` names, whichever of the two is written.

    The columns `counting` are those of the parent; `there` names the rule in its table. One sentence for each of the two.
    """
    pairs = f"SELECT FROM {{children}} AS child JOIN {{parents}} AS parent ON parent.id = child.{columns[0]} WHERE {wrong}"
    written = pairs.format(children="changed", parents=parent.name)
    row_rule(table, name, columns, parent.name, f"SELECT {columns[0]} FROM changed", written, sentences[0])
    written = pairs.format(children=table.name, parents="changed")
    row_rule(parent, there, counting, parent.name, WRITTEN, written, sentences[1])


def whichever_is_written(
    wrong: str, *sides: tuple[sa.Table, str, tuple[str, ...], str], parent: str | None = None, parents: str | None = None
) -> None:
    """Refuse what is `wrong` of rows that hang together, whichever of their tables is written: of each its name for the rule, columns and sentence.

    `wrong` names each table in braces, for the one that is written is read as `changed`.
    """
    names = {table.name: table.name for table, *_ in sides}
    for table, name, columns, sentence in sides:
        row_rule(table, name, columns, parent, parents, wrong.format(**names | {table.name: "changed"}), sentence)


def within_its_case(table: sa.Table, name: str, day: str, case: sa.Table, days: tuple[str, ...], *sentences: str, there: str) -> None:
    """Papers of a case lie between its first day and its last one, if it has one: the `days` of the case."""
    on = day_of(f"child.{day}") if isinstance(table.c[day].type, sa.DateTime) else f"child.{day}"
    last = f"coalesce(parent.{days[1]}, {on})" if len(days) > 1 else on
    wrong = f"NOT {on} BETWEEN parent.{days[0]} AND {last}"
    of_parent(table, name, (f"{case.name}_id", day), case, days, wrong, *sentences, there=there)


def level_by_level(table: sa.Table, key: str, levels: CodeList, sentence: str) -> None:
    """No level approves before the one below it has approved; what was returned is decided anew below, after it was sent back."""
    order = f"array_position(ARRAY{list(levels.labels)}, {{}}.level)"
    wrong = f"""SELECT FROM {table.name} AS low JOIN {table.name} AS high USING ({key}) WHERE {key} IN (SELECT {key} FROM changed)
    AND {order.format("low")} < {order.format("high")} AND high.decision = 'approved' AND (low.decision <> 'approved' OR high.decided_on < low.decided_on)"""
    parent = next(iter(table.c[key].foreign_keys)).column.table.name
    row_rule(table, "level_by_level", (key, "level", "decision", "decided_on"), parent, f"SELECT {key} FROM changed", wrong, sentence)


def inside_county(table: sa.Table, parent: sa.Table, key: str, *sentences: str) -> None:
    """Rows lie inside the county of the parent that they name: no household is paid by the standard of another county."""
    outside = "NOT starts_with(child.region_code, parent.region_code)"
    of_parent(table, "inside_county", (key, "region_code"), parent, ("region_code",), outside, *sentences, there=f"county_of_{table.name}")


def inside(table: sa.Table, parent: sa.Table, key: str, *sentences: str) -> None:
    """Rows lie inside the place of the parent that they name: what was drawn, inspected or found lies where that was done."""
    outside = "NOT starts_with(child.region_code, parent.region_code)"
    of_parent(table, "inside_its_place", (key, "region_code"), parent, ("region_code",), outside, *sentences, there=f"around_{table.name}")


def weighs_one_at_most(table: sa.Table, scheme: tuple[str, ...], sentence: str, parent: sa.Table | None = None) -> None:
    """The weights of one scheme, which its columns name, are shares of a whole; they are written one by one, so they may still be less.

    A scheme is locked by its `parent`, which its column names, or by its name: of two who begin it the later one sees what the earlier one wrote.
    """
    keys = ", ".join(scheme)
    wrong = f"SELECT FROM {table.name} WHERE ({keys}) IN (SELECT {keys} FROM changed) GROUP BY {keys} HAVING sum(weight) > 1"
    columns, name = (*scheme, "weight"), "weigh_one_at_most"
    if parent is None:
        row_rule(table, name, columns, None, None, wrong, sentence, scheme)
    else:
        row_rule(table, name, columns, parent.name, f"SELECT {keys} FROM changed", wrong, sentence)


def frozen(table: sa.Table, name: str, columns: tuple[str, ...], since: str, sentence: str, first: str = "") -> None:
    """Refuse to change `columns` or to end a row once `since` holds (it reads `old` and `new`); `first` locks what it looks at."""
    _keep(table, Frozen(table.name, f"ck_{table.name}_{name}", columns, since, first, sentence))


def never_ends(table: sa.Table, since: str, sentence: str, first: str = "") -> None:
    """Refuse to end a row once `since` holds (it reads `old`): others rest on it, and what was wrong about it is said by another one."""
    frozen(table, "stays", (), since, sentence, first)


def at_commit(table: sa.Table, name: str, key: str, parent: sa.Table, wrong: str, sentence: str, events: str = "INSERT OR UPDATE OR DELETE") -> None:
    """Refuse what is `wrong` of a row of `parent`, which `key` names, once the transaction ends: between its statements it may be so."""
    _keep(table, AtCommit(table.name, f"ck_{table.name}_{name}", (key,), parent.name, wrong, sentence, events))


def subjects(tables: sa.MetaData, naming: Mapping[sa.Table, str], entities: Iterable[str], stay: str) -> None:
    """The subjects that rows of the `naming` tables name in their own database are there, and stay; one sentence for each, and one for all."""
    database = tables.info["database"]
    for table, sentence in naming.items():
        _keep(table, Subject(table.name, f"ck_{table.name}_subject_exists", database, sentence))
    names = tuple(table.name for table in naming)
    tables.info[RULES].append(SubjectsStay("ck_subject_stays", database, names, tuple(entities), stay))


def statements(tables: sa.MetaData) -> Iterator[str]:
    """DDL for the rules of one database."""
    yield CITY_FIRST
    for rule in rules(tables):
        yield from rule.statements()


def rules(tables: sa.MetaData) -> list[Rule]:
    """By name: the files that make them may be imported in any order."""
    return sorted(tables.info.get(RULES, ()), key=lambda rule: rule.name)


def _keep(table: sa.Table, rule: Rule) -> None:
    table.metadata.info.setdefault(RULES, []).append(rule)


def _function(name: str, *steps: str) -> str:
    """The search path is the city's, whoever writes: neither another city's nor a temporary table of the same name can answer for its own."""
    body = "\n    ".join(filter(None, steps))
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    {body}
    RETURN NULL;
END $$"""


def _refuse(name: str, condition: str) -> str:
    """As a check would, without a value of a row."""
    return f"""IF {condition} THEN
        RAISE EXCEPTION 'row of % breaks the rule {name}', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;"""
