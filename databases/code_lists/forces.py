"""Codes of the forces database 帮扶力量."""

from databases.tables import CodeList

ORGANISATION_KIND = CodeList(
    "organisation_kind",
    {
        "civil_affairs": "民政部门",
        "agriculture": "农业农村部门",
        "finance": "财政部门",
        "education": "教育部门",
        "disabled_federation": "残联",
        "audit": "审计机关",
        "discipline": "纪检监察机关",
        "town_office": "镇（街道）帮扶工作站",
        "congress": "人大机关",
        "cppcc": "政协机关",
        "helping_unit": "帮扶单位",
        "company": "企业",
        "association": "社会组织",
        "charity": "慈善组织",
        "third_party": "第三方机构",
    },
    "M67, M130, M148, M149, M152",
)
TIER = CodeList(
    "tier",
    {
        "household": "帮扶对象本户",
        "helper": "帮扶责任人",
        "manager": "主管部门",
        "auditor": "审计",
        "inspector": "纪检监察",
        "deputy": "人大代表、政协委员",
        "donor": "爱心人士",
        "volunteer": "志愿者",
        "third_party": "第三方检查",
        "publisher": "数据发布",
        "administrator": "系统管理",
    },
    "M7-M10, M154",
)
STANDING = CodeList("standing", {"official": "工作人员", "household": "帮扶户", "giver": "本人登记的爱心人士、志愿者"}, "M10, M156")
GRADE = CodeList("grade", {"leader": "领导班子成员", "middle": "中层干部", "staff": "一般干部"}, "M123")
PAIRING_KIND = CodeList("pairing_kind", {"responsible": "帮扶责任人", "deputy_household": "代表委员联系户", "extra": "其他结对"}, "M121, M151")
PAIRING_END = CodeList("pairing_end", {"handover": "交接", "exit": "脱困", "moved": "迁出", "died": "户主去世", "other": "其他"}, "M174")
VISIT_PURPOSE = CodeList(
    "visit_purpose",
    {"routine": "日常走访", "survey": "信息采集", "policy": "政策宣传", "measure": "落实措施", "festival": "节日慰问", "emergency": "应急帮扶"},
    "M32, M116",
)
VISIT_PLACE = CodeList(
    "visit_place",
    {"home": "户内", "village_office": "村（社区）办公处", "workplace": "务工或经营场所", "hospital": "医院", "elsewhere": "其他地点"},
    "M32: a kind of place, never an address",
)
DUTY_KIND = CodeList(
    "duty_kind",
    {"principal": "主体责任", "department": "部门职责", "helper": "帮扶责任", "supervision": "监督责任"},
    "M5, M109, M134",
)
TEAM_RULE = CodeList(
    "team_rule",
    {"visits": "走访制度", "research": "会商调研制度", "assessment": "考核奖惩制度", "reporting": "材料报送制度"},
    "M115",
)
LEADING_BODY = CodeList("leading_body", {"party": "市委", "congress": "市人大", "government": "市政府", "cppcc": "市政协"}, "M118")
GROUP_POSITION = CodeList(
    "group_position", {"chair": "组长", "deputy_chair": "副组长", "member": "成员", "office_director": "办公室主任"}, "M155, M182"
)
TASK_STATE = CodeList("task_state", {"open": "进行中", "done": "已完成", "cancelled": "已取消"}, "M120")
REPRESENTATIVE_KIND = CodeList("representative_kind", {"deputy": "人大代表", "cppcc_member": "政协委员"}, "M149, M152")
DAY_CANCELLATION = CodeList(
    "day_cancellation",
    {"away": "因公外出", "unwell": "身体原因", "moved": "改期", "home_closed": "场所停用", "term_over": "任期届满"},
    "M149, M152",
)
"""Why a day in a home is called off: in codes, since everybody reads it."""
HELP_FORM = CodeList(
    "help_form", {"pairing": "结对帮扶", "project": "项目帮扶", "industry": "产业帮扶", "charity": "慈善帮扶", "knowledge": "智力帮扶"}, "M153"
)
SUGGESTION_KIND = CodeList("suggestion_kind", {"opinion": "社情民意", "suggestion": "建议", "motion": "议案提案"}, "M143, M149")
SUGGESTION_STATE = CodeList("suggestion_state", {"made": "已提出", "transferred": "已转办", "answered": "已答复"}, "M143, M149")
HELP_KIND = CodeList(
    "help_kind",
    {
        **{"goods": "物品", "money": "资金", "service": "服务", "job": "岗位", "skill": "技能", "medical": "医疗", "tuition": "助学"},
        "purchase": "消费帮扶",
    },
    "M145, M147",
)
NEED_STATE = CodeList(
    "need_state",
    {
        "draft": "草拟",
        "reviewed": "已审核",
        "refused": "不予发布",
        "published": "已发布",
        "partly_pledged": "部分认捐",
        "fully_pledged": "全部认捐",
        "received": "已收到",
        "delivered": "已送达",
        "confirmed": "已确认",
        "thanked": "已致谢",
        "withdrawn": "已撤回",
        "expired": "已过期",
    },
    "M145",
)
PUBLISHED_NEEDS = ("published", "partly_pledged", "fully_pledged", "received", "delivered", "confirmed", "thanked")
"""States in which a need is public, from the first reader to the thanks."""
OPEN_NEEDS = ("draft", "reviewed", *PUBLISHED_NEEDS[:-1])
"""States in which a need still waits for something: nobody asks for the same meanwhile."""
APPEAL_STATE = CodeList("appeal_state", {"made": "待复核", "granted": "准予重新审核", "dismissed": "维持不予发布"}, "M145")
NEED_BAND = CodeList("need_band", {"none": "无", "one": "1", "few": "2—5", "several": "6—20", "many": "20 以上"}, "M145")
LEAST_OF_BAND = {"none": 0, "one": 1, "few": 2, "several": 6, "many": 21}
"""The least number of each band in which the public, and whoever gives, is told how many are needed."""


