// Schema version 13: all grants that were made in a session, also those that do not end with it.
// Invariant: released steps are never edited; a change is a new file.
export const grantsOfSessions = `
DROP INDEX grant_bases_session;
CREATE INDEX grant_bases_session ON grant_bases (session_uid, ends_with_session);
`;
