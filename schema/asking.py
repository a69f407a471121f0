"""What resolvers know of the request that they answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from open_data.in_force import InForce
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.reads import Reads
from schema.serving.record import Record


@dataclass(frozen=True)
class Asking:
    """Who asks, and in which language he wants to be answered. `shown` gathers the global ids of whose personal data resolvers tell."""

    reads: Reads
    changes: Changes
    subject: Subject
    language: str
    in_force: InForce
    record: Record
    shown: list[bytes] = field(default_factory=list)
