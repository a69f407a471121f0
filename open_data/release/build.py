"""From an extract to a release: every dataset in every format, what describes them, checked by the gate, moved in whole."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from open_data import documents, shelf
from open_data.datasets import Dataset
from open_data.extract import Extract
from open_data.gate import gate
from open_data.gate.names import NOBODY, PrivateNames
from open_data.labels import add_labels
from open_data.layout import (
    ARCHIVE,
    CANDIDATES,
    CATALOGUE,
    CROISSANT,
    CURRENT,
    DATA,
    DATABASE,
    DATASET,
    PACKAGE,
    PRIVACY,
    PUBLIC_KEY,
    SIGNATURE,
    SUMS,
)
from open_data.ledger import NOTHING_WITHDRAWN, Ledger, Withdrawn
from open_data.material import Material
from open_data.release import checkpoints, croissant, database, dcat, files, news, peers, schema_org
from open_data.release.package import Edition, package
from open_data.release.seal import seal

ARCHIVED = (f"{DATA}/*.csv", "*.json", "*.jsonld", "*.txt", "*.md", f"{checkpoints.FOLDER}/*", PUBLIC_KEY, SUMS, SIGNATURE)
DECIMALS = 6
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Release:
    """A release on disk: its name (day and number), its folder, and the digest of its sums."""

    name: str
    folder: Path
    digest: str


@dataclass(frozen=True)
class Keys:
    """The key that signs releases, and the public halves of those that sign or signed the event logs, by their `key_id`."""

    release: Ed25519PrivateKey
    event_logs: Mapping[str, Ed25519PublicKey]


@dataclass(frozen=True)
class Homes:
    """Where releases go, and the private ledger of what they rest on."""

    releases: Path
    ledger: Path


def build(
    extract: Extract,
    datasets: Mapping[str, Dataset],
    homes: Homes,
    edition: Edition,
    keys: Keys,
    progress: Progress,
    private: PrivateNames = NOBODY,
    withdrawn: Withdrawn = NOTHING_WITHDRAWN,
    recorded: Collection[str] = (),
) -> Release:
    """Write a release beside the others and move it in whole among the candidates; nothing is left of one that fails or that the gate refuses.

    `progress` is told of each dataset and its rows; `private`: the names of the register, for the gate; `withdrawn`: earlier releases that were
    taken back; `recorded`: all of which there is a record, whose ledger must be there, as that of all on disk. Raises RefusedReleaseError.
    """
    (homes.releases / CANDIDATES).mkdir(parents=True, exist_ok=True)
    material = Material(extract, Ledger(homes.ledger, edition.name, withdrawn))
    gate.check_ledger(material.ledger, [*recorded, *on_disk(homes.releases)])
    with staging(homes.releases) as folder:
        write(material, datasets, edition, folder, progress)
        checkpoints.write(folder, extract.checkpoints, keys.event_logs)
        current = homes.releases / CURRENT
        news.write(folder, current.resolve() if current.is_symlink() else None)
        digest = seal(folder, keys.release)
        _archive(folder)
        gate.check(material, datasets.values(), folder, gate.names_beside(folder / DATA, private))
        for dataset in datasets.values():
            dataset.content.keep(material)
        material.ledger.close()
        folder.chmod(0o755)  # others serve it
        folder.rename(ready := homes.releases / CANDIDATES / edition.name)
    return Release(edition.name, ready, digest)


def on_disk(home: Path) -> list[str]:
    """Every release of which there is a folder: in force, withdrawn, or waiting for approval."""
    return [folder.name for place in (home, home / CANDIDATES) if place.exists() for folder in shelf.folders(place)]


def write(material: Material, datasets: Mapping[str, Dataset], edition: Edition, folder: Path, progress: Progress) -> None:
    """The data in every format, and what describes them."""
    (folder / DATA).mkdir()
    regions = material.rows("Region").select("code", "name")
    for dataset in datasets.values():
        files.write(in_order(dataset, material, regions), folder / DATA, dataset.name)
        progress(dataset.name, files.count(folder / DATA, dataset.name))
    database.write(folder / DATABASE, [(dataset, folder / DATA / f"{dataset.name}.parquet") for dataset in datasets.values()])
    documents.write(folder, documents.Tables(folder / DATA), datasets.values())
    described = package(edition, datasets.values(), folder / DATA)
    _write_json(folder / PACKAGE, described)
    _write_json(folder / PRIVACY, _privacy(material, datasets.values()))
    _write_json(folder / CATALOGUE, dcat.catalogue(described))
    _write_json(folder / DATASET, schema_org.catalogue(described))
    _write_json(folder / CROISSANT, croissant.croissant(described))
    peers.write(folder, described)


def in_order(dataset: Dataset, material: Material, regions: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with their labels, in the order of the key: any other order could tell which household a row came from.

    `regions`: the divisions, `code` and `name`. Sorted last, since a join keeps no order.
    """
    labelled = add_labels(dataset.content.frame(material), dataset.columns, regions)
    return labelled.sort(dataset.key or [column.name for column in dataset.columns])


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _privacy(material: Material, datasets: Iterable[Dataset]) -> dict[str, Any]:
    """The privacy report: for each dataset about people how they are protected, measured."""
    reports = {dataset.name: dataset.content.report(material) for dataset in datasets}
    return {name: _rounded(report) for name, report in reports.items() if report}


def _rounded(report: dict[str, Any]) -> dict[str, Any]:
    """With six decimals: the fifteen digits of a fraction can look like an old identity number, and the gate would refuse them."""
    return dict(json.loads(orjson.dumps(report), parse_float=lambda text: round(float(text), DECIMALS)))


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """A folder of the moment; nothing is left of it unless it is moved away."""
    folder = Path(tempfile.mkdtemp(prefix=".staging-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _archive(folder: Path) -> None:
    """All CSV files, what describes them and what they are verified by, for whoever wants everything at once."""
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for pattern in ARCHIVED for path in folder.glob(pattern)):
            archive.write(path, path.relative_to(folder))
