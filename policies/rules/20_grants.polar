#     who              department             what                  may     which rows
grant("public",         "",                    "Region",            "read", "any");
grant("public",         "",                    "open",              "read", "any");
grant("public",         "",                    "hop",               "read", "not_to_households");
# anonymous, and followed by whoever holds the receipt number
grant("public",         "",                    "PublicReport",      "make_report",   "any");
grant("public",         "",                    "PublicReport",      "follow_report", "any");

# whoever signed in registers himself as a donor or a volunteer (M147, M148, M165), and gets no post but that; who says that he is a deputy or
# member (M149, M152) gets none, and follows what becomes of it
grant("public",         "",                    "Person",            "register",      "oneself");
grant("public",         "",                    "RepresentativeRegistration", "read", "own");

grant("household",      "",                    "Household",         "read", "self");
grant("household",      "",                    "Member",            "read", "self");
grant("household",      "",                    "Account",           "read", "self");
grant("household",      "",                    "welfare",           "read", "self");
grant("household",      "",                    "procedure",         "read", "self");
grant("household",      "",                    "payment",           "read", "self");
grant("household",      "",                    "PaymentList",       "read", "listed");
grant("household",      "",                    "household_project", "read", "self");
grant("household",      "",                    "pairing",           "read", "self");
grant("household",      "",                    "Person",            "read", "helpers");

grant("helper",         "",                    "Household",         "read", "paired");
grant("helper",         "",                    "Member",            "read", "paired");
grant("helper",         "",                    "welfare",           "read", "paired");
grant("helper",         "",                    "procedure",         "read", "paired");
grant("helper",         "",                    "PaymentLine",       "read", "paired");
grant("helper",         "",                    "PaymentList",       "read", "listed");
grant("helper",         "",                    "household_project", "read", "paired");
grant("helper",         "",                    "pairing",           "read", "paired");
grant("helper",         "",                    "Person",            "read", "own");

grant("manager",        "civil_affairs",       "open",              "read", "any");
grant("manager",        "civil_affairs",       "hop",               "read", "any");

grant("manager",        "agriculture",         "open",              "read", "any");
grant("manager",        "agriculture",         "hop",               "read", "any");

grant("manager",        "finance",             "open",              "read", "any");
grant("manager",        "finance",             "hop",               "read", "any");

grant("manager",        "education",           "open",              "read", "any");
grant("manager",        "education",           "hop",               "read", "any");

grant("manager",        "disabled_federation", "open",              "read", "any");
grant("manager",        "disabled_federation", "hop",               "read", "any");

grant("manager",        "poverty_office",      "open",              "read", "any");
grant("manager",        "poverty_office",      "hop",               "read", "any");

grant("manager",        "civil_affairs",       "Household",         "read", "region");
grant("manager",        "civil_affairs",       "Member",            "read", "region");
grant("manager",        "civil_affairs",       "Person",            "read", "region");
grant("manager",        "civil_affairs",       "Person",            "read", "paired_officials");
grant("manager",        "civil_affairs",       "welfare",           "read", "region");
grant("manager",        "civil_affairs",       "procedure",         "read", "region");
grant("manager",        "civil_affairs",       "comparison",        "read", "region");
grant("manager",        "civil_affairs",       "payment",           "read", "region");
grant("manager",        "civil_affairs",       "pairing",           "read", "region");
grant("manager",        "civil_affairs",       "staff",             "read", "region");
grant("manager",        "civil_affairs",       "giving",            "read", "region");
grant("manager",        "civil_affairs",       "volunteering",      "read", "region");
grant("manager",        "civil_affairs",       "alerting",          "read", "region");

grant("manager",        "agriculture",         "Household",         "read", "region");
grant("manager",        "agriculture",         "Member",            "read", "region");
grant("manager",        "agriculture",         "Person",            "read", "officials");
grant("manager",        "agriculture",         "Person",            "read", "of_households");
grant("manager",        "agriculture",         "Person",            "read", "paired_officials");
grant("manager",        "agriculture",         "welfare",           "read", "region");
grant("manager",        "agriculture",         "household_project", "read", "region");
grant("manager",        "agriculture",         "appraisal",         "read", "region");
grant("manager",        "agriculture",         "pairing",           "read", "region");
grant("manager",        "agriculture",         "alerting",          "read", "region");

