"""How far the city has come towards its thresholds: figures of a year beside the rule parameters in force then (M157).

Each figure is made of rows that the asker may see, so a town officer gets his town's, and the public what public rows tell.
"""

from __future__ import annotations

import operator
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.connections import DatabaseUnavailableError
from policies.subjects import Subject, region_range
from resolvers.marks import HOUSEHOLD, any_post, in_post, posts_of
from resolvers.permitted_rows import known_at
from resolvers.reads import Reads, if_there

COMPARATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "eq": operator.eq,
    "le": operator.le,
    "lt": operator.lt,
}
WEAK = ("weak", "meeting", "turned_around")  # villages that are, or were, economically weak
ON_THE_BOOKS = ("active", "exit_proposed", "exit_signing", "exit_notice")  # households that are helped
EVERYWHERE = ("", ":")  # a range that holds every code


@dataclass(frozen=True)
class Parameter:
    """A rule parameter in force: a figure meets it if `figure comparator value` holds."""

    id: int
    name: str
    about: str
    comparator: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Progress:
    """Of `subjects` (households, villages, or the city) whose figure is known, how many meet a parameter.

    household: the key of the one household that all figures are of; None where there are several, or where they are of no household.
    in_post: in which of his posts somebody with several is told them.
    """

    parameter: Parameter
    year: int
    subjects: int
    met: int
    total: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    household: int | None
    in_post: str | None


