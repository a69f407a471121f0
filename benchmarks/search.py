"""How fast and how true search is, with either engine: `python -m benchmarks.search [documents …]`.

Ten kinds of question, twenty of each, every one asked first cold (its phrases not yet kept) and then again, with five facets counted; then all
of them by sixteen clients at once. The engines are asked in one run, of the same release; a node of Elasticsearch is started for it as on a search host, and asked
other questions first, since Java compiles what runs often: then all that it kept of them is forgotten.
Truth is Python's `in` on the real names of divisions; beside the engine stand FTS5 tables of the raw names, as they often are.
"""

from __future__ import annotations

import asyncio
import gc
import math
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import chain, cycle
from pathlib import Path
from random import Random
from statistics import mean, quantiles

from benchmarks.servers import processor_seconds
from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.desk import Desk
from search.embedded import EmbeddedEngine
from search.index_file import build
from search.normalise import words_of
from search.queries import Clause, FacetIs, Phrase, Point, Query, Question, Sort
from search.records import from_record
from tests.elasticsearch import nodes
from tests.search.release import FUND_KINDS, NEED_KINDS, TERMS, TODAY, USES, documents, places

SIZES = (10_000, 50_000, 200_000)
FACETS = ("kind", "year", "benefit_county", "fund_kind", "skill")
ASKED = 20  # of each kind
CLIENTS = 16
SECONDS = 5.0
PATIENT = 60.0  # seconds: a benchmark wants the cluster's answer, however late
AS_ON_A_HOST = ("-Xms1g", "-Xmx1g")  # docs/search-cluster.md
WARM = range(100, 110)


def questions(random: Random) -> dict[str, list[Query]]:
    """Ten kinds of question as people ask them."""
    names = {level: [p.name for p in places() if len(p.code) == level] for level in (6, 9, 12)}
    counties = [name.rstrip("市区") for name in names[6]]

    def each(*parts: Sequence[str], sort: Sort = Sort.BEST) -> list[Query]:
        texts = ["".join(random.choice(part) for part in parts) for _ in range(ASKED)]
        return [Query(text=text, facets=FACETS, sort=sort, near=Point(31.5, 120.3)) for text in texts]

    return {
        "one character": each("村镇金江湖山"),
        "a county": each(counties),
        "a town or village": each([name[:2] for name in (*names[9], *names[12])]),
        "a kind": each([*FUND_KINDS.values(), *NEED_KINDS.values()]),
        "place and kind": each(counties, " ", [*NEED_KINDS.values(), *USES]),
        "a sentence": each(["请问", ""], counties, ["市的", "的"], list(FUND_KINDS.values()), ["怎么申请", "有哪些"]),
        "words of a text": each(["财政局拨付", "正在招标", "资金来源", "公示期七天", "监督电话", "符合条件的家庭"]),
        "pinyin": each(["lunyi", "jiangyin", "yixing", "jy", "dibao", "mianbei"]),
        "a slip": each(["伦椅", "住房休缮", "最低生活保章", "江英", "棉贝"]),
        "amount, year, newest": each(["5000元以内 ", "2万以上 ", "1到3万元 "], ["2024年 ", "去年 ", "近三年 "], counties, sort=Sort.NEWEST),
    }


async def speed(desk: Desk, engine: str, count: int, of_node: Callable[[], float] = lambda: 0.0) -> None:
    """Durations by the clock, and by the processor of this process and of the node's: on a machine that others use too, the clock tells of them as well."""
    from_record.cache_clear()
    gc.collect()  # what was built before would be looked through while a question is timed
    first, again = [], []
    for kind, asked in questions(Random(7)).items():
        own = [[await _taken(desk, query, of_node) for query in asked] for _ in range(3)]
        print(f"search p95 ms ({engine}, {kind}) at {count}: {_told(own[0])} first, {_told(own[1] + own[2])} again")
        first += own[0]
        again += own[1] + own[2]
    clock, processor, node = zip(*first, *again, strict=True)
    print(f"search p50 ms ({engine}) at {count}: {quantiles(clock, n=20)[9]:.1f}")
    print(f"search p95 ms ({engine}) at {count}: {_p95(clock):.1f}")
    print(f"search p95 processor ms ({engine}) at {count}: {_p95(processor):.1f}")
    print(f"search p95 processor ms with the node's ({engine}) at {count}: {_p95([sum(both) for both in zip(processor, node, strict=True)]):.1f}")
    print(f"search node processor ms a question ({engine}) at {count}: {mean(node):.2f}")
    print(f"search questions/s with {CLIENTS} clients ({engine}) at {count}: {await _crowd(desk):.0f}", flush=True)


Taken = tuple[float, float, float]
"""Milliseconds by the clock, by the processor of this process, and by that of the node."""


async def _taken(desk: Desk, query: Query, of_node: Callable[[], float]) -> Taken:
    before = time.perf_counter(), time.process_time(), of_node()
    await desk.answer(query, TODAY)
    after = time.perf_counter(), time.process_time(), of_node()
    clock, processor, node = ((end - begin) * 1000 for begin, end in zip(before, after, strict=True))
    return clock, processor, node


