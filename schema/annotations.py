"""What fields of made types give, for Strawberry to evaluate once (a thousand fields are texts, dates or amounts), and what their arguments are."""

from __future__ import annotations

import functools
from typing import Annotated, Any

import strawberry
from strawberry.annotation import StrawberryAnnotation


@functools.cache
def nullable(type_: Any) -> StrawberryAnnotation:
    """The type or null. Its namespace is empty and not missing, or each field would have it evaluated anew with its own."""
    return StrawberryAnnotation(type_ | None, namespace={})


def argument(type_: Any, about: str) -> Any:
    """An argument of a type, and what it is."""
    return Annotated[type_, strawberry.argument(description=about)]
