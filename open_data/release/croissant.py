"""`croissant.json`: the release for machine learning (Croissant 1.0): each CSV file with its columns, read as they lie beside it."""

from __future__ import annotations

from open_data.release.package import Description

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
DATA_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date", "datetime": "sc:DateTime"}


def croissant(package: Description) -> Description:
    publisher = package["contributors"][0]["title"]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": package["title_en"],
        "alternateName": package["title"],
        "url": package["homepage"],
        "version": _semantic(package["version"]),
        "license": package["licenses"][0]["path"],
        "datePublished": package["created"],
        "creator": {"@type": "sc:Organization", "name": publisher, "url": package["portal"]},
        "publisher": {"@type": "sc:Organization", "name": publisher, "url": package["portal"]},
        "citeAs": f"{publisher}: {package['title']}. {package['homepage']}",
        "distribution": [_file(resource) for resource in package["resources"]],
        "recordSet": [_records(resource) for resource in package["resources"]],
    }


def _semantic(version: str) -> str:
    """2020-06-30-1 → 2020.630.1: Croissant asks for three numbers."""
    year, month, day, number = map(int, version.split("-"))
    return f"{year}.{month * 100 + day}.{number}"


def _file(resource: Description) -> Description:
    return {
        "@type": "cr:FileObject",
        "@id": f"{resource['name']}.csv",
        "name": f"{resource['name']}.csv",
        "description": resource["description_en"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: Description) -> Description:
    name = resource["name"]
    key = [{"@id": f"{name}/{column}"} for column in resource["schema"].get("primaryKey", ())]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{resource['title']} {resource['title_en']}",
        **({"key": key} if key else {}),
        "field": [_field(name, field) for field in resource["schema"]["fields"]],
    }


def _field(resource: str, field: Description) -> Description:
    return {
        "@type": "cr:Field",
        "@id": f"{resource}/{field['name']}",
        "name": field["name"],
        "description": f"{field['title']} {field['title_en']}",
        "dataType": DATA_TYPES.get(field["type"], "sc:Text"),
        "source": {"fileObject": {"@id": f"{resource}.csv"}, "extract": {"column": field["name"]}},
    }
