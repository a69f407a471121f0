"""Who sees what by docs/matrix.md alone, as an official would work it out: the page that they sign and the facts of a small world, in plain Python.

Nothing here comes from the rules, from oso or from SQL: what both say alike is hardly wrong in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import TIER

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "matrix.md"
NOBODY, EVERYBODY = "公众", "全部"
HIDDEN, MASKED, CLEAR, PARTLY = "—", "掩码", "明文", "部分明文"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """A post that somebody holds today."""

    tier: str
    department: str | None
    region: str

    @property
    def called(self) -> str:
        """The column of the matrix that speaks of it. An administrator's department limits what he may grant, nothing else."""
        if self == EVERYONE:
            return NOBODY
        named = self.tier == "manager" and self.department
        return str(TIER.labels[self.tier]) + (f"（{DEPARTMENT.labels[str(self.department)]}）" if named else "")


EVERYONE = Post("public", None, "")


@dataclass(frozen=True)
class World:
    """The rows of a few tables, and the day."""

    rows: Mapping[str, Sequence[Row]]
    today: date

    def lasting(self, table: str) -> list[Row]:
        return [row for row in self.rows[table] if row["period"][0] <= self.today and (row["period"][1] is None or self.today < row["period"][1])]


@dataclass(frozen=True)
class Asker:
    """Somebody of a world, by the key of his person; nobody has none."""

    world: World
    person: int | None

    @cached_property
    def posts(self) -> list[Post]:
        return [Post(row["tier"], row["department"], row["region_code"]) for row in self._own_posts]

    @cached_property
    def _own_posts(self) -> list[Row]:
        return [row for row in self.world.lasting("post") if row["person_id"] == self.person]

    @cached_property
    def household(self) -> set[int]:
        """His own household."""
        return {row["household_id"] for row in self._own_posts if row["household_id"] is not None}

    @cached_property
    def paired(self) -> set[int]:
        """Households that he helps now; that of a deputy is another matter."""
        return {row["household_id"] for row in self.world.lasting("pairing") if row["person_id"] == self.person and row["kind"] != "deputy_household"}

    @cached_property
    def helpers(self) -> set[int]:
        """Who helps his household now."""
        return {row["person_id"] for row in self.world.lasting("pairing") if row["household_id"] in self.household}

    @cached_property
    def lists(self) -> set[int]:
        """By which his household, or one that he helps, is paid."""
        return {row["payment_list_id"] for row in self.world.rows["payment_line"] if row["household_id"] in self.household | self.paired}

    @cached_property
    def homes(self) -> set[int]:
        """Homes of deputies or members to which he belongs while his term goes on."""
        mine = [row for row in self.world.rows["representative"] if row["person_id"] == self.person and row["term_until"] >= self.world.today]
        return {row["members_home_id"] for row in mine if row["members_home_id"] is not None}

    def known_as(self, table: str) -> set[int]:
        """His keys as a donor, a volunteer, a representative."""
        return {row["id"] for row in self.world.rows[table] if row["person_id"] == self.person}


Scope = Callable[[Asker, Post, str, Row], bool]

IS_HIMSELF = {
    "Person": "id",
    "TechnicalProblem": "expert_id",
    **dict.fromkeys(("Pairing", "ImportRun", "Notice", "Mailbox", "NoticePreference", "RepresentativeRegistration"), "person_id"),
}
GIVES_AS = ("donor", "volunteer", "representative")
PUBLISHED = {"published", "partly_pledged", "fully_pledged", "confirmed", "delivered", "received", "thanked"}
CONFIRMED = {"confirmed", "delivered", "received", "closed", "voided"}


def _inside(code: str | None, post: Post) -> bool:
    return code is not None and code.startswith(post.region)


def _here(_: Asker, post: Post, __: str, row: Row) -> bool:
    return _inside(row["region_code"], post)


def _standing(standing: str) -> Scope:
    return lambda asker, post, kind, row: row["standing"] == standing and _here(asker, post, kind, row)


