"""Whose personal data an answer shows: marks in its text, which `reads.py` takes out and `recording.py` writes down.

A row of which a sensitive or direct field is shown clear leaves a global id between two marks: of its household where it
is about one, so that this household can list who looked, and else its own (a helper, a donor). Shown is also what a row
was found or sorted by. A figure leaves one where it tells of a single household (or row). Below a row that names the
household already, rows of the same household leave none. Of whoever has several posts a mark tells besides in which of them he sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from databases.tables import Sensitivity
from policies.kinds import KINDS
from policies.policy import IN_POST, Policy, Posts, View
from policies.subjects import Profile
from resolvers.json_text import Pieces, written
from resolvers.plan import Condition, Filter, Leaf, Own, Related, Relation, Selection

MARK = b"\x03"  # to_json escapes it, so no value can hold it
PERSONAL = {Sensitivity.SENSITIVE, Sensitivity.DIRECT}
HOUSEHOLD = "household_id"
PUBLIC = "public"
NARROWEST_FIRST = (
    *("household", "helper", "inspector", "auditor", "manager", "third_party"),
    *("publisher", "administrator", "deputy", "volunteer", "donor"),
)
"""The tier that a read of somebody with several posts is told of, where more than one shows it: his own household, those that he helps, and then
the one that sees most."""

Views = Callable[[str], View]


def household_key(kind: str) -> str:
    """The column of a row that tells its household; empty where rows of the kind are about none."""
    if kind == "Household":
        return "id"
    return HOUSEHOLD if kind in KINDS and HOUSEHOLD in KINDS[kind].table.c else ""


def is_about_people(kind: str) -> bool:
    """Whether rows of a kind are about a household or hold personal data themselves; what is told of a village names nobody."""
    return bool(household_key(kind)) or any(field.sensitivity in PERSONAL for field in KINDS[kind].fields.values())


def are_personal(view: View, names: Iterable[str]) -> bool:
    """Whether some of these fields are personal data that this profile gets clear."""
    fields = view.kind.fields
    return any(fields[name].sensitivity in PERSONAL and view.access(name) in ("clear", "partial") for name in names if name in fields)


def shows_personal(view: View, selection: Selection) -> bool:
    """Whether rows of which this is asked show this profile personal data."""
    return are_personal(view, (part.field for part in selection if isinstance(part, Leaf)))


def has_several_posts(profile: Profile) -> bool:
    return len([tier for tier, _ in profile if tier != PUBLIC]) > 1


def posts_of(policy: Policy, profile: Profile, kind: str, names: Iterable[str]) -> Posts | None:
    """By which of his posts somebody with several sees these fields of a kind; None where no mark need tell it."""
    if not has_several_posts(profile) or not is_about_people(kind):
        return None
    view, alone = policy.view(profile, kind), policy.alone(profile, kind)
    ordered = sorted(alone, key=lambda one: NARROWEST_FIRST.index(one[0].tier))
    return Posts(tuple(ordered), tuple(name for name in names if are_personal(view, [name])))


def finds_personal(views: Views, kind: str, where: Iterable[Filter]) -> bool:
    """Whether rows are chosen by personal data that this profile gets clear, theirs or those of rows that belong to them."""
    return any(_is_personal(views, kind, one) for one in where)


def _is_personal(views: Views, kind: str, one: Filter) -> bool:
    if isinstance(one, Own):
        return False
    if isinstance(one, Condition):
        return are_personal(views(kind), [one.field])
    return finds_personal(views, one.relation.kind, one.where)


def asked_about(views: Views, kind: str, where: tuple[Filter, ...]) -> Iterable[tuple[Filter, ...]]:
    """Which rows an answer tells of: those that it found, and those that all but the personal data in its conditions leave."""
    return dict.fromkeys((where, tuple(_without_personal(views, kind, where))))


def _without_personal(views: Views, kind: str, where: Iterable[Filter]) -> Iterator[Filter]:
    for one in where:
        if not _is_personal(views, kind, one):
            yield one
        elif isinstance(one, Related) and not one.none:
            yield replace(one, where=tuple(_without_personal(views, one.relation.kind, one.where)), relaxed=True)


def conditions_elsewhere(views: Views, kind: str, where: Iterable[Filter]) -> Iterator[Related]:
    """Conditions on personal data of rows that are not of the same household as the row to which they belong.

    Those of another database are looked up there, and it is noted there of whom they tell.
    """
    for one in where:
        if isinstance(one, Related) and _is_personal(views, kind, one) and KINDS[one.relation.kind].database == KINDS[kind].database:
            if not stays_in_household(kind, one.relation):
                yield one
            yield from conditions_elsewhere(views, one.relation.kind, one.where)


def mark(kind: str, rows: sa.FromClause) -> Pieces:
    """The id of the household that a row is about, of the row itself where there is none, between two marks."""
    own: Pieces = [f"{kind}:", rows.c._id]
    if household_key(kind) != HOUSEHOLD:
        return _marked(own, in_post(rows))
    household: Pieces = ["Household:", rows.c[f"_{HOUSEHOLD}"]]
    if not KINDS[kind].table.c[HOUSEHOLD].nullable:
        return _marked(household, in_post(rows))
    return _marked([sa.case((rows.c[f"_{HOUSEHOLD}"].is_(None), written(own)), else_=written(household))], in_post(rows))


def in_post(rows: sa.FromClause) -> sa.ColumnElement[Any] | None:
    """In which post somebody sees rows, if he has several."""
    return rows.c.get(IN_POST)


def any_post(rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """One of the posts in which somebody sees the rows of a figure, if he has several."""
    post = in_post(rows)
    return [] if post is None else [sa.func.min(post).label(IN_POST)]


def _marked(whose: Pieces, post: sa.ColumnElement[Any] | None) -> Pieces:
    seen: Pieces = [] if post is None else [" ", post]
    return [MARK.decode(), *whose, *seen, MARK.decode()]


def subject_key(kind: str, rows: sa.FromClause) -> sa.ColumnElement[Any]:
    """Whom a row is about, for figures: the key of its household, of itself where the kind is about none."""
    return rows.c[f"_{HOUSEHOLD}" if household_key(kind) == HOUSEHOLD else "_id"]


def single_subject(kind: str, rows: sa.FromClause) -> sa.ColumnElement[Any]:
    """The key of the one household (or row) that a group of rows is about; null where there are several."""
    key = subject_key(kind, rows)
    return sa.case((sa.func.min(key) == sa.func.max(key), sa.func.min(key)))


def mark_of(kind: str, key: sa.ColumnElement[Any], post: sa.ColumnElement[Any] | None) -> Pieces:
    """The mark for a key that `subject_key` gave, and the post in which it is seen."""
    return _marked([f"{'Household' if household_key(kind) else kind}:", key], post)


def mark_of_group(kind: str, key: sa.ColumnElement[Any], post: sa.ColumnElement[Any] | None) -> sa.ColumnElement[Any]:
    """The mark of a group's `single_subject`; nothing where there are several."""
    return sa.case((key.is_not(None), written(mark_of(kind, key, post))))


def stays_in_household(kind: str, relation: Relation) -> bool:
    """Whether a relation leads from a row to rows of the same household."""
    return household_key(kind) == relation.mine != "" and household_key(relation.kind) == relation.theirs
