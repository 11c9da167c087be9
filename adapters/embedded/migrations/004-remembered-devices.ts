// Schema version 4: browsers on which an account is not asked for its second factor again for a while.
// Invariant: released steps are never edited; a change is a new file.
export const rememberedDevices = `
CREATE TABLE remembered_devices (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  previous_hash TEXT,
  previous_until INTEGER,
  proved_at INTEGER NOT NULL,
  level TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  password_version TEXT,
  browser TEXT,
  place TEXT NOT NULL,
  first_used_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX remembered_devices_account ON remembered_devices (account_id, revoked_at, id);
CREATE INDEX remembered_devices_tenant ON remembered_devices (tenant_id, revoked_at, proved_at);
CREATE INDEX remembered_devices_proved ON remembered_devices (proved_at);
`;
