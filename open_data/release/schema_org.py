"""`dataset.jsonld`: the same in the words of schema.org, by which search engines find datasets; pages carry it too."""

from __future__ import annotations

from open_data.release.package import Description


def catalogue(package: Description) -> Description:
    """A DataCatalog with every dataset of the release."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": package["homepage"],
        "name": [_text(package["title"], "zh"), _text(package["title_en"], "en")],
        "url": package["homepage"],
        "license": package["licenses"][0]["path"],
        "publisher": _publisher(package),
        "datePublished": package["created"][:10],
        "dataset": [_dataset(package, resource) for resource in package["resources"]],
    }


def dataset(package: Description, resource: Description) -> Description:
    """One dataset by itself, as its page carries it."""
    return {"@context": "https://schema.org", **_dataset(package, resource)}


def _dataset(package: Description, resource: Description) -> Description:
    covered = resource["temporal"]
    return {
        "@type": "Dataset",
        "@id": f"{package['homepage']}#{resource['name']}",
        "name": [_text(resource["title"], "zh"), _text(resource["title_en"], "en")],
        "description": [_text(resource["description"], "zh"), _text(resource["description_en"], "en")],
        "url": f"{package['portal']}/sunshine/{resource['name']}",
        "identifier": f"{package['name']}/{resource['name']}",
        "version": package["version"],
        "datePublished": package["created"][:10],
        "license": package["licenses"][0]["path"],
        "isAccessibleForFree": True,
        "inLanguage": ["zh-CN", "en"],
        "keywords": [resource["theme"], resource["owner_label"]],
        "publisher": _publisher(package),
        "spatialCoverage": _place(package),
        "temporalCoverage": f"{covered['from']}/{covered['until']}",
        "variableMeasured": [_variable(field) for field in resource["schema"]["fields"]],
        "distribution": [_download(package, file) for file in resource["formats"]],
    }


def _variable(field: Description) -> Description:
    variable = {"@type": "PropertyValue", "name": field["name"], "description": f"{field['title']} {field['title_en']}"}
    return variable | {"unitText": field["unit"]} if "unit" in field else variable


def _download(package: Description, file: Description) -> Description:
    return {
        "@type": "DataDownload",
        "contentUrl": f"{package['homepage']}/{file['path']}",
        "encodingFormat": file["mediatype"],
        "contentSize": f"{file['bytes']} B",
        "sha256": file["hash"].removeprefix("sha256:"),
    }


def _publisher(package: Description) -> Description:
    publisher = package["contributors"][0]
    contact = {"@type": "ContactPoint", "email": publisher["email"], "contactType": "open data"}
    return {"@type": "GovernmentOrganization", "name": publisher["title"], "url": package["portal"], "contactPoint": contact}


def _place(package: Description) -> Description:
    place = package["spatial"]
    identifier = {"@type": "PropertyValue", "propertyID": place["scheme"], "value": place["code"]}
    return {"@type": "Place", "name": place["name"], "identifier": identifier}


def _text(text: str, language: str) -> Description:
    return {"@value": text, "@language": language}
