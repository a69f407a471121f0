"""The household research file 家庭研究数据文件: one row a household in classes of twenty, made once a year.

Within a year every release holds the same file, row by row: a second file of nearly the same households would tell who came and went. A file
that was withdrawn after everybody could have it does not come back, and none takes its place until the next year; that one is held against it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import polars as pl

from databases.tables import CodeList
from open_data.anonymise.batches import Stored, stored
from open_data.anonymise.comparison import compare_releases
from open_data.anonymise.hierarchies import Hierarchy
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.measures import attribute_report, class_sizes
from open_data.anonymise.microdata import anonymise, published_columns
from open_data.anonymise.rules import MicrodataRule
from open_data.code_lists import Tree
from open_data.columns import Column, Type, Words
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.disclosure import Disclosure
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

NAME = "household_file"
PUBLISHED, MEMBERSHIP, REPORT = f"{NAME}.published", f"{NAME}.membership", f"{NAME}.report"
ADULT, GROWN, YEAR_DAYS = 14, 18, 365.25
GRAVITY = {"healthy": 0, "chronic": 1, "disabled": 2, "serious": 3}
TOWN = 9  # digits of its code
OF_DIVISIONS = Words("divisions 的代码，上级为其 parent_code", "Codes of `divisions`, each inside its `parent_code`")
YEAR = 4  # digits with which the name of a release begins
READS: dict[str, tuple[str, ...]] = {
    "Region": ("code", "name", "level", "parent_code"),
    "Household": ("id", "region_code", "member_count", "per_capita_income", "category", "filed_on", "state"),
    "Member": ("household_id", "kinship", "born_on", "labour", "health", "left_on", "died_on"),
    "HardshipCause": ("household_id", "cause", "is_primary"),
    "Measure": ("household_id",),
}
SOURCES = {
    "region": Path.of("Household", "region_code"),
    "category": Path.of("Household", "category"),
    "size": Path.of("Household", "member_count"),
    "head_age": Path.of("Member", "born_on"),
    "income": Path.of("Household", "per_capita_income"),
    "minors": Path.of("Member", "born_on"),
    "labour": Path.of("Member", "labour"),
    "filed_on": Path.of("Household", "filed_on"),
    "cause": Path.of("HardshipCause", "cause"),
    "health": Path.of("Member", "health"),
    "measures": Path.of("Measure", "kind"),
}
NOWHERE = pl.DataFrame({"code": ["3202"], "name": [""], "level": ["city"], "parent_code": [None]}, schema_overrides={"parent_code": pl.String})


@dataclass(frozen=True)
class HouseholdFile:
    """Households on the register, generalised: see `anonymise.household_file` for the rule."""

    disclosure = Disclosure.MICRODATA

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        rule = household_rule(NOWHERE)
        codes = _codes(rule)
        for name, title in published_columns(rule).items():
            words, source = Words(title, name.replace("_", " ")), SOURCES.get(name.removesuffix("_label").removesuffix("_level"))
            if source is None:
                yield Column(name, words, Type.TEXT, (), own="random numbers")
            else:
                yield Column(name, words, Type.TEXT, (source,), codes=codes.get(name), about=OF_DIVISIONS if name == "region" else None)

    def reads(self) -> set[tuple[str, str]]:
        return {(kind, name) for kind, names in READS.items() for name in names}

    def frame(self, material: Material) -> pl.LazyFrame:
        return self._file(material).published.frame().lazy()

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look, however the file was made: k, l and t of its rows, one file a year, and a new one beside each earlier one."""
        file, this_year = self._file(material), _of_this_year(material)
        published = file.published.frame()
        refused = unsafe(published, rule(material)) + second(published, this_year, material.ledger.withdrawn.in_force)
        return refused + (telling(file.membership.frame(), _memberships(material), rule(material)) if file.is_new else [])

    def keep(self, material: Material) -> None:
        """Every release keeps the file that it holds: it may be withdrawn, and another of the year still hold it."""
        file = self._file(material)
        if not (published := file.published.frame()).is_empty():
            material.ledger.save_frame(PUBLISHED, published)
            material.ledger.save_frame(MEMBERSHIP, file.membership.frame())
            material.ledger.save_frame(REPORT, pl.DataFrame({"report": [orjson.dumps(file.report).decode()]}))

    def report(self, material: Material) -> dict[str, Any] | None:
        """How safe it is and what it lost, as measured when it was made; or with which releases of the year it was withdrawn."""
        return self._file(material).report

    def _file(self, material: Material) -> File:
        return material.once(self, lambda: _file(material))


def _codes(rule: MicrodataRule) -> dict[str, CodeList]:
    """The list of each column of codes and of levels; the places are those of `divisions`."""
    trees = {each.column: each.hierarchy for each in rule.published}
    levels = CodeList("household_file_level", {code: label for tree in trees.values() for code, label in tree.levels})
    listed = {name: _listed(name, tree) for name, tree in trees.items() if name != "region"}
    return listed | {f"{each.column}_level": levels for each in rule.quasi_identifiers}


def _listed(column: str, tree: Hierarchy) -> Tree:
    """Every value of a hierarchy with its level and what it lies in."""
    parents = {child.code: value.code for value in tree.values for child in value.children}
    inside = {value.code: (value.level, parents.get(value.code)) for value in tree.values}
    return Tree(f"household_file_{column}", {value.code: value.label for value in tree.values}, inside=inside)


@dataclass(frozen=True)
class File:
    """What a release holds, its report, and who is in which class, which stays inside; whether it was made for this release."""

    published: Stored
    membership: Stored
    report: dict[str, Any]
    is_new: bool


