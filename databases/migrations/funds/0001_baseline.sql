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
CREATE TABLE fund_stream (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	level TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	purpose TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	household_category TEXT COLLATE "C",
	started_on DATE NOT NULL,
	ended_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_fund_stream PRIMARY KEY (id),
	CONSTRAINT ck_fund_stream_ended_after_start CHECK (ended_on IS NULL OR ended_on >= started_on),
	CONSTRAINT ck_fund_stream_category_of_households CHECK (household_category IS NULL OR to_household),
	CONSTRAINT uq_fund_stream_id_to_household UNIQUE (id, to_household),
	CONSTRAINT uq_fund_stream_code UNIQUE (code),
	CONSTRAINT uq_fund_stream_name UNIQUE (name),
	CONSTRAINT ck_fund_stream_code CHECK (code ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_fund_stream_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_fund_stream_level CHECK (level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_fund_stream_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_fund_stream_purpose CHECK (purpose IN ('livelihood', 'emergency', 'health', 'education', 'disability', 'industry', 'housing', 'village', 'ecology', 'environment', 'public_works')),
	CONSTRAINT ck_fund_stream_household_category CHECK (household_category IN ('dibao', 'low_income', 'special_hardship', 'temporary_hardship')),
	CONSTRAINT ck_fund_stream_started_on CHECK (started_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_fund_stream_ended_on CHECK (ended_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_fund_stream_version CHECK (version >= 0),
	CONSTRAINT ck_fund_stream_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_fund_stream_department ON fund_stream (department);
-- next
CREATE INDEX ix_fund_stream_ended_on ON fund_stream (ended_on);
-- next
CREATE INDEX ix_fund_stream_household_category ON fund_stream (household_category);
-- next
CREATE INDEX ix_fund_stream_level ON fund_stream (level);
-- next
CREATE INDEX ix_fund_stream_purpose ON fund_stream (purpose);
-- next
CREATE INDEX ix_fund_stream_started_on ON fund_stream (started_on);
-- next
COMMENT ON TABLE fund_stream IS 'Stream of assistance or relief funds in the catalogue 帮扶资金种类 (M50, M55, M59)';
-- next
COMMENT ON COLUMN fund_stream.id IS 'Key 主键';
-- next
COMMENT ON COLUMN fund_stream.code IS 'Code 资金代码';
-- next
COMMENT ON COLUMN fund_stream.name IS 'Name 资金名称';
-- next
COMMENT ON COLUMN fund_stream.level IS 'Level that owns the stream 资金级次';
-- next
COMMENT ON COLUMN fund_stream.department IS 'Competent department 主管部门';
-- next
COMMENT ON COLUMN fund_stream.purpose IS 'Purpose 用途';
-- next
COMMENT ON COLUMN fund_stream.to_household IS 'Whether the final recipients are households 是否到户资金';
-- next
COMMENT ON COLUMN fund_stream.household_category IS 'Category of household that it serves, if only one 对象类别';
-- next
COMMENT ON COLUMN fund_stream.started_on IS 'In the catalogue since 启用日期';
-- next
COMMENT ON COLUMN fund_stream.ended_on IS 'Closed on 停用日期';
-- next
COMMENT ON COLUMN fund_stream.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN fund_stream.recorded_at IS 'Known to the system since 入库时间';
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
CREATE TABLE insurance_eligibility (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	rule_version TEXT COLLATE "C" NOT NULL,
	household_category TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	income_ceiling NUMERIC(16, 2),
	policy_document_id BIGINT NOT NULL,
	clause TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_insurance_eligibility PRIMARY KEY (id),
	CONSTRAINT uq_insurance_eligibility_rule_version_household_category UNIQUE (rule_version, household_category),
	CONSTRAINT ex_insurance_eligibility_household_category_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', hashtextextended(coalesce(household_category::text, ''), 0)), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', hashtextextended(coalesce(household_category::text, ''), 0))) WITH &&),
	CONSTRAINT ck_insurance_eligibility_rule_version CHECK (rule_version ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_insurance_eligibility_household_category CHECK (household_category IN ('dibao', 'low_income', 'special_hardship', 'temporary_hardship')),
	CONSTRAINT ck_insurance_eligibility_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_insurance_eligibility_income_ceiling CHECK (income_ceiling >= 0 AND income_ceiling <> 'NaN'),
	CONSTRAINT ck_insurance_eligibility_policy_document_id CHECK (policy_document_id >= 1),
	CONSTRAINT ck_insurance_eligibility_clause CHECK (btrim(clause, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_insurance_eligibility_version CHECK (version >= 0),
	CONSTRAINT ck_insurance_eligibility_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_insurance_eligibility_household_category ON insurance_eligibility (household_category);
-- next
CREATE INDEX ix_insurance_eligibility_policy_document_id ON insurance_eligibility (policy_document_id);
-- next
COMMENT ON TABLE insurance_eligibility IS 'Category that a version of the rule admits to the medical insurance 医疗救助保险参保条件 (M184)';
-- next
COMMENT ON COLUMN insurance_eligibility.id IS 'Key 主键';
-- next
COMMENT ON COLUMN insurance_eligibility.rule_version IS 'Version of the rule 规则版本';
-- next
COMMENT ON COLUMN insurance_eligibility.household_category IS 'Category of household 对象类别';
-- next
COMMENT ON COLUMN insurance_eligibility.period IS 'In force 执行期间';
-- next
COMMENT ON COLUMN insurance_eligibility.income_ceiling IS 'Income a head and year at most, yuan 人均年收入上限（元）';
-- next
COMMENT ON COLUMN insurance_eligibility.policy_document_id IS 'Rule document 依据文件';
-- next
COMMENT ON COLUMN insurance_eligibility.clause IS 'Clause 依据条款';
-- next
COMMENT ON COLUMN insurance_eligibility.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN insurance_eligibility.recorded_at IS 'Known to the system since 入库时间';
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
CREATE TABLE account (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	household_id BIGINT NOT NULL,
	member_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	holder_name TEXT NOT NULL,
	bank TEXT COLLATE "C" NOT NULL,
	bank_card_encrypted BYTEA NOT NULL,
	bank_card_digest BYTEA NOT NULL,
	bank_card_mask TEXT NOT NULL,
	period DATERANGE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT ex_account_member_id_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', member_id), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', member_id)) WITH &&),
	CONSTRAINT ex_account_bank_card_digest_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', hashtextextended(encode(bank_card_digest, 'hex'), 0)), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', hashtextextended(encode(bank_card_digest, 'hex'), 0))) WITH &&),
	CONSTRAINT uq_account_id_household_id UNIQUE (id, household_id),
	CONSTRAINT ck_account_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_account_member_id CHECK (member_id >= 1),
	CONSTRAINT ck_account_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_account_holder_name CHECK (btrim(holder_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_account_bank CHECK (bank IN ('rural_commercial', 'postal_savings', 'agricultural')),
	CONSTRAINT ck_account_bank_card_digest CHECK (octet_length(bank_card_digest) = 32),
	CONSTRAINT ck_account_bank_card_mask CHECK (btrim(bank_card_mask, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_account_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_account_version CHECK (version >= 0),
	CONSTRAINT ck_account_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_account_bank ON account (bank);
-- next
CREATE INDEX ix_account_bank_card_digest ON account (bank_card_digest);
-- next
CREATE INDEX ix_account_household_id ON account (household_id);
-- next
CREATE INDEX ix_account_member_id ON account (member_id);
-- next
CREATE INDEX ix_account_region_code ON account (region_code);
-- next
COMMENT ON TABLE account IS 'Bank card of a household member to which money is paid 一卡通账户 (M62)';
-- next
COMMENT ON COLUMN account.id IS 'Key 主键';
-- next
COMMENT ON COLUMN account.household_id IS 'Household 所属户';
-- next
COMMENT ON COLUMN account.member_id IS 'Holder 持卡成员';
-- next
COMMENT ON COLUMN account.region_code IS 'Village or community of residence 所在村（社区）';
-- next
COMMENT ON COLUMN account.holder_name IS 'Name of the holder 户名';
-- next
COMMENT ON COLUMN account.bank IS 'Bank 开户银行';
-- next
COMMENT ON COLUMN account.bank_card_encrypted IS 'Bank card number 银行卡号, ciphertext 密文';
-- next
COMMENT ON COLUMN account.bank_card_digest IS 'Bank card number 银行卡号, keyed digest for exact look-up 检索摘要';
-- next
COMMENT ON COLUMN account.bank_card_mask IS 'Bank card number 银行卡号, mask 掩码';
-- next
COMMENT ON COLUMN account.period IS 'Used for payments 使用期间';
-- next
COMMENT ON COLUMN account.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN account.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE allocation_plan (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	year SMALLINT NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	method TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	document_number TEXT NOT NULL,
	submitted_on DATE NOT NULL,
	approved_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_allocation_plan PRIMARY KEY (id),
	CONSTRAINT uq_allocation_plan_stream_id_region_code_year UNIQUE (stream_id, region_code, year),
	CONSTRAINT uq_allocation_plan_id_stream_id_year UNIQUE (id, stream_id, year),
	CONSTRAINT uq_allocation_plan_id_stream_id_region_code UNIQUE (id, stream_id, region_code),
	CONSTRAINT ck_allocation_plan_approved_after_submission CHECK (approved_on IS NULL OR approved_on >= submitted_on),
	CONSTRAINT ck_allocation_plan_submitted_in_time CHECK (extract(year FROM submitted_on) BETWEEN year - 1 AND year),
	CONSTRAINT uq_allocation_plan_number UNIQUE (number),
	CONSTRAINT ck_allocation_plan_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_allocation_plan_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_allocation_plan_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_allocation_plan_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_allocation_plan_method CHECK (method IN ('direct_card', 'via_town')),
	CONSTRAINT ck_allocation_plan_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_allocation_plan_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_allocation_plan_submitted_on CHECK (submitted_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_allocation_plan_approved_on CHECK (approved_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_allocation_plan_version CHECK (version >= 0),
	CONSTRAINT ck_allocation_plan_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_allocation_plan_approved_on ON allocation_plan (approved_on);
-- next
CREATE INDEX ix_allocation_plan_department ON allocation_plan (department);
-- next
CREATE INDEX ix_allocation_plan_region_code ON allocation_plan (region_code);
-- next
CREATE INDEX ix_allocation_plan_submitted_on ON allocation_plan (submitted_on);
-- next
CREATE INDEX ix_allocation_plan_year ON allocation_plan (year);
-- next
COMMENT ON TABLE allocation_plan IS 'Plan by which a department shares out a stream in a county and year 资金分配方案 (M62)';
-- next
COMMENT ON COLUMN allocation_plan.id IS 'Key 主键';
-- next
COMMENT ON COLUMN allocation_plan.number IS 'Number 方案编号';
-- next
COMMENT ON COLUMN allocation_plan.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN allocation_plan.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN allocation_plan.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN allocation_plan.year IS 'Year 年度';
-- next
COMMENT ON COLUMN allocation_plan.department IS 'Department that made it 编制部门';
-- next
COMMENT ON COLUMN allocation_plan.method IS 'Way of paying 拨付方式';
-- next
COMMENT ON COLUMN allocation_plan.amount IS 'Shared out, yuan 分配金额（元）';
-- next
COMMENT ON COLUMN allocation_plan.document_number IS 'Document number 文号';
-- next
COMMENT ON COLUMN allocation_plan.submitted_on IS 'Handed to finance on 报送日期';
-- next
COMMENT ON COLUMN allocation_plan.approved_on IS 'Approved on 批准日期';
-- next
COMMENT ON COLUMN allocation_plan.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN allocation_plan.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE benefit_standard (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	unit TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	period DATERANGE NOT NULL,
	document_number TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_benefit_standard PRIMARY KEY (id),
	CONSTRAINT uq_benefit_standard_id_stream_id_region_code UNIQUE (id, stream_id, region_code),
	CONSTRAINT ex_benefit_standard_stream_region_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', hashtextextended(coalesce(stream_id::text, '') || ':' || coalesce(region_code::text, ''), 0)), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', hashtextextended(coalesce(stream_id::text, '') || ':' || coalesce(region_code::text, ''), 0))) WITH &&),
	CONSTRAINT ck_benefit_standard_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_benefit_standard_unit CHECK (unit IN ('person_month', 'person_term', 'household_year', 'household_case')),
	CONSTRAINT ck_benefit_standard_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_benefit_standard_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_benefit_standard_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_benefit_standard_version CHECK (version >= 0),
	CONSTRAINT ck_benefit_standard_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_benefit_standard_region_code ON benefit_standard (region_code);
-- next
CREATE INDEX ix_benefit_standard_stream_id ON benefit_standard (stream_id);
-- next
CREATE INDEX ix_benefit_standard_unit ON benefit_standard (unit);
-- next
COMMENT ON TABLE benefit_standard IS 'Standard of a to-household benefit in one county, adjusted yearly 保障（补助）标准 (M59, M65)';
-- next
COMMENT ON COLUMN benefit_standard.id IS 'Key 主键';
-- next
COMMENT ON COLUMN benefit_standard.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN benefit_standard.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN benefit_standard.unit IS 'What the amount is counted for 计发单位';
-- next
COMMENT ON COLUMN benefit_standard.amount IS 'Standard, yuan 标准（元）';
-- next
COMMENT ON COLUMN benefit_standard.period IS 'In force 执行期间';
-- next
COMMENT ON COLUMN benefit_standard.document_number IS 'Document that set it 标准文号';
-- next
COMMENT ON COLUMN benefit_standard.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN benefit_standard.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE budget_document (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT NOT NULL,
	title TEXT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	issued_on DATE NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_budget_document PRIMARY KEY (id),
	CONSTRAINT uq_budget_document_region_code_year UNIQUE (region_code, year),
	CONSTRAINT uq_budget_document_id_year UNIQUE (id, year),
	CONSTRAINT ck_budget_document_issued_in_time CHECK (extract(year FROM issued_on) BETWEEN year - 1 AND year),
	CONSTRAINT uq_budget_document_number UNIQUE (number),
	CONSTRAINT ck_budget_document_number CHECK (btrim(number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_budget_document_title CHECK (btrim(title, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_budget_document_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_budget_document_issued_on CHECK (issued_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_budget_document_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_budget_document_version CHECK (version >= 0),
	CONSTRAINT ck_budget_document_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_budget_document_issued_on ON budget_document (issued_on);
-- next
CREATE INDEX ix_budget_document_year ON budget_document (year);
-- next
COMMENT ON TABLE budget_document IS 'Document that sets the assistance budget of a place and year 预算文件 (M56)';
-- next
COMMENT ON COLUMN budget_document.id IS 'Key 主键';
-- next
COMMENT ON COLUMN budget_document.number IS 'Document number 文号';
-- next
COMMENT ON COLUMN budget_document.title IS 'Title 标题';
-- next
COMMENT ON COLUMN budget_document.region_code IS 'Place 地区';
-- next
COMMENT ON COLUMN budget_document.year IS 'Budget year 预算年度';
-- next
COMMENT ON COLUMN budget_document.issued_on IS 'Day of issue 印发日期';
-- next
COMMENT ON COLUMN budget_document.amount IS 'Total that the document states, yuan 文件总额（元）';
-- next
COMMENT ON COLUMN budget_document.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN budget_document.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE compensation_rate (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	land TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	rate_version TEXT COLLATE "C" NOT NULL,
	standard NUMERIC(16, 2) NOT NULL,
	eligible_area NUMERIC(14, 2) NOT NULL,
	document_number TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_compensation_rate PRIMARY KEY (id),
	CONSTRAINT uq_compensation_rate_region_code_land_year UNIQUE (region_code, land, year),
	CONSTRAINT uq_compensation_rate_id_year UNIQUE (id, year),
	CONSTRAINT ck_compensation_rate_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_compensation_rate_land CHECK (land IN ('paddy', 'public_forest', 'wetland', 'water_source')),
	CONSTRAINT ck_compensation_rate_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_compensation_rate_rate_version CHECK (rate_version ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_compensation_rate_standard CHECK (standard > 0 AND standard <> 'NaN'),
	CONSTRAINT ck_compensation_rate_eligible_area CHECK (eligible_area >= 0 AND eligible_area <> 'NaN'),
	CONSTRAINT ck_compensation_rate_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_compensation_rate_version CHECK (version >= 0),
	CONSTRAINT ck_compensation_rate_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_compensation_rate_land ON compensation_rate (land);
-- next
CREATE INDEX ix_compensation_rate_rate_version ON compensation_rate (rate_version);
-- next
CREATE INDEX ix_compensation_rate_year ON compensation_rate (year);
-- next
COMMENT ON TABLE compensation_rate IS 'Rate of ecological compensation of a county and year 生态补偿标准 (M103, M179)';
-- next
COMMENT ON COLUMN compensation_rate.id IS 'Key 主键';
-- next
COMMENT ON COLUMN compensation_rate.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN compensation_rate.land IS 'Kind of land 补偿类型';
-- next
COMMENT ON COLUMN compensation_rate.year IS 'Year 年度';
-- next
COMMENT ON COLUMN compensation_rate.rate_version IS 'Version 标准版本';
-- next
COMMENT ON COLUMN compensation_rate.standard IS 'Yuan a mu and year 补偿标准（元/亩·年）';
-- next
COMMENT ON COLUMN compensation_rate.eligible_area IS 'Land that could be compensated, mu 应补偿面积（亩）';
-- next
COMMENT ON COLUMN compensation_rate.document_number IS 'Document number 文号';
-- next
COMMENT ON COLUMN compensation_rate.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN compensation_rate.recorded_at IS 'Known to the system since 入库时间';
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
CREATE TABLE fee_waiver (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	project_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	project_kind TEXT COLLATE "C" NOT NULL,
	fee TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	fee_amount NUMERIC(16, 2) NOT NULL,
	upper_level_amount NUMERIC(16, 2) NOT NULL,
	waived_amount NUMERIC(16, 2) NOT NULL,
	document_number TEXT NOT NULL,
	decided_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_fee_waiver PRIMARY KEY (id),
	CONSTRAINT uq_fee_waiver_project_id_fee UNIQUE (project_id, fee),
	CONSTRAINT ck_fee_waiver_only_local_part CHECK (waived_amount <= fee_amount - upper_level_amount),
	CONSTRAINT ck_fee_waiver_project_id CHECK (project_id >= 1),
	CONSTRAINT ck_fee_waiver_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_fee_waiver_project_kind CHECK (project_kind IN ('operating_asset', 'public_benefit')),
	CONSTRAINT ck_fee_waiver_fee CHECK (fee IN ('land', 'planning', 'water', 'road', 'defence', 'survey')),
	CONSTRAINT ck_fee_waiver_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_fee_waiver_fee_amount CHECK (fee_amount > 0 AND fee_amount <> 'NaN'),
	CONSTRAINT ck_fee_waiver_upper_level_amount CHECK (upper_level_amount >= 0 AND upper_level_amount <> 'NaN'),
	CONSTRAINT ck_fee_waiver_waived_amount CHECK (waived_amount >= 0 AND waived_amount <> 'NaN'),
	CONSTRAINT ck_fee_waiver_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_fee_waiver_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_fee_waiver_version CHECK (version >= 0),
	CONSTRAINT ck_fee_waiver_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_fee_waiver_decided_on ON fee_waiver (decided_on);
-- next
CREATE INDEX ix_fee_waiver_department ON fee_waiver (department);
-- next
CREATE INDEX ix_fee_waiver_fee ON fee_waiver (fee);
-- next
CREATE INDEX ix_fee_waiver_region_code ON fee_waiver (region_code);
-- next
COMMENT ON TABLE fee_waiver IS 'Waiver of a local administrative fee for a project of a weak village 行政性规费免收 (M95)';
-- next
COMMENT ON COLUMN fee_waiver.id IS 'Key 主键';
-- next
COMMENT ON COLUMN fee_waiver.project_id IS 'Project 项目';
-- next
COMMENT ON COLUMN fee_waiver.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN fee_waiver.project_kind IS 'Kind of project 项目性质';
-- next
COMMENT ON COLUMN fee_waiver.fee IS 'Fee 规费项目';
-- next
COMMENT ON COLUMN fee_waiver.department IS 'Department that waives it 收费部门';
-- next
COMMENT ON COLUMN fee_waiver.fee_amount IS 'Fee by the tariff, yuan 应收规费（元）';
-- next
COMMENT ON COLUMN fee_waiver.upper_level_amount IS 'Due to upper levels, not waived, yuan 应上缴上级部分（元）';
-- next
COMMENT ON COLUMN fee_waiver.waived_amount IS 'Waived, yuan 免收金额（元）';
-- next
COMMENT ON COLUMN fee_waiver.document_number IS 'Document number 文号';
-- next
COMMENT ON COLUMN fee_waiver.decided_on IS 'Decided on 决定日期';
-- next
COMMENT ON COLUMN fee_waiver.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN fee_waiver.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE fiscal_transfer (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	payer_level TEXT COLLATE "C" NOT NULL,
	payer_region_code TEXT COLLATE "C" NOT NULL,
	formula_version TEXT COLLATE "C" NOT NULL,
	resident_population INTEGER NOT NULL,
	per_capita_standard NUMERIC(16, 2) NOT NULL,
	village_expenditure NUMERIC(16, 2) NOT NULL,
	expenditure_share NUMERIC(7, 4) NOT NULL,
	revenue_growth NUMERIC(7, 4) NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	document_number TEXT NOT NULL,
	due_on DATE NOT NULL,
	paid_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_fiscal_transfer PRIMARY KEY (id),
	CONSTRAINT uq_fiscal_transfer_region_code_year_payer_level UNIQUE (region_code, year, payer_level),
	CONSTRAINT ck_fiscal_transfer_payer CHECK (payer_level IN ('county', 'town') AND length(payer_region_code) = CASE payer_level WHEN 'county' THEN 6 ELSE 9 END),
	CONSTRAINT ck_fiscal_transfer_payer_is_above CHECK (starts_with(region_code, payer_region_code)),
	CONSTRAINT ck_fiscal_transfer_formula CHECK (amount = round((resident_population * per_capita_standard + village_expenditure * expenditure_share) * (1 + revenue_growth), 2)),
	CONSTRAINT ck_fiscal_transfer_paid_in_time CHECK (extract(year FROM due_on) BETWEEN year AND year + 1 AND extract(year FROM paid_on) >= year),
	CONSTRAINT ck_fiscal_transfer_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_fiscal_transfer_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_fiscal_transfer_payer_level CHECK (payer_level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_fiscal_transfer_formula_version CHECK (formula_version ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_fiscal_transfer_resident_population CHECK (resident_population >= 0),
	CONSTRAINT ck_fiscal_transfer_per_capita_standard CHECK (per_capita_standard >= 0 AND per_capita_standard <> 'NaN'),
	CONSTRAINT ck_fiscal_transfer_village_expenditure CHECK (village_expenditure >= 0 AND village_expenditure <> 'NaN'),
	CONSTRAINT ck_fiscal_transfer_expenditure_share CHECK (expenditure_share BETWEEN 0 AND 1),
	CONSTRAINT ck_fiscal_transfer_revenue_growth CHECK (revenue_growth BETWEEN 0 AND 1),
	CONSTRAINT ck_fiscal_transfer_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_fiscal_transfer_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_fiscal_transfer_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_fiscal_transfer_paid_on CHECK (paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_fiscal_transfer_version CHECK (version >= 0),
	CONSTRAINT ck_fiscal_transfer_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_fiscal_transfer_due_on ON fiscal_transfer (due_on);
-- next
CREATE INDEX ix_fiscal_transfer_formula_version ON fiscal_transfer (formula_version);
-- next
CREATE INDEX ix_fiscal_transfer_paid_on ON fiscal_transfer (paid_on);
-- next
CREATE INDEX ix_fiscal_transfer_payer_level ON fiscal_transfer (payer_level);
-- next
CREATE INDEX ix_fiscal_transfer_payer_region_code ON fiscal_transfer (payer_region_code);
-- next
CREATE INDEX ix_fiscal_transfer_year ON fiscal_transfer (year);
-- next
COMMENT ON TABLE fiscal_transfer IS 'Fiscal transfer of a county or town to a weak village, by formula 经济薄弱村财政转移支付 (M94)';
-- next
COMMENT ON COLUMN fiscal_transfer.id IS 'Key 主键';
-- next
COMMENT ON COLUMN fiscal_transfer.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN fiscal_transfer.year IS 'Year 年度';
-- next
COMMENT ON COLUMN fiscal_transfer.payer_level IS 'Level that pays: county or town 支付级次';
-- next
COMMENT ON COLUMN fiscal_transfer.payer_region_code IS 'Place that pays 支付地区';
-- next
COMMENT ON COLUMN fiscal_transfer.formula_version IS 'Version of the formula 公式版本';
-- next
COMMENT ON COLUMN fiscal_transfer.resident_population IS 'Residents 常住人口';
-- next
COMMENT ON COLUMN fiscal_transfer.per_capita_standard IS 'Yuan a resident 人均标准（元）';
-- next
COMMENT ON COLUMN fiscal_transfer.village_expenditure IS 'Expenditure of the village in the year before, yuan 上年村级支出（元）';
-- next
COMMENT ON COLUMN fiscal_transfer.expenditure_share IS 'Share of the expenditure that is carried 支出补助比例';
-- next
COMMENT ON COLUMN fiscal_transfer.revenue_growth IS 'Step-up by the growth of the payer''s revenue 随财力增长系数';
-- next
COMMENT ON COLUMN fiscal_transfer.amount IS 'Transfer, yuan 转移支付金额（元）';
-- next
COMMENT ON COLUMN fiscal_transfer.document_number IS 'Document number 文号';
-- next
COMMENT ON COLUMN fiscal_transfer.due_on IS 'To be paid by 应拨付日期';
-- next
COMMENT ON COLUMN fiscal_transfer.paid_on IS 'Paid on 拨付日期';
-- next
COMMENT ON COLUMN fiscal_transfer.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN fiscal_transfer.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE fund_source (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	code TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	stream_id BIGINT NOT NULL,
	level TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	through_city_treasury BOOLEAN NOT NULL,
	share NUMERIC(7, 4) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_fund_source PRIMARY KEY (id),
	CONSTRAINT uq_fund_source_id_stream_id UNIQUE (id, stream_id),
	CONSTRAINT uq_fund_source_id_level UNIQUE (id, level),
	CONSTRAINT ck_fund_source_donation CHECK ((level = 'society') = (kind = 'donation')),
	CONSTRAINT ck_fund_source_city_passes_city CHECK (level <> 'city' OR through_city_treasury),
	CONSTRAINT uq_fund_source_code UNIQUE (code),
	CONSTRAINT ck_fund_source_code CHECK (code ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_fund_source_name CHECK (btrim(name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_fund_source_level CHECK (level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_fund_source_kind CHECK (kind IN ('general_budget', 'government_fund', 'welfare_lottery', 'donation', 'work_appropriation')),
	CONSTRAINT ck_fund_source_share CHECK (share BETWEEN 0 AND 1),
	CONSTRAINT ck_fund_source_version CHECK (version >= 0),
	CONSTRAINT ck_fund_source_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_fund_source_kind ON fund_source (kind);
-- next
CREATE INDEX ix_fund_source_level ON fund_source (level);
-- next
CREATE INDEX ix_fund_source_stream_id ON fund_source (stream_id);
-- next
COMMENT ON TABLE fund_source IS 'Source that feeds a stream 资金来源 (M19, M57)';
-- next
COMMENT ON COLUMN fund_source.id IS 'Key 主键';
-- next
COMMENT ON COLUMN fund_source.code IS 'Code 来源代码';
-- next
COMMENT ON COLUMN fund_source.name IS 'Name 来源名称';
-- next
COMMENT ON COLUMN fund_source.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN fund_source.level IS 'Level that pays 来源级次';
-- next
COMMENT ON COLUMN fund_source.kind IS 'Kind 来源性质';
-- next
COMMENT ON COLUMN fund_source.through_city_treasury IS 'Whether it passes the city treasury 是否经过市级财政';
-- next
COMMENT ON COLUMN fund_source.share IS 'Share of the stream that it should carry 应承担比例';
-- next
COMMENT ON COLUMN fund_source.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN fund_source.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE insurance_policy (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	rule_version TEXT COLLATE "C" NOT NULL,
	insurer_name TEXT NOT NULL,
	insurer_credit_code TEXT COLLATE "C" NOT NULL,
	payer_level TEXT COLLATE "C" NOT NULL,
	payer_department TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	premium_per_household NUMERIC(16, 2) NOT NULL,
	coverage_limit NUMERIC(16, 2) NOT NULL,
	payout_share NUMERIC(7, 4) NOT NULL,
	signed_on DATE NOT NULL,
	premium_paid_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_insurance_policy PRIMARY KEY (id),
	CONSTRAINT ex_insurance_policy_region_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', hashtextextended(coalesce(region_code::text, ''), 0)), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', hashtextextended(coalesce(region_code::text, ''), 0))) WITH &&),
	CONSTRAINT uq_insurance_policy_id_premium_per_household UNIQUE (id, premium_per_household),
	CONSTRAINT ck_insurance_policy_premium_after_signing CHECK (premium_paid_on IS NULL OR premium_paid_on >= signed_on),
	CONSTRAINT ck_insurance_policy_signed_in_time CHECK (signed_on < upper(period)),
	CONSTRAINT uq_insurance_policy_number UNIQUE (number),
	CONSTRAINT ck_insurance_policy_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_insurance_policy_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_insurance_policy_rule_version CHECK (rule_version ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_insurance_policy_insurer_name CHECK (btrim(insurer_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_insurance_policy_insurer_credit_code CHECK (insurer_credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_insurance_policy_payer_level CHECK (payer_level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_insurance_policy_payer_department CHECK (payer_department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_insurance_policy_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_insurance_policy_premium_per_household CHECK (premium_per_household > 0 AND premium_per_household <> 'NaN'),
	CONSTRAINT ck_insurance_policy_coverage_limit CHECK (coverage_limit > 0 AND coverage_limit <> 'NaN'),
	CONSTRAINT ck_insurance_policy_payout_share CHECK (payout_share BETWEEN 0 AND 1),
	CONSTRAINT ck_insurance_policy_signed_on CHECK (signed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insurance_policy_premium_paid_on CHECK (premium_paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insurance_policy_version CHECK (version >= 0),
	CONSTRAINT ck_insurance_policy_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_insurance_policy_insurer_credit_code ON insurance_policy (insurer_credit_code);
-- next
CREATE INDEX ix_insurance_policy_payer_department ON insurance_policy (payer_department);
-- next
CREATE INDEX ix_insurance_policy_payer_level ON insurance_policy (payer_level);
-- next
CREATE INDEX ix_insurance_policy_premium_paid_on ON insurance_policy (premium_paid_on);
-- next
CREATE INDEX ix_insurance_policy_region_code ON insurance_policy (region_code);
-- next
CREATE INDEX ix_insurance_policy_rule_version ON insurance_policy (rule_version);
-- next
CREATE INDEX ix_insurance_policy_signed_on ON insurance_policy (signed_on);
-- next
COMMENT ON TABLE insurance_policy IS 'Medical-relief liability insurance of a county for a year 精准医疗救助责任保险保单 (M162)';
-- next
COMMENT ON COLUMN insurance_policy.id IS 'Key 主键';
-- next
COMMENT ON COLUMN insurance_policy.number IS 'Number 保单号';
-- next
COMMENT ON COLUMN insurance_policy.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN insurance_policy.rule_version IS 'Version of the eligibility rule 参保规则版本';
-- next
COMMENT ON COLUMN insurance_policy.insurer_name IS 'Insurer 承保机构';
-- next
COMMENT ON COLUMN insurance_policy.insurer_credit_code IS 'Unified credit code of the insurer 承保机构统一社会信用代码';
-- next
COMMENT ON COLUMN insurance_policy.payer_level IS 'Level that pays the premium 保费出资级次';
-- next
COMMENT ON COLUMN insurance_policy.payer_department IS 'Department that pays the premium 保费出资部门';
-- next
COMMENT ON COLUMN insurance_policy.period IS 'In force 保险期间';
-- next
COMMENT ON COLUMN insurance_policy.premium_per_household IS 'Premium of a household, yuan 户均保费（元）';
-- next
COMMENT ON COLUMN insurance_policy.coverage_limit IS 'Most that a household is paid, yuan 每户赔付限额（元）';
-- next
COMMENT ON COLUMN insurance_policy.payout_share IS 'Share of the own costs that is paid 自付费用赔付比例';
-- next
COMMENT ON COLUMN insurance_policy.signed_on IS 'Signed on 签订日期';
-- next
COMMENT ON COLUMN insurance_policy.premium_paid_on IS 'Premium paid on 保费支付日期';
-- next
COMMENT ON COLUMN insurance_policy.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN insurance_policy.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE loan (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	household_id BIGINT,
	member_id BIGINT,
	region_code TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	lender_name TEXT NOT NULL,
	lender_credit_code TEXT COLLATE "C" NOT NULL,
	principal NUMERIC(16, 2) NOT NULL,
	annual_rate NUMERIC(9, 6) NOT NULL,
	term_months SMALLINT NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	applied_on DATE NOT NULL,
	disbursed_on DATE,
	due_on DATE,
	repaid_on DATE,
	outstanding NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_loan PRIMARY KEY (id),
	CONSTRAINT uq_loan_id_region_code UNIQUE (id, region_code),
	CONSTRAINT ck_loan_borrower CHECK ((kind = 'village_collective') = (household_id IS NULL) AND (household_id IS NULL) = (member_id IS NULL)),
	CONSTRAINT ck_loan_paid_out CHECK ((state IN ('repaying', 'overdue', 'repaid')) = (disbursed_on IS NOT NULL)),
	CONSTRAINT ck_loan_paid_out_in_full CHECK (num_nulls(disbursed_on, due_on, outstanding) IN (0, 3)),
	CONSTRAINT ck_loan_disbursed_after_application CHECK (disbursed_on >= applied_on AND due_on > disbursed_on),
	CONSTRAINT ck_loan_repaid CHECK ((state = 'repaid') = (repaid_on IS NOT NULL) AND (repaid_on IS NULL OR (outstanding = 0 AND repaid_on >= disbursed_on))),
	CONSTRAINT ck_loan_owed_at_most_principal CHECK (outstanding <= principal),
	CONSTRAINT ck_loan_rate_is_share CHECK (annual_rate < 0.36),
	CONSTRAINT ck_loan_owes_what_is_overdue CHECK (state <> 'overdue' OR outstanding > 0),
	CONSTRAINT uq_loan_number UNIQUE (number),
	CONSTRAINT ck_loan_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_loan_kind CHECK (kind IN ('micro_credit', 'startup_guaranteed', 'student', 'women_micro', 'village_collective')),
	CONSTRAINT ck_loan_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_loan_member_id CHECK (member_id >= 1),
	CONSTRAINT ck_loan_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_loan_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_loan_lender_name CHECK (btrim(lender_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_loan_lender_credit_code CHECK (lender_credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_loan_principal CHECK (principal > 0 AND principal <> 'NaN'),
	CONSTRAINT ck_loan_annual_rate CHECK (annual_rate >= 0 AND annual_rate <> 'NaN'),
	CONSTRAINT ck_loan_term_months CHECK (term_months >= 1),
	CONSTRAINT ck_loan_state CHECK (state IN ('applied', 'approved', 'refused', 'repaying', 'overdue', 'repaid')),
	CONSTRAINT ck_loan_applied_on CHECK (applied_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_disbursed_on CHECK (disbursed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_repaid_on CHECK (repaid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_outstanding CHECK (outstanding >= 0 AND outstanding <> 'NaN'),
	CONSTRAINT ck_loan_version CHECK (version >= 0),
	CONSTRAINT ck_loan_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_loan_applied_on ON loan (applied_on);
-- next
CREATE INDEX ix_loan_department ON loan (department);
-- next
CREATE INDEX ix_loan_disbursed_on ON loan (disbursed_on);
-- next
CREATE INDEX ix_loan_due_on ON loan (due_on);
-- next
CREATE INDEX ix_loan_household_id ON loan (household_id);
-- next
CREATE INDEX ix_loan_kind ON loan (kind);
-- next
CREATE INDEX ix_loan_lender_credit_code ON loan (lender_credit_code);
-- next
CREATE INDEX ix_loan_member_id ON loan (member_id);
-- next
CREATE INDEX ix_loan_region_code ON loan (region_code);
-- next
CREATE INDEX ix_loan_repaid_on ON loan (repaid_on);
-- next
CREATE INDEX ix_loan_state ON loan (state);
-- next
COMMENT ON TABLE loan IS 'Loan to a household of one of four kinds, or to a village collective 帮扶贷款 (M92, M161)';
-- next
COMMENT ON COLUMN loan.id IS 'Key 主键';
-- next
COMMENT ON COLUMN loan.number IS 'Number 贷款编号';
-- next
COMMENT ON COLUMN loan.kind IS 'Kind 贷款类别';
-- next
COMMENT ON COLUMN loan.household_id IS 'Household that borrows 借款户';
-- next
COMMENT ON COLUMN loan.member_id IS 'Member who borrows 借款人';
-- next
COMMENT ON COLUMN loan.region_code IS 'Village or community of the borrower 借款人所在村（社区）';
-- next
COMMENT ON COLUMN loan.department IS 'Department that recommends 推荐部门';
-- next
COMMENT ON COLUMN loan.lender_name IS 'Lender 贷款银行';
-- next
COMMENT ON COLUMN loan.lender_credit_code IS 'Unified credit code of the lender 贷款银行统一社会信用代码';
-- next
COMMENT ON COLUMN loan.principal IS 'Principal, yuan 贷款本金（元）';
-- next
COMMENT ON COLUMN loan.annual_rate IS 'Interest a year, as a share 年利率';
-- next
COMMENT ON COLUMN loan.term_months IS 'Term, months 期限（月）';
-- next
COMMENT ON COLUMN loan.state IS 'State 状态';
-- next
COMMENT ON COLUMN loan.applied_on IS 'Applied for on 申请日期';
-- next
COMMENT ON COLUMN loan.disbursed_on IS 'Paid out on 放款日期';
-- next
COMMENT ON COLUMN loan.due_on IS 'To be repaid by 到期日';
-- next
COMMENT ON COLUMN loan.repaid_on IS 'Repaid on 结清日期';
-- next
COMMENT ON COLUMN loan.outstanding IS 'Still owed, yuan 贷款余额（元）';
-- next
COMMENT ON COLUMN loan.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN loan.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE payment_stop (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	household_id BIGINT NOT NULL,
	exit_case_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	purpose TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_payment_stop PRIMARY KEY (id),
	CONSTRAINT ck_payment_stop_whole_months CHECK (extract(day FROM lower(period)) = 1 AND coalesce(extract(day FROM upper(period)), 1) = 1),
	CONSTRAINT uq_payment_stop_exit_case_id_purpose UNIQUE (exit_case_id, purpose),
	CONSTRAINT ex_payment_stop_household_purpose_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', hashtextextended(coalesce(household_id::text, '') || ':' || coalesce(purpose::text, ''), 0)), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', hashtextextended(coalesce(household_id::text, '') || ':' || coalesce(purpose::text, ''), 0))) WITH &&),
	CONSTRAINT ck_payment_stop_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_payment_stop_exit_case_id CHECK (exit_case_id >= 1),
	CONSTRAINT ck_payment_stop_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_payment_stop_purpose CHECK (purpose IN ('livelihood', 'emergency', 'health', 'education', 'disability', 'industry', 'housing', 'village', 'ecology', 'environment', 'public_works')),
	CONSTRAINT ck_payment_stop_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_payment_stop_version CHECK (version >= 0),
	CONSTRAINT ck_payment_stop_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_payment_stop_household_id ON payment_stop (household_id);
-- next
CREATE INDEX ix_payment_stop_purpose ON payment_stop (purpose);
-- next
CREATE INDEX ix_payment_stop_region_code ON payment_stop (region_code);
-- next
COMMENT ON TABLE payment_stop IS 'Stop of one kind of payments to a household that left hardship 停发 (M25, M48)';
-- next
COMMENT ON COLUMN payment_stop.id IS 'Key 主键';
-- next
COMMENT ON COLUMN payment_stop.household_id IS 'Household 停发户';
-- next
COMMENT ON COLUMN payment_stop.exit_case_id IS 'Exit that it follows 所据脱困';
-- next
COMMENT ON COLUMN payment_stop.region_code IS 'Village or community of residence 所在村（社区）';
-- next
COMMENT ON COLUMN payment_stop.purpose IS 'Purpose of the money 资金用途';
-- next
COMMENT ON COLUMN payment_stop.period IS 'Months without payment, as the days of whole months 停发期间';
-- next
COMMENT ON COLUMN payment_stop.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN payment_stop.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE stream_report (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	month DATE NOT NULL,
	due_on DATE NOT NULL,
	submitted_on DATE,
	opening_balance NUMERIC(16, 2),
	received_amount NUMERIC(16, 2),
	paid_amount NUMERIC(16, 2),
	closing_balance NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_stream_report PRIMARY KEY (id),
	CONSTRAINT uq_stream_report_stream_id_region_code_month UNIQUE (stream_id, region_code, month),
	CONSTRAINT ck_stream_report_due_after_month CHECK (due_on > month),
	CONSTRAINT ck_stream_report_submitted_with_figures CHECK ((submitted_on IS NULL) = (num_nulls(opening_balance, received_amount, paid_amount, closing_balance) = 4)),
	CONSTRAINT ck_stream_report_figures_complete CHECK (num_nulls(opening_balance, received_amount, paid_amount, closing_balance) IN (0, 4)),
	CONSTRAINT ck_stream_report_balances CHECK (closing_balance = opening_balance + received_amount - paid_amount),
	CONSTRAINT ck_stream_report_submitted_in_time CHECK (submitted_on >= month),
	CONSTRAINT ck_stream_report_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_stream_report_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_stream_report_month CHECK (extract(day from month) = 1 AND month BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_stream_report_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_stream_report_submitted_on CHECK (submitted_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_stream_report_opening_balance CHECK (opening_balance <> 'NaN'),
	CONSTRAINT ck_stream_report_received_amount CHECK (received_amount >= 0 AND received_amount <> 'NaN'),
	CONSTRAINT ck_stream_report_paid_amount CHECK (paid_amount >= 0 AND paid_amount <> 'NaN'),
	CONSTRAINT ck_stream_report_closing_balance CHECK (closing_balance <> 'NaN'),
	CONSTRAINT ck_stream_report_version CHECK (version >= 0),
	CONSTRAINT ck_stream_report_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_stream_report_department ON stream_report (department);
-- next
CREATE INDEX ix_stream_report_due_on ON stream_report (due_on);
-- next
CREATE INDEX ix_stream_report_month ON stream_report (month);
-- next
CREATE INDEX ix_stream_report_region_code ON stream_report (region_code);
-- next
CREATE INDEX ix_stream_report_submitted_on ON stream_report (submitted_on);
-- next
COMMENT ON TABLE stream_report IS 'Monthly data of a stream in a county: received, paid, balance 资金月度报表 (M55, M56, M66)';
-- next
COMMENT ON COLUMN stream_report.id IS 'Key 主键';
-- next
COMMENT ON COLUMN stream_report.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN stream_report.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN stream_report.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN stream_report.department IS 'Department that reports 报送部门';
-- next
COMMENT ON COLUMN stream_report.month IS 'Month 月份';
-- next
COMMENT ON COLUMN stream_report.due_on IS 'To be handed in by 应报送日期';
-- next
COMMENT ON COLUMN stream_report.submitted_on IS 'Handed in on 报送日期';
-- next
COMMENT ON COLUMN stream_report.opening_balance IS 'Balance before, yuan 期初余额（元）';
-- next
COMMENT ON COLUMN stream_report.received_amount IS 'Received, yuan 本期拨入（元）';
-- next
COMMENT ON COLUMN stream_report.paid_amount IS 'Paid out, yuan 本期支出（元）';
-- next
COMMENT ON COLUMN stream_report.closing_balance IS 'Balance after, yuan 期末余额（元）';
-- next
COMMENT ON COLUMN stream_report.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN stream_report.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE stream_rule (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	stream_id BIGINT NOT NULL,
	rule_version TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	management_document_id BIGINT NOT NULL,
	performance_document_id BIGINT NOT NULL,
	review_department TEXT COLLATE "C" NOT NULL,
	payment_department TEXT COLLATE "C" NOT NULL,
	evaluation_department TEXT COLLATE "C" NOT NULL,
	standard_hops SMALLINT NOT NULL,
	filing_days INTEGER NOT NULL,
	confirmation_days INTEGER NOT NULL,
	payment_days INTEGER NOT NULL,
	retention_days INTEGER NOT NULL,
	yearly_floor NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_stream_rule PRIMARY KEY (id),
	CONSTRAINT uq_stream_rule_stream_id_rule_version UNIQUE (stream_id, rule_version),
	CONSTRAINT uq_stream_rule_id_stream_id UNIQUE (id, stream_id),
	CONSTRAINT ex_stream_rule_stream_id_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', stream_id), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', stream_id)) WITH &&),
	CONSTRAINT ck_stream_rule_rule_version CHECK (rule_version ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_stream_rule_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_stream_rule_management_document_id CHECK (management_document_id >= 1),
	CONSTRAINT ck_stream_rule_performance_document_id CHECK (performance_document_id >= 1),
	CONSTRAINT ck_stream_rule_review_department CHECK (review_department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_stream_rule_payment_department CHECK (payment_department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_stream_rule_evaluation_department CHECK (evaluation_department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_stream_rule_standard_hops CHECK (standard_hops >= 1),
	CONSTRAINT ck_stream_rule_filing_days CHECK (filing_days >= 0),
	CONSTRAINT ck_stream_rule_confirmation_days CHECK (confirmation_days >= 0),
	CONSTRAINT ck_stream_rule_payment_days CHECK (payment_days >= 0),
	CONSTRAINT ck_stream_rule_retention_days CHECK (retention_days >= 0),
	CONSTRAINT ck_stream_rule_yearly_floor CHECK (yearly_floor >= 0 AND yearly_floor <> 'NaN'),
	CONSTRAINT ck_stream_rule_version CHECK (version >= 0),
	CONSTRAINT ck_stream_rule_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_stream_rule_evaluation_department ON stream_rule (evaluation_department);
-- next
CREATE INDEX ix_stream_rule_management_document_id ON stream_rule (management_document_id);
-- next
CREATE INDEX ix_stream_rule_payment_department ON stream_rule (payment_department);
-- next
CREATE INDEX ix_stream_rule_performance_document_id ON stream_rule (performance_document_id);
-- next
CREATE INDEX ix_stream_rule_review_department ON stream_rule (review_department);
-- next
CREATE INDEX ix_stream_rule_rule_version ON stream_rule (rule_version);
-- next
COMMENT ON TABLE stream_rule IS 'Rules of a stream in force: documents, duties, clocks and standards 资金管理规则 (M58, M61, M64, M65, M87)';
-- next
COMMENT ON COLUMN stream_rule.id IS 'Key 主键';
-- next
COMMENT ON COLUMN stream_rule.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN stream_rule.rule_version IS 'Version 版本';
-- next
COMMENT ON COLUMN stream_rule.period IS 'In force 执行期间';
-- next
COMMENT ON COLUMN stream_rule.management_document_id IS 'Rule on managing the fund 资金管理办法';
-- next
COMMENT ON COLUMN stream_rule.performance_document_id IS 'Rule on evaluating its performance 绩效评价办法';
-- next
COMMENT ON COLUMN stream_rule.review_department IS 'Reviews and confirms the payment list 审核确认部门';
-- next
COMMENT ON COLUMN stream_rule.payment_department IS 'Pays 拨付部门';
-- next
COMMENT ON COLUMN stream_rule.evaluation_department IS 'Evaluates 绩效评价部门';
-- next
COMMENT ON COLUMN stream_rule.standard_hops IS 'Hops that a route may have 标准拨付环节数';
-- next
COMMENT ON COLUMN stream_rule.filing_days IS 'Days to report an upper-level fund 报备时限（天）';
-- next
COMMENT ON COLUMN stream_rule.confirmation_days IS 'Days to confirm a payment list 清单确认时限（天）';
-- next
COMMENT ON COLUMN stream_rule.payment_days IS 'Days from confirmation to payment 支付时限（天）';
-- next
COMMENT ON COLUMN stream_rule.retention_days IS 'Days after which money that stands still is retained 滞留时限（天）';
-- next
COMMENT ON COLUMN stream_rule.yearly_floor IS 'Least budget a year, yuan 每年最低安排（元）';
-- next
COMMENT ON COLUMN stream_rule.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN stream_rule.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE village_charge (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	organisation_id BIGINT NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	reason TEXT NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	legal_basis TEXT,
	charged_on DATE NOT NULL,
	refunded_on DATE,
	refunded_amount NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_village_charge PRIMARY KEY (id),
	CONSTRAINT uq_village_charge_once UNIQUE (region_code, organisation_id, kind, charged_on, reason),
	CONSTRAINT ck_village_charge_refunded CHECK ((refunded_on IS NULL) = (refunded_amount IS NULL)),
	CONSTRAINT ck_village_charge_refunded_after_charge CHECK (refunded_on >= charged_on AND refunded_amount <= amount),
	CONSTRAINT ck_village_charge_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_village_charge_organisation_id CHECK (organisation_id >= 1),
	CONSTRAINT ck_village_charge_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_village_charge_kind CHECK (kind IN ('service_fee', 'subscription', 'sponsorship', 'training', 'shared_cost')),
	CONSTRAINT ck_village_charge_reason CHECK (btrim(reason, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_village_charge_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_village_charge_legal_basis CHECK (btrim(legal_basis, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_village_charge_charged_on CHECK (charged_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_village_charge_refunded_on CHECK (refunded_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_village_charge_refunded_amount CHECK (refunded_amount > 0 AND refunded_amount <> 'NaN'),
	CONSTRAINT ck_village_charge_version CHECK (version >= 0),
	CONSTRAINT ck_village_charge_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_village_charge_charged_on ON village_charge (charged_on);
-- next
CREATE INDEX ix_village_charge_department ON village_charge (department);
-- next
CREATE INDEX ix_village_charge_kind ON village_charge (kind);
-- next
CREATE INDEX ix_village_charge_organisation_id ON village_charge (organisation_id);
-- next
CREATE INDEX ix_village_charge_refunded_on ON village_charge (refunded_on);
-- next
COMMENT ON TABLE village_charge IS 'Charge of a department to a village collective 部门向村级集体收费 (M97)';
-- next
COMMENT ON COLUMN village_charge.id IS 'Key 主键';
-- next
COMMENT ON COLUMN village_charge.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN village_charge.organisation_id IS 'Organisation that charges 收费单位';
-- next
COMMENT ON COLUMN village_charge.department IS 'Department that charges 收费部门';
-- next
COMMENT ON COLUMN village_charge.kind IS 'Kind 收费类别';
-- next
COMMENT ON COLUMN village_charge.reason IS 'What it is said to be for 收费事由';
-- next
COMMENT ON COLUMN village_charge.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN village_charge.legal_basis IS 'Legal basis; none is a levy 收费依据';
-- next
COMMENT ON COLUMN village_charge.charged_on IS 'Charged on 收费日期';
-- next
COMMENT ON COLUMN village_charge.refunded_on IS 'Paid back on 退还日期';
-- next
COMMENT ON COLUMN village_charge.refunded_amount IS 'Paid back, yuan 退还金额（元）';
-- next
COMMENT ON COLUMN village_charge.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN village_charge.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE village_expenditure (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	non_productive BOOLEAN NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	ceiling NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_village_expenditure PRIMARY KEY (id),
	CONSTRAINT uq_village_expenditure_region_code_year_kind UNIQUE (region_code, year, kind),
	CONSTRAINT ck_village_expenditure_class_of_kind CHECK (non_productive = (kind IN ('office', 'reception', 'newspapers', 'travel_and_vehicles'))),
	CONSTRAINT ck_village_expenditure_ceiling_of_class CHECK (non_productive = (ceiling IS NOT NULL)),
	CONSTRAINT ck_village_expenditure_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_village_expenditure_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_village_expenditure_kind CHECK (kind IN ('operating', 'public_service', 'public_works', 'welfare', 'office', 'reception', 'newspapers', 'travel_and_vehicles')),
	CONSTRAINT ck_village_expenditure_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_village_expenditure_ceiling CHECK (ceiling >= 0 AND ceiling <> 'NaN'),
	CONSTRAINT ck_village_expenditure_version CHECK (version >= 0),
	CONSTRAINT ck_village_expenditure_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_village_expenditure_kind ON village_expenditure (kind);
-- next
CREATE INDEX ix_village_expenditure_year ON village_expenditure (year);
-- next
COMMENT ON TABLE village_expenditure IS 'Expenditure of a village collective by class and year 村级支出 (M94, M96)';
-- next
COMMENT ON COLUMN village_expenditure.id IS 'Key 主键';
-- next
COMMENT ON COLUMN village_expenditure.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN village_expenditure.year IS 'Year 年度';
-- next
COMMENT ON COLUMN village_expenditure.kind IS 'Class 支出类别';
-- next
COMMENT ON COLUMN village_expenditure.non_productive IS 'Whether it is non-productive 是否非生产性开支';
-- next
COMMENT ON COLUMN village_expenditure.amount IS 'Spent, yuan 支出金额（元）';
-- next
COMMENT ON COLUMN village_expenditure.ceiling IS 'Most that may be spent, of non-productive classes, yuan 限额（元）';
-- next
COMMENT ON COLUMN village_expenditure.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN village_expenditure.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE budget (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	budget_document_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	source_id BIGINT NOT NULL,
	to_household BOOLEAN NOT NULL,
	year SMALLINT NOT NULL,
	level TEXT COLLATE "C" NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	functional_class TEXT COLLATE "C" NOT NULL,
	economic_class TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	approved_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_budget PRIMARY KEY (id),
	CONSTRAINT uq_budget_source_id_region_code_year UNIQUE (source_id, region_code, year),
	CONSTRAINT uq_budget_id_source_id_year UNIQUE (id, source_id, year),
	CONSTRAINT ck_budget_special_fund_of_city CHECK (kind <> 'special_fund' OR (level = 'city' AND length(region_code) = 4)),
	CONSTRAINT ck_budget_approved_in_time CHECK (extract(year FROM approved_on) BETWEEN year - 1 AND year),
	CONSTRAINT uq_budget_number UNIQUE (number),
	CONSTRAINT ck_budget_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_budget_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_budget_level CHECK (level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_budget_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_budget_kind CHECK (kind IN ('assistance', 'special_fund', 'work_appropriation')),
	CONSTRAINT ck_budget_functional_class CHECK (functional_class ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_budget_economic_class CHECK (economic_class ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_budget_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_budget_approved_on CHECK (approved_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_budget_version CHECK (version >= 0),
	CONSTRAINT ck_budget_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_budget_approved_on ON budget (approved_on);
-- next
CREATE INDEX ix_budget_budget_document_id ON budget (budget_document_id);
-- next
CREATE INDEX ix_budget_department ON budget (department);
-- next
CREATE INDEX ix_budget_economic_class ON budget (economic_class);
-- next
CREATE INDEX ix_budget_functional_class ON budget (functional_class);
-- next
CREATE INDEX ix_budget_kind ON budget (kind);
-- next
CREATE INDEX ix_budget_level ON budget (level);
-- next
CREATE INDEX ix_budget_region_code ON budget (region_code);
-- next
CREATE INDEX ix_budget_stream_id ON budget (stream_id);
-- next
CREATE INDEX ix_budget_year ON budget (year);
-- next
COMMENT ON TABLE budget IS 'Budget line of a source in a place and year 预算指标 (M50, M56, M87, M160, M183)';
-- next
COMMENT ON COLUMN budget.id IS 'Key 主键';
-- next
COMMENT ON COLUMN budget.number IS 'Number 指标编号';
-- next
COMMENT ON COLUMN budget.budget_document_id IS 'Document 预算文件';
-- next
COMMENT ON COLUMN budget.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN budget.source_id IS 'Source 资金来源';
-- next
COMMENT ON COLUMN budget.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN budget.year IS 'Budget year 预算年度';
-- next
COMMENT ON COLUMN budget.level IS 'Level that pays 级次';
-- next
COMMENT ON COLUMN budget.region_code IS 'Place that receives it 地区';
-- next
COMMENT ON COLUMN budget.department IS 'Department 主管部门';
-- next
COMMENT ON COLUMN budget.kind IS 'Kind 预算类别';
-- next
COMMENT ON COLUMN budget.functional_class IS 'Functional class 功能分类科目';
-- next
COMMENT ON COLUMN budget.economic_class IS 'Economic class 经济分类科目';
-- next
COMMENT ON COLUMN budget.amount IS 'Budgeted, yuan 预算数（元）';
-- next
COMMENT ON COLUMN budget.approved_on IS 'Day of approval 批复日期';
-- next
COMMENT ON COLUMN budget.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN budget.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE insured_household (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	insurance_policy_id BIGINT NOT NULL,
	insurance_eligibility_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	listed_on DATE NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	insured_on DATE,
	premium NUMERIC(16, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_insured_household PRIMARY KEY (id),
	CONSTRAINT uq_insured_household_insurance_policy_id_household_id UNIQUE (insurance_policy_id, household_id),
	CONSTRAINT uq_insured_household_id_region_code UNIQUE (id, region_code),
	CONSTRAINT uq_insured_household_id_household_id UNIQUE (id, household_id),
	CONSTRAINT ck_insured_household_insured CHECK ((state = 'insured') = (insured_on IS NOT NULL) AND (insured_on IS NULL) = (premium IS NULL)),
	CONSTRAINT ck_insured_household_insured_after_listing CHECK (insured_on >= listed_on),
	CONSTRAINT ck_insured_household_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_insured_household_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_insured_household_listed_on CHECK (listed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insured_household_state CHECK (state IN ('eligible', 'insured', 'declined')),
	CONSTRAINT ck_insured_household_insured_on CHECK (insured_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insured_household_premium CHECK (premium >= 0 AND premium <> 'NaN'),
	CONSTRAINT ck_insured_household_version CHECK (version >= 0),
	CONSTRAINT ck_insured_household_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_insured_household_household_id ON insured_household (household_id);
-- next
CREATE INDEX ix_insured_household_insurance_eligibility_id ON insured_household (insurance_eligibility_id);
-- next
CREATE INDEX ix_insured_household_insured_on ON insured_household (insured_on);
-- next
CREATE INDEX ix_insured_household_listed_on ON insured_household (listed_on);
-- next
CREATE INDEX ix_insured_household_region_code ON insured_household (region_code);
-- next
CREATE INDEX ix_insured_household_state ON insured_household (state);
-- next
COMMENT ON TABLE insured_household IS 'Household that is eligible for a policy, and whether it is insured 应保与参保户 (M162, M184)';
-- next
COMMENT ON COLUMN insured_household.id IS 'Key 主键';
-- next
COMMENT ON COLUMN insured_household.insurance_policy_id IS 'Policy 保单';
-- next
COMMENT ON COLUMN insured_household.insurance_eligibility_id IS 'Condition that it meets 符合的参保条件';
-- next
COMMENT ON COLUMN insured_household.household_id IS 'Household 参保户';
-- next
COMMENT ON COLUMN insured_household.region_code IS 'Village or community of residence 所在村（社区）';
-- next
COMMENT ON COLUMN insured_household.listed_on IS 'Named as eligible by civil affairs on 民政提供名单日期';
-- next
COMMENT ON COLUMN insured_household.state IS 'State 参保状态';
-- next
COMMENT ON COLUMN insured_household.insured_on IS 'Insured on 参保日期';
-- next
COMMENT ON COLUMN insured_household.premium IS 'Premium, yuan 保费（元）';
-- next
COMMENT ON COLUMN insured_household.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN insured_household.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE loan_guarantee (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	loan_id BIGINT NOT NULL,
	household_id BIGINT,
	region_code TEXT COLLATE "C" NOT NULL,
	guarantor_name TEXT NOT NULL,
	guarantor_credit_code TEXT COLLATE "C" NOT NULL,
	guaranteed_amount NUMERIC(16, 2) NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	called_amount NUMERIC(16, 2),
	called_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_loan_guarantee PRIMARY KEY (id),
	CONSTRAINT uq_loan_guarantee_loan_id UNIQUE (loan_id),
	CONSTRAINT ck_loan_guarantee_called CHECK ((state = 'called') = (called_on IS NOT NULL) AND (called_on IS NULL) = (called_amount IS NULL)),
	CONSTRAINT ck_loan_guarantee_called_at_most_guaranteed CHECK (called_amount <= guaranteed_amount),
	CONSTRAINT ck_loan_guarantee_called_in_time CHECK (called_on >= lower(period)),
	CONSTRAINT ck_loan_guarantee_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_loan_guarantee_guarantor_name CHECK (btrim(guarantor_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_loan_guarantee_guarantor_credit_code CHECK (guarantor_credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_loan_guarantee_guaranteed_amount CHECK (guaranteed_amount > 0 AND guaranteed_amount <> 'NaN'),
	CONSTRAINT ck_loan_guarantee_state CHECK (state IN ('in_force', 'released', 'called')),
	CONSTRAINT ck_loan_guarantee_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_loan_guarantee_called_amount CHECK (called_amount > 0 AND called_amount <> 'NaN'),
	CONSTRAINT ck_loan_guarantee_called_on CHECK (called_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_guarantee_version CHECK (version >= 0),
	CONSTRAINT ck_loan_guarantee_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_loan_guarantee_called_on ON loan_guarantee (called_on);
-- next
CREATE INDEX ix_loan_guarantee_guarantor_credit_code ON loan_guarantee (guarantor_credit_code);
-- next
CREATE INDEX ix_loan_guarantee_household_id ON loan_guarantee (household_id);
-- next
CREATE INDEX ix_loan_guarantee_region_code ON loan_guarantee (region_code);
-- next
CREATE INDEX ix_loan_guarantee_state ON loan_guarantee (state);
-- next
COMMENT ON TABLE loan_guarantee IS 'Guarantee of a loan 贷款担保 (M92)';
-- next
COMMENT ON COLUMN loan_guarantee.id IS 'Key 主键';
-- next
COMMENT ON COLUMN loan_guarantee.loan_id IS 'Loan 贷款';
-- next
COMMENT ON COLUMN loan_guarantee.household_id IS 'Household that borrows 借款户';
-- next
COMMENT ON COLUMN loan_guarantee.region_code IS 'Village or community of the borrower 借款人所在村（社区）';
-- next
COMMENT ON COLUMN loan_guarantee.guarantor_name IS 'Guarantor 担保机构';
-- next
COMMENT ON COLUMN loan_guarantee.guarantor_credit_code IS 'Unified credit code of the guarantor 担保机构统一社会信用代码';
-- next
COMMENT ON COLUMN loan_guarantee.guaranteed_amount IS 'Guaranteed, yuan 担保金额（元）';
-- next
COMMENT ON COLUMN loan_guarantee.state IS 'State 状态';
-- next
COMMENT ON COLUMN loan_guarantee.period IS 'In force 担保期间';
-- next
COMMENT ON COLUMN loan_guarantee.called_amount IS 'Paid for the borrower, yuan 代偿金额（元）';
-- next
COMMENT ON COLUMN loan_guarantee.called_on IS 'Paid for the borrower on 代偿日期';
-- next
COMMENT ON COLUMN loan_guarantee.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN loan_guarantee.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE loan_subsidy (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	loan_id BIGINT NOT NULL,
	household_id BIGINT,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	period DATERANGE NOT NULL,
	subsidy_rate NUMERIC(9, 6) NOT NULL,
	interest_amount NUMERIC(16, 2) NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	paid_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_loan_subsidy PRIMARY KEY (id),
	CONSTRAINT ex_loan_subsidy_loan_id_period EXCLUDE USING gist (box(point(lower(period) - DATE '2000-01-01', loan_id), point(coalesce(upper(period), DATE '2200-01-01') - 1 - DATE '2000-01-01', loan_id)) WITH &&),
	CONSTRAINT ck_loan_subsidy_at_most_interest CHECK (amount <= interest_amount),
	CONSTRAINT ck_loan_subsidy_paid_in_time CHECK (paid_on >= lower(period)),
	CONSTRAINT ck_loan_subsidy_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_loan_subsidy_period CHECK (NOT isempty(period) AND lower(period) IS NOT NULL AND lower(period) >= DATE '1900-01-01' AND coalesce(upper(period), lower(period)) <= DATE '2100-01-01'),
	CONSTRAINT ck_loan_subsidy_subsidy_rate CHECK (subsidy_rate >= 0 AND subsidy_rate <> 'NaN'),
	CONSTRAINT ck_loan_subsidy_interest_amount CHECK (interest_amount >= 0 AND interest_amount <> 'NaN'),
	CONSTRAINT ck_loan_subsidy_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_loan_subsidy_paid_on CHECK (paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_loan_subsidy_version CHECK (version >= 0),
	CONSTRAINT ck_loan_subsidy_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_loan_subsidy_household_id ON loan_subsidy (household_id);
-- next
CREATE INDEX ix_loan_subsidy_loan_id ON loan_subsidy (loan_id);
-- next
CREATE INDEX ix_loan_subsidy_paid_on ON loan_subsidy (paid_on);
-- next
CREATE INDEX ix_loan_subsidy_region_code ON loan_subsidy (region_code);
-- next
CREATE INDEX ix_loan_subsidy_stream_id ON loan_subsidy (stream_id);
-- next
COMMENT ON TABLE loan_subsidy IS 'Interest on a loan that the treasury pays for a period 贷款贴息 (M92)';
-- next
COMMENT ON COLUMN loan_subsidy.id IS 'Key 主键';
-- next
COMMENT ON COLUMN loan_subsidy.loan_id IS 'Loan 贷款';
-- next
COMMENT ON COLUMN loan_subsidy.household_id IS 'Household that borrows 借款户';
-- next
COMMENT ON COLUMN loan_subsidy.stream_id IS 'Stream that pays 资金种类';
-- next
COMMENT ON COLUMN loan_subsidy.region_code IS 'Village or community of the borrower 借款人所在村（社区）';
-- next
COMMENT ON COLUMN loan_subsidy.period IS 'Time of interest 计息期间';
-- next
COMMENT ON COLUMN loan_subsidy.subsidy_rate IS 'Interest a year that is subsidised, as a share 贴息年利率';
-- next
COMMENT ON COLUMN loan_subsidy.interest_amount IS 'Interest of the period, yuan 本期利息（元）';
-- next
COMMENT ON COLUMN loan_subsidy.amount IS 'Subsidy, yuan 贴息金额（元）';
-- next
COMMENT ON COLUMN loan_subsidy.paid_on IS 'Paid on 贴息支付日期';
-- next
COMMENT ON COLUMN loan_subsidy.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN loan_subsidy.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE payment_list (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	stream_id BIGINT NOT NULL,
	plan_id BIGINT,
	benefit_standard_id BIGINT,
	region_code TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	month DATE NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	method TEXT COLLATE "C" NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	line_count INTEGER NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	maker_id BIGINT NOT NULL,
	made_on DATE NOT NULL,
	checker_id BIGINT,
	checked_on DATE,
	confirm_due_on DATE NOT NULL,
	confirmed_on DATE,
	locked_at TIMESTAMP WITH TIME ZONE,
	digest BYTEA,
	pay_due_on DATE,
	instructed_on DATE,
	paid_on DATE,
	reconciled_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_payment_list PRIMARY KEY (id),
	CONSTRAINT uq_payment_list_stream_id_region_code_month_kind UNIQUE (stream_id, region_code, month, kind),
	CONSTRAINT uq_payment_list_id_stream_id UNIQUE (id, stream_id),
	CONSTRAINT uq_payment_list_id_region_code UNIQUE (id, region_code),
	CONSTRAINT uq_payment_list_id_instructed_on UNIQUE (id, instructed_on),
	CONSTRAINT ck_payment_list_made_about_its_month CHECK (made_on BETWEEN month - INTERVAL '1 year' AND month + INTERVAL '1 year'),
	CONSTRAINT ck_payment_list_planned_before_check CHECK (state = 'drafted' OR (plan_id IS NOT NULL AND benefit_standard_id IS NOT NULL)),
	CONSTRAINT ck_payment_list_two_persons CHECK (checker_id <> maker_id),
	CONSTRAINT ck_payment_list_checked_by_somebody CHECK ((checked_on IS NULL) = (checker_id IS NULL)),
	CONSTRAINT ck_payment_list_checked_after_making CHECK (checked_on IS NULL OR checked_on >= made_on),
	CONSTRAINT ck_payment_list_confirmed_after_check CHECK (confirmed_on IS NULL OR (checked_on IS NOT NULL AND confirmed_on >= checked_on)),
	CONSTRAINT ck_payment_list_pay_due_from_confirmation CHECK ((pay_due_on IS NULL) = (confirmed_on IS NULL) AND (pay_due_on IS NULL OR pay_due_on >= confirmed_on)),
	CONSTRAINT ck_payment_list_lock_has_digest CHECK ((locked_at IS NULL) = (digest IS NULL)),
	CONSTRAINT ck_payment_list_locked_after_confirmation CHECK (locked_at IS NULL OR confirmed_on IS NOT NULL),
	CONSTRAINT ck_payment_list_instructed_after_lock CHECK (instructed_on IS NULL OR (locked_at IS NOT NULL AND instructed_on >= confirmed_on)),
	CONSTRAINT ck_payment_list_paid_after_instruction CHECK (paid_on IS NULL OR (instructed_on IS NOT NULL AND paid_on >= instructed_on)),
	CONSTRAINT ck_payment_list_reconciled_after_payment CHECK (reconciled_on IS NULL OR (paid_on IS NOT NULL AND reconciled_on >= paid_on)),
	CONSTRAINT ck_payment_list_state_dates CHECK (state = CASE WHEN state = 'frozen' AND paid_on IS NULL THEN 'frozen' WHEN reconciled_on IS NOT NULL THEN 'reconciled' WHEN paid_on IS NOT NULL THEN 'paid' WHEN instructed_on IS NOT NULL THEN 'instructed' WHEN locked_at IS NOT NULL THEN 'locked' WHEN confirmed_on IS NOT NULL THEN 'confirmed' WHEN checked_on IS NOT NULL THEN 'checked' ELSE 'drafted' END),
	CONSTRAINT ck_payment_list_confirm_due_after_making CHECK (confirm_due_on >= made_on),
	CONSTRAINT ck_payment_list_locked_in_time CHECK ((locked_at AT TIME ZONE 'Asia/Shanghai')::date >= confirmed_on AND instructed_on >= (locked_at AT TIME ZONE 'Asia/Shanghai')::date),
	CONSTRAINT uq_payment_list_number UNIQUE (number),
	CONSTRAINT ck_payment_list_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_payment_list_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_payment_list_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_payment_list_month CHECK (extract(day from month) = 1 AND month BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_kind CHECK (kind IN ('regular', 'supplementary', 'repayment')),
	CONSTRAINT ck_payment_list_method CHECK (method IN ('direct_card', 'via_town')),
	CONSTRAINT ck_payment_list_state CHECK (state IN ('drafted', 'checked', 'confirmed', 'locked', 'instructed', 'paid', 'reconciled', 'frozen')),
	CONSTRAINT ck_payment_list_line_count CHECK (line_count >= 0),
	CONSTRAINT ck_payment_list_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_payment_list_maker_id CHECK (maker_id >= 1),
	CONSTRAINT ck_payment_list_made_on CHECK (made_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_checker_id CHECK (checker_id >= 1),
	CONSTRAINT ck_payment_list_checked_on CHECK (checked_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_confirm_due_on CHECK (confirm_due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_confirmed_on CHECK (confirmed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_locked_at CHECK (locked_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00'),
	CONSTRAINT ck_payment_list_digest CHECK (octet_length(digest) = 32),
	CONSTRAINT ck_payment_list_pay_due_on CHECK (pay_due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_instructed_on CHECK (instructed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_paid_on CHECK (paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_reconciled_on CHECK (reconciled_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_list_version CHECK (version >= 0),
	CONSTRAINT ck_payment_list_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_payment_list_benefit_standard_id ON payment_list (benefit_standard_id);
-- next
CREATE INDEX ix_payment_list_checked_on ON payment_list (checked_on);
-- next
CREATE INDEX ix_payment_list_checker_id ON payment_list (checker_id);
-- next
CREATE INDEX ix_payment_list_confirm_due_on ON payment_list (confirm_due_on);
-- next
CREATE INDEX ix_payment_list_confirmed_on ON payment_list (confirmed_on);
-- next
CREATE INDEX ix_payment_list_department ON payment_list (department);
-- next
CREATE INDEX ix_payment_list_instructed_on ON payment_list (instructed_on);
-- next
CREATE INDEX ix_payment_list_kind ON payment_list (kind);
-- next
CREATE INDEX ix_payment_list_locked_at ON payment_list (locked_at);
-- next
CREATE INDEX ix_payment_list_made_on ON payment_list (made_on);
-- next
CREATE INDEX ix_payment_list_maker_id ON payment_list (maker_id);
-- next
CREATE INDEX ix_payment_list_month ON payment_list (month);
-- next
CREATE INDEX ix_payment_list_paid_on ON payment_list (paid_on);
-- next
CREATE INDEX ix_payment_list_pay_due_on ON payment_list (pay_due_on);
-- next
CREATE INDEX ix_payment_list_plan_id ON payment_list (plan_id);
-- next
CREATE INDEX ix_payment_list_reconciled_on ON payment_list (reconciled_on);
-- next
CREATE INDEX ix_payment_list_region_code ON payment_list (region_code);
-- next
CREATE INDEX ix_payment_list_state ON payment_list (state);
-- next
COMMENT ON TABLE payment_list IS 'List of payments to households, made, checked, confirmed and locked 发放清单 (M60, M61, M63, M68)';
-- next
COMMENT ON COLUMN payment_list.id IS 'Key 主键';
-- next
COMMENT ON COLUMN payment_list.number IS 'Number 清单编号';
-- next
COMMENT ON COLUMN payment_list.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN payment_list.plan_id IS 'Plan that it follows, from the check on 分配方案';
-- next
COMMENT ON COLUMN payment_list.benefit_standard_id IS 'Standard in force, from the check on 执行标准';
-- next
COMMENT ON COLUMN payment_list.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN payment_list.department IS 'Department that confirms 主管部门';
-- next
COMMENT ON COLUMN payment_list.month IS 'Month of paying 发放月份';
-- next
COMMENT ON COLUMN payment_list.kind IS 'Kind 清单类别';
-- next
COMMENT ON COLUMN payment_list.method IS 'Way of paying 拨付方式';
-- next
COMMENT ON COLUMN payment_list.state IS 'State 状态';
-- next
COMMENT ON COLUMN payment_list.line_count IS 'Lines 人次';
-- next
COMMENT ON COLUMN payment_list.amount IS 'Total of the list, yuan 清单金额（元）';
-- next
COMMENT ON COLUMN payment_list.maker_id IS 'Who made it 编制人';
-- next
COMMENT ON COLUMN payment_list.made_on IS 'Made on 编制日期';
-- next
COMMENT ON COLUMN payment_list.checker_id IS 'Who checked and confirmed it 审核确认人';
-- next
COMMENT ON COLUMN payment_list.checked_on IS 'Checked on 审核日期';
-- next
COMMENT ON COLUMN payment_list.confirm_due_on IS 'To be confirmed by 应确认日期';
-- next
COMMENT ON COLUMN payment_list.confirmed_on IS 'Confirmed on 确认日期';
-- next
COMMENT ON COLUMN payment_list.locked_at IS 'Locked at 锁定时间';
-- next
COMMENT ON COLUMN payment_list.digest IS 'SHA-256 of the locked lines by id, one `household,member,account,cents` each, joined by newlines 锁定摘要';
-- next
COMMENT ON COLUMN payment_list.pay_due_on IS 'To be paid by 应支付日期';
-- next
COMMENT ON COLUMN payment_list.instructed_on IS 'Handed to the banks on 指令日期';
-- next
COMMENT ON COLUMN payment_list.paid_on IS 'Paid on 支付日期';
-- next
COMMENT ON COLUMN payment_list.reconciled_on IS 'Reconciled on 对账日期';
-- next
COMMENT ON COLUMN payment_list.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN payment_list.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE performance_evaluation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	stream_id BIGINT NOT NULL,
	stream_rule_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	evaluator_id BIGINT NOT NULL,
	year SMALLINT NOT NULL,
	due_on DATE NOT NULL,
	evaluated_on DATE,
	score NUMERIC(7, 2),
	grade TEXT COLLATE "C",
	conclusion TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_performance_evaluation PRIMARY KEY (id),
	CONSTRAINT uq_performance_evaluation_stream_id_region_code_year UNIQUE (stream_id, region_code, year),
	CONSTRAINT uq_performance_evaluation_id_region_code UNIQUE (id, region_code),
	CONSTRAINT uq_performance_evaluation_id_to_household UNIQUE (id, to_household),
	CONSTRAINT ck_performance_evaluation_evaluated_after_year CHECK (evaluated_on IS NULL OR extract(year FROM evaluated_on) > year),
	CONSTRAINT ck_performance_evaluation_finished_with_result CHECK (num_nulls(evaluated_on, score, grade, conclusion) IN (0, 4)),
	CONSTRAINT ck_performance_evaluation_grade_of_score CHECK (grade = CASE WHEN score >= 90 THEN 'excellent' WHEN score >= 80 THEN 'good' WHEN score >= 60 THEN 'fair' ELSE 'poor' END),
	CONSTRAINT ck_performance_evaluation_due_after_year CHECK (extract(year FROM due_on) > year),
	CONSTRAINT ck_performance_evaluation_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_performance_evaluation_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_performance_evaluation_evaluator_id CHECK (evaluator_id >= 1),
	CONSTRAINT ck_performance_evaluation_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_performance_evaluation_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_performance_evaluation_evaluated_on CHECK (evaluated_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_performance_evaluation_score CHECK (score BETWEEN 0 AND 100),
	CONSTRAINT ck_performance_evaluation_grade CHECK (grade IN ('excellent', 'good', 'fair', 'poor')),
	CONSTRAINT ck_performance_evaluation_conclusion CHECK (btrim(conclusion, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_performance_evaluation_version CHECK (version >= 0),
	CONSTRAINT ck_performance_evaluation_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_performance_evaluation_department ON performance_evaluation (department);
-- next
CREATE INDEX ix_performance_evaluation_due_on ON performance_evaluation (due_on);
-- next
CREATE INDEX ix_performance_evaluation_evaluated_on ON performance_evaluation (evaluated_on);
-- next
CREATE INDEX ix_performance_evaluation_evaluator_id ON performance_evaluation (evaluator_id);
-- next
CREATE INDEX ix_performance_evaluation_grade ON performance_evaluation (grade);
-- next
CREATE INDEX ix_performance_evaluation_region_code ON performance_evaluation (region_code);
-- next
CREATE INDEX ix_performance_evaluation_stream_rule_id ON performance_evaluation (stream_rule_id);
-- next
CREATE INDEX ix_performance_evaluation_year ON performance_evaluation (year);
-- next
COMMENT ON TABLE performance_evaluation IS 'Yearly evaluation of what a stream achieved in a county 资金绩效评价 (M54, M64)';
-- next
COMMENT ON COLUMN performance_evaluation.id IS 'Key 主键';
-- next
COMMENT ON COLUMN performance_evaluation.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN performance_evaluation.stream_rule_id IS 'Rule that it was evaluated by 评价依据';
-- next
COMMENT ON COLUMN performance_evaluation.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN performance_evaluation.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN performance_evaluation.department IS 'Department that evaluates 评价部门';
-- next
COMMENT ON COLUMN performance_evaluation.evaluator_id IS 'Organisation that evaluated 评价机构';
-- next
COMMENT ON COLUMN performance_evaluation.year IS 'Year evaluated 评价年度';
-- next
COMMENT ON COLUMN performance_evaluation.due_on IS 'To be finished by 应完成日期';
-- next
COMMENT ON COLUMN performance_evaluation.evaluated_on IS 'Finished on 完成日期';
-- next
COMMENT ON COLUMN performance_evaluation.score IS 'Score 评价得分';
-- next
COMMENT ON COLUMN performance_evaluation.grade IS 'Grade 评价等级';
-- next
COMMENT ON COLUMN performance_evaluation.conclusion IS 'Conclusion 评价结论';
-- next
COMMENT ON COLUMN performance_evaluation.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN performance_evaluation.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE allocation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	stream_id BIGINT NOT NULL,
	source_id BIGINT,
	budget_id BIGINT,
	plan_id BIGINT,
	to_household BOOLEAN NOT NULL,
	year SMALLINT NOT NULL,
	ordinal SMALLINT NOT NULL,
	from_level TEXT COLLATE "C" NOT NULL,
	from_holder TEXT COLLATE "C" NOT NULL,
	from_region_code TEXT COLLATE "C",
	to_level TEXT COLLATE "C" NOT NULL,
	to_holder TEXT COLLATE "C" NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	project_id BIGINT,
	weak_village BOOLEAN NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	document_number TEXT NOT NULL,
	decided_on DATE NOT NULL,
	due_on DATE NOT NULL,
	allocated_on DATE,
	state TEXT COLLATE "C" NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_allocation PRIMARY KEY (id),
	CONSTRAINT uq_allocation_id_to_household UNIQUE (id, to_household),
	CONSTRAINT uq_allocation_id_stream_id UNIQUE (id, stream_id),
	CONSTRAINT uq_allocation_id_region_code UNIQUE (id, region_code),
	CONSTRAINT uq_allocation_id_stream_id_year_amount UNIQUE (id, stream_id, year, amount),
	CONSTRAINT uq_allocation_id_year_amount UNIQUE (id, year, amount),
	CONSTRAINT ck_allocation_first_hop_names_source CHECK ((ordinal = 1) = (source_id IS NOT NULL)),
	CONSTRAINT ck_allocation_budget_of_source CHECK (budget_id IS NULL OR source_id IS NOT NULL),
	CONSTRAINT ck_allocation_first_hop_is_budgeted CHECK (source_id IS NULL OR budget_id IS NOT NULL OR from_level = 'society' OR state = 'registered'),
	CONSTRAINT ck_allocation_from_place CHECK (coalesce(length(from_region_code), 0) = CASE from_level WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END),
	CONSTRAINT ck_allocation_to_place CHECK (length(region_code) = CASE to_level WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END),
	CONSTRAINT ck_allocation_to_another_account CHECK ((from_level, from_holder, from_region_code) IS DISTINCT FROM (to_level, to_holder, region_code)),
	CONSTRAINT ck_allocation_project_holder CHECK ((to_holder = 'project') = (project_id IS NOT NULL)),
	CONSTRAINT ck_allocation_weak_village_is_village CHECK (NOT weak_village OR to_level = 'village'),
	CONSTRAINT ck_allocation_due_after_decision CHECK (due_on >= decided_on),
	CONSTRAINT ck_allocation_allocated_after_decision CHECK (allocated_on IS NULL OR allocated_on >= decided_on),
	CONSTRAINT ck_allocation_state_dates CHECK (CASE WHEN state IN ('registered', 'budgeted') THEN allocated_on IS NULL WHEN state IN ('retained', 'frozen', 'recovered') THEN true ELSE allocated_on IS NOT NULL END),
	CONSTRAINT ck_allocation_decided_in_time CHECK (extract(year FROM decided_on) BETWEEN year - 1 AND year + 1),
	CONSTRAINT uq_allocation_number UNIQUE (number),
	CONSTRAINT ck_allocation_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_allocation_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_allocation_ordinal CHECK (ordinal >= 1),
	CONSTRAINT ck_allocation_from_level CHECK (from_level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_allocation_from_holder CHECK (from_holder IN ('treasury', 'agency_account', 'town_finance', 'village_collective', 'project', 'charity')),
	CONSTRAINT ck_allocation_to_level CHECK (to_level IN ('central', 'province', 'city', 'county', 'town', 'village', 'society')),
	CONSTRAINT ck_allocation_to_holder CHECK (to_holder IN ('treasury', 'agency_account', 'town_finance', 'village_collective', 'project', 'charity')),
	CONSTRAINT ck_allocation_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_allocation_project_id CHECK (project_id >= 1),
	CONSTRAINT ck_allocation_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_allocation_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_allocation_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_allocation_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_allocation_allocated_on CHECK (allocated_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_allocation_state CHECK (state IN ('registered', 'budgeted', 'allocated', 'list_confirmed', 'instructed', 'paid', 'credited', 'returned', 'reconciled', 'evaluated', 'retained', 'frozen', 'recovered')),
	CONSTRAINT ck_allocation_version CHECK (version >= 0),
	CONSTRAINT ck_allocation_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_allocation_allocated_on ON allocation (allocated_on);
-- next
CREATE INDEX ix_allocation_budget_id ON allocation (budget_id);
-- next
CREATE INDEX ix_allocation_decided_on ON allocation (decided_on);
-- next
CREATE INDEX ix_allocation_department ON allocation (department);
-- next
CREATE INDEX ix_allocation_due_on ON allocation (due_on);
-- next
CREATE INDEX ix_allocation_from_holder ON allocation (from_holder);
-- next
CREATE INDEX ix_allocation_from_level ON allocation (from_level);
-- next
CREATE INDEX ix_allocation_from_region_code ON allocation (from_region_code);
-- next
CREATE INDEX ix_allocation_plan_id ON allocation (plan_id);
-- next
CREATE INDEX ix_allocation_project_id ON allocation (project_id);
-- next
CREATE INDEX ix_allocation_region_code ON allocation (region_code);
-- next
CREATE INDEX ix_allocation_source_id ON allocation (source_id);
-- next
CREATE INDEX ix_allocation_state ON allocation (state);
-- next
CREATE INDEX ix_allocation_stream_id ON allocation (stream_id);
-- next
CREATE INDEX ix_allocation_to_holder ON allocation (to_holder);
-- next
CREATE INDEX ix_allocation_to_level ON allocation (to_level);
-- next
CREATE INDEX ix_allocation_year ON allocation (year);
-- next
COMMENT ON TABLE allocation IS 'Hop of money from one account to the next 资金拨付环节 (M19, M51, M52, M58, M68, M90)';
-- next
COMMENT ON COLUMN allocation.id IS 'Key 主键';
-- next
COMMENT ON COLUMN allocation.number IS 'Number 拨付编号';
-- next
COMMENT ON COLUMN allocation.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN allocation.source_id IS 'Source; only of a first hop 资金来源（首环节）';
-- next
COMMENT ON COLUMN allocation.budget_id IS 'Budget line that it draws on; only of a first hop 预算指标';
-- next
COMMENT ON COLUMN allocation.plan_id IS 'Plan that it follows 分配方案';
-- next
COMMENT ON COLUMN allocation.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN allocation.year IS 'Budget year 预算年度';
-- next
COMMENT ON COLUMN allocation.ordinal IS 'Place in the route, from 1 环节序号';
-- next
COMMENT ON COLUMN allocation.from_level IS 'Level that pays 拨出级次';
-- next
COMMENT ON COLUMN allocation.from_holder IS 'Account that pays 拨出账户';
-- next
COMMENT ON COLUMN allocation.from_region_code IS 'Place that pays, inside the city 拨出地区';
-- next
COMMENT ON COLUMN allocation.to_level IS 'Level that receives 拨入级次';
-- next
COMMENT ON COLUMN allocation.to_holder IS 'Account that receives 拨入账户';
-- next
COMMENT ON COLUMN allocation.region_code IS 'Place that receives 拨入地区';
-- next
COMMENT ON COLUMN allocation.department IS 'Competent department 主管部门';
-- next
COMMENT ON COLUMN allocation.project_id IS 'Project that receives it 项目';
-- next
COMMENT ON COLUMN allocation.weak_village IS 'Whether an economically weak village receives it 是否拨付经济薄弱村';
-- next
COMMENT ON COLUMN allocation.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN allocation.document_number IS 'Document number 拨付文号';
-- next
COMMENT ON COLUMN allocation.decided_on IS 'Decided on 下达日期';
-- next
COMMENT ON COLUMN allocation.due_on IS 'To be paid on by 应拨付日期';
-- next
COMMENT ON COLUMN allocation.allocated_on IS 'Paid on 实际拨付日期';
-- next
COMMENT ON COLUMN allocation.state IS 'State 资金状态';
-- next
COMMENT ON COLUMN allocation.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN allocation.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE evaluation_finding (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	performance_evaluation_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	statement TEXT NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	due_on DATE NOT NULL,
	rectified_on DATE,
	rectification TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_evaluation_finding PRIMARY KEY (id),
	CONSTRAINT ck_evaluation_finding_rectified_somehow CHECK ((rectified_on IS NULL) = (rectification IS NULL)),
	CONSTRAINT ck_evaluation_finding_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_evaluation_finding_kind CHECK (kind IN ('retention', 'slow_progress', 'non_compliant_use', 'weak_targets', 'proceeds_undistributed', 'missing_documents')),
	CONSTRAINT ck_evaluation_finding_statement CHECK (btrim(statement, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_evaluation_finding_amount CHECK (amount >= 0 AND amount <> 'NaN'),
	CONSTRAINT ck_evaluation_finding_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_evaluation_finding_rectified_on CHECK (rectified_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_evaluation_finding_rectification CHECK (btrim(rectification, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_evaluation_finding_version CHECK (version >= 0),
	CONSTRAINT ck_evaluation_finding_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_evaluation_finding_department ON evaluation_finding (department);
-- next
CREATE INDEX ix_evaluation_finding_due_on ON evaluation_finding (due_on);
-- next
CREATE INDEX ix_evaluation_finding_kind ON evaluation_finding (kind);
-- next
CREATE INDEX ix_evaluation_finding_performance_evaluation_id ON evaluation_finding (performance_evaluation_id);
-- next
CREATE INDEX ix_evaluation_finding_rectified_on ON evaluation_finding (rectified_on);
-- next
CREATE INDEX ix_evaluation_finding_region_code ON evaluation_finding (region_code);
-- next
COMMENT ON TABLE evaluation_finding IS 'Problem that an evaluation found 绩效评价发现问题 (M54, M64)';
-- next
COMMENT ON COLUMN evaluation_finding.id IS 'Key 主键';
-- next
COMMENT ON COLUMN evaluation_finding.performance_evaluation_id IS 'Evaluation 绩效评价';
-- next
COMMENT ON COLUMN evaluation_finding.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN evaluation_finding.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN evaluation_finding.department IS 'Department that must put it right 整改部门';
-- next
COMMENT ON COLUMN evaluation_finding.kind IS 'Kind 问题类别';
-- next
COMMENT ON COLUMN evaluation_finding.statement IS 'Problem 问题描述';
-- next
COMMENT ON COLUMN evaluation_finding.amount IS 'Money concerned, yuan 涉及金额（元）';
-- next
COMMENT ON COLUMN evaluation_finding.due_on IS 'To be put right by 整改期限';
-- next
COMMENT ON COLUMN evaluation_finding.rectified_on IS 'Put right on 整改完成日期';
-- next
COMMENT ON COLUMN evaluation_finding.rectification IS 'What was done 整改情况';
-- next
COMMENT ON COLUMN evaluation_finding.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN evaluation_finding.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE instruction_batch (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	payment_list_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	bank TEXT COLLATE "C" NOT NULL,
	line_count INTEGER NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	sent_on DATE NOT NULL,
	answered_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_instruction_batch PRIMARY KEY (id),
	CONSTRAINT uq_instruction_batch_payment_list_id_bank UNIQUE (payment_list_id, bank),
	CONSTRAINT uq_instruction_batch_id_region_code UNIQUE (id, region_code),
	CONSTRAINT uq_instruction_batch_id_amount UNIQUE (id, amount),
	CONSTRAINT ck_instruction_batch_answered_after_sending CHECK (answered_on IS NULL OR answered_on >= sent_on),
	CONSTRAINT uq_instruction_batch_number UNIQUE (number),
	CONSTRAINT ck_instruction_batch_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_instruction_batch_bank CHECK (bank IN ('rural_commercial', 'postal_savings', 'agricultural')),
	CONSTRAINT ck_instruction_batch_line_count CHECK (line_count >= 0),
	CONSTRAINT ck_instruction_batch_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_instruction_batch_sent_on CHECK (sent_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_instruction_batch_answered_on CHECK (answered_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_instruction_batch_version CHECK (version >= 0),
	CONSTRAINT ck_instruction_batch_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_instruction_batch_answered_on ON instruction_batch (answered_on);
-- next
CREATE INDEX ix_instruction_batch_bank ON instruction_batch (bank);
-- next
CREATE INDEX ix_instruction_batch_region_code ON instruction_batch (region_code);
-- next
CREATE INDEX ix_instruction_batch_sent_on ON instruction_batch (sent_on);
-- next
COMMENT ON TABLE instruction_batch IS 'Payment instruction for one list to one bank 支付指令批次 (M62)';
-- next
COMMENT ON COLUMN instruction_batch.id IS 'Key 主键';
-- next
COMMENT ON COLUMN instruction_batch.number IS 'Number 批次编号';
-- next
COMMENT ON COLUMN instruction_batch.payment_list_id IS 'Payment list 发放清单';
-- next
COMMENT ON COLUMN instruction_batch.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN instruction_batch.bank IS 'Bank 代发银行';
-- next
COMMENT ON COLUMN instruction_batch.line_count IS 'Lines 笔数';
-- next
COMMENT ON COLUMN instruction_batch.amount IS 'Instructed, yuan 指令金额（元）';
-- next
COMMENT ON COLUMN instruction_batch.sent_on IS 'Sent on 发送日期';
-- next
COMMENT ON COLUMN instruction_batch.answered_on IS 'Result received on 银行回盘日期';
-- next
COMMENT ON COLUMN instruction_batch.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN instruction_batch.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE insurance_claim (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	insured_household_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	member_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	medical_cost NUMERIC(16, 2) NOT NULL,
	reimbursed_before NUMERIC(16, 2) NOT NULL,
	approved_amount NUMERIC(16, 2),
	state TEXT COLLATE "C" NOT NULL,
	submitted_on DATE NOT NULL,
	decided_on DATE,
	paid_on DATE,
	refusal TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_insurance_claim PRIMARY KEY (id),
	CONSTRAINT ck_insurance_claim_reimbursed_at_most_cost CHECK (reimbursed_before <= medical_cost),
	CONSTRAINT ck_insurance_claim_approved_at_most_own_costs CHECK (approved_amount <= medical_cost - reimbursed_before),
	CONSTRAINT ck_insurance_claim_decided CHECK ((state = 'submitted') = (decided_on IS NULL) AND (state IN ('approved', 'paid')) = (approved_amount IS NOT NULL)),
	CONSTRAINT ck_insurance_claim_paid CHECK ((state = 'paid') = (paid_on IS NOT NULL)),
	CONSTRAINT ck_insurance_claim_refusal_has_reason CHECK ((state = 'refused') = (refusal IS NOT NULL)),
	CONSTRAINT ck_insurance_claim_dates_in_order CHECK (decided_on >= submitted_on AND (paid_on IS NULL OR paid_on >= decided_on)),
	CONSTRAINT uq_insurance_claim_number UNIQUE (number),
	CONSTRAINT ck_insurance_claim_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_insurance_claim_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_insurance_claim_member_id CHECK (member_id >= 1),
	CONSTRAINT ck_insurance_claim_medical_cost CHECK (medical_cost > 0 AND medical_cost <> 'NaN'),
	CONSTRAINT ck_insurance_claim_reimbursed_before CHECK (reimbursed_before >= 0 AND reimbursed_before <> 'NaN'),
	CONSTRAINT ck_insurance_claim_approved_amount CHECK (approved_amount >= 0 AND approved_amount <> 'NaN'),
	CONSTRAINT ck_insurance_claim_state CHECK (state IN ('submitted', 'approved', 'refused', 'paid')),
	CONSTRAINT ck_insurance_claim_submitted_on CHECK (submitted_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insurance_claim_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insurance_claim_paid_on CHECK (paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_insurance_claim_refusal CHECK (btrim(refusal, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_insurance_claim_version CHECK (version >= 0),
	CONSTRAINT ck_insurance_claim_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_insurance_claim_decided_on ON insurance_claim (decided_on);
-- next
CREATE INDEX ix_insurance_claim_household_id ON insurance_claim (household_id);
-- next
CREATE INDEX ix_insurance_claim_insured_household_id ON insurance_claim (insured_household_id);
-- next
CREATE INDEX ix_insurance_claim_member_id ON insurance_claim (member_id);
-- next
CREATE INDEX ix_insurance_claim_paid_on ON insurance_claim (paid_on);
-- next
CREATE INDEX ix_insurance_claim_region_code ON insurance_claim (region_code);
-- next
CREATE INDEX ix_insurance_claim_state ON insurance_claim (state);
-- next
CREATE INDEX ix_insurance_claim_submitted_on ON insurance_claim (submitted_on);
-- next
COMMENT ON TABLE insurance_claim IS 'Claim of an insured household 保险理赔 (M162)';
-- next
COMMENT ON COLUMN insurance_claim.id IS 'Key 主键';
-- next
COMMENT ON COLUMN insurance_claim.number IS 'Number 赔案号';
-- next
COMMENT ON COLUMN insurance_claim.insured_household_id IS 'Insured household 参保户';
-- next
COMMENT ON COLUMN insurance_claim.household_id IS 'Household 参保户所属户';
-- next
COMMENT ON COLUMN insurance_claim.member_id IS 'Patient 患者';
-- next
COMMENT ON COLUMN insurance_claim.region_code IS 'Village or community of residence 所在村（社区）';
-- next
COMMENT ON COLUMN insurance_claim.medical_cost IS 'Cost of treatment, yuan 医疗总费用（元）';
-- next
COMMENT ON COLUMN insurance_claim.reimbursed_before IS 'Paid by basic insurance and relief, yuan 基本医保及救助已报销（元）';
-- next
COMMENT ON COLUMN insurance_claim.approved_amount IS 'Approved, yuan 核定赔付金额（元）';
-- next
COMMENT ON COLUMN insurance_claim.state IS 'State 状态';
-- next
COMMENT ON COLUMN insurance_claim.submitted_on IS 'Handed in on 报案日期';
-- next
COMMENT ON COLUMN insurance_claim.decided_on IS 'Decided on 核定日期';
-- next
COMMENT ON COLUMN insurance_claim.paid_on IS 'Paid on 赔付日期';
-- next
COMMENT ON COLUMN insurance_claim.refusal IS 'Why it was refused 拒赔原因';
-- next
COMMENT ON COLUMN insurance_claim.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN insurance_claim.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE payment_line (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	payment_list_id BIGINT NOT NULL,
	household_id BIGINT NOT NULL,
	member_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	account_id BIGINT,
	month DATE NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	result TEXT COLLATE "C" NOT NULL,
	settled_on DATE,
	failure TEXT COLLATE "C",
	repays_id BIGINT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_payment_line PRIMARY KEY (id),
	CONSTRAINT uq_payment_line_payment_list_id_member_id UNIQUE (payment_list_id, member_id),
	CONSTRAINT ck_payment_line_account_before_result CHECK (result = 'pending' OR account_id IS NOT NULL),
	CONSTRAINT ck_payment_line_settled CHECK ((result = 'pending') = (settled_on IS NULL)),
	CONSTRAINT ck_payment_line_failure_named CHECK ((result IN ('returned', 'failed')) = (failure IS NOT NULL)),
	CONSTRAINT ck_payment_line_repays_another CHECK (repays_id <> id),
	CONSTRAINT ck_payment_line_household_id CHECK (household_id >= 1),
	CONSTRAINT ck_payment_line_member_id CHECK (member_id >= 1),
	CONSTRAINT ck_payment_line_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_payment_line_month CHECK (extract(day from month) = 1 AND month BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_line_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_payment_line_result CHECK (result IN ('pending', 'paid', 'returned', 'failed')),
	CONSTRAINT ck_payment_line_settled_on CHECK (settled_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_payment_line_failure CHECK (failure IN ('name_mismatch', 'closed_account', 'dormant_account', 'wrong_number', 'bank_system')),
	CONSTRAINT ck_payment_line_version CHECK (version >= 0),
	CONSTRAINT ck_payment_line_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_payment_line_account_id ON payment_line (account_id);
-- next
CREATE INDEX ix_payment_line_failure ON payment_line (failure);
-- next
CREATE INDEX ix_payment_line_household_id_id ON payment_line (household_id, id);
-- next
CREATE INDEX ix_payment_line_member_id ON payment_line (member_id);
-- next
CREATE INDEX ix_payment_line_month ON payment_line (month);
-- next
CREATE INDEX ix_payment_line_region_code ON payment_line (region_code);
-- next
CREATE INDEX ix_payment_line_result ON payment_line (result);
-- next
CREATE INDEX ix_payment_line_settled_on ON payment_line (settled_on);
-- next
CREATE UNIQUE INDEX uq_payment_line_repays_id ON payment_line (repays_id) WHERE repays_id IS NOT NULL;
-- next
COMMENT ON TABLE payment_line IS 'Payment to a household for one month, with the bank''s result 发放明细 (M52, M60, M62, M68)';
-- next
COMMENT ON COLUMN payment_line.id IS 'Key 主键';
-- next
COMMENT ON COLUMN payment_line.payment_list_id IS 'Payment list 发放清单';
-- next
COMMENT ON COLUMN payment_line.household_id IS 'Household 受益户';
-- next
COMMENT ON COLUMN payment_line.member_id IS 'Member whom the money is for 受益成员';
-- next
COMMENT ON COLUMN payment_line.region_code IS 'Village or community of residence 所在村（社区）';
-- next
COMMENT ON COLUMN payment_line.account_id IS 'Card that it is paid to, known before the bank answers 收款账户';
-- next
COMMENT ON COLUMN payment_line.month IS 'Month that it is for 所属月份';
-- next
COMMENT ON COLUMN payment_line.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN payment_line.result IS 'Result of the bank 发放结果';
-- next
COMMENT ON COLUMN payment_line.settled_on IS 'Day of the result 到账（退回）日期';
-- next
COMMENT ON COLUMN payment_line.failure IS 'Why it came back 退回原因';
-- next
COMMENT ON COLUMN payment_line.repays_id IS 'Returned payment that it repeats 原退回明细';
-- next
COMMENT ON COLUMN payment_line.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN payment_line.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE performance_target (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	performance_evaluation_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	ordinal SMALLINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	indicator TEXT NOT NULL,
	unit TEXT NOT NULL,
	weight NUMERIC(7, 4) NOT NULL,
	target_value NUMERIC(16, 2) NOT NULL,
	achieved_value NUMERIC(16, 2),
	score NUMERIC(7, 2),
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_performance_target PRIMARY KEY (id),
	CONSTRAINT uq_performance_target_performance_evaluation_id_ordinal UNIQUE (performance_evaluation_id, ordinal),
	CONSTRAINT ck_performance_target_scored_when_achieved CHECK ((achieved_value IS NULL) = (score IS NULL)),
	CONSTRAINT ck_performance_target_ordinal CHECK (ordinal >= 1),
	CONSTRAINT ck_performance_target_kind CHECK (kind IN ('output', 'outcome', 'timeliness', 'satisfaction')),
	CONSTRAINT ck_performance_target_indicator CHECK (btrim(indicator, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_performance_target_unit CHECK (btrim(unit, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_performance_target_weight CHECK (weight BETWEEN 0 AND 1),
	CONSTRAINT ck_performance_target_target_value CHECK (target_value >= 0 AND target_value <> 'NaN'),
	CONSTRAINT ck_performance_target_achieved_value CHECK (achieved_value >= 0 AND achieved_value <> 'NaN'),
	CONSTRAINT ck_performance_target_score CHECK (score BETWEEN 0 AND 100),
	CONSTRAINT ck_performance_target_version CHECK (version >= 0),
	CONSTRAINT ck_performance_target_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_performance_target_kind ON performance_target (kind);
-- next
CREATE INDEX ix_performance_target_region_code ON performance_target (region_code);
-- next
COMMENT ON TABLE performance_target IS 'Target of an evaluation and what was achieved 绩效目标 (M54)';
-- next
COMMENT ON COLUMN performance_target.id IS 'Key 主键';
-- next
COMMENT ON COLUMN performance_target.performance_evaluation_id IS 'Evaluation 绩效评价';
-- next
COMMENT ON COLUMN performance_target.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN performance_target.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN performance_target.ordinal IS 'Place in the list 序号';
-- next
COMMENT ON COLUMN performance_target.kind IS 'Kind 指标类别';
-- next
COMMENT ON COLUMN performance_target.indicator IS 'Indicator 指标名称';
-- next
COMMENT ON COLUMN performance_target.unit IS 'Unit 单位';
-- next
COMMENT ON COLUMN performance_target.weight IS 'Weight 权重';
-- next
COMMENT ON COLUMN performance_target.target_value IS 'Target 目标值';
-- next
COMMENT ON COLUMN performance_target.achieved_value IS 'Achieved 完成值';
-- next
COMMENT ON COLUMN performance_target.score IS 'Score 得分';
-- next
COMMENT ON COLUMN performance_target.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN performance_target.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE allocation_feeding (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	allocation_id BIGINT NOT NULL,
	fed_by_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_allocation_feeding PRIMARY KEY (id),
	CONSTRAINT uq_allocation_feeding_allocation_id_fed_by_id UNIQUE (allocation_id, fed_by_id),
	CONSTRAINT ck_allocation_feeding_another_hop CHECK (fed_by_id <> allocation_id),
	CONSTRAINT ck_allocation_feeding_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_allocation_feeding_version CHECK (version >= 0),
	CONSTRAINT ck_allocation_feeding_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_allocation_feeding_fed_by_id ON allocation_feeding (fed_by_id);
-- next
CREATE INDEX ix_allocation_feeding_region_code ON allocation_feeding (region_code);
-- next
CREATE INDEX ix_allocation_feeding_stream_id ON allocation_feeding (stream_id);
-- next
COMMENT ON TABLE allocation_feeding IS 'Share of a hop that was fed from an earlier hop 拨付衔接关系 (M51, M52)';
-- next
COMMENT ON COLUMN allocation_feeding.id IS 'Key 主键';
-- next
COMMENT ON COLUMN allocation_feeding.allocation_id IS 'Hop that was fed 后一环节';
-- next
COMMENT ON COLUMN allocation_feeding.fed_by_id IS 'Hop that fed it 前一环节';
-- next
COMMENT ON COLUMN allocation_feeding.stream_id IS 'Stream of both hops 资金种类';
-- next
COMMENT ON COLUMN allocation_feeding.region_code IS 'Place that receives 拨入地区';
-- next
COMMENT ON COLUMN allocation_feeding.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN allocation_feeding.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN allocation_feeding.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN allocation_feeding.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE donation_receipt (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	stream_id BIGINT NOT NULL,
	allocation_id BIGINT,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	donor_kind TEXT COLLATE "C" NOT NULL,
	donor_name TEXT NOT NULL,
	donor_credit_code TEXT COLLATE "C",
	receiver_name TEXT NOT NULL,
	receiver_credit_code TEXT COLLATE "C" NOT NULL,
	item TEXT,
	quantity NUMERIC(16, 2),
	unit TEXT,
	amount NUMERIC(16, 2) NOT NULL,
	received_on DATE NOT NULL,
	delivered_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_donation_receipt PRIMARY KEY (id),
	CONSTRAINT ck_donation_receipt_company_has_code CHECK (donor_kind = 'individual' OR donor_credit_code IS NOT NULL),
	CONSTRAINT ck_donation_receipt_goods_are_counted CHECK ((kind = 'money') = (num_nulls(item, quantity, unit) = 3)),
	CONSTRAINT ck_donation_receipt_counted_in_full CHECK (num_nulls(item, quantity, unit) IN (0, 3)),
	CONSTRAINT ck_donation_receipt_only_money_moves CHECK (allocation_id IS NULL OR kind = 'money'),
	CONSTRAINT ck_donation_receipt_delivered_after_receipt CHECK (delivered_on IS NULL OR delivered_on >= received_on),
	CONSTRAINT ck_donation_receipt_from_another CHECK (donor_credit_code <> receiver_credit_code),
	CONSTRAINT uq_donation_receipt_number UNIQUE (number),
	CONSTRAINT ck_donation_receipt_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_donation_receipt_kind CHECK (kind IN ('money', 'goods', 'service')),
	CONSTRAINT ck_donation_receipt_donor_kind CHECK (donor_kind IN ('company', 'association', 'individual')),
	CONSTRAINT ck_donation_receipt_donor_name CHECK (btrim(donor_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_donation_receipt_donor_credit_code CHECK (donor_credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_donation_receipt_receiver_name CHECK (btrim(receiver_name, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_donation_receipt_receiver_credit_code CHECK (receiver_credit_code ~ '^[0-9A-HJ-NP-RTUW-Y]{18}$'),
	CONSTRAINT ck_donation_receipt_item CHECK (btrim(item, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_donation_receipt_quantity CHECK (quantity >= 0 AND quantity <> 'NaN'),
	CONSTRAINT ck_donation_receipt_unit CHECK (btrim(unit, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_donation_receipt_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_donation_receipt_received_on CHECK (received_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_donation_receipt_delivered_on CHECK (delivered_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_donation_receipt_version CHECK (version >= 0),
	CONSTRAINT ck_donation_receipt_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_donation_receipt_allocation_id ON donation_receipt (allocation_id);
-- next
CREATE INDEX ix_donation_receipt_delivered_on ON donation_receipt (delivered_on);
-- next
CREATE INDEX ix_donation_receipt_donor_credit_code ON donation_receipt (donor_credit_code);
-- next
CREATE INDEX ix_donation_receipt_donor_kind ON donation_receipt (donor_kind);
-- next
CREATE INDEX ix_donation_receipt_kind ON donation_receipt (kind);
-- next
CREATE INDEX ix_donation_receipt_received_on ON donation_receipt (received_on);
-- next
CREATE INDEX ix_donation_receipt_receiver_credit_code ON donation_receipt (receiver_credit_code);
-- next
CREATE INDEX ix_donation_receipt_region_code ON donation_receipt (region_code);
-- next
CREATE INDEX ix_donation_receipt_stream_id ON donation_receipt (stream_id);
-- next
COMMENT ON TABLE donation_receipt IS 'Donation received: money, goods or service 受赠记录 (M19, M50)';
-- next
COMMENT ON COLUMN donation_receipt.id IS 'Key 主键';
-- next
COMMENT ON COLUMN donation_receipt.number IS 'Number of the receipt 捐赠票据号';
-- next
COMMENT ON COLUMN donation_receipt.stream_id IS 'Stream that it goes into 资金种类';
-- next
COMMENT ON COLUMN donation_receipt.allocation_id IS 'Hop by which the money came in 拨付环节';
-- next
COMMENT ON COLUMN donation_receipt.region_code IS 'Place that received it 受赠地区';
-- next
COMMENT ON COLUMN donation_receipt.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN donation_receipt.kind IS 'Kind 捐赠形式';
-- next
COMMENT ON COLUMN donation_receipt.donor_kind IS 'Kind of donor 捐赠方类别';
-- next
COMMENT ON COLUMN donation_receipt.donor_name IS 'Name of the donor 捐赠方名称';
-- next
COMMENT ON COLUMN donation_receipt.donor_credit_code IS 'Unified credit code of the donor 捐赠方统一社会信用代码';
-- next
COMMENT ON COLUMN donation_receipt.receiver_name IS 'Charity that received it 受赠慈善组织';
-- next
COMMENT ON COLUMN donation_receipt.receiver_credit_code IS 'Unified credit code of the charity 受赠方统一社会信用代码';
-- next
COMMENT ON COLUMN donation_receipt.item IS 'Goods or service 物品（服务）名称';
-- next
COMMENT ON COLUMN donation_receipt.quantity IS 'Quantity 数量';
-- next
COMMENT ON COLUMN donation_receipt.unit IS 'Unit of the quantity 计量单位';
-- next
COMMENT ON COLUMN donation_receipt.amount IS 'Amount, or value by estimate, yuan 金额或评估价值（元）';
-- next
COMMENT ON COLUMN donation_receipt.received_on IS 'Received on 接收日期';
-- next
COMMENT ON COLUMN donation_receipt.delivered_on IS 'Passed on in full on 使用（发放）完成日期';
-- next
COMMENT ON COLUMN donation_receipt.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN donation_receipt.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE ecological_compensation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	rate_id BIGINT NOT NULL,
	allocation_id BIGINT,
	area NUMERIC(14, 2) NOT NULL,
	standard NUMERIC(16, 2) NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	paid_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_ecological_compensation PRIMARY KEY (id),
	CONSTRAINT uq_ecological_compensation_region_code_year_rate_id UNIQUE (region_code, year, rate_id),
	CONSTRAINT uq_ecological_compensation_allocation_id UNIQUE (allocation_id),
	CONSTRAINT ck_ecological_compensation_area_by_standard CHECK (amount = round(area * standard, 2)),
	CONSTRAINT ck_ecological_compensation_paid_in_time CHECK (extract(year FROM paid_on) >= year),
	CONSTRAINT ck_ecological_compensation_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_ecological_compensation_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_ecological_compensation_area CHECK (area >= 0 AND area <> 'NaN'),
	CONSTRAINT ck_ecological_compensation_standard CHECK (standard > 0 AND standard <> 'NaN'),
	CONSTRAINT ck_ecological_compensation_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_ecological_compensation_paid_on CHECK (paid_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_ecological_compensation_version CHECK (version >= 0),
	CONSTRAINT ck_ecological_compensation_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_ecological_compensation_paid_on ON ecological_compensation (paid_on);
-- next
CREATE INDEX ix_ecological_compensation_rate_id ON ecological_compensation (rate_id);
-- next
CREATE INDEX ix_ecological_compensation_year ON ecological_compensation (year);
-- next
COMMENT ON TABLE ecological_compensation IS 'Ecological compensation paid to a village 生态补偿 (M103, M179)';
-- next
COMMENT ON COLUMN ecological_compensation.id IS 'Key 主键';
-- next
COMMENT ON COLUMN ecological_compensation.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN ecological_compensation.year IS 'Year 年度';
-- next
COMMENT ON COLUMN ecological_compensation.rate_id IS 'Rate in force 补偿标准';
-- next
COMMENT ON COLUMN ecological_compensation.allocation_id IS 'Hop by which it was paid 拨付环节';
-- next
COMMENT ON COLUMN ecological_compensation.area IS 'Compensated, mu 补偿面积（亩）';
-- next
COMMENT ON COLUMN ecological_compensation.standard IS 'Standard by which it was paid, yuan a mu 执行标准（元/亩）';
-- next
COMMENT ON COLUMN ecological_compensation.amount IS 'Yuan 补偿金额（元）';
-- next
COMMENT ON COLUMN ecological_compensation.paid_on IS 'Paid on 拨付日期';
-- next
COMMENT ON COLUMN ecological_compensation.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN ecological_compensation.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE payment_list_funding (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	payment_list_id BIGINT NOT NULL,
	allocation_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_payment_list_funding PRIMARY KEY (id),
	CONSTRAINT uq_payment_list_funding_payment_list_id_allocation_id UNIQUE (payment_list_id, allocation_id),
	CONSTRAINT ck_payment_list_funding_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_payment_list_funding_version CHECK (version >= 0),
	CONSTRAINT ck_payment_list_funding_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_payment_list_funding_allocation_id ON payment_list_funding (allocation_id);
-- next
CREATE INDEX ix_payment_list_funding_region_code ON payment_list_funding (region_code);
-- next
CREATE INDEX ix_payment_list_funding_stream_id ON payment_list_funding (stream_id);
-- next
COMMENT ON TABLE payment_list_funding IS 'Share of a payment list that a hop pays 清单资金来源 (M51, M52, M63)';
-- next
COMMENT ON COLUMN payment_list_funding.id IS 'Key 主键';
-- next
COMMENT ON COLUMN payment_list_funding.payment_list_id IS 'Payment list 发放清单';
-- next
COMMENT ON COLUMN payment_list_funding.allocation_id IS 'Hop that pays 拨付环节';
-- next
COMMENT ON COLUMN payment_list_funding.stream_id IS 'Stream of the list and of the hop 资金种类';
-- next
COMMENT ON COLUMN payment_list_funding.region_code IS 'Place that holds the money 拨付地区';
-- next
COMMENT ON COLUMN payment_list_funding.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN payment_list_funding.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN payment_list_funding.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE reconciliation (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	instruction_batch_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	reconciled_by BIGINT NOT NULL,
	reconciled_on DATE NOT NULL,
	instructed_amount NUMERIC(16, 2) NOT NULL,
	paid_amount NUMERIC(16, 2) NOT NULL,
	returned_amount NUMERIC(16, 2) NOT NULL,
	failed_amount NUMERIC(16, 2) NOT NULL,
	difference NUMERIC(16, 2) NOT NULL,
	explanation TEXT,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_reconciliation PRIMARY KEY (id),
	CONSTRAINT uq_reconciliation_instruction_batch_id UNIQUE (instruction_batch_id),
	CONSTRAINT ck_reconciliation_sums_up CHECK (instructed_amount = paid_amount + returned_amount + failed_amount + difference),
	CONSTRAINT ck_reconciliation_reconciled_by CHECK (reconciled_by >= 1),
	CONSTRAINT ck_reconciliation_reconciled_on CHECK (reconciled_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_reconciliation_instructed_amount CHECK (instructed_amount > 0 AND instructed_amount <> 'NaN'),
	CONSTRAINT ck_reconciliation_paid_amount CHECK (paid_amount >= 0 AND paid_amount <> 'NaN'),
	CONSTRAINT ck_reconciliation_returned_amount CHECK (returned_amount >= 0 AND returned_amount <> 'NaN'),
	CONSTRAINT ck_reconciliation_failed_amount CHECK (failed_amount >= 0 AND failed_amount <> 'NaN'),
	CONSTRAINT ck_reconciliation_difference CHECK (difference <> 'NaN'),
	CONSTRAINT ck_reconciliation_explanation CHECK (btrim(explanation, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_reconciliation_version CHECK (version >= 0),
	CONSTRAINT ck_reconciliation_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_reconciliation_reconciled_by ON reconciliation (reconciled_by);
-- next
CREATE INDEX ix_reconciliation_reconciled_on ON reconciliation (reconciled_on);
-- next
CREATE INDEX ix_reconciliation_region_code ON reconciliation (region_code);
-- next
COMMENT ON TABLE reconciliation IS 'Reconciliation of an instruction with the bank''s results 对账记录 (M25, M62)';
-- next
COMMENT ON COLUMN reconciliation.id IS 'Key 主键';
-- next
COMMENT ON COLUMN reconciliation.instruction_batch_id IS 'Instruction 支付指令批次';
-- next
COMMENT ON COLUMN reconciliation.region_code IS 'County 市（县）区';
-- next
COMMENT ON COLUMN reconciliation.reconciled_by IS 'Who reconciled it 对账人';
-- next
COMMENT ON COLUMN reconciliation.reconciled_on IS 'Day 对账日期';
-- next
COMMENT ON COLUMN reconciliation.instructed_amount IS 'Instructed, yuan 指令金额（元）';
-- next
COMMENT ON COLUMN reconciliation.paid_amount IS 'Credited, yuan 到账金额（元）';
-- next
COMMENT ON COLUMN reconciliation.returned_amount IS 'Returned, yuan 退回金额（元）';
-- next
COMMENT ON COLUMN reconciliation.failed_amount IS 'Failed, yuan 失败金额（元）';
-- next
COMMENT ON COLUMN reconciliation.difference IS 'Not accounted for, yuan 差额（元）';
-- next
COMMENT ON COLUMN reconciliation.explanation IS 'Explanation of the difference 差额说明';
-- next
COMMENT ON COLUMN reconciliation.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN reconciliation.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE retention (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	allocation_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	since_on DATE NOT NULL,
	released_on DATE,
	reason TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_retention PRIMARY KEY (id),
	CONSTRAINT ck_retention_released_after_start CHECK (released_on IS NULL OR released_on >= since_on),
	CONSTRAINT ck_retention_recovered_for_good CHECK (kind <> 'recovered' OR released_on IS NULL),
	CONSTRAINT ck_retention_department CHECK (department IN ('civil_affairs', 'agriculture', 'finance', 'education', 'health', 'housing', 'human_resources', 'disabled_federation', 'red_cross', 'women_federation', 'charity', 'audit', 'discipline', 'poverty_office', 'town_government')),
	CONSTRAINT ck_retention_kind CHECK (kind IN ('retained', 'frozen', 'recovered')),
	CONSTRAINT ck_retention_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_retention_since_on CHECK (since_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_retention_released_on CHECK (released_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_retention_reason CHECK (btrim(reason, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_retention_version CHECK (version >= 0),
	CONSTRAINT ck_retention_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_retention_allocation_id ON retention (allocation_id);
-- next
CREATE INDEX ix_retention_department ON retention (department);
-- next
CREATE INDEX ix_retention_kind ON retention (kind);
-- next
CREATE INDEX ix_retention_region_code ON retention (region_code);
-- next
CREATE INDEX ix_retention_released_on ON retention (released_on);
-- next
CREATE INDEX ix_retention_since_on ON retention (since_on);
-- next
COMMENT ON TABLE retention IS 'Money of a hop that stands still, was frozen or was taken back 资金滞留、冻结与收回 (M61, M65, M68)';
-- next
COMMENT ON COLUMN retention.id IS 'Key 主键';
-- next
COMMENT ON COLUMN retention.allocation_id IS 'Hop 拨付环节';
-- next
COMMENT ON COLUMN retention.region_code IS 'Place that holds it 所在地区';
-- next
COMMENT ON COLUMN retention.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN retention.department IS 'Responsible department 责任部门';
-- next
COMMENT ON COLUMN retention.kind IS 'Kind 类别';
-- next
COMMENT ON COLUMN retention.amount IS 'Yuan 金额（元）';
-- next
COMMENT ON COLUMN retention.since_on IS 'Since 起始日期';
-- next
COMMENT ON COLUMN retention.released_on IS 'Until 解除日期';
-- next
COMMENT ON COLUMN retention.reason IS 'Reason 原因';
-- next
COMMENT ON COLUMN retention.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN retention.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE subsidy_award (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	instrument TEXT COLLATE "C" NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	year SMALLINT NOT NULL,
	project_id BIGINT,
	allocation_id BIGINT,
	input_amount NUMERIC(16, 2),
	input_share NUMERIC(7, 4),
	unit_count INTEGER,
	unit_standard NUMERIC(16, 2),
	village_income NUMERIC(16, 2),
	income_threshold NUMERIC(16, 2),
	amount NUMERIC(16, 2) NOT NULL,
	evidence TEXT NOT NULL,
	evidence_digest BYTEA NOT NULL,
	decided_on DATE NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_subsidy_award PRIMARY KEY (id),
	CONSTRAINT uq_subsidy_award_allocation_id UNIQUE (allocation_id),
	CONSTRAINT ck_subsidy_award_instrument_inputs CHECK (CASE instrument WHEN 'input_award' THEN num_nulls(project_id, input_amount, input_share) = 0 WHEN 'fixed_subsidy' THEN num_nulls(unit_count, unit_standard) = 0 ELSE num_nulls(village_income, income_threshold) = 0 END),
	CONSTRAINT ck_subsidy_award_instrument_alone CHECK ((instrument = 'input_award' OR num_nonnulls(input_amount, input_share) = 0) AND (instrument = 'fixed_subsidy' OR num_nonnulls(unit_count, unit_standard) = 0) AND (instrument = 'turnaround_reward' OR num_nonnulls(village_income, income_threshold) = 0)),
	CONSTRAINT ck_subsidy_award_instrument_formula CHECK (CASE instrument WHEN 'input_award' THEN amount = round(input_amount * input_share, 2) WHEN 'fixed_subsidy' THEN amount = unit_count * unit_standard ELSE village_income > income_threshold END),
	CONSTRAINT ck_subsidy_award_decided_in_time CHECK (extract(year FROM decided_on) BETWEEN year AND year + 1),
	CONSTRAINT uq_subsidy_award_number UNIQUE (number),
	CONSTRAINT ck_subsidy_award_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_subsidy_award_instrument CHECK (instrument IN ('input_award', 'fixed_subsidy', 'turnaround_reward')),
	CONSTRAINT ck_subsidy_award_region_code_level CHECK (length(region_code) = 12),
	CONSTRAINT ck_subsidy_award_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_subsidy_award_project_id CHECK (project_id >= 1),
	CONSTRAINT ck_subsidy_award_input_amount CHECK (input_amount > 0 AND input_amount <> 'NaN'),
	CONSTRAINT ck_subsidy_award_input_share CHECK (input_share BETWEEN 0 AND 1),
	CONSTRAINT ck_subsidy_award_unit_count CHECK (unit_count >= 0),
	CONSTRAINT ck_subsidy_award_unit_standard CHECK (unit_standard > 0 AND unit_standard <> 'NaN'),
	CONSTRAINT ck_subsidy_award_village_income CHECK (village_income >= 0 AND village_income <> 'NaN'),
	CONSTRAINT ck_subsidy_award_income_threshold CHECK (income_threshold >= 0 AND income_threshold <> 'NaN'),
	CONSTRAINT ck_subsidy_award_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_subsidy_award_evidence CHECK (btrim(evidence, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_subsidy_award_evidence_digest CHECK (octet_length(evidence_digest) = 32),
	CONSTRAINT ck_subsidy_award_decided_on CHECK (decided_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_subsidy_award_version CHECK (version >= 0),
	CONSTRAINT ck_subsidy_award_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_subsidy_award_decided_on ON subsidy_award (decided_on);
-- next
CREATE INDEX ix_subsidy_award_instrument ON subsidy_award (instrument);
-- next
CREATE INDEX ix_subsidy_award_project_id ON subsidy_award (project_id);
-- next
CREATE INDEX ix_subsidy_award_region_code ON subsidy_award (region_code);
-- next
CREATE INDEX ix_subsidy_award_year ON subsidy_award (year);
-- next
COMMENT ON TABLE subsidy_award IS 'Award of the city special fund to a weak village: by input, fixed, or for turning around 奖补 (M88)';
-- next
COMMENT ON COLUMN subsidy_award.id IS 'Key 主键';
-- next
COMMENT ON COLUMN subsidy_award.number IS 'Number 奖补编号';
-- next
COMMENT ON COLUMN subsidy_award.instrument IS 'Instrument 奖补形式';
-- next
COMMENT ON COLUMN subsidy_award.region_code IS 'Village 村';
-- next
COMMENT ON COLUMN subsidy_award.year IS 'Year 年度';
-- next
COMMENT ON COLUMN subsidy_award.project_id IS 'Project that was invested in 项目';
-- next
COMMENT ON COLUMN subsidy_award.allocation_id IS 'Hop by which it was paid 拨付环节';
-- next
COMMENT ON COLUMN subsidy_award.input_amount IS 'Own input, yuan 自筹投入（元）';
-- next
COMMENT ON COLUMN subsidy_award.input_share IS 'Share of the input that is awarded 奖补比例';
-- next
COMMENT ON COLUMN subsidy_award.unit_count IS 'Units 补助数量';
-- next
COMMENT ON COLUMN subsidy_award.unit_standard IS 'Yuan a unit 定额标准（元）';
-- next
COMMENT ON COLUMN subsidy_award.village_income IS 'Income of the village in the year before, yuan 上年村级收入（元）';
-- next
COMMENT ON COLUMN subsidy_award.income_threshold IS 'Income that it had to pass, yuan 达标标准（元）';
-- next
COMMENT ON COLUMN subsidy_award.amount IS 'Award, yuan 奖补金额（元）';
-- next
COMMENT ON COLUMN subsidy_award.evidence IS 'Evidence 佐证材料';
-- next
COMMENT ON COLUMN subsidy_award.evidence_digest IS 'SHA-256 of the evidence 佐证材料摘要';
-- next
COMMENT ON COLUMN subsidy_award.decided_on IS 'Decided on 决定日期';
-- next
COMMENT ON COLUMN subsidy_award.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN subsidy_award.recorded_at IS 'Known to the system since 入库时间';
-- next
CREATE TABLE upper_level_report (
	id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	number TEXT COLLATE "C" NOT NULL,
	allocation_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	region_code TEXT COLLATE "C" NOT NULL,
	to_household BOOLEAN NOT NULL,
	year SMALLINT NOT NULL,
	amount NUMERIC(16, 2) NOT NULL,
	document_number TEXT NOT NULL,
	arrived_on DATE NOT NULL,
	due_on DATE NOT NULL,
	filed_on DATE,
	accepted_on DATE,
	version INTEGER DEFAULT '1' NOT NULL,
	recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
	CONSTRAINT pk_upper_level_report PRIMARY KEY (id),
	CONSTRAINT uq_upper_level_report_allocation_id UNIQUE (allocation_id),
	CONSTRAINT ck_upper_level_report_due_after_arrival CHECK (due_on >= arrived_on),
	CONSTRAINT ck_upper_level_report_filed_after_arrival CHECK (filed_on IS NULL OR filed_on >= arrived_on),
	CONSTRAINT ck_upper_level_report_accepted_after_filing CHECK (accepted_on IS NULL OR (filed_on IS NOT NULL AND accepted_on >= filed_on)),
	CONSTRAINT uq_upper_level_report_number UNIQUE (number),
	CONSTRAINT ck_upper_level_report_number CHECK (number ~ '^[0-9A-Za-z._-]+$'),
	CONSTRAINT ck_upper_level_report_region_code_level CHECK (length(region_code) = 6),
	CONSTRAINT ck_upper_level_report_year CHECK (year BETWEEN 1990 AND 2099),
	CONSTRAINT ck_upper_level_report_amount CHECK (amount > 0 AND amount <> 'NaN'),
	CONSTRAINT ck_upper_level_report_document_number CHECK (btrim(document_number, U&' \0009\000A\000D\00A0\3000') <> ''),
	CONSTRAINT ck_upper_level_report_arrived_on CHECK (arrived_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_upper_level_report_due_on CHECK (due_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_upper_level_report_filed_on CHECK (filed_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_upper_level_report_accepted_on CHECK (accepted_on BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'),
	CONSTRAINT ck_upper_level_report_version CHECK (version >= 0),
	CONSTRAINT ck_upper_level_report_recorded_at CHECK (recorded_at BETWEEN TIMESTAMPTZ '1900-01-01 00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00')
);
-- next
CREATE INDEX ix_upper_level_report_accepted_on ON upper_level_report (accepted_on);
-- next
CREATE INDEX ix_upper_level_report_arrived_on ON upper_level_report (arrived_on);
-- next
CREATE INDEX ix_upper_level_report_due_on ON upper_level_report (due_on);
-- next
CREATE INDEX ix_upper_level_report_filed_on ON upper_level_report (filed_on);
-- next
CREATE INDEX ix_upper_level_report_region_code ON upper_level_report (region_code);
-- next
CREATE INDEX ix_upper_level_report_stream_id ON upper_level_report (stream_id);
-- next
CREATE INDEX ix_upper_level_report_year ON upper_level_report (year);
-- next
COMMENT ON TABLE upper_level_report IS 'Report to the city of central or provincial money that did not pass its treasury 上级扶贫资金报备 (M57)';
-- next
COMMENT ON COLUMN upper_level_report.id IS 'Key 主键';
-- next
COMMENT ON COLUMN upper_level_report.number IS 'Number 报备编号';
-- next
COMMENT ON COLUMN upper_level_report.allocation_id IS 'Hop by which the money arrived 到账环节';
-- next
COMMENT ON COLUMN upper_level_report.stream_id IS 'Stream 资金种类';
-- next
COMMENT ON COLUMN upper_level_report.region_code IS 'County that must report 报备市（县）区';
-- next
COMMENT ON COLUMN upper_level_report.to_household IS 'Whether it ends at households 是否到户资金';
-- next
COMMENT ON COLUMN upper_level_report.year IS 'Year 年度';
-- next
COMMENT ON COLUMN upper_level_report.amount IS 'Arrived, yuan 到账金额（元）';
-- next
COMMENT ON COLUMN upper_level_report.document_number IS 'Document of the upper level 上级文号';
-- next
COMMENT ON COLUMN upper_level_report.arrived_on IS 'Arrived on 到账日期';
-- next
COMMENT ON COLUMN upper_level_report.due_on IS 'To be reported by 报备截止日期';
-- next
COMMENT ON COLUMN upper_level_report.filed_on IS 'Reported on 报备日期';
-- next
COMMENT ON COLUMN upper_level_report.accepted_on IS 'Accepted by the city finance bureau on 市财政局受理日期';
-- next
COMMENT ON COLUMN upper_level_report.version IS 'Number of this version of the row 版本号';
-- next
COMMENT ON COLUMN upper_level_report.recorded_at IS 'Known to the system since 入库时间';
-- next
ALTER TABLE account ADD CONSTRAINT fk_account_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_budget_id FOREIGN KEY(budget_id) REFERENCES budget (id);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_budget_source_year FOREIGN KEY(budget_id, source_id, year) REFERENCES budget (id, source_id, year);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_allocation_stream FOREIGN KEY(allocation_id, stream_id) REFERENCES allocation (id, stream_id);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_fed_by_id FOREIGN KEY(fed_by_id) REFERENCES allocation (id);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_fed_by_stream FOREIGN KEY(fed_by_id, stream_id) REFERENCES allocation (id, stream_id);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE allocation_feeding ADD CONSTRAINT fk_allocation_feeding_to_household FOREIGN KEY(allocation_id, to_household) REFERENCES allocation (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_from_level FOREIGN KEY(source_id, from_level) REFERENCES fund_source (id, level);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_from_region_code FOREIGN KEY(from_region_code) REFERENCES region (code);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_plan_id FOREIGN KEY(plan_id) REFERENCES allocation_plan (id);
-- next
ALTER TABLE allocation_plan ADD CONSTRAINT fk_allocation_plan_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE allocation_plan ADD CONSTRAINT fk_allocation_plan_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_plan_stream_year FOREIGN KEY(plan_id, stream_id, year) REFERENCES allocation_plan (id, stream_id, year);
-- next
ALTER TABLE allocation_plan ADD CONSTRAINT fk_allocation_plan_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_source_stream FOREIGN KEY(source_id, stream_id) REFERENCES fund_source (id, stream_id);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE allocation ADD CONSTRAINT fk_allocation_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE benefit_standard ADD CONSTRAINT fk_benefit_standard_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE benefit_standard ADD CONSTRAINT fk_benefit_standard_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_budget_document_id FOREIGN KEY(budget_document_id) REFERENCES budget_document (id);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_budget_document_year FOREIGN KEY(budget_document_id, year) REFERENCES budget_document (id, year);
-- next
ALTER TABLE budget_document ADD CONSTRAINT fk_budget_document_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_source_id FOREIGN KEY(source_id) REFERENCES fund_source (id);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_source_level FOREIGN KEY(source_id, level) REFERENCES fund_source (id, level);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_source_stream FOREIGN KEY(source_id, stream_id) REFERENCES fund_source (id, stream_id);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE budget ADD CONSTRAINT fk_budget_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE compensation_rate ADD CONSTRAINT fk_compensation_rate_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_allocation_stream FOREIGN KEY(allocation_id, stream_id) REFERENCES allocation (id, stream_id);
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE donation_receipt ADD CONSTRAINT fk_donation_receipt_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_allocation_year_amount FOREIGN KEY(allocation_id, year, amount) REFERENCES allocation (id, year, amount);
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_rate_id FOREIGN KEY(rate_id) REFERENCES compensation_rate (id);
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_rate_year FOREIGN KEY(rate_id, year) REFERENCES compensation_rate (id, year);
-- next
ALTER TABLE ecological_compensation ADD CONSTRAINT fk_ecological_compensation_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE evaluation_finding ADD CONSTRAINT fk_evaluation_finding_performance_evaluation_id FOREIGN KEY(performance_evaluation_id) REFERENCES performance_evaluation (id);
-- next
ALTER TABLE evaluation_finding ADD CONSTRAINT fk_evaluation_finding_performance_evaluation_region FOREIGN KEY(performance_evaluation_id, region_code) REFERENCES performance_evaluation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE evaluation_finding ADD CONSTRAINT fk_evaluation_finding_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE evaluation_finding ADD CONSTRAINT fk_evaluation_finding_to_household FOREIGN KEY(performance_evaluation_id, to_household) REFERENCES performance_evaluation (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE event_leaf ADD CONSTRAINT fk_event_leaf_event_id FOREIGN KEY(event_id) REFERENCES event (id);
-- next
ALTER TABLE fee_waiver ADD CONSTRAINT fk_fee_waiver_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE fiscal_transfer ADD CONSTRAINT fk_fiscal_transfer_payer_region_code FOREIGN KEY(payer_region_code) REFERENCES region (code);
-- next
ALTER TABLE fiscal_transfer ADD CONSTRAINT fk_fiscal_transfer_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE fund_source ADD CONSTRAINT fk_fund_source_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE instruction_batch ADD CONSTRAINT fk_instruction_batch_payment_list_id FOREIGN KEY(payment_list_id) REFERENCES payment_list (id);
-- next
ALTER TABLE instruction_batch ADD CONSTRAINT fk_instruction_batch_payment_list_region FOREIGN KEY(payment_list_id, region_code) REFERENCES payment_list (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE instruction_batch ADD CONSTRAINT fk_instruction_batch_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE instruction_batch ADD CONSTRAINT fk_instruction_batch_sent_on FOREIGN KEY(payment_list_id, sent_on) REFERENCES payment_list (id, instructed_on);
-- next
ALTER TABLE insurance_claim ADD CONSTRAINT fk_insurance_claim_insured_household_household FOREIGN KEY(insured_household_id, household_id) REFERENCES insured_household (id, household_id);
-- next
ALTER TABLE insurance_claim ADD CONSTRAINT fk_insurance_claim_insured_household_id FOREIGN KEY(insured_household_id) REFERENCES insured_household (id);
-- next
ALTER TABLE insurance_claim ADD CONSTRAINT fk_insurance_claim_insured_household_region FOREIGN KEY(insured_household_id, region_code) REFERENCES insured_household (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE insurance_claim ADD CONSTRAINT fk_insurance_claim_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE insurance_policy ADD CONSTRAINT fk_insurance_policy_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE insured_household ADD CONSTRAINT fk_insured_household_insurance_eligibility_id FOREIGN KEY(insurance_eligibility_id) REFERENCES insurance_eligibility (id);
-- next
ALTER TABLE insured_household ADD CONSTRAINT fk_insured_household_insurance_policy_id FOREIGN KEY(insurance_policy_id) REFERENCES insurance_policy (id);
-- next
ALTER TABLE insured_household ADD CONSTRAINT fk_insured_household_premium FOREIGN KEY(insurance_policy_id, premium) REFERENCES insurance_policy (id, premium_per_household);
-- next
ALTER TABLE insured_household ADD CONSTRAINT fk_insured_household_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE loan_guarantee ADD CONSTRAINT fk_loan_guarantee_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id);
-- next
ALTER TABLE loan_guarantee ADD CONSTRAINT fk_loan_guarantee_loan_region FOREIGN KEY(loan_id, region_code) REFERENCES loan (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE loan_guarantee ADD CONSTRAINT fk_loan_guarantee_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE loan ADD CONSTRAINT fk_loan_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE loan_subsidy ADD CONSTRAINT fk_loan_subsidy_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id);
-- next
ALTER TABLE loan_subsidy ADD CONSTRAINT fk_loan_subsidy_loan_region FOREIGN KEY(loan_id, region_code) REFERENCES loan (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE loan_subsidy ADD CONSTRAINT fk_loan_subsidy_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE loan_subsidy ADD CONSTRAINT fk_loan_subsidy_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE payment_line ADD CONSTRAINT fk_payment_line_account_household FOREIGN KEY(account_id, household_id) REFERENCES account (id, household_id);
-- next
ALTER TABLE payment_line ADD CONSTRAINT fk_payment_line_account_id FOREIGN KEY(account_id) REFERENCES account (id);
-- next
ALTER TABLE payment_line ADD CONSTRAINT fk_payment_line_payment_list_id FOREIGN KEY(payment_list_id) REFERENCES payment_list (id);
-- next
ALTER TABLE payment_line ADD CONSTRAINT fk_payment_line_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE payment_line ADD CONSTRAINT fk_payment_line_repays_id FOREIGN KEY(repays_id) REFERENCES payment_line (id);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_benefit_standard_id FOREIGN KEY(benefit_standard_id) REFERENCES benefit_standard (id);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_benefit_standard_stream_region FOREIGN KEY(benefit_standard_id, stream_id, region_code) REFERENCES benefit_standard (id, stream_id, region_code);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_allocation_stream FOREIGN KEY(allocation_id, stream_id) REFERENCES allocation (id, stream_id);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_payment_list_id FOREIGN KEY(payment_list_id) REFERENCES payment_list (id);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_payment_list_stream FOREIGN KEY(payment_list_id, stream_id) REFERENCES payment_list (id, stream_id);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE payment_list_funding ADD CONSTRAINT fk_payment_list_funding_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_plan_id FOREIGN KEY(plan_id) REFERENCES allocation_plan (id);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_plan_stream_region FOREIGN KEY(plan_id, stream_id, region_code) REFERENCES allocation_plan (id, stream_id, region_code);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE payment_list ADD CONSTRAINT fk_payment_list_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE payment_stop ADD CONSTRAINT fk_payment_stop_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE performance_evaluation ADD CONSTRAINT fk_performance_evaluation_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE performance_evaluation ADD CONSTRAINT fk_performance_evaluation_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE performance_evaluation ADD CONSTRAINT fk_performance_evaluation_stream_rule_id FOREIGN KEY(stream_rule_id) REFERENCES stream_rule (id);
-- next
ALTER TABLE performance_evaluation ADD CONSTRAINT fk_performance_evaluation_stream_rule_stream FOREIGN KEY(stream_rule_id, stream_id) REFERENCES stream_rule (id, stream_id);
-- next
ALTER TABLE performance_evaluation ADD CONSTRAINT fk_performance_evaluation_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE performance_target ADD CONSTRAINT fk_performance_target_performance_evaluation_id FOREIGN KEY(performance_evaluation_id) REFERENCES performance_evaluation (id);
-- next
ALTER TABLE performance_target ADD CONSTRAINT fk_performance_target_performance_evaluation_region FOREIGN KEY(performance_evaluation_id, region_code) REFERENCES performance_evaluation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE performance_target ADD CONSTRAINT fk_performance_target_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE performance_target ADD CONSTRAINT fk_performance_target_to_household FOREIGN KEY(performance_evaluation_id, to_household) REFERENCES performance_evaluation (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE reconciliation ADD CONSTRAINT fk_reconciliation_instructed_amount FOREIGN KEY(instruction_batch_id, instructed_amount) REFERENCES instruction_batch (id, amount);
-- next
ALTER TABLE reconciliation ADD CONSTRAINT fk_reconciliation_instruction_batch_id FOREIGN KEY(instruction_batch_id) REFERENCES instruction_batch (id);
-- next
ALTER TABLE reconciliation ADD CONSTRAINT fk_reconciliation_instruction_batch_region FOREIGN KEY(instruction_batch_id, region_code) REFERENCES instruction_batch (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE reconciliation ADD CONSTRAINT fk_reconciliation_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE region ADD CONSTRAINT fk_region_parent_code FOREIGN KEY(parent_code) REFERENCES region (code);
-- next
ALTER TABLE region ADD CONSTRAINT fk_region_successor_code FOREIGN KEY(successor_code) REFERENCES region (code);
-- next
ALTER TABLE retention ADD CONSTRAINT fk_retention_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE retention ADD CONSTRAINT fk_retention_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE retention ADD CONSTRAINT fk_retention_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE retention ADD CONSTRAINT fk_retention_to_household FOREIGN KEY(allocation_id, to_household) REFERENCES allocation (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE stream_report ADD CONSTRAINT fk_stream_report_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE stream_report ADD CONSTRAINT fk_stream_report_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE stream_report ADD CONSTRAINT fk_stream_report_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE stream_rule ADD CONSTRAINT fk_stream_rule_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE subsidy_award ADD CONSTRAINT fk_subsidy_award_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE subsidy_award ADD CONSTRAINT fk_subsidy_award_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE subsidy_award ADD CONSTRAINT fk_subsidy_award_allocation_year_amount FOREIGN KEY(allocation_id, year, amount) REFERENCES allocation (id, year, amount);
-- next
ALTER TABLE subsidy_award ADD CONSTRAINT fk_subsidy_award_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_allocation_id FOREIGN KEY(allocation_id) REFERENCES allocation (id);
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_allocation_region FOREIGN KEY(allocation_id, region_code) REFERENCES allocation (id, region_code) ON UPDATE CASCADE;
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_allocation_stream_year_amount FOREIGN KEY(allocation_id, stream_id, year, amount) REFERENCES allocation (id, stream_id, year, amount);
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_stream_id FOREIGN KEY(stream_id) REFERENCES fund_stream (id);
-- next
ALTER TABLE upper_level_report ADD CONSTRAINT fk_upper_level_report_to_household FOREIGN KEY(stream_id, to_household) REFERENCES fund_stream (id, to_household) ON UPDATE CASCADE;
-- next
ALTER TABLE village_charge ADD CONSTRAINT fk_village_charge_region_code FOREIGN KEY(region_code) REFERENCES region (code);
-- next
ALTER TABLE village_expenditure ADD CONSTRAINT fk_village_expenditure_region_code FOREIGN KEY(region_code) REFERENCES region (code);
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
CREATE TABLE fund_stream_history (known tstzrange NOT NULL, LIKE fund_stream);
-- next
CREATE INDEX ix_fund_stream_history_id ON fund_stream_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON fund_stream FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE insurance_eligibility_history (known tstzrange NOT NULL, LIKE insurance_eligibility);
-- next
CREATE INDEX ix_insurance_eligibility_history_id ON insurance_eligibility_history (id, known);
-- next
CREATE INDEX ON insurance_eligibility_history (policy_document_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON insurance_eligibility FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE region_history (known tstzrange NOT NULL, LIKE region);
-- next
CREATE INDEX ix_region_history_id ON region_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON region FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE account_history (known tstzrange NOT NULL, LIKE account);
-- next
CREATE INDEX ix_account_history_id ON account_history (id, known);
-- next
CREATE INDEX ON account_history (household_id);
-- next
CREATE INDEX ON account_history (member_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE allocation_plan_history (known tstzrange NOT NULL, LIKE allocation_plan);
-- next
CREATE INDEX ix_allocation_plan_history_id ON allocation_plan_history (id, known);
-- next
CREATE INDEX ON allocation_plan_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON allocation_plan FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE benefit_standard_history (known tstzrange NOT NULL, LIKE benefit_standard);
-- next
CREATE INDEX ix_benefit_standard_history_id ON benefit_standard_history (id, known);
-- next
CREATE INDEX ON benefit_standard_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON benefit_standard FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE budget_document_history (known tstzrange NOT NULL, LIKE budget_document);
-- next
CREATE INDEX ix_budget_document_history_id ON budget_document_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON budget_document FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE compensation_rate_history (known tstzrange NOT NULL, LIKE compensation_rate);
-- next
CREATE INDEX ix_compensation_rate_history_id ON compensation_rate_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON compensation_rate FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE fee_waiver_history (known tstzrange NOT NULL, LIKE fee_waiver);
-- next
CREATE INDEX ix_fee_waiver_history_id ON fee_waiver_history (id, known);
-- next
CREATE INDEX ON fee_waiver_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON fee_waiver FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE fiscal_transfer_history (known tstzrange NOT NULL, LIKE fiscal_transfer);
-- next
CREATE INDEX ix_fiscal_transfer_history_id ON fiscal_transfer_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON fiscal_transfer FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE fund_source_history (known tstzrange NOT NULL, LIKE fund_source);
-- next
CREATE INDEX ix_fund_source_history_id ON fund_source_history (id, known);
-- next
CREATE INDEX ON fund_source_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON fund_source FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE insurance_policy_history (known tstzrange NOT NULL, LIKE insurance_policy);
-- next
CREATE INDEX ix_insurance_policy_history_id ON insurance_policy_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON insurance_policy FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE loan_history (known tstzrange NOT NULL, LIKE loan);
-- next
CREATE INDEX ix_loan_history_id ON loan_history (id, known);
-- next
CREATE INDEX ON loan_history (household_id);
-- next
CREATE INDEX ON loan_history (member_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON loan FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE payment_stop_history (known tstzrange NOT NULL, LIKE payment_stop);
-- next
CREATE INDEX ix_payment_stop_history_id ON payment_stop_history (id, known);
-- next
CREATE INDEX ON payment_stop_history (household_id);
-- next
CREATE INDEX ON payment_stop_history (exit_case_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON payment_stop FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE stream_report_history (known tstzrange NOT NULL, LIKE stream_report);
-- next
CREATE INDEX ix_stream_report_history_id ON stream_report_history (id, known);
-- next
CREATE INDEX ON stream_report_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON stream_report FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE stream_rule_history (known tstzrange NOT NULL, LIKE stream_rule);
-- next
CREATE INDEX ix_stream_rule_history_id ON stream_rule_history (id, known);
-- next
CREATE INDEX ON stream_rule_history (stream_id);
-- next
CREATE INDEX ON stream_rule_history (management_document_id);
-- next
CREATE INDEX ON stream_rule_history (performance_document_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON stream_rule FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE village_charge_history (known tstzrange NOT NULL, LIKE village_charge);
-- next
CREATE INDEX ix_village_charge_history_id ON village_charge_history (id, known);
-- next
CREATE INDEX ON village_charge_history (organisation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON village_charge FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE village_expenditure_history (known tstzrange NOT NULL, LIKE village_expenditure);
-- next
CREATE INDEX ix_village_expenditure_history_id ON village_expenditure_history (id, known);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON village_expenditure FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE budget_history (known tstzrange NOT NULL, LIKE budget);
-- next
CREATE INDEX ix_budget_history_id ON budget_history (id, known);
-- next
CREATE INDEX ON budget_history (budget_document_id);
-- next
CREATE INDEX ON budget_history (stream_id);
-- next
CREATE INDEX ON budget_history (source_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON budget FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE insured_household_history (known tstzrange NOT NULL, LIKE insured_household);
-- next
CREATE INDEX ix_insured_household_history_id ON insured_household_history (id, known);
-- next
CREATE INDEX ON insured_household_history (insurance_policy_id);
-- next
CREATE INDEX ON insured_household_history (insurance_eligibility_id);
-- next
CREATE INDEX ON insured_household_history (household_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON insured_household FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE loan_guarantee_history (known tstzrange NOT NULL, LIKE loan_guarantee);
-- next
CREATE INDEX ix_loan_guarantee_history_id ON loan_guarantee_history (id, known);
-- next
CREATE INDEX ON loan_guarantee_history (loan_id);
-- next
CREATE INDEX ON loan_guarantee_history (household_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON loan_guarantee FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE loan_subsidy_history (known tstzrange NOT NULL, LIKE loan_subsidy);
-- next
CREATE INDEX ix_loan_subsidy_history_id ON loan_subsidy_history (id, known);
-- next
CREATE INDEX ON loan_subsidy_history (loan_id);
-- next
CREATE INDEX ON loan_subsidy_history (household_id);
-- next
CREATE INDEX ON loan_subsidy_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON loan_subsidy FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE payment_list_history (known tstzrange NOT NULL, LIKE payment_list);
-- next
CREATE INDEX ix_payment_list_history_id ON payment_list_history (id, known);
-- next
CREATE INDEX ON payment_list_history (stream_id);
-- next
CREATE INDEX ON payment_list_history (plan_id);
-- next
CREATE INDEX ON payment_list_history (benefit_standard_id);
-- next
CREATE INDEX ON payment_list_history (maker_id);
-- next
CREATE INDEX ON payment_list_history (checker_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON payment_list FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE performance_evaluation_history (known tstzrange NOT NULL, LIKE performance_evaluation);
-- next
CREATE INDEX ix_performance_evaluation_history_id ON performance_evaluation_history (id, known);
-- next
CREATE INDEX ON performance_evaluation_history (stream_id);
-- next
CREATE INDEX ON performance_evaluation_history (stream_rule_id);
-- next
CREATE INDEX ON performance_evaluation_history (evaluator_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON performance_evaluation FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE allocation_history (known tstzrange NOT NULL, LIKE allocation);
-- next
CREATE INDEX ix_allocation_history_id ON allocation_history (id, known);
-- next
CREATE INDEX ON allocation_history (stream_id);
-- next
CREATE INDEX ON allocation_history (source_id);
-- next
CREATE INDEX ON allocation_history (budget_id);
-- next
CREATE INDEX ON allocation_history (plan_id);
-- next
CREATE INDEX ON allocation_history (project_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON allocation FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE evaluation_finding_history (known tstzrange NOT NULL, LIKE evaluation_finding);
-- next
CREATE INDEX ix_evaluation_finding_history_id ON evaluation_finding_history (id, known);
-- next
CREATE INDEX ON evaluation_finding_history (performance_evaluation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON evaluation_finding FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE instruction_batch_history (known tstzrange NOT NULL, LIKE instruction_batch);
-- next
CREATE INDEX ix_instruction_batch_history_id ON instruction_batch_history (id, known);
-- next
CREATE INDEX ON instruction_batch_history (payment_list_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON instruction_batch FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE insurance_claim_history (known tstzrange NOT NULL, LIKE insurance_claim);
-- next
CREATE INDEX ix_insurance_claim_history_id ON insurance_claim_history (id, known);
-- next
CREATE INDEX ON insurance_claim_history (insured_household_id);
-- next
CREATE INDEX ON insurance_claim_history (household_id);
-- next
CREATE INDEX ON insurance_claim_history (member_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON insurance_claim FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE payment_line_history (known tstzrange NOT NULL, LIKE payment_line);
-- next
CREATE INDEX ix_payment_line_history_id ON payment_line_history (id, known);
-- next
CREATE INDEX ON payment_line_history (payment_list_id);
-- next
CREATE INDEX ON payment_line_history (household_id);
-- next
CREATE INDEX ON payment_line_history (member_id);
-- next
CREATE INDEX ON payment_line_history (account_id);
-- next
CREATE INDEX ON payment_line_history (repays_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON payment_line FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE performance_target_history (known tstzrange NOT NULL, LIKE performance_target);
-- next
CREATE INDEX ix_performance_target_history_id ON performance_target_history (id, known);
-- next
CREATE INDEX ON performance_target_history (performance_evaluation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON performance_target FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE allocation_feeding_history (known tstzrange NOT NULL, LIKE allocation_feeding);
-- next
CREATE INDEX ix_allocation_feeding_history_id ON allocation_feeding_history (id, known);
-- next
CREATE INDEX ON allocation_feeding_history (allocation_id);
-- next
CREATE INDEX ON allocation_feeding_history (fed_by_id);
-- next
CREATE INDEX ON allocation_feeding_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON allocation_feeding FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE donation_receipt_history (known tstzrange NOT NULL, LIKE donation_receipt);
-- next
CREATE INDEX ix_donation_receipt_history_id ON donation_receipt_history (id, known);
-- next
CREATE INDEX ON donation_receipt_history (stream_id);
-- next
CREATE INDEX ON donation_receipt_history (allocation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON donation_receipt FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE ecological_compensation_history (known tstzrange NOT NULL, LIKE ecological_compensation);
-- next
CREATE INDEX ix_ecological_compensation_history_id ON ecological_compensation_history (id, known);
-- next
CREATE INDEX ON ecological_compensation_history (rate_id);
-- next
CREATE INDEX ON ecological_compensation_history (allocation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON ecological_compensation FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE payment_list_funding_history (known tstzrange NOT NULL, LIKE payment_list_funding);
-- next
CREATE INDEX ix_payment_list_funding_history_id ON payment_list_funding_history (id, known);
-- next
CREATE INDEX ON payment_list_funding_history (payment_list_id);
-- next
CREATE INDEX ON payment_list_funding_history (allocation_id);
-- next
CREATE INDEX ON payment_list_funding_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON payment_list_funding FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE reconciliation_history (known tstzrange NOT NULL, LIKE reconciliation);
-- next
CREATE INDEX ix_reconciliation_history_id ON reconciliation_history (id, known);
-- next
CREATE INDEX ON reconciliation_history (instruction_batch_id);
-- next
CREATE INDEX ON reconciliation_history (reconciled_by);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON reconciliation FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE retention_history (known tstzrange NOT NULL, LIKE retention);
-- next
CREATE INDEX ix_retention_history_id ON retention_history (id, known);
-- next
CREATE INDEX ON retention_history (allocation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON retention FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE subsidy_award_history (known tstzrange NOT NULL, LIKE subsidy_award);
-- next
CREATE INDEX ix_subsidy_award_history_id ON subsidy_award_history (id, known);
-- next
CREATE INDEX ON subsidy_award_history (project_id);
-- next
CREATE INDEX ON subsidy_award_history (allocation_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON subsidy_award FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
CREATE TABLE upper_level_report_history (known tstzrange NOT NULL, LIKE upper_level_report);
-- next
CREATE INDEX ix_upper_level_report_history_id ON upper_level_report_history (id, known);
-- next
CREATE INDEX ON upper_level_report_history (allocation_id);
-- next
CREATE INDEX ON upper_level_report_history (stream_id);
-- next
CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON upper_level_report FOR EACH ROW EXECUTE FUNCTION keep_history();
-- next
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
-- next
CREATE FUNCTION ck_account_in_use_for_its_lists_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_line AS line JOIN changed AS card ON card.id = line.account_id JOIN payment_list AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_account_in_use_for_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_account_in_use_for_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_account_in_use_for_its_lists_insert AFTER INSERT ON account REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_account_in_use_for_its_lists_insert();
-- next
CREATE FUNCTION ck_account_in_use_for_its_lists_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.period) IS DISTINCT FROM (f.period)) SELECT FROM payment_line AS line JOIN changed AS card ON card.id = line.account_id JOIN payment_list AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_account_in_use_for_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_account_in_use_for_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_account_in_use_for_its_lists_update AFTER UPDATE ON account REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_account_in_use_for_its_lists_update();
-- next
CREATE FUNCTION ck_account_of_locked_list() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM payment_line WHERE account_id = old.id) FOR SHARE;
    IF EXISTS (SELECT FROM payment_list WHERE id IN (SELECT payment_list_id FROM payment_line WHERE account_id = old.id) AND locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_account_of_locked_list', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_account_of_locked_list', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_account_of_locked_list_update AFTER UPDATE ON account FOR EACH ROW WHEN ((new.household_id, new.member_id, new.bank, new.bank_card_encrypted, new.bank_card_digest, new.bank_card_mask) IS DISTINCT FROM (old.household_id, old.member_id, old.bank, old.bank_card_encrypted, old.bank_card_digest, old.bank_card_mask)) EXECUTE FUNCTION ck_account_of_locked_list();
-- next
CREATE TRIGGER ck_account_of_locked_list_delete AFTER DELETE ON account FOR EACH ROW EXECUTE FUNCTION ck_account_of_locked_list();
-- next
CREATE FUNCTION ck_allocation_brings_gifts_received_before_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM donation_receipt AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE parent.from_level <> 'society' OR child.received_on > parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_brings_gifts_received_before', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_brings_gifts_received_before', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_brings_gifts_received_before_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_brings_gifts_received_before_insert();
-- next
CREATE FUNCTION ck_allocation_brings_gifts_received_before_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.from_level, w.allocated_on) IS DISTINCT FROM (f.from_level, f.allocated_on)) SELECT FROM donation_receipt AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE parent.from_level <> 'society' OR child.received_on > parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_brings_gifts_received_before', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_brings_gifts_received_before', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_brings_gifts_received_before_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_brings_gifts_received_before_update();
-- next
CREATE FUNCTION ck_allocation_carries_what_it_brought_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_carries_what_it_brought', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_carries_what_it_brought', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_carries_what_it_brought_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_carries_what_it_brought_insert();
-- next
CREATE FUNCTION ck_allocation_carries_what_it_brought_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.amount) IS DISTINCT FROM (f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_carries_what_it_brought', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_carries_what_it_brought', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_carries_what_it_brought_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_carries_what_it_brought_update();
-- next
CREATE FUNCTION ck_allocation_decided_before_its_retentions_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM retention AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.since_on < parent.decided_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_decided_before_its_retentions', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_decided_before_its_retentions', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_decided_before_its_retentions_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_decided_before_its_retentions_insert();
-- next
CREATE FUNCTION ck_allocation_decided_before_its_retentions_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.decided_on) IS DISTINCT FROM (f.decided_on)) SELECT FROM retention AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.since_on < parent.decided_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_decided_before_its_retentions', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_decided_before_its_retentions', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_decided_before_its_retentions_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_decided_before_its_retentions_update();
-- next
CREATE FUNCTION ck_allocation_fed_in_full_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS hop LEFT JOIN allocation_feeding AS feeding ON feeding.allocation_id = hop.id
    WHERE hop.ordinal > 1 AND hop.allocated_on IS NOT NULL
    GROUP BY hop.id, hop.amount HAVING hop.amount IS DISTINCT FROM sum(feeding.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_fed_in_full', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_fed_in_full', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_fed_in_full_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_fed_in_full_insert();
-- next
CREATE FUNCTION ck_allocation_fed_in_full_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.ordinal, w.amount, w.allocated_on) IS DISTINCT FROM (f.ordinal, f.amount, f.allocated_on)) SELECT FROM changed AS hop LEFT JOIN allocation_feeding AS feeding ON feeding.allocation_id = hop.id
    WHERE hop.ordinal > 1 AND hop.allocated_on IS NOT NULL
    GROUP BY hop.id, hop.amount HAVING hop.amount IS DISTINCT FROM sum(feeding.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_fed_in_full', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_fed_in_full', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_fed_in_full_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_fed_in_full_update();
-- next
CREATE FUNCTION ck_allocation_feeding_goes_forward_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
WHERE earlier.ordinal >= hop.ordinal OR earlier.year <> hop.year OR hop.from_region_code IS DISTINCT FROM earlier.region_code
OR (hop.allocated_on IS NOT NULL AND coalesce(hop.allocated_on < earlier.allocated_on, true))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_feeding_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_feeding_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_feeding_goes_forward_insert AFTER INSERT ON allocation_feeding REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_feeding_goes_forward_insert();
-- next
CREATE FUNCTION ck_allocation_feeding_goes_forward_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.fed_by_id) IS DISTINCT FROM (f.allocation_id, f.fed_by_id)) SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.fed_by_id) IS DISTINCT FROM (f.allocation_id, f.fed_by_id)) SELECT FROM changed AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
WHERE earlier.ordinal >= hop.ordinal OR earlier.year <> hop.year OR hop.from_region_code IS DISTINCT FROM earlier.region_code
OR (hop.allocated_on IS NOT NULL AND coalesce(hop.allocated_on < earlier.allocated_on, true))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_feeding_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_feeding_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_feeding_goes_forward_update AFTER UPDATE ON allocation_feeding REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_feeding_goes_forward_update();
-- next
CREATE FUNCTION ck_allocation_feeding_of_paid_hop() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id = old.allocation_id FOR SHARE;
    IF EXISTS (SELECT FROM allocation WHERE id = old.allocation_id AND (allocated_on IS NOT NULL OR EXISTS (SELECT FROM retention WHERE allocation_id = allocation.id))) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_feeding_of_paid_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_feeding_of_paid_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_feeding_of_paid_hop_update AFTER UPDATE ON allocation_feeding FOR EACH ROW WHEN ((new.allocation_id, new.fed_by_id, new.amount) IS DISTINCT FROM (old.allocation_id, old.fed_by_id, old.amount)) EXECUTE FUNCTION ck_allocation_feeding_of_paid_hop();
-- next
CREATE TRIGGER ck_allocation_feeding_of_paid_hop_delete AFTER DELETE ON allocation_feeding FOR EACH ROW EXECUTE FUNCTION ck_allocation_feeding_of_paid_hop();
-- next
CREATE FUNCTION ck_allocation_feeding_within_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_feeding_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_feeding_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_feeding_within_hop_insert AFTER INSERT ON allocation_feeding REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_feeding_within_hop_insert();
-- next
CREATE FUNCTION ck_allocation_feeding_within_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.fed_by_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.fed_by_id, f.amount)) SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.fed_by_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.fed_by_id, f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed UNION SELECT fed_by_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_feeding_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_feeding_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_feeding_within_hop_update AFTER UPDATE ON allocation_feeding REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_feeding_within_hop_update();
-- next
CREATE FUNCTION ck_allocation_goes_forward_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)
UNION SELECT fed_by_id FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM (SELECT * FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
UNION ALL SELECT * FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)) AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
WHERE earlier.ordinal >= hop.ordinal OR earlier.year <> hop.year OR hop.from_region_code IS DISTINCT FROM earlier.region_code
OR (hop.allocated_on IS NOT NULL AND coalesce(hop.allocated_on < earlier.allocated_on, true))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_goes_forward_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_goes_forward_insert();
-- next
CREATE FUNCTION ck_allocation_goes_forward_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.ordinal, w.year, w.from_region_code, w.region_code, w.allocated_on) IS DISTINCT FROM (f.ordinal, f.year, f.from_region_code, f.region_code, f.allocated_on)) SELECT allocation_id FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)
UNION SELECT fed_by_id FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.ordinal, w.year, w.from_region_code, w.region_code, w.allocated_on) IS DISTINCT FROM (f.ordinal, f.year, f.from_region_code, f.region_code, f.allocated_on)) SELECT FROM (SELECT * FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
UNION ALL SELECT * FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)) AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
WHERE earlier.ordinal >= hop.ordinal OR earlier.year <> hop.year OR hop.from_region_code IS DISTINCT FROM earlier.region_code
OR (hop.allocated_on IS NOT NULL AND coalesce(hop.allocated_on < earlier.allocated_on, true))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_goes_forward_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_goes_forward_update();
-- next
CREATE FUNCTION ck_allocation_inside_county_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation_plan WHERE id IN (SELECT plan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation_plan AS parent ON parent.id = child.plan_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_inside_county_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_inside_county_insert();
-- next
CREATE FUNCTION ck_allocation_inside_county_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation_plan WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.plan_id, w.region_code) IS DISTINCT FROM (f.plan_id, f.region_code)) SELECT plan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.plan_id, w.region_code) IS DISTINCT FROM (f.plan_id, f.region_code)) SELECT FROM changed AS child JOIN allocation_plan AS parent ON parent.id = child.plan_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_inside_county_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_inside_county_update();
-- next
CREATE FUNCTION ck_allocation_of_its_source() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.allocated_on IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_of_its_source', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_of_its_source', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_of_its_source_update AFTER UPDATE ON allocation FOR EACH ROW WHEN ((new.stream_id, new.source_id, new.budget_id, new.from_level) IS DISTINCT FROM (old.stream_id, old.source_id, old.budget_id, old.from_level)) EXECUTE FUNCTION ck_allocation_of_its_source();
-- next
CREATE TRIGGER ck_allocation_of_its_source_delete AFTER DELETE ON allocation FOR EACH ROW EXECUTE FUNCTION ck_allocation_of_its_source();
-- next
CREATE FUNCTION ck_allocation_paid_before_it_was_taken_back_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM retention AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.kind = 'recovered' AND child.amount = parent.amount AND child.since_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_paid_before_it_was_taken_back', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_paid_before_it_was_taken_back', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_paid_before_it_was_taken_back_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_paid_before_it_was_taken_back_insert();
-- next
CREATE FUNCTION ck_allocation_paid_before_it_was_taken_back_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.amount, w.allocated_on) IS DISTINCT FROM (f.amount, f.allocated_on)) SELECT FROM retention AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.kind = 'recovered' AND child.amount = parent.amount AND child.since_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_paid_before_it_was_taken_back', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_paid_before_it_was_taken_back', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_paid_before_it_was_taken_back_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_paid_before_it_was_taken_back_update();
-- next
CREATE FUNCTION ck_allocation_paid_before_its_report_of_arrival_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM upper_level_report AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.arrived_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_paid_before_its_report_of_arrival', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_paid_before_its_report_of_arrival', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_paid_before_its_report_of_arrival_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_paid_before_its_report_of_arrival_insert();
-- next
CREATE FUNCTION ck_allocation_paid_before_its_report_of_arrival_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocated_on) IS DISTINCT FROM (f.allocated_on)) SELECT FROM upper_level_report AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE child.arrived_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_paid_before_its_report_of_arrival', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_paid_before_its_report_of_arrival', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_paid_before_its_report_of_arrival_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_paid_before_its_report_of_arrival_update();
-- next
CREATE FUNCTION ck_allocation_plan_county_of_allocation_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM allocation AS child JOIN changed AS parent ON parent.id = child.plan_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_plan_county_of_allocation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_plan_county_of_allocation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_plan_county_of_allocation_insert AFTER INSERT ON allocation_plan REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_plan_county_of_allocation_insert();
-- next
CREATE FUNCTION ck_allocation_plan_county_of_allocation_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.region_code) IS DISTINCT FROM (f.region_code)) SELECT FROM allocation AS child JOIN changed AS parent ON parent.id = child.plan_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_plan_county_of_allocation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_plan_county_of_allocation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_plan_county_of_allocation_update AFTER UPDATE ON allocation_plan REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_plan_county_of_allocation_update();
-- next
CREATE FUNCTION ck_allocation_plan_year_of_its_lists_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_list AS child JOIN changed AS parent ON parent.id = child.plan_id WHERE parent.year <> extract(year FROM child.month)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_plan_year_of_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_plan_year_of_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_plan_year_of_its_lists_insert AFTER INSERT ON allocation_plan REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_plan_year_of_its_lists_insert();
-- next
CREATE FUNCTION ck_allocation_plan_year_of_its_lists_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.year) IS DISTINCT FROM (f.year)) SELECT FROM payment_list AS child JOIN changed AS parent ON parent.id = child.plan_id WHERE parent.year <> extract(year FROM child.month)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_plan_year_of_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_plan_year_of_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_plan_year_of_its_lists_update AFTER UPDATE ON allocation_plan REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_plan_year_of_its_lists_update();
-- next
CREATE FUNCTION ck_allocation_reported_as_upper_money_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM upper_level_report AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE parent.from_level NOT IN ('central', 'province')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_reported_as_upper_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_reported_as_upper_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_reported_as_upper_money_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_reported_as_upper_money_insert();
-- next
CREATE FUNCTION ck_allocation_reported_as_upper_money_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.from_level) IS DISTINCT FROM (f.from_level)) SELECT FROM upper_level_report AS child JOIN changed AS parent ON parent.id = child.allocation_id WHERE parent.from_level NOT IN ('central', 'province')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_reported_as_upper_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_reported_as_upper_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_reported_as_upper_money_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_reported_as_upper_money_update();
-- next
CREATE FUNCTION ck_allocation_source_by_document() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.state <> 'registered' AND new.document_number = old.document_number AND (new.source_id <> old.source_id OR new.state = 'registered') THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_source_by_document', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_source_by_document', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_source_by_document_update AFTER UPDATE ON allocation FOR EACH ROW WHEN ((new.source_id, new.state) IS DISTINCT FROM (old.source_id, old.state)) EXECUTE FUNCTION ck_allocation_source_by_document();
-- next
CREATE TRIGGER ck_allocation_source_by_document_delete AFTER DELETE ON allocation FOR EACH ROW EXECUTE FUNCTION ck_allocation_source_by_document();
-- next
CREATE FUNCTION ck_allocation_stays_paid() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.allocated_on IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_stays_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_stays_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_stays_paid_update AFTER UPDATE ON allocation FOR EACH ROW WHEN ((new.amount, new.decided_on, new.allocated_on, new.from_holder, new.from_region_code, new.to_level, new.to_holder, new.region_code, new.project_id) IS DISTINCT FROM (old.amount, old.decided_on, old.allocated_on, old.from_holder, old.from_region_code, old.to_level, old.to_holder, old.region_code, old.project_id)) EXECUTE FUNCTION ck_allocation_stays_paid();
-- next
CREATE TRIGGER ck_allocation_stays_paid_delete AFTER DELETE ON allocation FOR EACH ROW EXECUTE FUNCTION ck_allocation_stays_paid();
-- next
CREATE FUNCTION ck_allocation_while_its_stream_lasts_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN fund_stream AS parent ON parent.id = child.stream_id WHERE child.allocated_on < parent.started_on OR child.allocated_on > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_while_its_stream_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_while_its_stream_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_while_its_stream_lasts_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_while_its_stream_lasts_insert();
-- next
CREATE FUNCTION ck_allocation_while_its_stream_lasts_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id, w.allocated_on) IS DISTINCT FROM (f.stream_id, f.allocated_on)) SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id, w.allocated_on) IS DISTINCT FROM (f.stream_id, f.allocated_on)) SELECT FROM changed AS child JOIN fund_stream AS parent ON parent.id = child.stream_id WHERE child.allocated_on < parent.started_on OR child.allocated_on > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_while_its_stream_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_while_its_stream_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_while_its_stream_lasts_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_while_its_stream_lasts_update();
-- next
CREATE FUNCTION ck_allocation_within_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_within_hop_insert AFTER INSERT ON allocation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_within_hop_insert();
-- next
CREATE FUNCTION ck_allocation_within_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.amount) IS DISTINCT FROM (f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_allocation_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_allocation_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_allocation_within_hop_update AFTER UPDATE ON allocation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_allocation_within_hop_update();
-- next
CREATE FUNCTION ck_benefit_standard_in_force_for_its_lines_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT id FROM payment_list WHERE benefit_standard_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS standard JOIN payment_list AS list ON list.benefit_standard_id = standard.id
JOIN payment_line AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_benefit_standard_in_force_for_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_benefit_standard_in_force_for_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_benefit_standard_in_force_for_its_lines_insert AFTER INSERT ON benefit_standard REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_benefit_standard_in_force_for_its_lines_insert();
-- next
CREATE FUNCTION ck_benefit_standard_in_force_for_its_lines_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.period) IS DISTINCT FROM (f.period)) SELECT id FROM payment_list WHERE benefit_standard_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.period) IS DISTINCT FROM (f.period)) SELECT FROM changed AS standard JOIN payment_list AS list ON list.benefit_standard_id = standard.id
JOIN payment_line AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_benefit_standard_in_force_for_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_benefit_standard_in_force_for_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_benefit_standard_in_force_for_its_lines_update AFTER UPDATE ON benefit_standard REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_benefit_standard_in_force_for_its_lines_update();
-- next
CREATE FUNCTION ck_benefit_standard_stays_paid_by() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE benefit_standard_id = old.id ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM payment_list WHERE benefit_standard_id = old.id AND locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_benefit_standard_stays_paid_by', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_benefit_standard_stays_paid_by', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_benefit_standard_stays_paid_by_update AFTER UPDATE ON benefit_standard FOR EACH ROW WHEN ((new.amount, new.unit) IS DISTINCT FROM (old.amount, old.unit)) EXECUTE FUNCTION ck_benefit_standard_stays_paid_by();
-- next
CREATE TRIGGER ck_benefit_standard_stays_paid_by_delete AFTER DELETE ON benefit_standard FOR EACH ROW EXECUTE FUNCTION ck_benefit_standard_stays_paid_by();
-- next
CREATE FUNCTION ck_budget_document_around_budget_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM budget AS child JOIN changed AS parent ON parent.id = child.budget_document_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_budget_document_around_budget', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_budget_document_around_budget', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_budget_document_around_budget_insert AFTER INSERT ON budget_document REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_budget_document_around_budget_insert();
-- next
CREATE FUNCTION ck_budget_document_around_budget_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.region_code) IS DISTINCT FROM (f.region_code)) SELECT FROM budget AS child JOIN changed AS parent ON parent.id = child.budget_document_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_budget_document_around_budget', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_budget_document_around_budget', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_budget_document_around_budget_update AFTER UPDATE ON budget_document REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_budget_document_around_budget_update();
-- next
CREATE FUNCTION ck_budget_inside_its_place_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM budget_document WHERE id IN (SELECT budget_document_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN budget_document AS parent ON parent.id = child.budget_document_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_budget_inside_its_place', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_budget_inside_its_place', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_budget_inside_its_place_insert AFTER INSERT ON budget REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_budget_inside_its_place_insert();
-- next
CREATE FUNCTION ck_budget_inside_its_place_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM budget_document WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.budget_document_id, w.region_code) IS DISTINCT FROM (f.budget_document_id, f.region_code)) SELECT budget_document_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.budget_document_id, w.region_code) IS DISTINCT FROM (f.budget_document_id, f.region_code)) SELECT FROM changed AS child JOIN budget_document AS parent ON parent.id = child.budget_document_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_budget_inside_its_place', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_budget_inside_its_place', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_budget_inside_its_place_update AFTER UPDATE ON budget REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_budget_inside_its_place_update();
-- next
CREATE FUNCTION ck_compensation_rate_county_of_ecological_compensation_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM ecological_compensation AS child JOIN changed AS parent ON parent.id = child.rate_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_compensation_rate_county_of_ecological_compensation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_compensation_rate_county_of_ecological_compensation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_compensation_rate_county_of_ecological_compensation_insert AFTER INSERT ON compensation_rate REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_compensation_rate_county_of_ecological_compensation_insert();
-- next
CREATE FUNCTION ck_compensation_rate_county_of_ecological_compensation_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.region_code) IS DISTINCT FROM (f.region_code)) SELECT FROM ecological_compensation AS child JOIN changed AS parent ON parent.id = child.rate_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_compensation_rate_county_of_ecological_compensation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_compensation_rate_county_of_ecological_compensation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_compensation_rate_county_of_ecological_compensation_update AFTER UPDATE ON compensation_rate REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_compensation_rate_county_of_ecological_compensation_update();
-- next
CREATE FUNCTION ck_donation_receipt_by_a_hop_of_gifts_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE parent.from_level <> 'society' OR child.received_on > parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_by_a_hop_of_gifts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_by_a_hop_of_gifts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_by_a_hop_of_gifts_insert AFTER INSERT ON donation_receipt REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_by_a_hop_of_gifts_insert();
-- next
CREATE FUNCTION ck_donation_receipt_by_a_hop_of_gifts_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.received_on) IS DISTINCT FROM (f.allocation_id, f.received_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.received_on) IS DISTINCT FROM (f.allocation_id, f.received_on)) SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE parent.from_level <> 'society' OR child.received_on > parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_by_a_hop_of_gifts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_by_a_hop_of_gifts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_by_a_hop_of_gifts_update AFTER UPDATE ON donation_receipt REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_by_a_hop_of_gifts_update();
-- next
CREATE FUNCTION ck_donation_receipt_carried_by_its_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_carried_by_its_hop_insert AFTER INSERT ON donation_receipt REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_carried_by_its_hop_insert();
-- next
CREATE FUNCTION ck_donation_receipt_carried_by_its_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_carried_by_its_hop_update AFTER UPDATE ON donation_receipt REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_carried_by_its_hop_update();
-- next
CREATE FUNCTION ck_donation_receipt_passed_on_once_it_came_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS gift JOIN allocation AS hop ON hop.id = gift.allocation_id
    WHERE gift.delivered_on IS NOT NULL AND coalesce(gift.delivered_on < hop.allocated_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_passed_on_once_it_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_passed_on_once_it_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_passed_on_once_it_came_insert AFTER INSERT ON donation_receipt REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_passed_on_once_it_came_insert();
-- next
CREATE FUNCTION ck_donation_receipt_passed_on_once_it_came_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.delivered_on) IS DISTINCT FROM (f.allocation_id, f.delivered_on)) SELECT FROM changed AS gift JOIN allocation AS hop ON hop.id = gift.allocation_id
    WHERE gift.delivered_on IS NOT NULL AND coalesce(gift.delivered_on < hop.allocated_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_passed_on_once_it_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_passed_on_once_it_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_passed_on_once_it_came_update AFTER UPDATE ON donation_receipt REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_donation_receipt_passed_on_once_it_came_update();
-- next
CREATE FUNCTION ck_donation_receipt_stays_passed_on() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id = old.allocation_id FOR SHARE;
    IF old.delivered_on IS NOT NULL OR (new.stream_id, new.allocation_id, new.kind, new.amount, new.received_on) IS DISTINCT FROM (old.stream_id, old.allocation_id, old.kind, old.amount, old.received_on) AND EXISTS (SELECT FROM allocation WHERE id = old.allocation_id AND allocated_on IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_donation_receipt_stays_passed_on', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_donation_receipt_stays_passed_on', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_donation_receipt_stays_passed_on_update AFTER UPDATE ON donation_receipt FOR EACH ROW WHEN ((new.stream_id, new.allocation_id, new.kind, new.amount, new.received_on, new.delivered_on) IS DISTINCT FROM (old.stream_id, old.allocation_id, old.kind, old.amount, old.received_on, old.delivered_on)) EXECUTE FUNCTION ck_donation_receipt_stays_passed_on();
-- next
CREATE TRIGGER ck_donation_receipt_stays_passed_on_delete AFTER DELETE ON donation_receipt FOR EACH ROW EXECUTE FUNCTION ck_donation_receipt_stays_passed_on();
-- next
CREATE FUNCTION ck_ecological_compensation_carried_by_its_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_carried_by_its_hop_insert AFTER INSERT ON ecological_compensation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_carried_by_its_hop_insert();
-- next
CREATE FUNCTION ck_ecological_compensation_carried_by_its_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_carried_by_its_hop_update AFTER UPDATE ON ecological_compensation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_carried_by_its_hop_update();
-- next
CREATE FUNCTION ck_ecological_compensation_inside_county_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM compensation_rate WHERE id IN (SELECT rate_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN compensation_rate AS parent ON parent.id = child.rate_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_inside_county_insert AFTER INSERT ON ecological_compensation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_inside_county_insert();
-- next
CREATE FUNCTION ck_ecological_compensation_inside_county_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM compensation_rate WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.rate_id, w.region_code) IS DISTINCT FROM (f.rate_id, f.region_code)) SELECT rate_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.rate_id, w.region_code) IS DISTINCT FROM (f.rate_id, f.region_code)) SELECT FROM changed AS child JOIN compensation_rate AS parent ON parent.id = child.rate_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_inside_county_update AFTER UPDATE ON ecological_compensation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_inside_county_update();
-- next
CREATE FUNCTION ck_ecological_compensation_paid_with_its_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id
    WHERE changed.paid_on IS NOT NULL AND changed.paid_on IS DISTINCT FROM hop.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_paid_with_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_paid_with_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_paid_with_its_hop_insert AFTER INSERT ON ecological_compensation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_paid_with_its_hop_insert();
-- next
CREATE FUNCTION ck_ecological_compensation_paid_with_its_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.paid_on) IS DISTINCT FROM (f.allocation_id, f.paid_on)) SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id
    WHERE changed.paid_on IS NOT NULL AND changed.paid_on IS DISTINCT FROM hop.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_ecological_compensation_paid_with_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ecological_compensation_paid_with_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_ecological_compensation_paid_with_its_hop_update AFTER UPDATE ON ecological_compensation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_ecological_compensation_paid_with_its_hop_update();
-- next
CREATE FUNCTION ck_evaluation_finding_after_its_evaluation_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM performance_evaluation WHERE id IN (SELECT performance_evaluation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN performance_evaluation AS parent ON parent.id = child.performance_evaluation_id WHERE least(child.due_on, child.rectified_on) < parent.evaluated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_evaluation_finding_after_its_evaluation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_evaluation_finding_after_its_evaluation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_evaluation_finding_after_its_evaluation_insert AFTER INSERT ON evaluation_finding REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_evaluation_finding_after_its_evaluation_insert();
-- next
CREATE FUNCTION ck_evaluation_finding_after_its_evaluation_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM performance_evaluation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.performance_evaluation_id, w.due_on, w.rectified_on) IS DISTINCT FROM (f.performance_evaluation_id, f.due_on, f.rectified_on)) SELECT performance_evaluation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.performance_evaluation_id, w.due_on, w.rectified_on) IS DISTINCT FROM (f.performance_evaluation_id, f.due_on, f.rectified_on)) SELECT FROM changed AS child JOIN performance_evaluation AS parent ON parent.id = child.performance_evaluation_id WHERE least(child.due_on, child.rectified_on) < parent.evaluated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_evaluation_finding_after_its_evaluation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_evaluation_finding_after_its_evaluation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_evaluation_finding_after_its_evaluation_update AFTER UPDATE ON evaluation_finding REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_evaluation_finding_after_its_evaluation_update();
-- next
CREATE FUNCTION ck_fiscal_transfer_stays_paid() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.paid_on IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fiscal_transfer_stays_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fiscal_transfer_stays_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fiscal_transfer_stays_paid_update AFTER UPDATE ON fiscal_transfer FOR EACH ROW WHEN ((new.region_code, new.year, new.payer_level, new.payer_region_code, new.amount, new.paid_on) IS DISTINCT FROM (old.region_code, old.year, old.payer_level, old.payer_region_code, old.amount, old.paid_on)) EXECUTE FUNCTION ck_fiscal_transfer_stays_paid();
-- next
CREATE TRIGGER ck_fiscal_transfer_stays_paid_delete AFTER DELETE ON fiscal_transfer FOR EACH ROW EXECUTE FUNCTION ck_fiscal_transfer_stays_paid();
-- next
CREATE FUNCTION ck_fund_stream_ends_where_it_ends() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM allocation WHERE stream_id = old.id) OR EXISTS (SELECT FROM payment_list WHERE stream_id = old.id) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fund_stream_ends_where_it_ends', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fund_stream_ends_where_it_ends', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fund_stream_ends_where_it_ends_update AFTER UPDATE ON fund_stream FOR EACH ROW WHEN ((new.to_household) IS DISTINCT FROM (old.to_household)) EXECUTE FUNCTION ck_fund_stream_ends_where_it_ends();
-- next
CREATE TRIGGER ck_fund_stream_ends_where_it_ends_delete AFTER DELETE ON fund_stream FOR EACH ROW EXECUTE FUNCTION ck_fund_stream_ends_where_it_ends();
-- next
CREATE FUNCTION ck_fund_stream_lasts_over_its_hops_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM allocation AS child JOIN changed AS parent ON parent.id = child.stream_id WHERE child.allocated_on < parent.started_on OR child.allocated_on > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fund_stream_lasts_over_its_hops', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fund_stream_lasts_over_its_hops', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fund_stream_lasts_over_its_hops_insert AFTER INSERT ON fund_stream REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_fund_stream_lasts_over_its_hops_insert();
-- next
CREATE FUNCTION ck_fund_stream_lasts_over_its_hops_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.started_on, w.ended_on) IS DISTINCT FROM (f.started_on, f.ended_on)) SELECT FROM allocation AS child JOIN changed AS parent ON parent.id = child.stream_id WHERE child.allocated_on < parent.started_on OR child.allocated_on > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fund_stream_lasts_over_its_hops', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fund_stream_lasts_over_its_hops', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fund_stream_lasts_over_its_hops_update AFTER UPDATE ON fund_stream REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_fund_stream_lasts_over_its_hops_update();
-- next
CREATE FUNCTION ck_fund_stream_lasts_over_its_lists_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_list AS child JOIN changed AS parent ON parent.id = child.stream_id WHERE child.month < date_trunc('month', parent.started_on) OR child.month > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fund_stream_lasts_over_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fund_stream_lasts_over_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fund_stream_lasts_over_its_lists_insert AFTER INSERT ON fund_stream REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_fund_stream_lasts_over_its_lists_insert();
-- next
CREATE FUNCTION ck_fund_stream_lasts_over_its_lists_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.started_on, w.ended_on) IS DISTINCT FROM (f.started_on, f.ended_on)) SELECT FROM payment_list AS child JOIN changed AS parent ON parent.id = child.stream_id WHERE child.month < date_trunc('month', parent.started_on) OR child.month > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_fund_stream_lasts_over_its_lists', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_fund_stream_lasts_over_its_lists', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_fund_stream_lasts_over_its_lists_update AFTER UPDATE ON fund_stream REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_fund_stream_lasts_over_its_lists_update();
-- next
CREATE FUNCTION ck_instruction_batch_answered_before_reconciliation_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM reconciliation AS told JOIN changed AS batch ON batch.id = told.instruction_batch_id JOIN payment_list AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_instruction_batch_answered_before_reconciliation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_instruction_batch_answered_before_reconciliation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_instruction_batch_answered_before_reconciliation_insert AFTER INSERT ON instruction_batch REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_instruction_batch_answered_before_reconciliation_insert();
-- next
CREATE FUNCTION ck_instruction_batch_answered_before_reconciliation_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.answered_on) IS DISTINCT FROM (f.answered_on)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.answered_on) IS DISTINCT FROM (f.answered_on)) SELECT FROM reconciliation AS told JOIN changed AS batch ON batch.id = told.instruction_batch_id JOIN payment_list AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_instruction_batch_answered_before_reconciliation', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_instruction_batch_answered_before_reconciliation', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_instruction_batch_answered_before_reconciliation_update AFTER UPDATE ON instruction_batch REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_instruction_batch_answered_before_reconciliation_update();
-- next
CREATE FUNCTION ck_instruction_batch_as_its_lines_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS batch LEFT JOIN (SELECT payment_list_id, bank, count(*) AS lines, sum(amount) AS total
        FROM payment_line JOIN account ON account.id = account_id WHERE payment_list_id IN (SELECT payment_list_id FROM changed)
        GROUP BY payment_list_id, bank) AS listed USING (payment_list_id, bank)
    WHERE (listed.lines, listed.total) IS DISTINCT FROM (batch.line_count, batch.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_instruction_batch_as_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_instruction_batch_as_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_instruction_batch_as_its_lines_insert AFTER INSERT ON instruction_batch REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_instruction_batch_as_its_lines_insert();
-- next
CREATE FUNCTION ck_instruction_batch_as_its_lines_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.bank, w.line_count, w.amount) IS DISTINCT FROM (f.payment_list_id, f.bank, f.line_count, f.amount)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.bank, w.line_count, w.amount) IS DISTINCT FROM (f.payment_list_id, f.bank, f.line_count, f.amount)) SELECT FROM changed AS batch LEFT JOIN (SELECT payment_list_id, bank, count(*) AS lines, sum(amount) AS total
        FROM payment_line JOIN account ON account.id = account_id WHERE payment_list_id IN (SELECT payment_list_id FROM changed)
        GROUP BY payment_list_id, bank) AS listed USING (payment_list_id, bank)
    WHERE (listed.lines, listed.total) IS DISTINCT FROM (batch.line_count, batch.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_instruction_batch_as_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_instruction_batch_as_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_instruction_batch_as_its_lines_update AFTER UPDATE ON instruction_batch REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_instruction_batch_as_its_lines_update();
-- next
CREATE FUNCTION ck_instruction_batch_stays_sent() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF true THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_instruction_batch_stays_sent', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_instruction_batch_stays_sent', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_instruction_batch_stays_sent_update AFTER UPDATE ON instruction_batch FOR EACH ROW WHEN ((new.number, new.payment_list_id, new.bank) IS DISTINCT FROM (old.number, old.payment_list_id, old.bank)) EXECUTE FUNCTION ck_instruction_batch_stays_sent();
-- next
CREATE TRIGGER ck_instruction_batch_stays_sent_delete AFTER DELETE ON instruction_batch FOR EACH ROW EXECUTE FUNCTION ck_instruction_batch_stays_sent();
-- next
CREATE FUNCTION ck_insurance_claim_of_the_insured_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN insured_household AS parent ON parent.id = child.insured_household_id WHERE coalesce(child.submitted_on < parent.insured_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_of_the_insured', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_of_the_insured', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_of_the_insured_insert AFTER INSERT ON insurance_claim REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_of_the_insured_insert();
-- next
CREATE FUNCTION ck_insurance_claim_of_the_insured_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.submitted_on) IS DISTINCT FROM (f.insured_household_id, f.submitted_on)) SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.submitted_on) IS DISTINCT FROM (f.insured_household_id, f.submitted_on)) SELECT FROM changed AS child JOIN insured_household AS parent ON parent.id = child.insured_household_id WHERE coalesce(child.submitted_on < parent.insured_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_of_the_insured', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_of_the_insured', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_of_the_insured_update AFTER UPDATE ON insurance_claim REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_of_the_insured_update();
-- next
CREATE FUNCTION ck_insurance_claim_stays_paid() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.paid_on IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_stays_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_stays_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_stays_paid_update AFTER UPDATE ON insurance_claim FOR EACH ROW WHEN ((new.insured_household_id, new.member_id, new.approved_amount, new.paid_on) IS DISTINCT FROM (old.insured_household_id, old.member_id, old.approved_amount, old.paid_on)) EXECUTE FUNCTION ck_insurance_claim_stays_paid();
-- next
CREATE TRIGGER ck_insurance_claim_stays_paid_delete AFTER DELETE ON insurance_claim FOR EACH ROW EXECUTE FUNCTION ck_insurance_claim_stays_paid();
-- next
CREATE FUNCTION ck_insurance_claim_within_coverage_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM insured_household AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id WHERE home.id IN (SELECT insured_household_id FROM changed)
    GROUP BY home.id, policy.coverage_limit HAVING sum(claim.approved_amount) > policy.coverage_limit) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_within_coverage', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_within_coverage', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_within_coverage_insert AFTER INSERT ON insurance_claim REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_within_coverage_insert();
-- next
CREATE FUNCTION ck_insurance_claim_within_coverage_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.approved_amount) IS DISTINCT FROM (f.insured_household_id, f.approved_amount)) SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.approved_amount) IS DISTINCT FROM (f.insured_household_id, f.approved_amount)) SELECT FROM insured_household AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id WHERE home.id IN (SELECT insured_household_id FROM changed)
    GROUP BY home.id, policy.coverage_limit HAVING sum(claim.approved_amount) > policy.coverage_limit) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_within_coverage', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_within_coverage', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_within_coverage_update AFTER UPDATE ON insurance_claim REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_within_coverage_update();
-- next
CREATE FUNCTION ck_insurance_claim_within_its_share_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM insurance_policy AS policy JOIN insured_household AS home ON home.insurance_policy_id = policy.id
    JOIN changed AS claim ON claim.insured_household_id = home.id
    WHERE claim.approved_amount > round((claim.medical_cost - claim.reimbursed_before) * policy.payout_share, 2)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_within_its_share', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_within_its_share', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_within_its_share_insert AFTER INSERT ON insurance_claim REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_within_its_share_insert();
-- next
CREATE FUNCTION ck_insurance_claim_within_its_share_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insured_household WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.medical_cost, w.reimbursed_before, w.approved_amount) IS DISTINCT FROM (f.insured_household_id, f.medical_cost, f.reimbursed_before, f.approved_amount)) SELECT insured_household_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_household_id, w.medical_cost, w.reimbursed_before, w.approved_amount) IS DISTINCT FROM (f.insured_household_id, f.medical_cost, f.reimbursed_before, f.approved_amount)) SELECT FROM insurance_policy AS policy JOIN insured_household AS home ON home.insurance_policy_id = policy.id
    JOIN changed AS claim ON claim.insured_household_id = home.id
    WHERE claim.approved_amount > round((claim.medical_cost - claim.reimbursed_before) * policy.payout_share, 2)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_claim_within_its_share', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_claim_within_its_share', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_claim_within_its_share_update AFTER UPDATE ON insurance_claim REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_claim_within_its_share_update();
-- next
CREATE FUNCTION ck_insurance_eligibility_of_the_same_rule_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insured_household AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN changed AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_eligibility_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_eligibility_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_eligibility_of_the_same_rule_insert AFTER INSERT ON insurance_eligibility REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_eligibility_of_the_same_rule_insert();
-- next
CREATE FUNCTION ck_insurance_eligibility_of_the_same_rule_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.rule_version) IS DISTINCT FROM (f.rule_version)) SELECT FROM insured_household AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN changed AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_eligibility_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_eligibility_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_eligibility_of_the_same_rule_update AFTER UPDATE ON insurance_eligibility REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_eligibility_of_the_same_rule_update();
-- next
CREATE FUNCTION ck_insurance_policy_county_of_insured_household_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insured_household AS child JOIN changed AS parent ON parent.id = child.insurance_policy_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_county_of_insured_household', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_county_of_insured_household', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_county_of_insured_household_insert AFTER INSERT ON insurance_policy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_county_of_insured_household_insert();
-- next
CREATE FUNCTION ck_insurance_policy_county_of_insured_household_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.region_code) IS DISTINCT FROM (f.region_code)) SELECT FROM insured_household AS child JOIN changed AS parent ON parent.id = child.insurance_policy_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_county_of_insured_household', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_county_of_insured_household', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_county_of_insured_household_update AFTER UPDATE ON insurance_policy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_county_of_insured_household_update();
-- next
CREATE FUNCTION ck_insurance_policy_covers_its_claims_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insured_household AS home JOIN changed AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id 
    GROUP BY home.id, policy.coverage_limit HAVING sum(claim.approved_amount) > policy.coverage_limit) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_covers_its_claims', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_covers_its_claims', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_covers_its_claims_insert AFTER INSERT ON insurance_policy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_covers_its_claims_insert();
-- next
CREATE FUNCTION ck_insurance_policy_covers_its_claims_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.coverage_limit) IS DISTINCT FROM (f.coverage_limit)) SELECT FROM insured_household AS home JOIN changed AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id 
    GROUP BY home.id, policy.coverage_limit HAVING sum(claim.approved_amount) > policy.coverage_limit) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_covers_its_claims', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_covers_its_claims', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_covers_its_claims_update AFTER UPDATE ON insurance_policy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_covers_its_claims_update();
-- next
CREATE FUNCTION ck_insurance_policy_lasts_beyond_its_insured_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insured_household AS child JOIN changed AS parent ON parent.id = child.insurance_policy_id WHERE greatest(child.listed_on, child.insured_on) >= upper(parent.period)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_lasts_beyond_its_insured', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_lasts_beyond_its_insured', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_lasts_beyond_its_insured_insert AFTER INSERT ON insurance_policy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_lasts_beyond_its_insured_insert();
-- next
CREATE FUNCTION ck_insurance_policy_lasts_beyond_its_insured_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.period) IS DISTINCT FROM (f.period)) SELECT FROM insured_household AS child JOIN changed AS parent ON parent.id = child.insurance_policy_id WHERE greatest(child.listed_on, child.insured_on) >= upper(parent.period)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_lasts_beyond_its_insured', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_lasts_beyond_its_insured', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_lasts_beyond_its_insured_update AFTER UPDATE ON insurance_policy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_lasts_beyond_its_insured_update();
-- next
CREATE FUNCTION ck_insurance_policy_of_the_same_rule_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insured_household AS home JOIN changed AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_eligibility AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_of_the_same_rule_insert AFTER INSERT ON insurance_policy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_of_the_same_rule_insert();
-- next
CREATE FUNCTION ck_insurance_policy_of_the_same_rule_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.rule_version) IS DISTINCT FROM (f.rule_version)) SELECT FROM insured_household AS home JOIN changed AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_eligibility AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_of_the_same_rule_update AFTER UPDATE ON insurance_policy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_of_the_same_rule_update();
-- next
CREATE FUNCTION ck_insurance_policy_shares_what_it_paid_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS policy JOIN insured_household AS home ON home.insurance_policy_id = policy.id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id
    WHERE claim.approved_amount > round((claim.medical_cost - claim.reimbursed_before) * policy.payout_share, 2)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_shares_what_it_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_shares_what_it_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_shares_what_it_paid_insert AFTER INSERT ON insurance_policy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_shares_what_it_paid_insert();
-- next
CREATE FUNCTION ck_insurance_policy_shares_what_it_paid_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payout_share) IS DISTINCT FROM (f.payout_share)) SELECT FROM changed AS policy JOIN insured_household AS home ON home.insurance_policy_id = policy.id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id
    WHERE claim.approved_amount > round((claim.medical_cost - claim.reimbursed_before) * policy.payout_share, 2)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insurance_policy_shares_what_it_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insurance_policy_shares_what_it_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insurance_policy_shares_what_it_paid_update AFTER UPDATE ON insurance_policy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insurance_policy_shares_what_it_paid_update();
-- next
CREATE FUNCTION ck_insured_household_inside_county_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN insurance_policy AS parent ON parent.id = child.insurance_policy_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_inside_county_insert AFTER INSERT ON insured_household REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_inside_county_insert();
-- next
CREATE FUNCTION ck_insured_household_inside_county_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.region_code) IS DISTINCT FROM (f.insurance_policy_id, f.region_code)) SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.region_code) IS DISTINCT FROM (f.insurance_policy_id, f.region_code)) SELECT FROM changed AS child JOIN insurance_policy AS parent ON parent.id = child.insurance_policy_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_inside_county_update AFTER UPDATE ON insured_household REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_inside_county_update();
-- next
CREATE FUNCTION ck_insured_household_insured_before_its_claims_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM insurance_claim AS child JOIN changed AS parent ON parent.id = child.insured_household_id WHERE coalesce(child.submitted_on < parent.insured_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_insured_before_its_claims', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_insured_before_its_claims', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_insured_before_its_claims_insert AFTER INSERT ON insured_household REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_insured_before_its_claims_insert();
-- next
CREATE FUNCTION ck_insured_household_insured_before_its_claims_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insured_on) IS DISTINCT FROM (f.insured_on)) SELECT FROM insurance_claim AS child JOIN changed AS parent ON parent.id = child.insured_household_id WHERE coalesce(child.submitted_on < parent.insured_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_insured_before_its_claims', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_insured_before_its_claims', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_insured_before_its_claims_update AFTER UPDATE ON insured_household REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_insured_before_its_claims_update();
-- next
CREATE FUNCTION ck_insured_household_of_the_same_rule_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_eligibility AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_of_the_same_rule_insert AFTER INSERT ON insured_household REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_of_the_same_rule_insert();
-- next
CREATE FUNCTION ck_insured_household_of_the_same_rule_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.insurance_eligibility_id) IS DISTINCT FROM (f.insurance_policy_id, f.insurance_eligibility_id)) SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.insurance_eligibility_id) IS DISTINCT FROM (f.insurance_policy_id, f.insurance_eligibility_id)) SELECT FROM changed AS home JOIN insurance_policy AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_eligibility AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_of_the_same_rule', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_of_the_same_rule', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_of_the_same_rule_update AFTER UPDATE ON insured_household REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_of_the_same_rule_update();
-- next
CREATE FUNCTION ck_insured_household_while_the_policy_lasts_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN insurance_policy AS parent ON parent.id = child.insurance_policy_id WHERE greatest(child.listed_on, child.insured_on) >= upper(parent.period)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_while_the_policy_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_while_the_policy_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_while_the_policy_lasts_insert AFTER INSERT ON insured_household REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_while_the_policy_lasts_insert();
-- next
CREATE FUNCTION ck_insured_household_while_the_policy_lasts_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM insurance_policy WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.listed_on, w.insured_on) IS DISTINCT FROM (f.insurance_policy_id, f.listed_on, f.insured_on)) SELECT insurance_policy_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.insurance_policy_id, w.listed_on, w.insured_on) IS DISTINCT FROM (f.insurance_policy_id, f.listed_on, f.insured_on)) SELECT FROM changed AS child JOIN insurance_policy AS parent ON parent.id = child.insurance_policy_id WHERE greatest(child.listed_on, child.insured_on) >= upper(parent.period)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_insured_household_while_the_policy_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_insured_household_while_the_policy_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_insured_household_while_the_policy_lasts_update AFTER UPDATE ON insured_household REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_insured_household_while_the_policy_lasts_update();
-- next
CREATE FUNCTION ck_loan_borrowed_by_the_guaranteed_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM loan_guarantee AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_borrowed_by_the_guaranteed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_borrowed_by_the_guaranteed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_borrowed_by_the_guaranteed_insert AFTER INSERT ON loan REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_borrowed_by_the_guaranteed_insert();
-- next
CREATE FUNCTION ck_loan_borrowed_by_the_guaranteed_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.household_id) IS DISTINCT FROM (f.household_id)) SELECT FROM loan_guarantee AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_borrowed_by_the_guaranteed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_borrowed_by_the_guaranteed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_borrowed_by_the_guaranteed_update AFTER UPDATE ON loan REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_borrowed_by_the_guaranteed_update();
-- next
CREATE FUNCTION ck_loan_borrowed_by_the_subsidised_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM loan_subsidy AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_borrowed_by_the_subsidised', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_borrowed_by_the_subsidised', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_borrowed_by_the_subsidised_insert AFTER INSERT ON loan REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_borrowed_by_the_subsidised_insert();
-- next
CREATE FUNCTION ck_loan_borrowed_by_the_subsidised_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.household_id) IS DISTINCT FROM (f.household_id)) SELECT FROM loan_subsidy AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_borrowed_by_the_subsidised', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_borrowed_by_the_subsidised', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_borrowed_by_the_subsidised_update AFTER UPDATE ON loan REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_borrowed_by_the_subsidised_update();
-- next
CREATE FUNCTION ck_loan_guarantee_at_most_principal_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.guaranteed_amount > parent.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_guarantee_at_most_principal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_guarantee_at_most_principal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_guarantee_at_most_principal_insert AFTER INSERT ON loan_guarantee REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_guarantee_at_most_principal_insert();
-- next
CREATE FUNCTION ck_loan_guarantee_at_most_principal_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.guaranteed_amount) IS DISTINCT FROM (f.loan_id, f.guaranteed_amount)) SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.guaranteed_amount) IS DISTINCT FROM (f.loan_id, f.guaranteed_amount)) SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.guaranteed_amount > parent.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_guarantee_at_most_principal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_guarantee_at_most_principal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_guarantee_at_most_principal_update AFTER UPDATE ON loan_guarantee REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_guarantee_at_most_principal_update();
-- next
CREATE FUNCTION ck_loan_guarantee_of_the_borrower_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_guarantee_of_the_borrower', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_guarantee_of_the_borrower', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_guarantee_of_the_borrower_insert AFTER INSERT ON loan_guarantee REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_guarantee_of_the_borrower_insert();
-- next
CREATE FUNCTION ck_loan_guarantee_of_the_borrower_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.household_id) IS DISTINCT FROM (f.loan_id, f.household_id)) SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.household_id) IS DISTINCT FROM (f.loan_id, f.household_id)) SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_guarantee_of_the_borrower', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_guarantee_of_the_borrower', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_guarantee_of_the_borrower_update AFTER UPDATE ON loan_guarantee REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_guarantee_of_the_borrower_update();
-- next
CREATE FUNCTION ck_loan_guarantee_stays_while_it_counts() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id = old.loan_id FOR SHARE;
    IF old.called_on IS NOT NULL OR (new.loan_id, new.guaranteed_amount) IS DISTINCT FROM (old.loan_id, old.guaranteed_amount) AND EXISTS (SELECT FROM loan WHERE id = old.loan_id AND state IN ('repaying', 'overdue')) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_guarantee_stays_while_it_counts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_guarantee_stays_while_it_counts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_guarantee_stays_while_it_counts_update AFTER UPDATE ON loan_guarantee FOR EACH ROW WHEN ((new.loan_id, new.guaranteed_amount, new.called_amount, new.called_on) IS DISTINCT FROM (old.loan_id, old.guaranteed_amount, old.called_amount, old.called_on)) EXECUTE FUNCTION ck_loan_guarantee_stays_while_it_counts();
-- next
CREATE TRIGGER ck_loan_guarantee_stays_while_it_counts_delete AFTER DELETE ON loan_guarantee FOR EACH ROW EXECUTE FUNCTION ck_loan_guarantee_stays_while_it_counts();
-- next
CREATE FUNCTION ck_loan_owes_less_and_less() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF new.outstanding > old.outstanding THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_owes_less_and_less', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_owes_less_and_less', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_owes_less_and_less_update AFTER UPDATE ON loan FOR EACH ROW WHEN ((new.outstanding) IS DISTINCT FROM (old.outstanding)) EXECUTE FUNCTION ck_loan_owes_less_and_less();
-- next
CREATE TRIGGER ck_loan_owes_less_and_less_delete AFTER DELETE ON loan FOR EACH ROW EXECUTE FUNCTION ck_loan_owes_less_and_less();
-- next
CREATE FUNCTION ck_loan_stays_paid_out() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.disbursed_on IS NOT NULL AND ((new.principal, new.disbursed_on) IS DISTINCT FROM (old.principal, old.disbursed_on) OR old.repaid_on IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_stays_paid_out', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_stays_paid_out', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_stays_paid_out_update AFTER UPDATE ON loan FOR EACH ROW WHEN ((new.principal, new.disbursed_on, new.repaid_on) IS DISTINCT FROM (old.principal, old.disbursed_on, old.repaid_on)) EXECUTE FUNCTION ck_loan_stays_paid_out();
-- next
CREATE TRIGGER ck_loan_stays_paid_out_delete AFTER DELETE ON loan FOR EACH ROW EXECUTE FUNCTION ck_loan_stays_paid_out();
-- next
CREATE FUNCTION ck_loan_subsidy_after_its_loan_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE coalesce(lower(subsidy.period) < loan.disbursed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_after_its_loan', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_after_its_loan', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_after_its_loan_insert AFTER INSERT ON loan_subsidy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_after_its_loan_insert();
-- next
CREATE FUNCTION ck_loan_subsidy_after_its_loan_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.period) IS DISTINCT FROM (f.loan_id, f.period)) SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE coalesce(lower(subsidy.period) < loan.disbursed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_after_its_loan', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_after_its_loan', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_after_its_loan_update AFTER UPDATE ON loan_subsidy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_after_its_loan_update();
-- next
CREATE FUNCTION ck_loan_subsidy_at_most_principal_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE subsidy.interest_amount > loan.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_at_most_principal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_at_most_principal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_at_most_principal_insert AFTER INSERT ON loan_subsidy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_at_most_principal_insert();
-- next
CREATE FUNCTION ck_loan_subsidy_at_most_principal_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.interest_amount) IS DISTINCT FROM (f.loan_id, f.interest_amount)) SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE subsidy.interest_amount > loan.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_at_most_principal', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_at_most_principal', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_at_most_principal_update AFTER UPDATE ON loan_subsidy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_at_most_principal_update();
-- next
CREATE FUNCTION ck_loan_subsidy_at_most_rate_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE subsidy.subsidy_rate > loan.annual_rate) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_at_most_rate', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_at_most_rate', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_at_most_rate_insert AFTER INSERT ON loan_subsidy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_at_most_rate_insert();
-- next
CREATE FUNCTION ck_loan_subsidy_at_most_rate_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.subsidy_rate) IS DISTINCT FROM (f.loan_id, f.subsidy_rate)) SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE subsidy.subsidy_rate > loan.annual_rate) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_at_most_rate', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_at_most_rate', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_at_most_rate_update AFTER UPDATE ON loan_subsidy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_at_most_rate_update();
-- next
CREATE FUNCTION ck_loan_subsidy_of_the_borrower_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_of_the_borrower', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_of_the_borrower', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_of_the_borrower_insert AFTER INSERT ON loan_subsidy REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_of_the_borrower_insert();
-- next
CREATE FUNCTION ck_loan_subsidy_of_the_borrower_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM loan WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.household_id) IS DISTINCT FROM (f.loan_id, f.household_id)) SELECT loan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.loan_id, w.household_id) IS DISTINCT FROM (f.loan_id, f.household_id)) SELECT FROM changed AS child JOIN loan AS parent ON parent.id = child.loan_id WHERE child.household_id IS DISTINCT FROM parent.household_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_of_the_borrower', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_of_the_borrower', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_of_the_borrower_update AFTER UPDATE ON loan_subsidy REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_subsidy_of_the_borrower_update();
-- next
CREATE FUNCTION ck_loan_subsidy_stays_paid() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.paid_on IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_subsidy_stays_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_subsidy_stays_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_subsidy_stays_paid_update AFTER UPDATE ON loan_subsidy FOR EACH ROW WHEN ((new.loan_id, new.period, new.subsidy_rate, new.interest_amount, new.amount, new.paid_on) IS DISTINCT FROM (old.loan_id, old.period, old.subsidy_rate, old.interest_amount, old.amount, old.paid_on)) EXECUTE FUNCTION ck_loan_subsidy_stays_paid();
-- next
CREATE TRIGGER ck_loan_subsidy_stays_paid_delete AFTER DELETE ON loan_subsidy FOR EACH ROW EXECUTE FUNCTION ck_loan_subsidy_stays_paid();
-- next
CREATE FUNCTION ck_loan_worth_its_guarantee_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM loan_guarantee AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.guaranteed_amount > parent.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_worth_its_guarantee', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_worth_its_guarantee', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_worth_its_guarantee_insert AFTER INSERT ON loan REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_worth_its_guarantee_insert();
-- next
CREATE FUNCTION ck_loan_worth_its_guarantee_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.principal) IS DISTINCT FROM (f.principal)) SELECT FROM loan_guarantee AS child JOIN changed AS parent ON parent.id = child.loan_id WHERE child.guaranteed_amount > parent.principal) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_loan_worth_its_guarantee', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_loan_worth_its_guarantee', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_loan_worth_its_guarantee_update AFTER UPDATE ON loan REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_loan_worth_its_guarantee_update();
-- next
CREATE FUNCTION ck_payment_line_about_the_month_of_its_list_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE child.repays_id IS NULL AND child.month NOT BETWEEN parent.month - INTERVAL '1 year' AND parent.month + INTERVAL '1 year') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_about_the_month_of_its_list', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_about_the_month_of_its_list', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_about_the_month_of_its_list_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_about_the_month_of_its_list_insert();
-- next
CREATE FUNCTION ck_payment_line_about_the_month_of_its_list_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.month, w.repays_id) IS DISTINCT FROM (f.payment_list_id, f.month, f.repays_id)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.month, w.repays_id) IS DISTINCT FROM (f.payment_list_id, f.month, f.repays_id)) SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE child.repays_id IS NULL AND child.month NOT BETWEEN parent.month - INTERVAL '1 year' AND parent.month + INTERVAL '1 year') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_about_the_month_of_its_list', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_about_the_month_of_its_list', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_about_the_month_of_its_list_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_about_the_month_of_its_list_update();
-- next
CREATE FUNCTION ck_payment_line_answered() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.result <> 'pending' AND (old.result <> 'paid' OR new.result <> 'returned') THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_answered', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_answered', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_answered_update AFTER UPDATE ON payment_line FOR EACH ROW WHEN ((new.result, new.settled_on, new.failure) IS DISTINCT FROM (old.result, old.settled_on, old.failure)) EXECUTE FUNCTION ck_payment_line_answered();
-- next
CREATE TRIGGER ck_payment_line_answered_delete AFTER DELETE ON payment_line FOR EACH ROW EXECUTE FUNCTION ck_payment_line_answered();
-- next
CREATE FUNCTION ck_payment_line_answered_after_instruction_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_answered_after_instruction', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_answered_after_instruction', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_answered_after_instruction_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_answered_after_instruction_insert();
-- next
CREATE FUNCTION ck_payment_line_answered_after_instruction_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.settled_on) IS DISTINCT FROM (f.payment_list_id, f.settled_on)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.settled_on) IS DISTINCT FROM (f.payment_list_id, f.settled_on)) SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_answered_after_instruction', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_answered_after_instruction', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_answered_after_instruction_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_answered_after_instruction_update();
-- next
CREATE FUNCTION ck_payment_line_inside_county_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_inside_county_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_inside_county_insert();
-- next
CREATE FUNCTION ck_payment_line_inside_county_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.region_code) IS DISTINCT FROM (f.payment_list_id, f.region_code)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.region_code) IS DISTINCT FROM (f.payment_list_id, f.region_code)) SELECT FROM changed AS child JOIN payment_list AS parent ON parent.id = child.payment_list_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_inside_county', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_inside_county', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_inside_county_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_inside_county_update();
-- next
CREATE FUNCTION ck_payment_line_list_is_open_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed JOIN payment_list AS list ON list.id = changed.payment_list_id WHERE list.locked_at IS NOT NULL) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_list_is_open', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_list_is_open', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_list_is_open_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_list_is_open_insert();
-- next
CREATE FUNCTION ck_payment_line_list_is_open_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id) IS DISTINCT FROM (f.payment_list_id)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id) IS DISTINCT FROM (f.payment_list_id)) SELECT FROM changed JOIN payment_list AS list ON list.id = changed.payment_list_id WHERE list.locked_at IS NOT NULL) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_list_is_open', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_list_is_open', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_list_is_open_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_list_is_open_update();
-- next
CREATE FUNCTION ck_payment_line_locked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id) FOR SHARE;
    IF EXISTS (SELECT FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id) AND locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_locked', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_locked', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_locked_update AFTER UPDATE ON payment_line FOR EACH ROW WHEN ((new.payment_list_id, new.household_id, new.member_id, new.region_code, new.account_id, new.month, new.amount, new.repays_id) IS DISTINCT FROM (old.payment_list_id, old.household_id, old.member_id, old.region_code, old.account_id, old.month, old.amount, old.repays_id)) EXECUTE FUNCTION ck_payment_line_locked();
-- next
CREATE TRIGGER ck_payment_line_locked_delete AFTER DELETE ON payment_line FOR EACH ROW EXECUTE FUNCTION ck_payment_line_locked();
-- next
CREATE FUNCTION ck_payment_line_not_while_stopped_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed JOIN payment_stop AS stop USING (household_id) JOIN payment_list AS list ON list.id = changed.payment_list_id
    JOIN fund_stream AS stream ON stream.id = list.stream_id WHERE stream.purpose = stop.purpose AND stop.period @> changed.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_not_while_stopped', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_not_while_stopped', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_not_while_stopped_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_not_while_stopped_insert();
-- next
CREATE FUNCTION ck_payment_line_not_while_stopped_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.household_id, w.month) IS DISTINCT FROM (f.payment_list_id, f.household_id, f.month)) SELECT FROM changed JOIN payment_stop AS stop USING (household_id) JOIN payment_list AS list ON list.id = changed.payment_list_id
    JOIN fund_stream AS stream ON stream.id = list.stream_id WHERE stream.purpose = stop.purpose AND stop.period @> changed.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_not_while_stopped', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_not_while_stopped', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_not_while_stopped_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_not_while_stopped_update();
-- next
CREATE FUNCTION ck_payment_line_repays_returned_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed, LATERAL (SELECT * FROM payment_line WHERE id = changed.repays_id OFFSET 0) AS former
    WHERE changed.repays_id IS NOT NULL AND (former.result NOT IN ('returned', 'failed')
    OR (former.household_id, former.member_id, former.month, former.amount) <> (changed.household_id, changed.member_id, changed.month, changed.amount)
    OR (SELECT stream_id FROM payment_list WHERE id = former.payment_list_id) <> (SELECT stream_id FROM payment_list WHERE id = changed.payment_list_id))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_repays_returned', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_repays_returned', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_repays_returned_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_repays_returned_insert();
-- next
CREATE FUNCTION ck_payment_line_repays_returned_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.repays_id, w.payment_list_id, w.household_id, w.member_id, w.month, w.amount) IS DISTINCT FROM (f.repays_id, f.payment_list_id, f.household_id, f.member_id, f.month, f.amount)) SELECT FROM changed, LATERAL (SELECT * FROM payment_line WHERE id = changed.repays_id OFFSET 0) AS former
    WHERE changed.repays_id IS NOT NULL AND (former.result NOT IN ('returned', 'failed')
    OR (former.household_id, former.member_id, former.month, former.amount) <> (changed.household_id, changed.member_id, changed.month, changed.amount)
    OR (SELECT stream_id FROM payment_list WHERE id = former.payment_list_id) <> (SELECT stream_id FROM payment_list WHERE id = changed.payment_list_id))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_repays_returned', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_repays_returned', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_repays_returned_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_repays_returned_update();
-- next
CREATE FUNCTION ck_payment_line_standard_in_force_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM benefit_standard AS standard JOIN payment_list AS list ON list.benefit_standard_id = standard.id
JOIN changed AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_standard_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_standard_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_standard_in_force_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_standard_in_force_insert();
-- next
CREATE FUNCTION ck_payment_line_standard_in_force_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.month, w.repays_id) IS DISTINCT FROM (f.payment_list_id, f.month, f.repays_id)) SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.month, w.repays_id) IS DISTINCT FROM (f.payment_list_id, f.month, f.repays_id)) SELECT FROM benefit_standard AS standard JOIN payment_list AS list ON list.benefit_standard_id = standard.id
JOIN changed AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_standard_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_standard_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_standard_in_force_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_standard_in_force_update();
-- next
CREATE FUNCTION ck_payment_line_to_a_card_in_use_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM account WHERE id IN (SELECT account_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS line JOIN account AS card ON card.id = line.account_id JOIN payment_list AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_to_a_card_in_use', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_to_a_card_in_use', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_to_a_card_in_use_insert AFTER INSERT ON payment_line REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_to_a_card_in_use_insert();
-- next
CREATE FUNCTION ck_payment_line_to_a_card_in_use_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM account WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.account_id) IS DISTINCT FROM (f.payment_list_id, f.account_id)) SELECT account_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.account_id) IS DISTINCT FROM (f.payment_list_id, f.account_id)) SELECT FROM changed AS line JOIN account AS card ON card.id = line.account_id JOIN payment_list AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_line_to_a_card_in_use', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_line_to_a_card_in_use', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_line_to_a_card_in_use_update AFTER UPDATE ON payment_line REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_line_to_a_card_in_use_update();
-- next
CREATE FUNCTION ck_payment_list_about_the_months_of_its_lines_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE child.repays_id IS NULL AND child.month NOT BETWEEN parent.month - INTERVAL '1 year' AND parent.month + INTERVAL '1 year') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_about_the_months_of_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_about_the_months_of_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_about_the_months_of_its_lines_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_about_the_months_of_its_lines_insert();
-- next
CREATE FUNCTION ck_payment_list_about_the_months_of_its_lines_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.month) IS DISTINCT FROM (f.month)) SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE child.repays_id IS NULL AND child.month NOT BETWEEN parent.month - INTERVAL '1 year' AND parent.month + INTERVAL '1 year') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_about_the_months_of_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_about_the_months_of_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_about_the_months_of_its_lines_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_about_the_months_of_its_lines_update();
-- next
CREATE FUNCTION ck_payment_list_county_of_payment_line_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_county_of_payment_line', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_county_of_payment_line', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_county_of_payment_line_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_county_of_payment_line_insert();
-- next
CREATE FUNCTION ck_payment_list_county_of_payment_line_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.region_code) IS DISTINCT FROM (f.region_code)) SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE NOT starts_with(child.region_code, parent.region_code)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_county_of_payment_line', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_county_of_payment_line', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_county_of_payment_line_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_county_of_payment_line_update();
-- next
CREATE FUNCTION ck_payment_list_funding_locked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id) FOR SHARE;
    IF EXISTS (SELECT FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id) AND locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_funding_locked', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_funding_locked', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_funding_locked_update AFTER UPDATE ON payment_list_funding FOR EACH ROW WHEN ((new.payment_list_id, new.allocation_id, new.amount) IS DISTINCT FROM (old.payment_list_id, old.allocation_id, old.amount)) EXECUTE FUNCTION ck_payment_list_funding_locked();
