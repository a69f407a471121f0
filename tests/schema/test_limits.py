"""Limits of one request: what is counted, and that no trick of the language makes it count less (cases after graphql-armor)."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query, parse

from schema.serving.errors import RequestError
from schema.serving.limits import MOST_ALIASES, MOST_DEPTH, MOST_DIRECTIVES, MOST_FIELDS, MOST_TOKENS, check_document, parse_document


def _refused(document: str) -> tuple[str, int, int]:
    """The code of the limit that refuses a document, what was counted and what is allowed."""
    with pytest.raises(RequestError) as caught:
        check_document(parse_document(document))
    return caught.value.code, caught.value.details["counted"], caught.value.details["allowed"]


def _nested(depth: int, innermost: str = "id") -> str:
    return "household { " * (depth - 1) + innermost + " }" * (depth - 1)


ALIASES = " ".join(f"a{i}: id" for i in range(MOST_ALIASES))
DIRECTIVES = " ".join(["@include(if: true)"] * MOST_DIRECTIVES)
FIELDS = " ".join(["id"] * MOST_FIELDS)


@pytest.mark.parametrize("document", [f"{{ {_nested(MOST_DEPTH)} }}", f"{{ {ALIASES} }}", f"{{ id {DIRECTIVES} }}", f"{{ {FIELDS} }}"])
def test_what_is_allowed_passes(document: str) -> None:
    check_document(parse_document(document))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (f"{{ {_nested(MOST_DEPTH + 1)} }}", ("DEPTH_LIMIT", MOST_DEPTH + 1, MOST_DEPTH)),
        (f"{{ {ALIASES} more: id }}", ("ALIAS_LIMIT", MOST_ALIASES + 1, MOST_ALIASES)),
        (f"{{ id {DIRECTIVES} @skip(if: false) }}", ("DIRECTIVE_LIMIT", MOST_DIRECTIVES + 1, MOST_DIRECTIVES)),
        (f"{{ {FIELDS} id }}", ("FIELD_LIMIT", MOST_FIELDS + 1, MOST_FIELDS)),
        (f"{{ {' '.join(['id'] * MOST_TOKENS)} }}", ("TOKEN_LIMIT", MOST_TOKENS + 1, MOST_TOKENS)),
        ("{ id }" + "\n# comment" * MOST_TOKENS, ("TOKEN_LIMIT", MOST_TOKENS + 1, MOST_TOKENS)),
    ],
)
def test_each_limit_tells_what_was_counted_and_what_is_allowed(document: str, expected: tuple[str, int, int]) -> None:
    assert _refused(document) == expected


WRAPPED = [
    "{{ ...F }} fragment F on Query {{ {0} }}",
    "{{ ... on Query {{ {0} }} }}",
    "{{ ... {{ ... on Query {{ ...F }} }} }} fragment F on Query {{ {0} }}",
    "query __schema {{ {0} }}",
    "{{ ...__schema }} fragment __schema on Query {{ {0} }}",
    "{{ __schema: households {{ {0} }} }}",
    "{{ __schema {{ queryType {{ name }} }} {0} }}",
    "query A {{ id }} query B {{ {0} }}",
]


@pytest.mark.parametrize("wrapping", WRAPPED)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_nested(MOST_DEPTH + 1), "DEPTH_LIMIT"),
        (f"{ALIASES} more: id", "ALIAS_LIMIT"),
        (f"id {DIRECTIVES} @skip(if: false)", "DIRECTIVE_LIMIT"),
        (f"{FIELDS} id", "FIELD_LIMIT"),
    ],
)
def test_no_wrapping_hides_what_is_asked(wrapping: str, content: str, code: str) -> None:
    assert _refused(wrapping.format(content))[0] == code


@pytest.mark.parametrize(
    "document",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { a: id ...A household { ...A } }",
        "{ ...Missing }",
    ],
)
def test_recursive_or_missing_fragment_does_not_hang(document: str) -> None:
    check_document(parse_document(document))


def test_reused_fragment_counts_at_every_depth_and_each_time() -> None:
    shallow_first = f"{{ ...F household {{ {_nested(MOST_DEPTH - 1, '...F')} }} }} fragment F on Household {{ household {{ id }} }}"
    assert _refused(shallow_first)[0] == "DEPTH_LIMIT"
    assert _refused("{ a { ...F } b { ...F } } fragment F on Household { " + " ".join(f"a{i}: id" for i in range(MOST_ALIASES - 1)) + " }") == (
        "ALIAS_LIMIT",
        2 * (MOST_ALIASES - 1),
        MOST_ALIASES,
    )


def test_fragments_that_multiply_are_counted_and_not_unfolded() -> None:
    doubling = " ".join(f"fragment F{i} on Query {{ x {{ ...F{i + 1} }} y {{ ...F{i + 1} }} }}" for i in range(100))
    code, counted, _ = _refused(
        f"{{ ...F0 }} {doubling} fragment F100 on Query {{ edges {{ node {{ id }} }} }}".replace("x {", "edges {").replace("y {", "node {")
    )
    assert (code, counted) == ("FIELD_LIMIT", 2**53)


def test_typename_aliases_are_free() -> None:
    check_document(parse_document("{ " + " ".join(f"t{i}: __typename" for i in range(MOST_ALIASES + 1)) + " }"))


def test_directives_of_operations_and_definitions_count() -> None:
    half = " ".join(["@d"] * (MOST_DIRECTIVES // 2 + 1))
    assert _refused(f"query {half} {{ ...F }} fragment F on Query {half} {{ id }}")[0] == "DIRECTIVE_LIMIT"


def test_introspection_as_tools_send_it_is_allowed() -> None:
    check_document(parse(get_introspection_query()))
