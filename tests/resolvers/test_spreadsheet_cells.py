"""Every way of writing a value is understood, and nothing is rounded or guessed."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.spreadsheets import cells
from resolvers.spreadsheets.kinds import KINDS


def test_identity_number_that_excel_has_rounded_is_explained() -> None:
    with pytest.raises(cells.CellError, match="Excel"):
        cells.identity_number("3.29901195805120e+17".upper())


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]))
def test_every_way_of_writing_a_day_is_understood(day: date, form: str) -> None:
    assert cells.day(day.strftime(form)) == day


@given(st.decimals(0, 10**12, places=2))
def test_money_keeps_every_cent(amount: Decimal) -> None:
    assert cells.money(f"{amount:,.2f}") == amount


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["{}", "{}%", "{:,}", "{} %"]))
def test_rate_keeps_both_decimals(figure: Decimal, form: str) -> None:
    assert cells.rate(form.format(figure)) == figure


@pytest.mark.parametrize("text", ["8.6349", "0.086", "1_2", "1e3", "٨", "8.6%%", "", "%", "NaN", "Infinity", "10000000000000"])
def test_number_that_would_be_changed_is_refused(text: str) -> None:
    for parse in (cells.rate, cells.money, cells.count):
        with pytest.raises(cells.CellError):
            parse(text)


@given(st.text(max_size=30))
def test_no_cell_breaks_a_parser(text: str) -> None:
    for parse in (
        cells.day,
        cells.month,
        cells.moment,
        cells.money,
        cells.count,
        cells.year,
        cells.identity_number,
        cells.phone,
        cells.region,
        cells.rate,
    ):
        with contextlib.suppress(cells.CellError):
            parse(text)


def test_every_key_of_a_sheet_has_a_greatest_length() -> None:
    for kind in KINDS.values():
        keys = {*kind.unique, *(target.fields[part] for target in kind.targets for part in target.key if part in target.fields)}
        for column in kind.columns:
            if column.field in keys:
                with pytest.raises(cells.CellError):
                    column.parse("1" * 201)
