"""The release of the demo city that was judged: always the same households of the same seed, so that its documents keep their ids."""

from __future__ import annotations

import asyncio
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.publishing import CITY, DAY, MOMENT, OFFICE
from benchmarks.servers import KEYS, databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from open_data import catalogue
from open_data.extract import Extract, extract, publisher
from open_data.layout import SEARCH
from open_data.release.build import Homes, Keys, build
from open_data.release.package import Edition
from policies import policy

HOUSEHOLDS = 3_000


def search_file(folder: Path) -> Path:
    """The search file of the release, which is built in an empty folder."""
    extracted = folder / "extracted"
    extracted.mkdir()
    with databases() as city:
        asyncio.run(load(city, City(HOUSEHOLDS), KEYS, lambda *_: None))
        reads = catalogue.reads(catalogue.DATASETS.values())
        asyncio.run(extract(city, policy.load(), publisher(CITY), reads, extracted, lambda *_: None))
    homes, signing = Homes(folder / "releases", folder / "ledger"), Keys(Ed25519PrivateKey.generate(), {})
    edition = Edition(f"{DAY}-1", DAY, OFFICE)
    return build(Extract(extracted, {"forces": MOMENT}), catalogue.DATASETS, homes, edition, signing, lambda *_: None).folder / SEARCH
