"""`catalogue.jsonld`: the release as a DCAT-AP 3 catalogue, so that other portals can harvest it."""

from __future__ import annotations

from typing import Any

from open_data.datasets import Theme
from open_data.release.package import Description

EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# shelves of the portal among the EU's data themes
THEMES = {
    Theme.FUNDS: "ECON",
    Theme.PROJECTS: "REGI",
    Theme.VILLAGES: "REGI",
    Theme.PEOPLE: "SOCI",
    Theme.SUPERVISION: "GOVE",
    Theme.REFERENCE: "GOVE",
}
FILE_TYPES = {"csv": "CSV", "parquet": "PARQUET", "jsonl": "JSON"}
Node = dict[str, Any]


def catalogue(package: Description) -> Node:
    """The catalogue with every dataset and each of its files."""
    return {"@context": CONTEXT, **_catalogue(package)}


def _catalogue(package: Description) -> Node:
    return {
        "@id": package["homepage"],
        "@type": "dcat:Catalog",
        **_titles(package),
        "dct:description": [
            _text("帮扶资金、项目、力量和成效的开放数据，脱敏后发布。", "zh"),
            _text("Open data on assistance: its money, projects, helpers and results, published without personal data.", "en"),
        ],
        "dct:publisher": _publisher(package),
        "dct:language": [_concept("language/ZHO", "dct:LinguisticSystem"), _concept("language/ENG", "dct:LinguisticSystem")],
        "dct:license": _licence(package),
        "dct:issued": _day(package["created"][:10]),
        "dct:modified": _day(package["created"][:10]),
        "dct:spatial": _place(package),
        "foaf:homepage": {"@id": package["portal"], "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme", "@type": "skos:ConceptScheme", "dct:title": _text("Data theme", "en")},
        "dcat:dataset": [_dataset(package, resource) for resource in package["resources"]],
    }


def _dataset(package: Description, resource: Description) -> Node:
    covered = resource["temporal"]
    return {
        "@id": f"{package['homepage']}#{resource['name']}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{package['name']}/{resource['name']}",
        **_titles(resource),
        "dct:description": [_text(resource["description"], "zh"), _text(resource["description_en"], "en")],
        "dct:publisher": _publisher(package),
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": _text(resource["owner_label"], "zh")},
        "dcat:contactPoint": _contact(package),
        "dcat:theme": _concept(f"data-theme/{THEMES[Theme(resource['theme'])]}", "skos:Concept"),
        "dct:accrualPeriodicity": _concept(f"frequency/{resource['rhythm']}", "dct:Frequency"),
        "dct:accessRights": _concept("access-right/PUBLIC", "dct:RightsStatement"),
        "dct:language": _concept("language/ZHO", "dct:LinguisticSystem"),
        "dct:issued": _day(package["created"][:10]),
        "dct:modified": _day(package["created"][:10]),
        "dct:spatial": _place(package),
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(covered["from"]), "dcat:endDate": _day(covered["until"])},
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:identifier": resource["disclosure"]["rule"],
            "rdfs:label": [_text(resource["disclosure"]["title"], "zh"), _text(resource["disclosure"]["title_en"], "en")],
        },
        "dcat:version": package["version"],
        "dcat:landingPage": {"@id": f"{package['portal']}/sunshine/{resource['name']}", "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(package, resource, file) for file in resource["formats"]],
    }


def _distribution(package: Description, resource: Description, file: Description) -> Node:
    address = f"{package['homepage']}/{file['path']}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _text(f"{resource['title']}（{file['format']}）", "zh"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": _concept(f"file-type/{FILE_TYPES[file['format']]}", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file['mediatype']}", "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": _checksum(file["hash"].removeprefix("sha256:")),
        "dct:license": _licence(package),
        "dcatap:availability": _concept("planned-availability/STABLE", "skos:Concept"),
    }


def _checksum(digest: str) -> Node:
    algorithm = {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"}
    return {"@type": "spdx:Checksum", "spdx:algorithm": algorithm, "spdx:checksumValue": {"@value": digest, "@type": "xsd:hexBinary"}}


def _publisher(package: Description) -> Node:
    return {"@id": f"{package['portal']}#publisher", "@type": "foaf:Agent", "foaf:name": _text(package["contributors"][0]["title"], "zh")}


def _contact(package: Description) -> Node:
    contact = package["contributors"][0]
    mail = {"@id": f"mailto:{contact['email']}"}
    return {
        "@id": f"{package['portal']}#contact",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": contact["title"],
        "vcard:hasEmail": mail,
    }


def _place(package: Description) -> Node:
    place = package["spatial"]
    return {
        "@id": f"{package['portal']}#region-{place['code']}",
        "@type": "dct:Location",
        "dct:identifier": place["code"],
        "skos:prefLabel": _text(place["name"], "zh"),
        "locn:geographicName": _text(place["name"], "zh"),
    }


def _licence(package: Description) -> Node:
    return {"@id": package["licenses"][0]["path"], "@type": "dct:LicenseDocument"}


def _titles(described: Description) -> Node:
    return {"dct:title": [_text(described["title"], "zh"), _text(described["title_en"], "en")]}


def _concept(path: str, kind: str) -> Node:
    """An entry of one of the EU's controlled vocabularies."""
    node: Node = {"@id": f"{EU}/{path}", "@type": kind}
    return node | {"skos:prefLabel": _text(path.rpartition("/")[2], "en")} if kind == "skos:Concept" else node


def _text(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}


def _day(day: str) -> Node:
    return {"@value": day, "@type": "xsd:date"}
