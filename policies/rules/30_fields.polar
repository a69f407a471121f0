# Groups of fields by their sensitivity, then single fields.
#     who              department             what         which        shown     on which rows
group("public",        "",                    "Region",    "public",    "clear",  "granted");

# The household sees its own record, identity numbers masked (the screen may be a kiosk in a hall).
group("household",     "",                    "Household", "internal",  "clear",  "granted");
group("household",     "",                    "Household", "quasi",     "clear",  "granted");
group("household",     "",                    "Household", "sensitive", "clear",  "granted");
field("household",     "",                    "Household", "head_name", "clear",  "granted");
field("household",     "",                    "Household", "address",   "clear",  "granted");
field("household",     "",                    "Household", "phone",     "clear",  "granted");
group("household",     "",                    "Member",    "quasi",     "clear",  "granted");
group("household",     "",                    "Member",    "sensitive", "clear",  "granted");
field("household",     "",                    "Member",    "name",      "clear",  "granted");
field("household",     "",                    "Member",    "id_number", "masked", "granted");

# The paired helper visits: name, address and telephone in clear.
group("helper",        "",                    "Household", "internal",  "clear",  "granted");
group("helper",        "",                    "Household", "quasi",     "clear",  "granted");
group("helper",        "",                    "Household", "sensitive", "clear",  "granted");
field("helper",        "",                    "Household", "head_name", "clear",  "granted");
field("helper",        "",                    "Household", "address",   "clear",  "granted");
field("helper",        "",                    "Household", "phone",     "clear",  "granted");
group("helper",        "",                    "Member",    "quasi",     "clear",  "granted");
group("helper",        "",                    "Member",    "sensitive", "clear",  "granted");
field("helper",        "",                    "Member",    "name",      "clear",  "granted");
field("helper",        "",                    "Member",    "id_number", "masked", "granted");

# Civil affairs keep the register: names in clear, telephone and identity number masked.
group("manager",       "civil_affairs",       "Household", "internal",  "clear",  "granted");
group("manager",       "civil_affairs",       "Household", "quasi",     "clear",  "granted");
group("manager",       "civil_affairs",       "Household", "sensitive", "clear",  "granted");
field("manager",       "civil_affairs",       "Household", "head_name", "clear",  "granted");
field("manager",       "civil_affairs",       "Household", "address",   "clear",  "granted");
field("manager",       "civil_affairs",       "Household", "phone",     "masked", "granted");
group("manager",       "civil_affairs",       "Member",    "quasi",     "clear",  "granted");
group("manager",       "civil_affairs",       "Member",    "sensitive", "clear",  "granted");
field("manager",       "civil_affairs",       "Member",    "name",      "clear",  "granted");
field("manager",       "civil_affairs",       "Member",    "id_number", "masked", "granted");

# Agriculture offices plan measures: no health, no telephone.
group("manager",       "agriculture",         "Household", "internal",  "clear",  "granted");
group("manager",       "agriculture",         "Household", "quasi",     "clear",  "granted");
group("manager",       "agriculture",         "Household", "sensitive", "clear",  "granted");
field("manager",       "agriculture",         "Household", "head_name", "clear",  "granted");
group("manager",       "agriculture",         "Member",    "quasi",     "clear",  "granted");
field("manager",       "agriculture",         "Member",    "name",      "masked", "granted");

# Finance pays: which household and where, no income.
group("manager",       "finance",             "Household", "internal",  "clear",  "granted");
group("manager",       "finance",             "Household", "quasi",     "clear",  "granted");
field("manager",       "finance",             "Household", "head_name", "masked", "granted");

# Supervision checks the record, not the person: names masked.
group("auditor",       "",                    "Household", "internal",  "clear",  "granted");
group("auditor",       "",                    "Household", "quasi",     "clear",  "granted");
group("auditor",       "",                    "Household", "sensitive", "clear",  "granted");
field("auditor",       "",                    "Household", "head_name", "masked", "granted");
group("auditor",       "",                    "Member",    "quasi",     "clear",  "granted");
field("auditor",       "",                    "Member",    "name",      "masked", "granted");
field("auditor",       "",                    "Member",    "id_number", "masked", "granted");
group("inspector",     "",                    "Household", "internal",  "clear",  "granted");
group("inspector",     "",                    "Household", "quasi",     "clear",  "granted");
group("inspector",     "",                    "Household", "sensitive", "clear",  "granted");
field("inspector",     "",                    "Household", "head_name", "masked", "granted");
field("inspector",     "",                    "Household", "phone",     "masked", "granted");
group("inspector",     "",                    "Member",    "quasi",     "clear",  "granted");
group("inspector",     "",                    "Member",    "sensitive", "clear",  "granted");
field("inspector",     "",                    "Member",    "name",      "masked", "granted");
field("inspector",     "",                    "Member",    "id_number", "masked", "granted");
