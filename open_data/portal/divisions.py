"""Divisions to choose from in a form."""

from __future__ import annotations

from open_data.portal.visit import Visit


async def towns_by_county(visit: Visit) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The city and its counties, each with its towns."""
    names = await visit.site.places()
    counties = [code for code in names if 4 <= len(code) <= 6]
    return [
        (code, names[code], [(town, names[town]) for town in names if len(code) == 6 and len(town) == 9 and town.startswith(code)])
        for code in counties
    ]
