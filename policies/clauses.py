"""A partial result of Polar becomes an SQL condition.

A whitelist: And, Or, Isa, comparisons of a column of the row with a value of the subject, a constant or another
column. Everything else raises PolicyError, so a rule that cannot be expressed stops the service and is never a wider
filter.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from polar import Variable
from polar.expression import Expression, Pattern

from policies.found import is_among
from policies.subjects import Param

ROW = "_this"
COMPARISONS = {"Unify": operator.eq, "Eq": operator.eq, "Lt": operator.lt, "Leq": operator.le, "Gt": operator.gt, "Geq": operator.ge}
MIRRORED = {"Lt": "Gt", "Leq": "Geq", "Gt": "Lt", "Geq": "Leq"}

Columns = Mapping[str, sa.ColumnElement[Any]]


class PolicyError(Exception):
    """The policy says something that cannot be loaded or compiled."""


def any_of(conditions: Iterable[Any], kind: str, columns: Columns) -> sa.ColumnElement[bool]:
    """Rows that meet at least one condition; no condition, no row."""
    return sa.or_(sa.false(), *[clause(condition, kind, columns) for condition in conditions])


def clause(result: Any, kind: str, columns: Columns) -> sa.ColumnElement[bool]:
    """The condition on a row with these columns that is equivalent to one partial result about a row of `kind`."""
    terms = [_term(part, kind, columns) for part in _conjuncts(result)]
    return sa.and_(sa.true(), *[term for term in terms if term is not None])


def frozen(result: Any, names: dict[str, int] | None = None) -> Hashable:
    """A hashable form in which local variables are named by position: the same condition from two rules is equal."""
    names = {} if names is None else names
    if isinstance(result, Expression):
        return (result.operator, *(frozen(argument, names) for argument in result.args))
    if isinstance(result, Pattern):
        return ("Pattern", result.tag)
    if isinstance(result, Variable):
        return ("Variable", names.setdefault(result[:], len(names)))
    if isinstance(result, Param):
        return ("Param", result.name, result.each, result.place)
    return (type(result).__name__, result)


def _conjuncts(result: Any) -> Iterator[Any]:
    if isinstance(result, Expression) and result.operator == "And":
        for part in result.args:
            yield from _conjuncts(part)
    else:
        yield result


def _term(part: Any, kind: str, columns: Columns) -> sa.ColumnElement[bool] | None:
    """One part of a conjunction; None where it holds for every row of the kind."""
    if not isinstance(part, Expression):
        raise PolicyError(f"unsupported policy result {part!r}")
    if part.operator == "Isa":
        _check_type_test(part, kind)
        return None
    if part.operator == "Or":
        return sa.or_(sa.false(), *[clause(choice, kind, columns) for choice in part.args])
    if part.operator in COMPARISONS or part.operator == "Neq":
        return _comparison(part, columns)
    raise PolicyError(f"operator {part.operator} cannot be compiled to SQL: {part}")


def _check_type_test(part: Expression, kind: str) -> None:
    subject, pattern = part.args
    if not _is_row(subject) or not isinstance(pattern, Pattern) or pattern.fields or pattern.tag != kind:
        raise PolicyError(f"unsupported type test {part}")


def _comparison(part: Expression, columns: Columns) -> sa.ColumnElement[bool]:
    left, right = part.args
    name: str = part.operator
    if _column(left, columns) is None:
        left, right, name = right, left, MIRRORED.get(name, name)
    column = _column(left, columns)
    if column is None:
        raise PolicyError(f"unsupported comparison {part}")
    if isinstance(right, Param) and right.each:
        return _membership(column, right, name)
    value = _value(right, column, columns)
    # != : NULL counts as different, as None does in Polar
    return column.is_distinct_from(value) if name == "Neq" else COMPARISONS[name](column, value)


def _membership(column: sa.ColumnElement[Any], values: Param, name: str) -> sa.ColumnElement[bool]:
    if name not in ("Unify", "Eq"):
        raise PolicyError(f"only `in` is possible with {values.name}")
    return is_among(column, values)


def _value(value: Any, column: sa.ColumnElement[Any], columns: Columns) -> Any:
    other = _column(value, columns)
    if other is not None:
        return other
    if isinstance(value, Param):
        return sa.bindparam(value.name, type_=column.type)
    if type(value) is bool:
        return sa.true() if value else sa.false()
    if type(value) in (str, int):
        return sa.literal(value, column.type)
    raise PolicyError(f"comparing with {value!r} is not allowed")  # nil, lists, objects


def _column(expression: Any, columns: Columns) -> sa.ColumnElement[Any] | None:
    """The column that `row.name` speaks of; None for anything but a look-up on the row."""
    if not (isinstance(expression, Expression) and expression.operator == "Dot" and _is_row(expression.args[0])):
        return None
    name = expression.args[1]
    if not isinstance(name, str) or name not in columns:
        raise PolicyError(f"the policy names {name!r}, which is no column of the row")
    return columns[name]


def _is_row(expression: Any) -> bool:
    return isinstance(expression, Variable) and expression[:] == ROW
