"""Where a record came from, for supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import TIER
from resolvers.filters import BadInputError, read_global_id
from resolvers.origins import NEWEST, Origin, list_origins
from resolvers.plan import MOST_ROWS
from schema.annotations import argument
from schema.asking import Asking
from schema.types import Types

ABOUT = "Where the versions of a record came from; newest first, below version `before` if given; null where there is none that you supervise 记录来源 (M1)"


def origins_field(types: Types) -> Any:
    """The root field `originsOfRecord`."""
    origin = _origin_type(types)

    async def find(parent: Any, record: strawberry.ID, first: int, before: int | None = None) -> Any:
        if not 1 <= first <= MOST_ROWS:
            raise BadInputError(f"first must be from 1 to {MOST_ROWS}, not {first}")
        found = await list_origins(parent.reads, parent.subject, *read_global_id(record), first, NEWEST if before is None else before)
        return None if found is None else [_node(types, origin, one) for one in found]

    find.__annotations__ = {
        "parent": strawberry.Parent[Asking],
        "record": argument(strawberry.ID, "Global id of the record 记录"),
        "first": argument(int, f"How many versions, 1 to {MOST_ROWS} 取多少个版本"),
        "before": argument(int | None, "Only versions below this one 早于此版本"),
        "return": list.__class_getitem__(origin) | None,
    }
    return strawberry.field(find, description=ABOUT)


def _origin_type(types: Types) -> Any:
    described: dict[str, tuple[Any, str]] = {
        "version": (int, "Number of the version 版本号"),
        "recorded_at": (datetime, "Known to the system since 入库时间"),
        "event_id": (strawberry.ID | None, "Its event in the log of its database; null where none tells of it 事件"),
        "kind": (str | None, "What happened: imported, or a change 事件类型"),
        "tier": (types.code_type(TIER) | None, "In which post: its tier 层级角色"),
        "department": (types.code_type(DEPARTMENT) | None, "… its department 部门"),
        "region_code": (str | None, "… its division 区划"),
        "actor": (str | None, "Number of the person, where you may know it; operator at the machine, or system 操作人编号"),
        "person": (str | None, "His name, where you may know it 姓名"),
        "import_run_id": (strawberry.ID | None, "The import, where you may read it 导入批次"),
        "file_name": (str | None, "Name of its file, where you may read the import 文件名"),
        "file_digest": (str | None, "SHA-256 of its file, as sha256sum prints it 文件摘要"),
    }
    body: dict[str, Any] = {"__annotations__": {name: type_ for name, (type_, _) in described.items()}}
    body |= {name: strawberry.field(description=about) for name, (_, about) in described.items()}
    return strawberry.type(type("Origin", (), body), description="How one version of a record came to be 来源")


def _node(types: Types, origin: Any, found: Origin) -> Any:
    shown = dict(vars(found))
    shown |= {
        "event_id": found.event_id and str(found.event_id),
        "tier": found.tier and types.code_type(TIER)(found.tier),
        "department": found.department and types.code_type(DEPARTMENT)(found.department),
        "import_run_id": f"ImportRun:{found.import_run_id}" if isinstance(found.import_run_id, int) else found.import_run_id,
        "file_digest": found.file_digest and found.file_digest.hex(),
    }
    return origin(**shown)
