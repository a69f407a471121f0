"""A rule small enough for frames that Hypothesis can shrink, and the frames."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from open_data.anonymise.hierarchies import band_tree, code_tree, region_tree
from open_data.anonymise.rules import Figure, MicrodataRule, QuasiIdentifier, SensitiveAttribute

TOWNS = {"01": ["01001", "01002", "01003"], "02": ["02001", "02002"]}
REGIONS = pl.DataFrame(
    [("0", "市", "city", None)]
    + [(f"0{county}", f"县{county}", "county", "0") for county in TOWNS]
    + [(f"0{town}", f"镇{town}", "town", f"0{county}") for county, towns in TOWNS.items() for town in towns],
    schema=["code", "name", "level", "parent_code"],
    orient="row",
)
CAUSES = {"illness": "因病", "disability": "因残", "no_labour": "缺劳力", "disaster": "因灾"}
RULE = MicrodataRule(
    household="household",
    quasi_identifiers=(
        QuasiIdentifier("region", "所在地", region_tree(REGIONS), weight=2),
        QuasiIdentifier("head_age", "户主年龄", band_tree([[60], [40, 75], [30, 50]], lambda low, high: f"{low}到{high}", missing=True)),
        QuasiIdentifier("category", "类别", code_tree({"a": "甲", "b": "乙", "c": "丙"}, {"ab": ("甲乙", ["a", "b"]), "c_": ("丙类", ["c"])})),
    ),
    sensitive=(
        SensitiveAttribute("cause", "原因", code_tree(CAUSES, {}), distinct=2),
        SensitiveAttribute("measures", "措施", band_tree([[1, 2, 4]], lambda low, high: f"{low}到{high}"), distinct=2, ordered=True),
    ),
    figures=(Figure(of="head_age", by="region"),),
    k=3,
    difference=3,
)
SEARCHED = settings(max_examples=60)
TOWN_CODES = [code for code, level in REGIONS.select("code", "level").iter_rows() if level == "town"]
HOUSEHOLD = st.tuples(
    st.sampled_from(TOWN_CODES),
    st.integers(15, 99) | st.none(),
    st.sampled_from("abc"),
    st.sampled_from(list(CAUSES)) | st.none(),
    st.integers(0, 6),
)
SCHEMA = {"region": pl.String, "head_age": pl.Int64, "category": pl.String, "cause": pl.String, "measures": pl.Int64}
LISTED = st.lists(HOUSEHOLD, max_size=80).map(lambda rows: pl.DataFrame(rows, SCHEMA, orient="row").with_row_index("household", 1))
DRAWN = st.builds(lambda size, seed: drawn_frame(size, seed), st.integers(50, 250), st.integers(0, 10**6))
FRAMES = LISTED | DRAWN
RULES = st.builds(
    lambda k, distinct, closeness: replace(
        RULE, k=k, difference=min(3, k), sensitive=tuple(replace(each, distinct=distinct, closeness=closeness) for each in RULE.sensitive)
    ),
    st.integers(1, 6),
    st.integers(1, 3),
    st.floats(0.1, 1),
)


def numbered_ids() -> Callable[[], str]:
    """Identifiers that tell which row of the membership a published row is: only a test may do this."""
    number = count()
    return lambda: f"{next(number):06d}"


def seeded_ids(seed: int) -> Callable[[], str]:
    source = random.Random(seed)
    return lambda: f"{source.getrandbits(80):020x}"


def drawn_frame(size: int, seed: int) -> pl.DataFrame:
    """More households than Hypothesis would list, so that there are many classes; causes lean to towns, measures to ages."""
    source = random.Random(seed)
    rows = []
    for _ in range(size):
        town, cause = source.choice(TOWN_CODES), source.choice([*CAUSES, *CAUSES, None])
        own = list(CAUSES)[TOWN_CODES.index(town) % len(CAUSES)]
        age = source.choice([None, *range(15, 99)])
        measures = source.choice([source.randrange(7), 6 if (age or 0) > 60 else 0])
        rows.append((town, age, source.choice("aabc"), source.choice([own, cause, cause]), measures))
    return pl.DataFrame(rows, SCHEMA, orient="row").with_row_index("household", 1)
