"""Divisions to choose from in a form, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping

from open_data.portal.visit import Visit
from open_data.shelf import Needs
from search.distances import Positions

POSITIONS: Needs = {"divisions": ("code", "latitude", "longitude")}


async def towns_by_county(visit: Visit) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The city and its counties, each with its towns."""
    names = await visit.site.places()
    counties = [code for code in names if 4 <= len(code) <= 6]
    return [
        (code, names[code], [(town, names[town]) for town in names if len(code) == 6 and len(town) == 9 and town.startswith(code)])
        for code in counties
    ]


def full_name(code: str, names: Mapping[str, str]) -> str:
    """A place with the county and town around it."""
    return "".join(names[code[:digits]] for digits in (6, 9, 12) if digits <= len(code) and code[:digits] in names)


async def places_to_start_from(visit: Visit) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Counties, each with its towns, from which distances can be told; none where the release does not say where they lie."""
    return [place for place in await towns_by_county(visit) if len(place[0]) > 4] if visit.release.has(POSITIONS) else []


async def positions(visit: Visit) -> Positions:
    """Where towns, and what they lie in, have their middles; of a release that does not say, nowhere."""
    rows = await visit.rows("SELECT code, latitude, longitude FROM divisions WHERE length(code) <= 9") if visit.release.has(POSITIONS) else []
    return Positions((row["code"], row["latitude"], row["longitude"]) for row in rows)
