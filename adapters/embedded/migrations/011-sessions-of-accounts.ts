// Schema version 11: the sessions of an account, apart from its tokens and grants.
// Invariant: released steps are never edited; a change is a new file.
export const sessionsOfAccounts = `
CREATE INDEX records_account_sessions ON records (account_id) WHERE model = 'Session' AND account_id IS NOT NULL;
`;
