"""What only shows in the columns of a table: numbers split over cells, identity numbers in number columns, columns of names."""

from __future__ import annotations

from collections.abc import Iterator, Set

import polars as pl

from open_data.gate import numbers
from open_data.gate.name_words import COMMON, COMPOUND, RARER

NOT_NAMES = "村镇县市区会局站组队户元厂社街乡省部院校所办中心季度年月日级类款金费"  # last characters of places, offices and kinds
NAME = f"^(?:[{COMMON}{RARER}]|{'|'.join(sorted(COMPOUND))})[\u4e00-\u9fff]{{1,2}}$"
LEAST_NAMES = 3  # fewer values say nothing about a column
NAMES_SHARE = 0.6
WIDEST = 6  # cells over which a number may be split
PLAUSIBLE = f"^(?:{'|'.join(sorted(numbers.PROVINCES))})[0-9]{{4}}(?:18|19|20)[0-9]{{2}}[01][0-9][0-3][0-9]{{4}}[0-9X]$"

Hit = tuple[int, str, str, str]  # row, column, rule, shape


def find(frame: pl.DataFrame, declared: Set[str]) -> Iterator[Hit]:
    """Row, column, rule and shape of what is found; declared columns hold no personal data and are left out."""
    open_columns = frame.select(column for column in frame.columns if column not in declared and not frame.schema[column].is_nested())
    yield from _numbers(open_columns)
    yield from _names(open_columns)
    yield from _split(open_columns)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structures as JSON text, bytes as text."""
    nested = [pl.struct(column).struct.json_encode().alias(column) for column, kind in frame.schema.items() if kind.is_nested()]
    blobs = [pl.col(column).bin.encode("hex") for column, kind in frame.schema.items() if kind == pl.Binary]
    return frame.with_columns(*nested, *blobs)


def _numbers(frame: pl.DataFrame) -> Iterator[Hit]:
    """Floats and decimals of the size of an identity number whose first digits are a province and a birthday."""
    for column, kind in frame.schema.items():
        if not (kind.is_float() or kind.is_decimal()):
            continue
        large = frame.select(column).with_row_index().filter(pl.col(column).is_between(1e17, 9e17))
        for row, value in large.iter_rows():
            if numbers.is_born(str(int(value))):
                yield row, column, "identity_number_as_number", "#" * 18


def _names(frame: pl.DataFrame) -> Iterator[Hit]:
    for column in frame.select(pl.col(pl.String)).columns:
        values = frame[column].drop_nulls().unique()
        looks = values.str.contains(NAME) & ~values.str.contains(f"[{NOT_NAMES}]$")
        if looks.sum() >= LEAST_NAMES and looks.sum() >= NAMES_SHARE * len(values):
            yield 0, column, "names", "#"


def _split(frame: pl.DataFrame) -> Iterator[Hit]:
    """Neighbouring cells, each wholly, that together are an identity number."""
    texts = frame.select(_bare(column, kind) for column, kind in frame.schema.items() if not kind.is_float())
    sizes = {column: texts[column].str.len_bytes().fill_null(99).clip(0, 99).cast(pl.Int16).to_numpy() for column in texts.columns}
    for at in range(len(texts.columns)):
        for width in range(2, min(WIDEST, len(texts.columns) - at) + 1):
            group = texts.columns[at : at + width]
            fits = (sum(sizes[column] for column in group) == 18) & (sizes[group[0]] > 0) & (sizes[group[-1]] > 0)
            if fits.any():
                yield from _joined(frame, texts.with_row_index("row number").filter(pl.Series(fits)), group)


def _joined(frame: pl.DataFrame, texts: pl.DataFrame, group: list[str]) -> Iterator[Hit]:
    together = texts.select("row number", text=pl.concat_str(group).str.to_uppercase())
    for row, text in together.filter(pl.col("text").str.contains(PLAUSIBLE)).iter_rows():
        if numbers.is_identity_number(text):
            yield row, group[0], "identity_number_split", "|".join("#" * len(str(frame[name][row])) for name in group)


def _bare(column: str, kind: pl.DataType) -> pl.Expr:
    """The cell as text without dashes and spaces around it."""
    text = pl.col(column) if kind == pl.String else pl.col(column).cast(pl.String)
    return text.str.replace_all("-", "", literal=True).str.strip_chars(" '\u200b\ufeff")
