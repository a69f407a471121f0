"""What rows must agree on beyond their cells, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import asyncpg

from databases import identity_numbers
from databases.code_lists.common import COMPARATOR
from databases.code_lists.forces import PARAMETER_UNIT
from databases.code_lists.rule_parameters import PARAMETERS
from databases.pinyin import sort_name
from resolvers.spreadsheets.cells import NO_LONGER
from resolvers.spreadsheets.shape import Row, RowError, Rule, Values

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}
MONTHS_FROM_THE_LIST = 12
NEVER = (None, NO_LONGER)
ELDERS, DESCENDANTS = ("parent", "grandparent"), ("son", "daughter", "grandchild")
SWAPPED = (
    "出生日期与户主（第 {row} 行）的辈分不符：长辈应早于户主出生，晚辈应晚于户主出生，请核对两行的身份证号是否互换；继父母等确无误的，关系填“其他” "
    "(born on the wrong side of the head in row {row} for this kinship: are the numbers of the two rows swapped? a step-parent who is younger is 其他)"
)
DIGITS_ABOVE = {4: 2, 6: 4, 9: 6, 12: 9}
# what the functions at the end fill, and from which fields
MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "sex": ("id_number",),
    "born_on": ("id_number",),
    "period": ("since", "until"),
    "region_level": ("region_code",),
    "name_sort": ("name",),
    "list_amount": ("amount",),
    "reason_alone": ("end_reason",),
    "handed_to": ("successor_number", "until"),
}

Wrong = Iterator[tuple[str, str]]


def lives_there(values: Values) -> bool:
    """Whether a member of the sheet neither died nor left, or did so by mistake."""
    return values["died_on"] in NEVER and values["left_on"] in NEVER


def one_head(group: list[Row]) -> Iterator[RowError]:
    """A household has exactly one head among those who live in it; whose kinship could not be read may be one."""
    living = [row for row in group if lives_there(row.values)]
    heads = [row for row in living if row.values.get("kinship") == "head"]
    for row in heads[1:]:
        yield RowError(row.number, "与户主关系", f"每户只有一名户主，第 {heads[0].number} 行已是 (more than one head: row {heads[0].number} is one)")
    if living and not heads and all(row.values["kinship"] for row in living):
        yield RowError(living[0].number, "与户主关系", "每户应有一名户主，去世、迁出的不算 (no head: who died or left is none)")


def one_spouse(group: list[Row]) -> Iterator[RowError]:
    """A head has one spouse at most among those who live in the household."""
    first, *others = [row for row in group if row.values.get("kinship") == "spouse" and lives_there(row.values)] or group[:1]
    for row in others:
        yield RowError(row.number, "与户主关系", f"户主只有一名配偶，第 {first.number} 行已是 (more than one spouse: row {first.number} is one)")


def generations(group: list[Row]) -> Iterator[RowError]:
    """Of those who live in it the head is born after his parents and before his children, else two numbers may be swapped.

    By how many years is not asked: step and adopted kin may be near in age.
    """
    living = [row for row in group if "id_number" in row.values and lives_there(row.values)]
    for head in [row for row in living if row.values.get("kinship") == "head"][:1]:
        for row in living:
            if _is_of_the_other_generation(row.values, head.values):
                yield RowError(row.number, "身份证号、与户主关系", SWAPPED.format(row=head.number))


def _is_of_the_other_generation(member: Values, head: Values) -> bool:
    """Whether he is younger than the child of his, or older than the parent of his, who is the head."""
    born_on, head_born_on = (identity_numbers.birthday(one["id_number"]) for one in (member, head))
    if born_on is None or head_born_on is None:
        return False
    kinship = member.get("kinship")
    return born_on > head_born_on if kinship in ELDERS else born_on < head_born_on and kinship in DESCENDANTS


def head_is_named(values: Values) -> Wrong:
    if values["kinship"] == "head" and lives_there(values) and values["name"] != values["head_name"]:
        yield "name", "与户主姓名不一致 (differs from the name of the head)"


def as_the_number_says(values: Values) -> Wrong:
    """Sex and birthday, where the sheet has them, are those of the identity number (GB 11643: digits 17, and 7 to 14)."""
    if values["sex"] and values["sex"] != identity_numbers.sex(values["id_number"]):
        yield "sex", "与身份证号第 17 位不符 (differs from digit 17 of the identity number)"
    if values["born_on"] and values["born_on"] != identity_numbers.birthday(values["id_number"]):
        yield "born_on", "与身份证号第 7 至 14 位不符 (differs from digits 7 to 14 of the identity number)"


def child_of_its_sex(values: Values) -> Wrong:
    sex = {"son": "1", "daughter": "2"}.get(values["kinship"])
    if sex and sex != identity_numbers.sex(values["id_number"]):
        yield "kinship", "与身份证号第 17 位的性别不符 (a son is male, a daughter female, by digit 17 of the identity number)"


def somebody_lives_there(values: Values) -> Wrong:
    if values["member_count"] == 0:
        yield "member_count", "应大于零 (above zero)"


def exit_day(values: Values) -> Wrong:
    """A household that left hardship says when, and only then."""
    if (values["state"] == "exited") != (values["exited_on"] is not None):
        yield "exited_on", "状态为已脱困时必填，否则应为空 (needed for 已脱困, and only then)"


def exit_after_filing(values: Values) -> Wrong:
    if values["exited_on"] and values["exited_on"] < values["filed_on"]:
        yield "exited_on", "不能早于建档立卡日期 (earlier than the day of filing)"


def not_before_filing(field: str) -> Rule:
    """What is done for a household is done from the day on which it was filed."""

    def rule(values: Values) -> Wrong:
        done = values[field].date() if isinstance(values[field], datetime) else values[field]
        if done not in NEVER and done < values["filed_on"]:
            yield field, "早于该户建档立卡日期 (before the household was filed)"  # the day itself is not the sheet's

    return rule


def period_ends_later(values: Values) -> Wrong:
    if values["until"] and values["until"] <= values["since"]:
        yield "until", "应晚于起始日期 (must follow the first day)"


def end_has_reason(values: Values) -> Wrong:
    if (values["until"] is None) != (values["end_reason"] is None):
        yield "end_reason", "有截止日期时必填，否则应为空 (needed with a last day, and only then)"


def handover_has_successor(values: Values) -> Wrong:
    if (values["end_reason"] == "handover") != (values["successor_number"] is not None):
        yield "successor_number", "结束原因为交接时必填，否则应为空 (needed for 交接, and only then)"


def successor_follows_on(group: list[Row]) -> Iterator[RowError]:
    """Who takes a household over has a row of his own, of the same kind, from the day on which the pairing before ends."""
    begun = {(row.values["person_number"], row.values["kind"], row.values["since"]) for row in group}
    for row in group:
        follower = (row.values["successor_number"], row.values["kind"], row.values["until"])
        if follower[0] and follower not in begun:
            words = "表中应有接手人自截止日期起的同类结对 (who follows needs a row of the same kind from the last day on)"
            yield RowError(row.number, "接手人编号", words)


def parent_is_next_level(values: Values) -> Wrong:
    code, parent = values["region_code"], values["parent_code"]
    if parent is None and len(code) > 4:
        yield "parent_code", "市以下区划必填 (needed below the city)"
    elif parent is not None and parent != code[: DIGITS_ABOVE.get(len(code), 0)]:
        yield "parent_code", "应为上一级区划，即本代码去掉最后一级 (must be the division of the next level above, whose code begins this one)"


def division_ends_later(values: Values) -> Wrong:
    if values["valid_to"] and values["valid_to"] <= values["valid_from"]:
        yield "valid_to", "应晚于启用日期 (must follow the first day)"


def successor_follows(values: Values) -> Wrong:
    if values["successor_code"] and values["successor_code"] == values["region_code"]:
        yield "successor_code", "不能是本区划自己 (a division does not succeed itself)"


def successor_needs_end(values: Values) -> Wrong:
    if values["successor_code"] and not values["valid_to"]:
        yield "valid_to", "有后继区划时必填 (needed with a successor)"


def whole_position(values: Values) -> Wrong:
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if values[one] and not values[other]:
            yield other, "填了中心位置的，纬度、经度都要填 (a position has a latitude and a longitude)"


def manager_has_department(values: Values) -> Wrong:
    if values["tier"] == "manager" and not values["department"]:
        yield "department", "主管部门岗位必填 (a manager needs a department)"


def supervisor_of_office(values: Values) -> Wrong:
    office = {"auditor": "audit", "inspector": "discipline"}.get(values["tier"])
    if office and values["department"] != office:
        yield "department", "审计岗位属审计部门，纪检监察岗位属纪检监察部门 (an auditor belongs to audit, an inspector to discipline)"


def level_of_representative(values: Values) -> Wrong:
    if not 1 <= values["level"] <= (5 if values["kind"] == "deputy" else 4):
        yield "level", "人大代表为 1 至 5 级，政协委员为 1 至 4 级 (a deputy is of levels 1 to 5, a member of 1 to 4)"


def third_party_is_limited(values: Values) -> Wrong:
    if values["tier"] == "third_party" and not values["until"]:
        yield "until", "第三方检查必须有截止日期 (a third party's post must end)"


def fundraiser_has_code(values: Values) -> Wrong:
    if values["may_raise_funds"] and not values["credit_code"]:
        yield "credit_code", "有公开募捐资格的单位必填 (needed by whoever may raise funds)"


def not_above_itself(values: Values) -> Wrong:
    if values["parent_code"] and values["parent_code"] == values["code"]:
        yield "parent_code", "不能是本单位自己 (no organisation is above itself)"


def not_earlier(field: str, first: str, than: str) -> Rule:
    """A day that is optional does not lie before another one; `than` names that one."""

    def rule(values: Values) -> Wrong:
        if values[field] and values[first] and values[field] < values[first]:
            yield field, f"不能早于{than}"

    return rule


def result_when_finished(values: Values) -> Wrong:
    if values["result"] and not values["finished_on"]:
        yield "result", "填写成效须有完成日期 (a result needs the day it was finished)"


def is_village(values: Values) -> Wrong:
    if len(values["region_code"]) != 12:
        yield "region_code", "应为 12 位村代码 (the 12 digits of a village)"


def is_county(values: Values) -> Wrong:
    if len(values["region_code"]) != 6:
        yield "region_code", "清单由市（县）区发放，应为 6 位代码 (a county pays a list: the 6 digits of a county)"


def month_about_its_list(values: Values) -> Wrong:
    months = 12 * (values["line_month"].year - values["month"].year) + values["line_month"].month - values["month"].month
    if abs(months) > MONTHS_FROM_THE_LIST:
        yield "line_month", "与发放月份相差不得超过 12 个月 (within 12 months of the month of its list)"


def month_after_birth(values: Values) -> Wrong:
    if values["line_month"] < values["born_on"].replace(day=1):
        yield "line_month", "早于该成员出生 (before the member was born)"  # a payment after a death is for supervision to find


def month_of_a_living_stream(values: Values) -> Wrong:
    if values["stream_ended_on"] and values["line_month"] > values["stream_ended_on"]:
        yield "line_month", "该资金此前已停用 (the stream had ended before)"


def people_live_there(values: Values) -> Wrong:
    if not values["population"]:
        yield "population", "应大于零 (above zero)"


def statistic_of_its_kind(values: Values) -> Wrong:
    """Heads are whole, and only growth may be negative."""
    if values["kind"] == "resident_population" and values["value"] % 1:
        yield "value", "人口应为整数 (people are counted whole)"
    if values["kind"] != "urban_income_growth" and values["value"] < 0:
        yield "value", "只有增长率可以为负 (only a growth rate may be negative)"


def as_the_rule_reads_it(values: Values) -> Wrong:
    """A parameter has a name that a rule reads, its unit and comparison, and a value in its range."""
    known = PARAMETERS.get(values["name"])
    if known is None:
        yield "name", "没有规则读取该参数 (no rule reads a parameter of this name)"
        return
    if values["unit"] != known.unit:
        yield "unit", f"该参数的单位是{PARAMETER_UNIT.labels[known.unit]} (this parameter is in another unit)"
    if values["comparator"] not in known.comparators:
        labels = "、".join(COMPARATOR.labels[comparator] for comparator in known.comparators)
        yield "comparator", f"该参数的比较方式是{labels} (this parameter is compared otherwise)"
    if not known.least <= values["value"] <= known.most:
        yield "value", f"应在 {known.least} 至 {known.most} 之间 (from {known.least} to {known.most})"
    elif known.is_whole and values["value"] % 1:
        yield "value", "个、天、户应为整数 (pieces, days and households are counted whole)"


def beyond_reserve(field: str) -> Rule:
    """A project beyond the reserve names its approval."""

    def rule(values: Values) -> Wrong:
        if values["state"] != "reserve" and not values[field]:
            yield field, "已立项项目必填 (needed unless 储备)"

    return rule


def pooled_has_field(values: Values) -> Wrong:
    if values["mode"] == "pooled" and not values["field"]:
        yield "field", "统筹项目必填 (needed for a pooled project)"


def approved_in_time(values: Values) -> Wrong:
    if values["approved_on"] and abs(values["approved_on"].year - values["year"]) > 1:
        yield "approved_on", "应在项目年度或其前后一年 (in the year of the project, the one before or the one after)"


def household(group: list[Row]) -> None:
    """Of each member what his identity number says."""
    for row in group:
        number = row.values["id_number"]
        row.values |= {"sex": identity_numbers.sex(number), "born_on": identity_numbers.birthday(number)}


def period(group: list[Row]) -> None:
    for row in group:
        row.values["period"] = asyncpg.Range(row.values["since"], row.values.get("until"))
    level(group)


def pairing(group: list[Row]) -> None:
    """The period; for a handover the pairing that follows, by whose key its row is found."""
    period(group)
    for row in group:
        named = [str(row.values[name]) for name in ("household_id", "successor_id", "kind", "until")] if row.values["successor_number"] else []
        row.values |= {"handed_to": " ".join(named) or None, "reason_alone": None if named else row.values["end_reason"]}


def level(group: list[Row]) -> None:
    for row in group:
        row.values["region_level"] = LEVELS[len(row.values["region_code"])]


def division(group: list[Row]) -> None:
    """The level that the code's length says, and the name in pinyin for ordering."""
    level(group)
    for row in group:
        row.values["name_sort"] = sort_name(row.values["name"])


def payment_list(group: list[Row]) -> None:
    """A drafted list with its totals; its lines wait for the bank."""
    totals: dict[str, Any] = {"line_count": len(group), "list_amount": sum(row.values["amount"] for row in group)}
    for row in group:
        row.values |= totals
