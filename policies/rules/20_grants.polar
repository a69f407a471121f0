#     who              department             what                  may     which rows
grant("public",         "",                    "Region",            "read", "any");
grant("public",         "",                    "open",              "read", "any");

grant("household",      "",                    "Household",         "read", "self");
grant("household",      "",                    "Member",            "read", "self");
grant("household",      "",                    "Account",           "read", "self");
grant("household",      "",                    "welfare",           "read", "self");
grant("household",      "",                    "procedure",         "read", "self");
grant("household",      "",                    "payment",           "read", "self");
grant("household",      "",                    "household_project", "read", "self");
grant("household",      "",                    "pairing",           "read", "self");

grant("helper",         "",                    "Household",         "read", "paired");
grant("helper",         "",                    "Member",            "read", "paired");
grant("helper",         "",                    "welfare",           "read", "paired");
grant("helper",         "",                    "procedure",         "read", "paired");
grant("helper",         "",                    "household_project", "read", "paired");
grant("helper",         "",                    "pairing",           "read", "paired");

grant("manager",        "civil_affairs",       "open",              "read", "any");

grant("manager",        "agriculture",         "open",              "read", "any");

grant("manager",        "finance",             "open",              "read", "any");

grant("manager",        "education",           "open",              "read", "any");

grant("manager",        "disabled_federation", "open",              "read", "any");

grant("manager",        "poverty_office",      "open",              "read", "any");

grant("manager",        "civil_affairs",       "Household",         "read", "region");
grant("manager",        "civil_affairs",       "Member",            "read", "region");
grant("manager",        "civil_affairs",       "Person",            "read", "region");
grant("manager",        "civil_affairs",       "welfare",           "read", "region");
grant("manager",        "civil_affairs",       "procedure",         "read", "region");
grant("manager",        "civil_affairs",       "comparison",        "read", "region");
grant("manager",        "civil_affairs",       "payment",           "read", "region");
grant("manager",        "civil_affairs",       "pairing",           "read", "region");
grant("manager",        "civil_affairs",       "staff",             "read", "region");
grant("manager",        "civil_affairs",       "giving",            "read", "region");
grant("manager",        "civil_affairs",       "alerting",          "read", "region");

grant("manager",        "agriculture",         "Household",         "read", "region");
grant("manager",        "agriculture",         "Member",            "read", "region");
grant("manager",        "agriculture",         "Person",            "read", "region");
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
grant("manager",        "poverty_office",      "Person",            "read", "region");
grant("manager",        "poverty_office",      "welfare",           "read", "region");
grant("manager",        "poverty_office",      "procedure",         "read", "region");
grant("manager",        "poverty_office",      "pairing",           "read", "region");
grant("manager",        "poverty_office",      "staff",             "read", "region");
grant("manager",        "poverty_office",      "alerting",          "read", "region");
grant("manager",        "poverty_office",      "checking",          "read", "region");
grant("manager",        "poverty_office",      "assessing",         "read", "region");

grant("auditor",        "",                    "open",              "read", "any");
grant("auditor",        "",                    "Household",         "read", "region");
grant("auditor",        "",                    "Member",            "read", "region");
grant("auditor",        "",                    "Person",            "read", "region");
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
grant("auditor",        "",                    "alerting",          "read", "region");
grant("auditor",        "",                    "checking",          "read", "region");

grant("inspector",      "",                    "open",              "read", "any");
grant("inspector",      "",                    "Household",         "read", "region");
grant("inspector",      "",                    "Member",            "read", "region");
grant("inspector",      "",                    "Person",            "read", "region");
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
grant("inspector",      "",                    "alerting",          "read", "region");
grant("inspector",      "",                    "checking",          "read", "region");
grant("inspector",      "",                    "assessing",         "read", "region");
grant("inspector",      "",                    "discipline",        "read", "region");

grant("third_party",    "",                    "open",              "read", "any");
grant("third_party",    "",                    "settlement",        "read", "region");
grant("third_party",    "",                    "household_project", "read", "region");
grant("third_party",    "",                    "payment",           "read", "region");

grant("administrator",  "",                    "Person",            "read", "region");
grant("administrator",  "",                    "staff",             "read", "region");
