"""What two releases of a changing city tell together that neither tells alone.

The attacker is as strong as can be: he knows who is on the register on both days, and in which class of which file everybody is; only
causes, health and measures are unknown to him. Two things must not help him.

**Intersection.** A household that is in both files had its cause in the earlier class and has it in the later one. If it has not changed,
it is among the values that both classes share: these must be at least l.

**Difference.** If some classes of the earlier file hold the same households as some classes of the later file but for a few who came or
left, the difference of their counts is the causes of those few. For every choice of classes on both sides the households that are on one
side only must be nobody, or at least `rule.difference`. That is a question of minimum cuts: take the classes of both files as the vertices
of a graph, with an edge for all households that are in both its ends, and one more vertex, "outside", for the file in which a household
is not. The households by which a choice of classes differs are the weight of the cut around it. Small cuts are found by maximum-adjacency
orders, in which everything that is connected strongly enough is drawn together (Nagamochi and Ibaraki).

Membership (household, class and the codes of sensitive attributes) stays inside the register; it is never published.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from open_data.anonymise.rules import MicrodataRule

OUTSIDE = "outside"
Vertex = str
Weight = int | Fraction
Graph = dict[Vertex, dict[Vertex, Weight]]


@dataclass(frozen=True)
class Comparison:
    """The classes of the later file through which it tells too much beside the earlier one, and how many households are in both."""

    shared: int
    narrow: frozenset[int]  # classes with a household whose possible values come down to fewer than l
    differing: frozenset[int]  # classes that differ from earlier ones by a few households

    @property
    def is_safe(self) -> bool:
        return not self.narrow and not self.differing


def compare_releases(earlier: pl.DataFrame, later: pl.DataFrame, rule: MicrodataRule) -> Comparison:
    """Hold the membership of a later file against that of an earlier one."""
    both = earlier.select("household", before="class").join(later.select("household", after="class"), on="household", how="full", coalesce=True)
    atoms = both.group_by("before", "after").agg(households=pl.len()).sort("before", "after")
    shared = atoms.drop_nulls()
    narrow = {after for s in rule.sensitive for after in _narrow(earlier, later, shared, s.column, s.distinct)}
    edges = [
        (OUTSIDE if before is None else f"before {before}", OUTSIDE if after is None else f"after {after}", households)
        for before, after, households in atoms.iter_rows()
    ]
    differing = {int(vertex.removeprefix("after ")) for vertex in small_cuts(edges, rule.difference) if vertex.startswith("after ")}
    return Comparison(int(shared["households"].sum()), frozenset(narrow), frozenset(differing))


def _narrow(earlier: pl.DataFrame, later: pl.DataFrame, shared: pl.DataFrame, column: str, distinct: int) -> list[int]:
    """Later classes that share fewer than `distinct` values with an earlier class of one of their households."""
    before = earlier.select(before="class", value=column).unique()
    after = later.select(after="class", value=column).unique()
    common = shared.join(before, on="before").join(after, on=["after", "value"]).group_by("before", "after").agg(values=pl.len())
    counted = shared.join(common, on=["before", "after"], how="left").filter(pl.col("values").fill_null(0) < distinct)
    return counted["after"].unique().to_list()


def small_cuts(edges: Iterable[tuple[Vertex, Vertex, Weight]], least: int) -> set[Vertex]:
    """Vertices inside cuts that weigh more than nothing and less than `least`; empty if and only if there is no such cut."""
    graph, inside, found = _graph(edges), defaultdict[Vertex, set[Vertex]](set), set[Vertex]()
    while len(graph) > 1:
        weak = [vertex for vertex, near in graph.items() if vertex != OUTSIDE and sum(near.values()) < least]
        for vertex in weak:
            found |= {vertex, *inside[vertex]} if graph[vertex] else set()
            _merge(graph, inside, OUTSIDE, vertex)
        if not weak:
            _draw_together(graph, inside, least)
    return found


def _graph(edges: Iterable[tuple[Vertex, Vertex, Weight]]) -> Graph:
    graph: Graph = {OUTSIDE: {}}
    for one, other, weight in edges:
        for near, far in ((one, other), (other, one)):
            graph.setdefault(near, {})[far] = weight
    return graph


def _draw_together(graph: Graph, inside: defaultdict[Vertex, set[Vertex]], least: int) -> None:
    """Merge what no cut below `least` separates. At least the last two vertices of the order are merged, as no vertex is weak."""
    reached, done, strong = dict[Vertex, Weight](dict.fromkeys(graph, 0)), set[Vertex](), list[tuple[Vertex, Vertex]]()
    queue: list[tuple[Weight, Vertex]] = [(0 if vertex == OUTSIDE else 1, vertex) for vertex in graph]
    heapq.heapify(queue)
    while queue:
        _, vertex = heapq.heappop(queue)
        if vertex in done:
            continue
        done.add(vertex)
        for near, weight in graph[vertex].items():
            if near not in done:
                reached[near] += weight
                strong += [(vertex, near)] if reached[near] >= least else []
                heapq.heappush(queue, (-reached[near], near))
    _merge_all(graph, inside, strong)


def _merge_all(graph: Graph, inside: defaultdict[Vertex, set[Vertex]], pairs: Iterable[tuple[Vertex, Vertex]]) -> None:
    into: dict[Vertex, Vertex] = {}

    def now(vertex: Vertex) -> Vertex:
        while vertex in into:
            vertex = into[vertex]
        return vertex

    for one, other in pairs:
        kept, gone = sorted((now(one), now(other)), key=lambda vertex: (vertex != OUTSIDE, vertex))
        if kept != gone:
            _merge(graph, inside, kept, gone)
            into[gone] = kept


def _merge(graph: Graph, inside: defaultdict[Vertex, set[Vertex]], kept: Vertex, gone: Vertex) -> None:
    for near, weight in graph.pop(gone).items():
        del graph[near][gone]
        if near != kept:
            graph[kept][near] = graph[near][kept] = graph[kept].get(near, 0) + weight
    inside[kept] |= {gone, *inside.pop(gone, set())}
