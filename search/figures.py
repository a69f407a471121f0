"""Amounts and times in a text: 5000元以内, 两万以上, 2024年, 三天内, 周末."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import prod

from search.queries import AmountIs, Condition, DayIs, FacetIs

_DIGITS = r"\d{1,15}(?:\.\d{1,4})?"
_NUMERALS = r"[一二两三四五六七八九十][零一二两三四五六七八九十百千万亿]{0,15}"
_FRACTION = r"点[零一二三四五六七八九]{1,4}"
_NUMBER = rf"(?:{_DIGITS}[十百千万亿]{{0,2}}|{_NUMERALS}(?:{_FRACTION}[百千万亿]{{0,2}})?)"
_YUAN = r"(?:元|块钱?|圆)"
_MONEY = rf"({_NUMBER})\s*{_YUAN}"
_ROUND = rf"((?:{_DIGITS}|{_NUMERALS}|{_NUMERALS}{_FRACTION})[百千万亿]{{1,2}})"
_SUM = rf"(?:{_MONEY}|{_ROUND})"
_BARE = rf"({_NUMBER})\s*{_YUAN}?"
_SPAN = r"(天|日|个?星期|周|个?月|年)"

_TENS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "年": 365}
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}


@dataclass(frozen=True, slots=True)
class Figure:
    """A piece of a text that tells an amount or a time, what it was taken for, and the conditions that any one may meet."""

    start: int
    end: int
    label: str
    conditions: tuple[Condition, ...]


def find_figures(text: str, today: date) -> list[Figure]:
    """The amounts and times of a text (in narrow, simplified, lower case), from left to right, none over another."""
    found = [figure for pattern, read in _PATTERNS for match in pattern.finditer(text) if (figure := _figure(match, read(match, today)))]
    taken: list[Figure] = []
    for figure in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(figure.end <= other.start or other.end <= figure.start for other in taken):
            taken.append(figure)
    return sorted(taken, key=lambda f: f.start)


def number(text: str) -> Decimal | None:
    """The number that digits or Chinese numerals write, with 万 and 亿 behind them; None if they write none."""
    match = re.fullmatch(rf"({_DIGITS}|{_NUMERALS}{_FRACTION}|{_NUMERALS}(?![十百千万亿]))([十百千万亿]{{0,2}})", text)
    if not match:
        return None
    value = Decimal(match[1]) if match[1].isascii() else _chinese(match[1])
    return value * prod(_TENS[unit] for unit in match[2])


_Reading = tuple[str, tuple[Condition, ...]] | None


def _figure(match: re.Match[str], reading: _Reading) -> Figure | None:
    return Figure(match.start(), match.end(), *reading) if reading else None


def _chinese(text: str) -> Decimal:
    """三百五十 is 350, 十二 is 12, 一万零三 is 10,003, 一点五 is 1.5."""
    whole, _, fraction = text.partition("点")
    total, below, digit = 0, 0, 0
    for character in whole:
        unit = _TENS.get(character)
        if unit is None:
            digit = _digit(character)
        elif unit < _TENS["万"]:
            below, digit = below + (digit or 1) * unit, 0
        else:
            total, below, digit = (total + below + digit) * unit, 0, 0
    return Decimal(f"{total + below + digit}.{''.join(str(_digit(c)) for c in fraction) or '0'}")


def _digit(character: str) -> int:
    return 2 if character == "两" else int(unicodedata.numeric(character))


def _amount(lowest: str | None, highest: str | None) -> _Reading:
    cents = [None if text is None else _cents(text) for text in (lowest, highest)]
    if cents == [None, None] or any(text and value is None for text, value in zip((lowest, highest), cents, strict=True)):
        return None
    low, high = sorted(cents) if None not in cents else cents  # type: ignore[type-var]
    told = (
        f"{_yuan(low)}–{_yuan(high)} 元" if low is not None and high is not None else f"≥ {_yuan(low)} 元" if high is None else f"≤ {_yuan(high)} 元"
    )
    return told if low != high else f"{_yuan(low)} 元", (AmountIs(low, high),)


def _cents(text: str) -> int | None:
    value = number(text)
    return None if value is None or value > 10**13 else int(value * 100)


def _yuan(cents: int | None) -> str:
    return f"{Decimal(cents or 0) / 100:,.2f}".removesuffix(".00")


def _first(match: re.Match[str]) -> str | None:
    return next((group for group in match.groups() if group), None)


def _between(match: re.Match[str], today: date) -> _Reading:
    """1到3万元 is from 10,000."""
    low, high = match[1], match[2]
    return _amount(low if low[-1] in _TENS or high[-1] not in _TENS else low + high[-1], high)


def _year(match: re.Match[str], today: date) -> _Reading:
    return _years(int(match[1]), int(match[1]))


def _named_year(match: re.Match[str], today: date) -> _Reading:
    year = today.year + _YEARS[match[0]]
    return _years(year, year)


def _year_range(match: re.Match[str], today: date) -> _Reading:
    return _years(*sorted((int(match[1]), int(match[2]))))


def _years(first: int, last: int) -> _Reading:
    codes = frozenset(map(str, range(first, last + 1)))
    told = f"{first} 年" if first == last else f"{first}–{last} 年"
    return told, (FacetIs("year", codes), DayIs(date(first, 1, 1), date(last, 12, 31)))


def _month(match: re.Match[str], today: date) -> _Reading:
    year, month = int(match[1]), int(match[2])
    return _days(date(year, month, 1), date(year, month, monthrange(year, month)[1])) if 1 <= month <= 12 else None


def _named_month(match: re.Match[str], today: date) -> _Reading:
    months = today.year * 12 + today.month - 1 + _MONTHS[match[0]]
    year, month = divmod(months, 12)
    return _days(date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]))


def _day(match: re.Match[str], today: date) -> _Reading:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return _days(day, day)


def _days(first: date, last: date) -> _Reading:
    told = f"{first}" if first == last else f"{first} – {last}"
    return told, (DayIs(first, last), DayIs(first, last, deadline=True))


def _lately(match: re.Match[str], today: date) -> _Reading:
    length = _length(match[1], match[2])
    return None if length is None else (f"{today - length} – {today}", (DayIs(today - length, today),))


def _within(match: re.Match[str], today: date) -> _Reading:
    length = _length(match[1], match[2])
    if length is None:
        return None
    return f"{match[1]}{match[2]}内", (DayIs(today, today + length, deadline=True), DayIs(today - length, today))


def _length(count: str, unit: str) -> timedelta | None:
    value = number(count)
    days = None if value is None else int(value * _DAYS[unit.removeprefix("个")])
    return timedelta(days) if days is not None and days <= 36_500 else None


def _weekend(match: re.Match[str], today: date) -> _Reading:
    saturday = today + timedelta((5 - today.weekday()) % 7 if today.weekday() != 6 else -1)
    told, days = _days(saturday, saturday + timedelta(1)) or ("", ())
    return f"周末（{told}）", (FacetIs("time", frozenset({"weekend"})), *days)


def _patterns() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Reading]]]:
    yield re.compile(rf"({_NUMBER}){_YUAN}?(?:到|至|-|~|—)({_NUMBER}){_YUAN}"), _between
    yield re.compile(rf"({_NUMBER}){_YUAN}?(?:到|至|-|~|—){_ROUND}"), _between
    yield re.compile(rf"(?:不超过|不多于|不高于|至多|最多|低于|少于|小于|不到)\s*{_BARE}"), lambda m, _: _amount(None, m[1])
    yield re.compile(rf"(?:超过|高于|多于|大于|至少|不少于|不低于|最少)\s*{_BARE}"), lambda m, _: _amount(m[1], None)
    yield re.compile(rf"{_BARE}(?:以内|以下|之内)"), lambda m, _: _amount(None, m[1])
    yield re.compile(rf"{_SUM}内"), lambda m, _: _amount(None, _first(m))
    yield re.compile(rf"{_BARE}以上"), lambda m, _: _amount(m[1], None)
    yield re.compile(rf"{_SUM}起"), lambda m, _: _amount(_first(m), None)
    yield re.compile(_MONEY), lambda m, _: _amount(m[1], m[1])
    yield re.compile(r"((?:19|20)\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})[日号]?"), _day
    yield re.compile(r"((?:19|20)\d\d)[年\-/.](\d{1,2})月?(?!\d)"), _month
    yield re.compile(r"((?:19|20)\d\d)年?(?:到|至|-|~|—)((?:19|20)\d\d)年?度?(?!\d)"), _year_range
    yield re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度?|(?=\s|$))"), _year
    yield re.compile("|".join(_YEARS)), _named_year
    yield re.compile("|".join(_MONTHS)), _named_month
    yield re.compile(rf"(?:最近|近|过去)的?({_NUMBER}){_SPAN}内?"), _lately
    yield re.compile(rf"({_NUMBER}){_SPAN}(?:以内|之内|内)"), _within
    yield re.compile("今天|今日"), lambda _, today: _days(today, today)
    yield re.compile("(?:这个?|本)?周末"), _weekend


_PATTERNS = tuple(_patterns())
