"""Who is concerned by what happened: people by their part in it, as SQL over its subject ($1, on the day $2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from databases.code_lists.forces import LIVE_PLEDGES

OF_NEED, OF_PLEDGE = "need.id = $1", "need.id = (SELECT need_id FROM pledge WHERE id = $1)"
OF_CONFIRMED = "need.id = (SELECT need_id FROM pledge WHERE id = $1 AND confirmed_at IS NOT NULL)"
OF_APPEAL = "need.id = (SELECT need_id FROM need_appeal WHERE id = $1)"


@dataclass(frozen=True)
class Audience:
    """People of one part. `hears_of_himself`: what he did himself is told him too, since it binds him."""

    label: str
    people: str
    hears_of_himself: bool = False


def _givers(which: str) -> str:
    return f"""SELECT coalesce(donor.person_id, volunteer.person_id) AS person_id FROM pledge
        LEFT JOIN donor ON donor.id = pledge.donor_id LEFT JOIN volunteer ON volunteer.id = pledge.volunteer_id WHERE {which}"""


def _officers(which: str) -> str:
    return f"SELECT unnest(ARRAY[drafter_id, reviewer_id, second_reviewer_id]) AS person_id FROM need WHERE {which}"


def _household(which: str) -> str:
    return f"SELECT post.person_id FROM post JOIN need ON need.household_id = post.household_id WHERE {which} AND post.period @> $2::date"


def _helper(which: str) -> str:
    return f"""SELECT pairing.person_id FROM pairing JOIN need ON need.household_id = pairing.household_id
        WHERE {which} AND pairing.kind = 'responsible' AND pairing.period @> $2::date"""


def _registrars(table: str, others: str = "true") -> Audience:
    """Officials of civil affairs of the narrowest division around whoever registered himself that has any."""
    return Audience(
        "民政干部",
        f"""SELECT post.person_id FROM post JOIN {table} ON starts_with({table}.region_code, post.region_code) WHERE {table}.id = $1
            AND post.tier = 'manager' AND post.department = 'civil_affairs' AND post.period @> $2::date AND {others}
            ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
    )