def _helps_here(asker: Asker, post: Post, row: Row, *, now: bool) -> bool:
    pairings = asker.world.lasting("pairing") if now else asker.world.rows["pairing"]
    return row["standing"] != "household" and any(one["person_id"] == row["id"] and _inside(one["region_code"], post) for one in pairings)


def _household(kind: str, row: Row) -> Any:
    return row["id" if kind == "Household" else "household_id"]


def _own(asker: Asker, _: Post, kind: str, row: Row) -> bool:
    if kind in IS_HIMSELF:
        return bool(row[IS_HIMSELF[kind]] == asker.person)
    return any(row.get("id" if kind.lower() == table else f"{table}_id") in asker.known_as(table) for table in GIVES_AS)


def _not_to_households(_: Asker, __: Post, kind: str, row: Row) -> bool:
    return row["kind"] not in ("welfare", "public_service") if kind == "VillageExpenditure" else row["to_household"] is False


SCOPES: Mapping[str, Scope] = {
    EVERYBODY: lambda *_: True,
    "所辖区划": _here,
    "所辖区划内工作人员": _standing("official"),
    "所辖区划内帮扶户人员": _standing("household"),
    "所辖区划内本人登记的爱心人士、志愿者": _standing("giver"),
    "在所辖区划内结对的工作人员": lambda asker, post, _, row: _helps_here(asker, post, row, now=False),
    "在所辖区划内在帮的工作人员": lambda asker, post, _, row: _helps_here(asker, post, row, now=True),
    "所辖区划内本户以外的岗位": lambda asker, post, kind, row: row["tier"] != "household" and _here(asker, post, kind, row),
    "本户": lambda asker, _, kind, row: _household(kind, row) in asker.household,
    "结对户": lambda asker, _, kind, row: _household(kind, row) in asker.paired,
    "本户、结对户所在的发放清单": lambda asker, _, __, row: row["id"] in asker.lists,
    "本户的帮扶人": lambda asker, _, __, row: row["id"] in asker.helpers,
    "本人": _own,
    "本人所属之家": lambda asker, _, __, row: row["members_home_id"] in asker.homes,
    "本人负责的活动": lambda asker, _, __, row: row["organiser_id"] == asker.person,
    "本人已确认": lambda asker, post, kind, row: row["state"] in CONFIRMED and _own(asker, post, kind, row),
    "已发布": lambda _, __, ___, row: row["state"] in PUBLISHED,
    "所辖村（社区）": lambda _, post, __, row: _inside(row["village_code"], post),
    "所辖区划内交本部门办理": lambda asker, post, kind, row: row["department"] == post.department and _here(asker, post, kind, row),
    "不到户的资金": _not_to_households,
}
"""What each line 行范围 of the matrix means."""

OF_HELPERS = {"在所辖区划内结对的工作人员"}
OF_GIVERS = {"所辖区划内本人登记的爱心人士、志愿者"}
TOLD_OF: Mapping[tuple[str, str], Mapping[str, Mapping[str, set[str]]]] = {
    ("Person", "name"): {
        "审计": {CLEAR: {"所辖区划内工作人员", *OF_HELPERS}, MASKED: {"所辖区划内帮扶户人员"}},
        "纪检监察": {CLEAR: {"所辖区划内工作人员", *OF_HELPERS}, MASKED: {"所辖区划内帮扶户人员"}},
    },
    ("Person", "phone"): {
        "主管部门（民政）": {CLEAR: {"所辖区划内工作人员", "在所辖区划内在帮的工作人员", *OF_GIVERS}, MASKED: {"所辖区划内帮扶户人员"}},
        "主管部门（扶贫办）": {CLEAR: {"所辖区划内工作人员", "在所辖区划内在帮的工作人员"}},
    },
    ("Pledge", "region_code"): {key: {CLEAR: {"本人已确认"}, MASKED: {"本人"}} for key in ("爱心人士", "志愿者")},
    ("ShiftAssignment", "code"): {"志愿者": {CLEAR: {"本人"}}},
    **{
        ("MembersHomeDay", field): {
            **{who: {CLEAR: {"所辖区划"}} for who in ("主管部门（民政）", "审计", "纪检监察")},
            "人大代表、政协委员": {CLEAR: {"本人", "本人所属之家"}},
        }
        for field in ("title", "heard")
    },
}
"""Of which rows 部分明文 tells what; of people else: of nobody who only helps here, and an administrator of nobody who registered himself."""


