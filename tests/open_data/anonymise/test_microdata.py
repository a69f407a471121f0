"""Nobody can be found in a file of households, and the file stays useful."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.demo_city.city import City
from open_data.anonymise.hierarchies import TOP, Hierarchy, UnknownValueError, Value
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.microdata import Anonymised, RepeatedHouseholdError, UnknownColumnError, anonymise, published_columns
from open_data.anonymise.rules import MicrodataRule, SensitiveAttribute
from tests.open_data.anonymise.household_frame import household_frame, skewed_frame
from tests.open_data.anonymise.small_rule import FRAMES, RULE, RULES, SEARCHED, numbered_ids, seeded_ids

CITY = City(6_000)
HOUSEHOLD_RULE = household_rule(CITY.regions)


@SEARCHED
@given(FRAMES, RULES)
def test_every_class_keeps_k_l_and_t(register: pl.DataFrame, rule: MicrodataRule) -> None:
    published = anonymise(register, rule).frame
    classes = published.group_by([q.column for q in rule.quasi_identifiers]).agg(pl.len(), *(s.column for s in rule.sensitive))
    for row in classes.iter_rows(named=True):
        assert row["len"] >= rule.k
        for attribute in rule.sensitive:
            assert len(set(row[attribute.column])) >= attribute.distinct
            assert distance(attribute, row[attribute.column], published[attribute.column].to_list()) <= attribute.closeness


def distance(attribute: SensitiveAttribute, some: list[str], everybody: list[str]) -> float:
    """As the literature defines it, value by value."""
    order = [leaf.code for leaf in attribute.hierarchy.leaves if leaf.code in everybody]
    differences = [some.count(code) / len(some) - everybody.count(code) / len(everybody) for code in order]
    if attribute.ordered:
        return sum(abs(sum(differences[: end + 1])) for end in range(len(order))) / max(1, len(order) - 1)
    return sum(abs(difference) for difference in differences) / 2


@SEARCHED
@given(FRAMES, RULES)
def test_every_published_value_covers_the_households_own(register: pl.DataFrame, rule: MicrodataRule) -> None:
    done = anonymise(register, rule, new_id=numbered_ids())
    truth = done.membership.select("household").join(register, on="household", how="left", maintain_order="left")
    for q in rule.quasi_identifiers:
        by_code = {value.code: value for value in q.hierarchy.values}
        for code, label, level, own in zip(*(done.frame[f"{q.column}{end}"] for end in ("", "_label", "_level")), truth[q.column], strict=True):
            value = by_code[code]
            assert (value.label, value.level) == (label, level)
            assert covers(value, own)
    for s in rule.sensitive:
        by_code = {value.code: value for value in s.hierarchy.values}
        assert all(covers(by_code[code], own) for code, own in zip(done.frame[s.column], truth[s.column], strict=True))


def covers(value: Value, own: Any) -> bool:
    if value.children:
        return any(covers(child, own) for child in value.children)
    if own is None:
        return value.code == "unknown"
    if value.codes:
        return own in value.codes
    ranged = value.lower is not None or value.upper is not None
    return ranged and (value.lower is None or own >= value.lower) and (value.upper is None or own < value.upper)


@SEARCHED
@given(FRAMES, RULES)
def test_what_is_suppressed_leaves_no_trace(register: pl.DataFrame, rule: MicrodataRule) -> None:
    done = anonymise(register, rule)
    kept = register.filter(pl.col("household").is_in(done.membership["household"].implode()))
    assert kept["cause"].null_count() == 0
    assert Counter(done.frame["cause"]) == Counter(kept["cause"])
    assert (done.report.households, done.report.kept, done.report.suppressed) == (len(register), len(kept), len(register) - len(kept))


@SEARCHED
@given(FRAMES, RULES)
def test_nobody_is_suppressed_for_being_rare(register: pl.DataFrame, rule: MicrodataRule) -> None:
    """If the file as one class keeps the rule, all complete households stay."""
    complete = register.drop_nulls("cause")
    varied = all(len(set(s.hierarchy.leaf_codes(complete[s.column]))) >= s.distinct for s in rule.sensitive)
    possible = len(complete) >= rule.k and varied
    assert anonymise(register, rule).report.kept == (len(complete) if possible else 0)


@SEARCHED
@given(FRAMES, RULES, st.randoms())
def test_the_order_of_the_register_does_not_matter(register: pl.DataFrame, rule: MicrodataRule, random: Any) -> None:
    order = list(range(len(register)))
    random.shuffle(order)
    one, other = (anonymise(frame, rule, new_id=seeded_ids(5)) for frame in (register, register[order]))
    assert one.frame.equals(other.frame)
    assert one.report == other.report


@SEARCHED
@given(FRAMES)
def test_the_report_agrees_with_the_file_and_is_json(register: pl.DataFrame) -> None:
    done = anonymise(register, RULE)
    sizes = done.frame.group_by([q.column for q in RULE.quasi_identifiers]).len()["len"]
    assert done.report.k == (sizes.min() or 0)
    assert done.report.discernibility == sum(size**2 for size in sizes) + done.report.suppressed * len(register)
    assert all(0 <= column.loss <= 1 for column in done.report.columns)
    assert orjson.loads(orjson.dumps(done.report.as_dict()))["classes"] == len(sizes)


@pytest.fixture(scope="module", params=[household_frame, skewed_frame])
def city(request: pytest.FixtureRequest) -> tuple[pl.DataFrame, Anonymised]:
    register = request.param(CITY)
    return register, anonymise(register, HOUSEHOLD_RULE)


def test_the_city_stays_in_the_file_with_most_of_its_detail(city: tuple[pl.DataFrame, Anonymised]) -> None:
    """6,000 households; a recoding fixed by hand suppresses four in ten and loses 0.6 of the detail."""
    report = city[1].report
    assert report.kept >= 0.95 * report.households
    assert report.loss < 0.42
    assert report.average_class < 2
    assert report.figures[0].mean_error < 0.08


def test_nothing_is_below_the_town_and_no_age_speaks_of_a_child(city: tuple[pl.DataFrame, Anonymised]) -> None:
    published = city[1].frame
    assert set(published["region_level"]) <= {"city", "county", "town"}
    assert set(published["region"].str.len_chars()) <= {4, 6, 9}
    ages = HOUSEHOLD_RULE.quasi_identifiers[3].hierarchy
    assert all(value.upper >= 30 for value in ages.values if value.lower is None and value.upper is not None)
    assert list(published.columns) == list(published_columns(HOUSEHOLD_RULE))


def test_who_knows_all_but_the_cause_guesses_it_little_better_than_anybody(city: tuple[pl.DataFrame, Anonymised]) -> None:
    """Homogeneity and skewness: in no class is any cause more than 0.3 more frequent than in the file."""
    register, done = city
    shares = dict(register["cause"].value_counts(normalize=True).iter_rows())
    for members in defaultdict(list, {key: list(rows["cause"]) for key, rows in done.membership.group_by("class")}).values():
        assert len(members) >= 20
        assert all(count / len(members) <= shares[cause] + 0.3 for cause, count in Counter(members).items())


def test_identifiers_and_order_lead_nowhere() -> None:
    register = household_frame(CITY).head(1_000)
    one, other = (anonymise(register, HOUSEHOLD_RULE) for _ in range(2))
    assert not set(one.frame["id"]) & set(other.frame["id"])
    assert one.frame["id"].is_sorted()
    assert one.frame.drop("id").rows() != other.frame.drop("id").rows()
    assert Counter(one.frame.drop("id").rows()) == Counter(other.frame.drop("id").rows())


def test_the_order_of_divisions_and_the_pools_follow_from_counts_alone() -> None:
    """Without l and t in the way, other causes make the same classes: nothing but those two bars looks at causes."""
    register = household_frame(CITY).head(2_000)
    free = tuple(SensitiveAttribute(s.column, s.label, s.hierarchy, distinct=1, closeness=2, ordered=s.ordered) for s in HOUSEHOLD_RULE.sensitive)
    rule = MicrodataRule("household", HOUSEHOLD_RULE.quasi_identifiers, free)
    mixed = register.with_columns(pl.col("cause", "health", "measures").shuffle(seed=3))
    assert anonymise(register, rule).membership["class"].equals(anonymise(mixed, rule).membership["class"])


def test_a_column_without_a_role_is_refused() -> None:
    register = household_frame(CITY).head(100)
    with pytest.raises(UnknownColumnError, match="phone"):
        anonymise(register.with_columns(phone=pl.lit("1")), HOUSEHOLD_RULE)
    with pytest.raises(UnknownColumnError, match="cause"):
        anonymise(register.drop("cause"), HOUSEHOLD_RULE)
    with pytest.raises(RepeatedHouseholdError):
        anonymise(pl.concat([register, register]), HOUSEHOLD_RULE)


def test_a_village_is_refused_and_not_named_in_the_message() -> None:
    register = household_frame(CITY).head(100).with_columns(region=pl.lit("320205001007"))
    with pytest.raises(UnknownValueError, match="region: 100 values") as refused:
        anonymise(register, HOUSEHOLD_RULE)
    assert "320205001007" not in str(refused.value)


@pytest.mark.parametrize("each", HOUSEHOLD_RULE.published, ids=lambda each: each.column)
def test_every_value_can_be_read_and_told_from_its_siblings(each: Any) -> None:
    tree: Hierarchy = each.hierarchy
    for value in tree.values:
        labels = [child.label for child in value.children]
        assert value.label
        assert len(set(labels)) == len(labels) != 1
    assert {label for value in tree.values for label in [value.label] if value.code == TOP} <= {"不公布"}


@SEARCHED
@given(st.lists(st.integers(0, 200), min_size=1))
def test_bands_are_half_open_ranges(ages: list[int]) -> None:
    codes = HOUSEHOLD_RULE.quasi_identifiers[3].hierarchy.leaf_codes(pl.Series("head_age", ages))
    edges = np.array([30, 45, 50, 55, 60, 65, 70, 75, 80])
    for age, code in zip(ages, codes, strict=True):
        low, high = code[1:-1].split(",")
        place = int((edges <= age).sum())
        assert (low, high) == (str(edges[place - 1]) if place else "", str(edges[place]) if place < len(edges) else "")
