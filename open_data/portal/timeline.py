"""The timeline: what `happenings.py` lists, newest first, by statements on the tables of the release; nothing else is read."""

from __future__ import annotations

import contextlib
import functools
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from datasette.utils import tilde_encode

from open_data.labels import in_english
from open_data.portal.happenings import ABOUT, EVERY, Happening
from open_data.portal.site import DATABASE_NAME, Row
from open_data.portal.wording import number, percent, yuan
from open_data.shelf import ShownRelease

Fields = Mapping[str, Mapping[str, Mapping[str, Any]]]  # the columns of datasets, as a release describes them
SUBJECTS = {"place": "region_code", "stream": "stream", "project": "project"}  # what a timeline can be of, and the column that says so


class Kin(NamedTuple):
    """What a key leads to: the dataset, that key's name there, and the columns that come along, each under the name that it has here."""

    dataset: str
    key: str
    brings: Mapping[str, str]


KIN: Mapping[str, Kin] = {  # each may bring the key of a later one
    "allocation": Kin("allocations", "number", {"stream": "stream", "project": "project"}),
    "asset": Kin("assets", "code", {"project": "project", "asset_name": "name"}),
    "project": Kin("projects", "code", {"stream": "stream", "project_name": "name"}),
    "stream": Kin("fund_streams", "code", {"stream_name": "name"}),
    "organisation": Kin("organisations", "code", {"organisation_name": "name"}),
}
DAYS = {  # the day of a row as text, as precise as it is known: 2019, 2019-Q1, 2019-06, 2019-06-30
    "day": "{0}",
    "moment": "date({0}, '+8 hours')",
    "month": "substr({0}, 1, 7)",
    "year": "CAST({0} AS TEXT)",
    "periods": "{0}",
}
SEVERAL = ("text", "periods")  # kinds of columns that hold several codes where a sum is about several
SINGLE = ("day", "moment")  # kinds of days that may lie after the release: what is planned has not happened


class UnknownColumnError(Exception):
    """A happening names what is not published."""


@dataclass(frozen=True)
class Chosen:
    """Which part of a timeline: of whom (a key of SUBJECTS and its code; none: of the whole city), about what, of which year, and whether with what is
    routine."""

    of: str | None = None
    code: str = ""
    about: str = ""
    year: str = ""
    with_routine: bool = True


@dataclass(frozen=True)
class Telling:
    """A happening on the datasets of a release: the SQL and the kind of each name that its words may use, and the key of its rows."""

    happening: Happening
    sql: Mapping[str, str]
    kinds: Mapping[str, str]
    joins: str
    key: Sequence[str]

    @property
    def day(self) -> str:
        name = self.happening.day
        return DAYS[self.kinds[name]].format(self.sql[name])

    @property
    def rank(self) -> str:
        """What is in the order of the days; a plain column has an index."""
        return f"replace({self.day}, 'Q', '0')" if self.kinds[self.happening.day] == "periods" else self.day

    def select(self, columns: str, chosen: Chosen) -> str:
        """Its rows; the statement needs values for `today` (the last day that counts), `code`, `year` and `next_year`."""
        return f"SELECT {columns} FROM {self.happening.dataset} AS told {self.joins} WHERE {' AND '.join(self._conditions(chosen))}"

    def tells(self, chosen: Chosen) -> bool:
        """Whether it can have such rows at all."""
        is_left_out = self.happening.is_routine and not chosen.with_routine
        return not is_left_out and chosen.about in ("", self.happening.about) and (chosen.of is None or SUBJECTS[chosen.of] in self.sql)

    def named(self, name: str) -> str:
        """The SQL of what stands in a sentence: codes and places by their name, an account outside of all places by its level."""
        if self.kinds.get(name) == "region":
            return _first(self.sql, f"{name.removesuffix('_code')}_name", f"{name.removesuffix('_region_code')}_level_label")
        return self.sql[f"{name}_label"] if self.kinds.get(name) == "code" else self.sql[name]

    def _conditions(self, chosen: Chosen) -> Iterator[str]:
        yield f"{self.sql[self.happening.day]} IS NOT NULL"
        if self.kinds[self.happening.day] in SINGLE:
            yield f"{self.day} <= :today"
        for name, value in self.happening.where.items():
            yield f"{self.sql[name]} = {value!r}"
        # a sum over several places, streams or years, all of whose codes stand in the cell, is about none of them
        for name in (self.happening.day, *SUBJECTS.values()):
            if self.kinds.get(name) in SEVERAL:
                yield f"instr(coalesce({self.sql[name]}, ''), ' ') = 0"
        if chosen.year and self.kinds[self.happening.day] == "moment":
            yield f"substr({self.day}, 1, 4) = :year"
        elif chosen.year:
            yield f"{self.sql[self.happening.day]} >= :year AND {self.sql[self.happening.day]} < :next_year"
        if chosen.of == "place":
            yield f"{self.sql['region_code']} >= :code AND {self.sql['region_code']} < :code || ':'"
        elif chosen.of:
            yield f"{self.sql[SUBJECTS[chosen.of]]} = :code"


