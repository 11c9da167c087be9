// Schema version 2: passwords hold who is refused for good; sign-ins are changed field by field and need no version; leases.
// Invariant: released steps are never edited; a change is a new file.
export const refusedPasswords = `
-- JSON: the names of the counters that failed too often.
ALTER TABLE passwords ADD COLUMN refused TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sign_ins DROP COLUMN version;
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT;
CREATE INDEX evidence_holders_account ON evidence_holders (account_id);
`;
