"""What the past costs: the same question now and `asOf`, asked in turns in one run, as ratios of their medians.

`python -m benchmarks.as_of [households]`. The moment is that of the loaded city. At first nothing has changed since, so that
its rows lie in the tables; then every row that is asked for is changed once, so that all of them lie in the histories.
The data of both answers must be the same.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from statistics import median

import orjson

from benchmarks.load import Request, measure
from benchmarks.reads import Actors, api, ask, city, data
from databases.connections import Databases

HOUSEHOLDS = 3_000
ROUNDS = 15
SECONDS = 0.3
MOMENT, ID = "$moment", "$id"
QUESTIONS = {
    "page": f"{{ households(first: 50{MOMENT}) {{ edges {{ node {{ id number headName category state filedOn }} }} }} }}",
    "filtered page": f"{{ households(first: 50, where: {{category: {{eq: dibao}}}}{MOMENT}) {{ edges {{ node {{ id number headName }} }} }} }}",
    "look-up": f'{{ nodes(ids: ["{ID}"]{MOMENT}) {{ ... on Household {{ number headName members {{ name }} }} }} }}',
    "nested page": f"{{ households(first: 50{MOMENT}) {{ edges {{ node {{ id number members {{ id name bornOn }} "
    "paymentLines(first: 5) { edges { node { id month amount } } } } } } }",
    "aggregate": f"{{ householdGroups(by: [CATEGORY]{MOMENT}) {{ totalCount nodes {{ category count average {{ perCapitaIncome }} }} }} }}",
    "count": f"{{ households(first: 1{MOMENT}) {{ totalCount }} }}",
}
ASKED = {"beneficiaries": ("household", "member"), "funds": ("payment_line",)}


def main(households: int) -> None:
    with city(households) as (served, actors, home), api(served, home) as (port, _):
        loaded = datetime.now(UTC)
        _compare(port, actors, loaded, f"nothing changed since, {households} households")
        asyncio.run(_change_every_row(served))
        _compare(port, actors, loaded, f"every row changed since, {households} households")


def _compare(port: int, actors: Actors, moment: datetime, state: str) -> None:
    for name, question in QUESTIONS.items():
        now, then = (_request(port, actors, question, argument) for argument in ("", f', asOf: "{moment.isoformat()}"'))
        assert data(ask(now)) == data(ask(then)), name
        rounds = [(measure([now], SECONDS, connections=1).median_ms, measure([then], SECONDS, connections=1).median_ms) for _ in range(ROUNDS)]
        ratios = sorted(past / present for present, past in rounds)
        print(f"{name} now ms ({state}): {median(present for present, _ in rounds):.2f}")
        print(f"{name} asOf to now ({state}): {median(ratios):.2f}")
        print(f"{name} asOf to now ({state}), lowest and highest round: {ratios[0]:.2f} {ratios[-1]:.2f}", flush=True)


def _request(port: int, actors: Actors, question: str, moment: str) -> Request:
    query = question.replace(MOMENT, moment).replace(ID, actors.managed)
    return Request.post(port, orjson.dumps({"query": query}), actors.tokens["manager"])


async def _change_every_row(served: Databases) -> None:
    """A new version of each, with the same values."""
    for database, tables in ASKED.items():
        async with served.connection(database) as connection:
            for table in tables:
                await connection.execute(f"UPDATE {table} SET region_code = region_code")
            await connection.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS)
