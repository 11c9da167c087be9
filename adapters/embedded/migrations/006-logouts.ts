// Schema version 6: applications that are to be told that somebody is signed out there.
// Invariant: released steps are never edited; a change is a new file.
export const logouts = `
CREATE TABLE logouts (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sid TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX logouts_due ON logouts (due_at, id);
`;
