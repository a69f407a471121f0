"""Whatever happens to the cluster, somebody who asks is answered in time, and is told by whom."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.cursors import StaleCursorError
from search.desk import Desk
from search.embedded import EmbeddedEngine
from search.queries import Clause, Phrase, Query, Question
from search.standby import PAUSES, Breaker, WithStandby
from tests.search.conftest import RELEASE, Run, forget
from tests.search.release import TODAY

SLOW = 0.2
"""Seconds that a slow cluster takes for each question."""
ASKED = Question(clauses=(Clause("江阴", (Phrase(("江", "阴")),)),), today=TODAY)


class Now:
    """A clock that stands where the test puts it."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def standing_by(url: str, embedded: EmbeddedEngine, now: Now, seconds: float = 0.3, index: str = "nothing") -> WithStandby:
    cluster = Cluster(urls=(url,), index=index, seconds=seconds)
    engine = ClusterEngine(cluster.client(), cluster.release_alias(embedded.fingerprint), embedded)
    return WithStandby(engine, embedded, seconds, Breaker(now))


@contextmanager
def listener(accepts: bool) -> Iterator[str]:
    """An address behind which nobody answers: connections are taken and left alone, or refused."""
    with listening(accepts) as silent:
        yield _url(silent)


@contextmanager
def listening(accepts: bool) -> Iterator[socket.socket]:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if accepts:
            silent.listen(64)
        yield silent


def _url(silent: socket.socket) -> str:
    return f"http://127.0.0.1:{silent.getsockname()[1]}"


def connections(silent: socket.socket) -> int:
    """How many have come and were left alone."""
    silent.setblocking(False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            silent.accept()[0].close()
            count += 1
    return count


@pytest.mark.parametrize("accepts", [True, False], ids=["silent", "refusing"])
def test_the_embedded_engine_answers_for_a_cluster_that_does_not(embedded: EmbeddedEngine, run: Run[Any], accepts: bool) -> None:
    with listener(accepts) as url:
        engine = standing_by(url, embedded, Now())
        assert run(engine.find(ASKED)) == embedded.find_now(ASKED)
        run(engine.close())


def test_the_answer_says_who_gave_it(embedded: EmbeddedEngine, run: Run[Any]) -> None:
    with listener(accepts=False) as url:
        desk = Desk(embedded, standing_by(url, embedded, Now()))
        answer = run(desk.answer(Query(text="江阴 轮椅"), TODAY))
        assert (answer.engine, answer.total > 0) == ("embedded", True)


def test_a_cluster_that_failed_is_left_alone_and_tried_again_by_one() -> None:
    now = Now()
    breaker = Breaker(now)
    for pause in (*PAUSES, PAUSES[-1]):
        breaker.failed()
        assert breaker.is_open
        now.seconds += pause - 0.01
        assert breaker.is_open
        now.seconds += 0.02
        assert [breaker.is_open for _ in range(3)] == [False, True, True]
    breaker.answered()
    assert not breaker.is_open


def test_sums_are_those_of_one_engine(embedded: EmbeddedEngine, run: Run[Any]) -> None:
    async def collect(engine: Any) -> list[Any]:
        return [found async for found in engine.sums(ASKED, ("kind",))]

    with listener(accepts=False) as url:
        assert run(collect(standing_by(url, embedded, Now()))) == run(collect(embedded))


def test_a_mistake_of_the_asker_is_no_failure_of_the_cluster(embedded: EmbeddedEngine, run: Run[Any]) -> None:
    with listener(accepts=False) as url:
        engine = standing_by(url, embedded, Now())
        after = embedded.find_now(replace(ASKED, size=1)).after
        with pytest.raises(StaleCursorError):
            run(engine.find(replace(ASKED, clauses=(), after=after)))


def test_a_cluster_that_comes_back_answers_again(embedded: EmbeddedEngine, elasticsearch: str, run: Run[Any]) -> None:
    """Not there yet, then there, then closed, then there again: nobody is left without an answer, and pages go on."""
    own = Cluster(urls=(elasticsearch,), index=f"test-{uuid4().hex[:12]}", seconds=60.0)
    now = Now()
    engine = standing_by(elasticsearch, embedded, now, seconds=60.0, index=own.index)
    expected, answered = embedded.find_now(ASKED), []

    async def ask(after: str | None) -> str | None:
        now.seconds += PAUSES[-1] + 1
        found = await engine.find(replace(ASKED, after=after))
        answered.append(found.engine)
        assert found.total == expected.total
        return found.after

    async def story() -> None:
        async with own.client() as client:
            after = await ask(None)
            index = await publish(own, embedded, RELEASE)
            after = await ask(after)
            await client.indices.close(index=index)
            after = await ask(after)
            await client.indices.open(index=index)
            await client.cluster.health(index=index, wait_for_status="yellow")
            await ask(after)

    try:
        run(story())
    finally:
        run(engine.close())
        run(forget(own))
    assert answered == ["embedded", "elasticsearch", "embedded", "elasticsearch"]


def test_many_who_ask_a_silent_cluster_wait_once(embedded: EmbeddedEngine, run: Run[Any]) -> None:
    async def ask(engine: WithStandby) -> None:
        await engine.find(ASKED)
        await asyncio.gather(*(engine.find(ASKED) for _ in range(20)))

    with listening(accepts=True) as silent:
        engine = standing_by(_url(silent), embedded, Now())
        run(ask(engine))
        assert 1 <= connections(silent) <= 2
        run(engine.close())


NOTHING = b'{"hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}, "aggregations": {}}'
"""What a cluster answers that has found nothing, after a while."""


def test_cluster_that_is_slow_each_time_does_not_keep_one_answer_waiting_for_all_of_its_questions(embedded: EmbeddedEngine, run: Run[Any]) -> None:
    """Nothing is found, so a dozen questions follow, each answered in time by itself: together they are too slow."""
    asked = Query(text="残疾儿童 康复 宜兴 不存在的东西")

    async def story(asked_of: list[bytes]) -> Any:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while head := await reader.readuntil(b"\r\n\r\n"):
                    asked_of.append(head)
                    await reader.readexactly(int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1]))  # type: ignore[index]
                    await asyncio.sleep(SLOW)
                    kept = b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    writer.write(kept % len(NOTHING) + NOTHING)
                    await writer.drain()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        engine = standing_by(url, embedded, Now(), seconds=2.5 * SLOW)
        found = await Desk(embedded, engine).answer(asked, TODAY)
        await engine.close()
        server.close()
        await server.wait_closed()
        return found

    heads: list[bytes] = []
    found = run(story(heads))
    assert 1 <= len(heads) <= 3  # the third is over its time
    assert (found.engine, found.total > 0) == ("embedded", True)
