"""What happens to a stream of money, a project or a place, as data: which published dataset tells it, on which day, in which words.

In the words `{amount}` stands for a column of the dataset, written as its kind is (money with two decimals, codes and places by name), and
`{stream_name}`, `{project_name}`, `{asset_name}`, `{organisation_name}` for what the row names by its key. `timeline.py` makes the statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from open_data.columns import Words

ABOUT: Mapping[str, Words] = {
    "budget": Words("预算与标准", "Budgets and standards"),
    "money": Words("资金拨付", "Money moved"),
    "households": Words("惠及困难家庭", "Help to households"),
    "standstill": Words("资金滞留", "Money that stood still"),
    "project": Words("项目", "Projects"),
    "tender": Words("招标", "Tenders"),
    "proceeds": Words("项目收益", "Proceeds"),
    "asset": Words("资产", "Assets"),
    "village": Words("村（社区）", "Villages"),
    "help": Words("帮扶与捐赠", "Help and gifts"),
    "supervision": Words("监督", "Supervision"),
    "release": Words("数据发布", "Releases of data"),
    "revision": Words("已公布内容的变化", "What was published and is now otherwise"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happens, told by rows of a dataset.

    day: the column with its day, moment, month or year; rows without it tell nothing yet. about: a key of ABOUT. words: the same columns in both
    languages. where: values that a row must have. keys: columns by another name than the key that they are (`stream`, `project`, `asset`,
    `region_code`). is_routine: it comes again and again wherever things go as they should, so that a long timeline leaves it out until somebody asks.
    """

    dataset: str
    day: str
    about: str
    words: Words
    where: Mapping[str, str | int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    is_routine: bool = False


STREAM_OF_KIND = {"stream": "kind", "region_code": "place"}
IN_PLACE = {"region_code": "place"}
BY_KIND = {"kind_level": "kind"}

EVERY: tuple[Happening, ...] = (
    # budgets and standards
    Happening(
        "budget_documents",
        "issued_on",
        "budget",
        Words("印发《{title}》（{number}）", "Issued “{title}” ({number})"),
    ),
    Happening(
        "budgets",
        "approved_on",
        "budget",
        Words("{stream_name}：批准 {year} 年预算 {amount}（{department}）", "{stream_name}: budget of {year} approved, {amount} ({department})"),
    ),
    Happening(
        "benefit_standards",
        "period_from",
        "budget",
        Words(
            "{stream_name}：开始执行新标准 {amount}（{unit}，{document_number}）",
            "{stream_name}: a new standard in force, {amount} ({unit}, {document_number})",
        ),
    ),
    Happening(
        "stream_rules",
        "period_from",
        "budget",
        Words("{stream_name}：{rule_version} 版管理规则生效", "{stream_name}: version {rule_version} of its rules in force"),
    ),
    Happening(
        "insurance_policies",
        "signed_on",
        "budget",
        Words("与{insurer_name}签订医疗救助责任保险（{number}）", "Medical-relief insurance signed with {insurer_name} ({number})"),
    ),
    # money
    Happening(
        "allocations",
        "decided_on",
        "money",
        Words(
            "{stream_name}：决定由{from_region_code}{from_holder}拨给{region_code}{to_holder} {amount}（{document_number}）",
            "{stream_name}: decided to send {amount} from {from_holder} ({from_region_code}) to {to_holder} ({region_code}), {document_number}",
        ),
        is_routine=True,
    ),
    Happening(
        "allocations",
        "allocated_on",
        "money",
        Words(
            "{stream_name}：{from_region_code}{from_holder}拨给{region_code}{to_holder} {amount}，现为“{state}”",
            "{stream_name}: {amount} sent from {from_holder} ({from_region_code}) to {to_holder} ({region_code}), by now “{state}”",
        ),
    ),
    Happening(
        "household_allocations",
        "month",
        "money",
        Words(
            "{stream_name}：由{from_level}{from_holder}拨给{to_level}{to_holder}，全年合计 {amount}",
            "{stream_name}: {amount} sent from {from_holder} ({from_level}) to {to_holder} ({to_level}) in the whole year",
        ),
        keys=STREAM_OF_KIND,
    ),
    Happening(
        "upper_level_reports",
        "arrived_on",
        "money",
        Words("{stream_name}：上级资金 {amount} 到达（{document_number}）", "{stream_name}: {amount} arrived from above ({document_number})"),
    ),
    Happening(
        "upper_level_reports",
        "filed_on",
        "money",
        Words("{stream_name}：上级资金 {amount} 向市里报备（{number}）", "{stream_name}: {amount} from above reported to the city ({number})"),
        is_routine=True,
    ),
    Happening(
        "stream_reports",
        "submitted_on",
        "money",
        Words(
            "{stream_name}：报送 {month} 月报，收到 {received_amount}，支付 {paid_amount}，结余 {closing_balance}",
            "{stream_name}: report of {month}, received {received_amount}, paid {paid_amount}, left {closing_balance}",
        ),
        is_routine=True,
    ),
    Happening(
        "subsidy_awards",
        "decided_on",
        "money",
        Words("市级专项资金奖补 {amount}（{instrument}，{number}）", "Award of the city special fund: {amount} ({instrument}, {number})"),
    ),
    Happening(
        "fiscal_transfers",
        "paid_on",
        "money",
        Words("{payer_region_code}财政转移支付 {amount}（{document_number}）", "Transfer of {amount} from {payer_region_code} ({document_number})"),
        is_routine=True,
    ),
    Happening(
        "ecological_compensation",
        "paid_on",
        "money",
        Words("{year} 年{land}生态补偿 {amount}", "Ecological compensation of {year} for {land}: {amount}"),
        is_routine=True,
    ),
    Happening(
        "evaluations",
        "evaluated_on",
        "money",
        Words("{stream_name}：{year} 年绩效评价 {score} 分，{grade}", "{stream_name}: evaluation of {year}, {score} points, {grade}"),
    ),
    # what reached households, as far as it is public
    Happening(
        "payments",
        "month",
        "households",
        Words("{kind_label}：发放 {amount}，惠及约 {households} 户", "{kind_label}: {amount} paid to about {households} households"),
        where=BY_KIND,
        keys=STREAM_OF_KIND,
    ),
    Happening(
        "measures",
        "month",
        "households",
        Words("{kind_label}：新的帮扶措施惠及约 {households} 户", "{kind_label}: new measures for about {households} households"),
        where=BY_KIND,
        keys=IN_PLACE,
    ),
    Happening("visits", "month", "households", Words("入户走访约 {households} 户", "About {households} households visited"), keys=IN_PLACE),
    Happening(
        "exits",
        "month",
        "households",
        Words("{kind_label}约 {households} 户脱困", "{kind_label}: about {households} households left hardship"),
        where=BY_KIND,
        keys=IN_PLACE,
    ),
    Happening(
        "emergency_reliefs",
        "month",
        "households",
        Words("急难救助约 {households} 户", "Emergency relief for about {households} households"),
        keys=IN_PLACE,
    ),
    # money that stood still
    Happening(
        "retentions",
        "since_on",
        "standstill",
        Words("{stream_name}：{amount} {kind}", "{stream_name}: {amount} stands still ({kind})"),
    ),
    Happening(
        "retentions",
        "released_on",
        "standstill",
        Words("{stream_name}：{amount} 的{kind}结束", "{stream_name}: {amount} stands still no longer ({kind})"),
    ),
    # projects
    Happening(
        "village_decisions",
        "met_on",
        "project",
        Words(
            "村民代表会议表决“{project_name}”：应到 {eligible}，赞成 {in_favour}，反对 {against}",
            "Village vote on “{project_name}”: {eligible} entitled, {in_favour} for, {against} against",
        ),
    ),
    Happening(
        "projects",
        "approved_on",
        "project",
        Words("“{name}”获批，预算 {budget}（{approval_number}）", "“{name}” approved, budget {budget} ({approval_number})"),
        keys={"project": "code"},
    ),
    Happening(
        "project_stages",
        "entered_on",
        "project",
        Words("“{project_name}”进入第 {ordinal} 个环节：{stage}", "“{project_name}” entered stage {ordinal}: {stage}"),
        is_routine=True,
    ),
    Happening(
        "project_stages",
        "finished_on",
        "project",
        Words("“{project_name}”完成{stage}环节：{conclusion}", "“{project_name}” finished its stage {stage}: {conclusion}"),
        is_routine=True,
    ),
    Happening(
        "land_quotas",
        "decided_on",
        "project",
        Words("“{project_name}”获得用地指标 {area} 平方米（{decision_number}）", "“{project_name}” was given {area} m² of land ({decision_number})"),
    ),
    Happening(
        "fee_waivers",
        "decided_on",
        "project",
        Words(
            "“{project_name}”免收{fee} {waived_amount}（{document_number}）", "“{project_name}”: {fee} waived, {waived_amount} ({document_number})"
        ),
    ),
    Happening(
        "progress_reports",
        "month",
        "project",
        Words("“{project_name}”形象进度 {progress}，已支付 {paid}", "“{project_name}”: works at {progress}, {paid} paid"),
        is_routine=True,
    ),
    Happening(
        "acceptances",
        "accepted_on",
        "project",
        Words("“{project_name}”通过验收", "“{project_name}” passed its acceptance"),
        where={"has_passed": 1},
    ),
    Happening(
        "acceptances",
        "accepted_on",
        "project",
        Words("“{project_name}”未通过验收：{defects}", "“{project_name}” did not pass its acceptance: {defects}"),
        where={"has_passed": 0},
    ),
    Happening(
        "project_evaluations",
        "year",
        "project",
        Words(
            "“{project_name}”绩效评估 {score} 分",
            "“{project_name}” evaluated: {score} points",
        ),
    ),
    Happening(
        "sustainability_checks",
        "checked_on",
        "project",
        Words("“{project_name}”后续管护检查：{operating}", "“{project_name}” checked after completion: {operating}"),
        is_routine=True,
    ),
    # tenders
    Happening("tenders", "published_on", "tender", Words("“{title}”发布公告，{closes_on} 截止", "“{title}” published, closes on {closes_on}")),
    Happening("tenders", "awarded_on", "tender", Words("“{title}”定标，中标金额 {award_amount}", "“{title}” awarded for {award_amount}")),
    # proceeds
    Happening(
        "proceeds",
        "year",
        "proceeds",
        Words(
            "“{project_name}” {year} 年应收收益，{distribute_by} 前分配",
            "“{project_name}”: proceeds of {year} due, to be shared by {distribute_by}",
        ),
        is_routine=True,
    ),
    Happening(
        "proceeds",
        "received_on",
        "proceeds",
        Words("“{project_name}”收到 {year} 年收益", "“{project_name}”: proceeds of {year} received"),
    ),
    Happening(
        "proceeds_distributions",
        "distributed_on",
        "proceeds",
        Words(
            "“{project_name}”分配 {year} 年收益（应在 {distribute_by} 前）",
            "“{project_name}”: proceeds of {year} shared out (by {distribute_by} at the latest)",
        ),
    ),
    Happening(
        "shared_proceeds",
        "month",
        "proceeds",
        Words(
            "“{kind_label}”收益分给约 {households} 户，共 {amount}", "{kind_label}: proceeds shared by about {households} households, {amount} in all"
        ),
        keys=IN_PLACE,
    ),
    # assets
    Happening(
        "assets",
        "acquired_on",
        "asset",
        Words("形成资产“{name}”，价值 {value}（{kind}）", "Asset “{name}” came into being, worth {value} ({kind})"),
        keys={"asset": "code"},
    ),
    Happening(
        "asset_disposals",
        "approved_on",
        "asset",
        Words("批准处置资产“{asset_name}”（{approval_number}）", "Disposal of asset “{asset_name}” approved ({approval_number})"),
    ),
    Happening(
        "asset_disposals",
        "disposed_on",
        "asset",
        Words("资产“{asset_name}”处置完毕，所得 {proceeds}", "Asset “{asset_name}” disposed of for {proceeds}"),
    ),
    Happening(
        "inventory_counts",
        "year",
        "asset",
        Words("清查资产“{asset_name}”：{result}，账面价值 {book_value}", "Asset “{asset_name}” counted: {result}, book value {book_value}"),
        is_routine=True,
    ),
    # villages
    Happening(
        "key_villages",
        "year",
        "village",
        Words(
            "列入 {year} 年市级重点帮扶村名单（{document_number}）",
            "On the city's list of weak villages to be helped first in {year} ({document_number})",
        ),
    ),
    Happening(
        "village_years",
        "year",
        "village",
        Words(
            "人口 {population}，集体年收入 {collective_income}，农民人均收入 {farmer_income}",
            "Population {population}, collective income {collective_income}, farmers' income a head {farmer_income}",
        ),
        is_routine=True,
    ),
    Happening(
        "village_rankings",
        "year",
        "village",
        Words("薄弱村综合排名第 {composite_rank}", "Place {composite_rank} in the ranking of weak villages"),
        is_routine=True,
    ),
    Happening("villages", "state_since", "village", Words("自此为“{state}”", "From now on “{state}”")),
    Happening("disclosure_items", "posted_on", "village", Words("村务公开：{title}", "Posted by the village: {title}"), is_routine=True),
    Happening(
        "village_charges",
        "charged_on",
        "village",
        Words("{organisation_name}收取{kind} {amount}：{reason}", "{organisation_name} charged {amount} ({kind}): {reason}"),
    ),
    Happening(
        "village_charges",
        "refunded_on",
        "village",
        Words("{organisation_name}退还 {refunded_amount}：{reason}", "{organisation_name} refunded {refunded_amount}: {reason}"),
    ),
    # help and gifts
    Happening("helping_teams", "period_from", "help", Words("{organisation_name}的帮扶队伍进驻", "The helping team of {organisation_name} came")),
    Happening(
        "village_visits",
        "visited_on",
        "help",
        Words(
            "{organisation_name}到村：{content}，带来项目 {projects_brought} 个",
            "Visit of {organisation_name}: {content}; brought {projects_brought} projects",
        ),
    ),
    Happening(
        "visit_funds",
        "month",
        "help",
        Words("帮扶单位为约 {villages} 个村带来资金 {amount}", "Helping units brought {amount} to about {villages} villages"),
        keys=IN_PLACE,
    ),
    Happening(
        "donations",
        "received_on",
        "help",
        Words(
            "{receiver_name}收到{donor_kind}{kind}，价值 {amount}（{number}）",
            "{receiver_name} received {kind} ({donor_kind}) worth {amount} ({number})",
        ),
    ),
    Happening(
        "donations",
        "delivered_on",
        "help",
        Words("{receiver_name}的{kind}送达，价值 {amount}（{number}）", "{kind} worth {amount} from {receiver_name} delivered ({number})"),
    ),
    Happening("technical_problems", "raised_on", "help", Words("提出科技难题：{title}（{state}）", "A technical problem raised: {title} ({state})")),
    # supervision
    Happening("policy_documents", "issued_on", "supervision", Words("印发《{title}》（{number}）", "Issued “{title}” ({number})")),
    Happening(
        "random_checks",
        "drawn_at",
        "supervision",
        Words("随机抽查 {code}（{manner}）：已抽取检查对象", "Random check {code} ({manner}): households drawn"),
    ),
    Happening(
        "random_checks",
        "seed_published_on",
        "supervision",
        Words("公布随机抽查 {code} 的种子", "The seed of the random check {code} published"),
    ),
    Happening(
        "resupervisions",
        "drawn_at",
        "supervision",
        Words("{kind}：已抽样（{code}）", "{kind}: sample drawn ({code})"),
    ),
    Happening(
        "rectification_campaigns",
        "period_from",
        "supervision",
        Words("{department}开始{name}", "{name} begun ({department})"),
    ),
    Happening(
        "rectification_campaigns",
        "concluded_on",
        "supervision",
        Words("{name}结束：{result}", "{name} concluded: {result}"),
    ),
    Happening("duties", "done_on", "supervision", Words("{department}：{title}，{result}", "{department}: {title}, {result}"), is_routine=True),
    Happening("members_home_days", "held_on", "supervision", Words("{home}接待群众", "People were heard in {home}"), is_routine=True),
    Happening("suggestions", "answered_on", "supervision", Words("答复{kind}：{title}", "{kind} answered: {title}")),
    Happening("model_cases", "published_on", "supervision", Words("发布典型事例：{title}", "A case published: {title}")),
    Happening(
        "violation_notices",
        "published_on",
        "supervision",
        Words("通报{organisation_name}违反《{document_title}》：{decision}", "Notice: {organisation_name} broke “{document_title}”; {decision}"),
    ),
    Happening("commendations", "decided_on", "supervision", Words("{honour}（{decision_number}）", "{honour} ({decision_number})")),
    Happening(
        "alerts",
        "month",
        "supervision",
        Words(
            "在线预警“{kind_label}”涉及约 {concerned} 户（项目等）", "Alerts about some {concerned} households, projects and the like: {kind_label}"
        ),
        where=BY_KIND,
        keys=IN_PLACE,
    ),
    Happening("public_reports", "month", "supervision", Words("群众反映约 {reports} 件", "About {reports} reports of the public"), keys=IN_PLACE),
    Happening(
        "findings",
        "month",
        "supervision",
        Words("信息比对存疑约 {households} 户", "About {households} households in doubt after comparisons"),
        keys=IN_PLACE,
    ),
)