async def _crowd(desk: Desk) -> float:
    """Answers a second to clients that each ask again as soon as they are answered."""
    asked = cycle(chain.from_iterable(questions(Random(8)).values()))
    began = time.perf_counter()

    async def client() -> int:
        answered = 0
        while time.perf_counter() - began < SECONDS:
            await desk.answer(next(asked), TODAY)
            answered += 1
        return answered

    return sum(await asyncio.gather(*(client() for _ in range(CLIENTS)))) / (time.perf_counter() - began)


def _told(taken: Sequence[Taken]) -> str:
    clock, processor, node = zip(*taken, strict=True)
    return f"{_p95(clock):.1f} (processor {_p95(processor):.1f}, node {_p95(node):.1f})"


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[18]


def truth(engine: EmbeddedEngine) -> None:
    """Recall and precision for two hundred parts of names, from two to four characters."""
    names = {p.code: p.name for p in places() if len(p.code) > 4}
    random = Random(11)
    parts = [(name := random.choice(list(names.values())))[(at := random.randrange(len(name) - 1)) : at + random.randint(2, 4)] for _ in range(200)]
    is_place = FacetIs("kind", frozenset({"county", "town", "village"}))

    def ours(part: str) -> Iterator[str]:
        asked = Question(clauses=(Clause(part, (Phrase(words_of(part)),)),), filters=(is_place,), today=TODAY, size=2_000)
        return (ranked.document.id for ranked in engine.find_now(asked).ranked)

    with closing(sqlite3.connect(":memory:")) as file:
        for name, find in {
            "characters and phrases": ours,
            "raw unicode61": _raw(file, "unicode61", names),
            "raw trigram": _raw(file, "trigram", names),
        }.items():
            recalls, precisions = zip(*(_measured(part, set(find(part)), names) for part in parts), strict=True)
            print(f"search recall ({name}): {mean(recalls):.2f}")
            print(f"search precision ({name}): {mean(precisions):.2f}")


def _raw(file: sqlite3.Connection, tokenizer: str, names: dict[str, str]) -> Callable[[str], Iterator[str]]:
    file.execute(f"create virtual table {tokenizer}_names using fts5(name, code unindexed, tokenize='{tokenizer}')")
    file.executemany(f"insert into {tokenizer}_names values (?, ?)", ((name, code) for code, name in names.items()))
    return lambda part: (code for (code,) in file.execute(f"select code from {tokenizer}_names where name match ?", (f'"{part}"',)))


def _measured(part: str, found: set[str], names: dict[str, str]) -> tuple[float, float]:
    true = {code for code, name in names.items() if part in name}
    return len(found & true) / len(true), len(found & true) / len(found) if found else 0.0


async def in_cluster(path: Path, url: str, count: int, process: int | None) -> None:
    """The same release in a cluster: what it takes to bring it there, and to ask it."""
    embedded, cluster = EmbeddedEngine(path), Cluster(urls=(url,), seconds=PATIENT)
    start = time.perf_counter()
    index = await publish(cluster, embedded, "benchmark")
    print(f"search index seconds (elasticsearch) at {count}: {time.perf_counter() - start:.1f}")
    client = cluster.client()
    stored = (await client.indices.stats(index=index, metric="store"))["_all"]["primaries"]["store"]["size_in_bytes"]
    print(f"search index bytes a document (elasticsearch) at {count}: {stored / count:.0f}")
    await _warm(Desk(embedded, ClusterEngine(client, index, embedded)))
    await client.indices.clear_cache(index=index)
    fresh = EmbeddedEngine(path)
    desk = Desk(fresh, ClusterEngine(client, index, fresh))
    await speed(desk, "elasticsearch", count, lambda: _processor_of(process))
    await desk.close()


async def _warm(desk: Desk) -> None:
    for seed in WARM:
        for query in chain.from_iterable(questions(Random(seed)).values()):
            await desk.answer(query, TODAY)


def _processor_of(process: int | None) -> float:
    """Seconds of the processor that the node took; not a number where it is not ours."""
    return math.nan if process is None else processor_seconds(process)


def in_file(path: Path, count: int) -> None:
    """The embedded engine's file of a release: what it takes to build and to ask it."""
    release = documents(count)
    start, start_cpu = time.perf_counter(), time.process_time()
    build(path, release, places(), TERMS)
    print(f"search index seconds (embedded) at {count}: {time.perf_counter() - start:.1f} (processor {time.process_time() - start_cpu:.1f})")
    print(f"search index bytes a document (embedded) at {count}: {path.stat().st_size / count:.0f}")
    asyncio.run(speed(Desk.open(path), "embedded", count))


def main(sizes: Iterable[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url, process = _elasticsearch(Path(folder), stack)
        for count in sizes:
            path = Path(folder) / f"{count}.db"
            in_file(path, count)
            if url:
                asyncio.run(in_cluster(path, url, count, process))
        truth(EmbeddedEngine(path))


def _elasticsearch(folder: Path, stack: ExitStack) -> tuple[str | None, int | None]:
    """The address of a server and its process: the one that is given, or one that runs as long as the benchmark; none, and why, where it cannot be had."""
    if nodes.GIVEN:
        return nodes.GIVEN, None
    if missing := nodes.why_not():
        print(f"elasticsearch: left out ({missing})")
        return None, None
    (node,) = stack.enter_context(nodes.running(1, folder, AS_ON_A_HOST))
    return node.url, node.process.pid


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
