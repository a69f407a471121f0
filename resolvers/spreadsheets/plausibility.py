"""Which figures are believed: a slip of the unit (万元 for 元) or of the decimal point is refused, until 确认异常值 in its row says that it is right.

Bounds lie beyond what an honest sheet of the kind holds, and well within what a lost decimal point (a hundredfold) or 万元 (a ten-thousandth)
makes of an ordinary figure. Figures that everybody may read are repeated in the words, those of a household or a person are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from databases.connections import Databases, Role
from resolvers.spreadsheets import cells
from resolvers.spreadsheets.shape import Column, Row, RowError, Rule, SpreadsheetKind, Steady, Values

CONFIRMED = Column(
    *("确认异常值", "confirmed", cells.yes_no, ("", "")),
    "是 where a figure of the row looks like a slip and is right; the event of the import tells that there was one",
    required=False,
)


class Range(NamedTuple):
    """From which figure to which a kind is believed, and its unit in Chinese and English."""

    least: int
    most: int
    unit: tuple[str, str] = ("元", "yuan")


# of the city's villages the poorest take in some 200,000 yuan a year, the richest about a hundred million
VILLAGE_INCOME, VILLAGE_EXPENDITURE, VILLAGE_ASSETS = Range(10_000, 200_000_000), Range(10_000, 200_000_000), Range(10_000, 5_000_000_000)
VILLAGE_PEOPLE = Range(50, 50_000, ("人", "heads"))
INCOME_A_HEAD = Range(500, 300_000)  # official yearly means, from those of farmers in 1990 on
GROWTH = Range(-20, 40, ("%", "percent"))  # since 1990 the incomes of towns grew most in 1994, by some 36 % in money
PEOPLE: Mapping[int, Range] = {  # by the digits of a division, so that 万人 is found at every level
    digits: Range(least, most, ("人", "heads"))
    for digits, least, most in ((2, 1_000_000, 200_000_000), (4, 100_000, 40_000_000), (6, 10_000, 5_000_000), (9, 1_000, 1_000_000))
} | {12: VILLAGE_PEOPLE}
PROJECT_BUDGET = Range(1_000, 1_000_000_000)
# yuan a year and member by one kind of income: some five times what lifts a household out of its category
HIGHEST_INCOME: Mapping[str, int] = {"dibao": 60_000, "special_hardship": 60_000, "low_income": 100_000, "temporary_hardship": 300_000}
MOST_STANDARDS = 10  # of a benefit, in one line: the head may be paid for all members of a large household
MOST_WITHOUT_STANDARD = 50_000  # yuan in one line


def unless_confirmed(rule: Rule) -> Rule:
    def asked(values: Values) -> Iterator[tuple[str, str]]:
        if not values[CONFIRMED.field]:
            yield from rule(values)

    return asked


def within(field: str, believed: Range) -> Rule:
    return unless_confirmed(lambda values: _outside(field, values[field], believed))


@unless_confirmed
def statistic_as_usual(values: Values) -> Iterator[tuple[str, str]]:
    kind, value = values["kind"], values["value"]
    if kind == "resident_population":
        yield from _outside("value", value, PEOPLE[len(values["region_code"])])
    else:
        yield from _outside("value", value, GROWTH if kind == "urban_income_growth" else INCOME_A_HEAD)


@unless_confirmed
def income_of_its_category(values: Values) -> Iterator[tuple[str, str]]:
    most = HIGHEST_INCOME[values["category"]] * values["member_count"]
    if values["amount"] > most:
        yield "amount", _unusual(f"高于该户全年的合理收入 {most:,} 元", f"above {most:,} yuan, which is much for a year of this household")


@unless_confirmed
def payment_of_its_standard(values: Values) -> Iterator[tuple[str, str]]:
    most = MOST_STANDARDS * values["standard"] if values["standard"] else MOST_WITHOUT_STANDARD
    if values["amount"] > most:
        of_what = (f"，即补助标准的 {MOST_STANDARDS} 倍", f", {MOST_STANDARDS} times its standard,") if values["standard"] else ("", "")
        yield "amount", _unusual(f"高于 {most:,} 元{of_what[0]}", f"above {most:,} yuan{of_what[1]} for one person and month")


async def leaps(databases: Databases, kind: SpreadsheetKind, rows: Iterable[Row], errors: Iterable[RowError]) -> list[RowError]:
    """Figures that leapt from those of the year before, in the sheet or else stored; of cells of which something is told already, nothing."""
    if kind.steady is None:
        return []
    told = {(error.row, error.column) for error in errors}
    wrong = {row for row, _ in told}
    known = [row for row in rows if row.values.keys() >= {*kind.steady.key, kind.steady.year}]
    figures = await _stored(databases, kind, kind.steady, known)
    figures |= {_named(kind.steady, row.values): row.values for row in known if row.number not in wrong}
    found = (error for row in known if not row.values.get(CONFIRMED.field) for error in _leapt(kind, kind.steady, row, figures))
    return [error for error in found if (error.row, error.column) not in told]


def _leapt(kind: SpreadsheetKind, steady: Steady, row: Row, figures: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Iterator[RowError]:
    before = figures.get(_named(steady, row.values, -1), {})
    words = _unusual(
        f"与上年相差 {steady.times} 倍以上，请核对两年的单位和小数点",
        f"the year before differs more than {steady.times} times: look at unit and decimal point of both",
    )
    for field in steady.fields:
        if _leaps(steady, row.values.get(field), before.get(field)):
            yield RowError(row.number, kind.heading(field), words)


async def _stored(databases: Databases, kind: SpreadsheetKind, steady: Steady, rows: list[Row]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The figures of the years before, of what the rows name, in one statement."""
    first, table = steady.key[0], kind.targets[-1].table.name
    sql = f"SELECT {', '.join((*steady.key, steady.year, *steady.fields))} FROM {table} WHERE {first} = ANY($1) AND {steady.year} = ANY($2)"
    years = {row.values[steady.year] - 1 for row in rows}
    async with databases.connection(kind.database, Role.API) as connection:
        found = await connection.fetch(sql, list({row.values[first] for row in rows}), list(years))
    return {_named(steady, row): row for row in found}


def _named(steady: Steady, values: Mapping[str, Any], years: int = 0) -> tuple[Any, ...]:
    """What has one figure a year, and that year or one near it."""
    return (*(values[field] for field in steady.key), values[steady.year] + years)


def _leaps(steady: Steady, now: Decimal | int | None, before: Decimal | int | None) -> bool:
    if not now or not before:
        return False  # an income may begin or end; neither is a slip of a figure
    low, high = sorted(max(abs(Decimal(figure)), Decimal(steady.least)) for figure in (now, before))
    return high > steady.times * low


def _outside(field: str, value: Decimal | int, believed: Range) -> Iterator[tuple[str, str]]:
    least, most, (unit, english) = believed
    if not least <= value <= most:
        yield (
            field,
            _unusual(
                f"读作 {value:,} {unit}，一般在 {least:,} 至 {most:,} {unit}之间，请核对单位和小数点",
                f"read as {value:,} {english}, from {least:,} to {most:,} is expected: look at unit and decimal point",
            ),
        )


def _unusual(chinese: str, english: str) -> str:
    return (
        f"{chinese}；确实无误的，在本行“{CONFIRMED.heading}”列（没有则添加）填“是” "
        f"({english}; if it is right, put 是 into this row's column {CONFIRMED.heading}, which may have to be added)"
    )
