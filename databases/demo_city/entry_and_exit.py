"""How the demo city's households were compared, came in and left: findings, entries, exits with their signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.beneficiaries.comparisons import adjustment_round, comparison_finding, comparison_rule, comparison_run, removal_decision
from databases.beneficiaries.entries import entry_case, entry_step
from databases.beneficiaries.exits import exit_case, exit_refusal, exit_signature, relapse_watch
from databases.beneficiaries.notices_and_emergencies import emergency_relief, public_notice
from databases.code_lists.common import ASSISTANCE_REASON
from databases.demo_city.city import FIRST_YEAR, OWN_RECORDS, TODAY, City
from databases.demo_city.frames import numbered, numbered_rows, optional

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
LIMITS: dict[str, tuple[str, str, float]] = {  # column, comparator, value
    "vehicle": ("vehicles", "ge", 1),
    "social_insurance": ("contribution_base", "gt", 0),
    "housing_fund": ("housing_fund_payment", "gt", 0),
    "tax": ("taxed_wage", "gt", 0),
    "housing": ("homes", "ge", 2),
    "deposits": ("balance", "gt", 50_000),
    "securities": ("balance", "gt", 50_000),
}
# further terms of a kind's rule; the second rule on vehicles lets the cheap ones pass, and whatever is no car
TERMS: dict[str, Any] = {"vehicle_kind": None, "vehicle_value": None, "hits_employed": None, "hits_deceased": None, "home_area": None}
TERMS_OF: dict[str, dict[str, Any]] = {"social_insurance": {"hits_employed": True, "hits_deceased": True}, "housing": {"home_area": 40.0}}
SECOND_TERMS: dict[str, Any] = {"vehicle_kind": "car", "vehicle_value": 20_000.0}
DEAD = "养老保险登记为死亡"  # of somebody who lives: his papers were mixed up with another's
ROLES = ["household", "helper", "village", "town", "county"]
STATEMENTS = ["本户收入稳定，自愿脱困", "情况属实，同意脱困", "村评议通过", "镇审核通过", "县级核定通过"]
STATES = ["raised", "assigned", "field_verified", "confirmed", "cleared", "closed"]
RUN_YEARS = list(range(FIRST_YEAR, TODAY.year + 1))
RETURNED = "存疑问题未办结"
PROPOSED = np.datetime64("2020-05-10")  # exits that are under way
ENTRY_DAYS = 60  # from an application to its decision
FLOOR = 12_000  # yuan a head and year, at least (M14)


def leaves(city: City) -> NDArray[np.datetime64]:
    """The day by which a household's hardship is over: of its exit, or of the proposal that is under way."""
    under_way = city.homes["state"].is_in(["exit_proposed", "exit_signing", "exit_notice"]).to_numpy()
    return np.where(under_way, PROPOSED, city.homes["exited_on"].to_numpy())


def tables(city: City, members: pl.DataFrame, income: pl.DataFrame, lived: NDArray[np.int64], measures: pl.DataFrame) -> Frames:
    yield adjustment_round, rounds(city)
    yield comparison_rule, _rules()
    yield comparison_run, _runs(city)
    found = findings(city)
    _plant_findings(city, found)
    yield comparison_finding, found
    removals = _removals(city, found)
    yield removal_decision, removals
    watches = _watches(city)
    entries = _entries(city, watches)
    yield entry_case, entries
    yield entry_step, _entry_steps(city, entries)
    exits = _exits(city, found, _checked_incomes(city, income, lived), measures)
    yield exit_case, exits
    yield exit_signature, _signatures(city, members, exits)
    yield exit_refusal, _refusals(city, exits)
    yield relapse_watch, watches
    yield public_notice, _notices(city, entries, exits, removals)
    yield emergency_relief, _emergencies(city)


def _digests(keys: NDArray[Any]) -> list[str]:
    return [f"\\x{key:064x}" for key in keys.tolist()]


