// All stores that must last, over one database.
// Invariant: only clients, tenants and current policies are remembered between requests, for a second at most; an
// account's standing is remembered within one request, and nothing else.
import type { Storage } from '../../ports/storage.ts';
import { accountCollection, createAccounts, createDirectory } from './accounts.ts';
import { createAuditStore } from './audit-store.ts';
import { type Caches, createCaches } from './cache.ts';
import { createClients } from './clients.ts';
import { createConsents } from './consents.ts';
import type { Database } from './database.ts';
import { createEnrollments, enrollmentCollection } from './enrollments.ts';
import { createGroups } from './groups.ts';
import { createHelpRequests } from './help-requests.ts';
import type { ImportMark } from './import-mark.ts';
import { createLogouts } from './logouts.ts';
import { createOneTimeSecrets } from './one-time-secrets.ts';
import { createOutbox } from './outbox.ts';
import { createPasswords, passwordCollection } from './passwords.ts';
import { createPolicies } from './policies.ts';
import { createPositions } from './positions.ts';
import { createRememberedDevices } from './remembered-devices.ts';
import { createStandingReads } from './standing-reads.ts';
import { createStandings, type Standings } from './standings.ts';
import { createTenants } from './tenants.ts';
import { createTransfer } from './transfer.ts';

export type MongoStores = Pick<
  Storage,
  | 'tenants'
  | 'policies'
  | 'directory'
  | 'accounts'
  | 'passwords'
  | 'enrollments'
  | 'oneTimeSecrets'
  | 'rememberedDevices'
  | 'groups'
  | 'helpRequests'
  | 'clients'
  | 'consents'
  | 'audit'
  | 'positions'
  | 'outbox'
  | 'logouts'
  | 'transfer'
>;

export interface MadeStores {
  readonly stores: MongoStores;
  readonly scoped: Standings['scoped'];
  /** Removes up to `limit` expired records of each kind; returns how many. */
  sweep(now: number, limit: number): Promise<number>;
}

/** @param kept what is remembered of clients, tenants and policies; or for how long, ms */
export function createStores(database: Database, mark: ImportMark, kept: number | Caches): MadeStores {
  const accounts = accountCollection(database);
  const passwords = passwordCollection(database);
  const enrollments = enrollmentCollection(database);
  const standings = createStandings(createStandingReads({ accounts, passwords, enrollments }));
  const caches = typeof kept === 'number' ? createCaches(kept, standings.begun) : kept;
  const oneTimeSecrets = createOneTimeSecrets(database);
  const rememberedDevices = createRememberedDevices(database);
  const helpRequests = createHelpRequests(database);
  const outbox = createOutbox(database);
  return {
    stores: {
      tenants: createTenants(database, caches.tenants),
      policies: createPolicies(database, caches.policies),
      directory: createDirectory(database, accounts, standings),
      accounts: createAccounts(database, accounts, standings),
      passwords: createPasswords(database, passwords, standings),
      enrollments: createEnrollments(database, enrollments, standings),
      oneTimeSecrets,
      rememberedDevices,
      helpRequests,
      groups: createGroups(database),
      clients: createClients(database, caches.clients),
      consents: createConsents(database),
      audit: createAuditStore(database),
      positions: createPositions(database),
      outbox,
      logouts: createLogouts(database),
      transfer: createTransfer(database, mark),
    },
    scoped: standings.scoped,
    async sweep(now, limit) {
      let removed = 0;
      for (const store of [oneTimeSecrets, rememberedDevices, helpRequests, outbox])
        removed += await store.sweep(now, limit);
      return removed;
    },
  };
}
