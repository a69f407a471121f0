"""Every root field answers for the past too, or it is entered here why there is none to ask for."""

from __future__ import annotations

from policies.policy import load
from schema.query import build_schema

NOW, RELEASE = "it helps to act now", "it answers from the release in force; each release stays as it was"
WITHOUT_PAST = {
    "node": "Relay allows it no argument but the id: nodes answers for the past",
    "eventLog": "a log only grows, and its proofs name their sizes",
    "accessesOfMyRecord": "a list of moments, which only grows",
    "accessesOfRecord": "a list of moments, which only grows",
    "originsOfRecord": "it tells of every version of a record",
    "matchNeeds": NOW,
    "matchOffers": NOW,
    "needsAwaitingCertificate": NOW,
    "readOffer": NOW,
    "proposePairings": NOW,
    "proposeShiftAssignments": NOW,
    "receipt": NOW,
    "awaitedReceipts": NOW,
    "exitStanding": NOW,
    "pledgeSteps": NOW,
    "technicalProblemSteps": NOW,
    "search": RELEASE,
    "searchSuggestions": RELEASE,
    "openData": RELEASE,
}


def test_every_root_field_is_asked_of_the_past_or_it_is_said_why_not() -> None:
    query = build_schema(load())._schema.query_type
    assert query
    assert len(query.fields) > 300
    assert {name for name, field in query.fields.items() if "asOf" not in field.args} == WITHOUT_PAST.keys()
