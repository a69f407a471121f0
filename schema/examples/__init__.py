"""Questions as each tier truly asks them, one file each (`<asker>_<what>.graphql`): GraphiQL shows them, tests run them.

A file begins with what it asks, one comment line in Chinese and one in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# the first word of a file's name: tier and department
ASKERS = {
    "public": ("public", ""),
    "household": ("household", ""),
    "helper": ("helper", ""),
    "civil_affairs": ("manager", "civil_affairs"),
    "finance": ("manager", "finance"),
    "agriculture": ("manager", "agriculture"),
    "education": ("manager", "education"),
    "disabled_federation": ("manager", "disabled_federation"),
    "poverty_office": ("manager", "poverty_office"),
    "town_government": ("manager", "town_government"),
    "auditor": ("auditor", "audit"),
    "inspector": ("inspector", "discipline"),
    "deputy": ("deputy", ""),
    "donor": ("donor", ""),
    "volunteer": ("volunteer", ""),
    "third_party": ("third_party", ""),
    "publisher": ("publisher", ""),
    "administrator": ("administrator", ""),
}


@dataclass(frozen=True)
class Example:
    """A question, who asks it, and what it is called in a menu."""

    name: str
    asker: str
    title: str
    query: str


def examples() -> list[Example]:
    """All of them, in the order of the askers."""
    files = Path(__file__).parent
    return [_example(asker, path) for asker in ASKERS for path in sorted(files.glob(f"{asker}_*.graphql"))]


def _example(asker: str, path: Path) -> Example:
    query = path.read_text("utf-8")
    return Example(path.stem, asker, query.partition("\n")[0].lstrip("# "), query)
