"""What a refusal of the database means to whoever brought the sheet: which columns are meant, and the sentence of the rule."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

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
OVERLAPS = ("与已有记录的期间重叠", "overlaps with a period that is there")
# what all refusals of a class have in common
CLASSES: tuple[tuple[type[asyncpg.PostgresError], str, str], ...] = (
    (asyncpg.UniqueViolationError, "与已有记录重复", "already there"),
    (asyncpg.ExclusionViolationError, *OVERLAPS),
    (asyncpg.ForeignKeyViolationError, "与所引用的记录不符", "does not fit what it names"),
    (asyncpg.NotNullViolationError, "缺少必填内容", "must be filled"),
    (asyncpg.PostgresError, "不符合规则", "breaks a rule"),
)


def told(kind: SpreadsheetKind, row: Row, error: asyncpg.PostgresError) -> RowError:
    """The mistake of a row that the database refuses, without the values that PostgreSQL's own message repeats."""
    words = next(words for class_, *words in CLASSES if isinstance(error, class_))
    return _mistake(kind, row, _Refused(_whole(error.table_name), _whole(error.constraint_name), error.column_name), *words)


def overlap(kind: SpreadsheetKind, table: str, rule: str, row: Row, earlier: Row | None) -> RowError:
    """The mistake of a row whose period overlaps with that of an earlier one, or with one that is stored."""
    of_row = earlier and (f"与第 {earlier.number} 行的期间重叠", f"overlaps with the period of row {earlier.number}")
    return _mistake(kind, row, _Refused(table, rule), *(of_row or OVERLAPS))


class _Refused(NamedTuple):
    """Which rule of which table refuses a row, or which column has to be filled."""

    table: str
    rule: str
    column: str | None = None


def _mistake(kind: SpreadsheetKind, row: Row, refused: _Refused, chinese: str, english: str) -> RowError:
    headings = _headings(kind, refused)
    if sentence := BILINGUAL.fullmatch(sentences().get(refused.rule, "")):
        return RowError(row.number, headings, f"{chinese}：{sentence[2]} ({english}: {sentence[1]})")
    return RowError(row.number, headings, f"{chinese} ({english})" if headings else f"{chinese} ({english}: {refused.rule})")


def _whole(name: str | None) -> str:
    """The name without the number of a shard: no table or rule of ours ends with one."""
    return SHARD.sub("", name or "")


def _headings(kind: SpreadsheetKind, refused: _Refused) -> str:
    """The headings under which stands what fills the columns that a refusal speaks of, as the kind lists them."""
    fields = {field for target in kind.targets if target.table.name == refused.table for field in _fields(target, refused)}
    read = fields.union(*(_sources(kind, field) for field in fields))
    return "、".join(column.heading for column in kind.columns if column.field in read)


def _fields(target: Target, refused: _Refused) -> list[str]:
    meant = {refused.column} if refused.column else columns(target.table, refused.rule)
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
