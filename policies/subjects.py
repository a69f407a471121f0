"""Who asks: a subject with his assignments, as the policy sees him. Plain frozen values, never None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

NOWHERE = "~"  # sorts after every code: the range ["~", "~") is empty
NOBODY = -1
MOST_DIGITS = 12

Profile = tuple[tuple[str, str], ...]


class Param:
    """A value of the subject that is bound when a statement runs. The policy may only compare it with a column;
    any other comparison raises, so that nothing is decided on a placeholder."""

    __slots__ = ("each", "name", "place")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, name: str, each: bool = False, place: int | None = None) -> None:
        self.name, self.each, self.place = "subject_" + name, each, place

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"the policy compares {self.name} with something that is not a column")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


class ParamSet:
    """A set of keys of the subject, or of one of his posts (its place among them): `row.column in s.keys` becomes a condition (`found.py`)."""

    def __init__(self, name: str, place: int | None = None) -> None:
        self.name, self.place = name, place

    def __iter__(self) -> Iterator[Param]:
        return iter([Param(self.name, each=True, place=self.place)])


@dataclass(frozen=True, slots=True)
class Assignment:
    """One post: tier, department and the half-open range of region codes that it covers (none: nowhere).

    helpers, helping: who is or was paired with a household there, and who is now; the database of the forces finds them (`found.py`).
    """

    tier: str
    dept: str = ""
    region_from: Any = NOWHERE
    region_to: Any = NOWHERE
    helpers: Any = frozenset()
    helping: Any = frozenset()

    @classmethod
    def of(cls, tier: str, dept: str = "", region: str = "") -> Assignment:
        return cls(tier, dept, *region_range(region)) if region else cls(tier, dept)

    @classmethod
    def abstract(cls, tier: str, dept: str, place: int) -> Assignment:
        """Any post of this kind: what it covers are parameters, named by its place among somebody's posts."""
        sets = (ParamSet(name, place) for name in ("helpers", "helping"))
        return cls(tier, dept, Param(f"from{place}"), Param(f"to{place}"), *sets)


def region_range(code: str) -> tuple[str, str]:
    """The half-open range of all codes that begin with `code`: "320282" → ("320282", "320283")."""
    if not (code.isascii() and code.isdigit() and len(code) <= MOST_DIGITS):
        raise ValueError(f"a region code is up to {MOST_DIGITS} digits, not {code[:20]!r}")
    following = str(int(code) + 1).zfill(len(code))
    return code, following if len(following) == len(code) else ":"  # ":" follows "9"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person (or nobody) with everything the policy may ask of him.

    profile: what the policy's tables depend on; everything else is a parameter. values: those bound to the parameters of
    compiled statements. tiers: his own, as logs name them. All are read for each question, and so made once.
    """

    person_id: Any = NOBODY
    household_id: Any = NOBODY
    assignments: tuple[Assignment, ...] = (Assignment("public"),)
    paired: Any = frozenset()
    number: str = ""
    donor_id: Any = NOBODY
    volunteer_id: Any = NOBODY
    representative: Any = frozenset()  # a deputy may be a member of the conference too
    helpers: Any = frozenset()  # the people who help his household now
    homes: Any = frozenset()  # of deputies or members to which he belongs, while his term goes on
    lists: Any = frozenset()  # by which he, or a household that is paired with him, is paid; the database of the funds finds them (`found.py`)
    profile: Profile = field(init=False, repr=False, compare=False)
    values: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    tiers: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if any(value is None for value in (self.person_id, self.household_id, self.donor_id, self.volunteer_id)):
            raise ValueError("None in a subject: nil = nil is true in Polar")
        if not isinstance(self.person_id, Param):
            every = set(self.assignments) | {Assignment("public")}
            ordered = sorted(every, key=lambda a: (a.tier, a.dept, a.region_from))
            object.__setattr__(self, "assignments", tuple(ordered))
            object.__setattr__(self, "values", self._values())
        object.__setattr__(self, "profile", tuple((a.tier, a.dept) for a in self.assignments))
        object.__setattr__(self, "tiers", "+".join(sorted({tier for tier, _ in self.profile} - {"public"})) or "public")

    def _values(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("person_id", "household_id", "donor_id", "volunteer_id")}
        values = {f"subject_{name}": value for name, value in own.items()}
        values |= {f"subject_{name}": ",".join(map(str, sorted(getattr(self, name)))) for name in ("paired", "representative", "helpers", "homes")}
        for i, assignment in enumerate(self.assignments):
            values[f"subject_from{i}"], values[f"subject_to{i}"] = assignment.region_from, assignment.region_to
        return values

    @classmethod
    def abstract(cls, profile: Profile) -> Subject:
        """Everybody with this profile: his values are parameters."""
        return cls.in_posts(*(Assignment.abstract(tier, dept, place) for place, (tier, dept) in enumerate(profile)))

    @classmethod
    def in_posts(cls, *assignments: Assignment) -> Subject:
        """Everybody with these abstract posts."""
        own: dict[str, Any] = {name: Param(name) for name in ("person_id", "household_id", "donor_id", "volunteer_id")}
        sets: dict[str, Any] = {name: ParamSet(name) for name in ("paired", "representative", "helpers", "homes", "lists")}
        return cls(assignments=assignments, **own, **sets)

    @property
    def is_registered(self) -> bool:
        """Whether anything is known of him but the number of his sign-in."""
        return bool(self.person_id != NOBODY)


PUBLIC = Subject()
