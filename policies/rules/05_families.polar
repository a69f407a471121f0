# Families of kinds that are treated alike. Household, Member, Account, Person and Region stand for themselves.

# Records of public bodies, without persons: their public columns are for everyone.
family("Device",                 "open");
family("DeviceOutage",           "open");
family("DisclosureItem",         "open");
family("Organisation",           "open");
family("OrganisationRole",       "open");
family("FundraisingCertificate", "open");
family("PolicyDocument",         "open");
family("PolicyClause",           "open");
family("RuleParameter",          "open");
family("RiskPoint",              "open");
family("AlertRule",              "open");
family("RankingWeight",          "open");
family("VillageRanking",         "open");
family("NeedItem",               "open");
family("MatchWeight",            "open");
family("AssessmentIndicator",    "open");
family("RandomCheck",            "open");
family("Resupervision",          "open");
family("RectificationCampaign",  "open");
family("RectificationArea",      "open");
family("ViolationNotice",        "open");
family("SourceFreshness",        "open");
family("LeadingGroup",           "open");
family("WorkingGroup",           "open");
family("Duty",                   "open");
family("Task",                   "open");
family("HelpingTeam",            "open");
family("CooperatingOffice",      "open");
family("HelpingPlan",            "open");
family("HelpingRule",            "open");
family("VillageVisit",           "open");
family("LeaderLinkage",          "open");
family("LeaderVisit",            "open");
family("Representative",         "open");
family("VillagePairing",         "open");
family("MembersHome",            "open");
family("MembersHomeDay",         "open");
family("VolunteerCampaign",      "open");
family("Shift",                  "open");
family("Project",                "open");
family("ProjectStage",           "open");
family("TechnicalProblem",       "open");
family("Acceptance",             "open");
family("Asset",                  "open");
family("AssetDisposal",          "open");
family("InventoryCount",         "open");
family("LandQuota",              "open");
family("ProceedsDue",            "open");
family("ProceedsDistribution",   "open");
family("ProgressReport",         "open");
family("ProjectEvaluation",      "open");
family("SelectionScore",         "open");
family("SustainabilityCheck",    "open");
family("Tender",                 "open");
family("Bidder",                 "open");
family("VillageDecision",        "open");
family("FundStream",             "open");
family("FundSource",             "open");
family("StreamRule",             "open");
family("BenefitStandard",        "open");
family("BudgetDocument",         "open");
family("CompensationRate",       "open");
family("FeeWaiver",              "open");
family("FiscalTransfer",         "open");
family("InsurancePolicy",        "open");
family("InsuranceEligibility",   "open");
family("VillageCharge",          "open");
family("EcologicalCompensation", "open");
family("SubsidyAward",           "open");
family("ComparisonRule",         "open");
family("AdjustmentRound",        "open");
family("CollectionCampaign",     "open");
family("ExitSchedule",           "open");
family("OfficialStatistic",      "open");
family("Village",                "open");
family("VillageYear",            "open");
family("KeyVillageList",         "open");

# Money on its way, with what is planned, reported and found of it. It may end at few households, so what there is of money for
# households is not for everybody; the publication sums it.
family("Budget",                "hop");
family("AllocationPlan",        "hop");
family("Allocation",            "hop");
family("AllocationFeeding",     "hop");
family("Retention",             "hop");
family("StreamReport",          "hop");
family("UpperLevelReport",      "hop");
family("PerformanceEvaluation", "hop");
family("PerformanceTarget",     "hop");
family("EvaluationFinding",     "hop");
family("DonationReceipt",       "hop");
family("VillageExpenditure",    "hop");

# What hardship a household has, and what is done about it.
family("HouseholdIncome", "welfare");
family("HardshipCause",   "welfare");
family("Measure",         "welfare");
family("Survey",          "welfare");
family("Entitlement",     "welfare");
family("RelapseWatch",    "welfare");
family("EmergencyRelief", "welfare");

# How households come in and leave.
family("EntryCase",     "procedure");
family("EntryStep",     "procedure");
family("ExitCase",      "procedure");
family("ExitSignature", "procedure");
family("ExitRefusal",   "procedure");
family("PublicNotice",  "procedure");

# What other departments' data say of a household.
family("ComparisonRun",        "comparison");
family("ComparisonFinding",    "comparison");
family("RemovalDecision",      "comparison");
family("CampaignCoverage",     "comparison");
family("AssistanceDisclosure", "comparison");
family("AidLevel",             "comparison");

# Money and insurance of single households.
family("PaymentLine",      "payment");
family("PaymentStop",      "payment");
family("Loan",             "payment");
family("LoanGuarantee",    "payment");
family("LoanSubsidy",      "payment");
family("InsuredHousehold", "payment");
family("InsuranceClaim",   "payment");

# How lists of payments are made, funded, paid and reconciled.
family("PaymentList",        "settlement");
family("PaymentListFunding", "settlement");
family("InstructionBatch",   "settlement");
family("Reconciliation",     "settlement");

# Projects of single households and their shares.
family("Application",       "household_project");
family("ApplicationReview", "household_project");
family("GuidanceVisit",     "household_project");
family("EntitledSubject",   "household_project");
family("DistributionLine",  "household_project");

# Opinions and risks of projects, with the names of experts.
family("ExpertOpinion",    "appraisal");
family("PanelMember",      "appraisal");
family("ProjectRisk",      "appraisal");
family("SisterSystemLink", "appraisal");

# Who helps whom.
family("Pairing", "pairing");
family("Visit",   "pairing");

# Who works where, with which rights.
family("Post",               "staff");
family("Training",           "staff");
family("Relative",           "staff");
family("Transfer",           "staff");
family("KeyArea",            "staff");
family("LeadingGroupMember", "staff");

# Needs, and those who help from outside.
family("Need",                 "giving");
family("Donor",                "giving");
family("Volunteer",            "giving");
family("Offer",                "giving");
family("MatchRefusal",         "giving");
family("Pledge",               "giving");
family("NeedAppeal",           "giving");
family("Message",              "giving");
family("ModelCase",            "giving");
family("Suggestion",           "giving");
family("RepresentativeAction", "giving");

# What volunteers can do, and when they came.
family("VolunteerSkill",    "volunteering");
family("VolunteerTime",     "volunteering");
family("VolunteerLanguage", "volunteering");
family("VolunteerRefusal",  "volunteering");
family("ShiftAssignment",   "volunteering");

# Alerts and what is put right.
family("Alert",          "alerting");
family("CorrectionTask", "alerting");

# What auditors, inspectors, third parties and departments found.
family("SelfCheck",            "checking");
family("SelfCheckItem",        "checking");
family("InspectionPlan",       "checking");
family("AuditEngagement",      "checking");
family("AuditScope",           "checking");
family("AuditFinding",         "checking");
family("ThirdPartyEngagement", "checking");
family("ThirdPartyFinding",    "checking");
family("SupervisionCase",      "checking");

# Results of yearly assessments.
family("AssessmentScore",     "assessing");
family("AssessmentEvidence",  "assessing");
family("HelperAssessment",    "assessing");
family("SecretaryAssessment", "assessing");
family("Commendation",        "assessing");

# Clues, accountability, samples: for the inspectors alone (of a report of the public the publisher reads what he counts it by)
family("Clue",              "discipline");
family("Accountability",    "discipline");
family("PublicReport",      "discipline");
family("ResupervisionItem", "discipline");
family("RandomCheckItem",   "discipline");
family("Release",              "open");
family("StandingApproval",     "open");

# What is kept of a person for himself alone.
family("Notice",            "personal");
family("Mailbox",           "personal");
family("NoticePreference",  "personal");
