// Rows of the audit chains in MongoDB, one document each.
// Invariant: rows are inserted in one ordered command, which stops at the first sequence or id that is taken, so a crash
// leaves a chain without a gap; they are never updated but to remove the personal part.
import type { AuditRow, AuditStore } from '../../ports/audit-store.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<AuditRow> = {
  chain: 'text',
  sequence: 'number',
  id: 'text',
  at: 'number',
  type: 'text',
  accountId: 'text',
  body: 'text',
  personal: 'text',
  personalDigest: 'text',
  keyId: 'text',
  mac: 'text',
};

const newestFirst = { sequence: -1 } as const;

export function auditCollection(database: Database): Collection<AuditRow> {
  return database.collection<AuditRow>('audit', fields, 'id');
}

export function createAuditStore(database: Database): AuditStore {
  const rows = auditCollection(database);
  return {
    head: (chain) =>
      database.ask([chain], { sequence: 0, mac: '' }, async () => {
        const { sequence, mac } = (await rows.find({ chain }, newestFirst)) ?? { sequence: 0, mac: '' };
        return { sequence, mac };
      }),
    insert: (made) =>
      database.ask(
        made.flatMap(({ chain, sequence, id }) => [chain, sequence, id]),
        0,
        async () => (made.length === 0 ? 0 : rows.insertAll(made)),
      ),
    read: (chain, after, limit) =>
      database.ask([chain, after, limit], [], () =>
        rows.list({ chain, sequence: { $gt: after } }, { sequence: 1 }, limit),
      ),
    readBack: (chain, before, limit, accountId) =>
      database.ask([chain, before ?? 0, limit, accountId ?? ''], [], () => {
        const ofAccount = accountId === undefined ? {} : { accountId };
        const sequence = { $lt: before ?? Number.MAX_SAFE_INTEGER };
        return rows.list({ ...ofAccount, chain, sequence }, newestFirst, limit);
      }),
    findById: (id) => database.ask([id], undefined, () => rows.find({ id })),
    chains: () => database.ask([], [], async () => (await rows.distinct('chain')).map(String)),
    erasePersonal: (accountId) =>
      database.ask([accountId], undefined, async () => {
        await rows.updateAll({ accountId }, { set: { personal: null } });
      }),
  };
}
