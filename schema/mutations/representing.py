"""Mutations of deputies and members, and of the officials who answer them. docs/workflows.md has the steps of a suggestion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from databases.code_lists.forces import HELP_FORM, SUGGESTION_KIND
from resolvers.changes import representative_actions, suggestions
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

WHO = "As whom: the deputy or member that you are, by global id 代表委员"
ANSWER = "What was found and what will be done, without any personal data; its deputy reads it, and it is published 答复内容"


def representative_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "record_representative_action": _record_action(types),
        "make_suggestion": _make_suggestion(types),
        "transfer_suggestion": _transfer_suggestion(types),
        "answer_suggestion": _answer_suggestion(types),
    }


def _record_action(types: Types) -> Any:
    input_ = input_type(
        "RecordRepresentativeActionInput",
        "What you did as a deputy or member 代表委员行动",
        representative_id=(strawberry.ID, WHO),
        form=(types.code_type(HELP_FORM), "Form of help 帮扶形式"),
        about=(str, "What was done, without any personal data; it may be published 内容"),
        amount=(Decimal, "Value, yuan; 0 where it has none 折合金额（元）"),
        acted_on=(date, "Day, today at the latest 日期"),
        project_id=(strawberry.ID | None, "Help by a project or by industry only: the project that it went to 帮扶项目"),
        region_code=(str, "Village or community 村（社区）"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        who = key_of("Representative", asked.representative_id, "representativeId")
        project = key_of("Project", asked.project_id, "projectId") if asked.project_id else None
        done = representative_actions.ActionDone(who, code_of(asked.form), asked.about, asked.amount, asked.acted_on, project, asked.region_code)
        recorded = await representative_actions.record_action(asking.changes, asking.subject, done, asked.idempotency_key)
        return {"representative_action": node_of(types, recorded)}

    about = "Record what you did yourself as a deputy or member, in one of the five forms of help 登记帮扶行动 (M149, M150, M153)"
    return mutation_field("RecordRepresentativeAction", about, input_, run, **changed_of(types, "RepresentativeAction"))


def _make_suggestion(types: Types) -> Any:
    input_ = input_type(
        "MakeSuggestionInput",
        "An opinion that you heard, a suggestion or a motion 社情民意、建议、提案",
        representative_id=(strawberry.ID, WHO),
        kind=(types.code_type(SUGGESTION_KIND), "Kind 类别"),
        title=(str, "Title, published with the answer; without any personal data 标题"),
        text=(str, "What was heard and is suggested, for whoever answers; never published 内容"),
        region_code=(str, "About which division 区划"),
        organisation_id=(strawberry.ID, "Who is to answer: an office of that division, or of one above it 承办单位"),
        members_home_id=(strawberry.ID | None, "In which home of deputies or members it was heard, if in one 听取意见的代表之家、委员之家"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        who = key_of("Representative", asked.representative_id, "representativeId")
        office = key_of("Organisation", asked.organisation_id, "organisationId")
        home = key_of("MembersHome", asked.members_home_id, "membersHomeId") if asked.members_home_id else None
        made = suggestions.SuggestionMade(who, code_of(asked.kind), asked.title, asked.text, asked.region_code, office, home)
        return {"suggestion": node_of(types, await suggestions.make_suggestion(asking.changes, asking.subject, made, asked.idempotency_key))}

    about = "Suggest something as a deputy or member; its answer is due on a day that it tells 提出建议 (M143, M149)"
    return mutation_field("MakeSuggestion", about, input_, run, **changed_of(types, "Suggestion"))


def _transfer_suggestion(types: Types) -> Any:
    about = "Pass a suggestion on to another office that can answer it, by the same day; other departments read it no more 转办建议 (M143)"
    more: dict[str, tuple[Any, str]] = {"organisation_id": (strawberry.ID, "Who is to answer it 承办单位"), "reason": (str, REASON)}

    def wanted(key: int, asked: Any) -> suggestions.SuggestionTransfer:
        office = key_of("Organisation", asked.organisation_id, "organisationId")
        return suggestions.SuggestionTransfer(key, asked.expected_version, office, asked.reason)

    return step_field(types, "Suggestion", "TransferSuggestion", about, suggestions.transfer_suggestion, wanted, **more)


def _answer_suggestion(types: Types) -> Any:
    about = "Answer a suggestion that goes to your department, once 答复建议 (M143, M149)"

    def wanted(key: int, asked: Any) -> suggestions.SuggestionAnswer:
        return suggestions.SuggestionAnswer(key, asked.expected_version, asked.answer)

    return step_field(types, "Suggestion", "AnswerSuggestion", about, suggestions.answer_suggestion, wanted, answer=(str, ANSWER))
