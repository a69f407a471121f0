"""What rows must agree on beyond their cells, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import asyncpg
from pypinyin import lazy_pinyin

from databases import identity_numbers
from resolvers.spreadsheets.shape import Row, RowError

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}


def one_head(group: list[Row]) -> Iterator[RowError]:
    """A household has exactly one head, and his name is the household's."""
    heads = [row for row in group if row.values["kinship"] == "head"]
    if len(heads) != 1:
        found = "没有户主 (no head)" if not heads else "有多个户主 (more than one head)"
        yield RowError(group[0].number, "与户主关系", f"每户应有且只有一名户主：{found}")
    elif heads[0].values["name"] != heads[0].values["head_name"]:
        yield RowError(heads[0].number, "姓名", "与户主姓名不一致 (differs from the name of the head)")


def exit_day(group: list[Row]) -> Iterator[RowError]:
    """A household that left hardship says when, and only then."""
    values = group[0].values
    if (values["state"] == "exited") != (values.get("exited_on") is not None):
        yield RowError(group[0].number, "脱困日期", "状态为已脱困时必填，否则应为空 (needed for 已脱困, and only then)")
    elif values.get("exited_on") and values["exited_on"] < values["filed_on"]:
        yield RowError(group[0].number, "脱困日期", "不能早于建档立卡日期 (earlier than the day of filing)")


def period_ends_later(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    if values.get("until") and values["until"] <= values["since"]:
        yield RowError(group[0].number, "截止日期", "应晚于起始日期 (must follow the first day)")


def end_has_reason(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    if (values.get("until") is None) != (values.get("end_reason") is None):
        yield RowError(group[0].number, "结束原因", "有截止日期时必填，否则应为空 (needed with a last day, and only then)")


def division_inside_parent(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    code, parent = values["region_code"], values.get("parent_code")
    if parent is None and len(code) > 4:
        yield RowError(group[0].number, "上级区划代码", "县以下区划必填 (needed below the city)")
    elif parent is not None and not (code.startswith(parent) and len(code) > len(parent)):
        yield RowError(group[0].number, "上级区划代码", "应为本代码的前几位 (must be the beginning of the code itself)")
    if values.get("successor_code") and not values.get("valid_to"):
        yield RowError(group[0].number, "停用日期", "有后继区划时必填 (needed with a successor)")


def post_fits_department(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    if values["tier"] == "manager" and not values.get("department"):
        yield RowError(group[0].number, "部门", "主管部门岗位必填 (a manager needs a department)")
    office = {"auditor": "audit", "inspector": "discipline"}.get(values["tier"])
    if office and values.get("department") != office:
        yield RowError(
            group[0].number, "部门", "审计岗位属审计部门，纪检监察岗位属纪检监察部门 (an auditor belongs to audit, an inspector to discipline)"
        )
    if values["tier"] == "third_party" and not values.get("until"):
        yield RowError(group[0].number, "截止日期", "第三方检查必须有截止日期 (a third party's post must end)")


def fundraiser_has_code(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    if values["may_raise_funds"] and not values.get("credit_code"):
        yield RowError(group[0].number, "统一社会信用代码", "有公开募捐资格的单位必填 (needed by whoever may raise funds)")


def due_after_start(group: list[Row]) -> Iterator[RowError]:
    values = group[0].values
    for name, heading in (("due_on", "计划完成日期"), ("finished_on", "完成日期")):
        if values.get(name) and values[name] < values["starts_on"]:
            yield RowError(group[0].number, heading, "不能早于开始日期 (earlier than the first day)")
    if values.get("result") and not values.get("finished_on"):
        yield RowError(group[0].number, "成效", "填写成效须有完成日期 (a result needs the day it was finished)")


def is_village(group: list[Row]) -> Iterator[RowError]:
    if len(group[0].values["region_code"]) != 12:
        yield RowError(group[0].number, "村代码", "应为 12 位村代码 (the 12 digits of a village)")


def people_live_there(group: list[Row]) -> Iterator[RowError]:
    for row in group:
        if not row.values["population"]:
            yield RowError(row.number, "常住人口", "应大于零 (above zero)")


def approved_with_decision(group: list[Row]) -> Iterator[RowError]:
    """A project beyond the reserve names its approval; a pooled one its industry."""
    values = group[0].values
    for name, heading in (("approval_number", "立项文号"), ("approved_on", "立项日期"), ("decided_by", "决策主体")):
        if values["state"] != "reserve" and not values.get(name):
            yield RowError(group[0].number, heading, "已立项项目必填 (needed unless 储备)")
    if values["mode"] == "pooled" and not values.get("field"):
        yield RowError(group[0].number, "产业领域", "统筹项目必填 (needed for a pooled project)")


def household(group: list[Row]) -> None:
    """The number of members; of each member what his identity number says."""
    for row in group:
        number = row.values["id_number"]
        row.values |= {"member_count": len(group), "sex": identity_numbers.sex(number), "born_on": identity_numbers.birthday(number)}


def period(group: list[Row]) -> None:
    for row in group:
        row.values["period"] = asyncpg.Range(row.values["since"], row.values.get("until"))
    level(group)


def level(group: list[Row]) -> None:
    for row in group:
        row.values["region_level"] = LEVELS[len(row.values["region_code"])]


def division(group: list[Row]) -> None:
    """The level that the code's length says, and the name in pinyin for ordering."""
    level(group)
    for row in group:
        row.values["name_sort"] = "".join(lazy_pinyin(row.values["name"], errors="ignore")) or "x"


def payment_list(group: list[Row]) -> None:
    """A drafted list with its totals; its lines wait for the bank."""
    totals: dict[str, Any] = {"line_count": len(group), "list_amount": sum(row.values["amount"] for row in group)}
    for row in group:
        row.values |= totals
