"""schema.org descriptions in the pages themselves, for search engines of data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from markupsafe import Markup

from open_data.shelf import ShownRelease


def catalogue(release: ShownRelease, address: str) -> Markup:
    """The release as a DataCatalog."""
    datasets = [{"@type": "Dataset", "name": resource["title"], "url": f"{address}/datasets/{name}"} for name, resource in release.resources.items()]
    return _script(
        {"@type": "DataCatalog", "name": release.package["title"], "url": f"{address}/", "inLanguage": ["zh-CN", "en"], "dataset": datasets}
    )


def dataset(release: ShownRelease, resource: Mapping[str, Any], address: str) -> Markup:
    """A dataset with its files."""
    licence = release.package["licenses"][0]["path"]
    files = [
        {
            "@type": "DataDownload",
            "encodingFormat": kind,
            "contentUrl": f"{address}{release.of(resource['name']).address}/data/{resource['name']}.{ending}",
        }
        for ending, kind in (("csv", "text/csv"), ("jsonl", "application/x-ndjson"), ("parquet", "application/vnd.apache.parquet"))
    ]
    return _script(
        {
            "@type": "Dataset",
            "name": resource["title"],
            "alternateName": resource["title_en"],
            "description": resource["description"],
            "url": f"{address}/datasets/{resource['name']}",
            "license": licence,
            "version": release.name,
            "datePublished": str(release.day),
            "isAccessibleForFree": True,
            "creator": {"@type": "GovernmentOrganization", "name": resource["owner_label"]},
            "distribution": files,
            "variableMeasured": [field["title"] for field in resource["schema"]["fields"]],
        }
    )


def _script(body: Mapping[str, Any]) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(orjson.dumps({"@context": "https://schema.org", **body}).decode().replace("<", "\\u003c"))