grant("manager",        "finance",             "Household",         "read", "region");
grant("manager",        "finance",             "payment",           "read", "region");
grant("manager",        "finance",             "settlement",        "read", "region");
grant("manager",        "finance",             "Account",           "read", "region");
grant("manager",        "finance",             "alerting",          "read", "region");

grant("manager",        "education",           "Household",         "read", "region");
grant("manager",        "education",           "Member",            "read", "region");
grant("manager",        "education",           "welfare",           "read", "region");

grant("manager",        "disabled_federation", "Household",         "read", "region");
grant("manager",        "disabled_federation", "Member",            "read", "region");
grant("manager",        "disabled_federation", "welfare",           "read", "region");

grant("manager",        "poverty_office",      "Household",         "read", "region");
grant("manager",        "poverty_office",      "Member",            "read", "region");
grant("manager",        "poverty_office",      "Person",            "read", "officials");
grant("manager",        "poverty_office",      "Person",            "read", "of_households");
grant("manager",        "poverty_office",      "Person",            "read", "paired_officials");
grant("manager",        "poverty_office",      "welfare",           "read", "region");
grant("manager",        "poverty_office",      "procedure",         "read", "region");
grant("manager",        "poverty_office",      "pairing",           "read", "region");
grant("manager",        "poverty_office",      "staff",             "read", "region");
grant("manager",        "poverty_office",      "alerting",          "read", "region");
grant("manager",        "poverty_office",      "checking",          "read", "region");
grant("manager",        "poverty_office",      "assessing",         "read", "region");

grant("auditor",        "",                    "open",              "read", "any");
grant("auditor",        "",                    "hop",               "read", "any");
grant("auditor",        "",                    "Household",         "read", "region");
grant("auditor",        "",                    "Member",            "read", "region");
grant("auditor",        "",                    "Person",            "read", "region");
grant("auditor",        "",                    "Person",            "read", "paired_officials");
grant("auditor",        "",                    "Account",           "read", "region");
grant("auditor",        "",                    "welfare",           "read", "region");
grant("auditor",        "",                    "procedure",         "read", "region");
grant("auditor",        "",                    "comparison",        "read", "region");
grant("auditor",        "",                    "payment",           "read", "region");
grant("auditor",        "",                    "settlement",        "read", "region");
grant("auditor",        "",                    "household_project", "read", "region");
grant("auditor",        "",                    "appraisal",         "read", "region");
grant("auditor",        "",                    "pairing",           "read", "region");
grant("auditor",        "",                    "staff",             "read", "region");
grant("auditor",        "",                    "giving",            "read", "region");
grant("auditor",        "",                    "volunteering",      "read", "region");
grant("auditor",        "",                    "alerting",          "read", "region");
grant("auditor",        "",                    "checking",          "read", "region");

grant("inspector",      "",                    "open",              "read", "any");
grant("inspector",      "",                    "hop",               "read", "any");
grant("inspector",      "",                    "Household",         "read", "region");
grant("inspector",      "",                    "Member",            "read", "region");
grant("inspector",      "",                    "Person",            "read", "region");
grant("inspector",      "",                    "Person",            "read", "paired_officials");
grant("inspector",      "",                    "Account",           "read", "region");
grant("inspector",      "",                    "welfare",           "read", "region");
grant("inspector",      "",                    "procedure",         "read", "region");
grant("inspector",      "",                    "comparison",        "read", "region");
grant("inspector",      "",                    "payment",           "read", "region");
grant("inspector",      "",                    "settlement",        "read", "region");
grant("inspector",      "",                    "household_project", "read", "region");
grant("inspector",      "",                    "appraisal",         "read", "region");
grant("inspector",      "",                    "pairing",           "read", "region");
grant("inspector",      "",                    "staff",             "read", "region");
grant("inspector",      "",                    "giving",            "read", "region");
grant("inspector",      "",                    "volunteering",      "read", "region");
grant("inspector",      "",                    "alerting",          "read", "region");
grant("inspector",      "",                    "checking",          "read", "region");
grant("inspector",      "",                    "assessing",         "read", "region");
grant("inspector",      "",                    "discipline",        "read", "region");
grant("inspector",      "",                    "PublicReport",      "transfer_report", "region");
grant("inspector",      "",                    "PublicReport",      "answer_report",   "region");

grant("third_party",    "",                    "open",              "read", "any");
grant("third_party",    "",                    "hop",               "read", "any");
grant("third_party",    "",                    "settlement",        "read", "region");
grant("third_party",    "",                    "household_project", "read", "region");
grant("third_party",    "",                    "payment",           "read", "region");

