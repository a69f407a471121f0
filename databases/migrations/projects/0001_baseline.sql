CREATE TABLE checkpoint (
	tree_size BIGINT NOT NULL,
	root_hash BYTEA NOT NULL,
	signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	key_id TEXT COLLATE "C" NOT NULL,
	signature BYTEA NOT NULL,
	CONSTRAINT pk_checkpoint PRIMARY KEY (tree_size),
	CONSTRAINT ck_checkpoint_tree_size CHECK (tree_size >= 1),
	CONSTRAINT ck_checkpoint_root_hash CHECK (octet_length(root_hash) = 32),
	CONSTRAINT ck_checkpoint_signed_at CHECK (signed_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00'),
	CONSTRAINT ck_checkpoint_key_id CHECK (key_id ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_checkpoint_signature CHECK (octet_length(signature) = 64)
);
-- next
COMMENT ON TABLE checkpoint IS 'Signed size and root of the log 日志检查点';
-- next
COMMENT ON COLUMN checkpoint.tree_size IS 'Leaves in the log 叶数';
-- next
COMMENT ON COLUMN checkpoint.root_hash IS 'RFC 6962 root 根哈希';
-- next
COMMENT ON COLUMN checkpoint.signed_at IS 'Signed at 签名时间';
-- next
COMMENT ON COLUMN checkpoint.key_id IS 'Signing key 签名密钥编号';
-- next
COMMENT ON COLUMN checkpoint.signature IS 'Ed25519 signature 签名';
-- next
CREATE TABLE event (
	id BIGINT GENERATED ALWAYS AS IDENTITY,
	kind TEXT COLLATE "C" NOT NULL,
	subject_kind TEXT COLLATE "C" NOT NULL,
	subject_id TEXT COLLATE "C" NOT NULL,
	actor TEXT COLLATE "C" NOT NULL,
	occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
	region_code TEXT COLLATE "C",
	post TEXT,
	purpose TEXT,
	clause TEXT,
	before_digest BYTEA,
	after_digest BYTEA,
	changed_fields TEXT[] COLLATE "C" NOT NULL,
	source_digest BYTEA,
	row_count INTEGER,
	import_run_id BIGINT,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	nonce UUID DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (id),
	CONSTRAINT ck_event_id CHECK (id >= 1),
	CONSTRAINT ck_event_kind CHECK (kind ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_event_subject_kind CHECK (subject_kind ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_event_subject_id CHECK (subject_id ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_event_actor CHECK (actor ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_event_occurred_at CHECK (occurred_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00'),
	CONSTRAINT ck_event_region_code CHECK (region_code ~ '^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$'),
	CONSTRAINT ck_event_post CHECK (btrim(post, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_event_purpose CHECK (btrim(purpose, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_event_clause CHECK (btrim(clause, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_event_before_digest CHECK (octet_length(before_digest) = 32),
	CONSTRAINT ck_event_after_digest CHECK (octet_length(after_digest) = 32),
	CONSTRAINT ck_event_changed_fields CHECK (array_to_string(changed_fields, ',', '?') ~ '^[0-9A-Za-z_.,]*$'),
	CONSTRAINT ck_event_source_digest CHECK (octet_length(source_digest) = 32),
	CONSTRAINT ck_event_row_count CHECK (row_count >= 0),
	CONSTRAINT ck_event_import_run_id CHECK (import_run_id >= 1),
	CONSTRAINT ck_event_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_event_recorded_at ON event (recorded_at);
-- next
CREATE INDEX ix_event_subject_kind_subject_id ON event (subject_kind, subject_id);
-- next
COMMENT ON TABLE event IS 'Event: what was done to what, by whom, why 事件';
-- next
COMMENT ON COLUMN event.id IS 'Key 主键';
-- next
COMMENT ON COLUMN event.kind IS 'What happened 事件类型';
-- next
COMMENT ON COLUMN event.subject_kind IS 'Table of the subject 对象类型';
-- next
COMMENT ON COLUMN event.subject_id IS 'Key of the subject 对象主键';
-- next
COMMENT ON COLUMN event.actor IS 'Number of the person who acted; operator at the machine, or system 操作人编号';
-- next
COMMENT ON COLUMN event.occurred_at IS 'Time 发生时间';
-- next
COMMENT ON COLUMN event.region_code IS 'Division 所属区划';
-- next
COMMENT ON COLUMN event.post IS 'Post in which the person acted 岗位';
-- next
COMMENT ON COLUMN event.purpose IS 'Purpose 目的';
-- next
COMMENT ON COLUMN event.clause IS 'Clause on which it rests 依据条款';
-- next
COMMENT ON COLUMN event.before_digest IS 'Digest of the row before 变更前摘要';
-- next
COMMENT ON COLUMN event.after_digest IS 'Digest of the row after 变更后摘要';
-- next
COMMENT ON COLUMN event.changed_fields IS 'Names of the changed columns 变更字段';
-- next
COMMENT ON COLUMN event.source_digest IS 'Digest of the imported file 来源文件摘要';
-- next
COMMENT ON COLUMN event.row_count IS 'Rows that the event covers 行数';
-- next
COMMENT ON COLUMN event.import_run_id IS 'Import that the rows came in by, in forces 导入批次';
-- next
COMMENT ON COLUMN event.recorded_at IS 'Moment of its transaction 入库时间';
-- next
COMMENT ON COLUMN event.nonce IS 'Random number that nobody can guess 随机数';
-- next
CREATE TABLE event_node (
	level SMALLINT NOT NULL,
	position BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	CONSTRAINT pk_event_node PRIMARY KEY (level, position),
	CONSTRAINT ck_event_node_level CHECK (level BETWEEN 1 AND 62),
	CONSTRAINT ck_event_node_position CHECK (position >= 0),
	CONSTRAINT ck_event_node_hash CHECK (octet_length(hash) = 32)
);
-- next
COMMENT ON TABLE event_node IS 'Complete subtree of the log above its leaves 日志树节点';
-- next
COMMENT ON COLUMN event_node.level IS 'Level, 1 above the leaves 层';
-- next
COMMENT ON COLUMN event_node.position IS 'Place on its level, from 0 层内序号';
-- next
COMMENT ON COLUMN event_node.hash IS 'RFC 6962 node hash 哈希';
-- next
CREATE TABLE event_unsequenced (
	event_id BIGINT NOT NULL,
	CONSTRAINT pk_event_unsequenced PRIMARY KEY (event_id),
	CONSTRAINT ck_event_unsequenced_event_id CHECK (event_id >= 1)
);
-- next
COMMENT ON TABLE event_unsequenced IS 'Event that waits for its place in the log 待入日志事件';
-- next
COMMENT ON COLUMN event_unsequenced.event_id IS 'Event 事件';
-- next
CREATE TABLE follower (
	name TEXT COLLATE "C" NOT NULL,
	position BIGINT NOT NULL,
	failures INTEGER DEFAULT '0' NOT NULL,
	failure TEXT,
	due_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_follower PRIMARY KEY (name)
);
-- next
COMMENT ON TABLE follower IS 'Follower of another database''s events 事件跟办进度';
-- next
COMMENT ON COLUMN follower.name IS 'Name 名称';
-- next
COMMENT ON COLUMN follower.position IS 'Event of the other log that it reads next 下一日志序号';
-- next
COMMENT ON COLUMN follower.failures IS 'How often it failed on that event 失败次数';
-- next
COMMENT ON COLUMN follower.failure IS 'Why it failed last, without any value 最近失败原因';
-- next
COMMENT ON COLUMN follower.due_at IS 'When it tries again 下次处理时间';
-- next
CREATE TABLE idempotency_key (
	actor TEXT COLLATE "C" NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	input_digest BYTEA NOT NULL,
	result TEXT COLLATE "C",
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_idempotency_key PRIMARY KEY (actor, key),
	CONSTRAINT ck_idempotency_key_key CHECK (char_length(key) BETWEEN 1 AND 100)
);
-- next
CREATE INDEX ix_idempotency_key_taken_at ON idempotency_key (taken_at);
-- next
COMMENT ON TABLE idempotency_key IS 'Idempotency key of a change 幂等键';
-- next
COMMENT ON COLUMN idempotency_key.actor IS 'Number of the person who made the change 操作人编号';
-- next
COMMENT ON COLUMN idempotency_key.key IS 'Key that the client chose 幂等键';
-- next
COMMENT ON COLUMN idempotency_key.input_digest IS 'Digest of the change and its input 输入摘要';
-- next
COMMENT ON COLUMN idempotency_key.result IS 'Row that the change made 结果';
-- next
COMMENT ON COLUMN idempotency_key.taken_at IS 'When 时间';
-- next
CREATE TABLE key_check (
	is_only BOOLEAN DEFAULT true NOT NULL CONSTRAINT ck_key_check_only CHECK (is_only),
	mark BYTEA NOT NULL,
	CONSTRAINT pk_key_check PRIMARY KEY (is_only)
);
-- next
COMMENT ON TABLE key_check IS 'Mark of the city''s index key 密钥校验';
-- next
COMMENT ON COLUMN key_check.is_only IS 'Holds one row 唯一行';
-- next
COMMENT ON COLUMN key_check.mark IS 'Keyed digest that only the city''s index key makes 密钥校验值';
-- next
CREATE TABLE region (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	name_sort TEXT COLLATE "C" NOT NULL,
	level TEXT COLLATE "C" NOT NULL,
	parent_code TEXT COLLATE "C",
	valid_from DATE NOT NULL,
	valid_to DATE,
	successor_code TEXT COLLATE "C",
	latitude NUMERIC(8, 5),
	longitude NUMERIC(8, 5),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_region PRIMARY KEY (id),
	CONSTRAINT ck_region_position CHECK ((latitude IS NULL) = (longitude IS NULL)),
	CONSTRAINT ck_region_parent CHECK ((level = 'province') OR parent_code IS NOT NULL OR length(code) <= 4),
	CONSTRAINT ck_region_inside_parent CHECK (parent_code IS NULL OR (starts_with(code, parent_code) AND length(parent_code) = CASE level WHEN 'city' THEN 2 WHEN 'county' THEN 4 WHEN 'town' THEN 6 WHEN 'village' THEN 9 ELSE 0 END)),
	CONSTRAINT ck_region_level_length CHECK (length(code) = CASE level WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END),
	CONSTRAINT ck_region_valid CHECK (valid_to IS NULL OR valid_to > valid_from),
	CONSTRAINT ck_region_successor CHECK (successor_code IS NULL OR valid_to IS NOT NULL),
	CONSTRAINT uq_region_code UNIQUE (code),
	CONSTRAINT ck_region_code CHECK (code ~ '^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$'),
	CONSTRAINT ck_region_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_region_name_sort CHECK (name_sort ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_region_level CHECK (level IN ('province', 'city', 'county', 'town', 'village')),
	CONSTRAINT ck_region_valid_from CHECK (valid_from BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_region_valid_to CHECK (valid_to BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_region_latitude CHECK (latitude BETWEEN -90 AND 90),
	CONSTRAINT ck_region_longitude CHECK (longitude BETWEEN -180 AND 180),
	CONSTRAINT ck_region_version CHECK (version >= 0),
	CONSTRAINT ck_region_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_region_level ON region (level);
-- next
CREATE INDEX ix_region_name_sort ON region (name_sort);
-- next
CREATE INDEX ix_region_parent_code ON region (parent_code);
-- next
CREATE INDEX ix_region_successor_code ON region (successor_code);
-- next
CREATE INDEX ix_region_valid_from ON region (valid_from);
-- next
CREATE INDEX ix_region_valid_to ON region (valid_to);
-- next
COMMENT ON TABLE region IS 'Division 行政区划 (M10, M156)';
-- next
COMMENT ON COLUMN region.id IS 'Key 主键';
-- next
COMMENT ON COLUMN region.code IS 'GB/T 2260 digits, statistical code without padding 区划代码';
-- next
COMMENT ON COLUMN region.name IS 'Name 名称';
-- next
COMMENT ON COLUMN region.name_sort IS 'Name in pinyin, for ordering 拼音排序';
-- next
COMMENT ON COLUMN region.level IS 'Level 层级';
-- next
COMMENT ON COLUMN region.parent_code IS 'Division above 上级区划';
-- next
COMMENT ON COLUMN region.valid_from IS 'In force from 启用日期';
-- next
COMMENT ON COLUMN region.valid_to IS 'No longer in force from 停用日期';
-- next
COMMENT ON COLUMN region.successor_code IS 'Division that followed 后继区划';
-- next
COMMENT ON COLUMN region.latitude IS 'Degrees north of where most people of it live 中心纬度';
-- next
COMMENT ON COLUMN region.longitude IS 'Degrees east of it 中心经度';
-- next
COMMENT ON COLUMN region.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN region.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE application (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	field TEXT COLLATE "C" NOT NULL,
	about TEXT NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	applied_on DATE NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	rule_document_id BIGINT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_application PRIMARY KEY (id),
	CONSTRAINT uq_application_household_id_applied_on UNIQUE (household_id, applied_on),
	CONSTRAINT uq_application_region_code_id UNIQUE (region_code, id),
	CONSTRAINT uq_application_id_household_id UNIQUE (id, household_id),
	CONSTRAINT ck_application_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_application_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_application_field CHECK (field IN ('modern_agriculture', 'leisure_agriculture', 'processing', 'property', 'land_development', 'agricultural_services')),
	CONSTRAINT ck_application_about CHECK (btrim(about, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_application_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_application_applied_on CHECK (applied_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_application_state CHECK (state IN ('applied', 'approved', 'returned', 'refused')),
	CONSTRAINT ck_application_rule_document_id CHECK (rule_document_id >= 1),
	CONSTRAINT ck_application_version CHECK (version >= 0),
	CONSTRAINT ck_application_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_application_applied_on ON application (applied_on);
-- next
CREATE INDEX ix_application_field ON application (field);
-- next
CREATE INDEX ix_application_rule_document_id ON application (rule_document_id);
-- next
CREATE INDEX ix_application_state ON application (state);
-- next
COMMENT ON TABLE application IS 'Household''s application for an income project 到户项目申请 (M70)';
-- next
COMMENT ON COLUMN application.id IS 'Key 主键';
-- next
COMMENT ON COLUMN application.household_id IS 'Household 申请户';
-- next
COMMENT ON COLUMN application.region_code IS 'Village of the household 申请户所在村';
-- next
COMMENT ON COLUMN application.field IS 'Industry field 产业领域';
-- next
COMMENT ON COLUMN application.about IS 'What it wants to do 申请内容';
-- next
COMMENT ON COLUMN application.amount IS 'Yuan asked for 申请金额（元）';
-- next
COMMENT ON COLUMN application.applied_on IS 'Applied 申请日期';
-- next
COMMENT ON COLUMN application.state IS 'State 状态';
-- next
COMMENT ON COLUMN application.rule_document_id IS 'County rule it follows 实施办法 (M71)';
-- next
COMMENT ON COLUMN application.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN application.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE event_leaf (
	leaf_index BIGINT NOT NULL,
	event_id BIGINT NOT NULL,
	leaf_hash BYTEA NOT NULL,
	CONSTRAINT pk_event_leaf PRIMARY KEY (leaf_index),
	CONSTRAINT uq_event_leaf_event_id UNIQUE (event_id),
	CONSTRAINT ck_event_leaf_leaf_index CHECK (leaf_index >= 0),
	CONSTRAINT ck_event_leaf_leaf_hash CHECK (octet_length(leaf_hash) = 32)
);
-- next
COMMENT ON TABLE event_leaf IS 'Place of an event in the log 日志叶节点';
-- next
COMMENT ON COLUMN event_leaf.leaf_index IS 'Place in the log, from 0 日志序号';
-- next
COMMENT ON COLUMN event_leaf.event_id IS 'Event 事件';
-- next
COMMENT ON COLUMN event_leaf.leaf_hash IS 'RFC 6962 leaf hash of the event 叶哈希';
-- next
CREATE TABLE project (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	mode TEXT COLLATE "C" NOT NULL,
	field TEXT COLLATE "C",
	purpose TEXT COLLATE "C" NOT NULL,
	line TEXT COLLATE "C" NOT NULL,
	is_priority BOOLEAN NOT NULL,
	builds_public_service BOOLEAN NOT NULL,
	is_blood_making BOOLEAN NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	subsidy_form TEXT COLLATE "C",
	stream_id BIGINT NOT NULL,
	rule_document_id BIGINT NOT NULL,
	budget NUMERIC(16, 2) NOT NULL,
	approval_number TEXT,
	approved_on DATE,
	decided_by TEXT,
	due_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_project PRIMARY KEY (id),
	CONSTRAINT ck_project_approved_with_number CHECK (state = 'reserve' OR (approval_number IS NOT NULL AND approved_on IS NOT NULL)),
	CONSTRAINT ck_project_approved_by_a_body CHECK (state = 'reserve' OR decided_by IS NOT NULL),
	CONSTRAINT ck_project_approved_in_time CHECK (extract(year FROM approved_on) BETWEEN year - 1 AND year + 1),
	CONSTRAINT ck_project_reserve_not_approved CHECK (state <> 'reserve' OR num_nonnulls(approval_number, approved_on, decided_by) = 0),
	CONSTRAINT ck_project_due_after_approval CHECK (due_on >= approved_on),
	CONSTRAINT ck_project_pooled_has_field CHECK (mode <> 'pooled' OR field IS NOT NULL),
	CONSTRAINT uq_project_region_code_id UNIQUE (region_code, id),
	CONSTRAINT uq_project_code UNIQUE (code),
	CONSTRAINT ck_project_code CHECK (code ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_project_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_project_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_project_mode CHECK (mode IN ('pooled', 'village_works')),
	CONSTRAINT ck_project_field CHECK (field IN ('modern_agriculture', 'leisure_agriculture', 'processing', 'property', 'land_development', 'agricultural_services')),
	CONSTRAINT ck_project_purpose CHECK (purpose IN ('economy', 'livelihood', 'standard')),
	CONSTRAINT ck_project_line CHECK (line IN ('village_works', 'environment', 'industry')),
	CONSTRAINT ck_project_state CHECK (state IN ('reserve', 'approved', 'building', 'accepted', 'operating', 'stopped')),
	CONSTRAINT ck_project_subsidy_form CHECK (subsidy_form IN ('input', 'fixed', 'reward')),
	CONSTRAINT ck_project_stream_id CHECK (stream_id >= 1),
	CONSTRAINT ck_project_rule_document_id CHECK (rule_document_id >= 1),
	CONSTRAINT ck_project_budget CHECK (budget >= 0 AND budget <> 'NaN'),
	CONSTRAINT ck_project_approval_number CHECK (btrim(approval_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_approved_on CHECK (approved_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_project_decided_by CHECK (btrim(decided_by, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_project_version CHECK (version >= 0),
	CONSTRAINT ck_project_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_project_approved_on ON project (approved_on);
-- next
CREATE INDEX ix_project_due_on ON project (due_on);
-- next
CREATE INDEX ix_project_field ON project (field);
-- next
CREATE INDEX ix_project_line ON project (line);
-- next
CREATE INDEX ix_project_purpose ON project (purpose);
-- next
CREATE INDEX ix_project_rule_document_id ON project (rule_document_id);
-- next
CREATE INDEX ix_project_state ON project (state);
-- next
CREATE INDEX ix_project_stream_id ON project (stream_id);
-- next
CREATE INDEX ix_project_subsidy_form ON project (subsidy_form);
-- next
CREATE INDEX ix_project_year ON project (year);
-- next
COMMENT ON TABLE project IS 'Project 帮扶项目 (M69, M83, M100)';
-- next
COMMENT ON COLUMN project.id IS 'Key 主键';
-- next
COMMENT ON COLUMN project.code IS 'Code 项目编号';
-- next
COMMENT ON COLUMN project.name IS 'Name 项目名称';
-- next
COMMENT ON COLUMN project.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN project.year IS 'Year 年度';
-- next
COMMENT ON COLUMN project.mode IS 'Mode 使用方式';
-- next
COMMENT ON COLUMN project.field IS 'Industry field 产业领域';
-- next
COMMENT ON COLUMN project.purpose IS 'Purpose 用途';
-- next
COMMENT ON COLUMN project.line IS 'Priority line 优先条线';
-- next
COMMENT ON COLUMN project.is_priority IS 'Put first among those of its line 优先安排 (M91)';
-- next
COMMENT ON COLUMN project.builds_public_service IS 'Builds a public-service facility 用于公共服务设施建设 (M91)';
-- next
COMMENT ON COLUMN project.is_blood_making IS 'Makes lasting income “造血”式 (M93)';
-- next
COMMENT ON COLUMN project.state IS 'State 状态';
-- next
COMMENT ON COLUMN project.subsidy_form IS 'Form of subsidy 奖补方式 (M88)';
-- next
COMMENT ON COLUMN project.stream_id IS 'Fund stream 资金来源';
-- next
COMMENT ON COLUMN project.rule_document_id IS 'County rule it follows 实施办法 (M71)';
-- next
COMMENT ON COLUMN project.budget IS 'Budget, yuan 预算（元）';
-- next
COMMENT ON COLUMN project.approval_number IS 'Approval number 立项文号 (M77)';
-- next
COMMENT ON COLUMN project.approved_on IS 'Approved 立项日期';
-- next
COMMENT ON COLUMN project.decided_by IS 'Deciding body 决策主体 (M69)';
-- next
COMMENT ON COLUMN project.due_on IS 'To be finished by 计划完工日期';
-- next
COMMENT ON COLUMN project.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN project.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE technical_problem (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL,
	raised_on DATE NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	expert_id BIGINT,
	result TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_technical_problem PRIMARY KEY (id),
	CONSTRAINT ck_technical_problem_matched_with_expert CHECK (state = 'open' OR expert_id IS NOT NULL),
	CONSTRAINT ck_technical_problem_solved_with_result CHECK ((state = 'solved') = (result IS NOT NULL)),
	CONSTRAINT uq_technical_problem_region_code_title_raised_on UNIQUE (region_code, title, raised_on),
	CONSTRAINT ck_technical_problem_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_technical_problem_title CHECK (btrim(title, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_technical_problem_raised_on CHECK (raised_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_technical_problem_state CHECK (state IN ('open', 'matched', 'solved')),
	CONSTRAINT ck_technical_problem_expert_id CHECK (expert_id >= 1),
	CONSTRAINT ck_technical_problem_result CHECK (btrim(result, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_technical_problem_version CHECK (version >= 0),
	CONSTRAINT ck_technical_problem_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_technical_problem_expert_id ON technical_problem (expert_id);
-- next
CREATE INDEX ix_technical_problem_raised_on ON technical_problem (raised_on);
-- next
CREATE INDEX ix_technical_problem_state ON technical_problem (state);
-- next
COMMENT ON TABLE technical_problem IS 'Technical problem of a village and the expert who takes it 科技难题对接 (M165)';
-- next
COMMENT ON COLUMN technical_problem.id IS 'Key 主键';
-- next
COMMENT ON COLUMN technical_problem.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN technical_problem.title IS 'Problem 难题';
-- next
COMMENT ON COLUMN technical_problem.raised_on IS 'Raised 提出日期';
-- next
COMMENT ON COLUMN technical_problem.state IS 'State 状态';
-- next
COMMENT ON COLUMN technical_problem.expert_id IS 'Expert 对接专家';
-- next
COMMENT ON COLUMN technical_problem.result IS 'Result 解决情况';
-- next
COMMENT ON COLUMN technical_problem.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN technical_problem.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE acceptance (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	accepted_on DATE NOT NULL,
	team_size INTEGER NOT NULL,
	has_passed BOOLEAN NOT NULL,
	defects TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_acceptance PRIMARY KEY (id),
	CONSTRAINT ck_acceptance_three_people CHECK (team_size >= 3),
	CONSTRAINT ck_acceptance_failed_with_defects CHECK (has_passed OR defects IS NOT NULL),
	CONSTRAINT uq_acceptance_project_id UNIQUE (project_id),
	CONSTRAINT ck_acceptance_accepted_on CHECK (accepted_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_acceptance_team_size CHECK (team_size >= 0),
	CONSTRAINT ck_acceptance_defects CHECK (btrim(defects, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_acceptance_version CHECK (version >= 0),
	CONSTRAINT ck_acceptance_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_acceptance_accepted_on ON acceptance (accepted_on);
-- next
CREATE INDEX ix_acceptance_region_code ON acceptance (region_code);
-- next
COMMENT ON TABLE acceptance IS 'Acceptance of the works 验收 (M80)';
-- next
COMMENT ON COLUMN acceptance.id IS 'Key 主键';
-- next
COMMENT ON COLUMN acceptance.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN acceptance.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN acceptance.accepted_on IS 'Day 验收日期';
-- next
COMMENT ON COLUMN acceptance.team_size IS 'People in the team 验收组人数';
-- next
COMMENT ON COLUMN acceptance.has_passed IS 'Passed 合格';
-- next
COMMENT ON COLUMN acceptance.defects IS 'Defects 存在问题';
-- next
COMMENT ON COLUMN acceptance.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN acceptance.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE application_review (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	application_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	level TEXT COLLATE "C" NOT NULL,
	decision TEXT COLLATE "C" NOT NULL,
	decided_on DATE NOT NULL,
	reviewer_id BIGINT NOT NULL,
	reason TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_application_review PRIMARY KEY (id),
	CONSTRAINT ck_application_review_reason_unless_approved CHECK (decision = 'approved' OR reason IS NOT NULL),
	CONSTRAINT uq_application_review_application_id_level UNIQUE (application_id, level),
	CONSTRAINT ck_application_review_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_application_review_level CHECK (level IN ('village', 'town', 'county')),
	CONSTRAINT ck_application_review_decision CHECK (decision IN ('approved', 'returned', 'refused')),
	CONSTRAINT ck_application_review_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_application_review_reviewer_id CHECK (reviewer_id >= 1),
	CONSTRAINT ck_application_review_reason CHECK (btrim(reason, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_application_review_version CHECK (version >= 0),
	CONSTRAINT ck_application_review_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_application_review_decided_on ON application_review (decided_on);
-- next
CREATE INDEX ix_application_review_decision ON application_review (decision);
-- next
CREATE INDEX ix_application_review_household_id ON application_review (household_id);
-- next
CREATE INDEX ix_application_review_level ON application_review (level);
-- next
CREATE INDEX ix_application_review_region_code ON application_review (region_code);
-- next
CREATE INDEX ix_application_review_reviewer_id ON application_review (reviewer_id);
-- next
COMMENT ON TABLE application_review IS 'Review of an application at a level 逐级审核 (M72)';
-- next
COMMENT ON COLUMN application_review.id IS 'Key 主键';
-- next
COMMENT ON COLUMN application_review.application_id IS 'Application 申请';
-- next
COMMENT ON COLUMN application_review.household_id IS 'Household that applies 申请户';
-- next
COMMENT ON COLUMN application_review.region_code IS 'Village of the household 申请户所在村';
-- next
COMMENT ON COLUMN application_review.level IS 'Level 层级';
-- next
COMMENT ON COLUMN application_review.decision IS 'Decision 意见';
-- next
COMMENT ON COLUMN application_review.decided_on IS 'Day 日期';
-- next
COMMENT ON COLUMN application_review.reviewer_id IS 'Who 审核人';
-- next
COMMENT ON COLUMN application_review.reason IS 'Reason, unless approved 理由';
-- next
COMMENT ON COLUMN application_review.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN application_review.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE asset (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	owner TEXT NOT NULL,
	value NUMERIC(16, 2) NOT NULL,
	area NUMERIC(14, 2),
	place TEXT NOT NULL,
	photo_digest BYTEA,
	acquired_on DATE NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	certificate_number TEXT,
	rule_document_id BIGINT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_asset PRIMARY KEY (id),
	CONSTRAINT uq_asset_certificate_number UNIQUE (certificate_number),
	CONSTRAINT ck_asset_registered_with_certificate CHECK (state <> 'registered' OR certificate_number IS NOT NULL),
	CONSTRAINT ck_asset_registered_with_photo CHECK (state <> 'registered' OR photo_digest IS NOT NULL),
	CONSTRAINT uq_asset_region_code_id UNIQUE (region_code, id),
	CONSTRAINT uq_asset_code UNIQUE (code),
	CONSTRAINT ck_asset_code CHECK (code ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_asset_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_asset_kind CHECK (kind IN ('building', 'equipment', 'land', 'share')),
	CONSTRAINT ck_asset_owner CHECK (btrim(owner, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_asset_value CHECK (value >= 0 AND value <> 'NaN'),
	CONSTRAINT ck_asset_area CHECK (area >= 0 AND area <> 'NaN'),
	CONSTRAINT ck_asset_place CHECK (btrim(place, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_asset_photo_digest CHECK (octet_length(photo_digest) = 32),
	CONSTRAINT ck_asset_acquired_on CHECK (acquired_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_asset_state CHECK (state IN ('unregistered', 'registered', 'disposed')),
	CONSTRAINT ck_asset_certificate_number CHECK (btrim(certificate_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_asset_rule_document_id CHECK (rule_document_id >= 1),
	CONSTRAINT ck_asset_version CHECK (version >= 0),
	CONSTRAINT ck_asset_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_asset_acquired_on ON asset (acquired_on);
-- next
CREATE INDEX ix_asset_kind ON asset (kind);
-- next
CREATE INDEX ix_asset_project_id ON asset (project_id);
-- next
CREATE INDEX ix_asset_rule_document_id ON asset (rule_document_id);
-- next
CREATE INDEX ix_asset_state ON asset (state);
-- next
COMMENT ON TABLE asset IS 'Asset made with assistance money 扶贫资产 (M98, M104, M105)';
-- next
COMMENT ON COLUMN asset.id IS 'Key 主键';
-- next
COMMENT ON COLUMN asset.project_id IS 'Project that made it 来源项目';
-- next
COMMENT ON COLUMN asset.code IS 'Code 资产编号';
-- next
COMMENT ON COLUMN asset.name IS 'Name 资产名称';
-- next
COMMENT ON COLUMN asset.kind IS 'Kind 资产类别';
-- next
COMMENT ON COLUMN asset.region_code IS 'Village that owns it 权属村';
-- next
COMMENT ON COLUMN asset.owner IS 'Owner 权属人';
-- next
COMMENT ON COLUMN asset.value IS 'Value, yuan 原值（元）';
-- next
COMMENT ON COLUMN asset.area IS 'Square metres 面积（平方米）';
-- next
COMMENT ON COLUMN asset.place IS 'Place 坐落';
-- next
COMMENT ON COLUMN asset.photo_digest IS 'SHA-256 of its picture 照片摘要';
-- next
COMMENT ON COLUMN asset.acquired_on IS 'Acquired 取得日期';
-- next
COMMENT ON COLUMN asset.state IS 'State 登记状态';
-- next
COMMENT ON COLUMN asset.certificate_number IS 'Certificate 产权证号';
-- next
COMMENT ON COLUMN asset.rule_document_id IS 'Asset rule 资产管理办法 (M104)';
-- next
COMMENT ON COLUMN asset.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN asset.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE entitled_subject (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_entitled_subject PRIMARY KEY (id),
	CONSTRAINT uq_entitled_subject_project_id_household_id UNIQUE (project_id, household_id),
	CONSTRAINT ck_entitled_subject_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_entitled_subject_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_entitled_subject_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_entitled_subject_version CHECK (version >= 0),
	CONSTRAINT ck_entitled_subject_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_entitled_subject_household_id ON entitled_subject (household_id);
-- next
CREATE INDEX ix_entitled_subject_region_code ON entitled_subject (region_code);
-- next
COMMENT ON TABLE entitled_subject IS 'Household entitled to a project''s proceeds 应享受收益的主体 (M107)';
-- next
COMMENT ON COLUMN entitled_subject.id IS 'Key 主键';
-- next
COMMENT ON COLUMN entitled_subject.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN entitled_subject.household_id IS 'Household 受益户';
-- next
COMMENT ON COLUMN entitled_subject.region_code IS 'Village of the household 受益户所在村';
-- next
COMMENT ON COLUMN entitled_subject.period IS 'From, until 享受期间';
-- next
COMMENT ON COLUMN entitled_subject.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN entitled_subject.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE expert_opinion (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	expert_name TEXT NOT NULL,
	opinion TEXT NOT NULL,
	is_feasible BOOLEAN NOT NULL,
	given_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_expert_opinion PRIMARY KEY (id),
	CONSTRAINT uq_expert_opinion_project_id_expert_name UNIQUE (project_id, expert_name),
	CONSTRAINT ck_expert_opinion_expert_name CHECK (btrim(expert_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_expert_opinion_opinion CHECK (btrim(opinion, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_expert_opinion_given_on CHECK (given_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_expert_opinion_version CHECK (version >= 0),
	CONSTRAINT ck_expert_opinion_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_expert_opinion_given_on ON expert_opinion (given_on);
-- next
CREATE INDEX ix_expert_opinion_region_code ON expert_opinion (region_code);
-- next
COMMENT ON TABLE expert_opinion IS 'Expert''s opinion on feasibility 论证意见 (M75)';
-- next
COMMENT ON COLUMN expert_opinion.id IS 'Key 主键';
-- next
COMMENT ON COLUMN expert_opinion.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN expert_opinion.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN expert_opinion.expert_name IS 'Expert 专家姓名';
-- next
COMMENT ON COLUMN expert_opinion.opinion IS 'Opinion 意见';
-- next
COMMENT ON COLUMN expert_opinion.is_feasible IS 'Feasible 是否可行';
-- next
COMMENT ON COLUMN expert_opinion.given_on IS 'Day 日期';
-- next
COMMENT ON COLUMN expert_opinion.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN expert_opinion.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE guidance_visit (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	application_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	visited_on DATE NOT NULL,
	advice TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_guidance_visit PRIMARY KEY (id),
	CONSTRAINT uq_guidance_visit_application_id_visited_on UNIQUE (application_id, visited_on),
	CONSTRAINT ck_guidance_visit_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_guidance_visit_visited_on CHECK (visited_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_guidance_visit_advice CHECK (btrim(advice, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_guidance_visit_version CHECK (version >= 0),
	CONSTRAINT ck_guidance_visit_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_guidance_visit_household_id ON guidance_visit (household_id);
-- next
CREATE INDEX ix_guidance_visit_region_code ON guidance_visit (region_code);
-- next
CREATE INDEX ix_guidance_visit_visited_on ON guidance_visit (visited_on);
-- next
COMMENT ON TABLE guidance_visit IS 'Guidance to a household''s project 到户指导记录 (M70)';
-- next
COMMENT ON COLUMN guidance_visit.id IS 'Key 主键';
-- next
COMMENT ON COLUMN guidance_visit.application_id IS 'Application 申请';
-- next
COMMENT ON COLUMN guidance_visit.household_id IS 'Household that applies 申请户';
-- next
COMMENT ON COLUMN guidance_visit.region_code IS 'Village of the household 申请户所在村';
-- next
COMMENT ON COLUMN guidance_visit.visited_on IS 'Day 指导日期';
-- next
COMMENT ON COLUMN guidance_visit.advice IS 'Advice 指导意见';
-- next
COMMENT ON COLUMN guidance_visit.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN guidance_visit.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE land_quota (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	area NUMERIC(14, 2) NOT NULL,
	batch TEXT NOT NULL,
	decision_number TEXT NOT NULL,
	decided_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_land_quota PRIMARY KEY (id),
	CONSTRAINT uq_land_quota_project_id UNIQUE (project_id),
	CONSTRAINT ck_land_quota_area CHECK (area >= 0 AND area <> 'NaN'),
	CONSTRAINT ck_land_quota_batch CHECK (btrim(batch, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_land_quota_decision_number CHECK (btrim(decision_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_land_quota_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_land_quota_version CHECK (version >= 0),
	CONSTRAINT ck_land_quota_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_land_quota_decided_on ON land_quota (decided_on);
-- next
CREATE INDEX ix_land_quota_region_code ON land_quota (region_code);
-- next
COMMENT ON TABLE land_quota IS 'Land quota given to a project 用地计划指标 (M164)';
-- next
COMMENT ON COLUMN land_quota.id IS 'Key 主键';
-- next
COMMENT ON COLUMN land_quota.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN land_quota.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN land_quota.area IS 'Square metres 面积（平方米）';
-- next
COMMENT ON COLUMN land_quota.batch IS 'Batch 批次';
-- next
COMMENT ON COLUMN land_quota.decision_number IS 'Decision 批准文号';
-- next
COMMENT ON COLUMN land_quota.decided_on IS 'Day 批准日期';
-- next
COMMENT ON COLUMN land_quota.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN land_quota.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE panel_member (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	score NUMERIC(7, 2) NOT NULL,
	declares_no_conflict BOOLEAN NOT NULL,
	has_conflict BOOLEAN NOT NULL,
	appraised_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_panel_member PRIMARY KEY (id),
	CONSTRAINT uq_panel_member_project_id_name UNIQUE (project_id, name),
	CONSTRAINT ck_panel_member_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_panel_member_score CHECK (score BETWEEN 0 AND 100),
	CONSTRAINT ck_panel_member_appraised_on CHECK (appraised_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_panel_member_version CHECK (version >= 0),
	CONSTRAINT ck_panel_member_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_panel_member_appraised_on ON panel_member (appraised_on);
-- next
CREATE INDEX ix_panel_member_region_code ON panel_member (region_code);
-- next
COMMENT ON TABLE panel_member IS 'Member of an appraisal panel 评审成员 (M76)';
-- next
COMMENT ON COLUMN panel_member.id IS 'Key 主键';
-- next
COMMENT ON COLUMN panel_member.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN panel_member.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN panel_member.name IS 'Name 姓名';
-- next
COMMENT ON COLUMN panel_member.score IS 'Score 评分';
-- next
COMMENT ON COLUMN panel_member.declares_no_conflict IS 'Declared no conflict of interest 已声明无利益冲突';
-- next
COMMENT ON COLUMN panel_member.has_conflict IS 'A conflict was found 存在利益冲突';
-- next
COMMENT ON COLUMN panel_member.appraised_on IS 'Day 评审日期';
-- next
COMMENT ON COLUMN panel_member.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN panel_member.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE proceeds_due (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	amount_due NUMERIC(16, 2) NOT NULL,
	amount_received NUMERIC(16, 2) NOT NULL,
	received_on DATE,
	distribute_by DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_proceeds_due PRIMARY KEY (id),
	CONSTRAINT ck_proceeds_due_received_day CHECK ((amount_received > 0) = (received_on IS NOT NULL)),
	CONSTRAINT ck_proceeds_due_received_at_most_due CHECK (amount_received <= amount_due),
	CONSTRAINT uq_proceeds_due_project_id_year UNIQUE (project_id, year),
	CONSTRAINT uq_proceeds_due_region_code_id UNIQUE (region_code, id),
	CONSTRAINT ck_proceeds_due_of_its_year CHECK (extract(year FROM received_on) >= year AND extract(year FROM distribute_by) >= year),
	CONSTRAINT ck_proceeds_due_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_proceeds_due_amount_due CHECK (amount_due >= 0 AND amount_due <> 'NaN'),
	CONSTRAINT ck_proceeds_due_amount_received CHECK (amount_received >= 0 AND amount_received <> 'NaN'),
	CONSTRAINT ck_proceeds_due_received_on CHECK (received_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_proceeds_due_distribute_by CHECK (distribute_by BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_proceeds_due_version CHECK (version >= 0),
	CONSTRAINT ck_proceeds_due_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_proceeds_due_distribute_by ON proceeds_due (distribute_by);
-- next
CREATE INDEX ix_proceeds_due_received_on ON proceeds_due (received_on);
-- next
CREATE INDEX ix_proceeds_due_year ON proceeds_due (year);
-- next
COMMENT ON TABLE proceeds_due IS 'Proceeds due and received in a year 应收收益 (M82, M107)';
-- next
COMMENT ON COLUMN proceeds_due.id IS 'Key 主键';
-- next
COMMENT ON COLUMN proceeds_due.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN proceeds_due.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN proceeds_due.year IS 'Year 年度';
-- next
COMMENT ON COLUMN proceeds_due.amount_due IS 'Due, yuan 应收（元）';
-- next
COMMENT ON COLUMN proceeds_due.amount_received IS 'Received, yuan 实收（元）';
-- next
COMMENT ON COLUMN proceeds_due.received_on IS 'Received 收到日期';
-- next
COMMENT ON COLUMN proceeds_due.distribute_by IS 'To be distributed by 应分配日期';
-- next
COMMENT ON COLUMN proceeds_due.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN proceeds_due.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE progress_report (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	month DATE NOT NULL,
	progress NUMERIC(7, 4) NOT NULL,
	paid NUMERIC(16, 2) NOT NULL,
	photo_digest BYTEA,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_progress_report PRIMARY KEY (id),
	CONSTRAINT uq_progress_report_project_id_month UNIQUE (project_id, month),
	CONSTRAINT ck_progress_report_month CHECK (extract(day from month) = 1 AND month BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_progress_report_progress CHECK (progress BETWEEN 0 AND 1),
	CONSTRAINT ck_progress_report_paid CHECK (paid >= 0 AND paid <> 'NaN'),
	CONSTRAINT ck_progress_report_photo_digest CHECK (octet_length(photo_digest) = 32),
	CONSTRAINT ck_progress_report_version CHECK (version >= 0),
	CONSTRAINT ck_progress_report_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_progress_report_month ON progress_report (month);
-- next
CREATE INDEX ix_progress_report_region_code ON progress_report (region_code);
-- next
COMMENT ON TABLE progress_report IS 'Progress of a month 进度报告 (M79)';
-- next
COMMENT ON COLUMN progress_report.id IS 'Key 主键';
-- next
COMMENT ON COLUMN progress_report.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN progress_report.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN progress_report.month IS 'Month 月份';
-- next
COMMENT ON COLUMN progress_report.progress IS 'Share of the works done 完成比例';
-- next
COMMENT ON COLUMN progress_report.paid IS 'Paid so far, yuan 累计支付（元）';
-- next
COMMENT ON COLUMN progress_report.photo_digest IS 'SHA-256 of the photo 照片摘要';
-- next
COMMENT ON COLUMN progress_report.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN progress_report.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE project_evaluation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	planned_income NUMERIC(16, 2) NOT NULL,
	actual_income NUMERIC(16, 2) NOT NULL,
	score NUMERIC(7, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_project_evaluation PRIMARY KEY (id),
	CONSTRAINT uq_project_evaluation_project_id_year UNIQUE (project_id, year),
	CONSTRAINT ck_project_evaluation_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_project_evaluation_planned_income CHECK (planned_income >= 0 AND planned_income <> 'NaN'),
	CONSTRAINT ck_project_evaluation_actual_income CHECK (actual_income >= 0 AND actual_income <> 'NaN'),
	CONSTRAINT ck_project_evaluation_score CHECK (score BETWEEN 0 AND 100),
	CONSTRAINT ck_project_evaluation_version CHECK (version >= 0),
	CONSTRAINT ck_project_evaluation_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_project_evaluation_region_code ON project_evaluation (region_code);
-- next
CREATE INDEX ix_project_evaluation_year ON project_evaluation (year);
-- next
COMMENT ON TABLE project_evaluation IS 'Performance evaluation of a project 绩效评估 (M81)';
-- next
COMMENT ON COLUMN project_evaluation.id IS 'Key 主键';
-- next
COMMENT ON COLUMN project_evaluation.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN project_evaluation.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN project_evaluation.year IS 'Year 年度';
-- next
COMMENT ON COLUMN project_evaluation.planned_income IS 'Planned income a year, yuan 计划年收益（元）';
-- next
COMMENT ON COLUMN project_evaluation.actual_income IS 'Actual income, yuan 实际年收益（元）';
-- next
COMMENT ON COLUMN project_evaluation.score IS 'Score 得分';
-- next
COMMENT ON COLUMN project_evaluation.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN project_evaluation.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE project_risk (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	about TEXT NOT NULL,
	likelihood TEXT COLLATE "C" NOT NULL,
	impact TEXT COLLATE "C" NOT NULL,
	owner_id BIGINT NOT NULL,
	counter_measure TEXT,
	state TEXT COLLATE "C" NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_project_risk PRIMARY KEY (id),
	CONSTRAINT ck_project_risk_mitigated_with_measure CHECK (state = 'open' OR counter_measure IS NOT NULL),
	CONSTRAINT ck_project_risk_about CHECK (btrim(about, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_risk_likelihood CHECK (likelihood IN ('low', 'middle', 'high')),
	CONSTRAINT ck_project_risk_impact CHECK (impact IN ('low', 'middle', 'high')),
	CONSTRAINT ck_project_risk_owner_id CHECK (owner_id >= 1),
	CONSTRAINT ck_project_risk_counter_measure CHECK (btrim(counter_measure, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_risk_state CHECK (state IN ('open', 'mitigated', 'closed')),
	CONSTRAINT ck_project_risk_version CHECK (version >= 0),
	CONSTRAINT ck_project_risk_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_project_risk_impact ON project_risk (impact);
-- next
CREATE INDEX ix_project_risk_likelihood ON project_risk (likelihood);
-- next
CREATE INDEX ix_project_risk_owner_id ON project_risk (owner_id);
-- next
CREATE INDEX ix_project_risk_project_id ON project_risk (project_id);
-- next
CREATE INDEX ix_project_risk_region_code ON project_risk (region_code);
-- next
CREATE INDEX ix_project_risk_state ON project_risk (state);
-- next
COMMENT ON TABLE project_risk IS 'Risk with its counter-measure 项目风险 (M84)';
-- next
COMMENT ON COLUMN project_risk.id IS 'Key 主键';
-- next
COMMENT ON COLUMN project_risk.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN project_risk.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN project_risk.about IS 'Risk 风险';
-- next
COMMENT ON COLUMN project_risk.likelihood IS 'Likelihood 可能性';
-- next
COMMENT ON COLUMN project_risk.impact IS 'Impact 影响';
-- next
COMMENT ON COLUMN project_risk.owner_id IS 'Owner 责任人';
-- next
COMMENT ON COLUMN project_risk.counter_measure IS 'Counter-measure 应对措施';
-- next
COMMENT ON COLUMN project_risk.state IS 'State 状态';
-- next
COMMENT ON COLUMN project_risk.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN project_risk.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE project_stage (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	ordinal SMALLINT NOT NULL,
	stage TEXT COLLATE "C" NOT NULL,
	entered_on DATE NOT NULL,
	finished_on DATE,
	document_digest BYTEA,
	conclusion TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_project_stage PRIMARY KEY (id),
	CONSTRAINT ck_project_stage_nine_in_order CHECK (ordinal = array_position(ARRAY['investigation', 'argument', 'appraisal', 'approval', 'tendering', 'implementation', 'acceptance', 'evaluation', 'proceeds'], stage)),
	CONSTRAINT ck_project_stage_finished_later CHECK (finished_on IS NULL OR finished_on >= entered_on),
	CONSTRAINT uq_project_stage_project_id_stage UNIQUE (project_id, stage),
	CONSTRAINT ck_project_stage_ordinal CHECK (ordinal >= 1),
	CONSTRAINT ck_project_stage_stage CHECK (stage IN ('investigation', 'argument', 'appraisal', 'approval', 'tendering', 'implementation', 'acceptance', 'evaluation', 'proceeds')),
	CONSTRAINT ck_project_stage_entered_on CHECK (entered_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_project_stage_finished_on CHECK (finished_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_project_stage_document_digest CHECK (octet_length(document_digest) = 32),
	CONSTRAINT ck_project_stage_conclusion CHECK (btrim(conclusion, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_project_stage_version CHECK (version >= 0),
	CONSTRAINT ck_project_stage_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_project_stage_entered_on ON project_stage (entered_on);
-- next
CREATE INDEX ix_project_stage_finished_on ON project_stage (finished_on);
-- next
CREATE INDEX ix_project_stage_region_code ON project_stage (region_code);
-- next
CREATE INDEX ix_project_stage_stage ON project_stage (stage);
-- next
COMMENT ON TABLE project_stage IS 'One of the nine stages of a pooled project 项目环节 (M74-M82)';
-- next
COMMENT ON COLUMN project_stage.id IS 'Key 主键';
-- next
COMMENT ON COLUMN project_stage.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN project_stage.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN project_stage.ordinal IS 'Place, 1 to 9 顺序';
-- next
COMMENT ON COLUMN project_stage.stage IS 'Stage 环节';
-- next
COMMENT ON COLUMN project_stage.entered_on IS 'Entered 进入日期';
-- next
COMMENT ON COLUMN project_stage.finished_on IS 'Finished 完成日期';
-- next
COMMENT ON COLUMN project_stage.document_digest IS 'SHA-256 of the document it requires 必备材料摘要';
-- next
COMMENT ON COLUMN project_stage.conclusion IS 'Conclusion 结论';
-- next
COMMENT ON COLUMN project_stage.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN project_stage.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE selection_score (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	distinctive NUMERIC(7, 2) NOT NULL,
	technology NUMERIC(7, 2) NOT NULL,
	market NUMERIC(7, 2) NOT NULL,
	leadership NUMERIC(7, 2) NOT NULL,
	lasting_income NUMERIC(7, 2) NOT NULL,
	readiness NUMERIC(7, 4) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_selection_score PRIMARY KEY (id),
	CONSTRAINT uq_selection_score_project_id UNIQUE (project_id),
	CONSTRAINT ck_selection_score_distinctive CHECK (distinctive BETWEEN 0 AND 100),
	CONSTRAINT ck_selection_score_technology CHECK (technology BETWEEN 0 AND 100),
	CONSTRAINT ck_selection_score_market CHECK (market BETWEEN 0 AND 100),
	CONSTRAINT ck_selection_score_leadership CHECK (leadership BETWEEN 0 AND 100),
	CONSTRAINT ck_selection_score_lasting_income CHECK (lasting_income BETWEEN 0 AND 100),
	CONSTRAINT ck_selection_score_readiness CHECK (readiness BETWEEN 0 AND 1),
	CONSTRAINT ck_selection_score_version CHECK (version >= 0),
	CONSTRAINT ck_selection_score_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_selection_score_region_code ON selection_score (region_code);
-- next
COMMENT ON TABLE selection_score IS 'Score of a reserve project 项目遴选评分 (M83, M93, M101)';
-- next
COMMENT ON COLUMN selection_score.id IS 'Key 主键';
-- next
COMMENT ON COLUMN selection_score.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN selection_score.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN selection_score.distinctive IS 'Distinctive 特色明显';
-- next
COMMENT ON COLUMN selection_score.technology IS 'Technology 科技含量高';
-- next
COMMENT ON COLUMN selection_score.market IS 'Market 市场前景好';
-- next
COMMENT ON COLUMN selection_score.leadership IS 'Carries others along 带动能力强';
-- next
COMMENT ON COLUMN selection_score.lasting_income IS 'Lasting income 持续增收';
-- next
COMMENT ON COLUMN selection_score.readiness IS 'Readiness of its papers 储备成熟度';
-- next
COMMENT ON COLUMN selection_score.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN selection_score.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE sustainability_check (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	checked_on DATE NOT NULL,
	operating TEXT COLLATE "C" NOT NULL,
	note TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_sustainability_check PRIMARY KEY (id),
	CONSTRAINT uq_sustainability_check_project_id_checked_on UNIQUE (project_id, checked_on),
	CONSTRAINT ck_sustainability_check_checked_on CHECK (checked_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_sustainability_check_operating CHECK (operating IN ('good', 'poor', 'stopped')),
	CONSTRAINT ck_sustainability_check_note CHECK (btrim(note, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_sustainability_check_version CHECK (version >= 0),
	CONSTRAINT ck_sustainability_check_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_sustainability_check_checked_on ON sustainability_check (checked_on);
-- next
CREATE INDEX ix_sustainability_check_operating ON sustainability_check (operating);
-- next
CREATE INDEX ix_sustainability_check_region_code ON sustainability_check (region_code);
-- next
COMMENT ON TABLE sustainability_check IS 'Check after completion 后续管护检查 (M108)';
-- next
COMMENT ON COLUMN sustainability_check.id IS 'Key 主键';
-- next
COMMENT ON COLUMN sustainability_check.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN sustainability_check.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN sustainability_check.checked_on IS 'Day 检查日期';
-- next
COMMENT ON COLUMN sustainability_check.operating IS 'Operating state 运营状态';
-- next
COMMENT ON COLUMN sustainability_check.note IS 'Note 情况说明';
-- next
COMMENT ON COLUMN sustainability_check.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN sustainability_check.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE tender (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	ocid TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL,
	published_on DATE NOT NULL,
	closes_on DATE NOT NULL,
	awarded_on DATE,
	award_amount NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_tender PRIMARY KEY (id),
	CONSTRAINT ck_tender_closes_later CHECK (closes_on > published_on),
	CONSTRAINT ck_tender_award_after_closing CHECK (awarded_on IS NULL OR awarded_on >= closes_on),
	CONSTRAINT ck_tender_award_with_amount CHECK ((awarded_on IS NULL) = (award_amount IS NULL)),
	CONSTRAINT uq_tender_region_code_id UNIQUE (region_code, id),
	CONSTRAINT uq_tender_project_id UNIQUE (project_id),
	CONSTRAINT uq_tender_ocid UNIQUE (ocid),
	CONSTRAINT ck_tender_ocid CHECK (ocid ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_tender_title CHECK (btrim(title, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_tender_published_on CHECK (published_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_tender_closes_on CHECK (closes_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_tender_awarded_on CHECK (awarded_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_tender_award_amount CHECK (award_amount >= 0 AND award_amount <> 'NaN'),
	CONSTRAINT ck_tender_version CHECK (version >= 0),
	CONSTRAINT ck_tender_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_tender_awarded_on ON tender (awarded_on);
-- next
CREATE INDEX ix_tender_closes_on ON tender (closes_on);
-- next
CREATE INDEX ix_tender_published_on ON tender (published_on);
-- next
COMMENT ON TABLE tender IS 'Tender 招标 (M78, OCDS)';
-- next
COMMENT ON COLUMN tender.id IS 'Key 主键';
-- next
COMMENT ON COLUMN tender.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN tender.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN tender.ocid IS 'Open contracting id 开放招标标识';
-- next
COMMENT ON COLUMN tender.title IS 'Title 标题';
-- next
COMMENT ON COLUMN tender.published_on IS 'Notice published 公告日期';
-- next
COMMENT ON COLUMN tender.closes_on IS 'Closes 截止日期';
-- next
COMMENT ON COLUMN tender.awarded_on IS 'Awarded 定标日期';
-- next
COMMENT ON COLUMN tender.award_amount IS 'Award, yuan 中标金额（元）';
-- next
COMMENT ON COLUMN tender.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN tender.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE village_decision (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	feasibility_digest BYTEA NOT NULL,
	minutes_digest BYTEA NOT NULL,
	met_on DATE NOT NULL,
	eligible INTEGER NOT NULL,
	in_favour INTEGER NOT NULL,
	against INTEGER NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_village_decision PRIMARY KEY (id),
	CONSTRAINT ck_village_decision_votes CHECK (in_favour + against <= eligible),
	CONSTRAINT ck_village_decision_somebody_votes CHECK (eligible > 0),
	CONSTRAINT uq_village_decision_project_id UNIQUE (project_id),
	CONSTRAINT ck_village_decision_feasibility_digest CHECK (octet_length(feasibility_digest) = 32),
	CONSTRAINT ck_village_decision_minutes_digest CHECK (octet_length(minutes_digest) = 32),
	CONSTRAINT ck_village_decision_met_on CHECK (met_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_village_decision_eligible CHECK (eligible >= 0),
	CONSTRAINT ck_village_decision_in_favour CHECK (in_favour >= 0),
	CONSTRAINT ck_village_decision_against CHECK (against >= 0),
	CONSTRAINT ck_village_decision_version CHECK (version >= 0),
	CONSTRAINT ck_village_decision_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_village_decision_met_on ON village_decision (met_on);
-- next
CREATE INDEX ix_village_decision_region_code ON village_decision (region_code);
-- next
COMMENT ON TABLE village_decision IS 'Democratic procedure of the village for an investment 民主决策 (M99)';
-- next
COMMENT ON COLUMN village_decision.id IS 'Key 主键';
-- next
COMMENT ON COLUMN village_decision.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN village_decision.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN village_decision.feasibility_digest IS 'SHA-256 of the feasibility study 可行性报告摘要';
-- next
COMMENT ON COLUMN village_decision.minutes_digest IS 'SHA-256 of the minutes 会议记录摘要';
-- next
COMMENT ON COLUMN village_decision.met_on IS 'Day of the meeting 会议日期';
-- next
COMMENT ON COLUMN village_decision.eligible IS 'Who could vote 应到人数';
-- next
COMMENT ON COLUMN village_decision.in_favour IS 'In favour 赞成';
-- next
COMMENT ON COLUMN village_decision.against IS 'Against 反对';
-- next
COMMENT ON COLUMN village_decision.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN village_decision.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE asset_disposal (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	asset_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	approved_on DATE NOT NULL,
	approval_number TEXT NOT NULL,
	disposed_on DATE NOT NULL,
	proceeds NUMERIC(16, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_asset_disposal PRIMARY KEY (id),
	CONSTRAINT ck_asset_disposal_approved_first CHECK (disposed_on >= approved_on),
	CONSTRAINT uq_asset_disposal_asset_id UNIQUE (asset_id),
	CONSTRAINT ck_asset_disposal_approved_on CHECK (approved_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_asset_disposal_approval_number CHECK (btrim(approval_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_asset_disposal_disposed_on CHECK (disposed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_asset_disposal_proceeds CHECK (proceeds >= 0 AND proceeds <> 'NaN'),
	CONSTRAINT ck_asset_disposal_version CHECK (version >= 0),
	CONSTRAINT ck_asset_disposal_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_asset_disposal_approved_on ON asset_disposal (approved_on);
-- next
CREATE INDEX ix_asset_disposal_disposed_on ON asset_disposal (disposed_on);
-- next
CREATE INDEX ix_asset_disposal_region_code ON asset_disposal (region_code);
-- next
COMMENT ON TABLE asset_disposal IS 'Approved disposal of an asset 资产处置 (M106)';
-- next
COMMENT ON COLUMN asset_disposal.id IS 'Key 主键';
-- next
COMMENT ON COLUMN asset_disposal.asset_id IS 'Asset 资产';
-- next
COMMENT ON COLUMN asset_disposal.region_code IS 'Village that owned it 权属村';
-- next
COMMENT ON COLUMN asset_disposal.approved_on IS 'Approved 批准日期';
-- next
COMMENT ON COLUMN asset_disposal.approval_number IS 'Approval number 批准文号';
-- next
COMMENT ON COLUMN asset_disposal.disposed_on IS 'Disposed 处置日期';
-- next
COMMENT ON COLUMN asset_disposal.proceeds IS 'Proceeds, yuan 处置收入（元）';
-- next
COMMENT ON COLUMN asset_disposal.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN asset_disposal.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE bidder (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	tender_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	credit_code TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	has_won BOOLEAN NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_bidder PRIMARY KEY (id),
	CONSTRAINT ck_bidder_bids_something CHECK (amount > 0),
	CONSTRAINT uq_bidder_tender_id_credit_code UNIQUE (tender_id, credit_code),
	CONSTRAINT ck_bidder_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_bidder_credit_code CHECK (credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_bidder_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_bidder_version CHECK (version >= 0),
	CONSTRAINT ck_bidder_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_bidder_credit_code ON bidder (credit_code);
-- next
CREATE INDEX ix_bidder_region_code ON bidder (region_code);
-- next
CREATE UNIQUE INDEX uq_bidder_winner ON bidder (tender_id) WHERE has_won;
-- next
COMMENT ON TABLE bidder IS 'Bidder of a tender 投标人 (M78)';
-- next
COMMENT ON COLUMN bidder.id IS 'Key 主键';
-- next
COMMENT ON COLUMN bidder.tender_id IS 'Tender 招标';
-- next
COMMENT ON COLUMN bidder.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN bidder.name IS 'Name 单位名称';
-- next
COMMENT ON COLUMN bidder.credit_code IS 'Unified social credit code 统一社会信用代码 (GB 32100)';
-- next
COMMENT ON COLUMN bidder.amount IS 'Bid, yuan 报价（元）';
-- next
COMMENT ON COLUMN bidder.has_won IS 'Won 中标';
-- next
COMMENT ON COLUMN bidder.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN bidder.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE inventory_count (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	asset_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	result TEXT COLLATE "C" NOT NULL,
	book_value NUMERIC(16, 2) NOT NULL,
	occupancy NUMERIC(7, 4) NOT NULL,
	income NUMERIC(16, 2) NOT NULL,
	risk TEXT COLLATE "C" NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_inventory_count PRIMARY KEY (id),
	CONSTRAINT ck_inventory_count_occupied_where_used CHECK ((result = 'found') = (occupancy > 0)),
	CONSTRAINT uq_inventory_count_asset_id_year UNIQUE (asset_id, year),
	CONSTRAINT ck_inventory_count_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_inventory_count_result CHECK (result IN ('found', 'idle', 'missing')),
	CONSTRAINT ck_inventory_count_book_value CHECK (book_value >= 0 AND book_value <> 'NaN'),
	CONSTRAINT ck_inventory_count_occupancy CHECK (occupancy BETWEEN 0 AND 1),
	CONSTRAINT ck_inventory_count_income CHECK (income >= 0 AND income <> 'NaN'),
	CONSTRAINT ck_inventory_count_risk CHECK (risk IN ('low', 'middle', 'high')),
	CONSTRAINT ck_inventory_count_version CHECK (version >= 0),
	CONSTRAINT ck_inventory_count_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_inventory_count_region_code ON inventory_count (region_code);
-- next
CREATE INDEX ix_inventory_count_result ON inventory_count (result);
-- next
CREATE INDEX ix_inventory_count_risk ON inventory_count (risk);
-- next
CREATE INDEX ix_inventory_count_year ON inventory_count (year);
-- next
COMMENT ON TABLE inventory_count IS 'Yearly count of an asset, and what it brings 资产清查 (M98, M106)';
-- next
COMMENT ON COLUMN inventory_count.id IS 'Key 主键';
-- next
COMMENT ON COLUMN inventory_count.asset_id IS 'Asset 资产';
-- next
COMMENT ON COLUMN inventory_count.region_code IS 'Village that owns it 权属村';
-- next
COMMENT ON COLUMN inventory_count.year IS 'Year 年度';
-- next
COMMENT ON COLUMN inventory_count.result IS 'Result 清查结果';
-- next
COMMENT ON COLUMN inventory_count.book_value IS 'Book value after depreciation, yuan 账面净值（元）';
-- next
COMMENT ON COLUMN inventory_count.occupancy IS 'Share of it that is let or used 出租（使用）率';
-- next
COMMENT ON COLUMN inventory_count.income IS 'Income of the year, yuan 当年收益（元）';
-- next
COMMENT ON COLUMN inventory_count.risk IS 'Risk of its operation 经营风险';
-- next
COMMENT ON COLUMN inventory_count.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN inventory_count.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE proceeds_distribution (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	proceeds_due_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	distributed_on DATE NOT NULL,
	to_households NUMERIC(16, 2) NOT NULL,
	to_village NUMERIC(16, 2) NOT NULL,
	households INTEGER NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_proceeds_distribution PRIMARY KEY (id),
	CONSTRAINT ck_proceeds_distribution_households_with_money CHECK ((households = 0) = (to_households = 0)),
	CONSTRAINT uq_proceeds_distribution_proceeds_due_id UNIQUE (proceeds_due_id),
	CONSTRAINT ck_proceeds_distribution_distributed_on CHECK (distributed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_proceeds_distribution_to_households CHECK (to_households >= 0 AND to_households <> 'NaN'),
	CONSTRAINT ck_proceeds_distribution_to_village CHECK (to_village >= 0 AND to_village <> 'NaN'),
	CONSTRAINT ck_proceeds_distribution_households CHECK (households >= 0),
	CONSTRAINT ck_proceeds_distribution_version CHECK (version >= 0),
	CONSTRAINT ck_proceeds_distribution_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_proceeds_distribution_distributed_on ON proceeds_distribution (distributed_on);
-- next
CREATE INDEX ix_proceeds_distribution_region_code ON proceeds_distribution (region_code);
-- next
COMMENT ON TABLE proceeds_distribution IS 'Distribution of a year''s proceeds 收益分配 (M82)';
-- next
COMMENT ON COLUMN proceeds_distribution.id IS 'Key 主键';
-- next
COMMENT ON COLUMN proceeds_distribution.proceeds_due_id IS 'Proceeds 收益';
-- next
COMMENT ON COLUMN proceeds_distribution.region_code IS 'Village that benefits 受益村';
-- next
COMMENT ON COLUMN proceeds_distribution.distributed_on IS 'Day 分配日期';
-- next
COMMENT ON COLUMN proceeds_distribution.to_households IS 'To households, yuan 分配到户（元）';
-- next
COMMENT ON COLUMN proceeds_distribution.to_village IS 'To the village, yuan 村集体留用（元）';
-- next
COMMENT ON COLUMN proceeds_distribution.households IS 'Households 受益户数';
-- next
COMMENT ON COLUMN proceeds_distribution.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN proceeds_distribution.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE sister_system_link (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	asset_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	foreign_code TEXT COLLATE "C" NOT NULL,
	exchanged_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_sister_system_link PRIMARY KEY (id),
	CONSTRAINT uq_sister_system_link_asset_id UNIQUE (asset_id),
	CONSTRAINT uq_sister_system_link_foreign_code UNIQUE (foreign_code),
	CONSTRAINT ck_sister_system_link_foreign_code CHECK (foreign_code ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_sister_system_link_exchanged_on CHECK (exchanged_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_sister_system_link_version CHECK (version >= 0),
	CONSTRAINT ck_sister_system_link_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_sister_system_link_exchanged_on ON sister_system_link (exchanged_on);
-- next
CREATE INDEX ix_sister_system_link_region_code ON sister_system_link (region_code);
-- next
COMMENT ON TABLE sister_system_link IS 'Identifier shared with the rural collective assets system 农村集体“三资”系统对接 (M167)';
-- next
COMMENT ON COLUMN sister_system_link.id IS 'Key 主键';
-- next
COMMENT ON COLUMN sister_system_link.asset_id IS 'Asset 资产';
-- next
COMMENT ON COLUMN sister_system_link.region_code IS 'Village that owns it 权属村';
-- next
COMMENT ON COLUMN sister_system_link.foreign_code IS 'Code in the sister system 三资系统编号';
-- next
COMMENT ON COLUMN sister_system_link.exchanged_on IS 'Last exchange 最近交换日期';
-- next
COMMENT ON COLUMN sister_system_link.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN sister_system_link.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE distribution_line (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	proceeds_distribution_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_distribution_line PRIMARY KEY (id),
	CONSTRAINT uq_distribution_line_household UNIQUE (proceeds_distribution_id, household_id),
	CONSTRAINT ck_distribution_line_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_distribution_line_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_distribution_line_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_distribution_line_version CHECK (version >= 0),
	CONSTRAINT ck_distribution_line_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_distribution_line_household_id ON distribution_line (household_id);
-- next
CREATE INDEX ix_distribution_line_region_code ON distribution_line (region_code);
-- next
COMMENT ON TABLE distribution_line IS 'Share of a household in a distribution 收益分配明细 (M82, M107)';
-- next
COMMENT ON COLUMN distribution_line.id IS 'Key 主键';
-- next
COMMENT ON COLUMN distribution_line.proceeds_distribution_id IS 'Distribution 分配';
-- next
COMMENT ON COLUMN distribution_line.household_id IS 'Household 受益户';
-- next
COMMENT ON COLUMN distribution_line.region_code IS 'Village of the household 受益户所在村';
-- next
COMMENT ON COLUMN distribution_line.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN distribution_line.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN distribution_line.recorded_at IS 'Known to the system since 入库时间';
-- next
ALTER TABLE acceptance ADD CONSTRAINT fk_acceptance_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE acceptance ADD CONSTRAINT fk_acceptance_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE acceptance ADD CONSTRAINT fk_acceptance_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE application ADD CONSTRAINT fk_application_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE application_review ADD CONSTRAINT fk_application_review_application_household FOREIGN KEY(application_id, household_id) REFERENCES application (id, household_id);
-- next
ALTER TABLE application_review ADD CONSTRAINT fk_application_review_application_id FOREIGN KEY(application_id) REFERENCES application (id);
-- next
ALTER TABLE application_review ADD CONSTRAINT fk_application_review_application_region FOREIGN KEY(application_id, region_code) REFERENCES application (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE application_review ADD CONSTRAINT fk_application_review_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE asset_disposal ADD CONSTRAINT fk_asset_disposal_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id);
-- next
ALTER TABLE asset_disposal ADD CONSTRAINT fk_asset_disposal_asset_region FOREIGN KEY(asset_id, region_code) REFERENCES asset (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE asset_disposal ADD CONSTRAINT fk_asset_disposal_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE asset ADD CONSTRAINT fk_asset_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE asset ADD CONSTRAINT fk_asset_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE asset ADD CONSTRAINT fk_asset_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE bidder ADD CONSTRAINT fk_bidder_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE bidder ADD CONSTRAINT fk_bidder_tender_id FOREIGN KEY(tender_id) REFERENCES tender (id);
-- next
ALTER TABLE bidder ADD CONSTRAINT fk_bidder_tender_region FOREIGN KEY(tender_id, region_code) REFERENCES tender (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE distribution_line ADD CONSTRAINT fk_distribution_line_proceeds_distribution_id FOREIGN KEY(proceeds_distribution_id) REFERENCES proceeds_distribution (id);
-- next
ALTER TABLE distribution_line ADD CONSTRAINT fk_distribution_line_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE entitled_subject ADD CONSTRAINT fk_entitled_subject_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE entitled_subject ADD CONSTRAINT fk_entitled_subject_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE event_leaf ADD CONSTRAINT fk_event_leaf_event_id FOREIGN KEY(event_id) REFERENCES event (id);
-- next
ALTER TABLE expert_opinion ADD CONSTRAINT fk_expert_opinion_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE expert_opinion ADD CONSTRAINT fk_expert_opinion_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE expert_opinion ADD CONSTRAINT fk_expert_opinion_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE guidance_visit ADD CONSTRAINT fk_guidance_visit_application_household FOREIGN KEY(application_id, household_id) REFERENCES application (id, household_id);
-- next
ALTER TABLE guidance_visit ADD CONSTRAINT fk_guidance_visit_application_id FOREIGN KEY(application_id) REFERENCES application (id);
-- next
ALTER TABLE guidance_visit ADD CONSTRAINT fk_guidance_visit_application_region FOREIGN KEY(application_id, region_code) REFERENCES application (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE guidance_visit ADD CONSTRAINT fk_guidance_visit_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE inventory_count ADD CONSTRAINT fk_inventory_count_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id);
-- next
ALTER TABLE inventory_count ADD CONSTRAINT fk_inventory_count_asset_region FOREIGN KEY(asset_id, region_code) REFERENCES asset (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE inventory_count ADD CONSTRAINT fk_inventory_count_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE land_quota ADD CONSTRAINT fk_land_quota_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE land_quota ADD CONSTRAINT fk_land_quota_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE land_quota ADD CONSTRAINT fk_land_quota_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE panel_member ADD CONSTRAINT fk_panel_member_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE panel_member ADD CONSTRAINT fk_panel_member_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE panel_member ADD CONSTRAINT fk_panel_member_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE proceeds_distribution ADD CONSTRAINT fk_proceeds_distribution_proceeds_due_id FOREIGN KEY(proceeds_due_id) REFERENCES proceeds_due (id);
-- next
ALTER TABLE proceeds_distribution ADD CONSTRAINT fk_proceeds_distribution_proceeds_due_region FOREIGN KEY(proceeds_due_id, region_code) REFERENCES proceeds_due (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE proceeds_distribution ADD CONSTRAINT fk_proceeds_distribution_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE proceeds_due ADD CONSTRAINT fk_proceeds_due_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE proceeds_due ADD CONSTRAINT fk_proceeds_due_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE proceeds_due ADD CONSTRAINT fk_proceeds_due_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE progress_report ADD CONSTRAINT fk_progress_report_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE progress_report ADD CONSTRAINT fk_progress_report_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE progress_report ADD CONSTRAINT fk_progress_report_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE project_evaluation ADD CONSTRAINT fk_project_evaluation_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE project_evaluation ADD CONSTRAINT fk_project_evaluation_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE project_evaluation ADD CONSTRAINT fk_project_evaluation_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE project ADD CONSTRAINT fk_project_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE project_risk ADD CONSTRAINT fk_project_risk_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE project_risk ADD CONSTRAINT fk_project_risk_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE project_risk ADD CONSTRAINT fk_project_risk_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE project_stage ADD CONSTRAINT fk_project_stage_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE project_stage ADD CONSTRAINT fk_project_stage_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE project_stage ADD CONSTRAINT fk_project_stage_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE region ADD CONSTRAINT fk_region_parent_code FOREIGN KEY(parent_code) REFERENCES region (code);
-- next
ALTER TABLE region ADD CONSTRAINT fk_region_successor_code FOREIGN KEY(successor_code) REFERENCES region (code);
-- next
ALTER TABLE selection_score ADD CONSTRAINT fk_selection_score_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE selection_score ADD CONSTRAINT fk_selection_score_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE selection_score ADD CONSTRAINT fk_selection_score_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE sister_system_link ADD CONSTRAINT fk_sister_system_link_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id);
-- next
ALTER TABLE sister_system_link ADD CONSTRAINT fk_sister_system_link_asset_region FOREIGN KEY(asset_id, region_code) REFERENCES asset (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE sister_system_link ADD CONSTRAINT fk_sister_system_link_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE sustainability_check ADD CONSTRAINT fk_sustainability_check_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE sustainability_check ADD CONSTRAINT fk_sustainability_check_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE sustainability_check ADD CONSTRAINT fk_sustainability_check_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE technical_problem ADD CONSTRAINT fk_technical_problem_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE tender ADD CONSTRAINT fk_tender_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE tender ADD CONSTRAINT fk_tender_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE tender ADD CONSTRAINT fk_tender_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE village_decision ADD CONSTRAINT fk_village_decision_project_id FOREIGN KEY(project_id) REFERENCES project (id);
-- next
ALTER TABLE village_decision ADD CONSTRAINT fk_village_decision_project_region FOREIGN KEY(project_id, region_code) REFERENCES project (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE village_decision ADD CONSTRAINT fk_village_decision_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the event log is only ever added to', tg_op, tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
CREATE FUNCTION await_sequencing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.event_unsequenced VALUES ($1)', tg_table_schema) USING new.id;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER await_sequencing AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION await_sequencing();
-- next
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON event EXECUTE FUNCTION refuse_rewriting();
-- next
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON event_leaf EXECUTE FUNCTION refuse_rewriting();
-- next
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON event_node EXECUTE FUNCTION refuse_rewriting();
-- next
CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint EXECUTE FUNCTION refuse_rewriting();
-- next
GRANT SELECT, INSERT (kind, subject_kind, subject_id, actor, occurred_at, region_code, post, purpose, clause, before_digest, after_digest, changed_fields, source_digest, row_count, import_run_id) ON event TO sunshine_api;
-- next
GRANT SELECT ON event TO sunshine_sequencer;
-- next
GRANT SELECT, DELETE ON event_unsequenced TO sunshine_sequencer;
-- next
GRANT SELECT, INSERT ON event_leaf, event_node, checkpoint TO sunshine_sequencer;
-- next
GRANT SELECT ON event_leaf, event_node, checkpoint TO sunshine_api;
-- next
GRANT SELECT ON checkpoint TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (name, position), UPDATE (position, failures, failure, due_at) ON follower TO sunshine_api;
-- next
GRANT SELECT, INSERT ON key_check TO sunshine_api;
-- next
GRANT SELECT, INSERT, UPDATE (result) ON idempotency_key TO sunshine_api;
-- next
GRANT SELECT (taken_at), DELETE ON idempotency_key TO sunshine_sequencer;
-- next
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moment timestamptz := transaction_timestamp();
BEGIN
    IF tg_op = 'UPDATE' AND new.id <> old.id THEN  -- under another key its past would be another row's
        RAISE EXCEPTION 'a row of % keeps its id', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_' || tg_table_name || '_id_is_kept', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    IF old.recorded_at <> moment THEN  -- another transaction's version: somebody may have read it
        moment := greatest(moment, old.recorded_at + interval '1 microsecond');
        EXECUTE format('INSERT INTO %I.%I SELECT tstzrange($1.recorded_at, $2), $1.*', tg_table_schema, tg_table_name || '_history')
        USING old, moment;
    END IF;
    IF tg_op = 'DELETE' THEN
        RETURN old;
    END IF;
    new.recorded_at := moment;
    new.version := old.version + 1;
    RETURN new;
END $$;
-- next
CREATE TABLE region_history (known tstzrange NOT NULL, LIKE region);
-- next
CREATE INDEX ix_region_history_id ON region_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON region FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE application_history (known tstzrange NOT NULL, LIKE application);
-- next
CREATE INDEX ix_application_history_id ON application_history (id, known);
-- next
CREATE INDEX ON application_history (household_id);
-- next
CREATE INDEX ON application_history (rule_document_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON application FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE project_history (known tstzrange NOT NULL, LIKE project);
-- next
CREATE INDEX ix_project_history_id ON project_history (id, known);
-- next
CREATE INDEX ON project_history (stream_id);
-- next
CREATE INDEX ON project_history (rule_document_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON project FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE technical_problem_history (known tstzrange NOT NULL, LIKE technical_problem);
-- next
CREATE INDEX ix_technical_problem_history_id ON technical_problem_history (id, known);
-- next
CREATE INDEX ON technical_problem_history (expert_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON technical_problem FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE acceptance_history (known tstzrange NOT NULL, LIKE acceptance);
-- next
CREATE INDEX ix_acceptance_history_id ON acceptance_history (id, known);
-- next
CREATE INDEX ON acceptance_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON acceptance FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE application_review_history (known tstzrange NOT NULL, LIKE application_review);
-- next
CREATE INDEX ix_application_review_history_id ON application_review_history (id, known);
-- next
CREATE INDEX ON application_review_history (application_id);
-- next
CREATE INDEX ON application_review_history (household_id);
-- next
CREATE INDEX ON application_review_history (reviewer_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON application_review FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE asset_history (known tstzrange NOT NULL, LIKE asset);
-- next
CREATE INDEX ix_asset_history_id ON asset_history (id, known);
-- next
CREATE INDEX ON asset_history (project_id);
-- next
CREATE INDEX ON asset_history (rule_document_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON asset FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE entitled_subject_history (known tstzrange NOT NULL, LIKE entitled_subject);
-- next
CREATE INDEX ix_entitled_subject_history_id ON entitled_subject_history (id, known);
-- next
CREATE INDEX ON entitled_subject_history (project_id);
-- next
CREATE INDEX ON entitled_subject_history (household_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON entitled_subject FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE expert_opinion_history (known tstzrange NOT NULL, LIKE expert_opinion);
-- next
CREATE INDEX ix_expert_opinion_history_id ON expert_opinion_history (id, known);
-- next
CREATE INDEX ON expert_opinion_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON expert_opinion FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE guidance_visit_history (known tstzrange NOT NULL, LIKE guidance_visit);
-- next
CREATE INDEX ix_guidance_visit_history_id ON guidance_visit_history (id, known);
-- next
CREATE INDEX ON guidance_visit_history (application_id);
-- next
CREATE INDEX ON guidance_visit_history (household_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON guidance_visit FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE land_quota_history (known tstzrange NOT NULL, LIKE land_quota);
-- next
CREATE INDEX ix_land_quota_history_id ON land_quota_history (id, known);
-- next
CREATE INDEX ON land_quota_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON land_quota FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE panel_member_history (known tstzrange NOT NULL, LIKE panel_member);
-- next
CREATE INDEX ix_panel_member_history_id ON panel_member_history (id, known);
-- next
CREATE INDEX ON panel_member_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON panel_member FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE proceeds_due_history (known tstzrange NOT NULL, LIKE proceeds_due);
-- next
CREATE INDEX ix_proceeds_due_history_id ON proceeds_due_history (id, known);
-- next
CREATE INDEX ON proceeds_due_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON proceeds_due FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE progress_report_history (known tstzrange NOT NULL, LIKE progress_report);
-- next
CREATE INDEX ix_progress_report_history_id ON progress_report_history (id, known);
-- next
CREATE INDEX ON progress_report_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON progress_report FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE project_evaluation_history (known tstzrange NOT NULL, LIKE project_evaluation);
-- next
CREATE INDEX ix_project_evaluation_history_id ON project_evaluation_history (id, known);
-- next
CREATE INDEX ON project_evaluation_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON project_evaluation FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE project_risk_history (known tstzrange NOT NULL, LIKE project_risk);
-- next
CREATE INDEX ix_project_risk_history_id ON project_risk_history (id, known);
-- next
CREATE INDEX ON project_risk_history (project_id);
-- next
CREATE INDEX ON project_risk_history (owner_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON project_risk FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE project_stage_history (known tstzrange NOT NULL, LIKE project_stage);
-- next
CREATE INDEX ix_project_stage_history_id ON project_stage_history (id, known);
-- next
CREATE INDEX ON project_stage_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON project_stage FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE selection_score_history (known tstzrange NOT NULL, LIKE selection_score);
-- next
CREATE INDEX ix_selection_score_history_id ON selection_score_history (id, known);
-- next
CREATE INDEX ON selection_score_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON selection_score FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE sustainability_check_history (known tstzrange NOT NULL, LIKE sustainability_check);
-- next
CREATE INDEX ix_sustainability_check_history_id ON sustainability_check_history (id, known);
-- next
CREATE INDEX ON sustainability_check_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON sustainability_check FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE tender_history (known tstzrange NOT NULL, LIKE tender);
-- next
CREATE INDEX ix_tender_history_id ON tender_history (id, known);
-- next
CREATE INDEX ON tender_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON tender FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE village_decision_history (known tstzrange NOT NULL, LIKE village_decision);
-- next
CREATE INDEX ix_village_decision_history_id ON village_decision_history (id, known);
-- next
CREATE INDEX ON village_decision_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON village_decision FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE asset_disposal_history (known tstzrange NOT NULL, LIKE asset_disposal);
-- next
CREATE INDEX ix_asset_disposal_history_id ON asset_disposal_history (id, known);
-- next
CREATE INDEX ON asset_disposal_history (asset_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON asset_disposal FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE bidder_history (known tstzrange NOT NULL, LIKE bidder);
-- next
CREATE INDEX ix_bidder_history_id ON bidder_history (id, known);
-- next
CREATE INDEX ON bidder_history (tender_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON bidder FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE inventory_count_history (known tstzrange NOT NULL, LIKE inventory_count);
-- next
CREATE INDEX ix_inventory_count_history_id ON inventory_count_history (id, known);
-- next
CREATE INDEX ON inventory_count_history (asset_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON inventory_count FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE proceeds_distribution_history (known tstzrange NOT NULL, LIKE proceeds_distribution);
-- next
CREATE INDEX ix_proceeds_distribution_history_id ON proceeds_distribution_history (id, known);
-- next
CREATE INDEX ON proceeds_distribution_history (proceeds_due_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON proceeds_distribution FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE sister_system_link_history (known tstzrange NOT NULL, LIKE sister_system_link);
-- next
CREATE INDEX ix_sister_system_link_history_id ON sister_system_link_history (id, known);
-- next
CREATE INDEX ON sister_system_link_history (asset_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON sister_system_link FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE distribution_line_history (known tstzrange NOT NULL, LIKE distribution_line);
-- next
CREATE INDEX ix_distribution_line_history_id ON distribution_line_history (id, known);
-- next
CREATE INDEX ON distribution_line_history (proceeds_distribution_id);
-- next
CREATE INDEX ON distribution_line_history (household_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON distribution_line FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
-- next
CREATE FUNCTION ck_acceptance_of_approved_project_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE coalesce(child.accepted_on < parent.approved_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_acceptance_of_approved_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_acceptance_of_approved_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_acceptance_of_approved_project_insert AFTER INSERT ON acceptance REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_acceptance_of_approved_project_insert();
-- next
CREATE FUNCTION ck_acceptance_of_approved_project_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.accepted_on) IS DISTINCT FROM (f.project_id, f.accepted_on)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.accepted_on) IS DISTINCT FROM (f.project_id, f.accepted_on)) SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE coalesce(child.accepted_on < parent.approved_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_acceptance_of_approved_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_acceptance_of_approved_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_acceptance_of_approved_project_update AFTER UPDATE ON acceptance REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_acceptance_of_approved_project_update();
-- next
CREATE FUNCTION ck_acceptance_stays_passed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.has_passed THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_acceptance_stays_passed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_acceptance_stays_passed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_acceptance_stays_passed_update AFTER UPDATE ON acceptance FOR EACH ROW WHEN ((new.project_id, new.has_passed) IS DISTINCT FROM (old.project_id, old.has_passed)) EXECUTE FUNCTION ck_acceptance_stays_passed();
-- next
CREATE TRIGGER ck_acceptance_stays_passed_delete AFTER DELETE ON acceptance FOR EACH ROW EXECUTE FUNCTION ck_acceptance_stays_passed();
-- next
CREATE FUNCTION ck_application_applied_before_its_guidance_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM guidance_visit AS child JOIN changed AS parent ON parent.id = child.application_id WHERE child.visited_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_applied_before_its_guidance', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_applied_before_its_guidance', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_applied_before_its_guidance_insert AFTER INSERT ON application REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_application_applied_before_its_guidance_insert();
-- next
CREATE FUNCTION ck_application_applied_before_its_guidance_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.applied_on) IS DISTINCT FROM (f.applied_on)) SELECT FROM guidance_visit AS child JOIN changed AS parent ON parent.id = child.application_id WHERE child.visited_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_applied_before_its_guidance', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_applied_before_its_guidance', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_applied_before_its_guidance_update AFTER UPDATE ON application REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_application_applied_before_its_guidance_update();
-- next
CREATE FUNCTION ck_application_applied_before_its_reviews_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM application_review AS child JOIN changed AS parent ON parent.id = child.application_id WHERE child.decided_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_applied_before_its_reviews', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_applied_before_its_reviews', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_applied_before_its_reviews_insert AFTER INSERT ON application REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_application_applied_before_its_reviews_insert();
-- next
CREATE FUNCTION ck_application_applied_before_its_reviews_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.applied_on) IS DISTINCT FROM (f.applied_on)) SELECT FROM application_review AS child JOIN changed AS parent ON parent.id = child.application_id WHERE child.decided_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_applied_before_its_reviews', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_applied_before_its_reviews', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_applied_before_its_reviews_update AFTER UPDATE ON application REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_application_applied_before_its_reviews_update();
-- next
CREATE FUNCTION ck_application_review_after_its_application_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN application AS parent ON parent.id = child.application_id WHERE child.decided_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_review_after_its_application', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_review_after_its_application', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_review_after_its_application_insert AFTER INSERT ON application_review REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_application_review_after_its_application_insert();
-- next
CREATE FUNCTION ck_application_review_after_its_application_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.decided_on) IS DISTINCT FROM (f.application_id, f.decided_on)) SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.decided_on) IS DISTINCT FROM (f.application_id, f.decided_on)) SELECT FROM changed AS child JOIN application AS parent ON parent.id = child.application_id WHERE child.decided_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_review_after_its_application', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_review_after_its_application', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_review_after_its_application_update AFTER UPDATE ON application_review REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_application_review_after_its_application_update();
-- next
CREATE FUNCTION ck_application_review_level_by_level_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM application_review AS low JOIN application_review AS high USING (application_id) WHERE application_id IN (SELECT application_id FROM changed)
    AND array_position(ARRAY['village', 'town', 'county'], low.level) < array_position(ARRAY['village', 'town', 'county'], high.level) AND high.decision = 'approved' AND (low.decision <> 'approved' OR high.decided_on < low.decided_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_review_level_by_level', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_review_level_by_level', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_review_level_by_level_insert AFTER INSERT ON application_review REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_application_review_level_by_level_insert();
-- next
CREATE FUNCTION ck_application_review_level_by_level_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.level, w.decision, w.decided_on) IS DISTINCT FROM (f.application_id, f.level, f.decision, f.decided_on)) SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.level, w.decision, w.decided_on) IS DISTINCT FROM (f.application_id, f.level, f.decision, f.decided_on)) SELECT FROM application_review AS low JOIN application_review AS high USING (application_id) WHERE application_id IN (SELECT application_id FROM changed)
    AND array_position(ARRAY['village', 'town', 'county'], low.level) < array_position(ARRAY['village', 'town', 'county'], high.level) AND high.decision = 'approved' AND (low.decision <> 'approved' OR high.decided_on < low.decided_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_application_review_level_by_level', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_application_review_level_by_level', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_application_review_level_by_level_update AFTER UPDATE ON application_review REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_application_review_level_by_level_update();
-- next
CREATE FUNCTION ck_asset_acquired_before_its_counts_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM inventory_count AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.year < extract(year FROM parent.acquired_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_acquired_before_its_counts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_acquired_before_its_counts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_acquired_before_its_counts_insert AFTER INSERT ON asset REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_acquired_before_its_counts_insert();
-- next
CREATE FUNCTION ck_asset_acquired_before_its_counts_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.acquired_on) IS DISTINCT FROM (f.acquired_on)) SELECT FROM inventory_count AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.year < extract(year FROM parent.acquired_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_acquired_before_its_counts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_acquired_before_its_counts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_acquired_before_its_counts_update AFTER UPDATE ON asset REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_acquired_before_its_counts_update();
-- next
CREATE FUNCTION ck_asset_acquired_before_its_disposal_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM asset_disposal AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.disposed_on < parent.acquired_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_acquired_before_its_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_acquired_before_its_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_acquired_before_its_disposal_insert AFTER INSERT ON asset REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_acquired_before_its_disposal_insert();
-- next
CREATE FUNCTION ck_asset_acquired_before_its_disposal_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.acquired_on) IS DISTINCT FROM (f.acquired_on)) SELECT FROM asset_disposal AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.disposed_on < parent.acquired_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_acquired_before_its_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_acquired_before_its_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_acquired_before_its_disposal_update AFTER UPDATE ON asset REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_acquired_before_its_disposal_update();
-- next
CREATE FUNCTION ck_asset_after_its_project_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE extract(year FROM child.acquired_on) < parent.year - 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_after_its_project_insert AFTER INSERT ON asset REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_after_its_project_insert();
-- next
CREATE FUNCTION ck_asset_after_its_project_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.acquired_on) IS DISTINCT FROM (f.project_id, f.acquired_on)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.acquired_on) IS DISTINCT FROM (f.project_id, f.acquired_on)) SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE extract(year FROM child.acquired_on) < parent.year - 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_after_its_project_update AFTER UPDATE ON asset REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_after_its_project_update();
-- next
CREATE FUNCTION ck_asset_disposal_after_acquisition_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.disposed_on < parent.acquired_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_after_acquisition', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_after_acquisition', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_after_acquisition_insert AFTER INSERT ON asset_disposal REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_after_acquisition_insert();
-- next
CREATE FUNCTION ck_asset_disposal_after_acquisition_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.disposed_on) IS DISTINCT FROM (f.asset_id, f.disposed_on)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.disposed_on) IS DISTINCT FROM (f.asset_id, f.disposed_on)) SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.disposed_on < parent.acquired_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_after_acquisition', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_after_acquisition', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_after_acquisition_update AFTER UPDATE ON asset_disposal REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_after_acquisition_update();
-- next
CREATE FUNCTION ck_asset_disposal_counted_before_disposal_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM inventory_count AS count JOIN changed AS disposal USING (asset_id)
    WHERE count.year > extract(year FROM disposal.disposed_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_counted_before_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_counted_before_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_counted_before_disposal_insert AFTER INSERT ON asset_disposal REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_counted_before_disposal_insert();
-- next
CREATE FUNCTION ck_asset_disposal_counted_before_disposal_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.disposed_on) IS DISTINCT FROM (f.asset_id, f.disposed_on)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.disposed_on) IS DISTINCT FROM (f.asset_id, f.disposed_on)) SELECT FROM inventory_count AS count JOIN changed AS disposal USING (asset_id)
    WHERE count.year > extract(year FROM disposal.disposed_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_counted_before_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_counted_before_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_counted_before_disposal_update AFTER UPDATE ON asset_disposal REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_counted_before_disposal_update();
-- next
CREATE FUNCTION ck_asset_disposal_of_a_disposed_asset_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE parent.state <> 'disposed') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_of_a_disposed_asset', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_of_a_disposed_asset', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_of_a_disposed_asset_insert AFTER INSERT ON asset_disposal REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_of_a_disposed_asset_insert();
-- next
CREATE FUNCTION ck_asset_disposal_of_a_disposed_asset_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id) IS DISTINCT FROM (f.asset_id)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id) IS DISTINCT FROM (f.asset_id)) SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE parent.state <> 'disposed') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_of_a_disposed_asset', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_of_a_disposed_asset', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_of_a_disposed_asset_update AFTER UPDATE ON asset_disposal REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_disposal_of_a_disposed_asset_update();
-- next
CREATE FUNCTION ck_asset_disposal_stays() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF true THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_disposal_stays', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_disposal_stays', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_disposal_stays_delete AFTER DELETE ON asset_disposal FOR EACH ROW EXECUTE FUNCTION ck_asset_disposal_stays();
-- next
CREATE FUNCTION ck_asset_stays_disposed_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM asset_disposal AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE parent.state <> 'disposed') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_stays_disposed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_stays_disposed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_stays_disposed_insert AFTER INSERT ON asset REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_stays_disposed_insert();
-- next
CREATE FUNCTION ck_asset_stays_disposed_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.state) IS DISTINCT FROM (f.state)) SELECT FROM asset_disposal AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE parent.state <> 'disposed') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_stays_disposed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_stays_disposed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_stays_disposed_update AFTER UPDATE ON asset REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_stays_disposed_update();
-- next
CREATE FUNCTION ck_asset_worth_its_book_values_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM inventory_count AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.book_value > parent.value) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_worth_its_book_values', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_worth_its_book_values', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_worth_its_book_values_insert AFTER INSERT ON asset REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_worth_its_book_values_insert();
-- next
CREATE FUNCTION ck_asset_worth_its_book_values_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.value) IS DISTINCT FROM (f.value)) SELECT FROM inventory_count AS child JOIN changed AS parent ON parent.id = child.asset_id WHERE child.book_value > parent.value) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_asset_worth_its_book_values', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_asset_worth_its_book_values', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_asset_worth_its_book_values_update AFTER UPDATE ON asset REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_asset_worth_its_book_values_update();
-- next
CREATE FUNCTION ck_bidder_award_stands() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM tender WHERE id = old.tender_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM tender WHERE id = old.tender_id AND awarded_on IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_bidder_award_stands', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_bidder_award_stands', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_bidder_award_stands_update AFTER UPDATE ON bidder FOR EACH ROW WHEN ((new.tender_id, new.amount, new.has_won) IS DISTINCT FROM (old.tender_id, old.amount, old.has_won)) EXECUTE FUNCTION ck_bidder_award_stands();
-- next
CREATE TRIGGER ck_bidder_award_stands_delete AFTER DELETE ON bidder FOR EACH ROW EXECUTE FUNCTION ck_bidder_award_stands();
-- next
CREATE FUNCTION ck_bidder_in_time_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM tender WHERE id IN (SELECT tender_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed JOIN tender ON tender.id = changed.tender_id WHERE tender.awarded_on IS NOT NULL) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_bidder_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_bidder_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_bidder_in_time_insert AFTER INSERT ON bidder REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_bidder_in_time_insert();
-- next
CREATE FUNCTION ck_bidder_in_time_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM tender WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.tender_id) IS DISTINCT FROM (f.tender_id)) SELECT tender_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.tender_id) IS DISTINCT FROM (f.tender_id)) SELECT FROM changed JOIN tender ON tender.id = changed.tender_id WHERE tender.awarded_on IS NOT NULL) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_bidder_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_bidder_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_bidder_in_time_update AFTER UPDATE ON bidder REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_bidder_in_time_update();
-- next
CREATE FUNCTION ck_distribution_line_is_counted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_distribution WHERE id IN (old.proceeds_distribution_id, new.proceeds_distribution_id) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM proceeds_distribution WHERE id IN (old.proceeds_distribution_id, new.proceeds_distribution_id) AND households <> (SELECT count(*) FROM distribution_line WHERE proceeds_distribution_id = proceeds_distribution.id);
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_distribution_line_is_counted', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_distribution_line_is_counted', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE CONSTRAINT TRIGGER ck_distribution_line_is_counted AFTER UPDATE OR DELETE ON distribution_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ck_distribution_line_is_counted();
-- next
CREATE FUNCTION ck_distribution_line_shares_are_given_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_distribution WHERE id IN (SELECT proceeds_distribution_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM proceeds_distribution AS given JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id
    WHERE given.id IN (SELECT proceeds_distribution_id FROM changed) GROUP BY given.id, given.to_households, given.households
    HAVING sum(line.amount) > given.to_households OR count(*) > given.households) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_distribution_line_shares_are_given', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_distribution_line_shares_are_given', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_distribution_line_shares_are_given_insert AFTER INSERT ON distribution_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_distribution_line_shares_are_given_insert();
-- next
CREATE FUNCTION ck_distribution_line_shares_are_given_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_distribution WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_distribution_id, w.amount) IS DISTINCT FROM (f.proceeds_distribution_id, f.amount)) SELECT proceeds_distribution_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_distribution_id, w.amount) IS DISTINCT FROM (f.proceeds_distribution_id, f.amount)) SELECT FROM proceeds_distribution AS given JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id
    WHERE given.id IN (SELECT proceeds_distribution_id FROM changed) GROUP BY given.id, given.to_households, given.households
    HAVING sum(line.amount) > given.to_households OR count(*) > given.households) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_distribution_line_shares_are_given', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_distribution_line_shares_are_given', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_distribution_line_shares_are_given_update AFTER UPDATE ON distribution_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_distribution_line_shares_are_given_update();
-- next
CREATE FUNCTION ck_distribution_line_to_the_entitled_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE line.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE line.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_distribution_line_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_distribution_line_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_distribution_line_to_the_entitled_insert AFTER INSERT ON distribution_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_distribution_line_to_the_entitled_insert();
-- next
CREATE FUNCTION ck_distribution_line_to_the_entitled_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_distribution_id, w.household_id) IS DISTINCT FROM (f.proceeds_distribution_id, f.household_id)) SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE line.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_distribution_id, w.household_id) IS DISTINCT FROM (f.proceeds_distribution_id, f.household_id)) SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE line.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_distribution_line_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_distribution_line_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_distribution_line_to_the_entitled_update AFTER UPDATE ON distribution_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_distribution_line_to_the_entitled_update();
-- next
CREATE FUNCTION ck_entitled_subject_shared() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id = old.project_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE due.project_id = old.project_id AND line.household_id = old.household_id AND (new.project_id = old.project_id AND new.household_id = old.household_id AND new.period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1))) IS NOT TRUE) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_entitled_subject_shared', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_entitled_subject_shared', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_entitled_subject_shared_update AFTER UPDATE ON entitled_subject FOR EACH ROW WHEN ((new.project_id, new.household_id, new.period) IS DISTINCT FROM (old.project_id, old.household_id, old.period)) EXECUTE FUNCTION ck_entitled_subject_shared();
-- next
CREATE TRIGGER ck_entitled_subject_shared_delete AFTER DELETE ON entitled_subject FOR EACH ROW EXECUTE FUNCTION ck_entitled_subject_shared();
-- next
CREATE FUNCTION ck_guidance_visit_after_its_application_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN application AS parent ON parent.id = child.application_id WHERE child.visited_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_guidance_visit_after_its_application', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_guidance_visit_after_its_application', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_guidance_visit_after_its_application_insert AFTER INSERT ON guidance_visit REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_guidance_visit_after_its_application_insert();
-- next
CREATE FUNCTION ck_guidance_visit_after_its_application_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM application WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.visited_on) IS DISTINCT FROM (f.application_id, f.visited_on)) SELECT application_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.application_id, w.visited_on) IS DISTINCT FROM (f.application_id, f.visited_on)) SELECT FROM changed AS child JOIN application AS parent ON parent.id = child.application_id WHERE child.visited_on < parent.applied_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_guidance_visit_after_its_application', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_guidance_visit_after_its_application', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_guidance_visit_after_its_application_update AFTER UPDATE ON guidance_visit REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_guidance_visit_after_its_application_update();
-- next
CREATE FUNCTION ck_inventory_count_after_acquisition_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.year < extract(year FROM parent.acquired_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_after_acquisition', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_after_acquisition', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_after_acquisition_insert AFTER INSERT ON inventory_count REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_after_acquisition_insert();
-- next
CREATE FUNCTION ck_inventory_count_after_acquisition_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.year) IS DISTINCT FROM (f.asset_id, f.year)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.year) IS DISTINCT FROM (f.asset_id, f.year)) SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.year < extract(year FROM parent.acquired_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_after_acquisition', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_after_acquisition', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_after_acquisition_update AFTER UPDATE ON inventory_count REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_after_acquisition_update();
-- next
CREATE FUNCTION ck_inventory_count_at_most_its_value_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.book_value > parent.value) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_at_most_its_value', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_at_most_its_value', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_at_most_its_value_insert AFTER INSERT ON inventory_count REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_at_most_its_value_insert();
-- next
CREATE FUNCTION ck_inventory_count_at_most_its_value_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.book_value) IS DISTINCT FROM (f.asset_id, f.book_value)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.book_value) IS DISTINCT FROM (f.asset_id, f.book_value)) SELECT FROM changed AS child JOIN asset AS parent ON parent.id = child.asset_id WHERE child.book_value > parent.value) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_at_most_its_value', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_at_most_its_value', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_at_most_its_value_update AFTER UPDATE ON inventory_count REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_at_most_its_value_update();
-- next
CREATE FUNCTION ck_inventory_count_counted_before_disposal_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS count JOIN asset_disposal AS disposal USING (asset_id)
    WHERE count.year > extract(year FROM disposal.disposed_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_counted_before_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_counted_before_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_counted_before_disposal_insert AFTER INSERT ON inventory_count REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_counted_before_disposal_insert();
-- next
CREATE FUNCTION ck_inventory_count_counted_before_disposal_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM asset WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.year) IS DISTINCT FROM (f.asset_id, f.year)) SELECT asset_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.asset_id, w.year) IS DISTINCT FROM (f.asset_id, f.year)) SELECT FROM changed AS count JOIN asset_disposal AS disposal USING (asset_id)
    WHERE count.year > extract(year FROM disposal.disposed_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_inventory_count_counted_before_disposal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_inventory_count_counted_before_disposal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_inventory_count_counted_before_disposal_update AFTER UPDATE ON inventory_count REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_inventory_count_counted_before_disposal_update();
-- next
CREATE FUNCTION ck_proceeds_distribution_counts_its_lines() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_distribution WHERE id IN (old.id, new.id) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM proceeds_distribution WHERE id IN (old.id, new.id) AND households <> (SELECT count(*) FROM distribution_line WHERE proceeds_distribution_id = proceeds_distribution.id);
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_counts_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_counts_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE CONSTRAINT TRIGGER ck_proceeds_distribution_counts_its_lines AFTER INSERT OR UPDATE ON proceeds_distribution DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ck_proceeds_distribution_counts_its_lines();
-- next
CREATE FUNCTION ck_proceeds_distribution_received_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_due WHERE id IN (SELECT proceeds_due_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM proceeds_due AS due JOIN changed AS given ON given.proceeds_due_id = due.id
    WHERE given.to_households + given.to_village > due.amount_received OR given.distributed_on < due.received_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_received', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_received', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_received_insert AFTER INSERT ON proceeds_distribution REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_received_insert();
-- next
CREATE FUNCTION ck_proceeds_distribution_received_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM proceeds_due WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_due_id, w.to_households, w.to_village, w.distributed_on) IS DISTINCT FROM (f.proceeds_due_id, f.to_households, f.to_village, f.distributed_on)) SELECT proceeds_due_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_due_id, w.to_households, w.to_village, w.distributed_on) IS DISTINCT FROM (f.proceeds_due_id, f.to_households, f.to_village, f.distributed_on)) SELECT FROM proceeds_due AS due JOIN changed AS given ON given.proceeds_due_id = due.id
    WHERE given.to_households + given.to_village > due.amount_received OR given.distributed_on < due.received_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_received', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_received', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_received_update AFTER UPDATE ON proceeds_distribution REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_received_update();
-- next
CREATE FUNCTION ck_proceeds_distribution_shares_are_given_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM proceeds_distribution AS given JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id
    WHERE given.id IN (SELECT id FROM changed) GROUP BY given.id, given.to_households, given.households
    HAVING sum(line.amount) > given.to_households OR count(*) > given.households) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_shares_are_given', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_shares_are_given', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_shares_are_given_insert AFTER INSERT ON proceeds_distribution REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_shares_are_given_insert();
-- next
CREATE FUNCTION ck_proceeds_distribution_shares_are_given_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.to_households, w.households) IS DISTINCT FROM (f.to_households, f.households)) SELECT FROM proceeds_distribution AS given JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id
    WHERE given.id IN (SELECT id FROM changed) GROUP BY given.id, given.to_households, given.households
    HAVING sum(line.amount) > given.to_households OR count(*) > given.households) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_shares_are_given', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_shares_are_given', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_shares_are_given_update AFTER UPDATE ON proceeds_distribution REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_shares_are_given_update();
-- next
CREATE FUNCTION ck_proceeds_distribution_to_the_entitled_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE given.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE given.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_to_the_entitled_insert AFTER INSERT ON proceeds_distribution REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_to_the_entitled_insert();
-- next
CREATE FUNCTION ck_proceeds_distribution_to_the_entitled_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_due_id) IS DISTINCT FROM (f.proceeds_due_id)) SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE given.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.proceeds_due_id) IS DISTINCT FROM (f.proceeds_due_id)) SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE given.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_distribution_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_distribution_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_distribution_to_the_entitled_update AFTER UPDATE ON proceeds_distribution REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_distribution_to_the_entitled_update();
-- next
CREATE FUNCTION ck_proceeds_due_after_its_project_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_after_its_project_insert AFTER INSERT ON proceeds_due REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_after_its_project_insert();
-- next
CREATE FUNCTION ck_proceeds_due_after_its_project_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_after_its_project_update AFTER UPDATE ON proceeds_due REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_after_its_project_update();
-- next
CREATE FUNCTION ck_proceeds_due_covers_distribution_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    WHERE given.to_households + given.to_village > due.amount_received OR given.distributed_on < due.received_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_covers_distribution', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_covers_distribution', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_covers_distribution_insert AFTER INSERT ON proceeds_due REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_covers_distribution_insert();
-- next
CREATE FUNCTION ck_proceeds_due_covers_distribution_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.amount_received, w.received_on) IS DISTINCT FROM (f.amount_received, f.received_on)) SELECT FROM changed AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    WHERE given.to_households + given.to_village > due.amount_received OR given.distributed_on < due.received_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_covers_distribution', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_covers_distribution', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_covers_distribution_update AFTER UPDATE ON proceeds_due REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_covers_distribution_update();
-- next
CREATE FUNCTION ck_proceeds_due_to_the_entitled_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE due.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE due.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_to_the_entitled_insert AFTER INSERT ON proceeds_due REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_to_the_entitled_insert();
-- next
CREATE FUNCTION ck_proceeds_due_to_the_entitled_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT due.project_id FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE due.id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT FROM proceeds_due AS due JOIN proceeds_distribution AS given ON given.proceeds_due_id = due.id
    JOIN distribution_line AS line ON line.proceeds_distribution_id = given.id WHERE due.id IN (SELECT id FROM changed) AND NOT EXISTS
    (SELECT FROM entitled_subject WHERE project_id = due.project_id AND household_id = line.household_id AND period && daterange(make_date(due.year, 1, 1), make_date(due.year + 1, 1, 1)))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_proceeds_due_to_the_entitled', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_proceeds_due_to_the_entitled', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_proceeds_due_to_the_entitled_update AFTER UPDATE ON proceeds_due REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_proceeds_due_to_the_entitled_update();
-- next
CREATE FUNCTION ck_progress_report_never_falls_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS one JOIN progress_report AS other USING (project_id)
    WHERE (one.month > other.month AND (one.progress < other.progress OR one.paid < other.paid))
    OR (one.month < other.month AND (one.progress > other.progress OR one.paid > other.paid))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_progress_report_never_falls', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_progress_report_never_falls', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_progress_report_never_falls_insert AFTER INSERT ON progress_report REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_progress_report_never_falls_insert();
-- next
CREATE FUNCTION ck_progress_report_never_falls_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.month, w.progress, w.paid) IS DISTINCT FROM (f.project_id, f.month, f.progress, f.paid)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.month, w.progress, w.paid) IS DISTINCT FROM (f.project_id, f.month, f.progress, f.paid)) SELECT FROM changed AS one JOIN progress_report AS other USING (project_id)
    WHERE (one.month > other.month AND (one.progress < other.progress OR one.paid < other.paid))
    OR (one.month < other.month AND (one.progress > other.progress OR one.paid > other.paid))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_progress_report_never_falls', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_progress_report_never_falls', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_progress_report_never_falls_update AFTER UPDATE ON progress_report REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_progress_report_never_falls_update();
-- next
CREATE FUNCTION ck_project_approved_before_acceptance_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM acceptance AS child JOIN changed AS parent ON parent.id = child.project_id WHERE coalesce(child.accepted_on < parent.approved_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_approved_before_acceptance', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_approved_before_acceptance', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_approved_before_acceptance_insert AFTER INSERT ON project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_approved_before_acceptance_insert();
-- next
CREATE FUNCTION ck_project_approved_before_acceptance_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.approved_on) IS DISTINCT FROM (f.approved_on)) SELECT FROM acceptance AS child JOIN changed AS parent ON parent.id = child.project_id WHERE coalesce(child.accepted_on < parent.approved_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_approved_before_acceptance', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_approved_before_acceptance', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_approved_before_acceptance_update AFTER UPDATE ON project REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_approved_before_acceptance_update();
-- next
CREATE FUNCTION ck_project_evaluation_after_its_project_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_evaluation_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_evaluation_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_evaluation_after_its_project_insert AFTER INSERT ON project_evaluation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_evaluation_after_its_project_insert();
-- next
CREATE FUNCTION ck_project_evaluation_after_its_project_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.year) IS DISTINCT FROM (f.project_id, f.year)) SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_evaluation_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_evaluation_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_evaluation_after_its_project_update AFTER UPDATE ON project_evaluation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_evaluation_after_its_project_update();
-- next
CREATE FUNCTION ck_project_goes_forward() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF (new.state = 'reserve' AND old.state <> 'approved')
    OR (new.state IN ('reserve', 'approved', 'building') AND (old.state IN ('accepted', 'operating') OR EXISTS (SELECT FROM acceptance WHERE project_id = old.id AND has_passed))) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_goes_forward_update AFTER UPDATE ON project FOR EACH ROW WHEN ((new.state) IS DISTINCT FROM (old.state)) EXECUTE FUNCTION ck_project_goes_forward();
-- next
CREATE TRIGGER ck_project_goes_forward_delete AFTER DELETE ON project FOR EACH ROW EXECUTE FUNCTION ck_project_goes_forward();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_assets_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM asset AS child JOIN changed AS parent ON parent.id = child.project_id WHERE extract(year FROM child.acquired_on) < parent.year - 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_assets', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_assets', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_assets_insert AFTER INSERT ON project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_assets_insert();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_assets_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.year) IS DISTINCT FROM (f.year)) SELECT FROM asset AS child JOIN changed AS parent ON parent.id = child.project_id WHERE extract(year FROM child.acquired_on) < parent.year - 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_assets', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_assets', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_assets_update AFTER UPDATE ON project REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_assets_update();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_checks_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM sustainability_check AS child JOIN changed AS parent ON parent.id = child.project_id WHERE extract(year FROM child.checked_on) < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_checks', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_checks', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_checks_insert AFTER INSERT ON project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_checks_insert();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_checks_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.year) IS DISTINCT FROM (f.year)) SELECT FROM sustainability_check AS child JOIN changed AS parent ON parent.id = child.project_id WHERE extract(year FROM child.checked_on) < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_checks', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_checks', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_checks_update AFTER UPDATE ON project REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_checks_update();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_evaluation_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM project_evaluation AS child JOIN changed AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_evaluation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_evaluation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_evaluation_insert AFTER INSERT ON project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_evaluation_insert();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_evaluation_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.year) IS DISTINCT FROM (f.year)) SELECT FROM project_evaluation AS child JOIN changed AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_evaluation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_evaluation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_evaluation_update AFTER UPDATE ON project REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_evaluation_update();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_proceeds_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM proceeds_due AS child JOIN changed AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_proceeds', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_proceeds', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_proceeds_insert AFTER INSERT ON project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_proceeds_insert();
-- next
CREATE FUNCTION ck_project_of_the_year_before_its_proceeds_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.year) IS DISTINCT FROM (f.year)) SELECT FROM proceeds_due AS child JOIN changed AS parent ON parent.id = child.project_id WHERE child.year < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_of_the_year_before_its_proceeds', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_of_the_year_before_its_proceeds', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_of_the_year_before_its_proceeds_update AFTER UPDATE ON project REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_of_the_year_before_its_proceeds_update();
-- next
CREATE FUNCTION ck_project_stage_in_time_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS one JOIN project_stage AS other USING (project_id)
    WHERE (other.ordinal < one.ordinal AND other.entered_on > one.entered_on) OR (other.ordinal > one.ordinal AND other.entered_on < one.entered_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_stage_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_stage_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_stage_in_time_insert AFTER INSERT ON project_stage REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_project_stage_in_time_insert();
-- next
CREATE FUNCTION ck_project_stage_in_time_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.ordinal, w.entered_on) IS DISTINCT FROM (f.project_id, f.ordinal, f.entered_on)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.ordinal, w.entered_on) IS DISTINCT FROM (f.project_id, f.ordinal, f.entered_on)) SELECT FROM changed AS one JOIN project_stage AS other USING (project_id)
    WHERE (other.ordinal < one.ordinal AND other.entered_on > one.entered_on) OR (other.ordinal > one.ordinal AND other.entered_on < one.entered_on)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_stage_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_stage_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_stage_in_time_update AFTER UPDATE ON project_stage REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_project_stage_in_time_update();
-- next
CREATE FUNCTION ck_project_stage_stays_finished() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.finished_on IS NOT NULL AND (new.project_id = old.project_id AND new.finished_on IS NOT NULL) IS NOT TRUE AND EXISTS (SELECT FROM project_stage WHERE project_id = old.project_id AND ordinal > old.ordinal AND finished_on IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_project_stage_stays_finished', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_project_stage_stays_finished', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_project_stage_stays_finished_update AFTER UPDATE ON project_stage FOR EACH ROW WHEN ((new.project_id, new.finished_on) IS DISTINCT FROM (old.project_id, old.finished_on)) EXECUTE FUNCTION ck_project_stage_stays_finished();
-- next
CREATE TRIGGER ck_project_stage_stays_finished_delete AFTER DELETE ON project_stage FOR EACH ROW EXECUTE FUNCTION ck_project_stage_stays_finished();
-- next
CREATE FUNCTION ck_region_successor_code_in_no_circle_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM region WHERE id IN (SELECT id FROM region WHERE code IN (WITH RECURSIVE above AS (SELECT id AS below, successor_code AS key FROM changed WHERE successor_code IS NOT NULL
    UNION SELECT above.below, one.successor_code FROM above JOIN region AS one ON one.code = above.key WHERE one.successor_code IS NOT NULL) SELECT key FROM above)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM (WITH RECURSIVE above AS (SELECT id AS below, successor_code AS key FROM changed WHERE successor_code IS NOT NULL
    UNION SELECT above.below, one.successor_code FROM above JOIN region AS one ON one.code = above.key WHERE one.successor_code IS NOT NULL) SELECT FROM above JOIN changed ON changed.id = above.below AND changed.code = above.key) AS circle) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_region_successor_code_in_no_circle', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_region_successor_code_in_no_circle', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_region_successor_code_in_no_circle_insert AFTER INSERT ON region REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_region_successor_code_in_no_circle_insert();
-- next
CREATE FUNCTION ck_region_successor_code_in_no_circle_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM region WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.successor_code) IS DISTINCT FROM (f.successor_code)) SELECT id FROM region WHERE code IN (WITH RECURSIVE above AS (SELECT id AS below, successor_code AS key FROM changed WHERE successor_code IS NOT NULL
    UNION SELECT above.below, one.successor_code FROM above JOIN region AS one ON one.code = above.key WHERE one.successor_code IS NOT NULL) SELECT key FROM above)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.successor_code) IS DISTINCT FROM (f.successor_code)) SELECT FROM (WITH RECURSIVE above AS (SELECT id AS below, successor_code AS key FROM changed WHERE successor_code IS NOT NULL
    UNION SELECT above.below, one.successor_code FROM above JOIN region AS one ON one.code = above.key WHERE one.successor_code IS NOT NULL) SELECT FROM above JOIN changed ON changed.id = above.below AND changed.code = above.key) AS circle) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_region_successor_code_in_no_circle', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_region_successor_code_in_no_circle', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_region_successor_code_in_no_circle_update AFTER UPDATE ON region REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_region_successor_code_in_no_circle_update();
-- next
CREATE FUNCTION ck_sustainability_check_after_its_project_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE extract(year FROM child.checked_on) < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_sustainability_check_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_sustainability_check_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_sustainability_check_after_its_project_insert AFTER INSERT ON sustainability_check REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_sustainability_check_after_its_project_insert();
-- next
CREATE FUNCTION ck_sustainability_check_after_its_project_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM project WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.checked_on) IS DISTINCT FROM (f.project_id, f.checked_on)) SELECT project_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.project_id, w.checked_on) IS DISTINCT FROM (f.project_id, f.checked_on)) SELECT FROM changed AS child JOIN project AS parent ON parent.id = child.project_id WHERE extract(year FROM child.checked_on) < parent.year) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_sustainability_check_after_its_project', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_sustainability_check_after_its_project', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_sustainability_check_after_its_project_update AFTER UPDATE ON sustainability_check REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_sustainability_check_after_its_project_update();
-- next
CREATE FUNCTION ck_tender_award_stays() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.awarded_on IS NOT NULL AND EXISTS (SELECT FROM acceptance WHERE project_id = old.project_id) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_tender_award_stays', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_tender_award_stays', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_tender_award_stays_update AFTER UPDATE ON tender FOR EACH ROW WHEN ((new.awarded_on, new.award_amount) IS DISTINCT FROM (old.awarded_on, old.award_amount)) EXECUTE FUNCTION ck_tender_award_stays();
-- next
CREATE TRIGGER ck_tender_award_stays_delete AFTER DELETE ON tender FOR EACH ROW EXECUTE FUNCTION ck_tender_award_stays();
-- next
CREATE FUNCTION ck_tender_awards_the_winning_bid_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed WHERE awarded_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM bidder WHERE tender_id = changed.id AND has_won AND amount = changed.award_amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_tender_awards_the_winning_bid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_tender_awards_the_winning_bid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_tender_awards_the_winning_bid_insert AFTER INSERT ON tender REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_tender_awards_the_winning_bid_insert();
-- next
CREATE FUNCTION ck_tender_awards_the_winning_bid_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.awarded_on, w.award_amount) IS DISTINCT FROM (f.awarded_on, f.award_amount)) SELECT FROM changed WHERE awarded_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM bidder WHERE tender_id = changed.id AND has_won AND amount = changed.award_amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_tender_awards_the_winning_bid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_tender_awards_the_winning_bid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_tender_awards_the_winning_bid_update AFTER UPDATE ON tender REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_tender_awards_the_winning_bid_update();
-- next
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO sunshine_api, sunshine_publisher, sunshine_sequencer', current_schema()); END $$;
-- next
GRANT SELECT, INSERT (code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude), UPDATE (code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude) ON region TO sunshine_api;
-- next
GRANT SELECT ON region_history TO sunshine_api;
-- next
GRANT SELECT (id, code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude, version, recorded_at) ON region TO sunshine_publisher;
-- next
GRANT SELECT (id, code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude, version, recorded_at, known) ON region_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (household_id, region_code, field, about, amount, applied_on, state, rule_document_id), UPDATE (household_id, region_code, field, about, amount, applied_on, state, rule_document_id) ON application TO sunshine_api;
-- next
GRANT SELECT ON application_history TO sunshine_api;
-- next
GRANT SELECT (id, household_id, region_code, field, about, amount, applied_on, state, rule_document_id, version, recorded_at) ON application TO sunshine_publisher;
-- next
GRANT SELECT (id, household_id, region_code, field, about, amount, applied_on, state, rule_document_id, version, recorded_at, known) ON application_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (code, name, region_code, year, mode, field, purpose, line, is_priority, builds_public_service, is_blood_making, state, subsidy_form, stream_id, rule_document_id, budget, approval_number, approved_on, decided_by, due_on), UPDATE (code, name, region_code, year, mode, field, purpose, line, is_priority, builds_public_service, is_blood_making, state, subsidy_form, stream_id, rule_document_id, budget, approval_number, approved_on, decided_by, due_on) ON project TO sunshine_api;
-- next
GRANT SELECT ON project_history TO sunshine_api;
-- next
GRANT SELECT (id, code, name, region_code, year, mode, field, purpose, line, is_priority, builds_public_service, is_blood_making, state, subsidy_form, stream_id, rule_document_id, budget, approval_number, approved_on, decided_by, due_on, version, recorded_at) ON project TO sunshine_publisher;
-- next
GRANT SELECT (id, code, name, region_code, year, mode, field, purpose, line, is_priority, builds_public_service, is_blood_making, state, subsidy_form, stream_id, rule_document_id, budget, approval_number, approved_on, decided_by, due_on, version, recorded_at, known) ON project_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, title, raised_on, state, expert_id, result), UPDATE (region_code, title, raised_on, state, expert_id, result) ON technical_problem TO sunshine_api;
-- next
GRANT SELECT ON technical_problem_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, title, raised_on, state, expert_id, result, version, recorded_at) ON technical_problem TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, title, raised_on, state, expert_id, result, version, recorded_at, known) ON technical_problem_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, accepted_on, team_size, has_passed, defects), UPDATE (project_id, region_code, accepted_on, team_size, has_passed, defects) ON acceptance TO sunshine_api;
-- next
GRANT SELECT ON acceptance_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, accepted_on, team_size, has_passed, defects, version, recorded_at) ON acceptance TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, accepted_on, team_size, has_passed, defects, version, recorded_at, known) ON acceptance_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (application_id, household_id, region_code, level, decision, decided_on, reviewer_id, reason), UPDATE (application_id, household_id, region_code, level, decision, decided_on, reviewer_id, reason) ON application_review TO sunshine_api;
-- next
GRANT SELECT ON application_review_history TO sunshine_api;
-- next
GRANT SELECT (id, application_id, household_id, region_code, level, decision, decided_on, reviewer_id, reason, version, recorded_at) ON application_review TO sunshine_publisher;
-- next
GRANT SELECT (id, application_id, household_id, region_code, level, decision, decided_on, reviewer_id, reason, version, recorded_at, known) ON application_review_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, code, name, kind, region_code, owner, value, area, place, photo_digest, acquired_on, state, certificate_number, rule_document_id), UPDATE (project_id, code, name, kind, region_code, owner, value, area, place, photo_digest, acquired_on, state, certificate_number, rule_document_id) ON asset TO sunshine_api;
-- next
GRANT SELECT ON asset_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, code, name, kind, region_code, owner, value, area, place, photo_digest, acquired_on, state, certificate_number, rule_document_id, version, recorded_at) ON asset TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, code, name, kind, region_code, owner, value, area, place, photo_digest, acquired_on, state, certificate_number, rule_document_id, version, recorded_at, known) ON asset_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, household_id, region_code, period), UPDATE (project_id, household_id, region_code, period) ON entitled_subject TO sunshine_api;
-- next
GRANT SELECT ON entitled_subject_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, household_id, region_code, period, version, recorded_at) ON entitled_subject TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, household_id, region_code, period, version, recorded_at, known) ON entitled_subject_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, expert_name, opinion, is_feasible, given_on), UPDATE (project_id, region_code, expert_name, opinion, is_feasible, given_on) ON expert_opinion TO sunshine_api;
-- next
GRANT SELECT ON expert_opinion_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, opinion, is_feasible, given_on, version, recorded_at) ON expert_opinion TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, opinion, is_feasible, given_on, version, recorded_at, known) ON expert_opinion_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (application_id, household_id, region_code, visited_on, advice), UPDATE (application_id, household_id, region_code, visited_on, advice) ON guidance_visit TO sunshine_api;
-- next
GRANT SELECT ON guidance_visit_history TO sunshine_api;
-- next
GRANT SELECT (id, application_id, household_id, region_code, visited_on, advice, version, recorded_at) ON guidance_visit TO sunshine_publisher;
-- next
GRANT SELECT (id, application_id, household_id, region_code, visited_on, advice, version, recorded_at, known) ON guidance_visit_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, area, batch, decision_number, decided_on), UPDATE (project_id, region_code, area, batch, decision_number, decided_on) ON land_quota TO sunshine_api;
-- next
GRANT SELECT ON land_quota_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, area, batch, decision_number, decided_on, version, recorded_at) ON land_quota TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, area, batch, decision_number, decided_on, version, recorded_at, known) ON land_quota_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, name, score, declares_no_conflict, has_conflict, appraised_on), UPDATE (project_id, region_code, name, score, declares_no_conflict, has_conflict, appraised_on) ON panel_member TO sunshine_api;
-- next
GRANT SELECT ON panel_member_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, score, declares_no_conflict, has_conflict, appraised_on, version, recorded_at) ON panel_member TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, score, declares_no_conflict, has_conflict, appraised_on, version, recorded_at, known) ON panel_member_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, year, amount_due, amount_received, received_on, distribute_by), UPDATE (project_id, region_code, year, amount_due, amount_received, received_on, distribute_by) ON proceeds_due TO sunshine_api;
-- next
GRANT SELECT ON proceeds_due_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, year, amount_due, amount_received, received_on, distribute_by, version, recorded_at) ON proceeds_due TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, year, amount_due, amount_received, received_on, distribute_by, version, recorded_at, known) ON proceeds_due_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, month, progress, paid, photo_digest), UPDATE (project_id, region_code, month, progress, paid, photo_digest) ON progress_report TO sunshine_api;
-- next
GRANT SELECT ON progress_report_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, month, progress, paid, photo_digest, version, recorded_at) ON progress_report TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, month, progress, paid, photo_digest, version, recorded_at, known) ON progress_report_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, year, planned_income, actual_income, score), UPDATE (project_id, region_code, year, planned_income, actual_income, score) ON project_evaluation TO sunshine_api;
-- next
GRANT SELECT ON project_evaluation_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, year, planned_income, actual_income, score, version, recorded_at) ON project_evaluation TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, year, planned_income, actual_income, score, version, recorded_at, known) ON project_evaluation_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, about, likelihood, impact, owner_id, counter_measure, state), UPDATE (project_id, region_code, about, likelihood, impact, owner_id, counter_measure, state) ON project_risk TO sunshine_api;
-- next
GRANT SELECT ON project_risk_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, about, likelihood, impact, owner_id, counter_measure, state, version, recorded_at) ON project_risk TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, about, likelihood, impact, owner_id, counter_measure, state, version, recorded_at, known) ON project_risk_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, ordinal, stage, entered_on, finished_on, document_digest, conclusion), UPDATE (project_id, region_code, ordinal, stage, entered_on, finished_on, document_digest, conclusion) ON project_stage TO sunshine_api;
-- next
GRANT SELECT ON project_stage_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, ordinal, stage, entered_on, finished_on, document_digest, conclusion, version, recorded_at) ON project_stage TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, ordinal, stage, entered_on, finished_on, document_digest, conclusion, version, recorded_at, known) ON project_stage_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, distinctive, technology, market, leadership, lasting_income, readiness), UPDATE (project_id, region_code, distinctive, technology, market, leadership, lasting_income, readiness) ON selection_score TO sunshine_api;
-- next
GRANT SELECT ON selection_score_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, distinctive, technology, market, leadership, lasting_income, readiness, version, recorded_at) ON selection_score TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, distinctive, technology, market, leadership, lasting_income, readiness, version, recorded_at, known) ON selection_score_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, checked_on, operating, note), UPDATE (project_id, region_code, checked_on, operating, note) ON sustainability_check TO sunshine_api;
-- next
GRANT SELECT ON sustainability_check_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, checked_on, operating, note, version, recorded_at) ON sustainability_check TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, checked_on, operating, note, version, recorded_at, known) ON sustainability_check_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, ocid, title, published_on, closes_on, awarded_on, award_amount), UPDATE (project_id, region_code, ocid, title, published_on, closes_on, awarded_on, award_amount) ON tender TO sunshine_api;
-- next
GRANT SELECT ON tender_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, ocid, title, published_on, closes_on, awarded_on, award_amount, version, recorded_at) ON tender TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, ocid, title, published_on, closes_on, awarded_on, award_amount, version, recorded_at, known) ON tender_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, feasibility_digest, minutes_digest, met_on, eligible, in_favour, against), UPDATE (project_id, region_code, feasibility_digest, minutes_digest, met_on, eligible, in_favour, against) ON village_decision TO sunshine_api;
-- next
GRANT SELECT ON village_decision_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, feasibility_digest, minutes_digest, met_on, eligible, in_favour, against, version, recorded_at) ON village_decision TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, feasibility_digest, minutes_digest, met_on, eligible, in_favour, against, version, recorded_at, known) ON village_decision_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (asset_id, region_code, approved_on, approval_number, disposed_on, proceeds), UPDATE (asset_id, region_code, approved_on, approval_number, disposed_on, proceeds) ON asset_disposal TO sunshine_api;
-- next
GRANT SELECT ON asset_disposal_history TO sunshine_api;
-- next
GRANT SELECT (id, asset_id, region_code, approved_on, approval_number, disposed_on, proceeds, version, recorded_at) ON asset_disposal TO sunshine_publisher;
-- next
GRANT SELECT (id, asset_id, region_code, approved_on, approval_number, disposed_on, proceeds, version, recorded_at, known) ON asset_disposal_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (tender_id, region_code, name, credit_code, amount, has_won), UPDATE (tender_id, region_code, name, credit_code, amount, has_won) ON bidder TO sunshine_api;
-- next
GRANT SELECT ON bidder_history TO sunshine_api;
-- next
GRANT SELECT (id, tender_id, region_code, name, credit_code, amount, has_won, version, recorded_at) ON bidder TO sunshine_publisher;
-- next
GRANT SELECT (id, tender_id, region_code, name, credit_code, amount, has_won, version, recorded_at, known) ON bidder_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (asset_id, region_code, year, result, book_value, occupancy, income, risk), UPDATE (asset_id, region_code, year, result, book_value, occupancy, income, risk) ON inventory_count TO sunshine_api;
-- next
GRANT SELECT ON inventory_count_history TO sunshine_api;
-- next
GRANT SELECT (id, asset_id, region_code, year, result, book_value, occupancy, income, risk, version, recorded_at) ON inventory_count TO sunshine_publisher;
-- next
GRANT SELECT (id, asset_id, region_code, year, result, book_value, occupancy, income, risk, version, recorded_at, known) ON inventory_count_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (proceeds_due_id, region_code, distributed_on, to_households, to_village, households), UPDATE (proceeds_due_id, region_code, distributed_on, to_households, to_village, households) ON proceeds_distribution TO sunshine_api;
-- next
GRANT SELECT ON proceeds_distribution_history TO sunshine_api;
-- next
GRANT SELECT (id, proceeds_due_id, region_code, distributed_on, to_households, to_village, households, version, recorded_at) ON proceeds_distribution TO sunshine_publisher;
-- next
GRANT SELECT (id, proceeds_due_id, region_code, distributed_on, to_households, to_village, households, version, recorded_at, known) ON proceeds_distribution_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (asset_id, region_code, foreign_code, exchanged_on), UPDATE (asset_id, region_code, foreign_code, exchanged_on) ON sister_system_link TO sunshine_api;
-- next
GRANT SELECT ON sister_system_link_history TO sunshine_api;
-- next
GRANT SELECT (id, asset_id, region_code, foreign_code, exchanged_on, version, recorded_at) ON sister_system_link TO sunshine_publisher;
-- next
GRANT SELECT (id, asset_id, region_code, foreign_code, exchanged_on, version, recorded_at, known) ON sister_system_link_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (proceeds_distribution_id, household_id, region_code, amount), UPDATE (proceeds_distribution_id, household_id, region_code, amount) ON distribution_line TO sunshine_api;
-- next
GRANT SELECT ON distribution_line_history TO sunshine_api;
-- next
GRANT SELECT (id, proceeds_distribution_id, household_id, region_code, amount, version, recorded_at) ON distribution_line TO sunshine_publisher;
-- next
GRANT SELECT (id, proceeds_distribution_id, household_id, region_code, amount, version, recorded_at, known) ON distribution_line_history TO sunshine_publisher
