"""How long matching takes with many open needs: `python -m benchmarks.matching [needs]`.

Each of the questions goes the whole road of `matchNeeds`: candidates by the compiled statement under a donor's policy, counts, score and order.
Beside it: what it takes of a processor, here and in PostgreSQL, and scoring and ordering alone, of the same number of candidates.
"""

from __future__ import annotations

import asyncio
import sys
import time
from random import Random
from statistics import quantiles

from benchmarks.servers import KEYS, databases, postmaster_of, processor_seconds
from databases.clock import Clock
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.reads import Reads
from search.matches import MOST, Matcher
from search.matching import Need, Offer, match

NEEDS, ASKED = 20_000, 200
KINDS = {"goods": ("轮椅", "棉被", "大米", ""), "service": ("家电维修", "课业辅导", ""), "medical": ("上门护理", "康复"), "job": ("就近就业岗位",)}
FILL = """
INSERT INTO need (measure_id, household_id, public_id, need_item_id, state, target, pledged, price, needed_by, published_on, drafter_id, reviewer_id,
  second_reviewer_id, region_code, village_code)
SELECT 1000000 + n, 1000000 + n, 'B' || n, 1 + n % 8, 'published', 1 + n % 3, 0, (SELECT price_ceiling FROM need_item WHERE id = 1 + n % 8),
  current_date + 1 + n % 120, current_date, 1, 2, 3, left(code, 9), code
FROM generate_series(1, $1) AS n JOIN (SELECT code, row_number() OVER (ORDER BY code) AS place, count(*) OVER () AS all_of_them
  FROM region WHERE level = 'village') AS village ON village.place = 1 + n * 7 % village.all_of_them
"""


async def measure(city: Databases, count: int) -> None:
    async with city.connection("forces") as connection:
        await connection.execute(FILL, count)
        await connection.execute("ANALYZE")
    reads = Reads(city, policy.load())
    donor = Subject(1, assignments=(Assignment.of("donor", "", "3202"),), donor_id=1)
    matcher, random = Matcher(reads, donor, Clock()), Random(7)
    offers = [_offer(random, matcher.clock) for _ in range(ASKED)]
    for offer in offers:  # statements planned
        await matcher.needs(offer)
    postmaster = await postmaster_of(city)
    own, postgresql = time.process_time(), processor_seconds(postmaster)
    print(f"match p95 ms: {_p95([await _taken(matcher, offer) for offer in offers]):.1f}")
    print(f"match processor ms: {(time.process_time() - own) / ASKED * 1000:.1f}")
    print(f"match processor ms of PostgreSQL: {(processor_seconds(postmaster) - postgresql) / ASKED * 1000:.1f}")
    print(f"match p95 ms (score and order alone, {MOST} candidates): {await _pure(matcher, offers):.1f}")
    await reads.close()


def _offer(random: Random, clock: Clock) -> Offer:
    kind = random.choice(list(KINDS))
    return Offer(kind, random.choice(KINDS[kind]), random.choice(["3202", "320281", "320282", "320205"]), clock.today())


async def _taken(matcher: Matcher, offer: Offer) -> float:
    start = time.perf_counter()
    await matcher.needs(offer)
    return (time.perf_counter() - start) * 1000


async def _pure(matcher: Matcher, offers: list[Offer]) -> float:
    weights, today, taken = await matcher.weights(), matcher.clock.today(), []
    needs = [Need(n, f"N{n}", "轮椅", "goods", "320281101", f"320281{101 + n % 90}", 3, 1 + n % 3, today) for n in range(MOST)]
    for offer in offers:
        start = time.perf_counter()
        match(Offer("goods", offer.about, offer.region_code, today), needs, weights, today, "seed")
        taken.append((time.perf_counter() - start) * 1000)
    return _p95(taken)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[18]


def main(count: int) -> None:
    with databases() as city:
        asyncio.run(load(city, City(600), KEYS, lambda *_: None))
        asyncio.run(measure(city, count))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NEEDS)
