// Schema version 5: which hosts passkeys were made for.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const passkeyHosts: readonly Index[] = [
  { collection: 'enrollments', key: { passkeyHosts: 1 }, unique: false },
];
