"""Offers 帮扶意愿 of donors and volunteers."""

from __future__ import annotations

from databases.code_lists.forces import HELP_KIND, MONEY_KINDS, OFFER_STATE
from databases.forces import INTERNAL, METADATA
from databases.forces.givers import MONEY_OF_DONORS
from databases.row_rules import frozen
from databases.tables import COUNT, PERIOD, TEXT, check, entity, internal, reference, region

offer = entity(
    METADATA,
    "offer",
    "Offer of help 帮扶意愿 (M147)",
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    internal("kind", HELP_KIND, "Kind 类别"),
    internal("about", TEXT, "What is offered 内容"),
    internal("quantity", COUNT, "How many 数量"),
    internal("period", PERIOD, "When 可提供时间"),
    internal("state", OFFER_STATE, "State 状态"),
    reference("organisation", "Charity that takes money, with its certificate 受赠慈善组织", "charity_id", optional=True),
    region("Where 区划", INTERNAL),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("of_something", "quantity >= 1", "Something is offered 意愿数量须大于零"),
    check("money_to_a_charity", f"(kind IN {MONEY_KINDS}) = (charity_id IS NOT NULL)"),
    check("money_of_donors", f"volunteer_id IS NULL OR kind NOT IN {MONEY_KINDS}", MONEY_OF_DONORS),
)
frozen(
    *(offer, "stays_pledged", ("donor_id", "volunteer_id", "kind", "quantity"), "EXISTS (SELECT FROM pledge WHERE offer_id = old.id)"),
    "An offer out of which something was pledged keeps its giver, kind and quantity 已有认捐的帮扶意愿，登记人、类别、数量不得更改，不得删除",
)
