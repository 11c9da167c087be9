// Schema version 2: browsers on which an account is not asked for its second factor again for a while.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const rememberedDevices: readonly Index[] = [
  { collection: 'remembered_devices', key: { accountId: 1, revokedAt: 1, _id: 1 }, unique: false },
  { collection: 'remembered_devices', key: { tenantId: 1, revokedAt: 1, provedAt: 1 }, unique: false },
  { collection: 'remembered_devices', key: { provedAt: 1 }, unique: false },
];
