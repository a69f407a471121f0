"""Who could come to which shift: as many places filled as there can be, at the least cost in all, nobody at two places at once. Pure.

The cost of a place is how wide the volunteer's division is around it, whether he has the skill that is wanted, how much he did in the last
year beside the others, and a little more for each further shift that the same proposal gives him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import scipy  # its parts load where they are first named: most commands need none

from resolvers.shift_rules import Shift, Volunteer, bar, misfit

WIDTHS = {12: 0.0, 9: 1.0, 6: 3.0, 4: 6.0}
"""What distance costs, by the digits of the division in which he helps: whoever helps in one town is near to what is in it."""
OTHER_SKILL = 2.0
MOST_HISTORY = 2.0
FURTHER = 1.0
FILLED = 1_000.0  # far more than what filling one place more can cost the others, so that a place is never left empty to save
MOST_SHIFTS, MOST_CANDIDATES = 20, 300
MOST_SECONDS = 8.0
"""Twenty shifts and three hundred volunteers take about three seconds; after eight the best that was found is proposed."""

Row = tuple[dict[int, float], float]  # what some columns may add up to at most


@dataclass(frozen=True, slots=True)
class Place:
    """A volunteer at a shift, with what each reason costs. `turn`: which shift of this proposal it is for him, from 1."""

    shift: Shift
    volunteer: Volunteer
    distance: float
    skill: float
    history: float
    turn: int

    @property
    def cost(self) -> float:
        return self.distance + self.skill + self.history + FURTHER * (self.turn - 1)


def fill(shifts: Sequence[Shift], volunteers: Sequence[Volunteer]) -> list[Place]:
    """The places that are filled, in the order of the shifts: by mixed-integer programming (HiGHS), exact where it is done in time."""
    most = max((volunteer.minutes for volunteer in volunteers), default=0)
    places = [place for shift in shifts for place in _candidates(shift, volunteers, most)]
    if not places:
        return []
    chosen = _solve(places)
    turns: defaultdict[int, count[int]] = defaultdict(lambda: count(1))
    return [
        Place(place.shift, place.volunteer, place.distance, place.skill, place.history, next(turns[place.volunteer.id]))
        for place, is_chosen in zip(places, chosen, strict=True)
        if is_chosen
    ]


def _candidates(shift: Shift, volunteers: Sequence[Volunteer], most: int) -> list[Place]:
    """Those who fit, the cheapest first."""
    fitting = [_place(shift, one, most) for one in volunteers if bar(shift, one) is None and misfit(shift, one) is None]
    return sorted(fitting, key=lambda place: (place.cost, place.volunteer.id))[:MOST_CANDIDATES]


def _place(shift: Shift, volunteer: Volunteer, most: int) -> Place:
    history = MOST_HISTORY * volunteer.minutes / most if most else 0.0
    has_skill = shift.skill is None or shift.skill in volunteer.skills
    return Place(shift, volunteer, WIDTHS[len(volunteer.region_code)], 0.0 if has_skill else OTHER_SKILL, history, 1)


def _solve(places: Sequence[Place]) -> list[bool]:
    """Which places are filled. Behind the column of each place stand those of a volunteer's second, third, … shift, each dearer."""
    of_volunteer: defaultdict[int, list[int]] = defaultdict(list)
    for column, place in enumerate(places):
        of_volunteer[place.volunteer.id].append(column)
    costs = [place.cost - FILLED for place in places]
    rows = [*_capacities(places), *(row for columns in of_volunteer.values() for row in _of_one(places, columns))]
    for columns in of_volunteer.values():
        further = range(len(costs), len(costs) + len(columns) - 1)
        costs += [FURTHER * turn for turn in range(1, len(columns))]
        rows.append((dict.fromkeys(columns, 1.0) | dict.fromkeys(further, -1.0), 1.0))
    whole = np.arange(len(costs)) < len(places)  # the others follow
    options = {"mip_rel_gap": 0.0, "time_limit": MOST_SECONDS}
    found = scipy.optimize.milp(
        costs, integrality=whole.astype(int), bounds=scipy.optimize.Bounds(0, 1), constraints=_matrix(rows, len(costs)), options=options
    )
    if found.x is None:
        raise RuntimeError(f"the solver gave up: {found.message}")
    return [bool(value > 0.5) for value in found.x[: len(places)]]


def _capacities(places: Sequence[Place]) -> list[Row]:
    """No shift gets more volunteers than it has places."""
    of_shift: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for column, place in enumerate(places):
        of_shift[place.shift.id][column] = 1.0
    free = {place.shift.id: place.shift.free for place in places}
    return [(columns, float(free[key])) for key, columns in of_shift.items()]


def _of_one(places: Sequence[Place], columns: Sequence[int]) -> list[Row]:
    """A volunteer is at one place at a time, and no longer in a month than he told."""
    rows: list[Row] = [(dict.fromkeys(at_once, 1.0), 1.0) for at_once in _at_once(places, columns)]
    for month in sorted({places[column].shift.month for column in columns}):
        hours = {column: places[column].shift.hours for column in columns if places[column].shift.month == month}
        volunteer = places[columns[0]].volunteer
        rows.append((hours, volunteer.hours_a_month - volunteer.hours_in(month)))
    return rows


def _at_once(places: Sequence[Place], columns: Sequence[int]) -> list[list[int]]:
    """Columns whose shifts go on at one moment, the longest lists alone: whatever overlaps does so when a shift begins."""
    found: list[list[int]] = []
    for begin in {places[column].shift.starts_at for column in columns}:
        found.append([column for column in columns if places[column].shift.starts_at <= begin < places[column].shift.ends_at])
    return [one for one in found if len(one) > 1 and not any(set(one) < set(other) for other in found)]


def _matrix(rows: Sequence[Row], width: int) -> scipy.optimize.LinearConstraint:
    cells = [(row, column, value) for row, (columns, _) in enumerate(rows) for column, value in columns.items()]
    at, columns, values = zip(*cells, strict=True)
    matrix = scipy.sparse.coo_array((values, (at, columns)), shape=(len(rows), width)).tocsr()
    return scipy.optimize.LinearConstraint(matrix, ub=[most for _, most in rows])
