"""Who gives 爱心人士（单位）、志愿者: donors and volunteers, and how an official verifies who they are."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import HELP_KIND
from databases.forces import INTERNAL, METADATA
from databases.row_rules import frozen
from databases.tables import COUNT, CREDIT_CODE, DAY, FLAG, SENTENCE, TEXT, check, direct, entity, internal, reference, region, sensitive

MONEY_OF_DONORS = "Money is given by donors; volunteers give goods, work and knowledge 资金由爱心人士（单位）捐助，志愿者不捐助资金"


def _verified() -> tuple[sa.CheckConstraint, sa.CheckConstraint]:
    """Of whoever registered himself: an official saw who he is, and that was somebody else."""
    return (
        check("verified_by_somebody", "(verified_on IS NULL) = (verified_by_id IS NULL)"),
        check("verified_by_another", "verified_by_id <> person_id", "Nobody verifies himself 不得核验本人"),
    )


def _refused() -> tuple[sa.schema.SchemaItem, ...]:
    """Of whoever registered himself and was not verified: why, and what became of his appeal."""
    return (
        internal("refused_on", DAY, "An official refused to verify it 不予核验日期", optional=True),
        reference("person", "Official who refused 不予核验决定人", "refused_by_id", optional=True),
        sensitive("refusal_reason", TEXT, "Why, for whoever registered 不予核验理由", optional=True),
        internal("appealed_on", DAY, "When he appealed 申请复核日期", optional=True),
        sensitive("appeal_reason", TEXT, "Why he should be verified after all 申请复核理由", optional=True),
        internal("appeal_due_on", DAY, "By when somebody else decides 复核期限", optional=True),
        reference("person", "Official who dismissed the appeal 复核人", "appeal_decider_id", optional=True),
        sensitive("appeal_answer", TEXT, "Why the refusal stands 复核意见", optional=True),
        check("refused_with_reason", "num_nulls(refused_on, refused_by_id, refusal_reason) IN (0, 3)"),
        check("refused_or_verified", "refused_on IS NULL OR verified_on IS NULL", "Who was refused is not verified 不予核验的登记未核验"),
        check("refused_by_another", "refused_by_id <> person_id AND appeal_decider_id <> person_id"),
        check("appealed_with_reason", "num_nulls(appealed_on, appeal_reason, appeal_due_on) IN (0, 3)"),
        check("appealed_against_a_refusal", "appealed_on IS NULL OR refused_on IS NOT NULL"),
        check("dismissed_with_answer", "(appeal_decider_id IS NULL) = (appeal_answer IS NULL)"),
        check("dismissed_once_appealed", "appeal_decider_id IS NULL OR appealed_on IS NOT NULL"),
        check(
            *("appeal_decided_by_another", "appeal_decider_id <> refused_by_id"),
            "Who refused a registration does not decide the appeal 不予核验决定人不得复核",
        ),
    )


donor = entity(
    METADATA,
    "donor",
    "Donor: a person or an organisation 爱心人士、爱心单位 (M147, M148)",
    reference("person", "Person 个人", optional=True, unique=True),
    reference("organisation", "Organisation 单位", optional=True),
    direct("display_name", TEXT, "Name shown if he agrees 公开名称"),
    internal("is_anonymous", FLAG, "Wants no name 匿名"),
    internal("credit_code", CREDIT_CODE, "Credit code of the organisation for which he registered 所代表单位的统一社会信用代码", optional=True),
    internal("verified_on", DAY, "An official verified who it is 核验日期", optional=True),
    reference("person", "Official who verified it 核验人", "verified_by_id", optional=True),
    internal("ended_on", DAY, "Since when nobody gives by this registration any more 不再使用日期", optional=True),
    region("Where 所在区划", INTERNAL),
    check("person_or_organisation", "num_nonnulls(person_id, organisation_id) > 0"),
    check(
        *("acts_for_what_was_verified", "num_nulls(person_id, organisation_id) > 0 OR verified_on IS NOT NULL"),
        "Somebody gives for an organisation once that was verified 代表单位捐助须先经核验",
    ),
    *_verified(),
    *_refused(),
)
volunteer = entity(
    METADATA,
    "volunteer",
    "Volunteer with skills, place and time 志愿者 (M147)",
    reference("person", "Person 人员", unique=True),
    internal("help_kind", HELP_KIND, "Kind of help 服务类别"),
    internal("skill", TEXT, "Skill 技能"),
    internal("weekend_only", FLAG, "Weekends only 仅周末"),
    internal("hours_a_month", COUNT, "Hours a month 每月可服务小时"),
    internal("radius_km", COUNT, "How far around that division he goes, in kilometres 另外愿意去的距离（公里）", optional=True),
    internal("is_expert", FLAG, "Expert who answers technical problems of villages 科技专家 (M165)", server_default=sa.false()),
    internal("verified_on", DAY, "Identity verified 核验日期", optional=True),
    reference("person", "Official who verified it 核验人", "verified_by_id", optional=True),
    region("Where he can help 服务区划", INTERNAL),
    sa.UniqueConstraint("id", "region_code"),
    check("money_of_donors", "help_kind <> 'money'", MONEY_OF_DONORS),
    check("goes_so_far", "radius_km <= 500", "A volunteer goes 500 kilometres at most 志愿者愿意去的距离不超过 500 公里"),
    *_verified(),
    *_refused(),
)
# what it gave while somebody else acted for it stays as it was
sa.Index(
    "uq_donor_organisation_id_giving",
    donor.c.organisation_id,
    unique=True,
    postgresql_where=sa.text("ended_on IS NULL"),
    info={SENTENCE: "One person acts for an organisation that gives 同一单位同时由一人经办捐助"},
)
for _registered in (donor, volunteer):
    frozen(
        *(_registered, "appeal_granted_by_another", ("verified_on", "verified_by_id")),
        "old.appealed_on IS NOT NULL AND new.verified_by_id = old.refused_by_id",
        "Who refused a registration does not grant the appeal 不予核验决定人不得复核后核验",
    )
for _giver in (donor, volunteer):
    frozen(
        *(_giver, "stays_who_pledged", ("person_id",), f"EXISTS (SELECT FROM pledge WHERE {_giver.name}_id = old.id)"),
        "Who pledged stays the person that he was 已认捐的捐助人、志愿者不得改为他人",
    )
