"""`sunshine matrix`, `sunshine workflow` and `sunshine schema`: what the policy, the workflows and the schema say, for reading."""

from __future__ import annotations

from typing import Annotated

import typer

from policies import policy
from policies.matrix import matrix as write_matrix
from resolvers.changes.workflows import WORKFLOWS
from resolvers.changes.workflows.printing import printed
from schema.query import build_schema


def schema() -> None:
    """Print the GraphQL schema (SDL)."""
    typer.echo(build_schema(policy.load()).as_str())


def matrix() -> None:
    """Print who sees what, in Chinese, for officials to sign."""
    typer.echo("\n".join(write_matrix(policy.load())))


def workflow(name: Annotated[str | None, typer.Argument(help=" or ".join(WORKFLOWS))] = None) -> None:
    """Print the states and steps of a workflow, with who may take them and why they are refused; without a name, which there are."""
    if name is None:
        typer.echo("\n".join(WORKFLOWS))
        return
    if name not in WORKFLOWS:
        raise typer.BadParameter(f"there is no workflow {name}: choose {' or '.join(WORKFLOWS)}")
    typer.echo("\n".join(printed(WORKFLOWS[name], policy.load())))
