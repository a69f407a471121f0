"""What a change may answer instead of being made: a code for programs, a text for people, the field it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import NamedTuple

from databases.failures import WrongDataError


class Text(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class Code(StrEnum):
    """Why a change was refused."""

    NOT_FOUND = "NOT_FOUND"
    NOT_PERMITTED = "NOT_PERMITTED"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    ALREADY_DONE = "ALREADY_DONE"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_KEY_INVALID = "IDEMPOTENCY_KEY_INVALID"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    INVALID_PERIOD = "INVALID_PERIOD"
    IN_THE_PAST = "IN_THE_PAST"
    ALREADY_GRANTED = "ALREADY_GRANTED"
    ALREADY_ENDED = "ALREADY_ENDED"
    PERSON_LEFT = "PERSON_LEFT"
    PERSON_ELSEWHERE = "PERSON_ELSEWHERE"
    ALREADY_HANDED_OVER = "ALREADY_HANDED_OVER"
    ALREADY_PAIRED = "ALREADY_PAIRED"
    SAME_HELPER = "SAME_HELPER"
    RELATIVE_OF_HOUSEHOLD = "RELATIVE_OF_HOUSEHOLD"
    OF_THE_HOUSEHOLD = "OF_THE_HOUSEHOLD"
    KIN_DECLARED = "KIN_DECLARED"
    KINSHIP_ENDED = "KINSHIP_ENDED"
    PAIRED_OTHERWISE = "PAIRED_OTHERWISE"
    ALREADY_HELPED = "ALREADY_HELPED"
    NOT_HELPED = "NOT_HELPED"
    NO_HELPER = "NO_HELPER"
    HELPER_FULL = "HELPER_FULL"
    NO_DEPUTY = "NO_DEPUTY"
    NO_ENTREPRENEUR = "NO_ENTREPRENEUR"
    NO_EXPERT = "NO_EXPERT"
    VILLAGE_NOT_WEAK = "VILLAGE_NOT_WEAK"
    HELPER_STAYS = "HELPER_STAYS"
    SUCCESSOR_MISSING = "SUCCESSOR_MISSING"
    PAIRS_UNFIT = "PAIRS_UNFIT"
    BATCH_UNFIT = "BATCH_UNFIT"
    BATCH_UNDONE = "BATCH_UNDONE"
    BATCH_UNFINISHED = "BATCH_UNFINISHED"
    DEPARTMENT_MISSING = "DEPARTMENT_MISSING"
    DEPARTMENT_WRONG = "DEPARTMENT_WRONG"
    SUPERVISES_OTHERS = "SUPERVISES_OTHERS"
    END_MISSING = "END_MISSING"
    REASON_UNFIT = "REASON_UNFIT"
    FIELDS_MISSING = "FIELDS_MISSING"
    OWN_RELEASE = "OWN_RELEASE"
    RELEASE_STATE = "RELEASE_STATE"
    RELEASE_CHANGED = "RELEASE_CHANGED"
    ALREADY_APPROVED = "ALREADY_APPROVED"
    NOT_APPROVED = "NOT_APPROVED"
    ALREADY_RECORDED = "ALREADY_RECORDED"
    TEXT_UNFIT = "TEXT_UNFIT"
    NUMBER_IN_TEXT = "NUMBER_IN_TEXT"
    RECORD_UNFIT = "RECORD_UNFIT"
    LEVY_UNFIT = "LEVY_UNFIT"
    ANSWER_UNFIT = "ANSWER_UNFIT"
    KEY_GUESSABLE = "KEY_GUESSABLE"
    WRONG_STATE = "WRONG_STATE"
    WRONG_SOURCE = "WRONG_SOURCE"
    QUANTITY_WRONG = "QUANTITY_WRONG"
    CODE_UNFIT = "CODE_UNFIT"
    CODE_TAKEN = "CODE_TAKEN"
    ITEM_RETIRED = "ITEM_RETIRED"
    ABOVE_CEILING = "ABOVE_CEILING"
    PRICE_MISSING = "PRICE_MISSING"
    MONEY_OF_HOUSEHOLD = "MONEY_OF_HOUSEHOLD"
    DUPLICATE_NEED = "DUPLICATE_NEED"
    ABOVE_CAP = "ABOVE_CAP"
    OWN_DRAFT = "OWN_DRAFT"
    CASE_DECIDED = "CASE_DECIDED"
    OWN_REFUSAL = "OWN_REFUSAL"
    ALREADY_APPEALED = "ALREADY_APPEALED"
    ALREADY_RAISED = "ALREADY_RAISED"
    ALREADY_OPENED = "ALREADY_OPENED"
    SAME_PERSON = "SAME_PERSON"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    NEED_OVER = "NEED_OVER"
    PLEDGES_STAND = "PLEDGES_STAND"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    NOTHING_LEFT = "NOTHING_LEFT"
    NOT_VERIFIED = "NOT_VERIFIED"
    REGISTRATION_ENDED = "REGISTRATION_ENDED"
    HOLDS_FULL = "HOLDS_FULL"
    HOLDS_OF_THE_DAY_FULL = "HOLDS_OF_THE_DAY_FULL"
    OFFER_UNFIT = "OFFER_UNFIT"
    OFFER_OVER = "OFFER_OVER"
    OFFER_USED_UP = "OFFER_USED_UP"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    OWN_REGISTRATION = "OWN_REGISTRATION"
    LEVEL_WRONG = "LEVEL_WRONG"
    NOT_IN_OFFICE = "NOT_IN_OFFICE"
    AFTER_TERM = "AFTER_TERM"
    HOME_UNFIT = "HOME_UNFIT"
    HOME_MISSING = "HOME_MISSING"
    HOME_KNOWN = "HOME_KNOWN"
    HOME_DAY_KNOWN = "HOME_DAY_KNOWN"
    REGISTRATION_REFUSED = "REGISTRATION_REFUSED"
    GIVING_OPEN = "GIVING_OPEN"
    NOT_ONESELF = "NOT_ONESELF"
    SKILL_TOLD = "SKILL_TOLD"
    LAST_SKILL = "LAST_SKILL"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    TIMES_UNFIT = "TIMES_UNFIT"
    CREDIT_CODE_WRONG = "CREDIT_CODE_WRONG"
    ORGANISATION_MISSING = "ORGANISATION_MISSING"
    CHARITY_UNQUALIFIED = "CHARITY_UNQUALIFIED"
    CHARITY_UNFIT = "CHARITY_UNFIT"
    MONEY_OF_DONORS = "MONEY_OF_DONORS"
    HOLD_OVER = "HOLD_OVER"
    FACTS_UNSEEN = "FACTS_UNSEEN"
    FACTS_CHANGED = "FACTS_CHANGED"
    RECEIPT_NUMBER_MISSING = "RECEIPT_NUMBER_MISSING"
    ALREADY_SIGNED = "ALREADY_SIGNED"
    HOUSEHOLD_MISSING = "HOUSEHOLD_MISSING"
    DISPUTED = "DISPUTED"
    FEEDBACK_GIVEN = "FEEDBACK_GIVEN"
    FEEDBACK_MISSING = "FEEDBACK_MISSING"
    OWN_FEEDBACK = "OWN_FEEDBACK"
    OWN_GIFT = "OWN_GIFT"
    KIN_OF_GIVER = "KIN_OF_GIVER"
    PAPER_UNFIT = "PAPER_UNFIT"
    PAPER_DAY_UNFIT = "PAPER_DAY_UNFIT"
    ONLY_HELPER = "ONLY_HELPER"
    ALREADY_REFUSED = "ALREADY_REFUSED"
    CONTACT_UNFIT = "CONTACT_UNFIT"
    CONTACT_MISSING = "CONTACT_MISSING"
    MESSAGE_UNFIT = "MESSAGE_UNFIT"
    SHIFT_UNFIT = "SHIFT_UNFIT"
    SHIFT_OVER = "SHIFT_OVER"
    SHIFT_FULL = "SHIFT_FULL"
    SHIFTS_OVERLAP = "SHIFTS_OVERLAP"
    KIND_REFUSED = "KIND_REFUSED"
    CERTIFICATE_MISSING = "CERTIFICATE_MISSING"
    SKILL_MISSING = "SKILL_MISSING"
    CODE_WRONG = "CODE_WRONG"
    CHECK_OUT_OF_TIME = "CHECK_OUT_OF_TIME"
    OWN_HOURS = "OWN_HOURS"
    PLACES_UNFIT = "PLACES_UNFIT"
    EMAIL_UNFIT = "EMAIL_UNFIT"
    ADDRESS_TOO_SOON = "ADDRESS_TOO_SOON"
    RULE_MISSING = "RULE_MISSING"
    ANSWERER_UNFIT = "ANSWERER_UNFIT"
    PROJECT_OF_FORM = "PROJECT_OF_FORM"
    AMOUNT_WRONG = "AMOUNT_WRONG"
    IN_THE_FUTURE = "IN_THE_FUTURE"
    ADDRESS_UNFIT = "ADDRESS_UNFIT"
    EVENTS_MISSING = "EVENTS_MISSING"
    SIGNATURES_MISSING = "SIGNATURES_MISSING"
    NOTICE_NOT_OVER = "NOTICE_NOT_OVER"
    FINDINGS_OPEN = "FINDINGS_OPEN"
    MEASURES_OPEN = "MEASURES_OPEN"
    INCOME_TOO_LOW = "INCOME_TOO_LOW"
    ENTITLEMENTS_UNPAID = "ENTITLEMENTS_UNPAID"
    NOT_HIS_TURN = "NOT_HIS_TURN"
    MEMBER_UNFIT = "MEMBER_UNFIT"
    DIGEST_UNFIT = "DIGEST_UNFIT"
    NOT_IN_HARDSHIP = "NOT_IN_HARDSHIP"
    MEASURE_FINISHED = "MEASURE_FINISHED"
    PLAN_OVER = "PLAN_OVER"
    WEIGHT_UNFIT = "WEIGHT_UNFIT"
    WEIGHTS_REPLACED = "WEIGHTS_REPLACED"
    WEIGHTS_TOO_YOUNG = "WEIGHTS_TOO_YOUNG"


APPEAL = Text("如有异议，可向镇（街道）帮扶工作站申请复核", "You may ask the town's assistance office for a review")
TEXTS: Mapping[Code, Text] = {
    Code.NOT_FOUND: Text("没有这条记录，或您无权查看", "there is no such record, or you may not see it"),
    Code.NOT_PERMITTED: Text("您的岗位不允许这样做", "your posts do not allow this"),
    Code.ALREADY_DONE: Text("这一步您已经办过了，不必再办", "you have done this already"),
    Code.VERSION_CONFLICT: Text(
        "记录已被他人修改：您看到的是第 {expected} 版，现在是第 {current} 版",
        "the record was changed meanwhile: you saw version {expected}, now it is version {current}",
    ),
    Code.IDEMPOTENCY_KEY_REUSED: Text("该幂等键已用于另一次操作", "this idempotency key was used for another change"),
    Code.IDEMPOTENCY_KEY_INVALID: Text("幂等键应为 1 至 {most} 个可见字符", "an idempotency key has 1 to {most} visible ASCII characters"),
    Code.UNKNOWN_REGION: Text(
        "没有这个区划代码，或它不是所要的级别", "there is no division with this code, or it is of another level than is asked for"
    ),
    Code.INVALID_PERIOD: Text("结束日期不能早于开始日期", "the last day is before the first day"),
    Code.IN_THE_PAST: Text("日期不能早于今天（{today}）", "the day may not be before today ({today})"),
    Code.ALREADY_GRANTED: Text("该人员在此期间已有同样的岗位", "the person holds the same post in that time"),
    Code.ALREADY_ENDED: Text("该岗位不晚于这一天已经结束", "the post ends no later than that day already"),
    Code.PERSON_LEFT: Text("该人员已不在职", "the person does not work here any more"),
    Code.PERSON_ELSEWHERE: Text(
        "此人登记在别处，您看不到其姓名，无法对照名册；请由所辖包括两地的上级民政部门（设区市）核验",
        "this person is entered elsewhere, so you do not see the name to check it against the roll: civil affairs of the city, which sees both places, may",
    ),
    Code.ALREADY_HANDED_OVER: Text("该结对已经结束或已交接", "the pairing has ended, or was handed over already"),
    Code.ALREADY_PAIRED: Text("此人在此期间已与该户（村）结对", "the person is paired with that household or village already"),
    Code.SAME_HELPER: Text("接手的须是另一名帮扶人", "somebody else must take over"),
    Code.RELATIVE_OF_HOUSEHOLD: Text("此人与该户有已申报的亲属关系，不能担任其帮扶人", "this person is declared to be kin of the household"),
    Code.OF_THE_HOUSEHOLD: Text("此人就是该户的人", "this person is of the household"),
    Code.KIN_DECLARED: Text("此人与该户的亲属关系已经申报", "the kinship of this person with the household is declared already"),
    Code.KINSHIP_ENDED: Text("该亲属关系已于 {day} 终止", "this kinship ended on {day}"),
    Code.PAIRED_OTHERWISE: Text("此人已与该户结对", "this person is paired with the household already"),
    Code.ALREADY_HELPED: Text("该户已有或将有帮扶责任人", "the household has a responsible helper, or will have one"),
    Code.NOT_HELPED: Text("该户现在的状态是“{label}”，不安排结对帮扶", "the household is {state}: nobody is paired with it"),
    Code.NO_HELPER: Text("此人没有在任的帮扶责任人岗位", "this person holds no post of a helper now"),
    Code.HELPER_FULL: Text(
        "此人现有 {load} 户，本次再加 {added} 户，将超过每人最多 {most} 户",
        "this person helps {load} households; {added} more would be above {most} for each helper",
    ),
    Code.NO_DEPUTY: Text("此人没有在任的代表委员岗位", "this person holds no post of a deputy or member now"),
    Code.NO_EXPERT: Text("只有经核验的科技专家才能对接科技难题", "only experts who were verified take technical problems"),
    Code.NO_ENTREPRENEUR: Text("只有企业家代表、委员与薄弱村结对", "only entrepreneurs among deputies and members are paired with villages"),
    Code.VILLAGE_NOT_WEAK: Text(
        "该村的状态是“{label}”，只与经济薄弱村、达标尚未转化的村结对",
        "the village is {state}: only weak ones, and those that just meet the standard, are paired",
    ),
    Code.HELPER_STAYS: Text(
        "该户尚未脱困，帮扶责任人不得脱钩，只能交接（handOverPairing）",
        "the household has not left hardship: its responsible helper stays until he hands it over (handOverPairing)",
    ),
    Code.SUCCESSOR_MISSING: Text("交接须写明接手人（handOverPairing）", "a handover names who follows (handOverPairing)"),
    Code.PAIRS_UNFIT: Text("一次确认 1 至 {most} 对，每户只出现一次", "confirm 1 to {most} pairs at once, each household once"),
    Code.BATCH_UNFIT: Text("一批应为 1 至 {most} 项", "a batch has from 1 to {most} items"),
    Code.BATCH_UNDONE: Text(
        "同一批中有一项被拒绝，整批都没有办理", "another item of the batch was refused, and the batch is made as a whole or not at all"
    ),
    Code.BATCH_UNFINISHED: Text(
        "这一次来不及办理这一项，请用同一个编号再发一次，已办理的不会重复",
        "there was no time for this item: send the same batch again with its key, and nothing is made twice",
    ),
    Code.DEPARTMENT_MISSING: Text("该层级的岗位必须写明部门", "a post of this tier needs a department"),
    Code.DEPARTMENT_WRONG: Text("审计岗位属于审计部门，纪检岗位属于纪检监察部门", "auditors belong to audit, inspectors to discipline"),
    Code.SUPERVISES_OTHERS: Text(
        "审计、纪检监察、第三方检查岗位不得与系统管理、主管部门、帮扶责任人岗位由同一人同时担任",
        "whoever audits, inspects or checks neither administers, manages nor helps at the same time",
    ),
    Code.END_MISSING: Text("第三方检查岗位必须有结束日期", "a post of a third party needs a last day"),
    Code.REASON_UNFIT: Text(
        "请写明理由（{least} 至 {most} 字），且不要写入姓名、号码等个人信息",
        "give a reason of {least} to {most} characters without any name or number of a person",
    ),
    Code.ANSWER_UNFIT: Text(
        "请写明答复（{least} 至 {most} 字）：凭受理编号的人都能看到，不要写入姓名、号码等个人信息",
        "give an answer of {least} to {most} characters, without any name or number of a person: whoever has the receipt number reads it",
    ),
    Code.FIELDS_MISSING: Text("请指明要查看的字段", "name the fields to reveal"),
    Code.OWN_RELEASE: Text("制作人不能批准自己制作的发布", "whoever built a release may not approve it"),
    Code.RELEASE_STATE: Text("该发布的状态是“{state}”，不能这样做", "the release is {state}: this cannot be done"),
    Code.RELEASE_CHANGED: Text("该发布的文件与制作时登记的不一致", "the files of the release are not those that were recorded when it was built"),
    Code.ALREADY_APPROVED: Text("需求发布的常设批准已经生效", "a standing approval of needs is in force already"),
    Code.NOT_APPROVED: Text("没有生效的需求发布常设批准", "no standing approval of needs is in force"),
    Code.ALREADY_RECORDED: Text("已有同名的发布", "there is a release of this name already"),
    Code.TEXT_UNFIT: Text("请用 {least} 至 {most} 字写明情况（现在是 {count} 字）", "describe it in {least} to {most} characters (now {count})"),
    Code.NUMBER_IN_TEXT: Text(
        "请不要写入身份证号、电话、银行卡号等号码", "leave identity numbers, telephones, bank cards and other long numbers out of the text"
    ),
    Code.RECORD_UNFIT: Text("公开记录的写法应为“数据集”或“数据集/编号”", "write a published record as dataset or dataset/key"),
    Code.LEVY_UNFIT: Text(
        "反映摊派收费要写明收费部门和金额（0 元以上），反映其他问题则不写",
        "a report of a levy names the department and the amount in yuan (0 or more); no other report does",
    ),
    Code.KEY_GUESSABLE: Text(
        "匿名反映的幂等键应为至少 {least} 个随机字符",
        "the idempotency key of an anonymous report has at least {least} random characters",
    ),
    Code.WRONG_STATE: Text("现在的状态是“{label}”，不能{act}", "its state is {state}: it cannot be {step}"),
    Code.WRONG_SOURCE: Text(
        "需求须来自一项帮扶措施、一个项目或一个村的规划，只能写明其中一个", "a need comes from one measure, one project or one village's plan"
    ),
    Code.QUANTITY_WRONG: Text("数量应为 1 至 {most}", "a quantity is from 1 to {most}"),
    Code.CODE_UNFIT: Text(
        "代码应为 2 至 {most} 个字母、数字、点、横线或下划线", "a code has 2 to {most} letters, digits, dots, hyphens or underscores"
    ),
    Code.CODE_TAKEN: Text("已有这个代码", "there is one of this code already"),
    Code.ITEM_RETIRED: Text("该目录项已于 {day} 停用", "the item was retired on {day}"),
    Code.ABOVE_CEILING: Text(
        f"单价高于需求目录的限价 {{ceiling}} 元。{APPEAL.zh}",
        f"the price of one is above the ceiling of the catalogue, {{ceiling}} yuan. {APPEAL.en}",
    ),
    Code.PRICE_MISSING: Text(
        "这一目录项是有价的（限价 {ceiling} 元），请填写大于 0 的单价",
        "this item costs something, {ceiling} yuan at most: give a price above 0",
    ),
    Code.MONEY_OF_HOUSEHOLD: Text(
        "资金类需求只来自项目或村的规划，不来自一户的帮扶措施", "money is asked for by a project or a village's plan, not by a household's measure"
    ),
    Code.DUPLICATE_NEED: Text(f"同一户（项目、村）的同一需求还没有办结。{APPEAL.zh}", f"the same is asked for already, and still open. {APPEAL.en}"),
    Code.ABOVE_CAP: Text(
        f"该户本年度需求合计将达 {{total}} 元，超过每户每年 {{cap}} 元的上限。{APPEAL.zh}",
        f"this year's needs of the household would come to {{total}} yuan, above the cap of {{cap}} yuan. {APPEAL.en}",
    ),
    Code.OWN_DRAFT: Text("起草人不能审核自己起草的内容", "whoever drafted it may not review it"),
    Code.CASE_DECIDED: Text("该事例已审核或已撤回", "the case was approved or withdrawn already"),
    Code.OWN_REFUSAL: Text("原决定人、申请人不得复核", "whoever refused, or appeals, does not decide the appeal"),
    Code.ALREADY_APPEALED: Text("对这一决定已经申请过复核", "an appeal was made against this refusal already"),
    Code.ALREADY_RAISED: Text("该村当天已经提出过同样的难题", "the village raised this problem today already"),
    Code.ALREADY_OPENED: Text(
        "该区划已有同名、同日开始的活动，请换一个名称", "a campaign of this title begins there on that day already: give it another title"
    ),
    Code.SAME_PERSON: Text("须由两个不同的人签字，您已经签过", "two different people must sign, and you have signed already"),
    Code.CONFLICT_OF_INTEREST: Text(
        f"按回避规定，此事须由他人办理。{APPEAL.zh}", f"by the rules on conflicts of interest this is for somebody else. {APPEAL.en}"
    ),
    Code.NEED_OVER: Text("截止日期（{day}）已过", "its day ({day}) has passed"),
    Code.PLEDGES_STAND: Text("已有认捐得到确认，须先释放认捐", "a pledge to it was confirmed: release that first"),
    Code.NOT_AVAILABLE: Text("这条需求现在不能认捐，请另选一条", "this need cannot be pledged now: please choose another one"),
    Code.NOTHING_LEFT: Text("还缺：{remaining}。请减少数量，或另选需求", "still missing: {remaining}. Take less, or another need"),
    Code.NOT_VERIFIED: Text(
        "您的{label}登记尚未经工作人员核验，核验后才能认捐、参加班次",
        "no official has verified your registration as a {role} yet: pledge, and come to shifts, once one has",
    ),
    Code.REGISTRATION_ENDED: Text(
        "您的爱心人士（单位）登记已于 {day} 停用，不能再以它认捐", "your registration as a donor ended on {day}: nobody gives by it any more"
    ),
    Code.OFFER_UNFIT: Text("这项帮扶意愿已撤回，或与该需求不是同一类", "this offer was withdrawn, or is not of the need's kind"),
    Code.OFFER_OVER: Text("这项帮扶意愿的期限到 {day} 为止，已过", "the last day of this offer, {day}, has passed"),
    Code.OFFER_USED_UP: Text("这项帮扶意愿还剩 {remaining}，不够这次认捐", "of this offer {remaining} are left, fewer than you pledge"),
    Code.HOLDS_FULL: Text(
        "您已有 {count} 笔认捐保留着、还没有确认，最多 {most} 笔：请先确认或退回",
        "you hold {count} pledges that are not confirmed, and may hold {most}: confirm or release some first",
    ),
    Code.HOLDS_OF_THE_DAY_FULL: Text(
        "您今天已认捐 {most} 笔（含退回、过期的），每天最多 {most} 笔：请 {day} 再来",
        "you made {most} pledges today, released and expired ones too, and may make {most} a day: come again on {day}",
    ),
    Code.CHARITY_UNQUALIFIED: Text(
        "资金不经过本平台，只能捐给具有公开募捐资格的慈善组织（《慈善法》第二十二条、第二十六条）：请指明统一社会信用代码正确、证书已登记且在有效期内的慈善组织",
        "money never goes through us: by articles 22 and 26 of the Charity Law it goes to a charity qualified to raise funds in public; "
        "name one whose credit code is right and whose certificate is recorded and in force",
    ),
    Code.CHARITY_UNFIT: Text("只有捐款才指明慈善组织", "only money is given through a charity"),
    Code.ALREADY_REGISTERED: Text("已经登记过了", "this is registered already"),
    Code.REGISTRATION_REFUSED: Text(
        "这一登记已决定不予核验：本人可以申请一次复核，或更正后重新登记",
        "this registration was refused: its person may appeal once, or register anew",
    ),
    Code.OWN_REGISTRATION: Text("不得核验本人的登记", "nobody verifies his own registration"),
    Code.LEVEL_WRONG: Text("层级为 1（全国）至 {most}", "levels go from 1 (national) to {most}"),
    Code.NOT_IN_OFFICE: Text(
        "这一届任期已于 {day} 届满，不能再以此身份办理", "the term ended on {day}: nobody acts as this deputy or member any more"
    ),
    Code.AFTER_TERM: Text("任期于 {day} 届满，请选择任期内的日期", "the term ends on {day}: choose a day before that"),
    Code.HOME_UNFIT: Text(
        "人大代表之家须属于人大机关，委员之家须属于政协机关",
        "a home of deputies belongs to an office of the congress, one of members to one of the CPPCC",
    ),
    Code.HOME_MISSING: Text("您还没有所属的代表之家、委员之家", "you belong to no home of deputies or members yet"),
    Code.HOME_KNOWN: Text("已有同名的代表之家、委员之家", "there is a home of this name already"),
    Code.HOME_DAY_KNOWN: Text("您在这一天的接待已经公布", "your day there is announced already"),
    Code.GIVING_OPEN: Text(
        "还有 {count} 项未办完的认捐或班次：请先送达、退回认捐，退出班次",
        "{count} pledges or shifts are not finished: deliver or give back, and leave the shifts",
    ),
    Code.NOT_ONESELF: Text("请填写您本人的登录编号，以确认注销", "give the number of your own sign-in, to confirm it"),
    Code.SKILL_TOLD: Text("这项技能已经登记过", "this skill was told already"),
    Code.LAST_SKILL: Text("志愿者至少登记一项技能", "a volunteer tells one skill at least"),
    Code.NO_CERTIFICATE: Text("这项技能没有登记证书", "no certificate was told for this skill"),
    Code.TIMES_UNFIT: Text(
        "可服务时段应在同一天内、结束晚于开始、互不重叠，最多 {most} 段",
        "times lie on one day each, end after they began and do not overlap, {most} at most",
    ),
    Code.CREDIT_CODE_WRONG: Text(
        "请填写企业或社会组织正确的统一社会信用代码（18 位，以 9 或 5 开头）",
        "give the credit code of a company or an association: 18 characters that begin with 9 or 5",
    ),
    Code.ORGANISATION_MISSING: Text(
        "此人未登记所在单位（自行登记的，或帮扶户的人员），不能授予工作岗位",
        "this person is of no organisation (he registered himself, or is of a household): no office is given to him",
    ),
    Code.MONEY_OF_DONORS: Text("志愿者不捐助资金，请以爱心人士身份捐助", "a volunteer gives no money: give it as a donor"),
    Code.HOLD_OVER: Text("保留期已满，认捐已失效，请重新认捐", "it was held until {until}: pledge again"),
    Code.FACTS_UNSEEN: Text("请先阅读该需求的事实说明，再确认", "see the facts of the need before you confirm"),
    Code.FACTS_CHANGED: Text("您阅读之后该需求有变化，请重新阅读", "the need was changed since you saw its facts: see them again"),
    Code.RECEIPT_NUMBER_MISSING: Text(
        "捐款须登记慈善组织开具的捐赠票据号，其他认捐不登记", "money is recorded with the number of the charity's receipt, and nothing else is"
    ),
    Code.ALREADY_SIGNED: Text("这一方已经签收", "this side has signed already"),
    Code.FEEDBACK_GIVEN: Text("已有反馈在等待审核", "feedback was given and waits for its review"),
    Code.FEEDBACK_MISSING: Text("没有待审的反馈", "no feedback waits for a review"),
    Code.OWN_FEEDBACK: Text("不得审核自己的反馈，须由他人审核", "nobody reviews the feedback that he gave himself"),
    Code.DISPUTED: Text(
        "本户已提出异议（{label}）：须本户自己签收，或作废这次送达",
        "the household said that it did not come so: it signs itself, or the delivery is declared void",
    ),
    Code.HOUSEHOLD_MISSING: Text("这笔帮扶不是给户的，由两名工作人员签收", "this help is for no household: two officers sign for it"),
    Code.KIN_OF_GIVER: Text(
        "您与捐助人同户，或者一方申报过与另一方家庭的亲属关系，须由他人办理",
        "you are of the giver's household, or one of you declared kinship with the household of the other: somebody else does it",
    ),
    Code.OWN_GIFT: Text(
        "这是您自己的认捐，须由他人签收、作废、反馈", "it is your own gift: somebody else signs for it, declares it void or says what became of it"
    ),
    Code.PAPER_UNFIT: Text(
        "签字单编号应为 2 至 {most} 个字母、数字、点、横线或下划线，不要写身份证号、电话",
        "the number of a paper has 2 to {most} letters, digits, dots, hyphens or underscores, and is nobody's identity number or telephone",
    ),
    Code.PAPER_DAY_UNFIT: Text(
        "签字单的日期应在 {first} 至 {today} 之间：不早于脱困的提出和最近更正，不晚于今天",
        "the day of the paper lies between {first} and {today}: not before the exit was proposed or last revised, nor after today",
    ),
    Code.ONLY_HELPER: Text(
        "您是该户唯一的帮扶责任人，稍后须由您签字，请由村（社区）或民政工作人员登记",
        "you are the only helper of this household and sign as such later: let an official record its signature",
    ),
    Code.ALREADY_REFUSED: Text("您已经回绝过这条需求；可在“我的帮扶”里撤回", "you have refused this need already: you may take that back"),
    Code.CONTACT_UNFIT: Text(
        "只能同意已确认认捐的志愿者联系，且尚未同意过",
        "contact is accepted once, with a volunteer who has confirmed his pledge to a household",
    ),
    Code.CONTACT_MISSING: Text(
        "受助方同意联系之后、办结之前才能留言", "messages are written once the household accepted contact, until the pledge is closed"
    ),
    Code.MESSAGE_UNFIT: Text("留言应为 1 至 {most} 字", "a message has from 1 to {most} characters"),
    Code.ANSWERER_UNFIT: Text(
        "承办单位须是当地或其上级的主管部门，且不是现在的承办单位",
        "who answers is another office of the place, or of one above it, whose department may answer",
    ),
    Code.PROJECT_OF_FORM: Text("只有项目帮扶、产业帮扶才写明项目", "only help by a project or by industry names a project"),
    Code.AMOUNT_WRONG: Text("金额应为 0 至 {most} 元", "an amount is from 0 to {most} yuan"),
    Code.IN_THE_FUTURE: Text("日期不能晚于今天（{today}）", "the day may not be after today ({today})"),
    Code.WEIGHT_UNFIT: Text("权重应在 0 至 1 之间，最多 {most} 位小数", "a weight lies between 0 and 1 and has {most} decimals at most"),
    Code.WEIGHTS_REPLACED: Text("这组权重已有后续版本，请在最新一组上调整", "these weights were replaced already: change the latest ones"),
    Code.WEIGHTS_TOO_YOUNG: Text(
        "新权重须晚于现行权重的启用日（{day}），且在一年之内启用",
        "the new weights begin after the day on which the present ones began ({day}), and within a year",
    ),
    Code.SHIFT_UNFIT: Text(
        "班次须在活动期间和活动区划内、在今后开始，结束晚于开始，要求证书的须写明技能",
        "a shift lies in the days and the division of its campaign and begins later than now; it ends after it began, and a certificate is of a skill",
    ),
    Code.SHIFT_OVER: Text("该班次已开始或已取消", "the shift has begun, or was cancelled"),
    Code.SHIFT_FULL: Text("该班次人数已满（{places} 人）", "all {places} places of the shift are taken"),
    Code.SHIFTS_OVERLAP: Text("与该志愿者的其他班次时间重叠", "the volunteer is at another shift at that time"),
    Code.KIND_REFUSED: Text("该志愿者登记了不参与此类服务", "the volunteer has said that he does not give this kind of help"),
    Code.CERTIFICATE_MISSING: Text(
        "须有“{skill}”的证书，并经工作人员核验；可在“我的资料”里登记证书",
        "it takes a certificate of {skill} that an official has seen: tell of yours on your page",
    ),
    Code.SKILL_MISSING: Text("要求证书的目录项须写明技能", "say of which skill the certificate is"),
    Code.CODE_WRONG: Text("签到码不对，或已用过：请志愿者打开本人页面核对", "the code is wrong or was used: let the volunteer look it up again"),
    Code.CHECK_OUT_OF_TIME: Text(
        "签到从班次开始前 {before} 分钟到班次结束，签退到结束后 {after} 分钟为止",
        "check-in is from {before} minutes before the shift until its end, check-out until {after} minutes after it",
    ),
    Code.OWN_HOURS: Text("不得核验本人的服务时长", "nobody verifies his own hours"),
    Code.PLACES_UNFIT: Text(
        "一次确认 1 至 {most} 项安排，每名志愿者在每个班次只出现一次", "confirm 1 to {most} places at once, a volunteer once a shift"
    ),
    Code.EMAIL_UNFIT: Text("请填写一个有效的电子邮箱", "write one mail address"),
    Code.ADDRESS_TOO_SOON: Text("刚刚登记过邮箱，请在 {minutes} 分钟后再改", "an address was given just now: change it after {minutes} minutes"),
    Code.ADDRESS_UNFIT: Text(
        "请填写 https 地址，不含用户名、密码和 # 后的部分，最多 {most} 个字符",
        "give an https address of at most {most} characters, without a user, a password or a fragment",
    ),
    Code.EVENTS_MISSING: Text("请至少选择一类事件", "name at least one kind of events"),
    Code.SIGNATURES_MISSING: Text("还缺 {count} 个签字", "{count} signatures are missing"),
    Code.NOTICE_NOT_OVER: Text(
        "公示须满 {days} 天、已经期满且无异议", "the notice must have hung for {days} days, be over, and nobody may have objected"
    ),
    Code.FINDINGS_OPEN: Text("该户还有未办结的存疑问题", "a finding about the household is still open"),
    Code.MEASURES_OPEN: Text("该户还有未办结的帮扶措施", "a measure for the household is not finished"),
    Code.INCOME_TOO_LOW: Text("核定的人均收入未达到低保家庭收入标准", "the income a head that was checked is below the floor"),
    Code.ENTITLEMENTS_UNPAID: Text("该户还有未发放到位的待遇", "something is still to be paid to the household"),
    Code.NOT_HIS_TURN: Text("须依次签字，现在应由“{label}”签字", "all sign in their order: now it is the turn of {role}"),
    Code.MEMBER_UNFIT: Text(
        "本户签字须写明在户、健在的本户成员，其他人签字不写", "a household signs by a living member who lives there, and nobody else names one"
    ),
    Code.DIGEST_UNFIT: Text("请填写收入证明文件的 SHA-256（64 位十六进制）", "give the SHA-256 of the evidence, 64 hexadecimal digits"),
    Code.NOT_IN_HARDSHIP: Text("该户现在的状态是“{label}”，不是在册帮扶", "the household is {state}, not on the register in hardship"),
    Code.PLAN_OVER: Text("该规划的年度或队伍任期已于 {day} 结束", "the year of the plan, or the term of its team, was over on {day}"),
    Code.MEASURE_FINISHED: Text("该措施（项目）已于 {day} 办结", "the measure or project was finished on {day}"),
    Code.RULE_MISSING: Text("规则参数 {name} 在当地没有生效的数值，请先登记", "the rule parameter {name} has no value in force here"),
}


@dataclass(frozen=True)
class UserError:
    """One reason; `field` names the input's field as clients write it."""

    code: Code
    field: str | None = None
    values: Mapping[str, object] = dataclass_field(default_factory=dict)

    def message(self, language: str) -> str:
        text = TEXTS[self.code]
        return text.in_(language).format(**self.values)


class RefusedError(WrongDataError):
    """The change is not made; its transaction is rolled back."""

    def __init__(self, *errors: UserError) -> None:
        super().__init__("; ".join(f"{error.message('zh')} ({error.message('en')})" for error in errors))
        self.errors = errors


def refused(code: Code, field: str | None = None, **values: object) -> RefusedError:
    return RefusedError(UserError(code, field, values))
