"""Weights 匹配权重 by which needs and offers are matched."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from databases.forces import METADATA, PUBLIC
from databases.regions import A_CITY
from databases.row_rules import frozen
from databases.tables import ORDINAL, PERIOD, SHARE, TEXT, check, entity, public, reference, region

match_weight = entity(
    METADATA,
    "match_weight",
    "Weights by which needs and offers are matched, a version each 匹配权重 (M147)",
    public("number", ORDINAL, "Version 版本", unique=True),
    public("words", SHARE, "How far the words fit 内容吻合的权重"),
    public("place", SHARE, "How near it is 距离的权重"),
    public("time", SHARE, "How soon it can be given 时间的权重"),
    public("skill", SHARE, "How far the skill fits that it takes 技能吻合的权重"),
    public("days", SHARE, "How much of it the volunteer's days and hours allow 空闲时间的权重"),
    public("language", SHARE, "Whether the volunteer speaks the language that it takes 语言的权重"),
    public("remaining", SHARE, "How much is missing 缺口的权重"),
    public("urgency", SHARE, "How soon it is needed 紧迫的权重"),
    public("reliability", SHARE, "How reliably receipt is signed 签收率的权重"),
    public("fairness", SHARE, "What each recent help leaves of the score 每次近期帮助后保留的比例"),
    public("refusals", SHARE, "What each refusal of the giver leaves of the score of what is like it 每次回绝后同类需求保留的比例"),
    public("period", PERIOD, "In force 有效期"),
    public("reason", TEXT, "Why it was changed 调整理由"),
    reference("person", "Who decided it 决定人", "decided_by_id"),
    region("City in which they hold 适用区划", PUBLIC, level=A_CITY),
)
match_weight.append_constraint(
    check(
        *("weigh_something", "words + place + time + skill + days + language + remaining + urgency + reliability > 0"),
        "Something is weighed: the weights are not all zero 各项权重不得全为零",
    )
)
_WEIGHTS = ("words", "place", "time", "skill", "days", "language", "remaining", "urgency", "reliability", "fairness", "refusals")
match_weight.append_constraint(ExcludeConstraint((sa.text("period"), "&&"), using="gist", name="ex_match_weight_period"))
frozen(
    *(match_weight, "stays_decided", ("number", *_WEIGHTS, "reason", "decided_by_id"), "true"),
    "A version of the weights stays as it was decided: others are a new version 匹配权重的版本不得更改或删除，调整须另立版本",
)
