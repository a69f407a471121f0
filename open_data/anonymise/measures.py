"""What a file of households keeps and what it loses, measured on its published columns: the report that goes out with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from open_data.anonymise.hierarchies import TOP, Hierarchy, Value
from open_data.anonymise.rules import Figure, MicrodataRule, QuasiIdentifier, SensitiveAttribute


@dataclass(frozen=True)
class ColumnReport:
    """Loss (normalised certainty penalty): 0 everything is as precise as can be published, 1 nothing is said."""

    column: str
    loss: float
    not_published: int  # cells that say nothing
    share_by_level: dict[str, float]


@dataclass(frozen=True)
class AttributeReport:
    """Of all classes: the fewest different values, and the greatest distance from the file's distribution."""

    column: str
    distinct: int
    closeness: float
    distance: str


@dataclass(frozen=True)
class FigureReport:
    """How far group means taken from the file lie from the truth, in relation to the truth."""

    of: str
    by: str
    groups: int
    mean_error: float
    largest_error: float


@dataclass(frozen=True)
class Risks:
    """Chances of finding a household.

    Prosecutor: the attacker knows that his target is in the file (the greatest, and the mean over households). Journalist: he knows only
    that it is on the register. The register is complete and no sample, so the two differ only by households that were suppressed.
    Marketer: the share of all households that he finds if he guesses for each.
    """

    prosecutor: float
    prosecutor_mean: float
    journalist: float
    marketer: float


@dataclass(frozen=True)
class Report:
    """Figures of one release; counts are households."""

    households: int
    kept: int
    suppressed: int
    classes: int
    k: int
    attributes: tuple[AttributeReport, ...]
    columns: tuple[ColumnReport, ...]
    loss: float
    discernibility: int
    average_class: float  # households in a class, in relation to the k demanded
    risks: Risks
    figures: tuple[FigureReport, ...]
    demanded: dict[str, Any]
    divisions_undone: int  # for the sake of earlier releases

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def build_report(rule: MicrodataRule, register: pl.DataFrame, leaves: pl.DataFrame, published: pl.DataFrame, undone: int) -> Report:
    """Measure a published frame beside the register it came from; `leaves` holds the finest codes that could have been published."""
    sizes = class_sizes(rule, published)
    households, kept, k = len(register), len(published), int(sizes.min() or 0)  # type: ignore[arg-type]
    columns = tuple(_column(q, leaves[q.column], published, households) for q in rule.quasi_identifiers)
    return Report(
        households=households,
        kept=kept,
        suppressed=households - kept,
        classes=len(sizes),
        k=k,
        attributes=tuple(attribute_report(rule, s, published) for s in rule.sensitive) if kept else (),
        columns=columns,
        loss=_rounded(sum(column.loss for column in columns) / max(1, len(columns))),
        discernibility=int((sizes.cast(pl.Int64) ** 2).sum()) + (households - kept) * households,
        average_class=kept / max(1, len(sizes)) / rule.k,
        risks=_risks(k, kept, len(sizes)),
        figures=tuple(_figure(rule, figure, register, published) for figure in rule.figures) if kept else (),
        demanded=_demanded(rule),
        divisions_undone=undone,
    )


def class_sizes(rule: MicrodataRule, published: pl.DataFrame) -> pl.Series:
    """How many households share each combination of published quasi-identifiers."""
    return published.group_by(_class_columns(rule)).agg(pl.len())["len"]


def _class_columns(rule: MicrodataRule) -> list[str]:
    return [q.column for q in rule.quasi_identifiers]


def attribute_report(rule: MicrodataRule, attribute: SensitiveAttribute, published: pl.DataFrame) -> AttributeReport:
    """Measured on the published columns alone, class by class."""
    order = [leaf.code for leaf in attribute.hierarchy.leaves if leaf.code in set(published[attribute.column])]
    wide = published.group_by(_class_columns(rule)).agg(*(pl.col(attribute.column).eq(code).sum().cast(pl.Int64).alias(code) for code in order))
    counts = wide.select(order).to_numpy()
    difference = counts / counts.sum(1, keepdims=True) - counts.sum(0) / counts.sum()
    far = abs(difference.cumsum(1)).sum(1) / max(1, len(order) - 1) if attribute.ordered else abs(difference).sum(1) / 2
    distance = "earth mover's distance" if attribute.ordered else "equal distance"
    return AttributeReport(attribute.column, int((counts > 0).sum(1).min()), _rounded(far.max()), distance)