def _days(values: NDArray[np.datetime64]) -> pl.Series:
    return pl.Series(values.astype("datetime64[D]"))


def rounds(city: City) -> pl.DataFrame:
    """Who came in and who left, by county and year; the round of this year is open."""
    county = pl.col("region_code").str.slice(0, 6).alias("region_code")
    year_of = {"entered": "filed_on", "exited": "exited_on"}
    counts = [city.homes.group_by(county, year=pl.col(day).dt.year()).agg(pl.len().alias(name)) for name, day in year_of.items()]
    years = pl.DataFrame(
        {"year": [2018, 2019, 2020], "starts_on": ["2018-03-01", "2019-03-01", "2020-03-01"], "closed_on": ["2018-12-20", "2019-12-20", None]},
        schema_overrides={"year": pl.Int32},
    )
    frame = city.homes.select(county).unique().sort("region_code").join(years, how="cross")
    for count in counts:
        frame = frame.join(count, on=["region_code", "year"], how="left", maintain_order="left")
    return numbered(frame.with_columns(pl.col("entered", "exited").fill_null(0)))


def _rules() -> pl.DataFrame:
    """Two versions of the rule on vehicles, one of each other; the rule on securities was too often wrong."""
    rows = []
    for place, kind in enumerate([*KINDS, "vehicle"]):
        second = place == len(KINDS)
        column, comparator, limit = LIMITS[kind]
        rows.append(
            {
                "kind": kind,
                "rule_version": 2 if second else 1,
                "about": SENTENCES[kind],
                "comparator": comparator,
                **{name: limit if name == column else None for name, _, _ in LIMITS.values()},
                **TERMS,
                **(SECOND_TERMS if second else TERMS_OF.get(kind, {})),
                "period": ("[2019-01-01,)" if second else "[2016-01-01,)") if second or kind != "vehicle" else "[2016-01-01,2019-01-01)",
                "false_positive_share": round(0.1 + 0.07 * place, 4),
                "is_suspended": kind == "securities",
            }
        )
    return numbered_rows(rows)


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
            "households": _registered(city, year),
            "region_code": "3202",
        }
        for year in RUN_YEARS
        for place, (kind, giver) in enumerate(zip(KINDS, GIVERS, strict=True))
    ]
    return numbered(pl.DataFrame(rows))


def _registered(city: City, year: int) -> int:
    """Households on the register when the comparison of a year was run."""
    return city.homes.filter(
        pl.col("filed_on") < pl.date(year, 4, 10), pl.col("exited_on").is_null() | (pl.col("exited_on") > pl.date(year, 4, 10))
    ).height


