// Schema version 9: the applications of a tenant, and its requests for help that are open.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const clientsOfTenants: readonly Index[] = [
  { collection: 'clients', key: { tenantId: 1, _id: 1 }, unique: false },
  { collection: 'help_requests', key: { tenantId: 1, closedAt: 1, _id: 1 }, unique: false },
];