def _column(identifier: QuasiIdentifier, leaves: pl.Series, published: pl.DataFrame, households: int) -> ColumnReport:
    """A suppressed household has lost everything."""
    occurring, codes = set(leaves), published[identifier.column]
    width = {v.code: len(occurring.intersection(leaf.code for leaf in v.leaves())) for v in identifier.hierarchy.values}
    penalty = {code: max(0, wide - 1) / max(1, len(occurring) - 1) for code, wide in width.items()}
    lost = codes.replace_strict(penalty, return_dtype=pl.Float64).sum() + households - len(published)
    levels = published[f"{identifier.column}_level"].value_counts(normalize=True)
    share = {level: _rounded(levels.filter(pl.nth(0) == level)["proportion"].sum()) for level, _ in identifier.hierarchy.levels}
    return ColumnReport(identifier.column, _rounded(lost / max(1, households)), int((codes == TOP).sum()), share)


def _risks(k: int, kept: int, classes: int) -> Risks:
    if not kept:
        return Risks(0, 0, 0, 0)
    return Risks(prosecutor=1 / k, prosecutor_mean=classes / kept, journalist=1 / k, marketer=classes / kept)


def _figure(rule: MicrodataRule, figure: Figure, register: pl.DataFrame, published: pl.DataFrame) -> FigureReport:
    """Means as a user takes them: the middle of each band; a row of a county counts for each of its towns alike."""
    trees = {q.column: q.hierarchy for q in rule.quasi_identifiers}
    middle = {value.code: _middle(value) for value in trees[figure.of].values}
    rows = published.select(by=figure.by, of=pl.col(figure.of).replace_strict(middle, return_dtype=pl.Float64)).drop_nulls()
    seen = rows.group_by("by").agg(pl.col("of").sum(), rows=pl.len())
    guessed = (
        seen.join(_spread(trees[figure.by]), on="by")
        .group_by("leaf")
        .agg(guess=(pl.col("of") * pl.col("share")).sum() / (pl.col("rows") * pl.col("share")).sum())
    )
    truth = register.group_by(leaf=pl.col(figure.by).cast(pl.String)).agg(truth=pl.col(figure.of).mean()).drop_nulls()
    error = truth.join(guessed, on="leaf").select(((pl.col("guess") - pl.col("truth")) / pl.col("truth")).abs())
    errors = error.to_series().drop_nulls().drop_nans()
    return FigureReport(figure.of, figure.by, len(errors), _rounded(errors.mean()), _rounded(errors.max()))


def _rounded(figure: Any) -> float:
    """To the digits that do not depend on the order in which a sum was made."""
    return round(float(figure or 0), 9)


def _middle(value: Value) -> float | None:
    """Of an open band, its one edge; of a value without a band, nothing."""
    edges = [float(edge) for edge in (value.lower, value.upper) if isinstance(edge, int | float)]
    return sum(edges) / len(edges) if edges else None


def _spread(hierarchy: Hierarchy) -> pl.DataFrame:
    """The leaves below each value, with equal shares."""
    rows = [
        (value.code, code, 1 / len(leaves))
        for value in hierarchy.values
        for leaves in [list(value.leaves())]
        for leaf in leaves
        for code in leaf.codes
    ]
    return pl.DataFrame(rows, schema={"by": pl.String, "leaf": pl.String, "share": pl.Float64}, orient="row")


def _demanded(rule: MicrodataRule) -> dict[str, Any]:
    return {
        "k": rule.k,
        "difference": rule.difference,
        "distinct": {s.column: s.distinct for s in rule.sensitive},
        "closeness": {s.column: s.closeness for s in rule.sensitive},
        "weights": {q.column: q.weight for q in rule.quasi_identifiers},
    }