grant("administrator",  "",                    "Person",            "read", "officials");
grant("administrator",  "",                    "Person",            "read", "givers");
grant("administrator",  "",                    "Post",              "read", "not_of_households");
grant("administrator",  "",                    "Training",          "read", "region");
grant("administrator",  "",                    "Transfer",          "read", "region");
grant("administrator",  "",                    "KeyArea",           "read", "region");
grant("administrator",  "",                    "LeadingGroupMember", "read", "region");

grant("donor",          "",                    "Need",                "read", "published");
grant("donor",          "",                    "Person",              "read", "own");
grant("donor",          "",                    "Donor",               "read", "own");
grant("donor",          "",                    "Offer",               "read", "own");
grant("donor",          "",                    "MatchRefusal",        "read", "own");
grant("donor",          "",                    "Pledge",              "read", "own");

grant("volunteer",      "",                    "Need",                "read", "published");
grant("volunteer",      "",                    "Person",              "read", "own");
grant("volunteer",      "",                    "Volunteer",           "read", "own");
grant("volunteer",      "",                    "Offer",               "read", "own");
grant("volunteer",      "",                    "MatchRefusal",        "read", "own");
grant("volunteer",      "",                    "Pledge",              "read", "own");

grant("deputy",         "",                    "Need",                "read", "published");
grant("deputy",         "",                    "Person",              "read", "own");
grant("deputy",         "",                    "Representative",      "read", "own");
grant("deputy",         "",                    "RepresentativeAction", "read", "own");
grant("deputy",         "",                    "MembersHomeDay",      "read", "own");
grant("deputy",         "",                    "MembersHomeDay",      "read", "home");
grant("deputy",         "",                    "Suggestion",          "read", "own");
grant("deputy",         "",                    "Pairing",             "read", "own");

# A need and what is pledged to it, as far as it is one's own: the household's, its helper's, the village's.
grant("household",      "",                    "Need",                "read", "self");
grant("household",      "",                    "Pledge",              "read", "self");
grant("helper",         "",                    "Need",                "read", "paired");
grant("helper",         "",                    "Pledge",              "read", "paired");
grant("manager",        "town_government",     "Need",                "read", "village");
grant("manager",        "town_government",     "Pledge",              "read", "village");

# What is published is taken from these, without direct identifiers and through the gate (数据发布).
grant("publisher",      "",                    "open",                "read", "any");
grant("publisher",      "",                    "hop",                 "read", "any");
grant("publisher",      "",                    "Household",           "read", "region");
grant("publisher",      "",                    "Member",              "read", "region");
grant("publisher",      "",                    "welfare",             "read", "region");
grant("publisher",      "",                    "procedure",           "read", "region");
grant("publisher",      "",                    "comparison",          "read", "region");
grant("publisher",      "",                    "payment",             "read", "region");
grant("publisher",      "",                    "settlement",          "read", "region");
grant("publisher",      "",                    "household_project",   "read", "region");
grant("publisher",      "",                    "pairing",             "read", "region");
grant("publisher",      "",                    "giving",              "read", "region");
grant("publisher",      "",                    "alerting",            "read", "region");
grant("publisher",      "",                    "assessing",           "read", "region");
grant("publisher",      "",                    "PublicReport",        "read", "region");

# A release is built by one publisher and approved by another of the same division; withdrawn by either.
grant("publisher",      "",                    "Release",           "build_release",    "region");
grant("publisher",      "",                    "Release",           "approve_release",  "built_by_others");
grant("publisher",      "",                    "Release",           "withdraw_release", "region");
# Needs, each published by civil affairs, go out anew within minutes by the standing approval of a publisher, which any publisher may end.
grant("publisher",      "",                    "StandingApproval",  "approve_needs",    "region");
grant("publisher",      "",                    "StandingApproval",  "end_approval",     "region");

