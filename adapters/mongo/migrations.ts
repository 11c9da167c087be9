// The versions of the schema, in order: which indexes each adds; one document says how many the database has had.
// Invariant: a step's number is written after its indexes stand and older documents are as it wants them, so a crash between leaves a database that is refused
// until it is migrated again; a released step is never edited, and a newer database is not touched.
import type { Connection } from 'mongoose';
import { takenBy } from './errors.ts';
import { type Index, makeIndexes, missingOf } from './indexes.ts';
import { firstIndexes } from './migrations/001-first-indexes.ts';
import { rememberedDevices } from './migrations/002-remembered-devices.ts';
import { passkeys } from './migrations/003-passkeys.ts';
import { logouts } from './migrations/004-logouts.ts';
import { passkeyHosts } from './migrations/005-passkey-hosts.ts';
import { helpRequests } from './migrations/006-help-requests.ts';
import { closedHelpRequests } from './migrations/007-closed-help-requests.ts';
import { dueRemovals } from './migrations/008-due-removals.ts';
import { clientsOfTenants } from './migrations/009-clients-of-tenants.ts';
import { fillForVersion10, oneOpenHelpRequest } from './migrations/010-one-open-help-request.ts';

/** Position n holds what leads from version n to n + 1. */
const steps: readonly (readonly Index[])[] = [
  firstIndexes,
  rememberedDevices,
  passkeys,
  logouts,
  passkeyHosts,
  helpRequests,
  closedHelpRequests,
  dueRemovals,
  clientsOfTenants,
  oneOpenHelpRequest,
];

/** What a step does, once its indexes stand, to documents that were there before; by the version that it leads to. */
const fills: Readonly<Record<number, (connection: Connection) => Promise<void>>> = { 10: fillForVersion10 };

/** The version that this program reads and writes. */
export const schemaVersion = steps.length;

/** Where the version stands, and where ping writes. */
export const stateCollection = 'sallyport';

interface State {
  readonly _id: string;
  readonly version?: number;
  readonly beats?: number;
}

/** 0 for a database that was never migrated. */
export async function readSchemaVersion(connection: Connection): Promise<number> {
  const state = await connection.collection<State>(stateCollection).findOne({ _id: 'schema' });
  return state?.version ?? 0;
}

/** Brings the database to `schemaVersion`. Two at once do no harm: what stands already is left as it is. */
export async function migrate(connection: Connection): Promise<void> {
  const version = await readSchemaVersion(connection);
  for (const [step, indexes] of steps.entries()) {
    if (step < version) continue;
    await makeIndexes(connection, indexes);
    await fills[step + 1]?.(connection);
    await writeVersion(connection, step + 1);
  }
  // Also those that somebody dropped since.
  await makeIndexes(connection, await missingIndexes(connection));
}

async function writeVersion(connection: Connection, version: number): Promise<void> {
  const state = connection.collection<State>(stateCollection);
  const write = () => state.updateOne({ _id: 'schema' }, { $max: { version } }, { upsert: true });
  try {
    await write();
  } catch (error) {
    if (!takenBy(error)) throw error;
    // Another has inserted it at the same moment: now it is there to be changed.
    await write();
  }
}

/** Those that the schema has and the database has not, or not as they must be. */
export function missingIndexes(connection: Connection): Promise<readonly Index[]> {
  return missingOf(connection, steps.flat());
}
