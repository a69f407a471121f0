"""How good both engines are by the judged questions: `python -m benchmarks.judged`.

nDCG (Järvelin and Kekäläinen 2002, gain = grade) and recall are those of trec_eval, over the questions that have a useful document. A
document that nobody judged counts as grade 0; `judged@10` tells how many of the first ten were judged, that is how far to trust the rest.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from uuid import uuid4

from ir_measures import R, calc_aggregate, nDCG

from benchmarks.judged.collection import USEFUL, Judgement, Question, judgements, pools, questions
from benchmarks.judged.release import search_file
from benchmarks.publishing import DAY
from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.desk import Desk
from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.queries import Query
from tests.elasticsearch import nodes

DEPTH = 50
MEASURES = {"ndcg@10": nDCG @ 10, "recall@50": R(rel=USEFUL) @ DEPTH}
Run = Mapping[str, Sequence[str]]
"""The documents that were found for each question, the best first."""
Grades = dict[str, dict[str, int]]
"""What each document is worth to a question."""


def figures(judged: Sequence[Judgement], run: Run, asked: Sequence[Question]) -> dict[str, float]:
    """What a run is worth."""
    grades: Grades = {}
    for one in judged:
        grades.setdefault(one.question, {})[one.document] = one.grade
    answered = {question: own for question, own in grades.items() if max(own.values()) >= USEFUL}
    told = _measured(answered, run)
    told["judged@10"] = mean(mean(document in grades[question] for document in run[question][:10]) for question in answered if run[question])
    told["results where nothing is useful"] = mean(bool(run[question]) for question in grades if question not in answered)
    for half, own in _parts(asked, answered, "half"):
        told |= {f"{name}, {half}": figure for name, figure in _measured(own, run).items()}
    for kind, own in _parts(asked, answered, "kind"):
        told[f"ndcg@10, {kind}"] = _measured(own, run)["ndcg@10"]
    return told


def _parts(asked: Sequence[Question], answered: Grades, by: str) -> Iterator[tuple[str, Grades]]:
    """The grades of the questions that have an answer, apart by what their halves or kinds are."""
    with_answer = [question for question in asked if question.id in answered]
    for part in dict.fromkeys(getattr(question, by) for question in with_answer):
        yield part, {question.id: answered[question.id] for question in with_answer if getattr(question, by) == part}


def _measured(grades: Grades, run: Run) -> dict[str, float]:
    scores = {question: {document: -float(place) for place, document in enumerate(run[question])} for question in grades}
    measured = calc_aggregate(list(MEASURES.values()), grades, scores)
    return {name: measured[measure] for name, measure in MEASURES.items()} | {"zero results": mean(not run[question] for question in grades)}


def overlap(first: Run, second: Run) -> float:
    """How many of the first ten two runs have in common, on the mean of the questions for which either found something."""
    tens = [(set(first[question][:10]), set(second[question][:10])) for question in first]
    return mean(len(a & b) / max(len(a), len(b)) for a, b in tens if a or b)


async def run_of(desk: Desk, asked: Sequence[Question]) -> Run:
    answers = [await desk.answer(Query(text=question.text, size=DEPTH), DAY) for question in asked]
    return {question.id: [hit.document.id for hit in (*answer.hits, *answer.nearly)] for question, answer in zip(asked, answers, strict=True)}


async def _run_in_cluster(url: str, embedded: EmbeddedEngine, asked: Sequence[Question]) -> Run:
    cluster = Cluster(urls=(url,), index=f"judged-{uuid4().hex[:12]}", seconds=60.0)
    await publish(cluster, embedded, "judged")
    engine: Engine = ClusterEngine(cluster.client(), cluster.release_alias(embedded.fingerprint), embedded)
    try:
        return await run_of(Desk(embedded, engine), asked)
    finally:
        await engine.close()


def _check(embedded: EmbeddedEngine) -> None:
    """The release must be that which was judged."""
    titles = {document.id: document.title for _, document in embedded.all_documents()}
    if other := [one.document for one in pools() if titles.get(one.document) != one.title]:
        raise SystemExit(f"the demo city has changed: {len(other)} judged documents are no longer what they were, {other[0]} for one")


def _show(engine: str, told: Mapping[str, float]) -> None:
    for name, figure in told.items():
        print(f"search {name} ({engine}): {figure:.3f}", flush=True)


def main(folder: Path) -> None:
    embedded, asked, judged = EmbeddedEngine(search_file(folder)), questions(), judgements()
    _check(embedded)
    ours = asyncio.run(run_of(Desk(embedded), asked))
    _show("embedded", figures(judged, ours, asked))
    if reason := nodes.why_not():
        print(reason)
        return
    home = folder / "elasticsearch"
    home.mkdir()
    with nodes.running(1, home) as (node,):
        theirs = asyncio.run(_run_in_cluster(node.url, embedded, asked))
    _show("elasticsearch", figures(judged, theirs, asked))
    print(f"search overlap@10: {overlap(ours, theirs):.3f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as release:
        main(Path(release))
