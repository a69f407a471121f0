"""Spreadsheets of people, pairings, visits, fund streams and payment lists."""

from __future__ import annotations

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL, SEX
from databases.code_lists.forces import GRADE, PAIRING_END, PAIRING_KIND, TIER, VISIT_PLACE, VISIT_PURPOSE
from databases.code_lists.funds import BANK, STREAM_PURPOSE
from databases.forces import helpers
from databases.funds import payments, streams
from databases.tables import CodeList
from resolvers.spreadsheets import cells, plausibility, rules
from resolvers.spreadsheets.shape import Column, Lookup, Parent, Refusal, SpreadsheetKind, Target

POST_TIER = CodeList("post_tier", {tier: label for tier, label in TIER.labels.items() if tier != "household"}, "posts that are given, not owned")
HOUSEHOLD = Lookup(
    *("household_number", "beneficiaries", "household", "number"),
    {"id": "household_id", "region_code": "region_code", "filed_on": "filed_on"},
)
PERSON = Lookup("person_number", "forces", "person", "number", {"id": "person_id"})
SINCE = Column("起始日期", "since", cells.near_day, ("2020-01-01", "2020-01-01"))
UNTIL = Column("截止日期", "until", cells.last_day, ("", ""), "Last day is the one before; empty: still", required=False)
HOUSEHOLD_NUMBER = Column(
    "户编号", "household_number", cells.code, ("T32028200000001", "T32028200000001"), "Filing number of a household that is there"
)

PEOPLE = SpreadsheetKind(
    "people",
    "人员和岗位 People with posts",
    "forces",
    (
        Column("人员编号", "number", cells.code, ("T000001", "T000002")),
        Column("姓名", "name", cells.text, ("张三", "李四")),
        Column("性别", "sex", cells.one_of(SEX), ("男", "女")),
        Column("联系电话", "phone", cells.phone, ("14200000001", ""), required=False),
        Column("单位代码", "organisation_code", cells.code, ("ORG00001", "ORG00001"), "Code of an organisation that is there"),
        Column("职级", "grade", cells.one_of(GRADE), ("一般干部", "中层干部")),
        Column("层级角色", "tier", cells.one_of(POST_TIER), ("帮扶责任人", "主管部门"), "What he may see and do"),
        Column("部门", "department", cells.one_of(DEPARTMENT), ("", "民政"), "For 主管部门", required=False),
        Column("区划代码", "region_code", cells.region, ("320282101", "320282"), "Scope of the post"),
        SINCE,
        UNTIL,
    ),
    (
        Target(
            helpers.person,
            ("number",),
            {
                "number": "number",
                "name": "name",
                "sex": "sex",
                "phone": "phone",
                "organisation_id": "organisation_id",
                "grade": "grade",
                "region_code": "region_code",
            },
            once=True,
        ),
        Target(
            helpers.post,
            ("person_id", "tier", "department", "region_code", "lower(period)"),
            {"tier": "tier", "department": "department", "region_code": "region_code", "region_level": "region_level", "period": "period"},
            Parent("person_id", "person", "number", "number"),
        ),
    ),
    ("number", "tier", "department", "region_code", "since"),
    (Lookup("organisation_code", "forces", "organisation", "code", {"id": "organisation_id"}), Lookup("region_code", "forces", "region", "code")),
    group="number",
    shared=("name", "sex", "phone", "organisation_code", "grade"),
    rules=(rules.period_ends_later, rules.manager_has_department, rules.supervisor_of_office, rules.third_party_is_limited),
    derive=rules.period,
)

IS_RELATIVE = """
    upper(s.period) IS NULL AND EXISTS (SELECT FROM relative AS r
    WHERE (r.person_id, r.household_id) = (s.person_id, s.household_id) AND r.ended_on IS NULL)"""
HAS_LEFT = "upper(s.period) IS NULL AND EXISTS (SELECT FROM person AS p WHERE p.id = s.person_id AND NOT p.is_active)"
IS_NO_REPRESENTATIVE = """
    s.kind = 'deputy_household' AND NOT EXISTS (SELECT FROM representative AS r WHERE r.person_id = s.person_id)"""
