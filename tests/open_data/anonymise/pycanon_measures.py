"""Judge a published file with pycanon: run by the Python of `.tools/pycanon`, with the file and its columns as JSON, prints JSON."""

from __future__ import annotations

import json
import sys

import pandas as pd
from pycanon import anonymity


def main(path: str, columns: str) -> None:
    """`columns`: the quasi-identifiers, and each sensitive attribute with the order of its values (empty if they have none)."""
    wanted = json.loads(columns)
    data, quasi = pd.read_csv(path, dtype=str, keep_default_na=False), wanted["quasi"]
    found = {"k": int(anonymity.k_anonymity(data, quasi)), "l": {}, "t": {}}
    for column, order in wanted["sensitive"].items():
        found["l"][column] = int(anonymity.l_diversity(data, quasi, [column]))
        if order:
            data[column] = data[column].map(order.index)  # pycanon takes the earth mover's distance of numbers
        found["t"][column] = float(anonymity.t_closeness(data, quasi, [column]))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
