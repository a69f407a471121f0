"""How the demo city's households were compared, came in and left: findings, entries, exits with their signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases import entry_and_exit
from databases.demo_city.city import TODAY, City
from databases.demo_city.frames import numbered, optional

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {
    "signature_missing": 0.01,
    "finding_late": 0.05,
    "exited_with_open_finding": 0.02,
    "relief_late": 0.1,
    "notice_cut_short": 0.02,
    "watch_missed": 0.05,
}
KINDS = ["vehicle", "social_insurance", "housing_fund", "tax", "housing", "deposits", "securities"]
GIVERS = ["finance", "human_resources", "housing", "finance", "housing", "finance", "finance"]
SENTENCES = {
    "vehicle": "名下登记有机动车",
    "social_insurance": "有职工社保缴费记录",
    "housing_fund": "有住房公积金缴存",
    "tax": "有工资薪金纳税记录",
    "housing": "名下有两套以上住房",
    "deposits": "存款超过规定区间",
    "securities": "持有证券账户资产",
}
ROLES = ["household", "helper", "village", "town", "county"]
STATEMENTS = ["本户收入稳定，自愿脱困", "情况属实，同意脱困", "村评议通过", "镇审核通过", "县级核定通过"]
STATES = ["raised", "assigned", "field_verified", "confirmed", "cleared", "closed"]


def tables(city: City) -> Frames:
    yield entry_and_exit.adjustment_round, _rounds(city)
    yield entry_and_exit.comparison_rule, _rules()
    yield entry_and_exit.comparison_run, _runs(city)
    findings = _findings(city)
    yield entry_and_exit.comparison_finding, findings
    removals = _removals(findings)
    yield entry_and_exit.removal_decision, removals
    entries = _entries(city)
    yield entry_and_exit.entry_case, entries
    yield entry_and_exit.entry_step, _entry_steps(city, entries)
    exits = _exits(city)
    yield entry_and_exit.exit_case, exits
    yield entry_and_exit.exit_signature, _signatures(city, exits)
    yield entry_and_exit.relapse_watch, _watches(city)
    yield entry_and_exit.public_notice, _notices(city, entries, exits, removals)
    yield entry_and_exit.emergency_relief, _emergencies(city)


def _digests(keys: NDArray[Any]) -> list[str]:
    return [f"\\x{key:064x}" for key in keys.tolist()]


def _days(values: NDArray[np.datetime64]) -> pl.Series:
    return pl.Series(values.astype("datetime64[D]"))


def _rounds(city: City) -> pl.DataFrame:
    county = pl.col("region_code").str.slice(0, 6).alias("region_code")
    counted = city.homes.group_by(county).agg(entered=pl.len() // 4, exited=pl.col("exited_on").is_not_null().sum() // 3).sort("region_code")
    years = pl.DataFrame(
        {"year": [2018, 2019, 2020], "starts_on": ["2018-03-01", "2019-03-01", "2020-03-01"], "closed_on": ["2018-12-20", "2019-12-20", None]}
    )
    return numbered(counted.join(years, how="cross"))


def _rules() -> pl.DataFrame:
    """Two versions of the rule on vehicles, one of each other; the rule on securities was too often wrong."""
    rows = []
    for place, kind in enumerate([*KINDS, "vehicle"]):
        second = place == len(KINDS)
        rows.append(
            {
                "kind": kind,
                "rule_version": 2 if second else 1,
                "about": SENTENCES[kind],
                "threshold": 50_000.0 if kind in ("deposits", "securities") else 1.0,
                "period": "[2019-01-01,)" if second or kind != "vehicle" else "[2018-01-01,2019-01-01)",
                "false_positive_share": round(0.1 + 0.07 * place, 4),
                "is_suspended": kind == "securities",
            }
        )
    return numbered(pl.DataFrame(rows))


def _runs(city: City) -> pl.DataFrame:
    rows = [
        {
            "code": f"R{year}{kind}",
            "kind": kind,
            "source_department": giver,
            "authority": "居民家庭经济状况核对授权书",
            "authority_digest": f"\\x{year * 10 + place:064x}",
            "source_day": f"{year}-03-31",
            "started_at": f"{year}-04-10T09:00:00+08:00",
            "finished_at": f"{year}-04-10T11:30:00+08:00",
            "households": city.household_count,
            "region_code": "3202",
        }
        for year in (2019, 2020)
        for place, (kind, giver) in enumerate(zip(KINDS, GIVERS, strict=True))
    ]
    return numbered(pl.DataFrame(rows))


def _findings(city: City) -> pl.DataFrame:
    """A doubt about one household in ten; the older ones are decided, some are late, some belong to exited households."""
    rng, count = city.rng("entry.findings"), city.household_count
    exited = ~np.isnat(city.homes["exited_on"].to_numpy())
    late_exit = exited & (rng.random(count) < FAULT_RATES["exited_with_open_finding"])
    household = np.flatnonzero((rng.random(count) < 0.1) | late_exit)
    place, year = rng.integers(0, 7, len(household)), rng.integers(0, 2, len(household))
    raised = np.where(year == 0, np.datetime64("2019-04-12"), np.datetime64("2020-04-12")) + rng.integers(0, 20, len(household))
    late = rng.random(len(household)) < FAULT_RATES["finding_late"]
    decided = rng.choice(STATES[2:], len(household), p=[0.1, 0.15, 0.15, 0.6])
    state = np.where(late_exit[household], "assigned", np.where(late, rng.choice(STATES[:2], len(household)), decided))
    verified = np.isin(state, STATES[2:])
    keys = np.arange(1, len(household) + 1)
    city.plant("finding_late", "beneficiaries", "comparison_finding", keys[late & ~verified], "raised and not verified in time")
    city.plant(
        "exited_with_open_finding", "beneficiaries", "household", household[late_exit[household]] + 1, "left hardship while a finding was open"
    )
    kind = np.array(KINDS)[place]
    head = dict(city.members.filter(pl.col("kinship") == "head").select("household_id", "id").iter_rows())
    return pl.DataFrame(
        {
            "id": keys,
            "comparison_run_id": year * 7 + place + 1,
            "comparison_rule_id": np.where(place == 0, 8, place + 1),
            "household_id": household + 1,
            "member_id": [head[key] for key in (household + 1).tolist()],
            "region_code": city.homes["region_code"].to_numpy()[household],
            "kind": kind,
            "band": rng.choice(["low", "middle", "high"], len(household), p=[0.5, 0.35, 0.15]),
            "sentence": [SENTENCES[name] for name in kind.tolist()],
            "state": state,
            "assignee_id": optional(np.where(state == "raised", None, np.maximum(city.helper_of[household], 1)), pl.Int64),
            "raised_on": _days(raised),
            "due_on": _days(raised + 30),
            "verified_on": _days(np.where(verified, raised + rng.integers(3, 30, len(household)), np.datetime64("NaT"))),
            "evidence": optional(np.where(verified, "入户核实并查验证件，另附说明", None)),
            "closed_on": _days(np.where(state == "closed", raised + 40, np.datetime64("NaT"))),
        }
    )


def _removals(findings: pl.DataFrame) -> pl.DataFrame:
    confirmed = findings.filter(pl.col("state") == "confirmed").head(max(1, len(findings) // 40))
    decided = pl.col("verified_on") + pl.duration(days=10)
    return numbered(
        confirmed.select(
            comparison_finding_id="id",
            household_id="household_id",
            region_code="region_code",
            reason=pl.lit("assets"),
            evidence_digest=pl.Series(_digests(confirmed["id"].to_numpy()), dtype=pl.String),
            decided_on=decided,
            decided_by_id=pl.lit(1),
            noticed_on=decided + pl.duration(days=3),
            appeal_until=decided + pl.duration(days=33),
            appeal_outcome=pl.lit("none"),
        )
    )


def _entries(city: City) -> pl.DataFrame:
    """Every household applied a month or so before it was filed; a few are the relapse of one that had left."""
    rng, homes = city.rng("entry.entries"), city.homes
    filed = homes["filed_on"].to_numpy()
    left = np.flatnonzero(~np.isnat(homes["exited_on"].to_numpy()))
    frame = pl.DataFrame(
        {
            "household_id": homes["id"],
            "region_code": homes["region_code"],
            "applied_on": _days(filed - rng.integers(20, 60, len(homes))),
            "state": ["filed"] * len(homes),
            "relapse_of_id": pl.Series([None] * len(homes), dtype=pl.Int64),
            "comparison_run_id": pl.Series([1] * len(homes), dtype=pl.Int64),
            "filed_on": _days(filed),
        }
    )
    back = left[: max(1, len(left) // 80)]
    again = pl.DataFrame(
        {
            "household_id": back + 1,
            "region_code": homes["region_code"].to_numpy()[back],
            "applied_on": _days(np.full(len(back), np.datetime64("2020-06-10"))),
            "state": ["reviewing"] * len(back),
            "relapse_of_id": back + 1,
            "comparison_run_id": pl.Series([None] * len(back), dtype=pl.Int64),
            "filed_on": _days(np.full(len(back), np.datetime64("NaT"))),
        }
    )
    return numbered(pl.concat([frame, again], how="vertical_relaxed"))


def _entry_steps(city: City, entries: pl.DataFrame) -> pl.DataFrame:
    filed = entries.filter(pl.col("state") == "filed")
    levels = pl.DataFrame({"level": ["village", "town", "county"], "days": [5, 12, 18]})
    frame = filed.select(entry_case_id="id", region_code="region_code", applied_on="applied_on").join(levels, how="cross")
    waiting = entries.filter(pl.col("state") == "reviewing").select(entry_case_id="id", region_code="region_code", applied_on="applied_on")
    returned = waiting.with_columns(
        level=pl.lit("village"), decision=pl.lit("returned"), reason=pl.lit("请补充收入证明"), decided_on=pl.lit(TODAY)
    ).drop("applied_on")
    done = frame.with_columns(
        decision=pl.lit("approved"),
        reason=pl.lit(None, pl.String),
        decided_on=(pl.col("applied_on") + pl.duration(days=pl.col("days"))).cast(pl.Date),
    ).drop("applied_on", "days")
    return numbered(pl.concat([done, returned.select(done.columns)])).with_columns(signer_id=pl.lit(1))


def _exits(city: City) -> pl.DataFrame:
    """A case for every household that left, is leaving, or was sent back."""
    rng, homes = city.rng("entry.exits"), city.homes
    case_of = {"exited": "exited", "exit_proposed": "proposed", "exit_signing": "signing", "exit_notice": "notice"}
    leaving = np.flatnonzero(homes["state"].is_in(list(case_of)).to_numpy())
    staying = np.flatnonzero((homes["state"] == "active").to_numpy() & (rng.random(len(homes)) < 0.02))
    household = np.concatenate([leaving, staying])
    state = np.array([case_of.get(name, "returned") for name in homes["state"].to_numpy()[household].tolist()])
    exited = homes["exited_on"].to_numpy()[household]
    proposed = np.where(np.isnat(exited), np.datetime64("2020-05-10"), exited - 40)
    proposed = np.maximum(proposed, homes["filed_on"].to_numpy()[household] + 1)
    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "region_code": homes["region_code"].to_numpy()[household],
            "state": state,
            "proposed_on": _days(proposed),
            "income_a_head": rng.normal(14_500, 1_200, len(household)).clip(12_050).round(2),
            "income_evidence_digest": _digests(household),
            "income_is_enough": True,
            "findings_are_closed": state != "returned",
            "entitlements_are_paid": True,
            "measures_are_closed": state != "proposed",
            "closed_on": _days(exited),
            "return_reason": optional(np.where(state == "returned", "存疑问题未办结", None)),
        }
    )


def _signatures(city: City, exits: pl.DataFrame) -> pl.DataFrame:
    """Five for each exit on notice or done, fewer while signing; some exits went through with four."""
    rng = city.rng("entry.signatures")
    state, household = exits["state"].to_numpy(), exits["household_id"].to_numpy() - 1
    short = (state == "exited") & (rng.random(len(exits)) < FAULT_RATES["signature_missing"])
    city.plant("signature_missing", "beneficiaries", "exit_case", exits["id"].to_numpy()[short], "left hardship with fewer than five signatures")
    count = np.select([short, np.isin(state, ["exited", "notice"]), state == "signing"], [4, 5, 3], 0)
    case = np.repeat(np.arange(len(exits)), count)
    ordinal = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count) + 1
    head = dict(city.members.filter(pl.col("kinship") == "head").select("household_id", "id").iter_rows())
    officials = _officials(city)
    signer = [_signer(city, officials, int(household[c]), int(o)) for c, o in zip(case, ordinal, strict=True)]
    member = [head[int(household[c]) + 1] if o == 1 else None for c, o in zip(case, ordinal, strict=True)]
    when = (exits["proposed_on"].to_numpy()[case] + ordinal * 3).astype("datetime64[D]")
    return pl.DataFrame(
        {
            "id": np.arange(1, len(case) + 1),
            "exit_case_id": case + 1,
            "region_code": exits["region_code"].to_numpy()[case],
            "ordinal": ordinal,
            "role": np.array(ROLES)[ordinal - 1],
            "signer_id": pl.Series(signer, dtype=pl.Int64),
            "member_id": pl.Series(member, dtype=pl.Int64),
            "statement": np.array(STATEMENTS)[ordinal - 1],
            "confirmation": np.char.add("确认：", np.array(STATEMENTS)[ordinal - 1]),
            "document_digest": _digests(case + 1),
            "signed_at": np.char.add(np.datetime_as_string(when), "T10:00:00+08:00"),
        }
    )


def _officials(city: City) -> dict[str, list[int]]:
    """Officials by the region they serve."""
    leaders = city.people.filter(pl.col("role") == "manager").group_by("region_code", maintain_order=True).agg("id")
    return dict(leaders.iter_rows())


def _signer(city: City, officials: dict[str, list[int]], household: int, ordinal: int) -> int | None:
    """Nobody signs twice: the helper, a colleague of the town for the village, the town's and the county's official."""
    code = city.homes["region_code"][household]
    town, county = officials[code[:9]][0], officials[code[:6]]
    helper = int(city.helper_of[household]) or county[2]
    return [None, helper, county[1], town, county[0]][ordinal - 1]


def _watches(city: City) -> pl.DataFrame:
    rng, homes = city.rng("entry.watches"), city.homes
    left = np.flatnonzero(~np.isnat(homes["exited_on"].to_numpy()))
    household = np.repeat(left, 2)
    due = homes["exited_on"].to_numpy()[household] + np.tile([180, 365], len(left))
    kept = due < np.datetime64(TODAY)
    household, due = household[kept], due[kept]
    missed = rng.random(len(household)) < FAULT_RATES["watch_missed"]
    city.plant("watch_missed", "beneficiaries", "relapse_watch", np.flatnonzero(missed) + 1, "nobody came after the exit")
    result = rng.choice(["stable", "at_risk", "relapsed"], len(household), p=[0.94, 0.05, 0.01])
    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "region_code": homes["region_code"].to_numpy()[household],
            "due_on": _days(due),
            "visited_on": _days(np.where(missed, np.datetime64("NaT"), due - 3)),
            "result": optional(np.where(missed, None, result)),
        }
    )


def _notices(city: City, entries: pl.DataFrame, exits: pl.DataFrame, removals: pl.DataFrame) -> pl.DataFrame:
    """A week on the board for each decision; some were taken down too early."""
    rng, none = city.rng("entry.notices"), pl.lit(None, pl.Int64)
    filed = entries.filter(pl.col("state") == "filed")
    parts = [
        filed.select("region_code", entry_case_id="id", exit_case_id=none, removal_decision_id=none, posted_on="applied_on", kind=pl.lit("entry")),
        exits.filter(pl.col("state").is_in(["notice", "exited"])).select(
            "region_code",
            entry_case_id=none,
            exit_case_id="id",
            removal_decision_id=none,
            posted_on=pl.col("proposed_on") + pl.duration(days=20),
            kind=pl.lit("exit"),
        ),
        removals.select(
            "region_code", entry_case_id=none, exit_case_id=none, removal_decision_id="id", posted_on="noticed_on", kind=pl.lit("removal")
        ),
    ]
    frame = numbered(pl.concat([part.with_columns(pl.col("posted_on").cast(pl.Date)) for part in parts], how="vertical_relaxed"))
    short = pl.Series(rng.random(len(frame)) < FAULT_RATES["notice_cut_short"])
    city.plant("notice_cut_short", "beneficiaries", "public_notice", frame.filter(short)["id"].to_list(), "taken down before its time")
    down = pl.when(short).then(pl.col("posted_on") + pl.duration(days=3)).otherwise(pl.col("posted_on") + pl.duration(days=8))
    return frame.with_columns(
        ends_on=pl.col("posted_on") + pl.duration(days=7), taken_down_on=down, objections=pl.Series((rng.random(len(frame)) < 0.01).astype(int))
    )


def _emergencies(city: City) -> pl.DataFrame:
    rng, count = city.rng("entry.emergencies"), city.household_count
    household = np.flatnonzero(rng.random(count) < 0.03)
    household = household if len(household) else np.array([0])
    reported = np.datetime64("2018-06-01T09:00") + rng.integers(0, 700 * 24 * 60, len(household)).astype("timedelta64[m]")
    late = rng.random(len(household)) < FAULT_RATES["relief_late"]
    hours = np.where(late, rng.integers(80, 300, len(household)), rng.integers(2, 70, len(household)))
    city.plant("relief_late", "beneficiaries", "emergency_relief", np.flatnonzero(late) + 1, "relieved after more than three days")

    def moments(values: NDArray[np.datetime64]) -> NDArray[np.str_]:
        return np.char.add(np.datetime_as_string(values, unit="m"), ":00+08:00")

    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "region_code": city.homes["region_code"].to_numpy()[household],
            "kind": rng.choice(["illness", "accident", "fire", "other"], len(household), p=[0.6, 0.2, 0.05, 0.15]),
            "reported_at": moments(reported),
            "due_at": moments(reported + np.timedelta64(72, "h")),
            "relieved_at": moments(reported + hours.astype("timedelta64[h]")),
            "amount": rng.integers(5, 100, len(household)) * 100.0,
        }
    )
