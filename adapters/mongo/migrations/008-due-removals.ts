// Schema version 8: which accounts have a removal that falls due, and when the first does. A removal that was asked for before
// is found by it once its record is written again; until then it is settled when it is read.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const dueRemovals: readonly Index[] = [
  { collection: 'enrollments', key: { removalUntil: 1, _id: 1 }, unique: false },
];