def telling(one: Happening, fields: Fields, key: Sequence[str]) -> Telling:
    """The happening on these datasets; raises UnknownColumnError where one of them, or a column, is not there."""
    own = fields.get(one.dataset, {})
    if unknown := {one.day, *one.where, *one.keys.values()} - own.keys():
        raise UnknownColumnError(f"{one.dataset} has no {', '.join(sorted(unknown))}")
    sql, joins = reached(one.dataset, one.keys, fields)
    kinds = {name: described["kind"] for name, described in own.items()} | {ours: own[name]["kind"] for ours, name in one.keys.items()}
    if unknown := {name for words in one.words for name in placeholders(words)} - sql.keys():
        raise UnknownColumnError(f"{one.dataset} leads to no {', '.join(sorted(unknown))}")
    return Telling(one, sql, kinds, joins, key)


def reached(dataset: str, keys: Mapping[str, str], fields: Fields) -> tuple[Mapping[str, str], str]:
    """The SQL of what a row of a dataset (`told`) has itself, and of what its keys lead to, with the joins that it needs."""
    sql = {name: f"told.{name}" for name in fields[dataset]} | {ours: f"told.{name}" for ours, name in keys.items()}
    joins = []
    for kept, kin in KIN.items():
        if kept in sql and fields.get(kin.dataset, {}).keys() >= {kin.key, *kin.brings.values()}:
            joins.append(f"LEFT JOIN {kin.dataset} AS {kept} ON {kept}.{kin.key} = {sql[kept]}")
            sql = {name: f"{kept}.{theirs}" for name, theirs in kin.brings.items()} | sql
    return sql, " ".join(joins)


def _first(sql: Mapping[str, str], *names: str) -> str:
    """The first of these columns, as far as they are there, that has a value."""
    found = [sql[name] for name in names if name in sql]
    return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0]


