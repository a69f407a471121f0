"""What a file of households must keep to: its quasi-identifiers, its sensitive attributes and the thresholds, as data."""

from __future__ import annotations

from dataclasses import dataclass

from open_data.anonymise.hierarchies import Hierarchy


@dataclass(frozen=True)
class QuasiIdentifier:
    """A column that somebody outside may know; the weight says how much a lost detail of it matters beside the others."""

    column: str
    label: str
    hierarchy: Hierarchy
    weight: float = 1.0


@dataclass(frozen=True)
class SensitiveAttribute:
    """A column that nobody outside may learn. Its values are the leaves of its tree, in their order if it is ordered.

    Each class holds at least `distinct` different values (distinct l-diversity) and its distribution lies within `closeness` of the
    file's (t-closeness): half the sum of differences, the "equal distance", and for ordered attributes the earth mover's distance.
    """

    column: str
    label: str
    hierarchy: Hierarchy
    distinct: int = 3
    closeness: float = 0.3
    ordered: bool = False


@dataclass(frozen=True)
class Figure:
    """A mean that users will take from the file, so that the report tells how wrong it comes out."""

    of: str
    by: str


@dataclass(frozen=True)
class MicrodataRule:
    """One row a household. Every column is named here, as the key, a quasi-identifier or a sensitive attribute: there is no third kind."""

    household: str
    quasi_identifiers: tuple[QuasiIdentifier, ...]
    sensitive: tuple[SensitiveAttribute, ...]
    figures: tuple[Figure, ...] = ()
    k: int = 20  # households
    difference: int = 11  # households: what two releases together may tell concerns nobody or at least so many

    def __post_init__(self) -> None:
        if self.difference > self.k:
            raise ValueError("a class itself would be a difference that tells too much")

    @property
    def published(self) -> tuple[QuasiIdentifier | SensitiveAttribute, ...]:
        return (*self.quasi_identifiers, *self.sensitive)

    @property
    def columns(self) -> list[str]:
        """The columns that a frame must have, and no others."""
        return [self.household, *(each.column for each in self.published)]
