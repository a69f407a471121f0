"""Where things lie: the names of a release's files, and of the folders in the home of releases. It imports nothing, so that whoever only
reads a release need not load what makes one."""

from __future__ import annotations

import re

CANDIDATES, CURRENT, FRESH = "candidates", "current", "needs"
"""Folders of the home: what waits for approval, what is in force; needs of each release as they were published anew."""
DATA, DATABASE, ARCHIVE, PACKAGE, SEARCH = "data", "sunshine.db", "sunshine.zip", "datapackage.json", "search.db"
CATALOGUE, DATASET, CROISSANT = "catalogue.jsonld", "dataset.jsonld", "croissant.json"
PRIVACY, CHANGES, CHECKPOINTS = "privacy.json", "changes.json", "checkpoints.json"
SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SHA256SUMS.sig", "publisher.pem"
UNSUMMED = (SUMS, SIGNATURE, ARCHIVE)
"""Files that no sum stands for: the archive holds the sums and their signature, and what else is in it stands among them."""
LIST, FEED, TOMBSTONE = "releases.json", "feed.xml", "withdrawn.json"


def in_time(name: str) -> tuple[str | int, ...]:
    """By which names of releases are sorted: by day and by number on one day, so that the tenth of a day comes after the second."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name))
