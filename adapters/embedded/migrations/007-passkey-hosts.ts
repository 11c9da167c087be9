// Schema version 7: which host a passkey was made for.
// Invariant: released steps are never edited; a change is a new file.
export const passkeyHosts = `
ALTER TABLE passkeys ADD COLUMN rp_id TEXT NOT NULL DEFAULT '';
CREATE INDEX passkeys_host ON passkeys (rp_id);
`;
