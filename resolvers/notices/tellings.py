"""Which events are told to whom, in which words: one table of data.

A text names a need by its public id, or by what its card tells, and nobody at all: it goes into mails, where anybody on the way may read it. Of several lines for one
event a person is told the first that concerns him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from databases.code_lists.forces import NOTICE_KIND
from resolvers.changes.errors import Text
from resolvers.notices.audiences import (
    ANSWERERS,
    APPELLANT,
    CONFIRMED_REPRESENTATIVE,
    COUNTY_OFFICIALS,
    DECIDERS,
    DONOR_REGISTRARS,
    DRAFTER,
    ENTREPRENEUR,
    EXPERT,
    EXPERTS,
    FEEDBACK_WRITER,
    GIVER,
    GIVER_OF_WITHDRAWN,
    GIVERS,
    HELPER,
    HELPER_ITSELF,
    HELPER_OF_APPEAL,
    HELPER_OF_CONFIRMED,
    HELPER_OF_NEED,
    HIMSELF,
    HOUSEHOLD,
    HOUSEHOLD_ITSELF,
    HOUSEHOLD_OF_APPEAL,
    HOUSEHOLD_OF_CONFIRMED,
    HOUSEHOLD_OF_NEED,
    HOUSEHOLD_PAIRED,
    INSPECTORS,
    OFFERER,
    OFFICERS,
    OFFICERS_OF_PLEDGE,
    OTHER_DONOR_REGISTRARS,
    OTHER_VOLUNTEER_REGISTRARS,
    OTHERS_OF_THE_HOME,
    PAIRED,
    PAIRING_OFFICES,
    POSTED,
    PROPOSER,
    PUBLISHERS,
    RAISER,
    REGISTRARS_OF_THE_HOME,
    REPRESENTATIVE_REGISTRARS,
    REVIEWERS,
    SKILLED,
    TOWN_OFFICIALS,
    VERIFIED_DONOR,
    VERIFIED_VOLUNTEER,
    VILLAGE,
    VILLAGE_OFFICIALS,
    VILLAGE_PAIRED,
    VOLUNTEER,
    VOLUNTEER_REGISTRARS,
    WRITER,
    Audience,
)


@dataclass(frozen=True)
class Telling:
    """One line: what is told of an event to those of some parts in it. `{need}` in a text is the need's public id, `{item}` what it asks for and `{place}`
    its county; `{needs}` are several, each by the three."""

    event: str
    audiences: Sequence[Audience]
    text: Text


REFUSED = Text(
    "您的登记未通过核验，理由见“我的帮扶”；可以申请一次复核，或更正后重新登记",
    "your registration was not verified: my help says why; appeal once, or correct it and register anew",
)
APPEALED = Text("有人对登记不予核验申请复核，请按期决定", "somebody appeals against the refusal of his registration: decide it by its day")
STANDS = Text(
    "您的登记复核维持不予核验，理由见“我的帮扶”；可以更正后重新登记",
    "the refusal of your registration stands: my help says why; you may correct it and register anew",
)
TELLINGS = (
    Telling("need_drafted", (REVIEWERS,), Text("需求 {need} 已起草，待两人审核", "need {need} was drafted, for two to review")),
    Telling(
        "need_reviewed_first", (REVIEWERS,), Text("需求 {need} 已由一人审核，待另一人审核", "need {need} was reviewed by one, for another to review")
    ),
    Telling(
        "need_reopened",
        (REVIEWERS,),
        Text("需求 {need} 的复核已准予，待两人重新审核", "an appeal for need {need} was granted: it is for two to review again"),
    ),
    Telling(
        "need_reviewed",
        (DRAFTER,),
        Text("需求 {need} 已由两人审核，可以由民政部门发布", "need {need} was reviewed by two, for civil affairs to publish"),
    ),
    Telling("need_reviewed", (PUBLISHERS,), Text("需求 {need} 已由两人审核，请发布", "need {need} was reviewed by two: publish it")),
    Telling(
        "need_refused",
        (DRAFTER, HOUSEHOLD_OF_NEED, HELPER_OF_NEED),
        Text(
            "需求 {need} 决定不予发布，理由见需求；有异议的，本户、帮扶责任人、村干部可以申请复核",
            "need {need} is not published; it says why, and its household, helper or village officer may appeal",
        ),
    ),
    Telling(
        "appeal_made", (DECIDERS,), Text("有人对需求 {need} 不予发布申请复核，请按期决定", "somebody appeals for need {need}: decide it by its day")
    ),
    Telling(
        "appeal_granted",
        (APPELLANT, HOUSEHOLD_OF_APPEAL, HELPER_OF_APPEAL),
        Text("需求 {need} 的复核已准予，将由两人重新审核", "the appeal for need {need} was granted: two people review it again"),
    ),
    Telling(
        "appeal_dismissed",
        (APPELLANT, HOUSEHOLD_OF_APPEAL, HELPER_OF_APPEAL),
        Text("需求 {need} 的复核维持不予发布，理由见复核意见", "the appeal for need {need} was dismissed; it says why"),
    ),
    Telling("need_published", (OFFICERS, HOUSEHOLD_OF_NEED, HELPER_OF_NEED), Text("需求 {need} 已发布", "need {need} is published")),
    Telling("need_withdrawn", (OFFICERS, HOUSEHOLD_OF_NEED, HELPER_OF_NEED), Text("需求 {need} 已撤回", "need {need} was withdrawn")),
    Telling(
        "need_expired",
        (OFFICERS, HOUSEHOLD_OF_NEED, HELPER_OF_NEED),
        Text("需求 {need} 过了截止日期，没有认捐", "the day of need {need} has passed and nothing is pledged to it"),
    ),
    Telling(
        "need_confirmed",
        (GIVERS,),
        Text("需求 {need} 的帮扶已由双方签收，谢谢您", "both sides have signed for what need {need} asked for: thank you"),
    ),
    Telling("need_confirmed", (OFFICERS,), Text("需求 {need} 的帮扶已由双方签收", "both sides have signed for what need {need} asked for")),
    Telling(
        "pledge_held",
        (GIVER,),
        Text(
            "您对需求 {need} 的认捐已保留，请在保留期内阅知事实并确认", "your pledge to need {need} is held: see the facts and confirm it while it is"
        ),
    ),
    Telling(
        "pledge_held", (OFFICERS_OF_PLEDGE,), Text("需求 {need} 有一笔新的认捐，待确认", "there is a new pledge to need {need}, not confirmed yet")
    ),
    Telling(
        "pledge_expiring",
        (GIVER,),
        Text("您对需求 {need} 的认捐将在一天内失效，请确认或释放", "your pledge to need {need} expires within a day: confirm or release it"),
    ),
    Telling(
        "pledge_expired",
        (GIVER,),
        Text("您对需求 {need} 的认捐未在保留期内确认，已失效", "your pledge to need {need} was not confirmed while it was held, and has expired"),
    ),
    Telling("pledge_expired", (OFFICERS_OF_PLEDGE,), Text("需求 {need} 的一笔认捐已失效", "a pledge to need {need} has expired")),
    Telling(
        "pledge_confirmed",
        (GIVER,),
        Text("您对需求 {need} 的认捐已确认，请在截止日期前送达", "your pledge to need {need} is confirmed: deliver it before the need's day"),
    ),
    Telling(
        "pledge_confirmed", (OFFICERS_OF_PLEDGE, HELPER, HOUSEHOLD), Text("需求 {need} 的一笔认捐已确认", "a pledge to need {need} is confirmed")
    ),
    Telling(
        "pledge_contact_accepted",
        (GIVER,),
        Text("需求 {need} 的受助方同意与您联系，请登录留言", "the receiver of your help for need {need} lets you get in touch: sign in and write"),
    ),
    Telling(
        "pledge_message_sent",
        (WRITER, HOUSEHOLD, HELPER),
        Text("需求 {need} 的帮扶有新的留言，请登录查看", "there is a new message about help for need {need}: sign in to read it"),
    ),
    Telling(
        "pledge_overdue",
        (GIVER,),
        Text(
            "您对需求 {need} 确认的帮扶过了截止日期还没有送达，请尽快送达，不能送达的请释放",
            "the day of need {need} has passed and your help has not come: deliver it soon, or release it if you cannot",
        ),
    ),
    Telling(
        "pledge_overdue",
        (OFFICERS_OF_PLEDGE, HELPER),
        Text("需求 {need} 的一笔已确认的帮扶过了截止日期还没有送达", "the day of need {need} has passed and help that was confirmed has not come"),
    ),
    Telling(
        "pledge_delivered",
        (HOUSEHOLD, VILLAGE),
        Text("需求 {need} 的帮扶已送达，请核对后签收", "help for need {need} was delivered: see that it is right, and sign for it"),
    ),
    Telling(
        "pledge_delivered",
        (OFFICERS_OF_PLEDGE, HELPER),
        Text("需求 {need} 的帮扶已送达，待签收", "help for need {need} was delivered, to be signed for"),
    ),
    Telling(
        "pledge_partly_delivered",
        (HOUSEHOLD, VILLAGE),
        Text(
            "需求 {need} 的帮扶送达了一部分，请核对数量后签收；没有送来的部分已重新开放认捐",
            "some of the help for need {need} was delivered: see how many, and sign; the rest can be pledged again",
        ),
    ),
    Telling(
        "pledge_partly_delivered",
        (OFFICERS_OF_PLEDGE, HELPER),
        Text(
            "需求 {need} 的帮扶送达了一部分，待签收；没有送来的部分已重新开放认捐",
            "some of the help for need {need} was delivered, to be signed for; the rest can be pledged again",
        ),
    ),
    Telling(
        "pledge_disputed",
        (VILLAGE, OFFICERS_OF_PLEDGE, HELPER),
        Text(
            "需求 {need} 的受助方反映帮扶没有收到或不对，请核实：属实的作废送达，不属实的请本户签收",
            "the receiver of help for need {need} says that it did not come, or not so: look into it, and declare the delivery void or let the household sign",
        ),
    ),
    Telling(
        "pledge_voided",
        (GIVER,),
        Text(
            "您对需求 {need} 的帮扶，送达登记已作废，原因见“我的帮扶”；有异议的请联系镇（街道）帮扶工作站",
            "the delivery of your help for need {need} was declared void: my help says why; if you do not agree, turn to the town's assistance office",
        ),
    ),
    Telling(
        "pledge_voided",
        (HOUSEHOLD, HELPER, VILLAGE, OFFICERS_OF_PLEDGE),
        Text(
            "需求 {need} 的一次送达已作废，数量已还给这条需求",
            "a delivery for need {need} was declared void, and its quantity went back to the need",
        ),
    ),
    Telling(
        "pledge_signed_by_officer", (GIVER,), Text("村干部已签收您对需求 {need} 的帮扶", "the village's officer signed for your help for need {need}")
    ),
    Telling(
        "pledge_signed_by_household", (GIVER,), Text("需求 {need} 的受助方已签收您的帮扶", "your help for need {need} was signed for by its receiver")
    ),
    Telling(
        "pledge_signed_on_paper",
        (GIVER,),
        Text("需求 {need} 的受助方已书面签收您的帮扶", "your help for need {need} was signed for on paper by its receiver"),
    ),
    Telling(
        "pledge_signed_on_paper",
        (HOUSEHOLD,),
        Text(
            "有工作人员登记：您家已书面签收需求 {need} 的帮扶。没有收到的，请在“待签收的帮扶”里说明，或告诉村里",
            "it was recorded that your household signed on paper for help for need {need}: say so there, or tell the village, if you did not receive it",
        ),
    ),
    Telling(
        "pledge_signed_on_paper",
        (OFFICERS_OF_PLEDGE, HELPER),
        Text("需求 {need} 的受助方已书面签收", "the receiver of help for need {need} has signed on paper"),
    ),
    Telling(
        "pledge_feedback_due",
        (HOUSEHOLD, HELPER, VILLAGE),
        Text(
            "需求 {need} 的帮扶已签收七天，请反馈结果，不写任何人的身份",
            "help for need {need} was signed for: please say what became of it, naming nobody",
        ),
    ),
    Telling(
        "pledge_feedback_given",
        (VILLAGE,),
        Text(
            "需求 {need} 的受助方有了反馈，请审核：不含姓名、号码等信息的，告知捐助人",
            "feedback was given for help for need {need}: review it, and let the giver read it if it names nobody",
        ),
    ),
    Telling(
        "pledge_feedback_returned",
        (FEEDBACK_WRITER,),
        Text(
            "您对需求 {need} 的帮扶所写的反馈已退回，理由在这笔认捐的页面上，请照着再写一次",
            "your feedback for need {need} came back: the page of the pledge says why, please write it again",
        ),
    ),
    Telling(
        "pledge_feedback_returned",
        (HOUSEHOLD, HELPER),
        Text(
            "需求 {need} 的一条帮扶反馈已退回，理由在这笔认捐的页面上，可以重写",
            "feedback for need {need} came back: the page of the pledge says why, it may be written again",
        ),
    ),
    Telling(
        "pledge_closed",
        (GIVER,),
        Text("您对需求 {need} 的帮扶有了反馈，谢谢您", "there is word of what became of your help for need {need}: thank you"),
    ),
    Telling("pledge_closed", (OFFICERS_OF_PLEDGE,), Text("需求 {need} 的一笔帮扶已反馈办结", "feedback was given for help for need {need}")),
    Telling(
        "pledge_released",
        (GIVER_OF_WITHDRAWN,),
        Text(
            "需求 {need} 已撤回，您的认捐随之释放，不必送达",
            "need {need} was withdrawn, and your pledge released with it: there is nothing to deliver",
        ),
    ),
    Telling(
        "pledge_released",
        (HOUSEHOLD_OF_CONFIRMED, HELPER_OF_CONFIRMED),
        Text("需求 {need} 的一笔已确认的认捐不能送达，已释放", "a pledge to need {need} that was confirmed cannot be kept, and was released"),
    ),
    Telling("pledge_released", (GIVER,), Text("您对需求 {need} 的认捐已释放", "your pledge to need {need} was released")),
    Telling("pledge_released", (OFFICERS_OF_PLEDGE,), Text("需求 {need} 的一笔认捐已释放", "a pledge to need {need} was released")),
    Telling(
        "volunteer_registered",
        (VOLUNTEER_REGISTRARS,),
        Text("有一名志愿者自行登记，请核验身份和证书", "a volunteer has registered himself: verify who he is, and see his certificate"),
    ),
    Telling(
        "donor_registered",
        (DONOR_REGISTRARS,),
        Text("有一名爱心人士（单位）自行登记，请核验身份", "a donor has registered himself or his organisation: verify who he is"),
    ),
    Telling(
        "volunteer_verified",
        (VERIFIED_VOLUNTEER,),
        Text("您的志愿者身份已核验，可以认捐、参加班次", "you are verified as a volunteer: pledge, and join shifts"),
    ),
    Telling("donor_verified", (VERIFIED_DONOR,), Text("您的登记已核验，可以认捐", "you are verified as a donor: you may pledge")),
    Telling("volunteer_refused", (VERIFIED_VOLUNTEER,), REFUSED),
    Telling("donor_refused", (VERIFIED_DONOR,), REFUSED),
    Telling("volunteer_appealed", (OTHER_VOLUNTEER_REGISTRARS,), APPEALED),
    Telling("donor_appealed", (OTHER_DONOR_REGISTRARS,), APPEALED),
    Telling("volunteer_appeal_dismissed", (VERIFIED_VOLUNTEER,), STANDS),
    Telling("donor_appeal_dismissed", (VERIFIED_DONOR,), STANDS),
    Telling(
        "representative_registered",
        (REPRESENTATIVE_REGISTRARS,),
        Text("有人申请登记为人大代表（政协委员），请对照名册核验", "somebody says that he is a deputy or member: check it against the roll"),
    ),
    Telling(
        "representative_confirmed",
        (CONFIRMED_REPRESENTATIVE,),
        Text(
            "您的代表（委员）身份已确认，可以登记行动、提出建议、公布接待日",
            "you are confirmed: record what you do, make suggestions, announce your days",
        ),
    ),
    Telling(
        "representative_refused",
        (CONFIRMED_REPRESENTATIVE,),
        Text(
            "您的代表委员登记未获确认，理由见“代表委员”；可以更正后重新申请",
            "your registration as a deputy or member was not confirmed: its page says why; correct it and register anew",
        ),
    ),
    Telling(
        "home_day_cancelled",
        (OTHERS_OF_THE_HOME, REGISTRARS_OF_THE_HOME),
        Text("一个代表之家（委员之家）的接待日已取消，原因见“代表委员”", "a day in a home of deputies or members is called off: its page says why"),
    ),
    Telling("certificate_verified", (SKILLED,), Text("您登记的一份证书已核验", "a certificate of yours was verified")),
    Telling(
        "offer_matched",
        (OFFERER,),
        Text(
            "需求 {need}（{item}，{place}）又可以认捐，与您登记的帮扶意愿最相符",
            "something of need {need} ({item}, {place}) is free again, and your offer fits it best",
        ),
    ),
    Telling(
        "needs_matched",
        (HIMSELF,),
        Text("新发布的需求中，有您可能帮得上的：{needs}", "needs were published with which you may be able to help: {needs}"),
    ),
    Telling(
        "shift_assigned",
        (VOLUNTEER,),
        Text(
            "请您参加一个志愿服务班次；不能参加的，请在开始前退出",
            "you were assigned to a shift of volunteers: leave it before it begins if you cannot come",
        ),
    ),
    Telling("shift_cancelled", (VOLUNTEER,), Text("您参加的一个志愿服务班次已取消", "a shift to which you would have come was cancelled")),
    Telling("shift_checked_out", (VOLUNTEER,), Text("您的志愿服务时长已核定，谢谢您", "your hours as a volunteer are verified: thank you")),
    Telling(
        "report_received",
        (INSPECTORS,),
        Text("收到一件群众反映，请在十五天内答复", "a report of the public has come in: answer it within fifteen days"),
    ),
    Telling(
        "suggestion_made",
        (ANSWERERS,),
        Text("收到一件代表委员的建议，请按期答复", "a suggestion of a deputy or member has come in: answer it by its day"),
    ),
    Telling("suggestion_transferred", (PROPOSER,), Text("您的建议已转交另一单位办理", "your suggestion was passed on to another office")),
    Telling(
        "suggestion_transferred",
        (ANSWERERS,),
        Text("一件代表委员的建议转交您部门办理，请按期答复", "a suggestion of a deputy or member was passed on to you: answer it by its day"),
    ),
    Telling("suggestion_answered", (PROPOSER,), Text("您的建议已有答复，请登录查看", "your suggestion was answered: sign in to read it")),
    Telling(
        "problem_raised",
        (EXPERTS,),
        Text("有一个村提出了科技难题，请看看能否解答", "a village has raised a technical problem: see whether you can answer it"),
    ),
    Telling(
        "problem_taken",
        (RAISER, VILLAGE_OFFICIALS),
        Text("村里的一个科技难题已有专家对接", "an expert has taken a technical problem of the village"),
    ),
    Telling(
        "problem_answered",
        (RAISER, VILLAGE_OFFICIALS),
        Text(
            "村里的一个科技难题已有专家答复；没有帮上的，可以重新征集",
            "an expert has answered a technical problem of the village: open it again if that does not help",
        ),
    ),
    Telling(
        "problem_reopened",
        (EXPERT,),
        Text("您对接过的一个科技难题已重新征集专家", "a technical problem that you had taken was opened again"),
    ),
    Telling(
        "problem_reopened",
        (EXPERTS,),
        Text("有一个村的科技难题重新征集专家，请看看能否解答", "a technical problem of a village was opened again: see whether you can answer it"),
    ),
    Telling("pairing_begun", (PAIRED,), Text("您有一户新的结对帮扶对象", "a household was paired with you")),
    Telling("pairing_handed_over", (PAIRED,), Text("您的一户结对已交接给他人", "a household of yours was handed over to another helper")),
    Telling(
        "pairing_ended",
        (PAIRED,),
        Text("您的一户结对有了截止日期", "a pairing of yours was given its last day"),
    ),
    Telling(
        "pairing_begun", (HOUSEHOLD_PAIRED,), Text("有一名帮扶人、联系人与本户结对，请登录查看", "somebody was paired with your household to help it")
    ),
    Telling(
        "pairing_handed_over", (HOUSEHOLD_PAIRED,), Text("本户的帮扶责任人有交接，请登录查看", "your household's helper has handed over to another")
    ),
    Telling("pairing_ended", (HOUSEHOLD_PAIRED,), Text("与本户的一个结对有了截止日期", "a pairing with your household was given its last day")),
    Telling(
        "kinship_declared",
        (PAIRING_OFFICES,),
        Text(
            "一名帮扶责任人被申报为其帮扶户的亲属，请核实：属实的，请交接给他人",
            "a helper was declared kin of a household that he helps: look into it, and if it is so hand the household over to another",
        ),
    ),
    Telling("village_pairing_begun", (ENTREPRENEUR,), Text("您与一个经济薄弱村结对", "an economically weak village was paired with you")),
    Telling("village_pairing_begun", (VILLAGE_PAIRED,), Text("一名企业家代表、委员与本村结对", "an entrepreneur was paired with your village")),
    Telling("village_pairing_ended", (ENTREPRENEUR,), Text("您与一个薄弱村的结对有了截止日期", "your pairing with a village was given its last day")),
    Telling("village_pairing_ended", (VILLAGE_PAIRED,), Text("与本村的一个结对有了截止日期", "a pairing with your village was given its last day")),
    Telling(
        "household_measure_recorded", (HOUSEHOLD_ITSELF,), Text("为本户新增了一项帮扶措施，请登录查看", "a measure was begun for your household")
    ),
    Telling("household_measure_recorded", (HELPER_ITSELF,), Text("您结对的一户新增了一项帮扶措施", "a measure was begun for a household of yours")),
    Telling(
        "household_measure_finished",
        (HOUSEHOLD_ITSELF,),
        Text("本户的一项帮扶措施已完成，请登录查看结果", "a measure for your household is finished"),
    ),
    Telling(
        "household_measure_finished", (HELPER_ITSELF,), Text("您结对的一户有一项帮扶措施已完成", "a measure for a household of yours is finished")
    ),
    Telling(
        "household_exit_proposed",
        (HOUSEHOLD_ITSELF,),
        Text(
            "拟将本户列为脱困，请核对后签字；不同意的可以拒签",
            "it is proposed that your household leaves hardship: see whether that is right, then sign or refuse",
        ),
    ),
    Telling(
        "household_exit_proposed",
        (HELPER_ITSELF,),
        Text("您结对的一户拟脱困，待本户签字", "a household of yours is to leave hardship: it signs first"),
    ),
    Telling(
        "household_exit_revised",
        (HOUSEHOLD_ITSELF, HELPER_ITSELF),
        Text(
            "脱困材料有更改，先前的签字作废，请重新核对签字",
            "the papers of an exit have changed, which voids what was signed: see them and sign again",
        ),
    ),
    Telling(
        "household_exit_signed_on_paper",
        (HOUSEHOLD_ITSELF,),
        Text(
            "有工作人员登记：您家已书面签字同意脱困。没有签过字的，请马上告诉村里或民政部门",
            "it was recorded that your household signed its exit on paper: tell the village or civil affairs at once if it did not",
        ),
    ),
    Telling(
        "household_exit_signed_on_paper",
        (HELPER_ITSELF,),
        Text(
            "您结对的一户已书面签字同意脱困，轮到您核对签字",
            "a household of yours has signed its exit on paper: it is your turn to see whether that is right and sign",
        ),
    ),
    *(
        Telling(
            f"household_exit_awaits_{role}",
            (audience,),
            Text(
                "有一户拟脱困，前面各方已签字，轮到您核对签字", "a household is to leave hardship and those before you have signed: it is your turn"
            ),
        )
        for role, audience in (
            ("helper", HELPER_ITSELF),
            ("village", VILLAGE_OFFICIALS),
            ("town", TOWN_OFFICIALS),
            ("county", COUNTY_OFFICIALS),
        )
    ),
    Telling(
        "household_exit_is_signed",
        (VILLAGE_OFFICIALS,),
        Text("有一户拟脱困，五方已签字，请公示", "a household is to leave hardship and all five have signed: post the notice"),
    ),
    Telling(
        "household_exit_posted",
        (HOUSEHOLD_ITSELF, HELPER_ITSELF),
        Text("脱困已公示，公示期内可以提出异议", "the notice of an exit hangs: whoever objects says so while it does"),
    ),
    Telling(
        "household_exit_objected",
        (HOUSEHOLD_ITSELF, HELPER_ITSELF),
        Text("脱困公示有异议，处理之前不会确认脱困", "somebody objects to an exit: it is not confirmed before that is settled"),
    ),
    Telling(
        "household_exit_objected",
        (COUNTY_OFFICIALS, VILLAGE_OFFICIALS),
        Text("有一户的脱困公示有异议，请核实后更正或退回", "somebody objects to an exit: look into it, then revise it or return it"),
    ),
    Telling("household_exit_returned", (HOUSEHOLD_ITSELF, HELPER_ITSELF), Text("脱困已退回，理由请登录查看", "an exit was returned: it says why")),
    Telling(
        "household_exit_confirmed",
        (HOUSEHOLD_ITSELF,),
        Text(
            "本户脱困已确认，之后仍会回访；有困难请告诉村里",
            "your household has left hardship; somebody still comes to see how you are: tell the village if you need help",
        ),
    ),
    Telling(
        "household_exit_confirmed",
        (HELPER_ITSELF,),
        Text("您结对的一户脱困已确认，请按期回访", "a household of yours has left hardship: visit it by the days that are set"),
    ),
    Telling("post_granted", (POSTED,), Text("您被授予一个新的岗位", "a post was granted to you")),
    Telling("post_ended", (POSTED,), Text("您的一个岗位有了截止日期", "a post of yours ends")),
)


def _by_event() -> Mapping[str, Sequence[Telling]]:
    found = defaultdict(list)
    for telling in TELLINGS:
        found[telling.event].append(telling)
    return found


TOLD = _by_event()
"""The lines of each event that is told at all."""


def notices_page() -> Iterator[str]:
    """The table for people: each event, who is told of it, and the words."""
    yield "| 通知 notice | 告知 who is told | 内容 | in English |"
    yield "|---|---|---|---|"
    for telling in TELLINGS:
        who = "、".join(audience.label for audience in telling.audiences)
        yield f"| {NOTICE_KIND.labels[telling.event]} `{telling.event}` | {who} | {telling.text.zh} | {telling.text.en} |"
