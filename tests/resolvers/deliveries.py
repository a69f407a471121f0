"""From a delivery to its feedback: who signs, on paper too, who declares it void and who tells what became of it."""

from __future__ import annotations

from policies.subjects import Subject
from resolvers.changes import pledges
from tests.resolvers.giving import DONORS, Street, household, officer

WORDS = "东西收到了，谢谢大家"
PAPER = "no_phone", "QS-2027-001"


async def receivers(street: Street, need: int) -> tuple[Subject, Subject]:
    """The village's officer and the household of a need."""
    row = await street.row("need", need)
    return officer(130, row["village_code"]), household(131, row["household_id"])


async def sign(street: Street, pledge: int, who: Subject, side: str) -> None:
    await pledges.confirm_receipt(street.changes, who, pledges.Receipt(pledge, await street.version(pledge), side))


async def fed_back(street: Street, pledge: int, writer: Subject, reviewer: Subject) -> None:
    """What became of a pledge is told, and somebody else has read it."""
    await pledges.give_feedback(street.changes, writer, pledges.Feedback(pledge, await street.version(pledge), WORDS))
    await review(street, pledge, reviewer)


async def review(street: Street, pledge: int, who: Subject, return_reason: str | None = None) -> None:
    await pledges.review_feedback(street.changes, who, pledges.FeedbackReview(pledge, await street.version(pledge), return_reason))


async def void(street: Street, pledge: int, who: Subject, reason: str = "实际没有送达") -> None:
    await pledges.void_delivery(street.changes, who, pledges.DeliveryVoid(pledge, await street.version(pledge), reason))


async def on_paper(street: Street, pledge: int, who: Subject, reason: str = PAPER[0], number: str = PAPER[1]) -> None:
    wanted = pledges.PaperReceipt(pledge, await street.version(pledge), reason, number)
    await pledges.record_paper_receipt(street.changes, who, wanted, f"paper-{who.number}-{pledge}-{len(number)}")


async def signed_by_the_village(street: Street, need: int) -> tuple[int, Subject, Subject]:
    """The first donor's gift, delivered and not signed for by the household yet; the village's officer and the household."""
    village, home = await receivers(street, need)
    pledge = await street.pledged(need, DONORS[0])
    await street.delivered(pledge, DONORS[0])
    await sign(street, pledge, village, pledges.OFFICER)
    return pledge, village, home