@functools.cache
def placeholders(words: str) -> tuple[str, ...]:
    """The names that stand in curly brackets."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(words) if name)


def tellings(release: ShownRelease) -> list[Telling]:
    """Every happening that this release can tell: an older one may hold less."""
    found = []
    for one in EVERY:
        with contextlib.suppress(UnknownColumnError):
            schema = release.resources.get(one.dataset, {}).get("schema", {})
            found.append(telling(one, release.fields, schema.get("primaryKey", ())))
    return found


def counts(told: Sequence[Telling], chosen: Chosen) -> str:
    """The statement that counts what there is, by what it is about and year."""
    branches = [one.select(f"'{one.happening.about}' AS about, substr({one.day}, 1, 4) AS year", chosen) for one in told if one.tells(chosen)]
    return f"SELECT about, year, count(*) AS count FROM ({' UNION ALL '.join(branches or [NOTHING])}) GROUP BY about, year"


def entries(told: Sequence[Telling], chosen: Chosen) -> str:
    """The statement that gives what there is, the newest first, a month, quarter or year below the days in it; `said` are the values of its sentence,
    `key` those of the key of its row. Releases, and what they said otherwise, come among them as one telling more: `beside` has each day with the places, from the
    first to before the last, of its own in a list, and `key` is such a place."""
    branches = [f"SELECT * FROM ({_newest(place, one, chosen)})" for place, one in enumerate(told) if one.tells(chosen)]
    every = " UNION ALL ".join([*branches, BESIDE])
    return f"{PLACES} SELECT * FROM ({every}) ORDER BY ranked DESC, telling, key LIMIT :most OFFSET :skip"


PLACES = """WITH RECURSIVE counted(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM counted
 WHERE place + 1 < min(:needed, (SELECT max(value ->> 2) FROM json_each(:beside))))"""
BESIDE_TELLING = -1  # first among what happened on a day
BESIDE = f"""SELECT {BESIDE_TELLING} AS telling, value ->> 0 AS day, value ->> 0 AS ranked, NULL AS region_code, NULL AS stream, NULL AS project, NULL AS said, place AS key
 FROM json_each(:beside) JOIN counted ON place >= value ->> 1 AND place < value ->> 2"""
NOTHING = "SELECT NULL AS about, NULL AS year, NULL AS day, NULL AS telling, NULL AS key, NULL AS ranked WHERE 0"


def _newest(place: int, one: Telling, chosen: Chosen) -> str:
    """The newest of one happening, as many as may be needed: SQLite finds them by the index of the day."""
    subjects = ", ".join(f"{one.sql.get(name, 'NULL')} AS {name}" for name in SUBJECTS.values())
    said = ", ".join(one.named(name) for name in placeholders(one.happening.words.zh))
    key = ", ".join(f"told.{name}" for name in one.key)
    columns = f"{place} AS telling, {one.day} AS day, {one.rank} AS ranked, {subjects}, json_array({said}) AS said, json_array({key}) AS key"
    return f"{one.select(columns, chosen)} ORDER BY {'+' if chosen.of else ''}{one.rank} DESC, key LIMIT :needed"


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, as people read it."""

    day: str
    about: str
    about_label: str
    region_code: str | None
    region_name: str | None
    stream: str | None
    project: str | None
    sentence: str
    dataset: str
    address: str


def entry(one: Telling, row: Row, places: Mapping[str, str], is_english: bool) -> Entry:
    """A row of `entries` in words."""
    happening, named = one.happening, zip(placeholders(one.happening.words.zh), orjson.loads(row["said"]), strict=True)
    values = {name: said(value, "code" if name.endswith("label") else one.kinds.get(name, "text"), is_english) for name, value in named}
    return Entry(
        day=row["day"],
        about=happening.about,
        about_label=ABOUT[happening.about][is_english],
        **{name: row[name] for name in SUBJECTS.values()},
        region_name=places.get(row["region_code"]),
        sentence=happening.words[is_english].format_map(values),
        dataset=happening.dataset,
        address=address(happening.dataset, orjson.loads(row["key"])),
    )


def said(value: Any, kind: str, is_english: bool) -> str:
    """A value as it stands in a sentence."""
    if value is None:
        return "(not stated)" if is_english else "（未填）"
    labelled: Mapping[str, Callable[[Any], str]] = dict.fromkeys(("code", "region"), in_english) if is_english else {}
    written = {
        "money": lambda value: f"{yuan(value)} {'yuan' if is_english else '元'}",
        "share": percent,
        "month": lambda value: str(value[:7]),
        "whole": number,
        "decimal": number,
        **labelled,
    }
    return written.get(kind, str)(value)


def address(dataset: str, key: Sequence[Any]) -> str:
    """Where the row is shown; where rows have no key, the page of their dataset."""
    return f"/{DATABASE_NAME}/{dataset}/{','.join(tilde_encode(str(part)) for part in key)}" if key else f"/datasets/{dataset}"