def band_of(number: int) -> str:
    """The last band whose least number is reached."""
    return [band for band, least in LEAST_OF_BAND.items() if number >= least][-1]


PLEDGE_STATE = CodeList(
    "pledge_state",
    {
        "held": "已认捐待确认",
        "facts_seen": "已阅事实",
        "confirmed": "已确认",
        "delivered": "已送达",
        "received": "双方已签收",
        "closed": "已办结",
        "released": "已释放",
        "expired": "已失效",
        "voided": "送达作废",
    },
    "M145",
)
LIVE_PLEDGES = ("held", "facts_seen", "confirmed", "delivered", "received", "closed")
"""States in which a pledge takes its quantity from what remains of its need."""
DISPUTE_REASON = CodeList("dispute_reason", {"not_come": "没有送到", "too_few": "数量不对", "wrong": "东西不对或有损坏"}, "M145")
LANGUAGE = CodeList("language", {"mandarin": "普通话", "wu": "吴语（无锡话）", "sign": "手语", "english": "英语"}, "M147")
SHIFT_ASSIGNMENT_STATE = CodeList(
    "shift_assignment_state", {"planned": "已安排", "withdrawn": "已退出", "cancelled": "班次已取消", "present": "已签到", "served": "已签退"}, "M147"
)
LIVE_ASSIGNMENTS = ("planned", "present", "served")
"""States in which somebody takes a place of a shift."""
ENDED_ASSIGNMENTS = ("withdrawn", "cancelled")
"""States in which he does not come."""
MESSAGE_SIDE = CodeList("message_side", {"giver": "志愿者", "household": "受助方"}, "M147")
OFFER_STATE = CodeList("offer_state", {"open": "开放", "withdrawn": "已撤回"}, "M147")
MATCH_REFUSAL_REASON = CodeList(
    "match_refusal_reason",
    {"too_far": "太远", "not_my_skill": "不是我能给的", "not_these_days": "这段时间不方便", "helped_there": "已在当地帮过", "other": "其他"},
    "M147",
)
MONEY_KINDS = ("money", "tuition")
"""Kinds of help that are money: it never goes through us, only to a charity that may raise funds in public."""
KINDRED_KINDS = {"service": ("skill", "medical"), "skill": ("service",), "tuition": ("money",)}
"""Kinds of offers that may do for a need of another kind: whoever nurses may sit with somebody, but nobody nurses who did not offer just that."""