def findings(city: City) -> pl.DataFrame:
    """A doubt about one household in ten; older ones are decided, some are late; closed before an exit, but for planted ones."""
    rng, count = city.rng("entry.findings"), city.household_count
    filed, gone = city.homes["filed_on"].to_numpy(), leaves(city)
    raised = _raised_on(rng, filed, gone)
    known = (raised > filed) & (np.isnat(gone) | (raised + 40 < gone))
    open_exit = known & ~np.isnat(city.homes["exited_on"].to_numpy()) & (rng.random(count) < FAULT_RATES["exited_with_open_finding"])
    household = np.flatnonzero(known & ((rng.random(count) < 0.1) | open_exit))
    raised, place = raised[household], rng.integers(0, 7, len(household))
    state = _finding_states(rng, ~np.isnat(gone[household]), open_exit[household])
    keys, verified = np.arange(1, len(household) + 1), np.isin(state, STATES[2:])
    kind, year = np.array(KINDS)[place], raised.astype("datetime64[Y]").astype(int) + 1970
    closed_as = np.where(state == "closed", rng.choice(["confirmed", "cleared"], len(household), p=[0.4, 0.6]), state)
    vehicle, dead = _facts(city, kind, year, closed_as)
    insured = kind == "social_insurance"
    head = dict(city.members.filter(pl.col("kinship") == "head").select("household_id", "id").iter_rows())
    return pl.DataFrame(
        {
            "id": keys,
            "comparison_run_id": (year - FIRST_YEAR) * len(KINDS) + place + 1,
            "comparison_rule_id": np.where((place == 0) & (year >= 2019), len(KINDS) + 1, place + 1),
            "household_id": household + 1,
            "member_id": [head[key] for key in (household + 1).tolist()],
            "region_code": city.homes["region_code"].to_numpy()[household],
            "kind": kind,
            "band": rng.choice(["low", "middle", "high"], len(household), p=[0.5, 0.35, 0.15]),
            "vehicle_kind": optional(vehicle),
            "is_employed": optional(np.where(insured, ~dead, None), pl.Boolean),
            "is_deceased": optional(np.where(insured, dead, None), pl.Boolean),
            "sentence": np.where(dead, DEAD, [SENTENCES[name] for name in kind.tolist()]),
            "state": state,
            "assignee_id": optional(np.where(state == "raised", None, np.maximum(city.helper_of[household], 1)), pl.Int64),
            "raised_on": _days(raised),
            "due_on": _days(raised + 30),
            "verified_on": _days(np.where(verified, raised + rng.integers(3, 30, len(household)), np.datetime64("NaT"))),
            "evidence": optional(np.where(verified, "入户核实并查验证件，另附说明", None)),
            "outcome": optional(np.where(np.isin(closed_as, ["confirmed", "cleared"]), closed_as, None)),
            "closed_on": _days(np.where(state == "closed", raised + 40, np.datetime64("NaT"))),
        }
    )


