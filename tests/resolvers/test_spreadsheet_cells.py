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


@pytest.mark.parametrize(
    ("parse", "number"),
    [
        (cells.identity_number, "32990119580512001X"),
        (cells.phone, "0510-85551234"),
        (cells.bank_card, "6222020000000000000"),
        (cells.region, "320282101"),
        (cells.credit_code, "91990000DEM005612X"),
    ],
)
def test_number_that_was_typed_in_full_width_is_the_same_number(parse: cells.Parser, number: str) -> None:
    """Else one identity number, card or telephone would be two, and be found by neither."""
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in number)
    assert parse(wide) == parse(number) == number
    with pytest.raises(cells.CellError):
        parse("".join(chr(0x0660 + int(letter)) if letter.isdigit() else letter for letter in number))  # other digits are none of ours


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


FREE = {cells.text, cells.short_text}
WORDS = st.text(st.characters(exclude_categories=("Nd", "Cs")), max_size=20)


@given(
    WORDS,
    st.sampled_from(
        ["320282196001011017", "32028219600101101X", "13912345678", "139 1234-5678", "0510-85551234", "６２２８４８００１２３４５６７８"]
    ),
    WORDS,
)
def test_text_with_a_number_of_a_person_is_refused_without_repeating_it(before: str, number: str, after: str) -> None:
    for parse in FREE:
        with pytest.raises(cells.CellError) as refused:
            parse(before + number + after)
        assert number not in str(refused.value)


@pytest.mark.parametrize("text", ["2020-05-03 09:30 上门，1979-01-01 生", "发放 123456.00 元，共 320282 人次", "8.55 亩，3 头猪，2019年12月"])
def test_day_and_amount_in_a_text_are_no_number_of_a_person(text: str) -> None:
    assert {parse(text) for parse in FREE} == {text}
    assert cells.document_number("2018-320282-01-03-512345") == "2018-320282-01-03-512345"


def test_own_words_of_every_sheet_are_looked_through() -> None:
    free = {f"{kind.name}.{column.field}" for kind in KINDS.values() for column in kind.columns if column.parse in FREE}
    assert free >= {"visits.content", "measures.about", "measures.result", "households.address", "rule_parameters.about", "policy_documents.summary"}


def test_every_key_of_a_sheet_has_a_greatest_length() -> None:
    for kind in KINDS.values():
        keys = {*kind.unique, *(target.fields[part] for target in kind.targets for part in target.key if part in target.fields)}
        for column in kind.columns:
            if column.field in keys:
                with pytest.raises(cells.CellError):
                    column.parse("1" * 201)


@pytest.mark.parametrize("text", ["90.1", "31,5", "1e1", "31.123456", "北纬31", ""])
def test_degrees_are_numbers_of_five_decimals_on_the_globe(text: str) -> None:
    assert (cells.latitude("31.5927"), cells.latitude("-90"), cells.longitude("120.15161")) == (
        Decimal("31.5927"),
        Decimal(-90),
        Decimal("120.15161"),
    )
    with pytest.raises(cells.CellError, match="degrees"):
        cells.latitude(text)