PAIRED = ("household_id", "person_id", "kind", "lower(period)")
OF_PAIRING = {name: name for name in ("household_id", "person_id", "kind", "region_code", "period")}
UNTIL_HANDED_ON = "CASE WHEN upper(s.period) IS NOT NULL THEN 'other' END"  # a handover is one once it can name the row that follows
PAIRINGS = SpreadsheetKind(
    "pairings",
    "结对帮扶 Pairings",
    "forces",
    (
        HOUSEHOLD_NUMBER,
        Column("帮扶人编号", "person_number", cells.code, ("P000145", "P000146"), "Number of a person who is there"),
        Column("结对类别", "kind", cells.one_of(PAIRING_KIND), ("帮扶责任人", "其他结对")),
        SINCE,
        UNTIL,
        Column("结束原因", "end_reason", cells.one_of(PAIRING_END), ("", ""), "With a last day", required=False),
        Column(
            "接手人编号", "successor_number", cells.code, ("", ""), "For 交接: who has a row of the same kind from the last day on", required=False
        ),
    ),
    (
        Target(
            helpers.pairing,
            PAIRED,
            {**OF_PAIRING, "end_reason": "reason_alone"},
            merged={"end_reason": f"coalesce(s.end_reason, t.end_reason, {UNTIL_HANDED_ON})"},
            new={"end_reason": f"coalesce(s.end_reason, {UNTIL_HANDED_ON})"},
            refusals=(
                Refusal(IS_RELATIVE, "帮扶人已申报与该户有亲属关系 (this helper has declared kinship with the household)", "person_number"),
                Refusal(IS_NO_REPRESENTATIVE, "帮扶人不是登记的代表、委员 (this helper is no deputy or member on record)", "person_number"),
                Refusal(HAS_LEFT, "帮扶人已离职 (this helper no longer works here)", "person_number"),
            ),
        ),
        Target(
            helpers.pairing,
            PAIRED,
            {**OF_PAIRING, "end_reason": "end_reason"},  # once more, when whoever follows is there
            Parent("handed_to_id", "pairing", "concat_ws(' ', household_id, person_id, kind, to_char(lower(period), 'YYYY-MM-DD'))", "handed_to"),
        ),
    ),
    ("household_number", "person_number", "kind", "since"),
    (HOUSEHOLD, PERSON, Lookup("successor_number", "forces", "person", "number", {"id": "successor_id"})),
    group="household_number",
    rules=(rules.not_before_filing("since"), rules.period_ends_later, rules.end_has_reason, rules.handover_has_successor),
    group_rules=(rules.successor_follows_on,),
    derive=rules.pairing,
)

VISITS = SpreadsheetKind(
    "visits",
    "走访记录 Visits",
    "forces",
    (
        HOUSEHOLD_NUMBER,
        Column("走访人编号", "person_number", cells.code, ("P000145", "P000146"), "Number of a person who is there"),
        Column("走访时间", "visited_at", cells.moment, ("2020-05-03 09:30", "2020-05-04"), "Shanghai time; a day alone means noon"),
        Column("走访目的", "purpose", cells.one_of(VISIT_PURPOSE), ("日常走访", "落实措施")),
        Column("走访内容", "content", cells.text, ("了解生产生活情况", "联系农技员上门指导")),
        Column("走访地点", "place_kind", cells.one_of(VISIT_PLACE), ("户内", ""), "A kind of place, no address", required=False),
    ),
    (
        Target(
            helpers.visit,
            ("household_id", "person_id", "visited_at"),
            {
                "household_id": "household_id",
                "person_id": "person_id",
                "region_code": "region_code",
                "visited_at": "visited_at",
                "purpose": "purpose",
                "place_kind": "place_kind",
                "content": "content",
            },
        ),
    ),
    ("household_number", "person_number", "visited_at"),
    (HOUSEHOLD, PERSON),
    rules=(rules.not_before_filing("visited_at"),),
)

