"""The codes of all other datasets 代码表: what each stands for, and the clause that a list comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from databases.tables import CodeList
from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.labels import in_english
from open_data.material import Material

COLUMNS = (
    Column("list", Words("代码表", "List"), Type.TEXT, ()),
    Column("code", Words("代码", "Code"), Type.TEXT, ()),
    Column("label", Words("含义", "What it stands for, in Chinese"), Type.TEXT, ()),
    Column("label_en", Words("英文含义", "What it stands for, in English"), Type.TEXT, ()),
    Column("clause", Words("依据", "Clause of the mission, standard, or project’s own"), Type.TEXT, ()),
)


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
        codes = [(one.name, code, label, in_english(label), one.source) for one in self.lists for code, label in one.labels.items()]
        return pl.LazyFrame(codes, schema=[column.name for column in COLUMNS], orient="row")


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
