"""What every mutation is made of: an input type, a payload with what was changed and `userErrors`, and ids that are read and given."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry

from policies.kinds import KINDS
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.changes.errors import TEXTS, Code, RefusedError, refused
from resolvers.filters import BadInputError, read_global_id
from schema.asking import Asking
from schema.types import Types

ERROR_CODE = strawberry.enum(Code, name="UserErrorCode", description="Why a change was refused 拒绝原因")
for _value in ERROR_CODE.__strawberry_definition__.values:  # type: ignore[attr-defined]  # which the decorator adds
    _value.description = f"{TEXTS[_value.value].en} {TEXTS[_value.value].zh}"
KEY = "Of your choice, the same when you repeat this change: it is then made once 幂等键"
REASON = "Why, in words, without any personal data; it stays in the event log 理由"
ALL_OR_NONE = (bool | None, "Make nothing where one item is refused; without it each item is made by itself 是否整批办理")
CHARITY = (strawberry.ID | None, "Money only: the charity that takes it 受赠慈善组织")
VERSION = (int, "The version that you saw 版本号")
TOLD = {
    "Volunteer": "The volunteer 志愿者",
    "VolunteerSkill": "The skill 志愿者技能",
    "Donor": "The donor 爱心人士（单位）",
    "Need": "The need 需求",
    "NeedAppeal": "The appeal 需求复核",
    "NeedItem": "The item of the catalogue 目录项",
    "Offer": "The offer 帮扶意愿",
    "MatchRefusal": "The refusal 匹配回绝",
    "Pledge": "The pledge 认捐",
    "PublicReport": "The report 群众反映",
    "Pairing": "The pairing 结对",
    "Relative": "The kinship 亲属关系",
    "VillagePairing": "The pairing with a village 与薄弱村的结对",
    "RepresentativeAction": "The action 代表委员行动",
    "RepresentativeRegistration": "The registration 代表委员登记申请",
    "MembersHome": "The home 代表之家、委员之家",
    "MembersHomeDay": "The day 接待日",
    "Suggestion": "The suggestion 建议",
    "ModelCase": "The case 典型事例",
    "Webhook": "The webhook 事件推送",
    "ExitCase": "The exit 脱困",
    "TechnicalProblem": "The technical problem 科技难题",
    "Measure": "The measure 帮扶措施",
    "MatchWeight": "The weights of matching 匹配权重",
    "VolunteerCampaign": "The campaign 志愿服务活动",
    "Shift": "The shift 班次",
    "ShiftAssignment": "Who comes to the shift 班次安排",
}
Run = Callable[[Asking, Any], Awaitable[dict[str, Any]]]


@strawberry.type(description="Why a change was refused, for people and for programs 拒绝说明")
class UserError:
    field: str | None = strawberry.field(description="The input's field that is at fault 字段")
    code: ERROR_CODE = strawberry.field(description="Which rule refused it, for programs 代码")  # type: ignore[valid-type]
    message: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 说明")


def input_type(name: str, about: str, /, **fields: tuple[Any, str]) -> Any:
    """An input type; what may be null may be left out."""
    body: dict[str, Any] = {"__annotations__": {field: type_ for field, (type_, _) in fields.items()}}
    for field, (type_, text) in fields.items():
        body[field] = strawberry.field(description=text, default=None) if _is_optional(type_) else strawberry.field(description=text)
    return strawberry.input(type(name, (), body), description=about)


def _is_optional(type_: Any) -> bool:
    return type(None) in getattr(type_, "__args__", ())


def mutation_field(name: str, about: str, input_: Any, run: Run, /, **made: tuple[Any, str]) -> Any:
    """The field of a mutation: it answers a payload with what was made, or with the reasons why not."""
    body: dict[str, Any] = {"__annotations__": {field: type_ for field, (type_, _) in made.items()} | {"user_errors": list[UserError]}}
    body |= {field: strawberry.field(description=text, default=None) for field, (_, text) in made.items()}
    body["user_errors"] = strawberry.field(description="Why it was refused; empty if it was made 拒绝原因", default_factory=list)
    payload = strawberry.type(type(f"{name}Payload", (), body), description=about)

    async def resolve(parent: Any, input: Any) -> Any:
        try:
            return payload(**await run(parent, input))
        except RefusedError as error:
            return payload(user_errors=[user_error(found, parent.language) for found in error.errors])

    asked = Annotated[input_, strawberry.argument(description="What is to be changed 变更内容")]
    resolve.__annotations__ = {"parent": strawberry.Parent[Asking], "input": asked, "return": payload | None}
    return strawberry.mutation(resolve, description=about)


def user_error(found: Any, language: str) -> UserError:
    return UserError(field=found.field, code=found.code, message=found.message(language))


def key_of(kind: str, text: str, field: str) -> int:
    """The key in a global id of this kind; any other text names nothing."""
    try:
        found, key = read_global_id(text)
    except BadInputError:
        raise refused(Code.NOT_FOUND, field) from None
    if found != kind:
        raise refused(Code.NOT_FOUND, field)
    return key


def key_or_none(kind: str, text: str | None, field: str) -> int | None:
    """The same of an id that may be left out."""
    return key_of(kind, text, field) if text else None


def code_of(member: Any) -> Any:
    return member.value if isinstance(member, enum.Enum) else member


def node_of(types: Types, global_id: str) -> Any:
    """An object of which graphql-core needs the id alone: the read path answers what is asked of it."""
    cls = types.nodes[global_id.partition(":")[0]]
    node = cls.__new__(cls)
    node.id = global_id
    return node


def step_field(
    types: Types,
    kind: str,
    name: str,
    about: str,
    change: Callable[[Changes, Subject, Any], Awaitable[str]],
    wanted: Callable[[int, Any], Any],
    **more: tuple[Any, str],
) -> Any:
    """The mutation of one step of a workflow: the id of what takes it, the version that was seen, and what the step asks besides."""
    input_ = input_type(f"{name}Input", about, id=(strawberry.ID, TOLD[kind]), expected_version=VERSION, **more)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        changed = await change(asking.changes, asking.subject, wanted(key_of(kind, asked.id, "id"), asked))
        return {KINDS[kind].table.name: node_of(types, changed)}

    return mutation_field(name, about, input_, run, **changed_of(types, kind))


def keyed_step_field(
    types: Types,
    kind: str,
    name: str,
    about: str,
    change: Callable[[Changes, Subject, Any, str | None], Awaitable[str]],
    wanted: Callable[[int, Any], Any],
    **more: tuple[Any, str],
) -> Any:
    """The same of a step that may be repeated with a key, for whoever lost its answer: it then answers as the first time."""
    key = (str | None, KEY)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        changed = await change(asking.changes, asking.subject, wanted(key_of(kind, asked.id, "id"), asked), asked.idempotency_key or None)
        return {KINDS[kind].table.name: node_of(types, changed)}

    input_ = input_type(f"{name}Input", about, id=(strawberry.ID, TOLD[kind]), expected_version=VERSION, **more, idempotency_key=key)
    return mutation_field(name, about, input_, run, **changed_of(types, kind))


def changed_of(types: Types, kind: str) -> dict[str, tuple[Any, str]]:
    """What a payload holds of the kind that was changed."""
    return {KINDS[kind].table.name: (types.nodes[kind] | None, TOLD[kind])}
