"""The vocabulary in which the four databases are written.

A table is an `entity`; a column is made by the function that names its sensitivity, so no column can be
written without one:

    household = entity(
        METADATA,
        "household",
        "Registered low-income household 建档立卡户 (M27)",
        internal("number", CODE, "Filing number 建档立卡编号", unique=True),
        region("Village of residence 所在村（社区）"),
        quasi("category", HOUSEHOLD_CATEGORY, "Category of hardship 类别"),
        sensitive("per_capita_income", MONEY, "Yuan a head and year 人均年收入", optional=True),
    )

Every entity has a key, a version that counts its changes and the moment from which the system knew this version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Sensitivity(StrEnum):
    """How much a column can harm a household; the one classification for the API and for publication.

    public: may be published row by row. internal: says nothing of a person, but is not for everyone.
    quasi: tells persons apart together with others (age, village, month). sensitive: harms if it is known (income,
    health, cause). direct: names a person by itself (name, identity number, phone, account, address).
    """

    PUBLIC = "public"
    INTERNAL = "internal"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    DIRECT = "direct"


class UnclassifiedColumnError(Exception):
    """A column was written without saying how much it can harm."""


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes with their Chinese labels; a column of this type is held to it by a check."""

    name: str
    labels: Mapping[str, str]
    source: str = "project"

    @property
    def type(self) -> sa.types.TypeEngine[Any]:
        return sa.Text(collation="C")


@dataclass(frozen=True)
class Domain:
    """A column type with the check that every value passes (`{column}` stands for the column's name), and what it says."""

    type: sa.types.TypeEngine[Any]
    check: str | None = None
    sentence: str = ""


TEXT = Domain(sa.Text(), "btrim({column}, U&' \\0009\\000A\\000D\\00A0\\3000') <> ''")  # nor spaces of other widths alone
CODE = Domain(sa.Text(collation="C"), "{column} ~ '^[0-9A-Za-z._-]+$'")
REGION_CODE = Domain(sa.Text(collation="C"), "{column} ~ '^[0-9]{{2}}([0-9]{{2}}([0-9]{{2}}([0-9]{{3}}([0-9]{{3}})?)?)?)?$'")
CREDIT_CODE = Domain(sa.Text(collation="C"), "{column} ~ '^[0-9A-HJ-NP-RTUW-Y]{{18}}$'")
DIGEST = Domain(sa.LargeBinary(), "octet_length({column}) = 32")
BYTES = Domain(sa.LargeBinary())
A_NUMBER = "{column} <> 'NaN'"  # which is greater than every number, so that no lower bound refuses it
NOT_NEGATIVE = f"{{column}} >= 0 AND {A_NUMBER}"
MONEY = Domain(sa.Numeric(16, 2), NOT_NEGATIVE)
SIGNED_MONEY = Domain(sa.Numeric(16, 2), A_NUMBER)
AREA = Domain(sa.Numeric(14, 2), NOT_NEGATIVE)
RATE = Domain(sa.Numeric(9, 6), NOT_NEGATIVE)
SHARE = Domain(sa.Numeric(7, 4), "{column} BETWEEN 0 AND 1")
SCORE = Domain(sa.Numeric(7, 2), "{column} BETWEEN 0 AND 100")
LATITUDE = Domain(sa.Numeric(8, 5), "{column} BETWEEN -90 AND 90")
LONGITUDE = Domain(sa.Numeric(8, 5), "{column} BETWEEN -180 AND 180")
COUNT = Domain(sa.Integer(), "{column} >= 0")
ORDINAL = Domain(sa.SmallInteger(), "{column} >= 1")
KEY = Domain(sa.BigInteger(), "{column} >= 1")
FLAG = Domain(sa.Boolean())
DAY = Domain(
    sa.Date(), "{column} BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'", "A day lies in this century or the last 日期在 1900 至 2099 年之间"
)
MONTH = Domain(sa.Date(), f"extract(day from {{column}}) = 1 AND {DAY.check}", "A month lies in this century or the last 月份在 1900 至 2099 年之间")
MOMENT = Domain(
    sa.DateTime(timezone=True),
    "{column} BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00'",
    "A moment lies in this century or the last 时间在 1900 至 2099 年之间",
)
YEAR = Domain(sa.SmallInteger(), "{column} BETWEEN 1990 AND 2099", "A year lies between 1990 and 2099 年度在 1990 至 2099 年之间")
# a day that cannot be is refused with its century; the year to come, by whoever knows the day (`clock.py`)
BEGUN = "lower({column}) IS NOT NULL AND lower({column}) >= DATE '1900-01-01' AND coalesce(upper({column}), lower({column})) <= DATE '2100-01-01'"
PERIOD = Domain(
    postgresql.DATERANGE(), f"NOT isempty({{column}}) AND {BEGUN}", "A period lies in this century or the last 期间在 1900 至 2099 年之间"
)

