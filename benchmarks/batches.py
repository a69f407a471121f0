"""How long the largest batches take: `python -m benchmarks.batches`.

A donor pledges to so many needs and an official signs for them, each by itself and as a whole; helpers for so many households, and volunteers for so many
places of shifts, are confirmed as a whole. Every batch is sent again with its key, by which nothing is made twice.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from datetime import time as time_of_day
from datetime import timedelta
from itertools import product
from typing import Any

import asyncpg

from benchmarks.matching import FILL
from benchmarks.servers import KEYS, databases
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.changes.assigning import Confirmation, PairWanted, confirm_pairings
from resolvers.changes.batches import Batch, confirm_receipts, make_pledges
from resolvers.changes.core import MOST_ITEMS, Changes
from resolvers.changes.pledges import OFFICER, PledgeWanted, Receipt
from resolvers.changes.shift_assigning import PlaceWanted, ShiftConfirmation, confirm_shift_assignments
from resolvers.changes.shifts import CampaignWanted, ShiftWanted, open_campaign, open_shift

HOUSEHOLDS, VOLUNTEERS = 3_000, 50
REASON = "按照方案统一安排"
DONOR = Subject(120, assignments=(Assignment.of("donor", "", "3202"),), number="P000120", donor_id=1)
OFFICIAL = Subject(101, assignments=(Assignment.of("manager", "civil_affairs", "3202"),), number="P000101")
MAY_HOLD = "UPDATE rule_parameter SET value = 10000 WHERE name IN ('pledges_held_a_giver', 'pledges_a_giver_a_day')"
OPEN = "SELECT id FROM need WHERE public_id LIKE 'B%' AND need_item_id <= 4 AND pledged = 0 ORDER BY id LIMIT $1"
DELIVER = """
UPDATE pledge SET state = 'delivered', facts_digest = sha256('facts'), facts_seen_at = pledged_at, confirmed_at = pledged_at, delivered_on = $1,
  delivered_quantity = quantity WHERE donor_id = 1 AND state = 'held' RETURNING id, version
"""
# so many households are left by their helpers, who may take others
LEFT = """
UPDATE pairing SET period = daterange(lower(period), $2), end_reason = 'other'
WHERE id IN (SELECT min(id) FROM pairing WHERE kind = 'responsible' AND upper_inf(period) AND lower(period) < $2 GROUP BY household_id LIMIT $1)
RETURNING household_id, person_id
"""
HOMES = "SELECT id, version FROM household WHERE id = ANY($1) AND state = 'active'"
WILLING = """
SELECT id FROM volunteer WHERE verified_on IS NOT NULL AND NOT EXISTS (SELECT FROM volunteer_refusal WHERE volunteer_id = volunteer.id) ORDER BY id LIMIT $1
"""
OFFICE = "SELECT id FROM organisation WHERE kind = 'civil_affairs' AND region_code = '320282'"
VILLAGE = "SELECT min(code) FROM region WHERE level = 'village' AND starts_with(code, '320282')"


async def measure(city: Databases) -> None:
    changes = Changes(city, policy.load(), KEYS)
    async with city.connection("forces") as forces, city.connection("beneficiaries") as beneficiaries:
        await forces.execute(FILL, 6 * MOST_ITEMS)
        await forces.execute(MAY_HOLD)
        for is_whole in (False, True):
            await _pledges_and_receipts(changes, forces, is_whole)
        await _pairings(changes, forces, beneficiaries)
        await _places(changes, forces)
    await changes.close()


async def _pledges_and_receipts(changes: Changes, forces: asyncpg.Connection[Any], is_whole: bool) -> None:
    how = "as a whole" if is_whole else "each by itself"
    wanted = [PledgeWanted(row["id"], 1, None) for row in await forces.fetch(OPEN, MOST_ITEMS)]
    batch = Batch(how, is_whole, math.inf)
    await _print(f"pledges, {how}", lambda: make_pledges(changes, DONOR, wanted, batch))
    delivered = await forces.fetch(DELIVER, changes.clock.today())
    receipts = [Receipt(row["id"], row["version"], OFFICER) for row in delivered]
    await _print(f"receipts, {how}", lambda: confirm_receipts(changes, OFFICIAL, receipts, batch))


async def _pairings(changes: Changes, forces: asyncpg.Connection[Any], beneficiaries: asyncpg.Connection[Any]) -> None:
    left = {row["household_id"]: row["person_id"] for row in await forces.fetch(LEFT, 2 * MOST_ITEMS, changes.clock.today())}
    homes = (await beneficiaries.fetch(HOMES, list(left)))[:MOST_ITEMS]
    wanted = Confirmation(tuple(PairWanted(row["id"], row["version"], left[row["id"]]) for row in homes), REASON)
    await _print(f"{len(homes)} pairings, as a whole", lambda: confirm_pairings(changes, OFFICIAL, wanted, "pairings"))


async def _places(changes: Changes, forces: asyncpg.Connection[Any]) -> None:
    day, office, village = changes.clock.today() + timedelta(days=2), await forces.fetchval(OFFICE), await forces.fetchval(VILLAGE)
    campaign = CampaignWanted(office, None, "敬老助残", "走进村（社区）服务", day, day + timedelta(days=MOST_ITEMS), "320282")
    of = _key(await open_campaign(changes, OFFICIAL, campaign, "campaign"))
    people = [row["id"] for row in await forces.fetch(WILLING, VOLUNTEERS)]
    opened = []
    for place in range(MOST_ITEMS // len(people)):
        when = day + timedelta(days=place), time_of_day(9), time_of_day(12)
        wanted_ = ShiftWanted(of, "党群服务中心门口", village, *when, "goods", None, False, None, len(people))
        opened.append(_key(await open_shift(changes, OFFICIAL, wanted_, f"shift {place}")))
    wanted = ShiftConfirmation(tuple(PlaceWanted(shift, person) for shift, person in product(opened, people)), REASON)
    await _print(f"{len(wanted.places)} places, as a whole", lambda: confirm_shift_assignments(changes, OFFICIAL, wanted, "places"))


async def _print(name: str, send: Callable[[], Awaitable[Any]]) -> None:
    begun, processor = time.perf_counter(), time.process_time()
    first = await send()
    sent, taken = time.perf_counter(), time.process_time() - processor
    assert await send() == first, f"{name}: made again"
    assert not any(errors for _, errors in first if errors) if isinstance(first[0], tuple) else len(first) > 0
    print(f"batch seconds ({name}) of {MOST_ITEMS}: {sent - begun:.1f} (processor {taken:.1f}), again: {time.perf_counter() - sent:.1f}", flush=True)


def _key(global_id: str) -> int:
    return int(global_id.partition(":")[2])


def main() -> None:
    with databases() as city:
        asyncio.run(load(city, City(HOUSEHOLDS), KEYS, lambda *_: None))
        asyncio.run(measure(city))


if __name__ == "__main__":
    main()