-- next
CREATE TRIGGER ck_payment_list_funding_locked_delete AFTER DELETE ON payment_list_funding FOR EACH ROW EXECUTE FUNCTION ck_payment_list_funding_locked();
-- next
CREATE FUNCTION ck_payment_list_funding_with_money_that_came_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM (SELECT * FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE) AS list JOIN changed AS funding ON funding.payment_list_id = list.id JOIN allocation AS hop ON hop.id = funding.allocation_id
    WHERE list.paid_on IS NOT NULL AND coalesce(hop.allocated_on > list.paid_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_funding_with_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_funding_with_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_funding_with_money_that_came_insert AFTER INSERT ON payment_list_funding REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_funding_with_money_that_came_insert();
-- next
CREATE FUNCTION ck_payment_list_funding_with_money_that_came_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.allocation_id) IS DISTINCT FROM (f.payment_list_id, f.allocation_id)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.payment_list_id, w.allocation_id) IS DISTINCT FROM (f.payment_list_id, f.allocation_id)) SELECT FROM (SELECT * FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE) AS list JOIN changed AS funding ON funding.payment_list_id = list.id JOIN allocation AS hop ON hop.id = funding.allocation_id
    WHERE list.paid_on IS NOT NULL AND coalesce(hop.allocated_on > list.paid_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_funding_with_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_funding_with_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_funding_with_money_that_came_update AFTER UPDATE ON payment_list_funding REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_funding_with_money_that_came_update();
-- next
CREATE FUNCTION ck_payment_list_funding_within_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_funding_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_funding_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_funding_within_hop_insert AFTER INSERT ON payment_list_funding REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_funding_within_hop_insert();
-- next
CREATE FUNCTION ck_payment_list_funding_within_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_funding_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_funding_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_funding_within_hop_update AFTER UPDATE ON payment_list_funding REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_funding_within_hop_update();
-- next
CREATE FUNCTION ck_payment_list_goes_forward() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF (old.instructed_on IS NOT NULL AND new.instructed_on IS NULL) OR (old.paid_on IS NOT NULL AND new.paid_on IS NULL) OR (old.reconciled_on IS NOT NULL AND new.reconciled_on IS NULL) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_goes_forward', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_goes_forward', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_goes_forward_update AFTER UPDATE ON payment_list FOR EACH ROW WHEN ((new.instructed_on, new.paid_on, new.reconciled_on) IS DISTINCT FROM (old.instructed_on, old.paid_on, old.reconciled_on)) EXECUTE FUNCTION ck_payment_list_goes_forward();
-- next
CREATE TRIGGER ck_payment_list_goes_forward_delete AFTER DELETE ON payment_list FOR EACH ROW EXECUTE FUNCTION ck_payment_list_goes_forward();
-- next
CREATE FUNCTION ck_payment_list_instructed_before_answers_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_instructed_before_answers', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_instructed_before_answers', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_instructed_before_answers_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_instructed_before_answers_insert();
-- next
CREATE FUNCTION ck_payment_list_instructed_before_answers_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.instructed_on) IS DISTINCT FROM (f.instructed_on)) SELECT FROM payment_line AS child JOIN changed AS parent ON parent.id = child.payment_list_id WHERE child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_instructed_before_answers', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_instructed_before_answers', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_instructed_before_answers_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_instructed_before_answers_update();
-- next
CREATE FUNCTION ck_payment_list_locked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.locked_at IS NOT NULL THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_locked', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_locked', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_locked_update AFTER UPDATE ON payment_list FOR EACH ROW WHEN ((new.number, new.stream_id, new.plan_id, new.benefit_standard_id, new.region_code, new.department, new.month, new.kind, new.method, new.line_count, new.amount, new.maker_id, new.made_on, new.checker_id, new.checked_on, new.confirm_due_on, new.confirmed_on, new.locked_at, new.digest, new.pay_due_on) IS DISTINCT FROM (old.number, old.stream_id, old.plan_id, old.benefit_standard_id, old.region_code, old.department, old.month, old.kind, old.method, old.line_count, old.amount, old.maker_id, old.made_on, old.checker_id, old.checked_on, old.confirm_due_on, old.confirmed_on, old.locked_at, old.digest, old.pay_due_on)) EXECUTE FUNCTION ck_payment_list_locked();
-- next
CREATE TRIGGER ck_payment_list_locked_delete AFTER DELETE ON payment_list FOR EACH ROW EXECUTE FUNCTION ck_payment_list_locked();
-- next
CREATE FUNCTION ck_payment_list_locked_as_its_lines_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed AS list LEFT JOIN (SELECT payment_list_id, count(*) AS lines, sum(amount) AS total FROM payment_line
        WHERE payment_list_id IN (SELECT id FROM changed WHERE locked_at IS NOT NULL) GROUP BY payment_list_id) AS listed ON listed.payment_list_id = list.id
    WHERE list.locked_at IS NOT NULL AND (list.line_count <> coalesce(listed.lines, 0) OR list.amount > coalesce(listed.total, 0))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_locked_as_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_locked_as_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_locked_as_its_lines_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_locked_as_its_lines_insert();
