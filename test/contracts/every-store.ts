// Every suite, for a store to be run through: those of what must last, and those of what is short-lived.
// Invariant: a store is whole when all of these pass; none is left out for any store.
import { describeAccounts } from './accounts.ts';
import { describeAttempts } from './attempts.ts';
import { describeAuditStore } from './audit-store.ts';
import { describeClients } from './clients.ts';
import { describeConsents } from './consents.ts';
import { describeEnrollments } from './enrollments.ts';
import { describeEvidence } from './evidence.ts';
import { describeGrantBases } from './grant-bases.ts';
import { describeGroups } from './groups.ts';
import { describeHelpRequests } from './help-requests.ts';
import { describeLeases } from './leases.ts';
import { describeLogouts } from './logouts.ts';
import { describeOneTimeSecrets } from './one-time-secrets.ts';
import { describeOutbox } from './outbox.ts';
import { describePasswords } from './passwords.ts';
import { describeRecords } from './records.ts';
import { describeRememberedDevices } from './remembered-devices.ts';
import { describeSessions } from './sessions.ts';
import { describeSignIns } from './sign-ins.ts';
import { describeStorage } from './storage.ts';
import type { DurableStores, OpenStores, ShortLivedStores } from './stores.ts';
import { describeTenants } from './tenants.ts';
import { describeTransfer } from './transfer.ts';

const durable = [
  describeTenants,
  describeAccounts,
  describePasswords,
  describeEnrollments,
  describeOneTimeSecrets,
  describeRememberedDevices,
  describeGroups,
  describeHelpRequests,
  describeClients,
  describeConsents,
  describeAuditStore,
  describeLogouts,
  describeOutbox,
  describeTransfer,
];
const shortLived = [
  describeRecords,
  describeSessions,
  describeSignIns,
  describeEvidence,
  describeGrantBases,
  describeAttempts,
  describeLeases,
];

export function describeEveryStore(name: string, open: OpenStores): void {
  describeShortLived(name, open);
  describeStorage(name, open);
  describeDurable(name, open);
}

/** For a store of what is short-lived only. */
export function describeShortLived(name: string, open: OpenStores<ShortLivedStores>): void {
  for (const describeStore of shortLived) describeStore(name, open);
}

/** For a store of what must last only. */
export function describeDurable(name: string, open: OpenStores<DurableStores>): void {
  for (const describeStore of durable) describeStore(name, open);
}
