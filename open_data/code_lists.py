"""The codes of all other datasets 代码表: what each stands for, which code it lies in, and the clause that a list comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from databases.tables import CodeList
from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.labels import english
from open_data.material import Material

TITLES = {
    "list": Words("代码表", "List"),
    "code": Words("代码", "Code"),
    "label": Words("含义", "What it stands for, in Chinese"),
    "label_en": Words("英文含义", "What it stands for, in English"),
    "level": Words("层级", "Level, of a list whose codes lie inside each other"),
    "parent": Words("上级代码", "The code that it lies in"),
    "clause": Words("依据", "Clause of the mission, standard, or project’s own"),
}
COLUMNS = tuple(Column(name, title, Type.TEXT, (), own="lists of the program") for name, title in TITLES.items())


@dataclass(frozen=True)
class Tree(CodeList):
    """A list whose codes lie inside each other. inside: of each code its level and the code that it lies in; the outermost lies in none."""

    inside: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)


def below_all(codes: CodeList) -> Tree:
    """The same codes below the one of a row that says all kinds, as a list of its own."""
    inside = {"all": ("group", None)} | dict.fromkeys(codes.labels, ("kind", "all"))
    return Tree(f"{codes.name}_or_all", {"all": "全部", **codes.labels}, codes.source, inside)


@dataclass(frozen=True)
class Codes(NobodyInside):
    """Every code of some lists, in their own order."""

    lists: tuple[CodeList, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return COLUMNS

    def reads(self) -> set[tuple[str, str]]:
        return set()

    def frame(self, material: Material) -> pl.LazyFrame:
        rows = [row for one in self.lists for row in _rows(one)]
        return pl.LazyFrame(rows, schema=dict.fromkeys(TITLES, pl.String), orient="row")


def _rows(codes: CodeList) -> Iterator[tuple[str | None, ...]]:
    """A range or a period says itself in any language."""
    inside = codes.inside if isinstance(codes, Tree) else {}
    for code, label in codes.labels.items():
        yield codes.name, code, label, english().get(label, code), *inside.get(code, (None, None)), codes.source


def code_lists(datasets: Iterable[Dataset]) -> Dataset:
    """The dataset of the code lists that the columns of others use."""
    used = {column.codes.name: column.codes for dataset in datasets for column in dataset.columns if column.codes}
    return Dataset(
        "code_lists",
        Words("代码表", "Code lists"),
        Words("各数据集所用代码的含义和依据。", "What the codes of the other datasets stand for, and where they come from."),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M11, M157",
        ("list", "code"),
        Codes(tuple(used[name] for name in sorted(used))),
    )
