// Schema version 8: what people who lost their second factor ask their organisation.
// Invariant: released steps are never edited; a change is a new file.
export const helpRequests = `
CREATE TABLE help_requests (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by TEXT
) STRICT;
CREATE INDEX help_requests_tenant ON help_requests (tenant_id, id);
CREATE INDEX help_requests_account ON help_requests (account_id, closed_at);
`;