@dataclass(frozen=True)
class Rights:
    """A section of the matrix: by column, which rows, and how each field is shown."""

    scopes: Mapping[str, set[str]]
    shown: Mapping[str, Mapping[str, str]]

    @property
    def is_delicate(self) -> bool:
        """Whether it tells more than who sees which fields of his division."""
        cells = {cell for by_column in self.shown.values() for cell in by_column.values()}
        return bool({MASKED, PARTLY} & cells or set().union(*self.scopes.values()) - {EVERYBODY, "所辖区划"})


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _named_scopes(cell: str) -> set[str]:
    """The scopes of a cell; the longest name first, for some names have the mark in them that parts two."""
    found = set()
    for name in sorted(SCOPES, key=len, reverse=True):
        parted = f"、{cell}、"
        if f"、{name}、" in parted:
            found.add(name)
            cell = parted.replace(f"、{name}、", "、").strip("、")
    assert not cell, f"the matrix names a scope that nobody explained: {cell}"
    return found


def _section(text: str) -> tuple[str, Rights]:
    title, *lines = text.splitlines()
    header, _, rows, *fields = [_cells(line) for line in lines if line.startswith("|")]
    columns = header[1:]
    shown = {cells[0].split("`")[1]: dict(zip(columns, cells[1:], strict=True)) for cells in fields}
    return title.split()[-1], Rights({who: _named_scopes(cell) for who, cell in zip(columns, rows[1:], strict=True)}, shown)


def read() -> dict[str, Rights]:
    """The matrix, by kind."""
    sections = MATRIX.read_text("utf-8").partition("## 变更与查看明文")[0].split("\n## ")[1:]
    return dict(_section(section) for section in sections)


def _told(rights: Rights, kind: str, field: str, who: str) -> Mapping[str, set[str]]:
    """How somebody is told a field, of which of the rows that he may read."""
    cell, granted = rights.shown[field].get(who, HIDDEN), rights.scopes.get(who, set())
    if cell != PARTLY:
        return {cell: granted}
    if told := TOLD_OF.get((kind, field), {}).get(who):
        return told
    assert kind == "Person", f"nobody explained of which rows {kind}.{field} is told"
    return {CLEAR: granted - OF_HELPERS - (OF_GIVERS if who == "系统管理" else set())}


def seen(rights: Rights, asker: Asker, kind: str, row: Row) -> dict[str, str] | None:
    """How somebody sees each field of a row, in the post that shows it best: 明文, 掩码 or —. None: he does not see the row."""
    posts = (EVERYONE, *asker.posts)

    def lies_in(post: Post, scopes: Iterable[str]) -> bool:
        return any(SCOPES[scope](asker, post, kind, row) for scope in scopes)

    if not any(lies_in(post, rights.scopes.get(post.called, ())) for post in posts):
        return None
    best = {}
    for field in rights.shown:
        told = [(way, post, scopes) for post in posts for way, scopes in _told(rights, kind, field, post.called).items()]
        ways = {HIDDEN, *(way for way, post, scopes in told if lies_in(post, scopes))}
        best[field] = next(way for way in (CLEAR, MASKED, HIDDEN) if way in ways)
    return best


def masked(field: str, row: Row) -> Any:
    """What a mask leaves of a value."""
    if f"{field}_mask" in row:
        return row[f"{field}_mask"]
    value = row[field]
    return value if value is None else MASKS[field](value)


def _starred(head: int, tail: int, least: int) -> Callable[[str], str]:
    def star(text: str) -> str:
        if len(text) < least:
            return "*" * len(text)
        return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]

    return star


MASKS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("name", "head_name", "holder_name"), _starred(1, 0, 2)),
    "phone": _starred(3, 4, 11),
    "region_code": lambda code: code[:6],
    "target": lambda number: max(least for least in (0, 1, 2, 6, 21) if least <= number),
    "published_on": lambda day: day.replace(day=1),
}
