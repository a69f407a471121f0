"""Needs, and cases for the press, that are published anew within minutes: a small release beside the release in force, by whose rules and places it goes.

    needs/2020-06-30-1/20200701083000/   cards and cases of that moment (UTC), signed like a release, and the search file with them
    needs/2020-06-30-1/current           link to the newest

It reads nothing but needs and cases, and for the gate digests of the register's names: what holds a release to its promises holds this one. It is moved in
whole and shown in one step (`show`), and goes with its release.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from datetime import UTC
from pathlib import Path

import orjson
import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases.clock import SHANGHAI
from databases.failures import WrongDataError
from open_data import documents
from open_data.datasets import Dataset
from open_data.extract import Extract
from open_data.gate import gate
from open_data.gate.names import PrivateNames
from open_data.layout import CURRENT, DATA, DATABASE, FRESH, PACKAGE
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.needs import HOMES, NEEDS
from open_data.release import database, files
from open_data.release.build import Homes, Release, in_order, on_disk, staging
from open_data.release.package import Edition, Publisher, package
from open_data.release.seal import seal
from open_data.shelf import ShownRelease
from open_data.supervision import MODEL_CASES

ANEW = (NEEDS, MODEL_CASES)
READS = {"Need", "NeedItem", "ModelCase"}
KEPT = 2  # the one that is shown, and the one before it, from which somebody may still read


class OlderReleaseError(WrongDataError):
    """A release was built when nobody counted the households of each town for needs to be published anew beside it."""


def reads() -> dict[str, set[str]]:
    """What is read of needs and cases: nothing about households, whom the release has counted."""
    found: dict[str, set[str]] = {}
    for kind, name in (read for dataset in ANEW for read in dataset.content.reads()):
        if kind in READS:
            found.setdefault(kind, set()).add(name)
    return found


def build(
    extract: Extract,
    shown: ShownRelease,
    datasets: list[Dataset],
    homes: Homes,
    key: Ed25519PrivateKey,
    private: Callable[[], PrivateNames],
    recorded: Collection[str] = (),
) -> Release | None:
    """Cards and cases as they are now, moved in beside the release that is `shown`, where nobody serves them yet; None where they say what is shown already.

    datasets: those of the release, which can be found with the cards. private: reads the names of the register for the gate, where something is to be
    said anew. recorded: all releases of which there is a record, whose ledger must be there, as that of all on disk and of the one that is shown.
    Raises RefusedReleaseError and OlderReleaseError.
    """
    material = Material(extract, Ledger(homes.ledger, shown.name))
    if material.ledger.own_frame(HOMES) is None:
        raise OlderReleaseError(f"{shown.name} was built before needs could be published anew: make a release, then publish needs")
    gate.check_ledger(material.ledger, [*recorded, *on_disk(homes.releases)])
    anew = [dataset for dataset in ANEW if dataset.name in shown.resources]
    with staging(homes.releases) as folder:
        (folder / DATA).mkdir()
        for dataset in anew:
            files.write(_named(dataset, material, shown), folder / DATA, dataset.name)
        if all(_rows(folder, dataset).equals(_rows(shown.of(dataset.name).folder, dataset)) for dataset in anew):
            return None
        edition = _edition(material, shown)
        _write(folder, shown, anew, datasets, edition)
        gate.check(material, anew, folder, gate.names_beside(shown.folder / DATA, private()))
        digest = seal(folder, key)
        for dataset in anew:
            dataset.content.keep(material)
        ready = homes.releases / _place(edition.name)
        ready.parent.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # others serve it
        folder.rename(ready)
    return Release(edition.name, ready, digest)


def show(made: Release) -> None:
    """Show it from one moment to the next, and take away all but the one before it."""
    home = made.folder.parent
    (fresh := home / f".{CURRENT}").unlink(missing_ok=True)
    fresh.symlink_to(made.folder.name)
    fresh.rename(home / CURRENT)
    for folder in sorted(path for path in home.iterdir() if path.name.isdigit())[:-KEPT]:
        shutil.rmtree(folder)


def take_away(home: Path) -> None:
    """None is shown any more, beside no release: each shows its own needs."""
    if (home / FRESH).exists():
        (home / FRESH).rename(gone := home / f".gone-{FRESH}")
        shutil.rmtree(gone)


def _write(folder: Path, shown: ShownRelease, anew: list[Dataset], datasets: list[Dataset], edition: Edition) -> None:
    database.write(folder / DATABASE, [(dataset, folder / DATA / f"{dataset.name}.parquet") for dataset in anew])
    documents.write(folder, documents.Tables(folder / DATA, shown.folder / DATA), datasets)
    described = package(edition, anew, folder / DATA)
    (folder / PACKAGE).write_bytes(orjson.dumps(described, option=orjson.OPT_INDENT_2))


def _named(dataset: Dataset, material: Material, shown: ShownRelease) -> pl.LazyFrame:
    """Places are called as the release calls them."""
    regions = pl.scan_parquet(shown.folder / DATA / "divisions.parquet").select("code", "name")
    return in_order(dataset, material, regions)


def _rows(folder: Path, dataset: Dataset) -> pl.DataFrame:
    return pl.read_parquet(folder / DATA / f"{dataset.name}.parquet")


def _edition(material: Material, shown: ShownRelease) -> Edition:
    """Named by the release and the moment at which the needs were read, published by the office of the release."""
    moment = min(material.extract.moments.values())
    office, place = shown.package["contributors"][0], shown.package["spatial"]
    publisher = Publisher(office["title"], office["email"], shown.package["portal"], place["code"], place["name"])
    name = f"{shown.name}/{FRESH}/{moment.astimezone(UTC):%Y%m%d%H%M%S}"
    return Edition(name, material.day, publisher, moment.astimezone(SHANGHAI).replace(microsecond=0))


def _place(name: str) -> Path:
    """The folder of a name: 2020-06-30-1/needs/20200701083000 lies in needs/2020-06-30-1/20200701083000."""
    release, folder, moment = name.split("/")
    return Path(folder, release, moment)
