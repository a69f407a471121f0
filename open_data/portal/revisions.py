"""What a release says otherwise than the one before it: rows of public bodies that changed or are gone, told apart by their key.

Nothing is kept for it. Both releases are read when somebody asks, so nothing is told that a reader of both files could not see, and what a withdrawn release said is
told no more: then the releases on either side of it stand beside each other. Nor is what the release that is shown has ceased to publish. Tables about people are left out, for
their rows are not the same ones in the next release; so are those of every day, in which nothing but the day may differ. Texts are said to be others and not quoted: what was put
right in one may have been a name.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from open_data import shelf
from open_data.layout import DATABASE, in_time
from open_data.portal.site import Site
from open_data.portal.timeline import KIN, SUBJECTS, Entry, address, reached, said
from open_data.portal.wording import yuan
from open_data.shelf import ShownRelease

RULES = ("public", "bodies")  # of the datasets whose rows are the same ones in the next release
OF_EVERY_DAY = "DAILY"
NAMES, BROUGHT = ("name", "title"), ("project_name", "asset_name", "organisation_name", "stream_name")
IDENTIFIERS = ("code", "number", "ocid", "credit_code", *KIN)  # texts that no person wrote into a form
ABOUT = "revision"
Pair = tuple[str, str]
Described = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """A column of a row, and what it said before and says now. is_text: both are texts, and not here."""

    column: str
    before: Any
    after: Any
    is_text: bool


@dataclass(frozen=True)
class Revision:
    """A row that a release says otherwise than an earlier one, or (without `differences`) no longer has: its key, what it is called now, and what it belongs to."""

    earlier: str
    release: str
    dataset: str
    key: Mapping[str, Any]
    name: str | None
    region_code: str | None
    stream: str | None
    project: str | None
    differences: tuple[Difference, ...]

    @property
    def day(self) -> str:
        """The day of the release that says it otherwise."""
        return self.release[:10]


def pairs(home: Path, last: str) -> list[Pair]:
    """The releases that are there, each with the one before it, the newest first, up to one of them."""
    there = [folder.name for folder in shelf.folders(home) if in_time(folder.name) <= in_time(last) and not shelf.is_withdrawn(folder)]
    return list(zip(there[1:], there, strict=False))


async def told(site: Site, pair: Pair) -> Sequence[Revision]:
    """What one release says otherwise than another, found out once for the release that is shown."""
    found, shown = site.around.revised, site.release
    if (which := (*pair, shown.name)) not in found:
        for other in [other for other in found if other[-1] != shown.name]:
            found.pop(other, None)
        earlier, later = (shelf.opened(site.around.home / name) for name in pair)
        found[which] = await asyncio.to_thread(between, earlier, later, shown)
    return found[which]


def between(earlier: ShownRelease, later: ShownRelease, shown: ShownRelease) -> tuple[Revision, ...]:
    """Every row that differs between two releases, in columns that the release which is shown still publishes; it says what rows are called.

    Datasets whose file is the same byte by byte are not read: of most nothing changes from one release to the next.
    """
    with contextlib.closing(sqlite3.connect(_address(shown), uri=True)) as connection:
        for side, release in (("earlier", earlier), ("later", later)):
            connection.execute(f"ATTACH ? AS {side}", [_address(release)])
        tables = [Both(name, earlier, later, shown) for name in compared(earlier, later, shown) if _hash(name, earlier) != _hash(name, later)]
        return tuple(one for table in tables for found in (table.changed, table.gone) for one in found(connection))


def compared(*releases: ShownRelease) -> list[str]:
    """Datasets whose rows can be told apart in all of them."""
    every = [release.resources for release in releases]
    return [name for name in every[0] if all(name in one for one in every) and _keeps([one[name] for one in every])]


def _hash(dataset: str, release: ShownRelease) -> str:
    """Of its file, as the release describes it."""
    return str(release.resources[dataset]["hash"])


def _keeps(resources: Sequence[Mapping[str, Any]]) -> bool:
    rules = {one.get("disclosure", {}).get("rule") for one in resources}
    keys = {tuple(one["schema"].get("primaryKey", ())) for one in resources}
    return rules <= {*RULES} and len(keys) == 1 and keys != {()} and all(one["rhythm"] != OF_EVERY_DAY for one in resources)


def _address(release: ShownRelease) -> str:
    return f"{(release.folder / DATABASE).absolute().as_uri()}?mode=ro&immutable=1"


@dataclass(frozen=True)
class Both:
    """A dataset in two releases, and in the one that is shown."""

    name: str
    earlier: ShownRelease
    later: ShownRelease
    shown: ShownRelease

    @property
    def key(self) -> Sequence[str]:
        key: Sequence[str] = self.shown.resources[self.name]["schema"]["primaryKey"]
        return key

    @property
    def columns(self) -> list[str]:
        """What is compared: no part of the key, nor what says a code or a place by its name."""
        fields = self.shown.fields[self.name]
        labels = {f"{name}_label" for name, one in fields.items() if one["kind"] == "code"}
        labels |= {f"{name.removesuffix('_code')}_name" for name, one in fields.items() if one["kind"] == "region"}
        both = self.earlier.fields[self.name].keys() & self.later.fields[self.name].keys()
        return [name for name in fields if name in both and name not in labels and name not in self.key]

    def changed(self, connection: sqlite3.Connection) -> Iterator[Revision]:
        """Rows that both have."""
        texts = {name for name in self.columns if self.shown.fields[self.name][name]["kind"] == "text" and name not in IDENTIFIERS}
        before, after = (_list("NULL" if name in texts else f"{side}.{name}" for name in self.columns) for side in ("was", "told"))
        differs = [f"told.{name} IS NOT was.{name}" for name in self.columns] or ["0"]
        told = f"later.{self.name} AS told JOIN earlier.{self.name} AS was ON {self._same('was', 'told')}"
        for *row, old, new, other in connection.execute(self._select(told, self.later, " OR ".join(differs), before, after, _list(differs))):
            values = zip(self.columns, orjson.loads(old), orjson.loads(new), orjson.loads(other), strict=False)
            yield self._revision(row, tuple(Difference(name, was, now, name in texts) for name, was, now, differ in values if differ))

    def gone(self, connection: sqlite3.Connection) -> Iterator[Revision]:
        """Rows that only the earlier one has."""
        there = f"SELECT 1 FROM later.{self.name} AS now WHERE {self._same('now', 'told')}"
        for row in connection.execute(self._select(f"earlier.{self.name} AS told", self.earlier, f"NOT EXISTS ({there})")):
            yield self._revision(row, ())

    def _select(self, told: str, release: ShownRelease, where: str, *further: str) -> str:
        """Key, name and subjects of rows; names are those of the release that is shown, so that nobody is called what was put right since."""
        keys = {kept: kin.key for kept, kin in KIN.items() if kin.dataset == self.name}  # others lead to its rows by their key
        sql, joins = reached(self.name, keys, {**self.shown.fields, self.name: release.fields[self.name]})
        own = [f"shown.{name}" for name in NAMES if name in self.shown.fields[self.name]]
        names = [*(own or [sql[name] for name in BROUGHT if not sql.get(name, "told.").startswith("told.")]), "NULL", "NULL"]
        columns = [
            _list(f"told.{name}" for name in self.key),
            f"coalesce({', '.join(names)})",
            *(sql.get(name, "NULL") for name in SUBJECTS.values()),
        ]
        shown = f"LEFT JOIN main.{self.name} AS shown ON {self._same('shown', 'told')}"
        order = ", ".join(f"told.{name}" for name in self.key)
        return f"SELECT {', '.join([*columns, *further])} FROM {told} {shown} {joins} WHERE {where} ORDER BY {order}"

    def _same(self, one: str, other: str) -> str:
        return " AND ".join(f"{one}.{name} IS {other}.{name}" for name in self.key)

    def _revision(self, row: Sequence[Any], differences: tuple[Difference, ...]) -> Revision:
        key, name, region_code, stream, project = row
        values = dict(zip(self.key, orjson.loads(key), strict=True))
        return Revision(self.earlier.name, self.later.name, self.name, values, name, region_code, stream, project, differences)


def _list(values: Iterable[str]) -> str:
    return f"json_array({', '.join(values)})"


# In words


def entry(one: Revision, release: ShownRelease, places: Mapping[str, str], label: str, is_english: bool) -> Entry:
    """A line of a timeline; it leads to the row, or to the dataset of a row that is gone."""
    return Entry(
        day=one.day,
        about=ABOUT,
        about_label=label,
        region_code=one.region_code,
        region_name=places.get(one.region_code or ""),
        stream=one.stream,
        project=one.project,
        sentence=sentence(one, release, places, is_english),
        dataset=one.dataset,
        address=address(one.dataset, list(one.key.values()) if one.differences else ()),
    )


def sentence(one: Revision, release: ShownRelease, places: Mapping[str, str], is_english: bool) -> str:
    """Which row, what it said and says, and in which release it stood before."""
    fields, title = release.fields[one.dataset], release.resources[one.dataset]["title_en" if is_english else "title"]
    parts = [_value(value, fields[name], places, is_english) for name, value in one.key.items() if _names(one, name, fields)]
    row = title + (f"“{one.name}”" if one.name else "") + ((f" ({', '.join(parts)})" if is_english else f"（{'，'.join(parts)}）") if parts else "")
    if not one.differences:
        return f"{row}: no longer published (it was in {one.earlier})" if is_english else f"{row}：不再公布（{one.earlier} 中有）"
    said_of = [_words(difference, fields, places, is_english) for difference in one.differences]
    return f"{row}: {'; '.join(said_of)} (since {one.earlier})" if is_english else f"{row}：{'；'.join(said_of)}（与 {one.earlier} 相比）"


def _names(one: Revision, column: str, fields: Described) -> bool:
    """Whether a part of the key is said of its row: not twice what it is called, and no text of a row that is gone."""
    if one.name and (column in ("code", "region_code", *NAMES) or column in KIN):
        return False
    return bool(one.differences) or fields[column]["kind"] != "text" or column in IDENTIFIERS


def _words(one: Difference, fields: Described, places: Mapping[str, str], is_english: bool) -> str:
    described = fields[one.column]
    title = described["title_en" if is_english else "title"]
    if one.is_text:
        return f"the words of {title} are others" if is_english else f"{title}的文字有改动"
    before, after = (_value(value, described, places, is_english) for value in (one.before, one.after))
    return f"{title} was {before} and is {after}" if is_english else f"{title}由 {before} 改为 {after}"


def _value(value: Any, described: Mapping[str, Any], places: Mapping[str, str], is_english: bool) -> str:
    """A value as it stands in a sentence; the title of a column of money says the unit."""
    kind = described["kind"]
    if value is not None and kind in ("money", "flag"):
        return yuan(value) if kind == "money" else (("no", "yes") if is_english else ("否", "是"))[bool(value)]
    named = {"code": described.get("codes", {}), "region": places}.get(kind, {})
    return said(named.get(value, value), kind, is_english)
