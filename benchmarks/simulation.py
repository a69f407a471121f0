"""What the order of matches does to needs in ninety days: `python -m benchmarks.simulation [plot.svg]`.

A synthetic city: needs are published, donors, volunteers and employers come, each looks at the first ten needs that are shown to him, and takes
one or goes. The same days are lived through with the order of `search.matching`, by pure relevance (kind, words and place alone), and by
newest first, in three models of how people choose, with twenty seeds. What people choose by is their own: what they have, where they
live, and taste, of which an order knows only what they said.

Models, world and measures were fixed before the order was tuned by them. It may be tuned by the first ten seeds, or by any that are not reported; the
others only measure. How many needs could meet help in whatever order is told by an oracle that knows each giver's chance and taste beforehand.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any, cast

import altair as alt
import numpy as np
import vl_convert
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching
from scipy.stats import t

from databases.demo_city.forces_giving import ITEMS, MATCH_WEIGHTS
from search.matching import Match, Need, Offer, Weights, by_division, fits, match, score

SEEDS, TUNED_BY, MEASURED = range(20), range(10), range(10, 20)
DAYS, NEEDS_A_DAY, GIVERS_A_DAY = 90, 8, 6
COUNTIES, TOWNS, VILLAGES = ("320205", "320206", "320211", "320213", "320214", "320281", "320282"), 8, 5
COUNTY_SHARES = np.array([1, 1, 2, 3, 2, 1.5, 1]) / 11.5
"""Where givers live: more of them in the middle of the city than at its edges."""
PAGE, RECENT = 10, timedelta(days=30)
DISCOUNTS = [1 / math.log2(place) for place in range(2, PAGE + 2)]
FIRST_DAY = date(2027, 3, 1)
WANTED = {  # item: how often it is needed, how often offered, units of a need, units of an offer
    "quilt": (15, 20, (1, 6), (2, 20)),
    "rice": (15, 25, (1, 8), (2, 20)),
    "wheelchair": (10, 10, (1, 2), (1, 20)),
    "desk": (10, 8, (1, 3), (1, 10)),
    "tuition": (10, 7, (1, 2), (1, 2)),
    "tutoring": (12, 12, (8, 40), (2, 12)),
    "repair": (8, 8, (1, 3), (1, 4)),
    "care": (12, 5, (4, 24), (2, 8)),
    "job": (8, 5, (1, 1), (1, 10)),
}
NAMES = {code: (name, kind) for code, name, kind, *_ in ITEMS}
RELEVANCE = Weights(
    0, words=1.0, place=MATCH_WEIGHTS["place"], time=0, skill=0, days=0, language=0, remaining=0, urgency=0, reliability=0, fairness=1, refusals=1
)
MATCHING = Weights(1, **MATCH_WEIGHTS)

Draw = np.random.Generator


@dataclass(frozen=True, slots=True)
class Giver:
    """Somebody who comes on a day: what he says, what he has and where he lives, and his own chance."""

    day: date
    offer: Offer
    item: str
    home: str
    units: int
    key: int


@dataclass(frozen=True, slots=True)
class Published:
    """A need as it is published, and whose it is."""

    day: date
    need: Need
    village: str
    household: int


@dataclass(frozen=True)
class World:
    """What happens whatever is shown to whom."""

    seed: int
    needs: Sequence[Published]
    givers: Sequence[Giver]


@dataclass
class Course:
    """What became of a world's needs."""

    world: World
    missing: dict[int, int] = field(default_factory=dict)
    first_help: dict[int, int] = field(default_factory=dict)
    helped: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    ndcg_lost: list[float] = field(default_factory=list)
    ndcg_lost_by_towns: list[float] = field(default_factory=list)

    def open_needs(self, giver: Giver) -> list[Need]:
        """The newest first, as they are now."""
        return [
            replace(one.need, remaining=left, helped=sum(day > giver.day - RECENT for day in self.helped[one.household]))
            for one in reversed(self.world.needs)
            if one.day <= giver.day and (left := self.missing.get(one.need.id, one.need.target)) and fits(giver.offer, one.need, giver.day)
        ]

    def take(self, giver: Giver, need: Need) -> None:
        published = self.world.needs[need.id]
        self.missing[need.id] = need.remaining - min(need.remaining, giver.units)
        self.first_help.setdefault(need.id, (giver.day - published.day).days)
        self.helped[published.household].append(giver.day)


# The world