-- next
CREATE FUNCTION ck_payment_list_locked_as_its_lines_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.locked_at, w.line_count, w.amount) IS DISTINCT FROM (f.locked_at, f.line_count, f.amount)) SELECT FROM changed AS list LEFT JOIN (SELECT payment_list_id, count(*) AS lines, sum(amount) AS total FROM payment_line
        WHERE payment_list_id IN (SELECT id FROM changed WHERE locked_at IS NOT NULL) GROUP BY payment_list_id) AS listed ON listed.payment_list_id = list.id
    WHERE list.locked_at IS NOT NULL AND (list.line_count <> coalesce(listed.lines, 0) OR list.amount > coalesce(listed.total, 0))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_locked_as_its_lines', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_locked_as_its_lines', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_locked_as_its_lines_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_locked_as_its_lines_update();
-- next
CREATE FUNCTION ck_payment_list_of_household_money_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed JOIN fund_stream AS stream ON stream.id = changed.stream_id WHERE NOT stream.to_household) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_of_household_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_of_household_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_of_household_money_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_of_household_money_insert();
-- next
CREATE FUNCTION ck_payment_list_of_household_money_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id) IS DISTINCT FROM (f.stream_id)) SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id) IS DISTINCT FROM (f.stream_id)) SELECT FROM changed JOIN fund_stream AS stream ON stream.id = changed.stream_id WHERE NOT stream.to_household) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_of_household_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_of_household_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_of_household_money_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_of_household_money_update();
-- next
CREATE FUNCTION ck_payment_list_plan_of_its_year_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation_plan WHERE id IN (SELECT plan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation_plan AS parent ON parent.id = child.plan_id WHERE parent.year <> extract(year FROM child.month)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_plan_of_its_year', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_plan_of_its_year', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_plan_of_its_year_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_plan_of_its_year_insert();
-- next
CREATE FUNCTION ck_payment_list_plan_of_its_year_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation_plan WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.plan_id, w.month) IS DISTINCT FROM (f.plan_id, f.month)) SELECT plan_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.plan_id, w.month) IS DISTINCT FROM (f.plan_id, f.month)) SELECT FROM changed AS child JOIN allocation_plan AS parent ON parent.id = child.plan_id WHERE parent.year <> extract(year FROM child.month)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_plan_of_its_year', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_plan_of_its_year', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_plan_of_its_year_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_plan_of_its_year_update();
-- next
CREATE FUNCTION ck_payment_list_reconciled_after_its_banks_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM reconciliation AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id JOIN changed AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_reconciled_after_its_banks', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_reconciled_after_its_banks', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_reconciled_after_its_banks_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_reconciled_after_its_banks_insert();
-- next
CREATE FUNCTION ck_payment_list_reconciled_after_its_banks_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.reconciled_on) IS DISTINCT FROM (f.reconciled_on)) SELECT FROM reconciliation AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id JOIN changed AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_reconciled_after_its_banks', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_reconciled_after_its_banks', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_reconciled_after_its_banks_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_reconciled_after_its_banks_update();
-- next
CREATE FUNCTION ck_payment_list_reconciled_once_answered_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id
    WHERE changed.reconciled_on IS NOT NULL AND line.result = 'pending') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_reconciled_once_answered', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_reconciled_once_answered', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_reconciled_once_answered_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_reconciled_once_answered_insert();
