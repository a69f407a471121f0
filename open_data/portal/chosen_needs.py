"""Which of the needs that wait a visitor chose, by words and codes, and in which order: as SQL of the release's table of needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from open_data.portal.divisions import positions
from open_data.portal.searching import answered, desk, today
from open_data.portal.visit import Visit, with_arguments
from search.desk import Answer
from search.distances import Positions, kilometres
from search.queries import FacetIs, Query

WAITING = "state IN ('published', 'partly_pledged') AND missing <> 'none'"
COUNTY, TOWN = "substr(region_code, 1, 6)", "substr(region_code, 1, 9)"
# :found has the numbers of what the words find, as JSON, the best first
WHERE = f"""{WAITING} AND (:kind = '' OR kind = :kind) AND (:item = '' OR item = :item) AND (:county = '' OR {COUNTY} = :county)
 AND (:town = '' OR {TOWN} = :town) AND (:words = '' OR number IN (SELECT value FROM json_each(:found)))"""
FILTERS = ("words", "kind", "item", "county", "town")
NEEDS = FacetIs("kind", frozenset({"need"}))
# :far is how far each place is from the one that was chosen, as JSON: SQLite knows no sines
FAR = """json_extract(:far, '$."' || region_code || '"')"""
ORDERS = {
    "best": "place, needed_in, number",
    "urgent": "needed_in, number",
    "newest": "published_in DESC, number",
    "nearest": f"{FAR} IS NULL, {FAR}, needed_in, number",
    "remaining": "CASE missing WHEN 'many' THEN 1 WHEN 'several' THEN 2 WHEN 'few' THEN 3 ELSE 4 END, needed_in, number",
}
ROWS = f"""SELECT needs.* FROM needs LEFT JOIN (SELECT value AS found, key AS place FROM json_each(:found)) ON found = number
WHERE {WHERE} ORDER BY """


@dataclass(frozen=True)
class Chosen:
    """filters: by name, empty where nothing is chosen. near: code of the place from which distances are told; far: kilometres from it by code.
    plain: pieces of the words that are to be read as words alone; answer: how they were read; found: numbers of what they find, the best first."""

    filters: Mapping[str, str]
    near: str = ""
    sort: str = ""
    plain: tuple[str, ...] = ()
    far: Mapping[str, int] | None = None
    answer: Answer | None = None
    found: tuple[str, ...] = ()

    @classmethod
    async def of(cls, visit: Visit) -> Chosen:
        """What the address of a visit chooses; what it does not know it leaves aside."""
        args = visit.request.args
        filters = {name: (args.get(name) or "").strip() for name in FILTERS}
        chosen = cls(filters, args.get("near") or "", args.get("sort") or "", tuple(args.getlist("plain")))
        chosen = replace(chosen, far=_distances(await positions(visit), chosen.near, await visit.site.places()))
        return await _found(visit, chosen) if filters["words"] else chosen

    @property
    def order(self) -> str:
        """As was chosen; else the nearest if a place was, the best if words were, the most urgent otherwise."""
        fitting = {"best": bool(self.filters["words"]), "nearest": bool(self.far)}
        if self.sort in ORDERS and fitting.get(self.sort, True):
            return self.sort
        return "nearest" if self.far else "best" if self.filters["words"] else "urgent"

    def but(self, **filters: str) -> Chosen:
        """The same with some filters changed."""
        return replace(self, filters={**self.filters, **filters})

    @property
    def values(self) -> dict[str, Any]:
        """What WHERE and ROWS ask for."""
        return {**self.filters, "found": json.dumps(self.found), "far": json.dumps(self.far or {})}

    def link(self, path: str = "/needs", page: int = 1) -> str:
        """The address of the list, or of what else is made of it."""
        return with_arguments(path, **self.asked, page=page if page > 1 else None)

    def plainly(self, piece: str) -> Chosen:
        """The same with a piece of the words read as a word alone."""
        return replace(self, plain=(*self.plain, piece))

    @property
    def asked(self) -> dict[str, list[str]]:
        """The arguments of the list's address."""
        kept = {**{name: [value] for name, value in self.filters.items()}, "near": [self.near], "sort": [self.sort], "plain": list(self.plain)}
        return {name: values for name, values in kept.items() if any(values)}


async def _found(visit: Visit, chosen: Chosen) -> Chosen:
    query = Query(text=chosen.filters["words"], filters=(NEEDS,), size=1, plain=frozenset(chosen.plain))
    answer = await answered(visit, query)
    numbers = [document.id.removeprefix("need/") async for document in desk(visit).rows(query, today())]
    return replace(chosen, answer=answer, found=tuple(numbers))


def _distances(known: Positions, place: str, codes: Mapping[str, str]) -> dict[str, int]:
    """How many kilometres the middle of each division is away from that of the one that was chosen; nought inside it."""
    return {code: _apart(known, place, code) for code in codes if len(code) <= 9} if known.of(place) and place in codes else {}


def _apart(known: Positions, place: str, code: str) -> int:
    here, there = known.of(place), known.of(code)
    return 0 if code.startswith(place) or here is None or there is None else round(kilometres(here, there))