IS_DECLARED = """
    EXISTS (SELECT FROM relative AS r WHERE (r.person_id, r.household_id) = (s.person_id, s.household_id) AND r.ended_on IS NULL
    AND r.declared_on <> s.declared_on)"""
RELATIVES = SpreadsheetKind(
    "relatives",
    "亲属关系申报 Declared kinship with households",
    "forces",
    (
        Column("人员编号", "person_number", cells.code, ("P000147", "P000148"), "Number of a person who is there"),
        HOUSEHOLD_NUMBER,
        Column("申报日期", "declared_on", cells.past_day, ("2020-01-15", "2020-01-16")),
    ),
    (
        Target(
            helpers.relative,
            ("person_id", "household_id", "declared_on"),
            {name: name for name in ("person_id", "household_id", "declared_on", "region_code")},
            refusals=(Refusal(IS_DECLARED, "此人与该户的亲属关系已于另一天申报 (this kinship was declared on another day already)", "declared_on"),),
        ),
    ),
    ("person_number", "household_number"),
    (PERSON, HOUSEHOLD),
)

FUND_STREAMS = SpreadsheetKind(
    "fund_streams",
    "资金种类 Fund streams",
    "funds",
    (
        Column("资金代码", "code", cells.code, ("T-DIBAO", "T-XIANGMU")),
        Column("资金名称", "name", cells.short_text, ("示例低保金", "示例项目资金")),
        Column("资金级次", "level", cells.one_of(GOVERNMENT_LEVEL), ("市（县）区级", "市级")),
        Column("主管部门", "department", cells.one_of(DEPARTMENT), ("民政", "农业农村")),
        Column("用途", "purpose", cells.one_of(STREAM_PURPOSE), ("基本生活", "产业增收")),
        Column("是否到户", "to_household", cells.yes_no, ("是", "否")),
        Column("启用日期", "started_on", cells.near_day, ("2018-01-01", "2018-01-01")),
        Column("停用日期", "ended_on", cells.last_day, ("", ""), required=False),
    ),
    (
        Target(
            streams.fund_stream,
            ("code",),
            {name: name for name in ("code", "name", "level", "department", "purpose", "to_household", "started_on", "ended_on")},
        ),
    ),
    ("code",),
    rules=(rules.not_earlier("ended_on", "started_on", "启用日期 (earlier than the first day)"),),
)

PAST_DRAFT = "已进入审核，不能再由表格修改 (it is past its draft and can no longer be changed by a sheet)"
LINES_MISSING = """
    EXISTS (SELECT FROM payment_list AS l JOIN payment_line AS p ON p.payment_list_id = l.id WHERE l.number = s.number AND l.state = 'drafted'
      AND NOT EXISTS (SELECT FROM staged_payment_line_payment_list_id AS q WHERE q.parent_key = l.number AND q.member_id = p.member_id))"""
