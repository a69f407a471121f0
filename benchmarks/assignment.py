"""How long it takes to propose helpers for many households, and how that grows: `python -m benchmarks.assignment`.

The solver alone: every helper has three of five households, and one pair in a thousand is barred, as kin would be.
"""

from __future__ import annotations

import resource
import time
from random import Random

from resolvers.assignment import Helper, Household, assign
from resolvers.changes.core import MOST_ITEMS

SIZES = ((100, 500), (100, 2_000), (MOST_ITEMS, 2_000), (MOST_ITEMS, 8_000))
"""Households without a helper, and helpers who may take another: a county, and a city of 32,000 households."""


def measure(households: int, helpers: int) -> None:
    random = Random(7)
    villages = [f"32028{county}{town:03d}{village:03d}" for county in range(7) for town in range(12) for village in range(15)]
    homes = [Household(key, 1, random.choice(villages)) for key in range(households)]
    people = [Helper(key, random.choice(villages)[:9], None, 3, 5) for key in range(helpers)]
    barred = {(random.randrange(helpers), random.randrange(households)) for _ in range(households * helpers // 1_000)}
    start = time.perf_counter()
    pairs = assign(homes, people, barred)
    taken = time.perf_counter() - start
    in_town = sum(pair.distance <= 1 for pair in pairs) / households
    print(f"assignment ms ({households} households, {helpers} helpers): {taken * 1000:.0f}")
    print(f"assigned in their town ({households} households, {helpers} helpers): {in_town:.2f} of {len(pairs) / households:.2f}")


def main() -> None:
    for size in SIZES:
        measure(*size)
    print(f"assignment peak memory MiB: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


if __name__ == "__main__":
    main()
