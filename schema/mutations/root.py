"""All mutations by their names; each file beside has those of one kind of thing, with their inputs and payloads."""

from __future__ import annotations

import strawberry

from schema.assigning import confirmation_field
from schema.mutations.appealing import appeal_mutations
from schema.mutations.delivering import delivering_mutations
from schema.mutations.exits import exit_mutations
from schema.mutations.homes import home_mutations
from schema.mutations.kinship import kinship_mutations
from schema.mutations.match_weights import match_weights_field
from schema.mutations.measuring import measure_mutations
from schema.mutations.needing import needing_mutations
from schema.mutations.noticing import notice_mutations
from schema.mutations.offering import offering_mutations
from schema.mutations.pairing import pairing_mutations
from schema.mutations.pledging import pledging_mutations
from schema.mutations.posting import post_mutations
from schema.mutations.press import press_mutations
from schema.mutations.problems import problem_mutations
from schema.mutations.registering import registering_mutations
from schema.mutations.reporting import report_mutations
from schema.mutations.representing import representative_mutations
from schema.mutations.revealing import reveal_mutations
from schema.mutations.volunteering import volunteering_mutations
from schema.mutations.webhooks import webhook_mutations
from schema.shift_assigning import shift_confirmation_field
from schema.types import Types


def mutation_type(types: Types) -> type:
    """All mutations of a schema with these types."""
    body = post_mutations(types)
    body |= pairing_mutations(types)
    body |= kinship_mutations(types)
    body |= reveal_mutations(types)
    body["confirm_pairings"] = confirmation_field(types)
    body |= exit_mutations(types)
    body |= measure_mutations(types)
    body |= registering_mutations(types)
    body |= needing_mutations(types)
    body |= offering_mutations(types)
    body |= pledging_mutations(types)
    body |= delivering_mutations(types)
    body["change_match_weights"] = match_weights_field(types)
    body |= appeal_mutations(types)
    body |= volunteering_mutations(types)
    body["confirm_shift_assignments"] = shift_confirmation_field()
    body |= report_mutations(types)
    body |= representative_mutations(types)
    body |= home_mutations(types)
    body |= press_mutations(types)
    body |= problem_mutations(types)
    body |= notice_mutations(types)
    body |= webhook_mutations(types)
    return strawberry.type(type("Mutation", (), body), description="Everything that can be changed; each refusal says why 变更")