def _facts(city: City, kind: NDArray[np.str_], year: NDArray[np.int64], outcome: NDArray[np.str_]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The vehicle of each finding on vehicles, and of which on social insurance somebody was taken for dead: nobody was in the end."""
    rng, count = city.rng("entry.facts"), len(kind)
    vehicle = np.where(year >= 2019, "car", rng.choice(["car", "motorcycle", "farm"], count, p=[0.6, 0.3, 0.1]))
    dead = (kind == "social_insurance") & (rng.random(count) < 0.05) & (outcome != "confirmed")
    return np.where(kind == "vehicle", vehicle, None), dead


def _plant_findings(city: City, found: pl.DataFrame) -> None:
    late = found.filter(pl.col("verified_on").is_null())
    city.plant("finding_late", "beneficiaries", "comparison_finding", late["id"].to_list(), "raised and not verified in time")
    exited = city.homes.filter(pl.col("exited_on").is_not_null()).select(household_id="id")
    early = late.join(exited, on="household_id", how="semi")["household_id"].to_list()
    city.plant("exited_with_open_finding", "beneficiaries", "household", early, "left hardship while a finding was open")


def _raised_on(rng: np.random.Generator, filed: NDArray[np.datetime64], gone: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Some days after the run of April: the last one before a household left, or one of the last two."""
    spring = np.where(filed < np.datetime64("2019-04-10"), 2019 + rng.integers(0, 2, len(filed)), 2020)
    # June 20: raised by May 1 and closed 40 days later
    left = gone.astype("datetime64[Y]").astype(int) + 1970 - (gone < gone.astype("datetime64[Y]").astype("datetime64[D]") + 171)
    year = np.where(np.isnat(gone), spring, left).astype(int)
    april = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + 101
    return april + rng.integers(0, 20, len(filed))


def _finding_states(rng: np.random.Generator, is_leaving: NDArray[np.bool_], open_exit: NDArray[np.bool_]) -> NDArray[np.str_]:
    count = len(is_leaving)
    late = rng.random(count) < FAULT_RATES["finding_late"]
    decided = rng.choice(STATES[2:], count, p=[0.1, 0.15, 0.15, 0.6])
    staying = np.where(late, rng.choice(STATES[:2], count), decided)
    return np.where(open_exit, "assigned", np.where(is_leaving, "closed", staying))


def _removals(city: City, findings: pl.DataFrame) -> pl.DataFrame:
    """Decided this June, so that the appeal is still possible and the household is still there."""
    confirmed = findings.filter(pl.col("state") == "confirmed").sort("raised_on", descending=True).head(max(1, len(findings) // 40))
    decided = pl.max_horizontal(pl.col("verified_on") + pl.duration(days=10), pl.lit(date(2020, 6, 1)))
    of_income = pl.col("kind").is_in(["social_insurance", "housing_fund", "tax"])
    return numbered(
        confirmed.select(
            comparison_finding_id="id",
            household_id="household_id",
            member_id="member_id",
            region_code="region_code",
            reason=pl.when(of_income).then(pl.lit("income")).otherwise(pl.lit("assets")),
            evidence_digest=pl.Series(_digests(confirmed["id"].to_numpy()), dtype=pl.String),
            decided_on=decided,
            decided_by_id=_official(city, 6),
            noticed_on=decided + pl.duration(days=3),
            appeal_until=decided + pl.duration(days=33),
            appeal_outcome=pl.lit("none"),
        )
    )


def _entries(city: City, watches: pl.DataFrame) -> pl.DataFrame:
    """Every household applied a month or so before it was filed; those that fell back apply again."""
    rng, homes = city.rng("entry.entries"), city.homes
    filed = homes["filed_on"].to_numpy()
    frame = pl.DataFrame(
        {
            "household_id": homes["id"],
            "region_code": homes["region_code"],
            "applied_on": _days(filed - rng.integers(20, 60, len(homes))),
            "state": ["filed"] * len(homes),
            "relapse_of_id": pl.Series([None] * len(homes), dtype=pl.Int64),
            "comparison_run_id": optional(_last_runs(filed), pl.Int64),
            "filed_on": _days(filed),
        }
    )
    # in a small city nobody may have fallen back: then one household applies all the same
    relapsed = watches.filter(pl.col("result") == "relapsed") if (watches["result"] == "relapsed").any() else watches.head(1)
    back = relapsed["household_id"].unique().sort().to_numpy() - 1
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
    entries = pl.concat([frame, again], how="vertical_relaxed")
    return numbered(entries.with_columns(due_on=(pl.col("applied_on") + pl.duration(days=ENTRY_DAYS)).cast(pl.Date)))


def _last_runs(filed: NDArray[np.datetime64]) -> NDArray[Any]:
    """The latest run of April before the filing; none before the first."""
    year = filed.astype("datetime64[Y]").astype(int) + 1970 - (filed < filed.astype("datetime64[Y]").astype("datetime64[D]") + 101)
    return np.where(year >= FIRST_YEAR, (year - FIRST_YEAR) * len(KINDS) + 1, None)


def _entry_steps(city: City, entries: pl.DataFrame) -> pl.DataFrame:
    columns = {"entry_case_id": "id", "household_id": "household_id", "region_code": "region_code", "applied_on": "applied_on"}
    levels = pl.DataFrame({"level": ["village", "town", "county"], "days": [5, 12, 18]})
    done = entries.filter(pl.col("state") == "filed").select(**columns).join(levels, how="cross")
    done = done.with_columns(
        decision=pl.lit("approved"),
        reason=pl.lit(None, pl.String),
        decided_on=(pl.col("applied_on") + pl.duration(days=pl.col("days"))).cast(pl.Date),
    ).drop("applied_on", "days")
    waiting = entries.filter(pl.col("state") == "reviewing").select(**columns).drop("applied_on")
    returned = waiting.with_columns(level=pl.lit("village"), decision=pl.lit("returned"), reason=pl.lit("请补充收入证明"), decided_on=pl.lit(TODAY))
    level = pl.col("level")
    signer = pl.when(level == "county").then(_official(city, 6)).when(level == "town").then(_official(city, 9)).otherwise(_official(city, 6, 1))
    return numbered(pl.concat([done, returned.select(done.columns)]).with_columns(signer_id=signer))


def _official(city: City, digits: int, place: int = 0) -> pl.Expr:
    """The first official, or another one, of the county (6 digits) or town (9) that a row lies in; nobody signs twice."""
    one = {code: keys[place] for code, keys in _officials(city).items() if len(keys) > place}
    return pl.col("region_code").str.slice(0, digits).replace_strict(one, return_dtype=pl.Int64)


def _exits(city: City, findings: pl.DataFrame, incomes_a_head: NDArray[np.float64], measures: pl.DataFrame) -> pl.DataFrame:
    """A case for every household that left or is leaving; some with an open finding were proposed and sent back."""
    homes = city.homes
    case_of = {"exited": "exited", "exit_proposed": "proposed", "exit_signing": "signing", "exit_notice": "notice"}
    doubtful = findings.filter(pl.col("state") != "closed")["household_id"].unique().to_numpy() - 1
    staying = np.sort(doubtful[(homes["state"] == "active").to_numpy()[doubtful]])[::2]
    household = np.concatenate([np.flatnonzero(homes["state"].is_in(list(case_of)).to_numpy()), staying])
    state = np.array([case_of.get(name, "returned") for name in homes["state"].to_numpy()[household].tolist()])
    exited = homes["exited_on"].to_numpy()[household]
    proposed = np.where(np.isnat(exited), PROPOSED, exited - 40)
    busy = measures.filter(pl.col("finished_on").is_null())["household_id"].unique().to_numpy() - 1
    a_head = incomes_a_head[household]
    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "region_code": homes["region_code"].to_numpy()[household],
            "state": state,
            "proposed_on": _days(proposed),
            "revised_on": pl.Series([None] * len(household), dtype=pl.Date),
            # whoever let a poorer household leave had claimed that it earned enough
            "income_a_head": np.where(np.isin(state, ["notice", "exited"]), a_head.clip(FLOOR), a_head).round(2),
            "income_evidence_digest": _digests(household),
            "income_is_enough": np.isin(state, ["notice", "exited"]) | (a_head >= FLOOR),
            "findings_are_closed": state != "returned",
            "entitlements_are_paid": True,
            "measures_are_closed": ~np.isin(household, busy),
            "closed_on": _days(exited),
            "return_reason": optional(np.where(state == "returned", RETURNED, None)),
            "funds_state": optional(np.where(state == "exited", "done", None)),
            "forces_state": optional(np.where(state == "exited", "done", None)),
        }
    )


def _checked_incomes(city: City, income: pl.DataFrame, lived: NDArray[np.int64]) -> NDArray[np.float64]:
    """Yuan a head of the year before a household leaves, or of the latest year."""
    year = np.fmin(leaves(city), np.datetime64(TODAY)).astype("datetime64[Y]").astype(int) + 1969
    heads = lived[np.arange(len(year)), (year - FIRST_YEAR).clip(0)].clip(1)
    checked = pl.DataFrame({"household_id": city.homes["id"], "year": year, "heads": heads})
    total = checked.join(income, on=["household_id", "year"], how="left", maintain_order="left").group_by("household_id", maintain_order=True)
    return total.agg(pl.col("amount").sum() / pl.col("heads").first())["amount"].to_numpy()


def _signatures(city: City, members: pl.DataFrame, exits: pl.DataFrame) -> pl.DataFrame:
    """Five for each exit on notice or done, fewer while signing or before a refusal; some exits went through with four.

    The head signs for his household, or whoever is left there after him; where nobody is, nobody signs. Who cannot sign in signs on paper,
    before civil affairs of the city.
    """
    rng = city.rng("entry.signatures")
    state, household = exits["state"].to_numpy(), exits["household_id"].to_numpy() - 1
    short = (state == "exited") & (rng.random(len(exits)) < FAULT_RATES["signature_missing"])
    member = first_signers(members, exits)
    short_of = short | ((state == "exited") & (member == 0))
    city.plant("signature_missing", "beneficiaries", "exit_case", exits["id"].to_numpy()[short_of], "left hardship with fewer than five signatures")
    count = np.select([short, np.isin(state, ["exited", "notice"]), state == "signing", state == "returned"], [4, 5, 3, 2], 0)
    case = np.repeat(np.arange(len(exits)), count)
    ordinal = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count) + 1
    signed = (ordinal > 1) | (member[case] > 0)
    case, ordinal = case[signed], ordinal[signed]
    officials = _officials(city)
    signer = [_signer(city, officials, int(household[c]), int(o)) for c, o in zip(case, ordinal, strict=True)]
    when = (exits["proposed_on"].to_numpy()[case] + ordinal * 3).astype("datetime64[D]")
    on_paper = (ordinal == 1) & (household[case] >= OWN_RECORDS)
    reasons = np.array(list(ASSISTANCE_REASON.labels))
    return pl.DataFrame(
        {
            "id": np.arange(1, len(case) + 1),
            "exit_case_id": case + 1,
            "household_id": household[case] + 1,
            "region_code": exits["region_code"].to_numpy()[case],
            "ordinal": ordinal,
            "role": np.array(ROLES)[ordinal - 1],
            "signer_id": pl.Series(signer, dtype=pl.Int64),
            "member_id": optional(np.where(ordinal == 1, member[case], None), pl.Int64),
            "statement": np.array(STATEMENTS)[ordinal - 1],
            "confirmation": np.char.add("确认：", np.array(STATEMENTS)[ordinal - 1]),
            "document_digest": _digests(case + 1),
            "signed_at": np.char.add(np.datetime_as_string(when), "T10:00:00+08:00"),
            "assistant_id": optional(np.where(on_paper, city.leader("civil_affairs", "3202"), None), pl.Int64),
            "assistance_reason": optional(np.where(on_paper, reasons[case % len(reasons)], None)),
            "paper_number": optional(np.where(on_paper, np.char.add("TP-", (case + 1).astype(str)), None)),
            "paper_signed_on": _days(np.where(on_paper, when, np.datetime64("NaT"))),
            "voided_at": pl.Series([None] * len(case), dtype=pl.String),
        }
    )


