"""What a refusal of the database means to whoever brought the sheet: which columns are meant, and the sentence of the rule."""

from __future__ import annotations

import functools
import re

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex

from databases import row_rules
from databases.registry import sentences
from resolvers.spreadsheets.rules import MADE_FROM
from resolvers.spreadsheets.shape import Row, RowError, SpreadsheetKind, Target

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
BILINGUAL = re.compile(r"([ -~]+) (.+)")
SHARD = re.compile(r"_\d+$")  # what a table that is spread over servers, and its constraints, are called on each of them
NO_COLUMN = re.compile(r"'[^']*'|REFERENCES.*")
# what all refusals of a class have in common
CLASSES: tuple[tuple[type[asyncpg.PostgresError], str, str], ...] = (
    (asyncpg.UniqueViolationError, "与已有记录重复", "already there"),
    (asyncpg.ExclusionViolationError, "与已有记录的期间重叠", "overlaps with a period that is there"),
    (asyncpg.ForeignKeyViolationError, "与所引用的记录不符", "does not fit what it names"),
    (asyncpg.NotNullViolationError, "缺少必填内容", "must be filled"),
    (asyncpg.PostgresError, "不符合规则", "breaks a rule"),
)


def told(kind: SpreadsheetKind, row: Row, error: asyncpg.PostgresError) -> RowError:
    """The mistake of a row that the database refuses, without the values that PostgreSQL's own message repeats."""
    headings = _headings(kind, error)
    return RowError(row.number, headings, _words(error, is_located=bool(headings)))


def _words(error: asyncpg.PostgresError, is_located: bool) -> str:
    chinese, english = next((chinese, english) for class_, chinese, english in CLASSES if isinstance(error, class_))
    name = _rule(error)
    if sentence := BILINGUAL.fullmatch(sentences().get(name, "")):
        return f"{chinese}：{sentence[2]} ({english}: {sentence[1]})"
    return f"{chinese} ({english})" if is_located else f"{chinese} ({english}: {name})"


def _rule(error: asyncpg.PostgresError) -> str:
    return _whole(error.constraint_name)


def _whole(name: str | None) -> str:
    """The name without the number of a shard: no table or rule of ours ends with one."""
    return SHARD.sub("", name or "")


def _headings(kind: SpreadsheetKind, error: asyncpg.PostgresError) -> str:
    """The headings under which stands what fills the columns that a refusal speaks of, as the kind lists them."""
    fields = {field for target in kind.targets if target.table.name == _whole(error.table_name) for field in _fields(target, error)}
    read = fields.union(*(_sources(kind, field) for field in fields))
    return "、".join(column.heading for column in kind.columns if column.field in read)


def _fields(target: Target, error: asyncpg.PostgresError) -> list[str]:
    meant = {error.column_name} if error.column_name else columns(target.table, _rule(error))
    parent = {target.parent.column: target.parent.field} if target.parent else {}
    return [field for column, field in {**target.fields, **parent}.items() if meant & {column, f"{column}_digest"}]


def _sources(kind: SpreadsheetKind, field: str) -> set[str]:
    """The fields of cells from which a field comes that no cell holds."""
    return {*MADE_FROM.get(field, ()), *(lookup.field for lookup in kind.lookups if field in lookup.gives.values())}


@functools.lru_cache(1_000)
def columns(table: sa.Table, rule: str) -> frozenset[str]:
    """The columns of which a rule of a table speaks."""
    made: list[sa.schema.ExecutableDDLElement] = [AddConstraint(held, isolate_from_table=False) for held in table.constraints if held.name == rule]
    made += [CreateIndex(index) for index in table.indexes if index.name == rule]
    said = [str(element.compile(dialect=DIALECT)).partition("(")[2] for element in made]
    said += [" ".join(one.columns) for one in row_rules.rules(table.metadata) if one.name == rule]
    return frozenset(re.findall(r"\w+", NO_COLUMN.sub("", " ".join(said))))