# Offices that keep the pairings hand a household over from one helper to another.
grant("manager",        "civil_affairs",       "Pairing",           "hand_over_pairing", "region");
grant("manager",        "poverty_office",      "Pairing",           "hand_over_pairing", "region");
# They pair deputies and members with households, and end pairings that nobody takes over.
grant("manager",        "civil_affairs",       "Pairing",           "pair_deputy",       "region");
grant("manager",        "poverty_office",      "Pairing",           "pair_deputy",       "region");
grant("manager",        "civil_affairs",       "Pairing",           "end_pairing",       "region");
grant("manager",        "poverty_office",      "Pairing",           "end_pairing",       "region");
# That somebody is kin of a household is declared by its helper and by these offices, never by who gives; they alone end it.
grant("helper",         "",                    "Relative",          "read",              "paired");
grant("helper",         "",                    "Relative",          "declare_kinship",   "paired");
grant("manager",        "civil_affairs",       "Relative",          "declare_kinship",   "region");
grant("manager",        "poverty_office",      "Relative",          "declare_kinship",   "region");
grant("manager",        "civil_affairs",       "Relative",          "end_kinship",       "region");
grant("manager",        "poverty_office",      "Relative",          "end_kinship",       "region");
# Entrepreneurs among deputies and members are paired with weak villages by the offices that help villages.
grant("manager",        "agriculture",         "VillagePairing",    "pair_village",      "region");
grant("manager",        "agriculture",         "VillagePairing",    "end_village_pairing", "region");
grant("manager",        "poverty_office",      "VillagePairing",    "pair_village",      "region");
grant("manager",        "poverty_office",      "VillagePairing",    "end_village_pairing", "region");
# The offices that keep the pairings are proposed helpers for households without one, and confirm them.
grant("manager",        "civil_affairs",       "Household",         "assign_helper",     "region");
grant("manager",        "poverty_office",      "Household",         "assign_helper",     "region");
# Whom they and whoever opens volunteer campaigns may call on: people of their own division, not those who help there from elsewhere.
grant("manager",        "civil_affairs",       "Person",            "call_on",           "region");
grant("manager",        "poverty_office",      "Person",            "call_on",           "officials");

