"""The schema as the last release promised it, without its descriptions: `make schema-release` keeps it, a test finds what breaks it since.

What is listed as broken begins anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphql import Visitor, parse, print_ast, visit

from tests.served import ROOT

PUBLISHED, RELEASED, LISTED = (ROOT / "docs" / name for name in ("schema.graphql", "schema.released.graphql", "breaking.md"))
HEAD = "# What clients were promised: the schema of the last release, names and types alone. Written by `make schema-release`, by nobody's hand.\n\n"


class _Silent(Visitor):
    """Takes the descriptions out."""

    def enter(self, node: Any, *_: Any) -> Any:
        return replace(node, description=None) if getattr(node, "description", None) else None


def promised(text: str) -> str:
    """Names and types of a schema, as text."""
    return HEAD + print_ast(visit(parse(text, no_location=True), _Silent())) + "\n"


if __name__ == "__main__":
    RELEASED.write_text(promised(PUBLISHED.read_text("utf-8")), "utf-8")
    LISTED.write_text("".join(line for line in LISTED.open(encoding="utf-8") if not line.startswith("- ")), "utf-8")