-- next
CREATE FUNCTION ck_payment_list_reconciled_once_answered_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.reconciled_on) IS DISTINCT FROM (f.reconciled_on)) SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id
    WHERE changed.reconciled_on IS NOT NULL AND line.result = 'pending') AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_reconciled_once_answered', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_reconciled_once_answered', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_reconciled_once_answered_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_reconciled_once_answered_update();
-- next
CREATE FUNCTION ck_payment_list_repays_its_stream_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id JOIN payment_line AS former ON former.id = line.repays_id
    JOIN payment_list AS earlier ON earlier.id = former.payment_list_id WHERE earlier.stream_id <> changed.stream_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_repays_its_stream', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_repays_its_stream', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_repays_its_stream_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_repays_its_stream_insert();
-- next
CREATE FUNCTION ck_payment_list_repays_its_stream_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id) IS DISTINCT FROM (f.stream_id)) SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id JOIN payment_line AS former ON former.id = line.repays_id
    JOIN payment_list AS earlier ON earlier.id = former.payment_list_id WHERE earlier.stream_id <> changed.stream_id) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_repays_its_stream', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_repays_its_stream', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_repays_its_stream_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_repays_its_stream_update();
-- next
CREATE FUNCTION ck_payment_list_standard_in_force_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM benefit_standard WHERE id IN (SELECT benefit_standard_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM benefit_standard AS standard JOIN changed AS list ON list.benefit_standard_id = standard.id
JOIN payment_line AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_standard_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_standard_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_standard_in_force_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_standard_in_force_insert();
-- next
CREATE FUNCTION ck_payment_list_standard_in_force_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM benefit_standard WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.benefit_standard_id) IS DISTINCT FROM (f.benefit_standard_id)) SELECT benefit_standard_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.benefit_standard_id) IS DISTINCT FROM (f.benefit_standard_id)) SELECT FROM benefit_standard AS standard JOIN changed AS list ON list.benefit_standard_id = standard.id
JOIN payment_line AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_standard_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_standard_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_standard_in_force_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_standard_in_force_update();
-- next
CREATE FUNCTION ck_payment_list_to_cards_in_use_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM account WHERE id IN (SELECT account_id FROM payment_line WHERE payment_list_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM payment_line AS line JOIN account AS card ON card.id = line.account_id JOIN changed AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_to_cards_in_use', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_to_cards_in_use', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_to_cards_in_use_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_to_cards_in_use_insert();
-- next
CREATE FUNCTION ck_payment_list_to_cards_in_use_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM account WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.made_on, w.locked_at) IS DISTINCT FROM (f.made_on, f.locked_at)) SELECT account_id FROM payment_line WHERE payment_list_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.made_on, w.locked_at) IS DISTINCT FROM (f.made_on, f.locked_at)) SELECT FROM payment_line AS line JOIN account AS card ON card.id = line.account_id JOIN changed AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, (list.locked_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_to_cards_in_use', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_to_cards_in_use', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_to_cards_in_use_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_to_cards_in_use_update();
-- next
CREATE FUNCTION ck_payment_list_while_its_stream_lasts_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN fund_stream AS parent ON parent.id = child.stream_id WHERE child.month < date_trunc('month', parent.started_on) OR child.month > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_while_its_stream_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_while_its_stream_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_while_its_stream_lasts_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_while_its_stream_lasts_insert();
-- next
CREATE FUNCTION ck_payment_list_while_its_stream_lasts_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM fund_stream WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id, w.month) IS DISTINCT FROM (f.stream_id, f.month)) SELECT stream_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_id, w.month) IS DISTINCT FROM (f.stream_id, f.month)) SELECT FROM changed AS child JOIN fund_stream AS parent ON parent.id = child.stream_id WHERE child.month < date_trunc('month', parent.started_on) OR child.month > parent.ended_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_while_its_stream_lasts', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_while_its_stream_lasts', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_while_its_stream_lasts_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_while_its_stream_lasts_update();
-- next
CREATE FUNCTION ck_payment_list_with_money_that_came_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM payment_list_funding WHERE payment_list_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS list JOIN payment_list_funding AS funding ON funding.payment_list_id = list.id JOIN allocation AS hop ON hop.id = funding.allocation_id
    WHERE list.paid_on IS NOT NULL AND coalesce(hop.allocated_on > list.paid_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_with_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_with_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_with_money_that_came_insert AFTER INSERT ON payment_list REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_with_money_that_came_insert();
-- next
CREATE FUNCTION ck_payment_list_with_money_that_came_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.paid_on) IS DISTINCT FROM (f.paid_on)) SELECT allocation_id FROM payment_list_funding WHERE payment_list_id IN (SELECT id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.paid_on) IS DISTINCT FROM (f.paid_on)) SELECT FROM changed AS list JOIN payment_list_funding AS funding ON funding.payment_list_id = list.id JOIN allocation AS hop ON hop.id = funding.allocation_id
    WHERE list.paid_on IS NOT NULL AND coalesce(hop.allocated_on > list.paid_on, true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_payment_list_with_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_payment_list_with_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_payment_list_with_money_that_came_update AFTER UPDATE ON payment_list REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_payment_list_with_money_that_came_update();
-- next
CREATE FUNCTION ck_performance_evaluation_by_a_rule_in_force_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM stream_rule WHERE id IN (SELECT stream_rule_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN stream_rule AS parent ON parent.id = child.stream_rule_id WHERE NOT parent.period && daterange(make_date(child.year, 1, 1), child.evaluated_on, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_evaluation_by_a_rule_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_evaluation_by_a_rule_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_evaluation_by_a_rule_in_force_insert AFTER INSERT ON performance_evaluation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_evaluation_by_a_rule_in_force_insert();
-- next
CREATE FUNCTION ck_performance_evaluation_by_a_rule_in_force_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM stream_rule WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_rule_id, w.year, w.evaluated_on) IS DISTINCT FROM (f.stream_rule_id, f.year, f.evaluated_on)) SELECT stream_rule_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.stream_rule_id, w.year, w.evaluated_on) IS DISTINCT FROM (f.stream_rule_id, f.year, f.evaluated_on)) SELECT FROM changed AS child JOIN stream_rule AS parent ON parent.id = child.stream_rule_id WHERE NOT parent.period && daterange(make_date(child.year, 1, 1), child.evaluated_on, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_evaluation_by_a_rule_in_force', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_evaluation_by_a_rule_in_force', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_evaluation_by_a_rule_in_force_update AFTER UPDATE ON performance_evaluation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_evaluation_by_a_rule_in_force_update();
-- next
CREATE FUNCTION ck_performance_evaluation_finished_before_its_findings_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM evaluation_finding AS child JOIN changed AS parent ON parent.id = child.performance_evaluation_id WHERE least(child.due_on, child.rectified_on) < parent.evaluated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_evaluation_finished_before_its_findings', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_evaluation_finished_before_its_findings', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_evaluation_finished_before_its_findings_insert AFTER INSERT ON performance_evaluation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_evaluation_finished_before_its_findings_insert();
-- next
CREATE FUNCTION ck_performance_evaluation_finished_before_its_findings_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.evaluated_on) IS DISTINCT FROM (f.evaluated_on)) SELECT FROM evaluation_finding AS child JOIN changed AS parent ON parent.id = child.performance_evaluation_id WHERE least(child.due_on, child.rectified_on) < parent.evaluated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_evaluation_finished_before_its_findings', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_evaluation_finished_before_its_findings', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_evaluation_finished_before_its_findings_update AFTER UPDATE ON performance_evaluation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_evaluation_finished_before_its_findings_update();
-- next
CREATE FUNCTION ck_performance_target_weigh_one_at_most_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM performance_evaluation WHERE id IN (SELECT performance_evaluation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM performance_target WHERE (performance_evaluation_id) IN (SELECT performance_evaluation_id FROM changed) GROUP BY performance_evaluation_id HAVING sum(weight) > 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_target_weigh_one_at_most', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_target_weigh_one_at_most', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_target_weigh_one_at_most_insert AFTER INSERT ON performance_target REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_target_weigh_one_at_most_insert();
-- next
CREATE FUNCTION ck_performance_target_weigh_one_at_most_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM performance_evaluation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.performance_evaluation_id, w.weight) IS DISTINCT FROM (f.performance_evaluation_id, f.weight)) SELECT performance_evaluation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.performance_evaluation_id, w.weight) IS DISTINCT FROM (f.performance_evaluation_id, f.weight)) SELECT FROM performance_target WHERE (performance_evaluation_id) IN (SELECT performance_evaluation_id FROM changed) GROUP BY performance_evaluation_id HAVING sum(weight) > 1) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_performance_target_weigh_one_at_most', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_performance_target_weigh_one_at_most', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_performance_target_weigh_one_at_most_update AFTER UPDATE ON performance_target REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_performance_target_weigh_one_at_most_update();
-- next
CREATE FUNCTION ck_reconciliation_as_credited_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id LEFT JOIN (
        SELECT payment_list_id, bank, sum(amount) AS total FROM payment_line JOIN account ON account.id = account_id
        WHERE result <> 'paid' AND payment_list_id IN (SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) GROUP BY payment_list_id, bank) AS missing USING (payment_list_id, bank)
    WHERE told.paid_amount > batch.amount - coalesce(missing.total, 0)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_reconciliation_as_credited', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_reconciliation_as_credited', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_reconciliation_as_credited_insert AFTER INSERT ON reconciliation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_reconciliation_as_credited_insert();
