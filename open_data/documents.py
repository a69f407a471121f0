"""What can be found in a release: documents of its published tables, of its datasets and of the pages of the site.

Of what was published nothing but a release's own files is read, so what is found is what was published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import polars as pl

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.forces import HELP_KIND, LEAST_OF_BAND, NEED_STATE
from databases.code_lists.funds import STREAM_PURPOSE
from databases.code_lists.projects import PROBLEM_STATE, PROJECT_FIELD, PROJECT_STATE
from databases.tables import CodeList
from open_data import lasting_names, site_pages
from open_data.datasets import Dataset
from open_data.layout import SEARCH
from open_data.sections import anchor
from open_data.site_pages import SitePage
from search import index_file
from search.distances import Positions
from search.documents import Document, Text
from search.vocabulary import Place, Term

LEVELS = {6: "county", 9: "town", 12: "village"}  # of a division, by the digits of its code
FACETS: dict[str, CodeList] = {
    "department": DEPARTMENT,
    "level": GOVERNMENT_LEVEL,
    "purpose": STREAM_PURPOSE,
    "field": PROJECT_FIELD,
    "state": PROJECT_STATE,
    "help": HELP_KIND,
    "need_state": NEED_STATE,
    "problem_state": PROBLEM_STATE,
}
CODE = 4.0
"""The weight of a thing's own code, or of its title in English: as telling as its title."""
Row = dict[str, Any]


def write(folder: Path, tables: Tables, datasets: Collection[Dataset]) -> int:
    """Write the search file of a release. How many documents it has."""
    built = index_file.build(folder / SEARCH, documents(tables, datasets), places(tables), terms(tables, datasets))
    return built.documents


