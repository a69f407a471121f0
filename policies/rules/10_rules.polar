# The whole logic: a subject may do ACTION to a row if one of his assignments is granted it (table "grant")
# and the row lies in the scope that the grant names.
allow(s: Subject, action, [r, kind]) if
    kind_of(r, kind) and
    a in s.assignments and
    line_of(a, dept) and
    granted(a.tier, dept, kind, action, scope) and
    in_scope(scope, s, a, r, kind);

# Lines are those of the assignment's department. An administrator's department limits what he may grant, nothing else.
line_of(a, dept) if dept = a.dept;
line_of(a, "") if a.tier = "administrator" and a.dept != "";

# A line of the tables speaks of one kind by its name, or of all kinds of a family.
granted(tier, dept, kind, action, scope) if called(kind, name) and grant(tier, dept, name, action, scope);
called(kind, kind);
called(kind, name) if family(kind, name);

# The same for one field of a row. shown is "clear" or "masked"; a field that no line mentions is hidden.
allow_field(s: Subject, shown, [r, kind], name) if
    kind_of(r, kind) and
    a in s.assignments and
    line_of(a, dept) and
    shows(a.tier, dept, kind, name, shown, where) and
    field_scope(a.tier, dept, kind, where, scope) and
    in_scope(scope, s, a, r, kind);

# A line of table "field" names one field, a line of table "group" all fields of one sensitivity.
shows(tier, dept, kind, name, shown, where) if field(tier, dept, kind, name, shown, where);
shows(tier, dept, kind, name, shown, where) if
    called(kind, family) and
    group(tier, dept, family, sensitivity, shown, where) and
    classified(kind, name, sensitivity);

# "granted" = on every row that table "grant" lets him read
field_scope(tier, dept, kind, "granted", scope) if granted(tier, dept, kind, "read", scope);
field_scope(_tier, _dept, _kind, scope, scope) if scope != "granted";

# A direct identifier is revealed, one row at a time and with a purpose, only by a line of table "reveal".
allow_reveal(s: Subject, [r, kind], name) if
    kind_of(r, kind) and
    a in s.assignments and
    reveal(a.tier, a.dept, kind, name, scope) and
    in_scope(scope, s, a, r, kind);