-- next
CREATE FUNCTION ck_reconciliation_as_credited_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.instruction_batch_id, w.paid_amount) IS DISTINCT FROM (f.instruction_batch_id, f.paid_amount)) SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.instruction_batch_id, w.paid_amount) IS DISTINCT FROM (f.instruction_batch_id, f.paid_amount)) SELECT FROM changed AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id LEFT JOIN (
        SELECT payment_list_id, bank, sum(amount) AS total FROM payment_line JOIN account ON account.id = account_id
        WHERE result <> 'paid' AND payment_list_id IN (SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) GROUP BY payment_list_id, bank) AS missing USING (payment_list_id, bank)
    WHERE told.paid_amount > batch.amount - coalesce(missing.total, 0)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_reconciliation_as_credited', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_reconciliation_as_credited', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_reconciliation_as_credited_update AFTER UPDATE ON reconciliation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_reconciliation_as_credited_update();
-- next
CREATE FUNCTION ck_reconciliation_in_time_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id JOIN payment_list AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_reconciliation_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_reconciliation_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_reconciliation_in_time_insert AFTER INSERT ON reconciliation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_reconciliation_in_time_insert();
-- next
CREATE FUNCTION ck_reconciliation_in_time_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM payment_list WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.instruction_batch_id, w.reconciled_on) IS DISTINCT FROM (f.instruction_batch_id, f.reconciled_on)) SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.instruction_batch_id, w.reconciled_on) IS DISTINCT FROM (f.instruction_batch_id, f.reconciled_on)) SELECT FROM changed AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id JOIN payment_list AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_reconciliation_in_time', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_reconciliation_in_time', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_reconciliation_in_time_update AFTER UPDATE ON reconciliation REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_reconciliation_in_time_update();
-- next
CREATE FUNCTION ck_reconciliation_stays() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF true THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_reconciliation_stays', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_reconciliation_stays', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_reconciliation_stays_update AFTER UPDATE ON reconciliation FOR EACH ROW WHEN ((new.instruction_batch_id) IS DISTINCT FROM (old.instruction_batch_id)) EXECUTE FUNCTION ck_reconciliation_stays();
-- next
CREATE TRIGGER ck_reconciliation_stays_delete AFTER DELETE ON reconciliation FOR EACH ROW EXECUTE FUNCTION ck_reconciliation_stays();
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
CREATE FUNCTION ck_retention_after_its_decision_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.since_on < parent.decided_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_after_its_decision', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_after_its_decision', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_after_its_decision_insert AFTER INSERT ON retention REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_after_its_decision_insert();
-- next
CREATE FUNCTION ck_retention_after_its_decision_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.since_on) IS DISTINCT FROM (f.allocation_id, f.since_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.since_on) IS DISTINCT FROM (f.allocation_id, f.since_on)) SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.since_on < parent.decided_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_after_its_decision', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_after_its_decision', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_after_its_decision_update AFTER UPDATE ON retention REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_after_its_decision_update();
-- next
CREATE FUNCTION ck_retention_of_money_that_came_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id WHERE hop.ordinal > 1 AND coalesce(changed.since_on < (
        SELECT min(earlier.allocated_on) FROM allocation_feeding AS feeding JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
        WHERE feeding.allocation_id = hop.id), true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_of_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_of_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_of_money_that_came_insert AFTER INSERT ON retention REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_of_money_that_came_insert();
-- next
CREATE FUNCTION ck_retention_of_money_that_came_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.since_on) IS DISTINCT FROM (f.allocation_id, f.since_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.since_on) IS DISTINCT FROM (f.allocation_id, f.since_on)) SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id WHERE hop.ordinal > 1 AND coalesce(changed.since_on < (
        SELECT min(earlier.allocated_on) FROM allocation_feeding AS feeding JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id
        WHERE feeding.allocation_id = hop.id), true)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_of_money_that_came', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_of_money_that_came', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_of_money_that_came_update AFTER UPDATE ON retention REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_of_money_that_came_update();