@dataclass(frozen=True)
class Question:
    """Which year, where, who asks, and of which moment (None: now)."""

    reads: Reads
    subject: Subject
    year: int
    region: str | None
    as_of: datetime | None = None

    def rows(self, kind: str, *names: str) -> sa.Subquery:
        policy, profile = self.reads.policy, self.subject.profile
        view = policy.view(profile, kind)
        past = known_at(view.kind.rows, sa.literal(self.as_of, sa.DateTime(timezone=True))) if self.as_of else None
        return view.select(names, ("id",), past, posts=posts_of(policy, profile, kind, names)).subquery()

    @property
    def days(self) -> tuple[sa.ColumnElement[date], sa.ColumnElement[date]]:
        """The first and the last day of the year."""
        first, last = (sa.literal(date(self.year, month, day)).cast(postgresql.DATE) for month, day in ((1, 1), (12, 31)))
        return first, last

    def sees(self, kind: str, name: str) -> bool:
        return self.reads.policy.view(self.subject.profile, kind).access(name) != "hidden"

    def inside(self, code: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        start, end = region_range(self.region) if self.region else EVERYWHERE
        return sa.and_(code >= sa.literal(start), code < sa.literal(end))

    async def select(self, database: str, statement: sa.Select[Any]) -> list[Any]:
        return await self.reads.select(self.subject, database, statement)


async def progress(question: Question) -> list[Progress | DatabaseUnavailableError]:
    """The progress towards every parameter that has a figure here; a database that is away costs only the figures it holds."""
    return [await if_there(_one(question, parameter)) for parameter in await _in_force(question)]


async def _in_force(question: Question) -> list[Parameter]:
    """Of each name the parameter of the narrowest place around the region, at the end of the year."""
    rows = question.rows("RuleParameter", "name", "about", "comparator", "value", "unit", "period", "region_code").c
    here = sa.func.starts_with(sa.literal(question.region), rows.region_code) if question.region else sa.true()
    in_force = rows.period.op("@>")(question.days[1])
    columns = (rows._id, rows.name, rows.about, rows.comparator, rows.value, rows.unit)
    found = sa.select(*columns).ext(postgresql.distinct_on(rows.name)).where(rows.name.in_(FIGURES), in_force, here)
    ordered = found.order_by(rows.name, sa.func.length(rows.region_code).desc())
    return [Parameter(*row.values()) for row in await question.select("forces", ordered)]


async def _one(question: Question, parameter: Parameter) -> Progress:
    database, figures = await FIGURES[parameter.name](question)
    figure = figures.subquery("figure")
    value = figure.c.value
    meets = COMPARATORS[parameter.comparator](value, sa.literal(parameter.value, sa.Numeric))
    counts = sa.func.count(value), sa.func.count().filter(meets), sa.func.sum(value), sa.func.min(value), sa.func.max(value)
    told = (*counts, _only_household(figure), sa.null() if (post := in_post(figure)) is None else sa.func.min(post))
    (row,) = await question.select(database, sa.select(*[column.label(f"f{place}") for place, column in enumerate(told)]))
    return Progress(parameter, question.year, *row.values())


def _only_household(figure: sa.Subquery) -> sa.ColumnElement[Any]:
    """The key of the one household of which a figure is known: whoever reads the figure reads its income."""
    if HOUSEHOLD not in figure.c:
        return sa.null()
    key = sa.case((figure.c.value.is_not(None), figure.c[HOUSEHOLD]))
    return sa.case((sa.func.min(key) == sa.func.max(key), sa.func.min(key)))


async def _dibao_income(question: Question) -> tuple[str, sa.Select[Any]]:
    """A head's income in the year, of each dibao household that was on the books in it (M87: 12,000 yuan at least).

    A head is a member who lived there when the year ended. Whoever may not see deaths gets no figure: he would count the dead.
    """
    household = question.rows("Household", "region_code", "category", "state", "filed_on", "exited_on").c
    incomes = question.rows("HouseholdIncome", "household_id", "year", "amount")
    income, lived = incomes.c, _lived_there(question).c
    a_head = (sa.func.sum(income.amount) / sa.func.max(lived.heads)).label("value")
    joined = sa.select(a_head, household._id.label(HOUSEHOLD), *any_post(incomes)).where(
        income.household_id == household._id, income.year == question.year, question.inside(household.region_code)
    )
    joined = joined.where(lived.household_id == household._id, sa.literal(question.sees("Member", "died_on")))
    return "beneficiaries", joined.where(household.category == "dibao", _on_the_books(question, household)).group_by(household._id)


def _on_the_books(question: Question, household: Any) -> sa.ColumnElement[bool]:
    """Whether a household was helped in the year: filed by its end, and not gone from hardship before it began."""
    first, last = question.days
    is_helped = household.state == sa.any_(sa.literal(ON_THE_BOOKS, sa.ARRAY(sa.Text)))
    return sa.and_(household.filed_on <= last, sa.or_(is_helped, household.exited_on >= first))


def _lived_there(question: Question) -> sa.Subquery:
    """How many members lived in each household when the year ended."""
    member = question.rows("Member", "household_id", "born_on", "died_on", "left_on").c
    _, last = question.days
    stayed = (sa.or_(day.is_(None), day > last) for day in (member.died_on, member.left_on))
    return (
        sa.select(member.household_id, sa.func.count().label("heads")).where(member.born_on <= last, *stayed).group_by(member.household_id).subquery()
    )


async def _village_income(question: Question) -> tuple[str, sa.Select[Any]]:
    """The collective income of each village that is or was weak."""
    village = question.rows("Village", "region_code", "state").c
    figures = question.rows("VillageYear", "region_code", "year", "collective_income").c
    joined = sa.select(figures.collective_income.label("value")).where(figures.region_code == village.region_code, figures.year == question.year)
    return "beneficiaries", joined.where(village.state.in_(WEAK), question.inside(village.region_code))


async def _city_fund(question: Question) -> tuple[str, sa.Select[Any]]:
    """The city's special fund in the budgets of the year; it is the city's, whatever region is asked."""
    budget = question.rows("Budget", "year", "kind", "amount").c
    return "funds", sa.select(sa.func.sum(budget.amount).label("value")).where(budget.kind == "special_fund", budget.year == question.year)


async def _industry_projects(question: Question) -> tuple[str, sa.Select[Any]]:
    """The industry projects of the year in each weak village; one that has none counts as nought."""
    village = question.rows("Village", "region_code", "state").c
    weak = sa.select(village.region_code).where(village.state.in_(WEAK), question.inside(village.region_code))
    codes = [row["region_code"] for row in await question.select("beneficiaries", weak)]
    project = question.rows("Project", "region_code", "year", "line", "state").c
    listed = sa.func.unnest(sa.literal(codes, sa.ARRAY(sa.Text))).table_valued(sa.column("code", sa.Text), name="weak").render_derived()
    begun = sa.and_(project.region_code == listed.c.code, project.year == question.year, project.line == "industry", project.state != "reserve")
    counted = sa.select(sa.func.count(project._id).label("value")).select_from(sa.outerjoin(listed, project._id.table, begun))
    return "projects", counted.group_by(listed.c.code)


FIGURES: Mapping[str, Callable[[Question], Awaitable[tuple[str, sa.Select[Any]]]]] = {
    "dibao_income_floor": _dibao_income,
    "village_income": _village_income,
    "city_fund_a_year": _city_fund,
    "industry_projects_a_year": _industry_projects,
}