def build_world(seed: int) -> World:
    rng = np.random.default_rng([2027, seed])
    villages = [f"{county}{101 + town}{201 + village}" for county, town, village in product(COUNTIES, range(TOWNS), range(VILLAGES))]
    sizes = rng.dirichlet(np.ones(len(villages)))
    days = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
    published = [day for day in days for _ in range(rng.poisson(NEEDS_A_DAY))]
    coming = [day for day in days for _ in range(rng.poisson(GIVERS_A_DAY))]
    needs = [_need(rng, key, day, int(rng.choice(len(villages), p=sizes)), villages) for key, day in enumerate(published)]
    return World(seed, needs, [_giver(rng, key, day) for key, day in enumerate(coming)])


def _need(rng: Draw, key: int, day: date, place: int, villages: Sequence[str]) -> Published:
    """One of four households of a village."""
    item, village = _item(rng, 0), villages[place]
    target = int(rng.integers(*WANTED[item][2], endpoint=True))
    needed_by = day + timedelta(days=int(rng.integers(14, 91)))
    need = Need(key, f"N{key}", *NAMES[item], village[:9], village[:9], target, target, needed_by)
    return Published(day, need, village, place * 4 + int(rng.integers(4)))


def _giver(rng: Draw, key: int, day: date) -> Giver:
    """He names the item in four cases of five, and his town, his county or the whole city; every third comes for later."""
    item = _item(rng, 1)
    name, kind = NAMES[item]
    home = f"{rng.choice(COUNTIES, p=COUNTY_SHARES)}{101 + rng.integers(TOWNS)}"
    said, where = name if rng.random() < 0.8 else "", home[: int(rng.choice([9, 6, 4], p=[0.3, 0.4, 0.3]))]
    first = day + timedelta(days=int(rng.integers(1, 30)) if rng.random() < 1 / 3 else 0)
    return Giver(day, Offer(kind, said, where, first), item, home, int(rng.integers(*WANTED[item][3], endpoint=True)), key)


def _item(rng: Draw, column: int) -> str:
    shares = np.array([wanted[column] for wanted in WANTED.values()])
    return str(rng.choice(list(WANTED), p=shares / shares.sum()))


# How people choose


def fit(giver: Giver, need: Need) -> float:
    """How well a need fits what somebody has and where he lives, whatever he said, from 0 to 1."""
    name, kind = NAMES[giver.item]
    thing = 1.0 if need.item == name else 0.35 if need.kind == kind else 0.2
    return thing * by_division(giver.home, need.region_code)


def by_place(appeals: np.ndarray, rng: Draw) -> int | None:
    """Looks at place r with the chance 1/r; takes the best that he saw if it appeals enough."""
    seen = rng.random(PAGE)[: len(appeals)] < 1 / np.arange(1, len(appeals) + 1)
    best = int(np.argmax(np.where(seen, appeals, -1)))
    return best if seen[best] and appeals[best] >= 0.15 else None


def cascade(appeals: np.ndarray, rng: Draw) -> int | None:
    """Reads from the top; takes each with the chance of its appeal, and reads on after it with 0.85."""
    takes, goes_on = rng.random((2, PAGE))
    for place, appeal in enumerate(appeals):
        if takes[place] < appeal:
            return place
        if goes_on[place] > 0.85:
            return None
    return None


def logit(appeals: np.ndarray, rng: Draw) -> int | None:
    """Weighs the whole page: appeal against the pains of reading down, and against going, with extreme-value chance."""
    worth = np.append(appeals - 0.03 * np.arange(len(appeals)), 0.3) * 6
    best = int(np.argmax(worth + rng.gumbel(size=PAGE + 1)[: len(worth)]))
    return best if best < len(appeals) else None


Model = Callable[[np.ndarray, Draw], int | None]
MODELS: dict[str, Model] = {"by place": by_place, "cascade": cascade, "logit": logit}


# What no order surpasses

Least = Callable[[Draw], float]
"""The least appeal that somebody takes from any page at all, by his chance."""


def least_by_place(rng: Draw) -> float:
    """The first place is always seen."""
    return 0.15


def least_of_cascade(rng: Draw) -> float:
    """Where his luck is best, of the places that he comes to if nothing before them appeals to him."""
    takes, goes_on = rng.random((2, PAGE))
    reached = np.append(True, np.logical_and.accumulate(goes_on[:-1] <= 0.85))
    return float(takes[reached].min())


def least_of_logit(rng: Draw) -> float:
    """On a page of any length, at any place, among needs that do not appeal."""
    luck = rng.gumbel(size=PAGE + 1) / 6
    return float(min(0.3 + luck[length] - luck[place] + 0.03 * place for length in range(1, PAGE + 1) for place in range(length)))