-- next
CREATE FUNCTION ck_retention_stays_told() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF true THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_stays_told', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_stays_told', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_stays_told_update AFTER UPDATE ON retention FOR EACH ROW WHEN ((new.allocation_id) IS DISTINCT FROM (old.allocation_id)) EXECUTE FUNCTION ck_retention_stays_told();
-- next
CREATE TRIGGER ck_retention_stays_told_delete AFTER DELETE ON retention FOR EACH ROW EXECUTE FUNCTION ck_retention_stays_told();
-- next
CREATE FUNCTION ck_retention_taken_back_for_good_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.kind = 'recovered' AND child.amount = parent.amount AND child.since_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_taken_back_for_good', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_taken_back_for_good', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_taken_back_for_good_insert AFTER INSERT ON retention REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_taken_back_for_good_insert();
-- next
CREATE FUNCTION ck_retention_taken_back_for_good_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.kind, w.amount, w.since_on) IS DISTINCT FROM (f.allocation_id, f.kind, f.amount, f.since_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.kind, w.amount, w.since_on) IS DISTINCT FROM (f.allocation_id, f.kind, f.amount, f.since_on)) SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.kind = 'recovered' AND child.amount = parent.amount AND child.since_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_taken_back_for_good', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_taken_back_for_good', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_taken_back_for_good_update AFTER UPDATE ON retention REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_taken_back_for_good_update();
-- next
CREATE FUNCTION ck_retention_within_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_within_hop_insert AFTER INSERT ON retention REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_within_hop_insert();
-- next
CREATE FUNCTION ck_retention_within_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount, w.released_on) IS DISTINCT FROM (f.allocation_id, f.amount, f.released_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount, w.released_on) IS DISTINCT FROM (f.allocation_id, f.amount, f.released_on)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_retention_within_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_retention_within_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_retention_within_hop_update AFTER UPDATE ON retention REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_retention_within_hop_update();
-- next
CREATE FUNCTION ck_stream_rule_in_force_for_its_evaluations_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (SELECT FROM performance_evaluation AS child JOIN changed AS parent ON parent.id = child.stream_rule_id WHERE NOT parent.period && daterange(make_date(child.year, 1, 1), child.evaluated_on, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_stream_rule_in_force_for_its_evaluations', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_stream_rule_in_force_for_its_evaluations', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_stream_rule_in_force_for_its_evaluations_insert AFTER INSERT ON stream_rule REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_stream_rule_in_force_for_its_evaluations_insert();
-- next
CREATE FUNCTION ck_stream_rule_in_force_for_its_evaluations_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.period) IS DISTINCT FROM (f.period)) SELECT FROM performance_evaluation AS child JOIN changed AS parent ON parent.id = child.stream_rule_id WHERE NOT parent.period && daterange(make_date(child.year, 1, 1), child.evaluated_on, '[]')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_stream_rule_in_force_for_its_evaluations', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_stream_rule_in_force_for_its_evaluations', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_stream_rule_in_force_for_its_evaluations_update AFTER UPDATE ON stream_rule REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_stream_rule_in_force_for_its_evaluations_update();
-- next
CREATE FUNCTION ck_subsidy_award_carried_by_its_hop_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_subsidy_award_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_subsidy_award_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_subsidy_award_carried_by_its_hop_insert AFTER INSERT ON subsidy_award REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_subsidy_award_carried_by_its_hop_insert();
-- next
CREATE FUNCTION ck_subsidy_award_carried_by_its_hop_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.amount) IS DISTINCT FROM (f.allocation_id, f.amount)) SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount FROM donation_receipt WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM subsidy_award WHERE allocation_id IN (SELECT allocation_id FROM changed)
    UNION ALL SELECT allocation_id, amount FROM ecological_compensation WHERE allocation_id IN (SELECT allocation_id FROM changed)
) AS carried USING (id) GROUP BY hop.id, hop.amount HAVING hop.amount < sum(carried.amount)) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_subsidy_award_carried_by_its_hop', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_subsidy_award_carried_by_its_hop', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_subsidy_award_carried_by_its_hop_update AFTER UPDATE ON subsidy_award REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_subsidy_award_carried_by_its_hop_update();
-- next
CREATE FUNCTION ck_upper_level_report_of_money_that_was_paid_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.arrived_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_upper_level_report_of_money_that_was_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_upper_level_report_of_money_that_was_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_upper_level_report_of_money_that_was_paid_insert AFTER INSERT ON upper_level_report REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_upper_level_report_of_money_that_was_paid_insert();
-- next
CREATE FUNCTION ck_upper_level_report_of_money_that_was_paid_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.arrived_on) IS DISTINCT FROM (f.allocation_id, f.arrived_on)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id, w.arrived_on) IS DISTINCT FROM (f.allocation_id, f.arrived_on)) SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE child.arrived_on < parent.allocated_on) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_upper_level_report_of_money_that_was_paid', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_upper_level_report_of_money_that_was_paid', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_upper_level_report_of_money_that_was_paid_update AFTER UPDATE ON upper_level_report REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_upper_level_report_of_money_that_was_paid_update();
-- next
CREATE FUNCTION ck_upper_level_report_of_upper_money_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE parent.from_level NOT IN ('central', 'province')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_upper_level_report_of_upper_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_upper_level_report_of_upper_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_upper_level_report_of_upper_money_insert AFTER INSERT ON upper_level_report REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ck_upper_level_report_of_upper_money_insert();
-- next
CREATE FUNCTION ck_upper_level_report_of_upper_money_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM allocation WHERE id IN (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id) IS DISTINCT FROM (f.allocation_id)) SELECT allocation_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM (WITH changed AS (SELECT w.* FROM written AS w JOIN former AS f USING (id) WHERE (w.allocation_id) IS DISTINCT FROM (f.allocation_id)) SELECT FROM changed AS child JOIN allocation AS parent ON parent.id = child.allocation_id WHERE parent.from_level NOT IN ('central', 'province')) AS wrong;
    IF FOUND THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_upper_level_report_of_upper_money', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_upper_level_report_of_upper_money', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_upper_level_report_of_upper_money_update AFTER UPDATE ON upper_level_report REFERENCING OLD TABLE AS former NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ck_upper_level_report_of_upper_money_update();
