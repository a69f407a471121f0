"""What projects leave behind: assets, their proceeds and who receives them, land, technical problems."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.projects import (
    ASSET_KIND,
    ASSET_STATE,
    COUNT_RESULT,
    OPERATING_STATE,
    PROBLEM_STATE,
    RISK_LEVEL,
)
from databases.projects import METADATA, PUBLIC
from databases.projects.projects import VILLAGE, project, project_evaluation
from databases.regions import A_VILLAGE
from databases.row_rules import WRITTEN, at_commit, frozen, never_ends, of_parent, row_rule, whichever_is_written
from databases.tables import (
    AREA,
    CODE,
    COUNT,
    DAY,
    DIGEST,
    MONEY,
    PERIOD,
    SENTENCE,
    SHARE,
    TEXT,
    YEAR,
    check,
    elsewhere,
    entity,
    internal,
    moves_with,
    public,
    reference,
    region,
    sensitive,
)

asset = entity(
    METADATA,
    "asset",
    "Asset made with assistance money 扶贫资产 (M98, M104, M105)",
    reference("project", "Project that made it 来源项目"),
    public("code", CODE, "Code 资产编号", unique=True),
    public("name", TEXT, "Name 资产名称"),
    public("kind", ASSET_KIND, "Kind 资产类别"),
    region("Village that owns it 权属村", PUBLIC),
    public("owner", TEXT, "Owner 权属人"),
    public("value", MONEY, "Value, yuan 原值（元）"),
    public("area", AREA, "Square metres 面积（平方米）", optional=True),
    public("place", TEXT, "Place 坐落"),
    internal("photo_digest", DIGEST, "SHA-256 of its picture 照片摘要", optional=True),
    public("acquired_on", DAY, "Acquired 取得日期"),
    public("state", ASSET_STATE, "State 登记状态"),
    public("certificate_number", TEXT, "Certificate 产权证号", optional=True),
    elsewhere("rule_document_id", "forces.policy_document", "Asset rule 资产管理办法 (M104)"),
    sa.UniqueConstraint("certificate_number", info={SENTENCE: "A certificate is of one asset 一份产权证只属于一项资产"}),
    check("registered_with_certificate", "state <> 'registered' OR certificate_number IS NOT NULL"),
    check("registered_with_photo", "state <> 'registered' OR photo_digest IS NOT NULL"),
    sa.UniqueConstraint("region_code", "id"),
)
inventory_count = entity(
    METADATA,
    "inventory_count",
    "Yearly count of an asset, and what it brings 资产清查 (M98, M106)",
    reference("asset", "Asset 资产"),
    region("Village that owns it 权属村", PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("result", COUNT_RESULT, "Result 清查结果"),
    public("book_value", MONEY, "Book value after depreciation, yuan 账面净值（元）"),
    public("occupancy", SHARE, "Share of it that is let or used 出租（使用）率"),
    internal("income", MONEY, "Income of the year, yuan 当年收益（元）"),  # what may be shared out, as proceeds are
    internal("risk", RISK_LEVEL, "Risk of its operation 经营风险"),
    check(
        *("occupied_where_used", "(result = 'found') = (occupancy > 0)"),
        "An asset is occupied where it was found in use, and no other is 在用资产的出租（使用）率大于零，闲置、盘亏的为零",
    ),
    sa.UniqueConstraint("asset_id", "year"),
)
asset_disposal = entity(
    METADATA,
    "asset_disposal",
    "Approved disposal of an asset 资产处置 (M106)",
    reference("asset", "Asset 资产", unique=True),
    region("Village that owned it 权属村", PUBLIC),
    public("approved_on", DAY, "Approved 批准日期"),
    public("approval_number", TEXT, "Approval number 批准文号"),
    public("disposed_on", DAY, "Disposed 处置日期"),
    public("proceeds", MONEY, "Proceeds, yuan 处置收入（元）"),
    check("approved_first", "disposed_on >= approved_on"),
)
proceeds_due = entity(
    METADATA,
    "proceeds_due",
    "Proceeds due and received in a year 应收收益 (M82, M107)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    public("year", YEAR, "Year 年度"),
    # times the share that a village decides in public these are what its households got, often a few of them or one
    internal("amount_due", MONEY, "Due, yuan 应收（元）"),
    internal("amount_received", MONEY, "Received, yuan 实收（元）"),
    public("received_on", DAY, "Received 收到日期", optional=True),
    public("distribute_by", DAY, "To be distributed by 应分配日期"),
    check("received_day", "(amount_received > 0) = (received_on IS NOT NULL)"),
    check("received_at_most_due", "amount_received <= amount_due", "No more is received than is due 实收收益不超过应收"),
    sa.UniqueConstraint("project_id", "year"),
    sa.UniqueConstraint("region_code", "id"),
    check(
        *("of_its_year", "extract(year FROM received_on) >= year AND extract(year FROM distribute_by) >= year"),
        "Proceeds are received and distributed in their year at the earliest 收益不早于当年收到和分配",
    ),
)
proceeds_distribution = entity(
    METADATA,
    "proceeds_distribution",
    "Distribution of a year's proceeds 收益分配 (M82)",
    reference("proceeds_due", "Proceeds 收益", unique=True),
    region(VILLAGE, PUBLIC),
    public("distributed_on", DAY, "Day 分配日期"),
    # two of these, or one beside what was received, can tell the share of a single household
    internal("to_households", MONEY, "To households, yuan 分配到户（元）"),
    internal("to_village", MONEY, "To the village, yuan 村集体留用（元）"),
    internal("households", COUNT, "Households 受益户数"),
    check(
        "households_with_money",
        "(households = 0) = (to_households = 0)",
        "Who counts households gives them money, and no one else 有到户金额才有受益户，反之亦然",
    ),
)
distribution_line = entity(
    METADATA,
    "distribution_line",
    "Share of a household in a distribution 收益分配明细 (M82, M107)",
    reference("proceeds_distribution", "Distribution 分配"),
    elsewhere("household_id", "beneficiaries.household", "Household 受益户"),
    region("Village of the household 受益户所在村", level=A_VILLAGE),
    sensitive("amount", MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("proceeds_distribution_id", "household_id", name="uq_distribution_line_household"),
)
entitled_subject = entity(
    METADATA,
    "entitled_subject",
    "Household entitled to a project's proceeds 应享受收益的主体 (M107)",
    reference("project", "Project 项目"),
    elsewhere("household_id", "beneficiaries.household", "Household 受益户"),
    region("Village of the household 受益户所在村", level=A_VILLAGE),
    internal("period", PERIOD, "From, until 享受期间"),
    sa.UniqueConstraint("project_id", "household_id"),
)
sustainability_check = entity(
    METADATA,
    "sustainability_check",
    "Check after completion 后续管护检查 (M108)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    public("checked_on", DAY, "Day 检查日期"),
    public("operating", OPERATING_STATE, "Operating state 运营状态"),
    public("note", TEXT, "Note 情况说明"),
    sa.UniqueConstraint("project_id", "checked_on"),
)
land_quota = entity(
    METADATA,
    "land_quota",
    "Land quota given to a project 用地计划指标 (M164)",
    reference("project", "Project 项目", unique=True),
    region(VILLAGE, PUBLIC),
    public("area", AREA, "Square metres 面积（平方米）"),
    public("batch", TEXT, "Batch 批次"),
    public("decision_number", TEXT, "Decision 批准文号"),
    public("decided_on", DAY, "Day 批准日期"),
)
technical_problem = entity(
    METADATA,
    "technical_problem",
    "Technical problem of a village and the expert who takes it 科技难题对接 (M165)",
    region("Village 村", PUBLIC, level=A_VILLAGE),
    public("title", TEXT, "Problem 难题"),
    public("raised_on", DAY, "Raised 提出日期"),
    public("state", PROBLEM_STATE, "State 状态"),
    elsewhere("expert_id", "forces.person", "Expert 对接专家", optional=True),
    public("result", TEXT, "Result 解决情况", optional=True),
    check("matched_with_expert", "state = 'open' OR expert_id IS NOT NULL"),
    check("solved_with_result", "(state = 'solved') = (result IS NOT NULL)"),
    # by these it is called in what is published
    sa.UniqueConstraint("region_code", "title", "raised_on", info={SENTENCE: "A village raises a problem once a day 同一村同一难题一天只提一次"}),
)
sister_system_link = entity(
    METADATA,
    "sister_system_link",
    "Identifier shared with the rural collective assets system 农村集体“三资”系统对接 (M167)",
    reference("asset", "Asset 资产", unique=True),
    region("Village that owns it 权属村", PUBLIC),
    internal("foreign_code", CODE, "Code in the sister system 三资系统编号", unique=True),
    internal("exchanged_on", DAY, "Last exchange 最近交换日期"),
)

# all papers of a project are known now; who is entitled to proceeds lives where his household does
moves_with(project, "What is kept of a project lies in its village 项目资料与项目同在一村", entitled_subject)
moves_with(asset, "What is kept of an asset lies in its village 资产资料与资产同在一村")
moves_with(proceeds_due, "A distribution lies where its proceeds do 收益分配与收益同在一村")

for _table, _day, _wrong, _there, *_sentences in (
    (
        *(inventory_count, "year", "child.year < extract(year FROM parent.acquired_on)", "acquired_before_its_counts"),
        *("An asset is counted once it was acquired 资产取得后清查", "An asset was acquired before it was counted 资产取得不晚于清查"),
    ),
    (
        *(asset_disposal, "disposed_on", "child.disposed_on < parent.acquired_on", "acquired_before_its_disposal"),
        *("An asset is disposed of once it was acquired 资产取得后处置", "An asset was acquired before it was disposed of 资产取得不晚于处置"),
    ),
):
    of_parent(_table, "after_acquisition", ("asset_id", _day), asset, ("acquired_on",), _wrong, *_sentences, there=_there)
for _table, _column, _wrong, _there, *_sentences in (
    (
        *(proceeds_due, "year", "child.year < parent.year", "of_the_year_before_its_proceeds"),
        *(
            "Proceeds are of the year of their project at the earliest 收益年度不早于项目年度",
            "A project is of the year of its proceeds at the latest 项目年度不晚于收益年度",
        ),
    ),
    (
        *(project_evaluation, "year", "child.year < parent.year", "of_the_year_before_its_evaluation"),
        *(
            "A project is evaluated for its year at the earliest 评估年度不早于项目年度",
            "A project is of the year of its evaluation at the latest 项目年度不晚于评估年度",
        ),
    ),
    (
        *(asset, "acquired_on", "extract(year FROM child.acquired_on) < parent.year - 1", "of_the_year_before_its_assets"),
        *(
            "A project brings an asset in its year or the one before at the earliest 资产取得不早于项目年度的上一年",
            "A project is of the year after its assets at the latest 项目年度不晚于资产取得的下一年",
        ),
    ),
    (
        *(sustainability_check, "checked_on", "extract(year FROM child.checked_on) < parent.year", "of_the_year_before_its_checks"),
        *(
            "A project is checked in its year at the earliest 后续管护检查不早于项目年度",
            "A project is of the year of its checks at the latest 项目年度不晚于后续管护检查",
        ),
    ),
):
    of_parent(_table, "after_its_project", ("project_id", _column), project, ("year",), _wrong, *_sentences, there=_there)

# What was disposed of says so, and is counted no more; nothing is worth more than when it was made
of_parent(
    *(asset_disposal, "of_a_disposed_asset", ("asset_id",), asset, ("state",), "parent.state <> 'disposed'"),
    "What is disposed of is marked as such before 处置的资产须先登记为已处置",
    "An asset with a disposal stays disposed of 有处置记录的资产登记状态为已处置",
    there="stays_disposed",
)
of_parent(
    *(inventory_count, "at_most_its_value", ("asset_id", "book_value"), asset, ("value",), "child.book_value > parent.value"),
    "The book value of an asset is what it was worth at most 账面净值不超过原值",
    "An asset was worth its book values at least 原值不低于账面净值",
    there="worth_its_book_values",
)
never_ends(asset_disposal, "true", "What was disposed of stays so 资产处置登记后不得删除")
_COUNTED = "counted_before_disposal"
whichever_is_written(
    """SELECT FROM {inventory_count} AS count JOIN {asset_disposal} AS disposal USING (asset_id)
    WHERE count.year > extract(year FROM disposal.disposed_on)""",
    (inventory_count, _COUNTED, ("asset_id", "year"), "An asset that was disposed of is counted no more 已处置的资产不再清查"),
    (asset_disposal, _COUNTED, ("asset_id", "disposed_on"), "An asset is disposed of after it was last counted 资产处置不早于最近清查年度"),
    parent="asset",
    parents="SELECT asset_id FROM changed",
)

# What a row alone cannot say: nobody distributes what he did not receive, and only who is entitled has a share

_BEYOND = """SELECT FROM {due} AS due JOIN {given} AS given ON given.proceeds_due_id = due.id
    WHERE given.to_households + given.to_village > due.amount_received OR given.distributed_on < due.received_on"""
_GIVEN = _BEYOND.format(due="proceeds_due", given="changed")
_PAID_IN = _BEYOND.format(due="changed", given="proceeds_distribution")
_KEYS_OF_DUE = "SELECT proceeds_due_id FROM changed"
_SHARED_OUT = ("proceeds_due_id", "to_households", "to_village", "distributed_on")
row_rule(
    *(proceeds_distribution, "received", _SHARED_OUT, "proceeds_due", _KEYS_OF_DUE, _GIVEN),
    "What is distributed was received before 先收到收益再分配，分配不超过实收",
)
row_rule(
    *(proceeds_due, "covers_distribution", ("amount_received", "received_on"), "proceeds_due", WRITTEN, _PAID_IN),
    "What was received covers what was distributed afterwards 实收收益先于并不少于已分配",
)

_SHARES = """SELECT FROM proceeds_distribution AS given JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id
    WHERE given.id IN ({keys}) GROUP BY given.id, given.to_households, given.households
    HAVING sum(line.amount) > given.to_households OR count(*) > given.households"""
for _table, _columns, _keys, _sentence in (
    (
        *(distribution_line, ("proceeds_distribution_id", "amount"), "SELECT proceeds_distribution_id FROM changed"),
        "Households share what was given to households, no more of them than were counted 到户明细不超过到户总额和受益户数",
    ),
    (
        *(proceeds_distribution, ("to_households", "households"), WRITTEN),
        "What was given to households covers their shares, and their count all of them 到户总额和受益户数不少于明细",
    ),
):
    row_rule(_table, "shares_are_given", _columns, "proceeds_distribution", _keys, _SHARES.format(keys=_keys), _sentence)

# When a transaction ends a distribution counts its lines: a further line is refused at once (above), so of lines only what ends or moves is looked at
_UNCOUNTED = "households <> (SELECT count(*) FROM distribution_line WHERE proceeds_distribution_id = proceeds_distribution.id)"
at_commit(
    *(proceeds_distribution, "counts_its_lines", "id", proceeds_distribution, _UNCOUNTED),
    "A distribution counts the households that have a share 受益户数与到户明细一致",
    events="INSERT OR UPDATE",
)
at_commit(
    *(distribution_line, "is_counted", "proceeds_distribution_id", proceeds_distribution, _UNCOUNTED),
    "A share that ends is counted no more 撤销的到户明细不计入受益户数",
    events="UPDATE OR DELETE",
)

# Who receives a share is entitled to what the project brings in that year; the project is locked, so that neither changes under the other
_LINES = """proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id"""
_IN_THE_YEAR = "period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1))"
_TO_STRANGERS = f"""SELECT FROM {_LINES} WHERE {{row}}.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND {_IN_THE_YEAR})"""
for _table, _row, _named, _sentence in (
    (distribution_line, "line", ("proceeds_distribution_id", "household_id"), "A share goes to a household that is entitled 收益只分给应享受的户"),
    (
        proceeds_distribution,
        "given",
        ("proceeds_due_id",),
        "A distribution is of proceeds to which its households are entitled 分配的户应享受该项收益",
    ),
    (
        proceeds_due,
        "due",
        ("project_id", "year"),
        "Proceeds are of the project and year to which their households are entitled 收益的项目和年度与应享受的户一致",
    ),
):
    _projects = f"SELECT due.project_id FROM {_LINES} WHERE {_row}.id IN (SELECT id FROM changed)"
    row_rule(_table, "to_the_entitled", _named, "project", _projects, _TO_STRANGERS.format(row=_row), _sentence)
_STILL = f"new.project_id = old.project_id AND new.household_id = old.household_id AND new.{_IN_THE_YEAR}"
_SHARED = f"EXISTS (SELECT FROM {_LINES} WHERE due.project_id = old.project_id AND line.household_id = old.household_id AND ({_STILL}) IS NOT TRUE)"
frozen(
    *(entitled_subject, "shared", ("project_id", "household_id", "period"), _SHARED),
    "Who received a share stays entitled to it 已分得收益的户仍为应享受的主体",
    "PERFORM FROM project WHERE id = old.project_id FOR NO KEY UPDATE;",
)
