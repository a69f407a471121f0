"""Which way the money goes: plans, hops, what fed them, what stands still."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.funds import (
    DISBURSEMENT_METHOD,
    FUND_HOLDER,
    FUND_STATE,
    HOLD_KIND,
)
from databases.funds import METADATA
from databases.funds.streams import POSITIVE_MONEY, ends_with, fund_source, fund_stream
from databases.regions import A_COUNTY
from databases.row_rules import WRITTEN, frozen, inside_county, of_parent, row_rule
from databases.tables import (
    CODE,
    DAY,
    FLAG,
    ORDINAL,
    TEXT,
    YEAR,
    Sensitivity,
    agreeing,
    check,
    elsewhere,
    entity,
    internal,
    lies_with,
    public,
    reference,
    region,
    same_as,
)

# digits of a code inside the city: who gives from above or from outside has no place there, and receives nothing
PLACE_OF_LEVEL = "CASE {} WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END"

allocation_plan = entity(
    METADATA,
    "allocation_plan",
    "Plan by which a department shares out a stream in a county and year 资金分配方案 (M62)",
    public("number", CODE, "Number 方案编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("year", YEAR, "Year 年度"),
    public("department", DEPARTMENT, "Department that made it 编制部门"),
    public("method", DISBURSEMENT_METHOD, "Way of paying 拨付方式"),
    public("amount", POSITIVE_MONEY, "Shared out, yuan 分配金额（元）"),
    public("document_number", TEXT, "Document number 文号"),
    public("submitted_on", DAY, "Handed to finance on 报送日期"),
    public("approved_on", DAY, "Approved on 批准日期", optional=True),
    sa.UniqueConstraint("stream_id", "region_code", "year"),
    sa.UniqueConstraint("id", "stream_id", "year"),
    sa.UniqueConstraint("id", "stream_id", "region_code"),
    check("approved_after_submission", "approved_on IS NULL OR approved_on >= submitted_on"),
    check(
        *("submitted_in_time", "extract(year FROM submitted_on) BETWEEN year - 1 AND year"),
        "A plan is handed in in its year or the one before 方案在当年或上一年报送",
    ),
)

allocation = entity(
    METADATA,
    "allocation",
    "Hop of money from one account to the next 资金拨付环节 (M19, M51, M52, M58, M68, M90)",
    public("number", CODE, "Number 拨付编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("fund_source", "Source; only of a first hop 资金来源（首环节）", name="source_id", optional=True),
    reference("budget", "Budget line that it draws on; only of a first hop 预算指标", optional=True),
    reference("allocation_plan", "Plan that it follows 分配方案", name="plan_id", optional=True),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("year", YEAR, "Budget year 预算年度"),
    public("ordinal", ORDINAL, "Place in the route, from 1 环节序号"),
    public("from_level", GOVERNMENT_LEVEL, "Level that pays 拨出级次"),
    public("from_holder", FUND_HOLDER, "Account that pays 拨出账户"),
    region("Place that pays, inside the city 拨出地区", Sensitivity.PUBLIC, name="from_region_code", optional=True),
    public("to_level", GOVERNMENT_LEVEL, "Level that receives 拨入级次"),
    public("to_holder", FUND_HOLDER, "Account that receives 拨入账户"),
    region("Place that receives 拨入地区", Sensitivity.PUBLIC),
    public("department", DEPARTMENT, "Competent department 主管部门"),
    elsewhere("project_id", "projects.project", "Project that receives it 项目", optional=True),
    public("weak_village", FLAG, "Whether an economically weak village receives it 是否拨付经济薄弱村"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("document_number", TEXT, "Document number 拨付文号"),
    public("decided_on", DAY, "Decided on 下达日期"),
    public("due_on", DAY, "To be paid on by 应拨付日期"),
    public("allocated_on", DAY, "Paid on 实际拨付日期", optional=True),
    public("state", FUND_STATE, "State 资金状态"),
    sa.UniqueConstraint("id", "to_household"),
    sa.UniqueConstraint("id", "stream_id"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "stream_id", "year", "amount"),
    sa.UniqueConstraint("id", "year", "amount"),
    agreeing("allocation", "fund_source", "source_id", "stream_id", sentence="A hop comes from a source of its stream 拨付与资金来源同一资金"),
    agreeing(
        *("allocation", "budget", "budget_id", "source_id", "year"),
        sentence="A hop draws on a budget of its source and year 拨付与预算指标同一来源、同一年度",
    ),
    agreeing(
        *("allocation", "allocation_plan", "plan_id", "stream_id", "year"),
        sentence="A hop follows a plan of its stream and year 拨付与分配方案同一资金、同一年度",
    ),
    check("first_hop_names_source", "(ordinal = 1) = (source_id IS NOT NULL)"),
    check("budget_of_source", "budget_id IS NULL OR source_id IS NOT NULL"),
    check(
        *("first_hop_is_budgeted", "source_id IS NULL OR budget_id IS NOT NULL OR from_level = 'society' OR state = 'registered'"),
        "Money that was not given draws on a budget, once it is more than registered 除捐赠外，登记以后的首环节须有预算指标",
    ),
    check(
        *("from_place", f"coalesce(length(from_region_code), 0) = {PLACE_OF_LEVEL.format('from_level')}"),
        "Money leaves a place of the level that pays 拨出地区与拨出级次一致",
    ),
    check(
        *("to_place", f"length(region_code) = {PLACE_OF_LEVEL.format('to_level')}"),
        "Money arrives at a place of the level that receives 拨入地区与拨入级次一致",
    ),
    check(
        *("to_another_account", "(from_level, from_holder, from_region_code) IS DISTINCT FROM (to_level, to_holder, region_code)"),
        "Money goes from one account to another 拨出账户与拨入账户不同",
    ),
    check("project_holder", "(to_holder = 'project') = (project_id IS NOT NULL)"),
    check("weak_village_is_village", "NOT weak_village OR to_level = 'village'"),
    check("due_after_decision", "due_on >= decided_on"),
    check("allocated_after_decision", "allocated_on IS NULL OR allocated_on >= decided_on"),
    check(
        "state_dates",
        "CASE WHEN state IN ('registered', 'budgeted') THEN allocated_on IS NULL "
        "WHEN state IN ('retained', 'frozen', 'recovered') THEN true ELSE allocated_on IS NOT NULL END",
    ),
    check(
        *("decided_in_time", "extract(year FROM decided_on) BETWEEN year - 1 AND year + 1"),
        "A hop is decided in its year, the one before or the one after 资金在预算年度或其前后一年下达",
    ),
)

allocation_feeding = entity(
    METADATA,
    "allocation_feeding",
    "Share of a hop that was fed from an earlier hop 拨付衔接关系 (M51, M52)",
    reference("allocation", "Hop that was fed 后一环节"),
    reference("allocation", "Hop that fed it 前一环节", name="fed_by_id"),
    reference("fund_stream", "Stream of both hops 资金种类", name="stream_id"),
    region("Place that receives 拨入地区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("allocation_id", "fed_by_id"),
    agreeing(
        *("allocation_feeding", "allocation", "allocation_id", "stream_id"),
        sentence="A feeding is of the stream of the hop that it feeds 衔接与后一环节同一资金",
    ),
    agreeing("allocation_feeding", "allocation", "fed_by_id", "stream_id", sentence="A hop is fed from its own stream 前后环节同一资金"),
    check("another_hop", "fed_by_id <> allocation_id"),
)

upper_level_report = entity(
    METADATA,
    "upper_level_report",
    "Report to the city of central or provincial money that did not pass its treasury 上级扶贫资金报备 (M57)",
    public("number", CODE, "Number 报备编号", unique=True),
    reference("allocation", "Hop by which the money arrived 到账环节"),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County that must report 报备市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("year", YEAR, "Year 年度"),
    public("amount", POSITIVE_MONEY, "Arrived, yuan 到账金额（元）"),
    public("document_number", TEXT, "Document of the upper level 上级文号"),
    public("arrived_on", DAY, "Arrived on 到账日期"),
    public("due_on", DAY, "To be reported by 报备截止日期"),
    public("filed_on", DAY, "Reported on 报备日期", optional=True),
    public("accepted_on", DAY, "Accepted by the city finance bureau on 市财政局受理日期", optional=True),
    sa.UniqueConstraint("allocation_id"),
    agreeing(
        *("upper_level_report", "allocation", "allocation_id", "stream_id", "year", "amount"),
        sentence="A report tells the stream, year and amount of the hop by which the money came 报备的资金、年度、金额与到账环节一致",
    ),
    check("due_after_arrival", "due_on >= arrived_on"),
    check("filed_after_arrival", "filed_on IS NULL OR filed_on >= arrived_on"),
    check("accepted_after_filing", "accepted_on IS NULL OR (filed_on IS NOT NULL AND accepted_on >= filed_on)"),
)

retention = entity(
    METADATA,
    "retention",
    "Money of a hop that stands still, was frozen or was taken back 资金滞留、冻结与收回 (M61, M65, M68)",
    reference("allocation", "Hop 拨付环节"),
    region("Place that holds it 所在地区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("department", DEPARTMENT, "Responsible department 责任部门"),
    public("kind", HOLD_KIND, "Kind 类别"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("since_on", DAY, "Since 起始日期"),
    public("released_on", DAY, "Until 解除日期", optional=True),
    # words of an office, which may tell whoever is looked into that he is
    internal("reason", TEXT, "Reason 原因"),
    check("released_after_start", "released_on IS NULL OR released_on >= since_on"),
    check("recovered_for_good", "kind <> 'recovered' OR released_on IS NULL"),
)


for _table in (allocation_plan, allocation, upper_level_report):
    ends_with(_table, fund_stream, "stream_id")
for _table in (allocation_feeding, retention):
    ends_with(_table, allocation, "allocation_id")


def lies_with_hop(*tables: sa.Table) -> None:
    lies_with(allocation, *tables, sentence="What is kept of a hop lies where its money arrived 环节的资料属于拨入地区")


lies_with_hop(allocation_feeding, upper_level_report, retention)
same_as(
    *(allocation, "from_level", "source_id", fund_source.c.level),
    "A first hop is paid by the level of its source 首环节的拨出级次与资金来源级次一致",
)

# What a row alone cannot say: where a hop's money came from and how much of it there is

_KEPT_WITHIN = """SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN ({hops})
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN ({hops})
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN ({hops})
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN ({hops})
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))"""


def within_hop(table: sa.Table, columns: tuple[str, ...], hops: str, sentence: str) -> None:
    """A hop is fed, passes on and holds back its amount at most; `hops` selects the hops that `changed` speaks of."""
    row_rule(table, "within_hop", columns, "allocation", hops, _KEPT_WITHIN.format(hops=hops), sentence)


OF_HOP = "SELECT allocation_id FROM changed"
within_hop(allocation, ("amount",), WRITTEN, "A hop is worth what it passed on 环节金额不少于已拨出")
within_hop(
    *(allocation_feeding, ("allocation_id", "fed_by_id", "amount"), f"{OF_HOP} UNION SELECT fed_by_id FROM changed"),
    "A hop is fed its amount at most 拨入不超过环节金额",
)
within_hop(retention, ("allocation_id", "amount", "released_on"), OF_HOP, "A hop holds back its amount at most 滞留不超过环节金额")


_PAID_ON = "FROM allocation WHERE id = old.allocation_id"
row_rule(
    *(allocation, "fed_in_full", ("ordinal", "amount", "allocated_on"), "allocation", WRITTEN),
    """SELECT FROM changed AS hop LEFT JOIN allocation_feeding AS feeding ON feeding.allocation_id = hop.id
    WHERE hop.ordinal > 1 AND hop.allocated_on IS NOT NULL
    GROUP BY hop.id, hop.amount HAVING hop.amount IS DISTINCT FROM sum(feeding.amount)""",
    "What a later hop pays on was fed to it in full 后续环节拨出的资金须由前环节足额拨入",
)
frozen(
    *(allocation_feeding, "of_paid_hop", ("allocation_id", "fed_by_id", "amount")),
    f"EXISTS (SELECT {_PAID_ON} AND (allocated_on IS NOT NULL OR EXISTS (SELECT FROM retention WHERE allocation_id = allocation.id)))",
    "What fed a hop that was paid on, or whose money was held, stays 已拨出或有滞留、冻结、收回的环节，其来源不得更改或删除",
    first=f"PERFORM {_PAID_ON} FOR SHARE;",
)

# ordinals rise from hop to hop, so that no money goes in a circle and nothing feeds the first hop of a source; and money is paid on from the
# place where it arrived, in its year, once it had arrived
_BACKWARDS = """SELECT FROM {feedings} AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
WHERE earlier.ordinal >= hop.ordinal OR earlier.year <> hop.year OR hop.from_region_code IS DISTINCT FROM earlier.region_code
OR (hop.allocated_on IS NOT NULL AND coalesce(hop.allocated_on < earlier.allocated_on, true))"""
_OF_CHANGED = """(SELECT * FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
UNION ALL SELECT * FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed))"""
_BESIDE = """SELECT allocation_id FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)
UNION SELECT fed_by_id FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)"""
row_rule(
    *(allocation_feeding, "goes_forward", ("allocation_id", "fed_by_id")),
    *("allocation", f"{OF_HOP} UNION SELECT fed_by_id FROM changed", _BACKWARDS.format(feedings="changed")),
    "A hop is fed by hops before it: paid before, of its year, into the place that it leaves 环节只由前环节拨入：先到账、同年度，且到账地区即拨出地区",
)
row_rule(
    *(allocation, "goes_forward", ("ordinal", "year", "from_region_code", "region_code", "allocated_on")),
    *("allocation", _BESIDE, _BACKWARDS.format(feedings=_OF_CHANGED)),
    "A hop stays between those that feed it and those that it feeds, in ordinal, year, place and day 环节的序号、年度、地区、日期与前后环节衔接",
)
frozen(
    *(allocation, "of_its_source", ("stream_id", "source_id", "budget_id", "from_level"), "old.allocated_on IS NOT NULL"),
    "A paid hop does not end and keeps its source 已拨付的环节不得删除，其资金来源不得更改",
)
_ENDS = ("from_holder", "from_region_code", "to_level", "to_holder", "region_code", "project_id")
frozen(
    *(allocation, "stays_paid", ("amount", "decided_on", "allocated_on", *_ENDS), "old.allocated_on IS NOT NULL"),
    "What was paid, when, from where and to whom stays: money that came back is recovered 已拨付环节的金额、日期、拨出和拨入方不得更改，退回的资金按收回登记",
)
of_parent(
    *(allocation, "while_its_stream_lasts", ("stream_id", "allocated_on"), fund_stream, ("started_on", "ended_on")),
    "child.allocated_on < parent.started_on OR child.allocated_on > parent.ended_on",
    "A hop is paid after its stream began and before it ends 环节拨付在资金启用之后、停用之前",
    "A stream lasts over the days on which its hops were paid 资金启用期间覆盖其拨付",
    there="lasts_over_its_hops",
)
frozen(
    *(allocation, "source_by_document", ("source_id", "state")),
    "old.state <> 'registered' AND new.document_number = old.document_number AND (new.source_id <> old.source_id OR new.state = 'registered')",
    "A hop that was budgeted is given another source, or taken back, by another document only 已下达指标的环节更换资金来源或退回登记，须另有文号",
)

# Money stands still where it came: what fed a hop that was held stays, and so does the day on which it was paid (above)
row_rule(
    *(retention, "of_money_that_came", ("allocation_id", "since_on"), "allocation", OF_HOP),
    """SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id WHERE hop.ordinal > 1 AND coalesce(changed.since_on < (
        SELECT min(earlier.allocated_on) FROM allocation_feeding AS feeding JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
        WHERE feeding.allocation_id = hop.id), true)""",
    "Money of a hop stands still once it came to whoever pays it on 资金到达拨出方之后才有滞留、冻结和收回",
)
of_parent(
    *(retention, "after_its_decision", ("allocation_id", "since_on"), allocation, ("decided_on",), "child.since_on < parent.decided_on"),
    "Money of a hop stands still once the hop was decided 滞留、冻结和收回不早于环节下达",
    "A hop was decided before its money stood still 环节下达不晚于滞留、冻结和收回",
    there="decided_before_its_retentions",
)
of_parent(
    *(retention, "taken_back_for_good", ("allocation_id", "kind", "amount", "since_on"), allocation, ("amount", "allocated_on")),
    "child.kind = 'recovered' AND child.amount = parent.amount AND child.since_on < parent.allocated_on",
    "What was taken back in full had been paid before, or never is 全额收回的环节此后不再拨付",
    "A hop whose money was taken back in full is not paid afterwards 已全额收回的环节不得再拨付",
    there="paid_before_it_was_taken_back",
)
of_parent(
    *(upper_level_report, "of_money_that_was_paid", ("allocation_id", "arrived_on"), allocation, ("allocated_on",)),
    "child.arrived_on < parent.allocated_on",
    "Money that is reported arrived once it was paid 报备的资金拨付之后到账",
    "A hop was paid before the day on which its report says that it arrived 环节拨付不晚于报备的到账日期",
    there="paid_before_its_report_of_arrival",
)
frozen(
    *(retention, "stays_told", ("allocation_id",), "true"),
    "What was held of a hop is released, never deleted 滞留、冻结、收回登记后只可解除，不得删除",
)
frozen(
    *(upper_level_report, "stays_filed", ("allocation_id", "arrived_on", "due_on", "filed_on", "accepted_on")),
    "old.accepted_on IS NOT NULL OR (old.filed_on IS NOT NULL AND new.filed_on IS DISTINCT FROM old.filed_on)",
    "A report that was filed stays so, and one that was accepted stays as it was 已报备的不得撤回，已受理的不得更改或删除",
)

# What a gift, an award or a compensation says of the hop that carried it
_CARRIED = """SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN ({hops})
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN ({hops})
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN ({hops})
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)"""


def carried_by_hop(*tables: sa.Table, sentence: str) -> None:
    """Of what hops carried, rows of these tables say no more than the hops' amounts."""
    for table in tables:
        row_rule(table, "carried_by_its_hop", ("allocation_id", "amount"), "allocation", OF_HOP, _CARRIED.format(hops=OF_HOP), sentence)


row_rule(
    *(allocation, "carries_what_it_brought", ("amount",), "allocation", WRITTEN, _CARRIED.format(hops=WRITTEN)),
    "A hop is worth the gifts, the award and the compensation that it carried 环节金额不少于经其拨付的捐赠、奖补和补偿",
)
of_parent(
    *(upper_level_report, "of_upper_money", ("allocation_id",), allocation, ("from_level",), "parent.from_level NOT IN ('central', 'province')"),
    "A report is of money that came from the province or the centre 报备的是中央、省级资金",
    "A hop that was reported came from the province or the centre 已报备的环节由中央或省级拨出",
    there="reported_as_upper_money",
)


inside_county(
    *(allocation, allocation_plan, "plan_id"),
    "A hop follows a plan of its county 拨付执行本县的分配方案",
    "A plan stays in the county of the hops that follow it 分配方案与拨付同县",
)
