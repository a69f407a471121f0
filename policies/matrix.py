"""Who sees what, as a table that officials can read and sign: one per kind, a line per field, a column per tier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import TIER
from policies.kinds import KINDS, Kind
from policies.policy import Policy, Rights

TIERS = {"public": "公众"} | dict(TIER.labels)
SCOPES = {
    "any": "全部",
    "region": "所辖区划",
    "officials": "所辖区划内工作人员",
    "of_households": "所辖区划内帮扶户人员",
    "givers": "所辖区划内本人登记的爱心人士、志愿者",
    "paired_officials": "在所辖区划内结对的工作人员",
    "helping_officials": "在所辖区划内在帮的工作人员",
    "not_of_households": "所辖区划内本户以外的岗位",
    "self": "本户",
    "paired": "结对户",
    "listed": "本户、结对户所在的发放清单",
    "helpers": "本户的帮扶人",
    "own": "本人",
    "home": "本人所属之家",
    "oneself": "本人的登录编号",
    "published": "已发布",
    "organised": "本人负责的活动",
    "confirmed": "本人已确认",
    "village": "所辖村（社区）",
    "not_to_households": "不到户的资金",
    "administered": "所辖区划和部门内他人的岗位",
    "below": "下级区划的系统管理岗位",
    "addressed": "所辖区划内交本部门办理",
    "built_by_others": "所辖区划内他人制作的发布",
}
ACTIONS = {
    "import": "导入表格",
    "grant_post": "授予岗位",
    "end_post": "终止岗位",
    "hand_over_pairing": "交接结对",
    "assign_helper": "安排帮扶责任人",
    "call_on": "安排其帮扶、负责活动",
    "pair_deputy": "安排代表委员联系户",
    "end_pairing": "终止结对",
    "declare_kinship": "申报亲属关系",
    "end_kinship": "终止亲属关系",
    "pair_village": "安排企业家代表结对薄弱村",
    "end_village_pairing": "终止与薄弱村的结对",
    "record_measure": "登记帮扶措施",
    "finish_measure": "办结帮扶措施",
    "propose_exit": "提出脱困",
    "revise_exit": "更正脱困核对内容",
    "return_exit": "退回脱困",
    "sign_exit_as_household": "以户主身份签字",
    "record_paper_signature": "登记本户书面签字",
    "sign_exit_as_helper": "以帮扶责任人身份签字",
    "sign_exit_as_village": "以村（社区）身份签字",
    "sign_exit_as_town": "以镇（街道）身份签字",
    "sign_exit_as_county": "以市（县）区身份签字",
    "post_exit_notice": "张贴脱困公示",
    "record_objection": "登记对脱困公示的异议",
    "confirm_exit": "确认脱困销号",
    "subscribe_webhook": "订阅事件推送",
    "end_webhook": "终止事件推送",
    "change_match_weights": "调整匹配权重",
    "make_report": "反映问题",
    "register": "本人登记为爱心人士、志愿者，或申请登记为代表委员",
    "verify": "核验身份、证书",
    "change_volunteer": "更改本人的志愿者资料",
    "deregister": "注销本人的登记",
    "tell_skill": "登记技能",
    "take_back_skill": "撤回技能",
    "transfer_report": "转办群众反映",
    "answer_report": "答复群众反映",
    "record_action": "登记帮扶行动",
    "open_home": "登记代表之家、委员之家",
    "change_home": "更改代表之家、委员之家",
    "announce_home_day": "公布接待日",
    "cancel_home_day": "取消接待日",
    "tell_home_day": "登记接待日听取的意见",
    "raise_problem": "提出科技难题",
    "take_problem": "对接科技难题",
    "answer_problem": "答复科技难题",
    "reopen_problem": "重新征集科技难题",
    "make_suggestion": "提出建议",
    "transfer_suggestion": "转办建议",
    "answer_suggestion": "答复建议",
    "follow_report": "凭受理编号查询进度",
    "list_accesses": "查询谁看过（调查中的查看，除调查人员外结案后知悉）",
    "list_origins": "查询记录来源",
    "build_release": "制作发布",
    "approve_release": "批准发布",
    "withdraw_release": "撤回发布",
    "approve_needs": "常设批准需求发布",
    "end_approval": "终止常设批准",
    "add_need_item": "增加需求目录项",
    "retire_need_item": "停用需求目录项",
    "draft_model_case": "起草典型事例",
    "approve_model_case": "审核典型事例",
    "withdraw_model_case": "撤回典型事例",
    "draft_need": "起草需求",
    "review_need": "审核需求",
    "publish_need": "发布需求",
    "make_appeal": "申请需求复核",
    "decide_appeal": "复核需求",
    "appeal_refusal": "对登记不予核验申请复核",
    "withdraw_need": "撤回需求",
    "make_offer": "登记帮扶意愿",
    "withdraw_offer": "撤回帮扶意愿",
    "refuse_match": "回绝匹配的需求",
    "take_back_refusal": "撤回对需求的回绝",
    "pledge": "认捐",
    "see_facts": "阅知事实",
    "confirm_pledge": "确认认捐",
    "deliver_pledge": "登记送达",
    "sign_as_officer": "村干部签收",
    "sign_as_household": "本户签收",
    "record_paper_receipt": "登记本户书面签收",
    "void_delivery": "作废送达",
    "dispute_delivery": "对送达提出异议",
    "review_feedback": "审核反馈",
    "give_feedback": "反馈",
    "release_pledge": "释放认捐",
    "accept_contact": "同意联系",
    "send_message": "留言",
    "open_campaign": "发起志愿服务活动",
    "open_shift": "设置班次",
    "cancel_shift": "取消班次",
    "join_shift": "报名参加班次",
    "leave_shift": "退出班次",
    "assign_volunteer": "安排志愿者",
    "verify_hours": "核验签到签退",
    "keep": "管理本人的通知",
}
SHOWN = {"clear": "明文", "masked": "掩码", "partial": "部分明文", "hidden": "—"}
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef][\u3000-\u9fff\uff00-\uffef0-9A-Za-z]*")


def matrix(policy: Policy) -> Iterator[str]:
    """Markdown, line by line."""
    yield "# 权限矩阵 Who sees what"
    yield ""
    yield "由策略文件生成（`sunshine matrix`）。未列出的表，任何人都不能读取。明文：原值；掩码：只见首尾；—：不可见。"
    for kind in KINDS.values():
        if rights := policy.rights(kind.name):
            yield from _of_kind(kind, dict(sorted(rights.items(), key=_rank)))
    yield from _of_changes(policy)


def _of_changes(policy: Policy) -> Iterator[str]:
    """What is more than reading: changes, and direct identifiers that may be revealed for a purpose."""
    yield ""
    yield "## 变更与查看明文 Changes and reveals"
    yield ""
    yield "查看明文须逐条说明目的，并留下该户可以查询的记录。"
    yield ""
    yield "| 谁 | 对象 | 做什么 | 行范围 |"
    yield "|---|---|---|---|"
    for tier, dept, kind, action, scope in policy.facts("grant", 5):
        if action != "read":
            yield f"| {who(tier, dept)} | {kind} | {ACTIONS[action]} `{action}` | {SCOPES[scope]} |"
    for tier, dept, kind, field, scope in policy.facts("reveal", 5):
        yield f"| {who(tier, dept)} | {kind} | 查看明文 `{field}` | {SCOPES[scope]} |"


def _of_kind(kind: Kind, rights: Mapping[tuple[str, str], Rights]) -> Iterator[str]:
    yield ""
    yield f"## {_chinese(kind.table.comment, kind.name)} {kind.name}"
    yield ""
    yield "| 字段 | " + " | ".join(who(tier, dept) for tier, dept in rights) + " |"
    yield "|---" * (len(rights) + 1) + "|"
    yield "| 行范围 | " + " | ".join("、".join(SCOPES[scope] for scope in sorted(right.scopes)) for right in rights.values()) + " |"
    for field in kind.fields.values():
        comment = kind.table.c[field.clear or f"{field.name}_mask"].comment
        shown = [SHOWN[right.shown.get(field.name, "hidden")] for right in rights.values()]
        yield f"| {_chinese(comment, field.name)} `{field.name}` | " + " | ".join(shown) + " |"


def _rank(item: tuple[tuple[str, str], Rights]) -> tuple[int, str]:
    (tier, dept), _ = item
    return list(TIERS).index(tier), dept


def who(tier: str, dept: str) -> str:
    """A tier, with its department where it has one, in Chinese."""
    return TIERS[tier] + (f"（{DEPARTMENT.labels[dept]}）" if dept else "")


def _chinese(text: str | None, otherwise: str) -> str:
    found = CHINESE.search(text or "")
    return found[0] if found else otherwise
