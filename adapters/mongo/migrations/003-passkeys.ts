// Schema version 3: no credential id of a passkey leads to two accounts.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const passkeys: readonly Index[] = [
  // Sparse: accounts without a passkey have no such list.
  { collection: 'enrollments', key: { passkeyIds: 1 }, unique: true, sparse: true },
];
