"""Pages that are written from the code (`make docs`); a test holds each against what the code says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from databases.registry import TABLES
from policies.matrix import matrix
from policies.policy import load
from resolvers.spreadsheets.templates import documentation
from schema.query import build_schema
from sunshine.settings import Settings
from tests.requirements import Requirement, beneficiaries, forces, funds, general, oversight, projects

ROOT = Path(__file__).resolve().parent.parent


def settings_page() -> Iterator[str]:
    yield (ROOT / "docs" / "settings.head.md").read_text("utf-8").rstrip()
    yield ""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default).replace(str(ROOT) + "/", "")
        yield f"| `SUNSHINE_{name.upper()}` | {default and f'`{default}`'} | {field.description} |"


def requirements_page() -> Iterator[str]:
    """Every requirement with its columns and the constraint that holds it."""
    yield "# Requirements and their columns"
    yield ""
    yield "Each requirement of the mission: where it is kept and which constraint makes wrong data impossible. A test reads each column"
    yield "from the demo city and tries a write that the constraint must refuse."
    yield ""
    yield "| M | requirement | columns | constraint |"
    yield "|---|---|---|---|"
    for requirement in sorted(all_requirements(), key=lambda r: r.number):
        columns = ", ".join(f"`{column}`" for column in requirement.columns)
        yield f"| {requirement.number} | {requirement.term} | {columns} | `{requirement.constraint}` |"


def all_requirements() -> list[Requirement]:
    return [r for room in (general, beneficiaries, funds, projects, forces, oversight) for r in room.REQUIREMENTS]


def tables_page() -> Iterator[str]:
    """Every table and column with its sensitivity."""
    yield "# Tables"
    for database, tables in TABLES.items():
        yield f"\n## {database}"
        for table in tables.sorted_tables:
            yield f"\n### {table.name}\n\n{table.comment}\n"
            yield "| column | type | sensitivity | meaning |\n|---|---|---|---|"
            for column in table.columns:
                null = "" if column.nullable else ", not null"
                yield f"| `{column.name}` | {column.type!s}{null} | {column.info['sensitivity'].value} | {column.comment} |"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "docs/matrix.md": lambda: matrix(load()),
    "docs/schema.graphql": lambda: iter([build_schema(load()).as_str()]),
    "docs/settings.md": settings_page,
    "docs/requirements.md": requirements_page,
    "docs/tables.md": tables_page,
    "docs/imports.md": lambda: iter([documentation()]),
}


def content(page: str) -> str:
    return "\n".join(PAGES[page]()).rstrip() + "\n"


if __name__ == "__main__":
    for page in PAGES:
        (ROOT / page).write_text(content(page), "utf-8")
