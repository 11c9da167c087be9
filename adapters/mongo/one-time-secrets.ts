// Invitations, mailed codes and enrollment codes in MongoDB: one document an account and purpose, replaced by the next.
// Invariant: issuing is one upsert, so a new one voids the old in the same write; a try and the use are each one
// conditional update.
import type { OneTimeSecret, OneTimeSecrets } from '../../ports/one-time-secrets.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<OneTimeSecret> = {
  id: 'text',
  purpose: 'text',
  accountId: 'text',
  hash: 'text',
  boundTo: 'text',
  triesLeft: 'number',
  createdAt: 'number',
  expiresAt: 'number',
  usedAt: 'number',
};

export interface SweptSecrets extends OneTimeSecrets {
  /** Removes up to `limit` that have expired. */
  sweep(now: number, limit: number): Promise<number>;
}

export function secretCollection(database: Database): Collection<OneTimeSecret> {
  return database.collection<OneTimeSecret>('one_time_secrets', fields, null);
}

export function createOneTimeSecrets(database: Database): SweptSecrets {
  const secrets = secretCollection(database);
  return {
    issue: (secret) =>
      database.ask([secret.accountId, secret.purpose, secret.id], undefined, async () => {
        const { accountId, purpose } = secret;
        const taken = await secrets.put({ accountId, purpose }, secret);
        if (taken) throw new Error('The id of a one-time secret is taken: it must be random.');
      }),
    find: (id, now) =>
      database.ask([id, now], undefined, () => secrets.find({ id, expiresAt: { $gt: now } })),
    findFor: (accountId, purpose, now) =>
      database.ask([accountId, purpose, now], undefined, () =>
        secrets.find({ accountId, purpose, expiresAt: { $gt: now }, usedAt: null }),
      ),
    takeTry: (id, now) =>
      database.ask([id, now], false, () =>
        secrets.update(
          { id, expiresAt: { $gt: now }, usedAt: null, triesLeft: { $gt: 0 } },
          { add: { triesLeft: -1 } },
        ),
      ),
    consume: (id, now) =>
      database.ask([id, now], false, () =>
        secrets.update({ id, expiresAt: { $gt: now }, usedAt: null }, { set: { usedAt: now } }),
      ),
    void: (accountId) =>
      database.ask([accountId], undefined, async () => {
        await secrets.removeAll({ accountId });
      }),
    sweep: (now, limit) =>
      database.ask([now, limit], 0, () => secrets.removeSome({ expiresAt: { $lte: now } }, limit)),
  };
}
