// Versions of policies in MongoDB, one document each.
// Invariant: versions follow each other without gaps: none is ever removed, so a version whose predecessor is there may be
// inserted, and the unique index lets it in once. A crash between the look and the insert leaves nothing.
import type { Policies, PolicyRecord } from '../../ports/tenants.ts';
import { wholePolicy, wholePolicyIfAny } from '../whole-policy.ts';
import type { Cache } from './cache.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<PolicyRecord> = {
  tenantId: 'text',
  version: 'number',
  policy: 'nested',
  at: 'number',
  by: 'text',
  reason: 'text',
  eventId: 'text',
};

export function policyCollection(database: Database): Collection<PolicyRecord> {
  return database.collection<PolicyRecord>('policies', fields, null);
}

export function createPolicies(database: Database, cache: Cache<PolicyRecord>): Policies {
  const policies = policyCollection(database);
  return {
    current: (tenantId) =>
      database.ask([tenantId], undefined, () =>
        cache.find(tenantId, async () =>
          wholePolicyIfAny(await policies.find({ tenantId }, { version: -1 })),
        ),
      ),
    find: (tenantId, version) =>
      database.ask([tenantId, version], undefined, async () =>
        wholePolicyIfAny(await policies.find({ tenantId, version })),
      ),
    append: (record) =>
      database.ask([record.tenantId, record.version], false, () =>
        cache.changing(async () => {
          const { tenantId, version } = record;
          const follows = version === 1 || (await policies.find({ tenantId, version: version - 1 }));
          return follows ? (await policies.insert(record)) === null : false;
        }),
      ),
    list: (tenantId, after, limit) =>
      database.ask([tenantId, after ?? 0, limit], [], async () => {
        const before = { tenantId, version: { $lt: after ?? Number.MAX_SAFE_INTEGER } };
        return (await policies.list(before, { version: -1 }, limit)).map(wholePolicy);
      }),
  };
}