HIGHEST_STANDARD = "(SELECT max(amount) FROM benefit_standard WHERE stream_id = fund_stream.id)"
LIST_FIELDS = ("number", "stream_code", "region_code", "department", "month", "maker_number", "made_on", "confirm_due_on")
PAYMENT_LISTS = SpreadsheetKind(
    "payment_lists",
    "发放清单 Payment lists",
    "funds",
    (
        Column("清单编号", "number", cells.code, ("T-2020-07-320282", "T-2020-07-320282")),
        Column("资金代码", "stream_code", cells.code, ("DIBAO", "DIBAO"), "Code of a stream that is there"),
        Column("区划代码", "region_code", cells.region, ("320282", "320282"), "County that pays"),
        Column("主管部门", "department", cells.one_of(DEPARTMENT), ("民政", "民政")),
        Column("发放月份", "month", cells.month, ("2020-07", "2020-07")),
        Column("编制人编号", "maker_number", cells.code, ("P000001", "P000001"), "Number of a person who is there"),
        Column("编制日期", "made_on", cells.past_day, ("2020-07-06", "2020-07-06")),
        Column("应确认日期", "confirm_due_on", cells.near_day, ("2020-07-10", "2020-07-10")),
        Column("身份证号", "id_number", cells.identity_number, ("32990119580512001X", "329901196003080022"), "Of the member whom the money is for"),
        Column("所属月份", "line_month", cells.month, ("2020-07", "2020-07")),
        Column("金额", "amount", cells.paid_money, ("880.00", "640.00"), "Yuan (元)"),
        plausibility.CONFIRMED,
    ),
    (
        Target(
            payments.payment_list,
            ("number",),
            {
                "number": "number",
                "stream_id": "stream_id",
                "region_code": "region_code",
                "department": "department",
                "month": "month",
                "line_count": "line_count",
                "amount": "list_amount",
                "maker_id": "maker_id",
                "made_on": "made_on",
                "confirm_due_on": "confirm_due_on",
            },
            once=True,
            defaults={"kind": "regular", "method": "direct_card", "state": "drafted"},
            refusals=(Refusal("EXISTS (SELECT FROM payment_list WHERE number = s.number AND state <> 'drafted')", PAST_DRAFT, "number"),),
            incomplete=(
                Refusal(
                    *(LINES_MISSING, "清单中已有的明细不在表中：应列出全部明细 (lines of the list are missing from the sheet: name them all)"),
                    "number",
                ),
            ),
            tried_as={"kind": "supplementary"},  # a county has one regular list for a stream and month
        ),
        Target(
            payments.payment_line,
            ("payment_list_id", "member_id"),
            {
                "household_id": "household_id",
                "member_id": "member_id",
                "region_code": "member_region_code",
                "month": "line_month",
                "amount": "amount",
            },
            Parent("payment_list_id", "payment_list", "number", "number"),
            defaults={"result": "pending"},
            refusals=(Refusal("(SELECT state FROM payment_list WHERE id = s.payment_list_id) <> 'drafted'", PAST_DRAFT, "number"),),
        ),
    ),
    ("number", "id_number"),
    (
        Lookup("stream_code", "funds", "fund_stream", "code", {"id": "stream_id", "ended_on": "stream_ended_on", HIGHEST_STANDARD: "standard"}),
        Lookup("region_code", "funds", "region", "code"),
        Lookup("maker_number", "forces", "person", "number", {"id": "maker_id"}),
        Lookup(
            "id_number",
            "beneficiaries",
            "member",
            "id_number_digest",
            {"id": "member_id", "household_id": "household_id", "region_code": "member_region_code", "born_on": "born_on"},
            digest="member.id_number",
        ),
    ),
    group="number",
    shared=LIST_FIELDS,
    rules=(
        rules.is_county,
        rules.not_earlier("confirm_due_on", "made_on", "编制日期 (earlier than the day on which it was made)"),
        rules.month_about_its_list,
        rules.month_after_birth,
        rules.month_of_a_living_stream,
        plausibility.payment_of_its_standard,
    ),
    derive=rules.payment_list,
)

ACCOUNTS = SpreadsheetKind(
    "accounts",
    "一卡通账户 Bank cards of members",
    "funds",
    (
        Column("身份证号", "id_number", cells.identity_number, ("32990119580512001X", "329901196003080022"), "Of the member who holds the card"),
        Column("户名", "holder_name", cells.text, ("张三", "李四"), "As the bank writes it"),
        Column("开户银行", "bank", cells.one_of(BANK), ("农业银行", "农村商业银行")),
        Column("银行卡号", "bank_card", cells.bank_card, ("9999990000000000014", "9999990000000000022"), "Text, not a number"),
        SINCE,
        UNTIL,
    ),
    (
        Target(
            payments.account,
            ("member_id", "lower(period)"),
            {
                "household_id": "household_id",
                "member_id": "member_id",
                "region_code": "region_code",
                "holder_name": "holder_name",
                "bank": "bank",
                "bank_card": "bank_card",
                "period": "period",
            },
        ),
    ),
    ("id_number", "since"),
    (
        Lookup(
            "id_number",
            "beneficiaries",
            "member",
            "id_number_digest",
            {"id": "member_id", "household_id": "household_id", "region_code": "region_code"},
            digest="member.id_number",
        ),
    ),
    rules=(rules.period_ends_later,),
    derive=rules.period,
)