-- next
CREATE FUNCTION ck_upper_level_report_stays_filed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF old.accepted_on IS NOT NULL OR (old.filed_on IS NOT NULL AND new.filed_on IS DISTINCT FROM old.filed_on) THEN
        RAISE EXCEPTION 'row of % breaks the rule ck_upper_level_report_stays_filed', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_upper_level_report_stays_filed', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    RETURN NULL;
END $$;
-- next
CREATE TRIGGER ck_upper_level_report_stays_filed_update AFTER UPDATE ON upper_level_report FOR EACH ROW WHEN ((new.allocation_id, new.arrived_on, new.due_on, new.filed_on, new.accepted_on) IS DISTINCT FROM (old.allocation_id, old.arrived_on, old.due_on, old.filed_on, old.accepted_on)) EXECUTE FUNCTION ck_upper_level_report_stays_filed();
-- next
CREATE TRIGGER ck_upper_level_report_stays_filed_delete AFTER DELETE ON upper_level_report FOR EACH ROW EXECUTE FUNCTION ck_upper_level_report_stays_filed();
-- next
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO sunshine_api, sunshine_publisher, sunshine_sequencer', current_schema()); END $$;
-- next
GRANT SELECT, INSERT (code, name, level, department, purpose, to_household, household_category, started_on, ended_on), UPDATE (code, name, level, department, purpose, to_household, household_category, started_on, ended_on) ON fund_stream TO sunshine_api;
-- next
GRANT SELECT ON fund_stream_history TO sunshine_api;
-- next
GRANT SELECT (id, code, name, level, department, purpose, to_household, household_category, started_on, ended_on, version, recorded_at) ON fund_stream TO sunshine_publisher;
-- next
GRANT SELECT (id, code, name, level, department, purpose, to_household, household_category, started_on, ended_on, version, recorded_at, known) ON fund_stream_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (rule_version, household_category, period, income_ceiling, policy_document_id, clause), UPDATE (rule_version, household_category, period, income_ceiling, policy_document_id, clause) ON insurance_eligibility TO sunshine_api;
-- next
GRANT SELECT ON insurance_eligibility_history TO sunshine_api;
-- next
GRANT SELECT (id, rule_version, household_category, period, income_ceiling, policy_document_id, clause, version, recorded_at) ON insurance_eligibility TO sunshine_publisher;
-- next
GRANT SELECT (id, rule_version, household_category, period, income_ceiling, policy_document_id, clause, version, recorded_at, known) ON insurance_eligibility_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude), UPDATE (code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude) ON region TO sunshine_api;
-- next
GRANT SELECT ON region_history TO sunshine_api;
-- next
GRANT SELECT (id, code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude, version, recorded_at) ON region TO sunshine_publisher;
-- next
GRANT SELECT (id, code, name, name_sort, level, parent_code, valid_from, valid_to, successor_code, latitude, longitude, version, recorded_at, known) ON region_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (household_id, member_id, region_code, holder_name, bank, bank_card_encrypted, bank_card_digest, bank_card_mask, period), UPDATE (household_id, member_id, region_code, holder_name, bank, bank_card_encrypted, bank_card_digest, bank_card_mask, period) ON account TO sunshine_api;
-- next
GRANT SELECT ON account_history TO sunshine_api;
-- next
GRANT SELECT (id, household_id, member_id, region_code, bank, bank_card_mask, period, version, recorded_at) ON account TO sunshine_publisher;
-- next
GRANT SELECT (id, household_id, member_id, region_code, bank, bank_card_mask, period, version, recorded_at, known) ON account_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, stream_id, region_code, to_household, year, department, method, amount, document_number, submitted_on, approved_on), UPDATE (number, stream_id, region_code, to_household, year, department, method, amount, document_number, submitted_on, approved_on) ON allocation_plan TO sunshine_api;
-- next
GRANT SELECT ON allocation_plan_history TO sunshine_api;
-- next
GRANT SELECT (id, number, stream_id, region_code, to_household, year, department, method, amount, document_number, submitted_on, approved_on, version, recorded_at) ON allocation_plan TO sunshine_publisher;
-- next
GRANT SELECT (id, number, stream_id, region_code, to_household, year, department, method, amount, document_number, submitted_on, approved_on, version, recorded_at, known) ON allocation_plan_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (stream_id, region_code, unit, amount, period, document_number), UPDATE (stream_id, region_code, unit, amount, period, document_number) ON benefit_standard TO sunshine_api;
-- next
GRANT SELECT ON benefit_standard_history TO sunshine_api;
-- next
GRANT SELECT (id, stream_id, region_code, unit, amount, period, document_number, version, recorded_at) ON benefit_standard TO sunshine_publisher;
-- next
GRANT SELECT (id, stream_id, region_code, unit, amount, period, document_number, version, recorded_at, known) ON benefit_standard_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, title, region_code, year, issued_on, amount), UPDATE (number, title, region_code, year, issued_on, amount) ON budget_document TO sunshine_api;
-- next
GRANT SELECT ON budget_document_history TO sunshine_api;
-- next
GRANT SELECT (id, number, title, region_code, year, issued_on, amount, version, recorded_at) ON budget_document TO sunshine_publisher;
-- next
GRANT SELECT (id, number, title, region_code, year, issued_on, amount, version, recorded_at, known) ON budget_document_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, land, year, rate_version, standard, eligible_area, document_number), UPDATE (region_code, land, year, rate_version, standard, eligible_area, document_number) ON compensation_rate TO sunshine_api;
-- next
GRANT SELECT ON compensation_rate_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, land, year, rate_version, standard, eligible_area, document_number, version, recorded_at) ON compensation_rate TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, land, year, rate_version, standard, eligible_area, document_number, version, recorded_at, known) ON compensation_rate_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (project_id, region_code, project_kind, fee, department, fee_amount, upper_level_amount, waived_amount, document_number, decided_on), UPDATE (project_id, region_code, project_kind, fee, department, fee_amount, upper_level_amount, waived_amount, document_number, decided_on) ON fee_waiver TO sunshine_api;
-- next
GRANT SELECT ON fee_waiver_history TO sunshine_api;
-- next
GRANT SELECT (id, project_id, region_code, project_kind, fee, department, fee_amount, upper_level_amount, waived_amount, document_number, decided_on, version, recorded_at) ON fee_waiver TO sunshine_publisher;
-- next
GRANT SELECT (id, project_id, region_code, project_kind, fee, department, fee_amount, upper_level_amount, waived_amount, document_number, decided_on, version, recorded_at, known) ON fee_waiver_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, year, payer_level, payer_region_code, formula_version, resident_population, per_capita_standard, village_expenditure, expenditure_share, revenue_growth, amount, document_number, due_on, paid_on), UPDATE (region_code, year, payer_level, payer_region_code, formula_version, resident_population, per_capita_standard, village_expenditure, expenditure_share, revenue_growth, amount, document_number, due_on, paid_on) ON fiscal_transfer TO sunshine_api;
-- next
GRANT SELECT ON fiscal_transfer_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, year, payer_level, payer_region_code, formula_version, resident_population, per_capita_standard, village_expenditure, expenditure_share, revenue_growth, amount, document_number, due_on, paid_on, version, recorded_at) ON fiscal_transfer TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, year, payer_level, payer_region_code, formula_version, resident_population, per_capita_standard, village_expenditure, expenditure_share, revenue_growth, amount, document_number, due_on, paid_on, version, recorded_at, known) ON fiscal_transfer_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (code, name, stream_id, level, kind, through_city_treasury, share), UPDATE (code, name, stream_id, level, kind, through_city_treasury, share) ON fund_source TO sunshine_api;
-- next
GRANT SELECT ON fund_source_history TO sunshine_api;
-- next
GRANT SELECT (id, code, name, stream_id, level, kind, through_city_treasury, share, version, recorded_at) ON fund_source TO sunshine_publisher;
-- next
GRANT SELECT (id, code, name, stream_id, level, kind, through_city_treasury, share, version, recorded_at, known) ON fund_source_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, region_code, rule_version, insurer_name, insurer_credit_code, payer_level, payer_department, period, premium_per_household, coverage_limit, payout_share, signed_on, premium_paid_on), UPDATE (number, region_code, rule_version, insurer_name, insurer_credit_code, payer_level, payer_department, period, premium_per_household, coverage_limit, payout_share, signed_on, premium_paid_on) ON insurance_policy TO sunshine_api;
-- next
GRANT SELECT ON insurance_policy_history TO sunshine_api;
-- next
GRANT SELECT (id, number, region_code, rule_version, insurer_name, insurer_credit_code, payer_level, payer_department, period, premium_per_household, coverage_limit, payout_share, signed_on, premium_paid_on, version, recorded_at) ON insurance_policy TO sunshine_publisher;
-- next
GRANT SELECT (id, number, region_code, rule_version, insurer_name, insurer_credit_code, payer_level, payer_department, period, premium_per_household, coverage_limit, payout_share, signed_on, premium_paid_on, version, recorded_at, known) ON insurance_policy_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal, annual_rate, term_months, state, applied_on, disbursed_on, due_on, repaid_on, outstanding), UPDATE (number, kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal, annual_rate, term_months, state, applied_on, disbursed_on, due_on, repaid_on, outstanding) ON loan TO sunshine_api;
-- next
GRANT SELECT ON loan_history TO sunshine_api;
-- next
GRANT SELECT (id, number, kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal, annual_rate, term_months, state, applied_on, disbursed_on, due_on, repaid_on, outstanding, version, recorded_at) ON loan TO sunshine_publisher;
-- next
GRANT SELECT (id, number, kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal, annual_rate, term_months, state, applied_on, disbursed_on, due_on, repaid_on, outstanding, version, recorded_at, known) ON loan_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (household_id, exit_case_id, region_code, purpose, period), UPDATE (household_id, exit_case_id, region_code, purpose, period) ON payment_stop TO sunshine_api;
-- next
GRANT SELECT ON payment_stop_history TO sunshine_api;
-- next
GRANT SELECT (id, household_id, exit_case_id, region_code, purpose, period, version, recorded_at) ON payment_stop TO sunshine_publisher;
-- next
GRANT SELECT (id, household_id, exit_case_id, region_code, purpose, period, version, recorded_at, known) ON payment_stop_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (stream_id, region_code, to_household, department, month, due_on, submitted_on, opening_balance, received_amount, paid_amount, closing_balance), UPDATE (stream_id, region_code, to_household, department, month, due_on, submitted_on, opening_balance, received_amount, paid_amount, closing_balance) ON stream_report TO sunshine_api;
-- next
GRANT SELECT ON stream_report_history TO sunshine_api;
-- next
GRANT SELECT (id, stream_id, region_code, to_household, department, month, due_on, submitted_on, opening_balance, received_amount, paid_amount, closing_balance, version, recorded_at) ON stream_report TO sunshine_publisher;
-- next
GRANT SELECT (id, stream_id, region_code, to_household, department, month, due_on, submitted_on, opening_balance, received_amount, paid_amount, closing_balance, version, recorded_at, known) ON stream_report_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (stream_id, rule_version, period, management_document_id, performance_document_id, review_department, payment_department, evaluation_department, standard_hops, filing_days, confirmation_days, payment_days, retention_days, yearly_floor), UPDATE (stream_id, rule_version, period, management_document_id, performance_document_id, review_department, payment_department, evaluation_department, standard_hops, filing_days, confirmation_days, payment_days, retention_days, yearly_floor) ON stream_rule TO sunshine_api;
-- next
GRANT SELECT ON stream_rule_history TO sunshine_api;
-- next
GRANT SELECT (id, stream_id, rule_version, period, management_document_id, performance_document_id, review_department, payment_department, evaluation_department, standard_hops, filing_days, confirmation_days, payment_days, retention_days, yearly_floor, version, recorded_at) ON stream_rule TO sunshine_publisher;
-- next
GRANT SELECT (id, stream_id, rule_version, period, management_document_id, performance_document_id, review_department, payment_department, evaluation_department, standard_hops, filing_days, confirmation_days, payment_days, retention_days, yearly_floor, version, recorded_at, known) ON stream_rule_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, organisation_id, department, kind, reason, amount, legal_basis, charged_on, refunded_on, refunded_amount), UPDATE (region_code, organisation_id, department, kind, reason, amount, legal_basis, charged_on, refunded_on, refunded_amount) ON village_charge TO sunshine_api;
-- next
GRANT SELECT ON village_charge_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, organisation_id, department, kind, reason, amount, legal_basis, charged_on, refunded_on, refunded_amount, version, recorded_at) ON village_charge TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, organisation_id, department, kind, reason, amount, legal_basis, charged_on, refunded_on, refunded_amount, version, recorded_at, known) ON village_charge_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, year, kind, non_productive, amount, ceiling), UPDATE (region_code, year, kind, non_productive, amount, ceiling) ON village_expenditure TO sunshine_api;
-- next
GRANT SELECT ON village_expenditure_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, year, kind, non_productive, amount, ceiling, version, recorded_at) ON village_expenditure TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, year, kind, non_productive, amount, ceiling, version, recorded_at, known) ON village_expenditure_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, budget_document_id, stream_id, source_id, to_household, year, level, region_code, department, kind, functional_class, economic_class, amount, approved_on), UPDATE (number, budget_document_id, stream_id, source_id, to_household, year, level, region_code, department, kind, functional_class, economic_class, amount, approved_on) ON budget TO sunshine_api;
-- next
GRANT SELECT ON budget_history TO sunshine_api;
-- next
GRANT SELECT (id, number, budget_document_id, stream_id, source_id, to_household, year, level, region_code, department, kind, functional_class, economic_class, amount, approved_on, version, recorded_at) ON budget TO sunshine_publisher;
-- next
GRANT SELECT (id, number, budget_document_id, stream_id, source_id, to_household, year, level, region_code, department, kind, functional_class, economic_class, amount, approved_on, version, recorded_at, known) ON budget_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (insurance_policy_id, insurance_eligibility_id, household_id, region_code, listed_on, state, insured_on, premium), UPDATE (insurance_policy_id, insurance_eligibility_id, household_id, region_code, listed_on, state, insured_on, premium) ON insured_household TO sunshine_api;
-- next
GRANT SELECT ON insured_household_history TO sunshine_api;
-- next
GRANT SELECT (id, insurance_policy_id, insurance_eligibility_id, household_id, region_code, listed_on, state, insured_on, premium, version, recorded_at) ON insured_household TO sunshine_publisher;
-- next
GRANT SELECT (id, insurance_policy_id, insurance_eligibility_id, household_id, region_code, listed_on, state, insured_on, premium, version, recorded_at, known) ON insured_household_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (loan_id, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, state, period, called_amount, called_on), UPDATE (loan_id, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, state, period, called_amount, called_on) ON loan_guarantee TO sunshine_api;
-- next
GRANT SELECT ON loan_guarantee_history TO sunshine_api;
-- next
GRANT SELECT (id, loan_id, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, state, period, called_amount, called_on, version, recorded_at) ON loan_guarantee TO sunshine_publisher;
-- next
GRANT SELECT (id, loan_id, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, state, period, called_amount, called_on, version, recorded_at, known) ON loan_guarantee_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (loan_id, household_id, stream_id, region_code, period, subsidy_rate, interest_amount, amount, paid_on), UPDATE (loan_id, household_id, stream_id, region_code, period, subsidy_rate, interest_amount, amount, paid_on) ON loan_subsidy TO sunshine_api;
-- next
GRANT SELECT ON loan_subsidy_history TO sunshine_api;
-- next
GRANT SELECT (id, loan_id, household_id, stream_id, region_code, period, subsidy_rate, interest_amount, amount, paid_on, version, recorded_at) ON loan_subsidy TO sunshine_publisher;
-- next
GRANT SELECT (id, loan_id, household_id, stream_id, region_code, period, subsidy_rate, interest_amount, amount, paid_on, version, recorded_at, known) ON loan_subsidy_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, stream_id, plan_id, benefit_standard_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, checker_id, checked_on, confirm_due_on, confirmed_on, locked_at, digest, pay_due_on, instructed_on, paid_on, reconciled_on), UPDATE (number, stream_id, plan_id, benefit_standard_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, checker_id, checked_on, confirm_due_on, confirmed_on, locked_at, digest, pay_due_on, instructed_on, paid_on, reconciled_on) ON payment_list TO sunshine_api;
-- next
GRANT SELECT ON payment_list_history TO sunshine_api;
-- next
GRANT SELECT (id, number, stream_id, plan_id, benefit_standard_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, checker_id, checked_on, confirm_due_on, confirmed_on, locked_at, digest, pay_due_on, instructed_on, paid_on, reconciled_on, version, recorded_at) ON payment_list TO sunshine_publisher;
-- next
GRANT SELECT (id, number, stream_id, plan_id, benefit_standard_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, checker_id, checked_on, confirm_due_on, confirmed_on, locked_at, digest, pay_due_on, instructed_on, paid_on, reconciled_on, version, recorded_at, known) ON payment_list_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (stream_id, stream_rule_id, region_code, to_household, department, evaluator_id, year, due_on, evaluated_on, score, grade, conclusion), UPDATE (stream_id, stream_rule_id, region_code, to_household, department, evaluator_id, year, due_on, evaluated_on, score, grade, conclusion) ON performance_evaluation TO sunshine_api;
-- next
GRANT SELECT ON performance_evaluation_history TO sunshine_api;
-- next
GRANT SELECT (id, stream_id, stream_rule_id, region_code, to_household, department, evaluator_id, year, due_on, evaluated_on, score, grade, conclusion, version, recorded_at) ON performance_evaluation TO sunshine_publisher;
-- next
GRANT SELECT (id, stream_id, stream_rule_id, region_code, to_household, department, evaluator_id, year, due_on, evaluated_on, score, grade, conclusion, version, recorded_at, known) ON performance_evaluation_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, allocated_on, state), UPDATE (number, stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, allocated_on, state) ON allocation TO sunshine_api;
-- next
GRANT SELECT ON allocation_history TO sunshine_api;
-- next
GRANT SELECT (id, number, stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, allocated_on, state, version, recorded_at) ON allocation TO sunshine_publisher;
-- next
GRANT SELECT (id, number, stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, allocated_on, state, version, recorded_at, known) ON allocation_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (performance_evaluation_id, region_code, to_household, department, kind, statement, amount, due_on, rectified_on, rectification), UPDATE (performance_evaluation_id, region_code, to_household, department, kind, statement, amount, due_on, rectified_on, rectification) ON evaluation_finding TO sunshine_api;
-- next
GRANT SELECT ON evaluation_finding_history TO sunshine_api;
-- next
GRANT SELECT (id, performance_evaluation_id, region_code, to_household, department, kind, statement, amount, due_on, rectified_on, rectification, version, recorded_at) ON evaluation_finding TO sunshine_publisher;
-- next
GRANT SELECT (id, performance_evaluation_id, region_code, to_household, department, kind, statement, amount, due_on, rectified_on, rectification, version, recorded_at, known) ON evaluation_finding_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, payment_list_id, region_code, bank, line_count, amount, sent_on, answered_on), UPDATE (number, payment_list_id, region_code, bank, line_count, amount, sent_on, answered_on) ON instruction_batch TO sunshine_api;
-- next
GRANT SELECT ON instruction_batch_history TO sunshine_api;
-- next
GRANT SELECT (id, number, payment_list_id, region_code, bank, line_count, amount, sent_on, answered_on, version, recorded_at) ON instruction_batch TO sunshine_publisher;
-- next
GRANT SELECT (id, number, payment_list_id, region_code, bank, line_count, amount, sent_on, answered_on, version, recorded_at, known) ON instruction_batch_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, insured_household_id, household_id, member_id, region_code, medical_cost, reimbursed_before, approved_amount, state, submitted_on, decided_on, paid_on, refusal), UPDATE (number, insured_household_id, household_id, member_id, region_code, medical_cost, reimbursed_before, approved_amount, state, submitted_on, decided_on, paid_on, refusal) ON insurance_claim TO sunshine_api;
-- next
GRANT SELECT ON insurance_claim_history TO sunshine_api;
-- next
GRANT SELECT (id, number, insured_household_id, household_id, member_id, region_code, medical_cost, reimbursed_before, approved_amount, state, submitted_on, decided_on, paid_on, refusal, version, recorded_at) ON insurance_claim TO sunshine_publisher;
-- next
GRANT SELECT (id, number, insured_household_id, household_id, member_id, region_code, medical_cost, reimbursed_before, approved_amount, state, submitted_on, decided_on, paid_on, refusal, version, recorded_at, known) ON insurance_claim_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (payment_list_id, household_id, member_id, region_code, account_id, month, amount, result, settled_on, failure, repays_id), UPDATE (payment_list_id, household_id, member_id, region_code, account_id, month, amount, result, settled_on, failure, repays_id) ON payment_line TO sunshine_api;
-- next
GRANT SELECT ON payment_line_history TO sunshine_api;
-- next
GRANT SELECT (id, payment_list_id, household_id, member_id, region_code, account_id, month, amount, result, settled_on, failure, repays_id, version, recorded_at) ON payment_line TO sunshine_publisher;
-- next
GRANT SELECT (id, payment_list_id, household_id, member_id, region_code, account_id, month, amount, result, settled_on, failure, repays_id, version, recorded_at, known) ON payment_line_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (performance_evaluation_id, region_code, to_household, ordinal, kind, indicator, unit, weight, target_value, achieved_value, score), UPDATE (performance_evaluation_id, region_code, to_household, ordinal, kind, indicator, unit, weight, target_value, achieved_value, score) ON performance_target TO sunshine_api;
-- next
GRANT SELECT ON performance_target_history TO sunshine_api;
-- next
GRANT SELECT (id, performance_evaluation_id, region_code, to_household, ordinal, kind, indicator, unit, weight, target_value, achieved_value, score, version, recorded_at) ON performance_target TO sunshine_publisher;
-- next
GRANT SELECT (id, performance_evaluation_id, region_code, to_household, ordinal, kind, indicator, unit, weight, target_value, achieved_value, score, version, recorded_at, known) ON performance_target_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (allocation_id, fed_by_id, stream_id, region_code, to_household, amount), UPDATE (allocation_id, fed_by_id, stream_id, region_code, to_household, amount) ON allocation_feeding TO sunshine_api;
-- next
GRANT SELECT ON allocation_feeding_history TO sunshine_api;
-- next
GRANT SELECT (id, allocation_id, fed_by_id, stream_id, region_code, to_household, amount, version, recorded_at) ON allocation_feeding TO sunshine_publisher;
-- next
GRANT SELECT (id, allocation_id, fed_by_id, stream_id, region_code, to_household, amount, version, recorded_at, known) ON allocation_feeding_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, stream_id, allocation_id, region_code, to_household, kind, donor_kind, donor_name, donor_credit_code, receiver_name, receiver_credit_code, item, quantity, unit, amount, received_on, delivered_on), UPDATE (number, stream_id, allocation_id, region_code, to_household, kind, donor_kind, donor_name, donor_credit_code, receiver_name, receiver_credit_code, item, quantity, unit, amount, received_on, delivered_on) ON donation_receipt TO sunshine_api;
-- next
GRANT SELECT ON donation_receipt_history TO sunshine_api;
-- next
GRANT SELECT (id, number, stream_id, allocation_id, region_code, to_household, kind, donor_kind, donor_credit_code, receiver_name, receiver_credit_code, item, quantity, unit, amount, received_on, delivered_on, version, recorded_at) ON donation_receipt TO sunshine_publisher;
-- next
GRANT SELECT (id, number, stream_id, allocation_id, region_code, to_household, kind, donor_kind, donor_credit_code, receiver_name, receiver_credit_code, item, quantity, unit, amount, received_on, delivered_on, version, recorded_at, known) ON donation_receipt_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (region_code, year, rate_id, allocation_id, area, standard, amount, paid_on), UPDATE (region_code, year, rate_id, allocation_id, area, standard, amount, paid_on) ON ecological_compensation TO sunshine_api;
-- next
GRANT SELECT ON ecological_compensation_history TO sunshine_api;
-- next
GRANT SELECT (id, region_code, year, rate_id, allocation_id, area, standard, amount, paid_on, version, recorded_at) ON ecological_compensation TO sunshine_publisher;
-- next
GRANT SELECT (id, region_code, year, rate_id, allocation_id, area, standard, amount, paid_on, version, recorded_at, known) ON ecological_compensation_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (payment_list_id, allocation_id, stream_id, region_code, amount), UPDATE (payment_list_id, allocation_id, stream_id, region_code, amount) ON payment_list_funding TO sunshine_api;
-- next
GRANT SELECT ON payment_list_funding_history TO sunshine_api;
-- next
GRANT SELECT (id, payment_list_id, allocation_id, stream_id, region_code, amount, version, recorded_at) ON payment_list_funding TO sunshine_publisher;
-- next
GRANT SELECT (id, payment_list_id, allocation_id, stream_id, region_code, amount, version, recorded_at, known) ON payment_list_funding_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (instruction_batch_id, region_code, reconciled_by, reconciled_on, instructed_amount, paid_amount, returned_amount, failed_amount, difference, explanation), UPDATE (instruction_batch_id, region_code, reconciled_by, reconciled_on, instructed_amount, paid_amount, returned_amount, failed_amount, difference, explanation) ON reconciliation TO sunshine_api;
-- next
GRANT SELECT ON reconciliation_history TO sunshine_api;
-- next
GRANT SELECT (id, instruction_batch_id, region_code, reconciled_by, reconciled_on, instructed_amount, paid_amount, returned_amount, failed_amount, difference, explanation, version, recorded_at) ON reconciliation TO sunshine_publisher;
-- next
GRANT SELECT (id, instruction_batch_id, region_code, reconciled_by, reconciled_on, instructed_amount, paid_amount, returned_amount, failed_amount, difference, explanation, version, recorded_at, known) ON reconciliation_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (allocation_id, region_code, to_household, department, kind, amount, since_on, released_on, reason), UPDATE (allocation_id, region_code, to_household, department, kind, amount, since_on, released_on, reason) ON retention TO sunshine_api;
-- next
GRANT SELECT ON retention_history TO sunshine_api;
-- next
GRANT SELECT (id, allocation_id, region_code, to_household, department, kind, amount, since_on, released_on, reason, version, recorded_at) ON retention TO sunshine_publisher;
-- next
GRANT SELECT (id, allocation_id, region_code, to_household, department, kind, amount, since_on, released_on, reason, version, recorded_at, known) ON retention_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, instrument, region_code, year, project_id, allocation_id, input_amount, input_share, unit_count, unit_standard, village_income, income_threshold, amount, evidence, evidence_digest, decided_on), UPDATE (number, instrument, region_code, year, project_id, allocation_id, input_amount, input_share, unit_count, unit_standard, village_income, income_threshold, amount, evidence, evidence_digest, decided_on) ON subsidy_award TO sunshine_api;
-- next
GRANT SELECT ON subsidy_award_history TO sunshine_api;
-- next
GRANT SELECT (id, number, instrument, region_code, year, project_id, allocation_id, input_amount, input_share, unit_count, unit_standard, village_income, income_threshold, amount, evidence, evidence_digest, decided_on, version, recorded_at) ON subsidy_award TO sunshine_publisher;
-- next
GRANT SELECT (id, number, instrument, region_code, year, project_id, allocation_id, input_amount, input_share, unit_count, unit_standard, village_income, income_threshold, amount, evidence, evidence_digest, decided_on, version, recorded_at, known) ON subsidy_award_history TO sunshine_publisher;
-- next
GRANT SELECT, INSERT (number, allocation_id, stream_id, region_code, to_household, year, amount, document_number, arrived_on, due_on, filed_on, accepted_on), UPDATE (number, allocation_id, stream_id, region_code, to_household, year, amount, document_number, arrived_on, due_on, filed_on, accepted_on) ON upper_level_report TO sunshine_api;
-- next
GRANT SELECT ON upper_level_report_history TO sunshine_api;
-- next
GRANT SELECT (id, number, allocation_id, stream_id, region_code, to_household, year, amount, document_number, arrived_on, due_on, filed_on, accepted_on, version, recorded_at) ON upper_level_report TO sunshine_publisher;
-- next
GRANT SELECT (id, number, allocation_id, stream_id, region_code, to_household, year, amount, document_number, arrived_on, due_on, filed_on, accepted_on, version, recorded_at, known) ON upper_level_report_history TO sunshine_publisher
