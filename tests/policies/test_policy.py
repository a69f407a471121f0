"""Mistakes in a policy stop the service: each must be refused at load, and none may widen access."""

from __future__ import annotations

from pathlib import Path

import pytest
from polar.exceptions import OsoError

from policies.kinds import KINDS
from policies.policy import RULES, Policy, PolicyError, load
from policies.subjects import PUBLIC, Assignment, Subject, region_range

BASE = sorted(RULES.glob("[0-8]*.polar"))
MANAGER = Subject(1, assignments=(Assignment.of("manager", "civil_affairs", "3202"),)).profile
READ = 'grant("manager", "civil_affairs", "Region", "read", "x");\nin_scope("x", s, _a, r: Region, _kind) if '
MISTAKES = {
    "method of ours on a column": READ + "s.covers(r.code);",
    "startswith": READ + 'r.code.startswith("32");',
    "not over a row": READ + 'not r.level = "town";',
    "forall": READ + "forall(x in r.level, x = 1);",
    "arithmetic": READ + "r.version * 2 < 100;",
    "nil": READ + "r.level = nil;",
    "misspelt column": READ + 'r.levle = "town";',
    "misspelt subject attribute": READ + "r.id = s.houshold_id;",
    "subject value against constant": READ + "s.person_id = 7 and r.id = 1;",
    "misspelt class in rule": 'in_scope("x", _s, _a, r: Regoin, _kind) if r.id = 1;',
    "misspelt scope in grant": 'grant("manager", "civil_affairs", "Region", "read", "regoin");',
    "misspelt kind in grant": 'grant("manager", "civil_affairs", "Houshold", "read", "region");',
    "misspelt field": 'field("manager", "civil_affairs", "Household", "phon", "clear", "granted");',
    "misspelt sensitivity": 'group("manager", "civil_affairs", "Household", "pubic", "clear", "granted");',
    "misspelt way to show": 'field("manager", "civil_affairs", "Household", "phone", "cleer", "granted");',
    "masked without a mask": 'field("manager", "civil_affairs", "Household", "category", "masked", "granted");',
    "clear identity number": 'field("manager", "civil_affairs", "Member", "id_number", "clear", "granted");',
    "group that holds an identity number": 'group("manager", "civil_affairs", "Member", "direct", "clear", "granted");',
    "field of a kind that he may not read": 'field("donor", "", "Household", "phone", "clear", "granted");',
    "column missing in a table": 'field("manager", "civil_affairs", "Household", "phone", "clear");',
    "chinese comma": 'field("manager"，"civil_affairs", "Household", "phone", "clear", "granted");',
    "syntax after a chinese comment": '# 中文注释中文注释中文注释\nfield("manager" "civil_affairs");',
    "literal on the left": READ + "1 < r.version;",
    "column on the right": READ + "r.version >= 1 and 1 < r.version;",
    "reveal of a kind that he may not read": 'reveal("donor", "", "Household", "phone", "region");',
    "reveal of what is no identifier": 'reveal("manager", "civil_affairs", "Household", "category", "region");',
    "reveal by a family": 'reveal("manager", "civil_affairs", "staff", "name", "region");',
    "unknown rule": READ + "nosuch(r);",
    "false check": '?= grant("public", "", "Household", "read", "any");',
    "new": READ + "h = new Region(1) and r.id = h.id;",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_refused(mistake: str, tmp_path: Path) -> None:
    file = tmp_path / "85_mistake.polar"
    file.write_text(MISTAKES[mistake] + "\n", "utf-8")
    with pytest.raises((PolicyError, OsoError)):
        Policy(*BASE, file).view(MANAGER, "Region").select(("code",))


def test_rules_as_they_are_load() -> None:
    assert load().view(MANAGER, "Household").rows


def test_name_of_an_open_kind_opens_no_row_of_another() -> None:
    household = KINDS["Household"].snapshot
    assert load().allowed(PUBLIC, "read", KINDS["Tender"].snapshot())
    assert not load().allowed(PUBLIC, "read", type("Tender", (household,), {})())


def test_unmentioned_field_is_hidden() -> None:
    assert load().view((("auditor", ""),), "Household").access("phone") == "hidden"


def test_profile_without_posts_sees_no_household() -> None:
    view = load().view((("public", ""),), "Household")
    assert not view.rows
    assert "WHERE false" in str(view.select(("number",)))


@pytest.mark.parametrize(("code", "following"), [("320282", "320283"), ("3202", "3203"), ("09", "10"), ("99", ":"), ("320282199999", "320282200000")])
def test_region_range_ends_where_the_next_code_begins(code: str, following: str) -> None:
    assert region_range(code) == (code, following)


@pytest.mark.parametrize("code", ["32x", "３２", "32 ", "-3", "3" * 13])
def test_region_code_is_digits_only(code: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        region_range(code)


def test_none_in_a_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="None"):
        Subject(None)


def test_whoever_reads_every_row_reads_each_of_its_fields_on_every_row() -> None:
    """Rights on some rows (everybody's) beside rights on all of them make no field differ by row."""
    view = load().view((("auditor", ""), ("public", "")), "Allocation")
    assert view.access("id") == "clear"
    assert len(view.rows) == 1
