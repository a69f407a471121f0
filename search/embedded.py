"""The embedded engine: FTS5 tells which rows have a phrase; sets, facets, sorts and sums are arithmetic on the file's columns."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search import cursors, ranking
from search.cursors import Cursor
from search.documents import PLACE_FACETS, ROLES, Document
from search.engine import FacetCount, Found, Ranked, Sum
from search.index_file import load_meta, load_vocabulary, open_file, rows_with
from search.queries import AmountIs, Clause, Condition, DayIs, FacetIs, Field, PlaceIs, Point, Question, Sort
from search.ranking import Candidate
from search.records import from_record

MOST_CODES = 100
"""Codes of a facet that are told with their counts, the commonest first."""
READ_AT_ONCE = 1_000
READY_PHRASES = 2_000
"""Row sets of phrases that a process keeps; at 200,000 documents each has 25 kB."""
OVER = 10_000_000
"""Added to deadlines that are over, so that they come after all others."""
EARTH = 6_371_008.7714
"""The earth's mean radius in metres."""

Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int64]
Tiers: TypeAlias = npt.NDArray[np.uint16]


class EmbeddedEngine:
    """Answers from one search file; any number of threads may ask."""

    name = "embedded"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        with self._file() as file:
            self.meta = load_meta(file)
            self._columns = {name: np.frombuffer(values, dtype) for name, dtype, values in file.execute("select * from columns")}
            self._codes = {name: json.loads(codes) for name, codes in file.execute("select name, codes from facets")}
            self._is_single = dict(file.execute("select name, is_single from facets"))
            self._tokens_often = {(place, found) for place, found in file.execute("select place, tokens from often")}
        self.fingerprint = self.meta["fingerprint"]
        self.count = int(self.meta["documents"])
        self.vocabulary = load_vocabulary(self.meta)
        self._every_row = np.arange(self.count)
        self._levels = {facet: self._level(*of) for facet, of in PLACE_FACETS.items()}
        self._orders = {Sort.NEWEST: self._ranks(-self._columns["day"]), Sort.REMAINING: self._ranks(-self._columns["remaining"])}
        self._ready: OrderedDict[tuple[str, tuple[str, ...]], bytes] = OrderedDict()
        self._lock = Lock()

    async def find(self, question: Question) -> Found:
        return await asyncio.to_thread(self.find_now, question)

    async def sums(self, question: Question, by: tuple[str, ...]) -> AsyncIterator[Sum]:
        for found in await asyncio.to_thread(lambda: list(self._sums(question, by))):
            yield found

    async def close(self) -> None:
        while not self._files.empty():
            self._files.get_nowait().close()

    def find_now(self, question: Question) -> Found:
        """The answer, worked out in this thread."""
        cursor = cursors.read(question, self.row_of)
        clauses = [self._clause(clause) for clause in question.clauses]
        met = [front | behind for front, behind in clauses]
        found = self._together(question, met)
        filters = [(condition, self._condition(condition)) for condition in question.filters]
        mask = reduce(np.logical_and, (m for _, m in filters), found)
        rows = np.flatnonzero(mask)
        matches = tuple(map(int, map(np.count_nonzero, met)))
        tiers = self._tiers(question, matches, [front for front, _ in clauses], met)
        ranked, after = self._page(question, rows, tiers, matches, cursor)
        facets = {facet: self._count(facet, self._without(facet, found, filters, rows)) for facet in question.facets}
        return Found(total=len(rows), ranked=ranked, facets=facets, matches=matches, after=after, engine=self.name)

    def count_of(self, clause: Clause) -> int:
        """How many documents meet a clause."""
        front, behind = self._clause(clause)
        return int(np.count_nonzero(front | behind))

    def tier_of(self, question: Question, row: int) -> int:
        """By how much a document stands before others where a question orders by what is met."""
        clauses = [self._clause(clause) for clause in question.clauses]
        met = [front | behind for front, behind in clauses]
        matches = tuple(map(int, map(np.count_nonzero, met)))
        return int(self._tiers(question, matches, [front for front, _ in clauses], met)[row])

    # Which rows

    def _together(self, question: Question, masks: Sequence[Mask]) -> Mask:
        held, any_of = question.parted(masks)
        firm = reduce(np.logical_and, held, np.ones(self.count, bool))
        return firm & reduce(np.logical_or, any_of) if any_of else firm

    def _tiers(self, question: Question, matches: Sequence[int], front: Sequence[Mask], met: Sequence[Mask]) -> Tiers:
        """The tier of each row."""
        tiers = np.zeros(self.count, np.uint16)
        for masks in (front,) if question.every else (front, met):
            for own, mask in zip(ranking.tiers(question, matches, self.count), masks, strict=True):
                tiers += mask * np.uint16(own)
        return tiers

    def _clause(self, clause: Clause) -> tuple[Mask, Mask]:
        """The rows that meet a clause by title or condition, and those that do by their body."""
        nothing = np.zeros(self.count, bool)
        titles = [self._phrase("title" if p.field is Field.TEXT else p.field.value, p.tokens) for p in clause.phrases if p.tokens]
        bodies = [self._phrase("body", p.tokens) for p in clause.phrases if p.field is Field.TEXT and p.tokens]
        conditions = [self._condition(condition) for condition in clause.conditions]
        return reduce(np.logical_or, (*titles, *conditions), nothing), reduce(np.logical_or, bodies, nothing)

    def _phrase(self, place: str, tokens: tuple[str, ...]) -> Mask:
        with self._lock:
            packed = self._ready.get((place, tokens))
            if packed is not None:
                self._ready.move_to_end((place, tokens))
        if packed is None:
            packed = self._load_phrase(place, tokens)
            with self._lock:
                self._ready[place, tokens] = packed
                if len(self._ready) > READY_PHRASES:
                    self._ready.popitem(last=False)
        return np.unpackbits(np.frombuffer(packed, np.uint8), count=self.count).view(bool)

    def _load_phrase(self, place: str, tokens: tuple[str, ...]) -> bytes:
        with self._file() as file:
            if (place, " ".join(tokens)) in self._tokens_often:
                rows = file.execute('select "rows" from often where place = ? and tokens = ?', (place, " ".join(tokens))).fetchone()
                return bytes(rows[0])
            return np.packbits(rows_with(file, place, tokens, self.count)).tobytes()

    def _condition(self, condition: Condition) -> Mask:
        match condition:
            case FacetIs(facet, codes):
                return self._facet(facet, codes)
            case PlaceIs(role, code):
                known = self._codes[role]
                first, last = np.searchsorted(np.array(known, object), [code, code + ":"]) if known else (0, 0)
                places = self._columns[f"facet {role}"]
                return (places > first) & (places <= last)
            case AmountIs(lowest, highest):
                cents = self._columns["cents"]
                return (cents >= (lowest or 0)) & (cents <= (highest if highest is not None else np.iinfo(np.int64).max))
            case DayIs(first_day, last_day, deadline):
                days = self._columns["deadline" if deadline else "day"]
                return (days >= first_day.toordinal()) & (days <= last_day.toordinal())

    def _facet(self, facet: str, codes: Iterable[str]) -> Mask:
        known, rows, numbers = self._pairs(facet)
        is_wanted = np.array([False, *(code in codes for code in known)])
        if rows is self._every_row:
            return np.asarray(is_wanted[numbers])
        mask = np.zeros(self.count, bool)
        mask[rows[is_wanted[numbers]]] = True
        return mask

    # Facets

    def _pairs(self, facet: str) -> tuple[Sequence[str], Rows, npt.NDArray[np.int32]]:
        """The codes of a facet, and its rows with the numbers of their codes (0: none)."""
        if facet in PLACE_FACETS:
            codes, number_of = self._levels[facet]
            return codes, self._every_row, number_of[self._columns[f"facet {PLACE_FACETS[facet][0]}"]]
        if facet not in self._codes or facet in ROLES:
            return (), np.zeros(0, np.int64), np.zeros(0, np.int32)
        values = self._columns[f"facet {facet}"]
        if self._is_single[facet]:
            return self._codes[facet], self._every_row, values
        rows, numbers = values.reshape(2, -1)
        return self._codes[facet], rows.astype(np.int64), numbers

    def _level(self, role: str, digits: int) -> tuple[list[str], npt.NDArray[np.int32]]:
        """The divisions of a level, and for each place's number the number of its division there (0: above that level)."""
        places = self._codes[role]
        codes = sorted({place[:digits] for place in places if len(place) >= digits})
        number = {code: n for n, code in enumerate(codes, 1)}
        return codes, np.array([0, *(number.get(place[:digits], 0) if len(place) >= digits else 0 for place in places)], np.int32)

    def _without(self, facet: str, found: Mask, filters: Sequence[tuple[Condition, Mask]], rows: Rows) -> Rows:
        """What would be found without the filters on a facet."""
        others = [mask for condition, mask in filters if not concerns(condition, facet)]
        return rows if len(others) == len(filters) else np.flatnonzero(reduce(np.logical_and, others, found))

    def _count(self, facet: str, found: Rows) -> tuple[FacetCount, ...]:
        codes, rows, numbers = self._pairs(facet)
        if rows is self._every_row:
            counts = np.bincount(numbers[found], minlength=len(codes) + 1)
        else:
            mask = np.zeros(self.count, bool)
            mask[found] = True
            counts = np.bincount(numbers[mask[rows]], minlength=len(codes) + 1)
        told = sorted(((-int(counts[n]), code) for n, code in enumerate(codes, 1) if counts[n]))
        return tuple(FacetCount(code, -count) for count, code in told[:MOST_CODES])

    # Order and pages

    def _page(
        self, question: Question, rows: Rows, tiers: Tiers, matches: Sequence[int], cursor: Cursor | None
    ) -> tuple[tuple[Ranked, ...], str | None]:
        if question.sort is not Sort.BEST:
            return self._sorted_page(question, rows, cursor)
        return self._best_page(question, rows, tiers, matches, cursor)

    def _best_page(
        self, question: Question, rows: Rows, tiers: Tiers, matches: Sequence[int], cursor: Cursor | None
    ) -> tuple[tuple[Ranked, ...], str | None]:
        ordered = rows[np.argsort(~tiers[rows], kind="stable")]
        head: list[Ranked] = []
        if cursor is None or cursor.place is not None:
            head = ranking.rank(question, matches, self.count, self.candidates(ordered[: ranking.HEAD]))
            begin = cursors.begin(cursor, head)
        else:
            begin = self._behind(cursor, rows, tiers)
        page = head[begin : begin + question.size]
        behind = max(begin, ranking.HEAD)
        rest = ordered[behind : behind + question.size - len(page)]
        page += [Ranked(row, document, 0.0) for row, document, _ in self.candidates(rest)]
        last = begin + len(page) - 1
        if not page or last + 1 >= len(ordered):
            return tuple(page), None
        return tuple(page), cursors.write(page[-1], question, last if last < ranking.HEAD else None)

    def _behind(self, cursor: Cursor, rows: Rows, tiers: Tiers) -> int:
        """How many rows stand before those that follow the cursor's."""
        assert cursor.row is not None
        own, of_rows = tiers[cursor.row], tiers[rows]
        return int(np.count_nonzero(of_rows > own)) + int(np.searchsorted(rows[of_rows == own], cursor.row, "right"))

    def _sorted_page(self, question: Question, rows: Rows, cursor: Cursor | None) -> tuple[tuple[Ranked, ...], str | None]:
        places = self.places(question, rows)
        order = rows[np.argsort(places, kind="stable")]
        begin = 0 if cursor is None else self._sorted_before(question, cursor, rows, places)
        page = tuple(Ranked(row, document, 0.0) for row, document, _ in self.candidates(order[begin : begin + question.size]))
        if not page or begin + len(page) >= len(order):
            return page, None
        return page, cursors.write(page[-1], question)

    def _sorted_before(self, question: Question, cursor: Cursor, rows: Rows, places: npt.NDArray[np.float64]) -> int:
        """How many rows stand before those that follow the cursor's, which may not be among them any more."""
        assert cursor.row is not None
        at = int(np.searchsorted(rows, cursor.row))
        own = places[at] if at < len(rows) and rows[at] == cursor.row else self.places(question, np.array([cursor.row]))[0]
        return int(np.count_nonzero((places < own) | ((places == own) & (rows <= cursor.row))))

    def places(self, question: Question, rows: Rows) -> npt.NDArray[np.float64]:
        """By what rows are sorted, the least first; equal ones stay in the order of the release."""
        match question.sort:
            case Sort.NEAREST:
                assert question.near is not None
                return self._distances(question.near, rows)
            case Sort.URGENT:
                deadlines = self._columns["deadline"][rows].astype(float)
                over = np.where(deadlines > 0, deadlines + OVER, np.inf)
                return np.asarray(np.where(deadlines >= question.today.toordinal(), deadlines, over))
        return np.asarray(self._orders[question.sort][rows])

    def _ranks(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
        """Each row's place when all are sorted by a column, the least first, none last."""
        ranks = np.empty(self.count)
        ranks[np.argsort(values, kind="stable")] = np.arange(self.count)
        return ranks

    def _distances(self, near: Point, rows: Rows) -> npt.NDArray[np.float64]:
        latitude, longitude = (np.radians(self._columns[name][rows]) for name in ("latitude", "longitude"))
        own = np.radians([near.latitude, near.longitude])
        half = np.sin((latitude - own[0]) / 2) ** 2 + np.cos(latitude) * np.cos(own[0]) * np.sin((longitude - own[1]) / 2) ** 2
        return np.asarray(np.nan_to_num(2 * EARTH * np.arcsin(np.sqrt(half)), nan=np.inf))

    # Sums

    def _sums(self, question: Question, by: tuple[str, ...]) -> Iterator[Sum]:
        masks = [front | behind for front, behind in map(self._clause, question.clauses)]
        mask = reduce(np.logical_and, map(self._condition, question.filters), self._together(question, masks))
        rows = np.flatnonzero(mask)
        if not by:
            yield Sum((), len(rows), int(self._cents(rows).sum()))
            return
        numbers = np.zeros((0, len(rows)), np.int64)
        for facet in by:
            rows, numbers = self._spread(facet, rows, numbers)
        keys, places = np.unique(numbers, axis=1, return_inverse=True)
        counts, totals = np.bincount(places.ravel(), minlength=keys.shape[1]), np.zeros(keys.shape[1], np.int64)
        np.add.at(totals, places.ravel(), self._cents(rows))
        codes = [self._pairs(facet)[0] for facet in by]
        for key, count, total in zip(keys.T, counts, totals, strict=True):
            yield Sum(tuple(of[n - 1] if n else None for of, n in zip(codes, key, strict=True)), int(count), int(total))

    def _cents(self, rows: Rows) -> Rows:
        return np.asarray(np.maximum(self._columns["cents"][rows], 0))

    def _spread(self, facet: str, rows: Rows, numbers: Rows) -> tuple[Rows, Rows]:
        """Rows once for each of their codes of a facet, with the codes' numbers below those that were there."""
        _, all_rows, all_numbers = self._pairs(facet)
        has = all_numbers > 0
        order = np.argsort(all_rows[has], kind="stable")
        pair_rows, pair_numbers = all_rows[has][order], all_numbers[has][order]
        first, last = np.searchsorted(pair_rows, rows, "left"), np.searchsorted(pair_rows, rows, "right")
        times = np.maximum(last - first, 1)
        at = np.repeat(np.arange(len(rows)), times)
        offset = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
        has_code = (last > first)[at]
        own = np.zeros(len(at), np.int64)
        own[has_code] = pair_numbers[(first[at] + offset)[has_code]]
        return rows[at], np.vstack([numbers[:, at], own])

    # The file

    def document(self, row: int) -> Document:
        return self.candidates([row])[0][1]

    def row_of(self, document: str) -> int | None:
        """Where a document stands in the order of the release, by its id; None: it is not there."""
        with self._file() as file:
            found = file.execute('select "row" from documents where id = ?', (document,)).fetchone()
        return found[0] if found else None

    def all_documents(self) -> Iterator[tuple[int, Document]]:
        """Every document in the order of the release."""
        for start in range(0, self.count, READ_AT_ONCE):
            for row, document, _ in self.candidates(np.arange(start, min(start + READ_AT_ONCE, self.count))):
                yield row, document

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that documents of this release have, derived ones aside."""
        return tuple(name for name in self._codes if name not in ROLES)

    def candidates(self, rows: Iterable[int]) -> list[Candidate]:
        """Some rows with their documents, in the order in which they are named."""
        wanted = list(map(int, rows))
        marks = ",".join("?" * len(wanted))
        with self._file() as file:
            found = dict(file.execute(f'select "row", record from documents where "row" in ({marks})', wanted))
        return [(row, *from_record(found[row])) for row in wanted]

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for as long as it is needed."""
        try:
            file = self._files.get_nowait()
        except Empty:
            file = open_file(self._path)
        try:
            yield file
        finally:
            self._files.put(file)


def concerns(condition: Condition, facet: str) -> bool:
    """Whether a filter is one on a facet: its counts then leave the filter aside, so that other codes can be chosen."""
    match condition:
        case FacetIs(own, _):
            return own == facet
        case PlaceIs(role, _):
            return facet in PLACE_FACETS and PLACE_FACETS[facet][0] == role
    return False
