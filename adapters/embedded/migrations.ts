// The versions of the schema, in order; the file's `user_version` says how many it has had.
// Invariant: each step commits together with its number, a step that was released is never edited, and a newer file is not touched.
import type { DatabaseSync } from 'node:sqlite';
import { firstSchema } from './migrations/001-first-schema.ts';
import { refusedPasswords } from './migrations/002-refused-passwords.ts';
import { importMark } from './migrations/003-import-mark.ts';
import { rememberedDevices } from './migrations/004-remembered-devices.ts';
import { passkeys } from './migrations/005-passkeys.ts';
import { logouts } from './migrations/006-logouts.ts';
import { passkeyHosts } from './migrations/007-passkey-hosts.ts';
import { helpRequests } from './migrations/008-help-requests.ts';
import { closedHelpRequests } from './migrations/009-closed-help-requests.ts';
import { dueRemovals } from './migrations/010-due-removals.ts';
import { sessionsOfAccounts } from './migrations/011-sessions-of-accounts.ts';
import { clientsOfTenants } from './migrations/012-clients-of-tenants.ts';
import { grantsOfSessions } from './migrations/013-grants-of-sessions.ts';
import { oneOpenHelpRequest } from './migrations/014-one-open-help-request.ts';

/** Position n holds the SQL that leads from version n to n + 1. */
const steps: readonly string[] = [
  firstSchema,
  refusedPasswords,
  importMark,
  rememberedDevices,
  passkeys,
  logouts,
  passkeyHosts,
  helpRequests,
  closedHelpRequests,
  dueRemovals,
  sessionsOfAccounts,
  clientsOfTenants,
  grantsOfSessions,
  oneOpenHelpRequest,
];

/** The version that this program reads and writes. */
export const schemaVersion = steps.length;

/** The file's version; 0 for a new one. Throws what node:sqlite throws if it is no database. */
export function readSchemaVersion(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.user_version);
}

/** Brings the file to `schemaVersion`, one transaction a step. Call it under the server's lock only. */
export function migrate(connection: DatabaseSync, todo: readonly string[] = steps): void {
  for (const [version, step] of todo.entries()) {
    if (version < readSchemaVersion(connection)) continue;
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(step);
      connection.exec(`PRAGMA user_version = ${version + 1}`);
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }
}
