"""Docs are held to the code: generated pages are current, and what is named exists."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from sunshine.cli import COMMANDS, application
from sunshine.settings import Settings
from tests.generated_docs import PAGES, content

ROOMS = ("sunshine", "schema", "open_data", "search", "resolvers", "policies", "databases")


@pytest.mark.parametrize("page", PAGES)
def test_generated_page_is_current(repository: Path, page: str) -> None:
    assert (repository / page).read_text("utf-8") == content(page), "run: make docs"


def test_every_command_is_in_the_readme_and_has_a_help_text(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    for name in COMMANDS:
        command = typer.main.get_command(application(name)).commands[name]  # type: ignore[attr-defined]
        assert f"| `sunshine {name}` |" in readme
        assert len(command.help) > 20


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        ("migrate", ("datasette", "altair", "scipy", "pypinyin", "strawberry", "granian", "elasticsearch")),
        ("publish", ("datasette", "altair", "scipy.optimize", "scipy.sparse", "pypinyin", "strawberry", "granian")),
    ],
)
def test_a_command_loads_only_what_it_needs(command: str, heavy: tuple[str, ...]) -> None:
    loaded = f"import sys, sunshine.cli; sunshine.cli.application({command!r}); print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_setting_has_a_description() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_is_read_in_the_settings_only(repository: Path) -> None:
    """What is set there for a library to read (`sunshine/loading.py`) is not read."""
    readers = [
        path.relative_to(repository).as_posix()
        for room in ROOMS
        for path in (repository / room).rglob("*.py")
        if re.search(r"os\.environ(?!\.setdefault)|os\.getenv|BaseSettings\b", path.read_text("utf-8"))
    ]
    assert readers == ["sunshine/settings.py"]


def test_no_import_stands_inside_a_function(repository: Path) -> None:
    hidden = [
        f"{path.relative_to(repository)}: {name}"
        for room in ROOMS
        for path in (repository / room).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in (ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))
    ]
    assert hidden == []


def test_every_room_says_what_it_is(repository: Path) -> None:
    for room in ROOMS:
        assert (repository / room / "__init__.py").read_text("utf-8").startswith('"""'), room


def test_every_file_that_the_docs_name_is_there(repository: Path) -> None:
    missing = []
    for page in [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]:
        text = page.read_text("utf-8")
        linked = [page.parent / target for target in re.findall(r"\]\(([^)#:]+)\)", text)]
        named = [repository / name for name in re.findall(r"`((?:tests|databases|policies|resolvers|schema|sunshine|docs)/[\w/.]+\.\w+)`", text)]
        missing += [f"{page.name}: {path}" for path in [*linked, *named] if not path.exists()]
    assert missing == []


def test_no_installed_distribution_owns_a_name_of_ours() -> None:
    owners = importlib.metadata.packages_distributions()
    assert {room: owners[room] for room in (*ROOMS, "tests", "benchmarks") if room in owners} == {}


def test_lock_files_have_hashes_and_no_addresses(repository: Path) -> None:
    for lock in repository.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        pins = re.findall(r"^([\w.-]+==\S+)", text, re.M)
        if lock.name == "requirements.lock":
            developers = (repository / "requirements-dev.lock").read_text("utf-8")
            assert [pin for pin in pins if pin not in developers] == []
