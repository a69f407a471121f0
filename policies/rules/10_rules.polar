# The whole logic: a subject may do ACTION to a row if one of his assignments is granted it (table "grant")
# and the row lies in the scope that the grant names.
allow(s: Subject, action, r) if
    kind_of(r, kind) and
    a in s.assignments and
    granted(a.tier, a.dept, kind, action, scope) and
    in_scope(scope, s, a, r);

# A line of the tables speaks of one kind by its name, or of all kinds of a family.
granted(tier, dept, kind, action, scope) if called(kind, name) and grant(tier, dept, name, action, scope);
called(kind, kind);
called(kind, name) if family(kind, name);

# The same for one field of a row. shown is "clear" or "masked"; a field that no line mentions is hidden.
allow_field(s: Subject, shown, r, name) if
    kind_of(r, kind) and
    a in s.assignments and
    shows(a.tier, a.dept, kind, name, shown, where) and
    field_scope(a, kind, where, scope) and
    in_scope(scope, s, a, r);

# A line of table "field" names one field, a line of table "group" all fields of one sensitivity.
shows(tier, dept, kind, name, shown, where) if field(tier, dept, kind, name, shown, where);
shows(tier, dept, kind, name, shown, where) if
    called(kind, family) and
    group(tier, dept, family, sensitivity, shown, where) and
    classified(kind, name, sensitivity);

# "granted" = on every row that table "grant" lets him read
field_scope(a, kind, "granted", scope) if granted(a.tier, a.dept, kind, "read", scope);
field_scope(_a, _kind, scope, scope) if scope != "granted";

# ---- scopes: the only place where columns of a row are looked at ----
# Facts about the kinds (kind_of, classified, of_household, of_region) are written from the tables.
in_scope("any", _s, _a, _r);
# the region code of the row starts with that of the assignment (区划代码前缀相同)
in_scope("region", _s, a, r) if of_region(r) and r.region_code >= a.region_from and r.region_code < a.region_to;
# the household itself (本户)
in_scope("self", s, _a, r: Household) if r.id = s.household_id;
in_scope("self", s, _a, r) if of_household(r) and r.household_id = s.household_id;
# households paired with the subject (结对户): pairings are in another database, so he brings his list along
in_scope("paired", s, _a, r: Household) if r.id in s.paired;
in_scope("paired", s, _a, r) if of_household(r) and r.household_id in s.paired;
