// Schema version 5: which account a passkey belongs to, by its credential id.
// Invariant: released steps are never edited; a change is a new file.
export const passkeys = `
CREATE TABLE passkeys (
  credential_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL
) STRICT;
CREATE INDEX passkeys_account ON passkeys (account_id);
`;