def may_meet(offered: str, needed: str) -> bool:
    """Whether an offer of one kind may meet a need of another."""
    return offered == needed or offered in KINDRED_KINDS.get(needed, ())


DOCUMENT_KIND = CodeList("document_kind", {"main": "主文件", "supporting": "配套文件"}, "M158: 1+N")
PARAMETER_UNIT = CodeList(
    "parameter_unit",
    {"yuan": "元", "yuan_per_head": "元/人", "count": "个", "days": "天", "households": "户", "share": "比例", "points": "分"},
    "mission, thresholds",
)
TRAINING_KIND = CodeList("training_kind", {"system": "系统操作", "policy": "政策业务", "discipline": "廉政纪律"}, "M175")
COOPERATION = CodeList("cooperation", {"lead": "牵头", "cooperate": "配合", "supervise": "监督"}, "M130")
RELEASE_STATE = CodeList("release_state", {"candidate": "待批准", "published": "已发布", "withdrawn": "已撤回"}, "M8")
SPREADSHEET = CodeList(
    "spreadsheet",
    {
        "divisions": "行政区划",
        "organisations": "单位",
        "policy_documents": "制度文件和条款",
        "rule_parameters": "规则参数",
        "people": "人员和岗位",
        "representatives": "代表委员",
        "need_items": "需求目录",
        "households": "建档立卡户和家庭成员",
        "incomes": "家庭收入",
        "measures": "帮扶措施",
        "villages": "村（社区）和年度数据",
        "statistics": "官方年度统计",
        "fund_streams": "资金种类",
        "accounts": "一卡通账户",
        "payment_lists": "发放清单",
        "projects": "帮扶项目",
        "pairings": "结对帮扶",
        "visits": "走访记录",
        "relatives": "亲属关系申报",
        "certificates": "公开募捐资格证书",
    },
)
IMPORT_STATE = CodeList("import_state", {"checking": "检查中", "writing": "写入中", "done": "已完成", "refused": "未写入", "failed": "已中断"})
NOTICE_KIND = CodeList(
    "notice_kind",
    {
        "need_drafted": "需求待审核",
        "need_reviewed_first": "需求待第二人审核",
        "need_reopened": "需求待重新审核",
        "need_reviewed": "需求已审核",
        "need_refused": "需求不予发布",
        "appeal_made": "收到需求复核申请",
        "appeal_granted": "复核准予重新审核",
        "appeal_dismissed": "复核维持不予发布",
        "need_published": "需求已发布",
        "need_withdrawn": "需求已撤回",
        "need_expired": "需求已过期",
        "need_confirmed": "帮扶已由双方签收",
        "pledge_held": "认捐待确认",
        "pledge_expiring": "认捐即将失效",
        "pledge_expired": "认捐已失效",
        "pledge_confirmed": "认捐已确认",
        "pledge_contact_accepted": "可以留言联系",
        "pledge_message_sent": "收到留言",
        "pledge_overdue": "送达已逾期",
        "pledge_delivered": "帮扶已送达",
        "pledge_partly_delivered": "帮扶送达了一部分",
        "pledge_voided": "送达作废",
        "pledge_disputed": "本户反映没有收到",
        "pledge_signed_by_officer": "村干部已签收",
        "pledge_signed_by_household": "本户已签收",
        "pledge_signed_on_paper": "本户已书面签收",
        "pledge_feedback_due": "请反馈帮扶结果",
        "pledge_feedback_given": "反馈待审",
        "pledge_feedback_returned": "反馈退回",
        "pledge_closed": "收到反馈",
        "pledge_released": "认捐已释放",
        "shift_assigned": "安排了志愿服务班次",
        "shift_cancelled": "志愿服务班次取消",
        "shift_checked_out": "志愿服务时长已核定",
        "volunteer_registered": "志愿者登记待核验",
        "donor_registered": "爱心人士（单位）登记待核验",
        "volunteer_verified": "志愿者身份已核验",
        "donor_verified": "爱心人士（单位）已核验",
        "volunteer_refused": "志愿者登记不予核验",
        "donor_refused": "爱心人士（单位）登记不予核验",
        "volunteer_appealed": "志愿者登记申请复核",
        "donor_appealed": "爱心人士（单位）登记申请复核",
        "volunteer_appeal_dismissed": "志愿者登记复核维持原决定",
        "donor_appeal_dismissed": "爱心人士（单位）登记复核维持原决定",
        "representative_registered": "代表委员登记待核验",
        "representative_confirmed": "代表委员身份已确认",
        "representative_refused": "代表委员登记不予确认",
        "home_day_cancelled": "接待日已取消",
        "certificate_verified": "证书已核验",
        "offer_matched": "有需求与您的意愿相符",
        "needs_matched": "有新发布的需求与您相符",
        "report_received": "收到群众反映",
        "suggestion_made": "收到代表委员建议",
        "suggestion_transferred": "代表委员建议已转办",
        "suggestion_answered": "建议已答复",
        "problem_raised": "有村提出科技难题",
        "problem_taken": "科技难题已有专家对接",
        "problem_answered": "科技难题已答复",
        "problem_reopened": "科技难题重新征集",
        "pairing_begun": "新的结对",
        "pairing_handed_over": "结对已交接",
        "pairing_ended": "结对结束",
        "kinship_declared": "帮扶责任人被申报为亲属",
        "village_pairing_begun": "与薄弱村结对",
        "village_pairing_ended": "与薄弱村的结对结束",
        "household_measure_recorded": "新的帮扶措施",
        "household_measure_finished": "帮扶措施已完成",
        "household_exit_proposed": "拟脱困，请签字",
        "household_exit_revised": "脱困材料有更改，请重新签字",
        "household_exit_signed_on_paper": "本户已书面签字同意脱困",
        "household_exit_awaits_helper": "脱困待帮扶责任人签字",
        "household_exit_awaits_village": "脱困待村（社区）签字",
        "household_exit_awaits_town": "脱困待镇（街道）签字",
        "household_exit_awaits_county": "脱困待市（县）区签字",
        "household_exit_is_signed": "脱困五方已签字",
        "household_exit_posted": "脱困公示",
        "household_exit_objected": "脱困公示有异议",
        "household_exit_returned": "脱困退回",
        "household_exit_confirmed": "脱困已确认",
        "post_granted": "新的岗位",
        "post_ended": "岗位终止",
    },
    "M147",
)
# what computers of other departments are told of: that it happened, never of whom
WEBHOOK_EVENT = CodeList(
    "webhook_event",
    {
        "exit_confirmed": "脱困销号",
        "exit_payments_stopped": "脱困户停发办结",
        "exit_pairings_ended": "脱困户结对办结",
        "pairing_begun": "新的结对",
        "pairing_handed_over": "结对交接",
        "pairing_ended": "结对结束",
        "need_published": "需求发布",
        "need_withdrawn": "需求撤回",
        "need_expired": "需求过期",
        "need_confirmed": "帮扶双方签收",
        "pledge_confirmed": "认捐确认",
        "pledge_delivered": "帮扶送达",
        "pledge_partly_delivered": "帮扶送达了一部分",
        "pledge_voided": "送达作废",
        "pledge_closed": "帮扶反馈办结",
        "report_received": "收到群众反映",
        "report_answered": "答复群众反映",
        "release_approved": "开放数据发布",
        "release_withdrawn": "开放数据撤回",
        "post_granted": "授予岗位",
        "post_ended": "终止岗位",
    },
    "M3, project",
)
OUTBOX_CHANNEL = CodeList("outbox_channel", {"inbox": "收件箱", "mail": "电子邮件", "confirmation": "邮箱确认"})
