// Schema version 4: applications that are to be told that somebody is signed out there.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const logouts: readonly Index[] = [
  { collection: 'logouts', key: { dueAt: 1, _id: 1 }, unique: false },
];
