"""Plans that are kept: one for all pages of a list, another for whatever else is asked differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from graphql import GraphQLSchema, get_operation_ast, parse
from graphql.execution.values import get_variable_values
from hypothesis import example, given, settings
from hypothesis import strategies as st

from databases.connections import DATABASES, Databases
from policies import policy
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers import questions as kept
from resolvers.filters import BadInputError
from resolvers.plan import Several, bound
from resolvers.questions import Planned, Questions
from resolvers.reads import Reads
from resolvers.selections import Question
from resolvers.statements import compile_plan
from schema.query import build_schema

TURNING = "query ($after: String, $first: Int) { households(first: $first, after: $after) { totalCount } }"
BOTH = "query ($after: String) { households(first: 1, after: $after) { totalCount } regions(first: 1, where: {name: {eq: $after}}) { totalCount } }"
DOCUMENTS = [
    TURNING,
    BOTH,
    "query ($a: String, $b: String) { households(first: 1, before: $b, after: $a) { totalCount } }",
    "query ($a: String, $b: String) { households(last: 1, before: $b, after: $a) { totalCount } }",
    'query ($a: String = "Household:5:{\\"region_code\\" : \\"320282101001\\"}") { households(first: 1, after: $a) { totalCount } members(first: 1, after: $a) { totalCount } }',
    "query ($a: String) { households(first: 1, after: $a, order: [{field: FILED_ON}]) { totalCount } h: households(first: 2, after: $a) { totalCount } }",
    "query ($a: String!, $first: Boolean!) { households(first: 1, after: $a) { totalCount @skip(if: $first) edges { cursor } } }",
    "query ($a: String, $b: String) { villages(first: 1, after: $a) { edges { node { households(first: 1, after: $b) { totalCount } } } } }",
    "query ($a: String) { h: households(first: 1, after: $a) { totalCount } }  query Other($a: String) { members(first: 1, after: $a) { totalCount } }",
]
HERE = ':{"region_code" : "320282101001"}'
EMPTY = ':{"region_code" : null}'
SOUND = st.sampled_from([None, f"Household:1{HERE}", f"Household:2{HERE}", f"Household:3{EMPTY}"])
CURSORS = SOUND | st.sampled_from(
    [f"Member:3{HERE}", f"Village:4{HERE}", "Household:1", 'Household:5:{"filed_on" : "2020-01-01"}', "nonsense", 7, True]
)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    found: GraphQLSchema = build_schema(policy.load())._schema
    return found


def _planned(schema: GraphQLSchema, query: str, variables: dict[str, Any]) -> Planned:
    """The question planned as if it had never been asked."""
    document = parse(query)
    operation = get_operation_ast(document, "Other" if "Other" in query else None)
    assert operation is not None
    coerced = get_variable_values(schema, operation.variable_definitions or (), variables)
    if isinstance(coerced, list):
        raise BadInputError(str(coerced))
    question = Question.of(schema, document, operation, coerced)
    roots = question.roots()
    plans = [question.plan(key, nodes) for key, nodes in roots.items()]
    return Planned(roots, plans, question.values, question.objects, [cursor for cursor in question.cursors if cursor.variable], ())


@settings(max_examples=300)
@given(
    query=st.sampled_from(DOCUMENTS),
    asked=st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from(["a", "b", "after"]), CURSORS),
            st.dictionaries(st.just("first"), st.sampled_from([None, 1, 2, 1.0, "1", True, False])),
        ),
        min_size=2,
        max_size=12,
    ),
)
@example(query=DOCUMENTS[2], asked=[({"a": f"Household:1{HERE}", "b": None}, {}), ({"a": f"Household:2{HERE}", "b": None}, {})])
def test_kept_plan_is_what_would_be_planned_anew(schema: GraphQLSchema, query: str, asked: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    questions = Questions()
    for cursors, others in asked:
        variables = cursors | others
        kept_before = _outcome(questions.plan, query, None, variables, partial(_planned, schema, query, variables))
        assert kept_before == _outcome(_planned, schema, query, variables)


def _outcome(plan: Callable[..., Planned], *arguments: Any) -> object:
    """What a question becomes, or what is said against it."""
    try:
        planned = plan(*arguments)
    except BadInputError as error:
        return str(error)
    return planned.plans, planned.values, planned.objects


def test_pages_of_a_list_are_planned_for_once_each_at_its_own_cursor(schema: GraphQLSchema) -> None:
    questions, made = Questions(), list[Planned]()
    found = [_kept(questions, schema, made, TURNING, first=2, after=f"Household:{key}{HERE}").values for key in (7, 8, 7)]
    assert [values[bound(1, "cursor")] for values in found] == [7, 8, 7]
    assert len(made) == 1
    with pytest.raises(BadInputError):
        _kept(questions, schema, made, TURNING, first=2, after=f"Member:7{HERE}")


def test_everything_but_a_cursor_makes_another_plan(schema: GraphQLSchema) -> None:
    questions, made = Questions(), list[Planned]()
    asked: list[dict[str, Any]] = [{"first": 2}, {"first": 3}, {"first": 2, "after": None}, {"first": 2, "after": f"Household:1{HERE}"}]
    for variables in asked:
        _kept(questions, schema, made, TURNING, **variables)
    for key in (1, 2):  # here the variable is compared with names too
        _kept(questions, schema, made, BOTH, after=f"Household:{key}{HERE}")
    assert len(made) == len(asked) + 2


def test_no_more_is_kept_than_a_limit_allows(schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    questions, made = Questions(), list[Planned]()
    for first in (1, 2, 3, 3, 2, 1):
        _kept(questions, schema, made, TURNING, first=first)
    assert len(made) == 4  # 1, 2, 3, and 1 again, which had made room
    nested: dict[str, Any] = {}
    for _ in range(300):
        nested = {"and": nested}
    for more in ("x" * kept.MOST_CHARACTERS, nested):  # too large to be kept
        for _ in range(2):
            _kept(questions, schema, made, TURNING, first=1, more=more)
    assert len(made) == 8


def _kept(questions: Questions, schema: GraphQLSchema, made: list[Planned], query: str, **variables: Any) -> Planned:
    def make() -> Planned:
        made.append(_planned(schema, query, variables))
        return made[-1]

    return questions.plan(query, None, variables, make)


ASKED = """
{ households(first: 5, where: {category: {eq: dibao}}, order: [{field: FILED_ON}]) { totalCount edges { cursor node { headName members { name }
    paymentLines(first: 2) { edges { node { amount } } } } } }
  villages(first: 5) { edges { node { region { name } } } }
  fundStreams(first: 5) { totalCount edges { node { name allocations(first: 2) { edges { node { amount } } } } } }
  householdGroups(by: [CATEGORY]) { nodes { category count } }
  persons(first: 5) { edges { node { name phone } } } }