LEAST: dict[str, Least] = {"by place": least_by_place, "cascade": least_of_cascade, "logit": least_of_logit}


def most_matched(world: World, least: Least) -> float:
    """The share of needs that could meet help, were each giver led by an oracle to a need that he takes, and no two to the same: the largest matching."""
    takes = [_would_take(world, giver, least) for giver in world.givers]
    pairs = csr_array(np.array(takes))
    return float(np.count_nonzero(maximum_bipartite_matching(pairs, perm_type="column") >= 0) / len(world.needs))


def _would_take(world: World, giver: Giver, least: Least) -> list[bool]:
    """Of each need, whether he would take it from some page, if nobody had taken it before."""
    rng = np.random.default_rng([world.seed, giver.key])
    taste, asked = rng.uniform(0.5, 1, len(world.needs)), least(rng)
    return [
        one.day <= giver.day and fits(giver.offer, one.need, giver.day) and fit(giver, one.need) * taste[one.need.id] >= asked for one in world.needs
    ]


# What is shown

Order = Callable[[Giver, list[Need], int], list[Need]]


def by_matching(giver: Giver, needs: list[Need], seed: int) -> list[Need]:
    return [one.need for one in match(giver.offer, needs, MATCHING, giver.day, f"{seed}:{giver.key}")]


def by_relevance(giver: Giver, needs: list[Need], seed: int) -> list[Need]:
    """Equal ones stay as they come, the newest first, as in search."""
    scored: list[Match] = [score(giver.offer, need, RELEVANCE, giver.day) for need in needs]
    return [one.need for one in sorted(scored, key=lambda one: -one.score)]


def by_relevance_and_towns(giver: Giver, needs: list[Need], seed: int) -> list[Need]:
    """Relevance as our order would have to show it: no town twice in ten, equal ones in any order."""
    return [one.need for one in match(giver.offer, needs, RELEVANCE, giver.day, f"{seed}:{giver.key}")]


def by_newness(giver: Giver, needs: list[Need], seed: int) -> list[Need]:
    return needs


ORDERS: dict[str, Order] = {"matching": by_matching, "relevance": by_relevance, "newest": by_newness}


# What is measured


def live(world: World, order: Order, model: Model) -> dict[str, float]:
    """One world's ninety days in one order and one model."""
    course = Course(world)
    for giver in world.givers:
        if needs := course.open_needs(giver):
            _visit(course, giver, needs, order, model)
    return _measures(course)


def _visit(course: Course, giver: Giver, needs: list[Need], order: Order, model: Model) -> None:
    """A giver's chance and taste are the same in every order. Beside what is shown, relevance is judged of the same open needs, with and without the
    rule of one town in ten."""
    rng = np.random.default_rng([course.world.seed, giver.key])
    taste = rng.uniform(0.5, 1, len(course.world.needs))
    page, relevant, by_towns = (shown(giver, needs, course.world.seed)[:PAGE] for shown in (order, by_relevance, by_relevance_and_towns))
    fitting = {need.id: fit(giver, need) for need in needs}
    best = _dcg(sorted(fitting.values(), reverse=True)[:PAGE])
    found, whole, spread = (_dcg([fitting[need.id] for need in one]) / best for one in (page, relevant, by_towns))
    course.ndcg_lost.append(whole - found)
    course.ndcg_lost_by_towns.append(whole - spread)
    chosen = model(np.array([fitting[need.id] * taste[need.id] for need in page]), rng)
    if chosen is not None:
        course.take(giver, page[chosen])


def _dcg(gains: Sequence[float]) -> float:
    return math.fsum(gain * discount for gain, discount in zip(gains, DISCOUNTS, strict=False))


def _measures(course: Course) -> dict[str, float]:
    """Help of a village: of each of its needs the part that was pledged."""
    needs = course.world.needs
    met: dict[str, float] = defaultdict(float)
    for one in needs:
        met[one.village] += 1 - course.missing.get(one.need.id, one.need.target) / one.need.target
    return {
        "needs matched": len(course.first_help) / len(needs),
        "pledges a need": sum(map(len, course.helped.values())) / len(needs),
        "ndcg@10 loss": float(np.mean(course.ndcg_lost)),
        "ndcg@10 loss by one town in ten": float(np.mean(course.ndcg_lost_by_towns)),
        "gini of help over villages": gini(list(met.values())),
        "median days to match": float(np.median(list(course.first_help.values()))),
    }


