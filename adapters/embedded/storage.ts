// All embedded stores over one database.
// Invariant: no store keeps anything in memory, so what another process writes holds from the next call on.
import type { DatabaseSync } from 'node:sqlite';
import type { Storage } from '../../ports/storage.ts';
import { createAccounts, createDirectory } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import { createAuditStore } from './audit-store.ts';
import { createClients } from './clients.ts';
import { createConsents } from './consents.ts';
import type { Database } from './database.ts';
import { createEnrollments } from './enrollments.ts';
import { createEvidence } from './evidence.ts';
import { createGrantBases } from './grant-bases.ts';
import { createGroups } from './groups.ts';
import { createHelpRequests } from './help-requests.ts';
import { createLeases } from './leases.ts';
import { createLogouts } from './logouts.ts';
import { createOneTimeSecrets } from './one-time-secrets.ts';
import { createOutbox } from './outbox.ts';
import { createPasswords } from './passwords.ts';
import { createPolicies } from './policies.ts';
import { createPositions } from './positions.ts';
import { createRecords } from './records.ts';
import { createRememberedDevices } from './remembered-devices.ts';
import { createSessions } from './sessions.ts';
import { createSignIns } from './sign-ins.ts';
import { sweep } from './sweep.ts';
import { createTenants } from './tenants.ts';
import { createTransfer } from './transfer.ts';

/** @param openReader a second connection, for snapshots */
export function createStorage(
  database: Database,
  openReader: () => DatabaseSync,
  close: () => Promise<void>,
): Storage {
  return {
    records: createRecords(database),
    sessions: createSessions(database),
    signIns: createSignIns(database),
    evidence: createEvidence(database),
    grantBases: createGrantBases(database),
    attempts: createAttempts(database),
    leases: createLeases(database),
    tenants: createTenants(database),
    policies: createPolicies(database),
    directory: createDirectory(database),
    accounts: createAccounts(database),
    passwords: createPasswords(database),
    enrollments: createEnrollments(database),
    oneTimeSecrets: createOneTimeSecrets(database),
    rememberedDevices: createRememberedDevices(database),
    helpRequests: createHelpRequests(database),
    groups: createGroups(database),
    clients: createClients(database),
    consents: createConsents(database),
    audit: createAuditStore(database),
    positions: createPositions(database),
    outbox: createOutbox(database),
    logouts: createLogouts(database),
    transfer: createTransfer(database, openReader),
    // Reads cost microseconds here and every write is durable at once: nothing is gained by holding back.
    async scoped(work) {
      await work();
      return { ok: true };
    },
    holdsBack: false,
    async ping() {
      await database.write((q) => q.run('UPDATE heartbeat SET beats = beats + 1'));
    },
    sweep: (now, limit) => sweep(database, now, limit),
    close,
  };
}
