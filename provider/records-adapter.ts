// Gives node-oidc-provider its storage: our ports behind the adapter interface that it expects.
// Invariant: what is consumed twice fails (`invalid_grant`), and replay detection writes only what was not there:
// with read-then-write, parallel redemptions of one code would all succeed.
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Records } from '../ports/records.ts';
import type { SeenFrom, Sessions } from '../ports/sessions.ts';
import type { ClientRegistry } from './clients.ts';
import { fromStored, storedId, toStored } from './stored-record.ts';
import { isRedeemed, isUsedOnce, type Redeemed } from './used-once.ts';

export interface AdapterDeps {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly clients: ClientRegistry;
  /** ms. */
  readonly now: () => number;
  /** Where the request that is being answered comes from; null outside of one. Kept with a session, for its owner to see. */
  readonly seenFrom: () => SeenFrom | null;
  /** Told when a code or refresh token lost a race: it was used by somebody else at the same moment. */
  readonly reused: (kind: Redeemed, grantId: string) => Promise<void>;
}

/** Records kept without an end by node-oidc-provider have none in its sense only: we end them here. */
const longest = 366 * 24 * 3600 * 1000;

export function createAdapterFactory(deps: AdapterDeps): (model: string) => Adapter {
  return (model) => {
    if (model === 'Client') return clientAdapter(deps.clients);
    return model === 'Session' ? sessionAdapter(deps) : recordAdapter(deps, model);
  };
}

function sessionAdapter({ sessions, now, seenFrom }: AdapterDeps): Adapter {
  return {
    upsert(id, payload, expiresIn) {
      const stored = { ...toStored('Session', payload), seen: seenFrom() };
      return sessions.save(storedId('Session', id), stored, endOf(expiresIn, now()), now());
    },
    async find(id) {
      const stored = await sessions.find(storedId('Session', id), now());
      return stored && fromStored('Session', stored, id);
    },
    async findByUid(uid) {
      const stored = await sessions.findByUid(uid, now());
      return stored && fromStored('Session', stored);
    },
    destroy: (id) => sessions.destroy(storedId('Session', id)),
    ...never('Sessions are neither consumed nor given under a grant.'),
  };
}

function recordAdapter({ records, now, reused }: AdapterDeps, model: string): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      const expiresAt = endOf(expiresIn, now());
      if (model === 'ReplayDetection') return insertOnce(records, id, payload, expiresAt, now());
      const options = { neverConsumed: !isUsedOnce(model) };
      await records.save(model, storedId(model, id), toStored(model, payload), expiresAt, options);
    },
    async find(id) {
      const stored = await records.find(model, storedId(model, id), now());
      return stored && fromStored(model, stored, id);
    },
    findByUid: async () => undefined,
    // The device flow is off.
    findByUserCode: async () => undefined,
    async consume(id) {
      if (!isUsedOnce(model)) throw new Error(`${model} is not among what is used once (used-once.ts)`);
      const stored = storedId(model, id);
      const redeems = isRedeemed(model);
      const consume = redeems ? records.consumeInScope : records.consume;
      if (await consume(model, stored, now())) return;
      const grantId = (await records.find(model, stored, now()))?.grantId;
      if (redeems && typeof grantId === 'string') await reused(model, grantId);
      throw new errors.InvalidGrant('already used');
    },
    destroy: (id) => records.destroy(model, storedId(model, id)),
    revokeByGrantId: (grantId) => records.revoke(grantId),
  };
}

/** ms. @param expiresIn s */
function endOf(expiresIn: number | undefined, now: number): number {
  return now + (expiresIn ? expiresIn * 1000 : longest);
}

async function insertOnce(
  records: Records,
  id: string,
  payload: AdapterPayload,
  expiresAt: number,
  at: number,
): Promise<void> {
  const first = await records.insert('ReplayDetection', id, { ...payload }, expiresAt, at);
  if (!first) throw new errors.InvalidRequest('this assertion or proof was used already');
}

/** Clients are ours: the library only reads them. */
function clientAdapter(clients: ClientRegistry): Adapter {
  const readOnly = async () => {
    throw new Error('Clients are changed through the admin actions, not through node-oidc-provider.');
  };
  return {
    find: (id) => clients.metadata(id),
    upsert: readOnly,
    findByUid: async () => undefined,
    destroy: readOnly,
    ...never('Clients are changed through the admin actions, not through node-oidc-provider.'),
  };
}

function never(why: string): Pick<Adapter, 'consume' | 'findByUserCode' | 'revokeByGrantId'> {
  const refuse = async () => {
    throw new Error(why);
  };
  return { consume: refuse, revokeByGrantId: refuse, findByUserCode: async () => undefined };
}