class Tables:
    """The published tables of a release, each from the first of some folders of Parquet files that has it; one that is nowhere has no rows."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def rows(self, name: str) -> Iterator[Row]:
        paths = (folder / f"{name}.parquet" for folder in self._folders)
        if path := next((path for path in paths if path.exists()), None):
            yield from pl.read_parquet(path).iter_rows(named=True)


def documents(tables: Tables, datasets: Collection[Dataset]) -> Iterator[Document]:
    yield from map(_dataset, datasets)
    yield from map(_page, site_pages.shown({dataset.name for dataset in datasets}))
    known = positions(tables)
    for name, make in MADE.items():
        for row in _needs(tables) if name == "needs" else tables.rows(name):
            yield from (_placed(document, known) for document in make(row))


def _needs(tables: Tables) -> Iterator[Row]:
    """Each with the skill that it takes, as the catalogue tells it: whoever looks for that finds it, whatever the need is called."""
    skills = _skills(tables)
    return (row | {"skill": skills.get(row["item"])} for row in tables.rows("needs"))


def _skills(tables: Tables) -> dict[str, str]:
    """The skill that each entry of the catalogue takes, of those that take one."""
    return {row["code"]: row["skill"] for row in tables.rows("need_items") if row.get("skill")}


def positions(tables: Tables) -> Positions:
    """Where the divisions of a release lie; those of one that was made before they were told lie nowhere."""
    return Positions((row["code"], row.get("latitude"), row.get("longitude")) for row in tables.rows("divisions"))


def _placed(document: Document, known: Positions) -> Document:
    """A document lies where it benefits: in the middle of that division, or of the next wider one that has any."""
    position = document.benefit_place and known.of(document.benefit_place)
    return replace(document, latitude=position.latitude, longitude=position.longitude) if position else document


def places(tables: Tables) -> Iterator[Place]:
    return (Place(row["code"], row["name"]) for row in tables.rows("divisions"))


def terms(tables: Tables, datasets: Iterable[Dataset]) -> Iterator[Term]:
    """What codes of facets are called: those of the code lists, the names of streams, of what is needed, of the skills that it takes, and of datasets."""
    for facet, codes in FACETS.items():
        yield from (Term(facet, code, label) for code, label in codes.labels.items())
    yield from (Term("stream", row["code"], row["name"]) for row in tables.rows("fund_streams"))
    yield from (Term("need_kind", code, name) for code, name in sorted({(row["item"], row["item_name"]) for row in tables.rows("needs")}))
    yield from (Term("skill", skill, skill) for skill in sorted({row["skill"] for row in _needs(tables)} - {None}))
    yield from (Term("dataset", dataset.name, dataset.title.zh) for dataset in datasets)


def _dataset(dataset: Dataset) -> Document:
    columns = " ".join(column.title.zh for column in dataset.columns)
    body = (Text(dataset.about.zh, 2), Text(f"{dataset.title.en} {dataset.about.en}"), Text(columns, 0.5))
    return Document(
        id=f"dataset/{dataset.name}",
        kind="dataset",
        title=dataset.title.zh,
        url=f"/datasets/{dataset.name}",
        body=body,
        facets={"dataset": (dataset.name,), "department": (dataset.owner,), "theme": (dataset.theme.value,)},
    )


def _page(page: SitePage) -> Document:
    body = (Text(page.about.zh, 0.5), Text(page.title.en, CODE), Text(page.about.en, 0.5))
    return Document(id=f"page{page.address}", kind="page", title=page.title.zh, url=page.address, body=body)


def _stream(row: Row) -> Iterator[Document]:
    yield Document(
        id=f"stream/{row['code']}",
        kind="stream",
        title=row["name"],
        url=f"/money/{row['code']}",
        body=(_text(row, "purpose_label", "department_label", "level_label", "household_category_label"), Text(row["code"], CODE)),
        facets={"stream": (row["code"],)} | _facets(row, "purpose", "department", "level"),
        day=row["started_on"],
    )


def _division(row: Row) -> Iterator[Document]:
    if kind := LEVELS.get(len(row["code"])):
        yield Document(id=f"place/{row['code']}", kind=kind, title=row["name"], url=f"/places/{row['code']}", benefit_place=row["code"])


def _project(row: Row) -> Iterator[Document]:
    yield Document(
        id=f"project/{row['code']}",
        kind="project",
        title=row["name"],
        url=f"/projects/{row['code']}",
        body=(
            _text(row, "field_label", "purpose_label", "mode_label", "line_label", "state_label", weight=2),
            _text(row, "region_name", "approval_number", "decided_by"),
            Text(row["code"], CODE),
        ),
        benefit_place=row["region_code"],
        facets=_facets(row, "field", "state", "stream") | {"year": (str(row["year"]),)},
        amount=row["budget"],
        day=row["approved_on"],
    )


def _asset(row: Row) -> Iterator[Document]:
    yield Document(
        id=f"asset/{row['code']}",
        kind="asset",
        title=row["name"],
        url=f"/projects/{row['project']}",
        body=(_text(row, "kind_label", "owner", "region_name", "project"), Text(row["code"], CODE)),
        benefit_place=row["region_code"],
        facets={"year": (str(row["acquired_on"].year),)},
        amount=row["value"],
        day=row["acquired_on"],
    )


def _need(row: Row) -> Iterator[Document]:
    yield Document(
        id=f"need/{row['number']}",
        kind="need",
        title=row["item_name"],
        url=f"/needs/{row['number']}",
        body=(Text(row["kind_label"], 2), Text(row["region_name"]), *([Text(row["skill"])] if row["skill"] else [])),
        benefit_place=row["region_code"],
        facets={"need_kind": (row["item"],), "help": (row["kind"],), "need_state": (row["state"],)} | _facets(row, "skill"),
        day=row["published_in"],
        deadline=_last_day(row["needed_in"]),
        remaining=LEAST_OF_BAND[row["missing"]],
    )


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _clause(row: Row) -> Iterator[Document]:
    key = f"{row['document']}-{row['number']}"
    url = f"/rules#{quote(anchor(row['document'], row['number']))}"
    yield Document(id=f"clause/{key}", kind="clause", title=f"{row['document']} {row['number']}", url=url, body=(Text(row["summary"], 2),))


def _notice(row: Row) -> Iterator[Document]:
    number = row["number"]
    rule = f"{row['document_title']} {row['document']} {row['clause_summary']}"
    yield Document(
        id=f"notice/{number}",
        kind="notice",
        title=f"{row['organisation_name']} {number}",
        url=f"/notices?{urlencode({'number': number})}",
        body=(Text(row["body"]), Text(row["decision"], 0.5), Text(rule, 0.5), Text(row["region_name"], 0.5)),
        benefit_place=row["region_code"],
        day=row["published_on"],
    )


def _case(row: Row) -> Iterator[Document]:
    yield replace(
        _titled("case", "model_cases", row),
        body=(Text(row["body"], 0.5), Text(row["region_name"], 0.5)),
        day=row["published_on"],
    )


def _campaign(row: Row) -> Iterator[Document]:
    yield replace(
        _titled("campaign", "volunteer_campaigns", row),
        body=(Text(row["about"]), Text(f"{row['organisation_name']} {row['region_name']}", 0.5)),
        facets={"year": (str(row["period_from"].year),)},
        day=row["period_from"],
        deadline=row["period_until"] and row["period_until"] - timedelta(days=1),
    )


def _problem(row: Row) -> Iterator[Document]:
    yield replace(
        _titled("problem", "technical_problems", row),
        body=tuple(Text(text, 0.5) for text in (row["result"], row["state_label"], row["region_name"]) if text),
        facets={"problem_state": (row["state"],), "year": (str(row["raised_on"].year),)},
        day=row["raised_on"],
    )


def _titled(kind: str, table: str, row: Row) -> Document:
    """A document of a row that no code names: its lasting name does."""
    return Document(
        id=f"{kind}/{lasting_names.digest(table, row)}",
        kind=kind,
        title=row["title"],
        url=lasting_names.address(table, row),
        benefit_place=row["region_code"],
    )


def _text(row: Row, *names: str, weight: float = 1.0) -> Text:
    """What stands in some columns, one after the other; nothing where there is nothing."""
    return Text(" ".join(row[name] for name in names if row[name]), weight)


def _facets(row: Row, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: (str(row[name]),) for name in names if row[name] is not None}


MADE: dict[str, Callable[[Row], Iterator[Document]]] = {
    "divisions": _division,
    "fund_streams": _stream,
    "projects": _project,
    "assets": _asset,
    "needs": _need,
    "policy_clauses": _clause,
    "violation_notices": _notice,
    "model_cases": _case,
    "volunteer_campaigns": _campaign,
    "technical_problems": _problem,
}
