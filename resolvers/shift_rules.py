"""What must hold of a volunteer and a shift: asked where he signs up, where many are proposed, and again where they are written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from databases.clock import SHANGHAI
from databases.code_lists.forces import LIVE_ASSIGNMENTS
from resolvers.certificates import is_certified
from resolvers.pairing_rules import Fetch

LOOKED_BACK = timedelta(days=365)
"""Verified hours of so long count, where others get their turn."""
SHIFTS = """
SELECT id, region_code, help_kind, skill, needs_certificate, language, places - taken AS free, starts_at, ends_at, cancelled_on IS NOT NULL AS is_cancelled
FROM shift WHERE id = ANY($1) ORDER BY starts_at, id
"""
VOLUNTEERS = f"""
SELECT id, region_code, verified_on, weekend_only, hours_a_month,
  ARRAY(SELECT help_kind UNION SELECT help_kind FROM volunteer_skill WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL) AS kinds,
  ARRAY(SELECT skill UNION SELECT skill FROM volunteer_skill WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL) AS skills,
  ARRAY(SELECT skill FROM volunteer_skill WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL AND verified_on IS NOT NULL) AS certified,
  ARRAY(SELECT language FROM volunteer_language WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL) AS languages,
  ARRAY(SELECT help_kind FROM volunteer_refusal WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL) AS refused,
  ARRAY(SELECT ARRAY[weekday, from_hour, to_hour]::int[] FROM volunteer_time WHERE volunteer_id = volunteer.id AND taken_back_on IS NULL ORDER BY weekday, from_hour) AS times,
  ARRAY(SELECT tstzrange(starts_at, ends_at) FROM shift_assignment WHERE volunteer_id = volunteer.id AND state IN {LIVE_ASSIGNMENTS}
    AND ends_at > $2::timestamptz) AS busy,
  (SELECT coalesce(sum(minutes), 0) FROM shift_assignment WHERE volunteer_id = volunteer.id AND starts_at > $2::timestamptz)::int AS minutes
FROM volunteer WHERE id = ANY($1) ORDER BY id
"""
HOUR = timedelta(hours=1)
SATURDAY = 6


class Bar(StrEnum):
    """Why a volunteer must not come to a shift, whoever asks him."""

    NOT_VERIFIED = "not_verified"
    REFUSED = "refused"
    NO_CERTIFICATE = "no_certificate"
    BUSY = "busy"


class Misfit(StrEnum):
    """Why he is not proposed for it; somebody who knows better may still assign him, or he signs up himself."""

    TOO_FAR = "too_far"
    OTHER_KIND = "other_kind"
    NO_TIME = "no_time"
    OTHER_LANGUAGE = "other_language"
    HOURS_FULL = "hours_full"


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that may still get volunteers: `free` of its places."""

    id: int
    region_code: str
    help_kind: str
    skill: str | None
    needs_certificate: bool
    language: str | None
    free: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False

    @property
    def hours(self) -> float:
        return (self.ends_at - self.starts_at) / HOUR

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(SHANGHAI).date()

    @property
    def month(self) -> tuple[int, int]:
        return self.day.year, self.day.month

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A volunteer with what he told of himself, when he is taken already, and his verified minutes of the last year.

    `region_code` is the division in which he helps; `times` are weekday (1 Monday), first and last hour; without any he may always be asked.
    """

    id: int
    region_code: str
    verified_on: date | None = None
    weekend_only: bool = False
    hours_a_month: int = 0
    kinds: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    certified: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    times: tuple[tuple[int, int, int], ...] = ()
    busy: tuple[tuple[datetime, datetime], ...] = ()
    minutes: int = 0

    def hours_in(self, month: tuple[int, int]) -> float:
        """Hours of a month for which he is taken already."""
        taken = [(starts, ends) for starts, ends in self.busy if (local := starts.astimezone(SHANGHAI)) and (local.year, local.month) == month]
        return sum((ends - starts) / HOUR for starts, ends in taken)


def bar(shift: Shift, volunteer: Volunteer) -> Bar | None:
    """The first reason for which he must not come to it; none: he may."""
    if volunteer.verified_on is None or volunteer.verified_on > shift.day:
        return Bar.NOT_VERIFIED
    if shift.help_kind in volunteer.refused:
        return Bar.REFUSED
    if shift.needs_certificate and not is_certified(volunteer.certified, shift.skill or ""):
        return Bar.NO_CERTIFICATE
    return Bar.BUSY if any(shift.overlaps(*taken) for taken in volunteer.busy) else None


def misfit(shift: Shift, volunteer: Volunteer) -> Misfit | None:
    """The first reason for which he is not proposed for it; none: he fits."""
    if not shift.region_code.startswith(volunteer.region_code):
        return Misfit.TOO_FAR
    if shift.help_kind not in volunteer.kinds and shift.skill not in volunteer.skills:
        return Misfit.OTHER_KIND
    if not _has_time(shift, volunteer):
        return Misfit.NO_TIME
    if shift.language not in (None, *volunteer.languages):
        return Misfit.OTHER_LANGUAGE
    return Misfit.HOURS_FULL if volunteer.hours_in(shift.month) + shift.hours > volunteer.hours_a_month else None


def _has_time(shift: Shift, volunteer: Volunteer) -> bool:
    """Whether one of his times holds the whole shift."""
    starts, ends = shift.starts_at.astimezone(SHANGHAI), shift.ends_at.astimezone(SHANGHAI)
    if volunteer.weekend_only and starts.isoweekday() < SATURDAY:
        return False
    hours = starts.hour + starts.minute / 60, ends.hour + ends.minute / 60
    return not volunteer.times or any(day == starts.isoweekday() and first <= hours[0] and hours[1] <= last for day, first, last in volunteer.times)


async def find_shifts(fetch: Fetch, keys: Collection[int]) -> list[Shift]:
    """Shifts by their keys, in the order of their time."""
    return [Shift(**row) for row in await fetch(SHIFTS, list(keys))]


async def find_volunteers(fetch: Fetch, keys: Collection[int], now: datetime) -> Mapping[int, Volunteer]:
    """Volunteers by their keys, as they are at this moment."""
    return {row["id"]: _volunteer(row) for row in await fetch(VOLUNTEERS, list(keys), now - LOOKED_BACK)}


def _volunteer(row: Any) -> Volunteer:
    told: dict[str, Any] = {name: frozenset(row[name]) for name in ("kinds", "skills", "certified", "languages", "refused")}
    told |= {name: row[name] for name in ("id", "region_code", "verified_on", "weekend_only", "hours_a_month", "minutes")}
    times = tuple((day, first, last) for day, first, last in row["times"])
    return Volunteer(**told, times=times, busy=tuple((taken.lower, taken.upper) for taken in row["busy"]))
