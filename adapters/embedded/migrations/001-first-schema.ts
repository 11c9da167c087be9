// Schema version 1. Times are integers, ms; `body` is the whole record as JSON, columns beside it are what is looked up by.
// Invariant: released steps are never edited; a change is a new file.
export const firstSchema = `
-- Written by every ping, so that readiness tells of a full disk.
CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beats INTEGER NOT NULL) STRICT;
INSERT INTO heartbeat VALUES (1, 0);

CREATE TABLE records (
  model TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, uid TEXT, grant_id TEXT, account_id TEXT,
  expires_at INTEGER NOT NULL,
  consumed INTEGER, -- s, as node-oidc-provider has it
  PRIMARY KEY (model, id)
) STRICT;
CREATE INDEX records_uid ON records (model, uid) WHERE uid IS NOT NULL;
CREATE INDEX records_grant ON records (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX records_account ON records (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX records_expiry ON records (expires_at);

CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);

CREATE TABLE evidence_holders (
  holder INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, account_id TEXT NOT NULL,
  put_off_at INTEGER, expires_at INTEGER NOT NULL,
  UNIQUE (kind, id, account_id)
) STRICT;
CREATE INDEX evidence_holders_expiry ON evidence_holders (expires_at);
CREATE TABLE evidence (
  holder INTEGER NOT NULL REFERENCES evidence_holders ON DELETE CASCADE,
  sign_in_id TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
  at INTEGER NOT NULL, event_id TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (holder, sign_in_id, kind, source)
) STRICT;
-- What was ever added, also if it was replaced or discarded since: for the follow-up after a crash.
CREATE TABLE evidence_events (event_id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
CREATE INDEX evidence_events_expiry ON evidence_events (expires_at);

CREATE TABLE grant_bases (
  id TEXT PRIMARY KEY, session_uid TEXT NOT NULL, account_id TEXT NOT NULL, ends_with_session INTEGER NOT NULL,
  body TEXT, -- null once discarded
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_bases_session ON grant_bases (session_uid) WHERE ends_with_session = 1;
CREATE INDEX grant_bases_account ON grant_bases (account_id);
CREATE INDEX grant_bases_expiry ON grant_bases (expires_at);

CREATE TABLE attempts (
  key TEXT PRIMARY KEY, consecutive INTEGER NOT NULL, locked_until INTEGER,
  forget_at INTEGER -- null: never, however long nobody tries
) STRICT;
CREATE INDEX attempts_forgettable ON attempts (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX attempts_without_failures ON attempts (key) WHERE consecutive = 0;
CREATE TABLE attempt_days (
  key TEXT NOT NULL REFERENCES attempts ON DELETE CASCADE,
  day INTEGER NOT NULL, -- since the epoch, UTC
  failures INTEGER NOT NULL,
  PRIMARY KEY (key, day)
) STRICT;
CREATE INDEX attempt_days_day ON attempt_days (day);
CREATE TABLE attempt_limits (
  key TEXT PRIMARY KEY, started_at INTEGER NOT NULL, acts INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_limits_expiry ON attempt_limits (expires_at);

CREATE TABLE tenants (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, short_name TEXT NOT NULL UNIQUE, body TEXT NOT NULL
) STRICT;
CREATE TABLE tenant_domains (
  domain TEXT PRIMARY KEY, tenant_id TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE
) STRICT;
CREATE INDEX tenant_domains_tenant ON tenant_domains (tenant_id);
CREATE TABLE policies (
  tenant_id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (tenant_id, version)
) STRICT;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, tenant_id TEXT NOT NULL, email TEXT, username TEXT, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX accounts_email ON accounts (tenant_id, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX accounts_username ON accounts (tenant_id, username) WHERE username IS NOT NULL;
CREATE INDEX accounts_tenant ON accounts (tenant_id, id);
CREATE TABLE account_groups (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, group_id TEXT NOT NULL,
  PRIMARY KEY (account_id, group_id)
) STRICT;
CREATE INDEX account_groups_group ON account_groups (group_id);
CREATE TABLE passwords (
  account_id TEXT PRIMARY KEY, version TEXT NOT NULL, hash TEXT NOT NULL, set_at INTEGER NOT NULL,
  set_by TEXT NOT NULL, event_id TEXT NOT NULL
) STRICT;
CREATE TABLE enrollments (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE one_time_secrets (
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL, account_id TEXT NOT NULL, hash TEXT NOT NULL, bound_to TEXT,
  tries_left INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) STRICT;
CREATE INDEX one_time_secrets_account ON one_time_secrets (account_id, purpose);
CREATE INDEX one_time_secrets_expiry ON one_time_secrets (expires_at);

CREATE TABLE groups (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, name)
) STRICT;
CREATE TABLE clients (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE consents (
  account_id TEXT NOT NULL, client_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account_id, client_id)
) STRICT;

CREATE TABLE audit (
  chain TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, type TEXT NOT NULL,
  account_id TEXT, body TEXT NOT NULL, personal TEXT, personal_digest TEXT NOT NULL, key_id TEXT NOT NULL, mac TEXT NOT NULL,
  PRIMARY KEY (chain, sequence)
) STRICT;
CREATE INDEX audit_account ON audit (account_id, chain, sequence) WHERE account_id IS NOT NULL;
CREATE TABLE positions (
  follower TEXT NOT NULL, chain TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (follower, chain)
) STRICT;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, sealed_mail TEXT NOT NULL, created_at INTEGER NOT NULL,
  sent_at INTEGER, tries INTEGER NOT NULL, next_try_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_newest ON outbox (created_at, id);
`;