"""


def test_statement_that_was_made_for_others_is_what_would_be_made_anew(schema: GraphQLSchema) -> None:
    """For each profile with one post; one with several gets none of theirs, nor they his. What all see alike is made once."""
    rules = policy.load()
    reads = Reads(Databases(dict.fromkeys(DATABASES, ""), "nowhere"), rules)
    posts = sorted({(tier, dept) for tier, dept, *_ in rules.facts("grant", 5)} - {("public", "")})
    officers = [Assignment.of("manager", "civil_affairs", "320282"), Assignment.of("helper", "", "320282101")]
    everybody = [Subject(1, assignments=tuple(officers)), PUBLIC, *(Subject(1, assignments=(Assignment.of(*post, "320282"),)) for post in posts)]
    plans = _planned(schema, ASKED, {}).plans
    made = [[reads.statement(subject, plan) for plan in plans] for subject in everybody]
    for subject, statements in zip(everybody, made, strict=True):
        for plan, statement in zip(plans, statements, strict=True):
            assert not isinstance(plan, Several)
            assert statement == replace(compile_plan(rules, subject.profile, plan), views=statement.views)
    streams = [statements[2] for statements in made[1:]]
    assert len(set(map(id, streams))) < len(streams)
    assert not {*map(id, made[0])} & {id(statement) for statements in made[1:] for statement in statements}