TEXT_OF_KEYS = " || ':' || "
DAY_ZERO, NEVER = "DATE '2000-01-01'", "DATE '2200-01-01'"  # a period that is open lasts longer than any other
PICKING = (KEY, REGION_CODE, CODE, CREDIT_CODE, DAY, MONTH, MOMENT, YEAR)  # see `picks_few`
FEWEST_CODES = 2  # of two codes each picks half of the rows

CLASSIFICATION = "sensitivity"
ELSEWHERE = "refers_to"
CODES = "codes"
DOMAIN = "domain"
LEVEL = "level"
ENTITY = "entity"
EXTENT = "extent"  # of a rule about periods: the box that a row is in SQL
SENTENCE = "sentence"  # of a rule: what it says to people, "English 中文"


def metadata(database: str) -> sa.MetaData:
    """The tables of one database; `info["database"]` holds its name."""
    return sa.MetaData(naming_convention=NAMING_CONVENTION, info={"database": database})


# the last 56 of the 122 random bits: a global id holds 18 digits, and of a million rows two are alike in one of a hundred thousand cities
RANDOM_KEY = sa.text("('x' || right(replace(gen_random_uuid()::text, '-', ''), 14))::bit(56)::bigint")


def entity(tables: sa.MetaData, name: str, about: str, *parts: sa.schema.SchemaItem, has_random_key: bool = False) -> sa.Table:
    """A table of domain rows with its key, version and the moment from which this version was known.

    `has_random_key`: its rows are not numbered, for a running number would tell which of them were written together.
    """
    key: dict[str, Any] = {"autoincrement": False, "server_default": RANDOM_KEY} if has_random_key else {}
    table = sa.Table(
        name,
        tables,
        sa.Column("id", sa.BigInteger, *([] if key else [sa.Identity()]), primary_key=True, comment="Key 主键", info=_classified("internal"), **key),
        *parts,
        _column(Sensitivity.INTERNAL, "version", COUNT, "Number of this version of the row 版本号", server_default="1"),
        _column(Sensitivity.INTERNAL, "recorded_at", MOMENT, "Known to the system since 入库时间", server_default=sa.func.now()),
        comment=about,
        info={ENTITY: True},
    )
    for column in list(table.columns):
        if CLASSIFICATION not in column.info:
            raise UnclassifiedColumnError(f"{name}.{column.name} has no sensitivity: make it with public(), internal(), quasi(), …")
        _add_check(table, column)
    _index_filters(table)
    return table


def is_key_of_another(column: sa.Column[Any]) -> bool:
    """Whether a column names another row, of this database or of another one, be it of any table (the subject of a clue)."""
    return ELSEWHERE in column.info or column.info.get(DOMAIN) is KEY or any(key.column.name == "id" for key in column.foreign_keys)


def is_entity(table: sa.Table) -> bool:
    """Whether the table holds domain rows with a version, and so has a history."""
    return bool(table.info.get(ENTITY))


