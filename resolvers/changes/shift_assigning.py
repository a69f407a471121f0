"""Volunteers for many places of shifts are confirmed in one step: every one is judged again by the rules that nobody may pass over (M147)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from databases.event_log import Event
from policies.subjects import Subject
from resolvers.changes.core import MOST_ITEMS, Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.reasons import check_reason
from resolvers.changes.shift_assignments import check_place, take_place

REFUSALS: Mapping[str, UserError] = {"ex_shift_assignment_volunteer_id_hours": UserError(Code.SHIFTS_OVERLAP, "places")}


@dataclass(frozen=True)
class PlaceWanted:
    """A shift and who is to come to it."""

    shift_id: int
    volunteer_id: int


@dataclass(frozen=True)
class ShiftConfirmation:
    """The places, as they were proposed or changed by hand, and why."""

    places: tuple[PlaceWanted, ...]
    reason: str


async def confirm_shift_assignments(changes: Changes, subject: Subject, wanted: ShiftConfirmation, key: str) -> list[str]:
    """Assign all volunteers, or none; the global ids of the assignments, in the order of the places."""
    if not 1 <= len(wanted.places) <= MOST_ITEMS or len(set(wanted.places)) < len(wanted.places):
        raise refused(Code.PLACES_UNFIT, "places", most=MOST_ITEMS)

    async def change(work: Work) -> Outcome[str]:
        check_reason(wanted.reason)
        shifts = await _hold(work, wanted.places)
        await _check(work, wanted.places, shifts)
        made = [await _assign(work, place, shifts[place.shift_id], wanted.reason) for place in wanted.places]
        return Outcome(" ".join(f"ShiftAssignment:{event.subject_id}" for event in made), made)

    return (await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)).split()


async def _hold(work: Work, places: tuple[PlaceWanted, ...]) -> dict[int, Record]:
    """The shifts, locked in one order for all."""
    first = {place.shift_id: number for number, place in reversed(list(enumerate(places)))}
    return {key: await work.row("Shift", key, f"places.{first[key]}.shiftId") for key in sorted(first)}


async def _check(work: Work, places: tuple[PlaceWanted, ...], shifts: Mapping[int, Record]) -> None:
    """Check every place, and refuse all with everything that is wrong."""
    added, errors = Counter(place.shift_id for place in places), list[UserError]()
    for number, place in enumerate(places):
        field, shift = f"places.{number}", shifts[place.shift_id]
        try:
            work.acting("ShiftAssignment", "assign_volunteer", _place_of(shift))
            await work.row("Volunteer", place.volunteer_id, f"{field}.volunteerId", lock=False)
            await check_place(work, shift, place.volunteer_id, field, added[place.shift_id])
        except RefusedError as refusal:
            errors += [replace(error, field=error.field or field) for error in refusal.errors]
    if errors:
        raise RefusedError(*errors)


async def _assign(work: Work, place: PlaceWanted, shift: Record, reason: str) -> Event:
    acting = work.acting("ShiftAssignment", "assign_volunteer", _place_of(shift))
    made: Event = (await take_place(work, shift, place.volunteer_id, acting, "shift_assigned", purpose=reason))[1]
    return made


def _place_of(shift: Record) -> Record:
    return {name: shift[name] for name in ("organiser_id", "region_code")}
