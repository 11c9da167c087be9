// Schema version 7: which requests for help were closed long ago.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const closedHelpRequests: readonly Index[] = [
  { collection: 'help_requests', key: { closedAt: 1 }, unique: false },
];
