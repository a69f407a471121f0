"""Needs 帮扶需求: the catalogue of what may be asked for, and what is asked for, without identity."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import HELP_KIND, LANGUAGE, LIVE_PLEDGES, NEED_STATE, OPEN_NEEDS, PUBLISHED_NEEDS
from databases.forces import METADATA, PUBLIC
from databases.regions import A_CITY, A_TOWN, A_VILLAGE
from databases.row_rules import frozen, row_rule
from databases.tables import CODE, COUNT, DAY, FLAG, MONEY, TEXT, check, elsewhere, entity, internal, public, reference, region

need_item = entity(
    METADATA,
    "need_item",
    "Catalogue of what may be asked for, with its ceiling 需求目录 (M145)",
    public("code", CODE, "Code 目录代码", unique=True),
    public("name", TEXT, "Name 名称"),
    public("kind", HELP_KIND, "Kind 类别"),
    public("unit", TEXT, "Unit 单位"),
    public("price_ceiling", MONEY, "Highest price of one, yuan 限价（元）"),
    public("skill", TEXT, "Skill that it takes 所需技能", optional=True),
    public("needs_certificate", FLAG, "Only volunteers with a verified certificate of the skill 志愿者须有经核验的证书", server_default=sa.false()),
    public("language", LANGUAGE, "Language that it takes 所需语言", optional=True),
    public("retired_on", DAY, "Since when nobody asks for it any more 停用日期", optional=True),
    check("certificate_of_a_skill", "skill IS NOT NULL OR NOT needs_certificate", "A certificate is of a skill 要求证书的目录项须写明技能"),
    region("City in which it is asked for 适用区划", PUBLIC, level=A_CITY),
)
need = entity(
    METADATA,
    "need",
    "Need from a measure, published without identity 帮扶需求 (M145)",
    elsewhere("measure_id", "beneficiaries.measure", "Measure of a household that it comes from 来源措施", optional=True),
    elsewhere("household_id", "beneficiaries.household", "Household of the measure 帮扶户", optional=True),
    elsewhere("project_id", "projects.project", "Project that it comes from 来源项目", optional=True),
    reference("helping_plan", "Plan of a village that it comes from 来源规划", optional=True),
    public("public_id", CODE, "Random id, joined to nothing else 公开编号", unique=True),
    reference("need_item", "Catalogue entry 目录项"),
    public("state", NEED_STATE, "State 状态"),
    public("target", COUNT, "How many are needed 需求数量"),
    public("pledged", COUNT, "How many are pledged 已认捐数量", server_default="0"),
    public("price", MONEY, "Price of one, yuan 单价（元）"),
    public("needed_by", DAY, "Needed by 截止日期"),
    public("published_on", DAY, "Published 发布日期", optional=True),
    reference("person", "Who drafted it 起草人", "drafter_id"),
    reference("person", "First reviewer 初审人", "reviewer_id", optional=True),
    reference("person", "Second reviewer 复审人", "second_reviewer_id", optional=True),
    reference("person", "Who refused it 不予发布决定人", "refuser_id", optional=True),
    public("refusal_reason", TEXT, "Why it was refused 不予发布原因", optional=True),
    internal("withdrawal_reason", TEXT, "Why it was withdrawn 撤回原因", optional=True),
    region("Town of the household 所在镇", level=A_TOWN),
    region("Village or community, never told to givers 所在村（社区）", name="village_code", level=A_VILLAGE),
    check("one_source", "num_nonnulls(measure_id, project_id, helping_plan_id) = 1"),
    check("household_of_measure", "(measure_id IS NULL) = (household_id IS NULL)"),
    check("some", "target >= 1"),
    check("remaining", "pledged <= target"),
    check("two_reviewers", "state IN ('draft', 'refused', 'withdrawn') OR (reviewer_id IS NOT NULL AND second_reviewer_id IS NOT NULL)"),
    check("reviewers_differ", "reviewer_id <> second_reviewer_id"),
    check("drafter_reviews_not", "drafter_id <> reviewer_id AND drafter_id <> second_reviewer_id"),
    check("refused_with_reason", "(state = 'refused') = (refusal_reason IS NOT NULL)"),
    check(
        *("refused_by_somebody", "(state = 'refused') = (refuser_id IS NOT NULL)"),
        "A need that was refused was so by somebody, and no other need 不予发布的需求须有决定人",
    ),
    check("drafter_refuses_not", "drafter_id <> refuser_id", "Who drafted a need does not refuse it 起草人不得决定不予发布"),
    check("withdrawn_with_reason", "(state = 'withdrawn') = (withdrawal_reason IS NOT NULL)"),
    check("published_on_a_day", f"state NOT IN {(*PUBLISHED_NEEDS, 'expired')} OR published_on IS NOT NULL"),
    check(
        "state_of_pledges",
        "CASE state WHEN 'partly_pledged' THEN pledged BETWEEN 1 AND target - 1 WHEN 'fully_pledged' THEN pledged = target "
        "WHEN 'received' THEN pledged > 0 WHEN 'delivered' THEN pledged > 0 WHEN 'confirmed' THEN pledged > 0 WHEN 'thanked' THEN pledged > 0 "
        "ELSE pledged = 0 END",
    ),
    check("town_of_village", "starts_with(village_code, region_code)"),
    check(
        *("unpublished_has_no_day", "state NOT IN ('draft', 'reviewed', 'refused') OR published_on IS NULL"),
        "A need that was not published has no day of publication 未发布的需求没有发布日期",
    ),
    check("needed_later", "needed_by >= published_on", "A need is published before it is over 需求在截止日期前发布"),
    has_random_key=True,
)
# nobody asks twice for the same while he still waits for it
for _source in ("household_id", "project_id", "helping_plan_id"):
    sa.Index(
        f"uq_need_{_source}_open",
        need.c[_source],
        need.c.need_item_id,
        unique=True,
        postgresql_where=sa.text(f"state IN {OPEN_NEEDS}"),
    )
# a ceiling that is lowered is for what is asked from then on
row_rule(
    need,
    "within_ceiling",
    ("need_item_id", "price"),
    "need_item",
    "SELECT need_item_id FROM changed",
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.price > item.price_ceiling",
    "A need costs the ceiling of its item at most 需求单价不超过限价",
)
# what costs nothing would evade the cap of a household and year
row_rule(
    *(need, "priced_as_its_item", ("need_item_id", "price"), "need_item", "SELECT need_item_id FROM changed"),
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.price = 0 AND item.price_ceiling > 0",
    "A need has a price, unless its item costs nothing 有限价的需求单价大于 0 元",
)
row_rule(
    *(need, "money_of_no_household", ("need_item_id", "household_id"), "need_item", "SELECT need_item_id FROM changed"),
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.household_id IS NOT NULL AND item.kind = 'money'",
    "Money is asked for by a project or a village, not by a household 资金类需求只来自项目或村",
)
# what was asked for before an item was retired goes on
row_rule(
    need,
    "of_an_item_in_use",
    ("need_item_id",),
    "need_item",
    "SELECT need_item_id FROM changed",
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.state = 'draft' AND item.retired_on IS NOT NULL",
    "Nobody asks for an item that was retired 已停用的目录项不得提出新的需求",
)
# What was told of a need stays while somebody has pledged it: whoever waits for its row here sees the other's pledge
frozen(
    *(need, "stays_pledged", ("need_item_id", "price", "public_id")),
    f"EXISTS (SELECT FROM pledge WHERE need_id = old.id AND state IN {LIVE_PLEDGES})",
    "A need of which something is pledged keeps its item and price 有认捐的需求，目录项、单价不得更改",
)
frozen(
    *(need, "stays_published", ("published_on", "drafter_id", "reviewer_id", "second_reviewer_id"), "old.published_on IS NOT NULL"),
    "A need that was published stays so, with its drafter and reviewers 已发布的需求，发布日期、起草人、审核人不得更改，不得删除",
)
_APPEALED = "new.state = 'draft' AND EXISTS (SELECT FROM need_appeal WHERE need_id = old.id AND state = 'granted')"
frozen(
    *(need, "stays_ended", ("state",)),
    f"new.state IS NOT NULL AND (old.state IN ('withdrawn', 'expired') OR old.state = 'thanked' AND new.pledged >= old.pledged"
    f" OR old.state = 'refused' AND NOT ({_APPEALED}))",
    "A need that was withdrawn or over stays so, and one that was thanked for unless a delivery to it is void; one that was refused is a draft again "
    "only by an appeal that was granted 已撤回、已过期的需求状态不得更改，已致谢的只有送达作废才重新开放，不予发布的只有复核准予后才能重新审核",
)
_ASKED = "FROM need WHERE need_item_id = old.id"
frozen(
    *(need_item, "stays_pledged", ("name", "kind", "unit"), f"EXISTS (SELECT {_ASKED} AND EXISTS (SELECT FROM pledge WHERE need_id = need.id))"),
    "An item that was pledged keeps its name, kind and unit 已有认捐的目录项，名称、类别、单位不得更改",
    f"PERFORM {_ASKED} ORDER BY id FOR SHARE;",
)
