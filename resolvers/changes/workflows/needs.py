"""What may become of a need, by its drafter, its two reviewers, an appeal, the pledges and the clock."""

from __future__ import annotations

from databases.code_lists.forces import NEED_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import By, Step, Workflow

AVAILABLE = ("published", "partly_pledged")
PROMISED = ("partly_pledged", "fully_pledged")
REACHED = ("received", "delivered", "confirmed", "thanked")
NEED = Workflow(
    "Need",
    Text("需求", "need"),
    NEED_STATE,
    "第19项",
    (
        Step(
            "draft_need",
            (),
            "draft",
            Text("起草", "drafted"),
            rights=("draft_need",),
            demands=(
                *(
                    Code.WRONG_SOURCE,
                    Code.MEASURE_FINISHED,
                    Code.PLAN_OVER,
                    Code.ITEM_RETIRED,
                    Code.ABOVE_CEILING,
                    Code.PRICE_MISSING,
                    Code.MONEY_OF_HOUSEHOLD,
                    Code.DUPLICATE_NEED,
                    Code.ABOVE_CAP,
                    Code.IN_THE_PAST,
                    Code.CONFLICT_OF_INTEREST,
                ),
            ),
            events=("need_drafted",),
        ),
        Step(
            "review_need",
            ("draft",),
            "reviewed",
            Text("审核", "reviewed"),
            rights=("review_need",),
            signatures=2,
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST),
            events=("need_reviewed_first", "need_reviewed"),
        ),
        Step(
            "refuse_need",
            ("draft",),
            "refused",
            Text("决定不予发布", "refused"),
            rights=("review_need",),
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("need_refused",),
        ),
        Step(
            "appeal_granted",
            ("refused",),
            "draft",
            Text("复核准予重新审核", "to be reviewed again by an appeal"),
            By.APPEAL,
            events=("need_reopened",),
        ),
        Step(
            "publish_need",
            ("reviewed",),
            "published",
            Text("发布", "published"),
            rights=("publish_need",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.ABOVE_CAP, Code.NEED_OVER),
            events=("need_published",),
        ),
        Step(
            "withdraw_need",
            ("draft", "reviewed", *AVAILABLE, "fully_pledged"),
            "withdrawn",
            Text("撤回", "withdrawn"),
            rights=("withdraw_need",),
            demands=(Code.PLEDGES_STAND, Code.REASON_UNFIT),
            events=("need_withdrawn",),
        ),
        Step(
            "unpledged",
            (*PROMISED, *REACHED),
            "published",
            Text("认捐全部释放或送达作废", "all pledges released, or their deliveries void"),
            By.PLEDGES,
            events=("need_unpledged",),
        ),
        Step(
            "partly_pledged",
            ("published", "fully_pledged", *REACHED),
            "partly_pledged",
            Text("认捐了一部分，或一部分送达作废", "some of it pledged, or some deliveries void"),
            By.PLEDGES,
            events=("need_partly_pledged",),
        ),
        Step(
            "fully_pledged",
            AVAILABLE,
            "fully_pledged",
            Text("认捐达到需求数量", "all of it pledged"),
            By.PLEDGES,
            events=("need_fully_pledged",),
        ),
        Step(
            "received",
            PROMISED,
            "received",
            Text("所认捐的全部送到", "all that was pledged has come in"),
            By.PLEDGES,
            events=("need_received",),
        ),
        Step(
            "delivered",
            (*PROMISED, "received"),
            "delivered",
            Text("村干部全部签收", "an officer signed for all of it"),
            By.PLEDGES,
            events=("need_delivered",),
        ),
        Step(
            "confirmed",
            (*PROMISED, "received", "delivered"),
            "confirmed",
            Text("村干部和本户全部签收", "officer and household signed for all of it"),
            By.PLEDGES,
            signatures=2,
            events=("need_confirmed",),
        ),
        Step(
            "thanked",
            (*PROMISED, "received", "delivered", "confirmed"),
            "thanked",
            Text("反馈已全部给出", "feedback was given for all of it"),
            By.PLEDGES,
            events=("need_thanked",),
        ),
        Step(
            "expired",
            (*AVAILABLE, "fully_pledged", *REACHED),
            "expired",
            Text("过了截止日期，没有认捐", "its day passed and nothing is pledged"),
            By.CLOCK,
            events=("need_expired",),
        ),
    ),
)
