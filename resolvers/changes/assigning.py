"""Responsible helpers for many households are confirmed in one step: every pair is judged again by the rules by which it was proposed (M121)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from databases.code_lists.beneficiaries import HOUSEHOLD_STATE
from databases.event_log import Event
from policies.subjects import Subject
from resolvers.assignment import Helper
from resolvers.changes.conditions import check_no_interest
from resolvers.changes.core import MOST_ITEMS, Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.pairings import DEFERRED, begin, end
from resolvers.changes.reasons import check_reason
from resolvers.pairing_rules import HELPED_STATES, Responsible, find_bars, find_helpers, find_responsible

BARS: Mapping[str, Code] = {"relative": Code.RELATIVE_OF_HOUSEHOLD, "own": Code.OF_THE_HOUSEHOLD, "paired": Code.PAIRED_OTHERWISE}
REFUSALS: Mapping[str, UserError] = {"ex_pairing_household_id_period": UserError(Code.ALREADY_HELPED, "pairs")}


@dataclass(frozen=True)
class PairWanted:
    """A household, the version of it that was seen, and who is to be responsible for it."""

    household_id: int
    expected_version: int
    helper_id: int


@dataclass(frozen=True)
class Confirmation:
    """The pairs, as they were proposed or changed by hand, and why."""

    pairs: tuple[PairWanted, ...]
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the pairs are judged by."""

    homes: Mapping[int, Record]
    helpers: Mapping[int, Helper]
    bars: Mapping[tuple[int, int], str]
    responsible: Mapping[int, Responsible]
    added: Mapping[int, int]


async def confirm_pairings(changes: Changes, subject: Subject, wanted: Confirmation, key: str) -> list[str]:
    """Let all pairs begin today, or none; the global ids of the pairings. Households are read where they lie, as the subject may see them."""
    _check_pairs(wanted.pairs)
    homes: dict[int, Record] = {}

    async def look(pair: PairWanted, field: str) -> None:
        homes[pair.household_id] = await changes.look(subject, "Household", pair.household_id, f"{field}.householdId")

    await _each(enumerate(wanted.pairs), look)

    async def change(work: Work) -> Outcome[str]:
        check_reason(wanted.reason)
        facts = await _facts(work, wanted.pairs, homes)
        await _each(enumerate(wanted.pairs), lambda pair, field: _check(work, facts, pair, field))
        await work.connection.execute(DEFERRED)
        events = [event for pair in wanted.pairs for event in await _pair(work, facts, pair, wanted.reason)]
        return Outcome(" ".join(f"Pairing:{event.subject_id}" for event in events if event.kind == "pairing_begun"), events)

    return (await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)).split()


def _check_pairs(pairs: Sequence[PairWanted]) -> None:
    if not 1 <= len(pairs) <= MOST_ITEMS or len({pair.household_id for pair in pairs}) < len(pairs):
        raise refused(Code.PAIRS_UNFIT, "pairs", most=MOST_ITEMS)


async def _each(pairs: Iterable[tuple[int, PairWanted]], check: Callable[[PairWanted, str], Awaitable[None]]) -> None:
    """Check every pair, and refuse all with everything that is wrong."""
    errors: list[UserError] = []
    for place, pair in pairs:
        field = f"pairs.{place}"
        try:
            await check(pair, field)
        except RefusedError as refusal:
            errors += [replace(error, field=error.field or field) for error in refusal.errors]
    if errors:
        raise RefusedError(*errors)


async def _facts(work: Work, pairs: Sequence[PairWanted], homes: Mapping[int, Record]) -> Facts:
    """The facts of this moment; helpers are locked, in one order for all, so that nobody is given more than he may have."""
    today, fetch = work.clock.today(), work.connection.fetch
    households, people = [pair.household_id for pair in pairs], [pair.helper_id for pair in pairs]
    await _each(sorted(enumerate(pairs), key=lambda one: one[1].helper_id), lambda pair, field: _hold(work, pair, field))
    try:
        helpers = await find_helpers(fetch, people, today)
    except LookupError as error:
        raise refused(Code.RULE_MISSING, name=str(error)) from None
    bars, responsible = await find_bars(fetch, people, households, today), await find_responsible(fetch, households, today)
    return Facts(homes, helpers, bars, responsible, Counter(people))


async def _hold(work: Work, pair: PairWanted, field: str) -> None:
    work.acting("Person", "call_on", await work.row("Person", pair.helper_id, f"{field}.helperId"))


async def _check(work: Work, facts: Facts, pair: PairWanted, field: str) -> None:
    """Refuse a pair that must not be: for its household, or for its helper."""
    home = facts.homes[pair.household_id]
    work.acting("Household", "assign_helper", home)
    await check_no_interest(work, pair.household_id)
    if home["version"] != pair.expected_version:
        raise refused(Code.VERSION_CONFLICT, f"{field}.expectedVersion", expected=pair.expected_version, current=home["version"])
    if home["state"] not in HELPED_STATES:
        raise refused(Code.NOT_HELPED, f"{field}.householdId", label=HOUSEHOLD_STATE.labels[home["state"]], state=home["state"])
    if pair.household_id in facts.responsible and facts.responsible[pair.household_id].is_helped:
        raise refused(Code.ALREADY_HELPED, f"{field}.householdId")
    _check_helper(facts, pair, f"{field}.helperId")


def _check_helper(facts: Facts, pair: PairWanted, field: str) -> None:
    helper, added = facts.helpers.get(pair.helper_id), facts.added[pair.helper_id]
    if helper is None:
        raise refused(Code.NO_HELPER, field)
    if bar := facts.bars.get((pair.helper_id, pair.household_id)):
        raise refused(BARS[bar], field)
    if added > helper.free:
        raise refused(Code.HELPER_FULL, field, load=helper.load, added=added, most=helper.most)


async def _pair(work: Work, facts: Facts, pair: PairWanted, reason: str) -> list[Event]:
    """Let a pair begin; a pairing of somebody who left ends in its favour."""
    home, today = facts.homes[pair.household_id], work.clock.today()
    acting = work.acting("Household", "assign_helper", home)
    place = {"household_id": pair.household_id, "region_code": home["region_code"]}
    begun, beginning = await begin(work, place, pair.helper_id, "responsible", today, acting, reason)
    if pair.household_id not in facts.responsible:
        return [beginning]
    return [beginning, await _end(work, facts.responsible[pair.household_id].pairing_id, begun, today, reason)]


async def _end(work: Work, pairing_id: int, begun: Record, today: date, reason: str) -> Event:
    row = await work.row("Pairing", pairing_id, "pairs", "hand_over_pairing")
    return await end(work, row, begun, today, work.acting("Pairing", "hand_over_pairing", row), reason)
