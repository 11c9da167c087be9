// Schema version 6: what people who lost their second factor ask their organisation.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const helpRequests: readonly Index[] = [
  { collection: 'help_requests', key: { tenantId: 1, _id: 1 }, unique: false },
  { collection: 'help_requests', key: { accountId: 1, closedAt: 1 }, unique: false },
];
