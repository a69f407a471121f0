"""What resolvers know of the request that they answer."""

from __future__ import annotations

from dataclasses import dataclass

from open_data.in_force import InForce
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.reads import Reads
from schema.record import Record


@dataclass(frozen=True)
class Asking:
    """Who asks, and in which language he wants to be answered."""

    reads: Reads
    changes: Changes
    subject: Subject
    language: str
    in_force: InForce
    record: Record