def public(name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    return _column(Sensitivity.PUBLIC, name, domain, about, *items, **options)


def internal(name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    return _column(Sensitivity.INTERNAL, name, domain, about, *items, **options)


def quasi(name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    return _column(Sensitivity.QUASI, name, domain, about, *items, **options)


def sensitive(name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    return _column(Sensitivity.SENSITIVE, name, domain, about, *items, **options)


def direct(name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    return _column(Sensitivity.DIRECT, name, domain, about, *items, **options)


def encrypted(name: str, about: str, *, optional: bool = False, unique: bool = False) -> tuple[sa.Column[Any], ...]:
    """A direct identifier that the database cannot read: ciphertext, keyed digest for exact look-up, and mask."""
    return (
        direct(f"{name}_encrypted", BYTES, f"{about}, ciphertext 密文", optional=optional),
        direct(f"{name}_digest", DIGEST, f"{about}, keyed digest for exact look-up 检索摘要", optional=optional, unique=unique, index=not unique),
        sensitive(f"{name}_mask", TEXT, f"{about}, mask 掩码", optional=optional),
    )


def region(
    about: str, sensitivity: Sensitivity = Sensitivity.QUASI, name: str = "region_code", level: Domain | None = None, **options: Any
) -> sa.Column[Any]:
    """The division a row belongs to, of a level of `regions.py` if not of any: "inside region X" is the half-open range X <= code < X + 1.

    A row that `moves_with` another one lies where that one does, and so needs no level of its own.
    """
    column = _column(sensitivity, name, REGION_CODE, about, sa.ForeignKey("region.code"), **options)
    column.info[LEVEL] = level
    return column


def reference(table: str, about: str, name: str | None = None, **options: Any) -> sa.Column[Any]:
    """A row of another table of the same database, held by a foreign key."""
    return _column(Sensitivity.INTERNAL, name or f"{table}_id", KEY, about, sa.ForeignKey(f"{table}.id"), **options)


def elsewhere(name: str, target: str, about: str, sensitivity: Sensitivity = Sensitivity.INTERNAL, **options: Any) -> sa.Column[Any]:
    """A row of another database (`target` is "database.table"): a plain key, since no SQL joins two databases."""
    column = _column(sensitivity, name, KEY, about, **options)
    column.info[ELSEWHERE] = target
    return column


def never_overlapping(
    table: str, key: str, where: str | None = None, sentence: str = "", period: str = "period", **options: Any
) -> postgresql.ExcludeConstraint:
    """No two rows of one key whose periods overlap; `period` is their column, or made of two of them."""
    return _never_overlapping(table, key, key, where, sentence, period, **options)


def never_overlapping_keys(table: str, *keys: str, where: str | None = None, sentence: str = "") -> postgresql.ExcludeConstraint:
    """The same for several keys, or one that is a text: their digest stands for them, and keys that are both empty are alike."""
    texts = TEXT_OF_KEYS.join(f"coalesce({key}::text, '')" for key in keys)
    return _never_overlapping(table, _named(*keys), f"hashtextextended({texts}, 0)", where, sentence)


def never_overlapping_digest(table: str, key: str, sentence: str = "") -> postgresql.ExcludeConstraint:
    """The same for the digest of an identifier (`encrypted`)."""
    return _never_overlapping(table, key, f"hashtextextended(encode({key}, 'hex'), 0)", None, sentence)


def _never_overlapping(
    table: str, name: str, key: str, where: str | None, sentence: str, period: str = "period", **options: Any
) -> postgresql.ExcludeConstraint:
    """Each row is a box that is as long as its days, at the height of its key: of what needs no contrib module the cheapest to write.

    Its corners are floats, exact for days, and for keys up to 2^53; of a digest they keep that many bits.
    """
    first, last = f"lower({period}) - {DAY_ZERO}", f"coalesce(upper({period}), {NEVER}) - 1 - {DAY_ZERO}"
    extent = f"box(point({first}, {key}), point({last}, {key}))"
    return postgresql.ExcludeConstraint(
        (sa.text(extent), "&&"),
        using="gist",
        where=sa.text(where) if where else None,
        name=f"ex_{table}_{name}_period",
        info={**_says(sentence), EXTENT: extent},
        **options,
    )


def agreeing(table: str, parent: str, key: str, *columns: str, sentence: str = "", **options: Any) -> sa.ForeignKeyConstraint:
    """What a row says of itself is what the row of `parent` that it names says: the same `columns` in both."""
    named = [f"{parent}.{name}" for name in ("id", *columns)]
    return sa.ForeignKeyConstraint([key, *columns], named, name=f"fk_{table}_{_named(key, *columns)}", info=_says(sentence), **options)


def moves_with(parent: sa.Table, sentence: str, *strangers: sa.Table) -> None:
    """All rows that hang on `parent` lie in its division and move with it; `strangers` hang on it and lie elsewhere."""
    columns = {f"{parent.name}_id", "region_code"}
    papers = [table for table in parent.metadata.tables.values() if columns <= set(table.columns.keys()) and table not in strangers]
    lies_with(parent, *papers, sentence=sentence)


def lies_with(parent: sa.Table, *tables: sa.Table, sentence: str) -> None:
    """Rows of `tables` lie in the division of the `parent` on which they hang, and move with it.

    `parent` has a unique key of its division and its id.
    """
    for table in tables:
        table.append_constraint(agreeing(table.name, parent.name, f"{parent.name}_id", "region_code", sentence=sentence, onupdate="CASCADE"))


def same_as(table: sa.Table, column: str, key: str, there: sa.Column[Any], sentence: str) -> None:
    """What a row says in `column` is what the row that it names by `key` says in the column `there`."""
    name, target = f"fk_{table.name}_{column}", [there.table.c.id, there]
    table.append_constraint(sa.ForeignKeyConstraint([key, column], target, name=name, info={SENTENCE: sentence}))


def check(name: str, condition: str, sentence: str = "") -> sa.CheckConstraint:
    """A rule over several columns of one row, and what it says to people ("English 中文")."""
    return sa.CheckConstraint(sa.text(condition), name=name, info=_says(sentence))


def day_of(moment: str) -> str:
    """The day of a moment where the city lies, in SQL."""
    return f"({moment} AT TIME ZONE 'Asia/Shanghai')::date"


def sentence_of(rule: sa.Constraint | sa.Index) -> str:
    """What a rule of a table says to people; empty where only builders meet it."""
    return str(rule.info.get(SENTENCE, ""))


def _named(*columns: str) -> str:
    """Columns in the name of a rule, which is short: PostgreSQL's end at 63 characters, with the number of a shard."""
    return "_".join(re.sub("_(id|code)$", "", column) for column in columns)


def _says(sentence: str) -> dict[str, str]:
    return {SENTENCE: sentence} if sentence else {}


def _column(
    sensitivity: Sensitivity, name: str, domain: Domain | CodeList, about: str, *items: sa.schema.SchemaItem, optional: bool = False, **options: Any
) -> sa.Column[Any]:
    info = _classified(sensitivity)
    if isinstance(domain, CodeList):
        info[CODES] = domain
    else:
        info[DOMAIN] = domain
    return sa.Column(name, domain.type, *items, nullable=optional, comment=about, info=info, **options)


def _classified(sensitivity: str) -> dict[str, Any]:
    return {CLASSIFICATION: Sensitivity(sensitivity)}


def picks_few(column: sa.Column[Any]) -> bool:
    """Whether one value of a column picks few rows of many, so that a filter on it is worth an index (docs/decisions/indexes.md).

    So do keys, divisions, codes, numbers of things, days and years. Texts, amounts, counts, and yes or no are looked through inside the division.
    """
    if codes := column.info.get(CODES):
        return len(codes.labels) > FEWEST_CODES
    return _refers(column) or ELSEWHERE in column.info or column.info.get(DOMAIN) in PICKING


def leading(table: sa.Table) -> set[str]:
    """Columns with which an index begins that finds each of their values: a plain one, or that of a unique key."""
    indexes = [index.columns for index in table.indexes if _finds_all(index)]
    keys = [held.columns for held in table.constraints if isinstance(held, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    return {next(iter(columns)).name for columns in (*indexes, *keys)}


def _finds_all(index: sa.Index) -> bool:
    where, first = index.dialect_options["postgresql"]["where"], next(iter(index.columns)).name
    return where is None or str(where) == f"{first} IS NOT NULL"


def _index_filters(table: sa.Table) -> None:
    """An index for each column by which few rows are picked, unless one begins with it."""
    for column in table.columns:
        if picks_few(column) and column.name not in (*leading(table), "recorded_at"):
            sa.Index(None, column)


def _refers(column: sa.Column[Any]) -> bool:
    """Whether a key by itself holds the column; one of several columns holds only rows in which all of them are filled."""
    return any(len(key.constraint.elements) == 1 for key in column.foreign_keys if key.constraint)


def _add_check(table: sa.Table, column: sa.Column[Any]) -> None:
    if level := column.info.get(LEVEL):
        table.append_constraint(check(f"{column.name}_level", level.check.format(column=column.name), level.sentence))
    if _refers(column):
        return  # the key that it refers to was checked already
    if codes := column.info.get(CODES):
        listed = ", ".join(f"'{code}'" for code in codes.labels)
        table.append_constraint(check(column.name, f"{column.name} IN ({listed})"))
    elif (domain := column.info.get(DOMAIN)) and domain.check:
        table.append_constraint(check(column.name, domain.check.format(column=column.name), domain.sentence))
