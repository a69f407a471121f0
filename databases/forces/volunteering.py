"""Volunteering 志愿服务: what volunteers can do and when, campaigns with their shifts, who comes and for how long he was there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from databases.code_lists.forces import ENDED_ASSIGNMENTS, HELP_KIND, LANGUAGE, LIVE_ASSIGNMENTS, SHIFT_ASSIGNMENT_STATE
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.forces.givers import MONEY_OF_DONORS, volunteer
from databases.regions import A_VILLAGE
from databases.row_rules import WRITTEN, at_commit, frozen, inside, of_parent, row_rule
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    FLAG,
    MOMENT,
    ORDINAL,
    PERIOD,
    SENTENCE,
    TEXT,
    agreeing,
    check,
    day_of,
    entity,
    internal,
    lies_with,
    public,
    reference,
    region,
    sensitive,
)

STANDS = "taken_back_on IS NULL"


def _taken_back() -> sa.Column[Any]:
    return internal("taken_back_on", DAY, "When the volunteer took it back 撤回日期", optional=True)


volunteer_skill = entity(
    METADATA,
    "volunteer_skill",
    "Skill of a volunteer, with the certificate that an official saw 志愿者技能和证书 (M147)",
    reference("volunteer", "Volunteer 志愿者"),
    internal("help_kind", HELP_KIND, "Kind of help 服务类别"),
    internal("skill", TEXT, "Skill 技能"),
    sensitive("certificate", TEXT, "Name and number of the certificate 证书名称和编号", optional=True),
    internal("verified_on", DAY, "An official saw the certificate 证书核验日期", optional=True),
    reference("person", "Official who saw it 核验人", "verified_by_id", optional=True),
    _taken_back(),
    region("Where the volunteer helps 服务区划", INTERNAL),
    check("money_of_donors", "help_kind <> 'money'", MONEY_OF_DONORS),
    check("verified_by_somebody", "(verified_on IS NULL) = (verified_by_id IS NULL)"),
    check(
        *("verified_certificate", "verified_on IS NULL OR certificate IS NOT NULL"),
        "What an official saw is a certificate 经核验的技能须有证书",
    ),
)
volunteer_time = entity(
    METADATA,
    "volunteer_time",
    "Hours of a weekday at which a volunteer has time; without any he may always be asked 志愿者可服务时段 (M147)",
    reference("volunteer", "Volunteer 志愿者"),
    internal("weekday", ORDINAL, "Day of the week: 1 Monday to 7 Sunday 星期"),
    internal("from_hour", COUNT, "From, hour of the day in Shanghai 开始时刻（时）"),
    internal("to_hour", COUNT, "Until, hour of the day 结束时刻（时）"),
    _taken_back(),
    region("Where the volunteer helps 服务区划", INTERNAL),
    check("of_a_week", "weekday <= 7", "A week has seven days 星期为 1 至 7"),
    check("hours_of_a_day", "from_hour < to_hour AND to_hour <= 24", "Hours of one day, one after the other 时段在同一天内，结束晚于开始"),
    ExcludeConstraint(
        (sa.text("int8range(volunteer_id, volunteer_id, '[]')"), "&&"),
        (sa.text("int4range(weekday * 24 + from_hour, weekday * 24 + to_hour)"), "&&"),
        using="gist",
        where=sa.text(STANDS),
        name="ex_volunteer_time_volunteer_id_hours",
        info={SENTENCE: "Hours of one volunteer do not overlap 同一志愿者的可服务时段不得重叠"},
    ),
)
volunteer_language = entity(
    METADATA,
    "volunteer_language",
    "Language that a volunteer speaks 志愿者使用的语言 (M147)",
    reference("volunteer", "Volunteer 志愿者"),
    internal("language", LANGUAGE, "Language 语言"),
    _taken_back(),
    region("Where the volunteer helps 服务区划", INTERNAL),
)
volunteer_refusal = entity(
    METADATA,
    "volunteer_refusal",
    "Kind of help that a volunteer does not give 志愿者不参与的服务 (M147)",
    reference("volunteer", "Volunteer 志愿者"),
    internal("help_kind", HELP_KIND, "Kind of help 服务类别"),
    _taken_back(),
    region("Where the volunteer helps 服务区划", INTERNAL),
)
for _table, _column, _sentence in (
    (volunteer_skill, "skill", "A volunteer tells a skill once 同一技能只登记一次"),
    (volunteer_language, "language", "A volunteer tells a language once 同一语言只登记一次"),
    (volunteer_refusal, "help_kind", "A volunteer refuses a kind of help once 同一不参与的服务只登记一次"),
):
    sa.Index(
        f"uq_{_table.name}_volunteer_id_{_column}",
        _table.c.volunteer_id,
        _table.c[_column],
        unique=True,
        postgresql_where=sa.text(STANDS),
        info={SENTENCE: _sentence},
    )
for _table, _told in (
    (volunteer_skill, ("help_kind", "skill", "certificate")),
    (volunteer_time, ("weekday", "from_hour", "to_hour")),
    (volunteer_language, ("language",)),
    (volunteer_refusal, ("help_kind",)),
):
    frozen(
        *(_table, "stays_taken_back", (*_told, "taken_back_on"), "old.taken_back_on IS NOT NULL AND new.id IS NOT NULL"),
        "What a volunteer took back stays so: told again it is another row 志愿者撤回的资料不得恢复，须另行登记",
    )
row_rule(
    *(volunteer_skill, "verified_by_another", ("volunteer_id", "verified_by_id"), None, None),
    "SELECT FROM changed JOIN volunteer ON volunteer.id = changed.volunteer_id WHERE volunteer.person_id = changed.verified_by_id",
    "Nobody verifies his own certificate 不得核验本人的证书",
)
frozen(
    *(volunteer_skill, "stays_verified", ("help_kind", "skill", "certificate"), "old.verified_on IS NOT NULL AND new.id IS NOT NULL"),
    "What was verified stays as it was seen: another certificate is another skill 经核验的技能和证书不得更改，只能撤回后另行登记",
)
lies_with(
    *(volunteer, volunteer_skill, volunteer_time, volunteer_language, volunteer_refusal),
    sentence="What is known of a volunteer lies where he helps 志愿者的资料与其服务区划一致",
)

# ---- campaigns and their shifts ----

volunteer_campaign = entity(
    METADATA,
    "volunteer_campaign",
    "Volunteer campaign of an organisation or a village 志愿服务活动 (M147, M152)",
    reference("organisation", "Organisation that holds it 组织单位"),
    reference("person", "Organiser: verifies who came and when 活动负责人", "organiser_id"),
    public("title", TEXT, "Title 标题"),
    public("about", TEXT, "What is done, naming nobody 内容"),
    public("period", PERIOD, "From, until 起止"),
    region("Where 活动区划", PUBLIC),
    sa.UniqueConstraint("id", "organiser_id"),
    # by these it is called in what is published
    sa.Index(
        *("uq_volunteer_campaign_start", "region_code", "title", sa.text("lower(period)")),
        unique=True,
        info={SENTENCE: "Campaigns of one place and title begin on different days 同一区划同名活动不同日开始"},
    ),
)
shift = entity(
    METADATA,
    "shift",
    "Shift of a volunteer campaign: a place, some hours, so many people 志愿服务班次 (M147)",
    reference("volunteer_campaign", "Campaign 活动"),
    reference("person", "Organiser of the campaign 活动负责人", "organiser_id"),
    public("place", TEXT, "Where they meet, no household's address 集合地点"),
    public("help_kind", HELP_KIND, "Kind of help 服务类别"),
    public("skill", TEXT, "Skill that is wanted 所需技能", optional=True),
    public("needs_certificate", FLAG, "Only with a verified certificate of the skill 须有经核验的证书", server_default=sa.false()),
    public("language", LANGUAGE, "Language that is wanted 所需语言", optional=True),
    public("places", ORDINAL, "How many volunteers are wanted 需要人数"),
    public("taken", COUNT, "How many will come, or came 已安排人数", server_default="0"),
    public("starts_at", MOMENT, "From 开始时间"),
    public("ends_at", MOMENT, "Until 结束时间"),
    public("cancelled_on", DAY, "Cancelled 取消日期", optional=True),
    public("cancel_reason", TEXT, "Why it was cancelled 取消原因", optional=True),
    region("Village or community 所在村（社区）", PUBLIC, level=A_VILLAGE),
    sa.UniqueConstraint("id", "organiser_id", "region_code"),
    sa.UniqueConstraint("id", "starts_at", "ends_at"),
    agreeing(
        *("shift", "volunteer_campaign", "volunteer_campaign_id", "organiser_id"),
        sentence="A shift has the organiser of its campaign 班次的负责人即活动负责人",
        onupdate="CASCADE",
    ),
    check("money_of_donors", "help_kind <> 'money'", MONEY_OF_DONORS),
    check("ends_later", "ends_at > starts_at", "A shift ends after it began 班次的结束晚于开始"),
    check("of_one_day", f"{day_of('starts_at')} = {day_of('ends_at')}", "A shift begins and ends on one day 班次在同一天内开始和结束"),
    check("places_left", "taken <= places", "No more come than there are places 安排人数不超过需要人数"),
    check("certificate_of_a_skill", "skill IS NOT NULL OR NOT needs_certificate", "A certificate is of a skill 要求证书的班次须写明技能"),
    check("cancelled_with_reason", "(cancelled_on IS NULL) = (cancel_reason IS NULL)"),
    check("cancelled_for_all", "cancelled_on IS NULL OR taken = 0", "Nobody comes to a shift that was cancelled 已取消的班次没有参加人"),
)
inside(
    *(shift, volunteer_campaign, "volunteer_campaign_id"),
    "A shift lies where its campaign does 班次在活动区划内",
    "A campaign lies around its shifts 活动区划包含其班次",
)
of_parent(
    *(shift, "in_its_campaign", ("volunteer_campaign_id", "starts_at"), volunteer_campaign, ("period",)),
    f"NOT parent.period @> {day_of('child.starts_at')}",
    "A shift lies in the days of its campaign 班次在活动期间内",
    "A campaign lasts over its shifts 活动期间包含其班次",
    there="lasts_over_its_shifts",
)
frozen(
    *(shift, "stays_cancelled", ("cancelled_on", "cancel_reason"), "old.cancelled_on IS NOT NULL"),
    "A shift that was cancelled stays so 已取消的班次不得恢复或删除",
)

# ---- who comes ----

_IN_TIME = "floor(extract(epoch FROM least(checked_out_at, ends_at) - greatest(checked_in_at, starts_at)) / 60)"
shift_assignment = entity(
    METADATA,
    "shift_assignment",
    "Volunteer who comes to a shift, and for how long he was there 志愿者班次安排和签到 (M147)",
    reference("shift", "Shift 班次"),
    reference("volunteer", "Volunteer 志愿者"),
    internal("state", SHIFT_ASSIGNMENT_STATE, "State 状态"),
    internal("is_signed_up", FLAG, "He chose it himself 本人报名"),
    sensitive("code", CODE, "What the volunteer tells to be checked in, then to be checked out 签到码", optional=True),
    internal("checked_in_at", MOMENT, "Checked in 签到时间", optional=True),
    reference("person", "Who saw him come 签到核验人", "checked_in_by_id", optional=True),
    internal("checked_out_at", MOMENT, "Checked out 签退时间", optional=True),
    reference("person", "Who saw him go 签退核验人", "checked_out_by_id", optional=True),
    internal("minutes", COUNT, "Verified minutes: from check-in to check-out, inside the shift 核定时长（分钟）", optional=True),
    internal("end_reason", TEXT, "Why he does not come 未参加原因", optional=True),
    reference("person", "Organiser of the campaign 活动负责人", "organiser_id"),
    internal("starts_at", MOMENT, "The shift's beginning 班次开始时间"),
    internal("ends_at", MOMENT, "The shift's end 班次结束时间"),
    region("Village or community of the shift 班次所在村（社区）", INTERNAL, level=A_VILLAGE),
    agreeing(
        *("shift_assignment", "shift", "shift_id", "organiser_id", "region_code"),
        sentence="Who comes to a shift comes to its place and its organiser 班次安排与班次的地点、负责人一致",
        onupdate="CASCADE",
    ),
    agreeing(
        *("shift_assignment", "shift", "shift_id", "starts_at", "ends_at"),
        sentence="Who comes to a shift comes at its time 班次安排与班次的时间一致",
        onupdate="CASCADE",
    ),
    ExcludeConstraint(
        (sa.text("int8range(volunteer_id, volunteer_id, '[]')"), "&&"),
        (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
        using="gist",
        where=sa.text(f"state IN {LIVE_ASSIGNMENTS}"),
        name="ex_shift_assignment_volunteer_id_hours",
        info={SENTENCE: "A volunteer is at one shift at a time 同一志愿者的班次时间不得重叠"},
    ),
    check("came", "(checked_in_at IS NOT NULL) = (state IN ('present', 'served'))"),
    check("came_before_somebody", "(checked_in_at IS NULL) = (checked_in_by_id IS NULL)"),
    check("went", "(checked_out_at IS NOT NULL) = (state = 'served')"),
    check("went_before_somebody", "(checked_out_at IS NULL) = (checked_out_by_id IS NULL)"),
    check("went_later", "checked_out_at >= checked_in_at", "Whoever goes has come before 签退不早于签到"),
    check(
        *("verified_minutes", f"minutes IS NOT DISTINCT FROM CASE WHEN checked_out_at IS NOT NULL THEN greatest(0, {_IN_TIME}) END"),
        "Only minutes between check-in and check-out count, inside the shift 服务时长只计班次内签到至签退的时间",
    ),
    check("code_while_it_is_used", "(code IS NOT NULL) = (state IN ('planned', 'present'))"),
    check("ended_with_reason", f"(end_reason IS NOT NULL) = (state IN {ENDED_ASSIGNMENTS})"),
)
frozen(
    *(shift_assignment, "goes_forward", ("state",)),
    "(old.state = 'planned' AND new.state <> 'served' OR old.state = 'present' AND new.state = 'served') IS NOT TRUE",
    "Who came stays so, and who did not comes back by another row 班次安排状态不得退回，不得删除",
)
frozen(
    *(shift_assignment, "stays_verified", ("volunteer_id", "shift_id", "minutes", "checked_in_at", "checked_out_at"), "old.state = 'served'"),
    "Verified hours stay 核定的服务时长不得更改或删除",
)
row_rule(
    *(shift_assignment, "by_a_verified_volunteer", ("volunteer_id",), None, None),
    f"""SELECT FROM changed JOIN volunteer ON volunteer.id = changed.volunteer_id
    WHERE coalesce(volunteer.verified_on > {day_of("changed.starts_at")}, true) AND changed.state IN {LIVE_ASSIGNMENTS}""",
    "A volunteer comes to a shift once his identity was verified 志愿者核验身份后参加班次",
)
row_rule(
    *(shift_assignment, "verified_by_others", ("volunteer_id", "checked_in_by_id", "checked_out_by_id"), None, None),
    """SELECT FROM changed JOIN volunteer ON volunteer.id = changed.volunteer_id
    WHERE volunteer.person_id IN (changed.checked_in_by_id, changed.checked_out_by_id)""",
    "Nobody verifies his own hours 不得核验本人的服务时长",
)
# A shift counts who comes: the assignment is written first, then the shift, and by the end of the transaction it counts them all
_TAKEN = f"(SELECT count(*) FROM shift_assignment WHERE shift_id = {{shift}} AND state IN {LIVE_ASSIGNMENTS})"
row_rule(
    *(shift, "counts_who_comes", ("taken",), "shift", WRITTEN),
    f"SELECT FROM changed WHERE taken <> {_TAKEN.format(shift='changed.id')}",
    "A shift counts who comes 班次的已安排人数与安排一致",
)
at_commit(
    *(shift_assignment, "is_counted", "shift_id", shift),
    f"taken <> {_TAKEN.format(shift='shift.id')}",
    "Who comes is counted by the shift 班次安排计入班次人数",
)