def _file(material: Material) -> File:
    """The file of the year: that of an earlier release which was not withdrawn, none where it was, or a new one."""
    this_year = _of_this_year(material)
    if standing := next((name for name in this_year if name not in material.ledger.withdrawn.in_force), None):
        kept = {part: material.ledger.frames(part)[standing] for part in (PUBLISHED, MEMBERSHIP, REPORT)}
        return File(stored(kept[PUBLISHED]), stored(kept[MEMBERSHIP]), orjson.loads(kept[REPORT]["report"].item()), is_new=False)
    if this_year:
        nobody = next(iter(this_year.values())).clear()
        return File(stored(nobody), stored(pl.DataFrame()), {"withdrawn_with": list(this_year)}, is_new=False)
    made = anonymise(register(material), rule(material), list(_memberships(material).values()))
    return File(stored(made.frame), stored(made.membership), asdict(made.report), is_new=True)


def _of_this_year(material: Material) -> dict[str, pl.DataFrame]:
    """The file of each earlier release of the same year."""
    return {name: frame for name, frame in _seen(material, PUBLISHED).items() if name[:YEAR] == material.name[:YEAR]}


def _seen(material: Material, part: str) -> dict[str, pl.DataFrame]:
    """What earlier releases kept of a part of their files. Candidates that were withdrawn are left out: nobody has theirs."""
    return {name: frame for name, frame in material.ledger.frames(part).items() if name not in material.ledger.withdrawn.candidates}


def _memberships(material: Material) -> dict[str, pl.DataFrame]:
    """The membership of every file that somebody may have, once, by the first release that held it."""
    found: dict[str, pl.DataFrame] = {}
    for name, frame in _seen(material, MEMBERSHIP).items():
        found |= {} if any(frame.equals(one) for one in found.values()) else {name: frame}
    return found


def second(published: pl.DataFrame, this_year: Mapping[str, pl.DataFrame], withdrawn: Collection[str]) -> list[Refusal]:
    """Earlier releases of the year beside whose files this one must not stand: it is another, or it was withdrawn wherever it was."""
    is_gone = this_year.keys() <= set(withdrawn)
    against = (name for name, frame in this_year.items() if is_gone or not frame.equals(published))
    return [] if published.is_empty() else [Refusal(NAME, "", name, "second_file") for name in against]


def unsafe(published: pl.DataFrame, rule: MicrodataRule) -> list[Refusal]:
    """Why rows must not be published: classes of too few households, attributes that are too uniform or too far from the file's."""
    if published.is_empty():
        return []
    few = [Refusal(NAME, "", "", "few_alike")] * (int(class_sizes(rule, published).min() or 0) < rule.k)  # type: ignore[arg-type]
    measured = [(attribute, attribute_report(rule, attribute, published)) for attribute in rule.sensitive]
    uniform = [each for each, report in measured if report.distinct < each.distinct or report.closeness > each.closeness]
    return few + [Refusal(NAME, each.column, "", "uniform") for each in uniform]


def telling(membership: pl.DataFrame, earlier: Mapping[str, pl.DataFrame], rule: MicrodataRule) -> list[Refusal]:
    """Earlier files that tell with a new one what neither tells alone."""
    compared = {name: compare_releases(before, membership, rule) for name, before in earlier.items()}
    return [Refusal(NAME, "", name, "difference") for name, found in compared.items() if found.narrow or found.differing]


def rule(material: Material) -> MicrodataRule:
    return household_rule(material.rows("Region").select(READS["Region"]).collect())


def register(material: Material) -> pl.DataFrame:
    """One row a household on the register, with the columns that the rule names."""
    households = (
        material.rows("Household")
        .filter(state="active")
        .select(
            "category",
            "filed_on",
            household="id",
            region=pl.col("region_code").str.slice(0, TOWN),
            size="member_count",
            income="per_capita_income",
        )
    )
    causes = material.rows("HardshipCause").filter("is_primary").select("cause", household="household_id")
    measures = material.rows("Measure").group_by(household="household_id").agg(measures=pl.len())
    for part in (_of_members(material), causes, measures):
        households = households.join(part, on="household", how="left")
    return households.with_columns(pl.col("measures").fill_null(0)).collect()


def _of_members(material: Material) -> pl.LazyFrame:
    """What living members say of a household; of children under fourteen only their number counts.

    Where no head is living the eldest stands for him.
    """
    age = (pl.lit(material.day) - pl.col("born_on")).dt.total_days() / YEAR_DAYS
    living = material.rows("Member").filter(pl.col("left_on").is_null() & pl.col("died_on").is_null())
    gravest = pl.col("health").replace_strict(GRAVITY).filter(age >= ADULT).max()
    return living.group_by(household="household_id").agg(
        head_age=pl.coalesce(age.filter(pl.col("kinship") == "head").first(), age.max()).floor().cast(pl.Int64),
        minors=(age < GROWN).sum(),
        labour=pl.col("labour").is_in(["full", "partial"]).sum(),
        health=gravest.replace_strict({rank: state for state, rank in GRAVITY.items()}),
    )


HOUSEHOLD_FILE = Dataset(
    NAME,
    Words("家庭研究数据文件", "Household research file"),
    Words(
        "每行一户，经过概括：任何一行都与至少 19 户无法区分；每年制作一次，编号每次随机。供研究用，不可用于识别个人。",
        "One row a household, generalised: each is like nineteen others at least. Made once a year, with random numbers. For research; "
        "nobody may try to find a person.",
    ),
    Theme.PEOPLE,
    "civil_affairs",
    Rhythm.YEARLY,
    "M20, M27, M30",
    ("id",),
    HouseholdFile(),
)
