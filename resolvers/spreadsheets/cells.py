"""What a cell may hold: each parser turns text into a value or says in words what is wrong, without repeating the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

from databases import identity_numbers
from databases.clock import SHANGHAI
from databases.tables import CodeList
from resolvers.changes.reasons import holds_number

Parser = Callable[[str], Any]
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:[-/.]0?1)?")
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,5})?")
COUNT = re.compile(r"\d{1,3}(,\d{3})+|\d+")
MOST_MONEY = Decimal(10) ** 13
MOST_OF_A_RULE = Decimal(10) ** 12
MOST_CHARACTERS = 200  # of what an index holds
WITHDRAWN = ("撤销", "withdrawn")  # where a day stands that was recorded by mistake: an empty cell would leave it
NO_LONGER = date.min  # to PostgreSQL -infinity: no day that is stored
# what is planned further ahead is a slip of the pen
YEARS_AHEAD, YEARS_TO_THE_END = 2, 20


class CellError(Exception):
    """What is wrong with a cell, Chinese first."""


def text(value: str) -> str:
    """What somebody wrote in his own words, or a name."""
    if holds_number(value):
        raise CellError(
            "不要写入身份证号、电话、银行卡号等号码，请删去 (leave identity numbers, telephones, bank cards and other long numbers out of this text)"
        )
    return value


def short_text(value: str) -> str:
    """A text by which a row is known: at most 200 characters."""
    return text(document_number(value))


def document_number(value: str) -> str:
    """That of a paper or an approval, which may be long digits: at most 200 characters."""
    if len(value) > MOST_CHARACTERS:
        raise CellError(f"最多 {MOST_CHARACTERS} 个字符 ({MOST_CHARACTERS} characters at most)")
    return value


def code(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z._-]+", value):
        raise CellError("只能用字母、数字和 . _ - (letters, digits, . _ - only)")
    return document_number(value)


def _narrow(value: str) -> str:
    """Digits and letters that were typed in full width (１２３), as a Chinese keyboard offers, in their usual form: one number is written in one way."""
    return unicodedata.normalize("NFKC", value)


def region(value: str) -> str:
    digits = _narrow(value)
    if not re.fullmatch(r"[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?", digits):
        raise CellError("区划代码应为 2、4、6、9 或 12 位数字 (a region code has 2, 4, 6, 9 or 12 digits)")
    return digits


def latitude(value: str) -> Decimal:
    return _degrees(value, 90)


def longitude(value: str) -> Decimal:
    return _degrees(value, 180)


def _degrees(value: str, most: int) -> Decimal:
    if not DEGREES.fullmatch(value) or abs(Decimal(value)) > most:
        raise CellError(f"应为度数，如 31.57，绝对值不超过 {most}，最多五位小数 (degrees such as 31.57, {most} at most, five decimals at most)")
    return Decimal(value)


def money(value: str) -> Decimal:
    if not AMOUNT.fullmatch(value):
        raise CellError("应为金额，如 1234.50 或 1,234.50 (an amount such as 1234.50 or 1,234.50)")
    amount = Decimal(value.replace(",", ""))
    if amount < 0 or amount >= MOST_MONEY:
        raise CellError("金额不能为负或过大 (an amount is not negative and not that large)")
    if amount != round(amount, 2):
        raise CellError("金额最多两位小数 (an amount has two decimals at most)")
    return amount


def paid_money(value: str) -> Decimal:
    amount = money(value)
    if not amount:
        raise CellError("发放金额应大于零 (a payment is above zero)")
    return amount


def rate(value: str) -> Decimal:
    """A number, or a percentage with or without its sign; may be negative."""
    digits = value.removesuffix("%").rstrip()
    if not AMOUNT.fullmatch(digits):
        raise CellError("应为数值，如 8.6 (a number such as 8.6)")
    found = Decimal(digits.replace(",", ""))
    if abs(found) >= MOST_MONEY:
        raise CellError("数值过大 (the number is too large)")
    if found != round(found, 2):
        raise CellError("数值最多两位小数；8.6% 填 8.6，不填 0.086 (two decimals at most; 8.6 % is written as 8.6, not as 0.086)")
    return found


def parameter(value: str) -> Decimal:
    """The number of a rule, not negative; a share is written as a decimal."""
    if not AMOUNT.fullmatch(value):
        raise CellError("应为数值；比例填小数，60% 填 0.6 (a number; a share as a decimal: 60 % is 0.6)")
    found = Decimal(value.replace(",", ""))
    if not 0 <= found < MOST_OF_A_RULE or found != round(found, 4):
        raise CellError("不能为负或过大，最多四位小数 (neither negative nor that large, with four decimals at most)")
    return found


def count(value: str) -> int:
    digits = value.replace(",", "")
    if not (value.isascii() and COUNT.fullmatch(value) and len(digits) < 10):
        raise CellError("应为非负整数 (a whole number, not negative)")
    return int(digits)


def year(value: str) -> int:
    digits = value.removesuffix("年")
    if not (digits.isascii() and digits.isdigit() and 1990 <= int(digits) <= datetime.now(SHANGHAI).year):
        raise CellError("应为 1990 年至今的年份 (a year from 1990 to this one)")
    return int(digits)


def day(value: str) -> date:
    found = DAY.fullmatch(value)
    try:
        return _within(date(*map(int, found.groups()[:3]))) if found else _no_day()
    except ValueError:
        return _no_day()


def past_day(value: str) -> date:
    found = day(value)
    if found > datetime.now(SHANGHAI).date():
        raise CellError("日期不能晚于今天 (the day lies in the future)")
    return found


def past_day_or_withdrawn(value: str) -> date:
    return NO_LONGER if value in WITHDRAWN else past_day(value)


def near_day(value: str) -> date:
    """A day that may be planned: at most two years ahead."""
    return _not_beyond(day(value), YEARS_AHEAD)


def last_day(value: str) -> date:
    """A day on which something is to end: at most twenty years ahead."""
    return _not_beyond(day(value), YEARS_TO_THE_END)


def month(value: str) -> date:
    """A month that may be planned: at most two years ahead."""
    found = MONTH.fullmatch(value)
    try:
        begins = _within(date(int(found[1]), int(found[2]), 1)) if found else _no_month()
    except ValueError:
        return _no_month()
    return _not_beyond(begins, YEARS_AHEAD)


def moment(value: str) -> datetime:
    """A day with its time, in Shanghai; without a time, noon."""
    found = DAY.fullmatch(value)
    if not found:
        _no_day()
    assert found is not None
    hour, minute, second = (int(part) if part else default for part, default in zip(found.groups()[3:], (12, 0, 0), strict=True))
    try:
        when = datetime(int(found[1]), int(found[2]), int(found[3]), hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        _no_day()
    if when > datetime.now(SHANGHAI):
        raise CellError("时间不能晚于现在 (the time lies in the future)")
    return when


def identity_number(value: str) -> str:
    number = _narrow(value).upper()
    if re.fullmatch(r"\d+(\.\d+)?E\+?\d+", number):
        raise CellError(
            "身份证号被 Excel 转成了科学计数，请将该列设为文本后重新填写 (Excel has rounded the number: make the column text and type it again)"
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise CellError("身份证号应为 17 位数字加 1 位数字或 X (an identity number has 17 digits, then a digit or X)")
    born_on = identity_numbers.birthday(number)
    if born_on is None:
        raise CellError("身份证号中的出生日期不存在 (the birthday in it does not exist)")
    if born_on > datetime.now(SHANGHAI).date():
        raise CellError("身份证号中的出生日期晚于今天 (the birthday in it lies in the future)")
    if not identity_numbers.is_valid(number):
        raise CellError("身份证号校验码不对 (its check digit is wrong)")
    return number


def bank_card(value: str) -> str:
    """12 to 19 digits, spaces allowed, with the Luhn check digit (GB/T 14504)."""
    digits = _narrow(value).replace(" ", "")
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise CellError("银行卡号应为 12 至 19 位数字，请设为文本 (a card number has 12 to 19 digits: make the column text)")
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    if sum(value // 10 + value % 10 for value in doubled) % 10:
        raise CellError("银行卡号校验码不对 (its check digit is wrong)")
    return digits


def credit_code(value: str) -> str:
    letters = _narrow(value).upper()
    if not re.fullmatch(r"[0-9A-HJ-NP-RTUW-Y]{18}", letters):
        raise CellError(
            "统一社会信用代码应为 18 位数字或大写字母，不用 I、O、S、V、Z (a unified social credit code has 18 digits or letters, none of I, O, S, V, Z)"
        )
    return letters


def phone(value: str) -> str:
    digits = _narrow(value)
    if not re.fullmatch(r"\+?[0-9][0-9-]{5,19}", digits):
        raise CellError("联系电话应为 6 至 20 位数字 (a telephone number has 6 to 20 digits)")
    return digits.lstrip("+")


def yes_no(value: str) -> bool:
    known = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}
    if value.lower() not in known:
        raise CellError("应填“是”或“否” (yes or no)")
    return known[value.lower()]


def one_of(codes: CodeList) -> Parser:
    """A code of the list, or its Chinese label."""
    known = {label: code for code, label in codes.labels.items()} | {code: code for code in codes.labels}

    def parse(value: str) -> str:
        if value not in known:
            raise CellError(f"应为：{'、'.join(codes.labels.values())} (one of: {', '.join(codes.labels)})")
        return known[value]

    return parse


def _within(found: date) -> date:
    return found if EARLIEST <= found <= LATEST else _no_day()


def _not_beyond(found: date, years: int) -> date:
    if found.year > datetime.now(SHANGHAI).year + years:
        raise CellError(f"不能晚于今年之后 {years} 年 (further ahead than {years} years after this one)")
    return found


def _no_day() -> NoReturn:
    raise CellError("应为日期，如 2020-06-30 (a day such as 2020-06-30 that exists)")


def _no_month() -> NoReturn:
    raise CellError("应为月份，如 2020-06 (a month such as 2020-06)")
