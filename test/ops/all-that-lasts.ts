// Where an export finds what lasts, and what it leaves out on purpose: a reason for each table and each collection.
// Invariant: what a store holds stands in one of the two; a new table or collection is decided on before the tests pass.
import { createConnection } from 'mongoose';
import { tables } from '../../adapters/embedded/transferred-tables.ts';
import { createDatabase } from '../../adapters/mongo/database.ts';
import { createTransferred } from '../../adapters/mongo/transferred-collections.ts';

const shortLived = 'short-lived: people sign in again after a move';
const failedTries =
  'counts of tries begin anew after a move; what is refused for good stands with the account';
const withRecord = (kind: string) => `made of the record of kind "${kind}" when that is written`;

/** Tables of the embedded store that hold no kind of record of their own. */
export const tablesLeftOut: Readonly<Record<string, string>> = {
  tenant_domains: withRecord('tenant'),
  account_groups: withRecord('account'),
  passkeys: withRecord('enrollments'),
  records: shortLived,
  sign_ins: shortLived,
  evidence_holders: shortLived,
  evidence: shortLived,
  evidence_events: 'what acts are judged by: they are judged before they leave (ops/transfer/settle.ts)',
  grant_bases: shortLived,
  attempts: failedTries,
  attempt_days: failedTries,
  attempt_limits: failedTries,
  leases: 'who does a job now: whoever runs the new store',
  heartbeat: 'of the store itself: what readiness writes',
  import_mark: 'of the store itself: that it is being filled',
};

/** Collections of MongoDB that hold no kind of record. What is short-lived is in Redis there. */
export const collectionsLeftOut: Readonly<Record<string, string>> = {
  sallyport: 'of the store itself: its version, what readiness writes, and that it is being filled',
};

export const carriedTables: readonly string[] = Object.values(tables).map(({ name }) => name);

export async function carriedCollections(): Promise<readonly string[]> {
  const connection = createConnection(); // to nothing
  const held = createTransferred(createDatabase(connection, 0));
  await connection.destroy();
  return Object.values(held).map(({ collection }) => collection.name);
}
