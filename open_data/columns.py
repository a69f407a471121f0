"""Published columns: what each is called in two languages, what its values are, and where they come from.

A column that is taken from a table brings its title, meaning, unit and codes along, so nothing is said twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.funds.streams import POSITIVE_MONEY
from databases.requirements import answered_by
from databases.tables import CLASSIFICATION, CODES, DOMAIN, MONEY, MONTH, REGION_CODE, SCORE, SHARE, SIGNED_MONEY, YEAR, CodeList, Sensitivity
from open_data.paths import Path

HAN = re.compile(r"“?[\u3000-\u9fff\uff00-\uffef]")
CLAUSES = re.compile(r" *\((M\d+[^)]*)\)")


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


ENDS = {"_from": Words("：起始日", "first day"), "until": Words("：截止日（不含）", "day after the last")}  # of a period, by the end of its name

OF_SEVERAL_UNITS = "（元、人或百分比）"  # how the title of a number ends that is money in one row and none in another
UNITS = {  # of numbers, by the end of what they are called
    **{"（天）": "天 days", "（亩）": "亩 mu", "（平方米）": "平方米 m²", "（辆）": "辆 vehicles", "（套）": "套 homes"},
    **{
        "得分": "分 points",
        "人数": "人 people",
        "人口": "人 people",
        "赞成": "人 people",
        "反对": "人 people",
        "村数": "个 villages",
        "项目数": "个 projects",
        "环节数": "个 hops",
        "补助数量": "个（以佐证材料所写为准） units, as the evidence names them",
    },
    **{"户数": "户 households", "纬度": "度 degrees", "经度": "度 degrees"},
    OF_SEVERAL_UNITS: "元、人或 % yuan, people or %",
}


class Type(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    CODE = "code"  # of the column's code list; a column with the label stands beside it
    REGION = "region"  # code of a division; a column with its name stands beside it
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"  # yuan, to the cent
    SHARE = "share"  # 0 to 1
    FLAG = "flag"
    DAY = "day"
    MONTH = "month"  # its first day
    YEAR = "year"
    MOMENT = "moment"
    PERIODS = "periods"  # years, quarters and months as 2018, 2018-Q1 and 2018-03, with spaces between


@dataclass(frozen=True)
class Column:
    """One published column. `sources`: the columns of the databases that it rests on, as paths. `own`: of a column that rests on none, why it tells of nobody."""

    name: str
    title: Words
    type: Type
    sources: tuple[Path, ...]
    unit: str | None = None
    codes: CodeList | None = None
    about: Words | None = None  # where the title does not say it all
    own: str = ""

    @property
    def sensitivity(self) -> Sensitivity:
        """The class that it inherits: that of the most harmful column it rests on."""
        found: list[Sensitivity] = [Sensitivity.PUBLIC] + [path.column.info[CLASSIFICATION] for path in self.sources]
        return max(found, key=list(Sensitivity).index)

    @property
    def clause(self) -> str:
        """The requirements of the mission that it answers by itself, written as in the catalogue; empty: none but those of its dataset."""
        meanings = [path for path in self.sources if not path.is_key]  # of a key only how many there are is published
        commented = [found for path in meanings for found in CLAUSES.findall(path.column.comment or "")]
        kept = [f"M{number}" for path in meanings for number in answered_by(path.database, path.column.table.name, path.column.name)]
        return ", ".join(dict.fromkeys(commented + kept))


AS_OF = Column(
    "as_of",
    Words("数据所属发布", "Release of which its figures are"),
    Type.TEXT,
    (),
    about=Words(
        "最早公布这些数字的那次发布：此后没有变化，或变化不足 11 户",
        "The first that said them: nothing has changed since, or fewer than eleven households have",
    ),
    own="names of releases",
)


def split_words(comment: str) -> Words:
    """The two languages of a comment in the databases: English first, Chinese after it."""
    text = CLAUSES.sub("", comment)
    found = HAN.search(text)
    return Words(text[found.start() :], text[: found.start()].strip()) if found else Words(text, text)


def taken(name: str, path: Path) -> Column:
    """A column as it stands in a table of the databases; of one that lies behind a key it is told which key that is."""
    column = path.column
    kind, title = type_of(column), split_words(column.comment or name)
    if path.key is not None:
        key = split_words(path.key.comment or name)
        title = Words(f"{key.zh}：{title.zh}", f"{key.en}: {title.en}")
    if isinstance(column.type, postgresql.DATERANGE):
        title = Words(title.zh + ENDS[path.end.head[-5:]].zh, f"{title.en}, {ENDS[path.end.head[-5:]].en}")
    return Column(name, title, kind, (path,), _unit(column, kind, title), column.info.get(CODES))


def _unit(column: sa.Column[Any], kind: Type, title: Words) -> str | None:
    """Money, shares and scores have theirs; of other numbers the title says it."""
    if column.info.get(DOMAIN) is SCORE:
        return "分 points"
    if kind in (Type.WHOLE, Type.DECIMAL):
        return next((unit for end, unit in UNITS.items() if title.zh.endswith(end)), None)
    return {Type.MONEY: "元 CNY", Type.SHARE: "0—1"}.get(kind)


def type_of(column: sa.Column[object]) -> Type:
    """What the values of a database column are for the public."""
    if column.info.get(CODES):
        return Type.CODE
    if (column.comment or "").endswith(OF_SEVERAL_UNITS):
        return Type.DECIMAL
    if found := DOMAINS.get(column.info.get(DOMAIN)):  # type: ignore[arg-type]
        return found
    return next(kind for sql, kind in SQL_TYPES if isinstance(column.type, sql))


DOMAINS = {
    MONEY: Type.MONEY,
    POSITIVE_MONEY: Type.MONEY,
    SIGNED_MONEY: Type.MONEY,
    SHARE: Type.SHARE,
    MONTH: Type.MONTH,
    YEAR: Type.YEAR,
    REGION_CODE: Type.REGION,
}
SQL_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], Type], ...] = (
    (sa.Boolean, Type.FLAG),
    (sa.Integer, Type.WHOLE),
    (sa.Numeric, Type.DECIMAL),
    (sa.DateTime, Type.MOMENT),
    (sa.Date, Type.DAY),
    (postgresql.DATERANGE, Type.DAY),
    (sa.Text, Type.TEXT),
)
