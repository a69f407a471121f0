#     who              department             what         may     which rows
grant("public",        "",                    "Region",    "read", "any");

grant("household",     "",                    "Household", "read", "self");
grant("household",     "",                    "Member",    "read", "self");

grant("helper",        "",                    "Household", "read", "paired");
grant("helper",        "",                    "Member",    "read", "paired");

grant("manager",       "civil_affairs",       "Household", "read", "region");
grant("manager",       "civil_affairs",       "Member",    "read", "region");
grant("manager",       "agriculture",         "Household", "read", "region");
grant("manager",       "agriculture",         "Member",    "read", "region");
grant("manager",       "finance",             "Household", "read", "region");

grant("auditor",       "",                    "Household", "read", "region");
grant("auditor",       "",                    "Member",    "read", "region");
grant("inspector",     "",                    "Household", "read", "region");
grant("inspector",     "",                    "Member",    "read", "region");