# ---- scopes: the only place where columns of a row are looked at ----
# Facts about the kinds (kind_of, classified, of_household, of_region) are written from the tables. Who asks says of which kind the
# row is, and kind_of holds him to it: facts with a word in them are looked up, while oso tries those about a class one by one.
in_scope("any", _s, _a, _r, _kind);
# the region code of the row starts with that of the assignment (区划代码前缀相同)
in_scope("region", _s, a, r, kind) if of_region(kind) and r.region_code >= a.region_from and r.region_code < a.region_to;
# people of a division by what they are: whoever works there, somebody of a household, whoever registered himself to give (人员身份)
in_scope("officials", s, a, r: Person, kind) if r.standing = "official" and in_scope("region", s, a, r, kind);
in_scope("of_households", s, a, r: Person, kind) if r.standing = "household" and in_scope("region", s, a, r, kind);
in_scope("givers", s, a, r: Person, kind) if r.standing = "giver" and in_scope("region", s, a, r, kind);
# officials, deputies and members who are or were paired with households of a division, wherever they work themselves, and those who are now
# (在所辖区划内结对的工作人员、代表委员; 在所辖区划内在帮的工作人员、代表委员)
in_scope("paired_officials", _s, a, r: Person, _kind) if r.standing != "household" and r.id in a.helpers;
in_scope("helping_officials", _s, a, r: Person, _kind) if r.standing != "household" and r.id in a.helping;
# posts but those of households themselves (本户以外的岗位)
in_scope("not_of_households", s, a, r: Post, kind) if r.tier != "household" and in_scope("region", s, a, r, kind);
# the household itself (本户)
in_scope("self", s, _a, r: Household, _kind) if r.id = s.household_id;
in_scope("self", s, _a, r, kind) if of_household(kind) and r.household_id = s.household_id;
# households paired with the subject (结对户): pairings are in another database, so he brings his list along
in_scope("paired", s, _a, r: Household, _kind) if r.id in s.paired;
in_scope("paired", s, _a, r, kind) if of_household(kind) and r.household_id in s.paired;
# lists by which his household, or one that is paired with him, is paid (本户、结对户所在的发放清单)
in_scope("listed", s, _a, r: PaymentList, _kind) if r.id in s.lists;
# the people who help the household now (本户的帮扶人)
in_scope("helpers", s, _a, r: Person, _kind) if r.id in s.helpers;
# whoever signed in, by the number of his sign-in, before anything is known of him (本人的登录编号)
in_scope("oneself", s, _a, r: Person, _kind) if r.number = s.number;
# what the subject is or gives himself (本人): as a person, a donor, a volunteer, a deputy or member
in_scope("own", s, _a, r: Person, _kind) if r.id = s.person_id;
in_scope("own", s, _a, r: Pairing, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: RepresentativeRegistration, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: ImportRun, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: TechnicalProblem, _kind) if r.expert_id = s.person_id;
in_scope("own", s, _a, r: Notice, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: Mailbox, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: NoticePreference, _kind) if r.person_id = s.person_id;
in_scope("own", s, _a, r: Donor, _kind) if r.id = s.donor_id;
in_scope("own", s, _a, r, kind) if of_donor(kind) and r.donor_id = s.donor_id;
in_scope("own", s, _a, r: Volunteer, _kind) if r.id = s.volunteer_id;
in_scope("own", s, _a, r, kind) if of_volunteer(kind) and r.volunteer_id = s.volunteer_id;
in_scope("own", s, _a, r: Representative, _kind) if r.id in s.representative;
in_scope("own", s, _a, r, kind) if of_representative(kind) and r.representative_id in s.representative;
# days in the home to which he belongs as a deputy or member (本人所属之家)
in_scope("home", s, _a, r: MembersHomeDay, _kind) if r.members_home_id in s.homes;
# volunteer campaigns of which he is the organiser, their shifts and who comes to them (本人负责的活动)
in_scope("organised", s, _a, r: VolunteerCampaign, _kind) if r.organiser_id = s.person_id;
in_scope("organised", s, _a, r: Shift, _kind) if r.organiser_id = s.person_id;
in_scope("organised", s, _a, r: ShiftAssignment, _kind) if r.organiser_id = s.person_id;
# pledges of his own that he confirmed (本人已确认的认捐)
in_scope("confirmed", s, a, r: Pledge, kind) if in_scope("own", s, a, r, kind) and was_confirmed(r.state);
was_confirmed("confirmed");
was_confirmed("delivered");
was_confirmed("received");
was_confirmed("closed");
was_confirmed("voided");
# needs that were reviewed and made public (已发布的需求)
in_scope("published", _s, _a, r: Need, _kind) if r.state = "published";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "partly_pledged";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "fully_pledged";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "received";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "delivered";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "confirmed";
in_scope("published", _s, _a, r: Need, _kind) if r.state = "thanked";
# the village of a need, a pledge or an appeal, for those who work there; its region code is no finer than the town (所在村)
in_scope("village", _s, a, r: Need, _kind) if r.village_code >= a.region_from and r.village_code < a.region_to;
in_scope("village", _s, a, r: Pledge, _kind) if r.village_code >= a.region_from and r.village_code < a.region_to;
in_scope("village", _s, a, r: NeedAppeal, _kind) if r.village_code >= a.region_from and r.village_code < a.region_to;
# opinions and suggestions of deputies that go to his department, inside his division (交本部门办理)
in_scope("addressed", _s, a, r: Suggestion, _kind) if
    r.region_code >= a.region_from and r.region_code < a.region_to and r.department = a.dept;
# money that does not end at households (不到户的资金)
in_scope("not_to_households", _s, _a, r: Budget, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: AllocationPlan, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: Allocation, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: AllocationFeeding, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: Retention, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: StreamReport, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: UpperLevelReport, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: PerformanceEvaluation, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: PerformanceTarget, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: EvaluationFinding, _kind) if r.to_household = false;
in_scope("not_to_households", _s, _a, r: DonationReceipt, _kind) if r.to_household = false;
# welfare of a village may be few households'; without public services beside it, its total less the rest would be it
in_scope("not_to_households", _s, _a, r: VillageExpenditure, _kind) if r.kind != "welfare" and r.kind != "public_service";
# releases of the division that somebody else built (他人制作的发布)
in_scope("built_by_others", s, a, r: Release, _kind) if
    r.region_code >= a.region_from and r.region_code < a.region_to and r.builder_id != s.person_id;
# what an administrator may grant and end: posts of others, inside his division and his department (授权管理)
in_scope("administered", s, a, r: Post, _kind) if
    r.tier != "household" and r.tier != "administrator" and
    r.region_code >= a.region_from and r.region_code < a.region_to and
    r.person_id != s.person_id and in_department(a, r);
# … and administrators only below himself
in_scope("below", s, a, r: Post, _kind) if
    r.tier = "administrator" and
    r.region_code > a.region_from and r.region_code < a.region_to and
    r.person_id != s.person_id and in_department(a, r);
in_department(a, _r) if a.dept = "";
in_department(a, r) if r.department = a.dept;
