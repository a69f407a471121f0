"""Who may see what, written by hand: which rows of a kind each tier may reach, and which fields clear, masked or not at all.

The table is the tests' own. It is never made from the policy, so that a line too many in the policy is found. Each tier
has a letter; a string of letters names the tiers that see something. `kinds.csv` says of every field of every kind how
much it can harm: a new kind or column is entered there, or `test_table_is_complete` fails. A key from one open record to
another counts as public there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

TIERS = {
    ("public", ""): "P",
    ("household", ""): "H",
    ("helper", ""): "h",
    ("manager", "civil_affairs"): "C",
    ("manager", "agriculture"): "A",
    ("manager", "finance"): "F",
    ("manager", "education"): "E",
    ("manager", "disabled_federation"): "D",
    ("manager", "poverty_office"): "Y",
    ("manager", "town_government"): "G",  # officials of villages: what is needed and pledged there, else no more than everybody
    ("auditor", ""): "U",
    ("inspector", ""): "I",
    ("third_party", ""): "T",
    ("administrator", ""): "M",
    ("donor", ""): "d",
    ("volunteer", ""): "v",
    ("deputy", ""): "R",
    ("publisher", ""): "B",
}
EVERYBODY = "".join(TIERS.values())

# family or kind: scope → letters of those who reach the rows of that scope
SCOPES: Mapping[str, Mapping[str, str]] = {
    "Region": {"any": EVERYBODY},
    "open": {"any": EVERYBODY},
    "hop": {"not_to_households": EVERYBODY, "any": "CAFEDYUITB"},
    "Household": {"self": "H", "paired": "h", "region": "CAFEDYUIB"},
    "Member": {"self": "H", "paired": "h", "region": "CAEDYUIB"},
    "Account": {"self": "H", "region": "FUI"},
    # somebody of a household is reached by those who read its record, whoever gives by those who read donors, and by who ends posts
    # whoever sees who is paired with a household sees him, wherever he works
    "Person": {
        **{"region": "CUI", "officials": "AYM", "of_households": "AY", "givers": "M", "own": "hdvR", "helpers": "H"},
        "paired_officials": "CAYUI",
    },
    "welfare": {"self": "H", "paired": "h", "region": "CAEDYUIB"},
    "procedure": {"self": "H", "paired": "h", "region": "CYUIB"},
    "ExitCase": {"self": "H", "paired": "h", "region": "CYUIBG"},
    "ExitSignature": {"self": "H", "paired": "h", "region": "CYUIBG"},
    "comparison": {"region": "CUIB"},
    "payment": {"self": "H", "region": "CFUITB"},
    "PaymentLine": {"self": "H", "paired": "h", "region": "CFUITB"},
    "settlement": {"region": "FUITB"},
    "PaymentList": {"listed": "Hh", "region": "FUITB"},
    "household_project": {"self": "H", "paired": "h", "region": "AUITB"},
    "appraisal": {"region": "AUI"},
    "pairing": {"self": "H", "paired": "h", "region": "CAYUIB"},
    "Pairing": {"self": "H", "paired": "h", "region": "CAYUIB", "own": "R"},
    "staff": {"region": "CYUI"},
    "Relative": {"region": "CYUI", "paired": "h"},
    "Post": {"region": "CYUI", "not_of_households": "M"},
    "Training": {"region": "CYUIM"},
    "Transfer": {"region": "CYUIM"},
    "KeyArea": {"region": "CYUIM"},
    "LeadingGroupMember": {"region": "CYUIM"},
    "giving": {"region": "CUIB"},
    "volunteering": {"region": "CUI", "own": "v"},
    "ShiftAssignment": {"region": "CUIG", "own": "v", "organised": "hRv"},
    "ImportRun": {"own": "CAFY", "region": "MUI"},
    "Webhook": {"region": "MI"},
    "Need": {"region": "CUIB", "published": "dvR", "self": "H", "paired": "h", "village": "G"},
    "NeedAppeal": {"region": "CUIB", "self": "H", "paired": "h", "village": "G"},
    "Donor": {"region": "CUIB", "own": "d"},
    "Volunteer": {"region": "CUIB", "own": "v"},
    "Offer": {"region": "CUIB", "own": "dv"},
    "MatchRefusal": {"region": "CUIB", "own": "dv"},
    "Pledge": {"region": "CUIB", "own": "dv", "self": "H", "paired": "h", "village": "G"},
    "Message": {"region": "CUIB", "own": "v", "self": "H", "paired": "h"},
    "RepresentativeAction": {"region": "CUIB", "own": "R"},
    "Suggestion": {"region": "CUIB", "own": "R", "addressed": "AFEDYG"},
    "Representative": {"any": EVERYBODY, "own": "R"},
    "MembersHomeDay": {"any": EVERYBODY, "own": "R", "home": "R"},
    "RepresentativeRegistration": {"region": "CUI", "own": EVERYBODY},
    "alerting": {"region": "CAFYUIB"},
    "checking": {"region": "YUI"},
    "assessing": {"region": "YIB"},
    "discipline": {"region": "I"},
    "PublicReport": {"region": "IB"},
    "personal": {"own": EVERYBODY},  # whoever signs in has something that is kept for him alone
}

# family or kind: class of sensitivity → letters of those who see its fields in clear, on the rows that they reach
CLASSES: Mapping[str, Mapping[str, str]] = {
    "Region": {"public": EVERYBODY},
    "open": {"public": EVERYBODY, "internal": "CAFEDYUITB"},
    "hop": {"public": EVERYBODY, "internal": "CAFEDYUITB"},
    "welfare": {"internal": "HhCAEDYUIB", "quasi": "HhCAEDYUIB", "sensitive": "HhCUIB"},
    "procedure": {"internal": "HhCYUIB", "quasi": "HhCYUIB", "sensitive": "HhCUIB"},
    "ExitCase": {"internal": "HhCYUIBG", "quasi": "HhCYUIBG", "sensitive": "HhCUIBG"},
    "ExitSignature": {"internal": "HhCYUIBG", "quasi": "HhCYUIBG", "sensitive": "HhCUIBG"},
    "comparison": {"public": "CUIB", "internal": "CUIB", "quasi": "CUIB", "sensitive": "CUIB"},
    "payment": {"public": "UIB", "internal": "HCFUITB", "quasi": "HCFUITB", "sensitive": "HCFUITB"},
    "settlement": {"public": "FUITB", "internal": "FUITB"},
    "household_project": {"internal": "HhAUITB", "quasi": "HhAUITB", "sensitive": "HhAUIB"},
    "appraisal": {"public": "AUI", "internal": "AUI"},
    "pairing": {"internal": "HhCAYUIB", "quasi": "HhCAYUIB", "sensitive": "hCUIB"},
    "staff": {"internal": "CYUI"},
    "Relative": {"internal": "CYUIh"},
    "Post": {"internal": "CYUIM"},
    "Training": {"internal": "CYUIM"},
    "Transfer": {"internal": "CYUIM"},
    "KeyArea": {"internal": "CYUIM"},
    "LeadingGroupMember": {"internal": "CYUIM"},
    "giving": {"public": "CUIB", "internal": "CUIB", "quasi": "CUIB"},
    "volunteering": {"internal": "CUIv"},
    "ShiftAssignment": {"internal": "CUIGhRv"},
    "ImportRun": {"internal": "CAFYMUI"},
    "Webhook": {"internal": "MI"},
    "Need": {"public": "CUIBdvRHhG", "internal": "CUIB", "quasi": "CUIBHhG"},
    "NeedAppeal": {"internal": "CUIBHhG", "quasi": "CUIBHhG", "sensitive": "CUIHhG"},
    "Donor": {"internal": "CUIBd", "direct": "Cd", "sensitive": "Cd"},
    "Volunteer": {"internal": "CUIBv", "sensitive": "Cv"},
    "Offer": {"internal": "CUIBdv"},
    "MatchRefusal": {"internal": "CUIBdv"},
    "Pledge": {"internal": "CUIBdv", "quasi": "CUIBHhG", "sensitive": "CUIHhG"},
    "Message": {"internal": "CUIB", "quasi": "CUIB"},
    "RepresentativeAction": {"public": "CUIBR", "internal": "CUIBR"},
    "RepresentativeRegistration": {"internal": EVERYBODY, "sensitive": EVERYBODY.replace("U", "").replace("I", "")},
    "Suggestion": {"public": "CUIBRAFEDYG", "internal": "CUIBRAFEDYG"},
    "alerting": {"internal": "CAFYUIB"},
    "checking": {"public": "YUI", "internal": "YUI"},
    "assessing": {"public": "B", "internal": "YIB"},
    "discipline": {"internal": "I", "sensitive": "I"},
    "personal": {"internal": EVERYBODY},
}


class Seen(NamedTuple):
    """Letters of those who see a field clear, and of those who see its mask; for all others it is hidden."""

    clear: str
    masked: str = ""


HOUSEHOLDS, MEMBERS, PAYMENTS, PAIRINGS, VISITS, PAPERS = "HhCAFEDYUIB", "HhCAEDYUIB", "HCFUITB", "HhCAYUIB", "hCUIB", "HhCYUIB"
PEOPLE = ("number", "organisation_id", "household_id", "standing", "grade", "is_active", "region_code", "sex", "name", "phone", "id_number")
# the kinds that matter most, each field by itself; "Person:giver" are those people whose standing is giver
FIELDS: Mapping[str, Mapping[str, Seen]] = {
    "Household": {
        "number": Seen(HOUSEHOLDS),
        "region_code": Seen(HOUSEHOLDS),
        "category": Seen(HOUSEHOLDS),
        "state": Seen(HOUSEHOLDS),
        "member_count": Seen(HOUSEHOLDS),
        "filed_on": Seen(HOUSEHOLDS),
        "exited_on": Seen(HOUSEHOLDS),
        "housing": Seen(HOUSEHOLDS),
        "relapse_of_id": Seen(HOUSEHOLDS),
        "per_capita_income": Seen("HhCAYUIB"),
        "head_name": Seen("HhCAY", "FEDUI"),
        "address": Seen("HhC"),
        "phone": Seen("Hh", "CI"),
    },
    "Member": {
        "household_id": Seen(MEMBERS),
        "region_code": Seen(MEMBERS),
        "sex": Seen(MEMBERS),
        "born_on": Seen(MEMBERS),
        "kinship": Seen(MEMBERS),
        "labour": Seen(MEMBERS),
        "education": Seen(MEMBERS),
        "left_on": Seen(MEMBERS),
        "health": Seen("HhCIB"),
        "disability": Seen("HhCDIB"),
        "died_on": Seen("HhCUIB"),
        "name": Seen("HhC", "AEDYUI"),
        "id_number": Seen("", "HhCUI"),
    },
    "Account": {
        "household_id": Seen("HFUI"),
        "member_id": Seen("HFUI"),
        "bank": Seen("HFUI"),
        "period": Seen("HFUI"),
        "region_code": Seen("HFUI"),
        "bank_card": Seen("", "HFUI"),
        "holder_name": Seen("", "UI"),
    },
    "Person": {
        "number": Seen("hCAYUIMdvR"),
        "organisation_id": Seen("HhCAYUIMdvR"),
        "household_id": Seen("hCAYUIMdvR"),
        "standing": Seen("hCAYUIMdvR"),
        "grade": Seen("hCAYUIMdvR"),
        "is_active": Seen("hCAYUIMdvR"),
        "region_code": Seen("hCAYUIMdvR"),
        "sex": Seen("hCAYUIdvR"),
        "name": Seen("HhCAYUIMdvR"),
        "phone": Seen("HCY"),
        "id_number": Seen(""),
    },
    # as the head's name and the telephone of the household's own record
    "Person:household": {
        **dict.fromkeys(("number", "organisation_id", "household_id", "standing", "grade", "is_active", "region_code", "sex"), Seen("CAYUI")),
        "name": Seen("CAY", "UI"),
        "phone": Seen("", "C"),
        "id_number": Seen(""),
    },
    # as the name of a donor; the administrator, who ends his post, has his number
    "Person:giver": {
        **dict.fromkeys(("organisation_id", "household_id", "standing", "grade", "region_code", "sex"), Seen("CUIdv")),
        **dict.fromkeys(("number", "is_active"), Seen("CUIMdv")),
        "name": Seen("Cdv"),
        "phone": Seen("C"),
        "id_number": Seen(""),
    },
    # who works elsewhere and is or was paired with a household here: who he is, his office, and how to call him while he helps
    "Person:helped": dict.fromkeys(PEOPLE, Seen("")) | dict.fromkeys(("organisation_id", "region_code", "name"), Seen("CAYUI")),
    "Person:helping": dict.fromkeys(PEOPLE, Seen(""))
    | dict.fromkeys(("organisation_id", "region_code", "name"), Seen("CAYUI"))
    | {"phone": Seen("CY")},
    "Post": dict.fromkeys(
        ("person_id", "tier", "department", "region_code", "region_level", "period", "household_id", "granted_by_id"),
        Seen("CYUIM"),
    ),
    "PaymentLine": dict.fromkeys(("member_id", "account_id", "repays_id", "amount"), Seen(PAYMENTS))
    | dict.fromkeys(("payment_list_id", "household_id", "failure", "region_code", "month", "result", "settled_on"), Seen(PAYMENTS + "h")),
    "PaymentList": dict.fromkeys(("stream_id", "month", "state"), Seen("HhFUITB")),  # the others by their class
    "Mailbox": {"email": Seen("", EVERYBODY)},  # the others by their class
    "Need": {
        "need_item_id": Seen("CUIBdvRHhG"),
        "region_code": Seen("CUIBHhG", "dvR"),
        **{name: Seen("CUIBHhG", "dvR") for name in ("target", "published_on")},
        **{name: Seen("CUIBHhG") for name in ("pledged", "refusal_reason")},
        "measure_id": Seen("CUIBHhG"),
        "household_id": Seen("CUIBHhG"),
    },  # the others by their class
    "Pledge": dict.fromkeys(
        (
            *("need_id", "quantity", "state", "pledged_at", "expires_at", "confirmed_at", "delivered_on", "received_by_household"),
            *("officer_id", "second_officer_id", "assistant_id", "paper_number", "assisted_at", "feedback"),
            *("delivered_quantity", "disputed_at", "dispute_reason", "voided_at", "voided_by_id", "void_reason"),
        ),
        Seen("CUIBdvHhG"),
    )
    | {"region_code": Seen("CUIBHhG", "dv"), "contact_accepted_at": Seen("CUIBdvHh")},  # the others by their class
    "Message": {name: Seen("CUIBvHh") for name in ("pledge_id", "side", "sent_at")} | {"text": Seen("vHh")},  # the others by their class
    "VolunteerSkill": {"certificate": Seen("Cv")},  # the others by their class; a code is seen by nobody but whoever tells it (`shown`)
    "Pairing": dict.fromkeys(("household_id", "handed_to_id"), Seen(PAIRINGS))
    | dict.fromkeys(("person_id", "kind", "period", "end_reason", "region_code"), Seen(PAIRINGS + "R")),
    # what is said in a home is for whoever heard it, civil affairs of the place and supervision; all others see that there was a day
    "MembersHomeDay": dict.fromkeys(("title", "heard"), Seen("CUI")),
    "MembersHomeDay:elsewhere": dict.fromkeys(
        ("held_on", "told_on", "cancelled_on", "cancel_reason", "region_code", "members_home_id", "representative_id"), Seen(EVERYBODY)
    )
    | dict.fromkeys(("title", "heard"), Seen("")),
    "Visit": {
        "household_id": Seen(PAIRINGS),
        "person_id": Seen(PAIRINGS),
        "photo_digest": Seen(PAIRINGS),
        "region_code": Seen(PAIRINGS),
        "visited_at": Seen(PAIRINGS),
        "purpose": Seen(PAIRINGS),
        "content": Seen(VISITS),
        "changed_fields": Seen(VISITS),
    },
    "ExitCase": {
        "household_id": Seen(PAPERS + "G"),
        "state": Seen(PAPERS + "G"),
        "income_evidence_digest": Seen(PAPERS + "G"),
        "income_is_enough": Seen(PAPERS + "G"),
        "findings_are_closed": Seen(PAPERS + "G"),
        "entitlements_are_paid": Seen(PAPERS + "G"),
        "measures_are_closed": Seen(PAPERS + "G"),
        "return_reason": Seen(PAPERS + "G"),
        "funds_state": Seen(PAPERS + "G"),
        "forces_state": Seen(PAPERS + "G"),
        "region_code": Seen(PAPERS + "G"),
        "proposed_on": Seen(PAPERS + "G"),
        "revised_on": Seen(PAPERS + "G"),
        "closed_on": Seen(PAPERS + "G"),
        "income_a_head": Seen("HhCUIBG"),
    },
    "ExitSignature": dict.fromkeys(
        (
            *("exit_case_id", "household_id", "ordinal", "role", "signer_id", "member_id", "statement", "confirmation", "document_digest"),
            *("signed_at", "assistant_id", "paper_number", "paper_signed_on", "voided_at", "region_code"),
        ),
        Seen(PAPERS + "G"),
    ),
    "ExitRefusal": dict.fromkeys(
        ("exit_case_id", "household_id", "role", "signer_id", "member_id", "refused_on", "reason", "region_code"), Seen(PAPERS)
    ),
    "Clue": dict.fromkeys(
        (
            *(
                "code",
                "region_code",
                "source",
                "source_link",
                "confidentiality",
                "state",
                "rectification_campaign_id",
                "handler_id",
                "subject_database",
            ),
            *(
                "subject_table",
                "subject_id",
                "concerned_id",
                "due_on",
                "received_on",
                "assessed_on",
                "assigned_on",
                "investigated_on",
                "concluded_on",
            ),
            *("answered_on", "is_founded", "answer", "about"),
        ),
        Seen("I"),
    ),
    "PublicReport": dict.fromkeys(
        (
            *("code", "levied_by", "levied_amount", "legal_basis", "record", "subject_database", "subject_table", "subject_id"),
            *("state", "answer", "text"),
        ),
        Seen("I"),
    )
    | dict.fromkeys(("kind", "region_code", "received_on", "due_on", "answered_on"), Seen("IB")),
    "SupervisionCase": dict.fromkeys(
        (
            "code",
            "region_code",
            "case_class",
            "title",
            "clue_id",
            "rectification_campaign_id",
            "opened_on",
            "due_on",
            "delisted_on",
            "signed_off_by_id",
        ),
        Seen("YUI"),
    ),
    "Accountability": dict.fromkeys(
        (
            *(
                "supervision_case_id",
                "person_id",
                "region_code",
                "evidence_digest",
                "decided_by",
                "conduct",
                "sanction",
                "exemption",
                "objective_cause",
            ),
            *("decision_number", "decided_on"),
        ),
        Seen("I"),
    ),
    "RemovalDecision": dict.fromkeys(
        (
            *(
                "comparison_finding_id",
                "household_id",
                "evidence_digest",
                "decided_on",
                "decided_by_id",
                "noticed_on",
                "appeal_until",
                "appeal_outcome",
            ),
            *("region_code", "reason"),
        ),
        Seen("CUIB"),
    ),
}
OF_EVERY_ROW = ("version", "recorded_at")  # classed as internal
INTERNAL_OF = {
    "Need": "CUIBHhG",
    "Pledge": "CUIBdvHhG",
    "Household": HOUSEHOLDS,
    "Member": MEMBERS,
    "Account": "HFUI",
    "Person": "hCAYUIMdvR",
    "Person:household": "CAYUI",
    "Person:giver": "CUIdv",
    "Person:helped": "",
    "Person:helping": "",
    "Region": "",
    "MembersHomeDay:elsewhere": "CAFEDYUITB",
}


# of which some are told only the month, and so the past of its first day
DAYS = {"Need": "published_on"}
# who has several posts sees what any of them lets him see: an officer who gives help in another county, an officer of two departments in two
# counties, a deputy who is a volunteer
SEVERAL = ("Ch", "FC", "Rv")
ASKERS = (*TIERS.values(), *SEVERAL)
# fields that somebody sees of his own rows alone
OF_HIS_OWN = {("Pledge", "region_code"): "dv", ("ShiftAssignment", "code"): "v", ("RepresentativeRegistration", "refusal_reason"): "UI"}


def _read(path: Path) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    families = {row["kind"]: row["family"] for row in rows}
    classes = {
        row["kind"]: {field: name for name in ("public", "internal", "quasi", "sensitive", "direct") for field in row[name].split()} for row in rows
    }
    return families, classes


FAMILIES, CLASS_OF = _read(Path(__file__).with_name("kinds.csv"))


@cache
def shown(kind: str, field: str, tier: str, is_own: bool = False) -> str:
    """clear, masked or hidden: how a tier sees a field, on the rows of the kind (or of a part of it) that it reaches."""
    if is_own and ((tier == "R" and kind in ("Representative", "MembersHomeDay")) or tier in OF_HIS_OWN.get((kind, field), "")):
        return "clear"  # everybody sees who is a deputy and his days, he himself his whole record; whoever confirmed what he gives sees to which town
    seen = _seen(kind, field)
    return "clear" if tier in seen.clear else "masked" if tier in seen.masked else "hidden"


def _seen(kind: str, field: str) -> Seen:
    if field == "id":
        return Seen(EVERYBODY)
    if field in OF_EVERY_ROW:
        return Seen(INTERNAL_OF[kind] if kind in INTERNAL_OF else _class(kind, "internal"))
    return FIELDS.get(kind, {}).get(field) or Seen(_class(kind, CLASS_OF[kind][field]))


def part_of(kind: str, standing: str | None) -> str:
    """The name of the part of a kind of which the table speaks by itself, where it does."""
    return part if (part := f"{kind}:{standing}") in FIELDS else kind


def _class(kind: str, sensitivity: str) -> str:
    table = CLASSES[kind if kind in CLASSES else FAMILIES[kind]]
    return table.get(sensitivity, "")


@cache
def scopes(kind: str, tier: str) -> tuple[str, ...]:
    """The scopes in which a tier (or one of several) reaches rows of a kind."""
    table = SCOPES[kind if kind in SCOPES else FAMILIES[kind]]
    return tuple(scope for scope, letters in table.items() if {*tier} & {*letters})
