# Which direct identifiers may be revealed (one row, with a purpose, leaving an event), to whom, on which rows.
#      who              department             of what      field          which rows
reveal("helper",        "",                    "Household", "phone",       "paired");

reveal("manager",       "civil_affairs",       "Household", "phone",       "region");
reveal("manager",       "civil_affairs",       "Household", "address",     "region");
reveal("manager",       "civil_affairs",       "Member",    "name",        "region");
reveal("manager",       "civil_affairs",       "Member",    "id_number",   "region");

reveal("manager",       "finance",             "Account",   "holder_name", "region");
reveal("manager",       "finance",             "Account",   "bank_card",   "region");

reveal("inspector",     "",                    "Household", "head_name",   "region");
reveal("inspector",     "",                    "Household", "phone",       "region");
reveal("inspector",     "",                    "Household", "address",     "region");
reveal("inspector",     "",                    "Member",    "name",        "region");
reveal("inspector",     "",                    "Member",    "id_number",   "region");
reveal("inspector",     "",                    "Account",   "holder_name", "region");
reveal("inspector",     "",                    "Account",   "bank_card",   "region");