# A deputy or member records what he did and makes suggestions, for himself alone; officials of the department that they go to read them,
# pass them on and answer them.
grant("deputy",        "",                    "RepresentativeAction","record_action",       "own");
# Their homes are kept by the offices that pair them with households; who hears people there says when, and what he heard.
grant("manager",       "civil_affairs",       "MembersHome",         "open_home",           "region");
grant("manager",       "civil_affairs",       "MembersHome",         "change_home",         "region");
grant("manager",       "poverty_office",      "MembersHome",         "open_home",           "region");
grant("manager",       "poverty_office",      "MembersHome",         "change_home",         "region");
grant("deputy",        "",                    "MembersHomeDay",      "announce_home_day",   "own");
grant("deputy",        "",                    "MembersHomeDay",      "tell_home_day",       "own");
grant("deputy",        "",                    "MembersHomeDay",      "cancel_home_day",     "own");
# A technical problem is raised by officials of its village or of agriculture; an expert takes it, and answers what he took.
grant("manager",       "town_government",     "TechnicalProblem",    "raise_problem",       "region");
grant("manager",       "agriculture",         "TechnicalProblem",    "raise_problem",       "region");
grant("manager",       "town_government",     "TechnicalProblem",    "reopen_problem",      "region");
grant("manager",       "agriculture",         "TechnicalProblem",    "reopen_problem",      "region");
grant("volunteer",     "",                    "TechnicalProblem",    "take_problem",        "any");
grant("volunteer",     "",                    "TechnicalProblem",    "answer_problem",      "own");
grant("deputy",        "",                    "Suggestion",          "make_suggestion",     "own");
grant("manager",       "civil_affairs",       "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "civil_affairs",       "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "agriculture",         "Suggestion",          "read",                "addressed");
grant("manager",       "agriculture",         "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "agriculture",         "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "finance",             "Suggestion",          "read",                "addressed");
grant("manager",       "finance",             "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "finance",             "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "education",           "Suggestion",          "read",                "addressed");
grant("manager",       "education",           "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "education",           "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "disabled_federation", "Suggestion",          "read",                "addressed");
grant("manager",       "disabled_federation", "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "disabled_federation", "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "poverty_office",      "Suggestion",          "read",                "addressed");
grant("manager",       "poverty_office",      "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "poverty_office",      "Suggestion",          "answer_suggestion",   "addressed");
grant("manager",       "town_government",     "Suggestion",          "read",                "addressed");
grant("manager",       "town_government",     "Suggestion",          "transfer_suggestion", "addressed");
grant("manager",       "town_government",     "Suggestion",          "answer_suggestion",   "addressed");

# What is done for a household is begun and finished by its helper, and by departments of the place.
grant("helper",         "",                    "Measure",           "record_measure",    "paired");
grant("helper",         "",                    "Measure",           "finish_measure",    "paired");
grant("manager",        "civil_affairs",       "Measure",           "record_measure",    "region");
grant("manager",        "civil_affairs",       "Measure",           "finish_measure",    "region");
grant("manager",        "poverty_office",      "Measure",           "record_measure",    "region");
grant("manager",        "poverty_office",      "Measure",           "finish_measure",    "region");
grant("manager",        "agriculture",         "Measure",           "record_measure",    "region");
grant("manager",        "agriculture",         "Measure",           "finish_measure",    "region");
grant("manager",        "education",           "Measure",           "record_measure",    "region");
grant("manager",        "education",           "Measure",           "finish_measure",    "region");
grant("manager",        "disabled_federation", "Measure",           "record_measure",    "region");
grant("manager",        "disabled_federation", "Measure",           "finish_measure",    "region");

# An exit is proposed, revised and returned by the offices that keep the register, and proposed by the helper; five sign it, each for his own level.
grant("helper",         "",                    "ExitCase",          "propose_exit",      "paired");
grant("manager",        "civil_affairs",       "ExitCase",          "propose_exit",      "region");
grant("manager",        "poverty_office",      "ExitCase",          "propose_exit",      "region");
grant("manager",        "civil_affairs",       "ExitCase",          "revise_exit",       "region");
grant("manager",        "poverty_office",      "ExitCase",          "revise_exit",       "region");
grant("manager",        "civil_affairs",       "ExitCase",          "return_exit",       "region");
grant("manager",        "poverty_office",      "ExitCase",          "return_exit",       "region");
grant("household",      "",                    "ExitCase",          "sign_exit_as_household", "self");
grant("helper",         "",                    "ExitCase",          "sign_exit_as_helper",    "paired");
grant("manager",        "town_government",     "ExitCase",          "sign_exit_as_village",   "region");
grant("manager",        "town_government",     "ExitCase",          "sign_exit_as_town",      "region");
grant("manager",        "civil_affairs",       "ExitCase",          "sign_exit_as_county",    "region");
grant("manager",        "poverty_office",      "ExitCase",          "sign_exit_as_county",    "region");
# A household that cannot sign in signs on paper: a helper or an official who signs nothing of its exit himself records that.
grant("helper",         "",                    "ExitCase",          "record_paper_signature", "paired");
grant("manager",        "town_government",     "ExitCase",          "record_paper_signature", "region");
grant("manager",        "civil_affairs",       "ExitCase",          "record_paper_signature", "region");
grant("manager",        "town_government",     "ExitCase",          "post_exit_notice",  "region");
grant("manager",        "civil_affairs",       "ExitCase",          "post_exit_notice",  "region");
# While it hangs, the household itself objects, and officials record who else does.
grant("household",      "",                    "ExitCase",          "record_objection",  "self");
grant("manager",        "town_government",     "ExitCase",          "record_objection",  "region");
grant("manager",        "civil_affairs",       "ExitCase",          "record_objection",  "region");
# Officials of the village and the town read what they sign.
grant("manager",        "town_government",     "ExitCase",          "read",              "region");
grant("manager",        "town_government",     "ExitSignature",     "read",              "region");

# An exit is confirmed by the same offices of the county or the city: a scope below it does not hold a county.
grant("manager",        "civil_affairs",       "ExitCase",          "confirm_exit",      "region");
grant("manager",        "poverty_office",      "ExitCase",          "confirm_exit",      "region");

# A need is drafted by whoever knows the household or the village, reviewed by two others and published by civil affairs.
grant("helper",         "",                    "Need",              "draft_need",      "paired");
grant("manager",        "civil_affairs",       "Need",              "draft_need",      "region");
grant("manager",        "civil_affairs",       "Need",              "review_need",     "region");
grant("manager",        "civil_affairs",       "Need",              "publish_need",    "region");
grant("manager",        "civil_affairs",       "Need",              "withdraw_need",   "region");
grant("helper",         "",                    "Need",              "withdraw_need",   "paired");

# Whom a refused need concerns, or his officer, appeals; civil affairs decides, never by whoever refused it.
grant("household",      "",                    "NeedAppeal",        "make_appeal",      "self");
grant("helper",         "",                    "NeedAppeal",        "make_appeal",      "paired");
grant("manager",        "town_government",     "NeedAppeal",        "make_appeal",      "village");
grant("manager",        "civil_affairs",       "NeedAppeal",        "decide_appeal",    "region");
grant("household",      "",                    "NeedAppeal",        "read",             "self");
grant("helper",         "",                    "NeedAppeal",        "read",             "paired");
grant("manager",        "town_government",     "NeedAppeal",        "read",             "village");

# The catalogue of what may be asked for is the whole city's, too.
grant("manager",        "civil_affairs",       "NeedItem",          "add_need_item",    "region");
grant("manager",        "civil_affairs",       "NeedItem",          "retire_need_item", "region");
grant("manager",        "civil_affairs",       "NeedItem",          "import",           "region");
# A case for the press is written by one and approved by another, who says from when on it is published.
grant("manager",        "poverty_office",      "ModelCase",         "read",                "region");
grant("manager",        "civil_affairs",       "ModelCase",         "draft_model_case",    "region");
grant("manager",        "poverty_office",      "ModelCase",         "draft_model_case",    "region");
grant("manager",        "civil_affairs",       "ModelCase",         "approve_model_case",  "region");
grant("manager",        "poverty_office",      "ModelCase",         "approve_model_case",  "region");
grant("manager",        "civil_affairs",       "ModelCase",         "withdraw_model_case", "region");
grant("manager",        "poverty_office",      "ModelCase",         "withdraw_model_case", "region");
# Weights of matching are the whole city's: a scope below it does not hold them.
grant("manager",        "civil_affairs",       "MatchWeight",       "change_match_weights", "region");

# Whoever gives offers and pledges for himself alone.
grant("donor",          "",                    "Offer",             "make_offer",      "own");
grant("donor",          "",                    "Offer",             "withdraw_offer",  "own");
grant("donor",          "",                    "MatchRefusal",      "refuse_match",    "own");
grant("donor",          "",                    "MatchRefusal",      "take_back_refusal", "own");
grant("donor",          "",                    "Pledge",            "pledge",          "own");
grant("donor",          "",                    "Pledge",            "see_facts",       "own");
grant("donor",          "",                    "Pledge",            "confirm_pledge",  "own");
grant("donor",          "",                    "Pledge",            "deliver_pledge",  "own");
grant("donor",          "",                    "Pledge",            "release_pledge",  "own");
grant("volunteer",      "",                    "Offer",             "make_offer",      "own");
grant("volunteer",      "",                    "Offer",             "withdraw_offer",  "own");
grant("volunteer",      "",                    "MatchRefusal",      "refuse_match",    "own");
grant("volunteer",      "",                    "MatchRefusal",      "take_back_refusal", "own");
grant("volunteer",      "",                    "Pledge",            "pledge",          "own");
grant("volunteer",      "",                    "Pledge",            "see_facts",       "own");
grant("volunteer",      "",                    "Pledge",            "confirm_pledge",  "own");
grant("volunteer",      "",                    "Pledge",            "deliver_pledge",  "own");
grant("volunteer",      "",                    "Pledge",            "release_pledge",  "own");

# Who registered himself is verified by civil affairs of the place, before he pledges.
grant("manager",        "civil_affairs",       "Donor",             "verify",          "region");
grant("manager",        "civil_affairs",       "Volunteer",         "verify",          "region");
grant("manager",        "civil_affairs",       "VolunteerSkill",    "verify",          "region");
# Whoever says that he is a deputy or member is confirmed by them too, and then holds a post for his term.
grant("manager",        "civil_affairs",       "RepresentativeRegistration", "read",   "region");
grant("manager",        "civil_affairs",       "RepresentativeRegistration", "verify", "region");
grant("auditor",        "",                    "RepresentativeRegistration", "read",   "region");
grant("inspector",      "",                    "RepresentativeRegistration", "read",   "region");
# Whom they refused reads why and appeals once.
grant("donor",          "",                    "Donor",             "appeal_refusal",  "own");
grant("volunteer",      "",                    "Volunteer",         "appeal_refusal",  "own");
# A volunteer himself says what he can do, when and in which languages, and what he does not do.
grant("volunteer",      "",                    "Volunteer",         "change_volunteer", "own");
grant("volunteer",      "",                    "VolunteerSkill",    "tell_skill",      "own");
grant("volunteer",      "",                    "VolunteerSkill",    "take_back_skill", "own");
# Who registered himself takes that back, and nobody does so for another.
grant("donor",          "",                    "Person",            "deregister",      "own");
grant("volunteer",      "",                    "Person",            "deregister",      "own");
grant("public",         "",                    "Person",            "deregister",      "own");

# Receipt is signed by an officer of the village and by the household; the household, or its helper for it, says what became of it.
grant("manager",        "town_government",     "Pledge",            "sign_as_officer",   "village");
grant("manager",        "civil_affairs",       "Pledge",            "sign_as_officer",   "region");
grant("household",      "",                    "Pledge",            "sign_as_household", "self");
# A household that cannot sign in signs on paper: its helper or an official who is not the one that signs for the village records that.
grant("helper",         "",                    "Pledge",            "record_paper_receipt", "paired");
grant("manager",        "town_government",     "Pledge",            "record_paper_receipt", "village");
grant("manager",        "civil_affairs",       "Pledge",            "record_paper_receipt", "region");
# A household, or its helper for it, says that it did not come, or not so.
grant("household",      "",                    "Pledge",            "dispute_delivery",  "self");
grant("helper",         "",                    "Pledge",            "dispute_delivery",  "paired");
# A delivery that never was, or was another one, is declared void by who signs for the village, by civil affairs or by an inspector.
grant("manager",        "town_government",     "Pledge",            "void_delivery",     "village");
grant("manager",        "civil_affairs",       "Pledge",            "void_delivery",     "region");
grant("inspector",      "",                    "Pledge",            "void_delivery",     "region");
grant("household",      "",                    "Pledge",            "give_feedback",     "self");
grant("helper",         "",                    "Pledge",            "give_feedback",     "paired");
grant("manager",        "town_government",     "Pledge",            "give_feedback",     "village");
# Somebody else reads it before the giver does.
grant("manager",        "town_government",     "Pledge",            "review_feedback",   "village");
grant("manager",        "civil_affairs",       "Pledge",            "review_feedback",   "region");
grant("manager",        "civil_affairs",       "Pledge",            "release_pledge",    "region");

# The household, or its helper for it, lets a volunteer get in touch; then each side writes to the other, and each reads both.
grant("household",      "",                    "Pledge",            "accept_contact",    "self");
grant("helper",         "",                    "Pledge",            "accept_contact",    "paired");
grant("volunteer",      "",                    "Pledge",            "send_message",      "own");
grant("household",      "",                    "Pledge",            "send_message",      "self");
grant("helper",         "",                    "Pledge",            "send_message",      "paired");
grant("volunteer",      "",                    "Message",           "read",              "own");
grant("household",      "",                    "Message",           "read",              "self");
grant("helper",         "",                    "Message",           "read",              "paired");

# Volunteer campaigns are opened by civil affairs and by officials of the place; their shifts also by the organiser, who may be a helper, a deputy or a volunteer.
grant("manager",        "civil_affairs",       "VolunteerCampaign", "open_campaign",     "region");
grant("manager",        "town_government",     "VolunteerCampaign", "open_campaign",     "region");
grant("manager",        "civil_affairs",       "Shift",             "open_shift",        "region");
grant("manager",        "town_government",     "Shift",             "open_shift",        "region");
grant("helper",         "",                    "Shift",             "open_shift",        "organised");
grant("deputy",         "",                    "Shift",             "open_shift",        "organised");
grant("volunteer",      "",                    "Shift",             "open_shift",        "organised");
grant("manager",        "civil_affairs",       "Shift",             "cancel_shift",      "region");
grant("manager",        "town_government",     "Shift",             "cancel_shift",      "region");
grant("helper",         "",                    "Shift",             "cancel_shift",      "organised");
grant("deputy",         "",                    "Shift",             "cancel_shift",      "organised");
grant("volunteer",      "",                    "Shift",             "cancel_shift",      "organised");
# A volunteer signs up and stays away for himself; civil affairs assigns many at once. Whoever stands at the place verifies the hours of others.
grant("volunteer",      "",                    "volunteering",      "read",              "own");
grant("volunteer",      "",                    "ShiftAssignment",   "join_shift",        "own");
grant("volunteer",      "",                    "ShiftAssignment",   "leave_shift",       "own");
grant("manager",        "civil_affairs",       "ShiftAssignment",   "assign_volunteer",  "region");
grant("manager",        "civil_affairs",       "ShiftAssignment",   "verify_hours",      "region");
grant("manager",        "town_government",     "ShiftAssignment",   "verify_hours",      "region");
grant("helper",         "",                    "ShiftAssignment",   "verify_hours",      "organised");
grant("deputy",         "",                    "ShiftAssignment",   "verify_hours",      "organised");
grant("volunteer",      "",                    "ShiftAssignment",   "verify_hours",      "organised");
grant("manager",        "town_government",     "ShiftAssignment",   "read",              "region");
grant("helper",         "",                    "ShiftAssignment",   "read",              "organised");
grant("deputy",         "",                    "ShiftAssignment",   "read",              "organised");
grant("volunteer",      "",                    "ShiftAssignment",   "read",              "organised");

# Posts are granted and ended by administrators alone.
grant("administrator",  "",                    "Post",              "grant_post", "administered");
grant("administrator",  "",                    "Post",              "end_post",   "administered");
grant("administrator",  "",                    "Post",              "grant_post", "below");
grant("administrator",  "",                    "Post",              "end_post",   "below");

# Computers of other departments are told of events inside the division of an administrator who subscribes them; supervision sees to whom.
grant("administrator",  "",                    "Webhook",           "read",              "region");
grant("administrator",  "",                    "Webhook",           "subscribe_webhook", "region");
grant("administrator",  "",                    "Webhook",           "end_webhook",       "region");
grant("inspector",      "",                    "Webhook",           "read",              "region");

# Who looked at a household's record: the household itself may know, and supervision of the place.
grant("household",      "",                    "Household",         "list_accesses", "self");
grant("inspector",      "",                    "Household",         "list_accesses", "region");
grant("auditor",        "",                    "Household",         "list_accesses", "region");

# Who may bring in spreadsheets (sunshine import --as): departments, each what is its own, inside their divisions.
# Divisions, organisations, policy documents, rule parameters and people with posts are the operator's: who is held to a threshold does not set it.
grant("manager",        "civil_affairs",       "Household",         "import", "region");
grant("manager",        "civil_affairs",       "Member",            "import", "region");
grant("manager",        "civil_affairs",       "welfare",           "import", "region");
grant("manager",        "civil_affairs",       "PaymentList",       "import", "region");
grant("manager",        "civil_affairs",       "PaymentLine",       "import", "region");
grant("manager",        "civil_affairs",       "pairing",           "import", "region");

grant("manager",        "poverty_office",      "Household",         "import", "region");
grant("manager",        "poverty_office",      "Member",            "import", "region");
grant("manager",        "poverty_office",      "welfare",           "import", "region");
grant("manager",        "poverty_office",      "Village",           "import", "region");
grant("manager",        "poverty_office",      "VillageYear",       "import", "region");
grant("manager",        "poverty_office",      "OfficialStatistic", "import", "region");
grant("manager",        "poverty_office",      "pairing",           "import", "region");

grant("manager",        "agriculture",         "Measure",           "import", "region");
grant("manager",        "agriculture",         "Village",           "import", "region");
grant("manager",        "agriculture",         "VillageYear",       "import", "region");
grant("manager",        "agriculture",         "OfficialStatistic", "import", "region");
grant("manager",        "agriculture",         "Project",           "import", "region");

grant("manager",        "finance",             "Account",           "import", "region");
grant("manager",        "finance",             "FundStream",        "import", "any");

# How far an import is: whoever brings it in, the administrators of his division, and supervision, which finds its file there.
grant("manager",        "civil_affairs",       "ImportRun",         "read", "own");
grant("manager",        "agriculture",         "ImportRun",         "read", "own");
grant("manager",        "finance",             "ImportRun",         "read", "own");
grant("manager",        "poverty_office",      "ImportRun",         "read", "own");
grant("administrator",  "",                    "ImportRun",         "read", "region");
grant("auditor",        "",                    "ImportRun",         "read", "region");
grant("inspector",      "",                    "ImportRun",         "read", "region");

# Supervision finds out where every record came from that it may read (M1).
grant("auditor",        "",                    "Region",            "list_origins", "any");
grant("inspector",      "",                    "Region",            "list_origins", "any");
grant("auditor",   "", kind: String, "list_origins", scope: String) if grant("auditor",   "", kind, "read", scope);
grant("inspector", "", kind: String, "list_origins", scope: String) if grant("inspector", "", kind, "read", scope);

# What a person is told, where he wants to be told, and of what: his own, whoever he is.
grant("public",        "",                    "personal",          "read", "own");
grant("public",        "",                    "personal",          "keep", "own");