def gini(values: Sequence[float]) -> float:
    """0 where all have the same, near 1 where one has all."""
    ordered = np.sort(values)
    count = len(ordered)
    return float(2 * np.sum(np.arange(1, count + 1) * ordered) / (count * ordered.sum()) - (count + 1) / count)


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and 95 % interval (Student's t), lowest first."""
    mean, half = float(np.mean(values)), float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return mean - half, mean, mean + half


# The report

Lives = dict[tuple[str, str], list[dict[str, float]]]


def lives(seeds: Sequence[int]) -> Lives:
    """By model and order: the measures, a seed each."""
    with ProcessPoolExecutor() as processes:
        found = list(processes.map(_live_all, seeds))
    return {case: [one[case] for one in found] for case in product(MODELS, ORDERS)}


def bounds(seeds: Sequence[int]) -> dict[str, list[float]]:
    """By model: the share of needs that could meet help at most, a seed each."""
    with ProcessPoolExecutor() as processes:
        found = list(processes.map(_bounds_of, seeds))
    return {model: [one[model] for one in found] for model in MODELS}


def _bounds_of(seed: int) -> dict[str, float]:
    world = build_world(seed)
    return {model: most_matched(world, LEAST[model]) for model in MODELS}


def _live_all(seed: int) -> dict[tuple[str, str], dict[str, float]]:
    world = build_world(seed)
    return {(model, order): live(world, ORDERS[order], MODELS[model]) for model, order in product(MODELS, ORDERS)}


def ratios(found: Lives, model: str, beside: str, seeds: Sequence[int]) -> list[float]:
    """Needs matched in our order to those in another, of the same seed."""
    return [found[model, "matching"][seed]["needs matched"] / found[model, beside][seed]["needs matched"] for seed in seeds]


def print_measures(found: Lives) -> None:
    for (model, order), measures in found.items():
        for name in measures[0]:
            low, mean, high = interval([one[name] for one in measures])
            print(f"{name} ({model}, {order}): {mean:.3f} ({low:.3f} to {high:.3f})")


def print_ratios(found: Lives, seeds: Sequence[int], which: str) -> None:
    """In every model, and the lowest bound of the three beside relevance, which is what counts."""
    for model, beside in product(MODELS, ("relevance", "newest")):
        low, mean, high = interval(ratios(found, model, beside, seeds))
        print(f"needs matched ratio to {beside} ({model}{which}): {mean:.3f} ({low:.3f} to {high:.3f})")
    lowest = min(interval(ratios(found, model, "relevance", seeds))[0] for model in MODELS)
    print(f"needs matched ratio{which and f' ({which[2:]})'}: {lowest:.3f}", flush=True)


def print_bounds(found: Lives, most: dict[str, list[float]], seeds: Sequence[int]) -> None:
    """What the best of all orders could reach, in every model and in all of them."""
    told = {model: [most[model][seed] / found[model, "relevance"][seed]["needs matched"] for seed in seeds] for model in MODELS}
    for model, ratios_ in told.items():
        low, mean, high = interval(ratios_)
        print(f"needs matched ratio of an oracle ({model}): {mean:.3f} ({low:.3f} to {high:.3f})")
    print(f"needs matched ratio of an oracle: {min(interval(ratios_)[0] for ratios_ in told.values()):.3f}", flush=True)


def draw(found: Lives) -> str:
    """The share of needs that met help, by model and order, with its 95 % interval, as SVG."""
    rows = []
    for (model, order), measures in found.items():
        low, mean, high = interval([one["needs matched"] for one in measures])
        rows.append({"model": model, "order": order, "low": low, "mean": mean, "high": high})
    chart, data = cast(Any, alt.Chart), cast(Any, alt.Data)  # altair's types are not for strict checkers
    base = chart(data(values=rows), width=460, height=90).encode(y=alt.Y("order:N", sort=list(ORDERS), title=None))
    share = alt.X("mean:Q", title="needs that met help in 90 days", axis=alt.Axis(format=".0%"), scale=alt.Scale(zero=True))
    bars = base.mark_bar(color="#0f5c6e", size=18).encode(x=share)
    spans = base.mark_rule(color="#b8621b", strokeWidth=3).encode(x="low:Q", x2="high:Q")
    layered = alt.layer(bars, spans).facet(row=alt.Row("model:N", sort=list(MODELS), title=None))
    return str(vl_convert.vegalite_to_svg(layered.to_dict()))


def main(plot: str | None = None) -> None:
    found = lives(SEEDS)
    print_measures(found)
    print_ratios(found, TUNED_BY, ", seeds tuned by")
    print_ratios(found, MEASURED, ", seeds only measured")
    print_ratios(found, SEEDS, "")
    print_bounds(found, bounds(SEEDS), SEEDS)
    if plot:
        Path(plot).write_text(draw(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