def first_signers(members: pl.DataFrame, exits: pl.DataFrame) -> NDArray[np.int64]:
    """The first member of each leaving household who lives, and lives there, when it is to sign; 0 where nobody does."""
    signing = pl.col("proposed_on") + pl.duration(days=3)
    asked = members.select("id", "household_id", "died_on", "left_on").join(exits.select("household_id", "proposed_on"), on="household_id")
    there = asked.filter(*(pl.col(gone).is_null() | (pl.col(gone) >= signing) for gone in ("died_on", "left_on")))
    first = there.group_by("household_id").agg(pl.col("id").min())
    return exits.join(first, on="household_id", how="left", maintain_order="left")["id_right"].fill_null(0).to_numpy()


def _refusals(city: City, exits: pl.DataFrame) -> pl.DataFrame:
    """The village was the third to be asked, and did not sign."""
    returned = exits.filter(pl.col("state") == "returned")
    officials = _officials(city)
    return numbered(
        returned.select(
            exit_case_id="id",
            household_id="household_id",
            region_code="region_code",
            role=pl.lit("village"),
            signer_id=pl.Series([_signer(city, officials, key - 1, 3) for key in returned["household_id"]], dtype=pl.Int64),
            member_id=pl.lit(None, pl.Int64),
            refused_on=pl.col("proposed_on") + pl.duration(days=9),
            reason=pl.lit("比对存疑尚未查清，暂不同意脱困"),
        )
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
    household = np.flatnonzero(rng.random(count) < 0.12)  # so many that even the smallest city has eleven a year, of whom days to relief may be told
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