def _civil_affairs(label: str, others: str = "true") -> Audience:
    """Officials of civil affairs of the narrowest division around a need that has any."""
    return Audience(
        label,
        f"""SELECT post.person_id FROM post JOIN need ON starts_with(need.village_code, post.region_code) WHERE {OF_NEED}
            AND post.tier = 'manager' AND post.department = 'civil_affairs' AND post.period @> $2::date AND {others}
            ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
    )


VOLUNTEER_REGISTRARS, DONOR_REGISTRARS = map(_registrars, ("volunteer", "donor"))
REPRESENTATIVE_REGISTRARS = Audience(
    "民政干部（看得到申请人的）",
    """SELECT post.person_id FROM post JOIN representative_registration AS registration ON starts_with(registration.region_code, post.region_code)
        JOIN person ON person.id = registration.person_id WHERE registration.id = $1
        AND post.tier = 'manager' AND post.department = 'civil_affairs' AND post.period @> $2::date
        ORDER BY starts_with(person.region_code, post.region_code) DESC, length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
)
OTHER_VOLUNTEER_REGISTRARS, OTHER_DONOR_REGISTRARS = (
    _registrars(one, "post.person_id IS DISTINCT FROM refused_by_id") for one in ("volunteer", "donor")
)
VERIFIED_VOLUNTEER = Audience("志愿者", "SELECT person_id FROM volunteer WHERE id = $1")
VERIFIED_DONOR = Audience("爱心人士", "SELECT person_id FROM donor WHERE id = $1")
CONFIRMED_REPRESENTATIVE = Audience("申请登记的代表委员", "SELECT person_id FROM representative_registration WHERE id = $1")
# whoever reads what a day is about: the others of the home, and civil affairs of the place
OTHERS_OF_THE_HOME = Audience(
    "同一之家的代表委员",
    """SELECT one.person_id FROM members_home_day AS day JOIN representative AS one USING (members_home_id)
        WHERE day.id = $1 AND one.id <> day.representative_id AND one.term_until >= $2::date""",
)
REGISTRARS_OF_THE_HOME = _registrars("members_home_day")
SKILLED = Audience("志愿者", "SELECT person_id FROM volunteer_skill JOIN volunteer ON volunteer.id = volunteer_id WHERE volunteer_skill.id = $1")
GIVER = Audience("认捐人", _givers("pledge.id = $1"), hears_of_himself=True)
GIVER_OF_WITHDRAWN = Audience(
    "认捐人（需求已撤回）", _givers("pledge.id = $1 AND EXISTS (SELECT FROM need WHERE need.id = pledge.need_id AND need.state = 'withdrawn')")
)
WRITER = replace(GIVER, hears_of_himself=False)
FEEDBACK_WRITER = Audience("反馈人", "SELECT feedback_writer_id AS person_id FROM pledge WHERE id = $1")
GIVERS = Audience("认捐人", _givers(f"pledge.need_id = $1 AND pledge.state IN {LIVE_PLEDGES}"), hears_of_himself=True)
OFFERER = Audience(
    "登记意愿的人",
    """SELECT coalesce(donor.person_id, volunteer.person_id) AS person_id FROM offer
        LEFT JOIN donor ON donor.id = offer.donor_id LEFT JOIN volunteer ON volunteer.id = offer.volunteer_id WHERE offer.id = $1""",
)
VOLUNTEER = Audience(
    "志愿者",
    "SELECT volunteer.person_id FROM shift_assignment JOIN volunteer ON volunteer.id = shift_assignment.volunteer_id WHERE shift_assignment.id = $1",
)
DRAFTER = Audience("起草人", f"SELECT drafter_id AS person_id FROM need WHERE {OF_NEED}")
OFFICERS = Audience("起草人和审核人", _officers(OF_NEED))
OFFICERS_OF_PLEDGE = Audience("起草人和审核人", _officers(OF_PLEDGE))
HOUSEHOLD, HELPER = Audience("本户", _household(OF_PLEDGE)), Audience("帮扶责任人", _helper(OF_PLEDGE))
HOUSEHOLD_OF_CONFIRMED, HELPER_OF_CONFIRMED = Audience("本户", _household(OF_CONFIRMED)), Audience("帮扶责任人", _helper(OF_CONFIRMED))
HOUSEHOLD_OF_NEED, HELPER_OF_NEED = Audience("本户", _household(OF_NEED)), Audience("帮扶责任人", _helper(OF_NEED))
HOUSEHOLD_OF_APPEAL, HELPER_OF_APPEAL = Audience("本户", _household(OF_APPEAL)), Audience("帮扶责任人", _helper(OF_APPEAL))
# whoever drafted it, or has signed it, is not the other who is to sign
REVIEWERS = _civil_affairs("民政部门（另外的人）", "post.person_id <> drafter_id AND post.person_id IS DISTINCT FROM reviewer_id")
PUBLISHERS = _civil_affairs("民政部门")
APPELLANT = Audience("申请人", "SELECT appellant_id AS person_id FROM need_appeal WHERE id = $1")
DECIDERS = Audience(
    "民政部门",
    """SELECT post.person_id FROM post JOIN need_appeal ON starts_with(need_appeal.region_code, post.region_code) AND post.person_id <> refuser_id
        WHERE need_appeal.id = $1 AND post.tier = 'manager' AND post.department = 'civil_affairs' AND post.period @> $2::date
        ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",  # of the narrowest division that has somebody else than who refused
)
# officers of the village, or else of its town; where neither has any, civil affairs of the narrowest division that has somebody: they sign too
VILLAGE = Audience(
    "村干部（没有的，镇干部或民政干部）",
    f"""SELECT post.person_id FROM post JOIN need ON starts_with(need.village_code, post.region_code) WHERE {OF_PLEDGE}
        AND post.tier = 'manager' AND post.department IN ('town_government', 'civil_affairs') AND post.period @> $2::date
        ORDER BY post.department = 'town_government' AND length(post.region_code) >= 9 DESC, post.department = 'civil_affairs' DESC,
          length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
)
INSPECTORS = Audience(
    "纪检监察",
    """SELECT post.person_id FROM post JOIN public_report ON starts_with(public_report.region_code, post.region_code) WHERE public_report.id = $1
        AND post.tier = 'inspector' AND post.period @> $2::date ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
)
PROPOSER = Audience(
    "提出人", "SELECT representative.person_id FROM suggestion JOIN representative ON representative.id = representative_id WHERE suggestion.id = $1"
)
ANSWERERS = Audience(
    "承办部门",
    """SELECT post.person_id FROM post JOIN suggestion ON starts_with(suggestion.region_code, post.region_code) AND post.department = suggestion.department
        WHERE suggestion.id = $1 AND post.tier = 'manager' AND post.period @> $2::date
        ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
)
HOUSEHOLD_PAIRED = Audience(
    "本户",
    "SELECT post.person_id FROM post JOIN pairing ON pairing.household_id = post.household_id WHERE pairing.id = $1 AND post.period @> $2::date",
)
ENTREPRENEUR = Audience(
    "企业家代表委员",
    "SELECT representative.person_id FROM village_pairing JOIN representative ON representative.id = representative_id WHERE village_pairing.id = $1",
)
VILLAGE_PAIRED = Audience(
    "村干部",
    """SELECT post.person_id FROM post JOIN village_pairing ON starts_with(village_pairing.region_code, post.region_code) WHERE village_pairing.id = $1
        AND post.tier = 'manager' AND post.department = 'town_government' AND post.period @> $2::date
        ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
)
# of a household itself, whose rows are in another database
HOUSEHOLD_ITSELF = Audience("本户", "SELECT person_id FROM post WHERE household_id = $1 AND period @> $2::date")
HELPER_ITSELF = Audience("帮扶责任人", "SELECT person_id FROM pairing WHERE household_id = $1 AND kind = 'responsible' AND period @> $2::date")


def _officials(label: str, digits: int, *departments: str) -> Audience:
    """Officials of the household's village, town or county, which the event ($4) names; where there are none, of the next wider division."""
    listed = ", ".join(f"'{department}'" for department in departments)
    return Audience(
        label,
        f"""SELECT post.person_id FROM post JOIN event ON starts_with(left(event.region_code, {digits}), post.region_code)
        WHERE event.id = $4::bigint AND event.subject_id = ($1::bigint)::text AND post.tier = 'manager' AND post.department IN ({listed}) AND post.period @> $2::date
        ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
    )


VILLAGE_OFFICIALS, TOWN_OFFICIALS = _officials("村干部", 12, "town_government"), _officials("镇干部", 9, "town_government")
COUNTY_OFFICIALS = _officials("市（县）区主管部门", 6, "civil_affairs", "poverty_office")
HIMSELF = Audience("登记意愿的人、志愿者", "SELECT $1::bigint AS person_id")


def _of_problem(label: str, did: str) -> Audience:
    """Who did something to a technical problem last; its row is in another database, what happened to it is in this one's log too."""
    return Audience(
        label,
        f"""SELECT person.id AS person_id FROM event JOIN person ON person.number = event.actor WHERE event.kind = 'problem_{did}'
        AND event.subject_kind = 'technical_problem' AND event.subject_id = ($1::bigint)::text ORDER BY event.id DESC LIMIT 1""",
    )


RAISER, EXPERT = _of_problem("提出人", "raised"), _of_problem("对接的专家", "taken")
EXPERTS = Audience(
    "同一设区市经核验的科技专家",
    """SELECT volunteer.person_id FROM volunteer JOIN event ON event.id = $4::bigint AND event.subject_id = ($1::bigint)::text
        WHERE is_expert AND verified_on <= $2::date AND left(volunteer.region_code, 4) = left(event.region_code, 4)""",
)
PAIRED = Audience("帮扶责任人", "SELECT person_id FROM pairing WHERE id = $1")
# only where it is said of the household's own helper: who keeps the pairings has to find another one
PAIRING_OFFICES = Audience(
    "民政、扶贫部门（被申报人是该户的帮扶责任人时）",
    """SELECT post.person_id FROM post JOIN relative ON starts_with(relative.region_code, post.region_code) AND post.person_id <> relative.person_id
        JOIN pairing ON pairing.household_id = relative.household_id WHERE relative.id = $1 AND pairing.person_id = relative.person_id AND pairing.kind = 'responsible'
        AND pairing.period @> $2::date AND post.tier = 'manager' AND post.department IN ('civil_affairs', 'poverty_office') AND post.period @> $2::date
        ORDER BY length(post.region_code) DESC FETCH FIRST ROW WITH TIES""",
    hears_of_himself=True,
)
POSTED = Audience("本人", "SELECT person_id FROM post WHERE id = $1")
