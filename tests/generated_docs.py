"""Pages that are written from the code (`make docs`); a test holds each against what the code says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.dialects import postgresql

from databases.registry import TABLES, sentences
from policies.matrix import matrix
from policies.policy import load
from resolvers import filters, selections
from resolvers.changes.workflows import WORKFLOWS
from resolvers.changes.workflows.printing import printed, refusals_page
from resolvers.notices.tellings import notices_page
from resolvers.spreadsheets.templates import documentation
from schema.query import build_schema
from schema.serving import introspection, limits, rate, streams
from sunshine.settings import Settings
from tests.requirements import Requirement, beneficiaries, forces, funds, general, oversight, projects
from tests.requirements.promises import PROMISES

POSTGRESQL = postgresql.dialect()

ROOT = Path(__file__).resolve().parent.parent


def settings_page() -> Iterator[str]:
    yield (ROOT / "docs" / "settings.head.md").read_text("utf-8").rstrip()
    yield ""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default).replace(str(ROOT) + "/", "")
        yield f"| `SUNSHINE_{name.upper()}` | {default and f'`{default}`'} | {field.description} |"


def limits_page() -> Iterator[str]:
    """Every number that a request is held to."""
    yield (ROOT / "docs" / "limits.head.md").read_text("utf-8").rstrip()
    yield "\n## Numbers\n\n| limit | number | code |\n|---|---|---|"
    for what, number, code in LIMITS:
        yield f"| {what} | {number:,} | `{code}` |"
    yield "\n| setting | default |\n|---|---|"
    for name in ("statement_seconds", "request_seconds", "beat_seconds"):
        yield f"| `SUNSHINE_{name.upper()}` | {Settings.model_fields[name].default} |"
    yield "\n| tier | points at once | points that come back each second |\n|---|---|---|"
    for tier, (size, refill) in rate.ALLOWANCES.items():
        yield f"| {tier} | {size:,} | {refill:,} |"


LIMITS = (
    ("bytes of a request", limits.MOST_BYTES, "TOO_LARGE"),
    ("tokens of a document, comments included", limits.MOST_TOKENS, "TOKEN_LIMIT"),
    ("levels", limits.MOST_DEPTH, "DEPTH_LIMIT"),
    ("fields", limits.MOST_FIELDS, "FIELD_LIMIT"),
    ("aliases", limits.MOST_ALIASES, "ALIAS_LIMIT"),
    ("directives", limits.MOST_DIRECTIVES, "DIRECTIVE_LIMIT"),
    ("root fields of an operation", limits.MOST_ROOTS, "ROOT_LIMIT"),
    ("related rows that one where asks about", filters.MOST_RELATED, "FILTER_LIMIT"),
    ("keys that a condition finds in another database", filters.MOST_KEYS, "FILTER_LIMIT"),
    ("rows of one page", selections.MOST_ROWS, "BAD_USER_INPUT"),
    ("objects that an operation may ask for", selections.MOST_OBJECTS, "COST_LIMIT"),
    ("points of any request", rate.DOOR, "RATE_LIMITED"),
    ("points of a root field that no database answers", rate.RESOLVED, "RATE_LIMITED"),
    ("points of a character of a document that is read for the first time", rate.READ, "RATE_LIMITED"),
    ("characters of variables that are planned for the first time, for a point", rate.VARIABLES, "RATE_LIMITED"),
    ("units of a database's planner for a point, where rows are read that are not shown", rate.ESTIMATED, "RATE_LIMITED"),
    ("points of a unit of some 50 µs of compiling SQL anew", rate.COMPILED, "RATE_LIMITED"),
    ("points of a question about the schema", introspection.MOST_POINTS, "COST_LIMIT"),
    ("points of a report of the public", rate.REPORT, "RATE_LIMITED"),
    ("points of registering oneself", rate.REGISTRATION, "RATE_LIMITED"),
    ("buckets that a process keeps", rate.MOST_BUCKETS, "RATE_LIMITED"),
    ("bytes of a message over a WebSocket", limits.MOST_BYTES, "TOO_LARGE"),
    ("WebSockets of a person", streams.MOST_SOCKETS_A_PERSON, "STREAM_LIMIT"),
    ("subscriptions of a person, and operations at a time of a WebSocket", streams.MOST_STREAMS_A_PERSON, "STREAM_LIMIT"),
    ("subscriptions, and WebSockets, of a process", streams.MOST_STREAMS, "STREAM_LIMIT"),
)


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


def constraints_page() -> Iterator[str]:
    """What is promised, with the constraints that hold it."""
    yield (ROOT / "docs" / "constraints.head.md").read_text("utf-8").rstrip()
    yield "\n| what is held | constraint |\n|---|---|"
    held: dict[str, dict[str, None]] = {}
    for promise in PROMISES:
        held.setdefault(sentences()[promise.constraint], {})[f"`{promise.constraint}`"] = None
    for sentence, constraints in held.items():
        yield f"| {sentence} | {', '.join(constraints)} |"


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
                yield f"| `{column.name}` | {column.type.compile(POSTGRESQL)}{null} | {column.info['sensitivity'].value} | {column.comment} |"


def workflows_page() -> Iterator[str]:
    """States and steps of every workflow, with who may take them."""
    yield "# 工作流程 Workflows"
    yield ""
    yield "由程序的数据表和策略文件生成（`sunshine workflow`）。表中没有的步骤不能发生；需要两个签字的，须由两个不同的人签。"
    for workflow in WORKFLOWS.values():
        yield ""
        yield from printed(workflow, load())
    yield "\n## 拒绝的理由 Refusals\n"
    yield from refusals_page(list(WORKFLOWS.values()))


def notices() -> Iterator[str]:
    """Who is told of what, and how."""
    yield (ROOT / "docs" / "notices.head.md").read_text("utf-8").rstrip()
    yield ""
    yield from notices_page()


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "docs/matrix.md": lambda: matrix(load()),
    "docs/schema.graphql": lambda: iter([build_schema(load()).as_str()]),
    "docs/settings.md": settings_page,
    "docs/limits.md": limits_page,
    "docs/requirements.md": requirements_page,
    "docs/constraints.md": constraints_page,
    "docs/tables.md": tables_page,
    "docs/workflows.md": workflows_page,
    "docs/notices.md": notices,
    "docs/imports.md": lambda: iter([documentation()]),
}


def content(page: str) -> str:
    return "\n".join(PAGES[page]()).rstrip() + "\n"


if __name__ == "__main__":
    for page in PAGES:
        (ROOT / page).write_text(content(page), "utf-8")
